"""Webhooks from the event to the program that is told, on both databases."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import ClassVar

import pytest

from hook_receivers import Receiver, receiver
from store_children import ACME, BIRCH, Happened
from store_places import Place
from tellmark.store.database import Database
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.events import Event
from tellmark.store.outbox import deliver
from tellmark.store.scope import Scope
from tellmark.surface.secret import SIZE, Secret
from tellmark.work.hooks.model import KEPT_ON, MANAGE, MOST_HOOKS, Hook, TooManyHooks, UnknownEvent
from tellmark.work.hooks.sending import HookSubscriber, Sender, SendHooks
from tellmark.work.hooks.service import Secrets, register, remove, rotate
from tellmark.work.hooks.signing import signature
from tellmark.work.hooks.store import KnownHooks, KnownSends
from tellmark.work.hooks.targets import Reach

HERE = Reach((ip_network("127.0.0.0/8"),))
OFFERED = {"test.happened": "Something happened."}
OWNER = Scope(ACME.tenant, "key-of-acme", frozenset({MANAGE}))
OTHER = Scope(BIRCH.tenant, "key-of-birch", frozenset({MANAGE}))
SECRETS = Secrets(Secret(bytes(SIZE)))


class Hidden(Event, frozen=True):
    """An event that no webhook is offered."""

    name: ClassVar = "test.hidden"


@pytest.fixture
def program() -> Iterator[Receiver]:
    with receiver() as told:
        yield told


@pytest.fixture
def sender(database: Database) -> Iterator[SendHooks]:
    sends = SendHooks(database, Sender(SECRETS, HERE), timedelta(days=30))
    yield sends
    sends.close()


def made(database: Database, url: str, scope: Scope = OWNER) -> Hook:
    with database.write(scope) as unit:
        return register(unit, url, frozenset(OFFERED), OFFERED, HERE)


def say(database: Database, number: int = 1, scope: Scope = ACME) -> str:
    with database.write(scope) as unit:
        return unit.say(Happened(number=number))


def spread(database: Database) -> None:
    deliver(database, [HookSubscriber(database, OFFERED)])


def holds(secret: bytes, headers: dict[str, str], body: bytes) -> bool:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return wanted in headers["webhook-signature"].split(" ")


def test_an_event_arrives_signed_dated_and_named(
    place: Place, database: Database, sender: SendHooks, program: Receiver
) -> None:
    hook = made(database, program.url)
    event = say(database, 7)
    spread(database)
    assert sender.round()
    assert not sender.round()
    ((headers, body),) = program.came
    told = json.loads(body)
    assert told == {"type": "test.happened", "id": event, "timestamp": "2026-11-22T12:00:00Z", "data": {"number": 7}}
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (event, str(int(place.at.timestamp())))
    assert holds(SECRETS.of("acme", hook, hook.generation), headers, body)
    assert not holds(SECRETS.of("acme", hook, hook.generation), headers, body + b" ")


def test_each_tenant_s_programs_are_told_of_its_own_events_only(
    database: Database, sender: SendHooks, program: Receiver
) -> None:
    made(database, program.url)
    say(database, scope=BIRCH)
    spread(database)
    assert not sender.round()
    assert program.came == []


def test_an_event_that_is_not_offered_reaches_nobody(database: Database, sender: SendHooks, program: Receiver) -> None:
    made(database, program.url)
    with database.write(ACME) as unit:
        unit.say(Hidden())
    spread(database)
    assert not sender.round()


def test_a_failure_is_tried_again_under_the_same_id_ever_more_seldom(
    place: Place, database: Database, sender: SendHooks, program: Receiver
) -> None:
    hook = made(database, program.url)
    program.statuses = [500, 503, 200]
    event = say(database)
    spread(database)
    assert sender.round()
    assert not sender.round()
    assert fares(database, hook) == (1, 0, "status_500")
    place.later(seconds=1)
    assert sender.round()
    place.later(seconds=1)
    assert not sender.round()
    place.later(seconds=1)
    assert sender.round()
    assert fares(database, hook) == (0, 0, "")
    assert {headers["webhook-id"] for headers, _ in program.came} == {event}
    stamps = [int(headers["webhook-timestamp"]) for headers, _ in program.came]
    assert stamps == sorted(set(stamps)), "each attempt bears its own time"


def test_what_cannot_be_delivered_for_three_days_is_given_up_and_said(
    place: Place, database: Database, sender: SendHooks, program: Receiver
) -> None:
    hook = made(database, program.url)
    program.statuses = [500]
    say(database)
    spread(database)
    place.later(hours=73)
    assert sender.round()
    assert fares(database, hook) == (0, 1, "status_500")
    place.later(hours=2)
    assert not sender.round()


def test_a_program_that_cannot_be_reached_rests_and_holds_nobody_up(
    place: Place, database: Database, sender: SendHooks, program: Receiver
) -> None:
    with receiver() as dead:
        away = made(database, dead.url)
    made(database, program.url)
    for number in range(3):
        say(database, number)
    spread(database)
    assert sender.round()
    assert len(program.came) == 3
    assert fares(database, away)[2] == "unreachable"
    say(database)
    spread(database)
    assert sender.round()
    assert len(program.came) == 4
    assert fares(database, away)[0] == 4


def test_a_program_that_says_it_is_gone_is_sent_nothing_more(
    place: Place, database: Database, sender: SendHooks, program: Receiver
) -> None:
    hook = made(database, program.url)
    program.statuses = [410]
    say(database, 1)
    spread(database)
    sender.round()
    say(database, 2)
    spread(database)
    place.later(hours=1)
    assert not sender.round()
    with database.read(OWNER) as unit:
        assert KnownHooks(unit).get(hook.id).gone_at is not None
    assert len(program.came) == 1


def test_a_process_that_dies_between_sending_and_writing_it_down_sends_again_under_the_same_id(
    place: Place, database: Database, program: Receiver
) -> None:
    class Dies(Exception):
        """The process is killed."""

    def sent_then_killed(*arguments: object) -> str:
        from tellmark.work.hooks.posting import post

        post(*arguments)  # type: ignore[arg-type]  # as it was called
        raise Dies

    made(database, program.url)
    say(database)
    spread(database)
    dying = SendHooks(database, Sender(SECRETS, HERE, sent_then_killed), timedelta(days=30))
    with pytest.raises(Dies):
        dying.round()
    dying.close()
    alive = SendHooks(database, Sender(SECRETS, HERE), timedelta(days=30))
    assert not alive.round(), "the lease of the dead lasts"
    place.later(minutes=2)
    assert alive.round()
    alive.close()
    first, second = (headers["webhook-id"] for headers, _ in program.came)
    assert first == second


def test_an_event_is_put_on_its_way_once_though_it_be_handed_over_twice(database: Database, program: Receiver) -> None:
    from tellmark.store.outbox import Delivery

    hook = made(database, program.url)
    kept: list[Delivery] = []

    class Twice(HookSubscriber):
        def receive(self, delivery: Delivery) -> None:
            kept.append(delivery)
            super().receive(delivery)
            super().receive(delivery)

    say(database)
    deliver(database, [Twice(database, OFFERED)])
    assert len(kept) == 1
    assert fares(database, hook)[0] == 1


def test_two_secrets_sign_while_one_replaces_the_other_and_then_only_the_new(
    place: Place, database: Database, sender: SendHooks, program: Receiver
) -> None:
    hook = made(database, program.url)
    old = SECRETS.of("acme", hook, hook.generation)
    with database.write(OWNER) as unit:
        new = SECRETS.of("acme", hook, rotate(unit, hook.id, KEPT_ON).generation)
    assert old != new
    for _ in range(2):
        say(database)
        spread(database)
        sender.round()
        place.later(hours=24)
    (first, body), (second, later_body) = program.came
    assert holds(old, first, body)
    assert holds(new, first, body)
    assert not holds(old, second, later_body)
    assert holds(new, second, later_body)


def test_no_two_webhooks_or_tenants_share_a_secret(database: Database, program: Receiver) -> None:
    hooks = [(scope.tenant, made(database, program.url, scope)) for scope in (OWNER, OWNER, OTHER)]
    assert len({SECRETS.of(tenant, hook, hook.generation) for tenant, hook in hooks}) == 3


def test_another_tenant_s_webhook_is_none(database: Database, program: Receiver) -> None:
    hook = made(database, program.url)
    with database.write(OTHER) as unit:
        for act in (lambda: rotate(unit, hook.id, KEPT_ON), lambda: remove(unit, hook.id)):
            with pytest.raises(NotFound):
                act()


def test_whoever_may_not_manage_webhooks_changes_none(database: Database) -> None:
    with database.write(ACME) as unit, pytest.raises(NotAllowed):
        register(unit, "https://a.example/", frozenset(OFFERED), OFFERED, HERE)


def test_events_that_are_not_offered_and_too_many_webhooks_are_refused(database: Database) -> None:
    with database.write(OWNER) as unit:
        for events in (frozenset({"test.hidden"}), frozenset[str]()):
            with pytest.raises(UnknownEvent):
                register(unit, "https://a.example/", events, OFFERED, HERE)
        for _ in range(MOST_HOOKS):
            register(unit, "https://a.example/", frozenset(OFFERED), OFFERED, HERE)
        with pytest.raises(TooManyHooks):
            register(unit, "https://a.example/", frozenset(OFFERED), OFFERED, HERE)


def test_a_webhook_that_is_removed_takes_what_was_on_its_way_along(
    database: Database, sender: SendHooks, program: Receiver
) -> None:
    hook = made(database, program.url)
    say(database)
    spread(database)
    with database.write(OWNER) as unit:
        remove(unit, hook.id)
    assert not sender.round()


def test_what_is_over_is_forgotten_after_its_days(
    place: Place, database: Database, sender: SendHooks, program: Receiver
) -> None:
    hook = made(database, program.url)
    say(database)
    spread(database)
    sender.round()
    place.later(days=31)
    sender.round()
    with database.read(OWNER) as unit:
        assert KnownSends(unit).standing(hook.id).tried_at is None


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of the specification's own reference libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def fares(database: Database, hook: Hook) -> tuple[int, int, str]:
    with database.read(OWNER) as unit:
        standing = KnownSends(unit).standing(hook.id)
    return standing.waiting, standing.given_up, standing.trouble
