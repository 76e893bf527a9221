"""Mark and verify against their floors, side by side in one run: `python bench/marking.py` prints a table.

Every figure is a ratio to a named floor, measured in turn with it (A B A B …), median of the pairs. Marks in a warm
sandbox and as a cold command stand beside each other; peak memory is that of the sandboxed child.
"""

import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import av
from PIL import Image
from sources import film, photograph

from tellmark.app import Installation, installation
from tellmark.marks.aigc.birth import label_for
from tellmark.marks.checks.model import Question
from tellmark.marks.lending import one_cell
from tellmark.marks.model import CredentialClaim, Inscription, IptcFields, Watermarked
from tellmark.marks.orders import APPLY, ApplyOrder, Lend
from tellmark.marks.service import MarkOrder
from tellmark.media.film_recode import CODECS
from tellmark.media.kinds import Kind, kind_of
from tellmark.media.sandbox import Limits
from tellmark.rules.model import Operation
from tellmark.rules.operations import IPTC_SOURCE_TYPES
from tellmark.values.ids import entropy
from tellmark.values.instants import now, rfc3339

PAIRS = 7
ORDERS = {
    modality: MarkOrder(operation, ("CN", "EU", "US-CA"), model="avatar-2", model_version="1")
    for modality, operation in (
        ("image", Operation.FACE_SWAP), ("audio", Operation.VOICE_CLONE), ("video", Operation.FACE_SWAP),
    )
}  # fmt: skip
Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One comparison: what, against which floor, the ratio's median and range, and seconds of the floor."""

    what: str
    floor: str
    ratios: list[float]
    floor_seconds: float


def main() -> None:
    """Measure everything and print a Markdown table."""
    with tempfile.TemporaryDirectory() as folder, one_cell() as lend:
        bench = Bench(Path(folder), lend)
        rows = [row for kind in (Kind.JPEG, Kind.MP4) for row in bench.rows(kind)]
        print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, Python "
              f"{platform.python_version()}, {PAIRS} pairs; median (least to most)\n")  # fmt: skip
        print("| what | against | ratio | floor, s |\n|---|---|---|---|")
        for row in rows:
            ratios = sorted(row.ratios)
            print(f"| {row.what} | {row.floor} | **{statistics.median(ratios):.2f}** "
                  f"({ratios[0]:.2f} to {ratios[-1]:.2f}) | {row.floor_seconds:.3f} |")  # fmt: skip
        print(f"\nPeak memory of the sandboxed child over all of this: {bench.peak()} MiB.")


class Bench:
    """The files, the installation and the warm sandbox that everything is measured with."""

    def __init__(self, folder: Path, lend: Lend) -> None:
        self.folder = folder
        self.lend = lend
        self.home = _home(folder)
        self.files = {Kind.JPEG: photograph(folder / "a.jpg"), Kind.MP4: film(folder / "a.mp4")}

    def rows(self, kind: Kind) -> list[Row]:
        """Measure one kind of file."""
        source = self.files[kind]
        size = f"{source.stat().st_size / 1e6:.1f} MB {'12 MP JPEG' if kind is Kind.JPEG else '1080p MP4, 5 s'}"
        marked = self.folder / f"marked{kind.extension}"
        self.mark(source, marked)
        recode = self.recode_jpeg if kind is Kind.JPEG else self.recode_mp4
        return [
            self.row(f"mark, warm: {size}", "decode and re-encode", lambda: self.mark(source, marked), recode),
            self.row(f"mark, cold command: {size}", "decode and re-encode", lambda: self.cold_mark(source), recode),
            self.row(f"mark metadata only, warm: {size}", "copy and hash", lambda: self.metadata(kind),
                     lambda: self.copy_and_hash(source)),
            self.row(f"verify, warm: {size}", "SHA-256", lambda: self.verify(marked), lambda: _sha256(marked)),
            self.row(f"check, warm: {size}", "verify, warm", lambda: self.check(marked), lambda: self.verify(marked)),
            self.row(f"verify, cold command: {size}", "SHA-256", lambda: self.cold_verify(marked),
                     lambda: _sha256(marked)),
        ]  # fmt: skip

    def row(self, what: str, floor: str, work: Work, rival: Work) -> Row:
        """Time *work* and *rival* in turn."""
        rival(), work()
        pairs = [(_seconds(work), _seconds(rival)) for _ in range(PAIRS)]
        return Row(what, floor, [one / other for one, other in pairs], statistics.median(b for _, b in pairs))

    def mark(self, source: Path, target: Path) -> None:
        with source.open("rb") as src, target.open("w+b") as dst:
            self.home.marker(self.lend, now()).mark(src, dst, ORDERS[kind_of(src).modality], now(), entropy(10))

    def verify(self, path: Path) -> None:
        with path.open("rb") as stream:
            self.home.verifier(self.lend).verify(stream, now())

    def check(self, path: Path) -> None:
        with path.open("rb") as stream:
            self.home.checker(self.lend).check(stream, Question(("CN", "EU", "US-CA"), now()), now())

    def metadata(self, kind: Kind) -> None:
        """Mark with everything but the label: no sample is touched."""
        source, signer = self.files[kind], self.home.keys.load(now())
        uri = f"{IPTC_SOURCE_TYPES}compositeWithTrainedAlgorithmicMedia"
        claim = CredentialClaim("", "Bench", "avatar-2", "1", "face_swap", "altered", uri, "0" * 32, rfc3339(now()),
                                "none", "0" * 64)  # fmt: skip
        inscription = Inscription(None, label_for("Bench", None, "0" * 32), IptcFields(uri, "avatar-2", "1"), claim)
        order = ApplyOrder(kind, inscription, signer.chain.chain_pem, keep_broken_parent=False)
        limits = Limits.for_size(source.stat().st_size)
        with source.open("rb") as src, tempfile.TemporaryFile() as dst, self.lend() as cell:
            files = {"source": src, "target": cast("BinaryIO", dst)}
            cell.run(APPLY, order, Watermarked, files=files, calls={"sign": signer.sign}, limits=limits)

    def cold_mark(self, source: Path) -> None:
        self._command("mark", str(source), "--operation", "face_swap", "-o", str(self.folder / "cold"), "--force")

    def cold_verify(self, path: Path) -> None:
        self._command("verify", "--json", str(path))

    def _command(self, *arguments: str) -> None:
        environ = {**os.environ, "TELLMARK_HOME": str(self.home.settings.home)}
        subprocess.run([sys.executable, "-m", "tellmark", *arguments], check=True, capture_output=True, env=environ)

    def recode_jpeg(self) -> None:
        with Image.open(self.files[Kind.JPEG]) as picture:
            picture.save(self.folder / "plain.jpg", quality="keep")

    def recode_mp4(self) -> None:
        """Decode and encode the picture with the settings that marking uses; copy the sound."""
        name, options = CODECS["h264"]
        with av.open(str(self.files[Kind.MP4])) as source, av.open(str(self.folder / "plain.mp4"), "w") as target:
            picture, sound = source.streams.video[0], source.streams.audio[0]
            picture.thread_type = "AUTO"
            coded = target.add_stream(name, rate=picture.average_rate, options=dict(options))
            assert isinstance(coded, av.VideoStream)
            coded.width, coded.height, coded.pix_fmt = picture.width, picture.height, "yuv420p"
            kept = target.add_stream_from_template(sound)
            for packet in source.demux(picture, sound):
                if packet.stream is sound and packet.dts is not None:
                    packet.stream = kept
                    target.mux(packet)
                elif packet.stream is picture:
                    for frame in picture.decode(packet):
                        target.mux(coded.encode(frame))
            target.mux(coded.encode(None))

    def copy_and_hash(self, source: Path) -> None:
        shutil.copyfile(source, self.folder / "copy")
        _sha256(self.folder / "copy")

    def peak(self) -> int:
        """Return the child's high-water mark of resident memory, in MiB."""
        with self.lend() as cell:
            status = Path(f"/proc/{cell.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


def _home(folder: Path) -> Installation:
    folder.joinpath("tellmark.toml").write_text('[provider]\nname = "Bench"\n')
    place = installation(folder, {})
    place.keys.create("Bench", "ZZ", now())
    return place


def _seconds(work: Work) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _sha256(path: Path) -> None:
    with path.open("rb") as stream:
        hashlib.file_digest(stream, "sha256")


if __name__ == "__main__":
    main()
