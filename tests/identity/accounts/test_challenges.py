"""A question is answered once, by whoever it was asked of, for what it was asked for, and soon."""

from datetime import timedelta

import pytest

from store_children import ACME, BIRCH
from store_places import Place
from tellmark.identity.accounts.challenges import ask, take
from tellmark.identity.accounts.errors import ChallengeGone
from tellmark.identity.accounts.model import CHALLENGE_LASTS, Challenge
from tellmark.store.database import Database
from tellmark.subjects.model import SubjectId

NONCE = bytes(range(32))


def asked(database: Database, about: str = "") -> Challenge:
    with database.write(ACME) as unit:
        return ask(unit, "bind", "acme s-1", NONCE, subject=SubjectId("p-1"), about=about)


def test_it_is_answered_with_what_it_was_bound_to(database: Database) -> None:
    question = asked(database, about="digest")
    with database.write(ACME) as unit:
        answered = take(unit, question.id, "bind", "acme s-1")
    assert answered == question
    assert (answered.nonce, answered.about, answered.subject) == (NONCE, "digest", "p-1")


def test_it_is_answered_once(database: Database) -> None:
    question = asked(database)
    with database.write(ACME) as unit:
        take(unit, question.id, "bind", "acme s-1")
    with database.write(ACME) as unit, pytest.raises(ChallengeGone):
        take(unit, question.id, "bind", "acme s-1")


@pytest.mark.parametrize(("purpose", "visitor"), [("sign_in", "acme s-1"), ("bind", "acme s-2"), ("bind", "")])
def test_nobody_else_and_for_nothing_else(database: Database, purpose: str, visitor: str) -> None:
    question = asked(database)
    with database.write(ACME) as unit, pytest.raises(ChallengeGone):
        take(unit, question.id, purpose, visitor)
    with database.write(ACME) as unit:
        assert take(unit, question.id, "bind", "acme s-1") == question


def test_another_tenant_s_question_is_not_there(database: Database) -> None:
    question = asked(database)
    with database.write(BIRCH) as unit, pytest.raises(ChallengeGone):
        take(unit, question.id, "bind", "acme s-1")


def test_it_is_too_late_after_its_time(database: Database, place: Place) -> None:
    question = asked(database)
    place.at += CHALLENGE_LASTS
    with database.write(ACME) as unit, pytest.raises(ChallengeGone):
        take(unit, question.id, "bind", "acme s-1")


def test_what_nobody_answers_is_forgotten(database: Database, place: Place) -> None:
    question = asked(database)
    place.at += CHALLENGE_LASTS + timedelta(seconds=1)
    asked(database)
    place.at -= timedelta(minutes=5)
    with database.write(ACME) as unit, pytest.raises(ChallengeGone):
        take(unit, question.id, "bind", "acme s-1")


def test_a_nonce_has_its_size(database: Database) -> None:
    with database.write(ACME) as unit, pytest.raises(ValueError, match="32 random bytes"):
        ask(unit, "bind", "acme s-1", bytes(16))
