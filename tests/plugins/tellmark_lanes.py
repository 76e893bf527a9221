"""Three lanes of tests (check, user, full), and the minutes that each suite may take (tests/budget.toml)."""

import os
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tellmark_needs import needs_of

TESTS = Path(__file__).parents[1]
BUDGET = tomllib.loads((TESTS / "budget.toml").read_text())
SPENT: defaultdict[str, float] = defaultdict(float)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --lane; without it CI=true runs everything and everybody else the user's lane."""
    default = "full" if os.environ.get("CI") == "true" else "user"
    lanes = ("check", "user", "full")
    parser.addoption("--lane", choices=lanes, default=default, help="which tests: check, user (not slow) or full")


def suite_of(path: Path) -> str:
    """Return the suite of a test file: its first folder under tests/, or its own name."""
    return path.relative_to(TESTS).parts[0].removesuffix(".py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not belong to the lane, and let browsers come last.

    An expression given with -m decides by itself. A browser leaves a running event loop in its process, in which no
    other test could start one.
    """
    items.sort(key=lambda item: suite_of(item.path) == "browser")
    lane = config.getoption("--lane")
    if lane == "full" or config.getoption("markexpr"):
        return
    suites, on_postgresql = BUDGET["lanes"].get(lane), BUDGET["lanes"]["postgresql"]

    def belongs(item: pytest.Item) -> bool:
        if item.get_closest_marker("slow") or (suites is not None and suite_of(item.path) not in suites):
            return False
        return "postgresql" not in needs_of(item) or suite_of(item.path) in on_postgresql

    if left_out := [item for item in items if not belongs(item)]:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if belongs(item)]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what each suite has taken."""
    parts = Path(report.nodeid.partition("::")[0]).parts
    SPENT[parts[1].removesuffix(".py") if len(parts) > 1 else parts[0]] += report.duration


def overspent(lane: str) -> list[str]:
    """Return a line for each suite that took more minutes than its budget in *lane*."""
    minutes = BUDGET["minutes"].get(lane, {})
    lines = []
    for suite, seconds in sorted(SPENT.items()):
        allowed = minutes.get(suite, minutes.get("default"))
        if allowed is not None and seconds > allowed * 60:
            lines.append(f"{suite}: {seconds / 60:.1f} min of {allowed} allowed")
    return lines


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in CI whose suites overspent; a slow machine elsewhere is nobody's fault."""
    in_charge = not hasattr(session.config, "workerinput")
    if in_charge and exitstatus == 0 and os.environ.get("CI") == "true" and overspent(_lane(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the seconds of each suite in the full lane, and in every lane the budgets that were exceeded."""
    if _lane(config) == "full":
        taken = ", ".join(f"{suite} {seconds:.0f}" for suite, seconds in sorted(SPENT.items()))
        terminalreporter.line(f"seconds by suite: {taken}")
    for line in overspent(_lane(config)):
        terminalreporter.line(f"over budget: {line} (tests/budget.toml)", red=True)


def _lane(config: pytest.Config) -> str:
    return str(config.getoption("--lane"))
