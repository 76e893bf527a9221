"""Which contact counts: pure decisions over those that a person has named."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tellmark.consent.reaching.model import COOLING, MOST_TRIES, Contact, Reach, Use


def typed(contact: Contact, code: str, at: datetime) -> Contact:
    """Return *contact* after *code* was typed: it counts from then on, a usual one later, or has one try less."""
    if not hmac.compare_digest("".join(code.split()).encode(), contact.code.encode()):
        return replace(contact, tries=contact.tries + 1)
    return replace(contact, code="", counts_from=at + COOLING if contact.use is Use.USUAL else at)


def given_up(contact: Contact) -> Contact:
    """Return *contact* as it is once a newer one of its use is tried instead."""
    return replace(contact, code="", tries=MOST_TRIES)


def ended(contact: Contact, at: datetime) -> Contact | None:
    """Return *contact* as it is once its person wants it no more; None where it is gone at once.

    What counts as usual goes on for as long as it cools off: whoever is told there can object.
    """
    if contact.use is Use.SAFE or not contact.counts(at):
        return None
    return replace(contact, ends_at=at + COOLING)


def in_force(contacts: Iterable[Contact], use: Use, at: datetime) -> Contact | None:
    """Return the contact of this *use* that counts now: of several, the one that began to count last."""
    counting = [one for one in contacts if one.use is use and one.counts(at)]
    return max(counting, key=lambda one: (one.counts_from, one.id), default=None)


def overtaken(contacts: Iterable[Contact], at: datetime) -> list[Contact]:
    """Return those that nothing comes of any more: they are over, or a newer one of their use counts."""
    kept = list(contacts)
    newest = {use: in_force(kept, use, at) for use in Use}
    return [one for one in kept if one.over(at) or (one.counts(at) and one is not newest[one.use])]


def told(contacts: Sequence[Contact], written: Sequence[Reach], at: datetime) -> list[Reach]:
    """Return where a letter goes: to the safe contact alone, else to the usual one alone, else to those *written*."""
    own = in_force(contacts, Use.SAFE, at) or in_force(contacts, Use.USUAL, at)
    return [Reach(own.address, own.language)] if own is not None else list(written)


def warned(contacts: Sequence[Contact], written: Sequence[Reach], at: datetime) -> list[Reach]:
    """Return where it is told that somebody may be taking a person's place.

    As `told`; but a safe contact that was named just now silences no other yet: it may be the intruder's.
    """
    first = told(contacts, written, at)
    safe = in_force(contacts, Use.SAFE, at)
    if safe is None or safe.counts_from is None or at >= safe.counts_from + COOLING:
        return first
    others = told([one for one in contacts if one.use is not Use.SAFE], written, at)
    return [*first, *(one for one in others if one.address != safe.address)]
