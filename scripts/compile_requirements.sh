#!/usr/bin/env bash
# Pin every requirement with its hashes, for Python 3.11 and later on Linux, macOS and Windows. Run: make requirements
# dev.txt is the largest set; the others are held to its versions, so that all of them agree.
# The files name no index and no host: they install from whatever index the machine's pip is set to.
# Releases of the last week are left out: most bad ones are found out and withdrawn within days.
set -euo pipefail
cd "$(dirname "$0")/.."

pin() {
  local target=$1
  shift
  uv pip compile "$@" --universal --python-version "${python:-3.11}" --exclude-newer "7 days" --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
    --quiet --output-file "requirements/$target.txt"
}

held=(--constraints requirements/dev.txt)
pin dev pyproject.toml --all-extras --group dev "$@"
pin core pyproject.toml "${held[@]}"
pin av pyproject.toml --extra av "${held[@]}"
pin store pyproject.toml --extra store "${held[@]}"
pin postgres pyproject.toml --extra postgres "${held[@]}"
pin s3 pyproject.toml --extra s3 "${held[@]}"
pin pkcs11 pyproject.toml --extra pkcs11 "${held[@]}"
pin server pyproject.toml --extra server "${held[@]}"
pin build --group build "${held[@]}"
python=3.12 pin aics requirements/aics.in
