"""What officers do with a case within a unit of work: check it, confirm it, refuse it; two officers, four eyes."""

from collections.abc import Mapping
from dataclasses import replace

from tellmark.identity.accounts.roles import IDENTITY_CONFIRM, IDENTITY_VERIFY
from tellmark.identity.assurance.model import OF_PERSONS, Method, Proof
from tellmark.identity.assurance.organisations import CREDIT_CODE
from tellmark.identity.assurance.service import Comes, Recorded, nobody_comes, record
from tellmark.identity.errors import NoSuchVerifier
from tellmark.identity.officers.decide import checked_by, checked_form, confirmed_by, refused_by
from tellmark.identity.officers.events import CaseChecked, CaseDecided
from tellmark.identity.officers.model import Case, CaseId, CaseState, Seen, Why
from tellmark.identity.officers.store import Cases
from tellmark.identity.proving.model import BACK, TryState
from tellmark.identity.proving.service import came_alone
from tellmark.identity.proving.store import Tries
from tellmark.identity.verifiers.officers import OfficerVerifier
from tellmark.identity.verifiers.port import Verifier
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.canonical import canonical


def open_case(unit: WriteUnit, case_id: str, subject: SubjectId, verifier: str) -> Case:
    """Open the case of a try that officers are to look at, under the id of the try."""
    case = Case(CaseId(case_id), subject, verifier, CaseState.OPEN, unit.at)
    Cases(unit).add(case)
    return case


def check(unit: WriteUnit, vault: Vault, verifiers: Mapping[str, Verifier], case: CaseId, seen: Seen) -> Case:
    """Write down what the first officer saw. Raises NotAllowed, NotFound, BadCase, BadNumber, SubjectErased."""
    unit.scope.demand(IDENTITY_VERIFY)
    found = Cases(unit).locked(case)
    formed, spoken = _spoken(unit, vault, _verifier(verifiers, found), found, seen)
    after = checked_by(found, formed, spoken, unit.scope.account, unit.at)
    Cases(unit).put(after, key_of(unit, vault, found.subject))
    unit.say(
        CaseChecked(case=case, subject=after.subject, document=after.document, evidence=after.evidence, by=after.first)
    )
    return after


def confirm(
    unit: WriteUnit, vault: Vault, verifiers: Mapping[str, Verifier], case: CaseId, seen: Seen,
    comes: Comes = nobody_comes,
) -> Recorded | None:  # fmt: skip
    """Write down what the second officer saw; record the proof where both saw the same, None where they differ.

    *comes* is told by which link the person had come.

    Raises as `check`.
    """
    unit.scope.demand(IDENTITY_CONFIRM)
    found = Cases(unit).locked(case)
    verifier = _verifier(verifiers, found)
    formed, spoken = _spoken(unit, vault, verifier, found, seen)
    key = key_of(unit, vault, found.subject)
    found = Cases(unit).locked(case, key)
    after = confirmed_by(found, formed, spoken, unit.scope.account, unit.at)
    Cases(unit).put(after, key)
    agreed = after.state is CaseState.CONFIRMED
    _tell(unit, after, None if agreed else Why.OFFICERS_DIFFER)
    if not agreed:
        return None
    answer = {
        "first": after.first, "second": after.second, "document": after.document, "evidence": after.evidence,
        "age": after.age, "born": formed.born.isoformat() if formed.born else "",
        "pseudonym": canonical([_family(formed.document, verifier), formed.number]).decode(),
    }  # fmt: skip
    proof = verifier.finish({"since": found.opened_at.isoformat()}, answer, unit.at)
    return _settled(unit, vault, found, proof, comes)


def refuse(unit: WriteUnit, vault: Vault, case: CaseId, why: Why) -> Case:
    """Refuse a case; one officer is enough for that. Raises NotAllowed, NotFound, BadCase."""
    if not {IDENTITY_VERIFY, IDENTITY_CONFIRM} & unit.scope.capabilities:
        unit.scope.demand(IDENTITY_VERIFY)
    found = Cases(unit).locked(case)
    after = refused_by(found, unit.scope.account, unit.at)
    Cases(unit).put(after, key_of(unit, vault, found.subject))
    _tell(unit, after, why)
    return after


def _settled(unit: WriteUnit, vault: Vault, case: Case, proof: Proof, comes: Comes) -> Recorded:
    """Record the *proof* that came of a case, by the door through which the person had come, and end their try."""
    tries, key = Tries(unit), key_of(unit, vault, case.subject)
    begun = tries.locked(case.id)
    kept = tries.kept(begun, key) if begun else {}
    made = record(unit, vault, case.subject, proof, by_link=begun is None or came_alone(unit, begun))
    if begun is not None and begun.door and proof.method in OF_PERSONS:
        comes(unit, begun.door, made.asked_as, made.record.subject, first=made.first)
    if begun is not None:
        tries.put(replace(begun, state=TryState.DONE, record=made.record.id))
        tries.leave(begun, {BACK: kept.get(BACK, "")}, key)
    return made


def _spoken(unit: WriteUnit, vault: Vault, verifier: OfficerVerifier, case: Case, seen: Seen) -> tuple[Seen, str]:
    """Return what was *seen* in its one spelling, and what commits to its number and day of birth."""
    formed = checked_form(seen, verifier.method, verifier.setting.documents, unit.at.date())
    key = key_of(unit, vault, case.subject)
    born = formed.born.isoformat() if formed.born else ""
    return formed, key.commitment(case.id, "seen", [formed.number, born])


def _verifier(verifiers: Mapping[str, Verifier], case: Case) -> OfficerVerifier:
    found = verifiers.get(case.verifier)
    if not isinstance(found, OfficerVerifier):
        raise NoSuchVerifier
    return found


def _family(document: str, verifier: OfficerVerifier) -> str:
    """Return under which name numbers of this sort are compared: those of GB 11643 stand on several documents."""
    return CREDIT_CODE if verifier.method is Method.ORGANISATION else document


def _tell(unit: WriteUnit, case: Case, why: Why | None) -> None:
    first, second = case.first or None, case.second
    outcome, subject = case.state, case.subject
    unit.say(CaseDecided(case=case.id, subject=subject, outcome=outcome, first=first, second=second, why=why))
