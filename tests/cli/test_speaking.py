"""`tellmark consent speaker` and `standing`, `identity well-known`: recorded here, confirmed by somebody else."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")

from opaque_ids import beside_ids
from tellmark.app import installation
from tellmark.consent.asking import draft
from tellmark.consent.bodies import RequestBody
from tellmark.consent.model import REQUEST, REVIEW, ContactKind, Paper, PersonAsked, StandingKind
from tellmark.consent.recording import propose_standing
from tellmark.consent.speaker_bodies import StandingBody
from tellmark.store.scope import HOME, Scope
from tellmark.surface.documents import document
from tellmark.values.digests import sha256
from tellmark.values.languages import Language

Run = Callable[..., subprocess.CompletedProcess[bytes]]


BORN = date(2018, 2, 3)
REQUESTER = Scope(HOME, "requester-1", frozenset({REQUEST}))


@pytest.fixture
def people(run: Run, home: Path, tmp_path: Path) -> tuple[str, str]:
    """Return the number of a request to a ward, which nobody of this machine has asked, and of one with an account."""
    (tmp_path / "scan.pdf").write_bytes(b"a birth certificate")
    body = document(run("consent", "request", "--example").stdout, RequestBody)
    ward = PersonAsked(f"{tmp_path.name}@example.org", ContactKind.EMAIL, "Li Wei", Language.EN, ward=True)
    house = installation(home)
    with house.database() as database, house.vault_place.open() as vault, database.write(REQUESTER) as unit:
        made = draft(unit, vault, body.ask(None, None), ward)
    name = f"mother-{tmp_path.name}"
    run("account", "add", name, "--role", "representative")
    accounts = run("account", "list").stdout.decode()
    (mother,) = re.findall(rf"^(\S+)  {re.escape(name)} ", accounts, re.M)
    return f"CR-{made.id[-8:].upper()}", mother


def test_the_operator_who_asked_records_nothing_about_whom_they_asked(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("consent", "request", "--example").stdout)
    told["persons"][0]["contact"] = f"{tmp_path.name}@example.org"
    (tmp_path / "ask.json").write_text(json.dumps(told))
    made = json.loads(run("consent", "request", tmp_path / "ask.json", "--json").stdout)["items"][0]
    done = run("consent", "standing", "propose", f"CR-{made['id'][-8:].upper()}", "--kind", "deceased",
               "--document", tmp_path / "ask.json")  # fmt: skip
    assert (done.returncode, b"consent.not_yours" in done.stderr) == (6, True), done.stderr


def test_a_guardian_is_proposed_and_the_same_operator_does_not_confirm(
    run: Run, people: tuple[str, str], tmp_path: Path
) -> None:
    number, mother = people
    scan = tmp_path / "scan.pdf"
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
    ended = run("consent", "speaker", "end", made["id"], "--reason", "nothing_found", "--json")
    assert json.loads(ended.stdout)["state"] == "ended"


@pytest.mark.slow
def test_a_day_of_birth_comes_by_standard_input_and_is_printed_nowhere(
    run: Run, people: tuple[str, str], tmp_path: Path
) -> None:
    number, _ = people
    words = ("consent", "standing", "propose", number, "--kind", "minor", "--document", tmp_path / "scan.pdf")
    assert run(*words, stdin=b"soon\n").returncode == 2
    done = run(*words, "--json", stdin=b"2018-02-03\n")
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads(done.stdout)
    assert b"2018" not in beside_ids(done.stdout)
    assert (made["confirmed"], made["proposed"]) == (False, "minor")
    confirm = ("consent", "standing", "confirm", made["person"], "--kind", "minor", "--document", tmp_path / "scan.pdf")
    assert b"consent.not_yours" in run(*confirm, stdin=b"2018-02-03\n").stderr
    refuse = ("consent", "standing", "refuse", made["person"], "--reason", "nothing_found")
    changed = run(*refuse, "--kind", "deceased")
    assert (changed.returncode, b"consent.case_changed" in changed.stderr) == (7, True), changed.stderr
    gone = run(*refuse, "--kind", "minor", "--json")
    assert (gone.returncode, json.loads(gone.stdout)["proposed"]) == (0, None), gone.stderr


def test_a_second_operator_brings_the_document_and_what_it_shows(
    run: Run, home: Path, people: tuple[str, str], tmp_path: Path
) -> None:
    number, _ = people
    scan = tmp_path / "scan.pdf"
    house, other = installation(home), Scope(HOME, "operator-other", frozenset({REVIEW}))
    told = StandingBody(
        person=number, kind=StandingKind.MINOR, paper=Paper.OTHER, document=sha256(scan.read_bytes()), born=BORN
    )
    with house.database() as database, house.vault_place.open() as vault, database.write(other) as unit:
        propose_standing(unit, vault, told)
    confirm = ("consent", "standing", "confirm", number, "--kind")
    changed = run(*confirm, "minor", "--document", scan, stdin=b"2018-02-04\n")
    assert (changed.returncode, b"consent.case_changed" in changed.stderr) == (7, True), changed.stderr
    assert run(*confirm, "deceased", "--document", scan).returncode == 7
    (tmp_path / "other.pdf").write_bytes(b"another")
    assert run(*confirm, "minor", "--document", tmp_path / "other.pdf", stdin=b"2018-02-03\n").returncode == 7
    done = run(*confirm, "minor", "--document", scan, "--json", stdin=b"2018-02-03\n")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["confirmed"] is True
    assert b"2018-02-03" not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [("--until", "tomorrow"), ("--role", "friend", "--until", "2040-05-01")])
def test_what_is_no_authority_is_a_mistake_of_usage(
    run: Run, people: tuple[str, str], tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    number, mother = people
    role = () if "--role" in wrong else ("--role", "guardian")
    done = run("consent", "speaker", "propose", number, mother, *role, "--document", tmp_path / "scan.pdf", *wrong)
    assert done.returncode == 2


@pytest.mark.slow
def test_a_well_known_face_is_enrolled_and_cools_off(run: Run, people: tuple[str, str]) -> None:
    _, mother = people
    assert b"cools off until" in run("identity", "well-known", mother).stdout
    assert run("identity", "well-known", "nobody").returncode != 0
