"""Which level a territory asks of whoever agrees: there alone it is asked, and a proof that is less sure counts on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_steps import ADULT, SCOPE
from store_children import NOON
from tellmark.consent.decide import Proof, counts_in, grounds_of, left_out, surest
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import NotAssured
from tellmark.consent.model import Decided, RequestId, Role, Verdict
from tellmark.consent.proofs import Assured, BindingMethod, Bound
from tellmark.consent.terms import Purpose, Scope
from tellmark.consent.voices import Speaker
from tellmark.rules.territories import overlap
from tellmark.values.languages import Language

PAPER = Decided(RequestId("request-1"), 1, "n" * 64, Language.EN, Verdict.GRANT)
SPEAKER = Speaker("person-1", Role.SELF, None, (), None, ADULT, guarded=False)
TIED = Bound(BindingMethod.PASSKEY, digest_of(PAPER), "e" * 64, "person-1", NOON)
CODES = ("CN", "HK", "EU", "DE", "DE-BY", "FR", "US", "US-CA", "US-NY", "GB", "UK", "JP")


def proved(level: int, levels: Mapping[str, int], *territories: str, record: str = "record-1") -> Assured:
    """Return a proof of *level*, accepted in *territories*, where territories ask *levels*."""
    short = {place: asked for place, asked in levels.items() if asked > level}
    return Assured(record, "oidc", level, ADULT, frozenset(territories), NOON + timedelta(days=100), short)


def asked_for(places: str, scope: Scope = SCOPE) -> Scope:
    return replace(scope, territories=frozenset(places.split()))


def resting(places: str, *known: Assured, scope: Scope = SCOPE) -> Any:
    return grounds_of(asked_for(places, scope), PAPER, SPEAKER, Proof(TIED, known), NOON)


@pytest.mark.parametrize(
    ("levels", "level", "places", "accepted"),
    [
        ({"CN": 2}, 1, "CN EU", "EU"),  # it is left out, and nothing else is
        ({"CN": 2}, 2, "CN EU", "CN EU"),
        ({"CN": 3}, 2, "CN EU US", "EU US"),
        ({"EU": 2}, 1, "CN DE FR", "CN"),  # a country asks what its union asks
        ({"US": 2}, 1, "US-CA CN", "CN"),
        ({"DE": 2}, 1, "DE FR", "FR"),  # and its union not what it asks
        ({"DE": 2}, 1, "EU CN", "CN"),  # but for the whole union, with all that is in it
        ({"EU": 2, "DE": 3}, 2, "DE FR", "FR"),  # of two that ask, the higher one
        ({"JP": 3}, 1, "CN EU", "CN EU"),
    ],
)
def test_a_place_that_asks_a_higher_level_is_left_out_and_the_others_stay(
    levels: dict[str, int], level: int, places: str, accepted: str
) -> None:
    proof = proved(level, levels)
    assert resting(places, proof).accepted == set(accepted.split())
    assert left_out(asked_for(places), proof) == set(places.split()) - set(accepted.split())


def test_where_no_place_is_left_it_is_refused_and_told_which_level_it_takes() -> None:
    for places, level in (("CN", 3), ("CN EU", 2)):
        with pytest.raises(NotAssured, match=f"this takes level {level}") as refused:
            resting(places, proved(1, {"CN": 3, "EU": 2}))
        assert "identity document or in person" in refused.value.remedy
    with pytest.raises(NotAssured, match="this takes level 3"):  # in the EU no level helps: the way is not accepted
        resting("CN EU", proved(1, {"CN": 3, "EU": 2}, "CN"))
    with pytest.raises(NotAssured, match="none of the places"):
        resting("EU", proved(1, {"CN": 3}, "CN"))


def test_a_low_level_that_a_place_asks_takes_nothing_from_what_the_risk_asks() -> None:
    risky = replace(SCOPE, purposes=frozenset({Purpose.POLITICAL}))
    with pytest.raises(NotAssured, match="this takes level 2"):
        resting("CN EU", proved(1, {"CN": 1}), scope=risky)
    assert left_out(asked_for("CN EU", risky), proved(1, {"CN": 1})) == {"CN", "EU"}
    assert resting("CN EU", proved(2, {"CN": 3}), scope=risky).accepted == {"EU"}


@pytest.mark.parametrize(
    ("places", "record", "accepted"),
    [("CN", "sure", {"CN"}), ("EU", "wide", {"EU"}), ("CN EU US", "wide", {"EU", "US"}), ("CN EU", "sure", {"CN"})],
)
def test_it_rests_on_what_is_sure_enough_in_most_places(places: str, record: str, accepted: set[str]) -> None:
    """Of as many the one of the higher level, as everywhere."""
    wide, sure = proved(1, {"CN": 2}, record="wide"), proved(2, {"CN": 2}, "CN", record="sure")
    for known in ((wide, sure), (sure, wide)):
        found = resting(places, *known)
        assert (found.record, found.accepted) == (record, accepted)


LEVELS = st.dictionaries(st.sampled_from(CODES), st.integers(1, 3), max_size=4)
PLACES = st.frozensets(st.sampled_from(CODES), min_size=1, max_size=5)


@given(PLACES, LEVELS, st.sampled_from(CODES), st.integers(0, 3), PLACES | st.just(frozenset[str]()))
def test_raising_the_level_of_a_territory_never_takes_away_another(
    places: frozenset[str], levels: dict[str, int], raised: str, level: int, accepts: frozenset[str]
) -> None:
    before = counts_in(places, proved(level, levels, *accepts))
    for asked in range(levels.get(raised, 0), 4):
        after = counts_in(places, proved(level, {**levels, raised: asked}, *accepts))
        assert after <= before
        assert all(overlap(one, raised) for one in before - after)
        assert asked <= level or not any(overlap(one, raised) for one in after)


@given(PLACES, LEVELS, st.lists(st.tuples(st.integers(0, 3), PLACES), min_size=1, max_size=4))
def test_no_other_proof_counts_in_more_places_than_the_one_on_which_it_rests(
    places: frozenset[str], levels: dict[str, int], made: list[tuple[int, frozenset[str]]]
) -> None:
    known = [proved(level, levels, *where, record=f"record-{number}") for number, (level, where) in enumerate(made)]
    scope = replace(SCOPE, territories=places)
    chosen = surest(scope, known)
    assert chosen is not None
    assert len(left_out(scope, chosen)) == min(len(left_out(scope, one)) for one in known)
