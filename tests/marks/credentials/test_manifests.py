import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.marks.credentials.judge import judged, state_of
from tellmark.marks.credentials.manifests import MOST_MANIFESTS, Status, manifests
from tellmark.marks.model import Finding, Says, State, Trust

LABEL = "urn:c2pa:a"
SIGNATURE = f"self#jumbf=/c2pa/{LABEL}/c2pa.signature"
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5) | st.sampled_from([AI, SIGNATURE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
KEYS = [
    "label",
    "assertions",
    "claim.v2",
    "claim",
    "signature",
    "validationResults",
    "ingredientDeltas",
    "certificateInfo",
    "subject",
    "validity",
    "notAfter",
    "O",
    "success",
    "failure",
    "code",
    "url",
    "c2pa.actions.v2",
    "c2pa.ingredient.v3",
    "org.tellmark.disclosure",
    "actions",
    "digitalSourceType",
    "activeManifest",
    "gathered_assertions",
]
shaped = st.recursive(
    anything, lambda inner: st.dictionaries(st.sampled_from(KEYS), inner | st.lists(inner, max_size=2)), max_leaves=20
)


def store(**parts: Any) -> str:
    return json.dumps({"manifests": [{"label": LABEL, **parts}]})


def finding(recorded: tuple[Status, ...] = (), **parts: Any) -> Finding:
    return next(judged(manifests(store(**parts))[LABEL], "c2pa", "", recorded))


def status(code: str, words: str = "") -> dict[str, str]:
    return {"code": code, "url": SIGNATURE, "explanation": words}


@given(st.lists(shaped, max_size=3), shaped)
def test_no_shape_of_a_manifest_brings_the_judge_down(listed: list[Any], more: Any) -> None:
    for document in ({"manifests": listed}, {"manifests": more}, more):
        for manifest in manifests(json.dumps(document)).values():
            assert list(judged(manifest, "c2pa", "", ()))


def test_a_store_of_thousands_is_cut_short() -> None:
    crowd = {"manifests": [{"label": str(number)} for number in range(5000)]}
    assert len(manifests(json.dumps(crowd))) == MOST_MANIFESTS


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("assertion.dataHash.mismatch", State.TAMPERED),
        ("assertion.bmffHash.mismatch", State.TAMPERED),
        ("assertion.boxesHash.mismatch", State.TAMPERED),
        ("assertion.hashedURI.mismatch", State.TAMPERED),
        ("claimSignature.mismatch", State.TAMPERED),
        ("ingredient.manifest.mismatch", State.TAMPERED),
        ("assertion.undeclared", State.TAMPERED),
        ("claim.malformed", State.MALFORMED),
        ("claim.hardBindings.missing", State.MALFORMED),
        ("assertion.missing", State.MALFORMED),
        ("signingCredential.untrusted", State.INTACT),
        ("signingCredential.expired", State.INTACT),
        ("timeStamp.mismatch", State.INTACT),
        ("cawg.x509.credential.untrusted", State.INTACT),
    ],
)
def test_each_failure_is_tampered_or_malformed_or_a_matter_of_trust(code: str, state: State) -> None:
    assert state_of([Status(code, "")]) is state


def results(*failed: str, trusted: str = "") -> dict[str, Any]:
    success = [status("signingCredential.trusted", f"signing certificate trusted, found in [{trusted}] trust anchors")]
    return {"success": success if trusted else [], "failure": [status(code) for code in failed]}


@pytest.mark.parametrize(
    ("found", "trust"),
    [
        (results(trusted="tellmark:pinned"), Trust.PINNED),
        (results(trusted="tellmark:listed"), Trust.LISTED),
        (results(trusted="tellmark:listed+pinned"), Trust.LISTED),
        (results(trusted="tellmark:listed_clock+pinned"), Trust.PINNED),
        (results(trusted="tellmark:listed_clock+pinned_clock"), Trust.UNKNOWN),
        (results(trusted="tellmark:everybody"), Trust.UNKNOWN),
        (results(trusted="something_new"), Trust.UNKNOWN),
        (results(), Trust.UNKNOWN),
        (results("signingCredential.untrusted"), Trust.UNKNOWN),
        (results("signingCredential.invalid", trusted="tellmark:pinned"), Trust.UNKNOWN),
        (results("signingCredential.expired", trusted="tellmark:pinned"), Trust.EXPIRED),
        (results("signingCredential.ocsp.revoked", "signingCredential.expired"), Trust.REVOKED),
    ],
)
def test_who_knows_the_signer(found: dict[str, Any], trust: Trust) -> None:
    assert finding(validationResults=found).trust is trust


LATE = {"certificateInfo": {"validity": {"notAfter": "2027-01-01T00:00:00+00:00"}}}


def stamped(at: str = "2026-12-01T00:00:00+00:00", **authority: str) -> dict[str, Any]:
    return LATE | {"timeStampInfo": {"timestamp": at, "certificateInfo": {"subject": authority}}}


def clock(known_as: str, name: str = "Clock 1") -> list[dict[str, str]]:
    sentence = f"timestamp cert trusted: {name}, trust list: {known_as}"
    return [status("timeStamp.validated"), *([status("timeStamp.trusted", sentence)] if known_as else [])]


@pytest.mark.parametrize(
    ("known_as", "at", "trust"),
    [
        ("tellmark:pinned_clock", "2026-12-01T00:00:00+00:00", Trust.PINNED),
        ("tellmark:listed_clock", "2026-12-01T00:00:00+00:00", Trust.PINNED),
        ("tellmark:listed_clock", "2027-12-01T00:00:00+00:00", Trust.EXPIRED),
        ("tellmark:pinned", "2026-12-01T00:00:00+00:00", Trust.EXPIRED),
        ("", "2026-12-01T00:00:00+00:00", Trust.EXPIRED),
    ],
)
def test_only_a_known_time_stamp_from_its_term_outlives_a_certificate(known_as: str, at: str, trust: Trust) -> None:
    found = results(trusted="tellmark:pinned") | {"validationTime": "2028-01-01T00:00:00.5+00:00"}
    found["success"] += clock(known_as)
    assert finding(validationResults=found, signature=stamped(at)).trust is trust


@pytest.mark.parametrize(
    ("success", "noted", "source", "trust"),
    [
        (clock("tellmark:pinned_clock"), "", "time_stamp", "pinned"),
        (clock("tellmark:listed_clock+pinned_clock"), "", "time_stamp", "listed"),
        (clock("tellmark:listed"), "", "unknown_time_stamp", "unknown"),
        (clock(""), "timeStamp.untrusted", "unknown_time_stamp", "unknown"),
        ([], "timeStamp.mismatch", "broken_time_stamp", None),
        ([], "timeStamp.malformed", "broken_time_stamp", None),
        ([], "timeStamp.outsideValidity", "broken_time_stamp", None),
        ([], "", "unknown_time_stamp", "unknown"),
    ],
)
def test_a_finding_tells_of_the_time_stamp(
    success: list[dict[str, str]], noted: str, source: str, trust: str | None
) -> None:
    found = {"success": success, "informational": [status(noted)]}
    detail = finding(validationResults=found, signature=stamped(O="Clock House")).detail
    assert (detail["time_source"], detail.get("time_stamp_trust")) == (source, trust)
    assert detail.get("time_stamp") == (None if trust is None else "2026-12-01T00:00:00Z")
    shown = {"pinned": "Clock House", "listed": "Clock House", "unknown": "withheld", None: None}[trust]
    assert detail.get("time_stamp_authority") == shown


def test_an_authority_cannot_name_the_list_that_it_is_on() -> None:
    """The library puts the certificate's common name into the sentence that we read."""
    posing = "X, trust list: tellmark:pinned_clock"
    for success in (clock("", posing), clock("tellmark:pinned", posing), clock("elsewhere", posing)):
        detail = finding(validationResults={"success": success}, signature=stamped(CN=posing)).detail
        assert detail["time_source"] == "unknown_time_stamp"
    found = {"success": clock("tellmark:pinned_clock", "X, trust list: nobody")}
    assert finding(validationResults=found, signature=stamped(CN=posing)).detail["time_stamp_trust"] == "pinned"


def test_trust_that_somebody_wrote_into_the_file_is_not_ours() -> None:
    """The maker of an ingredient assertion records what they found: their anchors are not ours."""
    recorded = (Status("signingCredential.trusted", "found in [tellmark:pinned] trust anchors"),)
    assert finding(recorded, validationResults=results()).trust is Trust.UNKNOWN


def test_a_mismatch_that_somebody_recorded_counts_wherever_it_was_filed() -> None:
    recorded = {"validationResults": {"activeManifest": {"informational": [status("assertion.dataHash.mismatch")]}}}
    link = {"activeManifest": {"url": f"self#jumbf=/c2pa/{LABEL}"}, **recorded}
    (ingredient,) = manifests(store(assertions={"c2pa.ingredient.v3": link}))[LABEL].ingredients
    assert finding(ingredient.recorded).state is State.TAMPERED


def test_what_this_reading_found_in_an_ingredient_is_laid_at_its_own_door() -> None:
    delta = {"validationDeltas": {"failure": [status("claimSignature.mismatch")]}}
    document = {"manifests": [{"label": "urn:c2pa:active", "ingredientDeltas": [delta]}, {"label": LABEL}]}
    found = manifests(json.dumps(document))
    assert [one.code for one in found[LABEL].failed] == ["claimSignature.mismatch"]
    assert found["urn:c2pa:active"].failed == ()


def test_an_unknown_source_type_says_nothing_and_does_not_leave() -> None:
    step = {"action": "c2pa.created", "digitalSourceType": "http://example.com/Jane-Doe"}
    one = finding(assertions={"c2pa.actions.v2": {"actions": [step]}})
    assert one.says is Says.NOTHING
    assert "Jane" not in str(one)
