"""`[stamps]` at the command line: one file, a folder, a plan, a check-up."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from clock_house import HOUSE, House, house

pytestmark = [pytest.mark.needs("linux"), pytest.mark.needs("openssl")]

Run = Callable[..., CompletedProcess[bytes]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as one:
        yield one


@pytest.fixture
def stamping(opened: House, home: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return what makes a copy of the session's installation that asks the house, under a policy."""
    opened.answers = None
    opened.visits.clear()

    def make(policy: str) -> Path:
        place = tmp_path / "place"
        shutil.copytree(home, place)
        (place / "clocks.pem").write_bytes(opened.clock.anchors)
        with (place / "tellmark.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[stamps]\nurl = "{opened.url}"\nanchors = "clocks.pem"\npolicy = "{policy}"\n')
        return place

    return make


@pytest.fixture
def swap(photograph: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(photograph, tmp_path / "swap.jpg"))


@pytest.mark.slow
def test_a_stamp_is_asked_for_put_and_told(
    run: Run, stamping: Callable[[str], Path], swap: Path, opened: House
) -> None:
    place = stamping("required")
    done = run("mark", swap, "--operation", "face_swap", "--for", "EU", "--json", "--home", place)
    assert done.returncode == 0, done.stderr
    assert "EU-COP-111" not in {one["rule"] for one in json.loads(done.stdout)["unmet"]}
    assert len(opened.visits) == 1
    report = json.loads(run("verify", "--json", swap.with_name("swap.marked.jpg"), cwd=place).stdout)
    (credential,) = [one for one in report["findings"] if one["mark"] == "c2pa"]
    assert credential["detail"]["time_source"] == "unknown_time_stamp", "another installation does not know the clock"
    again = run("mark", swap, "--operation", "face_swap", "--for", "EU", "--force", "--home", place)
    assert f"by {HOUSE}" in again.stderr.decode()
    checked = run("check", swap.with_name("swap.marked.jpg"), "--for", "EU", "--home", place).stdout.decode()
    assert HOUSE in checked


def test_no_stamp_is_exit_seven_and_no_file(
    run: Run, stamping: Callable[[str], Path], swap: Path, opened: House
) -> None:
    opened.answers = lambda visit: visit.send(b"", 404)
    done = run("mark", swap, "--operation", "face_swap", "--home", stamping("required"))
    assert done.returncode == 7
    assert b"error[stamps.none]" in done.stderr
    assert b"tellmark doctor" in done.stderr
    assert not swap.with_name("swap.marked.jpg").exists()


@pytest.mark.slow
def test_a_folder_is_marked_without_where_that_is_allowed_and_each_line_says_so(
    run: Run, stamping: Callable[[str], Path], photograph: Path, tmp_path: Path, opened: House
) -> None:
    opened.answers = lambda visit: visit.send(b"<html>sign in</html>", kind="text/html")
    batch = tmp_path / "batch"
    batch.mkdir()
    for name in ("a.jpg", "b.jpg"):
        shutil.copy(photograph, batch / name)
    place = stamping("retry")
    done = run("mark", batch, "--out", tmp_path / "out", "--operation", "face_swap", "--for", "EU", "--home", place)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["notes"] for line in lines] == [["not_stamped:wrong_type"]] * 2
    assert all("EU-COP-111" in {one["rule"] for one in line["unmet"]} for line in lines)


@pytest.mark.slow
def test_another_authority_marks_a_folder_anew(
    run: Run, stamping: Callable[[str], Path], photograph: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    shutil.copy(photograph, batch / "a.jpg")
    place = stamping("without")
    order = ("mark", batch, "--out", tmp_path / "out", "--operation", "face_swap", "--home", place)
    line = json.loads(run(*order).stdout)
    assert line["outcome"] == "marked", line
    assert json.loads(run(*order).stdout)["outcome"] == "already"
    settings = place / "tellmark.toml"
    settings.write_text(settings.read_text("utf-8").replace('"without"', '"required"'), "utf-8")
    line = json.loads(run(*order).stdout)
    assert line["outcome"] == "marked", line


@pytest.mark.slow
def test_a_plan_and_an_explanation_know_of_the_authority(
    run: Run, stamping: Callable[[str], Path], swap: Path, opened: House
) -> None:
    place = stamping("required")
    dry = run("mark", swap, "--operation", "face_swap", "--for", "EU", "--dry-run", "--json", "--home", place)
    assert "EU-COP-111" in {one["rule"] for one in json.loads(dry.stdout)["plan"]["served"]}
    told = run("rules", "explain", "--operation", "face_swap", "--for", "EU", "--json", "--home", place)
    assert "EU-COP-111" not in {one["rule"] for one in json.loads(told.stdout)["jobs"][0]["unmet"]}
    assert not opened.visits, "to plan is not to ask"


def test_doctor_asks_the_authority(run: Run, stamping: Callable[[str], Path], opened: House) -> None:
    place = stamping("required")
    assert f"{HOUSE} answers" in _said(run("doctor", "--json", "--home", place), "good")
    opened.answers = lambda visit: visit.send(b"junk")
    ill = run("doctor", "--json", "--home", place)
    assert ill.returncode == 7
    assert "cannot be read" in _said(ill, "bad")


def _said(done: CompletedProcess[bytes], health: str) -> str:
    (check,) = [one for one in json.loads(done.stdout)["checks"] if one["what"] == "time-stamps"]
    assert check["health"] == health
    return str(check["says"])
