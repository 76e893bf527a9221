"""Legal hold: it stops an erasure with words, never for ever unseen, and lifting it lets the erasure go on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store_children import ACME, NOON
from store_places import Place
from subject_steps import OFFICER, SECOND, asked, bodies, opened
from tellmark.store.clocks import RunningClocks, sweep
from tellmark.store.database import Database
from tellmark.store.errors import NotAllowed
from tellmark.store.scope import Scope
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import Round, carry_out
from tellmark.subjects.errors import BadHold, SubjectErased
from tellmark.subjects.holding import confirm_hold, lift_hold, review_hold, set_hold
from tellmark.subjects.model import Basis, Begun, Held, Hold, HoldTerms, Lifting, SubjectId
from tellmark.subjects.service import key_of

REVIEW = NOON + timedelta(days=90)
CASE = HoldTerms("case-7", "DSA-17", Basis.CASE, REVIEW)
ORDER = replace(CASE, basis=Basis.ORDER)


def held(database: Database, subject: SubjectId, terms: HoldTerms = CASE, scope: Scope = OFFICER) -> Hold:
    with database.write(scope) as unit:
        return set_hold(unit, subject, terms)


def lifted(database: Database, hold: Hold, scope: Scope = OFFICER) -> Lifting:
    with database.write(scope) as unit:
        return lift_hold(unit, hold.id)


def test_an_open_case_stops_an_erasure_and_the_person_is_told_rule_date_and_review(
    database: Database, vault: Vault
) -> None:
    subject = opened(database, vault)
    hold = held(database, subject.id)
    answer = asked(database, subject.id)
    assert isinstance(answer, Held)
    assert [(one.terms.rule, one.set_at, one.terms.review_at) for one in answer.holds] == [("DSA-17", NOON, REVIEW)]
    assert answer.holds == (hold,)
    assert b'"because.review_at":["2027-02-20T12:00:00Z"],"because.rule":["DSA-17"]' in bodies(database)[-1]
    assert carry_out(database, vault) == Round(0, 1, 0)
    with database.read(ACME) as unit:
        key_of(unit, vault, subject.id)


def test_lifting_it_completes_the_erasure_that_waits(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    first, second = held(database, subject.id), held(database, subject.id)
    asked(database, subject.id)
    assert lifted(database, first) is Lifting.LIFTED
    assert carry_out(database, vault) == Round(0, 1, 0)
    assert lifted(database, second, SECOND) is Lifting.LIFTED
    assert carry_out(database, vault) == Round(1, 0, 0)
    with pytest.raises(BadHold, match="already"):
        lifted(database, first)


def test_the_review_is_a_clock_and_never_ends_the_hold_by_itself(
    place: Place, database: Database, vault: Vault
) -> None:
    subject = opened(database, vault)
    hold = held(database, subject.id)
    asked(database, subject.id)
    with database.read(ACME) as unit:
        assert [(clock.kind, clock.due) for clock in RunningClocks(unit).about(hold.id)] == [
            ("subject.hold_review", REVIEW)
        ]
    place.later(days=91)
    assert sweep(database) == 1
    assert b"clock.ran_out" in bodies(database)[-1]
    assert carry_out(database, vault) == Round(0, 1, 0)
    with database.write(OFFICER) as unit:
        again = review_hold(unit, hold.id, REVIEW + timedelta(days=90))
    assert b'"type":"subject.erasure_held"' in bodies(database)[-1]
    with database.read(ACME) as unit:
        assert [clock.due for clock in RunningClocks(unit).about(hold.id)] == [again.terms.review_at]
    lifted(database, hold)
    with database.read(ACME) as unit:
        assert RunningClocks(unit).about(hold.id) == []


def test_a_hold_set_while_an_erasure_waits_is_told_to_the_person_too(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    held(database, subject.id)
    asked(database, subject.id)
    held(database, subject.id, replace(CASE, rule="TAKE-IT-DOWN"))
    assert b'"TAKE-IT-DOWN"' in bodies(database)[-1]
    assert b"subject.erasure_held" in bodies(database)[-1]


def test_an_order_of_an_authority_takes_two_officers_to_hold_and_two_to_lift(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    hold = held(database, subject.id, ORDER)
    with database.write(OFFICER) as unit, pytest.raises(BadHold, match="cannot confirm"):
        confirm_hold(unit, hold.id)
    with database.write(SECOND) as unit:
        assert confirm_hold(unit, hold.id).second == "officer-2"
        with pytest.raises(BadHold):
            confirm_hold(unit, hold.id)
    assert lifted(database, hold) is Lifting.AWAITS_SECOND
    assert lifted(database, hold) is Lifting.AWAITS_SECOND
    assert isinstance(asked(database, subject.id), Held)
    assert lifted(database, hold, SECOND) is Lifting.LIFTED
    assert b'"by":"officer-2","first":"officer-1"' in bodies(database)[-1]
    assert carry_out(database, vault) == Round(1, 0, 0)


def test_an_order_that_nobody_confirms_stops_an_erasure_for_72_hours_and_no_longer(
    place: Place, database: Database, vault: Vault
) -> None:
    subject = opened(database, vault)
    hold = held(database, subject.id, ORDER)
    assert isinstance(asked(database, subject.id), Held)
    place.later(hours=72, seconds=-1)
    assert carry_out(database, vault) == Round(0, 1, 0)
    place.later(seconds=1)
    with database.write(SECOND) as unit, pytest.raises(BadHold, match="in time"):
        confirm_hold(unit, hold.id)
    assert carry_out(database, vault) == Round(1, 0, 0)


def test_it_is_too_late_once_the_erasure_has_begun(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    assert isinstance(asked(database, subject.id), Begun)
    with pytest.raises(SubjectErased):
        held(database, subject.id)


def test_whoever_may_not_hold_cannot(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    hold = held(database, subject.id, ORDER)
    with database.write(ACME) as unit:
        for ask in (
            lambda: set_hold(unit, subject.id, CASE), lambda: confirm_hold(unit, hold.id),
            lambda: lift_hold(unit, hold.id), lambda: review_hold(unit, hold.id, REVIEW),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                ask()


@pytest.mark.parametrize(
    "terms",
    [
        replace(CASE, case="Frau Müller gegen uns"),
        replace(CASE, case=""),
        replace(CASE, rule="because I say so"),
        replace(CASE, review_at=NOON),
        replace(CASE, review_at=NOON + timedelta(days=367)),
    ],
)
def test_a_hold_names_ids_and_a_review_within_a_year(database: Database, vault: Vault, terms: HoldTerms) -> None:
    subject = opened(database, vault)
    with pytest.raises(BadHold):
        held(database, subject.id, terms)
