"""What an officer typed, read as the terms of a basis, or told field by field what is wrong with it."""

from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from tellmark.consent.lawful.model import BasisTerms, Extent, Ground
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.reading import Reader, begins
from tellmark.values.languages import Language, said

Code = TypeVar("Code", bound=StrEnum)
_MOST = 1_000_000


def terms_of(sent: Form, language: Language) -> tuple[BasisTerms, str] | list[Mistake]:
    """Return the terms that were *sent* and the digest of the memorandum, or each mistake in them, worded."""
    reader = Reader(sent, language)
    ground = reader.one("ground", Ground)
    for name, what, remedy in _TYPED:
        if not sent.get(name).strip():
            reader.tell(name, what, remedy)
    sets = [_several(reader, *field) for field in _SETS]
    outputs, seconds = _number(reader, "max_outputs", 1), _number(reader, "max_seconds", 0)
    paper, last = reader.digest(), reader.day("until")
    if sent.get("of_age") != "yes":
        reader.tell(
            "of_age", said("The box is not ticked."), said("Make sure of it first: of a minor nothing is made.")
        )
    if reader.mistakes:
        return reader.mistakes
    assert ground is not None and last is not None  # or it would have been a mistake
    modalities, operations, purposes, channels = sets
    extent = Extent(
        frozenset(map(Modality, modalities)), frozenset(map(Operation, operations)), frozenset(map(Purpose, purposes)),
        sent.get("territory").strip(), frozenset(map(Channel, channels)), outputs, seconds,
    )  # fmt: skip
    until = begins(last) + timedelta(days=1)
    requester, subject = sent.get("requester").strip(), SubjectId(sent.get("subject").strip())
    return BasisTerms(ground, subject, requester, extent, until), paper


_TYPED = (
    ("subject", said("It is not said whom this is about."), said("Write the number of one person.")),
    ("requester", said("It is not said whose account this is for."), said("Write the number of one account.")),
    ("reason", said("There is no reason."), said("Write why nobody has to be asked here.")),
    ("territory", said("It is not said where this counts."), said("Write one territory, such as EU, CN or US-CA.")),
)
_SETS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("modalities", Modality), ("operations", Operation), ("purposes", Purpose), ("channels", Channel),
)  # fmt: skip


def _several(reader: Reader, name: str, kind: type[Code]) -> frozenset[Code]:
    chosen = frozenset(kind(one) for one in reader.form.all(name) if one in list(kind))
    if not chosen:
        reader.tell(name, said("Nothing was chosen."), said("Choose one of the answers."))
    return chosen


def _number(reader: Reader, name: str, least: int) -> int:
    text = reader.form.get(name).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= _MOST):
        reader.tell(name, said("This is no number that can be meant."), said("Write a whole number in digits."))
        return least
    return int(text)
