"""Whoever proves anew who they are goes on with what they agreed to; before that runs out, and after, it is told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from consent_house import OFFICER, REQUESTER, House, Reader, furnished
from mail_catcher import catcher
from person_steps import agreed, link_of
from tellmark.app import installation
from tellmark.consent import service
from tellmark.consent.model import ANSWER, Consent, ConsentId, HoldReason, NoteKind
from tellmark.consent.store import KnownConsents
from tellmark.consent.suspending import hold
from tellmark.duties import Assurances, subscribers
from tellmark.identity.adapters import KnowsAssurance
from tellmark.identity.assurance.decide import COOLING
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.service import record
from tellmark.identity.assurance.store import WellKnown
from tellmark.store.clocks import sweep
from tellmark.store.outbox import deliver
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailSubscriber, SendMail

LASTS = 120
PROVE = "What you showed of who you are"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path, assures=lambda vault: Assurances(KnowsAssurance(vault))) as house:
        yield house


def proves(
    house: House, subject: SubjectId, days: int = LASTS, level: int = 2, places: frozenset[str] = frozenset(),
    levels: Mapping[str, int] = MappingProxyType({}),
    age: AgeBand = AgeBand.ADULT,
) -> None:  # fmt: skip
    """Let a provider find out who *subject* is, and what follows follow."""
    proof = Proof(
        Method.OIDC, "provider", level, "https://id.example", f"sub-{subject}", "e" * 64, places, age,
        timedelta(days=days),
    )  # fmt: skip
    with house.database.write(house.as_("identity-answers")) as unit:
        record(unit, house.vault, subject, proof)
    goes_on(house, levels)


def goes_on(house: House, levels: Mapping[str, int] = MappingProxyType({})) -> None:
    """Let every clock that has come be told, and what follows follow."""
    place = installation(environ={})
    place = replace(place, settings=replace(place.settings, levels=levels))
    here = subscribers(place, house.database, house.vault)
    while sweep(house.database) or deliver(house.database, here).spread:
        pass


def given(house: House, *, anew: bool = True) -> tuple[Reader, Consent]:
    """Let a person agree until 1 July 2027, known by a proof that counts until 23 March; return them, signed in.

    Unless *anew*, they have made that proof before.
    """
    request, invitation = house.ask()
    if anew:
        proves(house, request.subject)
    agreed(house, house.reader(), link_of(invitation), request.subject)
    with house.database.read(house.as_(REQUESTER)) as unit:
        consent = KnownConsents(unit).by(request=request.id)[0]
    return house.signed_in(request.subject, Kind.PERSON, ANSWER), consent


def now(house: House, consent: ConsentId) -> Consent:
    with house.database.read(house.as_(OFFICER)) as unit:
        return KnownConsents(unit).get(consent)


def later(house: House, days: int) -> None:
    house.clock.at += timedelta(days=days)


# --- what is told -----------------------------------------------------------------------------------------------------


def test_from_a_month_before_its_proof_runs_out_the_pages_say_so_and_lead_to_a_new_one(house: House) -> None:
    person, consent = given(house)
    pages = ("/me", f"/me/consents/{consent.id}")
    later(house, LASTS - 31)
    assert all(PROVE not in person.get(page).text for page in pages)
    assert "Nothing has to be done today" in person.get("/me").text
    later(house, 1)
    for page in map(person.get, pages):
        assert f"{PROVE} counts until 23 Mar 2027" in page.text
        assert "/prove?back=" in page.html
        assert "Running" in page.text
    assert "Nothing has to be done today" not in person.get("/me").text


def test_once_its_proof_has_run_out_an_agreement_is_not_shown_as_one_that_runs(house: House) -> None:
    person, consent = given(house)
    later(house, LASTS)
    for path in ("/me", f"/me/consents/{consent.id}", f"/me/requests/{consent.request}"):
        page = person.get(path)
        assert (f"{PROVE} has run out" in page.text, "Running" in page.text) == (True, False), page.text
        assert "Who agreed has to prove it anew · since 23 Mar 2027" in page.text
    assert "Agreements that run: 0." in person.get("/me").text
    assert f"{consent.id}/end" in person.get(f"/me/consents/{consent.id}").html  # it can be ended still


@pytest.mark.parametrize("days", [LASTS - 10, LASTS + 1])
def test_a_silent_word_makes_no_difference_to_what_is_told(house: House, days: int) -> None:
    person, consent = given(house)
    later(house, days)
    paths = ("/me", f"/me/consents/{consent.id}", f"/me/requests/{consent.request}")
    before = [person.get(path).text for path in paths]
    with house.database.write(house.as_(consent.subject, ANSWER)) as unit:
        service.report(unit, NoteKind.COERCION, consent.id, ages=house.identity.age)
    assert [person.get(path).text for path in paths] == before


def test_one_letter_goes_a_month_before_however_many_agreements_rest_on_a_proof(house: House) -> None:
    given(house)
    _, second = given(house, anew=False)
    with catcher() as caught:
        server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
        for days, letters in ((LASTS - 31, 0), (1, 1), (40, 1)):
            later(house, days)
            while sweep(house.database):
                pass
            while deliver(house.database, [MailSubscriber(house.database, house.vault)]).spread:
                pass
            SendMail(house.database, house.vault, server, timedelta(days=90)).round()
            told = [one for one in caught.letters if "for a month more" in one.get_content()]
            assert [one["To"] for one in told] == ["li@example.com"] * letters
    assert now(house, second.id).state == "active"


# --- what renews ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [LASTS - 10, LASTS + 5])
def test_whoever_proves_anew_goes_on(house: House, days: int) -> None:
    person, consent = given(house)
    later(house, days)
    proves(house, consent.subject, 365)
    after = now(house, consent.id)
    assert after.grounds.assured_until == house.clock() + timedelta(days=365)
    assert (after.grounds.record != consent.grounds.record, after.grounds.first is not None) == (True, True)
    page = person.get(f"/me/consents/{consent.id}")
    assert ("Running" in page.text, PROVE in page.text) == (True, False)
    assert "The person proved again who they are." in page.text


def test_what_a_well_known_person_had_agreed_to_goes_on_once_a_new_proof_has_cooled_off(house: House) -> None:
    person, consent = given(house)
    with house.database.write(house.as_(OFFICER)) as unit:
        WellKnown(unit).put(consent.subject, "officer-9", unit.at, unit.at + COOLING)
    later(house, LASTS + 5)
    proves(house, consent.subject, 365)
    assert now(house, consent.id).grounds == consent.grounds
    made = house.clock()
    house.clock.at += COOLING - timedelta(minutes=1)
    goes_on(house)
    assert PROVE in person.get(f"/me/consents/{consent.id}").text
    house.clock.at += timedelta(minutes=1)
    goes_on(house)
    assert now(house, consent.id).grounds.assured_until == made + timedelta(days=365)
    assert PROVE not in person.get(f"/me/consents/{consent.id}").text


@pytest.mark.parametrize(
    ("days", "level", "places"),
    [(60, 2, frozenset[str]()), (365, 1, frozenset[str]()), (365, 2, frozenset({"CN"}))],
)
def test_what_is_less_sure_or_shorter_or_counts_in_fewer_places_renews_nothing(
    house: House, days: int, level: int, places: frozenset[str]
) -> None:
    _, consent = given(house)
    later(house, 30)
    proves(house, consent.subject, days, level, places)
    assert now(house, consent.id) == consent


@pytest.mark.parametrize(("level", "renewed"), [(2, False), (3, True)])
def test_what_was_agreed_before_a_level_was_raised_stands_and_the_next_proof_has_to_reach_it(
    house: House, level: int, renewed: bool
) -> None:
    _, consent = given(house)
    later(house, 30)
    proves(house, consent.subject, 365, level, levels={"CN": 3})
    after = now(house, consent.id)
    assert (after.state, set(after.grounds.accepted)) == (consent.state, {"CN", "EU"})
    assert (after.grounds.record != consent.grounds.record) is renewed


@pytest.mark.parametrize("reason", [HoldReason.COERCION, HoldReason.OFFICER])
def test_what_stands_still_is_renewed_too_and_stays_so(house: House, reason: HoldReason) -> None:
    _, consent = given(house)
    with house.database.write(house.as_(consent.subject, ANSWER)) as unit:
        if reason is HoldReason.COERCION:
            service.report(unit, NoteKind.COERCION, consent.id, ages=house.identity.age)
        else:
            hold(unit, KnownConsents(unit).get(consent.id), unit.fresh_id(), reason)
    later(house, 30)
    proves(house, consent.subject, 365)
    after = now(house, consent.id)
    assert (after.state, after.grounds.record != consent.grounds.record) == ("suspended", True)


@pytest.mark.parametrize("age", [AgeBand.FROM_14_TO_17, AgeBand.UNDER_14])
def test_a_proof_of_somebody_who_is_not_of_age_stops_what_they_had_agreed_to_alone(house: House, age: AgeBand) -> None:
    _, consent = given(house)
    proves(house, consent.subject)
    assert now(house, consent.id).holds == ()
    later(house, 1)
    proves(house, consent.subject, age=age)
    assert [one.reason for one in now(house, consent.id).holds] == [HoldReason.ALONE]
