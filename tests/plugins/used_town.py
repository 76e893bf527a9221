"""People in a house of consent of whom something was made: uses by a program, and the finished files of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from consent_house import REQUESTER, House, Reader
from person_steps import agreed, link_of
from tellmark.consent import service
from tellmark.consent.files import Contents, FileSeen, MarkSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.made.store import KnownUses
from tellmark.consent.model import ANSWER, CHECK, Consent, Reserved, Use, UseState
from tellmark.consent.store import KnownConsents
from tellmark.consent.terms import Channel, Operation, Purpose, Scope
from tellmark.marks.model import Mark, State, Trust
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind

PROGRAM = "program-1"
WHOLE = (
    MarkSeen(Mark.C2PA, State.INTACT, Trust.PINNED),
    MarkSeen(Mark.AIGC, State.INTACT, Trust.NOT_APPLICABLE),
    MarkSeen(Mark.LABEL, State.INTACT, Trust.NOT_APPLICABLE),
)
CHANGED = (MarkSeen(Mark.C2PA, State.TAMPERED, Trust.NOT_CHECKED),)


@dataclass(frozen=True)
class Depicted:
    """Somebody who has agreed: their request and consent, and they themselves with a browser."""

    house: House
    subject: SubjectId
    request: str
    consent: Consent
    reader: Reader

    def made(
        self, *files: FileSeen, outputs: int = 1, seconds: int = 90, ends: UseState = UseState.SETTLED
    ) -> Reserved:
        """Let the program make something of them, hand in *files* of it, and say how it *ends*."""
        house = self.house
        house.clock.at += timedelta(seconds=1)
        with house.database.write(house.as_(PROGRAM, CHECK)) as unit:
            found = service.reserve(unit, [self.subject], self._use(outputs, seconds))
            assert isinstance(found, tuple), found
            for one in files:
                hand_in(unit, house.vault, found[0].use, one)
            if ends is UseState.SETTLED:
                service.settle(unit, found[0].use, outputs, seconds)
            if ends is UseState.RELEASED:
                service.release(unit, found[0].use)
        with house.database.read(house.as_(PROGRAM)) as unit:
            return KnownUses(unit).get(found[0].id)

    def _use(self, outputs: int, seconds: int) -> Use:
        return Use(
            Operation.VOICE_CLONE,
            frozenset({"voice"}),
            Purpose.ENTERTAINMENT,
            frozenset({"CN"}),
            frozenset({Channel.WEB}),
            party=self.consent.party,
            languages=frozenset({"zh"}),
            content=self.consent.scope.content,
            outputs=outputs,
            seconds=seconds,
        )


def depicted(house: House, name: str = "Li Wei", scope: Scope | None = None) -> Depicted:
    """Let somebody new be asked, and agree."""
    request, invitation = house.ask(scope, name=name, contact=f"{name.split()[0].lower()}@example.com")
    agreed(house, house.reader(), link_of(invitation), request.subject)
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    reader = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    return Depicted(house, request.subject, request.id, consent, reader)


def file(number: int, marks: Sequence[MarkSeen] = WHOLE, media_type: str = "audio/wav") -> FileSeen:
    """Return a finished file: its SHA-256 and its size tell its *number*."""
    unseen = () if media_type.startswith("image/") else (Mark.WATERMARK,)
    return FileSeen(Contents(f"{number:064x}", 90_000 + number), media_type, tuple(marks), unseen)
