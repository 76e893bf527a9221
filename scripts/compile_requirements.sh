#!/usr/bin/env bash
# Pin every requirement with its hashes, for Python 3.11 and later on Linux, macOS and Windows. Run: make requirements
# dev.txt is the largest set; the others are held to its versions, so that all of them agree.
# The files name no index and no host: they install from whatever index the machine's pip is set to.
set -euo pipefail
cd "$(dirname "$0")/.."

pin() {
  local target=$1
  shift
  uv pip compile pyproject.toml "$@" --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
    --quiet --output-file "requirements/$target.txt"
}

group() {
  local target=$1
  uv pip compile --group "$target" --constraints requirements/dev.txt --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
    --quiet --output-file "requirements/$target.txt"
}

pin dev --all-extras --group dev "$@"
pin core --constraints requirements/dev.txt
pin av --extra av --constraints requirements/dev.txt
pin server --extra server --constraints requirements/dev.txt
group build
