"""The invisible mark of pictures against what happens to pictures: `python bench/watermark.py [FOLDER…]`.

Pictures are those of scikit-image and iscc-samples, and all JPEG and PNG files in the folders that are named; what is
larger is scaled to 1600 pixels first. A mark counts as read only if the reader gives back the very message. Intervals
are Wilson's, 95 %. With `blind-watermark` installed (it is no dependency), it runs beside ours on a few of them.
"""

import argparse
import contextlib
import io
import math
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import iscc_samples
import numpy as np
import skimage
from handling import HANDLINGS, Attack, Picture, coded_as
from PIL import Image
from skimage.metrics import structural_similarity
from sources import photograph

from tellmark.marks import pixels
from tellmark.marks.model import Inscription
from tellmark.marks.watermark import image, seeking
from tellmark.marks.watermark.chips import plan_of
from tellmark.marks.watermark.frame import frame_of, levelled
from tellmark.marks.watermark.message import message_in
from tellmark.marks.watermark.payload import Payload
from tellmark.marks.watermark.waves import AS_IT_IS, clearness, disc_of, turned
from tellmark.media import raster
from tellmark.media.kinds import Kind
from tellmark.rules.model import LabelDemand

SAYS = Payload.of_record("01934d1e-bench")
OTHER = Payload.of_record("01934d1e-other")
LARGE = 600_000
"""Pixels from which a picture counts as large."""

PARTS = ("quality", "survival", "rival", "twice", "false", "costs")

KEYS = 40
"""Other keys with which each unmarked picture is read in place."""

RIVALS = 3
"""Pictures on which a rival is tried: it takes a second for each."""


@dataclass(frozen=True)
class Sample:
    """A picture without a mark."""

    name: str
    picture: Picture

    @property
    def large(self) -> bool:
        """Whether it counts as large."""
        return self.picture.width * self.picture.height >= LARGE


def main(arguments: Sequence[str]) -> None:
    """Measure what is asked and print Markdown."""
    asked = argparse.ArgumentParser(description="Measure the invisible mark of pictures.")
    asked.add_argument("folders", nargs="*", help="folders with more pictures")
    asked.add_argument("--only", choices=PARTS, action="append", help="the tables to make")
    asked.add_argument("--every", type=int, default=1, help="take each so-manieth picture, to be done sooner")
    chosen = asked.parse_args(arguments)
    parts = chosen.only or PARTS
    samples = list(_samples(chosen.folders))[:: chosen.every]
    load = os.getloadavg()[0]
    print(f"{platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}; {len(samples)} pictures", flush=True)
    marked = [(one, _marked(one.picture)) for one in samples] if set(parts) - {"false", "costs"} else []
    held = [(one, picture) for one, picture in marked if picture is not None]
    tables: dict[str, Callable[[], None]] = {
        "quality": lambda: _print_quality(marked),
        "survival": lambda: _print_survival(held),
        "rival": lambda: _print_rival(held[:RIVALS]),
        "twice": lambda: _print_twice(held),
        "false": lambda: _print_false(samples),
        "costs": _print_costs,
    }
    for part in parts:
        tables[part]()


# --- pictures -------------------------------------------------------------------------------------------------------


def _samples(folders: Sequence[str]) -> Iterator[Sample]:
    shipped = [Path(skimage.__file__).parent / "data", Path(iscc_samples.__file__).parent / "files" / "image"]
    for folder in (*shipped, *(Path(one) for one in folders)):
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
                continue
            with Image.open(path) as opened:
                picture = opened.convert("RGB")
            picture.thumbnail((1600, 1600))
            yield Sample(path.stem, picture)


def _marked(picture: Picture, payload: Payload = SAYS) -> Picture | None:
    """Mark through the product's own door, as a PNG; None where it says that the picture does not take it."""
    for strength in image.STRENGTHS:
        still = raster.decode(Kind.PNG, coded_as(picture, "PNG"))
        if image.put(still, payload, strength) is not None:
            return None
        coded = io.BytesIO()
        raster.encode(still, coded)
        if image.holds(raster.luma(Kind.PNG, coded, 1000)[0], payload):
            with Image.open(coded) as opened:
                return opened.convert("RGB")
    return None


def _read(picture: Picture) -> Payload | None:
    found = seeking.sought(np.asarray(picture.convert("L")))
    return None if found is None else found.payload


ATTACKS: dict[str, Attack] = {
    **HANDLINGS,
    "subtracted by somebody who runs Tellmark": lambda picture: _taken_away(picture),
}


def _taken_away(picture: Picture) -> Picture:
    """What anybody can do who runs this program: subtract the pattern of the message that was read."""
    grey = np.asarray(picture.convert("L"))
    change = np.asarray(Image.fromarray(image.change_for(frame_of(grey), SAYS)).resize(picture.size))
    return Image.fromarray((np.asarray(picture) - change[:, :, None]).round().clip(0, 255).astype(np.uint8))


# --- tables ---------------------------------------------------------------------------------------------------------


def _print_quality(every: Sequence[tuple[Sample, Picture | None]]) -> None:
    refused = [f"{one.name} ({one.picture.width} × {one.picture.height})" for one, picture in every if picture is None]
    marked = [(one, picture) for one, picture in every if picture is not None]
    print(f"\nNot marked, and said so: {', '.join(refused) or 'none'}.")
    print("\n| pictures | n | PSNR mean, dB | least | most | SSIM (grey) mean | least |\n|---|---|---|---|---|---|---|")
    for words, wanted in (("large", True), ("small", False)):
        pairs = [(np.asarray(one.picture, float), np.asarray(own, float)) for one, own in marked if one.large is wanted]
        noise = [10 * math.log10(255**2 / max(float(((a - b) ** 2).mean()), 1e-9)) for a, b in pairs]
        alike = [
            structural_similarity(np.asarray(one.picture.convert("L")), np.asarray(own.convert("L")))
            for one, own in marked
            if one.large is wanted
        ]
        print(
            f"| {words} | {len(pairs)} | {statistics.mean(noise):.1f} | {min(noise):.1f} | {max(noise):.1f} |"
            f" {statistics.mean(alike):.4f} | {min(alike):.4f} |"
        )


def _print_survival(marked: Sequence[tuple[Sample, Picture]]) -> None:
    print("\n| what happened | large | small | wrong |\n|---|---|---|---|")
    rows = []
    for name, attack in ATTACKS.items():
        print(f"… {name}", file=sys.stderr, flush=True)
        answers = [(one.large, _read(attack(picture))) for one, picture in marked]
        large, small = ([says == SAYS for is_large, says in answers if is_large is wanted] for wanted in (True, False))
        wrong = sum(says is not None and says != SAYS for _, says in answers)
        rows.append((sum(large) + sum(small), f"| {name} | {_share(large)} | {_share(small)} | {wrong} |"))
    for _, row in sorted(rows, key=lambda pair: pair[0]):
        print(row)


def _print_rival(marked: Sequence[tuple[Sample, Picture]]) -> None:
    """Ours and blind-watermark, on the same few pictures."""
    rival = _rival(marked)
    if rival is None:
        print("\nblind-watermark is not installed: no rival was measured.")
        return
    print(f"\n| what happened, {len(marked)} pictures | ours | blind-watermark |\n|---|---|---|")
    for name, attack in ATTACKS.items():
        ours = sum(_read(attack(picture)) == SAYS for _, picture in marked)
        print(f"| {name} | {ours}/{len(marked)} | {rival(attack)} |", flush=True)


def _share(read: Sequence[bool]) -> str:
    n, k, z = len(read), sum(read), 1.96
    middle, spread = (k + z * z / 2) / (n + z * z), z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return f"{k}/{n} ({max(0, middle - spread):.0%}–{min(1, middle + spread):.0%})"


def _rival(marked: Sequence[tuple[Sample, Picture]]) -> Callable[[Attack], str] | None:
    """Put 64 bits with blind-watermark into the same pictures; it counts where all 64 come back."""
    try:
        from blind_watermark import WaterMark
    except ImportError:
        return None
    bits = [bool(int(bit)) for bit in np.unpackbits(np.frombuffer(SAYS.key + b"\x5a\xa5", np.uint8))]

    def through(picture: Picture, *, put: bool) -> object:
        with TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            source, target = f"{folder}/a.png", f"{folder}/b.png"
            picture.save(source)
            mark = WaterMark(password_img=1, password_wm=1)
            if not put:
                return mark.extract(source, wm_shape=len(bits), mode="bit")
            mark.read_img(source)
            mark.read_wm(bits, mode="bit")
            mark.embed(target)
            with Image.open(target) as opened:
                return opened.convert("RGB")

    theirs = [own for one, _ in marked if isinstance(own := through(one.picture, put=True), Image.Image)]

    def row(attack: Attack) -> str:
        read = []
        for own in theirs:
            try:
                found = np.asarray(through(attack(own), put=False)) > 0.5
            except Exception:  # noqa: BLE001 (it raises what it likes over a picture of another size)
                found = np.zeros(0, bool)
            read.append(found.tolist() == bits)
        return f"{sum(read)}/{len(read)}"

    return row


def _print_twice(marked: Sequence[tuple[Sample, Picture]]) -> None:
    """Mark a marked picture again: by the product, and by force, as somebody else's program might."""
    kept = sum(_marked_again(picture) == SAYS for _, picture in marked)
    forced = [_read(_forced(picture)) for _, picture in marked]
    print(
        f"\nMarked again by the product: the first message stays in {kept} of {len(marked)}. Marked again by force: the"
        f" first is read in {sum(one == SAYS for one in forced)}, the second in {sum(one == OTHER for one in forced)},"
        f" none in {sum(one is None for one in forced)}."
    )


def _marked_again(picture: Picture) -> object:
    return image.borne(raster.decode(Kind.PNG, coded_as(picture, "PNG")))


def _forced(picture: Picture) -> Picture:
    change = image.change_for(frame_of(np.asarray(picture.convert("L"))), OTHER)
    more = np.asarray(Image.fromarray(change).resize(picture.size))
    return Image.fromarray((np.asarray(picture) + more[:, :, None]).round().clip(0, 255).astype(np.uint8))


UNMARKED: tuple[str, ...] = (
    "nothing", "JPEG 75", "JPEG 30", "0.5 ×", "1.5 ×", "cut to 70 %", "cut to 50 %", "cut to 25 %", "turned 10°",
    "mirrored", "0.9 × across only", "noise 5", "blur 2", "screenshot (0.77 ×, JPEG 80)",
)  # fmt: skip


def _print_false(samples: Sequence[Sample]) -> None:
    """Read what bears no mark: everywhere with our key, in place with many others."""
    whole = [_read(ATTACKS[name](one.picture)) for one in samples for name in UNMARKED]
    tried = alarms = 0
    clearest = 0.0
    for one in samples:
        even = levelled(frame_of(np.asarray(one.picture.convert("L"))))
        for number in range(KEYS):
            plan = plan_of(b"bench/%d" % number)
            waves = turned(disc_of(even, plan), AS_IT_IS, plan)
            clearest = max(clearest, clearness(waves, plan))
            tried += 1
            alarms += message_in(waves, plan) is not None
    print(
        f"\nFalse alarms: {sum(one is not None for one in whole)} of {len(whole)} unmarked pictures, whole search;"
        f" {alarms} of {tried} (picture × key), in place, every one decoded; greatest clearness there {clearest:.1f}."
    )


def _print_costs() -> None:
    """Time and memory for a 12-megapixel JPEG against decoding and coding it again."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        photograph(path)
        source = path.read_bytes()
        demand = LabelDemand(("AI-generated",), 0.05, 0.0, None, (), rhythm=False)
        works: dict[str, Callable[[], object]] = {
            "decode, code again": lambda: _recoded(source),
            "label, as before": lambda: _inscribed(source, Inscription(demand, None, None, None)),
            "label and invisible mark, with its own reading back": lambda: _inscribed(
                source, Inscription(demand, None, None, None, watermark="01934d1e-bench")
            ),
            "look for a mark that is not there": lambda: image.find(
                raster.luma(Kind.JPEG, io.BytesIO(source), 1000)[0]
            ),
        }
        costs = {name: _cost(work) for name, work in works.items()}
    floor_seconds, floor_memory = costs["decode, code again"]
    print("\n| 12 MP JPEG | time | peak memory of a process |\n|---|---|---|")
    for name, (seconds, memory) in costs.items():
        time_ratio, memory_ratio = seconds / floor_seconds, memory / floor_memory
        print(f"| {name} | {time_ratio:.2f} × ({seconds * 1000:.0f} ms) | {memory_ratio:.2f} × ({memory:.0f} MiB) |")


def _recoded(source: bytes) -> None:
    raster.encode(raster.decode(Kind.JPEG, io.BytesIO(source)), io.BytesIO())


def _inscribed(source: bytes, inscription: Inscription) -> None:
    pixels.inscribe(Kind.JPEG, io.BytesIO(source), io.BytesIO(), inscription, TemporaryFile)


def _cost(work: Callable[[], object]) -> tuple[float, float]:
    """Return the best of five in seconds, and the peak memory of a process of its own in MiB."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(writing, f"{min(times)} {peak}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    seconds, peak_memory = os.read(reading, 100).split()
    os.close(reading)
    os.close(writing)
    return float(seconds), float(peak_memory)


if __name__ == "__main__":
    main(sys.argv[1:])
