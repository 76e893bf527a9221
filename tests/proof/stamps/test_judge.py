from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from clock_house import HOUSE, POLICY, Clock, clock
from forged_stamps import Forgery
from tellmark.proof.stamps import shapes
from tellmark.proof.stamps.judge import APART, judged
from tellmark.proof.stamps.model import Flaw, Question, Stamp
from tellmark.proof.stamps.query import query
from tellmark.proof.stamps.reply import LARGEST_TOKEN
from tellmark.values.instants import now

QUESTION = Question(sha256(b"a signature").digest(), 0x5EED_0123_4567_89AB)
AT = now()


@pytest.fixture
def good(honest: Clock) -> Forgery:
    return Forgery(QUESTION, honest, AT)


@pytest.fixture
def anchors(honest: Clock) -> tuple[x509.Certificate, ...]:
    return (honest.root,)


def test_an_honest_answer_is_a_stamp(good: Forgery, anchors: Sequence[x509.Certificate]) -> None:
    stamp = judged(good.reply(), QUESTION, anchors, AT)
    assert isinstance(stamp, Stamp)
    assert (stamp.at, stamp.authority, stamp.policy, stamp.serial) == (AT, HOUSE, POLICY, 7)


def test_a_certificate_may_be_named_by_sha_1_as_the_rfc_of_2001_did(
    good: Forgery, anchors: Sequence[x509.Certificate]
) -> None:
    assert isinstance(judged(good.with_(by_sha1=True).reply(), QUESTION, anchors, AT), Stamp)


def test_the_order_of_certificates_says_nothing(good: Forgery, honest: Clock) -> None:
    for order in ((honest.certificate, honest.root), (honest.root, honest.certificate)):
        assert isinstance(judged(good.with_(certificates=order).reply(), QUESTION, [honest.root], AT), Stamp)


def test_a_moment_between_stating_the_time_and_signing_is_no_flaw(
    good: Forgery, anchors: Sequence[x509.Certificate]
) -> None:
    stamp = judged(good.with_(signing_time=AT + timedelta(seconds=2)).reply(), QUESTION, anchors, AT)
    assert isinstance(stamp, Stamp)
    assert stamp.at == AT


STRANGER = clock(name="Somebody Else")


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"token": False, "status": 2}, Flaw.REJECTED),
        ({"token": False, "status": 5}, Flaw.REJECTED),
        ({"token": False, "status": 0}, Flaw.MALFORMED),
        ({"status": 2}, Flaw.REJECTED),
        ({"status": 1}, Flaw.MODIFIED),
        ({"nonce": QUESTION.nonce + 1}, Flaw.WRONG_NONCE),
        ({"no_nonce": True}, Flaw.WRONG_NONCE),
        ({"imprint": sha256(b"another signature").digest()}, Flaw.WRONG_IMPRINT),
        ({"imprint_oid": shapes.SHA512}, Flaw.WRONG_IMPRINT),
        ({"imprint_oid": shapes.SHA1}, Flaw.WEAK_DIGEST),
        ({"digest_oid": shapes.SHA1}, Flaw.WEAK_DIGEST),
        ({"digest_oid": x509.ObjectIdentifier("1.2.3.4")}, Flaw.UNKNOWN_ALGORITHM),
        ({"at": AT + APART + timedelta(seconds=2)}, Flaw.WRONG_TIME),
        ({"at": AT - APART - timedelta(seconds=2)}, Flaw.WRONG_TIME),
        ({"signing_time": AT - timedelta(days=400)}, Flaw.WRONG_TIME),
        ({"signing_time": AT + timedelta(minutes=2)}, Flaw.WRONG_TIME),
        ({"kind": shapes.SIGNED_DATA}, Flaw.MALFORMED),
        ({"outer": shapes.TST_INFO}, Flaw.MALFORMED),
        ({"signers": 2}, Flaw.MALFORMED),
        ({"certificates": ()}, Flaw.OTHER_SIGNER),
        ({"certificates": (STRANGER.certificate,)}, Flaw.OTHER_SIGNER),
        ({"unnamed": True}, Flaw.OTHER_SIGNER),
        ({"names": STRANGER.certificate, "certificates": (STRANGER.certificate,)}, Flaw.BAD_SIGNATURE),
        ({"clock": STRANGER}, Flaw.UNKNOWN_AUTHORITY),
        ({"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"}, Flaw.BAD_SIGNATURE),
        ({"signature": b"junk"}, Flaw.BAD_SIGNATURE),
    ],
)
def test_each_flaw_has_a_name_of_its_own(
    changes: dict[str, object], flaw: Flaw, good: Forgery, anchors: Sequence[x509.Certificate]
) -> None:
    assert judged(good.with_(**changes).reply(), QUESTION, anchors, AT) is flaw


def test_what_was_signed_is_what_is_read(good: Forgery, anchors: Sequence[x509.Certificate]) -> None:
    """The content is exchanged for that of another good stamp, under the signature of the first."""
    later = asn1.decode_der(shapes.Granted, good.with_(at=AT - timedelta(seconds=60)).reply()).token
    content = later.parse(shapes.Token).content.content.content
    assert judged(good.with_(other_content=content).reply(), QUESTION, anchors, AT) is Flaw.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("made", "flaw"),
    [
        ({"purposes": (ExtendedKeyUsageOID.TIME_STAMPING,), "critical": False}, Flaw.NOT_FOR_TIME_STAMPS),
        ({"purposes": (ExtendedKeyUsageOID.EMAIL_PROTECTION,)}, Flaw.NOT_FOR_TIME_STAMPS),
        (
            {"purposes": (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)},
            Flaw.NOT_FOR_TIME_STAMPS,
        ),
        ({"begins": AT - timedelta(days=9), "days": 8.9}, Flaw.EXPIRED),
        ({"begins": AT + timedelta(hours=1)}, Flaw.EXPIRED),
    ],
)
def test_a_certificate_has_to_be_for_time_stamps_and_in_force(made: dict[str, object], flaw: Flaw) -> None:
    other = clock(**made)  # type: ignore[arg-type]  # the table above holds what `clock` takes
    assert judged(Forgery(QUESTION, other, AT).reply(), QUESTION, [other.root], AT) is flaw


def test_a_policy_that_was_asked_for_has_to_come(honest: Clock) -> None:
    asked = Question(QUESTION.imprint, QUESTION.nonce, POLICY)
    assert isinstance(judged(Forgery(asked, honest, AT).reply(), asked, [honest.root], AT), Stamp)
    other = Forgery(asked, honest, AT, policy=POLICY + ".1")
    assert judged(other.reply(), asked, [honest.root], AT) is Flaw.WRONG_POLICY


def test_nobody_is_known_without_anchors(good: Forgery) -> None:
    assert judged(good.reply(), QUESTION, (), AT) is Flaw.UNKNOWN_AUTHORITY


def test_a_token_that_would_not_fit_beside_a_signature_is_too_large(good: Forgery, honest: Clock) -> None:
    many = good.with_(certificates=(honest.certificate, *[STRANGER.root] * 9, *[STRANGER.certificate] * 12))
    reply = many.reply()
    assert len(reply) > LARGEST_TOKEN
    assert judged(reply, QUESTION, [honest.root], AT) is Flaw.TOO_LARGE


def test_certificates_without_end_are_not_gone_through(good: Forgery, honest: Clock) -> None:
    many = good.with_(certificates=(honest.certificate, *[STRANGER.root] * 10))
    assert judged(many.reply(), QUESTION, [honest.root], AT) is Flaw.MALFORMED


def test_an_rsa_authority_is_as_good(good: Forgery) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "RSA Clock")])
    certificate = (
        x509.CertificateBuilder()
        .issuer_name(name)
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(9)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )

    class Signs:
        def sign(self, data: bytes, _: ec.ECDSA) -> bytes:
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    other = Clock(Signs(), certificate, certificate)  # type: ignore[arg-type]  # all that a forgery needs of a key
    stamp = judged(good.with_(clock=other).reply(), QUESTION, [certificate], AT)
    assert isinstance(stamp, Stamp)
    assert stamp.authority == "RSA Clock"


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x30\x80\x00\x00", b"\x30" * 5000, b"<html>No</html>"])
def test_junk_is_malformed(junk: bytes, anchors: Sequence[x509.Certificate]) -> None:
    assert judged(junk, QUESTION, anchors, AT) is Flaw.MALFORMED


def test_no_cut_and_no_changed_byte_makes_a_stamp(good: Forgery, anchors: Sequence[x509.Certificate]) -> None:
    """A byte may be changed where nothing is signed (a name for an algorithm), yet then the stamp says the same."""
    reply = good.reply()
    was = judged(reply, QUESTION, anchors, AT)
    assert isinstance(was, Stamp)
    for end in range(len(reply)):
        assert isinstance(judged(reply[:end], QUESTION, anchors, AT), Flaw), end
    for at in range(len(reply)):
        found = judged(reply[:at] + bytes([reply[at] ^ 0x01]) + reply[at + 1 :], QUESTION, anchors, AT)
        if isinstance(found, Stamp):
            assert (found.at, found.authority, found.serial) == (was.at, was.authority, was.serial), at


@given(st.binary(max_size=300), st.integers(0, 1200))
def test_no_bytes_bring_the_judge_down(noise: bytes, at: int) -> None:
    reply = bytearray(Forgery(QUESTION, STRANGER, AT).reply())
    reply[at : at + len(noise)] = noise
    assert judged(bytes(reply), QUESTION, [STRANGER.root], AT) is not None
    assert judged(noise, QUESTION, [STRANGER.root], AT) is Flaw.MALFORMED


def test_a_question_says_what_it_asks() -> None:
    read = asn1.decode_der(shapes.Query, query(Question(b"\1" * 32, 5, POLICY)))
    assert (read.version, read.nonce, read.with_certificates) == (1, 5, True)
    assert (read.imprint.algorithm.oid, read.imprint.digest) == (shapes.SHA256, b"\1" * 32)
    assert read.policy is not None
    assert read.policy.dotted_string == POLICY


def test_nothing_may_follow_an_answer(good: Forgery, anchors: Sequence[x509.Certificate]) -> None:
    assert judged(good.reply() * 2, QUESTION, anchors, AT) is Flaw.MALFORMED
