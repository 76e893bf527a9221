"""Numbers that a rule forces to keep: sealed under a key of that rule, which dies on the rule's own date.

Nothing of this version retains any: CN-LM-09 asks it of whoever gives out copies without their explicit label, and
this version gives out none. Whatever will do so calls `retain_number` then; a proof of identity alone forces nothing.
"""

from datetime import datetime

from tellmark.identity.assurance.events import NumberRetained
from tellmark.identity.assurance.store import RetainedNumbers
from tellmark.identity.errors import CannotBeRetained
from tellmark.rules.calendars import kept_until, place_of
from tellmark.rules.obligations import Record
from tellmark.rules.pack import Library
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import Kept, SubjectId
from tellmark.subjects.service import retained_key
from tellmark.values.instants import rfc3339

NUMBER = "identity.number"
"""What a retained number is called among what the law forces to keep."""

RULES = frozenset({"CN-LM-09"})
"""The rules of the shipped packs whose record is of who somebody is.

CN-LM-09 (Labelling Measures of 2025, Art. 9): who got a copy without its explicit label stays known for six months.
The rules that ask for real names (CN-DS-09, CN-ATF-2) ask to know, not to keep: for them a record of assurance is kept.
"""


def retain_number(unit: WriteUnit, vault: Vault, library: Library, subject: SubjectId, number: str, rule: str) -> Kept:
    """Keep *number* of *subject* because *rule* forces it. Raises CannotBeRetained, NotFound, SubjectErased."""
    kept = Kept(NUMBER, rule, _until(library, rule, unit.at))
    key = retained_key(unit, vault, subject, kept)
    RetainedNumbers(unit).put(unit.fresh_id(), subject, number, (rule, kept.until), key)
    unit.say(NumberRetained(subject=subject, rule=rule, until=rfc3339(kept.until)))
    return kept


def _until(library: Library, rule: str, at: datetime) -> datetime:
    """Return until when *rule* has its record kept, by its own calendar and time zone. Raises CannotBeRetained."""
    for pack in library.packs.values() if rule in RULES else ():
        for one in pack.rules:
            records = [asked for asked in one.do if isinstance(asked, Record)] if one.id == rule else []
            for asked in records:
                if asked.keep is not None and one.since <= at.date():
                    return kept_until(asked.keep, asked.calendar, at, place_of(pack.code, pack.zone)).at
    raise CannotBeRetained(rule)
