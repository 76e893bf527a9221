"""A log is read from a folder or from the web, with the same answers; what cannot be reached is said."""

import gzip
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from log_builder import LOG, build
from tellmark.proof.log.errors import BadLogAddress, LogOutOfReach
from tellmark.proof.log.reads import FolderReads, Reads, UrlReads, reads_of
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log

TRUST = Trust((LOG.key,))


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        pass


class Odd(BaseHTTPRequestHandler):
    """A host that answers as its path says."""

    def do_GET(self) -> None:
        if self.path.startswith("/gzip/"):
            self.answer(200, gzip.compress(bytes(100_000)), ("Content-Encoding", "gzip"))
        elif self.path.startswith("/broken-gzip/"):
            self.answer(200, b"no gzip", ("Content-Encoding", "gzip"))
        elif self.path.startswith("/moved/"):
            self.answer(301, b"", ("Location", "http://127.0.0.1/"))
        elif self.path.startswith("/fault/"):
            self.answer(500, b"")
        else:
            self.close_connection = True

    def answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def served(handler: object) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:  # type: ignore[arg-type]  # a partial is one, too
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(600).written(tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def host(folder: Path) -> Iterator[str]:
    yield from served(partial(Quiet, directory=folder))


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    yield from served(Odd)


class ReadsContract:
    def test_a_file_is_returned_whole(self, reads: Reads) -> None:
        assert reads.get("tile/0/000", 8192) == build(600).files["tile/0/000"]

    def test_of_a_file_that_is_too_large_a_byte_more_than_asked_is_returned(self, reads: Reads) -> None:
        answer = reads.get("tile/0/000", 100)
        assert answer is not None
        assert len(answer) == 101

    def test_after_a_file_that_was_cut_the_next_one_is_right(self, reads: Reads) -> None:
        reads.get("tile/0/000", 100)
        assert reads.get("tile/0/001", 8192) == build(600).files["tile/0/001"]

    def test_what_is_not_there_is_none(self, reads: Reads) -> None:
        assert reads.get("tile/7/000", 8192) is None

    def test_a_log_is_intact(self, reads: Reads) -> None:
        assert verify_log(reads, TRUST).state is LogState.INTACT


class TestFolder(ReadsContract):
    @pytest.fixture
    def reads(self, folder: Path) -> Reads:
        return reads_of(str(folder))

    def test_a_folder_in_a_file_s_place_is_no_file(self, reads: Reads) -> None:
        assert reads.get("tile/0", 100) is None
        assert reads.get("checkpoint/more", 100) is None

    def test_a_folder_that_is_not_there_is_out_of_reach(self, folder: Path) -> None:
        with pytest.raises(LogOutOfReach, match="no such folder"):
            FolderReads(folder / "nowhere").get("checkpoint", 100)

    def test_a_name_that_the_system_refuses_is_out_of_reach(self, folder: Path) -> None:
        (folder / "loop").symlink_to("loop")
        with pytest.raises(LogOutOfReach):
            FolderReads(folder).get("loop", 100)


class TestUrl(ReadsContract):
    @pytest.fixture
    def reads(self, host: str) -> Reads:
        return reads_of(host + "/")

    @pytest.mark.parametrize("path", ["moved", "fault", "broken-gzip", "hang-up"])
    def test_an_answer_that_is_none_is_out_of_reach(self, odd: str, path: str) -> None:
        with pytest.raises(LogOutOfReach):
            UrlReads(f"{odd}/{path}").get("checkpoint", 1000)

    def test_a_compressed_answer_is_unpacked_no_further_than_asked(self, odd: str) -> None:
        assert UrlReads(f"{odd}/gzip").get("checkpoint", 1000) == bytes(1001)

    def test_a_host_where_nobody_listens_is_out_of_reach(self) -> None:
        with pytest.raises(LogOutOfReach, match="cannot be reached"):
            UrlReads("http://127.0.0.1:9").get("checkpoint", 100)

    @pytest.mark.parametrize(
        "address",
        [
            "http://example.com/log",
            "http://10.0.0.1/log",
            "http://localhost.example.com/log",
            "ftp://example.com/log",
            "file:///etc",
            "https://",
            "https://me:secret@example.com/log",
            "https://:secret@example.com/log",
            "https://example.com/log?x=1",
            "https://example.com:99999/log",
            "https://[::1/log",
        ],
    )
    def test_an_address_that_may_not_be_fetched_is_refused(self, address: str) -> None:
        with pytest.raises(BadLogAddress):
            reads_of(address)
