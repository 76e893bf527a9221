"""A file on its way to be shown to the person: its kind from its bytes, its marks in the sandbox, and no wish believed.

Two things stand here and not within a unit of work: a sandbox takes seconds, and what is refused is put down all the
same.
"""

import tempfile
from typing import BinaryIO, cast

from tellmark.consent.model import RequestId
from tellmark.consent.owning import own_request
from tellmark.consent.ports import Examines
from tellmark.consent.previews.errors import BadPreview, MadeBeforeGrant
from tellmark.consent.previews.events import PreviewRefused
from tellmark.consent.previews.model import LARGEST, Taken
from tellmark.media.kinds import HEAD, sniff
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.values.digests import sha256
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import said


def take(database: Database, actor: Scope, examines: Examines, request: RequestId, stream: BinaryIO) -> Taken:
    """Return the file in *stream*, which may be shown with *request* as the person's own.

    A file in which a machine's making is found is refused, and a leaf tells of its digest. Raises NotFound (for a
    colleague's request, too), NotAllowed, BadPreview, MadeBeforeGrant.
    """
    with database.read(actor) as unit:
        known = own_request(unit, request)
    taken = _read(stream)
    if signs := _signs(examines, taken):
        with database.write(actor) as unit:
            unit.say(
                PreviewRefused(
                    request=known.id, kind=taken.kind, digest=taken.digest, signs=signs, by=actor.principal
                )
            )  # fmt: skip
        raise MadeBeforeGrant(signs)
    return taken


def _read(stream: BinaryIO) -> Taken:
    stream.seek(0)
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadPreview(
            said("The file is larger than {megabytes} MB."),
            said("Choose another one. Do not shrink this one: it would not be unaltered any more."),
            megabytes=LARGEST >> 20,
        )
    try:
        kind = sniff(data[:HEAD])
    except TellmarkError as unknown:
        raise BadPreview(
            said("This is no picture, recording or film of a kind that can be shown here."),
            said("Choose a JPEG, PNG, WAV, MP3 or MP4 file, as it came from the camera or the recorder."),
        ) from unknown
    return Taken(kind, sha256(data), data)


def _signs(examines: Examines, taken: Taken) -> tuple[str, ...]:
    """Return by what the file is recognised as a machine's. Raises BadPreview where it cannot be opened."""
    with tempfile.TemporaryFile() as source:  # a sandbox takes files, and what was sent may lie in memory
        source.write(taken.data)
        source.seek(0)
        try:
            return examines.signs(cast(BinaryIO, source))
        except TellmarkError as fault:
            if fault.kind not in (ErrorKind.UNREADABLE, ErrorKind.TOO_LARGE):
                raise
            raise BadPreview(
                said("The file is broken, or larger than what can be opened here."),
                said("Choose another one, as it came from the camera or the recorder."),
            ) from fault
