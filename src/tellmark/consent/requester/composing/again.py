"""To ask anew what changed hands: the composing pages begin with what was agreed, in the name of who has it now."""

from dataclasses import replace
from datetime import datetime

from tellmark.consent.asks import EARLIEST
from tellmark.consent.handed.asking_anew import over
from tellmark.consent.handed.stands_still import as_it_stands
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.decide import newest
from tellmark.consent.hands.model import HandKind
from tellmark.consent.model import Ask, Request, RequestId
from tellmark.consent.owning import own_request
from tellmark.consent.requester.composing import fields
from tellmark.consent.service import asked, consent_of, words_of
from tellmark.consent.store import KnownParties
from tellmark.consent.terms import Scope
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.surface.forms import Form

_NOTHING = "nothing of this request has changed hands"


def called(unit: ReadUnit) -> str:
    """Return whose the account that acts is by now; empty where it never changed hands."""
    account = unit.scope.account
    changes = newest(KnownHands(unit).of(account, None), account, None, unit.at)
    return next((one.to.name for one in changes if one.former.kind is HandKind.ACCOUNT), "")


def called_on(unit: ReadUnit, found: Request, known: str, newest_name: str) -> str:
    """Return under which name a new version of *found* asks: *known* as before, unless its hands have changed since.

    Then it is *newest_name*.
    """
    changes = newest(KnownHands(unit).of(found.requester, found.party), found.requester, found.party, unit.at)
    return newest_name if changes else known


def agreed(unit: ReadUnit, vault: Vault, instead: str) -> Ask | None:
    """Return what was agreed to on the request *instead*, as it is to be asked anew; None where none is named.

    Raises NotFound, SubjectErased.
    """
    if not instead:
        return None
    found = own_request(unit, RequestId(instead))
    if found.consent is None:
        raise NotFound(_NOTHING)
    consent = consent_of(unit, found.consent)
    return Ask(_from_now_on(consent.scope, unit.at), words_of(unit, vault, found.id), consent.party, consent.id)


def filled(unit: ReadUnit, vault: Vault, found: Request) -> Form:
    """Return the pages as they begin for what was agreed to on *found*.

    Raises NotFound where nothing of it stands still because it changed hands, SubjectErased.
    """
    consent = None if found.consent is None else as_it_stands(unit, consent_of(unit, found.consent))
    change = None if consent is None else over(unit, [consent]).get(consent.id)
    if consent is None or change is None:
        raise NotFound(_NOTHING)
    scope = _from_now_on(consent.scope, unit.at)
    person, company, number = asked(unit, vault, found.id), "", ""
    if change.former.kind is HandKind.PARTY:
        company, number = change.to.name, change.to.number or ""
    elif consent.party is not None:
        known = KnownParties(unit).get(consent.party)
        company, number = known.name, known.number or ""
    whom = {
        "persons": ("1",), "name_1": (person.name,), "kind_1": (str(person.kind),), "contact_1": (person.contact,),
        "language_1": (str(person.language),), "ward_1": ("yes",) if person.ward else (),
    }  # fmt: skip
    company_typed = {"party": (company,), "party_number": (number,)}
    return Form({**fields.filled(scope, words_of(unit, vault, found.id)), **company_typed, **whom,
                 "again": (found.id,)})  # fmt: skip


def _from_now_on(scope: Scope, at: datetime) -> Scope:
    """Return *scope*, from today on where it began too long ago to be asked."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(scope, start=today) if scope.start < at - EARLIEST and today < scope.end else scope
