"""From an installation to what the server works with: warm sandboxes, keys that are read when they are needed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from ipaddress import ip_network
from typing import BinaryIO

from tellmark.app import Installation
from tellmark.consent.api import ConsentDoor
from tellmark.consent.links import Links
from tellmark.consent.reaching.service import KnowsContacts
from tellmark.consent.service import came, unproved
from tellmark.consent.telling import OFFERED
from tellmark.duties import consents, mails
from tellmark.identity.accounts.desk import Desk
from tellmark.identity.accounts.knowing import KnownVisitors
from tellmark.identity.accounts.passkeys.ceremony import relying_on
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.proof_desk import ProofDesk
from tellmark.identity.verifiers.assembling import Ground, verifiers_of
from tellmark.identity.verifiers.fetching import Fetcher
from tellmark.marks.checks.model import Question
from tellmark.marks.hearing import Hearing
from tellmark.marks.lending import JOBS, SMALL
from tellmark.marks.orders import Lend
from tellmark.marks.service import Marked, MarkOrder, Tells
from tellmark.media.codecs import require_av
from tellmark.media.sandbox import Pool, capabilities
from tellmark.proof.giving_up import believed_pins, statement
from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, Standing, sign_document, verify_document
from tellmark.proof.trust import certificates
from tellmark.settings import (
    DEFAULTS_FOR,
    PROVIDER_NAME,
    SERVE_PER_MINUTE,
    SERVE_PROXY_HEADER,
    SERVE_TRUSTED_PROXIES,
    SERVE_UPLOAD_MB,
    SERVE_WORKERS,
    BadSettings,
)
from tellmark.store.database import Database
from tellmark.store.scope import HOME, Scope
from tellmark.store.signings import LogTells
from tellmark.surface.kept import KeptRepeats, Rows
from tellmark.surface.limits import Limits
from tellmark.surface.lines import Lines
from tellmark.surface.paging import Cursors
from tellmark.surface.principal import FirstToKnow
from tellmark.surface.proxies import Header, Proxies
from tellmark.surface.secret_file import secret_in
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.verify.checks import CheckReport
from tellmark.verify.making import Examiner
from tellmark.verify.report import Report
from tellmark.web.asgi import Parts
from tellmark.web.finished import FinishedFiles
from tellmark.web.health import Part
from tellmark.web.keeping import kept
from tellmark.web.marking import JobDefaults
from tellmark.web.meeting import Adopts, ShowsConsent, TellsConsent, consent_place
from tellmark.web.wellknown import Line
from tellmark.work.hooks.api import HookDesk


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


def proxies_of(place: Installation) -> Proxies:
    """Return the reverse proxies that the settings name. Raises BadSettings for what is no network, or is everybody."""
    named = place.settings.get(SERVE_TRUSTED_PROXIES)
    try:
        networks = tuple(ip_network(name) for name in named)
    except ValueError as unread:
        raise BadSettings(
            f"serve.trusted_proxies holds what is no network: {unread}", "Write networks, such as 10.0.0.0/8."
        ) from unread
    if any(network.prefixlen == 0 for network in networks):
        raise BadSettings(
            "serve.trusted_proxies trusts everybody, so that all could choose the address they are counted by",
            "Name the networks of your own proxies only.",
        )
    return Proxies(networks, Header(place.settings.get(SERVE_PROXY_HEADER)))


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
def parts_of(place: Installation, environ: Mapping[str, str], listens: str = "") -> Iterator[Parts]:
    """Open what the server works with for as long as it runs, and start what runs by itself; it *listens* at HOST:PORT.

    Raises NoNameForPasskeys, BadVerifierSetting, NoKeys, BrokenPins, BadPagesSecret, WrongSchema, AlreadyServed,
    LogRolledBack and their kin.
    """
    base, lines = place.public_address(listens), Lines()
    ground = Ground(place.settings.home, environ, base, fetcher_of(base, lines))
    verifiers = verifiers_of(place.settings.verifiers, ground)
    relying = relying_on(base, place.settings.get(PROVIDER_NAME) or "Tellmark")
    place.keys.load(now())
    _check_known(place)
    secret = secret_in(place.settings.keys, environ)
    with Pool(JOBS, SMALL, limits_of(place).at_once) as pool, kept(place, secret, listens) as keeps:
        repeats = KeptRepeats(keeps.database, Rows(secret, entropy))
        work = consents(place, keeps.vault, secret, listens)
        adopts = Adopts(keeps.database, keeps.vault, entropy, work.postbox)
        others = (TellsConsent(keeps.vault),)
        away = replace(adopts, away=True).met
        known, examiner = KnowsContacts(keeps.vault), Examiner(place.anchors, pool.cell)
        reader = FinishedFiles(place.anchors, pool.cell)
        proofs = ProofDesk(
            keeps.database, keeps.vault, verifiers, entropy, others, adopts.met, away, known, unproved, came,
            (ShowsConsent(),),
        )  # fmt: skip
        yield Parts(
            verifies=_Verifies(place, pool.cell),
            marks=_Marks(place, pool.cell, LogTells(keeps.database)),
            seals=KeySeals(place.keys),
            knows=FirstToKnow((Links(keeps.database), KnownVisitors(keeps.database, HOME))),
            defaults=JobDefaults(
                place.settings.models,
                place.settings.get(DEFAULTS_FOR),
            ),
            health=lambda: [*health_of(place, keeps.database), *keeps.health()],
            checks=_Checks(place, pool.cell),
            repeats=repeats,
            consent_place=partial(
                consent_place, place, keeps, relying, proofs, secret, work.postbox, examiner, Hearing(pool.cell)
            ),
            consents=ConsentDoor(keeps.database, work, repeats, Cursors(secret), examiner, reader),
            hooks=HookDesk(keeps.database, repeats, keeps.sender, OFFERED, lines),
            secret=secret,
            library=place.library,
            announces=(Line("provider", lambda: {"name": place.settings.get(PROVIDER_NAME)}),),
            log=keeps.log,
            tells_keys=lambda: statement(place.keys, place.settings.get(PROVIDER_NAME), now()),
            desk=Desk(keeps.database, keeps.vault, relying, entropy, tells=mails(place, keeps.vault)),
            proves=proofs.knows,
            proofs=proofs,
        )


def fetcher_of(base: str, lines: Lines) -> Fetcher:
    """Return what asks identity providers: one on this machine only where we are for this machine ourselves."""
    return Fetcher(loopback=base.startswith(("http://localhost:", "http://127.0.0.1:")), lines=lines)


def health_of(place: Installation, database: Database) -> Sequence[Part]:
    """Say of each part whether it stands. Nothing here names a person or a path."""
    return (_signing(place), _pins(place), _sandbox(), _codecs(), _accounts(database))


def _accounts(database: Database) -> Part:
    try:
        with database.read(Scope(HOME, "health")) as unit:
            count = KnownAccounts(unit).count()
    except TellmarkError as error:
        return Part("accounts", ready=False, detail=error.code)
    return Part("accounts", ready=True, detail=f"{count}" if count else "none yet: tellmark account add")


def _check_known(place: Installation) -> None:
    """Raise what is wrong with whom this installation knows: every answer would fail of it, so no server begins."""
    place.anchors()
    certificates(believed_pins(place.keys))


def _pins(place: Installation) -> Part:
    try:
        _check_known(place)
    except TellmarkError as error:
        return Part("pins", ready=False, detail=error.code)
    return Part("pins", ready=True)


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
