"""A server with invented answers, and a browser to look at it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Literal

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from known_programs import OneProgram
from program_keys import OPERATOR
from remembered_repeats import RememberedRepeats
from served_app import listening, served
from tellmark.app import installation
from tellmark.identity.accounts.desk import Desk
from tellmark.identity.accounts.knowing import KnownVisitors
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.passkeys.ceremony import relying_on
from tellmark.identity.accounts.service import make_link, open_account
from tellmark.marks.check import check
from tellmark.marks.checks.model import Question
from tellmark.marks.model import Findings
from tellmark.proof.keys import KeyFolder
from tellmark.rules.library import shipped
from tellmark.rules.overlay import load_overlay, with_overlay
from tellmark.rules.pack import Library
from tellmark.store.database import Database
from tellmark.store.scope import HOME
from tellmark.store.vault.vault import Vault
from tellmark.surface.limits import Attempts, Limits
from tellmark.surface.principal import Knows
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.ids import entropy
from tellmark.values.instants import now, rfc3339
from tellmark.verify.checks import SCHEMA, CheckReport, overall
from tellmark.verify.report import Note, Report
from tellmark.web.asgi import Parts, make_app
from tellmark.web.marking import JobDefaults
from tellmark.web.styleguide import CREDENTIAL, MALFORMED, every_kind_of_report

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORTS = list(every_kind_of_report())


class Verifies:
    """Answers with the invented report whose number is the file's first character."""

    def verify(self, stream: BinaryIO, at: object) -> Report:
        stream.seek(0)
        return REPORTS[int(stream.read(1))]


class Seals:
    """Signs nothing, but keeps its own answers apart."""

    def __init__(self) -> None:
        self.sealed: dict[str, bytes] = {}

    def seal(self, payload: bytes) -> str:
        name = f"e30.{len(self.sealed)}.sig"
        self.sealed[name] = payload
        return name

    def opened(self, jws: str) -> bytes | None:
        return self.sealed.get(jws)


class Checks:
    """Checks an invented credential against the shipped rules; anything but its own file cannot be read."""

    def check(self, stream: BinaryIO, question: Question, at: datetime) -> CheckReport:
        readable = stream.read(1) == b"0"
        checked = check(shipped(), Findings((CREDENTIAL, MALFORMED)), "image", question) if readable else ()
        return CheckReport(
            SCHEMA, overall(checked) if readable else None, REPORTS[0].file, question.audiences, rfc3339(question.at),
            question.operation, "unknown", checked, () if readable else (Note("media.empty"),), rfc3339(at), "0" * 64,
            REPORTS[0].tool,
        )  # fmt: skip


class Marks:
    """Never asked here."""

    def mark(self, *_: Any) -> Any:
        raise NotImplementedError


OVERLAY = """
[[rule]]
id = "OWN-1"
territory = "EU"
owner = "Trust and Safety"
reason = "we make no voices for adverts"
what = "no voice clones for adverts"
cites = "Handbook, page 4"
grade = "P"
from = 2026-01-01
do = [{ ask = "condition", needs = "refuse" }]
"""


def overlaid() -> Library:
    """Give the shipped rules and one refusal of an operator."""
    return with_overlay(shipped(), load_overlay(OVERLAY.encode()))


def parts_with(knows: Knows, desk: Desk | None = None) -> Parts:
    """Return the parts of a server with invented answers."""
    return Parts(
        Verifies(),
        Marks(),
        Seals(),
        knows,
        JobDefaults({}, ("CN", "EU")),
        tuple,
        Checks(),
        RememberedRepeats(),
        Secret(bytes(SIZE)),
        overlaid,
        desk=desk,
    )


LIMITS = Limits(upload=1_000_000, per_minute=100_000)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served(make_app(parts_with(OneProgram()), LIMITS, development=True)) as address:
        yield address


@dataclass
class Office:
    """A server where people sign in, at the name that passkeys need, and its accounts."""

    origin: str
    database: Database
    vault: Vault

    def link(self, name: str, *roles: Role) -> str:
        """Open an account, and return the address of its link."""
        with self.database.write(OPERATOR) as unit:
            account = open_account(unit, self.vault, name, roles)
            return f"{self.origin}/enrol/{make_link(unit, account.id, entropy(32)).secret}"


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home, sock = tmp_path_factory.mktemp("office"), listening()
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", now())
    place, origin = installation(home, {}), f"http://localhost:{sock.getsockname()[1]}"
    place.furnish()
    with place.database() as database, place.vault_place.open() as vault:
        desk = Desk(database, vault, relying_on(origin), entropy, Attempts(100_000))
        app = make_app(parts_with(KnownVisitors(database, HOME), desk), LIMITS, development=True)
        with served(app, sock):
            yield Office(origin, database, vault)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def scheme() -> str:
    return "light"


@pytest.fixture
def context(browser: Browser, scheme: Literal["light", "dark"]) -> Iterator[BrowserContext]:
    with browser.new_context(color_scheme=scheme) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with context.new_page() as opened:
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
        answers = ("(Forbidden)", "404", "422")  # statuses that a test may have asked for
        assert [one for one in complaints if not any(status in one for status in answers)] == []
