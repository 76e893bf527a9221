"""A well-known face: one officer enrols it, every contact is told by mail, and what is proved meanwhile waits."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from consent_steps import Studio, answering, person
from store_places import Place
from tellmark.consent.adopting import adopt
from tellmark.consent.reaching.model import Use
from tellmark.consent.reaching.service import KnowsContacts, name_contact
from tellmark.identity.accounts.roles import IDENTITY_VERIFY
from tellmark.identity.adapters import KnowsAssurance
from tellmark.identity.assurance.decide import COOLING
from tellmark.identity.assurance.events import WellKnownEnrolled
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.service import assured, known, record, revoke
from tellmark.identity.errors import BadCase, ProofTakenBack, ProvedByAnother
from tellmark.identity.officers.wellknown.service import enrol
from tellmark.store.database import Database
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.outbox import deliver
from tellmark.store.personal import Sealing
from tellmark.store.scope import Scope, TenantId
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.work.mail.model import MailKind
from tellmark.work.mail.sending import MailSubscriber
from tellmark.work.mail.store import MAILS
from tellmark_vaults import Strongroom

VERIFIER = Scope(TenantId("acme"), "officer-5", frozenset({IDENTITY_VERIFY}))
PROOF = Proof(Method.OIDC, "oidc", 2, "issuer", "P1", "e" * 64, frozenset(), AgeBand.ADULT, timedelta(days=365))


@pytest.fixture
def studio(place: Place, database: Database, strongroom: Strongroom) -> Studio:
    return Studio(place, database, strongroom.open())


def test_every_contact_is_told_once_and_what_is_proved_now_waits(studio: Studio) -> None:
    famous = studio.asked(who=person(contact="star@example.org"))
    studio.asked(who=person(contact="star@example.org"))
    with studio.unit(VERIFIER) as unit:
        until = enrol(unit, KnowsContacts(studio.vault), famous.subject)
    assert until == studio.at + COOLING
    (told,) = [one.read(WellKnownEnrolled) for one in studio.said() if one.name == WellKnownEnrolled.name]
    assert len(told.contacts) == 1
    assert b"star@" not in b"".join(one.body for one in studio.said())
    while (done := deliver(studio.database, [MailSubscriber(studio.database, studio.vault)])).spread or done.delivered:
        pass
    with studio.look() as look:
        kinds = [row["kind"] for row in look.run(MAILS.select()).mappings()]
    assert kinds == ["well_known"]
    with studio.unit(answering(famous.subject)) as unit:
        record(unit, studio.vault, famous.subject, PROOF)
        assert assured(unit, studio.vault, famous.subject) is None
    studio.place.later(days=3)
    with studio.look() as look:
        assert assured(look, studio.vault, famous.subject) is not None


ELSEWHERE = replace(PROOF, issuer="another")
IN_PERSON = replace(PROOF, method=Method.OFFICER, verifier="officer", issuer="passport")


def flagged(studio: Studio, subject: SubjectId, *, days: int = 30) -> None:
    """Enrol *subject* as well known, and let *days* pass."""
    with studio.unit(VERIFIER) as unit:
        enrol(unit, KnowsContacts(studio.vault), subject)
    studio.place.later(days=days)


def proves(studio: Studio, subject: SubjectId, proof: Proof = PROOF, *, by_link: bool = False) -> datetime | None:
    """Record *proof* of *subject*; return until when it supports nothing."""
    with studio.unit(answering(subject)) as unit:
        return record(unit, studio.vault, subject, proof, by_link=by_link).record.cooling_until


def counts(studio: Studio, subject: SubjectId) -> bool:
    """Tell whether consents may rest on anything that *subject* has proved."""
    with studio.look() as look:
        found = assured(look, studio.vault, subject)
        assert (found is None) == (KnowsAssurance(studio.vault).assured(look, subject) == [])
        return found is not None


def letters(studio: Studio) -> list[tuple[str, str]]:
    """Return of what letters were laid out, and to whom."""
    while (done := deliver(studio.database, [MailSubscriber(studio.database, studio.vault)])).spread or done.delivered:
        pass
    with studio.look() as look:
        rows = look.run(MAILS.select().order_by(MAILS.c.id)).mappings().all()
        sealing = [Sealing(key_of(look, studio.vault, row["subject"]), row["tenant"], MAILS, row["id"]) for row in rows]
        return [(row["kind"], one.opened(row)["address"] or "") for row, one in zip(rows, sealing, strict=True)]


def told(studio: Studio) -> list[str]:
    """Return where it was told that somebody has proved anew."""
    return [address for kind, address in letters(studio) if kind == MailKind.PROVED_ANEW]


def test_who_claims_a_well_known_face_long_after_the_flag_waits_and_every_contact_is_told(studio: Studio) -> None:
    famous = studio.asked(who=person(contact="star@example.org")).subject
    with studio.unit(answering(famous)) as unit:
        name_contact(unit, studio.vault, famous, Use.SAFE, "aunt@example.net", Language.EN, entropy(16))
    studio.asked()
    flagged(studio, famous)
    assert proves(studio, famous, by_link=True) == studio.at + COOLING
    assert not counts(studio, famous)
    assert told(studio) == ["star@example.org"]
    studio.place.later(hours=71)
    assert not counts(studio, famous)
    studio.place.later(hours=1)
    assert counts(studio, famous)
    assert told(studio) == ["star@example.org"]


def test_who_proves_again_while_it_cools_off_waits_no_longer_and_has_no_more_letters_sent(studio: Studio) -> None:
    famous = studio.asked().subject
    flagged(studio, famous)
    until = proves(studio, famous)
    for hours in (1, 30, 40):
        studio.place.later(hours=hours)
        assert proves(studio, famous) == until
    studio.place.later(hours=1)
    assert counts(studio, famous)
    assert proves(studio, famous) is None  # it counts at once: so a decision can be tied to it
    assert len(told(studio)) == 1


def test_what_was_proved_before_the_flag_goes_on_and_is_no_news(studio: Studio) -> None:
    famous = studio.asked().subject
    assert proves(studio, famous) is None
    flagged(studio, famous, days=0)
    assert proves(studio, famous) == studio.at + COOLING
    assert counts(studio, famous)
    studio.place.later(days=30)
    assert proves(studio, famous) is None
    assert told(studio) == []


def test_what_has_run_out_is_an_enrolment_once_more(studio: Studio) -> None:
    famous = studio.asked().subject
    flagged(studio, famous)
    for number in (1, 2):
        assert proves(studio, famous) == studio.at + COOLING
        assert len(told(studio)) == number
        studio.place.later(days=365)


@pytest.mark.parametrize("proof", [ELSEWHERE, IN_PERSON])
def test_each_further_way_cools_off_for_itself_and_so_does_a_meeting_with_officers(
    studio: Studio, proof: Proof
) -> None:
    famous = studio.asked().subject
    proves(studio, famous)
    flagged(studio, famous)
    assert proves(studio, famous, proof) == studio.at + COOLING
    assert counts(studio, famous)  # by what was proved before
    assert len(told(studio)) == 1


def test_a_telephone_enrols_nobody(studio: Studio) -> None:
    famous = studio.asked().subject
    flagged(studio, famous)
    assert proves(studio, famous, replace(PROOF, method=Method.PHONE)) is None
    assert told(studio) == []


def test_who_is_recognised_as_somebody_well_known_enrols_them(studio: Studio) -> None:
    famous = studio.asked(who=person(contact="star@example.org")).subject
    another = studio.asked(who=person(contact="star@home.example")).subject
    proves(studio, famous, replace(PROOF, lasts=timedelta(days=20)))
    flagged(studio, famous)
    assert proves(studio, another, by_link=True) == studio.at + COOLING
    assert told(studio) == ["star@example.org"]


def test_who_has_proved_here_as_somebody_else_claims_no_well_known_face_unseen(studio: Studio) -> None:
    """They read the link of the well-known person, and bring what counts for themselves already."""
    reader, famous = studio.asked().subject, studio.asked(who=person(contact="star@example.org")).subject
    proves(studio, reader)
    flagged(studio, famous)
    until = proves(studio, famous, by_link=True)
    assert until == studio.at + COOLING
    assert told(studio) == ["star@example.org"]
    studio.place.later(hours=1)
    assert proves(studio, famous, by_link=True) == until
    assert proves(studio, reader) == until  # nor by their own page
    studio.place.later(days=3)
    assert proves(studio, famous, by_link=True) is None
    assert proves(studio, reader) is None
    assert told(studio) == ["star@example.org"]


def test_they_are_told_also_where_what_was_asked_by_their_link_has_passed_on_already(studio: Studio) -> None:
    reader, request = studio.asked().subject, studio.asked(who=person(contact="star@example.org"))
    proves(studio, reader)
    flagged(studio, request.subject, days=4)
    proves(studio, request.subject, by_link=True)
    with studio.unit(answering(reader)) as unit:
        adopt(unit, studio.vault, request.id, reader)
    assert told(studio) == ["star@example.org"]


def test_no_letter_goes_out_for_a_proof_that_is_not_taken(studio: Studio) -> None:
    famous = studio.asked().subject
    proves(studio, famous)
    flagged(studio, famous)
    with pytest.raises(ProvedByAnother):
        proves(studio, famous, replace(PROOF, pseudonym="P2"), by_link=True)
    with studio.look() as look:
        (one,) = known(look, studio.vault, famous)
    with studio.unit(VERIFIER) as unit:
        revoke(unit, one.id, "impostor")
    with pytest.raises(ProofTakenBack):
        proves(studio, famous)
    assert told(studio) == []


def test_to_say_it_again_keeps_nobody_waiting_for_longer_and_writes_to_nobody_twice(studio: Studio) -> None:
    famous, contacts = studio.asked(), KnowsContacts(studio.vault)
    with studio.unit(VERIFIER) as unit:
        until = enrol(unit, contacts, famous.subject)
    studio.place.later(hours=71)
    with studio.unit(VERIFIER) as unit:
        assert enrol(unit, contacts, famous.subject) == until
    assert studio.names().count(WellKnownEnrolled.name) == 1
    studio.place.later(hours=1)
    with studio.unit(VERIFIER) as unit:  # it has cooled off: who flags them anew begins anew
        assert enrol(unit, contacts, famous.subject) > until
    assert studio.names().count(WellKnownEnrolled.name) == 2


def test_only_an_officer_enrols_and_nobody_themselves(studio: Studio) -> None:
    famous = studio.asked()
    contacts = KnowsContacts(studio.vault)
    with studio.unit(answering(famous.subject)) as unit, pytest.raises(NotAllowed):
        enrol(unit, contacts, famous.subject)
    own = Scope(VERIFIER.tenant, famous.subject, VERIFIER.capabilities)
    with studio.unit(own) as unit, pytest.raises(BadCase):
        enrol(unit, contacts, famous.subject)
    with studio.unit(VERIFIER) as unit, pytest.raises(NotFound):
        enrol(unit, contacts, SubjectId("nobody"))
