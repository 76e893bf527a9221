"""One port, two implementations: what the commands do in the local store, they do at a server alike."""

import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import uvicorn
from fastapi import FastAPI

from agreeing import agree, document, erased, makes
from migrated import furnish
from opened_files import DOOR, EXAMINER, READER
from own_recordings import as_taken, labelled
from paper_house import SECRET, app_of, guard_of, repeats_of
from tellmark.app import Installation, installation
from tellmark.cli import consent_places
from tellmark.cli.consent_places import Consents, Local, Remote, ServerAway
from tellmark.cli.edge import exit_of_error
from tellmark.consent.api import ConsentDoor, routes
from tellmark.consent.case_words import case_words
from tellmark.consent.files import Contents, FileSeen, MarkSeen
from tellmark.consent.model import CHECK, REQUEST, RequestId
from tellmark.consent.receipts import read_bundle
from tellmark.duties import consents
from tellmark.marks.model import Mark, State, Trust
from tellmark.media.kinds import Kind
from tellmark.proof.keys import KeyFolder
from tellmark.surface.paging import Cursors
from tellmark.surface.secret_file import secret_in
from tellmark.values.digests import sha256
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now
from tellmark.values.languages import Language

TAMPERED = MarkSeen(Mark.C2PA, State.TAMPERED, Trust.UNKNOWN)


@pytest.fixture
def house(tmp_path: Path) -> Installation:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", now())
    place = installation(tmp_path, {})
    furnish(place)
    return place


@pytest.fixture(params=["local", "remote"])
def place(request: pytest.FixtureRequest, house: Installation) -> Iterator[Consents]:
    with ExitStack() as opened:
        if request.param == "local":
            yield Local(house, opened)
            return
        database = opened.enter_context(house.database())
        desk = consents(house, opened.enter_context(house.vault_place.open()), SECRET)
        door = ConsentDoor(database, desk, repeats_of(database), Cursors(SECRET), EXAMINER, READER)
        guard = guard_of(database, {"operator": frozenset({REQUEST, CHECK})})
        yield Remote(opened.enter_context(serving(app_of(routes(door, guard, DOOR)))), "home/operator")


class serving:  # noqa: N801 (used as a function)
    """Serve an application on this machine for the length of a block; gives its address."""

    def __init__(self, app: FastAPI) -> None:
        self._sock = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))

    def __enter__(self) -> str:
        run = {"sockets": [self._sock]}
        self._thread = threading.Thread(target=self._server.run, kwargs=run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{self._sock.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


def test_both_places_do_the_same_from_the_request_to_the_withdrawal(house: Installation, place: Consents) -> None:
    made = place.ask(document(send=True))
    (request,) = (one["id"] for one in made["items"])
    assert made["sent"][0]["link"].startswith("http://localhost:8700/c/")
    assert [one["id"] for one in place.listed(None)] == [request]
    assert list(place.listed("granted")) == []
    secret = secret_in(house.settings.keys, {}) if isinstance(place, Local) else SECRET
    assert place.show(request)["case_words"] == {"en": case_words(secret, request, Language.EN),
                                                 "zh-Hans": case_words(secret, request, Language.ZH)}  # fmt: skip
    code = agree(house, RequestId(request))
    shown = place.show(request)
    assert (shown["state"], shown["consent"]["state"]) == ("granted", "active")
    if isinstance(place, Local):  # elsewhere the server's own sequencer does so
        assert [one["type"] for one in place.changes(None)["items"]][-1] == "consent.granted"
        assert read_bundle(place.receipt(request, "html")).proof is not None
    assert read_bundle(place.receipt(request, "json")).jws.count(".") == 2
    done = place.withdraw(code, "no_reason")
    assert done["consent"] == shown["consent"]["id"]
    assert place.show(request)["consent"]["ending"] == "withdrawn"


@pytest.mark.needs("av")
def test_both_places_show_a_recording_of_the_person_and_refuse_what_a_machine_made(place: Consents) -> None:
    (request,) = (one["id"] for one in place.ask(document())["items"])
    declared = {"origin": "Sent to us by you – 五月.", "taken": "2024-05", "unaltered": "true"}
    with pytest.raises(TellmarkError, match="Nothing is made from a person"):
        place.preview(request, io.BytesIO(labelled(Kind.JPEG)), declared, 1)
    shown = place.preview(request, io.BytesIO(as_taken(Kind.JPEG)), declared, 1)
    assert [one["sha256"] for one in shown["previews"]] == [sha256(as_taken(Kind.JPEG))]
    assert place.show(request)["version"] == shown["version"] == 2
    with pytest.raises(TellmarkError):
        place.preview(request, io.BytesIO(as_taken(Kind.PNG)), {**declared, "unaltered": "false"}, 2)


def test_both_places_tell_what_was_made_on_every_page(
    house: Installation, place: Consents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consent_places, "_USES", 2)
    (request,) = (RequestId(one["id"]) for one in place.ask(document(send=True))["items"])
    assert list(place.made(request)) == []
    agree(house, request)
    assert list(place.made(request)) == []
    for number in range(5):
        makes(house, request, FileSeen(Contents(f"{number:064d}", 9), "image/png", (TAMPERED,)), outputs=1)
    files = [file for one in place.made(request) for file in one["files"]]
    assert sorted(one["sha256"] for one in files) == [f"{number:064d}" for number in range(5)]
    assert files[0]["marks"] == [{"mark": "c2pa", "state": "tampered", "trust": "unknown"}]
    erased(house, request)
    assert [one["files"][0]["sha256"] for one in place.made(request)] == [None] * 5


def test_both_places_refuse_the_same_and_end_alike(place: Consents) -> None:
    told = []
    for wrong in (lambda: place.show("nothing"), lambda: place.withdraw("AAAA", None),
                  lambda: place.ask(document(scope={})), lambda: place.receipt("nothing", "json"),
                  lambda: list(place.made("nothing")), lambda: list(place.listed("bogus"))):  # fmt: skip
        with pytest.raises(TellmarkError) as refused:
            wrong()
        told.append((refused.value.code, exit_of_error(refused.value)))
    assert told == [
        ("store.not_found", 7), ("store.not_found", 7), ("web.bad_body", 2), ("store.not_found", 7),
        ("store.not_found", 7), ("web.bad_body", 2),
    ]  # fmt: skip
    with pytest.raises(TellmarkError):  # a cursor is each place's own
        place.changes("never")


@pytest.mark.parametrize(("status", "data", "code", "exit_code"), [
    (500, b'{"code":"internal","detail":"a mistake","remedy":"Tell us."}', "consent.server_said", 7),
    (503, b'{"code":"store.busy","detail":"later","remedy":"Wait."}', "store.busy", 7),
    (409, b'{"code":"consent.already_answered","detail":"over","remedy":"None."}', "consent.already_answered", 7),
    (403, b'{"code":"\\u001b[2J","detail":"no","remedy":"None."}', "consent.server_said", 6),
    (502, b'{"code":"\xff"}', "consent.server_away", 7), (502, b"[" * 60_000, "consent.server_away", 7),
])  # fmt: skip
def test_a_mistake_of_a_server_is_no_refusal(status: int, data: bytes, code: str, exit_code: int) -> None:
    error = consent_places._said(status, data)
    assert (error.code, exit_of_error(error)) == (code, exit_code)


def test_a_server_that_is_not_there_is_said_to_be_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(ServerAway):
        Remote(f"http://127.0.0.1:{port}", "").show("request")
