"""A recording of the person is shown with a request, within a unit of work: added, taken away, opened.

Each change makes a new version of the request: what the person decides on is the notice, which names each file by its
digest. The files go when the request or the consent is over: `keeping.py` sees to that.
"""

from tellmark.consent.asking import changeable, new_version
from tellmark.consent.evolving import ENDED
from tellmark.consent.keeping import forget_previews
from tellmark.consent.model import OPEN, Request, RequestId
from tellmark.consent.people import Asker
from tellmark.consent.previews.decide import check_declared, check_room
from tellmark.consent.previews.events import PreviewDeclared
from tellmark.consent.previews.model import Declared, Described, Preview, Taken
from tellmark.consent.previews.store import KnownPreviews, Previews
from tellmark.consent.store import KnownConsents
from tellmark.consent.wording import said_in, written
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.service import key_of


def add_preview(
    unit: WriteUnit, vault: Vault, request: RequestId, taken: Taken, declared: Declared, seen_version: int,
    asker: Asker,
) -> Request:  # fmt: skip
    """Show *taken* with a request that has no answer yet: the new version comes back. *asker* is as for `draft`.

    Raises BadPreview, and as `edit`.
    """
    known = changeable(unit, request, seen_version)
    check_declared(declared, unit.at.date())
    said = said_in(unit, vault, known)
    check_room(taken, said.previews)
    new = Preview(unit.fresh_id(), known.id, known.subject, taken.kind, taken.digest, len(taken.data))
    Previews(unit).add(new, taken.data, key_of(unit, vault, known.subject))
    unit.say(
        PreviewDeclared(
            preview=new.id, request=known.id, version=known.version + 1, kind=new.kind, digest=new.digest,
            by=unit.scope.principal,
        )
    )  # fmt: skip
    described = Described(new.id, new.kind, new.digest, declared.origin.strip(), declared.taken.strip())
    shown = (*said.previews, described)
    return new_version(unit, vault, known, known.scope, written(said.words, unit.fresh_id(), asker, shown))


def take_preview_away(
    unit: WriteUnit, vault: Vault, request: RequestId, preview: str, seen_version: int, asker: Asker
) -> Request:
    """Show it no more, and delete it: the new version comes back. Raises NotFound, and as `edit`."""
    known = changeable(unit, request, seen_version)
    said = said_in(unit, vault, known)
    left = tuple(one for one in said.previews if one.id != preview)
    if left == said.previews:
        raise NotFound(f"there is no such {KnownPreviews.noun} here")
    forget_previews(unit, known.id, preview)
    return new_version(unit, vault, known, known.scope, written(said.words, unit.fresh_id(), asker, left))


def previews_of(unit: ReadUnit, vault: Vault, request: Request) -> tuple[Described, ...]:
    """Return what is said of each file that may be opened now; none once the request is over. Raises SubjectErased."""
    there = {one.id for one in KnownPreviews(unit).of(request.id)} if _stands(unit, request) else set()
    return tuple(one for one in said_in(unit, vault, request).previews if one.id in there)


def open_preview(unit: ReadUnit, vault: Vault, request: Request, preview: str) -> tuple[Preview, bytes]:
    """Return a file of *request* as it was sent, while that waits for its answer or its consent stands.

    Raises NotFound, SubjectErased.
    """
    found = KnownPreviews(unit).get(preview)
    if found.request != request.id or not _stands(unit, request):
        raise NotFound(f"there is no such {KnownPreviews.noun} here")
    return found, KnownPreviews(unit).opened(found, key_of(unit, vault, found.subject))


def _stands(unit: ReadUnit, request: Request) -> bool:
    """Tell whether *request* is composed or waits for its answer, or the consent that came of it stands."""
    if request.consent is not None:
        consent = KnownConsents(unit).get(request.consent)
        return consent.state not in ENDED and unit.at < consent.until
    if not request.sent:
        return request.answered_at is None
    return request.state in OPEN and (request.due is None or unit.at < request.due)
