"""Who may hold up an erasure, for how long, and what lifts a hold: pure decisions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tellmark.store.scope import Scope
from tellmark.subjects.errors import BadHold
from tellmark.subjects.model import (
    LONGEST_WITHOUT_REVIEW,
    Basis,
    Hold,
    HoldId,
    HoldTerms,
    Lifting,
    SubjectId,
    is_code,
)
from tellmark.subjects.seconding import Unconfirmed


def hold_of(hold: HoldId, subject: SubjectId, terms: HoldTerms, by: str, at: datetime) -> Hold:
    """Return the hold that *by* sets at *at*. Raises BadHold."""
    if not is_code(terms.case) or not is_code(terms.rule):
        raise BadHold(
            "a hold names a case and a rule by their ids, without spaces or anybody's name",
            "Give the case's opaque id and the id of the rule, such as DSA-16.",
        )
    _check_review(terms.review_at, at)
    return Hold(hold, subject, terms, by, at)


def confirmed(hold: Hold, by: Scope, at: datetime) -> Hold:
    """Return *hold* with a second officer's word. Raises BadHold."""
    if not hold.needs_second:
        raise BadHold("this hold needs no second officer any more", "There is nothing to confirm.")
    if not hold.stands(at):
        raise BadHold("this hold has ended: nobody confirmed it in time", "Set a new one, and confirm that.")
    if hold.set_by in by.acts:
        raise BadHold(*Unconfirmed.SAME_OFFICER.value)
    return replace(hold, second=by.account)


def reviewed(hold: Hold, review_at: datetime, at: datetime) -> Hold:
    """Return *hold* with its next review. Raises BadHold."""
    if not hold.stands(at):
        raise BadHold("this hold has ended already", "Set a new one if the case is open still.")
    _check_review(review_at, at)
    return replace(hold, terms=replace(hold.terms, review_at=review_at))


def lifted(hold: Hold, by: str, at: datetime) -> tuple[Hold, Lifting]:
    """Return *hold* after *by* asked to lift it, and what came of it: an order takes two officers. Raises BadHold."""
    if hold.lifted_at is not None:
        raise BadHold("this hold was lifted already", "There is nothing left to lift.")
    if hold.terms.basis is Basis.ORDER and hold.lifting in (None, by):
        return replace(hold, lifting=by), Lifting.AWAITS_SECOND
    return replace(hold, lifting=by, lifted_at=at), Lifting.LIFTED


def standing(holds: Sequence[Hold], at: datetime) -> tuple[Hold, ...]:
    """Return those of *holds* that stop an erasure at *at*, the first to be reviewed first."""
    return tuple(sorted((hold for hold in holds if hold.stands(at)), key=lambda hold: hold.terms.review_at))


def _check_review(review_at: datetime, at: datetime) -> None:
    if not at < review_at <= at + LONGEST_WITHOUT_REVIEW:
        raise BadHold(
            "a hold is looked at again on a date to come, within a year", "Give a review date within 366 days."
        )
