"""A try: somebody has begun to prove who they are, and an answer is awaited."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from tellmark.store.scope import TenantId
from tellmark.subjects.model import SubjectId

BACK = "_back"
"""Under which name the page that asked is kept, sealed, with the rest."""

MOST_A_DAY = 20
"""Tries that one person may begin within a day by one door: a code that is sent costs somebody something.

Whoever holds a link uses up those of this link, and not the person's own.
"""

DAY = timedelta(days=1)
_HANDLE = re.compile(r"([a-z0-9][a-z0-9-]{0,63})\.([A-Za-z0-9_-]{43})")


class TryState(StrEnum):
    """How far it is."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Try:
    """One try. *id* is the digest of its handle's secret, *browser* of the cookie of whoever began it.

    *digest* is that of the decision document that it binds, empty for none; *record* what came of it; *door* is the
    opaque session of the link by which they came, empty where they were signed in.
    """

    id: str
    subject: SubjectId
    verifier: str
    state: TryState
    digest: str
    browser: str
    opened_at: datetime
    expires_at: datetime
    attempts: int = 0
    record: str = ""
    door: str = ""

    def open_for(self, verifier: str, at: datetime) -> bool:
        """Tell whether an answer for *verifier* is awaited at this instant."""
        return self.state is TryState.OPEN and self.verifier == verifier and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Taken:
    """A try whose answer is being judged, with what was kept for it."""

    found: Try
    kept: Mapping[str, str] = field(repr=False)


def handle_of(tenant: TenantId, secret: str) -> str:
    """Return the handle of a try: the tenant, which is a name without meaning, and 43 characters of chance."""
    return f"{tenant}.{secret}"


def read_handle(handle: str) -> tuple[TenantId, str] | None:
    """Return the tenant of a *handle* and the id of its row, None for what is no handle."""
    parts = _HANDLE.fullmatch(handle[:200])
    return None if parts is None else (TenantId(parts[1]), digest_of(parts[2]))


def digest_of(secret: str) -> str:
    """Return what is kept of a secret of 32 random bytes: its SHA-256."""
    return sha256(secret.encode()).hexdigest()
