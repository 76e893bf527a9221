import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, Standing, sign_document, verify_document

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAYLOAD = '{"verdict":"ai_attested","words":"标识"}'.encode()


def folder(path: Path) -> KeyFolder:
    keys = KeyFolder(path)
    keys.create("Studio-North", "DE", AT)
    return keys


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    return folder(tmp_path_factory.mktemp("keys") / "k")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    return folder(tmp_path_factory.mktemp("other") / "k")


@pytest.fixture(scope="module")
def jws(keys: KeyFolder) -> str:
    return sign_document(PAYLOAD, keys.load_reports(AT))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def header_of(jws: str) -> dict[str, object]:
    part = jws.split(".")[0]
    header: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return header


def test_a_report_comes_back_as_it_was_signed(jws: str, keys: KeyFolder) -> None:
    document = verify_document(jws, keys.pins(), AT)
    assert (document.integrity, document.signer, document.payload) == (Integrity.INTACT, Standing.PINNED, PAYLOAD)
    assert document.organisation == "Studio-North"


def test_elsewhere_its_signer_is_unknown_and_it_is_intact_all_the_same(jws: str, other: KeyFolder) -> None:
    for pins in (b"", other.pins()):
        document = verify_document(jws, pins, AT)
        assert (document.integrity, document.signer) == (Integrity.INTACT, Standing.UNKNOWN)


def test_years_later_it_is_expired_and_not_forged(jws: str, keys: KeyFolder) -> None:
    document = verify_document(jws, keys.pins(), AT + timedelta(days=4000))
    assert (document.integrity, document.signer) == (Integrity.INTACT, Standing.EXPIRED)


def test_a_rotated_key_still_vouches_for_its_reports(tmp_path: Path) -> None:
    keys = folder(tmp_path / "k")
    jws = sign_document(PAYLOAD, keys.load_reports(AT))
    keys.rotate(AT)
    assert verify_document(jws, keys.pins(), AT).signer is Standing.PINNED


def swapped_payload(jws: str) -> str:
    head, _, signature = jws.split(".")
    return f"{head}.{encoded(PAYLOAD.replace(b'attested', b'declared'))}.{signature}"


def test_another_payload_is_tampered_and_not_shown(jws: str, keys: KeyFolder) -> None:
    document = verify_document(swapped_payload(jws), keys.pins(), AT)
    assert (document.integrity, document.signer, document.payload) == (
        Integrity.TAMPERED,
        Standing.NOT_CHECKED,
        None,
    )


def test_another_key_in_the_header_is_tampered(jws: str, keys: KeyFolder, other: KeyFolder) -> None:
    theirs = header_of(sign_document(b"{}", other.load_reports(AT)))
    _, payload, signature = jws.split(".")
    swapped = f"{encoded(json.dumps(theirs).encode())}.{payload}.{signature}"
    assert verify_document(swapped, keys.pins() + other.pins(), AT).integrity is Integrity.TAMPERED


HEADERS: dict[str, Callable[[dict[str, object]], object]] = {
    "alg none": lambda header: header | {"alg": "none"},
    "alg HS256": lambda header: header | {"alg": "HS256"},
    "another type": lambda header: header | {"typ": "JWT"},
    "no certificates": lambda header: header | {"x5c": []},
    "a key beside the certificates": lambda header: header | {"jwk": {"kty": "EC"}},
    "a key from elsewhere": lambda header: header | {"jku": "https://example.com"},
    "an extension that must be understood": lambda header: header | {"crit": ["b64"], "b64": False},
    "no object": lambda header: [header],
}


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_that_changes_what_a_signature_means_is_malformed(
    change: Callable[[dict[str, object]], object], keys: KeyFolder
) -> None:
    signer = keys.load_reports(AT)
    header = change(header_of(sign_document(PAYLOAD, signer)))
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(PAYLOAD)}"
    forged = f"{signed}.{encoded(signer.sign(signed.encode()))}"  # even under a true signature
    assert verify_document(forged, keys.pins(), AT).integrity is Integrity.MALFORMED


def test_the_key_that_signs_content_signs_no_reports(keys: KeyFolder) -> None:
    document = verify_document(sign_document(PAYLOAD, keys.load(AT)), keys.pins(), AT)
    assert document.integrity is Integrity.MALFORMED


def test_each_flipped_character_is_found(jws: str, keys: KeyFolder) -> None:
    pins = keys.pins()
    for place in range(0, len(jws), 23):
        flipped = jws[:place] + ("A" if jws[place] != "A" else "B") + jws[place + 1 :]
        assert verify_document(flipped, pins, AT).integrity is not Integrity.INTACT, place


def test_a_second_spelling_of_the_same_bytes_is_malformed(jws: str, keys: KeyFolder) -> None:
    head, payload, signature = jws.split(".")
    for spelling in (f"{head}.{payload}=.{signature}", f"{head}.{payload}.{signature}=="):
        assert verify_document(spelling, keys.pins(), AT).integrity is Integrity.MALFORMED


def test_an_endless_document_is_not_opened(keys: KeyFolder) -> None:
    assert verify_document("A" * (9 << 20), keys.pins(), AT).integrity is Integrity.MALFORMED
    with pytest.raises(ValueError, match="5 MiB"):
        sign_document(bytes(6 << 20), keys.load_reports(AT))


@given(st.text(alphabet="ABCabc019-_.= é\n", max_size=60))
def test_no_text_brings_the_reader_down(text: str) -> None:
    assert verify_document(text, b"", AT).integrity is Integrity.MALFORMED
