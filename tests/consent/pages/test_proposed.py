"""What one officer recorded, as others read it: until the day that was typed, and to be let be by a second officer."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from consent_house import OFFICER, House, Reader
from tellmark.consent.errors import NotYours
from tellmark.consent.model import ANSWER, CONFIRM, RepresentativeState, StandingKind
from tellmark.consent.service import end_representative
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.store.errors import NotAllowed
from tellmark.store.leaves import Leaves
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind

DIGEST, CONFIRMS = "ab" * 32, "/review/consents/confirm"


@pytest.fixture
def proposed(house: House, officer: Reader, second: Reader) -> tuple[SubjectId, SubjectId, str]:
    """Let an officer record a guardian; return the person, the guardian, and the second officer's case."""
    request, _link = house.ask()
    mother, path = house.somebody(), f"/review/consents/person/{request.subject}/speaker"
    told = {"speaker": mother, "role": "guardian", "paper": "court_order", "document": DIGEST,
            "since": "2026-01-01", "until": "2031-01-01", "may": "both"}  # fmt: skip
    officer.send(officer.get(path), path, **told)
    queue = second.get("/review/consents/confirm")
    case = re.findall(r'href="(/review/consents/confirm/speaker/[0-9a-z-]+)\?', queue.html)[-1]
    return request.subject, mother, case


def state(house: House, mother: SubjectId) -> RepresentativeState:
    with house.database.read(house.as_(OFFICER)) as unit:
        (found,) = KnownRepresentatives(unit).by(principal=mother)
        return found.state


def test_everybody_reads_the_last_day_that_was_typed(
    house: House, officer: Reader, second: Reader, proposed: tuple[SubjectId, SubjectId, str]
) -> None:
    person, mother, case = proposed
    told = [officer.get(f"/review/consents/person/{person}"), second.get(case)]
    second.send(told[1], case, decision="confirm", reason="documents")
    told += [house.signed_in(who, Kind.PERSON, ANSWER).get("/me/speakers") for who in (person, mother)]
    for page in told:
        assert "from 1 Jan 2026" in page.text
        assert "until 1 Jan 2031" in page.text, page.text


def test_whoever_reads_by_headings_skips_no_level_where_somebody_is_to_speak(
    house: House, proposed: tuple[SubjectId, SubjectId, str]
) -> None:
    for who in proposed[:2]:
        html = house.signed_in(who, Kind.PERSON, ANSWER).get("/me/speakers").html
        levels = [int(one) for one in re.findall(r"<h([1-6])", html)]
        assert 3 in levels
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_a_second_officer_lets_be_whose_document_is_false(
    house: House, second: Reader, proposed: tuple[SubjectId, SubjectId, str]
) -> None:
    _, mother, case = proposed
    assert "There is no reason" in second.send(second.get(case), case, decision="let_be").text
    page = second.get(case)
    done = second.send(page, case, decision="let_be", reason="documents")
    assert done.path == "/review/consents/confirm", done.text
    assert case not in done.html
    assert state(house, mother) is RepresentativeState.ENDED
    with house.database.read(house.as_(OFFICER)) as unit:
        (why,) = [one.body for one in Leaves(unit).all() if b"consent.case_reasoned" in one.body]
    assert b'"outcome":"ended"' in why
    late = second.send(page, case, decision="let_be", reason="documents")
    assert (late.status, "waits for nobody any more" in late.text) == (422, True)


@pytest.mark.parametrize(("kind", "words"), [("deceased", ("Dead", "已去世")), ("minor", ("Not of age", "未成年"))])
def test_the_second_officer_s_queue_says_in_words_what_a_person_is_said_to_be(
    house: House, officer: Reader, second: Reader, kind: str, words: tuple[str, str]
) -> None:
    request, _link = house.ask()
    path = f"/review/consents/person/{request.subject}/standing"
    told = {"kind": kind, "paper": "other", "document": DIGEST}
    officer.send(officer.get(path), path, **told, **({"born": "2015-03-04"} if kind == "minor" else {}))
    for language, word in zip(("en", "zh-Hans"), words, strict=True):
        queue = replace(second, language=language).get(CONFIRMS).text
        assert (word in queue, kind in queue) == (True, False), queue


@pytest.mark.parametrize("kind", ["deceased", "minor"])
def test_a_second_officer_says_no_to_what_a_person_is_said_to_be(
    house: House, officer: Reader, second: Reader, kind: str
) -> None:
    request, _link = house.ask()
    path, case = f"/review/consents/person/{request.subject}/standing", f"{CONFIRMS}/standing/{request.subject}"
    told = {"kind": kind, "paper": "other", "document": DIGEST}
    officer.send(officer.get(path), path, **told, **({"born": "2015-03-04"} if kind == "minor" else {}))
    page = second.get(case)
    assert "Say no to it" in page.text
    assert "There is no reason" in second.send(page, case, decision="refuse").text
    done = second.send(second.get(case), case, decision="refuse", reason="nothing_found")
    assert (done.path, case in done.html) == (CONFIRMS, False), done.text
    with house.database.read(house.as_(OFFICER)) as unit:
        known = KnownStandings(unit).get(request.subject)
        (why,) = [one.body for one in Leaves(unit).all() if b"consent.case_reasoned" in one.body]
    assert (known.kind, known.proposed) == (StandingKind.ADULT, None)
    assert b'"outcome":"refused"' in why
    late = second.send(page, case, decision="refuse", reason="nothing_found")
    assert (late.status, "waits for nobody any more" in late.text) == (422, True)


def test_who_only_confirms_ends_nobody_who_is_confirmed(
    house: House, second: Reader, proposed: tuple[SubjectId, SubjectId, str]
) -> None:
    _, mother, case = proposed
    second.send(second.get(case), case, decision="confirm", reason="documents")
    with pytest.raises(NotAllowed), house.database.write(house.as_("somebody", CONFIRM)) as unit:
        (found,) = KnownRepresentatives(unit).by(principal=mother)
        end_representative(unit, found.id)
    assert state(house, mother) is RepresentativeState.CONFIRMED


def test_whom_it_concerns_lets_nobody_be(house: House, proposed: tuple[SubjectId, SubjectId, str]) -> None:
    person, mother, _ = proposed
    with pytest.raises(NotYours), house.database.write(house.as_(person, CONFIRM)) as unit:
        (found,) = KnownRepresentatives(unit).by(principal=mother)
        end_representative(unit, found.id)


def test_what_a_person_is_is_not_confirmed_by_who_finds_another_document(
    house: House, officer: Reader, second: Reader
) -> None:
    request, _link = house.ask()
    path, case = (f"/review/consents/{where}" for where in (
        f"person/{request.subject}/standing", f"confirm/standing/{request.subject}"))  # fmt: skip
    officer.send(officer.get(path), path, kind="protected", paper="court_order", document=DIGEST)
    assert "If anything differs, say no" in second.get(case).text
