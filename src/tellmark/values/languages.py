"""The languages that people meet, and how one is chosen."""

import gettext
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path


class Language(StrEnum):
    """A language with a complete catalogue (BCP 47)."""

    EN = "en"
    ZH = "zh-Hans"


def said(message: str) -> str:
    """Return *message* as it is: the sign by which the catalogues find a sentence that is worded later."""
    return message


@cache
def wording(language: Language, domain: str = "tellmark") -> Callable[[str], str]:
    """Return what turns an English message into *language*; a message without a translation stays English.

    *domain* is the catalogue: `tellmark` for the words of the product, `rules` for those of the rule packs.
    """
    folder = Path(__file__).parents[1] / "locale"
    return gettext.translation(domain, folder, [language.replace("-", "_")], fallback=True).gettext


def chosen(wishes: str) -> Language:
    """Choose from an Accept-Language header or a locale name such as zh_CN.UTF-8; English where neither fits."""
    ranked = sorted(_wishes(wishes), key=lambda wish: -wish[0])
    for _, tag in ranked:
        if tag.startswith("zh"):
            return Language.ZH
        if tag.startswith("en"):
            return Language.EN
    return Language.EN


def _wishes(text: str) -> list[tuple[float, str]]:
    wishes = []
    for part in text.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((float(weight or 1), tag.strip().lower()))
        except ValueError:
            continue
    return wishes
