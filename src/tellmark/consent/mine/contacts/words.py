"""How contacts are shown to their person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.model import ContactKind, PersonAsked
from tellmark.consent.reaching.model import Contact, Use
from tellmark.surface.language import NAMES
from tellmark.surface.moments import instant
from tellmark.values.languages import Language, said, wording

_KINDS = {ContactKind.EMAIL: said("E-mail"), ContactKind.PHONE: said("Telephone")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact as the page shows it: its id, the address, how it stands, and whether its code may be typed."""

    id: str
    address: str
    stands: str
    waits: bool
    ends: bool


def written_rows(persons: Sequence[PersonAsked], language: Language) -> list[tuple[str, str, str, str, str]]:
    """Return what requesters wrote down as the rows of a summary."""
    _ = wording(language)
    return [(_(_KINDS[one.kind]), one.contact, _told(one, language), "", "") for one in persons if one.kind in _KINDS]


def _told(one: PersonAsked, language: Language) -> str:
    """Return in which language we write there; to a telephone we send nothing."""
    if one.kind is ContactKind.EMAIL:
        return NAMES[one.language]
    return wording(language)(said("We send nothing to a telephone. To hear from us, name an e-mail address."))


def shown(contacts: Sequence[Contact], use: Use, at: datetime, language: Language) -> list[Shown]:
    """Return the contacts of this *use*, as they stand at *at*."""
    return [_one(one, at, language) for one in contacts if one.use is use]


def _one(one: Contact, at: datetime, language: Language) -> Shown:
    return Shown(one.id, one.address, _stands(one, at, language), one.waits(at), one.ends_at is None)


def _stands(one: Contact, at: datetime, language: Language) -> str:
    _ = wording(language)
    if one.counts_from is None:
        return _(said("It waits for its code."))
    if one.ends_at is not None:
        return _(said("We write here until {when}, and then no more.")).format(when=instant(one.ends_at, language))
    if not one.counts(at):
        words = _(said("We write here from {when} on. Until then we write to where we did before."))
        return words.format(when=instant(one.counts_from, language))
    return _(said("We write here."))
