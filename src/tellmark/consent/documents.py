"""Decision documents: the one spelling of what somebody decides, whose digest a passkey or wallet signs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tellmark.consent.model import Decided
from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Pay,
    Per,
    Purpose,
    Scope,
    Training,
)
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.decision/1"
END = "tellmark.end/1"
PERSON = "tellmark.person/1"


def document_of(decided: Decided) -> bytes:
    """Return the decision document of *decided*: canonical JSON."""
    return canonical(
        {
            "schema": SCHEMA,
            "request": decided.request,
            "version": decided.version,
            "notice": decided.notice,
            "language": decided.language,
            "decision": decided.verdict,
            "ticks": sorted(decided.ticks),
            "counter": None if decided.counter is None else scope_values(decided.counter),
        }
    )


def digest_of(decided: Decided) -> str:
    """Return the SHA-256 of the decision document: what is bound."""
    return sha256(document_of(decided))


def will_of(decided: Decided) -> str:
    """Return the digest of what several who decide must say alike: everything but notice and language."""
    return sha256(
        canonical(["tellmark.will/1", decided.request, decided.version, decided.verdict, sorted(decided.ticks)])
    )


def digest_of_end(consent: str) -> str:
    """Return the digest of what somebody confirms who takes *consent* back, whole."""
    return sha256(canonical({"schema": END, "consent": consent}))


def person_of(consent: str, subject: str, record: str, until: str) -> str:
    """Return what the entry of *consent* tells of its person, and of the *record* that is good *until* then.

    SHA-256 over lines. Who has the receipt has them all; without it nobody guesses a record's id, which no entry tells.
    """
    return sha256("\n".join((PERSON, consent, subject, record, until)).encode())


def scope_values(scope: Scope) -> dict[str, Any]:
    """Return *scope* flat, in codes: as events, documents and receipts spell it. `scope_from` is the inverse."""
    pay = scope.pay
    return {
        "modalities": _codes(scope.modalities),
        "operations": _codes(scope.operations),
        "purposes": _codes(scope.purposes),
        "territories": _codes(scope.territories),
        "channels": _codes(scope.channels),
        "languages": _codes(scope.languages),
        "excluded": _codes(scope.excluded),
        "models": _codes(scope.models),
        "start": rfc3339(scope.start),
        "end": rfc3339(scope.end),
        "content": scope.content,
        "max_outputs": scope.max_outputs,
        "max_seconds": scope.max_seconds,
        "derivatives": scope.derivatives,
        "sublicence": scope.sublicence,
        "cross_border": scope.cross_border,
        "training": scope.training.value,
        "retention_days": scope.retention_days,
        "pay_amount": None if pay is None else pay.amount,
        "pay_currency": None if pay is None else pay.currency,
        "pay_per": None if pay is None else pay.per.value,
        "aftermath": scope.aftermath.value,
    }


def scope_from(values: Mapping[str, Any]) -> Scope:
    """Return the scope that *values* spell. Raises KeyError and ValueError for what `scope_values` would not write."""
    pay = None
    if values["pay_amount"] is not None:
        pay = Pay(values["pay_amount"], values["pay_currency"], Per(values["pay_per"]))
    return Scope(
        modalities=frozenset(map(Modality, values["modalities"])),
        operations=frozenset(map(Operation, values["operations"])),
        purposes=frozenset(map(Purpose, values["purposes"])),
        territories=frozenset(values["territories"]),
        channels=frozenset(map(Channel, values["channels"])),
        languages=frozenset(values["languages"]),
        excluded=frozenset(map(Exclusion, values["excluded"])),
        models=frozenset(values["models"]),
        start=datetime.fromisoformat(values["start"]),
        end=datetime.fromisoformat(values["end"]),
        content=values["content"],
        max_outputs=values["max_outputs"],
        max_seconds=values["max_seconds"],
        derivatives=values["derivatives"],
        sublicence=values["sublicence"],
        cross_border=values["cross_border"],
        training=Training(values["training"]),
        retention_days=values["retention_days"],
        pay=pay,
        aftermath=Aftermath(values["aftermath"]),
    )


def _codes(codes: frozenset[Any]) -> tuple[str, ...]:
    return tuple(sorted(str(code) for code in codes))
