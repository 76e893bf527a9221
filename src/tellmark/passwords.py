"""Passwords of other servers: from a file or a descriptor, never from the settings and never on a command line."""

import os
from collections.abc import Mapping
from pathlib import Path

from tellmark.settings import BadSettings

STORE, VAULT, MAIL = "STORE", "VAULT", "MAIL"
"""Whose password: `TELLMARK_STORE_PASSWORD_FILE` or `_FD`, and the same of the vault and of the mail server."""
_LONGEST = 4096


def database_password(environ: Mapping[str, str], whose: str = STORE) -> str | None:
    """Read the password of a database from the file or descriptor that *environ* names; None where it names none.

    *whose* is STORE, VAULT or MAIL. Raises BadSettings when what it names cannot be read or is empty.
    """
    named, descriptor = _password_file(whose), f"TELLMARK_{whose}_PASSWORD_FD"
    try:
        if descriptor in environ:
            text = os.read(int(environ[descriptor]), _LONGEST)
        elif named in environ:
            with Path(environ[named]).open("rb") as file:
                text = file.read(_LONGEST)
        else:
            return None
        secret = text.rstrip(b"\r\n").decode()
    except (OSError, ValueError) as error:
        raise BadSettings("the password of the database cannot be read", f"See {named}.") from error
    if not secret:
        raise BadSettings("the password of the database is empty", f"See {named}.")
    return secret


def _password_file(whose: str) -> str:
    return f"TELLMARK_{whose}_PASSWORD_FILE"
