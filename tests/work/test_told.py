"""What others are told of a consent, by webhook and by mail: on both databases, through the outbox."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest

from consent_steps import OFFICER, REQUESTER, WORDS, Studio, answering, person, take_offer
from hands_steps import OTHERS, changed, taken_back
from hook_receivers import Receiver, receiver
from mail_catcher import Catcher
from tellmark.consent import service
from tellmark.consent.codes import digest_of_code
from tellmark.consent.handed.going_on import ConsentHands
from tellmark.consent.model import ContactKind, CounterSent, HoldReason, NoteKind, RequestId, Verdict
from tellmark.consent.telling import OFFERED
from tellmark.store.clocks import sweep
from tellmark.store.outbox import Subscriber, deliver
from tellmark.store.scope import Scope, TenantId
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.languages import Language
from tellmark.work.hooks.model import MANAGE
from tellmark.work.hooks.sending import HookSubscriber, Sender, SendHooks
from tellmark.work.hooks.service import Secrets, register
from tellmark.work.hooks.targets import Reach
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailSubscriber, SendMail

HERE = Reach((ip_network("127.0.0.0/8"),))
OWNER = Scope(TenantId("acme"), "key-of-acme", frozenset({MANAGE}))
PRIVATE = {"by", "role", "method", "evidence", "record", "level", "assured_until", "unwanted", "words", "reason"}


@pytest.fixture
def program() -> Iterator[Receiver]:
    with receiver() as told:
        yield told


def told(studio: Studio, program: Receiver) -> list[dict[str, object]]:
    """Bring every event to the program, and return what it was told."""
    sends = SendHooks(studio.database, Sender(Secrets(Secret(bytes(SIZE))), HERE), timedelta(days=30))
    while deliver(studio.database, [HookSubscriber(studio.database, OFFERED)]).spread:
        pass
    while sends.round():
        pass
    sends.close()
    return [json.loads(body) for _, body in program.came]


def posted(studio: Studio, caught: Catcher) -> list[str]:
    """Send every letter that is due, and return the texts."""
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    while deliver(studio.database, [MailSubscriber(studio.database, studio.vault)]).spread:
        pass
    sends = SendMail(studio.database, studio.vault, server, timedelta(days=30))
    while sends.round():
        pass
    return [letter.get_content() for letter in caught.letters]


def listening(studio: Studio, program: Receiver) -> None:
    with studio.unit(OWNER) as unit:
        register(unit, program.url, frozenset(OFFERED), OFFERED, HERE)


def test_a_webhook_is_told_of_the_life_of_a_consent_and_of_nothing_personal(studio: Studio, program: Receiver) -> None:
    listening(studio, program)
    who = person(contact="lin.mei@example.org")
    granted = studio.granted(who=who)
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.withdraw(unit, granted.consent, "changed_mind", ages=studio.age)
    messages = told(studio, program)
    kinds = [str(one["type"]) for one in messages]
    assert sorted(kinds) == ["consent.granted", "consent.sent", "consent.withdrawn"]
    for body in (body for _, body in program.came):
        assert b"lin.mei" not in body
        assert b"Lin Mei" not in body
        assert b"shoes" not in body
        assert b"changed_mind" not in body
    assert not PRIVATE & {name for one in messages for name in one["data"]}  # type: ignore[attr-defined]  # it is a dict


def test_a_silent_word_is_told_to_no_program(studio: Studio, program: Receiver) -> None:
    listening(studio, program)
    for note in (NoteKind.COERCION, None):
        studio.granted(note=note)
    messages = told(studio, program)
    granted = [one["data"] for one in messages if one["type"] == "consent.granted"]
    assert len(granted) == 2
    assert {frozenset(one) for one in granted} == {frozenset(granted[0])}  # type: ignore[call-overload]  # it is a dict
    assert {one["type"] for one in messages} == {"consent.granted", "consent.sent"}


def test_no_offered_event_tells_of_holds_or_of_who_has_looked() -> None:
    assert not OFFERED.keys() & {
        "consent.held", "consent.hold_lifted", "consent.noted", "consent.shown", "consent.identity_pending",
        "consent.half_given", "consent.disputed",
    }  # fmt: skip


def test_a_person_is_told_by_mail_of_what_became_of_their_answer(studio: Studio, caught: Catcher) -> None:
    granted = studio.granted(who=person(language=Language.ZH))
    assert [text.count("您的答复已记录在案") for text in posted(studio, caught)] == [1]
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)
    assert "您的撤回已记录在案" in posted(studio, caught)[-1]
    assert len({str(one["Subject"]) for one in caught.letters}) == 1


def test_whoever_refuses_is_left_in_peace_and_who_has_no_mail_gets_none(studio: Studio, caught: Catcher) -> None:
    studio.refused(studio.asked())
    phone = person(contact="+8613800138000", kind=ContactKind.PHONE)
    studio.granted(who=phone)
    assert posted(studio, caught) == []


def test_an_edit_of_what_was_read_is_told_and_one_of_what_was_not_is_not(studio: Studio, caught: Catcher) -> None:
    from dataclasses import replace

    from consent_steps import WORDS
    from tellmark.consent.model import Ask

    unread = studio.drafted()
    studio.sent(unread.id)
    read = studio.asked()
    for request in (unread, read):
        less = replace(request.scope, territories=frozenset({"CN"}))
        with studio.unit(REQUESTER) as unit:
            service.edit(unit, studio.vault, RequestId(request.id), Ask(less, WORDS), 1)
    (text,) = posted(studio, caught)
    assert "has changed" in text


def go_on(studio: Studio) -> None:
    """Let every clock that has come be told, and all that is written be written; letters are written with it."""
    while sweep(studio.database):
        pass
    hears: list[Subscriber] = [
        studio.clocks(),
        ConsentHands(studio.database),
        MailSubscriber(studio.database, studio.vault),
    ]
    while (done := deliver(studio.database, hears)).spread or done.delivered:
        pass


@pytest.mark.parametrize("language", Language)
def test_a_person_is_told_that_something_changed_hands_and_that_it_was_taken_back(
    studio: Studio, caught: Catcher, language: Language
) -> None:
    granted = studio.granted(who=person(language=language))
    change = changed(studio)
    studio.place.later(minutes=1)
    go_on(studio)
    before = len(posted(studio, caught))
    taken_back(studio, change)
    go_on(studio)
    (letter,) = posted(studio, caught)[before:]
    told = {Language.EN: "That was wrong: they have not.", Language.ZH: "并没有易主"}[language]
    assert told in " ".join(letter.split())
    assert not any(name in letter for name in (OTHERS.name, OTHERS.contact, WORDS.asker))
    with studio.unit(OFFICER) as unit:
        held = service.suspend(unit, granted.consent, HoldReason.OFFICER)
    with studio.unit(OFFICER) as unit:
        service.resume(unit, granted.consent, held.holds[0].id)
    assert len(posted(studio, caught)) == before + 1, "what else held it up is told to nobody"


def test_two_who_deliver_at_once_write_one_letter(studio: Studio, caught: Catcher) -> None:
    request = studio.asked()
    studio.decided(studio.document(request.id, Verdict.GRANT))
    subscriber = MailSubscriber(studio.database, studio.vault)
    threads = [threading.Thread(target=lambda: deliver(studio.database, [subscriber])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(posted(studio, caught)) == 1


def test_whoever_agreed_in_advance_to_what_they_offered_is_told_that_it_was_taken(
    studio: Studio, caught: Catcher
) -> None:
    request = studio.asked(who=person(kind=ContactKind.EMAIL))
    less = replace(request.scope, max_outputs=1)
    sent = studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks))
    assert isinstance(sent, CounterSent)
    with studio.unit(REQUESTER) as unit:
        take_offer(unit, studio.vault, request.id, studio.age)
    letters = posted(studio, caught)
    (letter,) = [one for one in letters if "what you proposed was accepted" in " ".join(one.split())]
    assert "You had agreed to it in advance, so it is agreed now." in " ".join(letter.split())
    assert "behind that link, once you have shown who you are, also if you have no code" in " ".join(letter.split())
    assert "One step is left" not in letter
    assert not any("Your answer has been recorded" in one for one in letters)
    for secret in (sent.receipt_code, digest_of_code(sent.receipt_code)):
        assert not any(secret in one for one in letters)
