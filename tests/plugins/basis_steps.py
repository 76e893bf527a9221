"""What tests do with legal bases again and again: weigh, enter, confirm, and make something on one."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from consent_steps import OFFICER, PROGRAM, REQUESTER, SCOPE, SECOND, TENANT, USE, Studio
from tellmark.consent import service
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.errors import NeverLawful
from tellmark.consent.lawful.model import Basis, BasisTerms, Extent, Ground
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.model import CONFIRM, REQUEST, REVIEW, Reserved, Uncovered, Use, UseId
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.store.scope import Scope as Acting
from tellmark.subjects.model import SubjectId

NEWSPAPER = Acting(TENANT, "newspaper-1", frozenset({REQUEST}))
THIRD = Acting(TENANT, "officer-3", frozenset({REVIEW, CONFIRM}))
PAPER = "8" * 64
WORDS = "A report on the mayor's speech about the harbour."
EXTENT = Extent(
    frozenset({Modality.FACE}), frozenset({Operation.FACE_SWAP}), frozenset({Purpose.NEWS}), "EU",
    frozenset({Channel.WEB, Channel.BROADCAST}), max_outputs=3, max_seconds=60,
)  # fmt: skip
NEWS = replace(USE, purpose=Purpose.NEWS, territories=frozenset({"EU"}))
"""A use that lies within it."""
ASKED = replace(
    SCOPE, purposes=frozenset({Purpose.NEWS}), operations=frozenset({Operation.FACE_SWAP, Operation.FACE_EDIT})
)
"""What a person is asked into which it reaches."""
NO = "To whoever asks, the person has refused this or a part of it"


@dataclass(frozen=True)
class Weighing:
    """A studio in which officers weigh bases."""

    studio: Studio

    def somebody(self, **more: Any) -> SubjectId:
        """Return somebody who is known here, and has agreed to nothing."""
        return self.studio.asked(**more).subject

    def terms(self, subject: SubjectId, **changes: Any) -> BasisTerms:
        """Return what is to be entered about *subject*."""
        made = BasisTerms(Ground.NEWS, subject, PROGRAM.account, EXTENT, self.studio.at + timedelta(days=30))
        return replace(made, **changes)

    def entered(self, subject: SubjectId, by: Acting = OFFICER, paper: str = PAPER, words: str = WORDS,
                *, of_age: bool = True, **changes: Any) -> Basis:  # fmt: skip
        """Enter a basis as the first officer."""
        with self.studio.unit(by) as unit:
            terms = self.terms(subject, **changes)
            return lawful.enter(unit, self.studio.vault, terms, words, paper, self.studio.age, of_age=of_age)

    def confirmed(self, basis: Basis, by: Acting = SECOND, paper: str = PAPER, *, of_age: bool = True) -> Basis:
        """Confirm it as the second."""
        with self.studio.unit(by) as unit:
            return lawful.confirm(unit, self.studio.vault, basis.id, paper, self.studio.age, of_age=of_age)

    def stands(self, subject: SubjectId, **changes: Any) -> Basis:
        """Return a basis that two officers have agreed on."""
        return self.confirmed(self.entered(subject, **changes))

    def basis(self, basis: Basis) -> Basis:
        """Return it as it stands."""
        with self.studio.look() as unit:
            return KnownBases(unit).get(basis.id)

    def check(self, *subjects: SubjectId, use: Use = NEWS, by: Acting = PROGRAM, **more: Any) -> Any:
        """Ask whether a use is covered."""
        with self.studio.look(by) as unit:
            return service.check(unit, subjects, use, ages=self.studio.age, **more)

    def reserved(self, *subjects: SubjectId, use: Use = NEWS, by: Acting = PROGRAM) -> tuple[Reserved, ...]:
        """Set aside what a use takes."""
        with self.studio.unit(by) as unit:
            found = service.reserve(unit, subjects, use, ages=self.studio.age)
        assert not isinstance(found, Uncovered), found
        return found

    def settled(self, use: UseId, outputs: int = 1, by: Acting = PROGRAM, **more: Any) -> tuple[Reserved, ...]:
        """Tell what was made."""
        with self.studio.unit(by) as unit:
            return service.settle(unit, use, outputs, 0, ages=self.studio.age, **more)


def newspaper(weighing: Weighing) -> str:
    """Return the account of somebody else, who asks for a company of their own."""
    with weighing.studio.unit(NEWSPAPER) as unit:
        company = service.name_party(unit, "The Harbour Daily").id
    weighing.studio.drafted(by=NEWSPAPER, party=company)
    return NEWSPAPER.account


def barred(weighing: Weighing, subject: SubjectId, requester: str = REQUESTER.account, **more: Any) -> bool:
    """Tell whether no basis is entered because of what the person said; else it is entered, and ended again."""
    try:
        made = weighing.entered(subject, requester=requester, **more)
    except NeverLawful as error:
        assert NO in str(error)
        return True
    with weighing.studio.unit(OFFICER) as unit:
        lawful.end(unit, made.id)
    return False
