"""Sizes and long ids in the reader's manner."""

from tellmark.values.languages import Language, said, wording


def size_words(size: int, language: Language) -> str:
    """Word a number of bytes with a decimal unit and at most one decimal."""
    if size < 1000:
        return wording(language)(said("{count} bytes")).format(count=size)
    amount, units = float(size), ["kB", "MB", "GB", "TB"]
    while amount >= 999.95 and units:
        amount, unit = amount / 1000, units.pop(0)
    return f"{amount:.1f}".removesuffix(".0") + f"\N{NO-BREAK SPACE}{unit}"


def shortened(digest: str) -> str:
    """Shorten a long id in the middle, for the eye; the whole one stands beside it on paper and for copying."""
    return digest if len(digest) <= 16 else f"{digest[:6]}…{digest[-6:]}"
