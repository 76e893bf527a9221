"""The burglar of `test_attack_on_a_server.py` is worth something: a server that is broken on purpose is found out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from burglar import Burglar
from erased_town import Town, Townsman, Visitor, erased_town, townsmen
from key_attacker import attack, seen_anywhere, spellings
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of

pytestmark = pytest.mark.slow

UNSEALED = """
from tellmark.store.personal import Sealing
_seal, _open = Sealing._seal, Sealing._open
Sealing._seal = lambda self, name, value: value.encode() if name == "label" and value else _seal(self, name, value)
Sealing._open = lambda self, name, kept: kept.decode() if name == "label" and kept else _open(self, name, kept)
"""
KEY_LEFT = """
from tellmark.store.vault.ring import Ring
Ring.advanced = lambda ring, *_: ring
"""


@contextmanager
def one_person(home: Path, broken: str) -> Iterator[tuple[Town, Burglar, Townsman, Visitor, SubjectId]]:
    """Let one person agree, and make a passkey, in a town whose server is *broken*."""
    (home / "home").mkdir()
    with erased_town(home / "home", "sqlite", broken) as town:
        town.employ("asks", "requester")
        town.program("asks", "farm", "consent.request")
        (who,) = townsmen(1)
        subject = town.whom(town.asks(who))
        visitor, link = town.visitor(who), town.link_to(who.contact)
        town.agrees(visitor, who, link)
        town.returns(visitor, who, link)
        yield town, Burglar(town, home / "backups"), who, visitor, subject


def test_planted_a_column_that_is_written_unsealed_is_seen(tmp_path: Path) -> None:
    with one_person(tmp_path, UNSEALED) as (_, burglar, who, *_rest):
        needles = {spelt: one for one in who.kept for spelt in spellings(one)}
        assert seen_anywhere(burglar.loot(), needles) == {who.label, who.name}  # the label has the name in it


def test_planted_a_key_that_only_its_row_was_deleted_of_is_found(tmp_path: Path) -> None:
    with one_person(tmp_path, KEY_LEFT) as (town, burglar, _, visitor, subject):
        with (
            town.place.database() as database,
            town.place.vault_place.open() as vault,
            database.read(Scope(HOME, "tests")) as unit,
        ):
            key = key_of(unit, vault, subject)._secret
        town.erases(visitor)
        assert key in attack(burglar.loot(), burglar.master).keys
