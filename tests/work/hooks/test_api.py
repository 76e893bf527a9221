"""`/v1/webhooks` over HTTP, on both databases."""

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from datetime import timedelta
from ipaddress import ip_network

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from hook_receivers import receiver
from in_process import InProcess
from paper_house import SECRET, bearer, client_of, guard_of, repeats_of
from store_children import ACME, Happened
from tellmark.store.database import Database
from tellmark.store.outbox import deliver
from tellmark.surface.lines import Lines
from tellmark.work.hooks.api import HookDesk, routes, schemas
from tellmark.work.hooks.model import MANAGE
from tellmark.work.hooks.sending import HookSubscriber, Sender, SendHooks
from tellmark.work.hooks.service import Secrets
from tellmark.work.hooks.targets import Reach

OFFERED = {"test.happened": "Something happened."}
MAY = {"engineer": frozenset({MANAGE}), "stranger": frozenset({"mark"})}
ENGINEER = bearer("acme/engineer")
SENDER = Sender(Secrets(SECRET), Reach((ip_network("127.0.0.0/8"),)))


@pytest.fixture
def client(database: Database) -> InProcess:
    desk = HookDesk(database, repeats_of(database), SENDER, OFFERED)
    return client_of(routes(desk, guard_of(database, MAY)))


def made(client: InProcess, url: str = "https://a.example/hook") -> dict[str, str]:
    answer = client.post("/v1/webhooks", json={"url": url, "events": ["test.happened"]}, headers=ENGINEER)
    assert answer.status_code == 201, answer.text
    told: dict[str, str] = answer.json()
    return told


def fits(document: object, name: str) -> None:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas()}}
    Draft202012Validator(whole).validate(document)


def test_a_webhook_is_registered_listed_shown_and_removed(client: InProcess) -> None:
    hook = made(client)
    fits(hook, "HookWithSecret")
    assert hook["secret"].startswith("whsec_")
    listed = client.get("/v1/webhooks", headers=ENGINEER).json()
    fits(listed, "Hooks")
    assert [one["id"] for one in listed["items"]] == [hook["id"]]
    assert listed["offered"] == OFFERED
    shown = client.get(f"/v1/webhooks/{hook['id']}", headers=ENGINEER)
    fits(shown.json(), "Hook")
    assert "whsec_" not in shown.text
    assert client.delete(f"/v1/webhooks/{hook['id']}", headers=ENGINEER).status_code == 204
    assert client.get(f"/v1/webhooks/{hook['id']}", headers=ENGINEER).status_code == 404
    assert client.delete(f"/v1/webhooks/{hook['id']}", headers=ENGINEER).status_code == 404


def test_the_secret_in_the_answer_is_the_one_that_signs(client: InProcess, database: Database) -> None:
    from docs_snippets import verify_webhook

    verify = verify_webhook()
    with receiver() as program:
        hook = made(client, program.url)
        with database.write(ACME) as unit:
            unit.say(Happened(number=1))
        deliver(database, [HookSubscriber(database, OFFERED)])
        chore = SendHooks(database, SENDER, timedelta(days=1))
        chore.round()
        chore.close()
        ((headers, body),) = program.came
    at, seen = int(headers["webhook-timestamp"]), set[str]()
    assert verify(headers, body, hook["secret"], at, seen)
    assert not verify(headers, body, hook["secret"], at, seen), "a replay is refused"
    assert not verify(headers, body, hook["secret"], at + 301, set()), "an old message is refused"
    assert not verify(headers, body, hook["secret"], at - 301, set()), "a message of the future is refused"
    assert not verify(headers, body + b" ", hook["secret"], at, set()), "another body is refused"
    assert not verify(headers, body, hook["secret"][:-4] + "AAA=", at, set()), "another secret is refused"
    moved = {**headers, "webhook-timestamp": str(at + 1)}
    assert not verify(moved, body, hook["secret"], at, set()), "another time is refused"
    renamed = {**headers, "webhook-id": "another"}
    assert not verify(renamed, body, hook["secret"], at, set()), "another id is refused"


def test_a_secret_is_changed_and_the_old_one_ends(client: InProcess) -> None:
    hook = made(client)
    answer = client.post(f"/v1/webhooks/{hook['id']}/secret", json={"keep_hours": 2}, headers=ENGINEER)
    fits(answer.json(), "HookWithSecret")
    assert answer.json()["secret"] != hook["secret"]
    assert answer.json()["old_secret_until"] == "2026-11-22T14:00:00Z"
    assert client.post(f"/v1/webhooks/{hook['id']}/secret", headers=ENGINEER).status_code == 200
    wrong = client.post(f"/v1/webhooks/{hook['id']}/secret", json={"keep_hours": 1000}, headers=ENGINEER)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "web.bad_body")


def test_a_test_is_sent_at_once_and_told_of(client: InProcess) -> None:
    with receiver() as program:
        hook = made(client, program.url)
        program.statuses = [204, 500]
        tested = client.post(f"/v1/webhooks/{hook['id']}/test", headers=ENGINEER).json()
        fits(tested, "HookTest")
        assert tested == {"delivered": True, "trouble": None}
        tested = client.post(f"/v1/webhooks/{hook['id']}/test", headers=ENGINEER).json()
        assert tested == {"delivered": False, "trouble": "status_500"}
        assert b'"webhook.test"' in program.came[0][1]


def test_a_repeat_under_the_same_key_registers_nothing_more(client: InProcess) -> None:
    body = {"url": "https://a.example/hook", "events": ["test.happened"]}
    headers = {**ENGINEER, "Idempotency-Key": "one-two-three"}
    first, second = (client.post("/v1/webhooks", json=body, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(client.get("/v1/webhooks", headers=ENGINEER).json()["items"]) == 1
    other = client.post("/v1/webhooks", json={**body, "url": "https://b.example/"}, headers=headers)
    assert other.json()["code"] == "idempotency.reused"


@pytest.mark.parametrize(("body", "code"), [
    (b"", "web.bad_body"), (b"[]", "web.bad_body"), (b'{"url":1}', "web.bad_body"),
    (b'{"url":"https://a.example/","events":[]}', "web.bad_body"),
    (b'{"url":"https://a.example/","events":["x"]}', "webhooks.unknown_event"),
    (b'{"url":"https://10.0.0.1/","events":["test.happened"]}', "webhooks.bad_target"),
    (b'{"url":"https://a.example/","events":["test.happened"],"more":1}', "web.bad_body"),
    (b"[" * 60000, "web.bad_body"), (b'"' + b"a" * 270000 + b'"', "web.bad_body"),
    (b"\xff\xfe", "web.bad_body"), (b'{"url":"https://a.example/\xff"}', "web.bad_body"),
])  # fmt: skip
def test_a_request_that_makes_no_sense_is_refused_with_words(client: InProcess, body: bytes, code: str) -> None:
    answer = client.post("/v1/webhooks", content=body, headers=ENGINEER)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("name", "status"), [("acme/nobody", 401), ("acme/stranger", 403), ("birch/engineer", 404)])
def test_only_the_tenant_s_own_programs_with_the_right_see_a_webhook(client: InProcess, name: str, status: int) -> None:
    hook = made(client)
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/secret"), ("POST", "/test")):
        answer = client.request(method, f"/v1/webhooks/{hook['id']}{path}", headers=bearer(name))
        assert answer.status_code == status, (method, path)
    assert client.get(f"/v1/webhooks/{hook['id']}", headers=ENGINEER).status_code == 200


def test_a_test_does_not_wait_where_no_line_is_free(database: Database) -> None:
    desk = HookDesk(database, repeats_of(database), SENDER, OFFERED, Lines(most=0))
    client = client_of(routes(desk, guard_of(database, MAY)))
    with receiver() as program:
        answer = client.post(f"/v1/webhooks/{made(client, program.url)['id']}/test", headers=ENGINEER)
        assert (answer.status_code, answer.json()["code"]) == (503, "web.no_line_free")
        assert not program.came
