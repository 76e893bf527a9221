"""Recordings as telephones make them: a voice of espeak-ng, coded by ffmpeg in the ways that are met."""

import subprocess
from functools import cache

SENTENCE = "I agree to the request quiet harbour, forty two. My words for it are: green bridge, old window."

CODED = {
    "an iPhone's m4a": ("-c:a", "aac", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov"),
    "a browser's webm": ("-c:a", "libopus", "-ar", "48000", "-f", "webm"),
    "a messenger's ogg": ("-c:a", "libopus", "-ar", "48000", "-f", "ogg"),
    "an mp3": ("-c:a", "libmp3lame", "-f", "mp3"),
    "a wave file": ("-c:a", "pcm_s16le", "-ac", "2", "-ar", "44100", "-f", "wav"),
    "a wave file of a studio": ("-c:a", "pcm_s24le", "-ac", "2", "-ar", "96000", "-f", "wav"),
    "aac without a container": ("-c:a", "aac", "-f", "adts"),
}
"""What telephones and browsers send, with what ffmpeg makes it."""


@cache
def voice(*coded: str, seconds: float | None = None) -> bytes:
    """Return the sentence, spoken and *coded*; cut or filled up to *seconds* where they are given."""
    spoken = subprocess.run(["espeak-ng", "--stdout", SENTENCE], capture_output=True, check=True, timeout=60).stdout
    cut = ("-af", "apad", "-t", str(seconds)) if seconds is not None else ()
    return _ffmpeg(("-f", "wav", "-i", "pipe:0"), (*cut, *(coded or CODED["a wave file"])), spoken)


@cache
def silence(seconds: float = 5) -> bytes:
    """Return a wave file in which nobody speaks."""
    return _ffmpeg(("-f", "lavfi", "-i", f"anullsrc=r=16000:cl=mono:d={seconds}"), ("-f", "wav"), b"")


@cache
def film() -> bytes:
    """Return a film without sound."""
    return _ffmpeg(
        ("-f", "lavfi", "-i", "testsrc=d=3:s=64x64:r=5"), ("-f", "mp4", "-movflags", "frag_keyframe+empty_moov"), b""
    )


def _ffmpeg(given: tuple[str, ...], wanted: tuple[str, ...], data: bytes) -> bytes:
    command = ["ffmpeg", "-v", "error", *given, *wanted, "pipe:1"]
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=60).stdout
