"""A service that vouches for people takes the connection and says nothing: everybody else is served meanwhile."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from in_process import InProcess
from tellmark.identity.accounts.roles import OWN_ACCOUNT
from tellmark.identity.verifiers.configured import OidcSetting
from tellmark.identity.verifiers.fetching import Fetcher
from tellmark.identity.verifiers.oidc.provider import Provider
from tellmark.identity.verifiers.oidc.verifier import OidcVerifier
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.service import open_subject
from tellmark.surface.principal import FirstToKnow, Kind, Principal, Shown
from whole_house import WholeHouse, whole_house

pytestmark = [pytest.mark.needs("linux")]

PERSONS, EACH = 4, 20
PATIENCE = 60.0
"""Seconds that the service is waited for where nothing bounds it: longer than anybody here is given."""


@dataclass
class Persons:
    """Knows each person by a key of their own."""

    ids: list[str]

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        del at
        kind, _, number = shown.bearer.partition(" ")
        if kind != "number":
            return None
        return Principal(self.ids[int(number)], HOME, Kind.PERSON, capabilities=frozenset({OWN_ACCOUNT}))


@pytest.fixture
def silent() -> Iterator[str]:
    """Give the address of a server of this machine that takes every connection and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=PERSONS * EACH)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def house(tmp_path: Path, silent: str) -> Iterator[WholeHouse]:
    with whole_house(tmp_path, resting=True) as opened:
        proofs = opened.parts.proofs
        assert proofs is not None
        fetcher = Fetcher(loopback=True, seconds=PATIENCE)
        setting = OidcSetting(issuer=silent, client_id="us")
        verifier = OidcVerifier("silent", setting, "http://localhost", Provider(silent, fetcher), fetcher)
        with proofs.database.write(Scope(HOME, "tests")) as unit:
            persons = Persons([open_subject(unit, proofs.vault).id for _ in range(PERSONS)])
        knows = FirstToKnow((persons, opened.parts.knows))
        parts = replace(opened.parts, proofs=replace(proofs, verifiers={"silent": verifier}), knows=knows)
        yield replace(opened, parts=parts)


def test_a_withdrawal_is_answered_while_a_provider_is_silent(house: WholeHouse) -> None:
    client = InProcess(house.app(), base_url="http://localhost", follow_redirects=False)
    begun: list[tuple[int, str]] = []
    over = threading.Semaphore(0)

    def begin(person: int) -> None:
        headers = {"Authorization": f"Bearer number {person}"}
        answer = client.post("/v1/identity/proofs", json={"verifier": "silent"}, headers=headers)
        begun.append((answer.status_code, answer.json()["code"]))
        over.release()

    for number in range(PERSONS * EACH):
        threading.Thread(target=begin, args=(number % PERSONS,), daemon=True).start()
    for _ in range(PERSONS * EACH - 1):  # but the one that asks
        assert over.acquire(timeout=30), "somebody waits for the silent provider"
    withdrawn: list[int] = []
    code = {"code": "AAAA-AAAA-AAAA-AAAA"}
    withdrawing = threading.Thread(
        target=lambda: withdrawn.append(client.post("/v1/consents/withdraw", json=code).status_code), daemon=True
    )
    withdrawing.start()
    withdrawing.join(30)
    assert withdrawn == [404]
    assert set(begun) == {(503, "identity.verifier_awaited")}
