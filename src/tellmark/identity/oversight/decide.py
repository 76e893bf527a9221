"""What a mandate has to be, who has a part in it, and until when it counts: pure decisions."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tellmark.identity.errors import BadMandate
from tellmark.identity.oversight.model import (
    FARTHEST,
    LONGEST,
    ExportCount,
    Exported,
    Mandate,
    MandateId,
    MandateState,
    MandateTerms,
)
from tellmark.identity.territories import is_territory
from tellmark.subjects.model import is_code
from tellmark.values.languages import said

_DIGEST = re.compile(r"[0-9a-f]{64}")


def mandate_of(mandate: MandateId, terms: MandateTerms, by: str, at: datetime) -> Mandate:
    """Return the mandate that *by* enters at *at*. Raises BadMandate."""
    words = (terms.authority, terms.legal_basis, terms.territory, terms.number)
    if not all(is_code(word) for word in words) or _DIGEST.fullmatch(terms.paper) is None:
        raise BadMandate(
            said("A mandate names its authority, legal basis, territory and number as code words, and its digest."),
            said("Write them without spaces and without anybody’s name, such as DE-BfDI and DSGVO-58."),
        )
    if not is_territory(terms.territory):
        raise BadMandate(
            said("The territory of this mandate has no code that is known here: nothing would be read under it."),
            said("Write it as rules do, in capitals: CN, EU, DE, US-CA."),
        )
    if by == terms.reader:
        raise BadMandate(*_ABOUT_ONESELF)
    if terms.until <= terms.begins_at or terms.until - terms.begins_at > LONGEST:
        raise BadMandate(
            said("A mandate ends after it begins, and within 90 days of that."),
            said("Give the days that stand in it; what goes on longer is another mandate, with another paper."),
        )
    if not at < terms.until or terms.begins_at > at + FARTHEST:
        raise BadMandate(
            said("A mandate ends on a day to come, and begins within a year."),
            said("Give the days that stand in it, or ask the authority for others."),
        )
    return Mandate(mandate, terms, by, at)


def confirmed(mandate: Mandate, paper: str, by: str, at: datetime) -> Mandate:
    """Return *mandate* with the word of a second officer, who has read the *paper* of that SHA-256.

    Raises BadMandate.
    """
    state = mandate.state(at)
    if state is MandateState.LAPSED:
        raise BadMandate(
            said("Nobody confirmed this mandate in time, and it has lapsed."), said("Enter it anew, and confirm that.")
        )
    if state is not MandateState.WAITING:
        raise BadMandate(said("This mandate waits for no second officer."), said("Look at how it stands."))
    if by == mandate.set_by:
        raise BadMandate(
            said("Whoever entered a mandate cannot confirm it."), said("Let another officer read the paper.")
        )
    if by == mandate.terms.reader:
        raise BadMandate(*_ABOUT_ONESELF)
    if paper != mandate.terms.paper:
        raise BadMandate(
            said("The paper that you have read is not the one of this mandate."),
            said("Compare both papers; end the mandate if it was entered from another."),
        )
    return replace(mandate, second=by, confirmed_at=at)


def shows_paper(mandate: Mandate, *, enters: bool) -> bool:
    """Tell whether an officer is shown the digest of the paper: not who confirms, for they make it of what they read.

    *enters* is whether they may enter mandates.
    """
    return enters or mandate.confirmed_at is not None


def ended(mandate: Mandate, at: datetime) -> Mandate:
    """Return *mandate* without effect from now on. Raises BadMandate where it has none, and will have none."""
    if mandate.state(at) in (MandateState.OVER, MandateState.ENDED, MandateState.LAPSED):
        raise BadMandate(said("This mandate is over already."), said("There is nothing to end."))
    return replace(mandate, ended_at=at)


def counted(exports: Iterable[Exported]) -> list[ExportCount]:
    """Return how many files were taken, by territory and year: no more than that is public."""
    taken = Counter((one.territory, one.made_at.year) for one in exports)
    return [ExportCount(*what, count) for what, count in sorted(taken.items())]


_ABOUT_ONESELF = (
    said("Nobody has a part in a mandate about themselves."),
    said("Let another officer read the paper."),
)
