"""Forms that only our own pages can send: a token in each form, and a look at where a request comes from."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

FIELD = "form_token"
"""The name of the hidden field."""

LASTS = timedelta(hours=24)
NONCE, _TIME, _MAC = 8, 5, 16


class Came(Enum):
    """Where a request comes from, as the browser says."""

    FROM_US = "from us"
    FROM_ELSEWHERE = "from elsewhere"
    UNSAID = "unsaid"


class Sent(Enum):
    """What a form's token says."""

    HERE = "here"
    LONG_AGO = "long ago"
    NOT_HERE = "not here"


def came(headers: Mapping[str, str]) -> Came:
    """Tell where a request with *headers* (names in lower case) comes from.

    `Sec-Fetch-Site` says it in every browser since 2023 (Fetch Metadata §2.4). Older ones send `Origin`, which is
    `null` where the page, as ours, sends no referrer (Fetch §3.2): that says nothing. Only the host is compared,
    for behind a proxy the server does not know the scheme that the browser sees.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return Came.FROM_US if site in ("same-origin", "none") else Came.FROM_ELSEWHERE
    origin = headers.get("origin", "null")
    if origin == "null":
        return Came.UNSAID
    scheme, _, host = origin.lower().partition("://")
    own = headers.get("host", "").lower()
    port = {"http": ":80", "https": ":443"}.get(scheme, "")
    same = host != "" and host.removesuffix(port) == own.removesuffix(port)
    return Came.FROM_US if same else Came.FROM_ELSEWHERE


@dataclass(frozen=True, slots=True)
class FormTokens:
    """Makes and checks the tokens of forms: each for one visitor and one address to send to, for a day.

    They are kept nowhere. A synchroniser token in the words of OWASP, signed with *key* (32 bytes); no cookie is
    needed, so that a page for somebody without an account can have one, too.
    """

    key: bytes = field(repr=False)

    def token(self, visitor: str, action: str, at: datetime, random: bytes) -> str:
        """Return a token for a form that *visitor* sends to the path *action*; *random* (8 bytes) makes it look new.

        A page that is compressed would give away a token that is always the same (BREACH).
        """
        if len(random) != NONCE:
            raise ValueError(f"the token of a form takes {NONCE} random bytes")
        head = random + int(at.timestamp()).to_bytes(_TIME)
        return base64.urlsafe_b64encode(head + self._mac(head, visitor, action)).decode().rstrip("=")

    def check(self, token: str, visitor: str, action: str, at: datetime) -> Sent:
        """Tell whether *token* was made for *visitor* and *action*, and within a day before *at*."""
        try:
            whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return Sent.NOT_HERE
        head, mac = whole[: NONCE + _TIME], whole[NONCE + _TIME :]
        if len(whole) != NONCE + _TIME + _MAC or not hmac.compare_digest(mac, self._mac(head, visitor, action)):
            return Sent.NOT_HERE
        age = at.timestamp() - int.from_bytes(head[NONCE:])
        return Sent.HERE if -1 <= age <= LASTS.total_seconds() else Sent.LONG_AGO

    def _mac(self, head: bytes, visitor: str, action: str) -> bytes:
        told = b"\0".join((head, hashlib.sha256(visitor.encode()).digest(), action.encode()))
        return hmac.new(self.key, told, hashlib.sha256).digest()[:_MAC]
