"""`tellmark backup` and `tellmark restore` as an operator runs them: beside a server, and killed at any step."""

import json
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store_children import Nursery, nursery
from throwaway_s3 import KEY, ObjectStore

pytestmark = pytest.mark.needs("linux", "server")
Run = Callable[..., subprocess.CompletedProcess[bytes]]
PLACE = '[[territory]]\ncode = "FJ"\nname = "Fiji"\nzone = "Pacific/Fiji"\n'


@pytest.fixture(scope="module")
def commands() -> Iterator[Nursery]:
    with nursery("backup_children") as warm:
        yield warm


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, commands: Nursery) -> Path:
    """Return an installation at work: a log of one entry, a blob, and a backup of both beside it."""
    home = tmp_path_factory.mktemp("studio")
    for command in (["init", "--name", "Studio-North"], ["log", "rebuild"]):
        assert commands.run(("command", [*command, "--home", str(home)], "/dev/null", -1)) == [0]
    (home / "tellmark-data" / "blobs").mkdir()
    (home / "tellmark-data" / "blobs" / "one").write_bytes(b"1")
    backup = ["backup", str(home / "good"), "--home", str(home)]
    assert commands.run(("command", backup, "/dev/null", -1)) == [0]
    return home


@pytest.fixture
def fresh(studio: Path, tmp_path: Path) -> Path:
    """Return an empty installation with the same keys."""
    home = tmp_path / "fresh"
    home.mkdir()
    shutil.copytree(studio / ".tellmark", home / ".tellmark")
    return home


def some_steps(path: Path) -> list[int]:
    """Return at most five of the steps that a whole run took: the first, the last, and between them."""
    count = len(path.read_text().splitlines())
    assert count >= 2
    return sorted({round(part * (count - 1) / 4) for part in range(5)})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["monday", "monday.tar"])
def test_a_backup_killed_at_any_step_is_none_and_the_next_one_is(
    commands: Nursery, studio: Path, tmp_path: Path, name: str
) -> None:
    order = ["backup", str(tmp_path / name), "--home", str(studio)]
    assert commands.run(("command", order, str(tmp_path / "steps"), -1)) == [0]
    for fatal in some_steps(tmp_path / "steps"):
        place = tmp_path / f"{fatal}-{name}"
        order = ["backup", str(place), "--home", str(studio)]
        assert commands.run(("command", order, "/dev/null", fatal)) == [-9]
        if place.exists():  # it has its name, and so it is whole; only that the name lasts was not yet sure
            continue
        assert commands.run(("command", ["restore", str(place), "--home", str(studio)], "/dev/null", -1)) == [7]
        assert commands.run(("command", order, "/dev/null", -1)) == [0]


@pytest.mark.slow
@pytest.mark.parametrize("loss", [False, True])
def test_a_restore_killed_at_any_step_serves_nobody_and_goes_on(
    run: Run, commands: Nursery, studio: Path, tmp_path: Path, loss: bool
) -> None:
    known = ["--accept-loss"] if loss else ["--known", str(studio / "tellmark-data" / "log")]

    def order(home: Path) -> list[str]:
        if not home.exists():
            shutil.copytree(studio / ".tellmark", home / ".tellmark")
        return ["restore", str(studio / "good"), *known, "--home", str(home)]

    assert commands.run(("command", order(tmp_path / "whole"), str(tmp_path / "steps"), -1)) == [0]
    for fatal in some_steps(tmp_path / "steps"):
        home = tmp_path / str(fatal)
        assert commands.run(("command", order(home), "/dev/null", fatal)) == [-9]
        served = commands.run(("command", ["log", "status", "--home", str(home)], "/dev/null", -1))
        assert served != [0], f"killed at step {fatal}, and yet it serves"
        assert commands.run(("command", order(home), "/dev/null", -1)) == [0]
        assert (home / "tellmark-data" / "blobs" / "one").read_bytes() == b"1"
        status = run("log", "status", "--json", "--home", home)
        assert status.returncode == 0
        assert (b'"published": 0' in status.stdout or b'"published":0' in status.stdout) is loss


@pytest.mark.slow
def test_without_a_word_of_how_far_the_log_had_got_nothing_is_restored(run: Run, studio: Path, fresh: Path) -> None:
    refused = run("restore", studio / "good", "--home", fresh)
    assert refused.returncode == 6
    assert b"nobody here knows how far the log had got" in refused.stderr
    assert b"--accept-loss" in refused.stderr
    done = run("restore", studio / "good", "--known", studio / "tellmark-data" / "log", "--home", fresh)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (fresh / "tellmark.toml").read_bytes() == (studio / "tellmark.toml").read_bytes()
    again = run("restore", studio / "good", "--known", studio / "tellmark-data" / "log", "--home", fresh)
    assert (again.returncode, b"error[store.not_empty]" in again.stderr) == (7, True)


@pytest.mark.slow
def test_a_loss_that_is_accepted_gives_the_log_another_name_and_key(run: Run, studio: Path, fresh: Path) -> None:
    before = run("log", "status", "--home", fresh, "--json")
    assert before.returncode != 0
    done = run("restore", studio / "good", "--accept-loss", "--home", fresh)
    assert done.returncode == 0
    assert b"epoch 2" in done.stdout
    past = (fresh / ".tellmark" / "log-past.txt").read_text().strip()
    assert past.encode() in run("log", "status", "--home", studio).stdout
    assert past.encode() not in run("log", "status", "--home", fresh).stdout
    assert b"2 entries" not in run("log", "rebuild", "--home", studio).stdout
    assert run("log", "rebuild", "--home", fresh).returncode == 0
    assert run("log", "verify", fresh / "tellmark-data" / "log").returncode == 5


@pytest.mark.slow
def test_an_old_database_put_in_the_place_of_the_present_one_is_found_out(
    run: Run, studio: Path, tmp_path: Path
) -> None:
    home = tmp_path / "studio"
    shutil.copytree(studio, home)
    old = home / "old.db"
    with closing(sqlite3.connect(home / "tellmark-data" / "tellmark.db")) as now, closing(sqlite3.connect(old)) as copy:
        now.backup(copy)
        copy.execute("DROP TRIGGER leaves_stay")
        copy.execute("DELETE FROM leaves")
        copy.commit()
    shutil.copy(old, home / "tellmark-data" / "tellmark.db")
    for beside in home.glob("tellmark-data/tellmark.db-*"):
        beside.unlink()
    for command in (("log", "rebuild"), ("log", "status"), ("serve", "--address", "127.0.0.1:0")):
        refused = run(*command, "--home", home)
        assert refused.returncode == 6, refused
        assert b"error[store.log_rolled_back]" in refused.stderr
    told = run("log", "status", "--json", "--home", home)
    assert (told.returncode, json.loads(told.stdout)["trouble"]) == (6, "store.log_rolled_back")
    doctor = run("doctor", "--home", home)
    assert (doctor.returncode, b"it is an older copy" in doctor.stdout) == (7, True)


@pytest.mark.slow
def test_files_of_the_log_that_are_damaged_are_told_and_mended(run: Run, studio: Path, tmp_path: Path) -> None:
    home = tmp_path / "studio"
    shutil.copytree(studio, home)
    (home / "tellmark-data" / "log" / "tile" / "entries" / "000.p" / "1").write_bytes(b"x")
    told = run("log", "status", "--home", home)
    assert (told.returncode, b"error[store.log_damaged]" in told.stderr) == (7, True)
    assert run("log", "rebuild", "--home", home).returncode == 0
    assert run("log", "status", "--home", home).returncode == 0


@pytest.mark.slow
def test_the_files_that_the_settings_name_come_back_for_their_owner_only(
    run: Run, studio: Path, fresh: Path, tmp_path: Path
) -> None:
    home = tmp_path / "studio"
    shutil.copytree(studio, home)
    (home / "own").mkdir()
    (home / "own" / "mine.toml").write_text(PLACE)
    with (home / "tellmark.toml").open("a") as settings:
        settings.write('\n[rules]\noverlay = "own/mine.toml"\n')
    assert run("backup", home / "all.tar", "--home", home).returncode == 0
    done = run("restore", home / "all.tar", "--known", home / "tellmark-data" / "log", "--home", fresh)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (fresh / "own" / "mine.toml").read_text() == PLACE
    for name in ("tellmark.toml", "own/mine.toml"):
        assert stat.S_IMODE((fresh / name).stat().st_mode) == 0o600
    assert run("rules", "list", "--home", fresh).returncode == 0


@pytest.mark.slow
def test_a_damaged_database_is_told_how_to_make_room_and_that_leads_to_a_whole_one(
    run: Run, studio: Path, tmp_path: Path
) -> None:
    home = tmp_path / "studio"
    shutil.copytree(studio, home)
    for beside in home.glob("tellmark-data/tellmark.db*"):
        beside.unlink()
    (home / "tellmark-data" / "tellmark.db").write_bytes(b"no database" * 999)
    refused = run("restore", home / "good", "--home", home)
    assert b"error[store.not_empty]" in refused.stderr
    assert b"--known tellmark-data-old/log" in refused.stderr
    assert b"--accept-loss" not in refused.stderr
    (home / "tellmark-data" / "tellmark.db").unlink()
    assert b"--known tellmark-data-old/log" in run("restore", home / "good", "--home", home).stderr
    (home / "tellmark-data").rename(home / "tellmark-data-old")
    done = run("restore", home / "good", "--known", "tellmark-data-old/log", "--home", home, cwd=home)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.needs("s3")
def test_blobs_go_from_a_folder_to_a_bucket_and_back(
    run: Run, studio: Path, fresh: Path, tmp_path: Path, object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in KEY.items():
        monkeypatch.setenv(name, value)
    bucket = object_store.new_bucket()
    known = ("--known", studio / "tellmark-data" / "log")
    with (fresh / "tellmark.toml").open("w") as settings:
        settings.write((studio / "tellmark.toml").read_text())
        settings.write(f'\n[store]\nblobs = "s3://{bucket}/here"\nblobs_endpoint = "{object_store.endpoint}"\n')
    done = run("restore", studio / "good", *known, "--home", fresh)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(object_store.bucket(bucket, "here").names()) == ["one"]
    assert not (fresh / "tellmark-data" / "blobs").exists()
    assert b"good  blobs" in run("doctor", "--home", fresh).stdout
    assert run("backup", tmp_path / "of-bucket.tar", "--home", fresh).returncode == 0
    back = tmp_path / "back"
    shutil.copytree(studio / ".tellmark", back / ".tellmark")
    (back / "tellmark.toml").write_bytes((studio / "tellmark.toml").read_bytes())
    done = run("restore", tmp_path / "of-bucket.tar", *known, "--home", back)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (back / "tellmark-data" / "blobs" / "one").read_bytes() == b"1"
    monkeypatch.setenv("TELLMARK_STORE_BLOBS", "s3://no-such-bucket")
    refused = run("doctor", "--home", fresh)
    assert (refused.returncode, b"has no bucket of the name" in refused.stdout) == (7, True)
    assert b"error[store.no_bucket]" in run("backup", tmp_path / "none", "--home", fresh).stderr
    assert not (tmp_path / "none").exists()


def test_a_full_place_is_the_first_that_a_restore_says(run: Run, studio: Path) -> None:
    refused = run("restore", studio / "good", "--home", studio)
    assert refused.returncode != 0
    assert b"error[store.not_empty]" in refused.stderr
    assert b"--accept-loss" not in refused.stderr


def test_a_restore_without_keys_asks_for_the_old_ones(run: Run, studio: Path, tmp_path: Path) -> None:
    refused = run("restore", studio / "good", "--home", tmp_path)
    assert b".tellmark of the old installation" in refused.stderr
    assert b"tellmark init" not in refused.stderr


@pytest.mark.slow
def test_what_cannot_be_a_backup_is_named_as_what_it_is(run: Run, studio: Path, tmp_path: Path) -> None:
    (tmp_path / "junk.tar").write_bytes(b"junk" * 999)
    (tmp_path / "there.tar").write_bytes(b"")
    missing = run("restore", tmp_path / "nope.tar", "--home", studio)
    assert b"there is no nope.tar" in missing.stderr
    assert b"junk.tar is no backup" in run("restore", tmp_path / "junk.tar", "--home", studio).stderr
    taken = run("backup", tmp_path / "there.tar", "--home", studio)
    assert b"there.tar exists already" in taken.stderr
    assert b"--force" not in taken.stderr


def test_a_backup_made_by_somebody_else_is_not_believed(run: Run, studio: Path, tmp_path: Path) -> None:
    assert run("init", "--home", tmp_path / "other", "--name", "Studio-South").returncode != 70
    refused = run("restore", studio / "good", "--accept-loss", "--home", tmp_path / "other")
    assert refused.returncode == 6
    assert b"error[store.backup_unknown]" in refused.stderr
