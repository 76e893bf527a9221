"""`[verifiers.NAME]` and `[identity.levels]`: who may vouch for identities here, and how sure a territory asks it."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import msgspec

from tellmark.identity.assurance.model import HIGHEST
from tellmark.identity.errors import BadLevel, BadVerifierSetting
from tellmark.rules.territories import is_place

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")

Level: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=3)]
Days: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=3660)]
Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]

_WRITE = "Write [identity.levels], and below it lines such as CN = 2: a code such as CN, EU or US-CA, and 1, 2 or 3."
EIDAS_LEVELS = {"low": 1, "substantial": 2, "high": 3}


class _Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    """What every verifier has: where it is accepted (empty: everywhere by its level), and how long a proof counts."""

    territories: tuple[str, ...] = ()
    days: Days = 365


class OidcSetting(_Setting, frozen=True, tag="oidc"):
    """An OpenID provider. *levels* maps its assurance levels to ours, *frameworks* are those that count.

    *unverified* is the level of somebody who signed in there without verified claims; without it that is refused.
    """

    issuer: Text
    client_id: Text
    client_secret_file: str = ""
    client_secret_variable: str = ""
    frameworks: tuple[str, ...] = ("eidas",)
    levels: dict[str, Level] = msgspec.field(default_factory=lambda: dict(EIDAS_LEVELS))
    unverified: Level | None = None


class WalletSetting(_Setting, frozen=True, tag="oid4vp"):
    """Wallets that present an SD-JWT VC. *issuers* is a file beside the settings: JWKs and roots by issuer.

    *certificate* and *key_file* are the relying party's own, as its registrar gave them (ETSI TS 119 411-8).
    """

    issuers: Text
    certificate: Text
    key_file: Text
    types: tuple[str, ...] = ("urn:eudi:pid:1",)
    adult_claim: tuple[str, ...] = ("age_equal_or_over", "18")
    pseudonym_claims: tuple[str, ...] = ("personal_administrative_number",)
    level: Level = 3
    mode: str = "direct_post.jwt"
    registration_file: str = ""


class PhoneSetting(_Setting, frozen=True, tag="phone"):
    """A code sent through the operator's own gateway. The file holds the secret that signs what is posted there."""

    gateway: Text
    secret_file: Text
    prefixes: tuple[str, ...] = ("+86",)
    level: Level = 1


class OfficerSetting(_Setting, frozen=True, tag="officer"):
    """Two officers who look at the person and at a document."""

    level: Level = 2
    documents: tuple[str, ...] = ("passport", "identity_card", "residence_permit", "driving_licence")


class OrganisationSetting(_Setting, frozen=True, tag="organisation"):
    """Two officers who look an organisation up in the register of its authority."""

    level: Level = 2
    documents: tuple[str, ...] = ("business_licence", "register_extract")


class NetidSetting(_Setting, frozen=True, tag="cn_netid"):
    """The network identity service of China, through an *adapter* that the operator installs (an entry point)."""

    adapter: Text
    level: Level = 3


VerifierSetting: TypeAlias = (
    OidcSetting | WalletSetting | PhoneSetting | OfficerSetting | OrganisationSetting | NetidSetting
)


def verifier_settings(sections: Mapping[str, Any]) -> dict[str, VerifierSetting]:
    """Return what the sections [verifiers.NAME] say, by name. Raises BadVerifierSetting."""
    return {name: _read(name, row) for name, row in sections.items()}


def levels_asked(section: Mapping[str, Any]) -> dict[str, int]:
    """Return which level each territory asks of whoever agrees, as [identity.levels] says. Raises BadLevel."""
    levels = section.get("levels", {})
    if not set(section) <= {"levels"} or not isinstance(levels, dict):
        raise BadLevel("[identity] of tellmark.toml takes `levels` and nothing else", _WRITE)
    for code, level in levels.items():
        shown = "".join(char if char.isprintable() else "?" for char in code[:24])
        if not is_place(code):
            raise BadLevel(f"[identity.levels] names “{shown}”, which is the code of no territory", _WRITE)
        if type(level) is not int or not 1 <= level <= HIGHEST:
            raise BadLevel(f"[identity.levels] asks a level in {shown} that there is none of", _WRITE)
    return levels


def _read(name: str, row: Any) -> VerifierSetting:
    if _NAME.fullmatch(name) is None:
        raise BadVerifierSetting(
            f"[verifiers.{name[:40]}] has a name that cannot stand in an address",
            "Use small letters, digits and hyphens, at most 32.",
        )
    try:
        found: VerifierSetting = msgspec.convert(row, VerifierSetting)
    except msgspec.ValidationError as bad:
        raise BadVerifierSetting(
            f"[verifiers.{name}] cannot be read: {bad}", "See docs/guides/identity.md for what each kind takes."
        ) from bad
    if isinstance(found, WalletSetting) and found.mode not in ("direct_post", "direct_post.jwt"):
        raise BadVerifierSetting(f"[verifiers.{name}] mode is none", "Write direct_post.jwt, or direct_post.")
    return found
