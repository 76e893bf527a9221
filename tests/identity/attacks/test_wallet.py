"""The attack corpus of OpenID4VP: 0 accepted; and first the proof that it can bite."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polaris_oid4vp.sdjwt import verify_presentation

from store_children import NOON
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.errors import ProofRefused
from tellmark.identity.verifiers.wallet import answer as judging
from tellmark.identity.verifiers.wallet import verifier as verifying
from wallet_attacks import ATTACKS, DIGEST, Attack
from wallet_mint import ISSUER, SETTING, Lists, asked, shown_for, verifier_of


def outcome(attack: Attack) -> Proof | str:
    """Return the proof that came of an attack, or the operator's code of its refusal."""
    lists = Lists(NOON)
    verifier = verifier_of(lists)
    kept, request = asked(verifier, NOON, attack.digest)
    shown = shown_for(request, NOON, lists)
    attack.bend(shown)
    try:
        return verifier.finish(kept, shown.posted(), NOON)
    except ProofRefused as refused:
        return refused.why


@pytest.mark.parametrize("mode", ["direct_post.jwt", "direct_post"])
@pytest.mark.parametrize("digest", ["", DIGEST])
def test_a_good_presentation_is_a_proof(mode: str, digest: str) -> None:
    lists = Lists(NOON)
    verifier = verifier_of(lists, msgspec.structs.replace(SETTING, mode=mode))
    kept, request = asked(verifier, NOON, digest)
    proof = verifier.finish(kept, shown_for(request, NOON, lists).posted(), NOON)
    assert (proof.method, proof.level, proof.age, proof.issuer) == (Method.OID4VP, 3, AgeBand.ADULT, ISSUER)
    assert "DE-77" in proof.pseudonym
    assert "DE-77" not in repr(proof)
    assert ("transaction_data" in request) == bool(digest)


def test_a_credential_without_a_status_list_is_taken() -> None:
    lists = Lists(NOON, down=True)
    verifier = verifier_of(lists)
    kept, request = asked(verifier, NOON)
    shown = shown_for(request, NOON, lists)
    shown.payload.pop("status")
    assert isinstance(verifier.finish(kept, shown.posted(), NOON), Proof)


def test_somebody_who_is_not_of_age_is_no_adult() -> None:
    lists = Lists(NOON)
    verifier = verifier_of(lists)
    kept, request = asked(verifier, NOON)
    shown = shown_for(request, NOON, lists)
    shown.disclosures[0] = ["s1", "age_equal_or_over", {"18": False}]
    assert verifier.finish(kept, shown.posted(), NOON).age is AgeBand.UNKNOWN


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_by_its_own_check(attack: Attack) -> None:
    assert outcome(attack) == attack.why


def test_a_presentation_for_one_decision_is_none_for_another() -> None:
    lists = Lists(NOON)
    verifier = verifier_of(lists)
    kept, request = asked(verifier, NOON, DIGEST)
    posted = shown_for(request, NOON, lists).posted()
    assert isinstance(verifier.finish(kept, posted, NOON), Proof)
    with pytest.raises(ProofRefused) as caught:
        verifier.finish({**kept, "digest": "e" * 64}, posted, NOON)
    assert caught.value.why.startswith("wallet.transaction_data")


@pytest.mark.parametrize("check", ["no_end", "status", "claims_beyond"])
def test_a_verifier_without_one_check_is_found_out(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original = judging._faults
    monkeypatch.setattr(judging, "_faults", lambda *given: tuple(one for one in original(*given) if one[0] != check))
    assert [attack.name for attack in ATTACKS if _accepted(attack)] != []


@pytest.mark.parametrize("argument", ["expected_nonce", "expected_audience", "expected_vct", "transaction_data"])
def test_a_verifier_that_asks_the_library_for_less_is_found_out(argument: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is only as strict as what it is told to expect: each expectation of ours is seen to count."""
    original = verify_presentation

    def planted(presentation: str, **given: Any) -> Any:
        bound = judging._jws(presentation.split("~")[-1], "holder")[1] if presentation.split("~")[-1] else {}
        believed = {"expected_nonce": bound.get("nonce") or "x", "expected_audience": bound.get("aud") or "x",
                    "expected_vct": None, "transaction_data": None}  # fmt: skip
        return original(presentation, **{**given, argument: believed[argument]})

    monkeypatch.setattr(judging, "verify_presentation", planted)
    assert [attack.name for attack in ATTACKS if _accepted(attack)] != []


def test_a_verifier_that_trusts_the_state_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        verifying, "posted", lambda form, key, wants: judging._decrypted(form, key)["vp_token"]["pid"][0]
    )
    assert "the state of another request" in [attack.name for attack in ATTACKS if _accepted(attack)]


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=300) | st.binary(min_size=1, max_size=300).map(lambda data: data.decode("latin-1")))
def test_any_text_for_a_presentation_is_refused_with_a_code(text: str) -> None:
    lists = Lists(NOON)
    verifier = verifier_of(lists)
    kept, request = asked(verifier, NOON)
    shown = shown_for(request, NOON, lists)
    for presentation in (text, shown.presentation()[:-40] + text, text + shown.presentation()):
        shown.body["vp_token"] = {"pid": [presentation]}
        with pytest.raises(ProofRefused):
            verifier.finish(kept, shown.posted(), NOON)


def test_the_corpus_is_as_large_as_is_said() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(names) == len(set(names)) >= 75


def _accepted(attack: Attack) -> bool:
    try:
        return isinstance(outcome(attack), Proof)
    except (KeyError, TypeError, AttributeError):  # without its check it stumbles over what is missing
        return False
