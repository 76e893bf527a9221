"""The implicit label as it is met in the wild: every form is taken apart, nothing is believed."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tellmark.marks.aigc.values import FIELDS
from tellmark.marks.foreign import text_of

LIMIT = 1 << 16
"""A label has seven short fields; beyond this many bytes it is not read."""

_BRACKETS = 256  # SecurityData nests four deep; this bounds the parser's recursion
_LAYERS = 4
_STARTS = re.compile(r"(?:\{\s*)?(?:\\?[\"']|&quot;)?AIGC(?:\\?[\"']|&quot;)?\s*[:=]?\s*\\?[\"']?\{", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp;)*(?:quot|#34|#x22);")
_NEAR = 400
_VENDOR_WORDS = ("aigc_label_type", "aigc_type")

Value: TypeAlias = "str | Number | Members | list[Value] | bool | None"


class Number(str):
    """A JSON number, unread: its digits are never turned into an integer of their length."""

    __slots__ = ()


class Members(tuple[tuple[str, Value], ...]):
    """A JSON object as written: members in order, duplicates kept."""

    __slots__ = ()

    def of(self, key: str) -> Value:
        """Return the value of the first member called *key*, None without one."""
        return next((value for name, value in self if name == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names in order."""
        return tuple(name for name, _ in self)


@dataclass(frozen=True, slots=True)
class Form:
    """One object that speaks as a label: *members* as written (None: it could not be read), *broken* says why not.

    *form* names how it was written: `bare`, `wrapped`, `glued`, `braceless`, `double_encoded`, `entities`,
    `single_quotes`, `trailing_data`.
    """

    members: Members | None
    form: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


class _Unreadable(Exception):
    """Why a text is no JSON object."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


_DECODER = json.JSONDecoder(
    object_pairs_hook=Members, parse_int=Number, parse_float=Number, parse_constant=Number, strict=False
)


def in_carrier(data: bytes) -> Form | None:
    """Read the bytes of a carrier that is called AIGC; what cannot be read is a broken label. None where it is empty.

    An empty carrier is a shell from which the label was wiped or never written: nothing was declared.
    """
    if len(data) > LIMIT:
        return Form(None, broken=("too_long",))
    text = text_of(data)
    return _form(text) if text else None


def in_text(data: bytes) -> Form | None:
    """Read a text field that could hold anything as a label; None where it declares nothing.

    The whole field must be the label: words that quote one, or speak of AIGC, are words.
    """
    text = text_of(data, LIMIT)
    if "aigc" not in text.casefold() and not all(key in text for key in ("Label", "ContentProducer")):
        return None
    form = _form(text)
    if form.members is not None:
        return form if _speaks(form.members) or _STARTS.match(text) else None
    return form if _STARTS.match(text) and any(key in text[:_NEAR] for key in FIELDS) else None


def vendor_type(form: Form) -> str | None:
    """Return ByteDance's private `aigc_label_type` or `aigc_type`, wherever it is nested; None without one."""
    return None if form.members is None else next(_vendor_types(form.members, depth=4), None)


def is_service_schema(form: Form) -> bool:
    """Tell whether this is Tencent's older schema of ServiceProvider and ServiceUser."""
    return form.members is not None and "ServiceProvider" in form.members.keys


def _form(text: str) -> Form:
    notes: list[str] = []
    try:
        value = _value(text, notes)
        for _ in range(_LAYERS):
            if isinstance(value, str) and not isinstance(value, Number):
                notes.append("double_encoded")
                value = _value(value.strip("\0\ufeff \t\r\n"), notes)
            elif isinstance(value, Members) and (inner := _inside(value)) is not None:
                notes.append("wrapped")
                value = inner
            else:
                break
    except _Unreadable as error:
        return Form(None, tuple(notes), (error.why,))
    if not isinstance(value, Members):
        return Form(None, tuple(notes), ("not_an_object",))
    quoted_amiss = ("not_json",) if "single_quotes" in notes or "braceless" in notes else ()
    return Form(value, tuple(dict.fromkeys(notes)) or ("bare",), quoted_amiss)


def _inside(value: Members) -> Value:
    """What a wrapper holds: the member AIGC of an object that is no label itself."""
    return next((inner for key, inner in value if key.strip().casefold() == "aigc"), None)


def _value(text: str, notes: list[str]) -> Value:
    """Parse *text* as it is, else with its entities resolved: a well-formed label may hold what looks like one."""
    seen: list[str] = []
    try:
        return _read(text, seen)
    except _Unreadable:
        if _ENTITY.search(text) is None:
            raise
        seen = ["entities"]
        return _read(html.unescape(html.unescape(text)), seen)
    finally:
        notes += seen


def _read(text: str, notes: list[str]) -> Value:
    """Parse *text*, mended where its writers are known to mangle it."""
    if glued := re.match(r"AIGC\s*[:=]?\s*(?=[{\"])", text):
        notes.append("glued")
        text = text[glued.end() :]
    if re.match(r"\"(?:Label|AIGC)\"\s*:", text):
        notes.append("braceless")
        text = "{" + text + "}"
    elif text.startswith("{'"):  # a Python dictionary that somebody printed
        notes.append("single_quotes")
        text = text.replace("'", '"')
    value, end = _parsed(text, 0)
    if text[end:].strip("\0 \t\r\n;"):
        notes.append("trailing_data")
    return value


def _parsed(text: str, at: int) -> tuple[Value, int]:
    if text.count("{", at) + text.count("[", at) > _BRACKETS:
        raise _Unreadable("too_deep")
    try:
        value: Value
        value, end = _DECODER.raw_decode(text, at)
    except ValueError:
        raise _Unreadable("not_json") from None
    return value, end


def _speaks(members: Members) -> bool:
    """Whether the object speaks the words of a label, so that a chance AIGC in a text is not one."""
    keys = members.keys
    known = sum(key in FIELDS for key in keys)
    return known >= 2 or "ServiceProvider" in keys or next(_vendor_types(members, depth=4), None) is not None


def _vendor_types(value: Value, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, Members):
        for key, inner in value:
            if key in _VENDOR_WORDS and isinstance(inner, str):
                yield str(inner)
            yield from _vendor_types(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value[:32]:
            yield from _vendor_types(inner, depth - 1)
