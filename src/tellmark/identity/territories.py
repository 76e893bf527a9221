"""Which code of a territory an order or a mandate may name: another one would hold nothing up, and show nothing."""

from tellmark.rules.audiences import BadAudience, places_of
from tellmark.rules.library import shipped_codes


def is_territory(code: str) -> bool:
    """Tell whether *code* is one that rules know, or a country's or a part of one, written as rules write it."""
    try:
        return places_of([code], shipped_codes()) == (code,)
    except BadAudience:
        return False
