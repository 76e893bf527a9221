"""An identity that an officer revokes: what was agreed to with it stands still in the same unit."""

from datetime import timedelta

import pytest

from consent_steps import OFFICER, Studio, answering
from tellmark.consent import service
from tellmark.consent.model import ConsentState, Covered, HoldReason, NoteKind, Uncovered
from tellmark.consent.proofs import AgeBand, Assured
from tellmark.consent.renewing import renew_all
from tellmark.store.errors import NotFound


def test_what_rests_on_a_revoked_proof_stands_still_until_an_officer_decides(studio: Studio) -> None:
    granted = studio.granted()
    before = studio.consent(granted.consent)
    record = before.grounds.record
    other = studio.granted()
    with studio.unit(OFFICER) as unit:
        service.unproved(unit, before.subject, [record])
    held = studio.consent(granted.consent)
    assert (held.state, [one.reason for one in held.holds]) == (ConsentState.SUSPENDED, [HoldReason.IDENTITY])
    assert isinstance(studio.covered(before.subject), Uncovered)
    assert studio.consent(other.consent).state is ConsentState.ACTIVE
    with studio.look() as unit:
        notes = [note for note in service.queue(unit).notes if note.kind is NoteKind.IDENTITY]
    assert [(note.consent, note.id) for note in notes] == [(held.id, held.holds[0].id)]
    with studio.unit(OFFICER) as unit, pytest.raises(NotFound, match="holds a consent up"):
        service.close_note(unit, notes[0].id)
    with studio.unit(OFFICER) as unit:
        service.resume(unit, held.id, notes[0].id)
        assert service.queue(unit).notes == ()
    assert isinstance(studio.covered(before.subject), Covered)
    assert studio.rebuilt().consents == studio.tables().consents


def test_what_was_renewed_by_another_proof_stands_still_too_where_its_first_one_is_revoked(studio: Studio) -> None:
    before = studio.consent(studio.granted().consent)
    longer = before.grounds.assured_until + timedelta(days=100)
    anew = Assured("another-record", "oidc", before.grounds.level, AgeBand.ADULT, frozenset(), longer)
    with studio.unit(answering(before.subject)) as unit:
        renew_all(unit, anew)
    assert studio.consent(before.id).grounds.record == "another-record"
    with studio.unit(OFFICER) as unit:
        service.unproved(unit, before.subject, [before.grounds.record])
    assert [one.reason for one in studio.consent(before.id).holds] == [HoldReason.IDENTITY]
    assert studio.rebuilt().consents == studio.tables().consents
