"""A change of hands takes two officers who are on no side, and a paper; nothing of it counts before, and it lapses."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_steps import OFFICER, REQUESTER, SECOND, TENANT, Studio
from hands_steps import ACCOUNT, OTHERS, PAPER, SERVICE, confirmed, entered, held_up, kept, undone
from tellmark.consent import service as consents
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.errors import BadHands, CaseChanged, MisleadingName, NotBound, NotYours
from tellmark.consent.handed import service
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.model import Former, HandKind, HandsState
from tellmark.consent.ids import CONFIRM, REVIEW
from tellmark.consent.model import Covered
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.values.names import folded

BOTH = frozenset({REVIEW, CONFIRM})


def test_what_was_entered_counts_once_a_second_officer_has_confirmed_it(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    change = entered(studio)
    studio.place.later(minutes=5)
    studio.clocks_run()
    assert isinstance(studio.covered(subject), Covered)
    done = confirmed(studio, change)
    assert done.state is HandsState.COUNTS
    assert done.effect == studio.at + timedelta(minutes=1)


def test_the_day_on_which_it_happened_may_be_still_to_come(studio: Studio) -> None:
    subject = studio.consent(studio.granted().consent).subject
    day = studio.at + timedelta(days=3)
    assert confirmed(studio, entered(studio, since=day)).effect == day
    studio.place.later(days=2)
    studio.clocks_run()
    assert isinstance(studio.covered(subject), Covered)
    studio.place.later(days=2)
    assert not isinstance(studio.covered(subject), Covered)


@pytest.mark.parametrize("as_key", [False, True])
def test_whoever_entered_it_does_not_confirm_it(studio: Studio, as_key: bool) -> None:
    studio.granted()
    change = entered(studio)
    same = Scope(TENANT, "key-9", BOTH, behalf=OFFICER.principal) if as_key else replace(OFFICER, capabilities=BOTH)
    with studio.unit(same) as unit, pytest.raises(NotYours):
        service.confirm(unit, change.id, PAPER)


def test_the_second_officer_names_the_digest_of_the_same_paper(studio: Studio) -> None:
    studio.granted()
    change = entered(studio)
    with studio.unit(SECOND) as unit, pytest.raises(NotBound):
        service.confirm(unit, change.id, "8" * 64)
    assert kept(studio, change).state is HandsState.ENTERED


def test_no_officer_decides_it_who_is_the_account_or_asked_for_the_company(studio: Studio) -> None:
    with studio.unit(REQUESTER) as unit:
        company = consents.name_party(unit, "Studio North Ltd")
    studio.granted(party=company.id)
    mine = replace(REQUESTER, capabilities=BOTH)
    for former in (ACCOUNT, Former(HandKind.PARTY, company.id)):
        with studio.unit(mine) as unit, pytest.raises(NotYours):
            service.enter(unit, former, OTHERS, studio.at, PAPER)
        change = entered(studio, former)
        with studio.unit(mine) as unit, pytest.raises(NotYours):
            service.confirm(unit, change.id, PAPER)
        with studio.look(mine) as unit, pytest.raises(NotFound):
            service.looked_at(unit, change.id)


def test_only_who_has_asked_here_changes_hands(studio: Studio) -> None:
    studio.granted()
    nobody = (Former(HandKind.ACCOUNT, "nobody"), Former(HandKind.PARTY, "none"), Former(HandKind.SERVICE, "x"))
    for former in nobody:
        with studio.unit(OFFICER) as unit, pytest.raises(NotFound):
            service.enter(unit, former, OTHERS, studio.at, PAPER)


@pytest.mark.parametrize("name", ["", "Hаrbour Pictures Ltd", "Harbour\N{ZERO WIDTH SPACE} Ltd", "xn--80ak6aa92e"])
def test_a_name_that_looks_like_another_is_refused(studio: Studio, name: str) -> None:
    with studio.unit(OFFICER) as unit, pytest.raises(MisleadingName):
        service.enter(unit, SERVICE, replace(OTHERS, name=name), studio.at, PAPER)


@pytest.mark.parametrize("name", ["Tellmark", "Tell-Mark", "Studio North", "STUDIO-NORTH\n"])
@pytest.mark.parametrize("former", [ACCOUNT, SERVICE])
def test_who_has_it_now_is_not_called_as_the_service_is_or_the_program(
    studio: Studio, former: Former, name: str
) -> None:
    """Whoever is told would take them for us; only where the service itself changed hands may they be."""
    studio.granted()
    named, truly = replace(OTHERS, name=name), former is SERVICE and "North".casefold() in name.casefold()
    with studio.unit(OFFICER) as unit, nullcontext() if truly else pytest.raises(MisleadingName, match="the program"):
        service.enter(unit, former, named, studio.at, PAPER, service="Studio-North")


@pytest.mark.parametrize(("known", "number", "taken"), [
    ("Nova I Ltd", None, False), ("Nova I Ltd", "91110000MA01ABCD2Q", True), ("nova-1 ltd", None, True),
])  # fmt: skip
def test_nobody_has_it_now_under_a_name_under_which_they_could_never_ask(
    studio: Studio, known: str, number: str | None, taken: bool
) -> None:
    """A name that is seen as another company's is refused to whoever asks: so it is to the officers, and at once."""
    with studio.unit(REQUESTER) as unit:
        consents.name_party(unit, known, "HRB 116737" if number else None)
    studio.granted()
    to = replace(OTHERS, name="Nova 1 Ltd", number=number)
    with nullcontext() if taken else pytest.raises(MisleadingName, match="another company"):
        change = entered(studio, ACCOUNT, to)
        with studio.unit(REQUESTER) as unit:
            asks = consents.name_party(unit, "Nova 1 Ltd" if number else known, number)
        assert folded(asks.name) == folded(change.to.name)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"contact": " "}, "contact"), ({"contact": "x" * 201}, "contact"), ({"number": "91110000MA01ABCD2X"}, "number")],
)
def test_a_number_with_a_slip_and_no_contact_are_refused(studio: Studio, wrong: dict[str, str], field: str) -> None:
    with studio.unit(OFFICER) as unit, pytest.raises(BadHands) as refused:
        service.enter(unit, SERVICE, replace(OTHERS, **wrong), studio.at, PAPER)
    assert refused.value.field == field


def test_a_number_is_kept_in_one_spelling_and_a_paper_has_a_digest(studio: Studio) -> None:
    spaced = replace(OTHERS, number="9111 0000 ma01 abcd 2q")
    assert entered(studio, SERVICE, spaced).to.number == OTHERS.number
    with studio.unit(OFFICER) as unit, pytest.raises(BadHands):
        service.enter(unit, SERVICE, OTHERS, studio.at, "no digest")


def test_what_nobody_confirms_is_gone_after_three_days(studio: Studio) -> None:
    change = entered(studio, SERVICE)
    studio.place.later(days=3)
    with studio.unit(SECOND) as unit, pytest.raises(CaseChanged):
        service.confirm(unit, change.id, PAPER)
    studio.clocks_run()
    with studio.look() as unit:
        assert KnownHands(unit).known(change.id) is None
    assert "consent.hands_dropped" in studio.names()


@pytest.mark.parametrize("officer", [OFFICER, SECOND])
def test_either_officer_lets_it_be(studio: Studio, officer: Scope) -> None:
    change = entered(studio, SERVICE)
    with studio.unit(officer) as unit:
        service.let_be(unit, change.id)
    with studio.look() as unit:
        assert KnownHands(unit).known(change.id) is None


def test_to_take_it_back_takes_two_as_well(studio: Studio) -> None:
    studio.granted()
    change = held_up(studio)
    with studio.unit(SECOND) as unit, pytest.raises(CaseChanged):
        service.confirm_undoing(unit, change.id, PAPER)
    with studio.unit(OFFICER) as unit:
        service.undo(unit, change.id, CaseReason.DOCUMENTS)
    with studio.unit(replace(OFFICER, capabilities=BOTH)) as unit, pytest.raises(NotYours):
        service.confirm_undoing(unit, change.id, PAPER)
    with studio.unit(SECOND) as unit, pytest.raises(NotBound):
        service.confirm_undoing(unit, change.id, "8" * 64)
    assert kept(studio, change).state is HandsState.DONE


@pytest.mark.parametrize("late", [False, True])
def test_it_stays_where_nobody_confirms_that_it_was_wrong(studio: Studio, late: bool) -> None:
    consent = studio.granted().consent
    change = held_up(studio)
    with studio.unit(OFFICER) as unit:
        service.undo(unit, change.id, CaseReason.DOCUMENTS)
    if late:
        studio.place.later(days=3)
        studio.clocks_run()
    else:
        with studio.unit(SECOND) as unit:
            service.let_be(unit, change.id)
    assert kept(studio, change).undoing is None
    assert studio.consent(consent).holds


def test_what_was_taken_back_is_not_taken_back_again(studio: Studio) -> None:
    change = undone(studio, held_up(studio, SERVICE))
    assert change.state is HandsState.UNDONE
    with studio.unit(OFFICER) as unit, pytest.raises(CaseChanged):
        service.undo(unit, change.id, CaseReason.DOCUMENTS)
