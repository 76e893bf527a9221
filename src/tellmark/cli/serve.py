"""`tellmark serve`: the verify page and the interface for programs, in one process."""

import gc
import os
import re
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tellmark.app import Installation, installation
from tellmark.settings import SERVE_ADDRESS
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.instants import now

_ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})")
_PATIENCE = 20
"""Seconds that running requests get when the server is told to stop."""


class NeedsServer(TellmarkError):
    """The parts of Tellmark that serve pages are an extra, and it is not installed."""

    code = "cli.needs_server"
    kind = ErrorKind.NOT_DONE


class BadAddress(TellmarkError):
    """The address to listen on is not HOST:PORT."""

    code = "cli.bad_address"
    kind = ErrorKind.USAGE


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("serve", epilog="Examples: tellmark serve  ·  tellmark serve --production")(serve)


def serve(
    address: Annotated[str | None, typer.Option(help="HOST:PORT to listen on; else [serve] address.")] = None,
    production: Annotated[bool, typer.Option(help="Refuse development keys and an open sandbox.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
) -> None:
    """Serve the verify page, `POST /v1/verify` for everyone and `POST /v1/mark` for those who have a key.

    Who may sign in is told by `tellmark account add`, and a program gets its key from `tellmark account key`.
    Nothing that is sent to be verified or checked is kept. The log goes to standard error, a JSON object a line. A
    connection is closed after 15 seconds without progress, and a client holds at most 64. It ends at Ctrl-C or
    SIGTERM, when running requests are done, or after 20 seconds: what is not done by then is answered with status
    503.
    """
    place = installation(home)
    _need_server()
    host, port = split_address(address or place.settings.get(SERVE_ADDRESS))
    _run(place, host, port, production=production)


def split_address(text: str) -> tuple[str, int]:
    """Split HOST:PORT (an IPv6 host in brackets). Raises BadAddress."""
    match = _ADDRESS.fullmatch(text)
    if match is None or not 0 <= int(match[2]) <= 65535:
        raise BadAddress(f"{text} is no address to listen on", "Write HOST:PORT, such as 127.0.0.1:8700.")
    return match[1].strip("[]"), int(match[2])


def _run(place: Installation, host: str, port: int, *, production: bool) -> None:
    # Only here: they need the extra.
    import uvicorn

    from tellmark.surface import logs
    from tellmark.web.asgi import make_app
    from tellmark.web.connections import behind
    from tellmark.web.wiring import limits_of, parts_of, proxies_of, refuse_development

    proxies = proxies_of(place)

    if production:
        refuse_development(place)
    else:
        _first_database(place)
    signal.signal(signal.SIGTERM, _end)
    with parts_of(place, os.environ, f"{host}:{port}") as parts:
        app = make_app(parts, limits_of(place), development=not production, https=production, proxies=proxies)
        logs.to_stderr()
        gc.collect()
        gc.freeze()  # what stands now stands to the end: to go through it for garbage would make requests wait
        _say(place.public_address(f"{host}:{port}"))
        uvicorn.run(
            app,
            host=host,
            port=port,
            http=behind(proxies),
            ws="none",
            lifespan="off",  # nothing of ours needs one, and a second Ctrl-C would log how it was cut off
            proxy_headers=False,  # it would believe whoever asks from this machine
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=_PATIENCE,
            limit_concurrency=200,
        )


def _end(_number: int, _frame: object) -> None:
    """End in good order: uvicorn lets running requests finish, then raises the signal once more."""
    raise SystemExit(0)


def _need_server() -> None:
    needed = ("alembic", "fastapi", "jinja2", "python_multipart", "segno", "sqlalchemy", "uvicorn", "webauthn")
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise NeedsServer(f"`tellmark serve` needs {', '.join(missing)}", "pip install 'tellmark[server]'")


def _first_database(place: Installation) -> None:
    """Make the database where development has none yet; one that is there is upgraded by its own command only."""
    place.keys.load(now())  # an installation first: it makes the folder, and keeps it out of git
    if not place.has_database():
        place.furnish()


def _say(address: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"Tellmark is at {address}/ (Ctrl-C ends it)")
