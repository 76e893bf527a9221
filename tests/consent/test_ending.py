"""What an end does in its very unit, and what has to happen after it: by which end, and by when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent_representing import by_both, standing
from consent_steps import OFFICER, PROGRAM, SCOPE, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.keeping import MAJORITY
from tellmark.consent.model import ConsentId, ConsentState, Effect, EffectKind, Ending, StandingKind
from tellmark.consent.sweeping import ran_out
from tellmark.consent.terms import Aftermath, Scope, Training
from tellmark.store.errors import NotAllowed
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
    assert (EffectKind.LIST_OUTPUTS in effects) is listed
    if listed:
        assert effects[EffectKind.LIST_OUTPUTS].due == studio.at + timedelta(hours=48)


@pytest.mark.parametrize(("ending", "days"), [(Ending.WITHDRAWN, 15), (Ending.VOID, 15), (Ending.EXPIRED, 200)])
def test_a_face_is_kept_as_long_as_agreed_and_fifteen_days_once_it_is_taken_back(
    studio: Studio, ending: Ending, days: int
) -> None:
    effects = ended(studio, LONG_KEPT, ending)
    assert effects[EffectKind.DELETE_TEMPLATES].due == studio.at + timedelta(days=days)


@pytest.mark.parametrize(("less", "blocked"), [({"training": Training.NONE}, True), ({"max_outputs": 1}, False)])
def test_training_is_blocked_within_a_day_once_it_alone_is_taken_back(
    studio: Studio, less: dict[str, object], blocked: bool
) -> None:
    consent = studio.granted(TRAINED).consent
    remaining = replace(TRAINED, **less)  # type: ignore[arg-type]  # spelled as keyword arguments
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        told = service.withdraw(unit, consent, remaining=remaining, ages=studio.age)
    effects = effects_of(studio, consent)
    assert set(effects) == {one.kind for one in told.effects}
    assert (EffectKind.BLOCK_TRAINING in effects) is blocked
    if blocked:
        assert effects[EffectKind.BLOCK_TRAINING].due == studio.at + timedelta(days=1)


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
    back = {EffectKind.REVOKE_PERMITS, EffectKind.LIST_OUTPUTS} if ending is not Ending.EXPIRED else set()
    always = {EffectKind.TELL_LICENSEES, EffectKind.DELETE_TEMPLATES, EffectKind.BLOCK_TRAINING}
    assert set(ended(studio, TRAINED, ending)) == always | back
