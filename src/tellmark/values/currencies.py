"""Sums of money: how many decimals each currency has, how a sum is written out, and how one that was typed is read."""

from decimal import Decimal

_DECIMALS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
         "XOF", "XPF"),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
    # what ISO 4217 gives no smaller unit ("N.A."): metals, units of account, and the codes that stand for none
    **dict.fromkeys(
        ("XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"), 0
    ),
}  # fmt: skip
"""The currencies of ISO 4217 (list one) that have not two decimals."""


def decimals(currency: str) -> int:
    """Return how many decimals *currency* has (ISO 4217); two for a code that we do not know."""
    return _DECIMALS.get(currency, 2)


def written(amount: int, currency: str) -> str:
    """Write out an *amount* in the smallest unit of *currency*, with all its decimals: 240050 EUR is 2,400.50."""
    return f"{Decimal(amount).scaleb(-decimals(currency)):,f}"


def smallest(typed: str, currency: str) -> int | None:
    """Return *typed*, digits with perhaps a point, in the smallest unit of *currency*; None for what is finer."""
    whole, _point, part = typed.partition(".")
    part, places = part.rstrip("0"), decimals(currency)
    return int(whole + part.ljust(places, "0")) if len(part) <= places else None
