"""What whoever asked is told of what happened: to its end, by whose side, and nothing that is not theirs."""

import json
from collections.abc import Callable

import pytest

from consent_steps import OFFICER, PROGRAM, REQUESTER, USE, Studio, answering
from paper_house import SECRET
from read_leaves import leaves_read
from store_children import NOON
from tellmark.consent import service
from tellmark.consent.desk import with_history
from tellmark.consent.ending import end_otherwise
from tellmark.consent.events import EffectDone
from tellmark.consent.files import Contents, FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.keeping import locked_consent
from tellmark.consent.model import OF_ASKER, Consent, ConsentId, EffectKind, Ending, HoldReason, NoteKind, RequestId
from tellmark.consent.states import EFFECTS, ENDINGS
from tellmark.consent.story import BY, Side, story
from tellmark.consent.suspending import hold
from tellmark.consent.timeline import BUT_USES, WORDS, entries, told
from tellmark.proof.log.events import read_leaf
from tellmark.store.events import EventId, Said
from tellmark.store.leaves import Leaves
from tellmark.store.scope import Scope as Acting
from tellmark.store.units import WriteUnit
from tellmark.values.languages import Language, wording

KEPT_BACK = {
    "consent.identity_pending", "consent.adopted", "consent.speaking_asked", "consent.spoke", "consent.speech_played",
    "consent.speech_heard", "consent.witness_recorded", "consent.witnessed", "consent.witness_dropped",
    "consent.renewed", "consent.use_reserved", "consent.use_settled", "consent.file_made", "consent.use_released",
    "consent.disputed", "consent.dispute_decided", "consent.basis_entered", "consent.basis_confirmed",
    "consent.word_seen_to",
    "consent.basis_objected", "consent.basis_objection_decided", "consent.basis_ended", "consent.basis_use_reserved",
    "consent.basis_file_made", "consent.basis_use_settled", "consent.basis_use_released",
}  # fmt: skip
AGREED = ["drafted", "sent", "shown", "granted"]


def happened(studio: Studio, request: RequestId) -> list[tuple[str, str, str | None]]:
    """Return what programs are told of a request: what, by whose side, and what about."""
    with studio.look() as unit:
        history = with_history(unit, service.request_of(unit, request), SECRET).history
    return [(one.type.removeprefix("consent."), one.by, one.about) for one in history]


def page(studio: Studio, request: RequestId, language: Language = Language.EN) -> list[str]:
    """Return what the page says, newest first."""
    with studio.look() as unit:
        return [row[2] for row in told(story(unit, service.request_of(unit, request)), language)]


def ended(studio: Studio, ending: Ending) -> Consent:
    """Let somebody agree, and let that end by *ending*."""
    consent = studio.granted().consent
    with studio.unit(OFFICER) as unit:
        end_otherwise(unit, locked_consent(unit, consent), ending)
    return studio.consent(consent)


def test_all_that_a_timeline_has_words_for_is_told_or_kept_back_on_purpose() -> None:
    assert set(BY) | KEPT_BACK == set(WORDS)
    assert not set(BY) & KEPT_BACK
    assert set(BY.values()) == set(Side)


def test_a_person_s_timeline_leaves_out_uses_alone() -> None:
    assert set(WORDS) - set(BUT_USES) == {
        "consent.use_reserved", "consent.file_made", "consent.use_settled", "consent.use_released",
        "consent.basis_use_reserved", "consent.basis_file_made", "consent.basis_use_settled",
        "consent.basis_use_released",
    }  # fmt: skip


def test_the_story_of_an_agreement_of_many_uses_reads_no_leaf_of_a_use(studio: Studio) -> None:
    known = studio.consent(studio.granted().consent)
    with studio.unit(PROGRAM) as unit:
        for settled in (1, 1, 0):
            reserved = service.reserve(unit, [known.subject], USE)
            assert isinstance(reserved, tuple), reserved
            if settled:
                hand_in(unit, studio.vault, reserved[0].use, FileSeen(Contents("f" * 64, 9), "image/png", ()))
            service.settle(unit, reserved[0].use, settled, 0)
    with studio.look() as unit, leaves_read() as whole:
        everything = entries(unit, [known.id, known.request])
    assert {"consent.use_reserved", "consent.file_made", "consent.use_settled"} <= set(whole)
    with leaves_read() as read:
        assert [one for one, _, _ in happened(studio, known.request)] == AGREED
    with studio.look() as unit, leaves_read() as for_the_person:
        told_them = entries(unit, [known.id, known.request], BUT_USES)
    assert told_them == tuple(one for one in everything if one.type in BUT_USES)
    for types in (read, for_the_person):
        assert "consent.granted" in types
        assert not [one for one in types if one.startswith(("consent.use_", "consent.file_"))]


def test_after_a_withdrawal_it_goes_on_until_nothing_is_left_to_follow(studio: Studio) -> None:
    known = studio.consent(studio.granted().consent)
    with studio.unit(answering(known.subject)) as unit:
        effects = service.withdraw(unit, known.id, "changed_my_mind", ages=studio.age).effects
    with studio.unit(OFFICER) as unit:
        for effect in effects:
            service.finish_effect(unit, effect.id, "f" * 64)
    *before, last = happened(studio, known.request)
    assert [what for what, _, _ in before[:4]] == AGREED
    assert before[4] == ("withdrawn", "person", None)
    assert last == ("closed", "service", None)
    kinds = sorted(one.kind for one in effects)
    for what in ("effect_begun", "effect_done"):
        assert sorted(str(about) for one, by, about in before if (one, by) == (what, "service")) == kinds
    said = page(studio, known.request)
    assert len(said) == len(before) + 1
    assert f"An officer says that this is done: {EFFECTS[EffectKind.TELL_LICENSEES]}." in said
    assert f"Done: {EFFECTS[EffectKind.REVOKE_PERMITS]}." in said
    assert "It was taken back: by the person, or by whoever may do so for them." in said


def test_what_is_done_says_which_side_says_so_and_never_who(studio: Studio) -> None:
    known = studio.consent(studio.granted().consent)
    with studio.unit(answering(known.subject)) as unit:
        effects = service.withdraw(unit, known.id, ages=studio.age).effects
    mine = next(one for one in effects if one.kind in OF_ASKER)
    with studio.unit(REQUESTER) as unit:
        service.report_effect(unit, known.request, mine.id, "e" * 64)
    first, *rest = [one for one in effects if one.done_at is None and one != mine]
    with studio.unit(OFFICER) as unit:
        service.finish_effect(unit, first.id, "f" * 64)
    with studio.unit(Acting(OFFICER.tenant, "machinery-takedown")) as unit:
        for one in rest:
            service.finish_effect(unit, one.id, "f" * 64)
    with studio.look() as unit:
        leaves = [read_leaf(one.body) for one in Leaves(unit).all() if b"consent.effect_done" in one.body]
    told_by = {str(one.facts["effect"]): one.facts["told_by"] for one in leaves}
    permits = {one.id for one in effects if one.kind is EffectKind.REVOKE_PERMITS}
    assert told_by == {
        mine.id: "requester", first.id: "officer", **dict.fromkeys([one.id for one in rest], "system"),
        **dict.fromkeys(permits, "system"),
    }  # fmt: skip
    assert rest
    done = {str(about): by for one, by, about in happened(studio, known.request) if one == "effect_done"}
    assert done == {one.kind: "asker" if one == mine else "service" for one in effects}
    said = page(studio, known.request)
    assert f"Whoever asked says that this is done: {EFFECTS[mine.kind]}." in said
    assert f"An officer says that this is done: {EFFECTS[first.kind]}." in said
    assert all(f"Done: {EFFECTS[one.kind]}." in said for one in rest)
    for leaf in leaves:
        assert not {OFFICER.principal, REQUESTER.principal, known.subject} & set(map(str, leaf.facts.values()))


def test_what_was_said_before_is_read_as_ever() -> None:
    body = b'{"consent":"consent-1","effect":"effect-1","evidence":"00"}'
    said = Said(EventId("event-1"), OFFICER.tenant, EffectDone.name, NOON, body)
    assert said.read(EffectDone) == EffectDone(effect="effect-1", consent="consent-1", evidence="00", told_by=None)


@pytest.mark.parametrize("ending", sorted(set(Ending) - {Ending.WITHDRAWN}))
def test_however_it_ends_it_is_told_by_what(studio: Studio, ending: Ending) -> None:
    known = ended(studio, ending)
    assert ("ended", "service", ending.value) in happened(studio, known.request)
    for language in Language:
        assert any(wording(language)(ENDINGS[ending]) in one for one in page(studio, known.request, language))


def coerced(studio: Studio, unit: WriteUnit, consent: Consent) -> None:
    service.report(unit, NoteKind.COERCION, consent.id, studio.age)


def disputed(studio: Studio, unit: WriteUnit, consent: Consent) -> None:
    service.dispute(unit, consent.id, studio.age)


def held_by_an_officer(_: Studio, unit: WriteUnit, consent: Consent) -> None:
    hold(unit, consent, unit.fresh_id(), HoldReason.OFFICER)


def nothing(_studio: Studio, _unit: WriteUnit, _consent: Consent) -> None:
    """Leave it as it is."""


@pytest.mark.parametrize("holds", [coerced, disputed, held_by_an_officer, nothing])
@pytest.mark.parametrize("ends", [False, True])
def test_what_holds_it_up_is_in_no_story_and_no_reason_is(
    studio: Studio, holds: Callable[[Studio, WriteUnit, Consent], None], ends: bool
) -> None:
    known = studio.consent(studio.granted().consent)
    with studio.unit(answering(known.subject)) as unit:
        holds(studio, unit, locked_consent(unit, known.id))
    if ends:
        with studio.unit(answering(known.subject)) as unit:
            service.withdraw(unit, known.id, "i_was_pressed", ages=studio.age)
    what = [one for one, _, _ in happened(studio, known.request) if not one.startswith("effect")]
    assert what == [*AGREED, *(["withdrawn"] if ends else [])]
    with studio.look() as unit:
        entries = story(unit, service.request_of(unit, known.request))
        whole = json.dumps(str(entries)) + json.dumps(told(entries, Language.EN))
    for secret in (known.subject, "i_was_pressed", "coercion", known.grounds.method, known.grounds.record):
        assert secret not in whole


def test_that_nothing_of_ours_reached_the_person_follows_from_how_was_asked_and_is_told(studio: Studio) -> None:
    known = studio.consent(studio.granted().consent)
    for reason in (HoldReason.UNREACHED, HoldReason.OFFICER):
        with studio.unit(OFFICER) as unit:
            hold(unit, locked_consent(unit, known.id), reason, reason)
    assert happened(studio, known.request)[4:] == [("held", "service", "unreached")]
    with studio.unit(OFFICER) as unit:
        for reason in (HoldReason.UNREACHED, HoldReason.OFFICER):
            service.resume(unit, ConsentId(known.id), reason)
    assert happened(studio, known.request)[5:] == [("hold_lifted", "service", "unreached")]
    assert page(studio, known.request)[0] == "It is sure by now who answered."


def test_a_request_without_an_agreement_ends_with_its_answer(studio: Studio) -> None:
    request = studio.asked()
    studio.refused(request)
    assert happened(studio, request.id)[-1] == ("refused", "person", None)
