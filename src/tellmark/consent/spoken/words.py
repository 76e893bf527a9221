"""The sentence that somebody reads out: the request by its case words, and words made of the decision and of chance."""

from hashlib import sha256

from tellmark.consent.case_words import pair
from tellmark.values.languages import Language, said, wording

PAIRS = 4
"""Pairs of words: 32 bits that nobody knows before they are shown."""

NONCE = 32


def sentence(case: str, nonce: bytes, digest: str, language: Language) -> str:
    """Return what is read out to agree to the decision of *digest*: *case* names the request, *nonce* is chance."""
    drawn = sha256(nonce + bytes.fromhex(digest)).digest()
    pairs = [pair(drawn[2 * place], drawn[2 * place + 1], language) for place in range(PAIRS)]
    _ = wording(language)
    return _(said("I agree to the request {case}. My words for it are: {words}.")).format(
        case=case, words=_(said(", ")).join(pairs)
    )
