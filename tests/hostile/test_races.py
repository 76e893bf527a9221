"""What two do at the same instant at a server on PostgreSQL: it is done once, whoever comes first, and nothing breaks.

Each of them has a connection of their own, and their requests leave at the same moment.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select

pytest.importorskip("fastapi", reason="needs the extra `server`")

from account_pages import hidden
from bending import OURS
from coming_days import midnight
from docs_snippets import verify_webhook
from erased_town import TICKS, Town, Townsman, Visitor, townsmen
from stages import ORDER, PAPER, REASON
from store_places import POSTGRESQL
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.store.scope import Machinery, Scope
from tellmark.store.tables import EVENTS
from tellmark.subjects.model import SubjectId
from town_life import says_no
from two_tenants import Both, Tenant

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("both", [POSTGRESQL], indirect=True)]

Sends = Callable[[], httpx.Response]
AGREE = "&".join(f"{tick}=yes" for tick in TICKS)


@dataclass
class Track:
    """Where they race: a tenant with two senior officers more, and people who have just been asked, by their links."""

    tenant: Tenant
    seniors: list[Visitor]
    waiting: list[tuple[Townsman, str, str]]
    """Who was asked, which request it is, and the link to it."""

    @property
    def town(self) -> Town:
        """Where it all happens."""
        return self.tenant.town

    def next(self) -> tuple[Townsman, str, str]:
        """Return somebody who was asked, and whom nobody else takes."""
        return self.waiting.pop()

    def subject(self, request: str) -> SubjectId:
        """Return under which id the person of *request* is here."""
        return self.town.whom({"id": request})

    def posts(self, visitor: Visitor, path: str, **document: Any) -> Sends:
        """Return how to send a document out of a browser."""
        return lambda: visitor.client.post(path, json=document, headers=OURS)

    def ready(self, visitor: Visitor, page: str, action: str, **fields: Any) -> Sends:
        """Open *page*, fill in its form to *action*, and return how to send it."""
        visitor.open(page)
        form = next(one for one in visitor.forms() if f'action="{action}?' in one)
        values = {**dict(hidden(form)), **fields}
        return lambda: visitor.client.post(f"{action}?lang=en", data=values, headers=OURS, follow_redirects=False)

    def said(self, *numbers: str) -> Counter[str]:
        """Return how often each event was said in whose facts all these ids stand."""
        found = Counter[str]()
        with self.town.place.database() as database, database.work(Machinery("tests")) as unit:
            mine = select(EVENTS.c.name, EVENTS.c.body).where(EVENTS.c.tenant == self.town.tenant)
            for row in unit.run(mine):  # whose it is stands here, and not in the leaf (ADR 38)
                if set(numbers) <= set(map(str, json.loads(row.body).values())):
                    found[row.name] += 1
        return found


@pytest.fixture(scope="module")
def track(both: Both) -> Track:
    tenant = both[0]
    seniors = [tenant.town.employ(f"confirms {number}", "senior_officer") for number in "ab"]
    tenant.confirm()
    people = townsmen(8, seed=11)
    asked = [tenant.town.asks(who)["id"] for who in people]
    links = [tenant.town.link_to(who.contact) for who in people]
    return Track(tenant, seniors, list(zip(people, asked, links, strict=True)))


def at_once(*sends: Sends) -> Counter[int]:
    """Send all at the same moment; return which statuses came back. None of them is a mistake of ours."""
    start = threading.Barrier(len(sends))

    def run(send: Sends) -> httpx.Response:
        start.wait()
        return send()

    with ThreadPoolExecutor(len(sends)) as pool:
        answers = list(pool.map(run, sends))
    assert [answer.text for answer in answers if answer.status_code >= 500] == []
    return Counter(answer.status_code for answer in answers)


# --- officers ---------------------------------------------------------------------------------------------------------


def test_two_officers_confirm_a_speaker_once(track: Track) -> None:
    (_, one, _), (_, two, _) = track.waiting[:2]
    officer = track.town.staff["reviews"].client
    for role in ("agent", "guardian"):
        speaks = {"person": track.subject(one), "speaker": track.subject(two), "role": role,
                  "until": midnight(150), **PAPER}  # fmt: skip
        made = officer.post("/v1/consents/speakers", json=speaks, headers=OURS)
        speaker = made.json()["id"]
        confirm = {"reason": REASON, "despite": ["conflict"]}
        path = f"/v1/consents/speakers/{speaker}/confirm"
        got = at_once(*(track.posts(senior, path, **confirm) for senior in (*track.seniors, *track.seniors)))
        assert track.said(speaker)["consent.representative_confirmed"] == 1, got


def test_what_is_confirmed_of_a_person_is_what_was_seen_however_it_is_changed_meanwhile(track: Track) -> None:
    person = track.subject(track.waiting[2][1])
    reviews = track.town.staff["reviews"]
    proposed = {"person": person, "kind": "minor", "born": "2015-01-01", **PAPER}
    assert reviews.client.post("/v1/consents/standings", json=proposed, headers=OURS).status_code == 201
    seen = {"kind": "minor", "born": "2015-01-01", "reason": REASON, **PAPER}
    path = f"/v1/consents/standings/{person}/confirm"
    got = at_once(
        *(track.posts(senior, path, **seen) for senior in (*track.seniors, *track.seniors)),
        track.posts(reviews, "/v1/consents/standings", **{**proposed, "born": "2014-01-01"}),
    )
    assert track.said(person)["consent.standing_confirmed"] <= 1, got


def test_a_decision_before_officers_counts_once_however_many_confirm_it(track: Track) -> None:
    _, request, _ = track.next()
    says_no(track.town, request, track.subject(request))
    path = f"/review/consents/confirm/witnessed/{waits(track, request)}"
    told = {"decision": "confirm", "evidence": "d" * 64}
    ends = {"decision": "let_be", "evidence": "d" * 64}
    a, b = track.seniors
    got = at_once(*(track.ready(who, path, path, **what) for who in (a, b) for what in (told, told, ends)))
    said = track.said(request)
    assert (said["consent.witnessed"], said["consent.witness_dropped"]) in ((1, 0), (0, 1)), (got, said)
    assert said["consent.refused"] == said["consent.witnessed"]


def waits(track: Track, request: str) -> str:
    with track.town.place.database() as database, database.read(Scope(track.town.tenant, "tests")) as unit:
        return next(one.id for one in KnownWitnessed(unit).by(request=request))


def test_what_a_person_answers_while_officers_write_and_confirm_counts_once(track: Track) -> None:
    who, request, link = track.next()
    says_no(track.town, request, track.subject(request))
    path, base = f"/review/consents/confirm/witnessed/{waits(track, request)}", "/review/consents/witness"
    writes = {"by": track.subject(request), "knowing": "met", "reading": "aloud", "decision": "refuse",
              "document": "e" * 64}  # fmt: skip
    person = track.town.visitor(who)
    got = at_once(
        track.ready(person, f"{link}/no", f"{link}/no"),
        track.ready(track.town.staff["reviews"], f"{base}/{request}", f"{base}/{request}", **writes),
        track.ready(track.seniors[0], path, path, decision="confirm", evidence="d" * 64),
    )
    said = track.said(request)
    assert got[404] <= said["consent.witness_dropped"], (got, said)  # what is written down anew is another case
    assert said["consent.refused"] == 1, (got, said)
    assert said["consent.witnessed"] <= 1


def test_an_order_takes_effect_and_ends_once(track: Track) -> None:
    person = track.subject(track.waiting[3][1])
    reviews = track.town.staff["reviews"]
    made = reviews.client.post("/v1/identity/orders", json={**ORDER, "subject": person}, headers=OURS)
    order = f"/v1/identity/orders/{made.json()['id']}"
    confirms = [track.posts(senior, f"{order}/confirm", paper=ORDER["paper"]) for senior in track.seniors * 2]
    assert at_once(*confirms)[200] == 1
    shown = at_once(*(track.posts(reviews, f"{order}/carry-out", subject=person, rooms=["consent"]) for _ in range(3)))
    told = at_once(*(track.posts(reviews, f"{order}/notice") for _ in range(3)))
    ended = at_once(*(track.posts(reviews, f"{order}/end") for _ in range(3)))
    said = track.said(made.json()["id"])
    assert said["identity.order_set"] == 2, said  # as it was entered, and as it was confirmed
    assert said["identity.order_carried_out"] == shown[200], (said, shown)
    assert (said["identity.order_ended"], said["identity.order_notice_given"]) == (1, 1), (said, told, ended)


def test_a_document_is_checked_once(track: Track) -> None:
    case = track.tenant.stage.cases["meeting"]
    officer = track.town.staff["verifies"]
    seen = {"document": "passport", "number": "E12345678", "born": "1990-03-02", "evidence": "e" * 64}
    got = at_once(*(track.ready(officer, case, f"{case}/check", **seen) for _ in range(3)))
    second = [track.ready(senior, case, f"{case}/confirm", **seen) for senior in (*track.seniors, *track.seniors)]
    decided = at_once(*second)
    said = track.said(case.rpartition("/")[2])
    assert (said["identity.case_checked"], said["identity.case_decided"]) == (1, 1), (got, decided, said)


# --- the person -------------------------------------------------------------------------------------------------------


def test_two_tabs_agree_once(track: Track) -> None:
    who, request, link = track.next()
    person = track.town.visitor(who)
    person.open(link)
    track.town.proves(person, who, link, f"{link}/agree")
    page = f"{link}/agree?version=1&{AGREE}"
    tabs = [track.ready(person, page, f"{link}/agree", way="fresh_proof") for _ in range(3)]
    got = at_once(*tabs, track.ready(person, f"{link}/no", f"{link}/no"))
    said = track.said(request)
    assert said["consent.granted"] + said["consent.refused"] == 1, (got, said)


def test_two_tabs_and_a_code_end_it_once(track: Track) -> None:
    one = track.tenant.stage.people[3]
    one.visitor.confirms()
    end = f"/me/consents/{one.consent}/end"
    epochs = track.said(one.subject)["subject.epoch_raised"]
    code = track.town.visitor()
    got = at_once(
        *(track.ready(one.visitor, end, end) for _ in range(3)),
        *(track.ready(code, "/e", "/e", code=one.code) for _ in range(2)),
        *(track.posts(code, "/v1/consents/withdraw", code=one.code) for _ in range(2)),
        track.posts(one.visitor, f"/v1/consents/{one.answered}/withdraw"),
    )
    assert got == {200: 8}
    assert track.said(one.consent)["consent.withdrawn"] == 1
    assert track.said(one.subject)["subject.epoch_raised"] == epochs + 1


# --- programs ---------------------------------------------------------------------------------------------------------


def test_the_same_request_four_times_at_once_is_done_once(track: Track) -> None:
    body = {"url": track.town.house.hook.url, "events": ["consent.withdrawn"]}
    keyed = {"Idempotency-Key": "four at once"}
    client = track.tenant.everybody["key of builds"]
    before = len(client.get("/v1/webhooks").json()["items"])
    got = at_once(*(lambda: client.post("/v1/webhooks", json=body, headers=keyed) for _ in range(4)))
    assert got.keys() <= {201, 409}, got
    assert len(client.get("/v1/webhooks").json()["items"]) == before + 1


def test_a_message_counts_once_and_as_it_was_sent(track: Track, both: Both) -> None:
    client = track.tenant.everybody["key of builds"]
    made = client.post("/v1/webhooks", json={"url": track.town.house.hook.url, "events": ["consent.granted"]}).json()
    assert client.post(f"/v1/webhooks/{made['id']}/test").json()["delivered"]
    heads, body = next(one for one in track.town.house.hook.came if made["id"].encode() in one[1])
    verify, at = verify_webhook(), int(heads["webhook-timestamp"])
    seen: set[str] = set()
    assert verify(heads, body, made["secret"], at, seen)
    assert not verify(heads, body, made["secret"], at, seen)  # resent
    assert not verify(heads, body, made["secret"], at + 301, set())  # resent long after
    assert not verify({**heads, "webhook-timestamp": str(at + 301)}, body, made["secret"], at + 301, set())
    assert not verify(heads, body + b" ", made["secret"], at, set())
    assert not verify({**heads, "webhook-id": "another"}, body, made["secret"], at, set())
    other = both[1].everybody["key of builds"]
    theirs = other.post("/v1/webhooks", json={"url": track.town.house.hook.url, "events": ["consent.granted"]}).json()
    assert not verify(heads, body, theirs["secret"], at, set())
