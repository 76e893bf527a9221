"""The five formats, marked once a session by one installation, for all who look at the result."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tellmark.app import Installation, installation
from tellmark.marks.lending import one_cell
from tellmark.marks.orders import Lend
from tellmark.marks.service import Marked, MarkOrder
from tellmark.media.kinds import Kind
from tellmark.rules.model import Operation
from tellmark.values.ids import entropy
from tellmark.values.instants import now

OPERATIONS = {
    Kind.JPEG: Operation.FACE_SWAP,
    Kind.PNG: Operation.IMAGE_GENERATE,
    Kind.WAV: Operation.VOICE_CLONE,
    Kind.MP3: Operation.VOICE_CLONE,
    Kind.MP4: Operation.FACE_SWAP,
}


@dataclass(frozen=True)
class MarkedFile:
    """One marked file, the unmarked one it came from, and what the marker answered."""

    source: Path
    path: Path
    answer: Marked


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Return an installation with a development chain."""
    return _installation(tmp_path_factory.mktemp("home"), "Studio-North")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Return a second, unrelated installation."""
    return _installation(tmp_path_factory.mktemp("stranger"), "Somebody-Else")


def _installation(folder: Path, name: str) -> Installation:
    folder.joinpath("tellmark.toml").write_text(f'[provider]\nname = "{name}"\n', "utf-8")
    place = installation(folder, {})
    place.keys.create(name, "ZZ", now() - timedelta(days=27))
    return place


@pytest.fixture(scope="session")
def lend() -> Iterator[Lend]:
    """Lend one sandboxed child to every test of the session."""
    with one_cell() as lent:
        yield lent


@pytest.fixture(scope="session")
def marked(
    home: Installation,
    lend: Lend,
    tmp_path_factory: pytest.TempPathFactory,
    photograph: Path,
    portrait: Path,
    recording: Path,
    song: Path,
) -> dict[Kind, MarkedFile]:
    """Return a marked file of each kind, for China, the EU and California."""
    folder = tmp_path_factory.mktemp("marked")
    commented = folder / "portrait.png"
    with Image.open(portrait) as picture:
        comment = PngInfo()
        comment.add_text("Comment", "Eileen Collins, photographed by NASA")
        picture.save(commented, pnginfo=comment)
    bunny = Path(__file__).parents[2] / "src/tellmark/cli/demo/samples/film.mp4"
    sources = {Kind.JPEG: photograph, Kind.PNG: commented, Kind.WAV: recording, Kind.MP3: song, Kind.MP4: bunny}
    marker = home.marker(lend, now())
    made = {}
    for kind, source in sources.items():
        path = folder / f"marked{kind.extension}"
        order = MarkOrder(OPERATIONS[kind], ("CN", "EU", "US-CA"), model="avatar-2", model_version="2.1")
        with source.open("rb") as src, path.open("w+b") as dst:
            made[kind] = MarkedFile(source, path, marker.mark(src, dst, order, now(), entropy(10)))
    return made
