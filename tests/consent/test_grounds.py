"""What a grant rests on: what ties it is what proves who decides, at the level and in the places that were asked."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import ADULT, SCOPE
from store_children import NOON
from tellmark.consent.decide import Proof, Speaker, grounds_of
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import NotAssured, NotBound
from tellmark.consent.model import Decided, RequestId, Role, Verdict
from tellmark.consent.proofs import Assured, BindingMethod, Bound
from tellmark.consent.terms import Purpose, Scope
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language

PERSON = "person-1"
PAPER = Decided(RequestId("request-1"), 1, "n" * 64, Language.EN, Verdict.GRANT)
KNOWN = Assured("record-1", "oidc", 2, ADULT, frozenset(), NOON + timedelta(days=100))
SPEAKER = Speaker(PERSON, Role.SELF, None, (), None, ADULT)
RISKY = replace(SCOPE, purposes=frozenset({Purpose.POLITICAL}))


def bound(**changes: Any) -> Bound:
    made = Bound(BindingMethod.FRESH_PROOF, digest_of(PAPER), "e" * 64, PERSON, NOON, "record-1")
    return replace(made, **changes)


def grounds(scope: Scope = SCOPE, *, tied: Bound | None = None, known: Assured | None = KNOWN) -> Any:
    return grounds_of(scope, PAPER, SPEAKER, Proof(tied or bound(), known), NOON)


def test_what_is_told_of_is_the_very_proof_that_ties_the_decision() -> None:
    """A proof made just now at level 1 borrows no level from another that was made before."""
    assert grounds().record == "record-1"
    with pytest.raises(NotAssured, match="another proof ties this"):
        grounds(tied=bound(record="record-2"))


def test_a_passkey_stands_beside_whatever_was_proved() -> None:
    found = grounds(tied=bound(method=BindingMethod.PASSKEY, record=""))
    assert (found.method, found.record, found.level) == (BindingMethod.PASSKEY, "record-1", 2)


@pytest.mark.parametrize(
    ("level", "scope", "enough"), [(0, SCOPE, False), (1, SCOPE, True), (1, RISKY, False), (2, RISKY, True)]
)
def test_the_step_up_reaches_the_level_that_is_asked(level: int, scope: Scope, enough: bool) -> None:
    known = replace(KNOWN, level=level)
    if enough:
        assert grounds(scope, known=known).level == level
        return
    with pytest.raises(NotAssured, match="level"):
        grounds(scope, known=known)


def test_it_counts_where_its_way_is_accepted_and_nowhere_else() -> None:
    """Invariant 17: a place that does not take it is left out, and the others stay."""
    assert grounds(known=replace(KNOWN, territories=frozenset({"EU"}))).accepted == {"EU"}
    assert grounds().accepted == {"CN", "EU"}
    with pytest.raises(NotAssured, match="none of the places"):
        grounds(known=replace(KNOWN, territories=frozenset({"US"})))


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest": "0" * 64}, {"by": "person-2"}, {"at": NOON - timedelta(hours=1)}, {"at": NOON + timedelta(hours=1)},
    ],
)  # fmt: skip
def test_another_decision_another_person_or_another_hour_ties_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotBound):
        grounds(tied=bound(**wrong))


@pytest.mark.parametrize("known", [None, replace(KNOWN, valid_until=NOON)])
def test_nobody_proved_is_nobody(known: Assured | None) -> None:
    with pytest.raises(TellmarkError, match="not proved well enough"):
        grounds(known=known)
