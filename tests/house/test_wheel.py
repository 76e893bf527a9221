"""The wheel, as a stranger gets it: installed in an empty environment, away from the checkout, and used.

The environment is filled from the machine's package index by pip, a process of its own: with `tests/plugins` watching
the tests, this is the one place that reaches it.
"""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE_MEGABYTES = 180  # what the wheels hold; the byte code that Python makes of it is 35 to 40 MB more
INSTALLERS = {"pip", "setuptools", "_distutils_hack", "pkg_resources"}

pytestmark = pytest.mark.slow


def run(*command: str | Path, home: Path, expect: int = 0) -> str:
    """Run a command with nothing of the checkout in its environment, and return what it prints."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run([*map(str, command)], cwd=home, env=environ, capture_output=True, text=True)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", built, folder], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("tellmark-*.whl"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """Return an environment that holds the core's pinned requirements and the wheel, and nothing else."""
    place = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(place, with_pip=True)
    pip: list[str | Path] = [place / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements" / "core.txt", home=place)
    run(*pip, "--no-index", "--no-deps", wheel, home=place)
    return place


def test_the_wheel_holds_the_package_its_data_and_the_licence_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} - {"tellmark"} == {
        wheel.name[: -len("-py3-none-any.whl")] + ".dist-info"
    }
    assert "tellmark/py.typed" in names
    assert "tellmark/cli/errors.json" in names
    assert {Path(name).name for name in names if "/licenses/" in name} >= {"LICENSE", "NOTICE"}
    data = {
        path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "tellmark").rglob("*") if path.is_file()
    }
    assert {name for name in data if "__pycache__" not in name} <= set(names)


def test_the_core_stays_small(empty: Path) -> None:
    site = next((empty / "lib").glob("python3*/site-packages"))
    sizes = [
        path.stat().st_size
        for path in site.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and path.relative_to(site).parts[0].partition("-")[0] not in INSTALLERS
    ]
    assert 50 < sum(sizes) / 1e6 <= CORE_MEGABYTES


def test_a_stranger_marks_and_verifies_a_photograph(empty: Path, tmp_path: Path, photograph: Path) -> None:
    tellmark = empty / "bin" / "tellmark"
    (tmp_path / "photo.jpg").write_bytes(photograph.read_bytes())
    assert run(tellmark, "--version", home=tmp_path).startswith("tellmark ")
    run(tellmark, "init", home=tmp_path)
    run(tellmark, "mark", "photo.jpg", "--operation", "image_edit", home=tmp_path)
    report = json.loads(run(tellmark, "verify", "--json", "photo.marked.jpg", home=tmp_path))
    assert report["verdict"] == "ai_attested"
    run(tellmark, "verify", "photo.jpg", home=tmp_path, expect=1)
    assert (tmp_path / "photo.jpg").read_bytes() == photograph.read_bytes()


def test_the_face_of_the_package_works_there_too(empty: Path, tmp_path: Path, photograph: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(photograph.read_bytes())
    program = "import tellmark; print(tellmark.__file__); print(tellmark.verify('photo.jpg').verdict)"
    where, verdict = run(empty / "bin" / "python", "-c", program, home=tmp_path).split()
    assert str(empty) in where
    assert verdict == "no_mark_found"


def test_without_the_extra_a_film_is_answered_with_the_remedy(empty: Path, tmp_path: Path, film: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(film.read_bytes())
    run(empty / "bin" / "tellmark", "init", home=tmp_path)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    marking: list[str | Path] = [empty / "bin" / "tellmark", "mark", "film.mp4", "--operation", "video_edit"]
    done = subprocess.run(marking, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert done.returncode not in (0, 70)
    assert "tellmark[av]" in done.stderr
