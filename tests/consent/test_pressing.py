"""No nagging: a no rests, and is not asked away by less, by other things, by other names or for wards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_steps import COLLEAGUE, REQUESTER, SCOPE, THEIR_KEY, WORDS, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.errors import BadAsk, Nagging
from tellmark.consent.model import Ask, ContactKind, NoteKind, Request, RequestState
from tellmark.consent.pressing import presses
from tellmark.consent.terms import Exclusion, Operation, Purpose
from tellmark.consent.wishes import Wish, WishStated, state_wish, wish_of
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy


def test_a_refusal_rests_for_thirty_days_whoever_asks_for_whom_and_in_whatever_words(studio: Studio) -> None:
    who = person()
    studio.refused(studio.asked(who=who))
    with studio.unit(COLLEAGUE) as unit:
        party = service.name_party(unit, "Another Company")
    for scope, more in (
        (SCOPE, {}),
        (SCOPE, {"words": replace(WORDS, purpose="something quite different")}),
        (SCOPE, {"by": COLLEAGUE, "party": party.id}),
        (replace(SCOPE, max_outputs=50), {}),
        (replace(SCOPE, end=SCOPE.end + timedelta(days=1)), {}),
        (replace(SCOPE, content="c" * 64), {}),
        (replace(SCOPE, max_outputs=4), {}),  # less in name only
    ):
        again = studio.drafted(scope, who, **more)
        theirs = again.requester == REQUESTER.principal
        told = "it rests until 2026-12-22" if theirs else "^this person does not take such requests$"
        with pytest.raises(Nagging, match=told):
            studio.sent(again.id)
    studio.place.later(days=30)
    studio.sent(studio.drafted(SCOPE, who).id)


@pytest.mark.parametrize(
    "less",
    [{"territories": frozenset({"CN"})}, {"max_outputs": 2}, {"end": SCOPE.start + timedelta(days=100)},
     {"excluded": frozenset({Exclusion.ALCOHOL})}, {"purposes": frozenset({Purpose.NEWS})}],
)  # fmt: skip
def test_what_is_truly_less_or_something_else_may_be_asked(studio: Studio, less: dict[str, Any]) -> None:
    who = person()
    studio.refused(studio.asked(who=who))
    studio.sent(studio.drafted(replace(SCOPE, **less), who).id)


@pytest.mark.parametrize("wish", ["nobody", "only_me"])
def test_who_wishes_to_be_asked_by_nobody_is_not(studio: Studio, wish: str) -> None:
    """ "Only I myself may" stands in old leaves: it was never any different, and is no choice any more."""
    who = person()
    request = studio.drafted(who=who)
    with studio.unit(answering(request.subject)) as unit:
        unit.say(WishStated(subject=request.subject, wish=wish))
    with studio.look() as look:
        assert wish_of(look, request.subject) is Wish.NOBODY
    with pytest.raises(Nagging, match=r"^this person does not take such requests$"):
        studio.sent(request.id)
    with studio.unit(answering(request.subject)) as unit:
        state_wish(unit, request.subject, Wish.ASK_ME)
    studio.sent(request.id)


def test_whoever_asks_does_not_call_themselves_by_a_name_in_a_mask(studio: Studio) -> None:
    with pytest.raises(BadAsk) as refused:
        studio.drafted(words=replace(WORDS, asker="Tеncent"))  # its second letter is Cyrillic
    assert refused.value.faults == ("asker_misleads",)


def test_silence_and_taking_back_once_sent_rest_as_well(studio: Studio) -> None:
    who = person()
    request = studio.asked(who=who)
    with studio.unit(REQUESTER) as unit:
        service.recall(unit, request.id)
    with pytest.raises(Nagging):
        studio.sent(studio.drafted(SCOPE, who).id)


def test_after_unwanted_nothing_is_asked_at_all(studio: Studio) -> None:
    who = person()
    studio.refused(studio.asked(who=who), NoteKind.UNWANTED)
    other = replace(SCOPE, purposes=frozenset({Purpose.RESEARCH}), max_outputs=1)
    with pytest.raises(Nagging):
        studio.sent(studio.drafted(other, who).id)
    with studio.look() as look:
        assert [note.kind for note in service.queue(look).notes] == [NoteKind.UNWANTED]


def test_an_edit_does_not_get_around_it(studio: Studio) -> None:
    who = person()
    studio.refused(studio.asked(who=who))
    other = studio.asked(replace(SCOPE, purposes=frozenset({Purpose.NEWS})), who)
    with studio.unit(REQUESTER) as unit, pytest.raises(Nagging):
        service.edit(unit, studio.vault, other.id, Ask(SCOPE, WORDS), 1)


def test_another_contact_of_the_same_human_does_not_get_around_it(studio: Studio) -> None:
    first = studio.asked()
    studio.refused(first)
    second = studio.asked()
    assert second.subject != first.subject
    with studio.unit(answering(second.subject)) as unit, pytest.raises(Nagging):
        service.adopt(unit, studio.vault, second.id, first.subject)


@pytest.mark.parametrize("contact", [{"kind": ContactKind.NONE, "contact": ""}, {}])
def test_three_times_no_are_not_asked_away_by_a_link_that_whoever_asks_hands_over_themselves(
    studio: Studio, contact: dict[str, Any]
) -> None:
    """Nor by another address: once the person shows who they are, it rests like everything of whoever asks."""
    who = person()
    for purpose in (Purpose.ADVERT, Purpose.NEWS, Purpose.RESEARCH):
        refused = studio.asked(replace(SCOPE, purposes=frozenset({purpose})), who)
        studio.refused(refused)
    something_else = replace(SCOPE, purposes=frozenset({Purpose.ENTERTAINMENT}))
    by_hand = studio.asked(something_else, person(**contact))
    with studio.unit(answering(by_hand.subject)) as unit, pytest.raises(Nagging, match="said no to you 3 times"):
        service.adopt(unit, studio.vault, by_hand.id, refused.subject)
    rival = studio.drafted(something_else, person(**contact), by=COLLEAGUE)
    studio.sent(rival.id)
    with studio.unit(answering(rival.subject)) as unit:
        assert service.adopt(unit, studio.vault, rival.id, refused.subject).subject == refused.subject


def test_nobody_has_more_than_three_requests_open_with_a_person_and_each_is_sent_three_times(studio: Studio) -> None:
    who = person()
    for _ in range(3):
        last = studio.drafted(SCOPE, who)
        studio.sent(last.id)
    with pytest.raises(Nagging, match="3 open requests of yours"):
        studio.sent(studio.drafted(SCOPE, who).id)
    studio.sent(last.id)
    studio.sent(last.id)
    with pytest.raises(Nagging, match="sent often enough"):
        studio.sent(last.id)


def test_one_who_asks_blocks_nobody_else(studio: Studio) -> None:
    who = person()
    for _ in range(3):
        studio.sent(studio.drafted(SCOPE, who).id)
    rival = studio.drafted(SCOPE, who, by=COLLEAGUE)
    studio.sent(rival.id)
    assert studio.request(rival.id).sent
    with studio.unit(THEIR_KEY) as unit:  # a program of the first asks in the same name
        fourth = service.draft(unit, studio.vault, Ask(SCOPE, WORDS), who)
        with pytest.raises(Nagging, match="of yours"):
            service.send(unit, studio.vault, fourth.id, entropy(32))


def test_after_three_times_no_whoever_asks_asks_nothing_more_however_much_less(studio: Studio) -> None:
    who, wide = person(), replace(SCOPE, languages=frozenset({"en", "fr", "de", "it", "es"}))
    first = studio.asked(wide, who)
    studio.refused(first)
    for fewer in ({"en", "fr", "de", "it"}, {"en", "fr", "de"}):
        studio.refused(studio.asked(replace(wide, languages=frozenset(fewer)), who))
    less = studio.drafted(replace(wide, languages=frozenset({"en"})), who)
    other = studio.drafted(replace(SCOPE, purposes=frozenset({Purpose.RESEARCH})), who)
    for asked in (less, other):
        with pytest.raises(Nagging, match="has said no to you 3 times; it rests until"):
            studio.sent(asked.id)
    rival = studio.drafted(replace(SCOPE, purposes=frozenset({Purpose.RESEARCH})), who, by=COLLEAGUE)
    studio.sent(rival.id)  # who never asked is no party to it
    studio.place.later(days=30)
    studio.sent(studio.drafted(replace(wide, languages=frozenset({"en"})), who).id)


def test_whoever_reads_for_wards_is_not_asked_without_end_for_ever_new_ones(studio: Studio) -> None:
    for _ in range(3):
        studio.refused(studio.asked(who=person(contact="father@family.example", ward=True)))
    for ward in (True, False):
        with pytest.raises(Nagging, match="has said no to you 3 times"):
            studio.sent(studio.drafted(who=person(contact="Father@family.example", ward=ward)).id)
    studio.sent(studio.drafted(who=person(contact="mother@family.example", ward=True)).id)


def test_no_more_than_three_are_open_at_one_address_whoever_they_are_for(studio: Studio) -> None:
    for _ in range(3):
        studio.sent(studio.drafted(who=person(contact="father@family.example", ward=True)).id)
    with pytest.raises(Nagging, match="3 open requests of yours"):
        studio.sent(studio.drafted(who=person(contact="father@family.example", ward=True)).id)


@pytest.mark.parametrize("ward", [True, False])
def test_what_was_unwanted_rests_at_its_address_for_wards_and_for_whose_it_is(studio: Studio, *, ward: bool) -> None:
    at = "father@family.example"
    studio.refused(studio.asked(who=person(contact=at, ward=ward)), NoteKind.UNWANTED)
    with pytest.raises(Nagging, match="does not take such requests"):
        studio.sent(studio.drafted(who=person(contact=at, ward=not ward), by=COLLEAGUE).id)


def test_whoever_wishes_to_be_asked_by_nobody_is_not_asked_for_wards_either(studio: Studio) -> None:
    at = "father@family.example"
    known = studio.drafted(who=person(contact=at))
    with studio.unit(answering(known.subject)) as unit:
        state_wish(unit, known.subject, Wish.NOBODY)
    with pytest.raises(Nagging, match=r"^this person does not take such requests$"):
        studio.sent(studio.drafted(who=person(contact=at, ward=True)).id)


def test_several_in_one_picture_are_asked_at_one_address_together(studio: Studio) -> None:
    wards = in_one_picture(studio, 5)
    for one in wards:
        studio.sent(one.id)
    for one in wards:
        studio.read(one.id)
        studio.refused(studio.request(one.id))
    assert {studio.request(one.id).state for one in wards} == {RequestState.REFUSED}


def test_one_picture_does_not_get_around_it_by_asking_for_one_after_the_other(studio: Studio) -> None:
    wards = in_one_picture(studio, 4)
    for one in wards[:3]:
        studio.sent(one.id)
        studio.read(one.id)
        studio.refused(studio.request(one.id))
    with pytest.raises(Nagging, match="has said no to you 3 times"):
        studio.sent(wards[3].id)


def in_one_picture(studio: Studio, many: int) -> list[Request]:
    """Compose requests for wards of one school who are in one picture."""
    with studio.unit(REQUESTER) as unit:
        group = service.open_group(unit)
    return [studio.drafted(who=person(contact="school@town.example", ward=True), group=group) for _ in range(many)]


# --- whoever turns out to be known here already -----------------------------------------------------------------------


def test_at_an_address_that_another_turned_out_to_read_a_no_rests_as_anywhere(studio: Studio) -> None:
    known, who = studio.asked().subject, person()
    refused_as(studio, known, studio.drafted(who=who))
    with pytest.raises(Nagging, match="has said no to this, or to being asked; it rests until"):
        studio.sent(studio.drafted(who=who).id)
    studio.sent(studio.drafted(who=who, by=COLLEAGUE).id)  # that somebody is known here is nobody else's to learn
    studio.place.later(days=30)
    studio.sent(studio.drafted(SCOPE, who).id)


def test_nor_is_a_no_asked_away_there(studio: Studio) -> None:
    known, who = studio.asked().subject, person()
    for purpose in THREE:
        refused_as(studio, known, studio.drafted(purpose, who))
    with pytest.raises(Nagging, match="has said no to you 3 times"):
        studio.sent(studio.drafted(replace(SCOPE, purposes=frozenset({Purpose.RESEARCH})), who).id)


def test_nor_are_more_than_three_open_there(studio: Studio) -> None:
    known, who = studio.asked().subject, person()
    for purpose in THREE:
        taken_up(studio, known, studio.drafted(purpose, who))
    with pytest.raises(Nagging, match="3 open requests of yours"):
        studio.sent(studio.drafted(replace(SCOPE, purposes=frozenset({Purpose.RESEARCH})), who).id)


def test_ever_new_addresses_of_the_same_human_do_not_wear_them_down(studio: Studio) -> None:
    known = studio.asked(by=COLLEAGUE).subject
    for purpose in THREE:
        refused_as(studio, known, studio.drafted(purpose))
    fourth = studio.asked(replace(SCOPE, purposes=frozenset({Purpose.RESEARCH})))
    with studio.unit(answering(fourth.subject)) as unit, pytest.raises(Nagging, match="has said no to you 3 times"):
        service.adopt(unit, studio.vault, fourth.id, known)
    rival = studio.drafted(replace(SCOPE, purposes=frozenset({Purpose.RESEARCH})), by=COLLEAGUE)
    taken_up(studio, known, rival)


THREE = [replace(SCOPE, purposes=frozenset({one})) for one in (Purpose.NEWS, Purpose.ART, Purpose.SATIRE)]


def taken_up(studio: Studio, known: SubjectId, request: Request) -> None:
    """Send *request*, and let it turn out to be about *known*."""
    studio.sent(request.id)
    with studio.unit(answering(request.subject)) as unit:
        service.adopt(unit, studio.vault, request.id, known)
    studio.read(request.id)


def refused_as(studio: Studio, known: SubjectId, request: Request) -> None:
    taken_up(studio, known, request)
    studio.refused(studio.request(request.id))


@given(st.data())
def test_what_only_widens_always_presses(data: st.DataObject) -> None:
    more: dict[str, Any] = {}
    if data.draw(st.booleans()):
        more["territories"] = SCOPE.territories | data.draw(st.frozensets(st.sampled_from(["US", "KR", "IN"])))
    if data.draw(st.booleans()):
        more["max_outputs"] = data.draw(st.none() | st.integers(5, 99))
    if data.draw(st.booleans()):
        more["operations"] = SCOPE.operations | data.draw(st.frozensets(st.sampled_from(Operation)))
    for name in ("derivatives", "sublicence", "cross_border"):
        more[name] = data.draw(st.booleans())
    assert presses(replace(SCOPE, **more), SCOPE)
