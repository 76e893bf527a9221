"""Two tenants at one server, each with staff, programs and people: neither is told of, or acts on, what is the other's.

`tests/web/test_every_route.py` tries it within one process and with rows that were planted; here both have lived.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import httpx
import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from addresses import filled
from bending import OURS
from coming_days import day, midnight
from planted import Planted
from stages import CHILD, LESS, NEWS, ORDER, ORDERED, PAPER, REASON, USE
from tellmark.surface.forgery import FIELD
from two_tenants import Both, Tenant, addresses

pytestmark = pytest.mark.slow


def bare(answer: httpx.Response, *asked: str) -> tuple[int, dict[str, str], str]:
    """Return what *answer* says without what is new in each, and without the parts of the addresses *asked*."""
    text, head = answer.text, {name: value for name, value in answer.headers.items() if name != "date"}
    new = [answer.headers.get("request-id", "")]
    for part in filter(None, [*new, *(part for one in asked for part in re.split(r"[/?=&]", one) if len(part) > 8)]):
        text, head = text.replace(part, "…"), {name: value.replace(part, "…") for name, value in head.items()}
    text = re.sub(r'name="form_token" value="[^"]+"', "", text)
    return answer.status_code, {**head, "content-length": ""}, re.sub(r"tellmark-arrival=\S+", "", text)


def given_away(rows: Planted, answer: httpx.Response, *asked: str) -> set[str]:
    """Return what *answer* tells of the other's *rows* beside the parts of the addresses that were *asked* for."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    known = {part for one in asked for part in re.split(r"[/?=&]", one)}
    return rows.given_away(head.encode() + answer.content.replace(b"\\/", b"/")) - known


def differences(rows: Planted, theirs: httpx.Response, nowhere: httpx.Response, *asked: str) -> Iterator[object]:
    """Yield how the answer to an id of *theirs* is another than that to one of *nowhere*, and what it gives away."""
    for was, other in zip(bare(theirs, *asked), bare(nowhere, *asked), strict=True):
        if was != other:
            yield was, other
    yield from given_away(rows, theirs, *asked)
    if theirs.status_code >= 500:
        yield theirs.text


# --- addresses with ids of the other ----------------------------------------------------------------------------------

DOCUMENTS: dict[str, Any] = {
    "/v1/consents/{request}": {"words": {"purpose": "an ad", "asker": "North"}, "scope": LESS},
    "/v1/consents/uses/{use}/settle": {"outputs": 1},
    "/v1/identity/mandates/{mandate}/confirm": {"paper": "a" * 64},
    "/v1/identity/orders/{order}/confirm": {"paper": "a" * 64},
    "/v1/identity/orders/{order}/carry-out": {"subject": "nobody", "rooms": ["consent"]},
    "/v1/consents/speakers/{speaker}/confirm": {"reason": REASON, "despite": ["conflict"]},
    "/v1/consents/standings/{subject}/confirm": {"kind": "minor", **PAPER, "born": CHILD, "reason": REASON},
}
TYPED = {
    **PAPER, "role": "agent", "may": "both", "until": day(180), "since": "2026-01-01", "born": CHILD,
    "kind": "minor", "reason": REASON, "decision": "confirm", "evidence": "d" * 64, "number": "E12345678",
    "document": "d" * 64, "reading": "aloud", "knowing": "met", "paper": "a" * 64, "notice": "en", "version": "1",
    "sure": "yes", "code": "123456", "answer": "yes",
}  # fmt: skip


def asks(tenant: Tenant, client: httpx.Client, method: str, address: str) -> httpx.Response:
    """Send what is right in every respect but for whose it is."""
    headers = {**OURS, "If-Match": '"1"'}
    if method in ("GET", "DELETE", "HEAD"):
        return client.request(method, address, headers=headers, follow_redirects=False)
    if address.startswith("/v1/"):
        document: Any = next((told for path, told in DOCUMENTS.items() if _fits(path, address)), {})
        return client.request(method, address, json=document, headers=headers, follow_redirects=False)
    form = tenant.form(client, address, **TYPED)
    return client.request(method, address, data=form, headers=headers, follow_redirects=False)


def _fits(path: str, address: str) -> bool:
    return re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), address) is not None


TRY = {
    "sqlite": ("admin-of-town", "asks", "reviews", "confirms", "verifies", "reads", "one", "key of builds", "nobody"),
    "postgresql": ("reviews", "one"),
}
"""Who tries it: on SQLite, which has no walls of its own between tenants, one of each right."""


def test_what_is_the_other_s_is_as_what_is_nowhere(both: Both) -> None:
    mine, other = both
    rows = other.rows(mine)
    mine.confirm()
    count, wrong = 0, []
    for name in TRY["postgresql" if mine.town.server else "sqlite"]:
        for method, there, nowhere in addresses(other, rows):
            at_theirs, at_none = (asks(mine, mine.everybody[name], method, one) for one in (there, nowhere))
            wrong += [(name, method, there, why) for why in differences(rows, at_theirs, at_none, there, nowhere)]
            count += 1
    assert wrong == []
    assert count > 200


def test_one_s_own_is_there(both: Both) -> None:
    """The same addresses with ids of one's own: else the test before would be glad of addresses that lead nowhere."""
    mine, other = both
    mine.confirm()
    got, rows = set(), mine.rows(other).rows
    for method, path in mine.routes:
        there, nowhere = filled(path, rows) if method == "GET" else ("", "")
        if there != nowhere:
            got |= {path for client in mine.everybody.values() if client.get(there).is_success}
    assert len(got) > 24, sorted(got)


# --- ids of the other in what is sent ---------------------------------------------------------------------------------


def sent_ids(both: Both) -> Iterator[tuple[str, str, Callable[[str], httpx.Response]]]:
    """Yield who sends an id of the other's, which, and how."""
    mine, other = both
    one, two, three, four = other.stage.people
    mine_one = mine.stage.people[0]

    def posts(name: str, path: str, **document: Any) -> Callable[[str], httpx.Response]:
        def send(number: str) -> httpx.Response:
            filled = {name: _put(value, number) for name, value in document.items()}
            return mine.everybody[name].post(path, json=filled, headers=OURS)

        return send

    def types(name: str, path: str, field: str) -> Callable[[str], httpx.Response]:
        client = mine.everybody[name]
        typed = {**TYPED, **(ORDERED if "orders" in path else {})}
        return lambda number: client.post(path, data=mine.form(client, path, **{**typed, field: number}), headers=OURS)

    def looks(name: str, path: str, end: str = "") -> Callable[[str], httpx.Response]:
        return lambda number: mine.everybody[name].get(path + number + end)

    speakers = partial(posts, "reviews", "/v1/consents/speakers", role="agent", until=midnight(150), **PAPER)
    standing = {"kind": "minor", "born": CHILD, **PAPER}
    carry_out = f"/v1/identity/orders/{mine.stage.cases['order']}/carry-out"
    who = {"contact": "somebody@mail.example", "name": "Kim"}
    yield "key of builds", one.subject, posts("key of builds", "/v1/consents/check", subjects=["#"], use=USE)
    yield "key of builds", one.subject, posts("key of builds", "/v1/consents/uses", subjects=["#"], use=USE)
    yield "reviews", one.subject, speakers(person="#", speaker=two.subject)
    yield "reviews", one.subject, speakers(person=mine_one.subject, speaker="#")
    yield "reviews", three.subject, posts("reviews", "/v1/consents/standings", person="#", **standing)
    yield "reviews", one.subject, posts("reviews", "/v1/identity/orders", **{**ORDER, "subject": "#"})
    yield "reviews", one.subject, posts("reviews", "/v1/bases", **{**NEWS, "person": "#"})
    yield "reviews", one.subject, posts("reviews", carry_out, subject="#", rooms=["consent"])
    yield "verifies", four.subject, posts("verifies", "/v1/identity/well-known", person="#")
    asked = {"persons": [who], "words": {"purpose": "an ad", "asker": "North"}, "scope": LESS}
    yield "key of asks", one.consent, posts("key of asks", "/v1/consents", supersedes="#", **asked)
    yield "key of asks", one.subject, looks("key of asks", "/v1/consents?subject=")
    yield "reviews", one.subject, looks("reviews", "/v1/consents/speakers?person=")
    yield "reviews", one.subject, types("reviews", "/review/consents/person", "number")
    yield "reviews", _number(four.request), types("reviews", "/review/consents/witness", "number")
    yield "verifies", four.subject, types("verifies", "/review/identity/well-known", "person")
    yield "reviews", four.subject, types("reviews", "/review/orders/new", "subject")
    for name in ("nobody", "one", "reviews"):
        yield name, one.code, types(name, "/e", "code")
        yield name, one.code, posts(name, "/v1/consents/withdraw", code="#")
    for name in ("key of asks", "one", "nobody"):
        yield name, one.answered, looks(name, "/v1/consents/", "/receipt.json")
    yield "nobody", other.enrolment, looks("nobody", "/enrol/")


def _put(value: Any, number: str) -> Any:
    return [_put(one, number) for one in value] if isinstance(value, list) else number if value == "#" else value


def _number(request: str) -> str:
    return f"CR-{request[-8:].upper()}"


def test_an_id_of_the_other_s_that_is_sent_is_as_one_of_nobody_s(both: Both) -> None:
    mine, other = both
    rows, wrong = other.rows(mine), []
    mine.confirm()
    for name, number, send in sent_ids(both):
        nowhere = number[:-4] + number[-4:].translate(str.maketrans("0123456789abcdefABCDEF", "123456789abcdef0BCDEFA"))
        at_theirs, at_none = send(number), send(nowhere)
        wrong += [(name, why) for why in differences(rows, at_theirs, at_none, number, nowhere)]
    assert wrong == []


# --- sessions, keys and tokens ----------------------------------------------------------------------------------------


def test_at_the_other_s_door_everybody_is_unknown(both: Both) -> None:
    mine, other = both
    door, wrong = dict(other.town.door), []
    nobody = other.town.visitor().client
    new = r"{|^/log|well-known|/sign-in|/prove/done"  # other bytes each time; a try is its browser's at every door
    places = {path for method, path in mine.routes if method == "GET" and not re.search(new, path)}
    for name in ("reviews", "admin-of-town", "one", "key of asks", "key of builds"):
        client = mine.everybody[name]
        for path in sorted(places | {f"/v1/consents/{other.stage.people[0].request}"}):
            shown = client.get(path, headers=door, follow_redirects=False)
            if bare(shown)[::2] != bare(nobody.get(path, follow_redirects=False))[::2]:
                wrong.append((name, path, shown.status_code))
    assert wrong == []


def test_a_form_of_one_tenant_is_none_of_the_other(both: Both) -> None:
    mine, other = both
    taken_by = ("nobody", "one", "reviews")
    forms = ("/e", "/account/keys", "/me/erase", "/review/orders/new")
    for name, by, path in product(("reviews", "asks", "one", "nobody"), taken_by, forms):
        taken = {**TYPED, FIELD: other.form(other.everybody[by], path)[FIELD]}
        answer = mine.everybody[name].post(path, data=taken, headers=OURS, follow_redirects=False)
        assert answer.status_code in (401, 403), (name, by, path)


def test_a_link_leads_to_whom_it_was_sent_at_every_door(both: Both) -> None:
    mine, other = both
    link, rows = other.stage.people[3].link, mine.rows(other)
    for name, client in mine.everybody.items():
        answer = client.get(link, headers=mine.town.door)
        assert (answer.status_code, given_away(rows, answer)) == (200, set()), name


# --- repeats, lists, what is followed ---------------------------------------------------------------------------------


def test_a_repeat_is_of_one_tenant_and_tells_the_other_nothing(both: Both) -> None:
    body = {"url": both[0].town.house.hook.url, "events": ["consent.granted"]}
    another = {**body, "events": ["consent.withdrawn"]}
    key = {"Idempotency-Key": "the-same-one"}
    first, second = (one.everybody["key of builds"].post("/v1/webhooks", json=body, headers=key) for one in both)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert first.json()["secret"] != second.json()["secret"]
    assert "idempotency-replayed" not in second.headers
    mine, other = both
    used = {"Idempotency-Key": "used-by-one"}
    assert mine.everybody["key of builds"].post("/v1/webhooks", json=body, headers=used).status_code == 201
    other_s = other.everybody["key of builds"].post("/v1/webhooks", json=another, headers=used)
    assert (other_s.status_code, "idempotency-replayed" in other_s.headers) == (201, False)
    again = mine.everybody["key of builds"].post("/v1/webhooks", json=body, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")


def test_what_is_followed_and_listed_goes_on_in_one_s_own_tenant_only(both: Both) -> None:
    mine, other = both
    rows = other.rows(mine)
    lists = ("/v1/consents/changes", "key of builds", "since"), ("/v1/consents", "key of asks", "cursor")
    for path, name, query in lists:
        own, theirs = (one.everybody[name].get(f"{path}?limit=2") for one in both)
        assert given_away(rows, own) == set()
        assert own.json()["items"]
        taken = mine.everybody[name].get(path, params={query: theirs.json()["next"]})
        made_up = mine.everybody[name].get(path, params={query: theirs.json()["next"][:-1] + "_"})
        assert bare(taken) == bare(made_up)
        assert taken.status_code == 422
    place, seen = None, 0
    while True:  # all that there is to follow
        asked = {"limit": "50", **({"since": place} if place else {})}
        answer = mine.everybody["key of builds"].get("/v1/consents/changes", params=asked)
        assert given_away(rows, answer) == set()
        seen, place = seen + len(answer.json()["items"]), answer.json()["next"]
        if not answer.json()["more"]:
            break
    assert seen > 8


# --- the same human at both -------------------------------------------------------------------------------------------


def test_the_same_human_at_both_is_two_persons_and_erased_at_one(both: Both) -> None:
    mine, other = both
    one, same = mine.stage.people[0], other.stage.people[0]
    rows = other.rows(mine)
    assert one.subject != same.subject
    for path in ("/me", "/me/export", "/me/contact", "/me/orders", "/me/speakers", "/account"):
        assert given_away(rows, one.visitor.client.get(path)) == set(), path
    visitor = other.stage.people[1].visitor
    visitor.confirms()
    own, visitor.key = visitor.key, (copied := replace(one.visitor.key))
    visitor.open("/account/passkeys/new")
    assert visitor.answers("/account/passkeys/new", label="copied").is_success
    stranger = mine.town.visitor()
    stranger.key = copied  # it says to be of the other tenant's person now
    assert stranger.signs_in().status_code in (401, 403, 422)
    visitor.key = own
    mine.town.erases(one.visitor)
    assert same.visitor.open("/me").status_code == 200
    assert same.consent in same.visitor.page
    assert other.everybody["key of asks"].get(f"/v1/consents/{same.request}").is_success
    gone = mine.everybody["key of builds"].post("/v1/consents/check", json={"subjects": [one.subject], "use": USE})
    there = other.everybody["key of builds"].post("/v1/consents/check", json={"subjects": [same.subject], "use": USE})
    assert (gone.json()["covered"], there.json()["covered"]) == (False, True)
