"""To which page somebody returns who has proved who they are: one of ours, whatever an address says."""

import re
from urllib.parse import parse_qsl, urlsplit

from tellmark.values.languages import Language

_OURS = re.compile(r"/[A-Za-z0-9/_.~-]*(\?[A-Za-z0-9_.~%=&-]*)?")
_SIGNED_IN = ("/me", "/account", "/prove")
_LONGEST = 2000


def page_of(asked: str, base: str) -> str:
    """Return *asked* where it is a page for whoever stands at *base* (`/prove`, `/c/…/prove`), else *base* itself.

    By a link that is a page below this link; signed in, one of the person's own: never another site (RFC 9700 §4.11).
    """
    doors = (base.removesuffix("/prove"),) if base.startswith("/c/") else _SIGNED_IN
    path = asked.partition("?")[0]
    whole = _OURS.fullmatch(asked) is not None and "//" not in path and len(asked) <= _LONGEST
    within = any(path == door or path.startswith(f"{door}/") for door in doors)
    return asked if whole and within and "/." not in path else base


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
