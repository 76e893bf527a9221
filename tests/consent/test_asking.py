"""What can be asked, and of whom: no masks, no scope that cannot be meant, nobody else's request."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import ADULT, COLLEAGUE, PROGRAM, REQUESTER, SCOPE, THEIR_KEY, WORDS, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.asks import faults, faults_of_scope
from tellmark.consent.contacts import person_faults
from tellmark.consent.errors import AlreadyAnswered, BadAsk, BadRegisterNumber, MisleadingName, Nagging
from tellmark.consent.links import Links
from tellmark.consent.model import Ask, ConsentId, ContactKind, HoldReason, RequestState, UseId, Verdict
from tellmark.consent.terms import Channel, Exclusion, Modality, Operation, Purpose, Scope, Training
from tellmark.consent.wishes import Wish, state_wish
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
        ({"start": NOON - timedelta(days=62, seconds=1)}, "backdated"),
        ({"end": SCOPE.start + timedelta(days=3654)}, "too_long"),
        ({"operations": frozenset({Operation.VOICE_CLONE})}, "modality_missing"),
        ({"modalities": frozenset({Modality.FACE, Modality.VOICE})}, "language_missing"),
        ({"operations": frozenset({Operation.LIP_SYNC})}, "language_missing"),
        ({"purposes": frozenset({Purpose.SEXUAL}), "excluded": frozenset({Exclusion.SEXUAL})}, "purpose_excluded"),
        ({"training": Training.OWN_MODEL}, "model_missing"),
        ({"channels": frozenset({Channel.PRIVATE}), "sublicence": True}, "private_but_passed_on"),
        ({"territories": frozenset({"CA"})}, "territory_unknown"),
        ({"territories": frozenset({"cn"})}, "territory_unknown"),
        *(({"territories": frozenset({one})}, "territory_unknown") for one in ("USA", "CHN", "EL", "EU-DE", "UK-ENG")),
        ({"territories": frozenset({"CN", "EU", "DE"})}, "territory_within_another"),
        ({"territories": frozenset({"US", "US-CA"})}, "territory_within_another"),
        ({"languages": frozenset({"not a language"})}, "language_unknown"),
        ({"languages": frozenset({"English"})}, "language_unknown"),
        ({"languages": frozenset({"en", "zh-"})}, "language_unknown"),
        ({"languages": frozenset({"de-a"})}, "language_unknown"),
        ({"models": frozenset({"a model"})}, "model_unknown"),
        ({"content": "abc"}, "content_unknown"),
        ({"max_outputs": 1 << 60}, "number_too_large"),
        ({"retention_days": 1096}, "kept_too_long"),
    ],
)
def test_each_fault_of_a_scope_is_told(changes: dict[str, Any], fault: str) -> None:
    assert fault in faults(Ask(replace(SCOPE, **changes), WORDS), NOON)


@pytest.mark.parametrize(
    "tag", ["en", "yue", "zh-Hans", "zh-cmn-Hans-CN", "es-419", "de-CH-1996", "sl-rozaj-biske", "en-u-ca-gregory-x-own"]
)
def test_a_language_is_told_by_its_tag(tag: str) -> None:
    assert faults(Ask(replace(SCOPE, languages=frozenset({tag})), WORDS), NOON) == ()


def test_a_language_that_is_told_by_its_name_is_refused_with_what_to_write(studio: Studio) -> None:
    with pytest.raises(BadAsk) as refused:
        studio.drafted(replace(SCOPE, languages=frozenset({"English"})))
    assert "en for English" in refused.value.remedy


def test_of_what_was_agreed_to_in_a_language_s_name_a_part_can_still_be_kept() -> None:
    assert faults_of_scope(replace(SCOPE, languages=frozenset({"English"})), NOON) == ()


def test_of_what_began_long_ago_a_part_can_still_be_kept() -> None:
    assert "backdated" not in faults_of_scope(replace(SCOPE, start=NOON - timedelta(days=999)), NOON)
    assert faults(Ask(replace(SCOPE, start=NOON - timedelta(days=62)), WORDS), NOON) == ()


def test_all_faults_are_told_at_once_and_nothing_is_kept(studio: Studio) -> None:
    bad = replace(SCOPE, territories=frozenset({"CA"}), training=Training.ANY_MODEL)
    with pytest.raises(BadAsk) as refused:
        studio.drafted(bad, person(contact="nowhere"), replace(WORDS, purpose=" "))
    assert set(refused.value.faults) == {"territory_unknown", "model_missing", "contact_unknown", "purpose_missing"}
    assert studio.said() == []


def test_a_script_is_of_any_length_to_twenty_thousand_and_is_the_one_of_its_digest() -> None:
    script = "走进店里，试一试。" * 25
    ask = Ask(replace(SCOPE, content=sha256(script.encode())), replace(WORDS, content=script))
    assert faults(ask, NOON) == ()
    for scope, shown in ((ask.scope, script + "。"), (SCOPE, script)):  # none that is shown and binds nobody, either
        assert faults(Ask(scope, replace(WORDS, content=shown)), NOON) == ("content_differs",)
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
