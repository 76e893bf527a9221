"""Schemathesis over the assembled application: every route of its document, as one role, in all phases.

It is given real small files where a file is asked for, and two checks beside its own: every error is a problem document
with a code and a remedy, and no answer, and no line of the log, gives away what was planted for nobody to meet.
"""

import io
import logging
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from PIL import Image
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import ServerError
from schemathesis.engine import Status, events, from_schema

from planted import Planted
from tellmark.surface.logs import JsonLines
from tellmark.surface.problems import MEDIA_TYPE

OWN_DOCUMENTS = frozenset({("/readyz", 503)})
"""Answers that say that something is wrong in a document of their own."""


@dataclass(frozen=True)
class Finding:
    """What is wrong: at which operation (or in the log), by which check, in what words, and how to see it again."""

    where: str
    check: str
    told: str
    again: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.check}: {self.told}\n    {self.again}"


@dataclass(frozen=True)
class Swarm:
    """What came of a run: the requests that were sent, the operations they went to, and what was found."""

    requests: int
    operations: frozenset[str]
    findings: tuple[Finding, ...]


def swarm(app: FastAPI, role: str, seed: int, examples: int, seconds: int | None = None) -> Swarm:
    """Send at least *examples* requests of each mode to each operation of *app* as *role*, or until *seconds* are up.

    *app* knows what is planted (`app.state.house.planted`).
    """
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "generation": {"max-examples": examples, "database": "none"},
            # Whether a file or a territory is one that is known, no schema can say.
            "checks": {"positive_data_acceptance": {"enabled": False}},
            **({"max-time": seconds} if seconds else {}),
        }
    )
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    schema.config.update(headers={"Authorization": f"Bearer {role}"} if role else {}, continue_on_failure=True)
    found: dict[tuple[str, str], Finding] = {}
    requests, operations = 0, set()
    with listened() as lines:
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                requests += len(event.recorder.interactions)
                operations |= {node.value.operation.label for node in event.recorder.cases.values()}
            for one in _findings(event):
                found.setdefault((one.where, one.check), one)
    told = app.state.house.planted.given_away("\n".join(lines).encode())
    told |= {"the key" for line in lines if app.state.house.key in line}
    if told:
        found["log", "given_away"] = Finding("the log", "given_away", ", ".join(sorted(told)))
    return Swarm(requests, frozenset(operations), tuple(found.values()))


def _findings(event: events.EngineEvent) -> Iterator[Finding]:
    if isinstance(event, events.NonFatalError | events.FatalError):
        error: Any = getattr(event, "value", None) or getattr(event, "exception", None)
        yield Finding(str(getattr(event, "label", "the run")), type(error).__name__, str(error))
    if not isinstance(event, events.ScenarioFinished):
        return
    for number, checks in event.recorder.checks.items():
        for check in checks:
            if check.status is not Status.SUCCESS and check.failure_info is not None:
                failure, case = check.failure_info.failure, event.recorder.cases[number].value
                if check.name == "negative_data_rejection" and _is_the_same_on_the_wire(failure.message, case):
                    continue
                if isinstance(failure, ServerError) and (case.path, failure.status_code) in OWN_DOCUMENTS:
                    continue
                yield Finding(case.operation.label, check.name, f"{failure.title} {failure.message}", _again(case))


def _is_the_same_on_the_wire(told: str, case: Any) -> bool:
    """Tell whether all that is wrong are lists of at most one text in a form: there they are that text, or nothing."""
    wrong = [line for line in told.splitlines() if "violates" in line]
    if case.media_type != "multipart/form-data" or not all("became array" in line for line in wrong):
        return False
    return all(len(value) < 2 for value in case.body.values() if isinstance(value, list))


def _again(case: Any) -> str:
    try:
        return str(case.as_curl_command())[:1000]
    except Exception as unspeakable:  # noqa: BLE001 (the finding counts, not how it is spelt)
        return f"(no command line can say it: {type(unspeakable).__name__})"


@contextmanager
def listened() -> Iterator[list[str]]:
    """Collect what a server would write down while the block runs, as its formatter writes it."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    listener, root = Listener(), logging.getLogger()
    listener.setFormatter(JsonLines())
    before = root.level
    root.addHandler(listener)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(listener)
        root.setLevel(before)


# --- our own checks, and files that are files ---


@schemathesis.check
def problem_document(_: Any, response: Any, case: Any) -> None:
    """Every error is a problem document: with a stable code, words about this case, and a remedy."""
    if response.status_code < 400 or (case.path, response.status_code) in OWN_DOCUMENTS:
        return
    if case.method.upper() == "HEAD":
        return
    kind = response.headers.get("content-type", [""])[0]
    assert kind == MEDIA_TYPE, f"{response.status_code} with {kind!r}"
    document = response.json()
    for name in ("type", "title", "detail", "instance", "code", "remedy"):
        assert isinstance(document[name], str), name
        assert document[name], name
    assert document["status"] == response.status_code


@schemathesis.check
def nothing_given_away(_: Any, response: Any, case: Any) -> None:
    """No answer, in its headers or its body, gives away what was planted for nobody to meet."""
    planted: Planted = case.operation.app.state.house.planted
    told = "\n".join(f"{name}: {value}" for name, values in response.headers.items() for value in values).encode()
    log = case.path.startswith("/log/")
    if found := planted.given_away(told + b"\n" + response.content, of_public_log=log):
        raise AssertionError(f"gives away {', '.join(sorted(found))}")


def _picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((48, 32), 80).convert("RGB").save(file, kind)
    return file.getvalue()


def _sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(800))
    return file.getvalue()


schemathesis.openapi.format(
    "binary", st.sampled_from([_picture("JPEG"), _picture("PNG"), _sound(), b"", b"\xff\xd8"]) | st.binary(max_size=500)
)
