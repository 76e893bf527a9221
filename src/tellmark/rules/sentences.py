"""The sentences of the packs in the reader's language: the catalogue `rules` holds them, keyed by the English ones.

So a pack stays in one language for whoever checks it against the law, an English sentence that changes loses its old
translation by itself, and what an operator wrote is shown as it was written. A law is cited by the name that its
own land gives it, in a language of that land; to everybody else, by the name that the pack has for it.
"""

from typing import NamedTuple

from tellmark.values.languages import Language, wording

DOMAIN = "rules"
"""The catalogue of the names of packs and the sentences of rules; scripts/build_catalogues.py finds them."""


class Told(NamedTuple):
    """A sentence or a citation, and the language that it is in: what nobody translated stays as it was written."""

    text: str
    spoken: Language


def sentence(text: str, language: Language) -> Told:
    """Return *text* of a pack in *language* with that language, or as it is, in English, where nobody translated it."""
    if language is Language.EN or not text:
        return Told(text, Language.EN)
    told = wording(language, DOMAIN)(text)
    return Told(told, Language.EN if told == text else language)
