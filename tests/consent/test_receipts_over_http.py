"""Receipts as programs and persons fetch them, on both databases, and what they hold."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import paper_receipts
from consent_representing import spoken_for
from consent_requests import ASKS, MAY, NOBODY_CHECKED, SCOPE, asked, body, fits, granted, made_client
from consent_steps import Studio, answering
from in_process import InProcess
from opened_files import DOOR, EXAMINER, READER
from paper_house import SECRET, client_of, guard_of, repeats_of
from store_children import LOG, NOON
from tellmark.consent.api import ConsentDoor, routes
from tellmark.consent.delivering import Postbox
from tellmark.consent.desk import ConsentDesk
from tellmark.consent.documents import digest_of
from tellmark.consent.issuing import Issuer
from tellmark.consent.model import ANSWER, ContactKind, Ending, Granted, RequestId, Role, Verdict
from tellmark.consent.proofs import AgeBand
from tellmark.consent.receipt_checks import judge
from tellmark.consent.receipt_words import rows_of
from tellmark.consent.receipts import Who, read_bundle
from tellmark.proof.log.trust import Trust
from tellmark.store.sequencer import Keeping
from tellmark.surface.paging import Cursors
from tellmark.values.languages import Language


def test_a_receipt_is_fetched_in_every_form_and_holds(
    studio: Studio, client: InProcess, integrate: Callable[[], None]
) -> None:
    request = granted(studio, client)["id"]
    early = client.get(f"/v1/consents/{request}/receipt.json", headers=ASKS)
    assert read_bundle(early.content).proof is None
    assert client.get(f"/v1/consents/{request}/receipt.tlog-proof", headers=ASKS).status_code == 404
    integrate()
    trust, pins = Trust((LOG.key,)), paper_receipts.keys().pins()
    for form in ("json", "html"):
        answer = client.get(f"/v1/consents/{request}/receipt.{form}", headers=ASKS)
        found = judge(read_bundle(answer.content), pins, trust, NOON)
        assert {one.check: one.state for one in found.found} == {one.check: "holds" for one in found.found}, form
        assert answer.headers["Content-Disposition"] == f'attachment; filename="tellmark-receipt.{form}"'
        assert answer.headers["Cache-Control"] == "no-store"
    proof = client.get(f"/v1/consents/{request}/receipt.tlog-proof", headers=ASKS)
    assert proof.content == read_bundle(client.get(f"/v1/consents/{request}/receipt.json", headers=ASKS).content).proof
    assert client.get(f"/v1/consents/{request}/receipt.pdf", headers=ASKS).status_code == 404


def test_a_receipt_says_what_was_agreed_in_both_languages_and_nobody_s_address(
    studio: Studio, client: InProcess, integrate: Callable[[], None]
) -> None:
    document = body(send=True, party={"name": "North Pictures Ltd", "number": "HRB 7"})
    request = client.post("/v1/consents", json=document, headers=ASKS).json()["items"][0]["id"]
    studio.read(RequestId(request))
    studio.decided(studio.document(RequestId(request), Verdict.GRANT))
    integrate()
    text = client.get(f"/v1/consents/{request}/receipt.html", headers=ASKS).text
    receipt = judge(read_bundle(text.encode()), b"", Trust(), NOON).receipt
    assert receipt is not None
    assert receipt.party is not None
    assert (receipt.party.name, receipt.ended) == ("North Pictures Ltd", None)
    for language, told in ((Language.EN, "The face is put on somebody else’s body"), (Language.ZH, "")):
        rows = rows_of(receipt, language)
        assert not told or any(told in row[1] for row in rows)
        assert all(row in text for pair in rows for row in map(escape, pair))
    assert document["persons"][0]["contact"] not in text
    assert "Lin Mei" not in text


def test_after_a_withdrawal_the_receipt_says_so_and_still_holds(
    studio: Studio, client: InProcess, integrate: Callable[[], None]
) -> None:
    from tellmark.consent import service

    request = granted(studio, client)
    consent = studio.request(RequestId(request["id"])).consent
    assert consent is not None
    with studio.unit(answering(request["subject"])) as unit:
        service.withdraw(unit, consent, ages=studio.age)
    integrate()
    found = judge(
        read_bundle(client.get(f"/v1/consents/{request['id']}/receipt.json", headers=ASKS).content), b"", Trust(), NOON
    )
    assert found.intact
    assert found.receipt is not None
    assert found.receipt.ended is not None
    assert found.receipt.ended.how == "withdrawn"


def signed_in(studio: Studio, subject: str, minutes: int = 0) -> InProcess:
    """Return the client of a person who has shown so many *minutes* ago who they are: to withdraw takes a step-up."""
    from tellmark.store.scope import TenantId
    from tellmark.surface.principal import Assurance, Kind, Principal, Shown

    class Person:
        def who(self, shown: Shown, at: datetime) -> Principal | None:
            capabilities, fresh = frozenset({ANSWER}), Assurance(2, at - timedelta(minutes=minutes))
            return Principal(subject, TenantId("acme"), Kind.PERSON, capabilities=capabilities, assurance=fresh)

    issuer = Issuer(Who(name="Studio North", code=None), paper_receipts.signer)
    work = ConsentDesk(studio.vault, Postbox("https://x.example"), issuer, SECRET, NOBODY_CHECKED, studio.age)
    desk = ConsentDoor(studio.database, work, repeats_of(studio.database), Cursors(SECRET), EXAMINER, READER)
    return client_of(routes(desk, replace(guard_of(studio.database, MAY), knows=Person()), DOOR))


def test_the_person_fetches_their_own_receipt_and_nobody_else_s(studio: Studio, keeping: Keeping) -> None:
    client = made_client(studio, keeping)
    mine, other = granted(studio, client), granted(studio, client)
    own = signed_in(studio, mine["subject"])
    assert own.get(f"/v1/consents/{mine['id']}/receipt.json").status_code == 200
    assert own.get(f"/v1/consents/{other['id']}/receipt.json").status_code == 404
    assert own.post(f"/v1/consents/{other['id']}/withdraw", json={}).status_code == 404
    assert own.post(f"/v1/consents/{mine['id']}/withdraw", json={}).status_code == 200


@pytest.mark.parametrize("accepted", [frozenset({"CN"}), frozenset({"CN", "US"}), frozenset[str]()])
def test_a_receipt_says_in_which_of_its_territories_it_counts(
    studio: Studio, keeping: Keeping, accepted: frozenset[str]
) -> None:
    client = made_client(studio, keeping)
    request = RequestId(asked(client, scope={**SCOPE, "territories": ["CN", "EU"]})["items"][0]["id"])
    studio.read(request)
    agreed = studio.decided(studio.document(request, Verdict.GRANT), territories=accepted)
    assert isinstance(agreed, Granted)
    receipt = read_bundle(client.get(f"/v1/consents/{request}/receipt.json", headers=ASKS).content)
    told = json.loads(base64.urlsafe_b64decode(receipt.jws.split(".")[1] + "=="))
    assert told["scope"]["territories"] == ["CN", "EU"]
    assert told["counts_in"] == sorted(studio.consent(agreed.consent).grounds.accepted)
    assert told["counts_in"] == (["CN"] if accepted else ["CN", "EU"])


def test_the_person_withdraws_who_has_shown_within_five_minutes_who_they_are(studio: Studio, keeping: Keeping) -> None:
    mine = granted(studio, made_client(studio, keeping))
    withdraw, consent = f"/v1/consents/{mine['id']}/withdraw", studio.request(RequestId(mine["id"])).consent
    assert consent is not None
    late = signed_in(studio, mine["subject"], minutes=6).post(withdraw, json={})
    assert (late.status_code, late.json()["code"]) == (401, "web.step_up_needed")
    assert studio.consent(consent).ending is None
    assert signed_in(studio, mine["subject"], minutes=4).post(withdraw, json={}).status_code == 200
    assert studio.consent(consent).ending is Ending.WITHDRAWN


def test_a_person_takes_back_a_part_and_what_is_not_less_is_refused_in_words(studio: Studio, keeping: Keeping) -> None:
    client = made_client(studio, keeping)
    mine = granted(studio, client)
    own, address = signed_in(studio, mine["subject"]), f"/v1/consents/{mine['id']}/withdraw"
    for wrong, told in (({**SCOPE, "channels": ["web", "cinema"]}, "channels"), (SCOPE, "nothing would be taken back"),
                        ({**SCOPE, "channels": []}, "cannot be meant"),
                        ({**SCOPE, "operations": ["voice_clone", "face_swap"]}, "operations")):  # fmt: skip
        refused = own.post(address, json={"remaining": wrong})
        assert (refused.status_code // 100, told in refused.json()["detail"]) == (4, True), refused.text
    assert client.get(f"/v1/consents/{mine['id']}", headers=ASKS).json()["consent"]["version"] == 1
    taken = own.post(address, json={"remaining": {**SCOPE, "channels": ["internal"]}})
    fits(taken.json(), "WithdrawalAnswer")
    assert (taken.status_code, taken.json()["remaining"]["channels"]) == (200, ["internal"])
    now = client.get(f"/v1/consents/{mine['id']}", headers=ASKS).json()["consent"]
    assert (now["state"], now["version"], now["scope"]["channels"]) == ("active", 2, ["internal"])
    whole = own.post(address, json={})
    assert (whole.status_code, whole.json()["remaining"]) == (200, None)


def test_a_receipt_s_code_takes_the_whole_back_and_never_a_part(client: InProcess) -> None:
    part = client.post("/v1/consents/withdraw", json={"code": "AAAA-BBBB-CCCC-DDDD", "remaining": SCOPE})
    assert (part.status_code, "remaining" in part.text) == (422, True)


def test_an_agent_withdraws_for_a_grown_person_and_not_for_whom_a_proof_tells_a_child(
    studio: Studio, keeping: Keeping
) -> None:
    client = made_client(studio, keeping)
    grown, child = granted(studio, client), granted(studio, client)
    for one in (grown, child):
        spoken_for(studio, one["subject"], "agent", Role.AGENT)
    studio.ages[child["subject"]] = AgeBand.UNDER_14
    agent = signed_in(studio, "agent")
    assert agent.post(f"/v1/consents/{child['id']}/withdraw", json={}).status_code == 404
    assert agent.post(f"/v1/consents/{grown['id']}/withdraw", json={}).status_code == 200


def test_the_digest_of_the_receipt_s_decision_is_the_one_that_was_bound(
    studio: Studio, client: InProcess, integrate: Callable[[], None]
) -> None:
    request = RequestId(granted(studio, client)["id"])
    integrate()
    answer = client.get(f"/v1/consents/{request}/receipt.json", headers=ASKS)
    receipt = judge(read_bundle(answer.content), b"", Trust(), NOON + timedelta(days=1)).receipt
    assert receipt is not None
    assert receipt.decision_sha256 == digest_of(studio.document(request, Verdict.GRANT))
    assert ContactKind.EMAIL not in receipt.notice  # type: ignore[operator]  # it was not erased
