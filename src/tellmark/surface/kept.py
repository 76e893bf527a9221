"""Answers kept in the store, sealed under the client's own key: without that key nobody reads them, nor do we.

What a route answers may hold somebody's face. The Idempotency-Key, which is not kept, is part of the key that seals
it; so neither the database with the installation's secret, nor a backup of both, gives an answer away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.requests import Request
from starlette.responses import Response

from tellmark.store.answers import Another, Answers, Kept, Running, Yours
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.surface.repeats import LASTS, Answer, Asked, KeyReused, StillRunning, Turn, replayed
from tellmark.surface.secret import Secret
from tellmark.surface.turns import asked_of, given

LEASE = timedelta(minutes=1)
"""How long after its last sign of life a turn is another's to take."""

_LARGEST = 16 << 20
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Rows:
    """How a request's answer is named and sealed in the store."""

    secret: Secret
    random: Callable[[int], bytes]

    def id_of(self, asked: Asked) -> str:
        """Return the row's id: from it nobody learns the key."""
        return self._key("answer.id", asked).hex()

    def digest_of(self, asked: Asked) -> bytes:
        """Return what the row keeps of the request's digest: from it nobody can try which file was sent."""
        return self.secret.key("answer.digest", asked.key, asked.digest.hex())

    def sealed(self, turn: Turn, answer: Answer) -> bytes:
        """Seal *answer* (AES-256-GCM)."""
        nonce = self.random(_NONCE)
        return nonce + self._cipher(turn.asked).encrypt(nonce, msgspec.msgpack.encode(answer), None)

    def opened(self, asked: Asked, sealed: bytes) -> Answer:
        """Open an answer. Raises InvalidTag where it was sealed for another request."""
        plain = self._cipher(asked).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        return msgspec.msgpack.decode(plain, type=Answer)

    def _cipher(self, asked: Asked) -> AESGCM:
        return AESGCM(self._key("answer.seal", asked))

    def _key(self, purpose: str, asked: Asked) -> bytes:
        return self.secret.key(purpose, asked.scope.tenant, asked.scope.principal, asked.key)


@dataclass(frozen=True, slots=True)
class KeptWithin:
    """Answers kept in a unit of work that is somebody else's: what was done and its answer are durable together.

    For what is done within one transaction. Where it fails, everything is taken back, and the key is free.
    """

    unit: WriteUnit
    rows: Rows

    def begin(self, asked: Asked) -> Turn | Answer:
        """As the port says."""
        turn = Turn(asked, self.rows.random(16).hex())
        digest = self.rows.digest_of(asked)
        found = Answers(self.unit).begin(self.rows.id_of(asked), asked.scope.principal, digest, turn.number, LEASE)
        match found:
            case Yours():
                return turn
            case Kept(answer):
                return self.rows.opened(asked, answer)
            case Running():
                raise StillRunning
            case Another():
                raise KeyReused
            case _:
                assert_never(found)

    def keep(self, turn: Turn, answer: Answer, lasts: timedelta = LASTS) -> None:
        """As the port says."""
        Answers(self.unit).keep(self.rows.id_of(turn.asked), turn.number, self.rows.sealed(turn, answer), lasts)

    def once(self, asked: Asked, run: Callable[[], Answer]) -> Answer:
        """Return the answer of the first time, else that of *run*, which works in the same unit.

        Raises KeyReused, StillRunning, and whatever *run* raises.
        """
        begun = self.begin(asked)
        if isinstance(begun, Answer):
            return replayed(begun)
        answer = run()
        self.keep(begun, answer)
        return answer


@dataclass(frozen=True, slots=True)
class KeptRepeats:
    """Answers kept in the store, for what takes longer than a transaction may: each step is a unit of its own.

    A process that dies leaves the key to others after a minute; whoever comes late keeps nothing.
    """

    database: Database
    rows: Rows
    largest: int = _LARGEST

    def within(self, unit: WriteUnit) -> KeptWithin:
        """Return the same answers, kept in *unit*: the way for everything that one transaction does."""
        return KeptWithin(unit, self.rows)

    def answered(self, request: Request, scope: Scope, told: bytes, run: Callable[[WriteUnit], Answer]) -> Response:
        """Answer *request* with what *run* does in one unit of *scope*; a repeat gets the answer of the first time.

        *told* is what makes it this request beside its method, its address and the version that it names. Raises
        BadIdempotencyKey, and as `KeptWithin.once`.
        """
        version = request.headers.get("if-match")
        asked = asked_of(request, scope, told, *([] if version is None else [version.encode()]))
        with self.database.write(scope) as unit:
            return given(run(unit) if asked is None else self.within(unit).once(asked, lambda: run(unit)))

    def begin(self, asked: Asked) -> Turn | Answer:
        """As the port says."""
        with self.database.write(asked.scope) as unit:
            return self.within(unit).begin(asked)

    def renew(self, turn: Turn) -> None:
        """As the port says."""
        with self.database.write(turn.asked.scope) as unit:
            Answers(unit).renew(self.rows.id_of(turn.asked), turn.number, LEASE)

    def keep(self, turn: Turn, answer: Answer, lasts: timedelta = LASTS) -> None:
        """As the port says."""
        with self.database.write(turn.asked.scope) as unit:
            self.within(unit).keep(turn, answer, lasts)

    def drop(self, turn: Turn) -> None:
        """As the port says."""
        with self.database.write(turn.asked.scope) as unit:
            Answers(unit).drop(self.rows.id_of(turn.asked), turn.number)
