"""Our relying party against a provider that others wrote, through its own login page."""

from collections.abc import Iterator
from typing import Any

import pytest

from proving_house import LINK, ProvingHouse, led_to, send
from store_children import ACME
from tellmark.identity.assurance.model import AgeBand, Proof
from tellmark.identity.assurance.service import assured
from tellmark.identity.errors import ProofRefused, VerifierUnreachable
from tellmark.identity.verifiers.configured import OidcSetting
from tellmark.identity.verifiers.fetching import Fetcher
from tellmark.identity.verifiers.oidc.provider import Provider
from tellmark.identity.verifiers.oidc.verifier import OidcVerifier
from tellmark.identity.verifiers.port import Asked, Go
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.values.instants import now

pytestmark = [pytest.mark.needs("oidc-provider"), pytest.mark.slow]
BASE = "http://localhost:8700"
BACK = f"{BASE}/prove/real/back"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    from real_provider import running_provider

    with running_provider(BACK) as found:
        yield found


def verifier_of(issuer: str, **changes: Any) -> OidcVerifier:
    from real_provider import SECRET

    setting = OidcSetting(issuer=issuer, client_id="tellmark", territories=("EU",))
    fetcher = Fetcher(loopback=True)
    return OidcVerifier("real", setting, BASE, Provider(issuer, fetcher), fetcher, changes.get("secret", SECRET))


def signed(verifier: OidcVerifier, login: str, **asked: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Begin, sign in on the provider's own page, and return what was kept and what came back."""
    from real_provider import signed_in

    started = verifier.start(Asked(now(), entropy, "acme." + "h" * 43, **asked))
    assert isinstance(started.step, Go)
    return dict(started.kept), signed_in(started.step.address, login, BACK)


@pytest.mark.parametrize(
    ("login", "level", "age"),
    [("erika", 2, AgeBand.ADULT), ("low-erika", 1, AgeBand.ADULT), ("young-max", 2, AgeBand.UNDER_14)],
)
def test_verified_claims_of_a_real_provider_are_a_proof(issuer: str, login: str, level: int, age: AgeBand) -> None:
    verifier = verifier_of(issuer)
    kept, answer = signed(verifier, login)
    assert answer["state"] == "acme." + "h" * 43
    assert answer["iss"] == issuer
    proof = verifier.finish(kept, answer, now())
    assert (proof.level, proof.age, proof.issuer, proof.pseudonym) == (level, age, issuer, login)


def test_a_fresh_proof_is_proved_anew(issuer: str) -> None:
    verifier = verifier_of(issuer)
    kept, answer = signed(verifier, "erika", digest="d" * 64)
    assert isinstance(verifier.finish(kept, answer, now()), Proof)


def test_a_code_is_good_once(issuer: str) -> None:
    verifier = verifier_of(issuer)
    kept, answer = signed(verifier, "erika")
    verifier.finish(kept, answer, now())
    with pytest.raises(ProofRefused) as caught:
        verifier.finish(kept, answer, now())
    assert caught.value.why == "oidc.code"


@pytest.mark.parametrize(
    ("bend", "why"),
    [
        (lambda kept, answer: kept.update(verifier="x" * 64), "oidc.code"),
        (lambda kept, answer: kept.update(salt="another"), "oidc.nonce"),
        (lambda kept, answer: kept.update(digest="e" * 64), "oidc.nonce"),
        (lambda kept, answer: answer.update(iss="http://localhost:1"), "oidc.mix_up"),
        (lambda kept, answer: answer.update(code="x" + answer["code"]), "oidc.code"),
    ],
)
def test_what_is_bent_on_the_way_is_refused(issuer: str, bend: Any, why: str) -> None:
    verifier = verifier_of(issuer)
    kept, answer = signed(verifier, "erika")
    bend(kept, answer)
    with pytest.raises(ProofRefused) as caught:
        verifier.finish(kept, answer, now())
    assert caught.value.why == why


def test_a_wrong_client_secret_proves_nothing(issuer: str) -> None:
    verifier = verifier_of(issuer, secret="w" * 40)
    kept, answer = signed(verifier, "erika")
    with pytest.raises(ProofRefused):
        verifier.finish(kept, answer, now())


def test_a_person_with_a_link_proves_through_our_pages_and_theirs(
    issuer: str, proving: ProvingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from real_provider import signed_in

    monkeypatch.setattr(ProvingHouse, "verifiers", {**proving.verifiers, "real": verifier_of(issuer)})
    client = proving.client()
    page = send(client, f"/c/{LINK}/prove/way/real", "")
    answer = signed_in(led_to(page.text), "erika", BACK)
    done = client.get("/prove/real/back", params=answer)
    assert (done.status_code, f'href="/c/{LINK}' in done.text) == (200, True)
    with proving.database.read(ACME) as unit:
        found = assured(unit, proving.vault, SubjectId(proving.person))
    assert found is not None
    assert (found.level, found.age, found.issuer) == (2, AgeBand.ADULT, issuer)
    assert client.get("/prove/real/back", params=answer).status_code == 403


def test_loopback_is_asked_only_where_it_is_let(issuer: str) -> None:
    setting = OidcSetting(issuer=issuer, client_id="tellmark")
    fetcher = Fetcher()
    with pytest.raises(VerifierUnreachable):
        OidcVerifier("real", setting, BASE, Provider(issuer, fetcher), fetcher).start(Asked(now(), entropy, "h"))
