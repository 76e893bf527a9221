"""`tellmark backup` and `tellmark restore`: all that an installation keeps, while it runs, and back again."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tellmark import __version__
from tellmark.app import Installation, installation
from tellmark.cli.progress import bar
from tellmark.media.targets import new_file
from tellmark.proof.errors import NoKeys
from tellmark.proof.files import private_folder
from tellmark.proof.log.vkeys import read_vkey
from tellmark.settings import FILE, LOG_ANCHOR, LOG_ORIGIN, LOG_WITNESSES, RULES_OVERLAY, STAMPS_ANCHORS

if TYPE_CHECKING:  # an extra
    from tellmark.store.backup.manifest import Manifest
    from tellmark.store.backup.places import Holds
    from tellmark.work.restoring import Known, Restored

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("backup", epilog="Example: tellmark backup /backups/monday.tar")(backup)
    app.command("restore", epilog="Example: tellmark restore /backups/monday.tar --known /mnt/anchor/checkpoint")(
        restore
    )


def backup(
    to: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="A folder that is not there yet, or a file NAME.tar.")],
    home: Home = None,
) -> None:
    """Back up the database, the blobs and the settings of one moment, while the server runs.

    The place appears once all of it is on the disk; a backup that was cut off leaves none. Keys are never in it:
    neither those that sign (keep a copy of .tellmark/ elsewhere) nor those of persons.
    """
    place = installation(home)
    keeping = place.keeping()
    from tellmark.store.backup.making import Whole, back_up
    from tellmark.store.backup.places import new_place

    with place.database() as database, bar("backing up") as progress, new_place(to) as writes:
        whole = Whole(database, place.blobs(), keeping.folder, _files(place), keeping.signer, __version__)
        done = back_up(whole, writes, progress)
    rows = sum(name.startswith("rows/") for name in done.parts)
    typer.echo(f"{to}: {rows} tables as of {done.made_at}, {done.entries} entries in the log, signed by {done.origin}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FROM", help="The folder or file that `tellmark backup` wrote.")],
    known: Annotated[
        list[str] | None,
        typer.Option(help="What else is known of the log: an anchor, checkpoint, folder or address; repeatable."),
    ] = None,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Go on with a new log, and void all permits, where entries are lost.")
    ] = False,
    vkey: Annotated[list[str] | None, typer.Option(help="Another key that may have signed backup and log.")] = None,
    home: Home = None,
) -> None:
    """Restore a backup into an empty place; what was erased or taken away since is so again. It can be repeated.

    The settings and the key folder of the installation have to be there. What the log had got to after the backup says
    how much is lost: only with --accept-loss does it go on then, under a new name.
    """
    place = installation(home)
    from tellmark.store.backup.manifest import read_manifest
    from tellmark.store.backup.places import held
    from tellmark.work.restoring import known_at

    publics = {*_publics(place), *(read_vkey(text).public for text in vkey or ())}
    holds = held(source)
    manifest = read_manifest(holds.manifest(), publics)
    if _back(place, holds, manifest, FILE):
        place = installation(home)
    for name in _beside(place):
        _back(place, holds, manifest, name)
    facts = [known_at(one, publics) for one in [*(known or ()), *_anchor(place)]]
    done, origin = _restored(place, holds, manifest, facts, accept_loss=accept_loss)
    typer.echo(f"Restored as of {manifest.made_at}: {manifest.entries} entries in the log, {done.blobs} blobs.")
    if done.erased:
        typer.echo(f"Erased again  {done.erased} persons who were erased after the backup")
    if not place.vault_place.exists():
        typer.echo(
            "No keys       The keys of persons are not here: put back their master key and generations, then\n"
            "              tellmark vault init, then tellmark vault put-back FILE"
        )
    if done.epoch is not None:
        typer.echo(f"New log       {origin}; epoch {done.epoch}: no permit from before counts, all epochs are raised")
        typer.echo(_taken_away(done.revoked))
        typer.echo(
            "              Keep the old anchor and published log elsewhere, and tell your witnesses the new name."
        )


def _taken_away(count: int | None) -> str:
    """Say what has become of passkeys, keys and consents that were taken away after the backup was made."""
    if count is None:
        return (
            "Taken away    Not known: passkeys, keys, locks and consents that were taken away after the backup count\n"
            "              again, and so does whoever was erased, if the key store has not heard of it. Look through\n"
            "              them; with --known, the published log does it by itself. Everybody signs in anew."
        )
    return f"Taken away    {count} passkeys, keys, locks and consents, as the log told; everybody signs in anew"


def _publics(place: Installation) -> tuple[bytes, ...]:
    """Return the public keys of the log here. Raises NoKeys: a new folder of keys would be that of somebody else."""
    try:
        return place.keys.log_publics()
    except NoKeys as none:
        raise NoKeys("Put the folder .tellmark of the old installation here first; no backup holds it.") from none


def _files(place: Installation) -> dict[str, bytes]:
    """Return the settings and the files that they name; `settings.load` refuses an address with a password."""
    found = {name: place.settings.home / name for name in (FILE, *_beside(place))}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def _beside(place: Installation) -> list[str]:
    """Return what the settings name beside themselves: what lies elsewhere is no part of this installation."""
    named = filter(None, map(place.settings.get, (RULES_OVERLAY, LOG_WITNESSES, STAMPS_ANCHORS)))
    return [name for name in named if not Path(name).is_absolute() and ".." not in Path(name).parts]


def _anchor(place: Installation) -> list[str]:
    """Return where the settings have the log's anchor, if there is one."""
    named = place.settings.get(LOG_ANCHOR)
    path = place.settings.home / named
    return [str(path)] if named and path.is_file() else []


def _back(place: Installation, holds: "Holds", manifest: "Manifest", name: str) -> bool:
    """Put the file *name* back, for its owner only, where there is none; return whether it was."""
    from tellmark.store.backup.manifest import FILES
    from tellmark.store.backup.places import checked

    part, path = manifest.parts.get(FILES + name), place.settings.home / name
    if part is None or path.exists():
        return False
    private_folder(path.parent)
    with checked(holds, FILES + name, part) as stream, new_file(path, replace=False, mode=0o600) as file:
        file.write(stream.read())
    typer.echo(f"{name} was put back from the backup.")
    return True


def _restored(
    place: Installation, holds: "Holds", manifest: "Manifest", known: "list[Known]", *, accept_loss: bool
) -> "tuple[Restored, str]":
    from tellmark.duties import holders, replays
    from tellmark.store.errors import StoreFailed
    from tellmark.work.restoring import Into, damaged, restore

    def name() -> str:
        return place.keeping().signer.key.name

    def renamed() -> str:
        if name() == manifest.origin and not place.settings.get(LOG_ORIGIN):
            place.keys.end_log()
        return name()

    place.make_folder()
    with ExitStack() as held:
        try:
            database = held.enter_context(place.opened())
        except StoreFailed as fault:
            raise damaged(fault) from fault
        held.enter_context(database.alone("restore"))
        progress = held.enter_context(bar("restoring"))
        keys = place.vault_place
        vault = held.enter_context(keys.open()) if keys.exists() else None
        into = Into(database, place.blobs(), place.log_folder(), name(), renamed, vault, holders(), replays())
        return restore(into, holds, manifest, known, accept_loss=accept_loss, progress=progress), name()
