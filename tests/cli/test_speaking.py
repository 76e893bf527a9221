"""`tellmark consent speaker` and `standing`, `identity well-known`: recorded here, confirmed by somebody else."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def people(run: Run, tmp_path: Path) -> tuple[str, str]:
    """Return the number of a request to a ward, and that of somebody with an account."""
    told = json.loads(run("consent", "request", "--example").stdout)
    told["persons"][0] |= {"contact": f"{tmp_path.name}@example.org", "ward": True}
    (tmp_path / "ask.json").write_text(json.dumps(told))
    made = json.loads(run("consent", "request", tmp_path / "ask.json", "--send", "--json").stdout)["items"][0]
    name = f"mother-{tmp_path.name}"
    run("account", "add", name, "--role", "representative")
    accounts = run("account", "list").stdout.decode()
    (mother,) = re.findall(rf"^(\S+)  {re.escape(name)} ", accounts, re.M)
    return f"CR-{made['id'][-8:].upper()}", mother


def test_a_guardian_is_proposed_and_the_same_operator_does_not_confirm(
    run: Run, people: tuple[str, str], tmp_path: Path
) -> None:
    number, mother = people
    scan = tmp_path / "ask.json"
    done = run("consent", "speaker", "propose", number, mother, "--role", "guardian", "--paper", "birth_certificate",
               "--document", scan, "--until", "2040-05-01", "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads(done.stdout)
    assert (made["speaker"], made["until"]) == (mother, "2040-05-02T00:00:00Z")
    ward = made["person"]
    listed = [json.loads(line) for line in run("consent", "speaker", "list", ward, "--json").stdout.splitlines()]
    assert [one["id"] for one in listed] == [made["id"]]
    own = run("consent", "speaker", "confirm", made["id"])
    assert (own.returncode, b"consent.not_yours" in own.stderr) == (6, True), own.stderr
    ended = run("consent", "speaker", "end", made["id"], "--reason", "nothing_found")
    assert (ended.returncode, b"consent.not_yours" in ended.stderr) == (6, True), "the same operator asked this person"


@pytest.mark.slow
def test_a_day_of_birth_comes_by_standard_input_and_is_printed_nowhere(
    run: Run, people: tuple[str, str], tmp_path: Path
) -> None:
    number, _ = people
    words = ("consent", "standing", "propose", number, "--kind", "minor", "--document", tmp_path / "ask.json")
    assert run(*words, stdin=b"soon\n").returncode == 2
    done = run(*words, "--json", stdin=b"2018-02-03\n")
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads(done.stdout)
    told = {name: value for name, value in made.items() if name not in ("person", "seen")}  # an id, and a digest
    assert "2018" not in json.dumps(told)
    assert (made["confirmed"], made["proposed"]) == (False, "minor")
    assert b"consent.not_yours" in run("consent", "standing", "confirm", made["person"], "--seen", made["seen"]).stderr


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [("--until", "tomorrow"), ("--role", "friend", "--until", "2040-05-01")])
def test_what_is_no_authority_is_a_mistake_of_usage(
    run: Run, people: tuple[str, str], tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    number, mother = people
    role = () if "--role" in wrong else ("--role", "guardian")
    done = run("consent", "speaker", "propose", number, mother, *role, "--document", tmp_path / "ask.json", *wrong)
    assert done.returncode == 2


@pytest.mark.slow
def test_a_well_known_face_is_enrolled_and_cools_off(run: Run, people: tuple[str, str]) -> None:
    _, mother = people
    assert b"cools off until" in run("identity", "well-known", mother).stdout
    assert run("identity", "well-known", "nobody").returncode != 0
