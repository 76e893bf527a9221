"""What others are told by feed and webhook: of whom it is once they have agreed, and everything, however far apart."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from consent_steps import PROGRAM, REQUESTER, SCOPE, Studio, answering
from counted_statements import statements
from tellmark.consent import service, telling
from tellmark.consent.model import Verdict
from tellmark.consent.store import CONSENTS
from tellmark.consent.telling import OFFERED, Change, Changes, changes
from tellmark.work.hooks.service import message


def followed(studio: Studio, since: int = -1, limit: int = 100) -> Changes:
    with studio.look(PROGRAM) as unit:
        return changes(unit, since, limit)


def asked_in_vain(studio: Studio) -> list[str]:
    """Ask four in vain: an offer is declined, a request taken back, a no, no answer; return who they are."""
    offered, recalled, refused, silent = (studio.asked() for _ in range(4))
    less = replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(offered.id, Verdict.COUNTER, counter=less), bound=False)
    with studio.unit(REQUESTER) as unit:
        service.decline_counter(unit, offered.id)
        service.recall(unit, recalled.id)
    studio.refused(refused)
    studio.place.later(days=7)
    studio.clocks_run()
    return [one.subject for one in (offered, recalled, refused, silent)]


def test_nobody_is_told_whom_it_is_about_before_there_is_an_agreement(
    studio: Studio, integrate: Callable[[], None]
) -> None:
    people = asked_in_vain(studio)
    integrate()
    feed = followed(studio).items
    sent = [message(one).decode() for one in studio.said() if one.name in OFFERED]
    assert {f"consent.{how}" for how in ("sent", "countered", "recalled", "refused", "lapsed")} <= {
        one.name for one in feed
    }
    assert len(sent) == len(feed)
    assert [one for one in people if one in f"{feed} {sent}"] == []


def test_of_an_agreement_they_are_told_whose_it_is(studio: Studio, integrate: Callable[[], None]) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    with studio.unit(answering(subject)) as unit:
        service.withdraw(unit, consent, ages=studio.age)
    integrate()
    agreed = {"consent.granted", "consent.withdrawn"}
    feed = {one.name: one.facts["subject"] for one in followed(studio).items if one.name in agreed}
    sent = {one.name: json.loads(message(one))["data"]["subject"] for one in studio.said() if one.name in agreed}
    assert feed == sent == dict.fromkeys(agreed, subject)


def test_of_whom_they_are_is_asked_once_for_a_page_and_one_whose_row_is_gone_is_told_without(
    studio: Studio, integrate: Callable[[], None]
) -> None:
    kept, gone = studio.granted().consent, studio.granted().consent
    subject = studio.consent(kept).subject
    studio.planted = True  # no log tells of a row's loss
    with studio.unit(answering(subject)) as unit:
        unit.run(CONSENTS.delete().where(CONSENTS.c.id == gone))
    integrate()
    with statements() as asked:
        feed = followed(studio).items
    told = {one.facts["consent"]: one.facts.get("subject") for one in feed if one.name == "consent.granted"}
    assert told == {kept: subject, gone: None}
    assert len([one for one in asked if "FROM consents" in one]) == 1


@pytest.mark.parametrize("stretch", [1, 3])
def test_a_stretch_of_the_log_with_nothing_to_tell_is_not_its_end(
    studio: Studio, integrate: Callable[[], None], monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    consent = studio.granted().consent
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        service.withdraw(unit, consent, ages=studio.age)
    integrate()
    whole = followed(studio)
    assert not whole.more
    monkeypatch.setattr(telling, "_SCAN", stretch)
    met: list[Change] = []
    answer = Changes((), -1, more=True)
    while answer.more:
        answer = followed(studio, answer.after)
        met += answer.items
    assert (tuple(met), answer.after) == (whole.items, whole.after)
