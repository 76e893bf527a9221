"""What was found out about a company, by its number: another question than who a person is, from the same records."""

from collections.abc import Iterable
from datetime import datetime

from tellmark.identity.assurance.model import Method
from tellmark.identity.assurance.service import PSEUDONYM, known
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectState
from tellmark.subjects.store import KnownSubjects
from tellmark.values.canonical import canonical

CREDIT_CODE = "cn.credit_code"
"""Under which name numbers of companies are compared (GB 32100), whatever document they stood on."""


def looked_up(unit: ReadUnit, vault: Vault, number: str, documents: Iterable[str]) -> datetime | None:
    """Return when two officers last found a company's *number* on one of *documents*; None where nothing counts."""
    number = canonical([CREDIT_CODE, number]).decode()
    spelled = [canonical([Method.ORGANISATION, one, number]).decode() for one in documents]
    subjects = KnownSubjects(unit)
    keys = [key for one in spelled for key in vault.find(unit.scope.tenant, PSEUDONYM, one)]
    found = [subjects.by_key(key) for key in keys]
    active = [who for who in found if who is not None and subjects.get(who).state is SubjectState.ACTIVE]
    records = [record for who in active for record in known(unit, vault, who)]
    looks = [one.made_at for one in records if one.method is Method.ORGANISATION and one.stands(unit.at)]
    return max(looks, default=None)
