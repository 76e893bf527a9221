"""Erasure against an attacker with the master key, both databases, their logs and free pages, tiles, blobs, backups.

1 000 planted identifiers. The attacker tries every byte offset of every file as a wrapped key, opens every row that it
can, and looks for every identifier, every person's key and every tag of the blind index in plain sight. A control
without an erasure finds them all, and a vault that only deletes rows, planted, is found out.
"""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import Column, MetaData, select, text

from key_attacker import Cell, Loot, attack, seen_anywhere, spellings
from log_builder import LOG, Built
from store_children import ACME, NOON
from store_places import BOTH, Place
from tellmark.proof.envelope import KEY, PersonKey
from tellmark.proof.envelope import Place as Spot
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.proof.masters.port import InMemory
from tellmark.store.blobs import Folder
from tellmark.store.columns import Id, tenanted
from tellmark.store.database import Database
from tellmark.store.events import Event, EventId
from tellmark.store.leaves import Leaves
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Writing
from tellmark.store.schema import upgrade
from tellmark.store.scope import Machinery
from tellmark.store.tenants import Tenants
from tellmark.store.vault.ring import Ring
from tellmark.store.vault.vault import Vault, _inner, _tag
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.model import Subject
from tellmark.subjects.service import key_of, open_subject
from tellmark.values.ids import entropy
from tellmark_vaults import Strongroom
from throwaway_postgresql import running_server

pytestmark = pytest.mark.slow

PERSONS = 250
STAY = 25
GROUPS = 3
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英玉萍红鹏辉建华文斌海燕志国庆春梅兰凤洁琳宇浩凯健俊帆雪婷"


class Named(Event, frozen=True):
    """Somebody's name was written down: the leaf commits to it."""

    name: ClassVar = "test.named"
    subject: str
    commitments: dict[str, str]


@dataclass(frozen=True)
class Person:
    """Four identifiers of somebody."""

    name: str
    phone: str
    number: str
    mail: str

    @property
    def identifiers(self) -> list[str]:
        return [self.name, self.phone, self.number, self.mail]


def people(count: int) -> list[Person]:
    chance = random.Random(11643)
    names: set[str] = set()
    while len(names) < count:
        names.add(chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)) + chance.choice(GIVEN))
    return [
        Person(
            name, f"+861{chance.choice('3589')}{number:03}{chance.randrange(10**6):06}", citizen_number(chance, number),
            f"person{number:03}.{chance.randrange(10**6):06}@mail.example",
        )
        for number, name in enumerate(sorted(names))
    ]  # fmt: skip


def citizen_number(chance: random.Random, sequence: int) -> str:
    """Return a number as GB 11643-1999 makes it: area, birth date, sequence, check digit (ISO 7064 MOD 11-2)."""
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(20000))
    body = f"{chance.choice(['110105', '310104', '440106', '510107'])}{born:%Y%m%d}{sequence:03}"
    weighed = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return body + "10X98765432"[weighed % 11]


def test_a_planted_number_has_the_check_digit_of_the_standard_s_example() -> None:
    body = "11010519491231002"
    weighed = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    assert body + "10X98765432"[weighed % 11] == "11010519491231002X"


# A room's table, in metadata of its own: no migration of the product makes it.
_ROOM = MetaData()
PEOPLE = tenanted("attacked_people", Column("subject", Id), *map(personal, ("name", "phone", "number", "mail")))
PEOPLE.metadata.remove(PEOPLE)
PEOPLE = PEOPLE.to_metadata(_ROOM)


class People(Writing):
    table = PEOPLE
    noun = "person's row"

    def add(self, subject: Subject, key: PersonKey, person: Person) -> None:
        sealing = Sealing(key, ACME.tenant, PEOPLE, subject.id)
        values = {"name": person.name, "phone": person.phone, "number": person.number, "mail": person.mail}
        self._add({"id": subject.id, "subject": subject.id, **sealing.sealed(values)})


@dataclass
class House:
    """An installation under attack: everything of it lies below *folder*, but for the generations and the master."""

    folder: Path
    place: Place
    room: Strongroom
    master: bytes
    secrets: list[bytes] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    disk: Path = Path()
    above: list[bytes] = field(default_factory=list)

    def plant(self, database: Database, vault: Vault, everybody: list[Person]) -> None:
        """Write everybody into columns, the blind index, a blob and a leaf's commitment."""
        blobs = Folder(self.folder / "blobs", entropy)
        for person in everybody:
            with database.write(ACME) as unit:
                subject = open_subject(unit, vault)
                key = key_of(unit, vault, subject.id)
                People(unit).add(subject, key, person)
                event = EventId(unit.fresh_id())
                committed = key.commitment(event, "name", person.name)
                unit.say_as(event, Named(subject=subject.id, commitments={"name": committed}))
            for purpose, value in (("phone", person.phone), ("number", person.number)):
                vault.enter(ACME.tenant, subject.key, purpose, value)
            portrait = f"portrait of {person.name} {person.mail}".encode()
            blobs.put_new(f"portraits/{subject.id}", key.seal(portrait, Spot("acme", "blobs", subject.id, "content")))
            self.subjects.append(subject)
            self.secrets.append(key._secret)

    def rewrite(self, database: Database) -> None:
        """Write every row once more, as life does: what was there before is free space, dead tuples, log."""
        with database.write(ACME) as unit:
            for subject in self.subjects:
                People(unit)._change(subject.id, {"subject": subject.id})

    def erase(self, database: Database, vault: Vault, count: int) -> None:
        for subject in self.subjects[:count]:
            with database.write(ACME) as unit:
                ask_erasure(unit, (), subject.id)
        while carry_out(database, vault, limit=60).erased:
            pass

    def remember(self) -> None:
        """Remember the keys above those of persons, as they are now: no file may hold one in plain sight."""
        ring, generations = self.room.ring.load(), self.room.generations
        self.above += [key for versions in ring.groups for key in versions.values()]
        self.above += [ring.pepper, generations.key(generations.newest()), self.master]

    def back_up(self, name: str) -> None:
        """Copy both databases and the ring; the generations are in no backup."""
        target = self.folder / "backups" / name
        target.mkdir(parents=True)
        shutil.copy(self.room.folder / "ring", target / "ring")
        if self.place.server is None:
            for path in (*self.folder.glob("main.db*"), *self.folder.glob("keys.db*")):
                shutil.copy(path, target / path.name)
            return
        for place in (self.place, self.room.place):
            (target / f"{place._name}.dump").write_bytes(dumped(place.open()))

    def loot(self, database: Database, *, backups: tuple[str, ...]) -> Loot:
        """Take every file of the installation, the server's whole data directory, and the *backups* named."""
        if self.place.server is not None:
            with self.place.server.admin() as admin:
                admin.execute("CHECKPOINT")
        loot = Loot()
        kept = [self.folder / "backups" / name for name in backups]
        for path in (*sorted(self.folder.rglob("*")), *sorted(self.disk.rglob("*"))):
            within = path.is_relative_to(self.folder / "backups")
            if path.is_file() and (not within or path.parent in kept):
                loot.take(path.name, path.read_bytes())
        with database.work(Machinery("tests")) as unit:
            for row in unit.run(select(PEOPLE)).mappings():
                for name in ("name", "phone", "number", "mail"):
                    loot.cells.append(Cell(Spot(row["tenant"], PEOPLE.name, row["id"], name), row[name]))
        return loot

    def tiles(self, database: Database) -> Built:
        """Return the log of what was said, and write its files where the attacker looks."""
        built = Built()
        with database.read(ACME) as unit:
            built.add([leaf.body for leaf in Leaves(unit).all()])
        built.seal().written(self.folder / "tiles")
        return built


def dumped(database: Database) -> bytes:
    """Return every value of every row that is there, one after the other."""
    with database.work(Machinery("tests")) as unit:
        tables = unit.run(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        values = [value for table in tables for row in unit.run(text(f'SELECT * FROM "{table}"')) for value in row]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


@contextmanager
def house(kind: str, folder: Path) -> Iterator[House]:
    master = entropy(KEY)
    folder.mkdir()
    keeper = InMemory("attacked", master, entropy)
    if kind == "sqlite":
        place = Place(str(folder / "main.db"))
        yield House(folder, place, Strongroom(Place(str(folder / "keys.db")), folder / "vault", keeper), master)
        return
    with running_server() as server:
        with server.admin() as admin:
            admin.execute("CREATE ROLE tellmark LOGIN NOSUPERUSER NOBYPASSRLS")
        template = Place(server.url("tellmark", "template1"), server)
        place, keys = template.bare(), template.bare()
        built = House(folder, place, Strongroom(keys, folder / "vault", keeper), master)
        built.disk = server.folder / "data"
        yield built
        place.close()
        keys.close()


def furnished(built: House) -> tuple[Database, Vault]:
    database = built.place.open()
    upgrade(database)
    with database.work(Machinery("tests")) as unit:
        Tenants(unit).open(ACME.tenant)
        _ROOM.create_all(unit.connection)
    return database, built.room.create(GROUPS)


class Course(Enum):
    ERASED = "erased"
    CONTROL = "control"
    PLANTED = "planted: only rows are deleted"


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("course", Course)
def test_after_erasure_nothing_of_1000_identifiers_comes_back(
    kind: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = people(PERSONS + STAY)
    planted = {value for person in everybody[:PERSONS] for value in person.identifiers}
    assert len(planted) == 1000
    if course is Course.PLANTED:
        monkeypatch.setattr(Ring, "advanced", lambda ring, *_: ring)
    with house(kind, tmp_path / "house") as built:
        database, vault = furnished(built)
        built.plant(database, vault, everybody)
        built.rewrite(database)
        built.back_up("before")
        built.remember()
        if course is not Course.CONTROL:
            built.erase(database, vault, PERSONS)
        built.back_up("after")
        log = built.tiles(database)

        loot = built.loot(database, backups=("after",))
        found = attack(loot, built.master)
        recovered = planted & found.values
        tags = tags_of(built, everybody[:PERSONS])
        tagged = seen_anywhere(loot, tags)
        if course is Course.CONTROL:
            assert recovered == planted
            assert set(built.secrets) <= found.keys
            assert len(tagged) == 2 * PERSONS
            return
        if course is Course.PLANTED:
            assert len(recovered) > 100
            return
        assert recovered == set()
        assert not found.keys & set(built.secrets[:PERSONS])
        assert set(built.secrets[PERSONS:]) <= found.keys  # the attack works: whoever stays is found

        # A backup from before has its ring: it opens until the generation that it is under is retired.
        opened = attack(built.loot(database, backups=("before", "after")), built.master)
        assert planted <= opened.values
        vault.rotate(NOON)
        vault.retire()
        everything = built.loot(database, backups=("before", "after"))
        assert not planted & attack(everything, built.master).values
        assert seen_in_plain_sight(everything, everybody, built) == set()

        assert verify_log(log, Trust((LOG.key,))).state is LogState.INTACT


def tags_of(built: House, everybody: list[Person]) -> dict[bytes, str]:
    """Return what the blind index holds of everybody if they are in it: the attacker knows how to make it."""
    ring = built.room.ring.load()
    keys = [key for versions in ring.groups for key in versions.values()]
    return {
        _tag(key, _inner(ring, ACME.tenant, purpose, value)): value
        for person in everybody
        for purpose, value in (("phone", person.phone), ("number", person.number))
        for key in keys
    }


def seen_in_plain_sight(loot: Loot, everybody: list[Person], built: House) -> set[str]:
    """Return what lies about unsealed: identifiers in any spelling, keys as they are, tags under keys of now."""
    needles = {spelt: value for person in everybody for value in person.identifiers for spelt in spellings(value)}
    needles |= dict.fromkeys(built.secrets, "a person's key")
    needles |= {secret.hex().encode(): "a person's key, in hexadecimal" for secret in built.secrets}
    built.remember()
    needles |= dict.fromkeys(built.above, "a key above persons")
    return seen_anywhere(loot, needles | tags_of(built, everybody[:PERSONS]))


def test_planted_an_identifier_in_plain_sight_is_seen() -> None:
    person = people(1)[0]
    for value in person.identifiers:
        for spelt in spellings(value):
            loot = Loot()
            loot.take("dump", os.urandom(5000) + spelt + os.urandom(5000))
            if len(spelt) >= 6:
                assert seen_anywhere(loot, {spelt: value}) == {value}
