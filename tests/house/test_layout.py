"""The size and the manners of every file that we write. Docstrings, complexity and style are ruff's (`make lint`)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for part in ("src", "tests", "scripts", "bench") for path in (ROOT / part).rglob("*.py"))
FILES = [path for path in FILES if "node_modules" not in path.parts]
SOURCES = [path for path in FILES if path.is_relative_to(ROOT / "src")]

CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
CHANCE = {"uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4", "os.urandom", "urandom"}
HOMES = {"values/instants.py", "values/ids.py"}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in FILES}


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_function_is_longer_than_eighty_lines(trees: dict[Path, ast.Module]) -> None:
    long = {
        f"{named(path)}:{function.name}": length
        for path, tree in trees.items()
        for function in functions(tree)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > 80
    }
    assert long == {}


def test_the_clock_and_chance_are_asked_in_one_place_each(trees: dict[Path, ast.Module]) -> None:
    """Invariant 15: time, randomness, keys and ids are arguments."""
    askers = {
        f"{named(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path, tree in trees.items()
        if path in SOURCES and path.relative_to(ROOT / "src" / "tellmark").as_posix() not in HOMES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and asks(ast.unparse(node.func))
    }
    assert askers == set()


def asks(function: str) -> bool:
    """Tell whether a call asks the clock or the dice, however its module was imported."""
    parts = function.split(".")
    return ".".join(parts[-2:]) in CLOCKS | CHANCE or function in CHANCE or parts[0] == "secrets"


@pytest.mark.parametrize("call", ["datetime.now", "datetime.datetime.now", "uuid4", "os.urandom", "secrets.token_hex"])
def test_the_watch_over_the_clock_sees(call: str) -> None:
    assert asks(call)


@pytest.mark.parametrize("call", ["now", "instants.now", "time.monotonic", "hmac.new", "uuid7"])
def test_the_watch_over_the_clock_lets_pass(call: str) -> None:
    assert not asks(call)


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [named(path) for path in FILES if VAGUE & set(path.stem.split("_"))] == []


def test_every_package_says_what_it_is_for(trees: dict[Path, ast.Module]) -> None:
    silent = [named(path) for path in SOURCES if path.read_text("utf-8").strip() and not ast.get_docstring(trees[path])]
    assert silent == []


def test_no_error_is_swallowed_whole(trees: dict[Path, ast.Module]) -> None:
    """A bug crashes, gets an id, and is told: only an edge catches everything, and says why on the line."""
    catchers = [
        f"{named(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(trees[path])
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not passes_on(node)
        and "BLE001" not in path.read_text("utf-8").splitlines()[node.lineno - 1]
    ]
    assert catchers == []


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler only cleans up, and raises what it caught again."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


CODES = r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z, -]+\])?"
EXEMPTION = re.compile(r"#\s*(?:no" + r"qa|type:\s*ig" + r"nore)\b" + CODES + "(?P<why>.*)")


def without_reason(line: str) -> bool:
    """Tell whether a line is exempt from a check and does not say why."""
    exemption = EXEMPTION.search(line)
    return exemption is not None and not re.search(r"[a-z]{2,}", exemption["why"])


def test_an_exemption_from_a_check_gives_its_reason() -> None:
    bare = [
        f"{named(path)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if without_reason(line)
    ]
    assert bare == []


@pytest.mark.parametrize(
    "line", ["x = 1  # no" + "qa", "x = 1  # no" + "qa: E501", "x = f()  # type: ig" + "nore[arg-type]"]
)
def test_an_exemption_without_a_reason_is_seen(line: str) -> None:
    assert without_reason(line)


@pytest.mark.parametrize("line", ["x  # no" + "qa: E501 (a table)", "x  # no" + "qa: A002, B008 - because", "x = 1"])
def test_an_exemption_with_a_reason_passes(line: str) -> None:
    assert not without_reason(line)
