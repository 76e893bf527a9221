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
from tellmark.store.scope import HOME
from tellmark.surface.principal import Shown
from tellmark.values.instants import now

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def place(run: Run, tmp_path: Path) -> Path:
    """Return the folder of an installation of its own."""
    assert run("init", "--home", tmp_path, "--name", "Studio-North").returncode == 0
    return tmp_path


def told(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["schema"] == "tellmark.account/1"
    return answer


def test_two_lines_lead_from_nothing_to_a_link(run: Run, place: Path) -> None:
    done = run("account", "add", "mei@studio.example", "--role", "administrator", "--home", place)
    assert done.stdout.startswith(b"http://localhost:8700/enrol/")
    assert b"once, within 24 hours" in done.stderr
    listed = told(run("account", "list", "--json", "--home", place))["accounts"]
    assert [(one["name"], one["state"], one["roles"]) for one in listed] == [
        ("mei@studio.example", "active", ["administrator"])
    ]
    assert b"mei@studio.example  active  administrator" in run("account", "list", "--home", place).stdout


def test_an_account_goes_by_name_or_id_through_its_life(run: Run, place: Path) -> None:
    made = told(run("account", "add", "Jo", "--role", "requester", "--json", "--home", place))
    assert run("account", "link", "jo", "--home", place).stdout != made["link"].encode()
    assert told(run("account", "role", made["account"], "--role", "engineer", "--json", "--home", place))["roles"] == [
        "engineer"
    ]
    assert told(run("account", "lock", "JO", "--json", "--home", place))["state"] == "locked"
    assert b"identity.account_locked" in run("account", "link", "jo", "--home", place).stderr
    assert run("account", "unlock", "jo", "--home", place).stdout == b"Jo: active, engineer\n"


def test_a_key_is_printed_once_and_opens_marking(run: Run, place: Path) -> None:
    run("account", "add", "jo", "--role", "engineer", "--home", place)
    done = run("account", "key", "jo", "--may", "mark", "--label", "farm", "--days", "30", "--home", place)
    assert done.returncode == 0, done.stderr
    secret = done.stdout.decode().strip()
    with installation(place, {}).database() as database:
        found = KnownVisitors(database, HOME).who(Shown(secret), now())
        assert found is not None
        assert found.capabilities == {"mark"}
        assert KnownVisitors(database, HOME).who(Shown(secret), now() + timedelta(days=30)) is None
    kept = b"".join(path.read_bytes() for path in (place / "tellmark-data").glob("tellmark.db*"))
    assert secret.encode() not in kept
    assert b"farm" not in kept


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("add", "mei", "--role", "requester", "--role", "compliance_officer"), 6, b"identity.roles_apart"),
        (("add", "mei", "--role", "emperor"), 2, b"identity.no_such_role"),
        (("add", "  ", "--role", "auditor"), 2, b"identity.bad_name"),
        (("lock", "nobody"), 7, b"identity.no_such_account"),
        (("key", "nobody", "--may", "mark"), 7, b"identity.no_such_account"),
    ],
)
def test_what_cannot_be_is_refused_with_words(
    run: Run, place: Path, arguments: tuple[str, ...], status: int, code: bytes
) -> None:
    done = run("account", *arguments, "--home", place)
    assert (done.returncode, code in done.stderr) == (status, True), done.stderr
    assert told(run("account", "list", "--json", "--home", place))["accounts"] == []


def test_one_who_is_erased_is_not_listed_any_more(run: Run, place: Path) -> None:
    made = told(run("account", "add", "jo", "--role", "engineer", "--json", "--home", place))
    assert run("subject", "erase", made["account"], "--home", place).returncode == 0
    assert told(run("account", "list", "--json", "--home", place))["accounts"] == []
    assert b"identity.no_such_account" in run("account", "link", "jo", "--home", place).stderr
