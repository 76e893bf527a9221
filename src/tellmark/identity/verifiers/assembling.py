"""From settings to verifiers: secrets out of files and the environment, trust lists, adapters that are installed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from tellmark.identity.errors import BadVerifierSetting
from tellmark.identity.verifiers.cn_netid import ENTRY_POINT, NetidAdapter, NetidVerifier
from tellmark.identity.verifiers.configured import (
    NetidSetting,
    OfficerSetting,
    OidcSetting,
    OrganisationSetting,
    PhoneSetting,
    VerifierSetting,
    WalletSetting,
)
from tellmark.identity.verifiers.fetching import Fetcher
from tellmark.identity.verifiers.officers import OfficerVerifier
from tellmark.identity.verifiers.oidc.provider import Provider
from tellmark.identity.verifiers.oidc.verifier import OidcVerifier
from tellmark.identity.verifiers.phone import PhoneVerifier
from tellmark.identity.verifiers.port import Verifier
from tellmark.identity.verifiers.wallet.issuers import issuers_of
from tellmark.identity.verifiers.wallet.request import party_of
from tellmark.identity.verifiers.wallet.status import StatusLists
from tellmark.identity.verifiers.wallet.verifier import WalletVerifier

_LARGEST = 1 << 20
_SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Ground:
    """What verifiers are made on: the folder of the settings, the environment, our public address, who asks others."""

    home: Path
    environ: Mapping[str, str]
    base: str
    fetcher: Fetcher


def verifiers_of(settings: Mapping[str, VerifierSetting], ground: Ground) -> dict[str, Verifier]:
    """Return the verifiers of *settings* by name. Raises BadVerifierSetting for one that cannot work."""
    return {name: verifier_of(name, setting, ground) for name, setting in settings.items()}


def verifier_of(name: str, setting: VerifierSetting, ground: Ground) -> Verifier:
    """Return one verifier. Raises BadVerifierSetting."""
    match setting:
        case OidcSetting():
            fetcher = ground.fetcher
            return OidcVerifier(
                name, setting, ground.base, Provider(setting.issuer, fetcher), fetcher, _secret(name, setting, ground)
            )
        case WalletSetting():
            return _wallet(name, setting, ground)
        case PhoneSetting():
            secret = _read(ground, setting.secret_file).strip()
            if len(secret) < _SHORTEST_SECRET:
                raise BadVerifierSetting(f"the secret of [verifiers.{name}] is short", "Write 32 characters at least.")
            return PhoneVerifier(name, setting, ground.fetcher, secret)
        case OfficerSetting() | OrganisationSetting():
            return OfficerVerifier(name, setting)
        case NetidSetting():
            return NetidVerifier(name, setting, ground.base, _adapter(name, setting), lines=ground.fetcher.lines)


def _secret(name: str, setting: OidcSetting, ground: Ground) -> str:
    """Return the client's secret out of the file or the variable that is named; empty for a public client."""
    if setting.client_secret_file:
        return _read(ground, setting.client_secret_file).decode().strip()
    if not setting.client_secret_variable:
        return ""
    found = ground.environ.get(setting.client_secret_variable, "")
    if not found:
        raise BadVerifierSetting(
            f"[verifiers.{name}] takes its secret from {setting.client_secret_variable}, and that is not set",
            "Set the variable, or name a file in client_secret_file.",
        )
    return found


def _wallet(name: str, setting: WalletSetting, ground: Ground) -> WalletVerifier:
    issuers = issuers_of(_read(ground, setting.issuers))
    registration = _read(ground, setting.registration_file).decode().strip() if setting.registration_file else ""
    party = party_of(_read(ground, setting.certificate), _read(ground, setting.key_file), registration)
    return WalletVerifier(name, setting, ground.base, party, issuers, StatusLists(issuers, ground.fetcher))


def _adapter(name: str, setting: NetidSetting) -> NetidAdapter:
    found = [one for one in entry_points(group=ENTRY_POINT) if one.name == setting.adapter]
    if len(found) != 1:
        raise BadVerifierSetting(
            f"[verifiers.{name}] names the adapter {json.dumps(setting.adapter)}, and no installed package has it",
            f"Install a package with an entry point of that name in the group {ENTRY_POINT}.",
        )
    made: NetidAdapter = found[0].load()()
    return made


def _read(ground: Ground, name: str) -> bytes:
    try:
        with (ground.home / name).open("rb") as file:
            return file.read(_LARGEST)
    except OSError as missing:
        raise BadVerifierSetting(f"the file {name} cannot be read", "Put it beside tellmark.toml.") from missing
