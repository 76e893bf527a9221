"""From an installation to what the server works with: warm sandboxes, keys that are read when they are needed."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tellmark.app import JOBS, SMALL, Installation
from tellmark.marks.checks.model import Question
from tellmark.marks.orders import Lend
from tellmark.marks.service import Marked, MarkOrder, Tells
from tellmark.media.codecs import require_av
from tellmark.media.sandbox import Pool, capabilities
from tellmark.proof.giving_up import believed_pins, statement
from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, Standing, sign_document, verify_document
from tellmark.settings import DEFAULTS_FOR, PROVIDER_NAME, SERVE_PER_MINUTE, SERVE_UPLOAD_MB, SERVE_WORKERS
from tellmark.store.signings import LogTells
from tellmark.surface.kept import KeptRepeats, Rows
from tellmark.surface.limits import Limits
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.verify.checks import CheckReport
from tellmark.verify.report import Report
from tellmark.web.asgi import Parts
from tellmark.web.health import Part
from tellmark.web.keeping import kept
from tellmark.web.keys import ApiKeys, read_keys
from tellmark.web.marking import JobDefaults
from tellmark.web.wellknown import Line

KEYS_VARIABLE = "TELLMARK_API_KEY_FILE"
SECRET_VARIABLE = "TELLMARK_PAGES_SECRET_FILE"  # noqa: S105 (the name of a file, no secret)


class BadPagesSecret(TellmarkError):
    """The file of the secret that signs the pages' forms cannot be read, or does not hold one."""

    code = "web.bad_pages_secret"
    kind = ErrorKind.USAGE


class NotForProduction(TellmarkError):
    """This installation is made for development, and was asked to serve the public."""

    code = "web.not_for_production"
    kind = ErrorKind.REFUSED


@dataclass(frozen=True, slots=True)
class _Verifies:
    place: Installation
    lend: Lend

    def verify(self, stream: BinaryIO, at: datetime) -> Report:
        return self.place.verifier(self.lend).verify(stream, at)


@dataclass(frozen=True, slots=True)
class _Checks:
    place: Installation
    lend: Lend

    def check(self, stream: BinaryIO, question: Question, at: datetime) -> CheckReport:
        return self.place.checker(self.lend).check(stream, question, at)


@dataclass(frozen=True, slots=True)
class _Marks:
    place: Installation
    lend: Lend
    tells: Tells

    def mark(self, source: BinaryIO, target: BinaryIO, order: MarkOrder, at: datetime, random: bytes) -> Marked:
        return self.place.marker(self.lend, at, tells=self.tells).mark(source, target, order, at, random)


@dataclass(frozen=True, slots=True)
class KeySeals:
    """Signs answers with the installation's key for reports, and opens those that its own roots vouch for."""

    keys: KeyFolder

    def seal(self, payload: bytes) -> str:
        """Sign *payload*. Raises NoKeys, KeyLocked or CertificateExpired."""
        return sign_document(payload, self.keys.load_reports(now()))

    def opened(self, jws: str) -> bytes | None:
        """Return the payload of an intact answer whose signer is known here, None for any other."""
        found = verify_document(jws, believed_pins(self.keys), now())
        known = found.integrity is Integrity.INTACT and found.signer is Standing.PINNED
        return found.payload if known else None


def limits_of(place: Installation) -> Limits:
    """Return the limits that the settings name."""
    settings = place.settings
    return Limits(
        settings.get(SERVE_UPLOAD_MB) * 1_000_000, settings.get(SERVE_PER_MINUTE), settings.get(SERVE_WORKERS)
    )


def keys_file(place: Installation, environ: Mapping[str, str]) -> Path:
    """Return where the digests of API keys are kept: TELLMARK_API_KEY_FILE, else beside the signing keys."""
    return Path(environ[KEYS_VARIABLE]) if environ.get(KEYS_VARIABLE) else place.settings.keys / "api-keys"


def secret_of(place: Installation, environ: Mapping[str, str]) -> Secret:
    """Read the secret of this installation's pages: TELLMARK_PAGES_SECRET_FILE, else beside the signing keys.

    There it is made the first time. Servers that share their visitors share it, too. Raises BadPagesSecret.
    """
    named = environ.get(SECRET_VARIABLE)
    path = Path(named) if named else place.settings.keys / "pages-secret"
    try:
        if not named:
            _make_secret(path)
        return Secret(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise BadPagesSecret(
            "the secret of the pages cannot be read, or is not one",
            f"It is {SIZE} random bytes in a file of their own; see {SECRET_VARIABLE}. Without the file one is made.",
        ) from fault


def _make_secret(path: Path) -> None:
    """Write a new secret where there is none yet; of two who come at once, both go on with the first's."""
    if path.exists():
        return
    hidden = path.with_name(f".{path.name}.{entropy(8).hex()}")
    descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(entropy(SIZE))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(hidden, path)
    finally:
        hidden.unlink()


def refuse_development(place: Installation) -> None:
    """Raise NotForProduction where the keys are development keys, or nothing but limits confines hostile files."""
    if place.keys.load(now()).chain.development:
        raise NotForProduction(
            "the signing keys were made for development: nobody else knows them",
            "Send the request of `tellmark key csr` to an authority, then `tellmark key install CHAIN`.",
        )
    if not capabilities().confined:
        raise NotForProduction(
            f"the sandbox cannot keep hostile files from these: {', '.join(capabilities().open)}",
            "Use a Linux kernel with Landlock and seccomp; `tellmark doctor` says what is missing.",
        )


@contextmanager
def parts_of(place: Installation, environ: Mapping[str, str]) -> Iterator[Parts]:
    """Open what the server works with for as long as it runs, and start what runs by itself.

    Raises NoApiKeys, NoKeys, BadPagesSecret, WrongSchema, AlreadyServed, LogRolledBack and their kin.
    """
    api_keys = read_keys(keys_file(place, environ))
    place.keys.load(now())
    secret = secret_of(place, environ)
    with Pool(JOBS, SMALL, limits_of(place).at_once) as pool, kept(place) as keeps:
        yield Parts(
            verifies=_Verifies(place, pool.cell),
            marks=_Marks(place, pool.cell, LogTells(keeps.database)),
            seals=KeySeals(place.keys),
            knows=api_keys,
            defaults=JobDefaults(
                place.settings.models,
                place.settings.get(DEFAULTS_FOR),
            ),
            health=lambda: [*health_of(place, api_keys), *keeps.health()],
            checks=_Checks(place, pool.cell),
            repeats=KeptRepeats(keeps.database, Rows(secret, entropy)),
            secret=secret,
            library=place.library,
            announces=(Line("provider", lambda: {"name": place.settings.get(PROVIDER_NAME)}),),
            log=keeps.log,
            tells_keys=lambda: statement(place.keys, place.settings.get(PROVIDER_NAME), now()),
        )


def health_of(place: Installation, api_keys: ApiKeys) -> Sequence[Part]:
    """Say of each part whether it stands. Nothing here names a person or a path."""
    return (_signing(place), _sandbox(), _codecs(), Part("api_keys", bool(api_keys.keys), f"{len(api_keys.keys)}"))


def _signing(place: Installation) -> Part:
    try:
        chain = place.keys.load(now()).chain
    except TellmarkError as error:
        return Part("signing", ready=False, detail=error.code)
    return Part("signing", ready=True, detail="development keys" if chain.development else "")


def _sandbox() -> Part:
    try:
        found = capabilities()
    except TellmarkError as error:
        return Part("sandbox", ready=False, detail=error.code)
    return Part("sandbox", ready=True, detail="" if found.confined else f"limits only; open: {', '.join(found.open)}")


def _codecs() -> Part:
    try:
        require_av("MP3 and MP4")
    except TellmarkError:
        return Part("codecs", ready=True, detail="JPEG, PNG and WAV only: PyAV is not installed")
    return Part("codecs", ready=True)
