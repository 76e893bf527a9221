"""Whoever of a server waits for others elsewhere holds a line of the same few: of two sets twice as many would wait."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FunctionType, MethodType

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import town_netid
from migrated import furnish
from tellmark.app import Installation, installation
from tellmark.identity.errors import VerifierAwaited
from tellmark.identity.verifiers.fetching import Fetcher
from tellmark.identity.verifiers.port import Asked
from tellmark.proof.keys import KeyFolder
from tellmark.surface.lines import Lines, NoLineFree
from tellmark.values.ids import entropy
from tellmark.web.asgi import Parts
from tellmark.web.wiring import parts_of
from wallet_mint import relying_party, trusted

ALL = """
[provider]
name = "Studio-North"
[verifiers.citizen]
kind = "oidc"
issuer = "https://id.example"
client_id = "tellmark"
[verifiers.second]
kind = "oidc"
issuer = "https://id2.example"
client_id = "tellmark"
[verifiers.wallet]
kind = "oid4vp"
issuers = "issuers.json"
certificate = "rp.pem"
key_file = "rp.key"
[verifiers.phone]
kind = "phone"
gateway = "https://sms.example"
secret_file = "gateway.secret"
[verifiers.netid]
kind = "cn_netid"
adapter = "town"
"""
"""Every kind of verifier that asks somebody elsewhere, one of them twice."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    home = tmp_path_factory.mktemp("installation")
    certificate, key = relying_party()
    for name, data in (("tellmark.toml", ALL.encode()), ("issuers.json", trusted()), ("rp.pem", certificate),
                       ("rp.key", key), ("gateway.secret", b"s" * 40)):  # fmt: skip
        (home / name).write_bytes(data)
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    place = installation(home, {})
    furnish(place)
    return place


@pytest.fixture
def parts(place: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    town_netid.installed(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with parts_of(place, {}) as opened:
        yield opened


def held_by(whole: object) -> dict[str, set[Lines]]:
    """Return all lines that are reached from *whole*, through whatever is ours, each with the kinds that hold them."""
    found: dict[str, set[Lines]] = {}
    todo, seen = [whole], {id(whole)}
    while todo:
        one = todo.pop()
        for inner in within(one):
            if isinstance(inner, Lines):
                found.setdefault(type(one).__name__, set()).add(inner)
            elif id(inner) not in seen:
                seen.add(id(inner))
                todo.append(inner)
    return found


def within(one: object) -> Iterator[object]:
    """Yield what *one* holds: as a collection, as what a function closes over, or as an object of ours."""
    match one:
        case Mapping():
            yield from one.values()
        case list() | tuple() | set() | frozenset():
            yield from one
        case partial():
            yield from (one.func, *one.args, *one.keywords.values())
        case MethodType():
            yield one.__self__
        case FunctionType():
            yield from (cell.cell_contents for cell in one.__closure__ or ())
        case _ if type(one).__module__.startswith("tellmark."):
            slots = (name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ()))
            names = {*slots, *getattr(one, "__dict__", ())}
            yield from (getattr(one, name) for name in names if hasattr(one, name))


@pytest.mark.needs("linux")
def test_all_who_ask_elsewhere_share_one_set_of_lines(parts: Parts) -> None:
    found = held_by(parts)
    assert found.keys() >= {"Fetcher", "NetidVerifier", "HookDesk"}
    assert len(set().union(*found.values())) == 1, found


@pytest.mark.needs("linux")
def test_where_twelve_requests_wait_nobody_of_all_who_ask_elsewhere_is_let_through(parts: Parts) -> None:
    assert parts.hooks is not None
    assert parts.proofs is not None
    verifiers = parts.proofs.verifiers
    with ExitStack() as held:
        for number in range(12):
            held.enter_context(parts.hooks.lines.held(f"{number}.example"))
        with pytest.raises(NoLineFree), parts.hooks.lines.held("another.example"):
            pass
        for name in ("citizen", "second", "netid"):
            with pytest.raises(VerifierAwaited):
                verifiers[name].start(Asked(datetime.now(UTC), entropy, "a handle"))


def test_a_second_set_would_be_found() -> None:
    assert len(held_by([Fetcher(), {"one": partial(Fetcher().get)}])["Fetcher"]) == 2
