"""Forms and documents of ours with one thing bent at a time: what somebody sends who tries to break the server."""

import copy
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from httpx import Client, Response

FAR = ("9999-12-31", "0001-01-01", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-11-28T00:00:00")
TEXTS = (
    "", "a\0b", "x" * 70_000, "<script>alert(1)</script>" * 8, "\u202egpj.exe\u2066", "аdmin", "😀" * 60,
    "../../etc/passwd",
    "\r\nBcc: other@b.example", "=?utf-8?q?a=0d=0ab?=@b.example", "7" * 5000, "²", "٣", "-1", "1e309", "CR-00000000",
    "e" * 64, *FAR,
)  # fmt: skip
"""What fields are filled with."""

VALUES: tuple[Any, ...] = (None, [], {}, 0, -1, True, 1.5, 2**63, 2**70, ["a\0b"], ["x"] * 60, [["a"]], *TEXTS)
"""What parts of documents are replaced by."""

DOCUMENTS = (
    b"\xff", b"{" * 5000, b"[" * 100_000, b"null", b'""', b"\xef\xbb\xbf{}", b'{"a":1,"a":2}', b'{"send":1e999}',
    b"7" * 6000, b" " * 300_000, b'{"person":"\\ud800"}',
)  # fmt: skip
"""What is sent in place of a document."""

OURS = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Sheet:
    """A form of a page: where it goes, and what its fields hold."""

    action: str
    fields: Mapping[str, str]


def sheets(page: str) -> Iterator[Sheet]:
    """Yield the forms of *page* that are posted, each field with a value that it offers."""
    for form in re.findall(r'<form[^>]*method="post".*?</form>', page, re.S):
        action = re.search(r'action="([^"]*)"', form)
        assert action is not None, form
        fields: dict[str, str] = {}
        for tag in reversed(re.findall(r"<(?:input|button|textarea)[^>]*>", form)):
            if name := re.search(r' name="([^"]*)"', tag):
                value = re.search(r' value="([^"]*)"', tag)
                fields[name[1]] = html.unescape(value[1]) if value else fields.get(name[1], "")
        for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
            fields[name] = next(iter(re.findall(r'value="([^"]+)"', options)), "")
        yield Sheet(html.unescape(action[1]), fields)


def bent_forms(
    client: Client, address: str, typed: Mapping[str, str], but: Callable[[str], bool]
) -> Iterator[tuple[str, Response]]:
    """Send each form at *address*, filled in with *typed*, with each field bent; yield what was bent, and the answer.

    Forms to an action that *but* is true of are left alone.
    """
    shown = client.get(address)
    assert shown.status_code == 200, (address, shown.status_code, shown.text)
    for sheet in sheets(shown.text):
        if but(sheet.action):
            continue
        good = {name: typed.get(name, value) for name, value in sheet.fields.items()}
        for name in good:
            for text in TEXTS:
                anew = {"once": token_hex(16)} if "once" in good else {}  # else what fits first would answer for all
                bent = {**good, **anew, name: text}
                sent = client.post(sheet.action, data=bent, headers=OURS, follow_redirects=False)
                yield f"{sheet.action} {name}={text[:40]!r}", sent


def bent_documents(send: Callable[..., Response], document: Mapping[str, Any]) -> Iterator[tuple[str, Response]]:
    """*send* the document with each of its parts bent, and what is none; yield what was bent, and the answer."""
    for place in _places(document):
        for value in VALUES:
            yield f"{place} {str(value)[:40]!r}", send(json=_put(document, place, value))
    for raw in DOCUMENTS:
        yield f"{raw[:20]!r}", send(content=raw)


def _places(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    inside = (
        document.items() if isinstance(document, dict) else enumerate(document if isinstance(document, list) else ())
    )
    for name, value in inside:
        yield from _places(value, (*at, name))


def _put(document: Mapping[str, Any], place: tuple[Any, ...], value: Any) -> Any:
    whole = copy.deepcopy(document)
    part: Any = whole
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value
    return whole
