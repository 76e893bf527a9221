"""The receipt in the terms of ISO/IEC TS 27560:2023, as JSON-LD with the Data Privacy Vocabulary (DPV 2).

An export for whoever speaks that language; what counts is the signed receipt, which it names by digest. What the
standard has no word for (operations, exclusions, ceilings, marks, what becomes of earlier releases) stands under
`tellmark:`.
"""

from collections.abc import Mapping
from typing import Any

from tellmark.consent.model import Ending
from tellmark.consent.notices import MARKED
from tellmark.consent.receipt_words import promise_of
from tellmark.consent.receipts import Bundle, Receipt
from tellmark.consent.terms import BIOMETRIC, Modality, Purpose
from tellmark.values.digests import sha256

_POINTING = (
    "dct:conformsTo", "dct:creator", "dpv:hasDataController", "dpv:hasDataSource", "dpv:hasLegalBasis",
    "dpv:hasProcessing", "dpv:hasRecipient", "dpv:isIndicatedBy", "skos:broader",
)  # fmt: skip
"""Terms whose values are things: without a word in the context a reader of JSON-LD takes them for texts."""
CONTEXT: Mapping[str, Any] = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tellmark": "https://tellmark.org/ns/consent#",
    **{term: {"@type": "@id"} for term in _POINTING},
    "dpv:hasEntity": {"@container": "@id"},
}
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#record"
_PROVIDER, _PARTY = "_:provider", "_:party"

_PURPOSES: Mapping[str, str] = {
    Purpose.ADVERT: "dpv:Advertising",
    Purpose.RESEARCH: "dpv:ResearchAndDevelopment",
    Purpose.SERVICE: "dpv:ServiceProvision",
}
_STATUSES: Mapping[str, str] = {
    Ending.WITHDRAWN: "dpv:ConsentWithdrawn",
    Ending.EXPIRED: "dpv:ConsentExpired",
    Ending.EXHAUSTED: "dpv:ConsentExpired",
    Ending.MAJORITY: "dpv:ConsentExpired",
    Ending.SUPERSEDED: "dpv:ConsentRevoked",
    Ending.ERASED: "dpv:ConsentRevoked",
    Ending.VOID: "dpv:ConsentInvalidated",
}


def exported(receipt: Receipt, bundle: Bundle) -> dict[str, Any]:
    """Return *receipt*, the document of *bundle*, as a consent record of the standard."""
    parties = [_PROVIDER] if receipt.party is None else [_PROVIDER, _PARTY]
    return {
        "@context": CONTEXT,
        "@type": ["dpv:ConsentRecord"],
        "@id": _name(receipt.consent),
        "dct:conformsTo": PROFILE,
        "dpv:hasIdentifier": receipt.consent,
        "dpv:hasDataSubject": {"@id": _name(receipt.subject), **_subject(receipt)},
        "dct:created": receipt.granted_at,
        "dct:modified": receipt.issued_at,
        "dct:creator": _PROVIDER,
        "dct:language": receipt.notice_language[:2],
        "dpv:hasEntity": _entities(receipt),
        "dpv:hasNotice": [{"@type": ["dpv:ConsentNotice"], "dpv:hasIdentifier": f"sha256:{receipt.notice_sha256}"}],
        "dpv:hasProcess": [_process(receipt, parties)],
        "tellmark:receipt": f"sha256:{sha256(bundle.jws.encode())}",
        "tellmark:logEvent": receipt.event,
    }


def _entities(receipt: Receipt) -> dict[str, Any]:
    named = {_PROVIDER: {"@type": ["dpv:DataController"], "dpv:hasName": receipt.provider.name}}
    if receipt.party is not None:
        named[_PARTY] = {"@type": ["dpv:DataController"], "dpv:hasName": receipt.party.name}
    return {**named, _name(receipt.subject): _subject(receipt)}


def _subject(receipt: Receipt) -> dict[str, Any]:
    return {"@type": ["dpv:DataSubject"], "dpv:hasIdentifier": receipt.subject}


def _name(uuid: str) -> str:
    return f"urn:uuid:{uuid}"


def _process(receipt: Receipt, parties: list[str]) -> dict[str, Any]:
    scope = receipt.scope
    return {
        "@type": ["dpv:Process"],
        "dpv:hasPurpose": [_purpose(code) for code in scope["purposes"]],
        "dpv:hasPersonalData": [_data(code) for code in scope["modalities"]],
        "dpv:hasProcessing": _processing(scope),
        "dpv:hasDataController": parties,
        "dpv:hasDataSource": ["dpv:DataSubjectDataSource"],
        "dpv:hasStorageCondition": [_stored(receipt)],
        "dpv:hasRecipient": parties,
        "dpv:hasLegalBasis": ["dpv:ExplicitlyExpressedConsent"],
        "dpv:hasJurisdiction": list(scope["territories"]),
        "dpv:hasConsentStatus": _statuses(receipt),
        **{f"tellmark:{name}": scope[name] for name in sorted(scope) if scope[name] not in (None, [], ())},
        "tellmark:ticks": list(receipt.ticks),
        **({f"tellmark:{MARKED}": promised} if (promised := promise_of(receipt)) else {}),
    }


def _purpose(code: str) -> dict[str, Any]:
    return {"@type": ["dpv:Purpose"], "skos:broader": [_PURPOSES.get(code, "dpv:Purpose")], "skos:prefLabel": code}


def _data(code: str) -> dict[str, Any]:
    measured = Modality(code) in BIOMETRIC
    kind = "dpv:SensitivePersonalData" if measured else "dpv:PersonalData"
    broader = "pd:Biometric" if measured else "pd:Name" if code == Modality.NAME else "dpv:PersonalData"
    return {"@type": [kind], "skos:broader": [broader], "skos:prefLabel": code}


def _processing(scope: Mapping[str, Any]) -> list[Any]:
    made = [{"@type": ["dpv:Processing"], "skos:broader": ["dpv:Adapt"], "skos:prefLabel": code}
            for code in scope["operations"]]  # fmt: skip
    return ["dpv:Collect", "dpv:Store", "dpv:Use", *(["dpv:Share"] if scope["sublicence"] else []), *made]


def _stored(receipt: Receipt) -> dict[str, Any]:
    days = receipt.scope["retention_days"]
    duration = {"@type": "dpv:TemporalDuration", "rdf:value": f"P{days}D"}
    after = {"tellmark:after": receipt.until}
    return {"@type": ["dpv:StorageDuration"], "dpv:hasDuration": duration, **after}


def _statuses(receipt: Receipt) -> list[dict[str, Any]]:
    lasting = {"@type": ["dpv:UntilTimeDuration"], "rdf:value": receipt.until}
    given = {
        "@type": ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedAtTime": receipt.granted_at,
        "dpv:isIndicatedBy": _name(receipt.subject),
        "dpv:hasIndicationMethod": receipt.binding.method,
        "dpv:isExercisedAt": f"tellmark request {receipt.request}",
        "dpv:hasDuration": lasting,
    }
    if receipt.ended is None:
        return [given]
    ended = {
        "@type": [_STATUSES[receipt.ended.how]],
        "dpv:isIndicatedAtTime": receipt.ended.at,
        "dpv:isExercisedAt": f"tellmark consent {receipt.consent}",
    }
    return [given, ended]
