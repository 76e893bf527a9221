"""An object store of our own that speaks S3: a process on loopback (moto), thrown away after the tests."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tellmark.store.buckets import Bucket, BucketPlace
from tellmark.values.ids import entropy

PATIENCE = 60.0
KEY = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"}
"""Whoever it is: this server looks at nobody's key unless it is told to."""


@dataclass
class ObjectStore:
    """A server at *endpoint*; it makes buckets of new names."""

    endpoint: str
    _numbers: Iterator[int] = field(default_factory=count)

    def new_bucket(self) -> str:
        """Make an empty bucket and return its name."""
        name = f"bucket-{next(self._numbers)}"
        self.client().create_bucket(Bucket=name)
        return name

    def client(self) -> Any:
        """Return another client than ours, to look at what ours has done."""
        import boto3  # type: ignore[import-untyped]  # it ships no types

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEY["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEY["AWS_SECRET_ACCESS_KEY"],
        )

    def bucket(self, name: str, prefix: str = "studio/blobs") -> Bucket:
        """Open the bucket *name*, which need not be there."""
        return Bucket(BucketPlace(name, prefix, self.endpoint), KEY, entropy)


@contextmanager
def running_store(folder: Path, **environ: str) -> Iterator[ObjectStore]:
    """Run a server until the block ends; its log lies in *folder*. Raises RuntimeError where it does not come up."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "s3.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ or None)
    try:
        store = ObjectStore(f"http://127.0.0.1:{port}")
        _wait(store, process)
        yield store
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(store: ObjectStore, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), urlopen(f"{store.endpoint}/moto-api/", timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the object store did not come up")
