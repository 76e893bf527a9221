"""`tellmark check --sarif` against the schema that OASIS publishes, for real files and odd names."""

import copy
import json
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # it ships no types

Run = Callable[..., subprocess.CompletedProcess[bytes]]

SCHEMA = Path(__file__).parent / "sarif" / "sarif-schema-2.1.0.json"
PINNED = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    data = SCHEMA.read_bytes()
    assert sha256(data).hexdigest() == PINNED
    schema = json.loads(data)
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


@pytest.fixture
def marked(run: Run, photograph: Path, tmp_path: Path) -> Path:
    swap = Path(shutil.copy(photograph, tmp_path / "swap.jpg"))
    command = ("mark", swap, "--operation", "face_swap", "--model", "avatar-2", "--model-version", "2.1")
    assert run(*command, "--for", "CN,EU,US-CA").returncode == 0
    return swap.with_name("swap.marked.jpg")


def faults(validator: Draft4Validator, log: dict[str, Any]) -> list[str]:
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(log)]


def log_of(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(done.stdout)
    return log


@pytest.mark.slow
def test_what_passes_fails_and_cannot_be_told_keeps_to_the_schema(
    run: Run, marked: Path, photograph: Path, recording: Path, validator: Draft4Validator
) -> None:
    log = log_of(run("check", marked, photograph, recording, "--for", "CN,EU,US-CA,IN", "--sarif"))
    assert faults(validator, log) == []
    (part,) = log["runs"]
    assert {result["kind"] for result in part["results"]} == {"pass", "fail", "review", "notApplicable"}
    assert len(part["artifacts"]) == 3


@pytest.mark.parametrize(
    "name",
    [
        "图 片.jpg",
        pytest.param("100%.jpg", marks=pytest.mark.slow),
        pytest.param("a#b?c.jpg", marks=pytest.mark.slow),
        pytest.param("it's [one] {of} them.jpg", marks=pytest.mark.slow),
    ],
)
def test_a_file_of_any_name_keeps_to_the_schema(
    name: str, run: Run, photograph: Path, tmp_path: Path, validator: Draft4Validator
) -> None:
    shutil.copy(photograph, tmp_path / name)
    log = log_of(run("check", name, "--for", "CN", "--sarif"))
    assert faults(validator, log) == []
    (artifact,) = log["runs"][0]["artifacts"]
    assert set(artifact["location"]["uri"]) <= set(map(chr, range(0x21, 0x7F))) - set(' "<>\\^`{|}#?[]')


def test_what_cannot_be_read_and_standard_input_keep_to_the_schema(
    run: Run, tmp_path: Path, photograph: Path, validator: Draft4Validator
) -> None:
    tmp_path.joinpath("no.jpg").write_bytes(b"nothing")
    unread = log_of(run("check", "no.jpg", "--for", "CN", "--sarif"))
    piped = log_of(run("check", "-", "--for", "CN", "--sarif", stdin=photograph.read_bytes()))
    assert (faults(validator, unread), faults(validator, piped)) == ([], [])
    assert unread["runs"][0]["invocations"][0]["toolExecutionNotifications"]


def test_no_rule_at_all_keeps_to_the_schema(run: Run, photograph: Path, validator: Draft4Validator) -> None:
    assert faults(validator, log_of(run("check", photograph, "--for", "FJ", "--sarif"))) == []


def test_the_schema_finds_what_is_wrong(run: Run, photograph: Path, validator: Draft4Validator) -> None:
    """A check that cannot fail is none."""
    log = log_of(run("check", photograph, "--for", "CN", "--sarif"))

    def spoilt(spoil: Callable[[dict[str, Any]], object]) -> list[str]:
        other = copy.deepcopy(log)
        spoil(other["runs"][0])
        return faults(validator, other)

    assert spoilt(lambda part: part["results"][0].update(level="bad"))
    assert spoilt(lambda part: part["results"][0].pop("message"))
    assert spoilt(lambda part: part["tool"]["driver"].update(rule=[]))
    assert spoilt(lambda part: part["artifacts"][0].update(length="long"))
    assert spoilt(lambda part: part.pop("tool"))
