"""Every error has a stable code, a sentence, and an entry that `tellmark explain` prints and docs/errors.md shows."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import tellmark
from tellmark.cli.explain import UnknownCode, explain, known_errors
from tellmark.values.errors import ErrorKind, TellmarkError

DOCS = Path(__file__).parents[2] / "docs"


def classes(root: type[TellmarkError] = TellmarkError) -> Iterator[type[TellmarkError]]:
    for kind in root.__subclasses__():
        if "code" in vars(kind) and kind.__module__.startswith("tellmark."):  # a test may make its own
            yield kind
        yield from classes(kind)


@pytest.fixture(scope="module")
def errors() -> list[type[TellmarkError]]:
    for module in pkgutil.walk_packages(tellmark.__path__, "tellmark."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return list(classes())


def test_no_two_errors_share_a_code(errors: list[type[TellmarkError]]) -> None:
    assert [code for code, count in Counter(error.code for error in errors).items() if count > 1] == []


def test_every_code_is_a_room_and_a_word(errors: list[type[TellmarkError]]) -> None:
    assert [error.code for error in errors if not re.fullmatch(r"[a-z0-9]+(\.[a-z0-9_]+)+", error.code)] == []


def test_every_error_has_a_kind_and_a_sentence(errors: list[type[TellmarkError]]) -> None:
    assert [error.__name__ for error in errors if error.kind not in ErrorKind or not error.__doc__] == []


def test_every_error_has_an_entry(errors: list[type[TellmarkError]]) -> None:
    page = (DOCS / "errors.md").read_text("utf-8")
    codes = {error.code for error in errors}
    assert codes == known_errors().keys()
    assert {code for code in codes if f"\n## {code}\n" not in page} == set()


def test_explain_prints_an_entry(capsys: pytest.CaptureFixture[str]) -> None:
    explain("error[media.empty]")
    said = capsys.readouterr().out
    assert said.startswith("media.empty\n")
    assert known_errors()["media.empty"]["means"] in said
    assert "Exit code 4" in said


def test_explain_without_a_code_lists_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    explain(None)
    assert len(capsys.readouterr().out.splitlines()) == len(known_errors())


def test_explain_names_the_nearest_code() -> None:
    with pytest.raises(UnknownCode) as caught:
        explain("media.emty")
    assert "media.empty" in caught.value.remedy
