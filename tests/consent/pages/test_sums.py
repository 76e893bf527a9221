"""A sum is the same in the notice that is signed, on every page beside it, in its receipt and in its form."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_house import SCRIPT, House, voice
from person_steps import agreed, answers, link_of
from tellmark.consent.model import Words
from tellmark.consent.requester.composing import fields
from tellmark.consent.terms import Pay
from tellmark.surface.forms import Form
from tellmark.values.languages import Language

SUMS = [
    (1_500_500, currency, "1,500,500")
    for currency in ("JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "PYG", "UGX", "UYI")
] + [
    (1_500_550, "CNY", "15,005.50"), (1_500_550, "EUR", "15,005.50"),
    *((1_500_550, currency, "1,500.550") for currency in ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")),
    (1_500_550, "CLF", "150.0550"), (1_500_550, "UYW", "150.0550"),
]  # fmt: skip
"""Amounts in the smallest unit, of currencies with no, two, three and four decimals (ISO 4217)."""
WORDS = Words(purpose="One audiobook, “Winter Light”", content=SCRIPT, asker="Lantern Media")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize(("amount", "currency", "told"), SUMS)
def test_the_notice_the_summary_and_the_receipt_name_one_sum(
    house: House, amount: int, currency: str, told: str, language: str
) -> None:
    request, invitation = house.ask(voice(pay=Pay(amount, currency)))
    reader, link = house.reader(language), link_of(invitation)
    assert f" {told} {currency}" in reader.get(link).text  # the notice
    house.identity.prove(request.subject)
    assert f" {currency} {told}" in reader.get(answers(reader, link)).text
    assert f" {currency} {told}" in agreed(house, reader, link, request.subject).text


@given(st.integers(1, 10**10 - 1), st.sampled_from([currency for _, currency, _ in SUMS]))
def test_what_a_form_is_filled_with_is_read_again_as_the_same_sum(amount: int, currency: str) -> None:
    scope = voice(pay=Pay(amount, currency))
    assert _read(fields.filled(scope, WORDS)).scope == scope


@pytest.mark.parametrize(("typed", "currency", "amount"), [
    ("1,500.5", "EUR", 150_050), ("1500", "KWD", 1_500_000), ("1500.5", "KWD", 1_500_500), ("0.001", "KWD", 1),
    ("1500.00", "JPY", 1500), ("0.0001", "CLF", 1), ("9999999999.9999", "CLF", 99_999_999_999_999),
])  # fmt: skip
def test_what_is_typed_is_taken_in_the_units_of_its_currency(typed: str, currency: str, amount: int) -> None:
    read = _read({**fields.filled(voice(), WORDS), "amount": (typed,), "currency": (currency,)})
    assert read.scope == replace(voice(), pay=Pay(amount, currency))


@pytest.mark.parametrize(("typed", "currency"), [("1500.5", "JPY"), ("1500.005", "EUR"), ("1.00005", "CLF"),
                                                 ("1.0005", "KWD"), ("1.5", "ISK")])  # fmt: skip
def test_no_part_of_a_sum_that_its_currency_does_not_have_is_dropped(typed: str, currency: str) -> None:
    read = _read({**fields.filled(voice(), WORDS), "amount": (typed,), "currency": (currency,)})
    assert read.scope is None
    assert "amount" in [one.field for one in read.wrong]


@pytest.mark.parametrize("currency", ["EUR", ""])
@pytest.mark.parametrize("typed", ["0", "0.00", "00", "0.0000"])
def test_to_type_that_nothing_is_paid_says_the_same_as_to_type_nothing(typed: str, currency: str) -> None:
    read = _read({**fields.filled(voice(pay=None), WORDS), "amount": (typed,), "currency": (currency,)})
    assert read.scope == voice(pay=None)


@pytest.mark.parametrize("typed", ["0", "00", " 0 "])
def test_no_days_for_which_something_is_kept_are_the_same_as_none_typed(typed: str) -> None:
    read = _read({**fields.filled(voice(), WORDS), "retention_days": (typed,)})
    assert read.scope == voice()


@pytest.mark.parametrize("field", ["max_outputs", "max_minutes"])
def test_nothing_at_most_is_no_ceiling_that_can_be_asked(field: str) -> None:
    read = _read({**fields.filled(voice(), WORDS), field: ("0",)})
    assert (read.scope, read.wrong[0].field) == (None, field)


def _read(filled: dict[str, tuple[str, ...]]) -> fields.Read:
    return fields.read(Form(filled), Language.EN, "Lantern Media")
