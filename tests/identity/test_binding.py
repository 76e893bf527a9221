"""Somebody's will is tied to one decision: by a signature of theirs over it, or an identity proved just before."""

import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import pytest

pytest.importorskip("webauthn", reason="needs the extra `server`")

from account_steps import ADMIN, RELYING, Reception
from passkey_attacks import SIGN_IN
from soft_passkey import HOST, ORIGIN, SoftPasskey, un64
from store_children import BIRCH
from store_places import Place
from subject_steps import bodies
from tellmark.identity.accounts.errors import ChallengeGone, NotProved, PasskeyRefused
from tellmark.identity.accounts.model import FRESH
from tellmark.identity.accounts.proving import NOBODY_PROVES, Proof
from tellmark.identity.binding import BindingMethod, Bound, FreshProof, PasskeyBinding, binding_challenge
from tellmark.identity.evidence.store import Evidence
from tellmark.store.database import Database
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy

DIGEST = sha256(b"a decision").hexdigest()


@pytest.fixture
def reception(database: Database, vault: Vault) -> Reception:
    return Reception(database, vault)


def tied(
    reception: Reception, subject: SubjectId, key: SoftPasskey, digest: str = DIGEST, **wrong: object
) -> Bound | None:
    binding = PasskeyBinding(RELYING, reception.vault)
    with reception.database.write(ADMIN) as unit:
        ceremony = binding.begin(unit, subject, DIGEST, entropy(32))
    attack = wrong.pop("attack", None)
    answer = attack(key, ceremony.options) if callable(attack) else key.show(ceremony.options, **wrong)
    with reception.database.write(ADMIN) as unit:
        return binding.finish(unit, subject, ceremony.id, answer)


def test_a_passkey_signs_the_decision_and_nothing_else(reception: Reception) -> None:
    account, key = reception.with_passkey()
    nonce, binding = bytes(range(32)), PasskeyBinding(RELYING, reception.vault)
    with reception.database.write(ADMIN) as unit:
        ceremony = binding.begin(unit, account.id, DIGEST, nonce)
    assert un64(json.loads(ceremony.options)["challenge"]) == sha256(nonce + bytes.fromhex(DIGEST)).digest()
    assert not json.loads(ceremony.options).get("allowCredentials")  # of whom they are is nobody told by a link
    with reception.database.write(ADMIN) as unit:
        bound = binding.finish(unit, account.id, ceremony.id, key.show(ceremony.options))
        assert bound == Bound(BindingMethod.PASSKEY, DIGEST, bound.evidence if bound else "", account.id, unit.at)


def test_what_proves_it_is_sealed_and_can_be_checked_by_others(reception: Reception) -> None:
    account, key = reception.with_passkey()
    bound = tied(reception, account.id, key)
    assert bound is not None
    with reception.database.write(ADMIN) as unit:
        text = Evidence(unit).opened(bound.evidence, key_of(unit, reception.vault, account.id))
    assert text is not None
    assert sha256(text.encode()).hexdigest() == bound.evidence
    told = json.loads(text)
    assert (told["method"], told["digest"], told["host"], told["origin"]) == ("passkey", DIGEST, HOST, ORIGIN)
    client = json.loads(un64(json.loads(told["answer"])["response"]["clientDataJSON"]))
    assert un64(client["challenge"]) == binding_challenge(bytes.fromhex(told["nonce"]), DIGEST)
    leaf = bodies(reception.database)[-1]
    assert b'"type":"identity.will_bound"' in leaf
    assert bound.evidence.encode() in leaf
    assert key.credential.hex().encode() not in leaf


def test_a_signature_over_another_decision_ties_nothing(reception: Reception) -> None:
    account, key = reception.with_passkey()
    binding = PasskeyBinding(RELYING, reception.vault)
    with reception.database.write(ADMIN) as unit:
        one = binding.begin(unit, account.id, DIGEST, entropy(32))
        two = binding.begin(unit, account.id, sha256(b"another").hexdigest(), entropy(32))
    with reception.database.write(ADMIN) as unit:
        assert binding.finish(unit, account.id, two.id, key.show(one.options)) is None
    with reception.database.write(ADMIN) as unit:
        bound = binding.finish(unit, account.id, one.id, key.show(one.options))
        assert bound is not None
        assert bound.digest == DIGEST


def test_another_s_signature_ties_nothing(reception: Reception) -> None:
    (mei, _), (jo, his) = reception.with_passkey("mei"), reception.with_passkey("jo")
    assert tied(reception, mei.id, his) is None
    with reception.database.write(ADMIN) as unit:
        ceremony = PasskeyBinding(RELYING, reception.vault).begin(unit, mei.id, DIGEST, entropy(32))
    with reception.database.write(ADMIN) as unit, pytest.raises(ChallengeGone):
        PasskeyBinding(RELYING, reception.vault).finish(unit, jo.id, ceremony.id, his.show(ceremony.options))


def test_no_wrong_answer_ties_anything(reception: Reception) -> None:
    account, key = reception.with_passkey()
    unasked = {"no handle"}  # whoever is asked by name need not say it again (WebAuthn §7.2, step 6)
    asked = {name: attack for name, attack in SIGN_IN.items() if name not in unasked}
    accepted = [name for name, attack in asked.items() if tied(reception, account.id, key, attack=attack)]
    assert accepted == []
    assert tied(reception, account.id, key)


def test_it_is_tied_once(reception: Reception) -> None:
    account, key = reception.with_passkey()
    binding = PasskeyBinding(RELYING, reception.vault)
    with reception.database.write(ADMIN) as unit:
        ceremony = binding.begin(unit, account.id, DIGEST, entropy(32))
    answer = key.show(ceremony.options)
    with reception.database.write(ADMIN) as unit:
        assert binding.finish(unit, account.id, ceremony.id, answer)
    with reception.database.write(ADMIN) as unit, pytest.raises(ChallengeGone):
        binding.finish(unit, account.id, ceremony.id, answer)
    assert tied(reception, account.id, key), "the same decision once more is another question, and another signature"


def test_whoever_has_no_passkey_takes_another_way(reception: Reception) -> None:
    account = reception.opened()
    with reception.database.write(ADMIN) as unit, pytest.raises(PasskeyRefused):
        PasskeyBinding(RELYING, reception.vault).begin(unit, account.id, DIGEST, entropy(32))


@dataclass
class Proved:
    """Knows one proof of everybody."""

    proof: Proof

    def proved(self, unit: ReadUnit, subject: SubjectId, cookies: object) -> Proof | None:
        return self.proof


@pytest.mark.parametrize("age", [timedelta(), FRESH])
def test_an_identity_that_was_just_proved_ties_one_decision(reception: Reception, place: Place, age: timedelta) -> None:
    account = reception.opened()
    fresh = FreshProof(Proved(Proof("record-1", place.at)), reception.vault)
    place.at += age
    with reception.database.write(ADMIN) as unit:
        bound = fresh.bind(unit, account.id, DIGEST, {})
        text = Evidence(unit).opened(bound.evidence, key_of(unit, reception.vault, account.id))
        assert fresh.proof(unit, account.id, {}) is None, "it is spent"
    assert (bound.method, bound.digest, bound.by) == (BindingMethod.FRESH_PROOF, DIGEST, account.id)
    assert text is not None
    told = json.loads(text)
    assert (told["method"], told["digest"], told["record"]) == ("fresh_proof", DIGEST, "record-1")
    with reception.database.write(ADMIN) as unit, pytest.raises(NotProved):
        fresh.bind(unit, account.id, sha256(b"another").hexdigest(), {})


def test_of_two_who_spend_one_proof_at_once_the_second_has_none(
    reception: Reception, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked before either wrote: then the store tells."""
    account, proof = reception.opened(), Proof("record-1", place.at)
    fresh = FreshProof(Proved(proof), reception.vault)
    monkeypatch.setattr(FreshProof, "proof", lambda *_: proof)
    with reception.database.write(ADMIN) as unit:
        fresh.bind(unit, account.id, DIGEST, {})
    with reception.database.write(ADMIN) as unit, pytest.raises(NotProved):
        fresh.bind(unit, account.id, sha256(b"another").hexdigest(), {})


@pytest.mark.parametrize("age", [FRESH + timedelta(seconds=1), timedelta(seconds=-1)])
def test_an_old_proof_ties_nothing(reception: Reception, place: Place, age: timedelta) -> None:
    account = reception.opened()
    proof = Proof("record-1", place.at - age)
    with reception.database.write(ADMIN) as unit:
        for proves in (Proved(proof), NOBODY_PROVES):
            with pytest.raises(NotProved):
                FreshProof(proves, reception.vault).bind(unit, account.id, DIGEST, {})


def test_another_tenant_opens_no_evidence(reception: Reception) -> None:
    account, key = reception.with_passkey()
    bound = tied(reception, account.id, key)
    assert bound is not None
    with reception.database.read(ADMIN) as unit:
        person = key_of(unit, reception.vault, account.id)
    with reception.database.write(BIRCH) as unit:
        assert Evidence(unit).opened(bound.evidence, person) is None
