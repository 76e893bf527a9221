"""Each currency has its own decimals, and what is written is read again as the same sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.values.currencies import decimals, smallest, written

CURRENCIES = st.sampled_from(["CNY", "EUR", "JPY", "ISK", "XAF", "KWD", "TND", "CLF", "UYW", "XAU", "QQQ"])


@pytest.mark.parametrize(("currency", "places"), [
    ("CNY", 2), ("USD", 2), ("HUF", 2), ("MGA", 2), ("MRU", 2), ("QQQ", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0),
    ("XAF", 0), ("XOF", 0), ("XPF", 0), ("UGX", 0), ("XAU", 0), ("KWD", 3), ("BHD", 3), ("TND", 3), ("IQD", 3),
    ("CLF", 4), ("UYW", 4),
])  # fmt: skip
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, places: int) -> None:
    assert decimals(currency) == places


@pytest.mark.parametrize(("amount", "currency", "told"), [
    (0, "EUR", "0.00"), (5, "EUR", "0.05"), (240_050, "EUR", "2,400.50"), (5, "KWD", "0.005"), (5, "CLF", "0.0005"),
    (2_400, "ISK", "2,400"), (1 << 53, "CNY", "90,071,992,547,409.92"),
])  # fmt: skip
def test_a_sum_is_written_out_to_the_last_decimal(amount: int, currency: str, told: str) -> None:
    assert written(amount, currency) == told


@given(st.integers(0, 1 << 54), CURRENCIES)
def test_what_is_written_is_read_again(amount: int, currency: str) -> None:
    assert smallest(written(amount, currency).replace(",", ""), currency) == amount


@pytest.mark.parametrize(
    ("typed", "currency"), [("1.5", "JPY"), ("1.005", "EUR"), ("1.0005", "KWD"), ("1.00005", "CLF")]
)
def test_what_is_finer_than_its_currency_is_no_sum(typed: str, currency: str) -> None:
    assert smallest(typed, currency) is None
    assert smallest(typed[:-1] + "0", currency) is not None
