"""`tellmark store`, and what the others say of a database that is not there, too old, or cannot be opened."""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tellmark.passwords import database_password
from tellmark.settings import ALL, BadSettings, load

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def place(pristine: Path, tmp_path: Path) -> Path:
    """Return the folder of an installation of its own."""
    return Path(shutil.copytree(pristine, tmp_path, dirs_exist_ok=True))


def test_upgrade_says_what_it_did_and_does_it_once(run: Run, place: Path) -> None:
    assert run("store", "upgrade", "--home", place).stdout.startswith(b"The tables are up to date (revision ")
    (place / "tellmark-data" / "tellmark.db").unlink()
    assert run("store", "upgrade", "--rehearse", "--home", place).stdout.startswith(b"Rehearsed and taken back: from")
    assert run("store", "upgrade", "--home", place).stdout.startswith(b"Upgraded: from nothing to revision ")
    assert (place / "tellmark-data").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_tables_of_another_version_are_refused_with_the_command_that_mends(run: Run, place: Path) -> None:
    with sqlite3.connect(place / "tellmark-data" / "tellmark.db") as bare:
        bare.execute("UPDATE alembic_version SET version_num = 'of-tomorrow'")
    for command in (("log", "status"), ("log", "rebuild"), ("store", "upgrade")):
        done = run(*command, "--home", place)
        assert done.returncode == 6
        assert b"error[store.wrong_schema]" in done.stderr
    (place / "tellmark-data" / "tellmark.db").unlink()
    assert b"tellmark store upgrade" in run("log", "status", "--home", place).stderr


@pytest.mark.slow
def test_the_log_says_how_far_it_is(run: Run, place: Path) -> None:
    before = json.loads(run("log", "status", "--json", "--home", place).stdout)
    assert (before["schema"], before["published"], before["waiting"]) == ("tellmark.log_status/1", 0, 1)
    assert before["since"] is not None
    assert b"1 entry" in run("log", "rebuild", "--home", place).stdout
    after = json.loads(run("log", "status", "--json", "--home", place).stdout)
    assert (after["published"], after["waiting"], after["since"]) == (1, 0, None)
    done = run("log", "verify", place / "tellmark-data" / "log", "--vkey", after["vkey"])
    assert done.returncode == 0


@pytest.mark.slow
def test_verify_and_check_work_without_any_store(run: Run, place: Path, photograph: Path) -> None:
    for path in (place / "tellmark-data").iterdir():
        path.unlink()
    (place / "tellmark-data").rmdir()
    assert run("verify", photograph, "--home", place).returncode == 1
    assert run("doctor", "--home", place).returncode == 0
    assert not (place / "tellmark-data").exists()


# --- settings ---------------------------------------------------------------------------------------------------------


def test_a_password_in_the_settings_file_is_refused_and_one_in_the_environment_never_shown(
    run: Run, place: Path
) -> None:
    where = "postgresql://us:s3cret@host/name"
    (place / "tellmark.toml").write_text(f'[store]\ndatabase = "{where}"\n')
    with pytest.raises(BadSettings, match="holds a password"):
        load(place, {})
    (place / "tellmark.toml").write_text("")
    settings = load(place, {"TELLMARK_STORE_DATABASE": where})
    assert settings.database == where
    shown = [str(settings.shown(setting)) for setting in ALL]
    assert "postgresql://us:***@host/name" in shown
    assert "s3cret" not in "".join(shown)


@pytest.mark.parametrize("user", ["us:s3cret", "s3cret", "us:s3/cret"])
def test_a_secret_in_the_address_of_an_authority_is_refused_for_it_would_be_in_every_backup(
    tmp_path: Path, user: str
) -> None:
    (tmp_path / "tellmark.toml").write_text(f'[stamps]\nurl = "http://{user}@clock.example/tsa"\n')
    with pytest.raises(BadSettings, match=r"stamps\.url in tellmark\.toml holds a password") as refused:
        load(tmp_path, {})
    assert "cret" not in refused.value.what + refused.value.remedy


def test_the_database_s_password_comes_from_a_file_or_descriptor(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    assert database_password({}) is None
    assert database_password({"TELLMARK_STORE_PASSWORD_FILE": str(tmp_path / "secret")}) == "s3cret"
    with (tmp_path / "secret").open() as file:
        assert database_password({"TELLMARK_STORE_PASSWORD_FD": str(file.fileno())}) == "s3cret"
    (tmp_path / "secret").write_text("\n")
    for wrong in (str(tmp_path / "secret"), str(tmp_path / "nowhere")):
        with pytest.raises(BadSettings):
            database_password({"TELLMARK_STORE_PASSWORD_FILE": wrong})
