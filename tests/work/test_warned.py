"""What a person hears by mail of what happens to them here: once, where they are reached, with nobody's data in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import OFFICER, REQUESTER, SCOPE, TENANT, Studio, answering, person
from mail_catcher import Catcher
from order_steps import ordered
from tellmark.consent import service
from tellmark.consent.following import FollowsEffects
from tellmark.consent.model import Authority, RequestId
from tellmark.consent.model import Role as Part
from tellmark.consent.reaching.model import Use
from tellmark.consent.reaching.service import KnowsContacts, confirm_contact, name_contact
from tellmark.identity.accounts.address import change_address
from tellmark.identity.accounts.events import PasskeyAdded
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.service import open_account
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.service import enrol_well_known, known, record, revoke
from tellmark.identity.assurance.store import WellKnown
from tellmark.identity.orders.model import WhyHeld
from tellmark.identity.orders.telling import TellsOfOrders
from tellmark.identity.proving.events import ProofFailed
from tellmark.store.clocks import sweep
from tellmark.store.outbox import Subscriber, deliver
from tellmark.store.scope import Scope
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailDesk, MailSubscriber, SendMail

WHO = "lin.mei@example.org"


def posted(studio: Studio, caught: Catcher) -> list[tuple[str, str]]:
    """Send every letter that is due; return to whom each went and what it says, and forget them."""
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    told: list[Subscriber] = [MailSubscriber(studio.database, studio.vault), TellsOfOrders(studio.database)]
    while deliver(studio.database, told).spread:
        pass
    sends = SendMail(studio.database, studio.vault, server, timedelta(days=30))
    while sends.round():
        pass
    came = [(str(letter["To"]), letter.get_content()) for letter in caught.letters]
    caught.letters.clear()
    return came


def asked(studio: Studio, contact: str = WHO, language: Language = Language.EN) -> SubjectId:
    return studio.asked(who=person(contact=contact, language=language)).subject


def proof(pseudonym: str = "E1") -> Proof:
    return Proof(Method.OIDC, "real", 2, "https://id.example", pseudonym, "e" * 64, frozenset(), AgeBand.ADULT,
                 timedelta(days=90))  # fmt: skip


def proves(studio: Studio, subject: SubjectId, pseudonym: str = "E1") -> None:
    with studio.unit(answering(subject)) as unit:
        record(unit, studio.vault, subject, proof(pseudonym), by_link=True)


def loses_proof(studio: Studio, subject: SubjectId) -> None:
    with studio.unit(OFFICER) as unit:
        record(unit, studio.vault, subject, proof())
        revoke(unit, known(unit, studio.vault, subject)[0].id, "issuer_said_so")


def fails(studio: Studio, subject: SubjectId) -> None:
    with studio.unit(answering(subject)) as unit:
        unit.say(ProofFailed(attempt="a", subject=subject, verifier="real", why="proof.another_human"))


def enrolled(studio: Studio, subject: SubjectId) -> None:
    with studio.unit(OFFICER) as unit:
        enrol_well_known(unit, KnowsContacts(studio.vault), subject)


def claimed_anew(studio: Studio, subject: SubjectId) -> None:
    with studio.unit(OFFICER) as unit:
        WellKnown(unit).put(subject, "officer-9", unit.at - timedelta(days=30), unit.at - timedelta(days=27))
        record(unit, studio.vault, subject, proof())


def taken(studio: Studio, subject: SubjectId, **notice: Any) -> None:
    ordered(studio.database, studio.vault, TENANT, subject, **notice)


def spoken_for(studio: Studio, subject: SubjectId) -> None:
    with studio.unit(OFFICER) as unit:
        service.represent(unit, subject, "an-agent", Authority(Part.AGENT, "a" * 64, unit.at + timedelta(days=30)))


def given_passkey(studio: Studio, subject: SubjectId) -> None:
    with studio.unit(answering(subject)) as unit:
        unit.say(PasskeyAdded(account=subject, passkey="p1"))


HAPPENS: list[tuple[Callable[[Studio, SubjectId], None], str, str]] = [
    (proves, "Somebody has shown who they are by the link", "有人通过我们发给您的链接证明了身份"),
    (fails, "tried to pass for you, and was refused", "有人用您的链接冒充您"),
    (enrolled, "We have noted that many people know you", "认识您的人很多"),
    (claimed_anew, "Somebody has shown anew that they are you", "有人重新证明了自己就是您"),
    (taken, "An authority has given us an order that is about you", "有关机关向我们发出了一项涉及您的命令"),
    (spoken_for, "wants to be let answer for you", "希望替您作答"),
    (given_passkey, "There is a new passkey", "新增了一个通行密钥"),
    (loses_proof, "does not count here any more", "在这里不再有效"),
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("happens", "english", "chinese"), HAPPENS, ids=[one[0].__name__ for one in HAPPENS])
def test_what_happens_to_a_person_is_told_them_once_in_their_language(
    studio: Studio, caught: Catcher, happens: Callable[[Studio, SubjectId], None], english: str, chinese: str,
    language: Language,
) -> None:  # fmt: skip
    subject = asked(studio, language=language)
    posted(studio, caught)
    happens(studio, subject)
    ((to, text),) = posted(studio, caught)
    assert to == WHO
    assert (chinese if language is Language.ZH else english) in text.replace("\r\n", " ")
    assert posted(studio, caught) == []


def test_an_order_that_may_not_be_told_yet_is_told_when_its_date_falls_due(studio: Studio, caught: Catcher) -> None:
    subject = asked(studio)
    taken(studio, subject, notice_at=studio.at + timedelta(days=10), notice_why=WhyHeld.ORDERED)
    assert posted(studio, caught) == []
    studio.place.later(days=11)
    while sweep(studio.database):
        pass
    assert [to for to, _ in posted(studio, caught)] == [WHO]


def test_every_contact_that_is_known_hears_of_a_new_claim_on_a_person(studio: Studio, caught: Catcher) -> None:
    before = asked(studio)
    proves(studio, before)
    posted(studio, caught)
    other = asked(studio, "lin@work.example")
    proves(studio, other)
    came = posted(studio, caught)
    assert {to for to, _ in came} == {WHO}
    assert "lies with your own now" in came[0][1]


def test_a_safe_address_is_told_instead_and_the_others_only_while_it_is_new(studio: Studio, caught: Catcher) -> None:
    subject = asked(studio)
    with studio.unit(answering(subject)) as unit:
        safe = name_contact(unit, studio.vault, subject, Use.SAFE, "aunt@example.net", Language.EN, entropy(16))
        assert confirm_contact(unit, studio.vault, subject, safe.id, safe.code)
    posted(studio, caught)
    given_passkey(studio, subject)
    came = posted(studio, caught)
    assert {to for to, _ in came} == {"aunt@example.net", WHO}
    assert not any("aunt" in text for _, text in came)
    taken(studio, subject)
    assert [to for to, _ in posted(studio, caught)] == ["aunt@example.net"]
    studio.place.later(hours=73)
    given_passkey(studio, subject)
    assert [to for to, _ in posted(studio, caught)] == ["aunt@example.net"]


def test_what_an_officer_made_of_a_silent_word_goes_to_a_safe_address_or_nowhere(
    studio: Studio, caught: Catcher
) -> None:
    for safe in (False, True):
        granted = studio.granted(who=person(contact=f"{safe}@example.org"))
        subject = studio.consent(granted.consent).subject
        if safe:
            with studio.unit(answering(subject)) as unit:
                one = name_contact(unit, studio.vault, subject, Use.SAFE, "aunt@example.net", Language.EN, entropy(16))
                assert confirm_contact(unit, studio.vault, subject, one.id, one.code)
        posted(studio, caught)
        with studio.unit(answering(subject)) as unit:
            service.dispute(unit, granted.consent, ages=studio.age)
        with studio.unit(OFFICER) as unit:
            (found,) = service.queue(unit).disputes
            service.decide_dispute(unit, found.id, upheld=True)
        came = posted(studio, caught)
        assert [to for to, text in came if "has ended" in text] == (["aunt@example.net"] if safe else [])
        assert sum("has decided on what you said was wrong" in text for _, text in came) == 1


def test_a_request_that_is_taken_back_is_told_and_one_that_nobody_was_sent_is_not(
    studio: Studio, caught: Catcher
) -> None:
    for request in (studio.drafted(), studio.asked()):
        with studio.unit(REQUESTER) as unit:
            service.recall(unit, RequestId(request.id))
    ((_, text),) = posted(studio, caught)
    assert "was taken back by who asked" in text


def test_staff_hear_of_it_too_in_each_language_for_theirs_is_not_known(studio: Studio, caught: Catcher) -> None:
    with studio.unit(Scope(TENANT, "admin", frozenset({IDENTITY_MANAGE}))) as unit:
        account = open_account(unit, studio.vault, "mei", [Role.REQUESTER], "mei@studio.example")
    taken(studio, account.id)
    came = posted(studio, caught)
    assert [to for to, _ in came] == ["mei@studio.example"] * len(Language)


@pytest.mark.parametrize("address", ["mei@new.example", ""])
def test_the_address_that_an_account_leaves_hears_of_it_and_of_nothing_more(
    studio: Studio, caught: Catcher, address: str
) -> None:
    with studio.unit(Scope(TENANT, "admin", frozenset({IDENTITY_MANAGE}))) as unit:
        account = open_account(unit, studio.vault, "mei", [Role.REQUESTER], "mei@studio.example")
    with studio.unit(Scope(TENANT, account.id)) as unit:
        change_address(unit, studio.vault, account, address, MailDesk(studio.vault))
    came = posted(studio, caught)
    assert [to for to, _ in came] == ["mei@studio.example"] * len(Language)
    assert "None comes here any more" in came[0][1].replace("\r\n", " ").replace("\n", " ")
    assert not any("mei@" in text for _, text in came)
    given_passkey(studio, account.id)
    assert [to for to, _ in posted(studio, caught)] == [address] * (len(Language) if address else 0)


@pytest.mark.parametrize("part", [False, True])
def test_whoever_asked_hears_that_it_was_taken_back_and_of_nobody_s_name(
    studio: Studio, caught: Catcher, part: bool
) -> None:
    with studio.unit(Scope(TENANT, "admin", frozenset({IDENTITY_MANAGE}))) as unit:
        account = open_account(unit, studio.vault, "mei", [Role.REQUESTER], "mei@studio.example")
    granted = studio.granted(who=person(contact=WHO), by=replace(REQUESTER, principal=account.id))
    posted(studio, caught)
    remaining = replace(SCOPE, territories=frozenset({"EU"})) if part else None
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.withdraw(unit, granted.consent, remaining=remaining, ages=studio.age)
    came = posted(studio, caught)
    assert sorted(to for to, _ in came) == [WHO, *["mei@studio.example"] * len(Language)]
    letters = [text for to, text in came if to != WHO]
    assert any("what has to follow" in text for text in letters)
    assert not any(WHO in text or "Lin Mei" in text for text in letters)


def go_on(studio: Studio, **time: float) -> None:
    """Let *time* pass, every clock that has come be told, and all that is written be written."""
    studio.place.later(**time)
    follows = FollowsEffects(studio.database, studio.vault)
    hears: list[Subscriber] = [studio.clocks(), follows, MailSubscriber(studio.database, studio.vault)]
    while sweep(studio.database) or (done := deliver(studio.database, hears)).spread or done.delivered:
        pass


def test_whoever_asked_is_warned_of_what_is_left_to_do_and_the_person_hears_when_all_of_it_is_done(
    studio: Studio, caught: Catcher
) -> None:
    with studio.unit(Scope(TENANT, "admin", frozenset({IDENTITY_MANAGE}))) as unit:
        account = open_account(unit, studio.vault, "mei", [Role.REQUESTER], "mei@studio.example")
    granted = studio.granted(who=person(contact=WHO), by=replace(REQUESTER, principal=account.id))
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)
    go_on(studio, seconds=1)
    posted(studio, caught)
    for hours, told in ((19.5, "its time is nearly over"), (5, "its time is over")):  # of a day to tell others
        go_on(studio, hours=hours)
        came = posted(studio, caught)
        assert {to for to, _ in came} == {"mei@studio.example"}
        assert len({text for _, text in came}) == len(Language)
        assert any(told in " ".join(text.split()) for _, text in came)
        assert not any(WHO in text or "Lin Mei" in text for _, text in came)
    with studio.look() as look:
        waiting = [one.id for one in service.effects_of(look, granted.consent) if one.done_at is None]
    for effect in waiting:
        assert not any("Everything that had to follow" in text for _, text in posted(studio, caught))
        with studio.unit(OFFICER) as unit:
            service.finish_effect(unit, effect, "d" * 64)
    (letter,) = posted(studio, caught)
    assert (letter[0], "Everything that had to follow the end of what you had answered is done." in
            " ".join(letter[1].split())) == (WHO, True)  # fmt: skip


def test_several_things_that_are_late_at_the_same_instant_are_told_whoever_asked_in_one_letter(
    studio: Studio, caught: Catcher
) -> None:
    with studio.unit(Scope(TENANT, "admin", frozenset({IDENTITY_MANAGE}))) as unit:
        account = open_account(unit, studio.vault, "mei", [Role.REQUESTER], "mei@studio.example")
    scope, by = replace(SCOPE, retention_days=1), replace(REQUESTER, principal=account.id)
    consents = [studio.granted(scope, person(contact=WHO), by=by).consent, studio.granted(scope, by=by).consent]
    for consent in consents:
        with studio.unit(answering(studio.consent(consent).subject)) as unit:
            service.withdraw(unit, consent, ages=studio.age)
    go_on(studio, seconds=1)
    posted(studio, caught)
    with studio.look() as look:
        due = [one.due for one in service.effects_of(look, consents[0]) if one.done_at is None]
    assert due.count(min(due)) == 2  # the pattern is deleted, and others are told, within the same day
    for hours, told in ((19.5, "its time is nearly over"), (5, "its time is over")):
        go_on(studio, hours=hours)
        came = [" ".join(text.split()) for _, text in posted(studio, caught)]
        assert len(came) == len(consents) * len(Language)  # one about each agreement, in each language
        assert sum(told in text for text in came) == len(consents)
    go_on(studio, hours=14)  # of two days to take it down
    assert len(posted(studio, caught)) == len(consents) * len(Language)


@pytest.mark.parametrize("safe", [False, True])
def test_that_all_has_followed_what_was_void_goes_to_a_safe_address_or_nowhere(
    studio: Studio, caught: Catcher, safe: bool
) -> None:
    granted = studio.granted(who=person(contact=WHO))
    subject = studio.consent(granted.consent).subject
    if safe:
        with studio.unit(answering(subject)) as unit:
            one = name_contact(unit, studio.vault, subject, Use.SAFE, "aunt@example.net", Language.EN, entropy(16))
            assert confirm_contact(unit, studio.vault, subject, one.id, one.code)
    with studio.unit(OFFICER) as unit:
        service.void(unit, granted.consent)
    posted(studio, caught)
    with studio.look() as look:
        waiting = [one.id for one in service.effects_of(look, granted.consent) if one.done_at is None]
    for effect in waiting:
        with studio.unit(OFFICER) as unit:
            service.finish_effect(unit, effect, "d" * 64)
    assert [to for to, _ in posted(studio, caught)] == (["aunt@example.net"] if safe else [])


@pytest.mark.parametrize("bounces", ["never", "voided", "all done"])
def test_the_log_does_not_tell_that_a_safe_address_takes_no_letters(
    studio: Studio, caught: Catcher, bounces: str
) -> None:
    """It would tell that there is one; whoever stands behind the person looks for it."""
    granted = studio.granted(who=person(contact=WHO))
    with studio.unit(answering(subject := studio.consent(granted.consent).subject)) as unit:
        one = name_contact(unit, studio.vault, subject, Use.SAFE, "aunt@example.net", Language.EN, entropy(16))
        assert confirm_contact(unit, studio.vault, subject, one.id, one.code)
    posted(studio, caught)
    gone = {"aunt@example.net": "550 nobody of that name"}
    caught.recipients = gone if bounces == "voided" else {}
    with studio.unit(OFFICER) as unit:
        service.void(unit, granted.consent)
    came = posted(studio, caught)
    caught.recipients = gone if bounces == "all done" else {}
    with studio.look() as look:
        waiting = [one.id for one in service.effects_of(look, granted.consent) if one.done_at is None]
    for effect in waiting:
        with studio.unit(OFFICER) as unit:
            service.finish_effect(unit, effect, "d" * 64)
    assert len([*came, *posted(studio, caught)]) == (2 if bounces == "never" else 1)
    assert "mail.given_up" not in studio.names()


def test_of_what_another_agreement_took_the_place_of_nobody_is_told_that_it_is_over(
    studio: Studio, caught: Catcher
) -> None:
    who = person(contact=WHO)
    first = studio.granted(who=who)
    studio.granted(replace(SCOPE, max_outputs=4), who, supersedes=first.consent)
    assert not any("Everything that had to follow" in text for _, text in posted(studio, caught))


def test_a_program_without_an_account_is_written_to_nowhere(studio: Studio, caught: Catcher) -> None:
    granted = studio.granted(who=person(contact=WHO))
    posted(studio, caught)
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)
    assert [to for to, _ in posted(studio, caught)] == [WHO]


def test_an_erased_person_is_written_to_by_nobody(studio: Studio, caught: Catcher) -> None:
    subject = asked(studio)
    posted(studio, caught)
    given_passkey(studio, subject)
    with studio.unit(OFFICER) as unit:
        ask_erasure(unit, (), subject)
    carry_out(studio.database, studio.vault, ())
    assert posted(studio, caught) == []


def test_no_event_that_is_told_has_an_address_in_it(studio: Studio, caught: Catcher) -> None:
    from subject_steps import bodies

    subject = asked(studio)
    for happens, _english, _chinese in HAPPENS:
        happens(studio, subject)
    posted(studio, caught)
    assert not any(b"@" in body for body in bodies(studio.database))
