"""What every test shares: how hard Hypothesis tries, a place of its own, and real samples to work on."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = [
    "tellmark_buckets",
    "tellmark_lanes",
    "tellmark_loopback",
    "tellmark_needs",
    "tellmark_sparing",
    "tellmark_stores",
    "tellmark_vaults",
]

settings.register_profile("fast", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "ci",
    max_examples=300,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=DirectoryBasedExampleDatabase(Path(__file__).parents[1] / ".hypothesis" / "examples"),
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "fast")


@pytest.fixture(autouse=True)
def _a_place_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in an empty folder, with an empty home and none of the machine's own settings."""
    place = tmp_path_factory.mktemp("place")
    for name in [name for name in os.environ if name.startswith(("TELLMARK_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(place)


@pytest.fixture(scope="session")
def photograph() -> Path:
    """Return a real photograph, JPEG 640 x 427: a rocket at its launch (public domain)."""
    return _within("skimage", "data/rocket.jpg")


@pytest.fixture(scope="session")
def portrait() -> Path:
    """Return a real photograph of a person, PNG 512 x 512: an astronaut (public domain)."""
    return _within("skimage", "data/astronaut.png")


@pytest.fixture(scope="session")
def recording() -> Path:
    """Return a real recording, WAV, stereo, 44.1 kHz."""
    return _within("iscc_samples", "files/audio/demo.wav")


@pytest.fixture(scope="session")
def song() -> Path:
    """Return a real recording, MP3, with an ID3 tag."""
    return _within("iscc_samples", "files/audio/demo.mp3")


@pytest.fixture(scope="session")
def film() -> Path:
    """Return a real film with sound, MP4 (H.264 and AAC), a minute long."""
    return _within("iscc_samples", "files/video/demo.mp4")


def _within(package: str, path: str) -> Path:
    """Find a data file in an installed package without importing it. The file is shared: copy it before a change."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / path
    assert file.is_file()
    return file
