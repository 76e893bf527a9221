"""`tellmark identity`: who may vouch for identities here, whether each can work, and what a number's form tells."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tellmark.app import Installation, installation
from tellmark.cli.edge import Exit
from tellmark.identity.numbers import NotANumber, credit_code, normalised, resident_number
from tellmark.identity.verifiers.configured import VerifierSetting
from tellmark.values.credit_codes import LENGTH, CreditFault
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now, rfc3339

SCHEMA = "tellmark.verifiers/1"
FORM_ONLY = "This is its form alone: whose number it is, or whether anybody has it, only its authority knows."

_LONGEST = 200

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]


class VerifierLine(msgspec.Struct, frozen=True):
    """One way to prove who one is, as it is set here; *trouble* is empty where it can work."""

    name: str
    kind: str
    territories: tuple[str, ...]
    trouble: str
    remedy: str


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    group = typer.Typer(help="Who may vouch for identities here.", no_args_is_help=True, rich_markup_mode=None)
    group.command("verifiers", epilog="Example: tellmark identity verifiers")(verifiers)
    group.command("check-number", epilog="Example: tellmark identity check-number < number.txt")(check_number)
    group.command("well-known", epilog="Example: tellmark identity well-known PERSON")(well_known)
    app.add_typer(group, name="identity")


def verifiers(
    as_json: Annotated[bool, typer.Option("--json", help="JSON for machines.")] = False, home: Home = None
) -> None:
    """List the verifiers of tellmark.toml, and whether each finds its files, secrets and adapters; nobody is asked.

    Below them stands which level a territory asks of whoever agrees.
    """
    place = installation(home)
    lines, levels = list(looked_at(place)), dict(place.settings.levels)
    if as_json:
        typer.echo(msgspec.json.encode({"schema": SCHEMA, "verifiers": lines, "levels": levels}).decode())
        raise typer.Exit(_outcome(lines))
    if not lines:
        typer.echo("No verifier is set. See docs/guides/identity.md for [verifiers.NAME] in tellmark.toml.")
    for line in lines:
        where = ", ".join(line.territories) or "everywhere, by its level"
        typer.echo(f"{line.name}: {line.kind}; accepted in {where}" + (f"; {line.trouble}" if line.trouble else ""))
    for code, level in levels.items():
        typer.echo(f"{code} asks level {level} of whoever agrees.")
    raise typer.Exit(_outcome(lines))


def _outcome(lines: Sequence[VerifierLine]) -> Exit:
    return Exit.NOT_DONE if any(line.trouble for line in lines) else Exit.OK


def check_number() -> None:
    """Say whether a number on standard input has the form of GB 11643 or GB 32100. It is kept nowhere.

    As an argument it would stand in the shell's history and in the list of processes.
    """
    faults = faults_of(sys.stdin.readline(_LONGEST))
    typer.echo(f"Not well formed: {', '.join(faults)}." if faults else "Well formed.")
    typer.echo(FORM_ONLY)
    raise typer.Exit(Exit.BROKEN if faults else Exit.OK)


def well_known(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's number, as on their own page.")],
    home: Home = None,
) -> None:
    """Say that somebody's face or voice is widely known: their contacts are told, and for 72 hours nothing rests on it.

    That is, on what they prove from now on; what they had proved before goes on counting.
    """
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault:
        from tellmark.consent.reaching.service import KnowsContacts
        from tellmark.identity.accounts.roles import IDENTITY_VERIFY
        from tellmark.identity.officers.wellknown.service import enrol
        from tellmark.store.scope import HOME, Scope
        from tellmark.subjects.model import SubjectId

        scope = Scope(HOME, f"operator-{os.getuid()}", frozenset({IDENTITY_VERIFY}))
        with database.write(scope) as unit:
            until = enrol(unit, KnowsContacts(vault), SubjectId(person))
    typer.echo(f"It cools off until {rfc3339(until)}. Whoever has mail among their contacts is told.")


def looked_at(place: Installation) -> Iterator[VerifierLine]:
    """Yield a line for each verifier of *place*, made as the server would make it."""
    from tellmark.identity.verifiers.assembling import Ground, verifier_of
    from tellmark.identity.verifiers.fetching import Fetcher

    ground = Ground(place.settings.home, os.environ, place.public_address(), Fetcher())
    for name, setting in place.settings.verifiers.items():
        trouble, remedy = "", ""
        try:
            verifier_of(name, setting, ground)
        except TellmarkError as error:
            trouble, remedy = error.what, error.remedy
        yield VerifierLine(name, kind_of(setting), setting.territories, trouble, remedy)


def kind_of(setting: VerifierSetting) -> str:
    """Return the word that `kind` takes for *setting*."""
    return str(setting.__struct_config__.tag)


def faults_of(text: str) -> list[str]:
    """Return what is wrong with the form of *text*: a resident's number, or an organisation's code."""
    found = resident_number(text, now().date())
    if not isinstance(found, NotANumber):
        return []
    code = credit_code(text)
    if not isinstance(code, CreditFault):
        return []
    plain = normalised(text)
    if len(plain) == LENGTH and not plain[:17].isdecimal():
        return [code]
    return [str(fault) for fault in found.faults]
