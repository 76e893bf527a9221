"""The verify page: choose a file, read the answer, keep it. It works without JavaScript and keeps nothing itself."""

from collections.abc import Mapping
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.surface import problems
from tellmark.surface.amounts import shortened
from tellmark.surface.errors import BadForm, TooMany
from tellmark.surface.guard import PUBLIC
from tellmark.surface.language import language_of
from tellmark.surface.limits import Doorway
from tellmark.surface.rendering import Pages
from tellmark.surface.uploads import received
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language
from tellmark.verify import words
from tellmark.verify.amounts import instant_words
from tellmark.verify.api import Checks, Verifies, checked, examined
from tellmark.verify.asking import BadQuestion
from tellmark.verify.check_form import Mistake, form_of
from tellmark.verify.check_words import check_values
from tellmark.verify.report import Report
from tellmark.verify.saved import NotSignedHere, Seals, offline_html, payload_of, report_of


def routes(verifies: Verifies, seals: Seals, door: Doorway, pages: Pages) -> APIRouter:
    """Return the routes of the verify page."""
    router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

    @router.get("/")
    async def ask(request: Request) -> Response:
        return pages.answer(request, "ask.html", limits=door.limits, tab="/", mistake=None)

    @router.post("/")
    async def answer(request: Request) -> Response:
        try:
            await door.admitted(request)
            async with received(request) as upload:
                report = await examined(verifies, upload, door)
        except TooMany:
            raise
        except TellmarkError as error:
            values = {"limits": door.limits, "tab": "/", "mistake": _mistake(error, language_of(request))}
            return pages.answer(request, "ask.html", problems.STATUSES[error.kind], **values)
        jws = await to_thread.run_sync(_sealed, seals, report)
        return pages.answer(request, "answer.html", path="/", **answer_values(report, language_of(request), jws))

    @router.post("/answer")
    async def answer_again(request: Request) -> Response:
        jws, report, fields = await _handed_in(request, seals, door)
        language = _language(fields, request)
        values = answer_values(report, language, jws)
        return pages.answer(request, "answer.html", language=language, path="/", **values)

    @router.post("/report")
    async def save(request: Request) -> Response:
        jws, report, fields = await _handed_in(request, seals, door)
        name = f"tellmark-report-{report.file.sha256[:12]}"
        if fields.get("as") == "json":
            return _download(payload_of(report), "application/json", f"{name}.json")
        return _download(
            offline_html(report, jws, _language(fields, request)), "text/html; charset=utf-8", f"{name}.html"
        )

    return router


def check_routes(checks: Checks, audiences: tuple[str, ...], door: Doorway, pages: Pages) -> APIRouter:
    """Return the routes of the second tab: would the labels of this file be recognised?"""
    router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

    def asking(request: Request, typed: Mapping[str, str] | None, error: TellmarkError | None = None) -> Response:
        language = language_of(request)
        mistake = _mistake(error, language) if error else None
        status = problems.STATUSES[error.kind] if error else 200
        form = form_of(typed, audiences, language, mistake)
        values = {"limits": door.limits, "tab": "/check", "mistake": mistake, "form": form}
        return pages.answer(request, "ask_check.html", status, here="/", **values)

    @router.get("/check")
    async def ask(request: Request) -> Response:
        return asking(request, None)

    @router.post("/check")
    async def answer(request: Request) -> Response:
        typed: Mapping[str, str] | None = None
        try:
            await door.admitted(request)
            async with received(request) as upload:
                typed = upload.fields
                report = await checked(checks, upload, audiences, door)
        except TooMany:
            raise
        except TellmarkError as error:
            return asking(request, typed, error)
        return pages.answer(request, "check.html", here="/", **check_values(report, language_of(request)))

    return router


def answer_values(report: Report, language: Language, jws: str | None) -> dict[str, Any]:
    """Return what the answer page shows of *report*. The file's name is not among it: nobody ever knew it."""
    return {
        "verdict": words.verdict_words(report, language),
        "answers": words.answers(report, language),
        "layers": words.layers(report, language),
        "notes": words.note_sentences(report, language),
        "kind": words.kind_words(report.file, language),
        "digest": report.file.sha256,
        "short": shortened(report.file.sha256),
        "checked": instant_words(report.checked_at, language),
        "tool": f"{report.tool.name} {report.tool.version}",
        "trust_list": words.trust_list_words(report, language),
        "tier": words.tier_words(report, language),
        "jws": jws,
    }


def _mistake(error: TellmarkError, language: Language) -> Mistake:
    field = error.field if isinstance(error, BadQuestion) else "file"
    return Mistake(field, *problems.sentences(error, language))


def _sealed(seals: Seals, report: Report) -> str | None:
    """Sign *report*; None when the key is locked or has run out, for the answer is owed all the same."""
    try:
        return seals.seal(payload_of(report))
    except TellmarkError:
        return None


async def _handed_in(request: Request, seals: Seals, door: Doorway) -> tuple[str, Report, dict[str, str]]:
    """Read the signed answer that a page handed back. Raises NotSignedHere for one that is not ours."""
    await door.admitted(request)
    async with request.form(max_files=0, max_fields=4) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    if "jws" not in fields:
        raise BadForm
    payload = await to_thread.run_sync(seals.opened, fields["jws"])
    if payload is None:
        raise NotSignedHere(
            "this answer was not signed by this service, or it was changed",
            "Check the file again, and save that answer.",
        )
    return fields["jws"], report_of(payload), fields


def _language(fields: dict[str, str], request: Request) -> Language:
    asked = fields.get("lang", "")
    return Language(asked) if asked in list(Language) else language_of(request)


def _download(body: bytes, media_type: str, name: str) -> Response:
    return Response(body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
