"""A well-known face: one officer enrols it, every contact is told by mail, and what is proved meanwhile waits."""

from datetime import timedelta

import pytest

from consent_steps import Studio, answering, person
from store_places import Place
from tellmark.consent.reaching.service import KnowsContacts
from tellmark.identity.accounts.roles import IDENTITY_VERIFY
from tellmark.identity.assurance.decide import COOLING
from tellmark.identity.assurance.events import WellKnownEnrolled
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.service import assured, record
from tellmark.identity.errors import BadCase
from tellmark.identity.officers.wellknown.service import enrol
from tellmark.store.database import Database
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.outbox import deliver
from tellmark.store.scope import Scope, TenantId
from tellmark.subjects.model import SubjectId
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
