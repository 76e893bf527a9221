"""In a real browser: the pages of what is made without agreement, and of what has changed hands."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Page, expect

from axe_judge import in_both_schemes, told
from consent_house import OFFICER, REQUESTER, SECOND, House, furnished
from met_pages import Met, opened
from served_app import served
from tellmark.consent.handed import service as handed
from tellmark.consent.handed.going_on import ConsentHands
from tellmark.consent.hands.model import Former, HandKind, Successor
from tellmark.consent.ids import BasisId
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.model import BasisTerms, Extent, Ground
from tellmark.consent.model import ANSWER, CONFIRM, REQUEST, REVIEW
from tellmark.consent.store import KnownConsents
from tellmark.consent.sweeping import ConsentClocks
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.store.clocks import sweep
from tellmark.store.outbox import Subscriber, deliver
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind
from widths import beyond

pytestmark = pytest.mark.slow

PAPER = "8" * 64
NEWS = Extent(
    frozenset({Modality.VOICE}), frozenset({Operation.VOICE_CLONE}), frozenset({Purpose.NEWS}), "EU",
    frozenset({Channel.WEB}), 3, 60,
)  # fmt: skip
THEIRS = Successor("Harbour Pictures Ltd", "rights@harbour.example", "91110000MA01ABCD2Q")
ALL_YES = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Met]]]:
    with furnished(tmp_path_factory.mktemp("bases")) as house, served(house.app) as address:
        yield address, [*of_bases(house), *of_hands(house)]


def of_bases(house: House) -> Iterator[Met]:
    """Weigh three, of which one stands and one is objected to, and yield what everybody sees of it."""
    reviews, confirms = _staff(house)
    subjects = house.somebody(), house.somebody(), house.somebody()
    waiting, objected, standing = (_weighed(house, one) for one in subjects)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        for basis in (objected, standing):
            lawful.confirm(unit, house.vault, basis, PAPER, house.identity.age, of_age=True)
    for subject in subjects:
        yield Met("/me/bases", house.sessions.sign_in(subject, Kind.PERSON, ANSWER))
    with house.database.write(house.as_(subjects[1], ANSWER)) as unit:
        lawful.object_to(unit, objected)
    for path in ("", "/new", f"/{waiting}", f"/{objected}", f"/{standing}"):
        yield Met(f"/review/bases{path}", reviews)
    yield Met(f"/review/bases/{waiting}", confirms)
    yield Met("/bases")


def of_hands(house: House) -> Iterator[Met]:
    """Let a company change hands, and yield what everybody sees of it."""
    reviews, confirms = _staff(house)
    request, invitation = house.ask(name="Xiao", contact="xiao@example.com")
    link, reader = f"/c/{invitation.secret}", house.reader()
    house.identity.prove(request.subject)
    reader.get(link)
    reader.send(reader.get(f"{link}/agree?{ALL_YES}"), f"{link}/agree", way="fresh_proof")
    assert request.party is not None
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        yesterday = house.clock() - timedelta(days=1)
        change = handed.enter(unit, Former(HandKind.PARTY, request.party), THEIRS, yesterday, PAPER).id
        account = Former(HandKind.ACCOUNT, request.requester)
        waits = handed.enter(unit, account, THEIRS, yesterday, PAPER).id
    yield Met("/review/consents/hands/new", reviews)
    yield Met(f"/review/consents/hands/{waits}", reviews)
    yield Met(f"/review/consents/confirm/hands/{waits}", confirms)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        handed.confirm(unit, change, PAPER)
    _runs(house)
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    assert [one.reason for one in consent.holds] == ["hands"]
    yield Met(f"/review/consents/hands/{change}", reviews)
    yield Met(link)
    yield Met(f"/me/consents/{consent.id}", house.sessions.sign_in(request.subject, Kind.PERSON, ANSWER))
    asks = house.sessions.sign_in(REQUESTER, Kind.STAFF, REQUEST)
    for path in ("", f"/{request.id}", f"/{request.id}/again"):
        yield Met(f"/consents{path}", asks)


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_page_of_them_is_for_everybody(page: Page, street: tuple[str, list[Met]], language: str) -> None:
    address, pages = street
    faults: dict[str, object] = {}
    for met in pages:
        opened(page, address, met, language)
        expect(page.locator("h1")).to_have_count(1)
        over, found = beyond(page), told(in_both_schemes(page))
        if over or found:
            faults[met.path] = over, found
    assert faults == {}


def _staff(house: House) -> tuple[str, str]:
    return house.sessions.sign_in(OFFICER, Kind.STAFF, REVIEW), house.sessions.sign_in(SECOND, Kind.STAFF, CONFIRM)


def _weighed(house: House, subject: SubjectId) -> BasisId:
    terms = BasisTerms(Ground.NEWS, subject, "program-1", NEWS, house.clock() + timedelta(days=20))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        return lawful.enter(unit, house.vault, terms, "A report.", PAPER, house.identity.age, of_age=True).id


def _runs(house: House) -> None:
    house.clock.at += timedelta(minutes=2)
    while sweep(house.database):
        pass
    hears: list[Subscriber] = [ConsentClocks(house.database, house.vault), ConsentHands(house.database)]
    while (done := deliver(house.database, hears)).spread or done.delivered:
        pass
