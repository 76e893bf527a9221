"""`tellmark vault` and `tellmark subject`, as an operator uses them, and what they say when something is amiss."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, verify_document
from tellmark.values.instants import now

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def place(pristine: Path, tmp_path: Path) -> Path:
    """Return the folder of an installation of its own, that nobody has opened a person in yet."""
    return Path(shutil.copytree(pristine, tmp_path / "place"))


@pytest.fixture
def do(run: Run, place: Path) -> Callable[..., str]:
    """Return what runs a command that is to succeed there, and gives what it prints."""

    def command(*arguments: str | Path) -> str:
        done = run(*arguments, "--home", place)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    return command


def test_init_makes_a_vault_and_doctor_looks_into_it(do: Callable[..., str], run: Run, place: Path) -> None:
    shown = json.loads(do("vault", "show", "--json"))
    assert (shown["master"], [one["number"] for one in shown["generations"]]) == ("file", [1])
    assert (place / "tellmark-vault").stat().st_mode & 0o077 == 0
    assert (place / "tellmark-vault" / ".gitignore").read_text() == "*\n"
    checks = json.loads(run("doctor", "--json", "--home", place).stdout)["checks"]
    assert [one["health"] for one in checks if one["what"] == "vault"] == ["good"]
    before = (place / "tellmark-vault" / "ring").read_bytes()
    do("vault", "init")
    assert (place / "tellmark-vault" / "ring").read_bytes() == before


@pytest.mark.slow
def test_a_person_is_opened_held_told_why_and_erased_with_a_statement_that_verifies(
    do: Callable[..., str], run: Run, place: Path
) -> None:
    subject = do("subject", "open")
    hold = do("subject", "hold", subject, "--case", "case-7", "--rule", "DSA-17", "--days", "90")
    waits = run("subject", "erase", subject, "--home", place)
    assert waits.returncode == 6
    assert b"by rule DSA-17, since" in waits.stdout
    assert b"looked at again on" in waits.stdout
    early = run("subject", "statement", subject, "--home", place)
    assert b"error[store.not_found]" in early.stderr
    assert do("subject", "review", hold, "--days", "10") == "It stands until its next review."
    assert do("subject", "lift", hold) == "Lifted."
    shown = json.loads(do("subject", "show", subject))
    assert (shown["state"], shown["erasure"]["state"], shown["holds"][0]["stands"]) == ("erased", "done", False)
    document = verify_document(do("subject", "statement", subject), KeyFolder(place / ".tellmark").pins(), now())
    assert document.integrity is Integrity.INTACT
    assert json.loads(document.payload or b"")["subject"] == subject
    assert do("subject", "erase", subject).startswith("Erased.")


@pytest.mark.slow
def test_an_officer_does_not_confirm_their_own_hold_by_order(do: Callable[..., str], run: Run, place: Path) -> None:
    subject = do("subject", "open")
    hold = do("subject", "hold", subject, "--case", "case-7", "--rule", "CN-CSL-28", "--days", "9", "--order")
    refused = run("subject", "confirm", hold, "--home", place)
    assert refused.returncode == 6
    assert b"error[subjects.bad_hold]" in refused.stderr
    assert do("subject", "lift", hold).startswith("It stands until a second officer")
    assert run("subject", "erase", subject, "--home", place).returncode == 6


@pytest.mark.slow
def test_words_that_name_somebody_do_not_enter_a_hold(do: Callable[..., str], run: Run, place: Path) -> None:
    subject = do("subject", "open")
    refused = run(
        "subject", "hold", subject, "--case", "Frau Müller", "--rule", "DSA-17", "--days", "9", "--home", place
    )
    assert refused.returncode == 6
    assert "Müller".encode() not in refused.stderr


@pytest.mark.slow
def test_a_copy_is_put_back_and_what_was_erased_since_stays_erased(
    do: Callable[..., str], run: Run, place: Path, tmp_path: Path
) -> None:
    gone, stays = do("subject", "open"), do("subject", "open")
    copy = tmp_path / "keys"
    assert do("vault", "copy", copy) == "Copied: the keys of 2 persons and duties."
    assert run("vault", "copy", copy, "--home", place).returncode == 7
    do("subject", "erase", gone)
    for path in (place / "tellmark-vault").glob("keys.db*"):
        path.unlink()
    (place / "tellmark-vault" / "ring").unlink()
    do("vault", "init")
    assert do("vault", "put-back", copy).startswith("Put back: the copy of ")
    assert json.loads(do("subject", "show", gone))["state"] == "erased"
    do("subject", "erase", stays)
    full = run("vault", "put-back", copy, "--home", place)
    assert b"error[store.bad_copy]" in full.stderr


@pytest.mark.slow
def test_a_generation_is_rotated_and_retired(do: Callable[..., str], run: Run, place: Path, tmp_path: Path) -> None:
    subject = do("subject", "open")
    copy = tmp_path / "keys"
    do("vault", "copy", copy)
    assert "Generation    2" in do("vault", "rotate")
    assert do("vault", "retire") == "Retired: generation 1."
    assert do("vault", "retire").startswith("Nothing was retired")
    assert do("subject", "erase", subject).startswith("Erased.")
    for path in (*(place / "tellmark-vault").glob("keys.db*"), place / "tellmark-vault" / "ring"):
        path.unlink()
    do("vault", "init")
    late = run("vault", "put-back", copy, "--home", place)
    assert b"error[proof.generation_retired]" in late.stderr


@pytest.mark.slow
def test_the_master_is_locked_and_handed_over_and_the_old_one_opens_nothing(
    run: Run, do: Callable[..., str], place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse\n")
    assert do("vault", "passphrase", secret) == "The master key has another passphrase now."
    locked = run("subject", "open", "--home", place)
    assert locked.returncode == 7
    assert b"error[proof.key_locked]: the master key is locked" in locked.stderr
    monkeypatch.setenv("TELLMARK_KEY_PASSPHRASE_FILE", str(secret))
    assert '[vault] master = "file:second"' in do("vault", "hand-over", "file:second")
    assert b"under the master key file:second" in run("vault", "show", "--home", place).stderr
    with (place / "tellmark.toml").open("a") as file:
        file.write('\n[vault]\nmaster = "file:second"\n')
    (place / "tellmark-vault" / "master.json").unlink()
    assert "file:second" in do("vault", "show")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("ring", b"error[store.ring_damaged]"),
        ("generations/generations.json", b"error[proof.no_master]"),
        ("master.json", b"error[proof.no_master]"),
    ],
)
def test_what_is_lost_is_said_and_nothing_new_is_made_in_its_place(
    do: Callable[..., str], run: Run, place: Path, lost: str, words: bytes
) -> None:
    do("subject", "open")
    (place / "tellmark-vault" / lost).unlink()
    for command in (("vault", "show"), ("vault", "init"), ("subject", "open")):
        done = run(*command, "--home", place)
        assert done.returncode == 7
        assert words in done.stderr
    assert not (place / "tellmark-vault" / lost).exists()


def test_a_master_that_nobody_keeps_and_a_password_in_the_file_are_said(run: Run, place: Path) -> None:
    with (place / "tellmark.toml").open("a") as file:
        file.write('\n[vault]\nmaster = "cloud:key"\n')
    assert b"error[proof.no_master]" in run("vault", "show", "--home", place).stderr
    (place / "tellmark.toml").write_text('[vault]\ndatabase = "postgresql://u:s3cret@host/keys"\n')
    refused = run("vault", "show", "--home", place)
    assert refused.returncode == 2
    assert b"TELLMARK_VAULT_PASSWORD_FILE" in refused.stderr
    assert b"s3cret" not in refused.stderr


@pytest.mark.slow
def test_a_restored_backup_hears_of_whoever_was_erased_since(
    do: Callable[..., str], run: Run, place: Path, tmp_path: Path
) -> None:
    gone, stays = do("subject", "open"), do("subject", "open")
    do("log", "rebuild")
    do("backup", tmp_path / "monday.tar")
    do("subject", "erase", gone)
    shutil.rmtree(place / "tellmark-data")
    restored = run("restore", tmp_path / "monday.tar", "--accept-loss", "--home", place)
    assert restored.returncode == 0, restored.stderr
    assert b"Erased again  1 persons" in restored.stdout
    assert json.loads(do("subject", "show", gone))["state"] == "erased"
    assert json.loads(do("subject", "show", stays))["state"] == "active"


@pytest.mark.slow
def test_whoever_was_erased_after_backup_and_copy_is_erased_again_when_keys_come_back_last(
    do: Callable[..., str], run: Run, place: Path, tmp_path: Path
) -> None:
    """All is lost but what was published: it alone knows of the erasure, and the restore finds no key store yet."""
    gone, stays, copy = do("subject", "open"), do("subject", "open"), tmp_path / "keys"
    do("vault", "copy", copy)
    do("log", "rebuild")
    do("backup", tmp_path / "monday.tar")
    do("subject", "erase", gone)
    do("log", "rebuild")
    shutil.move(place / "tellmark-data", tmp_path / "published")
    shutil.move(place / "tellmark-vault", tmp_path / "kept")
    log = tmp_path / "published" / "log"
    restored = run("restore", tmp_path / "monday.tar", "--accept-loss", "--known", log, "--home", place)
    assert b"Erased again  1 persons" in restored.stdout
    forget = shutil.ignore_patterns("keys.db*", "ring")
    shutil.copytree(tmp_path / "kept", place / "tellmark-vault", ignore=forget)
    do("vault", "init")
    do("vault", "put-back", copy)
    states = [json.loads(do("subject", "show", one))["state"] for one in (gone, stays)]
    assert states == ["erased", "active"]


@pytest.mark.slow
def test_a_backup_holds_no_key_of_a_person_and_says_what_is_lacking_where_it_is_restored(
    do: Callable[..., str], run: Run, place: Path, tmp_path: Path
) -> None:
    subject = do("subject", "open")
    copy = tmp_path / "keys"
    do("vault", "copy", copy)
    do("log", "rebuild")
    do("backup", tmp_path / "monday.tar")
    assert b"tellmark.ring/1" not in (tmp_path / "monday.tar").read_bytes()
    shutil.rmtree(place / "tellmark-data")
    shutil.move(place / "tellmark-vault", tmp_path / "kept")
    restored = run("restore", tmp_path / "monday.tar", "--accept-loss", "--home", place)
    assert b"tellmark vault put-back" in restored.stdout
    forget = shutil.ignore_patterns("keys.db*", "ring")  # master and generations were kept elsewhere
    shutil.copytree(tmp_path / "kept", place / "tellmark-vault", ignore=forget)
    do("vault", "init")
    do("vault", "put-back", copy)
    assert do("subject", "erase", subject).startswith("Erased.")
