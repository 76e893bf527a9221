"""Blobs in a bucket: as in a folder, and what the object store refuses is told in words."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from blobs_contract import BlobsContract
from tellmark.store.blobs import Blobs
from tellmark.store.buckets import Bucket, BucketPlace, credentials
from tellmark.store.errors import (
    AlreadyThere,
    BadBlobPlace,
    BlobsFull,
    BlobsRefused,
    BlobsUnreachable,
    NoBucket,
)
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy
from throwaway_s3 import KEY, ObjectStore, running_store

pytestmark = pytest.mark.needs("s3")


class TestBucket(BlobsContract):
    """Objects in a bucket of a server that runs."""

    @pytest.fixture
    def blobs(self, object_store: ObjectStore) -> Bucket:
        return object_store.bucket(object_store.new_bucket())

    @pytest.mark.slow
    def test_names_come_in_order_over_more_than_one_page_of_the_server(self, blobs: Bucket) -> None:
        wanted = sorted(f"a/{number:04x}" for number in range(1100))
        for name in reversed(wanted):
            blobs.put_new(name, b"")
        assert list(blobs.names()) == wanted

    def test_a_large_blob_is_whole(self, blobs: Bucket) -> None:
        data = entropy(20_000_000)
        blobs.put_new("large", data)
        assert blobs.get("large") == data


def test_two_prefixes_of_one_bucket_do_not_meet(object_store: ObjectStore) -> None:
    name = object_store.new_bucket()
    one, other, whole = (object_store.bucket(name, prefix) for prefix in ("one", "other/deep", ""))
    one.put_new("a", b"1")
    other.put_new("a", b"2")
    assert (one.get("a"), list(one.names()), list(other.names())) == (b"1", ["a"], ["a"])
    assert list(whole.names()) == ["one/a", "other/deep/a"]


def test_another_s_client_finds_the_bytes_and_no_more_about_anybody(object_store: ObjectStore) -> None:
    name = object_store.new_bucket()
    object_store.bucket(name).put_new("a/b", b"1")
    found = object_store.client().get_object(Bucket=name, Key="studio/blobs/a/b")
    assert (found["Body"].read(), set(found["Metadata"])) == (b"1", {"tellmark-writer"})


def test_a_bucket_that_is_not_there_is_named_as_that(object_store: ObjectStore) -> None:
    nowhere = object_store.bucket("no-such-bucket")
    uses: list[Callable[[], object]] = [
        lambda: nowhere.put_new("a", b"1"),
        lambda: nowhere.get("a"),
        lambda: list(nowhere.names()),
        lambda: nowhere.remove("a"),
        nowhere.check,
    ]
    for use in uses:
        with pytest.raises(NoBucket):
            use()


def test_credentials_that_the_server_does_not_know_are_refused(tmp_path: Path) -> None:
    with running_store(tmp_path, INITIAL_NO_AUTH_ACTION_COUNT="1") as strict:
        name = strict.new_bucket()  # the one thing that this server lets anybody do
        blobs = strict.bucket(name)
        for use in (lambda: blobs.put_new("a", b"1"), lambda: blobs.get("a"), lambda: next(blobs.names())):
            with pytest.raises(BlobsRefused):
                use()


def test_a_server_that_is_gone_is_unreachable() -> None:
    gone = Bucket(BucketPlace("bucket", "", "http://127.0.0.1:1"), KEY, entropy)
    for use in (lambda: gone.put_new("a", b"1"), lambda: gone.get("a"), lambda: next(gone.names())):
        with pytest.raises(BlobsUnreachable, match="cannot be reached"):
            use()


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (507, "XMinioStorageFull", BlobsFull),
        (400, "EntityTooLarge", BlobsFull),
        (403, "SignatureDoesNotMatch", BlobsRefused),
        (401, "", BlobsRefused),
        (418, "", BlobsUnreachable),
    ],
)
def test_a_server_that_refuses_is_told_in_words_without_its_own(
    status: int, code: str, kind: type[TellmarkError]
) -> None:
    with answering(status, f"<Error><Code>{code}</Code><Message>for-nobody</Message></Error>".encode()) as blobs:
        with pytest.raises(kind) as refused:
            blobs.put_new("a", b"1")
        assert "for-nobody" not in refused.value.what
        assert "127.0.0.1" not in refused.value.what
        assert refused.value.__cause__ is None


def test_whoever_repeats_a_request_whose_answer_was_lost_has_not_lost_to_itself(object_store: ObjectStore) -> None:
    """The server kept the first request and answers the second that the name is taken."""
    name = object_store.new_bucket()
    blobs = object_store.bucket(name)
    lost = Bucket(BucketPlace(name, "studio/blobs", object_store.endpoint), KEY, lambda size: b"\7" * size)
    lost.put_new("a", b"1")
    lost.put_new("a", b"1")  # the same writer: as if its first answer had not come
    with pytest.raises(AlreadyThere):
        blobs.put_new("a", b"1")


class TestCredentials:
    """They come from the environment, or from a file that it names, and from nowhere else."""

    def test_of_the_environment(self) -> None:
        found = credentials({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_SESSION_TOKEN": "c"})
        assert found == {"access_key_id": "a", "secret_access_key": "b", "session_token": "c"}

    def test_of_a_file_and_a_profile_in_it(self, tmp_path: Path) -> None:
        file = tmp_path / "credentials"
        file.write_text("[default]\naws_access_key_id = a\naws_secret_access_key = b%c\n[x]\naws_access_key_id=d\n")
        where = {"AWS_SHARED_CREDENTIALS_FILE": str(file)}
        assert credentials(where) == {"access_key_id": "a", "secret_access_key": "b%c"}
        assert credentials({**where, "AWS_PROFILE": "x"}) == {"access_key_id": "d"}

    @pytest.mark.parametrize("content", [None, "", "junk", "[other]\n"])
    def test_a_file_without_them_is_said_to_be_one(self, tmp_path: Path, content: str | None) -> None:
        if content is not None:
            (tmp_path / "credentials").write_text(content)
        with pytest.raises(BlobsRefused):
            credentials({"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")})


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("s3://", ""),
        ("s3://B", ""),
        ("s3://me:secret@bucket", ""),
        ("gs://bucket", ""),
        ("s3://bucket/../x", ""),
        ("s3://bucket/A", ""),
        ("s3://bucket", "ftp://host"),
        ("s3://bucket", "https://me:secret@host"),
    ],
)
def test_a_place_that_cannot_be_meant_is_refused(address: str, endpoint: str) -> None:
    with pytest.raises(BadBlobPlace) as refused:
        BucketPlace.of(address, endpoint)
    assert "secret" not in refused.value.what


def test_a_place_is_read_as_it_is_written() -> None:
    assert BucketPlace.of("s3://a.b-c/d/e/") == BucketPlace("a.b-c", "d/e")


@contextmanager
def answering(status: int, body: bytes) -> Iterator[Blobs]:
    """Run a server that answers each request alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Bucket(BucketPlace("bucket", "", f"http://127.0.0.1:{server.server_address[1]}"), KEY, entropy)
        server.shutdown()
        thread.join()
