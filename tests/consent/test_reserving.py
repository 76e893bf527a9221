"""`/v1/consents/uses` over HTTP: reserved, made, read here, settled; and never beyond, nor after a withdrawal."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from httpx import Response

from consent_requests import ASKS, CHECKS, RIVAL, USE, fits, granted
from consent_steps import Studio, answering
from in_process import InProcess
from own_recordings import as_taken, marked
from tellmark.consent import service
from tellmark.consent.errors import Widens
from tellmark.consent.model import ConsentId, Counted, NoteKind
from tellmark.consent.terms import Channel, Scope
from tellmark.media.kinds import Kind
from tellmark.subjects.model import SubjectId
from tellmark.values.digests import sha256

pytestmark = pytest.mark.needs("av")

OTHER_COMPANY = {"Authorization": "Bearer blue/checker"}


@pytest.fixture
def agreed(studio: Studio, client: InProcess) -> dict[str, Any]:
    """Return a request that somebody has agreed to: as many as five pieces."""
    return granted(studio, client)


def use(agreed: dict[str, Any], outputs: int = 1, **more: int) -> dict[str, Any]:
    return {"subjects": [agreed["subject"]], "use": {**USE, "outputs": outputs, **more}}


def reserved(client: InProcess, agreed: dict[str, Any], outputs: int = 1, **more: int) -> str:
    answer = client.post("/v1/consents/uses", json=use(agreed, outputs, **more), headers=CHECKS)
    assert answer.status_code == 201, answer.text
    fits(answer.json(), "UseAnswer")
    return str(answer.json()["id"])


def handed(client: InProcess, use: str, data: bytes) -> Response:
    answer: Response = client.post(f"/v1/consents/uses/{use}/files", files={"file": ("a", data)}, headers=CHECKS)
    return answer


def settled(client: InProcess, use: str, **told: int) -> Response:
    answer: Response = client.post(f"/v1/consents/uses/{use}/settle", json={"outputs": 1, **told}, headers=CHECKS)
    return answer


@pytest.mark.parametrize("kind", Kind)
def test_whoever_asked_sees_what_was_made_with_the_marks_that_were_read_in_it(
    client: InProcess, agreed: dict[str, Any], kind: Kind
) -> None:
    mine, data = reserved(client, agreed), marked(kind)
    file = handed(client, mine, data)
    fits(file.json(), "FileAnswer")
    told = settled(client, mine).json()
    assert (told["state"], told["files"], told["until"]) == ("settled", 1, None)
    (made,) = client.get(f"/v1/consents/{agreed['id']}/uses", headers=ASKS).json()["items"]
    fits(made, "MadeUse")
    assert file.json()["logged_at"] is None, "nothing is told of it before"
    assert made["files"] == [{**file.json(), "logged_at": made["at"]}]
    assert (made["files"][0]["sha256"], made["files"][0]["media_type"]) == (sha256(data), kind.value)
    assert {"aigc", "c2pa", "label"} <= {one["mark"] for one in made["files"][0]["marks"] if one["state"] == "intact"}


def test_of_a_file_without_any_mark_it_is_told_that_none_was_found(client: InProcess, agreed: dict[str, Any]) -> None:
    mine = reserved(client, agreed)
    assert handed(client, mine, as_taken(Kind.JPEG)).json()["marks"] == []
    raw = client.post(f"/v1/consents/uses/{mine}/files", content=as_taken(Kind.JPEG),
                      headers={**CHECKS, "Content-Type": "application/octet-stream"})  # fmt: skip
    assert (raw.status_code, raw.json()["marks"]) == (201, []), "the same file in another wrapping is the same"
    assert client.get(f"/v1/consents/uses/{mine}", headers=CHECKS).json()["files"] == 1


@pytest.mark.parametrize("data", [b"no picture at all", b"\x89PNG\r\n\x1a\n broken"])
def test_what_cannot_be_opened_is_refused_and_counts_as_no_file(
    client: InProcess, agreed: dict[str, Any], data: bytes
) -> None:
    mine = reserved(client, agreed)
    assert handed(client, mine, data).status_code == 415
    assert client.get(f"/v1/consents/uses/{mine}", headers=CHECKS).json()["files"] == 0


def test_nothing_is_reserved_without_a_consent_that_covers_it(client: InProcess, agreed: dict[str, Any]) -> None:
    refused = client.post("/v1/consents/uses", json=use(agreed, 6), headers=CHECKS)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent.not_covered")
    nobody = client.post("/v1/consents/uses", json={**use(agreed), "subjects": ["somebody"]}, headers=CHECKS)
    assert nobody.json()["code"] == "consent.not_covered"


def test_the_ceiling_holds_while_it_is_made_and_what_is_released_is_free(
    studio: Studio, client: InProcess, agreed: dict[str, Any]
) -> None:
    first = reserved(client, agreed, 3)
    assert client.post("/v1/consents/uses", json=use(agreed, 3), headers=CHECKS).status_code == 403
    released = client.post(f"/v1/consents/uses/{first}/release", headers=CHECKS)
    assert released.json()["state"] == "released"
    second = reserved(client, agreed, 3)
    assert settled(client, second, outputs=4).json()["code"] == "consent.bad_use"
    assert settled(client, second, outputs=2).status_code == 200
    assert studio.consent(ConsentId(agreed["consent"]["id"])).counted == Counted(outputs=2)


def test_a_withdrawal_wins_though_the_file_was_handed_in(
    studio: Studio, client: InProcess, agreed: dict[str, Any]
) -> None:
    mine = reserved(client, agreed)
    handed(client, mine, marked(Kind.JPEG))
    with studio.unit(answering(SubjectId(agreed["subject"]))) as unit:
        service.withdraw(unit, ConsentId(agreed["consent"]["id"]), ages=studio.age)
    refused = settled(client, mine)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent.not_covered")
    assert client.post(f"/v1/consents/uses/{mine}/release", headers=CHECKS).status_code == 200
    assert client.get(f"/v1/consents/{agreed['id']}/uses", headers=ASKS).json()["items"] == []


@pytest.mark.parametrize(
    "less",
    [
        {"territories": frozenset({"EU"})},
        {"max_outputs": 1},
        {"channels": frozenset({Channel.INTERNAL})},
    ],
)
def test_what_was_taken_back_in_part_wins_as_well(
    studio: Studio, client: InProcess, agreed: dict[str, Any], less: dict[str, Any]
) -> None:
    consent = ConsentId(agreed["consent"]["id"])
    mine = reserved(client, agreed, 5)
    remaining = replace(studio.consent(consent).scope, **less)
    with studio.unit(answering(SubjectId(agreed["subject"]))) as unit:
        service.withdraw(unit, consent, remaining=remaining, ages=studio.age)
    refused = settled(client, mine, outputs=5)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent.not_covered")
    assert studio.consent(consent).counted == Counted(reserved_outputs=5)


@pytest.mark.parametrize("less", ["max_outputs", "max_seconds"])
def test_no_ceiling_is_set_that_what_was_made_has_reached(
    studio: Studio, client: InProcess, agreed: dict[str, Any], less: str
) -> None:
    """Nothing would be left to make, and the agreement would go on."""
    assert settled(client, reserved(client, agreed, 2, seconds=60), outputs=2, seconds=60).status_code == 200
    consent = studio.consent(ConsentId(agreed["consent"]["id"]))
    by, most = answering(consent.subject), {"max_outputs": 2, "max_seconds": 60}[less]
    lower, same, higher = (_with(consent.scope, less, most + more) for more in (-1, 0, 1))
    for remaining in (lower, same):
        with studio.unit(by) as unit, pytest.raises(Widens, match=f"so much was made already: {less}"):
            service.withdraw(unit, consent.id, remaining=remaining, ages=studio.age)
    assert studio.consent(consent.id).version == 1
    with studio.unit(by) as unit:
        service.withdraw(unit, consent.id, remaining=higher, ages=studio.age)
    assert studio.consent(consent.id).scope == higher


def _with(scope: Scope, term: str, most: int) -> Scope:
    changed: dict[str, Any] = {term: most}
    return replace(scope, **changed)


@pytest.mark.parametrize("wrong", [
    {"territories": ["CN-Lin.Mei-13800138000"]}, {"territories": ["CN-林梅"]}, {"territories": ["cn"]}, {"outputs": 0},
    {"outputs": 0, "seconds": 60},
])  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_stands_in_no_leaf(
    studio: Studio, client: InProcess, agreed: dict[str, Any], wrong: dict[str, Any]
) -> None:
    asks = {"subjects": [agreed["subject"]], "use": {**USE, **wrong}}
    for door in ("uses", "check"):
        refused = client.post(f"/v1/consents/{door}", json=asks, headers=CHECKS)
        assert (refused.status_code, refused.json()["code"]) == (403, "consent.bad_use")
    assert "consent.use_reserved" not in studio.names()


def test_a_field_that_is_not_asked_for_is_told_with_those_that_are(client: InProcess, agreed: dict[str, Any]) -> None:
    place, file = f"/v1/consents/uses/{reserved(client, agreed)}/files", {"file": ("a", b"a")}
    sent = client.post(place, files=file, data={"note": "n"}, headers=CHECKS).json()
    assert (sent["code"], sent["remedy"]) == (
        "web.unknown_field", "Take it out, or mend its spelling. There are: file."
    )  # fmt: skip


def test_a_length_without_a_piece_is_refused(client: InProcess, agreed: dict[str, Any]) -> None:
    asks = {"subjects": [agreed["subject"]], "use": {**USE, "seconds": 60}}
    mine = client.post("/v1/consents/uses", json=asks, headers=CHECKS).json()["id"]
    assert settled(client, mine, outputs=0, seconds=60).json()["code"] == "consent.bad_use"
    assert settled(client, mine, outputs=0).json()["state"] == "settled"
    assert client.get(f"/v1/consents/{agreed['id']}/uses", headers=ASKS).json()["items"] == []


def test_a_silent_word_stands_out_nowhere(studio: Studio, client: InProcess, agreed: dict[str, Any]) -> None:
    """What is finished and not let out, because its person has told officers quietly, is like what has failed."""
    refused, failed = reserved(client, agreed), reserved(client, agreed)
    handed(client, refused, marked(Kind.JPEG))
    with studio.unit(answering(SubjectId(agreed["subject"]))) as unit:
        service.report(unit, NoteKind.COERCION, ConsentId(agreed["consent"]["id"]), ages=studio.age)
    assert settled(client, refused).status_code == 403
    for use in (refused, failed):
        assert client.post(f"/v1/consents/uses/{use}/release", headers=CHECKS).status_code == 200
    told = [[one.name for one in studio.said() if use.encode() in one.body] for use in (refused, failed)]
    assert told[0] == told[1] == ["consent.use_reserved", "consent.use_released"]
    assert client.get(f"/v1/consents/{agreed['id']}/uses", headers=ASKS).json()["items"] == []


def test_what_is_not_settled_within_the_hour_is_free_again(
    studio: Studio, client: InProcess, agreed: dict[str, Any]
) -> None:
    mine = reserved(client, agreed, 5)
    studio.place.later(minutes=61)
    studio.clocks_run()
    assert settled(client, mine).json()["code"] == "consent.bad_use"
    assert reserved(client, agreed, 5)


def test_a_repeat_reserves_once(client: InProcess, agreed: dict[str, Any]) -> None:
    headers = {**CHECKS, "Idempotency-Key": "one"}
    first, second = (client.post("/v1/consents/uses", json=use(agreed, 3), headers=headers) for _ in range(2))
    assert first.json() == second.json()


def test_a_use_is_its_own_program_s(client: InProcess, agreed: dict[str, Any]) -> None:
    mine = reserved(client, agreed)
    file = {"file": ("a", marked(Kind.JPEG))}
    for who in (RIVAL, OTHER_COMPANY):
        for answer in (
            client.get(f"/v1/consents/uses/{mine}", headers=who),
            client.post(f"/v1/consents/uses/{mine}/files", files=file, headers=who),
            client.post(f"/v1/consents/uses/{mine}/settle", json={"outputs": 1}, headers=who),
            client.post(f"/v1/consents/uses/{mine}/release", headers=who),
        ):
            assert answer.status_code == 404, answer.text
    assert client.get(f"/v1/consents/{agreed['id']}/uses", headers=RIVAL).status_code == 404
    assert client.get(f"/v1/consents/uses/{mine}", headers=ASKS).status_code == 403
    assert client.get(f"/v1/consents/{agreed['id']}/uses", headers=CHECKS).status_code == 403


def test_what_was_made_comes_in_pages_newest_first(studio: Studio, client: InProcess, agreed: dict[str, Any]) -> None:
    made = []
    for _ in range(5):
        studio.place.later(minutes=1)
        made.append(reserved(client, agreed))
        settled(client, made[-1])
    address, found = f"/v1/consents/{agreed['id']}/uses?limit=2", list[str]()
    while True:
        page = client.get(address, headers=ASKS).json()
        fits(page, "MadeUsePage")
        found += [one["use"] for one in page["items"]]
        if page["next"] is None:
            break
        address = f"/v1/consents/{agreed['id']}/uses?limit=2&cursor={page['next']}"
    assert found == made[::-1]


def test_after_an_erasure_nothing_tells_which_file_it_was(
    studio: Studio, client: InProcess, agreed: dict[str, Any]
) -> None:
    mine, data = reserved(client, agreed), marked(Kind.JPEG)
    handed(client, mine, data)
    settled(client, mine)
    studio.erased(agreed["subject"])
    (made,) = client.get(f"/v1/consents/{agreed['id']}/uses", headers=ASKS).json()["items"]
    assert (made["files"][0]["sha256"], made["files"][0]["size"]) == (None, None)
    if studio.place.server is None:
        folder = Path(studio.place.where).parent
        found = [
            path.name for path in folder.rglob("*") if path.is_file() and sha256(data).encode() in path.read_bytes()
        ]
        assert found == []
