"""What a statement touches is read off its text and values: new rows are apart by their keys, and by no more."""

import pytest

from tellmark.consent.store import CONSENTS
from tellmark.store.tables import CLOCKS, DELIVERIES, LEAF_NAMES, LEAVES
from touches import Touch, touch_of

LEAF = "INSERT INTO leaves (tenant, event, body, written_at) VALUES (%(tenant)s, %(event)s, %(body)s, %(written_at)s)"
NAMES = "INSERT INTO leaf_names (tenant, thing, name, event) VALUES (%(tenant)s, %(thing)s, %(name)s, %(event)s)"
CONSENT = "INSERT INTO consents (tenant, id, code) VALUES (%(tenant)s, %(id)s, %(code)s)"
LOOK = "SELECT consents.body FROM consents WHERE consents.tenant = %(of)s AND consents.id = %(key)s"
LOOK_THROUGH = "SELECT consents.body FROM consents WHERE consents.tenant = %(of)s ORDER BY consents.id LIMIT %(most)s"
CLOCK = "INSERT INTO clocks (tenant, id, state) VALUES (%(tenant)s, %(id)s, %(state)s)"
DELIVERY = "INSERT INTO deliveries (tenant, event, subscriber) VALUES (%(tenant)s, %(event)s, %(subscriber)s)"
EVENT = "INSERT INTO events (tenant, id, body) VALUES (%(tenant)s, %(id)s, %(body)s)"


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
    assert [*CLOCKS.primary_key] == [CLOCKS.c.tenant, CLOCKS.c.id]
    assert {key.column.table.name for key in DELIVERIES.foreign_keys} == {"events"}


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
    "text",
    [
        LOOK_THROUGH,
        "SELECT count(*) AS number FROM consents WHERE consents.tenant = %(of)s AND consents.state = %(state)s",
        "SELECT consents.body FROM consents WHERE consents.tenant = %(of)s AND consents.id > %(after)s",
        "SELECT consents.body FROM consents WHERE consents.code = %(code)s",
        "SELECT consent_uses.body FROM consent_uses JOIN consents ON consents.id = consent_uses.consent",
        "SELECT consent_uses.body FROM consent_uses, consents WHERE consents.request = consent_uses.request",
        "SELECT consents.body FROM consents WHERE consents.state = %(state)s FOR UPDATE SKIP LOCKED",
        "UPDATE consents SET state=%(state)s WHERE consents.subject = %(subject)s",
        "DELETE FROM consents WHERE consents.subject = %(subject)s",
        "INSERT INTO consent_uses (tenant, id) SELECT consents.tenant, consents.id FROM consents",
        "INSERT INTO consents (tenant, id, code) SELECT a, b, c FROM consents",
    ],
)
def test_who_looks_through_a_table_minds_that_a_new_row_of_it_is_told(text: str) -> None:
    look = touch_of(text, {"of": "t", "state": "active", "after": "a", "subject": "s", "code": "7", "most": 9})
    told = touch_of(CONSENT, {"tenant": "t", "id": "b", "code": "2"}).ended(kept=True)
    assert look.minds(told)
    assert told.minds(look)


def test_a_new_row_minds_whoever_changes_or_deletes_one_under_its_key() -> None:
    new = touch_of(CLOCK, {"tenant": "t", "id": "a", "state": ""})
    for change in ("UPDATE clocks SET state=%(state)s", "DELETE FROM clocks"):
        for where, same in (("clocks.id = %(key)s", {"key": "a"}), ("clocks.subject = %(of)s", {"of": "s"})):
            theirs = touch_of(f"{change} WHERE {where}", {**same, "state": ""})
            assert new.minds(theirs)
            assert new.minds(theirs.ended(kept=True))
            assert new.minds(theirs.ended(kept=False))
        assert not new.minds(touch_of(f"{change} WHERE clocks.id = %(key)s", {"key": "b", "state": ""}))
    assert consent("a", "1").minds(touch_of("DELETE FROM consents WHERE consents.id = %(key)s", {"key": "b"}))


def test_a_new_row_minds_that_what_it_points_at_is_there() -> None:
    new = touch_of(DELIVERY, {"tenant": "t", "event": "a", "subscriber": "s"})
    there = touch_of(EVENT, {"tenant": "t", "id": "a", "body": b""})
    elsewhere = touch_of(EVENT, {"tenant": "t", "id": "b", "body": b""})
    assert new.minds(there.ended(kept=True))
    assert new.minds(touch_of("DELETE FROM events WHERE events.id = %(key)s", {"key": "a"}))
    assert new.minds(touch_of("DELETE FROM events WHERE events.spread_at < %(at)s", {"at": 0}))
    assert not new.minds(elsewhere.ended(kept=True))
    assert not new.minds(touch_of(DELIVERY, {"tenant": "t", "event": "a", "subscriber": "other"}))


def test_a_row_that_is_made_or_changed_is_taken_as_a_whole_table() -> None:
    either = touch_of(f"{CONSENT} ON CONFLICT (tenant, id) DO UPDATE SET code=%(code)s", {"id": "a", "code": "1"})
    assert either.minds(consent("b", "2"))
    assert either.minds(touch_of("UPDATE consents SET code=%(code)s WHERE consents.id = %(key)s", {"key": "b"}))


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
