"""To which page somebody returns who has proved who they are: one of ours, whatever an address says."""

import re
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from tellmark.surface.leading import LEAVE, LONGEST_PLACE
from tellmark.values.languages import Language

_OURS = re.compile(r"/[A-Za-z0-9/_.~-]*(\?[A-Za-z0-9_.~%=&-]*)?")
_SIGNED_IN = ("/me", "/account", "/prove")


def page_of(asked: str, base: str) -> str:
    """Return *asked* where it is a page for whoever stands at *base* (`/prove`, `/c/…/prove`), else their first page.

    That is what the link asks, or *base* itself. By a link *asked* is a page below this link; signed in, one of the
    person's own: never another site (RFC 9700 §4.11).
    """
    first = base.removesuffix("/prove") if by_link(base) else base
    doors = (first,) if by_link(base) else _SIGNED_IN
    path = asked.partition("?")[0]
    whole = _OURS.fullmatch(asked) is not None and "//" not in path and len(asked) <= LONGEST_PLACE
    within = any(path == door or path.startswith(f"{door}/") for door in doors)
    return asked if whole and within and "/." not in path else first


def by_link(page: str) -> bool:
    """Tell whether *page* is for whoever was sent a link, and for nobody else."""
    return page.startswith("/c/")


def is_asked(page: str) -> bool:
    """Tell whether *page* belongs to a request that waits for an answer."""
    return page.startswith(("/c/", "/me/requests/"))


Framed: TypeAlias = dict[str, Any]
"""What the frame of every page of a proof shows."""


def frame(base: str, back: str, language: Language) -> Framed:
    """Return what the pages below *base* show, begun on the page *back*: the way back, which the language switch keeps.

    By a link, as on its other pages, nothing leads to other rooms of the service, and one button leads away.
    """
    shut = {"rooms": [], "leave": LEAVE[language]} if by_link(base) else {}
    query = f"{urlencode({'back': back})}&"
    return {"base": base, "back": back, "led_back": in_language(back, language), "asked": is_asked(back),
            "query": query, **shut}  # fmt: skip


def base_of(page: str) -> str:
    """Return below which address whoever began on *page* proves who they are."""
    return f"{'/'.join(page.partition('?')[0].split('/')[:3])}/prove" if by_link(page) else "/prove"


def in_language(back: str, language: Language) -> str:
    """Return *back* as an address that says its language, *language* where it says none.

    Whoever comes back from another site brings nothing but this address: a page in another language is another text,
    which nobody has been shown.
    """
    if language_in(back) is not None:
        return back
    return f"{back}{'&' if '?' in back else '?'}lang={language}"


def language_in(back: str) -> Language | None:
    """Return the language that *back* says, None for none."""
    said = dict(parse_qsl(urlsplit(back).query)).get("lang")
    return Language(said) if said in list(Language) else None
