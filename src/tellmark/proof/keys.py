"""The key folder: the signing chain of this installation, its retired ones, and the roots that are known here."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellmark.proof.certificates import (
    ROOT_ROLE,
    SEED,
    Holder,
    Issuer,
    as_pem,
    claim_leaf,
    private_key,
    report_leaf,
    request,
    root,
    serial_number,
)
from tellmark.proof.errors import (
    BadChain,
    BrokenKeyFolder,
    BrokenPins,
    CertificateExpired,
    CertificateNotYetValid,
    KeyCompromised,
    NoKeys,
    NoSuchKey,
)
from tellmark.proof.files import NotWritten, alone, broken, get, private_folder, put, put_over
from tellmark.proof.fitting import fitting
from tellmark.proof.key_facts import KeyFacts, KeyState
from tellmark.proof.log.vkeys import NoteSigner, ed25519_signer
from tellmark.proof.passphrase import is_sealed, sealed, unsealed, unsealed_ed25519
from tellmark.proof.past_logs import past_logs, remember
from tellmark.proof.signing import Signer, SigningChain, es256
from tellmark.proof.trust import certificates, signed_by
from tellmark.proof.withdrawals import Withdrawals
from tellmark.values.durable import flushed
from tellmark.values.ids import entropy
from tellmark.values.instants import rfc3339

ROOT, ROOT_KEY = "root.pem", "root-key.pem"
CLAIM_CHAIN, CLAIM_KEY = "claim-chain.pem", "claim-key.pem"
REPORT_CHAIN, REPORT_KEY = "report-chain.pem", "report-key.pem"
LOG_KEY = "log-key.pem"
ABOUT = "about.json"
MARKER = "DEVELOPMENT-KEYS"

_SERIAL = 20
_SEED = 32


class _About(msgspec.Struct, frozen=True):
    provider: str
    country: str
    made_at: str
    development: bool


class KeyFolder:
    """The folder `.tellmark/`: private to its owner, every file written whole or not at all."""

    def __init__(self, path: Path, secret: bytes | None = None, random: Callable[[int], bytes] = entropy) -> None:
        self.path = path
        self._secret = secret
        self._random = random

    def exists(self) -> bool:
        """Tell whether there is a chain to sign with."""
        return self._active_file.exists()

    def create(self, provider: str, country: str, at: datetime) -> bool:
        """Make the development chain of *provider*; False, with nothing touched, where there is one already.

        Raises BadName or NotWritten; a folder that was not there before is then gone again.
        """
        Holder(provider, "", country).name()
        fresh = not self.path.exists()
        private_folder(self.path)
        with alone(self.path):
            if self.exists():
                return False
            try:
                self._furnish()
                self._activate(self._new_chain(provider, country, at))
            except NotWritten:
                if fresh:
                    rmtree(self.path, ignore_errors=True)
                raise
        return True

    def load(self, at: datetime) -> Signer:
        """Return what signs content. Raises NoKeys, KeyLocked, CertificateExpired and its kin, BrokenKeyFolder."""
        return self._signer(CLAIM_CHAIN, CLAIM_KEY, at, development=self._about(self._active()).development)

    def load_reports(self, at: datetime) -> Signer:
        """Return what signs reports: a key of its own, under this folder's root. Raises as `load`."""
        return self._signer(REPORT_CHAIN, REPORT_KEY, at, development=True)

    def make_log_key(self) -> bool:
        """Make the key that signs the log's checkpoints; False, with nothing touched, where there is one already.

        It is one for the life of the log, apart from the chains: to rotate those leaves it alone.
        Raises NoKeys, KeyLocked or NotWritten.
        """
        with alone(self._there()):
            if (self.path / LOG_KEY).exists():
                return False
            self._see_opened(self._active())  # with a wrong passphrase the two would need two
            put(self.path / LOG_KEY, sealed(Ed25519PrivateKey.from_private_bytes(self._random(_SEED)), self._secret))
        return True

    def log_signer(self, origin: str = "") -> NoteSigner:
        """Return what signs checkpoints as *origin*, by default `tellmark/` and a digest of the key.

        Raises NoKeys, KeyLocked, BrokenKeyFolder, BadVerifierKey for an origin that may not name a key.
        """
        if not (self.path / LOG_KEY).exists():
            raise NoKeys
        key = unsealed_ed25519(get(self.path / LOG_KEY), self._secret, LOG_KEY)
        own = sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
        return ed25519_signer(origin or f"tellmark/{own}", key)

    def end_log(self) -> None:
        """Destroy the key that signs the log and make another, and with it a log of another name. Raises NoKeys, …"""
        with alone(self._there()):
            remember(self.path, self.log_signer().key)
            self._see_opened(self._active())
            fresh = Ed25519PrivateKey.from_private_bytes(self._random(_SEED))
            put_over(self.path / LOG_KEY, sealed(fresh, self._secret))

    def log_publics(self) -> tuple[bytes, ...]:
        """Return the public keys that sign the log here, or did before. Raises as `log_signer`."""
        return (self.log_signer().key.public, *(one.public for one in past_logs(self.path)))

    def listing(self) -> tuple[KeyFacts, ...]:
        """Return the facts of every chain, the active one first, then the newest."""
        active = self._active_id()
        facts = [self._facts(folder, active) for folder in sorted(self._chains.glob("[!.]*"))]
        facts.sort(key=lambda one: one.not_before, reverse=True)
        return tuple(sorted(facts, key=lambda one: one.key_id != active))

    def renew(self, at: datetime) -> KeyFacts:
        """Issue new certificates for the same keys. Raises KeyLocked, NoKeys, BadChain for a public chain."""
        with alone(self._there()):
            folder = self._active()
            about = self._about(folder)
            if not about.development:
                raise BadChain(
                    "this certificate was issued by a public authority, which alone can renew it",
                    "Send it the request that `tellmark key csr` writes, then `tellmark key install CHAIN.pem`.",
                )
            issuer = Issuer(self._key(folder, ROOT_KEY), self._one(folder / ROOT))
            self._issue(folder, issuer, about, self._key(folder, CLAIM_KEY), self._key(folder, REPORT_KEY), at)
        return self.listing()[0]

    def rotate(self, at: datetime) -> KeyFacts:
        """Retire the active chain, destroy its private keys, and make a new one with a new root.

        The retired root stays pinned, so that what it signed verifies for ever. Raises NoKeys or NotWritten, and
        KeyLocked unless the passphrase opens the old keys: whoever lacks it would leave new ones in the clear.
        """
        with alone(self._there()):
            old = self._active()
            about = self._about(old)
            self._see_opened(old)
            self._furnish()
            self._activate(self._new_chain(about.provider, about.country, at))
            for name in (ROOT_KEY, CLAIM_KEY, REPORT_KEY):
                (old / name).unlink(missing_ok=True)
            flushed(old)
        return self.listing()[0]

    def certificates_of(self, key_id: str) -> bytes:
        """Return the root and the leaves of one chain, as PEM. Raises NoSuchKey."""
        if key_id not in {folder.name for folder in self._chains.glob("[!.]*")}:
            raise NoSuchKey
        return as_pem(*(self._one(self._chains / key_id / name) for name in (ROOT, CLAIM_CHAIN, REPORT_CHAIN)))

    def is_active(self, key_id: str) -> bool:
        """Tell whether *key_id* is the chain that signs."""
        return key_id == self._active_id()

    def csr(self) -> bytes:
        """Return a PKCS #10 request (PEM) over the active key, for a public authority. Raises KeyLocked, NoKeys."""
        folder = self._active()
        about = self._about(folder)
        return request(Holder(about.provider, "Tellmark", about.country), self._key(folder, CLAIM_KEY))

    def install(self, chain_pem: bytes, at: datetime) -> KeyFacts:
        """Sign with *chain_pem* (leaf first) from now on. Raises BadChain when it does not fit or is of our own making.

        The leaf is pinned, not its authority: knowing our own certificate says nothing of others from that house.
        """
        with alone(self._there()):
            folder = self._active()
            key = self._key(folder, CLAIM_KEY).public_key()
            chain = fitting(certificates(chain_pem), key, self._made_here(), at)
            about = self._about(folder)
            self._pin(chain[0])
            put(folder / CLAIM_CHAIN, as_pem(*chain))
            put(folder / ABOUT, msgspec.json.encode(msgspec.structs.replace(about, development=False)))
            (self.path / MARKER).unlink(missing_ok=True)
        return self.listing()[0]

    def trust(self, pem: bytes) -> int:
        """Pin the certificates of *pem* as known here, and return how many there are. Raises BadChain."""
        found = certificates(pem)
        if not found:
            raise BadChain("the file holds no certificate", "Give a PEM file with the signer's root certificate.")
        with alone(self._there()):
            for certificate in found:
                self._pin(certificate)
        return len(found)

    def pins(self) -> bytes:
        """Return every certificate that is known here, as PEM; empty where there is none. Raises BrokenPins."""
        return b"".join(_pinned(file) for file in sorted((self.path / "pins").glob("[!.]*.pem")))

    def is_private(self) -> bool:
        """Tell whether nobody but the owner can read or change the folder and its keys."""
        guarded = [self.path, *self.path.rglob("*-key.pem")]
        return all(path.stat().st_mode & 0o077 == 0 for path in guarded)

    def claim_certificate(self) -> x509.Certificate:
        """Return the certificate that signs content now. Raises NoKeys or BrokenKeyFolder."""
        return self._one(self._active() / CLAIM_CHAIN)

    @property
    def _chains(self) -> Path:
        return self.path / "keys"

    @property
    def _active_file(self) -> Path:
        return self.path / "active"

    def _there(self) -> Path:
        if not self.exists():
            raise NoKeys
        return self.path

    def _active_id(self) -> str:
        return get(self._active_file).decode("ascii", "replace").strip() if self.exists() else ""

    def _active(self) -> Path:
        self._there()
        folder = self._chains / self._active_id()
        if folder.parent != self._chains or not folder.is_dir():
            raise broken(self._active_file.name)
        return folder

    def _furnish(self) -> None:
        private_folder(self._chains)
        private_folder(self.path / "pins")
        put(self.path / ".gitignore", b"*\n")
        put(
            self.path / MARKER,
            b"These keys were made on this machine for trying things out. Production refuses them.\n",
        )

    def _new_chain(self, provider: str, country: str, at: datetime) -> Path:
        root_key, claim_key, report_key = (private_key(self._random(SEED)) for _ in range(3))
        issuer = root(Holder(provider, ROOT_ROLE, country), root_key, at, self._serial())
        made = self._chains / f".new-{_fingerprint(issuer.certificate)[:16]}"
        private_folder(made)
        about = _About(provider, country, rfc3339(at), development=True)
        put(made / ABOUT, msgspec.json.encode(about))
        put(made / ROOT, as_pem(issuer.certificate))
        for name, key in ((ROOT_KEY, root_key), (CLAIM_KEY, claim_key), (REPORT_KEY, report_key)):
            put(made / name, sealed(key, self._secret))
        self._issue(made, issuer, about, claim_key, report_key, at)
        return made

    def _issue(
        self,
        folder: Path,
        issuer: Issuer,
        about: _About,
        claim_key: ec.EllipticCurvePrivateKey,
        report_key: ec.EllipticCurvePrivateKey,
        at: datetime,
    ) -> None:
        holder = Holder(about.provider, "Tellmark", about.country)
        claim = claim_leaf(issuer, holder, claim_key.public_key(), at, self._serial())
        speaker = Holder(about.provider, "Tellmark reports", about.country)
        report = report_leaf(issuer, speaker, report_key.public_key(), at, self._serial())
        put(folder / CLAIM_CHAIN, as_pem(claim))
        put(folder / REPORT_CHAIN, as_pem(report))

    def _activate(self, made: Path) -> None:
        self._pin(self._one(made / ROOT))  # known before anything is signed under it
        name = made.name.removeprefix(".new-")
        made.rename(made.with_name(name))
        flushed(self._chains)
        put(self._active_file, f"{name}\n".encode())

    def _pin(self, certificate: x509.Certificate) -> None:
        private_folder(self.path / "pins")
        put(self.path / "pins" / f"{_fingerprint(certificate)[:32]}.pem", as_pem(certificate))

    def _serial(self) -> int:
        return serial_number(self._random(_SERIAL))

    def _see_opened(self, folder: Path) -> None:
        """See that the passphrase opens every encrypted key; a damaged or missing one may be rotated away."""
        for name in (ROOT_KEY, CLAIM_KEY, REPORT_KEY):
            if (folder / name).is_file() and is_sealed(get(folder / name)):
                self._key(folder, name)

    def _made_here(self) -> list[ec.EllipticCurvePublicKey]:
        """Return the public keys of every root that was made in this folder, retired ones too."""
        keys = [self._one(file).public_key() for file in sorted(self._chains.glob(f"[!.]*/{ROOT}"))]
        return [key for key in keys if isinstance(key, ec.EllipticCurvePublicKey)]

    def _about(self, folder: Path) -> _About:
        try:
            return msgspec.json.decode(get(folder / ABOUT), type=_About)
        except msgspec.DecodeError as error:
            raise broken(ABOUT) from error

    def _key(self, folder: Path, name: str) -> ec.EllipticCurvePrivateKey:
        return unsealed(get(folder / name), self._secret, name)

    def _one(self, path: Path) -> x509.Certificate:
        try:
            return certificates(get(path))[0]
        except (BadChain, IndexError) as error:
            raise broken(path.name) from error

    def _signer(self, chain_name: str, key_name: str, at: datetime, *, development: bool) -> Signer:
        folder = self._active()
        if lost := Withdrawals(self.path).of(folder.name):
            raise KeyCompromised(lost.since)
        leaf = self._one(folder / chain_name)
        _check_term(leaf, at)
        key = self._key(folder, key_name)
        if key.public_key() != leaf.public_key():
            raise broken(chain_name)
        root_pem = get(folder / ROOT) if signed_by(leaf, self._one(folder / ROOT)) else b""
        chain = SigningChain(get(folder / chain_name), root_pem, "ES256", leaf.not_valid_after_utc, development)
        return Signer(chain, es256(key))

    def _facts(self, folder: Path, active: str) -> KeyFacts:
        about, leaf = self._about(folder), self._one(folder / CLAIM_CHAIN)
        is_active = folder.name == active
        state = KeyState.ACTIVE if is_active else KeyState.RETIRED
        return KeyFacts(
            key_id=folder.name,
            state=KeyState.COMPROMISED if Withdrawals(self.path).of(folder.name) else state,
            organisation=about.provider,
            algorithm="ES256",
            not_before=leaf.not_valid_before_utc,
            not_after=leaf.not_valid_after_utc,
            leaf_sha256=_fingerprint(leaf),
            development=about.development,
            locked=is_active and is_sealed(get(folder / CLAIM_KEY)),
        )


def _pinned(file: Path) -> bytes:
    """Read *file* as nothing but certificates: the C2PA library takes text only, and fails on the whole of it."""
    try:
        if found := certificates(get(file)):
            return as_pem(*found)
    except (BadChain, BrokenKeyFolder) as error:
        raise BrokenPins(file.name) from error
    raise BrokenPins(file.name)


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def _check_term(leaf: x509.Certificate, at: datetime) -> None:
    if at > leaf.not_valid_after_utc:
        raise CertificateExpired(
            f"the signing certificate expired on {leaf.not_valid_after_utc:%Y-%m-%d}",
            "Issue a new one for the same key with `tellmark key renew`.",
        )
    if at < leaf.not_valid_before_utc:
        raise CertificateNotYetValid(
            f"the signing certificate is valid only from {leaf.not_valid_before_utc:%Y-%m-%d %H:%M} UTC on",
            "Set this machine's clock; `tellmark doctor` shows what it thinks the time is.",
        )
