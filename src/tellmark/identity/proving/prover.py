"""The boundary of proving: opens units of work, and lets verifiers ask over the network between them, never within."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tellmark.identity.assurance.model import RecordId
from tellmark.identity.assurance.service import Comes, Recorded, nobody_comes
from tellmark.identity.assurance.store import KnownAssurance
from tellmark.identity.errors import NoSuchVerifier, ProofRefused, VerifierUnreachable, WrongCode
from tellmark.identity.proving.meeting import Meets, meet, nobody_meets
from tellmark.identity.proving.model import BACK, Taken, Try, TryState, digest_of, handle_of, read_handle
from tellmark.identity.proving.service import begin, check_may_begin, fail, new_try, settle, take
from tellmark.identity.proving.store import KnownTries
from tellmark.identity.verifiers.port import Asked, Channel, Meet, Started, Step, Verifier
from tellmark.identity.verifiers.wallet.verifier import WalletVerifier
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.surface.session_secrets import new_secret
from tellmark.values.languages import Language

_ANSWERS = "identity-answers"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: a proof of *subject* by *verifier*, and the page to return to.

    *door* is the opaque session of the link by which they came, empty where they are signed in.
    """

    subject: SubjectId
    verifier: str
    back: str
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    digest: str = ""
    language: Language = Language.EN
    door: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A try that was begun: its handle, the secret of the browser's cookie, and what comes next."""

    handle: str = field(repr=False)
    cookie: str = field(repr=False)
    step: Step
    attempt: str

    @property
    def shown(self) -> str:
        """What the browser's cookie holds, so that what comes of the try is its own."""
        return f"{self.handle}~{self.cookie}"


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a try, and the page that had asked."""

    recorded: Recorded
    back: str


class Opens(Protocol):
    """Opens the case of a try that officers are to look at."""

    def __call__(self, unit: WriteUnit, case_id: str, subject: SubjectId, verifier: str) -> object:
        """Open it under *case_id*, the id of the try."""


@dataclass(frozen=True)
class Prover:
    """Carries tries from beginning to end.

    *verifiers* are those of the settings, by name; *opens* gives a try to officers, *met* and *comes* are as
    `Meets` and `Comes` say.
    """

    database: Database
    vault: Vault
    verifiers: Mapping[str, Verifier]
    random: Callable[[int], bytes]
    opens: Opens
    met: Meets = nobody_meets
    comes: Comes = nobody_comes

    def begin(self, scope: Scope, wish: Wish) -> Opened:
        """Begin a try. Raises NoSuchVerifier, TooManyProofs, BadNumber, VerifierUnreachable."""
        verifier = self._named(wish.verifier)
        with self.database.read(scope) as look:
            check_may_begin(look, wish.subject, wish.door)
            at = look.at
        secret, cookie = self._secret(), self._secret()
        handle = handle_of(scope.tenant, secret)
        started: Started = verifier.start(Asked(at, self.random, handle, wish.given, wish.digest, wish.language))
        with self.database.write(scope) as unit:
            new = new_try(secret, wish.subject, verifier.name, unit, wish.digest, digest_of(cookie), wish.door)
            begin(unit, self.vault, new, started, wish.back)
            if isinstance(started.step, Meet):
                self.opens(unit, new.id, wish.subject, verifier.name)
        return Opened(handle, cookie, started.step, new.id)

    def answer(
        self, channel: Channel, verifier: str, handle: str, answer: Mapping[str, str], cookie: str | None
    ) -> Settled:
        """Judge an *answer* that came by *channel*. *cookie* is what the browser showed, None where a wallet answers.

        Raises ProofRefused, WrongCode, VerifierUnreachable, NoSuchVerifier; whichever it is, it is in the log.
        """
        judge = self._named(verifier)
        if judge.channel is not channel or (cookie is None) != (channel is Channel.WALLET):
            raise ProofRefused("proof.channel")
        scope = self._scope(handle)
        with self.database.write(scope) as unit:
            taken = take(unit, self.vault, handle, judge, None if cookie is None else digest_of(cookie))
        try:
            proof = judge.finish(taken.kept, answer, self.database.now())
        except (ProofRefused, VerifierUnreachable) as refused:
            self._fail(scope, taken, refused.why)
            raise
        except WrongCode:
            self._fail(scope, taken, "phone.wrong_code")
            raise
        try:
            with self.database.write(scope) as unit:
                recorded = settle(unit, self.vault, taken, proof, self.comes)
        except ProofRefused as refused:
            self._fail(scope, taken, refused.why)
            raise
        back = meet(self.database, self.vault, self.met, scope.tenant, taken.found.id, recorded)
        return Settled(recorded, back)

    def request(self, verifier: str, handle: str, wallet_nonce: str = "") -> str:
        """Return the request object of an open try of a wallet. Raises ProofRefused, NoSuchVerifier."""
        judge = self._named(verifier)
        if not isinstance(judge, WalletVerifier):
            raise NoSuchVerifier
        with self.database.read(self._scope(handle)) as unit:
            found = self._try(KnownTries(unit), handle)
            if found is None or not found.open_for(verifier, unit.at):
                raise ProofRefused("proof.not_awaited")
            kept = KnownTries(unit).kept(found, key_of(unit, self.vault, found.subject))
            return judge.request(kept, unit.at, wallet_nonce)

    def done(self, handle: str, cookie: str) -> str | None:
        """Return the page that had asked, once the try that this browser has begun went well; None otherwise."""
        try:
            scope = self._scope(handle)
        except ProofRefused:
            return None
        with self.database.read(scope) as unit:
            found = self._try(KnownTries(unit), handle)
            went_well = found is not None and found.state is TryState.DONE and found.browser == digest_of(cookie)
        return self.asked_from(handle, cookie) if went_well else None

    def asked_from(self, handle: str, cookie: str) -> str:
        """Return the page that had asked for the try that this browser has begun; empty where it is not known."""
        with self.database.read(self._scope(handle)) as unit:
            tries = KnownTries(unit)
            found = self._try(tries, handle)
            if found is None or found.browser != digest_of(cookie):
                return ""
            return tries.kept(found, key_of(unit, self.vault, found.subject)).get(BACK, "")

    def cools(self, handle: str, cookie: str) -> datetime | None:
        """Return until when the proof that came of this browser's try supports nothing; None where it counts."""
        with self.database.read(self._scope(handle)) as unit:
            found = self._try(KnownTries(unit), handle)
            if found is None or found.browser != digest_of(cookie) or not found.record:
                return None
            until = KnownAssurance(unit).cooling_until(RecordId(found.record))
            return until if until is not None and unit.at < until else None

    def now(self) -> datetime:
        """Return the present instant by the store's clock."""
        return self.database.now()

    def _fail(self, scope: Scope, taken: Taken, why: str) -> None:
        with self.database.write(scope) as unit:
            fail(unit, taken, why)

    def _named(self, name: str) -> Verifier:
        found = self.verifiers.get(name)
        if found is None:
            raise NoSuchVerifier
        return found

    def _secret(self) -> str:
        return new_secret(self.random(32))

    @staticmethod
    def _try(tries: KnownTries, handle: str) -> Try | None:
        named = read_handle(handle)
        return None if named is None else tries.find(named[1])

    @staticmethod
    def _scope(handle: str) -> Scope:
        named = read_handle(handle)
        if named is None:
            raise ProofRefused("proof.handle")
        return Scope(named[0], _ANSWERS)
