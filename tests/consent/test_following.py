"""What follows an end, on its way: what was made is listed by this service, file by file, and shown by a digest."""

import json
from dataclasses import replace
from typing import Any

import pytest

from consent_steps import OFFICER, PROGRAM, SCOPE, USE, Studio, answering
from tellmark.consent import service
from tellmark.consent.events import EffectAtRisk, EffectOverdue
from tellmark.consent.files import Contents, FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.following import follow
from tellmark.consent.made.listing import outputs_of
from tellmark.consent.model import ConsentId, ConsentState, Effect, EffectId, EffectKind, UseId
from tellmark.consent.store import KnownEffects
from tellmark.consent.telling import OFFERED, facts_told
from tellmark.consent.terms import Channel
from tellmark.store.clocks import Mark
from tellmark.store.errors import NotFound
from tellmark.store.outbox import deliver
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339


def seen(number: int) -> FileSeen:
    return FileSeen(Contents(f"{number:064x}", 90_000 + number), "image/jpeg", ())


def made(studio: Studio, consent: ConsentId, *numbers: int) -> UseId:
    """Let a program make something, and hand in the files of these *numbers*."""
    studio.place.later(seconds=1)
    with studio.unit(PROGRAM) as unit:
        found = service.reserve(unit, [studio.consent(consent).subject], replace(USE, outputs=2))
        assert isinstance(found, tuple)
        for number in numbers:
            hand_in(unit, studio.vault, found[0].use, seen(number))
        service.settle(unit, found[0].use, 2, 0)
    return found[0].use


def taken_back(studio: Studio, consent: ConsentId) -> None:
    studio.place.later(seconds=1)
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        service.withdraw(unit, consent, ages=studio.age)


def effect(studio: Studio, consent: ConsentId, kind: EffectKind = EffectKind.LIST_OUTPUTS) -> Effect:
    with studio.look() as unit:
        return next(one for one in KnownEffects(unit).of(consent) if one.kind is kind)


def listed(studio: Studio, of: Effect) -> bytes:
    with studio.look() as unit:
        return outputs_of(unit, studio.vault, of)


def files(data: bytes) -> list[Any]:
    return [[file["sha256"] for file in use["files"]] for use in json.loads(data)["uses"]]


def test_what_was_made_is_listed_by_this_service_and_the_list_s_digest_shows_it(studio: Studio) -> None:
    consent = studio.granted().consent
    first, second = made(studio, consent, 1, 2), made(studio, consent, 3)
    taken_back(studio, consent)
    at = studio.at
    studio.clocks_run()
    done = effect(studio, consent)
    data = listed(studio, done)
    assert (done.done_at, done.evidence) == (at, sha256(data))
    told = json.loads(data)
    assert canonical(told) == data
    assert (told["form"], told["consent"], told["until"]) == ("tellmark.outputs/1", consent, rfc3339(at))
    assert [one["use"] for one in told["uses"]] == [first, second]
    assert [sorted(one) for one in files(data)] == [[f"{1:064x}", f"{2:064x}"], [f"{3:064x}"]]
    assert b'"told_by":"system"' in next(
        one.body for one in studio.said() if one.name == "consent.effect_done" and done.id.encode() in one.body
    )


def test_whoever_has_a_file_cannot_try_it_against_what_the_log_tells_of_the_list(studio: Studio) -> None:
    """All else that stands in the list is told by the log, or is the SHA-256 of a file: the salt is the person's."""
    first, second = studio.granted().consent, studio.granted().consent
    salts = []
    for consent in (first, second):
        made(studio, consent, 1)
        taken_back(studio, consent)
        studio.clocks_run()
        salts.append(json.loads(listed(studio, effect(studio, consent)))["salt"])
    assert len({*salts}) == 2
    assert all(len(bytes.fromhex(salt)) == 32 for salt in salts)
    assert not any(salt.encode() in one.body for salt in salts for one in studio.said())


def test_a_file_that_is_handed_in_later_stands_in_what_is_to_be_taken_down_and_changes_no_evidence(
    studio: Studio,
) -> None:
    consent = studio.granted().consent
    use = made(studio, consent, 1)
    taken_back(studio, consent)
    studio.clocks_run()
    evidence = effect(studio, consent).evidence
    with studio.unit(PROGRAM) as unit:
        late = hand_in(unit, studio.vault, use, seen(9))
    assert late
    assert sha256(listed(studio, effect(studio, consent))) == evidence
    assert f"{9:064x}" in files(listed(studio, effect(studio, consent, EffectKind.TAKE_DOWN)))[0]


def test_what_is_made_within_what_remains_stands_in_no_list_of_what_was_taken_back_before(studio: Studio) -> None:
    """Though it begins in the very second in which a part was taken back."""
    consent = studio.granted().consent
    use = made(studio, consent, 1)
    remaining = replace(SCOPE, channels=frozenset({Channel.WEB}))
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        service.withdraw(unit, consent, remaining=remaining, ages=studio.age)
    with studio.unit(PROGRAM) as unit:
        found = service.reserve(unit, [studio.consent(consent).subject], USE)
        assert isinstance(found, tuple)
        service.settle(unit, found[0].use, 1, 0)
    studio.clocks_run()
    done = effect(studio, consent)
    assert [one["use"] for one in json.loads(listed(studio, done))["uses"]] == [use]
    assert done.evidence == sha256(listed(studio, done))


def test_what_was_made_within_one_second_is_listed_in_its_order(studio: Studio) -> None:
    consent = studio.granted().consent
    uses = []
    for _ in range(4):
        with studio.unit(PROGRAM) as unit:
            found = service.reserve(unit, [studio.consent(consent).subject], USE)
            assert isinstance(found, tuple)
            service.settle(unit, found[0].use, 1, 0)
        uses.append(found[0].use)
    taken_back(studio, consent)
    studio.clocks_run()
    assert [one["use"] for one in json.loads(listed(studio, effect(studio, consent)))["uses"]] == uses


def test_what_was_made_of_somebody_who_is_erased_is_listed_without_what_is_theirs(studio: Studio) -> None:
    consent = studio.granted().consent
    use = made(studio, consent, 1)
    studio.erased(studio.consent(consent).subject)
    studio.clocks_run()
    done = effect(studio, consent)
    data = listed(studio, done)
    told = json.loads(data)
    assert (done.evidence, told["salt"]) == (sha256(data), None)
    assert [(one["use"], one["files"][0]["sha256"]) for one in told["uses"]] == [(use, None)]


def test_an_old_list_that_waits_is_made_once_its_clock_tells(studio: Studio) -> None:
    consent = studio.granted().consent
    taken_back(studio, consent)
    while deliver(studio.database, [studio.clocks()]).spread:
        pass  # as by a version that did not list it by itself
    studio.clocks_run()
    waits = effect(studio, consent)
    assert waits.done_at is None
    studio.place.later(hours=24)
    studio.clocks_run()
    assert effect(studio, consent).evidence == sha256(listed(studio, waits))


def test_nothing_else_is_done_by_this_service_and_nothing_twice(studio: Studio) -> None:
    consent = studio.granted().consent
    taken_back(studio, consent)
    studio.clocks_run()
    names = studio.names()
    with studio.unit(OFFICER) as unit:
        for kind in (EffectKind.LIST_OUTPUTS, EffectKind.TAKE_DOWN, EffectKind.TELL_LICENSEES):
            follow(unit, studio.vault, effect(studio, consent, kind).id, Mark.HALF)
    assert studio.names() == names
    assert effect(studio, consent, EffectKind.TAKE_DOWN).done_at is None
    assert studio.consent(consent).state is ConsentState.ENDING
    with studio.look() as unit, pytest.raises(NotFound):
        outputs_of(unit, studio.vault, effect(studio, consent, EffectKind.TELL_LICENSEES))


def test_an_effect_of_nobody_s_is_followed_by_nothing(studio: Studio) -> None:
    with studio.unit(OFFICER) as unit:
        follow(unit, studio.vault, EffectId("none"), Mark.DUE)


def late(studio: Studio, of: Effect) -> list[str]:
    """Return what was said of *of* being late."""
    told = [one for one in studio.said() if one.name in (EffectAtRisk.name, EffectOverdue.name)]
    return [one.name for one in told if of.id.encode() in one.body]


def test_what_nobody_does_is_said_once_its_time_is_nearly_over_and_once_it_is(studio: Studio) -> None:
    consent = studio.granted().consent
    taken_back(studio, consent)
    waits = effect(studio, consent, EffectKind.TAKE_DOWN)
    for hours, said in ((24, []), (15, [EffectAtRisk.name]), (9, [EffectAtRisk.name, EffectOverdue.name])):
        studio.place.later(hours=hours)
        studio.clocks_run()
        assert late(studio, waits) == said
    with studio.look(PROGRAM) as unit:
        assert KnownEffects(unit).get(waits.id).done_at is None


def test_what_is_done_is_never_late(studio: Studio) -> None:
    consent = studio.granted().consent
    taken_back(studio, consent)
    done = effect(studio, consent, EffectKind.TAKE_DOWN)
    with studio.unit(OFFICER) as unit:
        service.finish_effect(unit, done.id, "d" * 64)
    studio.place.later(days=3)
    studio.clocks_run()
    assert late(studio, done) == []
    assert late(studio, effect(studio, consent)) == []


def test_who_follows_by_feed_is_told_what_is_late(studio: Studio) -> None:
    assert {EffectAtRisk.name, EffectOverdue.name} <= OFFERED.keys()
    facts = facts_told({"effect": "e", "consent": "c", "due": "2026-11-24T12:00:00Z", "subject": "s"})
    assert facts["effect"] == "e"
