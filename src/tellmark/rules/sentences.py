"""The sentences of the packs in the reader's language: the catalogue `rules` holds them, keyed by the English ones.

So a pack stays in one language for whoever checks it against the law, an English sentence that changes loses its old
translation by itself, and what an operator wrote is shown as it was written.
"""

from tellmark.values.languages import Language, wording

DOMAIN = "rules"
"""The catalogue of the names of packs and the sentences of rules; scripts/build_catalogues.py finds them."""


def sentence(text: str, language: Language) -> tuple[str, Language]:
    """Return *text* of a pack in *language* with that language, or as it is, in English, where nobody translated it."""
    if language is Language.EN or not text:
        return text, Language.EN
    told = wording(language, DOMAIN)(text)
    return told, Language.EN if told == text else language
