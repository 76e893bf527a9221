from dataclasses import replace
from datetime import timedelta

import pytest

from netid_contract import NetidContract, Rig
from netid_fake import FakeAdapter, rig
from store_children import NOON
from tellmark.identity.assurance.model import AgeBand, Method
from tellmark.identity.errors import ProofRefused, VerifierAwaited, VerifierUnreachable
from tellmark.identity.verifiers.cn_netid import NetidVerifier, Passed
from tellmark.identity.verifiers.configured import NetidSetting
from tellmark.identity.verifiers.port import Asked, Go
from tellmark.surface.lines import Lines
from tellmark.values.ids import entropy


class TestTheFake(NetidContract):
    def make(self) -> Rig:
        return rig()


class Says:
    """An adapter that says what it is told to: what a contract is there to catch."""

    def __init__(self, passed: Passed) -> None:
        self.passed = passed
        self.begin = FakeAdapter().begin

    def result(self, *_: object) -> Passed:
        return self.passed


def verifier_of(adapter: object) -> NetidVerifier:
    return NetidVerifier("netid", NetidSetting(adapter="fake"), "https://north.example", adapter)  # type: ignore[arg-type]  # also bad ones


def test_a_proof_counts_in_china_and_asks_for_no_name() -> None:
    adapter = FakeAdapter()
    verifier = verifier_of(adapter)
    started = verifier.start(Asked(NOON, entropy, "acme.h"))
    assert isinstance(started.step, Go)
    transaction = started.kept["transaction"]
    proof = verifier.finish(started.kept, {"token": adapter.service.token(transaction, "one")}, NOON)
    assert (proof.method, proof.territories, proof.age) == (Method.CN_NETID, frozenset({"CN"}), AgeBand.ADULT)
    with pytest.raises(ProofRefused):
        verifier.finish(started.kept, {"token": adapter.service.token(transaction, "one")}, NOON)


GOOD = Passed("pw_7f3a9c21", NOON, b"evidence")


@pytest.mark.parametrize(
    ("passed", "why"),
    [
        (replace(GOOD, pseudonym="11010519491231002X"), "cn_netid.pseudonym"),
        (replace(GOOD, pseudonym="张三"), "cn_netid.pseudonym"),
        (replace(GOOD, pseudonym=""), "cn_netid.pseudonym"),
        (replace(GOOD, at=NOON - timedelta(hours=1)), "cn_netid.stale"),
        (replace(GOOD, at=NOON + timedelta(hours=1)), "cn_netid.stale"),
    ],
)
def test_what_an_adapter_must_not_say_is_refused(passed: Passed, why: str) -> None:
    verifier = verifier_of(Says(passed))
    with pytest.raises(ProofRefused) as caught:
        verifier.finish({"transaction": "t"}, {}, NOON)
    assert caught.value.why == why
    assert "11010519491231002X" not in repr(passed)


def test_a_service_that_is_down_is_said() -> None:
    adapter = FakeAdapter()
    adapter.service.up = False
    with pytest.raises(VerifierUnreachable):
        verifier_of(adapter).start(Asked(NOON, entropy, "acme.h"))


def test_the_adapter_is_not_asked_where_no_line_is_free() -> None:
    verifier = replace(verifier_of(FakeAdapter()), lines=Lines(most=0))
    with pytest.raises(VerifierAwaited):
        verifier.start(Asked(NOON, entropy, "acme.h"))
    with pytest.raises(VerifierAwaited):
        verifier.finish({"transaction": "t"}, {"token": "x"}, NOON)
