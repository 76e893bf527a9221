"""A one-time code to a phone, through the operator's own gateway (a webhook): it shows who holds the phone, no more."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.errors import BadNumber, VerifierUnreachable, WrongCode
from tellmark.identity.verifiers.configured import PhoneSetting
from tellmark.identity.verifiers.fetching import Fetches
from tellmark.identity.verifiers.port import Asked, Channel, Started, Type

LASTS = timedelta(minutes=10)
TRIES = 5
FIELD = "phone"
SIGNATURE = "Tellmark-Signature"
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164


@dataclass(frozen=True)
class PhoneVerifier:
    """Proves by a code of six digits. *secret* signs what is posted to the gateway (HMAC-SHA-256 over time and body).

    The same is answered whether a number is known here or not, and whether or not the gateway could reach it.
    """

    name: str
    setting: PhoneSetting
    fetches: Fetches
    secret: bytes = field(repr=False)
    method: Method = Method.PHONE
    channel: Channel = Channel.TYPED
    tries: int = TRIES

    def start(self, asked: Asked) -> Started:
        """As the port says. Raises BadNumber where the number has no form that the gateway takes."""
        phone = spelled(asked.given.get(FIELD, ""))
        if _PHONE.fullmatch(phone) is None or not phone.startswith(self.setting.prefixes):
            raise BadNumber(FIELD)
        code = f"{int.from_bytes(asked.random(16)) % 1_000_000:06}"
        salt = asked.random(16).hex()
        self._send(phone, code, asked)
        kept = {"phone": phone, "salt": salt, "code": _digest(salt, code), "since": asked.at.isoformat()}
        return Started(Type(), kept, LASTS)

    def finish(self, kept: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Proof:
        """As the port says: *answer* holds the `code`."""
        typed = re.sub(r"\s", "", answer.get("code", "")[:20])
        late = at >= datetime.fromisoformat(kept["since"]) + LASTS
        if not hmac.compare_digest(_digest(kept["salt"], typed), kept["code"]) or late:
            raise WrongCode
        evidence = sha256(f"{self.name} {kept['salt']} {kept['code']}".encode()).hexdigest()
        return Proof(
            self.method, self.name, self.setting.level, self.name, kept["phone"], evidence,
            frozenset(self.setting.territories), AgeBand.UNKNOWN, timedelta(days=self.setting.days),
        )  # fmt: skip

    def _send(self, phone: str, code: str, asked: Asked) -> None:
        body = msgspec.json.encode(
            {"to": phone, "code": code, "language": str(asked.language), "expires_in": int(LASTS.total_seconds())}
        )
        when = str(int(asked.at.timestamp()))
        mac = hmac.new(self.secret, when.encode() + b"." + body, "sha256").hexdigest()
        headers = {"Content-Type": "application/json", SIGNATURE: f"t={when},v1={mac}"}
        reply = self.fetches.post(self.setting.gateway, body, headers)
        if not 200 <= reply.status < 300:
            raise VerifierUnreachable("phone.gateway")


def spelled(typed: str) -> str:
    """Return a phone number in its one spelling (E.164), as far as that can be told without a table."""
    return re.sub(r"[\s().\-/]", "", typed[:40])


def _digest(salt: str, code: str) -> str:
    return sha256(f"{salt} {code}".encode()).hexdigest()
