"""What can be asked, of whom, how often: no nagging, no masks, no scope that cannot be meant."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_steps import ADULT, COLLEAGUE, PROGRAM, REQUESTER, SCOPE, THEIR_KEY, WORDS, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.asks import faults
from tellmark.consent.contacts import person_faults
from tellmark.consent.errors import AlreadyAnswered, BadAsk, BadRegisterNumber, MisleadingName, Nagging
from tellmark.consent.links import Links
from tellmark.consent.model import Ask, ConsentId, ContactKind, HoldReason, NoteKind, RequestState, UseId, Verdict
from tellmark.consent.pressing import presses
from tellmark.consent.terms import Channel, Exclusion, Modality, Operation, Purpose, Scope, Training
from tellmark.consent.wishes import Wish, WishStated, state_wish, wish_of
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope as Acting
from tellmark.store.scope import TenantId
from tellmark.surface.principal import Shown
from tellmark.values.digests import sha256
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.values.names import folded, misleads, unreadable

NOON = SCOPE.start + timedelta(days=1)


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_a_request_is_its_account_s_whichever_program_acts_and_nobody_else_s(studio: Studio) -> None:
    request = studio.drafted(by=THEIR_KEY)
    assert request.requester == REQUESTER.principal
    with studio.unit(COLLEAGUE) as unit, pytest.raises(NotFound, match="there is no such request here"):
        service.send(unit, studio.vault, request.id, entropy(32))
    with studio.unit(COLLEAGUE) as unit, pytest.raises(NotFound, match="there is no such request here"):
        service.recall(unit, request.id)
    with studio.unit(COLLEAGUE) as unit, pytest.raises(NotFound, match="there is no such request here"):
        service.edit(unit, studio.vault, request.id, Ask(SCOPE, WORDS), 1)
    with studio.unit(REQUESTER) as unit:
        assert service.send(unit, studio.vault, request.id, entropy(32)).request == request.id


def test_nobody_takes_the_place_of_a_colleague_s_consent(studio: Studio) -> None:
    who = person()
    consent = studio.granted(who=who).consent
    with pytest.raises(BadAsk) as refused:
        studio.drafted(SCOPE, who, by=COLLEAGUE, supersedes=consent)
    assert refused.value.faults == ("takes_no_place",)


# --- no nagging -------------------------------------------------------------------------------------------------------


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
    with studio.unit(REQUESTER) as unit:
        group = service.open_group(unit)
    wards = [studio.drafted(who=person(contact="school@town.example", ward=True), group=group) for _ in range(5)]
    for one in wards:
        studio.sent(one.id)
        studio.read(one.id)
        studio.refused(studio.request(one.id))
    assert {studio.request(one.id).state for one in wards} == {RequestState.REFUSED}


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


# --- who is asked -----------------------------------------------------------------------------------------------------


def test_a_person_is_found_by_their_contact_however_it_is_typed_and_a_ward_is_somebody_new(studio: Studio) -> None:
    first = studio.drafted(who=person(contact="Mei.Lin@Example.org"))
    assert studio.drafted(who=person(contact=" mei.lin@example.ORG ")).subject == first.subject
    assert studio.drafted(who=person(contact="mei.lin@example.org", ward=True)).subject != first.subject
    phone = person(contact="+86 138-0013 8000", kind=ContactKind.PHONE)
    assert studio.drafted(who=phone).subject == studio.drafted(who=replace(phone, contact="+8613800138000")).subject


def test_the_proof_tells_that_it_is_somebody_known_already(studio: Studio) -> None:
    known, stranger = studio.asked(), studio.asked()
    with studio.unit(answering(stranger.subject)) as unit:
        adopted = service.adopt(unit, studio.vault, stranger.id, known.subject)
    assert adopted.subject == known.subject
    with studio.look() as look:
        assert service.words_of(look, studio.vault, stranger.id) == WORDS
    studio.read(stranger.id)


def test_other_tenants_ids_are_not_there(studio: Studio) -> None:
    request = studio.asked()
    birch = Acting(
        TenantId("birch"), request.subject, frozenset({"consent.answer", "consent.request", "consent.check"})
    )
    for step in (
        lambda unit: service.show(unit, studio.vault, request.id, Language.EN),
        lambda unit: service.recall(unit, request.id),
        lambda unit: service.decide(
            unit, studio.vault, request.id, studio.document(request.id, Verdict.REFUSE), age=ADULT
        ),
        lambda unit: service.withdraw(unit, ConsentId(request.id), ages=studio.age),
        lambda unit: service.settle(unit, UseId(request.id), 1, 1),
    ):
        with studio.unit(birch) as unit, pytest.raises(NotFound):
            step(unit)


def test_each_act_takes_its_own_capability(studio: Studio) -> None:
    request = studio.asked()
    for step in (
        lambda unit: service.draft(unit, studio.vault, Ask(SCOPE, WORDS), person()),
        lambda unit: service.send(unit, studio.vault, request.id, entropy(32)),
        lambda unit: service.decide(
            unit, studio.vault, request.id, studio.document(request.id, Verdict.REFUSE), age=ADULT
        ),
        lambda unit: service.suspend(unit, ConsentId(request.id), HoldReason.OFFICER),
    ):
        with studio.unit(PROGRAM) as unit, pytest.raises(NotAllowed):
            step(unit)


def test_links_open_to_their_request_until_a_new_one_is_sent(studio: Studio) -> None:
    request = studio.drafted()
    first = studio.sent(request.id)
    links = Links(studio.database)
    visitor = links.who(Shown(link=first.secret), studio.at)
    assert visitor is not None
    assert visitor.id == request.subject
    assert visitor.capabilities == {"consent.answer"}
    second = studio.sent(request.id)
    assert links.who(Shown(link=first.secret), studio.at) is None
    assert links.who(Shown(link=second.secret), studio.at) is not None
    assert links.who(Shown(link=second.secret), studio.at + timedelta(days=38)) is None
    assert links.who(Shown(link="A" * 43), studio.at) is None


def test_what_is_over_is_not_changed(studio: Studio) -> None:
    request = studio.asked()
    studio.refused(request)
    with studio.unit(REQUESTER) as unit, pytest.raises(AlreadyAnswered):
        service.recall(unit, request.id)
    with studio.unit(REQUESTER) as unit, pytest.raises(AlreadyAnswered):
        service.edit(unit, studio.vault, request.id, Ask(SCOPE, WORDS), 1)
    assert studio.request(request.id).state is RequestState.REFUSED


# --- what can be asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"end": NOON}, "over_already"),
        ({"end": SCOPE.start + timedelta(days=3654)}, "too_long"),
        ({"operations": frozenset({Operation.VOICE_CLONE})}, "modality_missing"),
        ({"modalities": frozenset({Modality.FACE, Modality.VOICE})}, "language_missing"),
        ({"operations": frozenset({Operation.LIP_SYNC})}, "language_missing"),
        ({"purposes": frozenset({Purpose.SEXUAL}), "excluded": frozenset({Exclusion.SEXUAL})}, "purpose_excluded"),
        ({"training": Training.OWN_MODEL}, "model_missing"),
        ({"channels": frozenset({Channel.PRIVATE}), "sublicence": True}, "private_but_passed_on"),
        ({"territories": frozenset({"CA"})}, "territory_unknown"),
        ({"territories": frozenset({"cn"})}, "territory_unknown"),
        ({"territories": frozenset({"CN", "EU", "DE"})}, "territory_within_another"),
        ({"territories": frozenset({"US", "US-CA"})}, "territory_within_another"),
        ({"languages": frozenset({"not a language"})}, "language_unknown"),
        ({"models": frozenset({"a model"})}, "model_unknown"),
        ({"content": "abc"}, "content_unknown"),
        ({"max_outputs": 1 << 60}, "number_too_large"),
        ({"retention_days": 1096}, "kept_too_long"),
    ],
)
def test_each_fault_of_a_scope_is_told(changes: dict[str, Any], fault: str) -> None:
    assert fault in faults(Ask(replace(SCOPE, **changes), WORDS), NOON)


def test_all_faults_are_told_at_once_and_nothing_is_kept(studio: Studio) -> None:
    bad = replace(SCOPE, territories=frozenset({"CA"}), training=Training.ANY_MODEL)
    with pytest.raises(BadAsk) as refused:
        studio.drafted(bad, person(contact="nowhere"), replace(WORDS, purpose=" "))
    assert set(refused.value.faults) == {"territory_unknown", "model_missing", "contact_unknown", "purpose_missing"}
    assert studio.said() == []


def test_a_script_is_of_any_length_to_twenty_thousand_and_is_the_one_of_its_digest() -> None:
    script = "走进店里，试一试。" * 25
    ask = Ask(replace(SCOPE, content=sha256(script.encode())), replace(WORDS, content=script))
    assert len(script) > 200
    assert faults(ask, NOON) == ()
    assert faults(replace(ask, words=replace(WORDS, content=script + "。")), NOON) == ("content_differs",)
    assert "content_too_long" in faults(Ask(SCOPE, replace(WORDS, content="a" * 20_001)), NOON)


def test_hidden_and_turning_characters_are_no_words() -> None:
    for hidden in ("\u202e", "\x00", "\ufeff", "\ud800"):
        assert "purpose_unreadable" in faults(Ask(SCOPE, replace(WORDS, purpose=f"shoes{hidden}")), NOON)


@pytest.mark.parametrize(
    "name", ["Аcme", "Gооgle", "Acme\u200b", "A\u202ecme", "  ", "⁣", "a" * 201, "xn--80ak6aa92e Ltd", "a.XN\uff0d-80ak"]
)
def test_a_name_in_a_mask_is_refused(studio: Studio, name: str) -> None:
    assert misleads(name)
    with studio.unit(REQUESTER) as unit, pytest.raises(MisleadingName):
        service.name_party(unit, name)


@pytest.mark.parametrize(
    "name", ["Acme Studio", "北京光影科技有限公司", "Студия Акме", "Ακμή ΑΕ", "スタジオ光", "O'Neill & Co."]
)
def test_a_plain_name_of_any_alphabet_is_kept(studio: Studio, name: str) -> None:
    with studio.unit(REQUESTER) as unit:
        known = service.name_party(unit, name)
    with studio.unit(COLLEAGUE) as unit:
        assert service.name_party(unit, name.upper()).id == known.id


def test_a_name_that_looks_like_another_company_s_is_refused(studio: Studio) -> None:
    with studio.unit(REQUESTER) as unit:
        service.name_party(unit, "apple")
    assert folded("аррӏе") == folded("apple")
    with studio.unit(REQUESTER) as unit, pytest.raises(MisleadingName):
        service.name_party(unit, "аррӏе")


@pytest.mark.parametrize("number", ["", "\u202e54321 deifirev", "1\n\nVerified by Tellmark", "9" * 300, "\x00"])
def test_a_number_of_a_company_is_nothing_but_a_number(studio: Studio, number: str) -> None:
    with studio.unit(REQUESTER) as unit, pytest.raises(BadRegisterNumber):
        service.name_party(unit, "Harbour Films Ltd", number)


def test_nothing_that_is_not_named_is_meant() -> None:
    with pytest.raises(ValueError, match="a scope names"):
        Scope(frozenset(), SCOPE.operations, SCOPE.purposes, SCOPE.territories, SCOPE.channels, SCOPE.start, SCOPE.end)
    with pytest.raises(ValueError, match="starts before"):
        replace(SCOPE, end=SCOPE.start)
    with pytest.raises(ValueError, match="ceiling"):
        replace(SCOPE, max_outputs=0)


@pytest.mark.parametrize("text", ["a\u00adb", "\u3164", "e" + "\u0301" * 9, "x\U000e0041", "a\u2060b"])
def test_what_nobody_can_see_or_read_is_not_written_to_anybody(text: str) -> None:
    assert unreadable(text)
    assert misleads(f"Studio {text}")


@pytest.mark.parametrize("text", ["نامه‌ای به تو", "👨‍👩‍👧 ❤️", "שָׁלוֹם", "Nguyễn Thị", "李伟"])
def test_what_people_write_in_their_own_languages_is_readable(text: str) -> None:
    assert not unreadable(text)


@pytest.mark.parametrize("name", ["ꓮCME", "ᴀᴄᴍᴇ", "ꓮꓚꓟꓰ", "ACMΕ"])
def test_a_name_of_letters_that_pass_for_others_is_refused_or_told_to_be_the_same(name: str) -> None:
    assert misleads(name) or folded(name) == folded("Acme")


def test_a_request_that_waits_is_not_sent_again_to_who_wishes_for_nobody(studio: Studio) -> None:
    request = studio.asked()
    with studio.unit(answering(request.subject)) as unit:
        state_wish(unit, request.subject, Wish.NOBODY)
    with pytest.raises(Nagging):
        studio.sent(request.id)


@pytest.mark.parametrize(
    "contact",
    ["a@b", "a b@c.cz", "a@b@c.cz", "a,b@c.cz", "a@c.cz,d.cz", '"a"@c.cz', "a:b@c.cz;", "<a@c.cz>",
     "=?utf-8?q?evil=40e.cz=2C?=v@c.cz"],
)  # fmt: skip
def test_what_a_letter_would_read_as_more_than_one_address_is_no_contact(contact: str) -> None:
    assert person_faults(person(contact=contact)) == ("contact_unknown",)


@pytest.mark.parametrize(
    "contact", ["li@example.com", "o'neil+tag@sub.example.co", "a.b-c@example.org", "李@例子.中国"]
)
def test_an_address_is_one_in_any_script(contact: str) -> None:
    assert person_faults(person(contact=contact)) == ()
