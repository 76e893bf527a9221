"""What a consent check costs: `python bench/consents.py [postgresql://…]` prints a table.

100 000 consents of as many persons, each with a scope as people really give it; a check asks for one of them at random,
or for somebody who has agreed to nothing. To compare with: a bare SELECT of the same rows by the same index, and the
check of a consent that is in memory already. Then what a use costs that is set aside and counted, in two units. And how
long it takes from a person's word that it is over until a check elsewhere, with connections of its own, refuses: beside
an UPDATE of one such row and the same check.
"""

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import insert, text

from tellmark.consent.covering import reasons
from tellmark.consent.handed.going_on import SOME, go_on
from tellmark.consent.handed.store import Hands
from tellmark.consent.hands.model import Change, Former, HandKind, HandsState, Successor
from tellmark.consent.model import (
    CHECK,
    REVIEW,
    Consent,
    ConsentId,
    ConsentState,
    Covered,
    Grounds,
    RequestId,
    Role,
    Uncovered,
    Use,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.service import check, reserve, settle, withdraw
from tellmark.consent.store import CONSENTS, body_of
from tellmark.consent.terms import Channel, Modality, Operation, Purpose, Scope
from tellmark.store.database import Database, open_database
from tellmark.store.schema import upgrade
from tellmark.store.scope import HOME, Machinery
from tellmark.store.scope import Scope as Acting
from tellmark.store.tenants import Tenants
from tellmark.store.units import MachineUnit
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.store import SUBJECTS
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.values.languages import Language

MANY = 100_000
TURN = 0.4
TURNS = 10
"""Each in turn, so that whatever else the machine does meets all of them alike."""
AT_ONCE = 2_000
HELD_UP = 500
STOPPED = 500
"""Persons who take their consent back."""
BARE = text("SELECT * FROM consents WHERE tenant = :t AND subject = :s AND state IN ('active', 'suspended')")
TOUCH = text("UPDATE consents SET code = code WHERE tenant = :t AND id = :c")
US = Acting(HOME, "bench", frozenset({CHECK}))
OFFICER = Acting(HOME, "officer", frozenset({REVIEW}))
NOW = now()
SCOPE = Scope(
    frozenset({Modality.FACE, Modality.VOICE}), frozenset({Operation.FACE_SWAP, Operation.VOICE_CLONE}),
    frozenset({Purpose.ADVERT, Purpose.ENTERTAINMENT}), frozenset({"CN", "EU", "US-CA"}),
    frozenset({Channel.WEB, Channel.SOCIAL, Channel.BROADCAST}), NOW - timedelta(days=1), NOW + timedelta(days=900),
    languages=frozenset({"zh-Hans", "en"}), models=frozenset({"avatar-2"}), max_outputs=1_000_000,
)  # fmt: skip
USE = Use(
    Operation.FACE_SWAP, frozenset({Modality.FACE}), Purpose.ADVERT, frozenset({"CN"}), frozenset({Channel.WEB}),
    model="avatar-2",
)  # fmt: skip


def main() -> None:
    """Measure, and print."""
    reads = argparse.ArgumentParser(description="Measure what a consent check costs, on SQLite and where is named.")
    reads.add_argument("where", nargs="*", metavar="postgresql://…", help="the address of a new, empty database")
    others = reads.parse_args().where
    cores, python = os.cpu_count(), platform.python_version()
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {cores} cores, Python {python}, {MANY:,} consents, load "
          f"{os.getloadavg()[0]:.0f}\n")  # fmt: skip
    print("| | a second | of the bare SELECT |\n|---|---|---|")
    stops = []
    with tempfile.TemporaryDirectory() as folder:
        for name, where in [("SQLite", str(Path(folder) / "a.db")), *(("PostgreSQL", one) for one in others)]:
            with filled(where) as database:
                acts = {
                    "a bare SELECT by the index, in a unit each": bare, "check, covered, in a unit each": covered,
                    "check, nobody known": unknown, "set aside and counted, two units": used,
                }  # fmt: skip
                each = rates({what: partial(act, database) for what, act in acts.items()})
                floor = next(iter(each.values()))
                each |= handing_over(database)
                for what, often in each.items():
                    print(f"| {name}: {what} | **{often:,.0f}** | {often / floor:.2f} |", flush=True)
                stops.append(f"| {name} | {stopping(database, where)} |")
    known = consent(0)
    [alone] = rates({"alone": lambda _: reasons(known, USE, NOW)}).values()
    print(f"| in memory: the decision alone | {alone:,.0f} | |")
    print(f"\n| {STOPPED} withdrawals, each until a check elsewhere refuses | p50, ms | p99, ms | most, ms | "
          "of the floor's p50 |\n|---|---|---|---|---|", *stops, sep="\n")  # fmt: skip
    print(f"\nload {os.getloadavg()[0]:.0f} at the end")


def rates(acts: dict[str, Callable[[Random], object]]) -> dict[str, float]:
    """Return how often a second each of *acts* is done, in turns."""
    chance, done, spent = Random(7), Counter[str](), Counter[str]()
    for name, act in [*acts.items()] * TURNS:
        begun = time.perf_counter()
        while (taken := time.perf_counter() - begun) < TURN:
            act(chance)
            done[name] += 1
        spent[name] += round(taken * 1e6)
    return {name: done[name] / spent[name] * 1e6 for name in acts}


def bare(database: Database, chance: Random) -> None:
    """Read the rows, and nothing else."""
    with database.read(US) as unit:
        assert unit.run(BARE, {"t": HOME, "s": f"s-{chance.randrange(MANY)}"}).fetchall()


def covered(database: Database, chance: Random) -> None:
    """Check somebody who has agreed."""
    with database.read(US) as unit:
        assert isinstance(check(unit, [SubjectId(f"s-{chance.randrange(MANY)}")], USE), Covered)


def unknown(database: Database, chance: Random) -> None:
    """Check somebody who has not."""
    with database.read(US) as unit:
        assert isinstance(check(unit, [SubjectId(f"x-{chance.randrange(MANY)}")], USE), Uncovered)


def used(database: Database, chance: Random) -> None:
    """Set one piece aside, and count it."""
    with database.write(US) as unit:
        aside = reserve(unit, [SubjectId(f"s-{chance.randrange(MANY)}")], USE)
    assert isinstance(aside, tuple)
    with database.write(US) as unit:
        settle(unit, aside[0].use, 1, 0)


def handing_over(database: Database) -> dict[str, float]:
    """Return how often a second is checked while a company changes hands, and then how many agreements are held up."""
    with database.write(OFFICER) as unit:
        Hands(unit).add(change(Former(HandKind.PARTY, "p-1"), "h-1"))
    told = rates({"check, covered, while a company changes hands": partial(covered, database)})
    with database.write(OFFICER) as unit:
        Hands(unit).add(change(Former(HandKind.ACCOUNT, "r-1"), "h-2"))
    begun = time.perf_counter()
    for _ in range(HELD_UP // SOME):  # what is held up already is passed over, at the price of looking at it
        with database.write(OFFICER) as unit:
            go_on(unit, "h-2", "c-5", lifts=False)
    often = HELD_UP / (time.perf_counter() - begun)
    with database.write(OFFICER) as unit:
        for one in Hands(unit).counting():
            Hands(unit).drop(one)
    return told | {f"agreements held up, {SOME} a unit": often}


def change(former: Former, hands: str) -> Change:
    """Return a change of hands that has just taken effect."""
    to = Successor("Harbour Pictures Ltd", "rights@harbour.example")
    since = NOW + timedelta(microseconds=1)
    return Change(hands, former, to, since, "7" * 64, HandsState.COUNTS, "o-1", NOW, NOW, "o-2", since)


def stopping(database: Database, where: str) -> str:
    """Return the cells of a row: how long a withdrawal takes until it is met elsewhere, and against its floor."""
    elsewhere = open_database(where, now, entropy, patience=60)
    ours, floor = [], []
    for number in range(MANY - STOPPED, MANY):
        floor.append(taken(partial(touched, database, elsewhere, number)))
        ours.append(taken(partial(stopped, database, elsewhere, number)))
    elsewhere.close()
    p50, p99 = statistics.median(ours), statistics.quantiles(ours, n=100)[-1]
    return f"**{p50:.1f}** | {p99:.1f} | {max(ours):.1f} | {p50 / statistics.median(floor):.1f}"


def taken(act: Callable[[], None]) -> float:
    """Return the milliseconds that *act* takes."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def stopped(database: Database, elsewhere: Database, number: int) -> None:
    """Take a consent back as its person, and be refused elsewhere."""
    subject = SubjectId(f"s-{number}")
    with database.write(Acting(HOME, subject)) as unit:
        withdraw(unit, ConsentId(f"c-{number}"), ages=lambda *_: AgeBand.UNKNOWN)
    with elsewhere.read(US) as unit:
        assert isinstance(check(unit, [subject], USE), Uncovered)


def touched(database: Database, elsewhere: Database, number: int) -> None:
    """Write the same row durably, and look at it elsewhere: what no withdrawal can do without."""
    with database.write(US) as unit:
        unit.run(TOUCH, {"t": HOME, "c": f"c-{number}"})
    with elsewhere.read(US) as unit:
        assert isinstance(check(unit, [SubjectId(f"s-{number}")], USE), Covered)


@contextmanager
def filled(where: str) -> Iterator[Database]:
    """Open a database with a hundred thousand consents."""
    database = open_database(where, now, entropy, patience=60)
    upgrade(database)
    with database.work(Machinery("bench")) as unit:
        Tenants(unit).open(HOME)
        for first in range(0, MANY, AT_ONCE):
            fill(unit, range(first, first + AT_ONCE))
    yield database
    database.close()


def fill(unit: MachineUnit, numbers: range) -> None:
    """Put persons and their consents into the tables."""
    persons = [{"tenant": HOME, "id": f"s-{n}", "epoch": 1, "key": f"k-{n}", "state": SubjectState.ACTIVE,
                "opened_at": NOW} for n in numbers]  # fmt: skip
    unit.run_each(insert(SUBJECTS), persons)
    consents = [
        {"tenant": HOME, "id": f"c-{n}", "request": f"q-{n}", "subject": f"s-{n}", "requester": "r-1",
         "state": ConsentState.ACTIVE.value, "until": SCOPE.end, "code": f"code-{n}", "body": body_of(consent(n))}
        for n in numbers
    ]  # fmt: skip
    unit.run_each(insert(CONSENTS), consents)


def consent(number: int) -> Consent:
    """Return the consent of person *number*."""
    subject = SubjectId(f"s-{number}")
    grounds = Grounds(Role.SELF, subject, "passkey", "e" * 64, "r-1", 2, SCOPE.end, SCOPE.territories, SCOPE.end)
    return Consent(
        ConsentId(f"c-{number}"), RequestId(f"q-{number}"), None, subject, None, "r-1", SCOPE, SCOPE.ticks, "d" * 64,
        "n" * 64, Language.EN, grounds, NOW, NOW - timedelta(days=1), SCOPE.end, ConsentState.ACTIVE,
    )  # fmt: skip


if __name__ == "__main__":
    main()
