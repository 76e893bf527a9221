"""The silent word: whoever is pressed says so without a trace on any page, and nothing that comes of it counts."""

import re

import pytest

from consent_house import OFFICER, REQUESTER, SCRIPT, House, Page, Reader, voice
from consent_steps import take_offer
from person_steps import agreed, link_of
from tellmark.consent import asking
from tellmark.consent.model import (
    ANSWER,
    REQUEST,
    REVIEW,
    Ask,
    ConsentState,
    Dispute,
    HoldReason,
    RequestId,
    Words,
)
from tellmark.consent.store import KnownConsents, KnownDisputes, KnownNotes
from tellmark.consent.suspending import decide_dispute
from tellmark.consent.timeline import entries
from tellmark.surface.principal import Kind

LANGUAGES = ("en", "zh-Hans")
BELOW = ("", "/law", "/text", "/help", "/agree", "/change", "/no", "/unwanted")


def test_the_quiet_way_looks_like_any_other_and_makes_nothing(house: House) -> None:
    request, invitation = house.ask()
    other, second = house.ask(name="Zhao Min", contact="zhao@example.com")
    pressed = house.reader()
    page = says_so(pressed, link_of(invitation))
    assert (page.path, "view" in page.html.partition("<main")[2]) == (link_of(invitation), False)
    quiet = agreed(house, pressed, link_of(invitation), request.subject)
    plain = agreed(house, house.reader(), link_of(second), other.subject)

    assert looks(quiet) == looks(plain)
    with house.database.read(house.as_(REQUESTER)) as unit:
        held = KnownConsents(unit).by(request=request.id)[0]
        assert (held.state, held.holds[0].reason) == (ConsentState.SUSPENDED, HoldReason.COERCION)
        assert KnownConsents(unit).by(request=other.id)[0].state is ConsentState.ACTIVE
        shapes = [[one.type for one in entries(unit, [asked.id])] for asked in (request, other)]
        assert shapes[0] == shapes[1]
        assert [(one.request, one.consent) for one in KnownNotes(unit).every()] == [(request.id, held.id)]
    mine = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    assert "Running" in mine.get("/me").text
    assert "Stands still" not in mine.get("/me").text


def looks(page: Page) -> str:
    """Return a page without what differs between any two people: codes, ids, links, and the tokens of forms."""
    code, id_, number, link = r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", r"[0-9a-f-]{36,64}", r"CR-\w+", r"/c/[\w-]{43}"
    return re.sub(rf'{code}|{id_}|{number}|{link}|<input type="hidden"[^>]*>', "…", page.html)


def says_so(reader: Reader, link: str) -> Page:
    """Tell the officers on the page of help, where nobody sees it, that the answer is not free."""
    return reader.send(reader.get(f"{link}/help"), f"{link}/help")


def standing(house: House, request: RequestId) -> ConsentState:
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).by(request=request)[0].state


def test_a_silent_word_outlives_a_change_of_the_request_and_every_page_beside_it(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    says_so(reader, link)
    for below in BELOW:
        reader.get(f"{link}{below}")
    again = Ask(voice(), Words(purpose="Another book", content=SCRIPT, asker="Lantern Media"), request.party)
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.edit(unit, house.vault, request.id, again, 1)
    agreed(house, reader, link, request.subject, version=2)
    assert standing(house, request.id) is ConsentState.SUSPENDED


def test_what_is_offered_under_pressure_and_taken_does_not_count(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    says_so(reader, link)
    look = reader.send(reader.get(f"{link}/change"), f"{link}/change", step="look", minutes="120")
    reader.send(look, f"{link}/change", step="send")
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        take_offer(unit, house.vault, request.id, house.identity.age)
    agreed(house, reader, link, request.subject, version=2)
    assert standing(house, request.id) is ConsentState.SUSPENDED


def test_a_silent_word_after_the_agreement_holds_it_up_and_said_twice_is_one(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    agreed(house, reader, link, request.subject)
    for _ in range(2):
        assert "You agreed on" in says_so(reader, link).text
    assert standing(house, request.id) is ConsentState.SUSPENDED
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert len(KnownNotes(unit).every()) == 1


def test_by_a_link_that_others_may_hold_a_silent_word_a_dispute_and_neither_look_alike(house: House) -> None:
    shown = {}
    for what, name in (("pressed", "Lin Yue"), ("not_me", "Zhao Min"), ("", "Chen An")):
        request, invitation = house.ask(name=name, contact=f"{name[:3]}@example.com")
        reader, link = house.reader(), link_of(invitation)
        agreed(house, reader, link, request.subject)
        if what:
            reader.send(reader.get(f"{link}/wrong"), f"{link}/wrong", what=what)
        assert standing(house, request.id) is (ConsentState.SUSPENDED if what else ConsentState.ACTIVE)
        shown[what] = {below: looks(reader.get(f"{link}{below}")) for below in BELOW}
    assert shown["pressed"] == shown["not_me"] == shown[""]
    assert "others may have this link" in shown[""][""]


@pytest.mark.parametrize("upheld", [None, False, True])  # not decided yet, and either way
def test_that_it_was_denied_once_already_is_told_on_a_page_of_ones_own_alone(
    house: House, upheld: bool | None
) -> None:  # fmt: skip
    pages = []
    for name in ("Lin Yue", "Zhao Min"):
        request, invitation = house.ask(name=name, contact=f"{name[:3]}@example.com")
        reader, link = house.reader(), link_of(invitation)
        agreed(house, reader, link, request.subject)
        page = reader.get(f"{link}/wrong")
        pages.append(looks(reader.send(page, f"{link}/wrong", what="not_me")))
    (dispute,) = (one for one in disputes(house) if one.by == request.subject)
    if upheld is not None:
        with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
            decide_dispute(unit, dispute.id, upheld=upheld)
    again = reader.send(page, f"{link}/wrong", what="not_me")
    assert (again.status, looks(again)) == (200, pages[0])
    assert pages[0] == pages[1]
    assert "unless one has done so already" in again.text
    assert len(disputes(house)) == 2
    own, mine = house.signed_in(request.subject, Kind.PERSON, ANSWER), f"/me/consents/{dispute.consent}/wrong"
    told = own.send(own.get(mine), mine, what="not_me")
    assert ("decided, once already" in told.text) == (upheld is not None)


def disputes(house: House) -> list[Dispute]:
    with house.database.read(house.as_(OFFICER)) as unit:
        return KnownDisputes(unit).every()
