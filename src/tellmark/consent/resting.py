"""That a person who has said no is let be: looked up before they are asked, and where they turn out to be asked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from tellmark.consent.errors import Nagging
from tellmark.consent.finding import at_address_of
from tellmark.consent.model import MOST_NOES, MOST_OPEN, OPEN, TIME_TO_REST, Request, RequestId
from tellmark.consent.pressing import pressed, wears_down
from tellmark.consent.store import Requests
from tellmark.consent.terms import Scope
from tellmark.consent.wishes import wishes_for_nobody
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId

_NO_REQUESTS = ("this person does not take such requests", "Ask somebody else, or for something truly less.")


def press_check(unit: WriteUnit, subject: SubjectId, scope: Scope, forgiven: Collection[RequestId] = ()) -> None:
    """Raise Nagging where *subject* is not to be asked for *scope* now; a no to what is *forgiven* is no reason.

    But for one that was reported as unwanted, which always is.

    Until when it rests is told to whoever was refused themselves; what a person answered to others, or wishes for
    altogether, is nobody else's to know.
    """
    found = [*Requests(unit).answered([subject], unit.at - TIME_TO_REST), *_led_away(unit, [subject])]
    before = [one for one in found if one.unwanted or one.id not in forgiven]
    mine = [one for one in before if one.requester == unit.scope.account]
    if (rests := pressed(scope, mine, unit.at)) is not None:
        raise Nagging(
            f"this person has said no to this, or to being asked; it rests until {rests:%Y-%m-%d}",
            "Wait until then, or ask for something that is truly less.",
        )
    check_wish(unit, subject)
    if pressed(scope, before, unit.at) is not None:
        raise Nagging(*_NO_REQUESTS)


def check_wish(unit: WriteUnit, subject: SubjectId) -> None:
    """Raise Nagging where *subject* wishes that nobody asks them; the words are those for whom others have pressed."""
    if wishes_for_nobody(unit, subject):
        raise Nagging(*_NO_REQUESTS)


def check_worn(unit: WriteUnit, subject: SubjectId, requester: str) -> None:
    """Raise Nagging where *subject*, who turns out to be whom *requester* asks, has said no to them too often."""
    answered = Requests(unit).answered([subject], unit.at - TIME_TO_REST)
    _check_noes([one for one in answered if one.requester == requester], unit.at)


def check_reader(unit: WriteUnit, vault: Vault, request: Request, forgiven: Collection[RequestId]) -> None:
    """Raise Nagging for whoever presses those who read at one address: by many requests, or by one after the other.

    A rival's are no reason, nor told of, but for one that was reported as unwanted. Of the others in one picture none
    that is open is a reason: they are asked together. Whose address it is counts with the wards there, so whoever sends
    to either is alone.
    """
    owner, everybody = at_address_of(unit, vault, request)
    away, since = _led_away(unit, everybody), unit.at - TIME_TO_REST
    over = [one for one in away if one.answered_at is not None and one.answered_at > since]
    answered = [one for one in (*Requests(unit).answered(everybody, since), *over) if one.id not in forgiven]
    _check_noes([one for one in answered if one.requester == unit.scope.account], unit.at)
    if any(one.unwanted for one in answered):
        raise Nagging(*_NO_REQUESTS)
    if owner is not None:
        check_wish(unit, owner)
    waiting = [*Requests(unit).open_with(everybody, unit.scope.account), *(one for one in away if one.state in OPEN)]
    if sum(_apart(one, request) for one in waiting) >= MOST_OPEN:
        raise Nagging(f"this person has {MOST_OPEN} open requests of yours already", "Wait for their answers.")


def _check_noes(asked: Sequence[Request], at: datetime) -> None:
    if (rests := wears_down(asked, at)) is not None:
        raise Nagging(
            f"whoever is reached there has said no to you {MOST_NOES} times; it rests until {rests:%Y-%m-%d}",
            "Wait until then: a no is not to be asked away, with something else or a little less, either.",
        )


def _led_away(unit: WriteUnit, subjects: Collection[SubjectId]) -> list[Request]:
    """Return what whoever asks has asked of *subjects* of late, and somebody else has taken up who was known here.

    They are told what they know: that there was no answer there, or a no. Were it passed over, that would tell them
    that whoever reads there is known here by another id.
    """
    return Requests(unit).led_away(subjects, unit.scope.account, unit.at - 2 * TIME_TO_REST)


def _apart(one: Request, other: Request) -> bool:
    return one.group is None or one.group != other.group
