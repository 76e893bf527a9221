"""The one stylesheet of all pages, for those that carry it inside themselves: as much of it as they can use."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,]) ?|(?<=:) ")
_CLASSES = re.compile(r'class="([^"]*)"')
_ELEMENT = re.compile(r"<([a-z][a-z\d]*)")
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_TYPE = re.compile(r"(?:^|[\s>+~])([a-z][a-z\d]*)")
_QUOTED = re.compile(r'"([^"\n]*)"|`([^`\n]*)`')
_WORD = re.compile(r"[a-zA-Z][\w-]*")
_EITHER = re.compile(r":is\(([^()]*)\)")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_OF_FILES = "::file-selector-button"
"""What only a field for files has."""
_LIST = re.compile(r",(?![^()]*\))")
_FRAME = ("html", "body", "main")
"""What every page has around what is its own."""


def stylesheet(body: str, script: str = "") -> str:
    """Return of the stylesheet under /static/ what *body* can use, and what *script* may yet make of it.

    A rule is left out where it asks for a class or an element that *body* never has and *script* never names in quotes,
    and so are comments and indentation: whoever keeps such a file, or opens it on a cheap phone, has no use for them.
    """
    named = {name for classes in _CLASSES.findall(body) for name in classes.split()}
    quoted = " ".join(one or other for one, other in _QUOTED.findall(script))
    return _kept(frozenset({*named, *_ELEMENT.findall(body), *_WORD.findall(quoted), *_FRAME}))


@cache
def _kept(named: frozenset[str]) -> str:
    whole = files("tellmark.surface").joinpath("static/tellmark.css").read_text("utf-8")
    return "".join(_rules(_AROUND.sub(r"\1", _SPACES.sub(" ", _COMMENT.sub("", whole))).strip(), named))


def _rules(css: str, named: frozenset[str]) -> Iterator[str]:
    """Yield the rules of *css* that can fit; those in a query of the medium one by one."""
    for prelude, block in _blocks(css):
        if prelude.startswith("@media"):
            if inner := "".join(_rules(block, named)):
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            yield f"{prelude}{{{block}}}"
        elif fitting := ",".join(one for one in _LIST.split(prelude) if _fits(one, named)):
            yield f"{fitting}{{{block}}}"


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each pair of outer braces, and what stands between them."""
    depth = begin = opened = 0
    for at, sign in enumerate(css):
        if sign == "{":
            opened = opened if depth else at
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                yield css[begin:opened].strip(), css[opened + 1 : at]
                begin = at + 1


def _fits(selector: str, named: frozenset[str]) -> bool:
    """Tell whether all that *selector* asks for is *named*, and of what stands in each `:is()` one; of what stands in
    other brackets nothing is asked."""
    plain = _ASIDE.sub("", selector).replace(_OF_FILES, " input")
    either = (_LIST.split(several) for several in _EITHER.findall(selector))
    return named.issuperset(_CLASS.findall(plain) + _TYPE.findall(plain)) and all(
        any(_fits(one, named) for one in several) for several in either
    )
