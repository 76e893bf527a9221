"""A will bound by a wallet: the presentation itself lies sealed under the person's key, and its digest goes on."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from proving_house import ProvingHouse
from store_children import ACME
from store_places import Place
from tellmark.identity.accounts.model import FRESH, Account, AccountState, Passkey, PasskeyId, Role
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.store import Accounts
from tellmark.identity.adapters import KnowsAssurance
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.service import known, record
from tellmark.identity.assurance.store import Assurance
from tellmark.identity.binding import BindingMethod
from tellmark.identity.errors import ProofRefused, WalletJoinsNothing
from tellmark.identity.evidence.store import Evidence
from tellmark.identity.proving.browsers import BINDING, PROVING
from tellmark.identity.proving.model import read_handle
from tellmark.identity.proving.prover import Opened, Wish
from tellmark.identity.verifiers.port import Channel
from tellmark.identity.wallet_binding import WalletBinding
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.languages import Language
from wallet_mint import read, shown_for

DIGEST = "d" * 64
OTHER = Proof(Method.OIDC, "north-id", 1, "https://id", "eve", "0" * 64, frozenset(), AgeBand.ADULT, timedelta(9))


def bound(proving: ProvingHouse, digest: str = DIGEST) -> tuple[WalletBinding, Opened, str]:
    """Begin a ceremony, let the wallet answer, and return the binding, what was opened and the presentation."""
    desk = proving.desk()
    binding = WalletBinding(desk.prover, proving.vault)
    opened = binding.begin(ACME, SubjectId(proving.person), digest, "/c/x", Language.EN)
    request = read(desk.prover.request("wallet", opened.handle))
    assert urlsplit(request["response_uri"]).path.endswith(opened.handle)
    shown = shown_for(request, proving.database.now(), proving.lists)
    presentation = shown.presentation()
    shown.body["vp_token"] = {"pid": [presentation]}
    desk.prover.answer(Channel.WALLET, "wallet", opened.handle, shown.posted(), None)
    return binding, opened, presentation


def shown(opened: Opened) -> dict[str, str]:
    """Return the cookies of the browser that has opened it."""
    return {BINDING: opened.shown}


def test_a_wallet_joins_another_source_with_a_decision_and_never_by_a_code_alone(proving: ProvingHouse) -> None:
    """A code that somebody shows to another person would make their wallet a source of one's own account."""
    person, desk = SubjectId(proving.person), proving.desk()
    with proving.database.write(ACME) as unit:
        Accounts(unit).add(Account(person, AccountState.ACTIVE, frozenset({Role.DEPICTED_PERSON}), unit.at))
        made = Passkey(PasskeyId("p" * 64), person, b"c", b"k", 0, unit.at - timedelta(minutes=5))
        Passkeys(unit).add(made, "phone", key_of(unit, proving.vault, person))
        record(unit, proving.vault, person, OTHER)
    relayed = desk.prover.begin(ACME, Wish(person, "wallet", "/prove"))
    request = read(desk.prover.request("wallet", relayed.handle))
    posted = shown_for(request, proving.database.now(), proving.lists).posted()
    with pytest.raises(WalletJoinsNothing):
        desk.prover.answer(Channel.WALLET, "wallet", relayed.handle, posted, None)
    with proving.database.read(ACME) as view:
        assert [one.method for one in known(view, proving.vault, person)] == [Method.OIDC]
    bound(proving)
    with proving.database.read(ACME) as view:
        assert {one.method for one in known(view, proving.vault, person)} == {Method.OIDC, Method.OID4VP}


def test_a_wallet_s_signature_over_a_decision_is_a_bound_will(proving: ProvingHouse, place: Place) -> None:
    binding, opened, presentation = bound(proving)
    person = SubjectId(proving.person)
    place.at += timedelta(seconds=1)
    with proving.database.write(ACME) as unit:
        (made,) = known(unit, proving.vault, person)
        record(unit, proving.vault, person, OTHER)  # what is proved since, in another way, has bound nothing
        will = binding.finish(unit, person, DIGEST, shown(opened))
        assert will is not None
        assert (will.method, will.digest, will.by) == (BindingMethod.WALLET, DIGEST, person)
        assert will.record == made.id
        assert Evidence(unit).opened(will.evidence, key_of(unit, proving.vault, person)) == presentation
        assert binding.finish(unit, person, "e" * 64, shown(opened)) is None
        assert binding.finish(unit, SubjectId("somebody-else"), DIGEST, shown(opened)) is None
        Assurance(unit).forget(person)
        assert binding.finish(unit, person, DIGEST, shown(opened)) is None, "nothing tells any more that they proved it"


def test_a_will_counts_in_the_browser_that_asked_the_wallet(proving: ProvingHouse) -> None:
    binding, opened, _ = bound(proving)
    other = binding.begin(ACME, SubjectId(proving.person), DIGEST, "/c/x", Language.EN)
    with proving.database.read(ACME) as unit:
        for cookies in ({}, shown(other), {BINDING: f"{opened.handle}~{other.cookie}"}, {PROVING: opened.shown}):
            assert binding.finish(unit, SubjectId(proving.person), DIGEST, cookies) is None


def test_what_binds_a_decision_is_no_proof_for_another(proving: ProvingHouse) -> None:
    """Whoever lets a wallet sign one answer has not shown themselves for whatever else this browser asks."""
    _, opened, _ = bound(proving)
    with proving.database.read(ACME) as unit:
        assert KnowsAssurance(proving.vault).proved(unit, SubjectId(proving.person), {PROVING: opened.shown}) is None


def test_a_will_is_fresh(proving: ProvingHouse, place: Place) -> None:
    binding, opened, _ = bound(proving)
    made, second = place.at, timedelta(seconds=1)
    for at, counts in ((made, True), (made + FRESH, True), (made + FRESH + second, False), (made - second, False)):
        place.at = at
        with proving.database.read(ACME) as unit:
            will = binding.finish(unit, SubjectId(proving.person), DIGEST, shown(opened))
            assert (will is not None) is counts, at - made


def test_a_presentation_binds_once(proving: ProvingHouse) -> None:
    binding, opened, _ = bound(proving)
    with pytest.raises(ProofRefused):
        binding.prover.answer(Channel.WALLET, "wallet", opened.handle, {"response": "x"}, None)
    assert read_handle(opened.handle) is not None


def test_the_presentation_lies_nowhere_in_the_clear(proving: ProvingHouse, place: Place) -> None:
    _, _, presentation = bound(proving)
    if place.server is None:
        here = Path(place.where)
        data = b"".join(path.read_bytes() for path in here.parent.glob(here.name + "*"))
        assert presentation[:200].encode() not in data
        assert b"DE-77" not in data
