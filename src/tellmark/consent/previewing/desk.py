"""What programs and operators do with recordings that are shown: their routes and commands only carry it."""

from tellmark.consent.answers import RequestAnswer
from tellmark.consent.desk import ConsentDesk, shown
from tellmark.consent.model import RequestId
from tellmark.consent.owning import own_request
from tellmark.consent.previewing.service import add_preview, take_preview_away
from tellmark.consent.previews.model import Declared, Taken
from tellmark.store.units import WriteUnit


def show(
    work: ConsentDesk, unit: WriteUnit, request: RequestId, taken: Taken, declared: Declared, seen_version: int
) -> RequestAnswer:
    """Show a recording of the person with *request*. Raises as `add_preview`."""
    who = work.asker(unit, own_request(unit, request).party)
    return shown(unit, add_preview(unit, work.vault, request, taken, declared, seen_version, who))


def take_away(
    work: ConsentDesk, unit: WriteUnit, request: RequestId, preview: str, seen_version: int
) -> RequestAnswer:  # fmt: skip
    """Show it no more. Raises as `take_preview_away`."""
    who = work.asker(unit, own_request(unit, request).party)
    return shown(unit, take_preview_away(unit, work.vault, request, preview, seen_version, who))
