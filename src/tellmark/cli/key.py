"""`tellmark key`: the signing keys of this installation, and whom it knows."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tellmark.app import installation
from tellmark.cli.streams import CannotOpen
from tellmark.proof.giving_up import believe
from tellmark.proof.key_facts import KeyFacts
from tellmark.proof.withdrawals import REASONS
from tellmark.values.instants import now

Home = Annotated[Path | None, typer.Option(help="Folder of the installation: tellmark.toml and .tellmark/.")]
Given = Annotated[Path, typer.Argument(metavar="FILE", help="Certificates as PEM.")]

_LARGEST = 1 << 20


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Look after the signing keys, and say whom you know.", no_args_is_help=True)
    group.command("list", epilog="Example: tellmark key list --json")(list_keys)
    group.command("renew", epilog="Example: tellmark key renew")(renew)
    group.command("rotate", epilog="Example: tellmark key rotate")(rotate)
    group.command("csr", epilog="Example: tellmark key csr > request.pem")(csr)
    group.command("install", epilog="Example: tellmark key install chain.pem")(install)
    group.command("trust", epilog="Example: tellmark key trust their-root.pem")(trust)
    group.command("compromise", epilog="Example: tellmark key compromise 3f1c… --since 2026-11-20T08:00Z")(compromise)
    group.command("distrust", epilog="Example: tellmark key distrust their-keys.jws")(distrust)
    app.add_typer(group, name="key")


def list_keys(
    as_json: Annotated[bool, typer.Option("--json", help="JSON for machines.")] = False, home: Home = None
) -> None:
    """Show every signing chain: the active one first, then those that only vouch for old marks."""
    facts = installation(home).keys.listing()
    if as_json:
        typer.echo(msgspec.json.encode(facts).decode())
        return
    grid = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("key", "state", "provider", "valid until", "kind", "certificate (SHA-256)"):
        grid.add_column(heading, overflow="fold")
    for one in facts:
        kind = ("development" if one.development else "public") + (", encrypted" if one.locked else "")
        grid.add_row(
            one.key_id, one.state, one.organisation, f"{one.not_after:%Y-%m-%d}", kind, f"{one.leaf_sha256[:16]}…"
        )
    Console(highlight=False).print(grid)


def renew(home: Home = None) -> None:
    """Issue a new certificate for the same key. What was marked before stays known."""
    _say("Renewed", installation(home).keys.renew(now()))


def rotate(home: Home = None) -> None:
    """Make a new key and root, and destroy the old private keys. What was marked before stays known here.

    Rotate when somebody may have seen the key. Whoever pinned your root has to pin the new one too.
    """
    _say("Rotated", installation(home).keys.rotate(now()))


def compromise(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its name, as `tellmark key list` shows it.")],
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="From when on others may have had it (RFC 3339); else from now.")
    ] = None,
    reason: Annotated[str, typer.Option(help=f"One of: {', '.join(REASONS)}.")] = REASONS[0],
    home: Home = None,
) -> None:
    """Give up a key that somebody else may hold: stop signing with it, replace it, and publish that.

    What it signed is then shown as signed by a key that was withdrawn, unless a time-stamp of an authority that is
    known proves an earlier time. The log gets an entry; `/.well-known/tellmark/keys` tells everybody who asks.
    """
    if reason not in REASONS:
        raise typer.BadParameter(f"one of: {', '.join(REASONS)}", param_hint="--reason")
    place, at = installation(home), now()
    lost = place.give_up(key, _instant(since) if since else at, at, reason)
    typer.echo(f"Given up: key {lost.key}, from {lost.since} on ({lost.reason}).")
    if (active := place.keys.listing()[0]).key_id != key:
        _say("Signs now", active)
    typer.echo("What it signed earlier counts only where a time-stamp or the log proves the time.")


def distrust(
    statement: Annotated[Path, typer.Argument(metavar="FILE", help="Their /.well-known/tellmark/keys, saved.")],
    home: Home = None,
) -> None:
    """Believe a provider who is pinned here that some of their own keys were lost."""
    lost = believe(installation(home).keys, _read(statement).decode("ascii", "replace"), now())
    for one in lost:
        typer.echo(f"Given up: key {one.key}, from {one.since} on ({one.reason}).")
    if not lost:
        typer.echo("They have given up no key.")


def csr(home: Home = None) -> None:
    """Print a request (PKCS #10) to send to a public certificate authority."""
    typer.echo(installation(home).keys.csr().decode(), nl=False)


def install(chain: Given, home: Home = None) -> None:
    """Sign with the certificate that a public authority issued over this installation's request."""
    _say("Installed", installation(home).keys.install(_read(chain), now()))


def trust(roots: Given, home: Home = None) -> None:
    """Pin certificates as known here; what they sign is then shown as intact, signer known only here."""
    number = installation(home).keys.trust(_read(roots))
    typer.echo(f"Pinned {number} certificate{'s' if number > 1 else ''}.")


def _say(done: str, facts: KeyFacts) -> None:
    typer.echo(f"{done}: key {facts.key_id} of {facts.organisation}, valid until {facts.not_after:%Y-%m-%d}.")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter("a time like 2026-11-20T08:00:00Z", param_hint="--since") from wrong
    if found.tzinfo is None:
        raise typer.BadParameter("the time needs its zone: end it with Z for UTC", param_hint="--since")
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as fault:
        raise CannotOpen(
            f"the file cannot be opened: {fault.strerror}", "Check the name and your permissions."
        ) from fault
