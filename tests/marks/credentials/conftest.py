"""Two unrelated signers, and one real file of each kind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from credentials_studio import Studio
from tellmark.media.kinds import Kind
from tellmark.proof.keys import KeyFolder
from tellmark.values.instants import now


@pytest.fixture(scope="session")
def make_studio(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Studio]:
    def make(name: str) -> Studio:
        keys = KeyFolder(tmp_path_factory.mktemp("studio") / ".tellmark")
        keys.create(name, "DE", now())
        return Studio(keys)

    return make


@pytest.fixture(scope="session")
def studio(make_studio: Callable[[str], Studio]) -> Studio:
    return make_studio("Studio-North")


@pytest.fixture(scope="session")
def stranger(make_studio: Callable[[str], Studio]) -> Studio:
    return make_studio("Somebody-Else")


@pytest.fixture(scope="session")
def files(photograph: Path, portrait: Path, recording: Path, song: Path, film: Path) -> dict[Kind, bytes]:
    paths = {Kind.JPEG: photograph, Kind.PNG: portrait, Kind.WAV: recording, Kind.MP3: song, Kind.MP4: film}
    return {kind: path.read_bytes() for kind, path in paths.items()}


@pytest.fixture(scope="session")
def signed(studio: Studio, files: dict[Kind, bytes]) -> dict[Kind, bytes]:
    """Each of the files, signed by the studio."""
    return {kind: studio.sign(kind, data) for kind, data in files.items()}
