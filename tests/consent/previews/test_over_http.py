"""`/v1/consents/{request}/previews` on both databases: what programs send, what they are told, and what is refused."""

from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from httpx import Response

from consent_requests import ASKS, CHECKS, RIVAL, asked, body, fits
from consent_steps import Studio
from in_process import InProcess
from own_recordings import as_taken, labelled
from tellmark.consent.previews.model import MOST
from tellmark.media.kinds import Kind
from tellmark.values.digests import sha256

pytestmark = pytest.mark.needs("av")
FORM = {"origin": "Sent to us by you for the casting in May.", "taken": "2024-05", "unaltered": "true"}


def made(client: InProcess) -> str:
    return str(client.post("/v1/consents", json=body(), headers=ASKS).json()["items"][0]["id"])


def shows(client: InProcess, request: str, data: bytes, version: int = 1, **more: Any) -> Response:
    headers = {**more.pop("headers", ASKS), "If-Match": f'"{version}"', **more.pop("add", {})}
    form = {name: value for name, value in {**FORM, **more}.items() if value is not None}
    answer: Response = client.post(
        f"/v1/consents/{request}/previews", data=form, files={"file": data}, headers=headers
    )  # fmt: skip
    return answer


def test_it_is_shown_told_sent_and_taken_away(studio: Studio, client: InProcess) -> None:
    request, data = made(client), as_taken(Kind.MP3)
    added = shows(client, request, data)
    assert (added.status_code, added.headers["ETag"]) == (201, '"2"')
    fits(added.json(), "RequestAnswer")
    (preview,) = added.json()["previews"]
    assert (preview["media_type"], preview["sha256"], preview["size"]) == ("audio/mpeg", sha256(data), len(data))
    assert client.get(f"/v1/consents/{request}", headers=ASKS).json()["previews"] == [preview]
    assert client.post(f"/v1/consents/{request}/send", headers=ASKS).status_code == 200
    path = f"/v1/consents/{request}/previews/{preview['id']}"
    assert client.delete(path, headers=ASKS).json()["code"] == "web.no_version"
    assert client.delete(path, headers={**ASKS, "If-Match": '"1"'}).json()["code"] == "consent.request_changed"
    away = client.delete(path, headers={**ASKS, "If-Match": '"2"'})
    assert (away.status_code, away.headers["ETag"], away.json()["previews"]) == (200, '"3"', [])
    assert client.delete(path, headers={**ASKS, "If-Match": '"3"'}).status_code == 404
    assert studio.names().count("consent.preview_forgotten") == 1


def test_a_repeat_under_the_same_key_is_answered_as_the_first_time(studio: Studio, client: InProcess) -> None:
    request, key = made(client), {"Idempotency-Key": "show-1"}
    first, second = (shows(client, request, as_taken(Kind.WAV), add=key) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert studio.names().count("consent.preview_declared") == 1
    other = shows(client, request, as_taken(Kind.PNG), add=key)
    assert other.status_code >= 400


def test_what_a_machine_made_is_refused_by_its_code_and_put_on_record(studio: Studio, client: InProcess) -> None:
    request = made(client)
    refused = shows(client, request, labelled(Kind.JPEG))
    assert (refused.status_code, refused.json()["code"]) == (403, "consent.made_before_grant"), refused.text
    assert "an AI label in its metadata" in refused.json()["detail"]
    assert refused.json()["remedy"]
    assert studio.names().count("consent.preview_refused") == 1
    assert client.get(f"/v1/consents/{request}", headers=ASKS).json()["version"] == 1


@pytest.mark.parametrize("wrong", [{"origin": None}, {"taken": "soon"}, {"unaltered": None}, {"unaltered": "yes"},
                                   {"unaltered": "false"}])  # fmt: skip
def test_what_is_not_declared_is_refused(client: InProcess, wrong: dict[str, Any]) -> None:
    assert shows(client, made(client), as_taken(Kind.PNG), **wrong).json()["code"] == "consent.bad_preview"


def test_a_field_that_is_misspelt_is_refused(client: InProcess) -> None:
    assert shows(client, made(client), as_taken(Kind.PNG), originn="x").status_code == 422


def test_no_file_and_no_version_are_refused(client: InProcess) -> None:
    request = made(client)
    bare = client.post(f"/v1/consents/{request}/previews", data=FORM, headers=ASKS)
    assert bare.json()["code"] == "consent.bad_preview", bare.text
    files = {"file": as_taken(Kind.PNG)}
    blind = client.post(f"/v1/consents/{request}/previews", data=FORM, files=files, headers=ASKS)
    assert blind.json()["code"] == "web.no_version"
    late = shows(client, request, as_taken(Kind.PNG), version=9)
    assert (late.status_code, late.json()["code"]) == (412, "consent.request_changed")


def test_nobody_else_shows_anything_with_it_or_leaves_a_leaf(studio: Studio, client: InProcess) -> None:
    request = made(client)
    assert shows(client, request, labelled(Kind.JPEG), headers=RIVAL).status_code == 404
    assert shows(client, request, as_taken(Kind.PNG), headers=RIVAL).status_code == 404
    assert shows(client, request, as_taken(Kind.PNG), headers=CHECKS).status_code == 403
    assert shows(client, request, as_taken(Kind.PNG), headers={}).status_code == 401
    assert not [name for name in studio.names() if "preview" in name]


def test_so_many_and_no_more(client: InProcess) -> None:
    request = asked(client)["items"][0]["id"]
    for version, kind in enumerate((Kind.JPEG, Kind.PNG, Kind.WAV), 1):
        assert shows(client, request, as_taken(kind), version).status_code == 201
    refused = shows(client, request, as_taken(Kind.MP3), MOST + 1)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent.bad_preview")
