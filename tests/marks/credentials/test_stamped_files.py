"""What the readers say of a file with a time-stamp: whose, when, and what it is worth."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from clock_house import HOUSE, Clock, House, clock, house
from credentials_studio import CLAIM, Studio
from forged_stamps import Forgery
from tellmark.marks.credentials.read import read
from tellmark.marks.credentials.sign import sign
from tellmark.marks.credentials.stamping import exchange, message
from tellmark.marks.model import Finding, State, Trust
from tellmark.media import containers
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors
from tellmark.proof.certificates import SEED, Holder, Issuer, claim_leaf, private_key, root
from tellmark.proof.signing import es256
from tellmark.proof.stamps.judge import judged
from tellmark.proof.stamps.model import Question, Stamp
from tellmark.values.ids import entropy
from tellmark.values.instants import now, rfc3339

pytestmark = pytest.mark.needs("openssl")
EVERY = pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as one:
        yield one


@pytest.fixture(scope="module")
def stamped(files: dict[Kind, bytes], studio: Studio, opened: House) -> dict[Kind, bytes]:
    return {kind: studio.sign(kind, data, stamp=opened.token) for kind, data in files.items()}


def active(kind: Kind, data: bytes, anchors: Anchors) -> Finding:
    return read(kind, io.BytesIO(data), anchors)[0]


@EVERY
def test_the_time_and_the_authority_are_told(
    kind: Kind, stamped: dict[Kind, bytes], studio: Studio, opened: House
) -> None:
    finding = active(kind, stamped[kind], Anchors(studio.keys.pins(), clocks_pem=opened.clock.anchors))
    assert (finding.state, finding.trust) == (State.INTACT, Trust.PINNED)
    told = {key: finding.detail[key] for key in ("time_source", "time_stamp_trust", "time_stamp_authority")}
    assert told == {"time_source": "time_stamp", "time_stamp_trust": "pinned", "time_stamp_authority": HOUSE}
    at = datetime.fromisoformat(str(finding.detail["time_stamp"]))
    assert abs(at - now()) < timedelta(hours=1)


def trusts(data: bytes, anchors: Anchors) -> tuple[Trust, object]:
    finding = active(Kind.JPEG, data, anchors)
    return finding.trust, finding.detail.get("time_stamp_trust")


def test_who_is_known_for_the_one_is_not_known_for_the_other(
    stamped: dict[Kind, bytes], studio: Studio, opened: House
) -> None:
    """A signer's root cannot date what it signs, and an authority's cannot sign a credential."""
    data, signers, clocks = stamped[Kind.JPEG], studio.keys.pins(), opened.clock.anchors
    for _ in range(3):  # the library takes any list that fits, in no order
        assert trusts(data, Anchors(signers)) == (Trust.PINNED, "unknown")
        assert trusts(data, Anchors(signers + clocks)) == (Trust.PINNED, "unknown")
        assert trusts(data, Anchors(signers, clocks_pem=clocks)) == (Trust.PINNED, "pinned")
        assert trusts(data, Anchors(b"", signers, None, b"", clocks)) == (Trust.LISTED, "listed")
        assert trusts(data, Anchors(b"", b"", None, signers, clocks)) == (Trust.UNKNOWN, "listed")
        assert trusts(data, Anchors(clocks_pem=signers + clocks)) == (Trust.UNKNOWN, "pinned")
        assert trusts(data, Anchors(signers + clocks, b"", None, signers + clocks)) == (Trust.PINNED, "pinned")
        assert trusts(data, Anchors(signers, signers, None, clocks, clocks)) == (Trust.LISTED, "listed")


def test_a_house_with_one_root_for_both_is_told_apart(files: dict[Kind, bytes]) -> None:
    """Root, an authority for signers and one for clocks below it: each list names its own, and both chains meet."""
    at = now()
    top = root(Holder("One House", "Root", "DE"), private_key(entropy(SEED)), at, 1)
    wide = _authority(top, "Everything", path_length=1)
    signers, clocks = _authority(wide, "Signers"), _authority(wide, "Clocks")
    key = private_key(entropy(SEED))
    leaf = claim_leaf(signers, Holder("One House", "Signer", "DE"), key.public_key(), at, 5)
    timer = clock(below=(clocks.certificate, clocks.key))
    chain = b"".join(one.public_bytes(Encoding.PEM) for one in (leaf, signers.certificate, wide.certificate))
    through = (timer.certificate, clocks.certificate, wide.certificate)

    def stamp(data: bytes) -> bytes:
        question = Question(sha256(data).digest(), 5)
        reply = Forgery(question, timer, now(), certificates=through).reply()
        found = judged(reply, question, [wide.certificate], now())
        assert isinstance(found, Stamp)
        return found.token

    out = io.BytesIO()
    sign(Kind.JPEG, io.BytesIO(files[Kind.JPEG]), out, CLAIM, None, chain, es256(key), stamp=stamp)
    wide_pem, clocks_pem = wide.certificate.public_bytes(Encoding.PEM), clocks.certificate.public_bytes(Encoding.PEM)
    signers_pem = signers.certificate.public_bytes(Encoding.PEM)
    for _ in range(5):
        assert trusts(out.getvalue(), Anchors(wide_pem, clocks_pem=clocks_pem)) == (Trust.PINNED, "pinned")
        assert trusts(out.getvalue(), Anchors(signers_pem, clocks_pem=wide_pem)) == (Trust.PINNED, "pinned")
        assert trusts(out.getvalue(), Anchors(wide_pem)) == (Trust.PINNED, "unknown")
        assert trusts(out.getvalue(), Anchors(clocks_pem=wide_pem)) == (Trust.UNKNOWN, "pinned")


def _authority(by: Issuer, name: str, path_length: int | None = 0) -> Issuer:
    key = private_key(entropy(SEED))
    certificate = (
        x509.CertificateBuilder()
        .issuer_name(by.certificate.subject)
        .subject_name(Holder("One House", name, "DE").name())
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1))
        .not_valid_after(now() + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False)
        .add_extension(by.certificate.extensions.get_extension_for_class(x509.KeyUsage).value, critical=True)
        .sign(by.key, hashes.SHA256())
    )
    return Issuer(key, certificate)


@dataclass(frozen=True)
class RanOut:
    """A file whose signer's certificate has run out since; a stamp can be put beside the signature."""

    data: bytes
    root: bytes
    ended: datetime
    signed: bytes
    signature: bytes

    def stamped(self, timer: Clock, at: datetime) -> bytes:
        asked = message(self.signed, self.signature)
        question = Question(sha256(asked).digest(), 9)
        found = judged(Forgery(question, timer, at).reply(), question, [timer.root], at)
        assert isinstance(found, Stamp)
        stream = io.BytesIO(self.data)
        containers.overwrite(Kind.JPEG, stream, *exchange(self.data, self.signed, self.signature, found.token))
        return stream.getvalue()


@pytest.fixture(scope="module")
def ran_out(files: dict[Kind, bytes]) -> RanOut:
    """Sign with a certificate in force, then put one in its place that has run out, and sign anew.

    The library does not sign with one that has run out, and nobody waits a year for a test.
    """
    at = now()
    issuer = root(Holder("Studio", "Root", "DE"), private_key(entropy(SEED)), at - timedelta(days=900), 1)
    key, holder = private_key(entropy(SEED)), Holder("Studio", "Signer", "DE")
    present = claim_leaf(issuer, holder, key.public_key(), at, 1 << 60)
    past = _as_long(present, lambda n: claim_leaf(issuer, holder, key.public_key(), at - timedelta(days=400), n))
    seen: list[bytes] = []

    def signs(data: bytes) -> bytes:
        seen.append(data)
        return es256(key)(data)

    made: list[bytes] = []
    out = io.BytesIO()
    chain = present.public_bytes(Encoding.PEM)
    was = files[Kind.JPEG]

    def keeps(data: bytes) -> bytes:
        made.append(data[-64:])
        return b""

    sign(Kind.JPEG, io.BytesIO(was), out, CLAIM, None, chain, signs, stamp=keeps)
    old, new = (one.public_bytes(Encoding.DER) for one in (present, past))
    signed = seen[-1].replace(old, new)
    signature = es256(key)(signed)
    containers.overwrite(Kind.JPEG, out, old, new)
    containers.overwrite(Kind.JPEG, out, made[0], signature)
    pem = issuer.certificate.public_bytes(Encoding.PEM)
    return RanOut(out.getvalue(), pem, past.not_valid_after_utc, signed, signature)


def _as_long(as_this: x509.Certificate, made: Callable[[int], x509.Certificate]) -> x509.Certificate:
    size = len(as_this.public_bytes(Encoding.DER))
    return next(one for n in range(1000) if len((one := made((1 << 60) + n)).public_bytes(Encoding.DER)) == size)


@pytest.fixture(scope="module")
def old_clock() -> Clock:
    return clock(begins=now() - timedelta(days=800), days=2000)


def test_a_certificate_that_ran_out_is_said_to_have(ran_out: RanOut) -> None:
    finding = active(Kind.JPEG, ran_out.data, Anchors(ran_out.root))
    assert (finding.state, finding.trust) == (State.INTACT, Trust.EXPIRED)


def test_a_known_stamp_from_its_term_outlives_the_certificate(ran_out: RanOut, old_clock: Clock) -> None:
    at = ran_out.ended - timedelta(days=30)
    data = ran_out.stamped(old_clock, at)
    finding = active(Kind.JPEG, data, Anchors(ran_out.root, clocks_pem=old_clock.anchors))
    assert (finding.state, finding.trust) == (State.INTACT, Trust.PINNED)
    assert finding.detail["time_stamp"] == rfc3339(at)


def test_a_stamp_that_nobody_knows_saves_no_certificate(ran_out: RanOut, old_clock: Clock) -> None:
    data = ran_out.stamped(old_clock, ran_out.ended - timedelta(days=30))
    finding = active(Kind.JPEG, data, Anchors(ran_out.root))
    assert (finding.state, finding.trust) == (State.INTACT, Trust.EXPIRED)
    assert finding.detail["time_source"] == "unknown_time_stamp"


def test_a_signer_does_not_save_itself_with_a_clock_of_its_own(ran_out: RanOut, old_clock: Clock) -> None:
    """The clock's root is known as a signer's: it may sign, and yet not say when."""
    data = ran_out.stamped(old_clock, ran_out.ended - timedelta(days=30))
    for _ in range(3):
        assert trusts(data, Anchors(ran_out.root + old_clock.anchors)) == (Trust.EXPIRED, "unknown")


def test_a_stamp_from_after_the_end_saves_no_certificate(ran_out: RanOut, old_clock: Clock) -> None:
    data = ran_out.stamped(old_clock, ran_out.ended + timedelta(days=5))
    finding = active(Kind.JPEG, data, Anchors(ran_out.root, clocks_pem=old_clock.anchors))
    assert finding.trust is Trust.EXPIRED


def test_a_stamp_is_told_of_a_file_that_this_one_was_made_from(
    stamped: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio, opened: House
) -> None:
    data = studio.sign(Kind.JPEG, files[Kind.JPEG], stamped[Kind.JPEG])
    own, before = read(Kind.JPEG, io.BytesIO(data), Anchors(studio.keys.pins(), clocks_pem=opened.clock.anchors))
    assert own.detail["time_source"] == "own_clock"
    assert before.detail["time_source"] == "time_stamp"
