"""Whom nothing of ours has reached: an officer makes sure of whoever came by a link that whoever asks was given.

Whoever asks could have opened that link themselves, with an identity of their own or of a friend. So what is agreed to
stands still until an officer has made sure who it was, or until the same human comes by a link that we sent ourselves.
"""

from dataclasses import replace

from tellmark.consent import events
from tellmark.consent.invitations.store import Invitations
from tellmark.consent.keeping import change_consent, locked_consent
from tellmark.consent.model import Consent, HoldReason, InvitationId, Note, NoteId, NoteKind, Request
from tellmark.consent.store import KnownNotes, Notes
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId

UNREACHED = frozenset({NoteKind.FIRST_PROOF, NoteKind.TAKEN_UP})
"""Notes of who came by such a link: nobody known before, or somebody known who took up what was sent to another."""


def came(unit: WriteUnit, link: str, asked_as: SubjectId, subject: SubjectId, *, first: bool) -> None:
    """Hear that *subject* proved who they are by the link of this session (`link-…`), which was sent to *asked_as*.

    It is told in the unit of the proof. *first*: nothing was proved of them before. By a link that we sent ourselves,
    whoever was asked is reached, and what had waited for that counts.
    """
    found = Invitations(unit).sent(InvitationId(link.removeprefix("link-")))
    if found is None:
        return
    request, reaches = found
    if reaches and subject == asked_as:
        _reached(unit, subject)
    elif not reaches and (first or subject != asked_as):
        kind = NoteKind.FIRST_PROOF if subject == asked_as else NoteKind.TAKEN_UP
        before = Notes(unit).by(subject=asked_as, open=True)
        if not any((note.kind, note.request) == (kind, request) for note in before):
            Notes(unit).add(Note(NoteId(unit.fresh_id()), kind, asked_as, request, None, unit.at))


def waiting_for(unit: WriteUnit, request: Request, by: str, consent: Consent) -> Note | None:
    """Return the note that holds up *consent*, which *by* has just given on *request*; None where nothing does."""
    about, doubted = _doubts(unit, request, by)
    if not about and not doubted:
        return None
    told = replace(about[0], consent=consent.id) if about else None
    if told is not None:
        Notes(unit).put(told)
    else:
        kind = NoteKind.FIRST_PROOF
        told = Note(NoteId(unit.fresh_id()), kind, request.subject, request.id, consent.id, unit.at)
        Notes(unit).add(told)
    return told


def would_wait(unit: ReadUnit, request: Request, by: str) -> bool:
    """Tell whether what *by* agreed to on *request* would stand still until an officer has made sure of them."""
    return any(_doubts(unit, request, by))


def _doubts(unit: ReadUnit, request: Request, by: str) -> tuple[list[Note], list[Note]]:
    """Return the notes about *request* that hold up what comes of it, and those that hold up whatever *by* gives."""
    known = [note for note in KnownNotes(unit).by(subject=request.subject, open=True) if note.kind in UNREACHED]
    about = [note for note in known if note.request == request.id and note.consent is None]
    doubted = [note for note in known if note.kind is NoteKind.FIRST_PROOF]
    if by != request.subject:
        doubted += [note for note in KnownNotes(unit).by(subject=by, open=True) if note.kind is NoteKind.FIRST_PROOF]
    return about, doubted


def waits_for_officer(consent: Consent) -> bool:
    """Tell whether *consent* stands still until an officer has made sure who agreed."""
    return any(one.reason is HoldReason.UNREACHED for one in consent.holds)


def has_case(note: Note, about: Request | Consent | None) -> bool:
    """Tell whether an officer has anything to decide on *note*, *about* which it is as `behind` says.

    One of these is about nothing before it holds something up.
    """
    if note.kind not in UNREACHED:
        return True
    return isinstance(about, Consent) and any(one.id == note.id for one in about.holds)


def made_sure(unit: WriteUnit, note: Note) -> None:
    """An officer has made sure who agreed: what no agreement came of is in doubt no more, either."""
    _close(unit, note)
    if note.kind is NoteKind.FIRST_PROOF:
        for other in Notes(unit).by(subject=note.subject, open=True):
            if other.kind is NoteKind.FIRST_PROOF and other.consent is None:
                _close(unit, other)


def found_another(unit: WriteUnit, note: Note) -> None:
    """An officer has found that it was somebody else: there is nothing left to decide, and the doubt stays."""
    Notes(unit).put(replace(note, consent=None))


def _reached(unit: WriteUnit, subject: SubjectId) -> None:
    """Let everything count that waited for *subject* to be reached."""
    for note in Notes(unit).by(subject=subject, open=True):
        held = None if note.consent is None else locked_consent(unit, note.consent)
        if note.kind is not NoteKind.FIRST_PROOF or (held is not None and held.grounds.by != subject):
            continue
        if held is not None and has_case(note, held):
            change_consent(unit, held, events.HoldLifted(consent=held.id, hold=note.id, by=subject))
        _close(unit, note)


def _close(unit: WriteUnit, note: Note) -> None:
    Notes(unit).put(replace(note, done_at=unit.at))
