"""Every page of the assembled application: how long, how large, how much memory; `python bench/pages.py` prints tables.

It walks the routes and measures each that answers a browser with a page, so that a new page is measured unasked, in a
small house with real rows (`pages_house.py`). A page that cannot be opened there is missing, and that is a failure, but
for those that WITHOUT names with the reason; `python bench/pages.py routes` tells this and measures nothing. Time is
that of the application alone, in turn with a bare Starlette route that returns the same bytes. A first view is a page
and its style sheets, as sent.
"""

import asyncio
import gzip
import http.client
import multiprocessing
import os
import platform
import re
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import uvicorn
from fastapi import FastAPI
from pages_house import SETTINGS, Filled, fill
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tellmark.app import installation
from tellmark.proof.keys import KeyFolder
from tellmark.store.scope import HOME
from tellmark.surface.declared import declared
from tellmark.surface.limits import Limits
from tellmark.surface.principal import Assurance, FirstToKnow, Kind, Principal, Shown
from tellmark.web.asgi import make_app
from tellmark.web.wiring import parts_of

BUDGET = 60_000
ROUNDS, WARM, REQUESTS = 100, 10, 200
LANGUAGES = ("en", "zh-Hans")
FOR_PROGRAMS = ("/v1/", "/static", "/openapi", "/log/", "/.well-known", "/healthz", "/readyz")
_IN_A_PROOF = "only a browser that is proving who somebody is comes there"
_A_LIST = "a file of what is to be taken down, and no page"
WITHOUT = {
    "/c/{link}/passkey": _IN_A_PROOF,
    "/c/{link}/prove/done": _IN_A_PROOF,
    "/prove/done": _IN_A_PROOF,
    "/prove/{verifier}/back": _IN_A_PROOF,
    "/consents/{request_id}/uses/after/{effect}": _A_LIST,
    "/review/consents/effect/{effect}/outputs": _A_LIST,
    "/review": "it leads each officer to their own queue, and shows nothing",
}
"""The pages that have no row, each with the reason."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{43}")
_PART = re.compile(r"{(\w+)(?::\w+)?}")
_SHEET = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What a route answers, and the seconds that it took."""

    status: int
    kind: str
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Everybody:
    """Knows whoever names an id by it; whose *rights* are not told may do everything, so that no page is closed."""

    capabilities: frozenset[str]
    rights: Mapping[str, frozenset[str]]

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return them; whoever comes by a link is known by it."""
        if not shown.bearer or shown.link:
            return None
        may = self.rights.get(shown.bearer, self.capabilities)
        return Principal(shown.bearer, HOME, Kind.STAFF, frozenset(), may, Assurance(2, at), "one-session")


@dataclass(frozen=True)
class Page:
    """A page: its address, the id of who opens it (empty where a link, or nothing, tells), and what is on it."""

    address: str
    who: str
    what: str = ""

    @property
    def shown(self) -> str:
        """What the tables call it: its address without ids and secrets, which nobody reads."""
        return f"`{_ID.sub('…', self.address)}`" + (f" ({self.what})" if self.what else "")


@dataclass(frozen=True)
class Walk:
    """All *pages*; the routes that answer with *files*; what is *missing*, each with what is wrong."""

    pages: list[Page] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def tell(self) -> None:
        """Print what is not measured, and why."""
        told = [f"`{path}` ({reason})" for path, reason in WITHOUT.items()]
        print(f"\nLeft out: {', '.join(told)}.\n\nFiles, and no pages: {', '.join(self.files)}.")
        if self.missing:
            print(f"\n**Missing: {', '.join(self.missing)}.** Let `pages_house.py` or `pages_more.py` make what they"
                  " show, or say in WITHOUT why they have no row.")  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Measure every page and print two Markdown tables, or tell only which there are; return 1 if one is missing."""
    with tempfile.TemporaryDirectory() as home:
        filled = furnished(Path(home))
        with application(Path(home)) as app:
            walk = asyncio.run(found(app, filled))
            if "routes" in words:
                print(*(page.shown for page in walk.pages), sep="\n")
            else:
                measured(app, walk)
        if "routes" not in words:
            grown(Path(home), walk.pages)
    walk.tell()
    return 1 if walk.missing else 0


def measured(app: FastAPI, walk: Walk) -> None:
    """Print the table of times and sizes."""
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, Python "
          f"{platform.python_version()}, {len(walk.pages)} pages, {ROUNDS} rounds in turn, load "
          f"{os.getloadavg()[0]:.1f}\n")  # fmt: skip
    asyncio.run(timed(app, walk.pages))
    print()


def furnished(home: Path) -> Filled:
    """Make an installation in *home*, and fill it."""
    (home / "tellmark.toml").write_text(SETTINGS, "utf-8")
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    place = installation(home, {})
    place.furnish()
    return fill(place)


@contextmanager
def application(home: Path, rights: Mapping[str, frozenset[str]] = MappingProxyType({})) -> Iterator[FastAPI]:
    """Open the application over the installation in *home*; *rights* are those of whoever may not do everything."""
    place = installation(home, {})
    with parts_of(place, {}) as parts:
        needed = frozenset().union(*(route.needs for route in declared(make_app(parts, development=True).routes)))
        knows = FirstToKnow((Everybody(needed, rights), parts.knows))
        yield make_app(replace(parts, knows=knows), Limits(per_minute=1_000_000), development=True)


async def found(app: FastAPI, filled: Filled) -> Walk:
    """Return the pages of *app*, each route's once and then what the house has *also*; and what cannot be opened."""
    walk = Walk()
    for route in declared(app.routes):
        if "GET" in route.methods and not route.path.startswith(FOR_PROGRAMS):
            wrong = await opened(app, walk, route.path, examples(filled, route.path))
            walk.missing.extend(_told(route.path, wrong))
    for again in filled.also:
        known = {**examples(filled, again.path), **again.parts}
        walk.missing.extend(_told(again.path, await opened(app, walk, again.path, known, again.what)))
    gone = WITHOUT.keys() - {route.path for route in declared(app.routes)}
    walk.missing.extend(f"`{path}` (is no route)" for path in sorted(gone))
    return walk


def _told(path: str, wrong: str) -> list[str]:
    """Return what is to be told of *path*: what is *wrong*, or that nothing is where a reason says that there is."""
    if path in WITHOUT:
        return [] if wrong else [f"`{path}` (can be opened, and has a reason why not)"]
    return [f"`{path}` ({wrong})"] if wrong else []


async def opened(app: FastAPI, walk: Walk, path: str, known: Mapping[str, str], what: str = "") -> str:
    """Put the page at *path*, its parts as they are *known*, into *walk*; return what is wrong where there is none."""
    if unknown := [part for part in _PART.findall(path) if part not in known]:
        return f"nobody knows its {unknown[0]}"
    page = Page(_PART.sub(r"{\1}", path).format(**known), known.get("who", ""), what)
    answer = await asked(app, page.address, page.who)
    if answer.status != 200:
        return f"answers {answer.status}"
    if answer.kind.startswith("text/html"):
        walk.pages.append(page)
    else:
        walk.files.append(f"`{path}` ({answer.kind})")
    return ""


def examples(filled: Filled, path: str) -> dict[str, str]:
    """Return what stands for the parts of *path*: what its longest beginning knows, and beside it what all know."""
    begins = sorted((begin for begin in filled.examples if path.startswith(begin)), key=len)
    return {name: value for begin in begins for name, value in filled.examples[begin].items()}


async def asked(app: Any, address: str, who: str = "", language: str = "en") -> Answer:
    """Ask *app* for *address* as the browser of *who* would, without a network between."""
    path, _, query = address.partition("?")
    headers = [(b"host", b"localhost"), (b"accept", b"text/html"), (b"accept-language", language.encode())]
    if who:
        headers.append((b"authorization", f"Bearer {who}".encode()))
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
             "headers": headers, "client": ("127.0.0.1", 1), "server": ("localhost", 80)}  # fmt: skip
    status, kind, body, sent = 0, "", bytearray(), False

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:  # the browser stays
            await asyncio.Event().wait()
        sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status = message["status"]
            kind = dict(message["headers"]).get(b"content-type", b"").decode()
        else:
            body.extend(message.get("body", b""))

    began = time.perf_counter()
    await app(scope, receive, send)
    return Answer(status, kind, bytes(body), time.perf_counter() - began)


async def timed(app: FastAPI, pages: list[Page]) -> None:
    """Print how long each page takes beside its floor, and how large its first view is."""
    print("| page | p50, ms | p95, ms | floor p50, ms | against the floor | first view, kB (en, zh) | with gzip, kB |\n"
          "|---|---|---|---|---|---|---|")  # fmt: skip
    for page in pages:
        bodies = [(await asked(app, page.address, page.who, language)).body for language in LANGUAGES]
        floor = bare(bodies[0])
        ours, theirs = [], []
        for turn in range(WARM + ROUNDS):
            one, other = [await asked(each, page.address, page.who) for each in (app, floor)]
            if turn >= WARM:
                ours.append(one.seconds * 1000)
                theirs.append(other.seconds * 1000)
        views = [await view(app, body) for body in bodies]
        plain, packed = ([sum(map(size, view)) / 1000 for view in views] for size in (len, _packed))
        late = "" if max(plain) * 1000 <= BUDGET else " **over 60**"
        p50, p95 = statistics.median(ours), statistics.quantiles(ours, n=20)[-1]
        print(f"| {page.shown} | {p50:.2f} | {p95:.2f} | {statistics.median(theirs):.2f} | "
              f"{p50 / statistics.median(theirs):.0f} | {plain[0]:.1f}, {plain[1]:.1f}{late} | "
              f"{packed[0]:.1f}, {packed[1]:.1f} |")  # fmt: skip


def bare(body: bytes) -> Starlette:
    """Return an application that answers everything with *body*."""

    async def answer(_: Request) -> Response:
        return Response(body, media_type="text/html")

    return Starlette(routes=[Route("/{path:path}", answer)])


async def view(app: FastAPI, body: bytes) -> list[bytes]:
    """Return what a browser loads for a first view without script: the page and its style sheets."""
    sheets = _SHEET.findall(body.decode())
    return [body, *[(await asked(app, sheet)).body for sheet in sheets]]


def _packed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def grown(home: Path, pages: list[Page]) -> None:
    """Print how much a server's memory grows over many requests of each page."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=served, args=(home, port))
    server.start()
    try:
        _wait_for(port)
        assert server.pid is not None
        _ask_all(port, pages, 20)
        print(f"| after {REQUESTS} more requests of | resident, MiB | grown by, KiB | load |\n|---|---|---|---|")
        before = first = _resident(server.pid)
        most = _resident(server.pid, "VmHWM")
        for page in pages:
            _ask(port, page, REQUESTS)
            after = _resident(server.pid)
            print(f"| {page.shown} | {after / 1024:.1f} | {after - before} | {os.getloadavg()[0]:.0f} |", flush=True)
            before = after
        _ask_all(port, pages, REQUESTS)
        last = _resident(server.pid)
        print(f"| all of them once more | {last / 1024:.1f} | {last - before} | {os.getloadavg()[0]:.0f} |")
        peak = _resident(server.pid, "VmHWM")
        print(f"\nAt first, warm: {first / 1024:.1f} MiB. The most at any time: {most / 1024:.1f} MiB until then, "
              f"{peak / 1024:.1f} until the end. It is the server's own process, without its sandboxes.")  # fmt: skip
    finally:
        server.terminate()
        server.join(30)


def served(home: Path, port: int) -> None:
    """Serve the application on *port* until the process is ended."""
    with application(home) as app:
        uvicorn.run(app, port=port, log_config=None, access_log=False, lifespan="off")


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return


def _ask_all(port: int, pages: list[Page], times: int) -> None:
    for page in pages:
        _ask(port, page, times)


def _ask(port: int, page: Page, times: int) -> None:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    known = {"Authorization": f"Bearer {page.who}"} if page.who else {}
    for _ in range(times):
        wire.request("GET", page.address, headers={"Accept": "text/html", **known})
        answer = wire.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{page.address} answered {answer.status}")
    wire.close()


def _resident(pid: int, name: str = "VmRSS") -> int:
    """Return the resident memory of a process in KiB: now, or the most that it ever was (VmHWM)."""
    told = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(told.partition(f"{name}:")[2].split()[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
