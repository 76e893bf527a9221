"""A child is asked by the link of who is said to speak for them; their guardian is confirmed, and answers."""

from datetime import timedelta

from consent_house import OFFICER, REQUESTER, SCRIPT, SECOND, House, Reader, voice
from tellmark.consent import service
from tellmark.consent.asking import draft, send
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Ask,
    Authority,
    ContactKind,
    PersonAsked,
    Request,
    Role,
    Words,
)
from tellmark.consent.proofs import AgeBand
from tellmark.surface.principal import Kind
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

ALL = "?version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


def asked_for_a_child(house: House) -> tuple[Request, str]:
    """Ask for a child by the contact of who is said to speak for them; return the request and the path of the link."""
    words = Words(purpose="One audiobook", content=SCRIPT, asker="Lantern Media")
    person = PersonAsked("mother@example.com", ContactKind.EMAIL, "Li Wei", Language.EN, ward=True)
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        made = draft(unit, house.vault, Ask(voice(), words), person)
        return made, f"/c/{send(unit, house.vault, made.id, entropy(32)).secret}"


def guardian_of(house: House, request: Request) -> Reader:
    """Let somebody be confirmed as guardian of who is asked, a child; return them, signed in."""
    who = house.somebody()
    authority = Authority(Role.GUARDIAN, "0" * 64, house.clock() + timedelta(days=900))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, request.subject, who, authority)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_representative(unit, proposed.id)
    house.identity.prove(request.subject, age=AgeBand.UNDER_14)
    house.identity.fresh_at.clear()
    house.identity.prove(who)
    return house.signed_in(who, Kind.PERSON, ANSWER)


def agreed_for(guardian: Reader, request: Request) -> None:
    """Let *guardian* agree to what their ward is asked, on their own page."""
    here = f"/me/requests/{request.id}"
    guardian.get(here)
    guardian.send(guardian.get(f"{here}/agree{ALL}"), f"{here}/agree", way="fresh_proof")
