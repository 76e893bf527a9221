"""`tellmark log prove` and `tellmark receipt verify`: one makes the small file, a stranger checks it anywhere."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from log_builder import LOG, ORIGIN, WITNESSES, build, entry

Run = Callable[..., subprocess.CompletedProcess[bytes]]
KEY = ("--vkey", LOG.key.text)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return build(300).written(tmp_path / "log")


@pytest.fixture
def mine(run: Run, log: Path, tmp_path: Path) -> Path:
    file = tmp_path / "mine.tlog-proof"
    assert run("log", "prove", log, "259", "-o", file).returncode == 0
    return file


def test_a_receipt_is_proved_and_says_what_was_logged(run: Run, mine: Path) -> None:
    done = run("receipt", "verify", mine, *KEY, "--witness", WITNESSES[0].key.text)
    said = done.stdout.decode()
    assert done.returncode == 0, said + done.stderr.decode()
    assert said.startswith(f"Intact: the entry is in the log, signed by {ORIGIN}\n")
    assert "entry      259 of 300, numbered from 0\n" in said
    assert "witness    witness.example/a, 2026-11-03T12:00:00Z\n" in said
    assert "event      permit.issued, 2026-11-03T12:00:00Z, id event-259\n" in said


def test_an_event_s_id_finds_the_same_receipt(run: Run, log: Path, mine: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tlog-proof"
    assert run("log", "prove", log, "--event", "event-259", "-o", other).returncode == 0
    assert other.read_bytes() == mine.read_bytes()


def test_machines_get_one_object(run: Run, mine: Path) -> None:
    answer = json.loads(run("receipt", "verify", mine, *KEY, "--json").stdout)
    assert (answer["schema"], answer["state"], answer["signer"]) == ("tellmark.receipt_verdict/1", "intact", ORIGIN)
    assert (answer["index"], answer["size"], answer["about"]) == (259, 300, None)
    assert answer["event"] == {
        "type": "permit.issued",
        "id": "event-259",
        "at": "2026-11-03T12:00:00Z",
        "facts": {"epoch": 3, "number": 259},
        "commitments": {},
    }


def test_without_a_key_nobody_is_said_to_have_signed(run: Run, mine: Path) -> None:
    done = run("receipt", "verify", mine)
    assert done.returncode == 5
    assert b"whose log it is was not checked" in done.stdout


def test_a_policy_says_whom_one_believes(run: Run, log: Path, mine: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    lines = [f"witness w{place} {one.key.text}" for place, one in enumerate(WITNESSES)]
    policy.write_text("\n".join([f"log {LOG.key.text}", *lines, "group both all w0 w1", "quorum both"]))
    assert run("receipt", "verify", mine, "--policy", policy).returncode == 0
    assert run("log", "verify", log, "--policy", policy).returncode == 0
    mine.write_bytes(mine.read_bytes().rstrip(b"\n").rpartition(b"\n")[0] + b"\n")
    done = run("receipt", "verify", mine, "--policy", policy)
    assert (done.returncode, done.stdout.splitlines()[0][:38]) == (3, b"Not intact: too few witnesses: the 1 w")
    done = run("receipt", "verify", mine, "--policy", policy, "--quorum", "1")
    assert done.returncode == 2
    assert b"error[cli.policy_twice]" in done.stderr


def test_a_receipt_without_its_entry_takes_the_entry_beside_it(run: Run, mine: Path, tmp_path: Path) -> None:
    lines = mine.read_bytes().split(b"\n")
    mine.write_bytes(b"\n".join([lines[0], *lines[2:]]))
    assert run("receipt", "verify", mine, *KEY).returncode == 3
    (tmp_path / "entry").write_bytes(entry(259))
    assert run("receipt", "verify", mine, *KEY, "--entry", tmp_path / "entry").returncode == 0
    (tmp_path / "entry").write_bytes(entry(258))
    assert run("receipt", "verify", mine, *KEY, "--entry", tmp_path / "entry").returncode == 3


@pytest.mark.slow
def test_a_changed_receipt_is_broken_and_a_file_that_is_none_unreadable(run: Run, mine: Path) -> None:
    data = mine.read_bytes()
    mine.write_bytes(data.replace(b"index 259", b"index 258"))
    assert run("receipt", "verify", mine, *KEY).returncode == 3
    for other in (data[:100], b"", b"no proof", data * 4000):
        mine.write_bytes(other)
        assert run("receipt", "verify", mine, *KEY).returncode == 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, b"error[cli.which_entry]"),
        (("5", "--event", "event-5"), 2, b"error[cli.which_entry]"),
        (("300",), 7, b"error[proof.not_in_log]"),
        (("--event", "event-300"), 7, b"error[proof.not_in_log]"),
    ],
)
def test_what_cannot_be_proved_is_said(
    run: Run, log: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, said: bytes
) -> None:
    done = run("log", "prove", log, *arguments, "-o", tmp_path / "mine.tlog-proof")
    assert (done.returncode, done.stderr[: len(said)]) == (code, said)
    assert not (tmp_path / "mine.tlog-proof").exists()


def test_no_file_is_overwritten_unasked(run: Run, log: Path, mine: Path) -> None:
    before = mine.read_bytes()
    assert run("log", "prove", log, "5", "-o", mine).returncode == 7
    assert mine.read_bytes() == before
    assert run("log", "prove", log, "5", "-o", mine, "--force").returncode == 0
    assert mine.read_bytes() != before


def test_checking_a_receipt_loads_no_server() -> None:
    program = "import sys; before = set(sys.modules)\nimport tellmark.cli.receipt\nprint(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    rooms = {name.split(".")[1] for name in loaded if name.startswith("tellmark.")}
    assert rooms & {"web", "app", "store", "surface", "gate", "work"} == set()
    assert {"sqlalchemy", "fastapi", "starlette", "c2pa", "av", "numpy"} & loaded == set()
