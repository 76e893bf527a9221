"""The keys of logs that have ended here: what they signed is still known as this installation's own."""

from pathlib import Path

from tellmark.proof.files import get, put
from tellmark.proof.log.vkeys import VerifierKey, read_vkey

FILE = "log-past.txt"


def past_logs(folder: Path) -> tuple[VerifierKey, ...]:
    """Return the keys of logs that have ended, the oldest first. Raises BrokenKeyFolder, BadVerifierKey."""
    path = folder / FILE
    return tuple(read_vkey(line) for line in get(path).decode("utf-8", "replace").split()) if path.exists() else ()


def remember(folder: Path, ended: VerifierKey) -> None:
    """Keep *ended* among them. Raises as `past_logs`, and NotWritten."""
    put(folder / FILE, "".join(f"{one.text}\n" for one in (*past_logs(folder), ended)).encode())
