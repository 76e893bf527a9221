"""`tellmark account`: who may sign in here, in which roles, and the keys of programs."""

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console

from tellmark.app import Installation, installation
from tellmark.identity.accounts.model import Role
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import rfc3339

if TYPE_CHECKING:  # an extra
    from tellmark.identity.accounts.model import Account
    from tellmark.store.scope import Scope
    from tellmark.store.units import ReadUnit
    from tellmark.store.vault.vault import Vault

SCHEMA = "tellmark.account/1"

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
Who = Annotated[str, typer.Argument(metavar="NAME", help="The account's name, or its id.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", metavar="ROLE", help=f"What the person is here; may be repeated. Roles: {', '.join(Role)}."),
]
Mail = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Where letters about the account, and what it asked for, go.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class RightNotHad(TellmarkError):
    """A program is to have a right that its account has not, or that no program has."""

    code = "cli.right_not_had"
    kind = ErrorKind.REFUSED


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Who may sign in here, and the keys of programs.", no_args_is_help=True)
    group.command("add", epilog="Example: tellmark account add mei@studio.example --role administrator")(add)
    group.command("list", epilog="Example: tellmark account list")(show_all)
    group.command("role", epilog="Example: tellmark account role mei@studio.example --role engineer")(role)
    group.command("link", epilog="Example: tellmark account link mei@studio.example")(link)
    group.command("lock", epilog="Example: tellmark account lock mei@studio.example")(lock)
    group.command("unlock", epilog="Example: tellmark account unlock mei@studio.example")(unlock)
    group.command("forget-passkeys", epilog="Example: tellmark account forget-passkeys mei@studio.example")(
        forget_passkeys
    )
    group.command("key", epilog="Example: tellmark account key mei@studio.example --may mark --label render-farm")(key)
    app.add_typer(group, name="account")


def add(who: Who, roles: Roles, mail: Mail = None, as_json: AsJson = False, home: Home = None) -> None:
    """Open an account, and print the link with which its holder makes a passkey: it works once, within 24 hours.

    The roles fact_checker and auditor see nothing yet that is not public, and regulator only what a mandate covers.
    Nobody has a role that asks for consent together with one that decides about it.
    """
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        from tellmark.identity.accounts.service import make_link, open_account

        account = open_account(unit, vault, who, _roles(roles), mail)
        secret = make_link(unit, account.id, entropy(32)).secret
        shown = _shown(unit, vault, account)
    _print_link(place, secret, shown, as_json=as_json)


def link(who: Who, as_json: AsJson = False, home: Home = None) -> None:
    """Print a new link for a passkey: for somebody whose link has run out, or who has lost every passkey.

    Where the account was in use before, everything else that opens it ends once the link is used: passkeys, one-time
    codes, recovery codes, sessions, other links, and the keys of its programs, which need new ones.
    """
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        from tellmark.identity.accounts.passkeys.store import KnownPasskeys
        from tellmark.identity.accounts.service import make_link, named_account

        account = named_account(unit, vault, who)
        secret = make_link(unit, account.id, entropy(32)).secret
        shown, in_use = _shown(unit, vault, account), KnownPasskeys(unit).had(account.id)
    if in_use:
        _say(f"Once it is used, all else that opens the account of {who} ends, the keys of its programs as well.")
    _print_link(place, secret, shown, as_json=as_json)


def show_all(as_json: AsJson = False, home: Home = None) -> None:
    """List the accounts: id, name, state and roles."""
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.read(_operator()) as unit:
        from tellmark.identity.accounts.store import KnownAccounts

        rows = [_shown(unit, vault, account) for account in KnownAccounts(unit).all()]
    if as_json:
        _print_json({"accounts": rows})
        return
    for row in rows:
        typer.echo(f"{row['account']}  {row['name']}  {row['state']}  {' '.join(row['roles']) or '-'}")


def role(who: Who, roles: Roles, as_json: AsJson = False, home: Home = None) -> None:
    """Give an account these roles, and no others; whoever is signed in to it has to sign in anew."""
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        from tellmark.identity.accounts.service import give_roles, named_account

        account = give_roles(unit, named_account(unit, vault, who).id, _roles(roles))
        shown = _shown(unit, vault, account)
    _print(shown, as_json=as_json)


def lock(who: Who, as_json: AsJson = False, home: Home = None) -> None:
    """Let an account open nothing: its sessions end, its passkeys and keys are refused, until it is unlocked."""
    _lock(who, home, as_json=as_json, locked=True)


def unlock(who: Who, as_json: AsJson = False, home: Home = None) -> None:
    """Let a locked account open again what it did; its sessions stay ended."""
    _lock(who, home, as_json=as_json, locked=False)


def forget_passkeys(who: Who, as_json: AsJson = False, home: Home = None) -> None:
    """Let nothing that was made until now open an account: for whoever has lost their passkeys, or was robbed of it.

    Passkeys, one-time codes, recovery codes, sessions, links and the keys of its programs end.
    """
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        from tellmark.identity.accounts.service import named_account
        from tellmark.identity.accounts.shutting import forget_passkeys as forget

        account = named_account(unit, vault, who)
        forget(unit, account.id)
        shown = _shown(unit, vault, account)
    _print(shown, as_json=as_json)


def key(
    who: Who,
    may: Annotated[
        list[str], typer.Option("--may", metavar="RIGHT", help="mark, consent.request, consent.check, webhooks.manage.")
    ],
    label: Annotated[str, typer.Option(help="Which program it is for.")] = "",
    days: Annotated[int, typer.Option(min=1, max=365, help="Days until it opens nothing any more.")] = 90,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Make a key for a program on behalf of an account, and print it, this once; the account's page ends it."""
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        from tellmark.identity.accounts.programs.service import make_key
        from tellmark.identity.accounts.service import named_account
        from tellmark.subjects.service import key_of

        account = named_account(unit, vault, who)
        _check_rights(who, account.roles, may)
        person = key_of(unit, vault, account.id)
        made, given = make_key(unit, account.id, may, label, timedelta(days=days), person, entropy(32))
    if as_json:
        _print_json({"key": made.id, "account": account.id, "may": sorted(made.capabilities),
                     "expires_at": rfc3339(made.expires_at), "secret": given.secret})  # fmt: skip
        return
    _say(f"A key of {who}, until {made.expires_at:%Y-%m-%d}, shown only now:")
    typer.echo(given.secret)


def _lock(who: str, home: Path | None, *, as_json: bool, locked: bool) -> None:
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        from tellmark.identity.accounts import service

        account = service.named_account(unit, vault, who)
        changed = (service.lock if locked else service.unlock)(unit, account.id)
        shown = _shown(unit, vault, changed)
    _print(shown, as_json=as_json)


def _operator() -> "Scope":
    """Return who works here: a user of this machine, by number."""
    from tellmark.identity.accounts.roles import IDENTITY_MANAGE
    from tellmark.store.scope import HOME, Scope

    return Scope(HOME, f"operator-{os.getuid()}", frozenset({IDENTITY_MANAGE}))


def _roles(names: list[str]) -> "frozenset[Role]":
    from tellmark.identity.accounts.errors import NoSuchRole

    if not set(names) <= set(Role):
        raise NoSuchRole
    return frozenset(map(Role, names))


def _check_rights(who: str, roles: Collection[Role], may: Iterable[str]) -> None:
    """Raise RightNotHad for the first of the rights *may* that a key of *who* cannot have."""
    from tellmark.identity.accounts.roles import CAPABILITIES, FOR_PROGRAMS, capabilities_of

    for right in may:
        if right not in FOR_PROGRAMS:
            raise RightNotHad(f"no program has the right {right}", f"Choose among {', '.join(sorted(FOR_PROGRAMS))}.")
        if right not in capabilities_of(roles):
            (role, *_) = (one for one, rights in CAPABILITIES.items() if right in rights)
            also = " ".join(f"--role {one}" for one in (*sorted(roles), role))
            raise RightNotHad(
                f"this account has not the right {right}: the role {role} has it",
                f"Give it that role, too: tellmark account role {who} {also}",
            )


def _shown(unit: "ReadUnit", vault: "Vault", account: "Account") -> dict[str, str | list[str]]:
    from tellmark.identity.accounts.service import name_of

    name = name_of(unit, vault, account.id)
    return {"account": account.id, "name": name, "state": account.state.value, "roles": sorted(account.roles)}


def _print_link(place: Installation, secret: str, shown: dict[str, str | list[str]], *, as_json: bool) -> None:
    address = f"{place.public_address()}/enrol/{secret}"
    if as_json:
        _print_json({**shown, "link": address})
        return
    _say("Whoever opens this makes a passkey for the account: once, within 24 hours. `tellmark serve` has to run.")
    typer.echo(address)


def _print(shown: dict[str, str | list[str]], *, as_json: bool) -> None:
    if as_json:
        _print_json(shown)
    else:
        typer.echo(f"{shown['name'] or shown['account']}: {shown['state']}, {' '.join(shown['roles']) or 'no role'}")


def _print_json(told: Mapping[str, object]) -> None:
    typer.echo(msgspec.json.encode({"schema": SCHEMA, **told}).decode())


def _say(text: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(text)
