"""Consent through the whole server: asked by a program, mailed, agreed to, told by webhook, proved, taken back."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from httpx import HTTPStatusError
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from coming_days import midnight
from consent_requests import SCOPE, USE, WORDS
from docs_snippets import deliver, verify_webhook
from hook_receivers import Receiver, receiver
from in_process import InProcess
from mail_catcher import Catcher, catcher
from migrated import furnish
from own_recordings import as_taken
from paper_house import KnowsByName, bearer
from tellmark.app import Installation, installation
from tellmark.consent.documents import digest_of
from tellmark.consent.links import Links
from tellmark.consent.model import ANSWER, CHECK, REQUEST, ConsentId, Decided, Granted, RequestId, Verdict
from tellmark.consent.place import CODES_A_MINUTE
from tellmark.consent.ports import Assures
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.receipt_checks import judge
from tellmark.consent.receipts import read_bundle
from tellmark.consent.service import decide, request_of, show, withdraw
from tellmark.duties import subscribers
from tellmark.identity.accounts.roles import MARK
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.service import record
from tellmark.media.kinds import Kind
from tellmark.proof.keys import KeyFolder
from tellmark.proof.log.trust import Trust
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.model import SubjectId
from tellmark.surface.guard import Guard
from tellmark.surface.limits import Limits
from tellmark.surface.principal import FirstToKnow
from tellmark.surface.rendering import Pages
from tellmark.values.digests import sha256
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.values.languages import Language
from tellmark.web.asgi import Parts, make_app
from tellmark.web.wiring import parts_of
from tellmark.work.hooks.model import MANAGE
from tellmark.work.renewing import RenewsConsents
from waiting import eventually

SECONDS = 20
"""That anything may take to arrive."""
MAY = {"program": frozenset({REQUEST, CHECK, MANAGE, MARK})}
PROGRAM = bearer("home/program")


@dataclass
class House:
    """A server with its loops, and everybody around it."""

    place: Installation
    parts: Parts
    client: InProcess
    mail: Catcher
    hook: Receiver

    @property
    def assures(self) -> Assures:
        """What the pages of this very server are told of what somebody has proved."""
        assert self.parts.consent_place is not None
        room = self.parts.consent_place(*cast("tuple[Pages, Guard]", (None, None)))  # which it only hands on
        return room.assures

    def agree(self, request: RequestId, who: str, level: int = 2) -> Granted:
        """Let the person agree, as their page would, by a proof of *level*."""
        assert self.parts.consents is not None
        database, vault = self.parts.consents.database, self.parts.consents.work.vault
        person = Scope(HOME, who, frozenset({ANSWER}))
        with database.write(person) as unit:
            notice = show(unit, vault, request, Language.EN)
        with database.write(person) as unit:
            ticks = request_of(unit, request).scope.ticks
            decided = Decided(request, 1, notice.digest, Language.EN, Verdict.GRANT, ticks)
            tie = Bound(BindingMethod.PASSKEY, digest_of(decided), "e" * 64, who, unit.at)
            record(unit, vault, SubjectId(who), proof_of(who, level))
            known = self.assures.assured(unit, SubjectId(who))
            outcome = decide(unit, vault, request, decided, tie, known, age=known[0].age, code=entropy(10))
        assert isinstance(outcome, Granted)
        return outcome


def proof_of(who: str, level: int) -> Proof:
    """Return what a provider tells of somebody."""
    return Proof(Method.OIDC, "north-id", level, "https://id.example", who, "e" * 64, frozenset(), AgeBand.ADULT,
                 timedelta(days=365))  # fmt: skip


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """A server; what a test gives as its parameter stands in its settings, too."""
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", now())
    with catcher() as mail, receiver() as hook:
        (tmp_path / "tellmark.toml").write_text(
            f'[provider]\nname = "Studio-North"\n[serve]\nurl = "https://tellmark.example"\n'
            f'[mail]\nserver = "127.0.0.1:{mail.port}"\nsecurity = "none"\nfrom = "consent@studio.example"\n'
            f'[webhooks]\nallow = ["127.0.0.0/8"]\n{getattr(request, "param", "")}'
        )
        place = installation(tmp_path, {})
        furnish(place)
        with parts_of(place, {}) as parts:
            assert parts.consents is not None
            knows = FirstToKnow((KnowsByName(MAY), Links(parts.consents.database)))
            parts = replace(parts, knows=knows)
            app = make_app(parts, Limits(per_minute=100_000))
            yield House(place, parts, InProcess(app, base_url="http://localhost"), mail, hook)


def test_from_the_question_to_the_withdrawal_through_the_whole_server(house: House) -> None:
    client, kinds = house.client, ["consent.sent", "consent.granted", "consent.withdrawn"]
    hook = client.post("/v1/webhooks", json={"url": house.hook.url, "events": kinds}, headers=PROGRAM).json()
    who = {"contact": "kim@example.org", "name": "Kim Li"}
    document = {"persons": [who], "words": WORDS, "send": True,
                "scope": {**SCOPE, "start": midnight(-30), "end": midnight(60)}}  # fmt: skip
    made = client.post("/v1/consents", json=document, headers=PROGRAM)
    assert made.status_code == 201, made.text
    (request,), (sent,) = made.json()["items"], made.json()["sent"]
    assert (sent["way"], sent["link"]) == ("mail", None)

    letter = eventually(lambda: house.mail.letters, SECONDS)[0]
    (link,) = [line for line in letter.get_content().splitlines() if line.startswith("https://tellmark.example/c/")]
    assert house.parts.consents is not None
    found = Links(house.parts.consents.database).find(link.rpartition("/")[2])
    assert found is not None
    assert found[1].request == request["id"]

    granted = house.agree(RequestId(request["id"]), found[1].subject)
    messages = eventually(lambda: len(house.hook.came) >= 2 and house.hook.came, SECONDS)
    verify, seen = verify_webhook(), set[str]()
    for headers, body in messages:
        assert verify(headers, body, hook["secret"], int(time.time()), seen)
        assert link.rpartition("/")[2].encode() not in body
        assert b"kim@example.org" not in body
    told = {json.loads(body)["type"] for _, body in messages}
    assert told == set(kinds[:2]), "in whatever order: they are sent beside each other"

    path = f"/v1/consents/{request['id']}/receipt"
    eventually(lambda: client.get(f"{path}.tlog-proof", headers=PROGRAM).status_code == 200, SECONDS)
    bundle = read_bundle(client.get(f"{path}.html", headers=PROGRAM).content)
    key = house.place.keys.log_signer().key
    checked = judge(bundle, house.place.keys.pins(), Trust((key,)), now())
    assert {one.check: one.state for one in checked.found} == {one.check: "holds" for one in checked.found}

    use = {"operation": "face_swap", "modalities": ["face"], "purpose": "advert", "territories": ["CN"],
           "channels": ["web"]}  # fmt: skip
    assert request["subject"] is None
    ask = {"subjects": [found[1].subject], "use": use}
    assert client.post("/v1/consents/check", json=ask, headers=PROGRAM).json()["covered"] is True
    gone = client.post("/v1/consents/withdraw", json={"code": granted.receipt_code})
    assert gone.status_code == 200
    assert client.post("/v1/consents/check", json=ask, headers=PROGRAM).json()["covered"] is False
    again = {"code": granted.receipt_code}
    tried = [client.post("/v1/consents/withdraw", json=again).status_code for _ in range(CODES_A_MINUTE)]
    assert tried == [200] * (CODES_A_MINUTE - 1) + [429]
    token = client.get("/e").text.split('name="form_token" value="')[1].split('"')[0]
    assert client.post("/e", data={"form_token": token, **again}).status_code == 429  # one bound, wherever it is tried
    eventually(lambda: len(house.hook.came) >= 3, SECONDS)
    assert json.loads(house.hook.came[2][1])["type"] == "consent.withdrawn"
    eventually(lambda: len(house.mail.letters) >= 3, SECONDS)
    assert len({str(one["Subject"]) for one in house.mail.letters}) == 1

    feed: list[str] = []
    since = ""

    def followed() -> bool:
        nonlocal since
        page = client.get(f"/v1/consents/changes{since}", headers=PROGRAM).json()
        feed.extend(one["type"] for one in page["items"])
        since = f"?since={page['next']}"
        return len(feed) >= 3

    eventually(followed, SECONDS)
    assert feed[:3] == kinds


def asked(house: House) -> tuple[RequestId, SubjectId]:
    """Let a program ask somebody; return its request and whom it asks."""
    who = {"contact": "kim@example.org", "name": "Kim Li"}
    hours = {"start": midnight(-30), "end": midnight(60)}
    document = {"persons": [who], "words": WORDS, "send": True, "scope": {**SCOPE, **hours}}
    house.client.headers.update(PROGRAM)
    request = RequestId(house.client.post("/v1/consents", json=document).json()["items"][0]["id"])
    assert house.parts.consents is not None
    with house.parts.consents.database.read(Scope(HOME, "tests")) as unit:
        return request, request_of(unit, request).subject


@pytest.fixture
def agreed(house: House) -> dict[str, Any]:
    """Return a request to which somebody has agreed."""
    request, who = asked(house)
    house.agree(request, who)
    told: dict[str, Any] = house.client.get(f"/v1/consents/{request}").json()
    return told


@pytest.mark.parametrize("house", ["[identity.levels]\nCN = 2\n"], indirect=True)
@pytest.mark.parametrize(("level", "counts"), [(1, ["EU"]), (2, ["CN", "EU"])])
def test_where_a_territory_asks_a_higher_level_an_agreement_counts_in_the_others_only(
    house: House, level: int, counts: list[str]
) -> None:
    request, who = asked(house)
    house.agree(request, who, level)
    told = house.client.get(f"/v1/consents/{request}").json()
    assert (told["scope"]["territories"], told["consent"]["counts_in"]) == (["CN", "EU"], counts)
    for territory in ("CN", "EU", "DE"):
        ask = {"subjects": [who], "use": {**USE, "territories": [territory]}}
        answer = house.client.post("/v1/consents/check", json=ask).json()
        covered = "EU" in counts if territory == "DE" else territory in counts
        assert answer["covered"] is covered, answer
        assert covered or "territory" in json.dumps(answer), answer


@pytest.mark.parametrize("house", ["[identity.levels]\nCN = 2\n"], indirect=True)
def test_what_renews_agreements_knows_what_a_territory_asks(house: House) -> None:
    assert house.parts.consents is not None
    database, vault = house.parts.consents.database, house.parts.consents.work.vault
    (renews,) = [one for one in subscribers(house.place, database, vault) if isinstance(one, RenewsConsents)]
    _, who = asked(house)
    with database.write(Scope(HOME, who, frozenset({ANSWER}))) as unit:
        record(unit, vault, who, proof_of(who, 1))
        assert [one.short for one in renews.assures.assured(unit, who)] == [{"CN": 2}]


JOB = {"operation": "face_swap", "for": ["CN"]}


def made_of(house: House, agreed: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.client.get(f"/v1/consents/{agreed['id']}/uses").json()["items"]
    return found


def test_the_program_that_the_guide_shows_makes_marks_hands_in_and_tells(house: House, agreed: dict[str, Any]) -> None:
    data = deliver()(house.client, [agreed["subject"]], USE, JOB, lambda: as_taken(Kind.JPEG))
    (use,) = made_of(house, agreed)
    (file,) = use["files"]
    assert (use["outputs"], file["sha256"]) == (1, sha256(data))
    assert {"aigc", "label"} <= {one["mark"] for one in file["marks"] if one["state"] == "intact"}
    assert data != as_taken(Kind.JPEG)


def test_the_program_that_the_guide_shows_lets_nothing_out_after_a_withdrawal(
    house: House, agreed: dict[str, Any]
) -> None:
    def withdrawn_meanwhile() -> bytes:
        assert house.parts.consents is not None
        person = Scope(HOME, agreed["subject"], frozenset({ANSWER}))
        with house.parts.consents.database.write(person) as unit:
            withdraw(unit, ConsentId(agreed["consent"]["id"]), ages=house.assures.age)
        return as_taken(Kind.JPEG)

    with pytest.raises(HTTPStatusError, match="403"):
        deliver()(house.client, [agreed["subject"]], USE, JOB, withdrawn_meanwhile)
    assert made_of(house, agreed) == []
    with pytest.raises(HTTPStatusError, match="403"):
        deliver()(house.client, [agreed["subject"]], USE, JOB, lambda: pytest.fail("it was made all the same"))


def test_the_program_that_the_guide_shows_gives_back_what_it_did_not_make(house: House, agreed: dict[str, Any]) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            deliver()(house.client, [agreed["subject"]], {**USE, "outputs": 5}, JOB, lambda: 1 // 0)
    assert made_of(house, agreed) == []


def test_every_name_in_the_openapi_document_is_there(house: House) -> None:
    document = house.client.get("/openapi.json").json()
    text = json.dumps(document)
    for part in text.split('"$ref": "#/components/')[1:]:
        kind, name = part.partition('"')[0].split("/")
        assert name in document["components"][kind], name
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert {"/v1/consents", "/v1/consents/changes", "/v1/webhooks"} <= document["paths"].keys()


def test_no_route_declares_a_parameter_twice(house: House) -> None:
    paths = house.client.get("/openapi.json").json()["paths"]
    told = {
        f"{method} {path}": [(one["name"], one["in"]) for one in said.get("parameters", ())]
        for path, methods in paths.items()
        for method, said in methods.items()
    }
    assert {route for route, names in told.items() if len(names) != len(set(names))} == set()
    forms = paths["/v1/consents/{request}/receipt.{form}"]["get"]["parameters"][1]["schema"]["enum"]
    assert forms == ["json", "html", "jsonld", "tlog-proof"]


def test_a_person_s_link_reads_no_list_and_follows_nobody(house: House) -> None:
    for method, path in (("GET", "/v1/consents"), ("GET", "/v1/consents/changes"), ("GET", "/v1/webhooks")):
        assert house.client.request(method, path).status_code == 401
