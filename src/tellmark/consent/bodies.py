"""What programs send: requests, uses, withdrawals; whatever is not known is refused, for an exclusion with a typing
error in its name must not be passed over."""

from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

import msgspec

from tellmark.consent.asks import LONGEST_KEPT
from tellmark.consent.model import Ask, ConsentId, ContactKind, PartyId, PersonAsked, Use, Words
from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Pay,
    Per,
    Purpose,
    Scope,
    Training,
)
from tellmark.surface.documents import BadBody
from tellmark.values.languages import Language

Code = Annotated[str, msgspec.Meta(max_length=100)]
Codes = Annotated[list[Code], msgspec.Meta(max_length=50)]
Short = Annotated[str, msgspec.Meta(max_length=300)]
Long = Annotated[str, msgspec.Meta(max_length=20_000)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 40)]
Days = Annotated[int, msgspec.Meta(ge=0, le=LONGEST_KEPT.days)]


class Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A part of a document that holds what it names and nothing else."""

    def __post_init__(self) -> None:
        """Raise ValueError for an instant in a year that some zone has not: there it could not be written down."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, datetime):
                _check_in_every_zone(value)


def _check_in_every_zone(instant: datetime) -> None:
    try:
        for hours in (-12, 14):
            instant.astimezone(timezone(timedelta(hours=hours)))
    except OverflowError as beyond:
        raise ValueError("an instant lies beyond the years from 1 to 9999") from beyond


class PayBody(Body):
    """What the person gets, in the smallest unit of the currency."""

    amount: Count
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    per: Per = Per.ONCE


class ScopeBody(Body):
    """What may be made, of what, what for, where, how long, how much."""

    modalities: list[Modality]
    operations: list[Operation]
    purposes: list[Purpose]
    territories: Codes
    channels: list[Channel]
    start: Instant
    end: Instant
    languages: Codes = []
    excluded: list[Exclusion] = []
    models: Codes = []
    content: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")] | None = None
    max_outputs: Count | None = None
    max_seconds: Count | None = None
    derivatives: bool = False
    sublicence: bool = False
    cross_border: bool = False
    training: Training = Training.NONE
    retention_days: Days = 0
    pay: PayBody | None = None
    aftermath: Aftermath = Aftermath.TAKE_DOWN

    def scope(self) -> Scope:
        """Return the scope. Raises BadBody for what cannot be meant."""
        try:
            pay = None if self.pay is None else Pay(self.pay.amount, self.pay.currency, self.pay.per)
            told = {name: getattr(self, name) for name in self.__struct_fields__ if name != "pay"}
            sets: dict[str, Any] = {
                name: frozenset(value) if isinstance(value, list) else value for name, value in told.items()
            }
            return Scope(**sets, pay=pay)
        except ValueError as wrong:
            raise BadBody(f"the scope cannot be meant: {wrong}", "See the schema Scope under /api.") from wrong


class WordsBody(Body):
    """What is said in words: they are sealed under the person's key."""

    purpose: Long
    asker: Short = ""
    content: Long = ""
    brands: Long = ""
    pay: Long = ""
    retention: Long = ""
    message: Long = ""

    def words(self) -> Words:
        """Return the words."""
        return Words(**{**{name: getattr(self, name) for name in self.__struct_fields__}, "asker": self.asker.strip()})


class PersonBody(Body):
    """Who is asked: how they are reached and called."""

    contact: Short
    name: Short
    kind: ContactKind = ContactKind.EMAIL
    language: Language = Language.EN
    ward: bool = False

    def person(self) -> PersonAsked:
        """Return the person asked."""
        return PersonAsked(self.contact, self.kind, self.name.strip(), self.language, self.ward)


class PartyBody(Body):
    """A company on whose behalf is asked."""

    name: Short
    number: Short | None = None


class EditBody(Body):
    """A request's new version."""

    scope: ScopeBody
    words: WordsBody

    def ask(self, party: PartyId | None, supersedes: ConsentId | None = None) -> Ask:
        """Return what is asked. Raises BadBody."""
        return Ask(self.scope.scope(), self.words.words(), party, supersedes)


class RequestBody(EditBody, kw_only=True):
    """A request to one person, or to several who are in one picture: each is asked alone."""

    persons: Annotated[list[PersonBody], msgspec.Meta(min_length=1, max_length=10)]
    party: PartyBody | None = None
    supersedes: Code | None = None
    send: bool = False


class WithdrawalBody(Body):
    """Taking a consent back: *reason* is a code word, and nobody need give one; *remaining* is kept, if only a part."""

    reason: Code | None = None
    remaining: ScopeBody | None = None


class CodeBody(Body, kw_only=True):
    """Taking the whole of it back, with the code that stands on the receipt."""

    reason: Code | None = None
    code: Annotated[str, msgspec.Meta(max_length=100)]


class TakenBody(Body):
    """Which offer is taken: `document` as it stands in the offer that was read."""

    offer: Code


class DoneBody(Body):
    """That an effect is done: *evidence* is the SHA-256 of what shows it, which stays with whoever has it."""

    evidence: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class UseBody(Body):
    """One making of something, as a program asks about it; what speaks (a voice, moving lips) names its languages."""

    operation: Operation
    modalities: list[Modality]
    purpose: Purpose
    territories: Codes
    channels: list[Channel]
    party: Code | None = None
    languages: Codes = []
    touches: list[Exclusion] = []
    content: Code | None = None
    model: Code | None = None
    outputs: Count = 1
    seconds: Count = 0
    training: Training = Training.NONE
    derivative: bool = False
    sublicensed: bool = False
    cross_border: bool = False

    def use(self) -> Use:
        """Return the use."""
        told = {name: getattr(self, name) for name in self.__struct_fields__}
        return Use(**_sets(told))


class CheckBody(Body):
    """Who is recreated, all of them, and how."""

    subjects: Annotated[list[Code], msgspec.Meta(min_length=1, max_length=50)]
    use: UseBody


class SettleBody(Body):
    """What was really made."""

    outputs: Count
    seconds: Count = 0


BODIES = (RequestBody, EditBody, WithdrawalBody, CodeBody, TakenBody, DoneBody, CheckBody, SettleBody)


def _sets(told: dict[str, Any]) -> dict[str, Any]:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in told.items()}
