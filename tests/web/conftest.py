"""A server with invented answers: what it verifies, marks and signs is made up, the way through it is real."""

import base64
import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from in_process import InProcess
from known_programs import OneProgram
from remembered_repeats import RememberedRepeats
from tellmark.marks.check import check
from tellmark.marks.checks.model import Question
from tellmark.marks.model import Findings
from tellmark.marks.service import Marked, MarkOrder
from tellmark.media.kinds import kind_of
from tellmark.rules.library import shipped
from tellmark.rules.model import Grade, Operation, Owed, Plan
from tellmark.settings import Model
from tellmark.surface.limits import Limits
from tellmark.surface.principal import Knows
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.digests import sha256_of
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import uuid7
from tellmark.values.instants import rfc3339
from tellmark.verify.checks import SCHEMA, CheckReport, overall
from tellmark.verify.report import FileFacts, Note, Report, Tool, Verdict
from tellmark.web.asgi import Parts, make_app
from tellmark.web.health import Part
from tellmark.web.marking import JobDefaults
from tellmark.web.styleguide import CREDENTIAL, report_of

KEY = "tmk_a-key-for-tests"
UNMET = Owed("EU-COP-111", "EU", "Code of Practice, 1.1.1", Grade.P, "an imperceptible watermark")


class Locked(TellmarkError):
    """The key of this test cannot sign."""

    code = "proof.test_locked"
    kind = ErrorKind.NOT_DONE


@dataclass
class Verifies:
    """Answers `ai_attested` for a JPEG, `no_mark_found` for anything else; remembers what it was given."""

    seen: list[int] = field(default_factory=list)
    breaks: bool = False

    def verify(self, stream: BinaryIO, at: datetime) -> Report:
        if self.breaks:
            raise ZeroDivisionError(stream.read(100))
        digest, size = sha256_of(stream), stream.seek(0, 2)
        stream.seek(0)
        jpeg = stream.read(2) == b"\xff\xd8"
        self.seen.append(stream.fileno())
        report = report_of(Verdict.AI_ATTESTED, CREDENTIAL) if jpeg else report_of(Verdict.NO_MARK_FOUND)
        facts = FileFacts(digest, size, "image/jpeg" if jpeg else None)
        return Report(
            report.schema, report.verdict, report.cn_tier, facts, report.findings, (), report.notes,
            report.not_checked, report.checked_at, report.tool,
        )  # fmt: skip


@dataclass
class Checks:
    """Checks an invented credential against the shipped rules; remembers what was asked."""

    asked: list[Question] = field(default_factory=list)

    def check(self, stream: BinaryIO, question: Question, at: datetime) -> CheckReport:
        self.asked.append(question)
        jpeg = stream.read(2) == b"\xff\xd8"
        checked = check(shipped(), Findings((CREDENTIAL,)), "image", question) if jpeg else ()
        facts = FileFacts(sha256_of(stream), stream.seek(0, 2), "image/jpeg" if jpeg else None)
        return CheckReport(
            SCHEMA, overall(checked) if jpeg else None, facts, question.audiences, rfc3339(question.at),
            question.operation, "asked" if question.operation else "unknown", checked,
            () if jpeg else (Note("media.unknown_type"),), rfc3339(at), "0" * 64, Tool("tellmark", "0", None),
        )  # fmt: skip


@dataclass
class Marks:
    """Marks by putting five bytes before the end; counts how often."""

    orders: list[MarkOrder] = field(default_factory=list)

    def mark(self, source: BinaryIO, target: BinaryIO, order: MarkOrder, at: datetime, random: bytes) -> Marked:
        kind = kind_of(source)
        self.orders.append(order)
        target.write(source.read() + b"MARKS")
        plan = Plan(
            label=None,
            aigc=False,
            iptc=False,
            credential=True,
            served=(),
            unmet=(UNMET,),
            notes=(),
            rules_digest="0" * 64,
        )
        return Marked(uuid7(at, random), kind, plan, (CREDENTIAL,))


@dataclass
class Seals:
    """Signs with a digest that nobody else is supposed to know."""

    locked: bool = False

    def seal(self, payload: bytes) -> str:
        if self.locked:
            raise Locked("the key is locked", "Unlock it.")
        body = base64.urlsafe_b64encode(payload).decode().rstrip("=")
        return f"e30.{body}.{hashlib.sha256(b'secret' + payload).hexdigest()}"

    def opened(self, jws: str) -> bytes | None:
        try:
            payload = base64.urlsafe_b64decode(jws.split(".")[1] + "===")
        except (ValueError, IndexError):
            return None
        return payload if jws == self.seal(payload) else None


@dataclass
class Log:
    """A log of one tile, all of whose bytes are invented."""

    files: dict[str, bytes] = field(default_factory=lambda: {"checkpoint": b"signed\n", "tile/0/000.p/5": b"tile"})

    def get(self, path: str, largest: int) -> bytes | None:
        return self.files.get(path)

    def vkey(self) -> str:
        return "example.com/log+00000000+AQ=="


@dataclass
class House:
    """A server and what stands behind it."""

    verifies: Verifies = field(default_factory=Verifies)
    marks: Marks = field(default_factory=Marks)
    checks: Checks = field(default_factory=Checks)
    seals: Seals = field(default_factory=Seals)
    log: Log = field(default_factory=Log)
    knows: Knows = field(default_factory=lambda: OneProgram(KEY))
    ready: bool = True

    def parts(self) -> Parts:
        return Parts(
            self.verifies,
            self.marks,
            self.seals,
            self.knows,
            JobDefaults({"avatar-2": Model(Operation.FACE_SWAP)}, ("CN", "EU")),
            lambda: (Part("signing", self.ready, "proof.no_keys" if not self.ready else ""),),
            self.checks,
            RememberedRepeats(),
            Secret(bytes(SIZE)),
            log=self.log,
            tells_keys=lambda: "keys.as.jws",
        )

    def client(self, limits: Limits | None = None, *, development: bool = False, https: bool = False) -> InProcess:
        app = make_app(self.parts(), limits, development=development, https=https)
        return InProcess(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture
def house() -> House:
    """Return the parts of a server, to be changed before it is opened."""
    return House()


@pytest.fixture
def client(house: House) -> InProcess:
    """Return a client of a server with generous limits."""
    return house.client(Limits(upload=1_000_000, per_minute=10_000))


@pytest.fixture
def jpeg(photograph: Path) -> bytes:
    """Return a real photograph."""
    return photograph.read_bytes()


@pytest.fixture
def bearer() -> dict[str, str]:
    """Return the header that opens marking."""
    return {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[SimpleNamespace]:
    """Return what the server's log would hold, as the formatter writes it."""
    from tellmark.surface.logs import JsonLines

    def ours(record: logging.LogRecord) -> bool:
        return record.name.partition(".")[0] not in ("httpx", "httpcore", "asyncio")  # the test's own client

    caplog.set_level("DEBUG")
    yield SimpleNamespace(text=lambda: "\n".join(map(JsonLines().format, filter(ours, caplog.records))))
