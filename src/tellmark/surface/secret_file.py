"""Where the secret of an installation's pages lies, and how it comes to be there."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tellmark.surface.secret import SIZE, Secret
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy

SECRET_VARIABLE = "TELLMARK_PAGES_SECRET_FILE"  # noqa: S105 (the name of a file, no secret)


class BadPagesSecret(TellmarkError):
    """The file of the secret that signs the pages' forms cannot be read, or does not hold one."""

    code = "web.bad_pages_secret"
    kind = ErrorKind.USAGE


def secret_in(keys: Path, environ: Mapping[str, str]) -> Secret:
    """Read the secret of an installation's pages: TELLMARK_PAGES_SECRET_FILE, else beside its signing *keys*.

    There it is made the first time. Servers that share their visitors share it, too. Raises BadPagesSecret.
    """
    named = environ.get(SECRET_VARIABLE)
    path = Path(named) if named else keys / "pages-secret"
    try:
        if not named:
            _make_secret(path)
        return Secret(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise BadPagesSecret(
            "the secret of the pages cannot be read, or is not one",
            f"It is {SIZE} random bytes in a file of their own; see {SECRET_VARIABLE}. Without the file one is made.",
        ) from fault


def _make_secret(path: Path) -> None:
    """Write a new secret where there is none yet; of two who come at once, both go on with the first's."""
    if path.exists():
        return
    hidden = path.with_name(f".{path.name}.{entropy(8).hex()}")
    descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(entropy(SIZE))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(hidden, path)
    finally:
        hidden.unlink()
