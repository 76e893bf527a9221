"""What was made under a consent, as whoever asked for it sees it: newest first, a page at a time."""

from tellmark.consent.made.opening import contents_of
from tellmark.consent.made.store import KnownFiles, KnownUses
from tellmark.consent.model import Request
from tellmark.consent.use_answers import MadeUse, made_use
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault


def made_page(
    unit: ReadUnit, vault: Vault, request: Request, before: str | None, limit: int
) -> tuple[list[MadeUse], str | None]:
    """Return at most *limit* uses that came to something under the consent that came of *request*, newest first.

    Beside them stands the *before* to ask with for what is older, None at the end.
    """
    if request.consent is None:
        return [], None
    found = KnownUses(unit).made_under(request.consent, before, limit + 1)
    uses = found[:limit]
    files = KnownFiles(unit).of([one.id for one in uses])
    contents = contents_of(unit, vault, [one for each in files.values() for one in each])
    made = [made_use(one, files[one.id], contents) for one in uses]
    return made, uses[-1].id if len(found) > limit else None
