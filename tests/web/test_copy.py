"""A copy of everything is one: each table that holds something of a person is in it, or is named here with why not."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import tellmark
from consent_house import OFFICER, SECOND, House, furnished
from order_steps import PAPER, ordered
from tellmark.consent import service
from tellmark.consent.lawful.model import BasisTerms, Extent, Ground
from tellmark.consent.lawful.service import confirm, enter
from tellmark.consent.model import ANSWER, CONFIRM, REVIEW, Authority, NoteKind, Paper, Role, StandingKind, StandingSeen
from tellmark.consent.reaching.model import Use as ContactUse
from tellmark.consent.reaching.service import name_contact
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.consent.wishes import Wish, state_wish
from tellmark.identity.accounts.model import Account, AccountState, Method, Passkey, PasskeyId
from tellmark.identity.accounts.model import Role as Part
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.programs.service import make_key
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.accounts.sessions import open_session
from tellmark.identity.accounts.store import Accounts
from tellmark.identity.assurance.model import AgeBand, Proof
from tellmark.identity.assurance.model import Method as By
from tellmark.identity.assurance.retaining import retain_number
from tellmark.identity.assurance.service import record
from tellmark.identity.assurance.store import WellKnown
from tellmark.identity.evidence.store import Evidence, Kept
from tellmark.identity.orders.model import WhyHeld
from tellmark.identity.oversight.model import MandateTerms
from tellmark.identity.oversight.service import confirm_mandate, note_reading, set_mandate, take_export
from tellmark.rules.library import shipped
from tellmark.store.columns import METADATA
from tellmark.store.scope import HOME
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.languages import Language
from used_town import Depicted, depicted, file

NUMBER, LAST = "11010519491231002X", "b" * 64

IN_COPY = {
    "consent_requests": "requests", "consents": "consents", "consent_effects": "consents.effects",
    "consent_uses": "consents.uses", "consent_files": "consents.uses.files", "consent_contacts": "contacts",
    "consent_previews": "requests.previews", "consent_spoken": "spoken", "consent_witnessed": "witnessed",
    "consent_bases": "bases",
    "consent_disputes": "disputes", "consent_representatives": "speak_for_you", "consent_standings": "standing",
    "consent_parties": "requests.asked", "consent_hands": "consents.changed_hands", "leaves": "requests.log",
    "leaf_names": "requests.log",
    "accounts": "account", "passkeys": "passkeys", "sessions": "sessions", "api_keys": "programs",
    "assurance_records": "proofs", "well_known": "well_known_since", "bindings": "bindings", "orders": "orders",
    "mandates": "mandates", "mandate_exports": "mandates.exports", "retained": "kept_by_law",
    "retained_numbers": "kept_by_law", "consent_records": "kept_by_law", "subjects": "subject",
}  # fmt: skip
"""Every table of persons that the copy holds, and where."""

NOT_IN_COPY = {
    "consent_invitations": "the digest of a link's secret, and how it went; what it led to is the request",
    "consent_notes": "told to officers alone: whoever stands behind the person may read their copy (ADR 30)",
    "recovery_codes": "digests of secrets",
    "enrolments": "the digest of a link's secret; what it led to is the passkey",
    "sign_in_failures": "how often somebody failed to sign in lately, under no name",
    "challenges": "a question to a browser that lives for minutes",
    "identity_cases": "what officers work on; what came of it is the proof",
    "proof_tries": "what a browser began; what came of it is the proof",
    "holds": "a case that is looked into; who asks to be erased is told of it",
    "erasures": "there is no copy any more of whom there is one",
    "subjects_gone": "of whom nothing is left",
    "mails": "a letter on its way: the address is a contact or stands in the request",
    "clocks": "when something is due, which stands in what it is about",
    "answers": "what a program was answered a moment ago, for whether it asks again",
    "events": "what is on its way to others inside; what it tells is in the log",
    "deliveries": "whether that has arrived",
    "hook_sends": "whether a program has been told; of whom stands in no letter",
    "webhooks": "where programs are told",
}
"""Every other table, and why it is not there."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as found:
        yield found


def test_every_table_is_in_the_copy_or_is_left_out_for_a_reason() -> None:
    for module in pkgutil.walk_packages(tellmark.__path__, "tellmark."):
        if module.name.endswith((".store", ".tables")):
            importlib.import_module(module.name)
    tables = {one.name for one in METADATA.tables.values() if one.info.get("tenanted")}
    assert not IN_COPY.keys() & NOT_IN_COPY.keys()
    assert tables == IN_COPY.keys() | NOT_IN_COPY.keys()


def test_the_copy_holds_what_every_room_keeps_of_a_person(house: House) -> None:
    person = known(house)
    copy = copied(person)
    assert copy["schema"] == "tellmark.my_copy/2"
    elsewhere = {"requests.previews", "spoken", "witnessed", "consents.changed_hands"}  # tests of their own fill these
    for table, place in IN_COPY.items():
        found = list(at(copy, place.split(".")))
        assert place in elsewhere or any(found), f"{table}: nothing at {place}"
    assert {one["name"] for one in copy["passkeys"]} == {"my phone"}
    assert (copy["sessions"][0]["method"], copy["programs"][0]["name"]) == ("passkey", "farm")
    proof = copy["proofs"][0]
    assert (proof["method"], proof["level"], proof["accepted_in"]) == ("officer", 2, ["CN"])
    assert proof["valid_until"] == "2026-12-02T12:00:01Z"
    assert (copy["wish"], copy["standing"]["kind"]) == ("nobody", "minor")
    assert (copy["speak_for_you"][0]["who"], copy["speak_for_you"][0]["role"]) == ("agent-1", "agent")
    assert copy["you_speak_for"][0]["role"] == "guardian"
    assert ("identity.number", "CN-LM-09") in [(one["what"], one["rule"]) for one in copy["kept_by_law"]]
    assert {one["by_you"] for one in copy["disputes"]} == {True}
    assert copy["bindings"][0]["evidence_sha256"] == sha256(b"evidence").hexdigest()


def test_no_secret_no_document_and_no_officer_is_in_it(house: House) -> None:
    text = known(house).reader.client.get("/me/export").text
    for told in (NUMBER, "raw evidence", "public-key", OFFICER, SECOND, "officer-3"):
        assert told not in text, told


@pytest.mark.parametrize("kind", [NoteKind.COERCION, NoteKind.MISUSE])
def test_whoever_reads_it_cannot_tell_a_silent_word_from_none(house: House, kind: NoteKind) -> None:
    person = depicted(house)
    before = copied(person)
    with house.database.write(house.as_(person.subject, ANSWER)) as unit:
        service.report(unit, kind, person.consent.id, ages=house.identity.age)
    assert copied(person) == before


def test_an_order_stands_in_it_from_the_day_on_from_which_its_person_may_know(house: House) -> None:
    person = depicted(house)
    due = house.clock() + timedelta(minutes=4)
    ordered(house.database, house.vault, HOME, person.subject, notice_at=due, notice_why=WhyHeld.INQUIRY)
    assert copied(person)["orders"] == []
    house.clock.at = due
    (order,) = copied(person)["orders"]
    assert (order["authority"], order["number"], order["held_back_for"]) == ("DE-AG-Koeln", "Gs-12/26", "inquiry")


def test_what_is_no_more_than_recorded_of_a_person_is_not_told_by_it(house: House) -> None:
    person = depicted(house)
    seen = StandingSeen(StandingKind.DECEASED, LAST, Paper.OTHER)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.set_standing(unit, house.vault, person.subject, seen)
    assert copied(person)["standing"] is None


def copied(person: Depicted) -> dict[str, Any]:
    """Return the copy that somebody takes on their own page."""
    answer = person.reader.client.get("/me/export")
    assert answer.status_code == 200, answer.text
    copy: dict[str, Any] = json.loads(answer.content)
    return copy


def at(value: Any, place: list[str]) -> Iterator[Any]:
    """Yield what lies at *place* below *value*, of lists in each entry."""
    if isinstance(value, list):
        for one in value:
            yield from at(one, place) if place else [one]
    elif place:
        yield from at(value[place[0]], place[1:])
    else:
        yield value


def known(house: House) -> Depicted:
    """Let every room keep something of somebody."""
    person = depicted(house)
    person.made(file(1))
    weighed(house, person.subject)
    _speaks(house, person.subject)
    _proves(house, person.subject)
    ordered(house.database, house.vault, HOME, person.subject)
    _reads(house, person.subject)
    with house.database.write(house.as_(person.subject, ANSWER)) as unit:
        name_contact(unit, house.vault, person.subject, ContactUse.SAFE, "aunt@example.net", Language.EN, bytes(16))
        state_wish(unit, person.subject, Wish.NOBODY)
        service.dispute(unit, person.consent.id, ages=house.identity.age)
        service.withdraw(unit, person.consent.id, ages=house.identity.age)
    return person


def _speaks(house: House, subject: SubjectId) -> None:
    until = house.clock() + timedelta(days=90)
    seen = StandingSeen(StandingKind.MINOR, LAST, Paper.OTHER, house.clock() + timedelta(days=800))
    ward = house.somebody()
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.represent(unit, subject, "agent-1", Authority(Role.AGENT, PAPER, until))
        service.represent(unit, ward, subject, Authority(Role.GUARDIAN, PAPER, until))
        service.set_standing(unit, house.vault, subject, seen)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_standing(unit, house.vault, subject, seen)


def _proves(house: House, subject: SubjectId) -> None:
    proof = Proof(
        By.OFFICER, "officer", 2, "passport", "E1", PAPER, frozenset({"CN"}), AgeBand.ADULT, timedelta(days=9)
    )
    with house.database.write(house.as_("admin-1", IDENTITY_MANAGE)) as unit:
        key = key_of(unit, house.vault, subject)
        Accounts(unit).add(Account(subject, AccountState.ACTIVE, frozenset({Part.ENGINEER, Part.REGULATOR}), unit.at))
        Accounts(unit).seal(subject, key, {"name": "Li Wei", "contact": "li@example.com"})
        Passkeys(unit).add(Passkey(PasskeyId("p1"), subject, b"id", b"public-key", 1, unit.at), "my phone", key)
        open_session(unit, subject, Method.PASSKEY, bytes(32))
        make_key(unit, subject, ["mark"], "farm", timedelta(days=1), key, bytes(32))
        tied = Kept(subject, "passkey", LAST, "raw evidence", sha256(b"evidence").hexdigest())
        Evidence(unit).add("e1", tied, key)
        record(unit, house.vault, subject, proof)
        WellKnown(unit).put(subject, OFFICER, unit.at, unit.at)
        retain_number(unit, house.vault, shipped(), subject, NUMBER, "CN-LM-09")


def weighed(house: House, subject: SubjectId) -> None:
    """Let two officers find a ground for a report on *subject*."""
    news = frozenset({Purpose.NEWS})
    extent = Extent(
        frozenset({Modality.VOICE}), frozenset({Operation.VOICE_CLONE}), news, "EU", frozenset({Channel.WEB}), 1
    )  # fmt: skip
    terms = BasisTerms(Ground.NEWS, subject, "program-9", extent, house.clock() + timedelta(days=9))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        basis = enter(unit, house.vault, terms, "a report", PAPER, house.identity.age, of_age=True)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        confirm(unit, house.vault, basis.id, PAPER, house.identity.age, of_age=True)


def _reads(house: House, subject: SubjectId) -> None:
    """Let *subject* read under a mandate, and take a file."""
    terms = MandateTerms(
        subject, "DE-BfDI", "DSGVO-58", "EU", "M-1", PAPER, house.clock(), house.clock() + timedelta(days=30)
    )
    with house.database.write(house.as_("officer-3", ORDER)) as unit:
        mandate = set_mandate(unit, house.vault, terms).id
    with house.database.write(house.as_("officer-4", ORDER_CONFIRM)) as unit:
        confirm_mandate(unit, mandate, PAPER)
    with house.database.write(house.as_(subject, OVERSEE)) as unit:
        note_reading(unit, mandate)
        take_export(unit, (), mandate, bytes(32))
