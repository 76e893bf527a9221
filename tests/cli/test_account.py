"""`tellmark account`: from nothing to a link, roles, locks, and the key of a program."""

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tellmark.app import installation
from tellmark.identity.accounts.knowing import KnownVisitors
from tellmark.identity.accounts.model import Passkey, PasskeyId, Role
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.service import named_account
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.service import key_of
from tellmark.surface.principal import Shown
from tellmark.values.instants import now

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def told(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["schema"] == "tellmark.account/1"
    return answer


def test_two_lines_lead_from_nothing_to_a_link(run: Run) -> None:
    done = run("account", "add", "mei@studio.example", "--role", "administrator")
    assert done.stdout.startswith(b"http://localhost:8700/enrol/")
    assert b"once, within 24 hours" in done.stderr
    listed = told(run("account", "list", "--json"))["accounts"]
    assert ("mei@studio.example", "active", ["administrator"]) in [
        (one["name"], one["state"], one["roles"]) for one in listed
    ]
    assert b"mei@studio.example  active  administrator" in run("account", "list").stdout


@pytest.mark.slow
def test_an_account_goes_by_name_or_id_through_its_life(run: Run) -> None:
    made = told(run("account", "add", "Jo", "--role", "requester", "--json"))
    assert run("account", "link", "jo").stdout != made["link"].encode()
    assert told(run("account", "role", made["account"], "--role", "engineer", "--json"))["roles"] == ["engineer"]
    assert told(run("account", "lock", "JO", "--json"))["state"] == "locked"
    assert b"identity.account_locked" in run("account", "link", "jo").stderr
    assert run("account", "unlock", "jo").stdout == b"Jo: active, engineer\n"
    assert run("account", "forget-passkeys", "jo").stdout == b"Jo: active, engineer\n"


def test_whoever_makes_a_link_for_an_account_in_use_is_told_what_ends(run: Run, home: Path) -> None:
    run("account", "add", "bo", "--role", "engineer")
    assert b"keys of its programs" not in run("account", "link", "bo").stderr
    place = installation(home, {})
    with place.database() as database, place.vault_place.open() as vault, database.write(Scope(HOME, "tests")) as unit:
        account = named_account(unit, vault, "bo")
        passkey = Passkey(PasskeyId("of-bo"), account.id, b"id", b"public", 1, unit.at)
        Passkeys(unit).add(passkey, "phone", key_of(unit, vault, account.id))
    assert b"keys of its programs" in run("account", "link", "bo").stderr


def test_a_key_is_printed_once_and_opens_marking(run: Run, home: Path) -> None:
    run("account", "add", "ann", "--role", "engineer")
    done = run("account", "key", "ann", "--may", "mark", "--label", "the-farm", "--days", "30")
    assert done.returncode == 0, done.stderr
    secret = done.stdout.decode().strip()
    with installation(home, {}).database() as database:
        found = KnownVisitors(database, HOME).who(Shown(secret), now())
        assert found is not None
        assert found.capabilities == {"mark"}
        assert KnownVisitors(database, HOME).who(Shown(secret), now() + timedelta(days=30)) is None
    kept = b"".join(path.read_bytes() for path in (home / "tellmark-data").glob("tellmark.db*"))
    assert secret.encode() not in kept
    assert b"the-farm" not in kept


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("add", "ned", "--role", "requester", "--role", "compliance_officer"), 6, b"identity.roles_apart"),
        (("add", "ned", "--role", "emperor"), 2, b"identity.no_such_role"),
        (("add", "  ", "--role", "auditor"), 2, b"identity.bad_name"),
        (("add", "ned", "--role", "auditor", "--mail", "ned@a.example,b"), 2, b"identity.bad_address"),
        (("lock", "nobody"), 7, b"identity.no_such_account"),
        (("forget-passkeys", "nobody"), 7, b"identity.no_such_account"),
        (("key", "nobody", "--may", "mark"), 7, b"identity.no_such_account"),
    ],
)
def test_what_cannot_be_is_refused_with_words(run: Run, arguments: tuple[str, ...], status: int, code: bytes) -> None:
    done = run("account", *arguments)
    assert (done.returncode, code in done.stderr) == (status, True), done.stderr
    assert b"ned" not in run("account", "list").stdout


def test_a_right_that_a_key_cannot_have_is_named_with_the_role_that_has_it(run: Run) -> None:
    run("account", "add", "ida", "--role", "requester")
    refused = run("account", "key", "ida", "--may", "consent.request", "--may", "consent.check")
    assert refused.returncode == 6
    assert b"the right consent.check: the role engineer has it" in refused.stderr
    mended = refused.stderr.decode().partition("tellmark account role ")[2].split()
    run("account", "role", *mended)
    assert run("account", "key", "ida", "--may", "consent.request", "--may", "consent.check").returncode == 0
    never = run("account", "key", "ida", "--may", "consent.answer")
    assert (never.returncode, b"no program has the right consent.answer" in never.stderr) == (6, True)


def test_the_help_of_an_account_names_every_role(run: Run) -> None:
    for command in ("add", "role"):
        said = "".join(run("account", command, "--help").stdout.decode().split())
        assert ",".join(Role) in said


@pytest.mark.slow
def test_one_who_is_erased_is_not_listed_any_more(run: Run) -> None:
    made = told(run("account", "add", "eve", "--role", "engineer", "--json"))
    assert run("subject", "erase", made["account"]).returncode == 0
    assert made["account"] not in run("account", "list").stdout.decode()
    assert b"identity.no_such_account" in run("account", "link", "eve").stderr
