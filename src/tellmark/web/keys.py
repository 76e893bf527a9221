"""Who may mark over HTTP: API keys, of which only digests are kept."""

import base64
import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tellmark.store.scope import HOME, TenantId
from tellmark.surface.principal import Kind, Principal, Shown
from tellmark.values.errors import ErrorKind, TellmarkError

_LINE = re.compile(r"([0-9a-f]{64}) ([A-Za-z0-9_.-]{1,64})")
_PREFIX = "tmk_"

MARK = "mark"
"""The capability to have files marked."""


class NoApiKeys(TellmarkError):
    """There is no file of API keys, or none in it, so that marking could only be open to everyone or to nobody."""

    code = "web.no_api_keys"
    kind = ErrorKind.USAGE


class BadApiKeys(TellmarkError):
    """A line of the file of API keys cannot be read."""

    code = "web.bad_api_keys"
    kind = ErrorKind.USAGE


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept: the SHA-256 of its text, and a label that the operator chose."""

    digest: str
    label: str


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """The keys that open `POST /v1/mark`, each for a program of *tenant*."""

    keys: tuple[ApiKey, ...]
    tenant: TenantId = HOME

    def who(self, shown: Shown, at: datetime) -> Principal | None:  # noqa: ARG002 (the port's; these keys do not end)
        """Return the program that shows one of the keys, None where none does.

        A key is high in entropy, so a plain digest keeps it; every kept digest is compared, in constant time.
        """
        digest = digest_of(shown.bearer)
        found = [key for key in self.keys if hmac.compare_digest(key.digest, digest)]
        if not found:
            return None
        return Principal(f"key-{digest[:32]}", self.tenant, Kind.API_KEY, capabilities=frozenset({MARK}))


def digest_of(text: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(text.encode()).hexdigest()


def new_key(random: bytes) -> str:
    """Return the text of a new key, made of *random* (32 bytes)."""
    return _PREFIX + base64.urlsafe_b64encode(random).decode().rstrip("=")


def read_keys(path: Path) -> ApiKeys:
    """Read a file of keys: a line each, the SHA-256 of the key and its label; # begins a comment.

    Raises NoApiKeys when there is none, BadApiKeys for a line that cannot be read (it is not repeated).
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    keys = tuple(_key(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#")
    if not keys:
        raise NoApiKeys(
            "there is no API key for `POST /v1/mark`",
            "Make one: tellmark serve --new-key NAME, or name a file of keys in TELLMARK_API_KEY_FILE.",
        )
    return ApiKeys(keys)


def add_key(path: Path, label: str, random: bytes) -> str:
    """Add a key called *label* to the file at *path* (made for its owner only) and return its text, this once."""
    text = new_key(random)
    line = f"{digest_of(text)} {label}"
    if not _LINE.fullmatch(line):
        raise BadApiKeys("that name cannot stand in the file of keys", "Use letters, digits, points and hyphens.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(line + "\n")
    return text


def _key(number: int, line: str) -> ApiKey:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise BadApiKeys(
            f"line {number} of the file of API keys is not a SHA-256 and a label",
            "Write a line as `tellmark serve --new-key NAME` does; the key itself never stands there.",
        )
    return ApiKey(match[1], match[2])
