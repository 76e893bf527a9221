"""Who speaks for somebody is offered an end where they may end; where not, the page says who may, whatever was said."""

import re
from datetime import timedelta

import pytest

from consent_house import OFFICER, REQUESTER, SECOND, House, Page, Reader
from person_steps import agreed, link_of
from tellmark.consent import service
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REVIEW,
    Authority,
    Consent,
    ConsentState,
    Paper,
    RepresentativeId,
    Role,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.store import KnownConsents
from tellmark.surface.principal import Kind

WHO_MAY = {"en": "Only these may end it, or say that something is wrong", "zh-Hans": "只有以下的人可以终止"}


def agreed_to(house: House) -> tuple[Consent, str]:
    """Let a person agree; return the consent and the link by which they did."""
    request, invitation = house.ask()
    agreed(house, house.reader(), link_of(invitation), request.subject)
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).by(request=request.id)[0], link_of(invitation)


def spoken_for(house: House, consent: Consent, role: Role) -> tuple[Reader, RepresentativeId]:
    """Let somebody be confirmed to speak for whose consent it is; return them, signed in."""
    who = house.somebody()
    authority = Authority(role, "0" * 64, house.clock() + timedelta(days=900))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, consent.subject, who, authority)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_representative(unit, proposed.id)
    return house.signed_in(who, Kind.PERSON, ANSWER), proposed.id


def contested(house: House, consent: Consent, speaker: RepresentativeId) -> None:
    with house.database.write(house.as_(consent.subject, ANSWER)) as unit:
        service.contest(unit, speaker)


def dead(house: House, consent: Consent) -> None:
    seen = StandingSeen(StandingKind.DECEASED, "b" * 64, Paper.OTHER)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.set_standing(unit, house.vault, consent.subject, seen)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_standing(unit, house.vault, consent.subject, seen)


def state_of(house: House, consent: Consent) -> ConsentState:
    with house.database.read(house.as_(OFFICER)) as unit:
        return KnownConsents(unit).get(consent.id).state


def pages(reader: Reader, consent: Consent) -> list[Page]:
    """Return every page on which an agreement can be ended, or complained of, or by which one gets there."""
    here = f"/me/consents/{consent.id}"
    return [reader.get(path) for path in (f"/me/requests/{consent.request}", here, f"{here}/end", f"{here}/wrong")]


def looks(page: Page) -> str:
    """Return a page without the tokens of its forms."""
    return re.sub(r'<input type="hidden"[^>]*>', "…", page.html)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("why", ["contested", "a child"])
def test_an_agent_who_may_not_end_it_is_shown_no_button_and_reads_who_may(
    house: House, why: str, language: str
) -> None:
    consent, _link = agreed_to(house)
    agent, speaker = spoken_for(house, consent, Role.AGENT)
    agent.language = language
    before = pages(agent, consent)
    assert all(f"{consent.id}/end" in page.html for page in before[:2])
    assert all(WHO_MAY[language] not in page.text for page in before)
    if why == "contested":
        contested(house, consent, speaker)
    else:
        house.identity.prove(consent.subject, age=AgeBand.FROM_14_TO_17)
    for page in pages(agent, consent):
        assert (page.status, page.text.count(WHO_MAY[language])) == (200, 1), page.text
        assert not re.search(rf'(href|action)="[^"]*{consent.id}/(end|wrong)\?', page.html.partition("<h1")[2])
    for opened, below, more in ((before[2], "end", {}), (before[3], "wrong", {"what": "pressed"})):
        told = agent.send(opened, f"/me/consents/{consent.id}/{below}", **more)
        assert (told.status, told.text.count(WHO_MAY[language])) == (422, 1), told.text
    assert state_of(house, consent) is ConsentState.ACTIVE


def test_a_contested_guardian_ends_it_as_before(house: House) -> None:
    consent, _link = agreed_to(house)
    guardian, speaker = spoken_for(house, consent, Role.GUARDIAN)
    contested(house, consent, speaker)
    assert all(f"{consent.id}/end" in page.html for page in pages(guardian, consent)[:2])
    address = f"/me/consents/{consent.id}/end"
    assert "It has ended" in guardian.send(guardian.get(address), address).text


def test_whoever_may_not_end_it_cannot_tell_a_silent_word_from_none(house: House) -> None:
    consent, _link = agreed_to(house)
    agent, speaker = spoken_for(house, consent, Role.AGENT)
    contested(house, consent, speaker)
    quiet = [looks(page) for page in pages(agent, consent)]
    with house.database.write(house.as_(consent.subject, ANSWER)) as unit:
        service.under_pressure(unit, consent.request, house.identity.age)
    assert state_of(house, consent) is ConsentState.SUSPENDED
    assert [looks(page) for page in pages(agent, consent)] == quiet


def test_what_somebody_agreed_to_who_is_dead_nobody_ends_as_them_and_their_link_tells_no_one(house: House) -> None:
    consent, link = agreed_to(house)
    by_link = house.reader()
    alive = looks(by_link.get(link))
    own = house.signed_in(consent.subject, Kind.PERSON, ANSWER)
    assert f"{consent.id}/end" in own.get("/me").html
    dead(house, consent)
    assert looks(by_link.get(link)).count("/end?") == alive.count("/end?") > 0
    assert f"{consent.id}/end" not in own.get("/me").html
    assert all(WHO_MAY["en"] in page.text for page in pages(own, consent))
    told = by_link.send(by_link.get(f"{link}/end"), f"{link}/end")  # the proof of a moment ago counts still
    assert (told.status, WHO_MAY["en"] in told.text, "under this code" in told.text) == (422, True, False)


@pytest.mark.parametrize("what", ["misuse", "pressed", "not_me"])
def test_whoever_has_the_link_of_somebody_dead_is_thanked_as_of_the_living(house: House, what: str) -> None:
    """A word by a link takes no proof: whoever asked may try it, and must not learn of a death by the answer."""
    consent, link = agreed_to(house)
    by_link = house.reader()
    wrong, pressed = by_link.get(f"{link}/wrong"), by_link.get(f"{link}/help")
    alive = by_link.send(wrong, f"{link}/wrong", what="misuse")
    dead(house, consent)
    told = by_link.send(wrong, f"{link}/wrong", what=what)
    assert (told.status, looks(told)) == (200, looks(alive))
    assert by_link.send(pressed, f"{link}/help").path == link


def test_a_code_that_opens_nothing_is_told_on_the_page_of_the_code(house: House) -> None:
    reader = house.reader()
    told = reader.send(reader.get("/e"), "/e", code="ABCD-EFGH-IJKL-MNOP")
    assert (told.status, "There is nothing under this code" in told.text) == (422, True)
