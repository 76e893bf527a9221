"""What a legal basis covers, and whom it is never about: the fast answers against a slow oracle."""

import os
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis_oracle import basis, forbidden, known, objections, terms, use_near
from store_children import NOON
from tellmark.consent.lawful.decide import MEANT_FOR, counted, never, reasons
from tellmark.consent.lawful.model import Ground, Known, Never
from tellmark.consent.lawful.words import _CITED, NEVER, cited, ground_words
from tellmark.consent.model import Reason
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Purpose, Training
from tellmark.rules.library import shipped
from tellmark.rules.obligations import Condition, Need
from tellmark.values.languages import Language

CASES = 20_000 if os.environ.get("CI") == "true" else 5_000
_NOT_OF_BASES = {
    Reason.NONE_GIVEN, Reason.OTHERS_MISSING, Reason.NEVER, Reason.IDENTITY_EXPIRED, Reason.CONTENT, Reason.MODEL,
    Reason.LANGUAGE,
}  # fmt: skip


def test_what_a_basis_covers_is_what_a_slow_oracle_says() -> None:
    chance = Random("bases")
    seen: Counter[str] = Counter()
    for _ in range(CASES):
        entered = basis(chance)
        use = use_near(chance, entered)
        found = reasons(entered, use, NOON)
        assert {reason.value for reason in found} == objections(entered, use, NOON)
        assert len(set(found)) == len(found)
        seen.update(found or ["covered"])
    assert set(seen) == {"covered", *(set(Reason) - _NOT_OF_BASES)}
    assert min(seen.values()) > CASES // 1000


def test_whom_it_is_never_about_is_what_a_slow_oracle_says() -> None:
    chance = Random("never")
    seen: Counter[str] = Counter()
    for _ in range(CASES):
        entered, person = terms(chance), known(chance)
        found = never(entered, person)
        assert {one.value for one in found} == forbidden(entered, person)
        assert len(set(found)) == len(found)
        seen.update(found or ["may"])
    assert set(seen) == {"may", *Never}
    assert min(seen.values()) > CASES // 1000


@given(st.randoms(use_true_random=False))
def test_what_is_learned_of_a_person_never_opens_a_way(chance: Random) -> None:
    """Nobody becomes free for others by being known better, but for the dead, whose death two officers record."""
    entered, person = terms(chance), known(chance)
    for worse in (replace(person, guarded=True), replace(person, estate=True), replace(person, unwanted=True)):
        assert set(never(entered, person)) <= set(never(entered, worse))
    assert set(never(entered, person)) - {Never.MINOR} <= set(never(entered, replace(person, age=AgeBand.UNDER_14)))


def test_nothing_sexual_no_advert_and_no_training_on_any_ground() -> None:
    nobody = Known(None, AgeBand.ADULT, guarded=False, estate=False, unwanted=False)
    for ground in Ground:
        assert MEANT_FOR[ground] and not MEANT_FOR[ground] & {Purpose.SEXUAL, Purpose.ADVERT, Purpose.POLITICAL}
        entered = replace(terms(Random(0)), ground=ground)
        bad = replace(entered, extent=replace(entered.extent, purposes=frozenset({Purpose.SEXUAL})))
        assert {Never.SEXUAL, Never.PURPOSE} <= set(never(bad, nobody))
    made = basis(Random(0))
    for training in set(Training) - {Training.NONE}:
        assert Reason.TRAINING in reasons(made, replace(use_near(Random(0), made), training=training), NOON)


def test_numbers_are_of_what_took_effect_by_ground_territory_and_year() -> None:
    chance = Random("numbers")
    bases = [basis(chance) for _ in range(200)]
    took = [one for one in bases if one.confirmed_at is not None]
    found = counted(bases)
    assert sum(one.count for one in found) == len(took) < len(bases)
    for one in found:
        same = [b for b in took if (b.terms.ground, b.terms.extent.territory) == (one.ground, one.territory)]
        assert (one.year, one.count) == (NOON.year, len(same))


@pytest.mark.parametrize("ground", list(Ground))
def test_a_ground_has_words_and_cites_shipped_rules_on_consent_or_none(ground: Ground) -> None:
    assert all(all(ground_words(ground, language)) for language in Language)
    every = {rule.id: rule for pack in shipped().packs.values() for rule in pack.rules}
    for one in _CITED.get(ground, ()):
        assert [do for do in every[one].do if isinstance(do, Condition) and do.needs is Need.CONSENT], one
    for purpose in MEANT_FOR[ground] if ground in (Ground.NEWS, Ground.PARODY) else ():
        spared = {one for one in _CITED[ground] if any(purpose.value in ex.purposes for ex in every[one].exempt)}
        assert spared == _CITED[ground]
    assert cited(Ground.PARODY, "KR") == cited(Ground.COURT_ORDER, "US-CA") == []
    assert [rule.id for _code, rule in cited(Ground.NEWS, "CN")] == ["CN-CC-1"]
    assert set(NEVER) == set(Never)
