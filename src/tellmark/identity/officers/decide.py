"""What two officers may do with a case, and when they agree: pure decisions, and what they typed must be possible."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from tellmark.identity.assurance.decide import age_band
from tellmark.identity.assurance.model import AgeBand, Method
from tellmark.identity.errors import BadCase, BadNumber
from tellmark.identity.numbers import NotANumber, credit_code, normalised, resident_number
from tellmark.identity.officers.model import Case, CaseState, Seen
from tellmark.subjects.seconding import Unconfirmed
from tellmark.values.credit_codes import CreditFault
from tellmark.values.digests import is_digest
from tellmark.values.languages import said

_CHINESE = frozenset({"identity_card", "residence_permit"})
_LOOKS_CHINESE = re.compile(r"[0-9]{17}[0-9X]")


def checked_by(case: Case, seen: Seen, said_: str, officer: str, at: datetime) -> Case:
    """Return *case* after the first *officer* has seen somebody; *said_* commits to what they typed. Raises BadCase."""
    if case.state is not CaseState.OPEN:
        raise BadCase(
            said("This case has been looked at already."), said("Open the queue again and see how it stands.")
        )
    _check_apart(case, officer)
    age = age_band(seen.born, at.date()) if seen.born else AgeBand.UNKNOWN
    return replace(
        case, state=CaseState.CHECKED, document=seen.document, evidence=seen.evidence, said=said_, age=age,
        first=officer,
    )  # fmt: skip


def confirmed_by(case: Case, seen: Seen, said_: str, officer: str, at: datetime) -> Case:
    """Return *case* after a second *officer*, who saw it alone: confirmed, or refused where the two differ.

    Raises BadCase for a case that waits for no second officer, and for the first one.
    """
    if case.state is not CaseState.CHECKED:
        raise BadCase(
            said("This case waits for no second officer."), said("Open the queue again and see how it stands.")
        )
    _check_apart(case, officer)
    if officer == case.first:
        raise BadCase(*Unconfirmed.SAME_OFFICER.value)
    agree = (seen.document, seen.evidence, said_) == (case.document, case.evidence, case.said)
    state = CaseState.CONFIRMED if agree else CaseState.REFUSED
    return replace(case, state=state, second=officer, decided_at=at)


def refused_by(case: Case, officer: str, at: datetime) -> Case:
    """Return *case*, refused by one officer: that takes no second. Raises BadCase for one that is decided."""
    if case.state not in (CaseState.OPEN, CaseState.CHECKED):
        raise BadCase(said("This case is decided."), said("Open the queue again and see how it stands."))
    _check_apart(case, officer)
    return replace(case, state=CaseState.REFUSED, second=officer, decided_at=at)


def checked_form(seen: Seen, method: Method, documents: Collection[str], on: date) -> Seen:
    """Return *seen* with its number in one spelling. Raises BadNumber with the field that cannot be right.

    A number that has the form of GB 11643 or GB 32100 is held to it: that finds slips, and says nothing of identity.
    """
    if seen.document not in documents:
        raise BadNumber("document")
    if not is_digest(seen.evidence):
        raise BadNumber("evidence")
    number = normalised(seen.number)
    if not 4 <= len(number) <= 40 or not number.isalnum() or not number.isascii():
        raise BadNumber("number")
    if method is Method.ORGANISATION:
        if isinstance(credit_code(number), CreditFault):
            raise BadNumber("number")
        return replace(seen, number=number, born=None)
    if seen.born is not None and seen.born > on:
        raise BadNumber("born")
    if seen.document in _CHINESE and _LOOKS_CHINESE.fullmatch(number):
        found = resident_number(number, on)
        if isinstance(found, NotANumber) or (seen.born is not None and found.born != seen.born):
            raise BadNumber("number")
        return replace(seen, number=number, born=found.born)
    return replace(seen, number=number)


def _check_apart(case: Case, officer: str) -> None:
    if officer == case.subject:
        raise BadCase(said("Nobody looks at their own case."), said("Let another officer look at it."))
