"""What the demo plays through: three real samples, marked, looked at, damaged, stripped, and looked at again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from tellmark.app import Installation, installation
from tellmark.marks.orders import Lend
from tellmark.marks.service import Marker, MarkOrder
from tellmark.media import containers
from tellmark.media.kinds import kind_of
from tellmark.media.targets import new_file
from tellmark.rules.model import Operation, Owed
from tellmark.values.ids import entropy
from tellmark.verify.report import Report


class Sample(StrEnum):
    """A sample that the package brings along; the value is its name (`samples/LICENSES.md` says whose it is)."""

    PICTURE = "picture.jpg"
    RECORDING = "reading.wav"
    FILM = "film.mp4"


OPERATIONS = {
    Sample.PICTURE: Operation.IMAGE_EDIT,
    Sample.RECORDING: Operation.VOICE_SYNTHESIS,
    Sample.FILM: Operation.VIDEO_EDIT,
}


class Stage(StrEnum):
    """What has happened to the sample."""

    BEFORE = "before"
    MARKED = "marked"
    CHANGED = "changed"
    STRIPPED = "stripped"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a sample: its file in the demo's folder, and what `verify` says of it."""

    stage: Stage
    file: str
    report: Report


@dataclass(frozen=True, slots=True)
class Chapter:
    """One sample's way: its versions, what a stranger's installation says of the marked one, and what is not met."""

    sample: Sample
    operation: Operation
    versions: tuple[Version, ...]
    stranger: Report
    unmet: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Plays the samples through in *folder*, with a development chain of its own."""

    folder: Path
    home: Installation
    lend: Lend
    at: datetime

    def tell(self, samples: tuple[Sample, ...], done: Callable[[Sample], None]) -> Iterator[Chapter]:
        """Play one chapter a sample. *done* is called after each."""
        marker = self.home.marker(self.lend, self.at)
        for sample in samples:
            yield self._chapter(marker, sample)
            done(sample)

    def _chapter(self, marker: Marker, sample: Sample) -> Chapter:
        before = self._write(sample, Stage.BEFORE, files(__package__).joinpath("samples", sample).read_bytes())
        marked = self.folder / _name(sample, Stage.MARKED)
        order = MarkOrder(OPERATIONS[sample], ("CN", "EU", "US-CA"), model="demo-model", model_version="1")
        with before.open("rb") as source, new_file(marked, replace=True) as target:
            answer = marker.mark(source, target, order, self.at, entropy(10))
        self._write(sample, Stage.CHANGED, changed(marked.read_bytes()))
        self._strip(sample, marked)
        return Chapter(
            sample=sample,
            operation=order.operation,
            versions=tuple(self._version(sample, stage) for stage in Stage),
            stranger=self._verify(marked, installation(self.folder / "a-stranger", {})),
            unmet=answer.plan.unmet,
        )

    def _version(self, sample: Sample, stage: Stage) -> Version:
        name = _name(sample, stage)
        return Version(stage, name, self._verify(self.folder / name, self.home))

    def _verify(self, path: Path, where: Installation) -> Report:
        with path.open("rb") as stream:
            return where.verifier(self.lend).verify(stream, self.at)

    def _strip(self, sample: Sample, marked: Path) -> None:
        """Do to our own sample what messengers and editors do to every file: lose its metadata."""
        path = self.folder / _name(sample, Stage.STRIPPED)
        with marked.open("rb") as source, new_file(path, replace=True) as target:
            containers.write(kind_of(source), source, target, containers.Inscribed(aigc=None, xmp=None))

    def _write(self, sample: Sample, stage: Stage, data: bytes) -> Path:
        path = self.folder / _name(sample, stage)
        with new_file(path, replace=True) as target:
            target.write(data)
        return path


def changed(data: bytes) -> bytes:
    """Change one bit of one byte two thirds into *data*, where the picture, film or sound itself is stored."""
    place = next(at for at in range(len(data) * 2 // 3, len(data)) if data[at] not in (0x00, 0xFE, 0xFF))
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _name(sample: Sample, stage: Stage) -> str:
    stem, _, ending = sample.partition(".")
    return f"{stem}.{stage}.{ending}"
