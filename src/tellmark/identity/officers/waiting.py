"""Since when cases of identity wait for officers: apart from what is done with them, which loads ceremonies."""

from collections.abc import Iterator
from datetime import datetime

from tellmark.identity.officers.events import CaseChecked
from tellmark.identity.officers.model import CaseState
from tellmark.identity.officers.store import KnownCases
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit


def instants(unit: ReadUnit) -> Iterator[datetime]:
    """Yield since when each case waits for an officer: for the first since it was opened, then for the second."""
    waiting = KnownCases(unit).waiting(limit=None)
    checked = Leaves(unit).written([one.id for one in waiting if one.state is CaseState.CHECKED], CaseChecked.name)
    yield from (checked.get(one.id, one.opened_at) for one in waiting)
