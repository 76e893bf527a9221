"""`POST /v1/mark` where the installation wants each signature dated by somebody else."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from clock_house import House, Visit, house
from in_process import InProcess
from migrated import furnish
from program_keys import program_key
from tellmark.app import installation
from tellmark.values.instants import now
from tellmark.web.asgi import make_app
from tellmark.web.wiring import parts_of

pytestmark = [pytest.mark.needs("linux"), pytest.mark.needs("openssl")]

Opens = Callable[[str], AbstractContextManager[tuple[InProcess, dict[str, str]]]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as one:
        yield one


@pytest.fixture
def door(opened: House, tmp_path: Path) -> Opens:
    """Return what opens a server whose installation asks the house, under a policy."""

    @contextmanager
    def open_(policy: str) -> Iterator[tuple[InProcess, dict[str, str]]]:
        settings = f'[provider]\nname = "Studio-North"\n[stamps]\nurl = "{opened.url}"\npolicy = "{policy}"\n'
        (tmp_path / "tellmark.toml").write_text(settings + 'anchors = "clocks.pem"\n', "utf-8")
        (tmp_path / "clocks.pem").write_bytes(opened.clock.anchors)
        place = installation(tmp_path, {})
        place.keys.create("Studio-North", "ZZ", now())
        furnish(place)
        key = program_key(place)
        with parts_of(place, {}) as parts:
            yield InProcess(make_app(parts), base_url="http://localhost"), {"Authorization": f"Bearer {key}"}

    return open_


def junk(visit: Visit) -> None:
    visit.send(b"junk")


JOB = json.dumps({"operation": "face_swap", "for": ["EU"]})


def test_a_stamped_file_leaves_nothing_unmet_of_that(door: Opens, opened: House, photograph: Path) -> None:
    opened.answers = None
    with door("required") as (client, headers):
        done = client.post("/v1/mark", files={"file": photograph.read_bytes()}, data={"job": JOB}, headers=headers)
    assert done.status_code == 200
    assert "EU-COP-111" not in done.headers["tellmark-unmet"]


def test_no_stamp_no_file(door: Opens, opened: House, photograph: Path) -> None:
    opened.answers = junk
    with door("required") as (client, headers):
        done = client.post("/v1/mark", files={"file": photograph.read_bytes()}, data={"job": JOB}, headers=headers)
    assert done.status_code == 503
    problem = done.json()
    assert problem["code"] == "stamps.none"
    assert problem["remedy"]
    assert opened.url not in done.text, "whom we ask is our own business"


def test_a_file_without_one_says_so(door: Opens, opened: House, photograph: Path) -> None:
    opened.answers = junk
    with door("retry") as (client, headers):
        asked = {**headers, "Accept": "application/json"}
        done = client.post("/v1/mark", files={"file": photograph.read_bytes()}, data={"job": JOB}, headers=asked)
    assert done.status_code == 200
    assert "EU-COP-111" in done.headers["tellmark-unmet"]
    assert done.json()["notes"] == ["not_stamped:malformed"]
