"""What is on the disk for good: a new name in a folder is lost by a cut of the power unless the folder is flushed."""

import os
from pathlib import Path


def flushed(folder: Path) -> None:
    """Make the entries of *folder* durable (POSIX fsync of the directory). Raises OSError where the disk refuses."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
