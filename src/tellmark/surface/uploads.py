"""A file on its way through: in memory or in a file without a name, and gone when the request is over."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from tellmark.surface.errors import BadForm, FileTooLarge, NoFile
from tellmark.surface.forms import Form
from tellmark.surface.strict import UnknownField, check_once

_IN_MEMORY = 1 << 20
_SMALL = 64 << 10
_FIELDS = 40
"""More than any form has: the ticks of a check are a field each."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent: the file as a seekable stream, and the small fields beside it. Its name is dropped."""

    stream: BinaryIO
    fields: Mapping[str, str]

    def only(self, *known: str) -> "Upload":
        """Return it, if each of its fields is *known*; a name that ends with a point begins several.

        What is misspelt and overlooked would change what is answered, and nobody would know. Raises UnknownField.
        """
        for name in self.fields:
            if name not in known and not name.startswith(tuple(one for one in known if one.endswith("."))):
                raise UnknownField(name, ("file", *known))
        return self


@dataclass(frozen=True, slots=True)
class FileForm:
    """A form of our own pages, and the file in it as a seekable stream; None where nothing was chosen."""

    form: Form
    stream: BinaryIO | None


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """Receive the file of *request*: the part `file` of a multipart form, or the whole body.

    On leaving, everything is closed and therefore gone. Raises NoFile, BadForm, SaidTwice; out of the limit TooLarge.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data":
        form = await _form(request)
        try:
            yield _of_form(form)
        finally:
            await form.close()
    else:
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            async for chunk in request.stream():
                body.write(chunk)
            if not body.tell():
                raise NoFile
            body.seek(0)
            yield Upload(cast(BinaryIO, body), {})


@asynccontextmanager
async def handed_in(request: Request, most: int, fields: int) -> AsyncIterator[FileForm]:
    """Receive a form of our own pages that may hold a file of *most* bytes, the part `file`, and so many *fields*.

    On leaving, everything is closed and therefore gone. Raises BadForm, FileTooLarge.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise BadForm
    form = await _form(_bounded(request, most), fields)
    try:
        found: dict[str, tuple[str, ...]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                found[name] = (*found.get(name, ()), value)
        file = form.get("file")
        yield FileForm(Form(found), file.file if isinstance(file, UploadFile) and file.size else None)
    finally:
        await form.close()


def _bounded(request: Request, most: int) -> Request:
    """Return *request*, out of whose body FileTooLarge is raised where it holds more than a file of *most* bytes.

    As much again is read on and thrown away, for a browser shows no answer before it has sent its file.
    """
    counted, full = 0, most + _SMALL

    async def receiving() -> Message:
        nonlocal counted
        message = await request.receive()
        counted += len(message.get("body", b""))
        if counted <= full:
            return message
        while message.get("more_body") and counted <= 2 * full:
            message = await request.receive()
            counted += len(message.get("body", b""))
        raise FileTooLarge(most // 1_000_000)

    return Request(request.scope, receiving)


async def _form(request: Request, fields: int = _FIELDS) -> FormData:
    try:
        return await request.form(max_files=1, max_fields=fields, max_part_size=_SMALL)
    except HTTPException as broken:
        raise BadForm from broken


def _of_form(form: FormData) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile) or (not file.filename and not file.size):
        raise NoFile
    check_once([name for name, _ in form.multi_items()])
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return Upload(file.file, fields)
