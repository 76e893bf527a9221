import errno
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tellmark.proof.certificates import SEED, Holder, Issuer, as_pem, claim_leaf, private_key, report_leaf, root
from tellmark.proof.errors import (
    BadChain,
    BadName,
    BrokenKeyFolder,
    BrokenPins,
    CertificateExpired,
    CertificateNotYetValid,
    KeyLocked,
    NoKeys,
)
from tellmark.proof.files import NotWritten
from tellmark.proof.key_facts import KeyState
from tellmark.proof.keys import KeyFolder
from tellmark.proof.passphrase import DESCRIPTOR, FILE, passphrase_from
from tellmark.proof.profile import deviations
from tellmark.proof.trust import anchored, certificates

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
YEAR = timedelta(days=366)


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    folder = KeyFolder(tmp_path / ".tellmark")
    assert folder.create("Studio-North", "DE", AT)
    return folder


@pytest.fixture(scope="module")
def authority() -> Issuer:
    return root(Holder("Public CA", "root", "NL"), private_key(bytes(range(SEED))), AT - timedelta(days=9), 7)


def test_a_second_creation_changes_no_byte(keys: KeyFolder) -> None:
    before = contents(keys.path)
    assert not keys.create("Somebody-Else", "FR", AT + timedelta(days=3))
    assert contents(keys.path) == before


def test_the_folder_is_its_owners_and_git_never_sees_it(keys: KeyFolder) -> None:
    assert all(path.stat().st_mode & 0o077 == 0 for path in [keys.path, *keys.path.rglob("*")])
    assert (keys.path / ".gitignore").read_text() == "*\n"
    assert keys.is_private()
    keys.path.chmod(0o755)
    assert not keys.is_private()


def test_the_leaf_has_the_shape_that_c2pa_asks_for(keys: KeyFolder) -> None:
    codes = {one.code for one in deviations(keys.claim_certificate(), AT)}
    assert codes == {"profile.policy", "profile.ocsp"}  # only a public authority can give these two
    leaf = keys.claim_certificate()
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= YEAR
    assert [part.rfc4514_attribute_name for part in leaf.subject] == ["C", "O", "CN"]


def test_a_development_chain_says_so(keys: KeyFolder) -> None:
    signer = keys.load(AT)
    assert signer.chain.development
    assert (keys.path / "DEVELOPMENT-KEYS").exists()
    assert b"PRIVATE" not in repr(signer.chain).encode() + signer.chain.chain_pem + signer.chain.root_pem


def test_the_chain_holds_the_leaf_and_not_the_root(keys: KeyFolder) -> None:
    chain = keys.load(AT).chain
    assert len(certificates(chain.chain_pem)) == len(certificates(chain.root_pem)) == 1
    assert anchored(certificates(chain.chain_pem)[0], (), certificates(keys.pins()), AT)


def test_signatures_are_two_halves_of_32_bytes(keys: KeyFolder) -> None:
    signer = keys.load(AT)
    key = keys.claim_certificate().public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    for number in range(40):  # some r or s begins with a zero byte now and then
        signature = signer.sign(bytes([number]))
        assert len(signature) == 64
        der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        key.verify(der, bytes([number]), ec.ECDSA(hashes.SHA256()))


def test_without_keys_the_remedy_is_init(tmp_path: Path) -> None:
    empty = KeyFolder(tmp_path / "nothing")
    assert (empty.listing(), empty.pins()) == ((), b"")
    with pytest.raises(NoKeys) as caught:
        empty.load(AT)
    assert "tellmark init" in caught.value.remedy


def test_an_expired_certificate_is_not_signed_with(keys: KeyFolder) -> None:
    with pytest.raises(CertificateExpired) as caught:
        keys.load(AT + YEAR)
    assert "tellmark key renew" in caught.value.remedy
    keys.renew(AT + YEAR)
    assert keys.load(AT + YEAR).chain.not_after > AT + YEAR


def test_a_clock_that_runs_behind_is_named(keys: KeyFolder) -> None:
    with pytest.raises(CertificateNotYetValid):
        keys.load(AT - timedelta(days=2))


def test_renewing_keeps_the_key_and_the_root(keys: KeyFolder) -> None:
    before, pins = keys.claim_certificate(), keys.pins()
    keys.renew(AT + timedelta(days=200))
    after = keys.claim_certificate()
    assert after.public_key() == before.public_key()
    assert after != before
    assert keys.pins() == pins


def test_rotation_makes_new_keys_and_destroys_the_old_but_still_knows_them(keys: KeyFolder) -> None:
    before = keys.claim_certificate()
    keys.rotate(AT)
    active, retired = keys.listing()
    assert (active.state, retired.state) == (KeyState.ACTIVE, KeyState.RETIRED)
    assert keys.claim_certificate().public_key() != before.public_key()
    assert len(list(keys.path.rglob("*-key.pem"))) == 3
    assert anchored(before, (), certificates(keys.pins()), AT)


def test_another_installations_leaf_is_not_known(keys: KeyFolder, tmp_path: Path) -> None:
    other = KeyFolder(tmp_path / "other")
    other.create("Studio-North", "DE", AT)
    assert not anchored(other.claim_certificate(), (), certificates(keys.pins()), AT)
    keys.trust(other.load(AT).chain.root_pem)
    assert anchored(other.claim_certificate(), (), certificates(keys.pins()), AT)


def test_keys_under_a_passphrase_open_only_with_it(tmp_path: Path) -> None:
    path = tmp_path / ".tellmark"
    KeyFolder(path, b"correct horse").create("Studio-North", "DE", AT)
    assert b"ENCRYPTED" in next(path.rglob("claim-key.pem")).read_bytes()
    assert KeyFolder(path).listing()[0].locked
    assert len(KeyFolder(path, b"correct horse").load(AT).sign(b"x")) == 64
    for wrong in (None, b"battery staple"):
        with pytest.raises(KeyLocked):
            KeyFolder(path, wrong).load(AT)


def test_whoever_gave_a_wrong_passphrase_is_not_told_to_give_one(tmp_path: Path) -> None:
    KeyFolder(tmp_path / ".tellmark", b"correct horse").create("Studio-North", "DE", AT)
    with pytest.raises(KeyLocked, match="no passphrase was given") as missing:
        KeyFolder(tmp_path / ".tellmark").load(AT)
    with pytest.raises(KeyLocked, match="does not open") as wrong:
        KeyFolder(tmp_path / ".tellmark", b"battery staple").load(AT)
    assert missing.value.remedy.startswith("Put the passphrase into a file")
    assert "that the key was locked with" in wrong.value.remedy


def test_rotation_keeps_the_passphrase(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / ".tellmark", b"correct horse")
    keys.create("Studio-North", "DE", AT)
    keys.rotate(AT)
    assert keys.listing()[0].locked


@pytest.mark.parametrize("secret", [None, b"battery staple"])
def test_rotation_opens_the_old_keys_first_and_never_weakens_them(tmp_path: Path, secret: bytes | None) -> None:
    KeyFolder(tmp_path / ".tellmark", b"correct horse").create("Studio-North", "DE", AT)
    before = contents(tmp_path)
    with pytest.raises(KeyLocked):
        KeyFolder(tmp_path / ".tellmark", secret).rotate(AT)
    assert contents(tmp_path) == before


def test_a_passphrase_comes_from_a_file_or_a_descriptor(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"correct horse\n")
    assert passphrase_from({}) is None
    assert passphrase_from({FILE: str(file)}) == b"correct horse"
    with file.open("rb") as opened:
        assert passphrase_from({DESCRIPTOR: str(opened.fileno())}) == b"correct horse"
    for environment in ({FILE: str(tmp_path / "none")}, {DESCRIPTOR: "not a number"}, {DESCRIPTOR: "987"}):
        with pytest.raises(KeyLocked):
            passphrase_from(environment)
    file.write_bytes(b"\n")
    with pytest.raises(KeyLocked):
        passphrase_from({FILE: str(file)})


def test_a_damaged_folder_is_named_and_never_guessed_at(keys: KeyFolder) -> None:
    chain = keys.path / "keys" / keys.listing()[0].key_id
    for name in ("claim-key.pem", "claim-chain.pem", "about.json"):
        kept = (chain / name).read_bytes()
        for damage in (b"", kept[:60], b"\xff" * 40):
            (chain / name).write_bytes(damage)
            with pytest.raises(BrokenKeyFolder) as caught:
                keys.load(AT)
            assert str(keys.path) not in caught.value.what
        (chain / name).write_bytes(kept)
    (keys.path / "active").write_text("../../etc\n")
    with pytest.raises(BrokenKeyFolder):
        keys.load(AT)


def test_a_key_that_is_not_the_certificates_is_not_used(keys: KeyFolder, tmp_path: Path) -> None:
    other = KeyFolder(tmp_path / "other")
    other.create("Studio-North", "DE", AT)
    next(keys.path.rglob("claim-key.pem")).write_bytes(next(other.path.rglob("claim-key.pem")).read_bytes())
    with pytest.raises(BrokenKeyFolder):
        keys.load(AT)


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotWritten):
        KeyFolder(tmp_path / "file" / ".tellmark").create("Studio-North", "DE", AT)


def test_a_disk_that_is_full_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "was-here").mkdir()
    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        for name in (".tellmark", "was-here"):
            with pytest.raises(NotWritten, match="No space left"):
                KeyFolder(tmp_path / name).create("Studio-North", "DE", AT)
    assert [path.name for path in tmp_path.iterdir()] == ["was-here"]
    assert KeyFolder(tmp_path / ".tellmark").create("Studio-North", "DE", AT)


@pytest.mark.parametrize("junk", [b"", bytes(range(256)), b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_pins_that_are_damaged_are_named(keys: KeyFolder, junk: bytes) -> None:
    (keys.path / "pins" / "stranger.pem").write_bytes(junk)
    with pytest.raises(BrokenPins, match=r"pins/stranger\.pem") as caught:
        keys.pins()
    assert "key trust" in caught.value.remedy


def test_what_stands_between_pinned_certificates_is_dropped(keys: KeyFolder) -> None:
    pin = next((keys.path / "pins").iterdir())
    before = keys.pins()
    pin.write_bytes("Ünser root:\n".encode("latin-1") + pin.read_bytes())
    assert keys.pins() == before


@pytest.mark.parametrize(
    ("name", "country"), [("", "DE"), ("x" * 65, "DE"), ("a\nb", "DE"), ("ok", "Germany"), ("ok", "de")]
)
def test_a_name_that_no_certificate_can_hold_is_refused_before_anything_is_written(
    name: str, country: str, tmp_path: Path
) -> None:
    with pytest.raises(BadName):
        KeyFolder(tmp_path / ".tellmark").create(name, country, AT)
    assert not (tmp_path / ".tellmark").exists()


def issued(keys: KeyFolder, authority: Issuer) -> x509.Certificate:
    """Let a public authority answer the folder's own request."""
    wanted = x509.load_pem_x509_csr(keys.csr())
    assert wanted.is_signature_valid
    key = wanted.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return claim_leaf(authority, Holder("Studio-North", "Tellmark", "DE"), key, AT, 99)


def test_a_public_certificate_takes_the_place_of_the_development_one(keys: KeyFolder, authority: Issuer) -> None:
    before = keys.claim_certificate()
    keys.install(as_pem(issued(keys, authority), authority.certificate), AT)
    signer = keys.load(AT)
    assert not signer.chain.development
    assert not (keys.path / "DEVELOPMENT-KEYS").exists()
    assert certificates(signer.chain.chain_pem)[0].issuer == authority.certificate.subject
    assert authority.certificate not in certificates(signer.chain.chain_pem)
    for ours in (before, keys.claim_certificate()):
        assert anchored(ours, (), certificates(keys.pins()), AT)


def test_installing_pins_our_own_leaf_and_nobody_elses_from_that_authority(keys: KeyFolder, authority: Issuer) -> None:
    keys.install(as_pem(issued(keys, authority), authority.certificate), AT)
    neighbour = claim_leaf(authority, Holder("Neighbour", "x", "DE"), private_key(bytes(SEED)).public_key(), AT, 98)
    assert not anchored(neighbour, (), certificates(keys.pins()), AT)


def test_a_public_certificate_is_renewed_by_its_authority_only(keys: KeyFolder, authority: Issuer) -> None:
    keys.install(as_pem(issued(keys, authority), authority.certificate), AT)
    with pytest.raises(BadChain, match="public authority"):
        keys.renew(AT)


def test_a_chain_that_does_not_fit_is_refused_and_nothing_changes(keys: KeyFolder, authority: Issuer) -> None:
    good = issued(keys, authority)
    ours = claim_leaf(authority, Holder("x", "y", "DE"), private_key(bytes(SEED)).public_key(), AT, 5)
    key = good.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    for_reports = report_leaf(authority, Holder("x", "y", "DE"), key, AT, 6)
    before = contents(keys.path)
    unfit = {
        "empty": b"",
        "not PEM": b"hello",
        "another key": as_pem(ours),
        "wrong order": as_pem(authority.certificate, good),
        "strangers": as_pem(good, keys.claim_certificate()),
        "for documents": as_pem(for_reports),
    }
    for chain in unfit.values():
        with pytest.raises(BadChain):
            keys.install(chain, AT)
    with pytest.raises(BadChain):
        keys.install(as_pem(good, authority.certificate), AT + 2 * YEAR)
    assert contents(keys.path) == before


def test_a_chain_of_our_own_making_is_never_taken_for_a_public_one(
    keys: KeyFolder, authority: Issuer, tmp_path: Path
) -> None:
    signer = keys.load(AT)
    folder = next((keys.path / "keys").iterdir())
    key = load_pem_private_key((folder / "claim-key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    by_itself = Issuer(key, authority.certificate)  # it names an authority that never saw it
    neighbour = KeyFolder(tmp_path / "other")
    neighbour.create("Studio-South", "DE", AT)
    theirs = certificates(neighbour.load(AT).chain.root_pem)[0]
    their_key = load_pem_private_key(next(neighbour.path.rglob("root-key.pem")).read_bytes(), None)
    assert isinstance(their_key, ec.EllipticCurvePrivateKey)
    before = contents(keys.path)
    unfit = {
        "the development chain": signer.chain.chain_pem,
        "with its root": signer.chain.chain_pem + signer.chain.root_pem,
        "signed with its own key": as_pem(issued(keys, by_itself)),
        "a leaf alone": as_pem(issued(keys, authority)),
        "another folder's root": as_pem(issued(keys, Issuer(their_key, theirs)), theirs),
    }
    for what, chain in unfit.items():
        with pytest.raises(BadChain):
            keys.install(chain, AT)
        assert keys.load(AT).chain.development, what
    assert contents(keys.path) == before


def test_a_retired_root_of_this_folder_is_no_public_authority(keys: KeyFolder) -> None:
    old = next((keys.path / "keys").iterdir())
    retired = load_pem_private_key((old / "root-key.pem").read_bytes(), None)
    assert isinstance(retired, ec.EllipticCurvePrivateKey)
    root_of_old = root(Holder("Public CA", "root", "NL"), retired, AT, 7)  # the same key under another name
    keys.rotate(AT)
    with pytest.raises(BadChain, match="development root"):
        keys.install(as_pem(issued(keys, root_of_old), root_of_old.certificate), AT)


@pytest.mark.needs("git")
def test_git_ignores_the_whole_folder(keys: KeyFolder) -> None:
    subprocess.run(["git", "init", "-q", str(keys.path.parent)], check=True)
    status = ["git", "-C", str(keys.path.parent), "status", "--porcelain"]
    assert subprocess.run(status, check=True, capture_output=True).stdout == b""
