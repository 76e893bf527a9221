"""Whom one believes about a log, as the commands that check one are told: by options, or in a policy file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from tellmark.cli.streams import CannotOpen
from tellmark.proof.log.policy import LARGEST_POLICY, read_policy
from tellmark.proof.log.trust import Standing, Trust
from tellmark.proof.log.vkeys import read_vkey
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.instants import now, rfc3339

Vkeys: TypeAlias = Annotated[
    list[str] | None, typer.Option("--vkey", help="Verifier key of the log; any one of several will do.")
]
WitnessKeys: TypeAlias = Annotated[
    list[str] | None, typer.Option("--witness", help="Verifier key of a witness; may be repeated.")
]
Quorum: TypeAlias = Annotated[
    int | None, typer.Option("--quorum", help="How many witnesses must have signed; all of them.")
]
PolicyFile: TypeAlias = Annotated[
    Path | None, typer.Option("--policy", help="A file with logs, witnesses and quorum (C2SP tlog-policy), instead.")
]
Origin: TypeAlias = Annotated[str | None, typer.Option("--origin", help="The log's name, where its key bears another.")]


class PolicyTwice(TellmarkError):
    """Witnesses were named by options and by a policy, and nobody can say which of them count."""

    code = "cli.policy_twice"
    kind = ErrorKind.USAGE


def trust_of(
    vkey: Sequence[str] | None,
    witness: Sequence[str] | None,
    quorum: int | None,
    policy: Path | None,
    origin: str | None,
) -> Trust:
    """Return whom one believes. Raises BadVerifierKey, CannotOpen, MalformedLog, PolicyTwice."""
    keys = tuple(read_vkey(text) for text in vkey or ())
    if policy is None:
        witnesses = tuple(read_vkey(text) for text in witness or ())
        return Trust(keys, witnesses, len(witnesses) if quorum is None else quorum, origin, now())
    if witness or quorum is not None:
        raise PolicyTwice("the policy says who the witnesses are", "Leave out --witness and --quorum, or --policy.")
    named = read_policy(small_file(policy, LARGEST_POLICY))
    keys += tuple(one.key for one in named.logs)
    return Trust(keys, tuple(one.key for one in named.witnesses), named.quorum, origin, now())


def small_file(path: Path, largest: int) -> bytes:
    """Read a file, of one larger than *largest* a byte more. Raises CannotOpen."""
    try:
        with path.open("rb") as file:
            return file.read(largest + 1)
    except OSError as fault:
        raise CannotOpen(
            f"the file cannot be opened: {fault.strerror}", "Check the name and your permissions."
        ) from fault


def signers(standing: Standing) -> dict[str, object]:
    """Return who signed, as members of a JSON object."""
    seen = [{"name": one.name, "at": one.at and rfc3339(one.at)} for one in standing.witnesses]
    return {"signer": standing.signer, "witnesses": seen}


def printable(text: str) -> str:
    """Return what a stranger wrote, cut, and without what a terminal would obey."""
    return "".join(char if char.isprintable() else "?" for char in text[:200])
