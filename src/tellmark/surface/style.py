"""The one stylesheet of all pages, for those that carry it inside themselves: as much of it as they can use."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,]) ?")
_CLASSES = re.compile(r'class="([^"]*)"')
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_WORD = re.compile(r"[a-zA-Z][\w-]*")
_ASIDE = re.compile(r"\([^()]*\)")
_LIST = re.compile(r",(?![^()]*\))")


def stylesheet(body: str, script: str = "") -> str:
    """Return of the stylesheet under /static/ what *body* can use, and what *script* may yet make of it.

    A rule is left out where it asks for a class that *body* never gives and *script* never names, and so are comments
    and indentation: whoever keeps such a file, or opens it on a cheap phone, has no use for them.
    """
    named = {name for classes in _CLASSES.findall(body) for name in classes.split()}
    return _kept(frozenset(named | set(_WORD.findall(script))))


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
    """Tell whether every class that *selector* asks for is *named*; of what stands in brackets nothing is asked."""
    return named.issuperset(_CLASS.findall(_ASIDE.sub("", selector)))
