"""What a provider says of itself: its discovery document and its keys, fetched from where the settings say, kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tellmark.identity.errors import VerifierUnreachable
from tellmark.identity.verifiers.fetching import Fetches
from tellmark.identity.verifiers.strict_json import LARGEST, NotJson, json_object
from tellmark.identity.verifiers.told import Told

_DISCOVERY_LASTS = timedelta(hours=1)
_KEYS_LAST = timedelta(minutes=10)
_ANEW = timedelta(minutes=1)
_MOST_KEYS = 64
_KEY_KINDS = {"RSA", "EC", "OKP"}
_Keys: TypeAlias = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What we use of a discovery document (OpenID Connect Discovery 1.0 §3, RFC 9207)."""

    issuer: str
    authorization: str
    token: str
    userinfo: str
    keys: str
    says_issuer: bool
    auth_methods: tuple[str, ...]


class Provider:
    """One provider's own statements. Threads may share it; what it says is asked again after a while."""

    def __init__(self, issuer: str, fetches: Fetches) -> None:
        self.issuer = issuer
        self._fetches = fetches
        self._metadata: Told[Metadata] = Told(_DISCOVERY_LASTS)
        self._keys: Told[_Keys] = Told(_KEYS_LAST)

    def metadata(self, at: datetime) -> Metadata:
        """Return what it says of itself. Raises VerifierUnreachable, at once where it was silent a moment ago."""
        return self._metadata.get(at, self._discovered)

    def keys(self, kid: str | None, at: datetime) -> list[dict[str, Any]]:
        """Return its signing keys of this *kid*; a kid that is not known has them fetched anew, once a minute.

        Raises as `metadata`.
        """
        where = self.metadata(at).keys
        keys = self._keys.get(
            at, lambda: self._fetched_keys(where), lambda keys, age: age < _ANEW or bool(_named(keys, kid))
        )
        return _named(keys, kid)

    def _discovered(self) -> Metadata:
        found = self._json(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        texts = {name: found.get(name) for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")}
        if any(not isinstance(value, str) for value in texts.values()) or texts["issuer"] != self.issuer:
            raise VerifierUnreachable("oidc.discovery")  # Discovery §4.3: the issuer is exactly the one asked
        if "S256" not in _list(found, "code_challenge_methods_supported"):
            raise VerifierUnreachable("oidc.no_pkce")  # RFC 9700 §2.1.1: without it a code could be injected
        userinfo = found.get("userinfo_endpoint")
        return Metadata(
            self.issuer, str(texts["authorization_endpoint"]), str(texts["token_endpoint"]),
            userinfo if isinstance(userinfo, str) else "", str(texts["jwks_uri"]),
            found.get("authorization_response_iss_parameter_supported") is True,
            tuple(_list(found, "token_endpoint_auth_methods_supported")) or ("client_secret_basic",),
        )  # fmt: skip

    def _fetched_keys(self, where: str) -> _Keys:
        listed = self._json(where).get("keys")
        if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
            raise VerifierUnreachable("oidc.keys")
        usable = tuple(key for key in listed if isinstance(key, dict) and key.get("kty") in _KEY_KINDS)
        try:
            KeySet.import_key_set({"keys": list(usable)})
        except (JoseError, ValueError, TypeError, KeyError) as broken:
            raise VerifierUnreachable("oidc.keys") from broken
        return tuple(key for key in usable if key.get("use", "sig") == "sig")

    def _json(self, url: str) -> dict[str, Any]:
        reply = self._fetches.get(url, {"Accept": "application/json"})
        try:
            if reply.status != 200:
                raise NotJson("no answer")
            return json_object(reply.body, 4 * LARGEST)
        except NotJson as broken:
            raise VerifierUnreachable("oidc.metadata") from broken


def _named(keys: _Keys, kid: str | None) -> list[dict[str, Any]]:
    return [key for key in keys if kid is None or key.get("kid") == kid]


def _list(document: dict[str, Any], name: str) -> list[str]:
    found = document.get(name, [])
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
