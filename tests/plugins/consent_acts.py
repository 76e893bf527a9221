"""What people and programs do with a consent, each in a transaction of their own: the actors of scenes."""

from dataclasses import dataclass, replace
from typing import Any

from consent_steps import ADULT, PROGRAM, SHOWN, Studio, answering
from schedules import Work
from tellmark.consent import service
from tellmark.consent.documents import digest_of
from tellmark.consent.files import Contents, FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.model import ConsentId, Decided, PartyId, Request, UseId
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.terms import Scope
from tellmark.store.database import Database
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy


@dataclass
class ConsentActs:
    """Actors on one installation."""

    studio: Studio

    def granted(self, scope: Scope, **more: Any) -> tuple[SubjectId, ConsentId]:
        """Let somebody agree to *scope*, before the scene begins; return who it was, and the consent."""
        granted = self.studio.granted(scope, **more)
        return self.studio.consent(granted.consent).subject, granted.consent

    def withdraw(self, subject: SubjectId, consent: ConsentId, remaining: Scope | None = None) -> Work:
        """Withdraw *consent*, but for what is *remaining*."""

        def work(database: Database) -> object:
            with database.write(answering(subject)) as unit:
                return service.withdraw(unit, consent, remaining=remaining, ages=self.studio.age)

        return work

    def reserve(self, subject: SubjectId, company: PartyId | None = None) -> Work:
        """Set something aside, for *company* if one is named."""

        def work(database: Database) -> object:
            with database.write(PROGRAM) as unit:
                return service.reserve(unit, [subject], replace(SHOWN, party=company))

        return work

    def hand_in(self, use: UseId, number: int) -> Work:
        """Hand in the file of this *number*, from 1 to 9, as one of *use*."""
        seen = FileSeen(Contents(f"{number}" * 64, 9), "image/png", ())

        def work(database: Database) -> object:
            with database.write(PROGRAM) as unit:
                return hand_in(unit, self.studio.vault, use, seen)

        return work

    def decide(self, request: Request, paper: Decided) -> Work:
        """Answer *request* as the person, as *paper* says."""
        tie = Bound(BindingMethod.PASSKEY, digest_of(paper), "e" * 64, request.subject, self.studio.at)

        def work(database: Database) -> object:
            with database.write(answering(request.subject)) as unit:
                proof = self.studio.proof()
                return service.decide(
                    unit, self.studio.vault, request.id, paper, tie, (proof,), age=ADULT, code=entropy(10)
                )  # fmt: skip

        return work
