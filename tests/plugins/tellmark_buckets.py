"""An object store for every test that wants a bucket."""

from collections.abc import Iterator

import pytest

from throwaway_s3 import ObjectStore, running_store


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """Run an object store that takes everybody's key."""
    with running_store(tmp_path_factory.mktemp("s3")) as running:
        yield running
