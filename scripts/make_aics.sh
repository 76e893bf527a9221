#!/usr/bin/env bash
# Make .venv/aics: aics-tlog and aics-witness, other people's checkers of our log, for the tests. They need Python 3.12
# or later, which Tellmark does not: any that is found on this machine will do, by its name or among pyenv's.
set -euo pipefail
cd "$(dirname "$0")/.."

place=.venv/aics
pins=requirements/aics.txt
if cmp -s "$pins" "$place/made-of.txt"; then exit 0; fi

fits() {
  "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

candidates() {
  printf '%s\n' "${PYTHON:-}" python3.12 python3.13 python3.14 python3.15 python3 python
  local root
  root=${PYENV_ROOT:-$(pyenv root 2>/dev/null || echo "$HOME/.pyenv")}
  printf '%s\n' "$root"/versions/*/bin/python3
}

found=
while read -r candidate; do
  if [ -n "$candidate" ] && fits "$candidate"; then
    found=$candidate
    break
  fi
done < <(candidates)
if [ -z "$found" ]; then
  echo "aics-tlog needs Python 3.12 or later, and none was found. Name one: make PYTHON=/path/to/python3.12 aics" >&2
  exit 1
fi

rm -rf "$place"
"$found" -m venv "$place"
"$place/bin/python" -m pip --disable-pip-version-check -qq install --require-hashes --only-binary :all: -r "$pins"
cp "$pins" "$place/made-of.txt"
