"""The attack corpus of OpenID Connect: 0 accepted; and first the proof that it can bite."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oidc_attacks import ATTACKS, UNREACHABLE, Attack
from oidc_mint import (
    CLIENT,
    EC_HEADER,
    ISSUER,
    LATER,
    SETTING,
    Bend,
    Play,
    begun,
    ec_key,
    play_at,
    verified_claims,
    verifier_of,
)
from store_children import NOON
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.errors import ProofRefused, VerifierUnreachable
from tellmark.identity.verifiers.oidc import claims as claims_module
from tellmark.identity.verifiers.oidc import id_token
from tellmark.identity.verifiers.oidc import verifier as verifier_module
from tellmark.identity.verifiers.oidc.claims import SKEW


def outcome(attack: Attack) -> Proof | str:
    """Return the proof that came of an attack, or the operator's code of its refusal."""
    play = play_at(NOON)
    verifier = verifier_of(play)
    kept = begun(play, verifier)
    attack.bend(play)
    try:
        return verifier.finish(kept, play.answer, NOON + LATER)
    except ProofRefused as refused:
        return refused.why


def good(**bent: Any) -> Proof:
    play = play_at(NOON)
    verifier = verifier_of(play)
    kept = begun(play, verifier)
    for name, value in bent.items():
        setattr(play, name, value)
    return verifier.finish(kept, play.answer, NOON + LATER)


def test_a_good_sign_in_is_a_proof() -> None:
    proof = good()
    assert (proof.method, proof.level, proof.age) == (Method.OIDC, 2, AgeBand.ADULT)
    assert (proof.issuer, proof.pseudonym, proof.territories) == (ISSUER, "sub-1", frozenset({"EU"}))
    assert "sub-1" not in repr(proof)


def test_good_messages_of_other_forms_are_taken_too() -> None:
    """What the corpus bends is good before it is bent: several audiences, a list of claims, another algorithm."""
    bends: list[Bend] = [
        lambda play: play.claims.update(aud=[CLIENT]),
        lambda play: play.claims.update(aud=[CLIENT, "another"], azp=CLIENT),
        lambda play: play.claims.pop("at_hash"),
        lambda play: play.header.pop("typ"),
        lambda play: play.userinfo.update(verified_claims=[verified_claims("low"), verified_claims("high")]),
        lambda play: play.userinfo.update(verified_claims=verified_claims(time=(NOON + LATER + SKEW).isoformat())),
        by_the_other_key,
    ]
    for bend in bends:
        play = play_at(NOON)
        verifier = verifier_of(play)
        kept = begun(play, verifier)
        bend(play)
        assert isinstance(verifier.finish(kept, play.answer, NOON + LATER), Proof)


def by_the_other_key(play: Play) -> None:
    """Let the provider sign with its key on a curve."""
    play.header.update(EC_HEADER)
    play.key = ec_key("provider")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_by_its_own_check(attack: Attack) -> None:
    assert outcome(attack) == attack.why


@pytest.mark.parametrize("attack", UNREACHABLE, ids=lambda attack: attack.name)
def test_a_provider_that_cannot_be_trusted_is_not_even_asked(attack: Attack) -> None:
    play = play_at(NOON)
    attack.bend(play)
    with pytest.raises(VerifierUnreachable) as caught:
        begun(play, verifier_of(play))
    assert caught.value.why == attack.why


def test_a_decision_is_part_of_the_nonce() -> None:
    """The provider signs over the digest: a proof for one decision is none for another."""
    play = play_at(NOON)
    verifier = verifier_of(play)
    kept = begun(play, verifier, digest="d" * 64)
    assert isinstance(verifier.finish(kept, play.answer, NOON + LATER), Proof)
    with pytest.raises(ProofRefused, match="could not be accepted"):
        verifier.finish({**kept, "digest": "e" * 64}, play.answer, NOON + LATER)


def without(check: str) -> Callable[..., Any]:
    """Return what yields the checks of a function but those called *check*."""

    def planted(original: Callable[..., Any]) -> Callable[..., Any]:
        def yields(*given: Any) -> Any:
            return tuple((code, fault) for code, fault in original(*given) if code != check)

        return yields

    return planted


CHECKS = [
    ("_names", "issuer"), ("_names", "audience"), ("_names", "authorized_party"), ("_names", "nonce"),
    ("_names", "subject"), ("_times", "expired"), ("_times", "not_yet"), ("_times", "stale"), ("_times", "not_fresh"),
    ("_ties", "at_hash"), ("_headers", "type"), ("_headers", "foreign_key"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "check"), CHECKS)
def test_a_verifier_without_one_check_is_found_out(where: str, check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(id_token, where, without(check)(getattr(id_token, where)))
    assert [attack.name for attack in ATTACKS if _accepted(attack)] != []


@pytest.mark.parametrize(
    ("module", "name", "planted"),
    [
        (verifier_module, "_check_answer", lambda answer, metadata: None),
        (claims_module, "_check_time", lambda said, at: None),
    ],
)
def test_a_verifier_without_a_whole_look_is_found_out(
    module: Any, name: str, planted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, planted)
    assert [attack.name for attack in ATTACKS if _accepted(attack)] != []


def _accepted(attack: Attack) -> bool:
    try:
        return isinstance(outcome(attack), Proof)
    except KeyError:  # without its check it stumbles over what is missing
        return False


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(0, 600))
def test_any_text_for_a_token_is_refused_with_a_code(text: str, place: int) -> None:
    play = play_at(NOON)
    verifier = verifier_of(play)
    kept = begun(play, verifier)
    good = play.id_token()
    for token in (text, good[: place % len(good)] + "~" + text, good + "." + text):
        play.token = token
        with pytest.raises(ProofRefused):
            verifier.finish(kept, play.answer, NOON + LATER)


def test_the_corpus_is_as_large_as_is_said() -> None:
    names = [attack.name for attack in (*ATTACKS, *UNREACHABLE)]
    assert len(names) == len(set(names)) >= 90
    assert SETTING.unverified is None
