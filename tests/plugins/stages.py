"""A town in which something waits for everybody: its staff, people who have agreed, and cases for each officer."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from bending import OURS
from coming_days import day, midnight
from erased_town import SCOPE, Town, Townsman, Visitor, connection
from own_recordings import marked
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.made.store import KnownUses
from tellmark.identity.accounts.service import named_account
from tellmark.media.kinds import Kind
from tellmark.store.scope import Scope
from tellmark.subjects.model import SubjectId
from tellmark.values.digests import sha256

STAFF = {
    "admin-of-town": "administrator", "asks": "requester", "asks-too": "requester", "reviews": "compliance_officer",
    "confirms": "senior_officer", "verifies": "identity_officer", "builds": "engineer", "audits": "auditor",
    "reads": "regulator",
}  # fmt: skip
LESS = {**SCOPE, "purposes": ["education"], "channels": ["internal"], "territories": ["EU"]}
ORDER = {
    "kind": "export", "authority": "DE-AG", "legal_basis": "StPO-100j", "scope": "a", "territory": "EU", "number": "1",
    "paper": "a" * 64, "expires_at": midnight(180), "notice_at": midnight(90),
    "notice_why": "ordered",
}  # fmt: skip
MANDATE = {
    "authority": "DE-BfDI", "legal_basis": "DSGVO-58", "territory": "EU", "number": "M-1", "paper": "a" * 64,
    "begins_at": midnight(-30), "until": midnight(59),
}  # fmt: skip
ORDERED = {
    **{name: value for name, value in ORDER.items() if not name.endswith("_at")}, "kind": "pause", "notice_why": "",
    "expires": day(180),
}  # fmt: skip
NEWS = {
    "ground": "news", "requester": "an-account", "modalities": ["face"], "operations": ["face_swap"],
    "purposes": ["news"], "territory": "EU", "channels": ["web"], "max_outputs": 1, "until": midnight(60),
    "reason": "a report", "paper": "a" * 64, "of_age": True,
}  # fmt: skip
WEIGHED: dict[str, object] = {
    **{name: value for name, value in NEWS.items() if name not in ("until", "paper", "max_outputs")},
    "of_age": "yes", "max_outputs": "1", "max_seconds": "0", "until": day(60), "document": "a" * 64,
}  # fmt: skip
USE = {"operation": "face_swap", "modalities": ["face"], "purpose": "advert", "territories": ["EU"],
       "channels": ["web"], "outputs": 1}  # fmt: skip
"""What everybody of the town has agreed to."""
CHILD = day(-11 * 365)
"""When somebody was born who is eleven or nearly so."""
PAPER = {"paper": "contract", "document": "d" * 64}
HANDS = {
    "kind": "service", "name": "Hafen AG", "contact": "rights@hafen.example", "since": midnight(-1), "paper": "d" * 64,
}  # fmt: skip
REASON = str(next(iter(CaseReason)))


@dataclass
class Person:
    """Somebody of the town who has agreed to something, has something to answer, and an account."""

    who: Townsman
    visitor: Visitor
    link: str
    request: str
    subject: SubjectId
    consent: str = ""
    code: str = ""
    answered: str = ""
    """The request that they agreed to; *request* is the one that waits."""


@dataclass
class Stage:
    """A town, its people, and the cases that wait."""

    town: Town
    people: list[Person]
    cases: dict[str, str] = field(default_factory=dict)

    def officer(self, name: str) -> httpx.Client:
        """Return the browser of *name*, who has just now shown that it is them."""
        self.town.staff[name].confirms()
        return self.town.staff[name].client

    def posts(self, client: httpx.Client, path: str, document: Any) -> Any:
        """Post a document out of a browser; return the one that comes back."""
        answer = client.post(path, json=document, headers=OURS)
        assert answer.is_success, (path, answer.text)
        return answer.json()

    def crashes(self) -> list[str]:
        """Return what the server's log says of mistakes of ours."""
        lines = (self.town.house.home / "serve.log").read_text("utf-8").splitlines()
        return [line for line in lines if '"crash"' in line or "Traceback" in line]


def staged(town: Town, people: list[Townsman]) -> Stage:
    """Employ the staff of *town*, let four *people* live there, and have something wait for each officer."""
    for name, role in STAFF.items():
        town.employ(name, role)
    for name, rights in (("asks", ("consent.request",)), ("builds", ("consent.check", "webhooks.manage"))):
        town.program(name, f"farm of {name}", *rights)
    first = [town.asks(who) for who in people]
    there = [_agreed(town, who, asked) for who, asked in zip(people, first, strict=True)]
    stage = Stage(town, there)
    for one, asked in zip(there, [town.asks(who, 1, scope=LESS) for who in people], strict=True):
        one.request = asked["id"]
        one.visitor.open(f"/me/requests/{one.request}")
        one.link = town.link_to(one.who.contact, 2)
    _cases(stage)
    return stage


def _agreed(town: Town, who: Townsman, asked: dict[str, Any]) -> Person:
    visitor, link = town.visitor(who), town.link_to(who.contact)
    code = town.agrees(visitor, who, link)
    town.returns(visitor, who, link)
    consent = town.api("GET", f"/v1/consents/{asked['id']}", "asks")["consent"]["id"]
    return Person(who, visitor, link, asked["id"], town.whom(asked), consent, code, asked["id"])


def _cases(stage: Stage) -> None:
    """Have something wait for each officer: who is to speak, what somebody is, an order, somebody to be met."""
    one, two, three, _ = stage.people
    stage.cases["use"], stage.cases["sha256"], stage.cases["reserved"] = _made(stage.town, one)
    officer = stage.officer("reviews")
    speaks = {"person": one.subject, "speaker": two.subject, "role": "agent", "until": midnight(150), **PAPER}
    stage.cases["speaker"] = stage.posts(officer, "/v1/consents/speakers", speaks)["id"]
    minor = {"person": three.subject, "kind": "minor", "born": CHILD, **PAPER}
    stage.posts(officer, "/v1/consents/standings", minor)
    stage.cases["order"] = stage.posts(officer, "/v1/identity/orders", {**ORDER, "subject": one.subject})["id"]
    stage.cases["mandate"] = _mandated(stage)
    stage.cases["basis"] = stage.posts(officer, "/v1/bases", {**NEWS, "person": two.subject})["id"]
    stage.posts(officer, "/v1/consents/hands", HANDS)
    three.visitor.open("/prove/way/officer?back=/me")
    three.visitor.sends("/prove/way/officer")
    looks = stage.town.staff["verifies"]
    looks.open("/review/identity")
    stage.cases["meeting"] = looks.leads("/review/identity/").partition("?")[0]
    one.visitor.confirms()
    one.visitor.open("/me/contact/own")
    named = one.visitor.sends("/me/contact/own", use="safe", address="safe@mail.example", language="en")
    stage.cases["contact"] = named.url.path


def _mandated(stage: Stage) -> str:
    """Let two officers take a mandate, and the regulator read under it and take a file."""
    town = stage.town
    with town.place.database() as database, town.place.vault_place.open() as vault:  # noqa: SIM117 (too long)
        with database.read(Scope(town.tenant, "tests")) as unit:
            reader = named_account(unit, vault, "reads").id
    made = stage.posts(stage.officer("reviews"), "/v1/identity/mandates", {**MANDATE, "reader": reader})
    mandate = str(made["id"])
    paper = {"paper": MANDATE["paper"]}
    stage.posts(stage.officer("confirms"), f"/v1/identity/mandates/{mandate}/confirm", paper)
    stage.posts(stage.officer("reads"), f"/v1/identity/oversight/{mandate}/exports", {})
    return mandate


def _made(town: Town, one: Person) -> tuple[str, str, str]:
    """Let the program of `builds` make something of *one*, hand it in and tell of it.

    Return the use, the SHA-256 of the file, which is this person's alone, and what was set aside of their consent.
    """
    use = town.api("POST", "/v1/consents/uses", "builds", {"subjects": [one.subject], "use": USE})["id"]
    headers = {"Authorization": f"Bearer {town.keys['builds']}", **town.door}
    data = marked(Kind.JPEG) + one.subject.encode()
    with connection(town.house.address, headers=headers) as client:
        sent = client.post(f"/v1/consents/uses/{use}/files", files={"file": ("a", data)})
        assert sent.status_code == 201, sent.text
    town.api("POST", f"/v1/consents/uses/{use}/settle", "builds", {"outputs": 1})
    with town.place.database() as database, database.read(Scope(town.tenant, "tests")) as unit:
        return str(use), sha256(data), KnownUses(unit).of(use)[0].id
