"""Which agreement took the place of which: what is said of the one that ended is said of what stands there by now."""

from collections.abc import Iterable

from tellmark.consent.evolving import ENDED
from tellmark.consent.model import Consent, ConsentId, Request
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId


def line(unit: ReadUnit, subject: SubjectId, first: ConsentId) -> list[Consent]:
    """Return the agreement *first* of *subject*, and all that has taken its place since, the oldest first."""
    return line_in(KnownRequests(unit).by(subject=subject), KnownConsents(unit).by(subject=subject), first)


def line_in(asked: Iterable[Request], given: Iterable[Consent], first: ConsentId) -> list[Consent]:
    """Return what `line` does, of all that one person was *asked* and has *given*."""
    takes, all_given = {one.id: one.supersedes for one in asked}, list(given)
    found: set[ConsentId] = {first}
    while after := {one.id for one in all_given if takes.get(one.request) in found} - found:
        found |= after  # by what takes what, and not by their order: two machines' clocks may differ
    return [one for one in all_given if one.id in found]


def in_place(unit: ReadUnit, consent: Consent) -> list[Consent]:
    """Return what stands in the place of *consent* by now: itself or, where it has ended, what runs on there.

    Where nothing does, that is what took it last: from there, what is undecided goes over to what takes it next.
    """
    if consent.state not in ENDED:
        return [consent]
    found = line(unit, consent.subject, consent.id)
    return [one for one in found if one.state not in ENDED] or found[-1:]
