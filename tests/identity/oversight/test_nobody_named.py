"""Whatever a database holds of persons, nothing of it is on a regulator's page or in what a program or file has."""

import json
from collections.abc import Iterator, Sequence

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from sqlalchemy import select

from every_table import fill
from mandate_steps import reader, reading, standing
from store_children import ACME
from tellmark.identity.oversight.own import ShowsCases, ShowsOrders
from tellmark.identity.oversight.service import overseen, take_export
from tellmark.identity.oversight.showing import Overseen, Shows
from tellmark.identity.oversight.views import shown
from tellmark.store.columns import METADATA
from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.store.vault.vault import Vault
from tellmark.values.languages import Language
from tellmark.web.meeting import ShowsConsent

ROOMS: Sequence[Shows] = (ShowsConsent(), ShowsOrders(), ShowsCases())
OF_PERSONS = (
    "subject",
    "principal",
    "reader",
    "requester",
    "by",
    "account",
    "code",
    "digest",
    "record",
    "paper",
    "contact",
)
"""Columns that hold whose something is, who acted, or what leads to either."""


def told(database: Database) -> Iterator[str]:
    """Yield what stands in every column that tells of persons, of the tenant whose rows are read."""
    with database.work(Machinery("tests")) as unit:
        for table in METADATA.sorted_tables:
            for name in {column.name for column in table.c} & set(OF_PERSONS):
                wanted = select(table.c[name]).where(table.c.tenant == ACME.tenant) if "tenant" in table.c else None
                if wanted is not None:
                    yield from (str(one) for one in unit.run(wanted).scalars() if one and len(str(one)) > 12)


def test_nobody_is_named_on_the_page_by_the_interface_or_in_the_file(database: Database, vault: Vault) -> None:
    fill(database, vault)
    who = reader(database, vault, "another regulator")
    mandate = standing(database, vault, who)
    with database.write(reading(who)) as unit:
        seen = overseen(unit, ROOMS, mandate)
        file = take_export(unit, ROOMS, mandate, bytes(32))
    texts = [repr([shown(seen, language) for language in Language]), json.dumps(seen.document()), file.data.decode()]
    assert {room for room, _ in seen.cases} == {"consent", "orders"}
    personal = set(told(database)) - {file.digest}
    assert len(personal) > 20
    for text in texts:
        assert {one for one in personal if one in text} == set()
        assert not any(
            word in text
            for word in ("Lin Mei", "kim@", "example.org", "example.net", "11010519491231002X", "A Studio", "shoes")
        )


def test_every_code_word_that_is_shown_has_a_word_in_both_languages(database: Database, vault: Vault) -> None:
    fill(database, vault)
    who = reader(database, vault, "another regulator")
    mandate = standing(database, vault, who)
    with database.read(reading(who)) as unit:
        seen = overseen(unit, ROOMS, mandate)
    for language in Language:
        assert [one for one in _raw(seen, language) if "_" in one or "." in one] == []


def _raw(seen: Overseen, language: Language) -> Iterator[str]:
    for part in shown(seen, language):
        yield from (what for what, _ in part.numbers)
        for one in part.cases:
            yield from (one.title, one.tag[2])
