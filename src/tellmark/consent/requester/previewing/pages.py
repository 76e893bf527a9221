"""`/consents/{id}/preview`: whoever asks shows the person a recording of theirs that they have, or takes it away."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.askers import asker_of
from tellmark.consent.model import REQUEST, Request, RequestId
from tellmark.consent.owning import own_request
from tellmark.consent.people import Asker
from tellmark.consent.person.views import number_of
from tellmark.consent.place import Place
from tellmark.consent.previewing.service import add_preview, previews_of, take_preview_away
from tellmark.consent.previewing.taking import take
from tellmark.consent.previews.decide import check_declared
from tellmark.consent.previews.errors import BadPreview
from tellmark.consent.previews.model import LARGEST, LONGEST_ORIGIN, MOST, Declared
from tellmark.consent.requester.views import can_change
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.surface.errors import NoFile
from tellmark.surface.forms import Form, Mistake, blank, count_in
from tellmark.surface.language import language_of
from tellmark.surface.uploads import FileForm
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_DECLARES = (
    said("It is the person’s own, as it was taken"),
    said("Nothing was made from it, and nothing in it was changed. That I say so is put on record, with its digest."),
)


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router = APIRouter(include_in_schema=False, prefix="/consents/{request_id}/preview")
    asks, form, file_form = place.guard.needs(REQUEST), place.guard.form(), place.guard.file_form(LARGEST)

    @router.get("")
    def shown(request: HttpRequest, actor: Annotated[Actor, asks], request_id: str) -> Response:
        return _page(place, request, actor, request_id)

    @router.post("")
    def add(
        request: HttpRequest, actor: Annotated[Actor, asks], sent: Annotated[FileForm, file_form], request_id: str
    ) -> Response:
        try:
            _add(place, actor, sent, request_id)
        except TellmarkError as error:
            field = error.field if isinstance(error, BadPreview) else "file"
            mistake = Mistake(field, *trouble(error, language_of(request)))
            return _page(place, request, actor, request_id, sent.form.told([mistake]))
        return _back(request, request_id)

    @router.post("/{preview}/away")
    def away(
        request: HttpRequest, actor: Annotated[Actor, asks], sent: Annotated[Form, form], request_id: str, preview: str
    ) -> Response:
        try:
            with place.database.write(actor) as unit:
                known = own_request(unit, RequestId(request_id))
                who = _asker(place, unit, known)
                take_preview_away(unit, place.vault, known.id, preview, count_in(sent.get("version")), who)
        except TellmarkError as error:
            mistake = Mistake("file", *trouble(error, language_of(request)))
            return _page(place, request, actor, request_id, blank().told([mistake]))
        return _back(request, request_id)

    return router


def _add(place: Place, actor: Actor, sent: FileForm, request_id: str) -> None:
    """Look at the file, and show it. What was typed is looked at first: a sandbox takes seconds."""
    form = sent.form
    declared = Declared(form.get("origin"), form.get("taken"), form.get("unaltered") == "true")
    with place.database.read(actor) as unit:
        check_declared(declared, unit.at.date())
    if sent.stream is None:
        raise NoFile
    taken = take(place.database, actor, place.examines, RequestId(request_id), sent.stream)
    with place.database.write(actor) as unit:
        known = own_request(unit, RequestId(request_id))
        who = _asker(place, unit, known)
        add_preview(unit, place.vault, known.id, taken, declared, count_in(form.get("version")), who)


def _asker(place: Place, unit: ReadUnit, known: Request) -> Asker:
    return asker_of(unit, place.vouches, place.named(), known.party)


def _page(
    place: Place, request: HttpRequest, actor: Actor, request_id: str, form: Form | None = None
) -> Response:  # fmt: skip
    language = language_of(request)
    with place.database.read(actor) as unit:
        values = _values(place, unit, own_request(unit, RequestId(request_id)), language)
    path = f"/consents/{RequestId(request_id)}/preview"
    status = 422 if form else 200
    return place.pages.answer(
        request, "requester/preview.html", status, path=path, here="/consents", form=form or blank(), **values
    )


def _values(place: Place, unit: ReadUnit, found: Request, language: Language) -> dict[str, Any]:
    _ = wording(language)
    shown = previews_of(unit, place.vault, found)
    return {
        "address": f"/consents/{found.id}",
        "number": number_of(found),
        "version": str(found.version),
        "seen": bool(found.shown),
        "shown": [(one, f"{one.kind.removeprefix(one.kind.modality + '/').upper()} · {one.taken}") for one in shown],
        "room": can_change(found) and len(shown) < MOST,
        "changes": can_change(found),
        "most": MOST,
        "megabytes": LARGEST >> 20,
        "longest": LONGEST_ORIGIN,
        "declares": [("true", _(_DECLARES[0]), _(_DECLARES[1]))],
    }


def _back(request: HttpRequest, request_id: str) -> Response:
    return RedirectResponse(f"/consents/{RequestId(request_id)}/preview?lang={language_of(request)}", 303)
