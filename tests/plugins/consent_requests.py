"""`/v1/consents` on a studio's store: a client of it, and what it asks."""

from datetime import datetime
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

import paper_receipts
from consent_steps import Studio, person
from in_process import InProcess
from opened_files import DOOR, EXAMINER, READER
from paper_house import SECRET, bearer, client_of, guard_of, repeats_of
from store_children import LOG
from tellmark.consent.api import ConsentDoor, routes
from tellmark.consent.delivering import Postbox
from tellmark.consent.desk import ConsentDesk
from tellmark.consent.issuing import Issuer
from tellmark.consent.model import CHECK, REQUEST, Party, RequestId, Verdict
from tellmark.consent.openapi import schemas
from tellmark.consent.receipts import Who
from tellmark.store.sequencer import Keeping
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.paging import Cursors
from tellmark.work.mail.sending import MailDesk

MAY = {
    "requester": frozenset({REQUEST}), "checker": frozenset({CHECK}), "marker": frozenset({"mark"}),
    "both": frozenset({REQUEST, CHECK}), "rival": frozenset({REQUEST, CHECK}),
}  # fmt: skip
ASKS, CHECKS, RIVAL = bearer("acme/requester"), bearer("acme/checker"), bearer("acme/rival")
SCOPE: dict[str, Any] = {
    "modalities": ["face"], "operations": ["face_swap"], "purposes": ["advert"], "territories": ["CN", "EU"],
    "channels": ["web", "internal"], "start": "2026-11-21T12:00:00Z", "end": "2027-09-18T12:00:00Z", "max_outputs": 5,
}  # fmt: skip
WORDS = {"purpose": "an advertisement for shoes", "asker": "Acme Studio"}
USE = {
    "operation": "face_swap",
    "modalities": ["face"],
    "purpose": "advert",
    "territories": ["CN"],
    "channels": ["web"],
}


class NobodyChecked:
    """Nothing is known of anybody who asks."""

    def checked(self, unit: ReadUnit, party: Party) -> datetime | None:
        return None

    def proved(self, unit: ReadUnit, account: SubjectId) -> str | None:
        return None


NOBODY_CHECKED = NobodyChecked()


def body(**changes: Any) -> dict[str, Any]:
    who = {"contact": person().contact, "name": "Lin Mei"}
    return {"persons": [who], "scope": SCOPE, "words": WORDS, **changes}


def made_client(studio: Studio, keeping: Keeping, *, mail: bool = False) -> InProcess:
    provider = Who(name="Studio North", code=None)
    issuer = Issuer(provider, paper_receipts.signer, keeping.folder, lambda: LOG.key.text)
    postbox = Postbox("https://tellmark.example/", MailDesk(studio.vault) if mail else None)
    repeats = repeats_of(studio.database)
    work = ConsentDesk(studio.vault, postbox, issuer, SECRET, NOBODY_CHECKED, studio.age)
    desk = ConsentDoor(studio.database, work, repeats, Cursors(SECRET), EXAMINER, READER)
    return client_of(routes(desk, guard_of(studio.database, MAY), DOOR))


def asked(client: InProcess, **changes: Any) -> dict[str, Any]:
    answer = client.post("/v1/consents", json=body(send=True, **changes), headers=ASKS)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    fits(told, "MadeAnswer")
    return told


def granted(studio: Studio, client: InProcess) -> dict[str, Any]:
    request: dict[str, Any] = asked(client)["items"][0]
    studio.read(RequestId(request["id"]))
    studio.decided(studio.document(RequestId(request["id"]), Verdict.GRANT))
    agreed: dict[str, Any] = client.get(f"/v1/consents/{request['id']}", headers=ASKS).json()
    return agreed


def fits(document: object, name: str) -> None:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas()}}
    Draft202012Validator(whole).validate(document)
