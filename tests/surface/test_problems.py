"""Errors at the edge of the web."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import tellmark
from tellmark.store.errors import NotAllowed, NotFound, StoreBusy
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.errors import SubjectErased
from tellmark.surface import problems
from tellmark.surface.errors import NoFile, NotAllowedHere, NotKnown, TooLarge, TooMany
from tellmark.surface.logs import JsonLines
from tellmark.surface.rendering import Pages
from tellmark.values.errors import ErrorKind, Malformed, TellmarkError
from tellmark.values.languages import Language

SOURCE = Path(tellmark.__file__).parent


def test_every_kind_of_error_has_a_status_and_a_title() -> None:
    assert problems.STATUSES.keys() == problems.TITLES.keys() == set(ErrorKind)
    assert all(400 <= status < 600 for status in problems.STATUSES.values())


def test_a_problem_document_has_the_members_of_rfc_9457() -> None:
    document = problems.problem(TooLarge(200), "01a202bb-67f0-7c95-83e7-cae9f67f2a26")
    assert {"type", "title", "status", "detail", "instance"} <= document.keys()
    assert document["status"] == 413
    assert document["detail"] == "The file is larger than 200 MB, the most that this service takes."


def test_our_own_errors_speak_the_readers_language() -> None:
    what, remedy, spoken = problems.sentences(TooMany(7), Language.ZH)
    assert "7 秒" in remedy
    assert what.endswith("。")
    assert spoken is Language.ZH
    assert problems.sentences(NoFile(), Language.EN)[0] == "No file was chosen."


@pytest.mark.parametrize("language", list(Language))
def test_only_a_program_that_nobody_knows_is_told_how_programs_show_who_they_are(language: Language) -> None:
    assert "Bearer" in str(problems.problem(NotKnown(), "")["remedy"])
    assert "Bearer" not in problems.sentences(NotKnown(), language)[1]


@pytest.mark.parametrize("language", list(Language))
def test_only_a_program_is_told_what_the_right_is_called_that_it_lacks(language: Language) -> None:
    assert "consent.request" in str(problems.problem(NotAllowedHere("consent.request"), "")["detail"])
    with pytest.raises(NotAllowed) as deeper:
        Scope(HOME, "somebody", frozenset()).demand("consent.request")
    for error in (NotAllowedHere("consent.request"), deeper.value):
        assert "consent.request" not in " ".join(problems.sentences(error, language)[:2])


@pytest.mark.parametrize(
    "error", [NotFound("there is no such consent here"), NotAllowed("no", "ask"), SubjectErased(), StoreBusy()]
)
def test_what_people_meet_of_other_rooms_is_worded_for_them(error: TellmarkError) -> None:
    what, remedy, spoken = problems.sentences(error, Language.ZH)
    assert (what.endswith("。"), remedy.endswith("。"), spoken) == (True, True, Language.ZH)
    if not isinstance(error, NotAllowed):  # what it names is for programs
        assert problems.sentences(error, Language.EN)[1] == error.remedy


def test_errors_of_other_rooms_are_marked_as_english() -> None:
    what, _, spoken = problems.sentences(Malformed("JPEG", "the segment is cut off"), Language.ZH)
    assert (what, spoken) == ("JPEG: the segment is cut off", Language.EN)


def test_what_a_file_wrote_is_escaped_on_a_page() -> None:
    pages = Pages([], [])
    shown: dict[str, Any] = {"title": "<b>", "what": "<script>", "remedy": '"&', "spoken": "en", "number": None}
    html = pages.text("problem.html", Language.EN, "/", **shown)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_command_that_a_remedy_names_is_set_as_code_wherever_a_page_tells_one() -> None:
    shown: dict[str, Any] = {"title": "", "what": "", "spoken": "en", "number": None}
    html = Pages([], []).text("problem.html", Language.EN, "/", **shown, remedy="See `tellmark --help` <b>.")
    assert "See <code>tellmark --help</code> &lt;b&gt;." in html
    written = [line for path in SOURCE.rglob("*.html") for line in path.read_text("utf-8").splitlines()]
    told = [one for line in written for one in re.findall(r"{{ *([^}]*\bremedy\b[^}]*?) *}}", line) if "_(" not in one]
    assert len(told) > 4
    assert [one for one in told if not one.endswith("| coded")] == []


def test_an_exception_that_a_library_logs_loses_its_message() -> None:
    try:
        raise ValueError("planted body")
    except ValueError as error:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, "it broke", (), (ValueError, error, None))
    line = JsonLines().format(record)
    assert "ValueError" in line
    assert "planted" not in line
