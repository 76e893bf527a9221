"""What the tests of the sequencer share."""

from pathlib import Path

import pytest

from store_children import LOG
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping


@pytest.fixture
def folder(tmp_path: Path) -> LogFolder:
    """Return where a log will lie."""
    return LogFolder(tmp_path / "log")


@pytest.fixture
def keeping(folder: LogFolder) -> Keeping:
    """Return what that log is kept with."""
    return Keeping(folder, LOG)
