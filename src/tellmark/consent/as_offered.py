"""Whether what an offer rests on, to which its person has agreed in advance, is still as it was when they made it."""

from tellmark.consent import events
from tellmark.consent.model import TIME_TO_ANSWER, Ending, NoteKind, Request
from tellmark.consent.store import KnownNotes
from tellmark.consent.timeline import Entry, entries
from tellmark.store.units import ReadUnit

_OFFERED = events.RequestCountered.name
_CHANGES = (
    events.ConsentHeld.name, events.HoldLifted.name, events.ConsentNarrowed.name, events.ConsentWithdrawn.name,
    events.ConsentEnded.name,
)  # fmt: skip
_OF_ITSELF = (Ending.EXPIRED, Ending.EXHAUSTED)
"""What an agreement ends by that nobody has wanted or found: it says nothing against the next one."""


def is_as_offered(unit: ReadUnit, request: Request) -> bool:
    """Tell whether nothing has happened, since it was made, to what the offer that waits on *request* rests on.

    That is the agreement whose place it takes, unless that has but run out or is used up, and the proof of whoever
    offered. A silent word about that agreement is no reason to ask anew, which would tell of it to whoever sees that
    there is no other: it goes over to what comes of the offer (`granting`), and nothing counts either.
    """
    return not _changed(unit, request) and not _revoked(unit, request)


def _changed(unit: ReadUnit, request: Request) -> bool:
    """Tell whether somebody has held up, let go, taken back or ended since what this is to take the place of."""
    if request.supersedes is None:
        return False
    told = entries(unit, [request.id, request.supersedes], (_OFFERED, *_CHANGES))
    made = max((place for place, one in enumerate(told) if one.type == _OFFERED), default=-1)
    return any(_counts(one) for one in told[made + 1 :])


def _counts(one: Entry) -> bool:
    return one.type != events.ConsentEnded.name or one.facts["ending"] not in _OF_ITSELF


def _revoked(unit: ReadUnit, request: Request) -> bool:
    """Tell whether the proof behind the offer was revoked, whatever an officer has made of the note of it since."""
    assert request.due is not None
    made = request.due - TIME_TO_ANSWER
    notes = KnownNotes(unit).by(subject=request.subject)
    return any(
        (note.kind, note.request, note.consent) == (NoteKind.IDENTITY, request.id, None) and note.made_at >= made
        for note in notes
    )
