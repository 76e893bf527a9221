"""What an end does in its very unit, and what has to happen after it: by which end, and by when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_representing import by_both, standing
from consent_steps import OFFICER, PROGRAM, SCOPE, Studio, answering, person
from store_children import NOON
from tellmark.consent import service
from tellmark.consent.ending import _due
from tellmark.consent.errors import BadAsk, NotYours, Widens
from tellmark.consent.keeping import MAJORITY
from tellmark.consent.model import OF_ASKER, ConsentId, ConsentState, Effect, EffectKind, Ending, StandingKind
from tellmark.consent.sweeping import ran_out
from tellmark.consent.terms import Aftermath, Modality, Operation, Scope, Training
from tellmark.store.clocks import RunningClocks
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import look_up

STANDS = replace(SCOPE, aftermath=Aftermath.LET_STAND)
LONG_KEPT = replace(SCOPE, retention_days=200)
TRAINED = replace(SCOPE, training=Training.OWN_MODEL, models=frozenset({"m-1"}))


def epoch_of(studio: Studio, subject: SubjectId) -> int:
    with studio.look() as look:
        return look_up(look, subject).epoch


def ended(studio: Studio, scope: Scope, ending: Ending) -> dict[EffectKind, Effect]:
    """Let somebody agree to *scope*, and that end by *ending*; return what has to happen."""
    granted = studio.granted(scope)
    match ending:
        case Ending.WITHDRAWN:
            with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
                service.withdraw(unit, granted.consent, ages=studio.age)
        case Ending.VOID:
            with studio.unit(OFFICER) as unit:
                service.void(unit, granted.consent)
        case _:
            studio.place.later(days=300)
            studio.clocks_run()
    assert studio.consent(granted.consent).ending is ending
    return effects_of(studio, granted.consent)


def effects_of(studio: Studio, consent: ConsentId) -> dict[EffectKind, Effect]:
    with studio.look() as look:
        return {one.kind: one for one in service.effects_of(look, consent)}


def test_what_was_permitted_under_a_consent_that_never_was_one_is_void_at_once(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    before = epoch_of(studio, subject)
    with studio.unit(OFFICER) as unit:
        service.void(unit, consent)
    assert epoch_of(studio, subject) == before + 1


def test_what_was_permitted_for_a_child_is_void_on_the_day_they_are_of_age(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 1 / 365)
    granted = by_both(studio, request)
    before = epoch_of(studio, request.subject)
    studio.place.later(days=1)
    with studio.unit(OFFICER) as unit:
        ran_out(unit, studio.vault, MAJORITY, request.subject)
    assert studio.consent(granted.consent).ending is Ending.MAJORITY
    assert epoch_of(studio, request.subject) == before + 1


def test_an_end_that_everybody_knew_of_raises_no_epoch(studio: Studio) -> None:
    """Permits end with its date by themselves; what else the person has permitted goes on."""
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    before = epoch_of(studio, subject)
    studio.place.later(days=300)
    studio.clocks_run()
    assert (studio.consent(consent).ending, epoch_of(studio, subject)) == (Ending.EXPIRED, before)


@pytest.mark.parametrize(("ending", "listed"), [
    (Ending.VOID, True), (Ending.WITHDRAWN, False), (Ending.EXPIRED, False),
])  # fmt: skip
def test_what_was_let_stand_is_taken_down_only_where_nobody_ever_agreed(
    studio: Studio, ending: Ending, listed: bool
) -> None:
    effects = ended(studio, STANDS, ending)
    for kind in (EffectKind.LIST_OUTPUTS, EffectKind.TAKE_DOWN):
        assert (kind in effects) is listed
        if listed:
            assert effects[kind].due == studio.at + timedelta(hours=48)


@pytest.mark.parametrize(("aftermath", "taken_down"), [
    (Aftermath.TAKE_DOWN, True), (Aftermath.NO_NEW_COPIES, False), (Aftermath.LET_STAND, False),
])  # fmt: skip
def test_what_is_to_be_taken_down_once_it_is_taken_back_is_a_duty_of_whoever_asked(
    studio: Studio, aftermath: Aftermath, taken_down: bool
) -> None:
    effects = ended(studio, replace(SCOPE, aftermath=aftermath), Ending.WITHDRAWN)
    assert (EffectKind.TAKE_DOWN in effects) is taken_down
    assert EffectKind.TAKE_DOWN in OF_ASKER
    if taken_down:
        assert effects[EffectKind.TAKE_DOWN].due == studio.at + timedelta(hours=48)
        assert effects[EffectKind.TAKE_DOWN].done_at is None
        with studio.look() as look:
            (clock,) = RunningClocks(look).about(effects[EffectKind.TAKE_DOWN].id)
        assert clock.due == studio.at + timedelta(hours=48)


@pytest.mark.parametrize(("ending", "days"), [(Ending.WITHDRAWN, 15), (Ending.VOID, 15), (Ending.EXPIRED, 200)])
def test_a_face_is_kept_as_long_as_agreed_and_fifteen_days_once_it_is_taken_back(
    studio: Studio, ending: Ending, days: int
) -> None:
    effects = ended(studio, LONG_KEPT, ending)
    assert effects[EffectKind.DELETE_TEMPLATES].due == studio.at + timedelta(days=days)


STYLED = replace(
    TRAINED, modalities=frozenset({Modality.FACE, Modality.STYLE}), operations=frozenset({Operation.AGE_CHANGE})
)
LESS: list[tuple[dict[str, Any], dict[EffectKind, int]]] = [
    ({"training": Training.NONE, "modalities": frozenset({Modality.FACE})}, {EffectKind.BLOCK_TRAINING: 1}),
    ({"max_outputs": 1, "modalities": frozenset({Modality.STYLE})}, {EffectKind.DELETE_TEMPLATES: 15}),
]


@pytest.mark.parametrize(("less", "days"), LESS)
def test_of_a_part_that_is_taken_back_only_what_follows_from_it_has_to_happen(
    studio: Studio, less: dict[str, Any], days: dict[EffectKind, int]
) -> None:
    """Training is blocked once it is taken back, and a face forgotten once it is; nothing else of the person is."""
    consent = studio.granted(STYLED).consent
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        with pytest.raises(Widens, match="nothing would be taken back"):
            service.withdraw(unit, consent, remaining=STYLED, ages=studio.age)
        with pytest.raises(BadAsk, match="the reason is not one"):
            service.withdraw(unit, consent, "since they lied to me", ages=studio.age)
        told = service.withdraw(unit, consent, remaining=replace(STYLED, **less), ages=studio.age)
    effects = effects_of(studio, consent)
    assert set(effects) == {one.kind for one in told.effects}
    always = {EffectKind.REVOKE_PERMITS: 0, EffectKind.TELL_LICENSEES: 1}
    always |= {EffectKind.LIST_OUTPUTS: 2, EffectKind.TAKE_DOWN: 2}  # as was agreed, of what does not fit the rest
    assert {kind: (one.due - studio.at).days for kind, one in effects.items()} == always | days


def test_a_reason_in_words_is_refused_before_anybody_learns_whether_a_code_is_one(studio: Studio) -> None:
    with studio.unit(OFFICER) as unit:
        with pytest.raises(BadAsk, match="the reason is not one"):
            service.withdraw_by_code(unit, "AAAA-AAAA-AAAA-AAAA", "since they lied to me")
        with pytest.raises(NotFound):
            service.withdraw_by_code(unit, "AAAA-AAAA-AAAA-AAAA", "changed_mind")


def test_effects_are_rows_with_clocks_and_permits_are_void_in_the_same_unit(studio: Studio) -> None:
    granted = studio.granted(TRAINED)
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        effects = service.withdraw(unit, granted.consent, ages=studio.age).effects
    kinds = {one.kind: one for one in effects}
    assert set(kinds) == set(EffectKind)
    assert kinds[EffectKind.REVOKE_PERMITS].done_at == studio.at
    assert kinds[EffectKind.LIST_OUTPUTS].due == studio.at + timedelta(hours=48)
    for effect in (one for one in effects if one.done_at is None):
        with studio.unit(PROGRAM) as unit, pytest.raises(NotAllowed):
            service.finish_effect(unit, effect.id, "d" * 64)
        with studio.unit(OFFICER) as unit:
            service.finish_effect(unit, effect.id, "d" * 64)
    assert studio.consent(granted.consent).state is ConsentState.CLOSED


def test_who_says_that_an_effect_is_done_shows_it_by_a_digest_has_no_part_in_it_and_says_it_once(
    studio: Studio,
) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    with studio.unit(answering(subject)) as unit:
        effects = service.withdraw(unit, consent, ages=studio.age).effects
    waits, other = [one.id for one in effects if one.done_at is None][:2]
    with studio.unit(OFFICER) as unit, pytest.raises(BadAsk, match="by a digest"):
        service.finish_effect(unit, waits, "they are told")
    with studio.unit(OFFICER) as unit, pytest.raises(BadAsk, match="by a digest"):
        service.finish_effect(unit, waits, "done")
    with studio.unit(replace(OFFICER, principal=subject)) as unit, pytest.raises(NotYours):
        service.finish_effect(unit, waits, "d" * 64)
    for by, effect, told_by in (
        (replace(PROGRAM, principal="machinery-1"), waits, b"system"),
        (OFFICER, other, b"officer"),
    ):
        with studio.unit(by) as unit:
            service.finish_effect(unit, effect, "d" * 64)
        assert b'"told_by":"' + told_by in studio.said()[-1].body
    names = studio.names()
    with studio.unit(OFFICER) as unit:
        service.finish_effect(unit, waits, "e" * 64)
    assert studio.names() == names


@pytest.mark.parametrize("aftermath", Aftermath)
def test_what_was_made_outside_of_what_remains_is_taken_down_as_was_agreed(
    studio: Studio, aftermath: Aftermath
) -> None:
    wide = replace(TRAINED, aftermath=aftermath)
    fewer, elsewhere = replace(wide, max_outputs=1), replace(wide, territories=frozenset({"CN"}))
    about = {
        Aftermath.TAKE_DOWN: {EffectKind.LIST_OUTPUTS, EffectKind.TAKE_DOWN},
        Aftermath.NO_NEW_COPIES: {EffectKind.LIST_OUTPUTS},
        Aftermath.LET_STAND: set[EffectKind](),
    }[aftermath]
    for remaining, follows in ((fewer, set[EffectKind]()), (elsewhere, about)):
        granted = studio.granted(wide)
        with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
            told = service.withdraw(unit, granted.consent, remaining=remaining, ages=studio.age)
        begun = {one.kind: one.due for one in told.effects}
        assert begun.keys() & {EffectKind.LIST_OUTPUTS, EffectKind.TAKE_DOWN} == follows
        assert all(begun[kind] == studio.at + timedelta(hours=48) for kind in follows)


def test_what_was_taken_back_is_over_and_nothing_ends_it_again(studio: Studio) -> None:
    """Whoever takes it back twice is told of the first time; an officer who finds it void finds it over."""
    consent = studio.granted(TRAINED).consent
    subject, first = studio.consent(consent).subject, studio.at
    with studio.unit(answering(subject)) as unit:
        before = service.withdraw(unit, consent, ages=studio.age)
    studio.place.later(days=1)
    names, epoch = studio.names(), epoch_of(studio, subject)
    for remaining in (None, replace(TRAINED, max_outputs=1)):
        with studio.unit(answering(subject)) as unit:
            again = service.withdraw(unit, consent, remaining=remaining, ages=studio.age)
        assert (again.at, again.epoch, again.remaining) == (first, 0, None)
        assert {one.id for one in again.effects} == {one.id for one in before.effects}
    with studio.unit(OFFICER) as unit:
        service.void(unit, consent)
    assert (studio.names(), epoch_of(studio, subject)) == (names, epoch)
    assert studio.consent(consent).ending is Ending.WITHDRAWN


def test_what_a_newer_agreement_takes_the_place_of_leaves_nothing_to_be_done(studio: Studio) -> None:
    who = person()
    first = studio.granted(TRAINED, who)
    studio.granted(replace(TRAINED, max_outputs=9), who, supersedes=first.consent)
    known = studio.consent(first.consent)
    assert (known.ending, known.state) == (Ending.SUPERSEDED, ConsentState.CLOSED)
    assert effects_of(studio, first.consent) == {}


@pytest.mark.parametrize("ending", [Ending.WITHDRAWN, Ending.VOID, Ending.EXPIRED])
def test_what_has_to_happen_after_each_end(studio: Studio, ending: Ending) -> None:
    taken = {EffectKind.REVOKE_PERMITS, EffectKind.LIST_OUTPUTS, EffectKind.TAKE_DOWN}
    back = taken if ending is not Ending.EXPIRED else set()
    always = {EffectKind.TELL_LICENSEES, EffectKind.DELETE_TEMPLATES, EffectKind.BLOCK_TRAINING}
    assert set(ended(studio, TRAINED, ending)) == always | back


DAY = timedelta(days=1)
BACK = frozenset({Ending.WITHDRAWN, Ending.VOID, Ending.MAJORITY, Ending.ERASED})
"""By the words of the duty: what the person, an officer or the law takes back; all else was known to end."""


@pytest.mark.parametrize("ending", Ending)
def test_by_which_end_what_has_to_happen_and_by_when(ending: Ending) -> None:
    due = dict(_due(TRAINED, ending, NOON))
    after = {kind: (at - NOON) / DAY for kind, at in due.items()}
    ends = {EffectKind.TELL_LICENSEES: 1, EffectKind.DELETE_TEMPLATES: 1, EffectKind.BLOCK_TRAINING: 1}
    taken = {EffectKind.REVOKE_PERMITS: 0, EffectKind.LIST_OUTPUTS: 2, EffectKind.TAKE_DOWN: 2}
    back = taken if ending in BACK else {}
    assert after == ({} if ending is Ending.SUPERSEDED else ends | back)
    unlike = {
        EffectKind.BLOCK_TRAINING: replace(TRAINED, training=Training.NONE),
        EffectKind.DELETE_TEMPLATES: replace(TRAINED, modalities=frozenset({Modality.STYLE})),
    }  # fmt: skip
    for kind, scope in unlike.items():
        assert dict(_due(scope, ending, NOON)) == {one: at for one, at in due.items() if one is not kind}
    for aftermath in Aftermath:
        void, stays = ending is Ending.VOID, set[EffectKind]()
        if aftermath is Aftermath.LET_STAND and not void:
            stays |= {EffectKind.LIST_OUTPUTS}
        if aftermath is not Aftermath.TAKE_DOWN and not void:
            stays |= {EffectKind.TAKE_DOWN}
        kept = {one: at for one, at in due.items() if one not in stays}
        assert dict(_due(replace(TRAINED, aftermath=aftermath), ending, NOON)) == kept


@pytest.mark.parametrize(
    ("agreed", "known_of", "taken_back"), [(0, 1, 1), (10, 10, 10), (200, 200, 15), (9999, 1095, 15)]
)
def test_a_face_is_forgotten_when_it_was_agreed_a_day_at_least_and_three_years_at_most(
    agreed: int, known_of: int, taken_back: int
) -> None:
    scope = replace(SCOPE, retention_days=agreed)
    for ending in set(Ending) - {Ending.SUPERSEDED}:
        days = taken_back if ending in BACK else known_of
        assert dict(_due(scope, ending, NOON))[EffectKind.DELETE_TEMPLATES] == NOON + days * DAY
