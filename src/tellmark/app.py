"""The composition root: from settings to objects that work."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tellmark import __version__
from tellmark.passwords import MAIL, VAULT, database_password
from tellmark.proof.anchors import Anchors, Logged, anchors_of
from tellmark.proof.errors import BadChain
from tellmark.proof.files import private_folder, put
from tellmark.proof.giving_up import give_up
from tellmark.proof.keys import KeyFolder
from tellmark.proof.log.policy import Policy as WitnessPolicy
from tellmark.proof.log.policy import read_policy
from tellmark.proof.log.trust import Trust as LogTrust
from tellmark.proof.masters.opening import MasterSource
from tellmark.proof.passphrase import passphrase_from
from tellmark.proof.trust import certificates
from tellmark.proof.withdrawals import Withdrawal, Withdrawals
from tellmark.rules.library import shipped
from tellmark.rules.obligations import MarkKind
from tellmark.rules.overlay import load_overlay, with_overlay
from tellmark.rules.pack import Library
from tellmark.rules.plan import SERVED
from tellmark.settings import (
    GATE_REQUIRED,
    LOG_ANCHOR,
    LOG_ORIGIN,
    LOG_WITNESSES,
    PROVIDER_CODE,
    PROVIDER_NAME,
    RULES_OVERLAY,
    SERVE_ADDRESS,
    SERVE_URL,
    STAMPS_ANCHORS,
    STAMPS_POLICY,
    STAMPS_UNDER,
    STAMPS_URL,
    STORE_BLOBS_ENDPOINT,
    VAULT_COPIES,
    VAULT_MASTER,
    BadSettings,
    Setting,
    Settings,
    load,
)
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now

if TYPE_CHECKING:  # codecs, which a command that opens no file need not load; and an extra, which may be missing
    from tellmark.marks.orders import Lend
    from tellmark.marks.service import Marker, Tells
    from tellmark.marks.stamping import Stamping
    from tellmark.store.blobs import Blobs
    from tellmark.store.database import Database
    from tellmark.store.log_folder import LogFolder
    from tellmark.store.sequencer import Keeping
    from tellmark.store.vault.place import VaultPlace
    from tellmark.verify.checks import Checker
    from tellmark.verify.service import Verifier


class NeedsStore(TellmarkError):
    """The parts of Tellmark that keep something are an extra, and it is not installed."""

    code = "app.needs_store"
    kind = ErrorKind.NOT_DONE


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation: settings, key folder, the *password* of its database. Verifying needs none of them to exist.

    *environ* is where the credentials of a bucket come from.
    """

    settings: Settings
    keys: KeyFolder
    master: MasterSource
    password: str | None = None
    vault_password: str | None = None
    mail_password: str | None = None
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)

    def anchors(self) -> Anchors:
        """Return whom this installation knows, and whom the C2PA trust lists that this version ships.

        Raises BrokenPins, BrokenWithdrawals, and BadSettings for what [stamps] anchors names.
        """
        given_up = tuple(one.withdrawn for one in Withdrawals(self.keys.path).all())
        return anchors_of(self.keys.pins(), self._clocks_pem(), given_up)

    def serves(self) -> frozenset[MarkKind]:
        """Return the machine marks that can be put here. Raises as `stamping`."""
        return SERVED if self.stamping() is None else SERVED | {MarkKind.TIME_STAMP}

    def stamping(self) -> "Stamping | None":
        """Return whom to ask for time-stamps, None for nobody. Raises BadStamping or BadSettings."""
        from tellmark.marks.stamping import Policy, policy_from, stamping_from

        setting = self.settings.get
        policy = policy_from(setting(STAMPS_POLICY), setting(STAMPS_URL))
        if policy is Policy.WITHOUT:
            return None
        known = anchors_of(b"", self._clocks_pem()).all_clocks_pem
        return stamping_from(policy, setting(STAMPS_URL), setting(STAMPS_UNDER), known)

    def library(self) -> Library:
        """Return the rules: the shipped packs, and the operator's overlay. Raises BadPack or BadSettings."""
        return _with(self._beside(RULES_OVERLAY)) if self.settings.get(RULES_OVERLAY) else shipped()

    def telling(self) -> "AbstractContextManager[Tells]":
        """Return what tells the log of signatures, for as long as a block runs. No log may be kept here."""
        from tellmark.work.telling import beside

        return beside(self._telling)

    @contextmanager
    def _telling(self) -> "Iterator[Tells | None]":
        """Open the log to tell it of signatures; None where none is kept. Raises WrongSchema, StoreUnreachable, …"""
        if find_spec("sqlalchemy") is None or not self.has_database():
            yield None
            return
        from tellmark.store.signings import LogTells

        with self.database() as database:
            yield LogTells(database)

    def marker(
        self,
        lend: "Lend",
        at: datetime,
        progress: Callable[[float], None] | None = None,
        tells: "Tells | None" = None,
    ) -> "Marker":
        """Return what marks files. Raises NoKeys, KeyLocked, CertificateExpired or BadSettings.

        Every door to files lends *tells* from `telling`; without it no log ever proves when a file was signed.
        """
        from tellmark.marks.service import Marker, Provider

        provider = Provider(self.settings.get(PROVIDER_NAME), self.settings.get(PROVIDER_CODE))
        return Marker(
            provider=provider,
            library=self.library(),
            signer=self.keys.load(at),
            anchors=self.anchors(),
            lend=lend,
            gate_required=self.settings.get(GATE_REQUIRED),
            stamping=self.stamping(),
            progress=progress,
            tells=tells,
        )

    def _clocks_pem(self) -> bytes:
        if not self.settings.get(STAMPS_ANCHORS):
            return b""
        pem = self._beside(STAMPS_ANCHORS)
        with suppress(BadChain):
            if certificates(pem):
                return pem
        raise BadSettings(
            f"stamps.anchors names {self.settings.get(STAMPS_ANCHORS)}, and that holds no certificate",
            "Put the root certificate of the authority into it, as PEM.",
        )

    def _beside(self, setting: Setting[str]) -> bytes:
        """Read the file beside the settings that *setting* names. Raises BadSettings."""
        name = self.settings.get(setting)
        try:
            return (self.settings.home / name).read_bytes()
        except OSError as missing:
            raise BadSettings(
                f"{setting.name} names {name}, and that cannot be read", "Put the file beside tellmark.toml."
            ) from missing

    def give_up(self, key_id: str, since: datetime, at: datetime, reason: str) -> Withdrawal:
        """Give up a signing key, and write that into the log where there is one. Raises as `giving_up.give_up`."""
        lost = give_up(self.keys, key_id, since, at, reason)
        if find_spec("sqlalchemy") is not None and self.has_database():
            from tellmark.store.installation import tell_of_key

            with self.database() as database:
                tell_of_key(database, lost.key, lost.since, lost.reason)
        return lost

    def verifier(self, lend: "Lend", receipts: tuple[Logged, ...] = ()) -> "Verifier":
        """Return what verifies files; *receipts* and the log kept here say what was signed before its key was lost."""
        from tellmark.verify.report import Tool
        from tellmark.verify.service import Verifier

        anchors, given = self.anchors(), {one.signature: one for one in receipts}
        tool = Tool("tellmark", __version__, anchors.list_date)
        return Verifier(anchors, lend, tool, lambda digest: given.get(digest) or self._logged(digest))

    def _logged(self, signature: str) -> Logged | None:
        """Ask the log that is kept here. Raises WrongSchema, StoreUnreachable, MalformedLog and their kin."""
        if find_spec("sqlalchemy") is None or not self.has_database():
            return None
        from tellmark.store.signings import logged

        log = self.keys.log_signer(self.settings.get(LOG_ORIGIN)).key
        with self.database() as database:
            return logged(database, self.log_folder(), LogTrust((log,)), signature)

    def log_folder(self) -> "LogFolder":
        """Return where the log's files lie. Raises NeedsStore."""
        _need_store()
        from tellmark.store.log_folder import LogFolder

        return LogFolder(self.settings.data / "log")

    def blobs(self) -> "Blobs":
        """Return where blobs lie. Raises NeedsStore, NoDriver, BadBlobPlace, BlobsRefused."""
        _need_store()
        from tellmark.store.blobs import Folder
        from tellmark.store.buckets import Bucket, BucketPlace

        where = self.settings.blobs
        if "://" not in where:
            return Folder(Path(where), entropy)
        return Bucket(BucketPlace.of(where, self.settings.get(STORE_BLOBS_ENDPOINT)), self.environ, entropy)

    def keeping(self) -> "Keeping":
        """Return what the log is kept with, and who else signs and keeps it.

        Raises NeedsStore, NoKeys, KeyLocked, BadVerifierKey, BadSettings, MalformedLog and BadLogAddress.
        """
        folder = self.log_folder()
        from tellmark.store.sequencer import Keeping
        from tellmark.work.anchoring import FileAnchor
        from tellmark.work.witnessing import witnesses_of

        signer = self.keys.log_signer(self.settings.get(LOG_ORIGIN))
        policy, anchor = self.witness_policy(), self._anchor_file()
        return Keeping(
            folder,
            signer,
            witnesses_of(policy, folder) if policy else None,
            FileAnchor(anchor, (signer.key,)) if anchor else None,
        )

    def witness_policy(self) -> WitnessPolicy | None:
        """Return who signs the log's checkpoints, None where nobody is asked. Raises BadSettings, MalformedLog."""
        return read_policy(self._beside(LOG_WITNESSES)) if self.settings.get(LOG_WITNESSES) else None

    def _anchor_file(self) -> Path | None:
        name = self.settings.get(LOG_ANCHOR)
        if not name:
            return None
        path = (self.settings.home / name).absolute()
        for folder in (self.settings.home, self.settings.data):
            if path.resolve().is_relative_to(folder.resolve()):
                raise BadSettings(
                    "log.anchor lies in this installation, and would be rolled back together with it",
                    "Name a file on another disk, or on a share that another machine keeps.",
                )
        return path

    @contextmanager
    def database(self) -> Iterator["Database"]:
        """Open the database for as long as the block runs. Raises NeedsStore, WrongSchema, RestoreUnfinished, …"""
        _need_store()
        from tellmark.store.installation import check_there, check_whole
        from tellmark.store.schema import check_schema

        check_there(self.settings.database)
        with self.opened() as database:
            check_schema(database)
            check_whole(database)
            yield database

    def public_address(self, listens: str = "") -> str:
        """Return the address that people see: serve.url, else `localhost` at the port where the server *listens*.

        Passkeys are tied to a name, and browsers take no bare IP address for one.
        """
        host, _, port = (listens or self.settings.get(SERVE_ADDRESS)).rpartition(":")
        here = host.strip("[]") in ("127.0.0.1", "::1", "0.0.0.0", "::", "localhost")  # noqa: S104 (only compared)
        return self.settings.get(SERVE_URL) or f"http://{'localhost' if here else host}:{port}"

    def has_database(self) -> bool:
        """Tell whether there are tables of any version, without making anything."""
        where = self.settings.database
        if "://" not in where and not Path(where).exists():
            return False
        from tellmark.store.schema import revision

        with self.opened() as database:
            return revision(database) is not None

    def furnish(self) -> tuple[str | None, str]:
        """Make or upgrade the database, its tenant, the log's key and the vault; return the revision before and now.

        What is there already stays. Raises NeedsStore, NoKeys, WrongSchema, StoreUnreachable and their kin.
        """
        _need_store()
        from tellmark.store.schema import upgrade
        from tellmark.store.scope import HOME, Machinery
        from tellmark.store.tenants import TenantOpened, Tenants

        self.keys.make_log_key()
        self.make_folder()
        with self.opened() as database:
            done = upgrade(database)
            with database.work(Machinery("installation")) as unit:
                if not Tenants(unit).all():
                    Tenants(unit).open(HOME)
                    unit.within(HOME).say(TenantOpened())
        self.vault_place.furnish()
        return done

    def make_folder(self) -> None:
        """Make the folder of what is kept, for its owner only and out of git's sight. Raises NotWritten."""
        private_folder(self.settings.data)
        if not (self.settings.data / ".gitignore").exists():
            put(self.settings.data / ".gitignore", b"*\n")

    def rehearse(self) -> tuple[str | None, str]:
        """Upgrade the database and take it all back; return the revision before and that of this version."""
        _need_store()
        from tellmark.store.schema import rehearse

        with self.opened() as database:
            return rehearse(database)

    @contextmanager
    def opened(self) -> Iterator["Database"]:
        """Open the database whatever is in it, also nothing. Raises NeedsStore, StoreUnreachable and its kin."""
        _need_store()
        from tellmark.store.database import open_database

        database = open_database(self.settings.database, now, entropy, password=self.password)
        try:
            yield database
        finally:
            database.close()

    @property
    def vault_place(self) -> "VaultPlace":
        """Where the keys of persons are. Raises NeedsStore."""
        _need_store()
        from tellmark.store.vault.place import VaultPlace

        home, setting = self.settings.home, self.settings.get
        copies = tuple(home / copy for copy in setting(VAULT_COPIES))
        where = self.settings.vault, self.settings.key_database, copies
        return VaultPlace(*where, self.master, now, entropy, self.vault_password)

    def checker(self, lend: "Lend") -> "Checker":
        """Return what checks files against the rules."""
        from tellmark.verify.checks import Checker
        from tellmark.verify.report import Tool

        anchors = self.anchors()
        return Checker(self.library(), anchors, lend, Tool("tellmark", __version__, anchors.list_date))


def _need_store() -> None:
    missing = [name for name in ("alembic", "sqlalchemy") if find_spec(name) is None]
    if missing:
        raise NeedsStore(f"this needs {', '.join(missing)}", "pip install 'tellmark[store]'")


@cache
def _with(overlay: bytes) -> Library:
    return with_overlay(shipped(), load_overlay(overlay))


def installation(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Installation:
    """Open the installation in *home*, else TELLMARK_HOME, else this folder. Raises BadSettings."""
    place = home or Path(environ.get("TELLMARK_HOME", "."))
    settings, secret = load(place, environ), passphrase_from(environ)
    return Installation(
        settings,
        KeyFolder(settings.keys, secret),
        MasterSource(settings.get(VAULT_MASTER), settings.vault, secret, environ),
        database_password(environ),
        database_password(environ, VAULT),
        database_password(environ, MAIL),
        environ,
    )
