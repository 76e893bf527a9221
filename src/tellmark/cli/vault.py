"""`tellmark vault`: the keys of persons, the generations that they are under, and the master key over all."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tellmark.app import Installation, installation
from tellmark.cli.streams import CannotOpen
from tellmark.media.targets import new_file
from tellmark.proof.generations import Generation
from tellmark.proof.masters.file import relock
from tellmark.proof.passphrase import FILE as PASSPHRASE_FILE
from tellmark.proof.passphrase import passphrase_from
from tellmark.settings import VAULT_MASTER
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now, rfc3339

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]

SCHEMA = "tellmark.vault/1"


class NoMasterFile(TellmarkError):
    """The master key is not in a file of this installation, and so has no passphrase here."""

    code = "cli.no_master_file"
    kind = ErrorKind.USAGE


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Look after the keys of persons.", no_args_is_help=True)
    group.command("init", epilog="Example: tellmark vault init")(init)
    group.command("show", epilog="Example: tellmark vault show --json")(show)
    group.command("rotate", epilog="Example: tellmark vault rotate")(rotate)
    group.command("retire", epilog="Example: tellmark vault retire")(retire)
    group.command("hand-over", epilog="Example: tellmark vault hand-over file:second")(hand_over)
    group.command("passphrase", epilog="Example: tellmark vault passphrase new-passphrase.txt")(passphrase)
    group.command("copy", epilog="Example: tellmark vault copy /media/safe/keys-2026-11-22")(copy)
    group.command("put-back", epilog="Example: tellmark vault put-back /media/safe/keys-2026-11-22")(put_back)
    app.add_typer(group, name="vault")


def init(home: Home = None) -> None:
    """Make the master key (if it is to be a file), a key generation and the key store; what is there stays."""
    place = installation(home)
    place.vault_place.furnish()
    _show(place)


def show(
    as_json: Annotated[bool, typer.Option("--json", help="JSON for machines.")] = False, home: Home = None
) -> None:
    """Show who keeps the master key, and which key generations still open something."""
    _show(installation(home), as_json=as_json)


def rotate(home: Home = None) -> None:
    """Begin a new key generation. Copies of the key store from before open until you retire the old one."""
    place = installation(home)
    with place.vault_place.open() as vault:
        vault.rotate(now())
    _show(place)


def retire(home: Home = None) -> None:
    """Destroy every key generation but the newest, so that nobody opens a copy of the key store from before it.

    Make a copy first: one from before is then of no use to you either.
    """
    with installation(home).vault_place.open() as vault:
        gone = vault.retire()
    typer.echo(f"Retired: {_named(gone)}." if gone else "Nothing was retired: there is one generation only.")


def hand_over(
    master: Annotated[str, typer.Argument(help="Who keeps the master key from now on, as in [vault] master.")],
    home: Home = None,
) -> None:
    """Put the key generations under another master key, then write it into the settings and destroy the old one.

    A master in a new file (file:NAME) is made first.
    """
    place = installation(home)
    to = replace(place.master, where=master)
    to.create(entropy)
    place.vault_place.generations().hand_over(to.open(entropy))
    typer.echo(f'Handed over. Now write into tellmark.toml: [vault] master = "{master}"')
    typer.echo("Then destroy the old master key: with it, old copies of the generations would still open.")


def passphrase(
    file: Annotated[Path, typer.Argument(help="A file that holds the new passphrase; an empty one takes it away.")],
    home: Home = None,
) -> None:
    """Lock the master key with another passphrase. The old one comes from TELLMARK_KEY_PASSPHRASE_FILE or _FD."""
    place = installation(home)
    if place.master.file is None:
        raise NoMasterFile(
            f"the master key is kept as {place.settings.get(VAULT_MASTER):.60}, which has no passphrase here",
            "Change it where that key is kept.",
        )
    empty = file.exists() and file.stat().st_size == 0
    fresh = None if empty else passphrase_from({PASSPHRASE_FILE: str(file)})
    relock(place.master.file, place.master.secret, fresh, entropy)
    typer.echo("The master key has another passphrase now." if fresh else "The master key has no passphrase any more.")


def copy(
    target: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")], home: Home = None
) -> None:
    """Write a copy of the key store, on a medium of its own. It opens only with the generations and the master key.

    Throw it away within weeks: together with its generation it opens whoever was erased since.
    """
    with installation(home).vault_place.open() as vault, new_file(target, replace=False) as file:
        count = vault.copy(file)
    typer.echo(f"Copied: the keys of {count} persons and duties.")


def put_back(
    source: Annotated[Path, typer.Argument(help="What `tellmark vault copy` has written.")], home: Home = None
) -> None:
    """Put a copy back into a key store that holds nothing, and destroy again whatever was erased since."""
    place = installation(home)
    from tellmark.duties import holders
    from tellmark.store.vault.vault import EVER
    from tellmark.subjects.erasing import replay

    try:
        with source.open("rb") as file, place.vault_place.open() as vault:
            made = vault.put_back(file)
            with place.database() as database:
                replay(database, vault, holders(), EVER)
    except OSError as fault:
        raise CannotOpen(
            f"the copy cannot be opened: {fault.strerror}", "Check the name and your permissions."
        ) from fault
    typer.echo(f"Put back: the copy of {rfc3339(made)}. What was erased since is destroyed again.")


def _show(place: Installation, *, as_json: bool = False) -> None:
    with place.vault_place.open() as vault:
        generations = vault.generations()
    master = place.settings.get(VAULT_MASTER)
    if as_json:
        rows = [{"number": one.number, "began": rfc3339(one.began)} for one in generations]
        said = {"schema": SCHEMA, "master": master, "generations": rows}
        typer.echo(msgspec.json.encode(said).decode())
        return
    typer.echo(f"Master key    {master}")
    for one in generations:
        typer.echo(f"Generation    {one.number}, since {one.began:%Y-%m-%d}")


def _named(generations: tuple[Generation, ...]) -> str:
    numbers = ", ".join(str(one.number) for one in generations)
    return f"generation {numbers}" if len(generations) == 1 else f"generations {numbers}"
