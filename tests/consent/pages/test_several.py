"""Several in one picture: each agrees alone, nothing is made before all do, and none of them learns of another's no."""

import re

import pytest

from consent_house import REQUESTER, House, Page, voice
from person_steps import agreed, answers
from tellmark.consent.asking import draft, open_group, send
from tellmark.consent.model import ANSWER, REQUEST, Ask, ContactKind, PersonAsked, Request, Words
from tellmark.consent.store import KnownConsents
from tellmark.surface.principal import Kind
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

ALL = "Nothing is made before all have agreed; whether they have is not shown here."
MISSING = "Not all who are asked for this picture agree."


def asked_together(house: House) -> list[tuple[Request, str]]:
    """Ask two for one picture; return each request with the path of its link."""
    found = []
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        group = open_group(unit)
        for name in ("li", "zhao"):
            person = PersonAsked(f"{name}@example.com", ContactKind.EMAIL, name, Language.EN)
            made = draft(unit, house.vault, Ask(voice(content=None), Words("A film", "Lantern Media")), person, group)
            found.append((made, f"/c/{send(unit, house.vault, made.id, entropy(32)).secret}"))
    return found


def refuse(house: House, link: str) -> None:
    reader = house.reader()
    reader.get(link)
    reader.send(reader.get(f"{link}/no"), f"{link}/no")


def theirs(house: House, request: Request, link: str) -> list[Page]:
    """Return every page on which the person of *request* reads how their agreement stands."""
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    return [
        house.reader().get(link),
        own.get(f"/me/requests/{request.id}"),
        own.get("/me"),
        own.get(f"/me/consents/{consent.id}"),
    ]


def looks(pages: list[Page]) -> list[str]:
    """Return *pages* without the tokens of their forms."""
    return [re.sub(r'<input type="hidden"[^>]*>', "…", page.html) for page in pages]


@pytest.mark.parametrize("other", ["waits", "refuses", "agrees"])
def test_nobody_learns_from_their_own_pages_what_another_has_answered(house: House, other: str) -> None:
    (first, link), (second, there) = asked_together(house)
    agreed(house, house.reader(), link, first.subject)
    before = theirs(house, first, link)
    assert all(page.text.count(ALL) == 1 for page in before)
    if other == "refuses":
        refuse(house, there)
    if other == "agrees":
        agreed(house, house.reader(), there, second.subject)
    assert looks(theirs(house, first, link)) == looks(before)


def test_before_the_agreement_it_is_not_said_to_count_from_that_moment(house: House) -> None:
    (first, link), _ = asked_together(house)
    house.identity.prove(first.subject)
    reader = house.reader()
    summary = reader.get(answers(reader, link)).text
    assert "Nothing is made before all in the picture have agreed" in summary
    assert "It counts from the moment you agree" not in summary


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_asks_reads_that_somebody_is_missing_until_nobody_is(house: House, order: tuple[int, int]) -> None:
    both = asked_together(house)
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    (first, link), (second, there) = both[order[0]], both[order[1]]
    agreed(house, house.reader(), link, first.subject)
    assert MISSING in asks.get(f"/consents/{first.id}").text
    agreed(house, house.reader(), there, second.subject)
    for request in (first, second):
        assert MISSING not in asks.get(f"/consents/{request.id}").text
    reader = house.reader()
    reader.send(reader.get(f"{there}/end"), f"{there}/end")
    assert MISSING in asks.get(f"/consents/{first.id}").text
    assert MISSING not in asks.get(f"/consents/{second.id}").text  # it has ended: that is said there


def test_a_silent_word_of_one_is_no_missing_agreement(house: House) -> None:
    (first, link), (second, there) = asked_together(house)
    for request, path in ((first, link), (second, there)):
        agreed(house, house.reader(), path, request.subject)
    asks, reader = house.signed_in(REQUESTER, Kind.STAFF, REQUEST), house.reader()
    before = asks.get(f"/consents/{first.id}").text
    reader.send(reader.get(f"{there}/help"), f"{there}/help")
    assert asks.get(f"/consents/{first.id}").text == before


def test_whoever_is_alone_in_it_reads_nothing_of_others(house: House) -> None:
    request, invitation = house.ask()
    link = f"/c/{invitation.secret}"
    agreed(house, house.reader(), link, request.subject)
    assert all("before all" not in page.text for page in theirs(house, request, link))
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    assert MISSING not in asks.get(f"/consents/{request.id}").text
