"""What a mandate has to be, who has a part in it, and until when it counts: pure decisions."""

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
from tellmark.rules.territories import is_place
from tellmark.store.scope import Scope
from tellmark.subjects.model import is_code
from tellmark.subjects.seconding import Unconfirmed, refusal
from tellmark.values.digests import is_digest
from tellmark.values.languages import said


def mandate_of(mandate: MandateId, terms: MandateTerms, by: Scope, at: datetime) -> Mandate:
    """Return the mandate that *by* enters at *at*. Raises BadMandate."""
    words = (terms.authority, terms.legal_basis, terms.territory, terms.number)
    if not all(is_code(word) for word in words) or not is_digest(terms.paper):
        raise BadMandate(
            said("A mandate names its authority, legal basis, territory and number as code words, and its digest."),
            said("Write them without spaces and without anybody’s name, such as DE-BfDI and DSGVO-58."),
        )
    if not is_place(terms.territory):
        raise BadMandate(
            said("The territory of this mandate has no code that is known here: nothing would be read under it."),
            said("Write it as rules do, in capitals: CN, EU, DE, US-CA."),
        )
    if terms.reader in by.acts:
        raise BadMandate(*Unconfirmed.ON_A_SIDE.value)
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
    return Mandate(mandate, terms, by.account, at)


def confirmed(mandate: Mandate, paper: str, by: Scope, at: datetime) -> Mandate:
    """Return *mandate* with a second officer's word, who has read the *paper* of that SHA-256. Raises BadMandate."""
    if why := refusal(mandate.entered, paper, by.acts, at):
        raise BadMandate(*why.value)
    return replace(mandate, second=by.account, confirmed_at=at)


def ended(mandate: Mandate, at: datetime) -> Mandate:
    """Return *mandate* without effect from now on. Raises BadMandate where it has none, and will have none."""
    if mandate.state(at) in (MandateState.OVER, MandateState.ENDED, MandateState.LAPSED):
        raise BadMandate(said("This mandate is over already."), said("There is nothing to end."))
    return replace(mandate, ended_at=at)


def counted(exports: Iterable[Exported]) -> list[ExportCount]:
    """Return how many files were taken, by territory and year: no more than that is public."""
    taken = Counter((one.territory, one.made_at.year) for one in exports)
    return [ExportCount(*what, count) for what, count in sorted(taken.items())]
