"""What a person does on the pages who offers less and agrees to it in advance, and whoever asks, who takes it."""

import re
from html import unescape

from consent_house import REQUESTER, SCRIPT, House, Page, Reader, voice
from person_steps import link_of
from tellmark.consent import asking
from tellmark.consent.model import REQUEST, Ask, Consent, Request, Words
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.consent.terms import Scope, Tick
from tellmark.surface.principal import Kind

CODE = re.compile(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}")
_YES = re.compile(r'href="([^"]+=yes&(?:amp;)?lang=[^"]+)"')


def asked(house: House, scope: Scope | None = None, language: str = "en") -> tuple[Request, Reader, str]:
    """Ask somebody who has proved just now who they are, and has read it; return the request, them, their link."""
    request, invitation = house.ask(scope)
    reader, link = house.reader(language), link_of(invitation)
    house.identity.prove(request.subject)
    reader.get(link)
    return request, reader, link


def looked(reader: Reader, link: str, **typed: str | list[str]) -> Page:
    """Compose an offer; return the page that shows what differs, and asks whether it is agreed to."""
    return reader.send(reader.get(f"{link}/change"), f"{link}/change", step="look", **(typed or {"minutes": "60"}))


def summed_up(reader: Reader, link: str, **typed: str | list[str]) -> Page:
    """Compose an offer, and answer with yes what is asked by itself; return the summary."""
    page = reader.send(looked(reader, link, **typed), f"{link}/change", step="agree")
    for _ in Tick:
        if found := _YES.search(page.html.partition('class="choices"')[2]):
            page = reader.get(unescape(found[1]))
    return page


def agreed_in_advance(reader: Reader, link: str, **typed: str | list[str]) -> tuple[Page, str]:
    """Agree in advance to what is offered; return the page, and the code on it."""
    page = reader.send(summed_up(reader, link, **typed), f"{link}/agree", way="fresh_proof")
    found = CODE.search(page.text)
    assert found, page.text
    return page, found[0]


def asker(house: House, language: str = "en") -> Reader:
    """Return whoever asked, signed in."""
    return house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language)


def taken(house: House, request: Request) -> Page:
    """Let whoever asked take what is offered; return their page."""
    asks, address = asker(house), f"/consents/{request.id}"
    return asks.send(asks.get(address), f"{address}/accept")


def stands(house: House, request: Request) -> Request:
    """Return the request as it stands."""
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownRequests(unit).get(request.id)


def consents(house: House, request: Request) -> list[Consent]:
    """Return what was agreed to on the request."""
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).by(request=request.id)


def edited(house: House, request: Request, version: int) -> None:
    """Let whoever asked change a request to half an hour; *version* is what they saw."""
    words = Words(purpose="One audiobook", content=SCRIPT, asker="Lantern Media")
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.edit(unit, house.vault, request.id, Ask(voice(max_seconds=1800), words, request.party), version)
