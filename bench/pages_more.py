"""What stands in the house beside a plain request: mandates, changes of hands, recordings, offers, words of witnesses.

Of each there is what waits for a second officer and what counts, as far as the two have pages of their own.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from pages_steps import FIRST, PAPER, REVIEWER, SECOND, House, acting, of_age

from tellmark.consent import asking, reading_aloud, service
from tellmark.consent.handed.going_on import go_on
from tellmark.consent.handed.service import confirm as confirm_change
from tellmark.consent.handed.service import enter as enter_change
from tellmark.consent.handed.store import Hands
from tellmark.consent.hands.model import Former, HandKind, Successor
from tellmark.consent.lawful.model import Basis, BasisTerms, Extent, Ground
from tellmark.consent.lawful.service import confirm as confirm_basis
from tellmark.consent.lawful.service import enter as enter_basis
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Invitation,
    Paper,
    Request,
    StandingKind,
    StandingSeen,
    Verdict,
)
from tellmark.consent.people import Asker
from tellmark.consent.previewing.service import add_preview
from tellmark.consent.previews.model import Declared, Taken
from tellmark.consent.proofs import AgeBand, BindingMethod, Bound
from tellmark.consent.reaching.model import Use
from tellmark.consent.reaching.service import name_contact, named
from tellmark.consent.spoken.store import Said
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.consent.witnessed.model import Knowing, Reading, Testimony, Told
from tellmark.consent.witnessed.service import write_down
from tellmark.consent.wording import said_in
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.accounts.service import open_account
from tellmark.identity.oversight.model import MandateTerms
from tellmark.identity.oversight.service import confirm_mandate, note_reading, set_mandate
from tellmark.media.kinds import Kind
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

SOUND = b"RIFF" + bytes(96_000)
Known = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Also:
    """A page that is measured once more, at *path* with other *parts*, because *what* is on it is something else."""

    path: str
    parts: Mapping[str, str]
    what: str


@dataclass(frozen=True)
class More:
    """What was put into the house, by the beginnings of addresses, and the pages that show more of it."""

    examples: Known
    also: Sequence[Also]


@dataclass(frozen=True)
class Beside(House):
    """Puts all that into the house."""

    def put(self, asker: str, person: SubjectId, ward: SubjectId, asked: Sequence[tuple[Request, Invitation]]) -> More:
        """Let it happen to *person*, who agreed, to *ward*, and to those who were *asked* and have not answered."""
        rooms = (self._overseen(), self._weighed(person), self._changed(asker), self._shown(asker, *asked[0]),
                 self._offered(asked[1][0]), self._spoken(asker, asked[2][0]),
                 self._witnessed(asked[3][0], asked[4][0]), self._reached(person), self._known(ward))  # fmt: skip
        return More({at: parts for one in rooms for at, parts in one.examples.items()},
                    [again for one in rooms for again in one.also])  # fmt: skip

    def _overseen(self) -> More:
        with self.database.write(acting("admin-1", IDENTITY_MANAGE)) as unit:
            reader = open_account(unit, self.vault, "Rosa Regler", [Role.REGULATOR]).id
        with self.database.write(acting(FIRST, ORDER)) as unit:
            since, until = unit.at - timedelta(days=59), unit.at + timedelta(days=30)
            terms = MandateTerms(reader, "DE-BfDI", "DSGVO-58", "EU", "M-12/26", PAPER, since, until)
            mandate = set_mandate(unit, self.vault, terms).id
            waits = set_mandate(unit, self.vault, replace(terms, number="M-13/26")).id
        with self.database.write(acting(SECOND, ORDER_CONFIRM)) as unit:
            confirm_mandate(unit, mandate, PAPER)
        with self.database.write(acting(reader, OVERSEE)) as unit:
            note_reading(unit, mandate)
        return More(
            {"/review/mandates/": {"mandate": mandate}, "/oversight": {"who": reader, "mandate": mandate}},
            [Also("/review/mandates/{mandate}", {"mandate": waits}, "waits for the second officer")],
        )

    def _weighed(self, subject: SubjectId) -> More:
        basis, waits = (self._basis(subject, whose) for whose in ("newsroom-1", "newsroom-2"))
        with self.database.write(acting(SECOND, CONFIRM)) as unit:
            confirm_basis(unit, self.vault, basis.id, PAPER, of_age, of_age=True)
        return More(
            {"/review/bases/": {"basis": basis.id}},
            [Also("/review/bases/{basis}", {"basis": waits.id}, "waits for the second officer")],
        )

    def _basis(self, subject: SubjectId, whose: str) -> Basis:
        extent = Extent(
            frozenset({Modality.FACE}), frozenset({Operation.FACE_SWAP}), frozenset({Purpose.NEWS}), "EU",
            frozenset({Channel.WEB}), max_outputs=3, max_seconds=60,
        )  # fmt: skip
        with self.database.write(acting(FIRST, REVIEW)) as unit:
            terms = BasisTerms(Ground.NEWS, subject, whose, extent, unit.at + timedelta(days=30))
            words = "A report on what was said at the harbour."
            return enter_basis(unit, self.vault, terms, words, PAPER, of_age, of_age=True)

    def _changed(self, asker: str) -> More:
        with self.database.write(acting(asker, REQUEST)) as unit:
            company, other = (asking.name_party(unit, name).id for name in ("Nordlicht Pictures Ltd", "Kai 7 Film AG"))
        request, _ = self.asked(asker, "former@example.org", company)
        consent = self.agreed(request).consent
        self.asked(asker, "waits@example.org", other)
        to = Successor("Harbour Pictures Ltd", "rights@harbour.example")
        with self.database.write(acting(FIRST, REVIEW)) as unit:
            since = unit.at - timedelta(days=1)
            change, waits = (
                enter_change(unit, Former(HandKind.PARTY, one), to, since, PAPER).id for one in (company, other)
            )
        with self.database.write(acting(SECOND, CONFIRM)) as unit:
            known, at = confirm_change(unit, change, PAPER), unit.at
        while self.database.now() == at:  # instants are seconds, and who agreed within the same one is not taken
            time.sleep(0.1)
        with self.database.write(acting(SECOND, CONFIRM)) as unit:
            Hands(unit).put(replace(known, effect=unit.at))  # as if its minute were over
        with self.database.write(acting(SECOND, CONFIRM)) as unit:
            go_on(unit, change, "", lifts=False)
        held = "its hands changed"
        return More(
            {"/review/consents/hands/": {"hands": change}, "/review/consents/confirm/hands/": {"hands": waits},
             "/consents/{request_id}/again": {"request_id": request.id}},
            [Also("/consents/{request_id}", {"request_id": request.id}, held),
             Also("/me/consents/{consent}", {"consent": consent, "who": request.subject}, held),
             Also("/review/consents/hands/{hands}", {"hands": waits}, "waits for the second officer")],
        )  # fmt: skip

    def _shown(self, asker: str, request: Request, invitation: Invitation) -> More:
        preview = self._recording(asker, request)
        theirs = {"request": request.id, "preview": preview, "who": request.subject}
        return More(
            {"/c/{link}/preview/": {"link": invitation.secret, "preview": preview}, "/me/requests/": theirs},
            [Also("/c/{link}", {"link": invitation.secret}, "with a recording")],
        )

    def _recording(self, asker: str, request: Request) -> str:
        taken = Taken(Kind.WAV, sha256(SOUND).hexdigest(), SOUND)
        declared = Declared("From the casting.", "2024-05", unaltered=True)
        with self.database.write(acting(asker, REQUEST)) as unit:
            add_preview(unit, self.vault, request.id, taken, declared, 1, Asker("Lantern Media", "AC-1"))
            [preview] = said_in(unit, self.vault, request).previews
            return preview.id

    def _offered(self, request: Request) -> More:
        self.offered(request)
        told = "offered, and agreed to in advance"
        theirs = {"request": request.id, "who": request.subject}
        return More({}, [Also("/consents/{request_id}", {"request_id": request.id}, told),
                         Also("/me/requests/{request}", theirs, told)])  # fmt: skip

    def _spoken(self, asker: str, request: Request) -> More:
        preview, subject, digest = self._recording(asker, request), request.subject, "d" * 64
        with self.database.write(acting(subject, ANSWER)) as unit:
            words = Said(bytes(32), "I agree to the request harbour lamp. My words for it are: tin, oar.")
            spoken = reading_aloud.ask(unit, self.vault, request.id, digest, words).id
            proof = Bound(BindingMethod.FRESH_PROOF, digest, "e" * 64, subject, unit.at, "record-1")
            reading_aloud.give(unit, self.vault, spoken, digest, SOUND, proof)
        return More(
            {"/review/consents/spoken/": {"spoken": spoken}, "/review/consents/previews/": {"preview": preview}}, []
        )

    def _witnessed(self, granted: Request, waiting: Request) -> More:
        with self.database.write(acting(REVIEWER, REVIEW)) as unit:
            paper = Testimony(Reading.ALOUD, Knowing.DOCUMENT, PAPER)
            said = Told(1, Language.EN, Verdict.GRANT, granted.scope.ticks, granted.subject, paper)
            one = write_down(unit, self.vault, granted.id, said, (self.proof(),), AgeBand.ADULT).id
        return More({"/review/consents/confirm/witnessed/": {"witnessed": one},
                     "/review/consents/witness/": {"request": waiting.id}}, [])  # fmt: skip

    def _reached(self, person: SubjectId) -> More:
        with self.database.write(acting(person, ANSWER)) as unit:
            name_contact(unit, self.vault, person, Use.SAFE, "aunt@example.net", Language.EN, entropy(16))
            [contact] = named(unit, self.vault, person)
        return More({"/me/contact/own/": {"contact": contact.id}}, [])

    def _known(self, ward: SubjectId) -> More:
        with self.database.write(acting(REVIEWER, REVIEW)) as unit:
            seen = StandingSeen(StandingKind.MINOR, PAPER, Paper.OTHER, unit.at + timedelta(days=900))
            service.set_standing(unit, self.vault, ward, seen)
        again = Also("/review/consents/confirm/{kind}/{case}", {"kind": "standing", "case": ward}, "what a person is")
        return More({"/review/consents/person/": {"subject": ward}}, [again])
