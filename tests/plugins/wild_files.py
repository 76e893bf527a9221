"""Real files with wrong labels, made with our own writers and wrong values, or by other programs."""

import io
import json
import subprocess
import tempfile
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from credentials_studio import CLAIM, IPTC, Studio, actions, soft_binding
from label_signer import LabelSigner
from tellmark.marks.aigc.security import message
from tellmark.marks.aigc.write import PROPERTY
from tellmark.marks.label import film, picture, sound
from tellmark.marks.label.wordings import PERFORMER
from tellmark.marks.model import NO_WATERMARK, CredentialClaim, Watermarked
from tellmark.media import containers
from tellmark.media.containers import Inscribed, xmp
from tellmark.media.kinds import Kind
from tellmark.rules.model import LabelDemand

CODE = "001191110102MACQD9K64010000"
LABEL = {
    "Label": "1",
    "ContentProducer": "Studio-North",
    "ProduceID": "id-1",
    "ReservedCode1": "",
    "ContentPropagator": "Studio-North",
    "PropagateID": "id-1",
    "ReservedCode2": "",
}


def label_with(**changes: object) -> str:
    """Return the implicit label with *changes*; None takes a key out."""
    fields = {key: value for key, value in {**LABEL, **changes}.items() if value is not None}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def seen(*texts: str, ink: float = 0.05, seconds: float = 4.0) -> LabelDemand:
    """Return the demand of a label that is seen."""
    return LabelDemand(texts, ink, seconds, None, (), rhythm=False)


def heard(*spoken: str, rhythm: bool = False) -> LabelDemand:
    """Return the demand of a label that is heard."""
    return LabelDemand((), 0.0, 0.0, None, spoken, rhythm)


def temporary() -> BinaryIO:
    """Return a file without a name."""
    return cast("BinaryIO", tempfile.TemporaryFile())


@dataclass
class Wild:
    """The wild files, each made when it is first asked for. *own* are ours, marked as they should be.

    *clock* gives time-stamp tokens.
    """

    own: Mapping[Kind, Path]
    bare: Mapping[Kind, Path]
    studio: Studio
    folder: Path
    clock: Callable[[bytes], bytes]

    def path(self, name: str) -> Path:
        """Return the file called *name*: `jpeg` is our own, `jpeg.bare` without marks, any other one of `makers`."""
        kind, _, rest = name.partition(".")
        if rest in ("", "bare"):
            return (self.bare if rest else self.own)[Kind[kind.upper()]]
        place = self.folder / f"{rest}{Kind[kind.upper()].extension}"
        if not place.exists():
            place.write_bytes(self.makers[name]())
        return place

    @cached_property
    def makers(self) -> dict[str, Callable[[], bytes]]:
        """What makes each file, by its name: its kind, and what is wrong with it."""
        aigc = {
            "json_broken": '{"Label":"1",',
            "label_aigc": label_with(Label="AIGC"),
            "label_number": label_with(Label=1),
            "names_chinese": label_with(ContentProducer="北方工作室", ContentPropagator="北方工作室"),
            "reserved_left_out": label_with(ReservedCode1=None, ReservedCode2=None),
            "propagator_empty": label_with(ContentPropagator="", PropagateID=""),
            "propagator_other": label_with(ContentPropagator="Platform-South", PropagateID="77"),
            "number_blank": label_with(ProduceID="0000", PropagateID="0000"),
            "number_missing": label_with(ProduceID=""),
            "code_wrong": label_with(ContentProducer=CODE[:-6] + "1" + CODE[-5:], ContentPropagator=CODE),
            "code_right": label_with(ContentProducer=CODE, ContentPropagator=CODE),
            "wrapped": json.dumps({"AIGC": LABEL}),
            "security_unsigned": label_with(ReservedCode1='{"SecurityData":{"Type":"TC260PG"}}'),
        }
        return {
            **{f"jpeg.{name}": partial(self._written, Kind.JPEG, text) for name, text in aigc.items()},
            "jpeg.label_signed": self._label_signed,
            "jpeg.label_signed_changed": partial(self._label_signed, ProduceID="id-2", PropagateID="id-2"),
            "jpeg.two_alike": partial(self._exif, label_with()),
            "jpeg.two_contradict": partial(self._exif, label_with(Label="2", ProduceID="other")),
            "mp4.remuxed": partial(self._ffmpeg, "mp4", ["-c", "copy"]),
            "mp3.in_a_comment": partial(
                self._ffmpeg, "mp3", ["-c", "copy", "-metadata", f"comment={label_with()}"], self.bare
            ),
            "png.in_a_text": partial(self._png_text, json.dumps({"AIGC": LABEL})),
            "png.in_a_text_bare": partial(self._png_text, label_with()),
            "jpeg.small": partial(self._seen, Kind.JPEG, seen("AI生成", "AI-generated", ink=0.04)),
            "jpeg.english": partial(self._seen, Kind.JPEG, seen("AI-generated")),
            "jpeg.chinese_words": partial(self._seen, Kind.JPEG, seen("人工智能生成")),
            "mp4.small": partial(self._seen, Kind.MP4, seen("AI生成", "AI-generated", ink=0.04)),
            "mp4.english": partial(self._seen, Kind.MP4, seen("AI-generated")),
            "mp4.chinese_words": partial(self._seen, Kind.MP4, seen("人工智能生成")),
            "mp4.performer": partial(self._seen, Kind.MP4, seen("AI生成", PERFORMER)),
            "mp4.again": partial(self._long, repeat=60.0),
            "mp4.once": partial(self._long, repeat=None),
            "mp4.late": partial(self._cut, "late"),
            "mp4.short": partial(self._cut, "short"),
            "mp4.whole": partial(self._cut, "whole"),
            "wav.english": partial(self._heard, heard("en")),
            "wav.performer": partial(self._heard, heard("en-x-perform")),
            "wav.rhythm": partial(self._heard, heard(rhythm=True)),
            "wav.late": self._late,
            "jpeg.tampered": self._tampered,
            **{f"{kind.name.lower()}.stamped": partial(self._stamped, kind, self.clock) for kind in Kind},
            "jpeg.stamped_for_another": partial(self._stamped, Kind.JPEG, lambda _: self.clock(b"another signature")),
            "jpeg.version_unnamed": partial(self._signed, CLAIM, system_version=""),
            "jpeg.watermark_declared": partial(self._declares, soft_binding("com.adobe.trustmark.P")),
            "jpeg.watermark_unlisted": partial(self._declares, soft_binding("jane.doe.mark")),
            "jpeg.watermark_passed_on": partial(self._declares, soft_binding("com.digimarc.validate.1", created=False)),
            "jpeg.fingerprint_declared": partial(self._declares, soft_binding("io.iscc.v0")),
            "jpeg.pixels_only": self._pixels_only,
            "jpeg.watermark_gone": partial(self._signed, CLAIM, Watermarked("5e1fac7ec0de")),
            "jpeg.watermark_step": partial(self._declares, step={"action": "c2pa.watermarked.unbound"}),
            "jpeg.camera": partial(self._source_type, "digitalCapture"),
            "jpeg.made_up": partial(self._source_type, "somethingElse"),
            "jpeg.system_unnamed": partial(self._source_type, "trainedAlgorithmicMedia"),
        }

    def _stamped(self, kind: Kind, clock: Callable[[bytes], bytes]) -> bytes:
        return self.studio.sign(kind, self.bare[kind].read_bytes(), stamp=clock)

    def _written(self, kind: Kind, text: str, source: bytes | None = None) -> bytes:
        packet = xmp.with_properties(None, {PROPERTY: text})
        out = io.BytesIO()
        containers.write(kind, io.BytesIO(source or self.bare[kind].read_bytes()), out, Inscribed(None, packet))
        return out.getvalue()

    def _label_signed(self, **changes: str) -> bytes:
        """A label whose producer signed it; *changes* come afterwards."""
        security = LabelSigner(self.folder).security(message(LABEL))
        return self._written(Kind.JPEG, label_with(ReservedCode1=security, **changes))

    def _source_type(self, term: str) -> bytes:
        name = ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType")
        packet = xmp.with_properties(None, {name: f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}"})
        out = io.BytesIO()
        containers.write(Kind.JPEG, io.BytesIO(self.bare[Kind.JPEG].read_bytes()), out, Inscribed(None, packet))
        return out.getvalue()

    def _exif(self, text: str) -> bytes:
        """A second label in the Exif comment, written by exiftool."""
        target = self.folder / "exif.jpg"
        target.unlink(missing_ok=True)
        first = self.folder / "first.jpg"
        first.write_bytes(self._written(Kind.JPEG, label_with()))
        wrapped = json.dumps({"AIGC": json.loads(text)})
        subprocess.run(
            ["exiftool", f"-UserComment={wrapped}", "-o", str(target), str(first)], check=True, capture_output=True
        )
        return target.read_bytes()

    def _ffmpeg(self, ending: str, arguments: list[str], sources: Mapping[Kind, Path] | None = None) -> bytes:
        target = self.folder / f"ffmpeg.{ending}"
        source = (sources or self.own)[Kind[ending.upper()]]
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", source, *arguments, target], check=True)
        return target.read_bytes()

    def _png_text(self, text: str) -> bytes:
        chunk, out = PngInfo(), io.BytesIO()
        chunk.add_text("AIGC", text)
        with Image.open(self.bare[Kind.PNG]) as opened:
            opened.save(out, "PNG", pnginfo=chunk)
        return out.getvalue()

    def _seen(self, kind: Kind, demand: LabelDemand) -> bytes:
        out = io.BytesIO()
        source = io.BytesIO(self.bare[kind].read_bytes())
        if kind is Kind.JPEG:
            picture.inscribe(kind, source, out, demand)
        else:
            film.inscribe(kind, source, out, demand, temporary, lambda _: None)
        return out.getvalue()

    def _long(self, repeat: float | None) -> bytes:
        """A small film of more than two minutes, whose label comes back or does not."""
        target, out = self.folder / "long.mp4", io.BytesIO()
        looped = ["-stream_loop", "30", "-i", str(self.bare[Kind.MP4]), "-t", "130", "-an"]
        encoded = ["-vf", "fps=5,scale=320:180", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20"]
        subprocess.run(["ffmpeg", "-v", "error", "-y", *looped, *encoded, str(target)], check=True)
        demand = replace(seen("AI-generated"), repeat=repeat)
        with target.open("rb") as source:
            film.inscribe(Kind.MP4, source, out, demand, temporary, lambda _: None)
        return out.getvalue()

    def _cut(self, how: str) -> bytes:
        """Films whose label comes after a second without it, goes after one, or stands in all of a film of one."""
        labelled, plain = self.own[Kind.MP4], self.bare[Kind.MP4]
        first, second = {"late": (plain, labelled), "short": (labelled, plain), "whole": (labelled, None)}[how]
        target = self.folder / f"cut-{how}.mp4"
        cut = ["-t", "1", "-i", str(first)] + (["-t", "2", "-i", str(second)] if second else [])
        joined = ["-filter_complex", "[0:v][1:v]concat=n=2:v=1:a=0[v]", "-map", "[v]"] if second else ["-an"]
        encoded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20"]
        subprocess.run(["ffmpeg", "-v", "error", "-y", *cut, *joined, *encoded, str(target)], check=True)
        return target.read_bytes()

    def _heard(self, demand: LabelDemand) -> bytes:
        out = io.BytesIO()
        sound.inscribe(Kind.WAV, io.BytesIO(self.bare[Kind.WAV].read_bytes()), out, demand)
        return out.getvalue()

    def _late(self) -> bytes:
        """The label after four seconds of the recording."""
        out = io.BytesIO()
        with (
            wave.open(io.BytesIO(self._heard(heard("en")))) as labelled,
            wave.open(str(self.bare[Kind.WAV])) as plain,
            wave.open(out, "wb") as joined,
        ):
            joined.setparams(plain.getparams())
            joined.writeframes(plain.readframes(4 * plain.getframerate()))
            joined.writeframes(labelled.readframes(labelled.getnframes()))
        return out.getvalue()

    def _tampered(self) -> bytes:
        """One bit of the coded picture turned over."""
        data = self.own[Kind.JPEG].read_bytes()
        place = next(at for at in range(len(data) * 2 // 3, len(data)) if data[at] not in (0, 0xFE, 0xFF))
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    def _declares(self, *assertions: dict[str, Any], step: dict[str, str] | None = None) -> bytes:
        """Another maker's credential, which says AI and whatever *assertions* and *step* say."""
        made = {"action": "c2pa.created", "digitalSourceType": IPTC + "trainedAlgorithmicMedia"}
        steps = actions(made, *([step] if step else []))
        return self.studio.sign_as_others(self.bare[Kind.JPEG].read_bytes(), [steps, *assertions])

    def _signed(self, claim: CredentialClaim, watermarked: Watermarked = NO_WATERMARK, **changes: str) -> bytes:
        said = replace(claim, **changes)
        return self.studio.sign(Kind.JPEG, self.bare[Kind.JPEG].read_bytes(), claim=said, watermarked=watermarked)

    def _pixels_only(self) -> bytes:
        """Our own picture after a messenger: smaller, coded anew, all its metadata gone."""
        out = io.BytesIO()
        with Image.open(self.own[Kind.JPEG]) as picture:
            small = picture.resize((round(picture.width * 0.8), round(picture.height * 0.8)))
            small.save(out, "JPEG", quality=70)
        return out.getvalue()
