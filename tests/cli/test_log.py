"""`tellmark log verify` as a stranger runs it: a folder or an address, a key from a web page, nothing else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from log_builder import LOG, ORIGIN, WITNESSES, Built, build
from tellmark.proof.log.receipts import receipt

Run = Callable[..., subprocess.CompletedProcess[bytes]]
KEY = ("--vkey", LOG.key.text)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return build(300).written(tmp_path / "log")


def test_an_intact_log_is_said_to_be_intact_and_whose(run: Run, log: Path) -> None:
    done = run("log", "verify", log, *KEY, "--witness", WITNESSES[0].key.text)
    said = done.stdout.decode()
    assert done.returncode == 0, said + done.stderr.decode()
    assert said.startswith(f"Intact, signed by {ORIGIN}\n")
    assert "entries    300 right, 300 of them events" in said
    assert "witness.example/a, 2026-11-03T12:00:00Z" in said


def test_without_a_key_nobody_is_said_to_have_signed(run: Run, log: Path) -> None:
    done = run("log", "verify", log)
    assert done.returncode == 5
    assert b"whose it is was not checked" in done.stdout


def test_a_changed_byte_is_named(run: Run, log: Path) -> None:
    data = (log / "tile/0/000").read_bytes()
    (log / "tile/0/000").write_bytes(bytes([data[0] ^ 1]) + data[1:])
    done = run("log", "verify", log, *KEY)
    assert done.returncode == 3
    assert b"changed_tile  tile/0/000: " in done.stdout


def test_machines_get_one_object(run: Run, log: Path) -> None:
    (log / "tile/entries/000").unlink()
    done = run("log", "verify", log, *KEY, "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 3
    assert (answer["schema"], answer["state"]) == ("tellmark.log_verdict/1", "missing_entries")
    assert answer["faults"] == [
        {"state": "missing_entries", "where": "tile/entries/000", "what": "there is no such file"}
    ]
    assert (answer["signer"], answer["size"], answer["entries"]) == (ORIGIN, 300, 44)


def test_a_fork_since_a_kept_checkpoint_or_proof_is_found(run: Run, log: Path, tmp_path: Path) -> None:
    before: Built = build(200, salt="-fork")
    kept, proof = tmp_path / "kept", tmp_path / "mine.tlog-proof"
    kept.write_bytes(before.files["checkpoint"])
    proof.write_bytes(receipt(7, before).data)
    for path in (kept, proof):
        done = run("log", "verify", log, *KEY, "--known", path)
        assert (done.returncode, done.stdout.splitlines()[0]) == (3, b"Not intact: forked")


def test_a_kept_checkpoint_that_the_log_never_signed_is_no_evidence(run: Run, log: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(build(5).files["checkpoint"].replace(b"\n5\n", b"\n6\n"))
    done = run("log", "verify", log, *KEY, "--known", tmp_path / "kept")
    assert done.returncode == 4
    assert b"error[proof.log_malformed]: checkpoint that was kept" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--vkey", "nonsense"), 2),
        (("--witness", LOG.key.text), 2),
        (("--quorum", "1"), 2),
        (("--known", "nowhere"), 7),
    ],
)
def test_what_cannot_be_used_is_said(run: Run, log: Path, arguments: tuple[str, ...], code: int) -> None:
    done = run("log", "verify", log, *arguments)
    assert done.returncode == code
    assert b"= help: " in done.stderr


def test_a_folder_without_a_log_and_no_folder_at_all_are_unreadable(run: Run, tmp_path: Path) -> None:
    assert run("log", "verify", tmp_path, *KEY).returncode == 4
    assert run("log", "verify", tmp_path / "nowhere", *KEY).returncode == 4
    assert run("log", "verify", "http://example.com/log", *KEY).returncode == 2


def loaded_by(statement: str) -> set[str]:
    program = f"import sys; before = set(sys.modules)\n{statement}\nprint(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_verifier_needs_the_standard_library_and_cryptography_only() -> None:
    loaded = {name.partition(".")[0] for name in loaded_by("import tellmark.proof.log.verify")}
    assert loaded - set(sys.stdlib_module_names) <= {"tellmark", "cryptography", "cffi", "_cffi_backend", "_openssl"}


def test_the_command_loads_no_server() -> None:
    loaded = loaded_by("import tellmark.cli.log")
    rooms = {name.split(".")[1] for name in loaded if name.startswith("tellmark.")}
    assert rooms & {"web", "app", "store", "surface", "gate", "work"} == set()
    assert {"sqlalchemy", "fastapi", "starlette", "c2pa", "av", "numpy"} & loaded == set()


def test_no_entry_has_a_number_below_zero(run: Run, log: Path) -> None:
    done = run("log", "prove", log, "--", "-1")
    assert done.returncode == 2
    assert b"greater than or equal to 0" in done.stderr


def test_one_entry_is_not_said_to_be_several(run: Run, tmp_path: Path) -> None:
    done = run("log", "prove", build(1).written(tmp_path / "short"), "1")
    assert done.returncode == 7
    assert b"the log has 1 entry, numbered from 0" in done.stderr
