"""Where `tellmark consent` works: in the store of this installation, or at a server with a key. Both do the same."""

import http.client
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote, urlencode

import msgspec

from tellmark.app import Installation, installation
from tellmark.proof.log.addresses import read_address, trouble
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy

KEY_VARIABLE = "TELLMARK_API_KEY"
_PATIENCE = 30.0
_LARGEST = 16 << 20
_USES = 50
"""So many uses at once: each names all of its files."""


class ServerSaid(TellmarkError):
    """The server has refused, and says why: with the code, and so with the exit code, of its own error."""

    code = "consent.server_said"
    kind = ErrorKind.REFUSED

    def __init__(self, status: int, code: str, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.kind = _KINDS.get(status, ErrorKind.NOT_DONE)
        if _CODE.fullmatch(code):
            self.code = code


_CODE = re.compile(r"[a-z_]{1,40}(\.[a-z_]{1,60})+")
_KINDS = {
    401: ErrorKind.NOT_ALLOWED, 403: ErrorKind.REFUSED, 404: ErrorKind.NOT_FOUND, 409: ErrorKind.CONFLICT,
    412: ErrorKind.CHANGED, 413: ErrorKind.TOO_LARGE, 415: ErrorKind.UNREADABLE, 422: ErrorKind.USAGE,
    429: ErrorKind.TOO_MANY,
}  # fmt: skip
"""Which kind of failure a status is, as the service makes statuses of kinds; of its own mistakes nothing is known."""


class ServerAway(TellmarkError):
    """The server cannot be reached, or does not answer as Tellmark does."""

    code = "consent.server_away"
    kind = ErrorKind.NOT_DONE


class Consents(Protocol):
    """What the commands need: documents go in and come out as `/v1/consents` has them."""

    def ask(self, document: bytes) -> Mapping[str, Any]:
        """Compose what *document* asks, and send it if it says so."""

    def show(self, request: str) -> Mapping[str, Any]:
        """Return a request, with what happened so far."""

    def listed(self, state: str | None) -> Iterator[Mapping[str, Any]]:
        """Return every request, of one state if it is named."""

    def made(self, request: str) -> Iterator[Mapping[str, Any]]:
        """Return what was made under the consent that came of a request, newest first."""

    def send(self, request: str) -> Mapping[str, Any]:
        """Send a request, anew if it was sent before."""

    def preview(self, request: str, file: BinaryIO, declared: Mapping[str, str], version: int) -> Mapping[str, Any]:
        """Show the person a recording of theirs with this *version* of a request; *declared* is as the API has it."""

    def withdraw(self, code: str, reason: str | None) -> Mapping[str, Any]:
        """Take a consent back by the code of its receipt."""

    def receipt(self, request: str, form: str) -> bytes:
        """Return a receipt in one of its forms."""

    def changes(self, since: str | None) -> Mapping[str, Any]:
        """Return what has happened after *since*."""


@contextmanager
def place_of(server: str | None, home: Path | None, environ: Mapping[str, str] = os.environ) -> Iterator[Consents]:
    """Open the place that the options name. Raises BadLogAddress, ServerSaid, and as the store."""
    if server is not None:
        yield Remote(server, environ.get(KEY_VARIABLE, ""))
        return
    with ExitStack() as opened:
        yield Local(installation(home), opened)


class Local:
    """The store of this installation; whoever may use its files may ask in its name."""

    def __init__(self, place: Installation, opened: ExitStack) -> None:
        from tellmark.consent.model import CHECK, REQUEST
        from tellmark.duties import consents
        from tellmark.store.scope import HOME, Scope
        from tellmark.surface.secret_file import secret_in

        self._place = place
        self._database = opened.enter_context(place.database())
        secret = secret_in(place.settings.keys, os.environ)
        self._desk = consents(place, opened.enter_context(place.vault_place.open()), secret)
        self._scope = Scope(HOME, f"operator-{os.getuid()}", frozenset({REQUEST, CHECK}))

    def ask(self, document: bytes) -> Mapping[str, Any]:
        """As the port says."""
        from tellmark.consent.bodies import RequestBody
        from tellmark.surface.documents import document as read

        body = read(document, RequestBody)
        with self._database.write(self._scope) as unit:
            return _plain(self._desk.make(unit, body))

    def show(self, request: str) -> Mapping[str, Any]:
        """As the port says."""
        from tellmark.consent.desk import with_history
        from tellmark.consent.model import RequestId
        from tellmark.consent.service import request_of

        with self._database.read(self._scope) as unit:
            return _plain(with_history(unit, request_of(unit, RequestId(request)), self._desk.secret))

    def listed(self, state: str | None) -> Iterator[Mapping[str, Any]]:
        """As the port says."""
        from tellmark.consent.desk import shown
        from tellmark.consent.listing import RequestPages, check_state

        if state is not None:
            check_state(state)
        after, chosen = None, {} if state is None else {"state": state}
        while True:
            with self._database.read(self._scope) as unit:
                found = RequestPages(unit).page(after, 100, **chosen)
                yield from [_plain(shown(unit, one)) for one in found]
            if len(found) < 100:
                return
            after = (found[-1].id,)

    def made(self, request: str) -> Iterator[Mapping[str, Any]]:
        """As the port says."""
        from tellmark.consent.model import RequestId
        from tellmark.consent.reserving.listing import made_page
        from tellmark.consent.service import request_of

        before = None
        while True:
            with self._database.read(self._scope) as unit:
                found, before = made_page(unit, self._desk.vault, request_of(unit, RequestId(request)), before, _USES)
            yield from map(_plain, found)
            if before is None:
                return

    def send(self, request: str) -> Mapping[str, Any]:
        """As the port says."""
        from tellmark.consent.model import RequestId

        with self._database.write(self._scope) as unit:
            return _plain(self._desk.send(unit, RequestId(request)))

    def preview(self, request: str, file: BinaryIO, declared: Mapping[str, str], version: int) -> Mapping[str, Any]:
        """As the port says."""
        from tellmark.consent.model import RequestId
        from tellmark.consent.previewing.desk import show
        from tellmark.consent.previewing.taking import take
        from tellmark.consent.previews.model import Declared
        from tellmark.marks.lending import one_cell
        from tellmark.verify.making import Examiner

        told = Declared(declared["origin"], declared["taken"], declared["unaltered"] == "true")
        with one_cell() as lend:
            examiner = Examiner(self._place.anchors, lend)
            taken = take(self._database, self._scope, examiner, RequestId(request), file)
        with self._database.write(self._scope) as unit:
            return _plain(show(self._desk, unit, RequestId(request), taken, told, version))

    def withdraw(self, code: str, reason: str | None) -> Mapping[str, Any]:
        """As the port says."""
        from tellmark.consent.answers import withdrawal_answer
        from tellmark.consent.service import withdraw_by_code

        with self._database.write(self._scope) as unit:
            return _plain(withdrawal_answer(withdraw_by_code(unit, code, reason)))

    def receipt(self, request: str, form: str) -> bytes:
        """As the port says."""
        from tellmark.consent.model import RequestId
        from tellmark.consent.service import request_of

        self._integrate()
        with self._database.read(self._scope) as unit:
            return self._desk.receipt(unit, request_of(unit, RequestId(request)), form)

    def changes(self, since: str | None) -> Mapping[str, Any]:
        """As the port says; the cursor is a place in the log."""
        from tellmark.consent.answers import changes_answer
        from tellmark.consent.telling import changes
        from tellmark.surface.documents import BadBody

        if since is not None and not (since.lstrip("-").isdecimal() and len(since) < 19):
            raise BadBody("this is no place in the log", "Give the `next` of the answer before.")
        self._integrate()
        with self._database.read(self._scope) as unit:
            found = changes(unit, -1 if since is None else int(since), 200)
        return _plain(changes_answer(found, str(found.after)))

    def _integrate(self) -> None:
        """Bring the log up to the rows, unless a server does so."""
        from tellmark.work.chores import KeepLog
        from tellmark.work.log_errors import TooFewWitnesses

        log = KeepLog(self._database, self._place.keeping())
        with suppress(TooFewWitnesses):
            while log.round():
                pass
        log.close()


class Remote:
    """A server, with the key of a program (TELLMARK_API_KEY). No proxy is asked, and no redirection followed."""

    def __init__(self, address: str, key: str) -> None:
        self._address = read_address(address, "server")
        self._key = key

    def ask(self, document: bytes) -> Mapping[str, Any]:
        """As the port says."""
        return self._json("POST", "", document)

    def show(self, request: str) -> Mapping[str, Any]:
        """As the port says."""
        return self._json("GET", f"/{quote(request, safe='')}")

    def listed(self, state: str | None) -> Iterator[Mapping[str, Any]]:
        """As the port says."""
        yield from self._pages("", {"limit": "200"} if state is None else {"limit": "200", "state": state})

    def made(self, request: str) -> Iterator[Mapping[str, Any]]:
        """As the port says."""
        yield from self._pages(f"/{quote(request, safe='')}/uses", {"limit": str(_USES)})

    def send(self, request: str) -> Mapping[str, Any]:
        """As the port says."""
        return self._json("POST", f"/{quote(request, safe='')}/send", b"")

    def preview(self, request: str, file: BinaryIO, declared: Mapping[str, str], version: int) -> Mapping[str, Any]:
        """As the port says. More than the server takes is not read."""
        body, kind = _form(file.read(_LARGEST), declared)
        more = {"Content-Type": kind, "If-Match": f'"{version}"'}
        return self._json("POST", f"/{quote(request, safe='')}/previews", body, more)

    def withdraw(self, code: str, reason: str | None) -> Mapping[str, Any]:
        """As the port says."""
        return self._json("POST", "/withdraw", msgspec.json.encode({"code": code, "reason": reason}))

    def receipt(self, request: str, form: str) -> bytes:
        """As the port says."""
        return self._bytes("GET", f"/{quote(request, safe='')}/receipt.{form}")

    def changes(self, since: str | None) -> Mapping[str, Any]:
        """As the port says."""
        wanted = {"limit": "200"} if since is None else {"limit": "200", "since": since}
        return self._json("GET", f"/changes?{urlencode(wanted)}")

    def _pages(self, path: str, wanted: dict[str, str]) -> Iterator[Mapping[str, Any]]:
        while True:
            page = self._json("GET", f"{path}?{urlencode(wanted)}")
            yield from page["items"]
            if page["next"] is None:
                return
            wanted = {**wanted, "cursor": page["next"]}

    def _json(
        self, method: str, path: str, body: bytes | None = None, more: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        try:
            told: Mapping[str, Any] = msgspec.json.decode(self._bytes(method, path, body, more), type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
            raise _away("it answers with something that is no JSON") from broken
        return told

    def _bytes(
        self, method: str, path: str, body: bytes | None = None, more: Mapping[str, str] | None = None
    ) -> bytes:  # fmt: skip
        headers = {"Accept": "application/json", "Content-Type": "application/json", **(more or {})}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        connection = self._address.connection(_PATIENCE)
        try:
            connection.request(method, f"{self._address.path}/v1/consents{path}", body, headers)
            answer = connection.getresponse()
            data = answer.read(_LARGEST + 1)
        except (OSError, http.client.HTTPException) as fault:
            raise _away(trouble(fault)) from fault
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise _said(answer.status, data)
        return data


def _form(file: bytes, fields: Mapping[str, str]) -> tuple[bytes, str]:
    """Return a form with a *file* and small *fields* as it is sent (RFC 7578), and its type."""
    border = entropy(16).hex()
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
    typed = f"{head}Content-Type: application/octet-stream\r\n\r\n".encode()
    return b"".join([*parts, typed, file, f"\r\n--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"


def _said(status: int, data: bytes) -> TellmarkError:
    try:
        problem = msgspec.json.decode(data, type=dict[str, Any])
        return ServerSaid(status, str(problem["code"]), str(problem["detail"]), str(problem["remedy"]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
        return _away(f"it answers with status {status} and no reason")


def _away(why: str) -> ServerAway:
    return ServerAway(f"the server cannot be used: {why}", "See that the address is right and that it runs.")


def _plain(told: msgspec.Struct) -> Mapping[str, Any]:
    members: Mapping[str, Any] = msgspec.to_builtins(told)
    return members
