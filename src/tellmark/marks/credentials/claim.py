"""What a Content Credential says in our name, as the manifest definition that the C2PA library takes."""

import re
from typing import Any

from tellmark import __version__
from tellmark.marks.credentials.bindings import OURS
from tellmark.marks.credentials.errors import BadClaim
from tellmark.marks.iptc.values import term_of
from tellmark.marks.model import NO_WATERMARK, CredentialClaim, Watermarked
from tellmark.media.kinds import Kind, Modality
from tellmark.rules.model import Change

DISCLOSURE = "org.tellmark.disclosure"
"""Our own assertion: the five fields of Cal. B&P 22757.3(a) and what else a record needs, each under its own name."""

DISCLOSURE_VERSION = 1
PARENT = "parent"
UNREADABLE = "unreadable"
"""What the disclosure says of an incoming credential that could not be made an ingredient."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def manifest(
    kind: Kind,
    claim: CredentialClaim,
    *,
    has_parent: bool,
    label: tuple[str, ...],
    watermarked: Watermarked = NO_WATERMARK,
    lost: bool = False,
) -> dict[str, Any]:
    """Return the definition of a manifest for a file of *kind* with the explicit label *label* (its words; or none).

    *watermarked* is named by a soft binding (C2PA 2.4 §18.10), and as a step of ours unless it was there before. *lost*
    discloses that the file came with a credential which nobody could read, and which is therefore no ingredient.
    Every assertion is a created one, so the signer answers for it (C2PA 2.4 §10). Raises BadClaim.
    """
    _check(claim)
    definition: dict[str, Any] = {
        "claim_version": 2,
        "claim_generator_info": [{"name": "Tellmark", "version": __version__}],
        "instance_id": f"xmp:iid:{claim.record_id}",
        "assertions": [
            _assertion("c2pa.actions.v2", {"actions": _actions(kind, claim, has_parent, label, watermarked)}),
            _assertion(DISCLOSURE, _disclosure(claim) | ({"incoming_credential": UNREADABLE} if lost else {})),
        ],
    }
    if watermarked.key:
        bound = {"alg": OURS, "blocks": [{"scope": {}, "value": watermarked.key}]}
        definition["assertions"].append(_assertion("c2pa.soft-binding", bound))
    if claim.title:
        definition["title"] = claim.title
    return definition


def _assertion(label: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"label": label, "created": True, "data": data}


def _actions(
    kind: Kind, claim: CredentialClaim, has_parent: bool, label: tuple[str, ...], watermarked: Watermarked
) -> list[dict[str, Any]]:
    made = {"digitalSourceType": claim.digital_source_type, "softwareAgent": _agent(claim), "when": claim.at}
    ours = {"softwareAgent": {"name": "Tellmark", "version": __version__}, "when": claim.at}
    if has_parent:
        opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": [PARENT]}, **ours}
        actions = [opened, {"action": "c2pa.edited", **made}]
    else:
        actions = [{"action": "c2pa.created", **made}]
    if label:
        spoken = kind.modality is Modality.AUDIO
        description = f"Explicit AI label added: {' / '.join(label)}"
        actions.append({"action": "c2pa.edited" if spoken else "c2pa.addedText", "description": description, **ours})
    if watermarked.key and not watermarked.kept:
        actions.append({"action": "c2pa.watermarked.bound", **ours})
    return actions


def _agent(claim: CredentialClaim) -> dict[str, str]:
    agent = {"name": claim.system}
    if claim.system_version:
        agent["version"] = claim.system_version
    return agent


def _disclosure(claim: CredentialClaim) -> dict[str, Any]:
    return {
        "version": DISCLOSURE_VERSION,
        "provider": claim.provider,
        "system": claim.system,
        "system_version": claim.system_version,
        "operation": claim.operation,
        "change": claim.change,
        "at": claim.at,
        "record_id": claim.record_id,
        "permit": claim.permit,
        "rules_digest": claim.rules_digest,
    }


def _check(claim: CredentialClaim) -> None:
    term, exact = term_of(claim.digital_source_type)
    if term is None or not exact or term.retired:
        raise _bad("digital source type", "one of the IPTC's Digital Source Type NewsCodes, as its whole URI")
    if claim.change not in set(Change):
        raise _bad("change", "created or altered")
    if not _INSTANT.fullmatch(claim.at):
        raise _bad("time", "RFC 3339 in UTC")
    if not (claim.provider and claim.system and claim.record_id and claim.permit):
        raise _bad("provider, system, record or permit", "all four")


def _bad(field: str, wanted: str) -> BadClaim:
    return BadClaim(f"the {field} of the credential is not what the standard knows", f"It has to be: {wanted}.")
