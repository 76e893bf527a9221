"""What a statement touches is read off its text and values: new rows are apart by their keys, and by no more."""

import pytest

from tellmark.consent.store import CONSENTS
from tellmark.store.tables import LEAF_NAMES, LEAVES
from touches import Touch, touch_of

LEAF = "INSERT INTO leaves (tenant, event, body, written_at) VALUES (%(tenant)s, %(event)s, %(body)s, %(written_at)s)"
NAMES = "INSERT INTO leaf_names (tenant, thing, name, event) VALUES (%(tenant)s, %(thing)s, %(name)s, %(event)s)"
CONSENT = "INSERT INTO consents (tenant, id, code) VALUES (%(tenant)s, %(id)s, %(code)s)"
LOOK = "SELECT consents.body FROM consents WHERE consents.tenant = %(of)s AND consents.id = %(key)s"


def leaf(event: str) -> Touch:
    return touch_of(LEAF, {"tenant": "t", "event": event, "body": b"", "written_at": 0})


def consent(key: str, code: str) -> Touch:
    return touch_of(CONSENT, {"tenant": "t", "id": key, "code": code})


def name(thing: str) -> dict[str, str]:
    return {"tenant": "t", "thing": thing, "name": "n", "event": "e"}


def test_the_tables_have_the_keys_that_this_is_about() -> None:
    assert LEAVES.autoincrement_column is LEAVES.c.id
    assert LEAVES.c.event.unique
    assert CONSENTS.c.code.unique
    assert len(LEAF_NAMES.primary_key) == 4


def test_two_new_rows_mind_each_other_only_by_a_key_that_both_have() -> None:
    assert not consent("a", "1").minds(consent("b", "2"))
    assert consent("a", "1").minds(consent("a", "2"))
    assert consent("a", "1").minds(consent("b", "1"))
    assert not touch_of(NAMES, [name("x"), name("y")]).minds(touch_of(NAMES, name("z")))
    assert touch_of(NAMES, [name("x"), name("y")]).minds(touch_of(NAMES, name("y")))


def test_in_which_order_numbers_are_drawn_matters_and_a_drawn_number_is_waited_for_by_nobody() -> None:
    assert leaf("a").minds(leaf("b"))
    assert not leaf("a").ended(kept=True).minds(leaf("b"))
    assert leaf("a").ended(kept=True).minds(leaf("a"))


def test_who_looks_for_one_row_does_not_mind_that_another_is_told() -> None:
    look = touch_of(LOOK, {"of": "t", "key": "a"})
    assert consent("a", "1").ended(kept=True).minds(look)
    assert not consent("b", "2").ended(kept=True).minds(look)
    assert not consent("a", "1").ended(kept=False).minds(look)
    assert consent("b", "2").ended(kept=True).minds(touch_of("SELECT consents.body FROM consents", {}))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("INSERT INTO consents (tenant, id, code) SELECT a, b, c FROM consent_uses", {"id": "a", "code": "1"}),
        (CONSENT, {"tenant__0": "t", "id__0": "a", "code__0": "1"}),
        (CONSENT, None),
    ],
)
def test_of_rows_whose_keys_do_not_stand_there_the_whole_table_is_taken(text: str, values: object) -> None:
    assert touch_of(text, values).minds(consent("z", "9"))
    assert touch_of(text, values).minds(touch_of(text, values))
