"""Anybody may read the log: from one's own entries nobody comes to what others asked of the same person (ADR 38)."""

import json
from collections.abc import Iterator
from typing import Any

from consent_steps import COLLEAGUE, SCOPE, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.documents import person_of
from tellmark.consent.model import NoteKind, Verdict
from tellmark.store.leaves import Leaves
from tellmark.values.instants import rfc3339

SHARED = {"tenant", "requester", "party", "group"}
"""Facts that may be alike in the entries of two persons."""


def entries(studio: Studio) -> list[dict[str, Any]]:
    with studio.look() as unit:
        return [json.loads(leaf.body) for leaf in Leaves(unit).all()]


def ids(facts: dict[str, Any]) -> Iterator[str]:
    """Yield what could lead from one entry to another: ids and digests, but for those that many have."""
    for name, value in facts.items():
        if name not in SHARED and isinstance(value, str) and (len(value) in (36, 64) or value.startswith("record")):
            yield value


def test_what_others_asked_of_the_same_person_is_not_found_from_one_s_own_request(studio: Studio) -> None:
    who = person()
    agreed = studio.granted(SCOPE, who, by=COLLEAGUE)
    refused = studio.asked(SCOPE, who)
    studio.refused(refused)
    subject = studio.consent(agreed.consent).subject
    assert studio.request(refused.id).subject == subject
    told = entries(studio)
    assert len(told) > 8
    assert [one for one in told if subject in json.dumps(one)] == []
    mine = {found for one in told if one["facts"].get("request") == refused.id for found in ids(one["facts"])}
    rest = {found for one in told if one["facts"].get("request") != refused.id for found in ids(one["facts"])}
    assert len(mine) >= 2
    assert mine & rest == set()


def test_two_agreements_by_one_proof_are_not_seen_to_be_one_person_s(studio: Studio) -> None:
    who = person()
    one, other = (studio.consent(studio.granted(SCOPE, who, by=by).consent) for by in (COLLEAGUE, COLLEAGUE))
    assert (one.subject, one.grounds.record) == (other.subject, other.grounds.record)
    grants = [entry["facts"] for entry in entries(studio) if entry["type"] == "consent.granted"]
    first, second = (set(ids(facts)) for facts in grants)
    assert first & second == {one.grounds.evidence}  # the same in every grant of these tests
    assert not {"by", "subject", "record", "assured_until"} & (grants[0].keys() | grants[1].keys())
    until = rfc3339(one.grounds.assured_until)
    assert grants[0]["person"] == person_of(one.id, one.subject, one.grounds.record, until)


def test_a_silent_word_before_an_agreement_has_a_leaf_like_every_other_and_after_it_none(studio: Studio) -> None:
    def types(note: NoteKind | None) -> list[str]:
        before = len(entries(studio))
        asked = studio.asked(SCOPE)
        studio.decided(studio.document(asked.id, Verdict.GRANT), note=note)
        return [entry["type"] for entry in entries(studio)[before:]]

    assert types(None) == types(NoteKind.COERCION)
    granted = studio.granted()
    before = entries(studio)
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.report(unit, NoteKind.COERCION, granted.consent, ages=studio.age)
    assert entries(studio) == before
