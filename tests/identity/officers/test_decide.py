"""What two officers may do with a case, and what they typed: pure decisions, each at its edge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from store_children import NOON
from tellmark.identity.assurance.model import AgeBand, Method
from tellmark.identity.errors import BadCase, BadNumber
from tellmark.identity.officers.decide import checked_by, checked_form, confirmed_by, refused_by
from tellmark.identity.officers.model import Case, CaseId, CaseState, Seen
from tellmark.subjects.model import SubjectId

TODAY, DAY = NOON.date(), timedelta(days=1)
BORN = date(1949, 12, 31)
CARD = Seen("identity_card", "e" * 64, "11010519491231002X", BORN)
CODE = "91110108MA01KP2T5U"
OPEN = Case(CaseId("c"), SubjectId("person"), "officer", CaseState.OPEN, NOON)
CHECKED = checked_by(OPEN, CARD, "said", "first", NOON)
SHOWN = ("identity_card", "residence_permit", "passport", "business_licence")


def formed(seen: Seen, method: Method = Method.OFFICER) -> Seen:
    return checked_form(seen, method, SHOWN, TODAY)


# --- who may do what --------------------------------------------------------------------------------------------------


def test_the_first_officer_leaves_what_they_saw_and_how_old_the_person_is() -> None:
    assert (CHECKED.state, CHECKED.first, CHECKED.second, CHECKED.decided_at) == (CaseState.CHECKED, "first", "", None)
    assert (CHECKED.document, CHECKED.evidence, CHECKED.said) == (CARD.document, CARD.evidence, "said")
    assert checked_by(OPEN, CARD, "said", "first", NOON) == CHECKED
    assert CHECKED.age is AgeBand.ADULT
    assert checked_by(OPEN, replace(CARD, born=None), "said", "first", NOON).age is AgeBand.UNKNOWN


def test_the_second_officer_confirms_what_both_saw_alike() -> None:
    done = confirmed_by(CHECKED, CARD, "said", "second", NOON + DAY)
    assert done == replace(CHECKED, state=CaseState.CONFIRMED, second="second", decided_at=NOON + DAY)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (replace(CARD, document="passport"), "said"), (replace(CARD, evidence="f" * 64), "said"), (CARD, "said else"),
    ],
)  # fmt: skip
def test_where_the_two_differ_in_anything_the_case_is_refused(seen: Seen, said: str) -> None:
    done = confirmed_by(CHECKED, seen, said, "second", NOON + DAY)
    assert (done.state, done.second, done.decided_at) == (CaseState.REFUSED, "second", NOON + DAY)


def test_no_officer_is_two_and_none_looks_at_their_own_case() -> None:
    with pytest.raises(BadCase, match="entered this cannot confirm"):
        confirmed_by(CHECKED, CARD, "said", "first", NOON)
    with pytest.raises(BadCase, match="their own case"):
        checked_by(OPEN, CARD, "said", "person", NOON)
    with pytest.raises(BadCase, match="their own case"):
        confirmed_by(CHECKED, CARD, "said", "person", NOON)
    for case in (OPEN, CHECKED):
        with pytest.raises(BadCase, match="their own case"):
            refused_by(case, "person", NOON)


@pytest.mark.parametrize("state", CaseState)
def test_each_step_is_taken_once_and_in_its_order(state: CaseState) -> None:
    case = replace(CHECKED, state=state)
    steps: dict[CaseState, Callable[[], Case]] = {
        CaseState.OPEN: lambda: checked_by(case, CARD, "said", "first", NOON),
        CaseState.CHECKED: lambda: confirmed_by(case, CARD, "said", "second", NOON),
    }
    for before, step in steps.items():
        if state is before:
            step()
            continue
        with pytest.raises(BadCase):
            step()
    if state in steps:
        assert refused_by(case, "second", NOON) == replace(
            case, state=CaseState.REFUSED, second="second", decided_at=NOON
        )
        return
    with pytest.raises(BadCase, match="is decided"):
        refused_by(case, "second", NOON)


# --- what they typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["AB12", "A" * 40, "ab-12 34", "11010519491231002X", "123456789012345678"])
def test_a_passport_s_number_has_four_to_forty_letters_and_digits_and_no_other_form(number: str) -> None:
    seen = formed(replace(CARD, document="passport", number=number))
    assert (seen.number, seen.born) == (number.replace("-", "").replace(" ", "").upper(), BORN)


@pytest.mark.parametrize("number", ["AB1", "A" * 41, "AB_12", "ÄÖ12", "", "AB/12"])
def test_what_is_no_number_is_none(number: str) -> None:
    with pytest.raises(BadNumber) as caught:
        formed(replace(CARD, document="passport", number=number))
    assert caught.value.field == "number"


def test_nobody_is_born_tomorrow() -> None:
    assert formed(replace(CARD, document="passport", born=TODAY)).born == TODAY
    with pytest.raises(BadNumber) as caught:
        formed(replace(CARD, document="passport", born=TODAY + DAY))
    assert caught.value.field == "born"


@pytest.mark.parametrize("document", ["identity_card", "residence_permit"])
def test_a_chinese_number_is_right_and_tells_the_day_of_birth(document: str) -> None:
    seen = replace(CARD, document=document)
    assert formed(replace(seen, born=None)).born == formed(seen).born == BORN
    for wrong in (replace(seen, born=BORN - DAY), replace(seen, number="110105194912310021")):
        with pytest.raises(BadNumber) as caught:
            formed(wrong)
        assert caught.value.field == "number"
    other = formed(replace(seen, number="L01X00T471"))  # another country's card
    assert (other.number, other.born) == ("L01X00T471", BORN)


def test_an_organisation_has_its_code_and_no_birth() -> None:
    licence = Seen("business_licence", "e" * 64, CODE.lower(), BORN)
    assert formed(licence, Method.ORGANISATION) == replace(licence, number=CODE, born=None)
    with pytest.raises(BadNumber):
        formed(replace(licence, number=CODE[:-1] + "1"), Method.ORGANISATION)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document": "library_card"}, "document"), ({"evidence": "e" * 63}, "evidence"),
        ({"evidence": "E" * 64}, "evidence"),
    ],
)  # fmt: skip
def test_a_document_is_one_of_those_that_are_taken_and_its_digest_is_one(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(BadNumber) as caught:
        formed(replace(CARD, **wrong))  # type: ignore[arg-type]  # any field
    assert caught.value.field == field
