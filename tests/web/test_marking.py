"""`POST /v1/mark`: keys, jobs, answers, repeats."""

import base64
import json
from typing import Any

import pytest

from in_process import InProcess
from tellmark.rules.model import Operation

JOB = {"operation": "face_swap", "model": "avatar-2", "for": ["CN"], "strict": False}


def post(client: InProcess, jpeg: bytes, headers: dict[str, str], job: object = JOB) -> Any:
    return client.post("/v1/mark", files={"file": ("a.jpg", jpeg)}, data={"job": json.dumps(job)}, headers=headers)


def test_a_marked_file_comes_back_with_what_was_done(client: InProcess, jpeg: bytes, bearer: dict[str, str]) -> None:
    answer = post(client, jpeg, bearer)
    assert answer.status_code == 200
    assert answer.content == jpeg + b"MARKS"
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["tellmark-marks"] == "c2pa"
    assert answer.headers["tellmark-unmet"] == "EU-COP-111"
    assert len(answer.headers["tellmark-record"]) == 36


def test_json_holds_the_same(client: InProcess, jpeg: bytes, bearer: dict[str, str]) -> None:
    answer = post(client, jpeg, bearer | {"Accept": "application/json"}).json()
    assert base64.b64decode(answer["file"]) == jpeg + b"MARKS"
    assert answer["unmet"][0]["rule"] == "EU-COP-111"


@pytest.mark.parametrize(
    "header", [None, "Bearer wrong", "Basic tmk_a-key-for-tests", "Bearer", "Bearer " + "x" * 5000]
)
def test_nobody_marks_without_a_key(client: InProcess, house: Any, jpeg: bytes, header: str | None) -> None:
    answer = post(client, jpeg, {"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert house.marks.orders == []


def test_a_model_may_say_what_it_does(client: InProcess, house: Any, jpeg: bytes, bearer: dict[str, str]) -> None:
    assert post(client, jpeg, bearer, {"model": "avatar-2"}).status_code == 200
    assert house.marks.orders[0].operation is Operation.FACE_SWAP
    assert house.marks.orders[0].audiences == ("CN", "EU")


@pytest.mark.parametrize(
    "job",
    [{}, {"operation": "swap"}, {"operation": "face_swap", "audience": ["CN"]}, [], "x", {"model": 5},
     {"operation": "face_swap", "for": "CN"}, {"operation": "face_swap", "model": "m" * 201}],
)  # fmt: skip
def test_a_job_that_cannot_be_read_is_named(
    client: InProcess, jpeg: bytes, bearer: dict[str, str], job: object
) -> None:
    answer = post(client, jpeg, bearer, job)
    assert answer.status_code == 422
    assert answer.json()["code"] == "web.bad_job"


@pytest.mark.parametrize("named", [[], [""], ["Nowhere"]])
def test_a_job_for_nobody_is_refused(
    client: InProcess, house: Any, jpeg: bytes, bearer: dict[str, str], named: list[str]
) -> None:
    answer = post(client, jpeg, bearer, JOB | {"for": named})
    assert answer.status_code == 422
    assert answer.json()["code"] == "rules.bad_audience"
    assert house.marks.orders == []


def test_what_else_is_true_of_a_job_reaches_the_marker(
    client: InProcess, house: Any, jpeg: bytes, bearer: dict[str, str]
) -> None:
    assert post(client, jpeg, bearer, JOB | {"features": ["advert"]}).status_code == 200
    assert house.marks.orders[0].features == {"advert"}
    assert post(client, jpeg, bearer, JOB | {"features": ["advrt"]}).json()["code"] == "web.bad_job"


def test_codes_may_be_written_small(client: InProcess, house: Any, jpeg: bytes, bearer: dict[str, str]) -> None:
    assert post(client, jpeg, bearer, JOB | {"for": ["cn", "CN", "us-ca"]}).status_code == 200
    assert house.marks.orders[0].audiences == ("CN", "US-CA")


def test_a_file_that_cannot_be_marked_is_a_problem(client: InProcess, bearer: dict[str, str]) -> None:
    answer = post(client, b"GIF89a", bearer)
    assert answer.status_code == 415
    assert answer.json()["code"] == "media.unknown_type"


def test_a_repeat_gets_the_same_answer(client: InProcess, house: Any, jpeg: bytes, bearer: dict[str, str]) -> None:
    headers = bearer | {"Idempotency-Key": "5f1c"}
    first, second = post(client, jpeg, headers), post(client, jpeg, headers)
    assert first.headers["tellmark-record"] == second.headers["tellmark-record"]
    assert first.content == second.content
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert len(house.marks.orders) == 1


@pytest.mark.parametrize("other", [{"job": {**JOB, "strict": True}}, {"jpeg": b"\xff\xd8\xff\xe1other"}])
def test_the_same_key_for_another_request_is_refused(
    client: InProcess, jpeg: bytes, bearer: dict[str, str], other: dict[str, object]
) -> None:
    headers = bearer | {"Idempotency-Key": "5f1c"}
    post(client, jpeg, headers)
    answer = post(client, **({"jpeg": jpeg, "headers": headers, "job": JOB} | other))  # type: ignore[arg-type]  # by name
    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency.reused"


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"schl\xfcssel"])
def test_a_key_for_repeats_has_bounds(client: InProcess, jpeg: bytes, bearer: dict[str, str], key: bytes) -> None:
    headers = [*((name.encode(), value.encode()) for name, value in bearer.items()), (b"Idempotency-Key", key)]
    answer = client.post("/v1/mark", files={"file": ("a.jpg", jpeg)}, data={"job": "{}"}, headers=headers)
    assert answer.json()["code"] == "idempotency.bad_key"
