"""Leaves: what happened, as canonical JSON without anybody's data; what is personal stands as a keyed commitment."""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tellmark.proof.log.errors import BadLeaf, MalformedLog
from tellmark.proof.log.tiles import LARGEST_ENTRY
from tellmark.values.canonical import Json, canonical
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.event/1"
COMMITMENT = "tellmark.commitment/1"
KEY = 32
"""Bytes of a person's key, at least."""

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}(?:\.[a-z][a-z0-9_]{0,63})*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_MEMBERS = {"at", "commitments", "facts", "id", "schema", "type"}
_MOST_FACTS = 64


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One leaf. *type* is what happened (`consent.withdrawn`), *id* its opaque id, *at* an instant, to the second.

    *facts* holds opaque ids, digests, code words, whole numbers and truth values, records of these, and lists of
    either: never words that a person wrote or is called by. *commitments* holds, by name, what `commitment` made of
    the rest.
    """

    type: str
    id: str
    at: datetime
    facts: Mapping[str, Json] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)


def commitment(key: bytes, event_id: str, name: str, value: Json) -> str:
    """Return the commitment to a personal *value*: HMAC-SHA-256 under its person's *key*, 64 hexadecimal digits.

    The event's id and the field's *name* are part of it, so that the same value never gives the same commitment
    twice. Once the key is destroyed nobody can try values against it. Raises ValueError for a short key.
    """
    if len(key) < KEY:
        raise ValueError("a person's key has 32 bytes at least")
    return hmac.new(key, canonical([COMMITMENT, event_id, name, value]), "sha256").hexdigest()


def opens(key: bytes, event: LoggedEvent, name: str, value: Json) -> bool:
    """Tell whether *value* is what *event* commits to under *name*."""
    committed = event.commitments.get(name)
    return committed is not None and hmac.compare_digest(committed, commitment(key, event.id, name, value))


def leaf(event: LoggedEvent) -> bytes:
    """Write *event* as the bytes of a leaf. Raises BadLeaf for what may not stand in a log."""
    if reason := _objection(event):
        raise BadLeaf(
            f"the event cannot stand in the log: {reason}",
            "Put opaque ids, digests and code words into its facts, and commit to everything else.",
        )
    try:
        data = canonical(_members(event))
    except ValueError as error:
        raise BadLeaf(f"the event cannot stand in the log: {error}", "Use whole numbers below 2^53.") from error
    if len(data) > LARGEST_ENTRY:
        raise BadLeaf("the event takes more than 65535 bytes", "Put a digest into the log and the thing elsewhere.")
    return data


def read_leaf(data: bytes) -> LoggedEvent:
    """Read a leaf back. Raises MalformedLog for whatever `leaf` would not have written."""
    try:
        value = json.loads(data)
        if not isinstance(value, dict) or set(value) != _MEMBERS or value["schema"] != SCHEMA:
            raise ValueError("not an event")
        if not isinstance(value["at"], str) or not _INSTANT.fullmatch(value["at"]):
            raise ValueError("no instant")
        at = datetime.strptime(value["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        event = LoggedEvent(value["type"], value["id"], at, value["facts"], value["commitments"])
        if _objection(event) or leaf(event) != data:
            raise ValueError("not as it is written")
    except (ValueError, RecursionError, BadLeaf) as error:
        raise MalformedLog("log entry", "no event in its one spelling") from error
    return event


def _members(event: LoggedEvent) -> dict[str, Json]:
    return {
        "at": rfc3339(event.at),
        "commitments": dict(event.commitments),
        "facts": dict(event.facts),
        "id": event.id,
        "schema": SCHEMA,
        "type": event.type,
    }


def _objection(event: LoggedEvent) -> str | None:
    """Say why *event* may not stand in a log; None if it may. What comes from outside may be of any type."""
    if not _is(_WORD, event.type):
        return "its type is not words in small letters, with points between"
    if not _is(_TOKEN, event.id):
        return "its id is not an opaque id"
    if not isinstance(event.facts, Mapping) or not isinstance(event.commitments, Mapping):
        return "its facts or commitments have no names"
    if len(event.facts) + len(event.commitments) > _MOST_FACTS:
        return f"it has more than {_MOST_FACTS} facts"
    if not all(_is(_WORD, name) for name in (*event.facts, *event.commitments)):
        return "a fact's name is not words in small letters"
    if not all(_is(_DIGEST, committed) for committed in event.commitments.values()):
        return "a commitment is not 64 hexadecimal digits"
    if not all(_is_fact(value) for value in event.facts.values()):
        return (
            "a fact is neither an id, a digest, a code word, a whole number, a truth value nor a list or record of them"
        )
    return None


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_fact(value: object) -> bool:
    """Tell whether *value* is plain, a record of plain values, or a list of either."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(_is_plain(item) or _is_record(item) for item in value)
    return _is_plain(value) or _is_record(value)


def _is_record(value: object) -> bool:
    return isinstance(value, Mapping) and all(_is(_WORD, name) and _is_plain(item) for name, item in value.items())


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, int) or _is(_TOKEN, value)
