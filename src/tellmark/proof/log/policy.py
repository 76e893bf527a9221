"""Whom one believes about a log, as a file that others read too: logs, witnesses, and how many (C2SP tlog-policy)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from tellmark.proof.log.errors import BadVerifierKey, MalformedLog
from tellmark.proof.log.vkeys import VerifierKey, read_vkey

LARGEST_POLICY = 1 << 18
MOST = 64
"""Logs, witnesses and groups that a policy may name, each."""

NOBODY = "none"

Member: TypeAlias = "VerifierKey | Group"


@dataclass(frozen=True, slots=True)
class Group:
    """At least *least* of the *members*, each a witness or a group of them. Group(0) asks for nobody."""

    least: int = 0
    members: tuple[Member, ...] = ()

    def met(self, signed: Collection[VerifierKey]) -> bool:
        """Tell whether the witnesses that have *signed* make up this group."""
        there = [member.met(signed) if isinstance(member, Group) else member in signed for member in self.members]
        return sum(there) >= self.least


@dataclass(frozen=True, slots=True)
class Named:
    """A log or a witness of a policy: its key, and its address if the policy gives one."""

    key: VerifierKey
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: a checkpoint counts if any of *logs* has signed it, and witnesses that make up *quorum*."""

    logs: tuple[Named, ...]
    witnesses: tuple[Named, ...]
    quorum: Group


def read_policy(data: bytes) -> Policy:
    """Read a policy of at most 256 KiB, 64 logs, 64 witnesses and 64 groups. Raises MalformedLog, BadVerifierKey."""
    if len(data) > LARGEST_POLICY:
        raise _bad("larger than 256 KiB")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _bad("not UTF-8") from error
    if any((char < " " and char not in "\t\n") or char == "\x7f" for char in text):
        raise _bad("a control character in it")
    reading = _Reading()
    for line in text.split("\n"):
        words = line.replace("\t", " ").split(" ")
        if (words := [word for word in words if word]) and not words[0].startswith("#"):
            reading.take(words)
    return reading.done()


class _Reading:
    """A policy while its lines are read; a line may name only what stands above it, so that groups are no circle."""

    def __init__(self) -> None:
        self._logs: list[Named] = []
        self._witnesses: list[Named] = []
        self._groups = 0
        self._names: dict[str, Member] = {}
        self._members: set[str] = set()
        self._quorum: Group | None = None

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *address] if len(address) < 2:
                self._enter(self._logs, vkey, address)
            case ["witness", name, vkey, *address] if len(address) < 2:
                self._name(name, self._witness(vkey, address))
            case ["group", name, least, first, *more]:
                self._name(name, self._group(least, [first, *more]))
            case ["quorum", name] if self._quorum is None:
                self._quorum = Group() if name == NOBODY else Group(1, (self._named(name),))
            case ["quorum", _]:
                raise _bad("two quorums")
            case _:
                raise _bad("a line that is neither log, witness, group nor quorum")

    def done(self) -> Policy:
        if self._quorum is None:
            raise _bad("no quorum; where no witness is asked for, write: quorum none")
        return Policy(tuple(self._logs), tuple(self._witnesses), self._quorum)

    def _enter(self, several: list[Named], vkey: str, address: list[str]) -> VerifierKey:
        key = read_vkey(vkey)
        if any(key.public == other.key.public for other in several):
            raise _bad("one key twice")
        if len(several) == MOST:
            raise _bad(f"more than {MOST} of a kind")
        several.append(Named(key, address[0] if address else None))
        return key

    def _witness(self, vkey: str, address: list[str]) -> VerifierKey:
        key = self._enter(self._witnesses, vkey, address)
        if not key.is_witness:
            raise BadVerifierKey("a witness's key is of kind 0x04 or 0x06, and this one is a log's")
        return key

    def _group(self, least: str, names: list[str]) -> Group:
        self._groups += 1
        if self._groups > MOST or len(names) > 2 * MOST:
            raise _bad(f"more than {MOST} groups, or one of too many")
        if len(set(names)) != len(names) or not self._members.isdisjoint(names):
            raise _bad("somebody in two groups, or twice in one: each counts once")
        self._members.update(names)
        members = tuple(self._named(name) for name in names)
        return Group(_least(least, len(members)), members)

    def _name(self, name: str, member: Member) -> None:
        if name == NOBODY or name in self._names:
            raise _bad("a name twice, or one that means nobody")
        self._names[name] = member

    def _named(self, name: str) -> Member:
        if name not in self._names:
            raise _bad("a name that stands in no line above")
        return self._names[name]


def _least(word: str, count: int) -> int:
    match word:
        case "all":
            return count
        case "any":
            return 1
    least = int(word) if word.isascii() and word.isdecimal() and len(word) < 4 else 0
    if not 1 <= least <= count:
        raise _bad("a group that asks for more than it has, or for nobody")
    return least


def _bad(what: str) -> MalformedLog:
    return MalformedLog("witness policy", what)
