"""Blobs in a bucket of an object store that speaks S3: for servers that share no disk."""

import configparser
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tellmark.store.blobs import check_name, is_name
from tellmark.store.errors import (
    AlreadyThere,
    BadBlobPlace,
    BlobsFull,
    BlobsRefused,
    BlobsUnreachable,
    NoBucket,
    NoDriver,
    NotFound,
)
from tellmark.values.errors import TellmarkError

if TYPE_CHECKING:  # an extra
    from obstore.store import S3Store

SCHEME: Final = "s3://"
_PATIENCE = timedelta(seconds=10)
_WRITER = "tellmark-writer"
"""Metadata of each object: who wrote it. A request that is repeated after a lost answer knows its own object by it."""

_CREDENTIALS: Final = {
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}
_CODE = re.compile(r"<Code>([A-Za-z]{1,64})</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_FULL: Final = frozenset({"XMinioStorageFull", "QuotaExceeded", "EntityTooLarge", "InsufficientStorage"})


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """A bucket, the beginning of all names in it, and the server: an address, or empty for the cloud of that name."""

    bucket: str
    prefix: str
    endpoint: str = ""

    @staticmethod
    def of(address: str, endpoint: str = "") -> "BucketPlace":
        """Read s3://BUCKET/PREFIX and the server's *endpoint*. Raises BadBlobPlace for anything else."""
        bucket, _, prefix = address.removeprefix(SCHEME).partition("/")
        prefix = prefix.strip("/")
        if not address.startswith(SCHEME) or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
            raise BadBlobPlace("store.blobs is no bucket", "Write it as s3://BUCKET/PREFIX, or name a folder.")
        if prefix and not is_name(prefix):
            raise BadBlobPlace(
                "store.blobs has a prefix that blobs cannot have",
                "Use a-z, 0-9, dot, hyphen and underline, divided by slashes.",
            )
        if endpoint and (urlsplit(endpoint).scheme not in ("http", "https") or "@" in endpoint):
            raise BadBlobPlace(
                "store.blobs_endpoint is no address of a server", "Write it as https://HOST:PORT, without a user in it."
            )
        return BucketPlace(bucket, prefix, endpoint)


class Bucket:
    """Blobs as objects. What is written stands whole and durable, or not at all, by the promise of S3's PUT."""

    def __init__(self, place: BucketPlace, environ: Mapping[str, str], random: Callable[[int], bytes]) -> None:
        """Credentials come from *environ* alone, as `credentials` reads them. Raises NoDriver, BlobsRefused."""
        self._store = _opened(place, environ)
        self._random = random

    def put_new(self, name: str, data: bytes) -> None:
        """As the port says. Raises BlobsFull, BlobsRefused, BlobsUnreachable, NoBucket."""
        from obstore.exceptions import AlreadyExistsError

        check_name(name)
        writer = self._random(16).hex()
        try:
            with _in_words():
                self._store.put(name, data, mode="create", attributes={_WRITER: writer}, use_multipart=False)
        except AlreadyExistsError as fault:
            if self._written_by(name) != writer:
                raise AlreadyThere(
                    "there is a blob of this name already", "Blobs are written once: use a new name."
                ) from fault

    def get(self, name: str) -> bytes:
        """As the port says. Raises BlobsRefused, BlobsUnreachable, NoBucket."""
        check_name(name)
        with _in_words():
            return bytes(self._store.get(name).bytes())

    def names(self, prefix: str = "") -> Iterator[str]:
        """As the port says: S3 lists in the order of names. Raises as `get`."""
        folder = prefix.rpartition("/")[0]
        with _in_words():
            for chunk in self._store.list(folder or None):
                yield from (one["path"] for one in chunk if one["path"].startswith(prefix) and is_name(one["path"]))

    def remove(self, name: str) -> bool:
        """As the port says. Raises as `get`."""
        check_name(name)
        try:
            with _in_words():
                self._store.get(name)  # not its head alone: a refusal without a body does not say what is not there
                self._store.delete(name)
        except NotFound:
            return False
        return True

    def check(self) -> None:
        """As the port says. Raises as `get`."""
        next(self.names(), None)

    def _written_by(self, name: str) -> object:
        with _in_words():
            return self._store.get(name).attributes.get(_WRITER)


def credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the key that *environ* names: AWS_ACCESS_KEY_ID and its kin, or the file AWS_SHARED_CREDENTIALS_FILE.

    Of that file the section AWS_PROFILE counts, else `default`. Empty where none is named: then the library looks for
    a role of the machine. Raises BlobsRefused for a file that holds no key.
    """
    if "AWS_ACCESS_KEY_ID" in environ:
        found: Mapping[str, str] = {name: environ.get(name.upper(), "") for name in _CREDENTIALS}
    elif "AWS_SHARED_CREDENTIALS_FILE" in environ:
        found = _profile(Path(environ["AWS_SHARED_CREDENTIALS_FILE"]), environ.get("AWS_PROFILE", "default"))
    else:
        return {}
    return {ours: found[theirs] for theirs, ours in _CREDENTIALS.items() if found.get(theirs)}


def _profile(path: Path, section: str) -> Mapping[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text("utf-8"))
        return dict(parser[section])
    except (OSError, UnicodeDecodeError, KeyError, configparser.Error) as fault:
        raise BlobsRefused(
            "the file of credentials for the bucket cannot be read, or does not hold the profile that is asked for"
        ) from fault


def _opened(place: BucketPlace, environ: Mapping[str, str]) -> "S3Store":
    try:
        from obstore.store import S3Store
    except ModuleNotFoundError as fault:
        raise NoDriver("what speaks to buckets is not installed", "pip install 'tellmark[s3]'.") from fault
    options: dict[str, Any] = {
        "region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        "client_options": {
            "allow_http": place.endpoint.startswith("http://"),
            "connect_timeout": _PATIENCE / 2,
            "timeout": _PATIENCE * 6,
        },
        "retry_config": {"max_retries": 3, "retry_timeout": _PATIENCE},
        **({"endpoint": place.endpoint} if place.endpoint else {}),
        **credentials(environ),
    }
    return S3Store(place.bucket, prefix=place.prefix or None, **options)


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn the library's errors into ours; AlreadyExistsError is left to whoever writes."""
    from obstore.exceptions import AlreadyExistsError, BaseError

    try:
        yield
    except AlreadyExistsError:
        raise
    except (BaseError, FileNotFoundError, PermissionError) as fault:
        raise _worded(str(fault)) from None  # the cause would name the server and what was sent to it


def _worded(message: str) -> TellmarkError:
    code, status = _found(_CODE, message), _found(_STATUS, message)
    if code == "NoSuchBucket":
        return NoBucket()
    if status == "404":
        return NotFound("there is no such blob here")
    if status in ("401", "403"):
        return BlobsRefused("the object store does not take the credentials, or they may not do this")
    if code in _FULL or status == "507":
        return BlobsFull()
    if status:
        return BlobsUnreachable(f"the object store answered with status {status}")
    return BlobsUnreachable("the object store cannot be reached")


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
