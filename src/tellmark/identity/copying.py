"""What these rooms keep of a person, for their own copy: the account, what opens it, proofs, orders, mandates."""

from collections.abc import Iterator
from typing import Any

from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.programs.store import KnownApiKeys
from tellmark.identity.accounts.store import KnownAccounts, KnownSessions
from tellmark.identity.assurance.model import AssuranceRecord
from tellmark.identity.assurance.service import known
from tellmark.identity.assurance.store import KnownWellKnown
from tellmark.identity.evidence.store import KnownEvidence, Tie
from tellmark.identity.orders.history import handed_over, history
from tellmark.identity.orders.model import Order
from tellmark.identity.orders.service import told_of
from tellmark.identity.oversight.model import Mandate
from tellmark.identity.oversight.store import KnownExports, KnownMandates
from tellmark.proof.envelope import PersonKey
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.instants import rfc3339


def kept_of(unit: ReadUnit, vault: Vault, subject: SubjectId) -> dict[str, Any]:
    """Return what is kept of *subject* by what it is called in their copy: no secret, no document, no officer's name.

    Of orders only those that they may know of by now. Raises SubjectErased.
    """
    key = key_of(unit, vault, subject)
    return {
        "account": _account(unit, subject, key),
        "passkeys": list(_passkeys(unit, subject, key)),
        "sessions": list(_sessions(unit, subject)),
        "programs": list(_programs(unit, subject, key)),
        "well_known_since": (since := KnownWellKnown(unit).since(subject)) and rfc3339(since),
        "proofs": [_proof(one) for one in known(unit, vault, subject)],
        "bindings": [_binding(one) for one in KnownEvidence(unit).of(subject)],
        "orders": [_order(unit, one) for one in told_of(unit, subject)],
        "mandates": [_mandate(unit, one) for one in KnownMandates(unit).read_by(subject)],
    }


def _account(unit: ReadUnit, subject: SubjectId, key: PersonKey) -> dict[str, Any] | None:
    account = KnownAccounts(unit).find(subject)
    if account is None:
        return None
    sealed = KnownAccounts(unit).personal(subject, key)
    return {
        "state": account.state,
        "roles": sorted(account.roles),
        "opened_at": rfc3339(account.opened_at),
        "name": sealed["name"],
        "contact": sealed["contact"],
        "one_time_codes": sealed["totp"] is not None,
    }


def _passkeys(unit: ReadUnit, subject: SubjectId, key: PersonKey) -> Iterator[dict[str, Any]]:
    for one in KnownPasskeys(unit).ever(subject):
        yield {
            "name": KnownPasskeys(unit).label(one.id, key),
            "made_at": rfc3339(one.made_at),
            "last_used_at": one.used_at and rfc3339(one.used_at),
            "revoked_at": one.revoked_at and rfc3339(one.revoked_at),
        }


def _sessions(unit: ReadUnit, subject: SubjectId) -> Iterator[dict[str, Any]]:
    for one in KnownSessions(unit).ever(subject):
        yield {
            "method": one.method,
            "opened_at": rfc3339(one.opened_at),
            "proved_at": one.proved_at and rfc3339(one.proved_at),
            "last_used_at": rfc3339(one.seen_at),
            "ended_at": one.ended_at and rfc3339(one.ended_at),
        }


def _programs(unit: ReadUnit, subject: SubjectId, key: PersonKey) -> Iterator[dict[str, Any]]:
    for one in KnownApiKeys(unit).ever(subject):
        yield {
            "name": KnownApiKeys(unit).label(one.id, key),
            "may": sorted(one.capabilities),
            "made_at": rfc3339(one.made_at),
            "expires_at": rfc3339(one.expires_at),
            "revoked_at": one.revoked_at and rfc3339(one.revoked_at),
        }


def _proof(one: AssuranceRecord) -> dict[str, Any]:
    return {
        "record": one.id,
        "method": one.method,
        "issuer": one.issuer,
        "level": one.level,
        "age": one.age,
        "accepted_in": sorted(one.territories),
        "evidence_sha256": one.evidence,
        "made_at": rfc3339(one.made_at),
        "valid_until": rfc3339(one.valid_until),
        "counts_from": one.cooling_until and rfc3339(one.cooling_until),
        "revoked_at": one.revoked_at and rfc3339(one.revoked_at),
    }


def _binding(one: Tie) -> dict[str, Any]:
    return {
        "method": one.method,
        "decision": one.digest,
        "evidence_sha256": one.evidence_digest,
        "made_at": rfc3339(one.made_at),
    }


def _order(unit: ReadUnit, order: Order) -> dict[str, Any]:
    terms = order.terms
    return {
        "kind": terms.kind,
        "authority": terms.authority,
        "number": terms.number,
        "legal_basis": terms.legal_basis,
        "scope": terms.scope,
        "territory": terms.territory,
        "confirmed_at": order.confirmed_at and rfc3339(order.confirmed_at),
        "expires_at": rfc3339(terms.expires_at),
        "ended_at": order.ended_at and rfc3339(order.ended_at),
        "told_at": order.told_at and rfc3339(order.told_at),
        "held_back_until": terms.notice_at and rfc3339(terms.notice_at),
        "held_back_for": terms.notice_why,
        "handed_over": [
            {"at": rfc3339(one.at), "what": list(one.what), "sha256": one.digest}
            for one in handed_over(history(unit, order.id))
        ],
    }


def _mandate(unit: ReadUnit, mandate: Mandate) -> dict[str, Any]:
    """Return a mandate under which the person reads, with what they took."""
    terms = mandate.terms
    return {
        "authority": terms.authority,
        "number": terms.number,
        "legal_basis": terms.legal_basis,
        "territory": terms.territory,
        "begins_at": rfc3339(terms.begins_at),
        "until": rfc3339(terms.until),
        "confirmed_at": mandate.confirmed_at and rfc3339(mandate.confirmed_at),
        "ended_at": mandate.ended_at and rfc3339(mandate.ended_at),
        "read_last_at": mandate.read_at and rfc3339(mandate.read_at),
        "exports": [{"at": rfc3339(one.made_at), "sha256": one.digest} for one in KnownExports(unit).of(mandate.id)],
    }
