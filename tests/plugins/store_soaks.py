"""What can be tried for longer on the store: the disk under it, the order of those who use it, and all at once."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from random import Random

import fault_rounds_postgresql as under_postgresql
from fault_children import Work
from fault_rounds import SqliteRounds, pairs, with_log
from faulty_disk import Disk, build
from hammering import Hammer
from order_tree import Tree
from scenes import SCENES, Scenes
from schedules import Stage
from soaking import Begin, Bookmark, Soak, Trial, Try
from store_children import nursery
from store_places import Place
from tellmark_stores import open_tenants
from throwaway_postgresql import Server, in_memory, new_server

ORDERS = 10
"""Orders of one trial."""

WALKED = ("deliverers", "heirs")
"""Scenes of which three on PostgreSQL have too many orders for every run of the tests."""

STRETCH = 150
"""Orders of one trial of a walk through all of them."""


@contextmanager
def sqlite_disk(_: Bookmark | None) -> Iterator[Try]:
    """Faults at calls of chance and cuts of the power after every call, under work of chance on SQLite."""
    with _faulty() as (disk, folder), nursery("fault_children", environ=disk.environ) as children:
        open_tenants(str(folder / "template.db"))
        befores = [with_log(folder / "template.db", folder / f"log{size}", size) for size in (0, 254, 510)]

        def attempt(number: int, chance: Random) -> Trial:
            logged = chance.random() < 0.3
            work = Work("", chance.randint(2, 6), chance.choice([4, 8, 12, 40]), chance.choice([1, 1, 3]), logged)
            place = folder / f"trial{number}"
            place.mkdir()
            rounds = SqliteRounds(disk, children, chance.choice(befores) if logged else befores[0], place)
            choices = list(pairs(rounds.calls(work)))
            done = [rounds.run(fault, call.number, work) for fault, call in chance.sample(choices, 12)]
            cuts = list(rounds.power_cuts(chance.randrange(2**32), work))
            failures = [f"{one.fault.name} at {one.call}, {work}: {what}" for one in done + cuts for what in one.faults]
            return Trial({"faults": len(done), "power cuts": len(cuts)}, failures)

        yield attempt


@contextmanager
def postgresql_disk(_bookmark: Bookmark | None) -> Iterator[Try]:
    """Faults at calls of chance under the server, and cuts of its power."""
    with (
        _faulty() as (disk, _),
        _server(disk.environ) as server,
        nursery("fault_children", environ=disk.environ) as children,
    ):
        rounds = under_postgresql.PostgresqlRounds(disk, server, children)
        choices = list(under_postgresql.pairs(rounds.calls()))

        def attempt(number: int, chance: Random) -> Trial:
            done = [rounds.run(fault, call.number) for fault, call in chance.sample(choices, 4)]
            cuts = list(rounds.power_cuts(chance.randrange(2**32), most=2))
            failures = [f"{one.fault.name} at {one.met}: {what}" for one in done + cuts for what in one.faults]
            return Trial({"faults": len(done), "power cuts": len(cuts)}, failures)

        yield attempt


@contextmanager
def orders(_: Bookmark | None) -> Iterator[Try]:
    """Orders of chance of three and four actors in every scene, on both databases."""
    with _folder() as folder, _server() as server:
        open_tenants(str(folder / "a.db"))
        places = [Place(str(folder / "a.db")), Place(server.url("tellmark", "ours"), server)]

        def attempt(number: int, chance: Random) -> Trial:
            place, scene, actors = chance.choice(places), chance.choice(list(SCENES)), chance.choice([3, 4])
            log = folder / place.where.rpartition("/")[2].partition("?")[0].replace(".", "-")
            log.mkdir(exist_ok=True)
            failures = []
            with closing(place.open()) as database, closing(Stage(place, actors)) as stage:
                scenes = Scenes(database, log)
                for _ in range(ORDERS):
                    setting = SCENES[scene](scenes, actors)
                    run = stage.run(setting.works, lambda able: chance.choice(list(able)))
                    failures += [f"{scene} {run.order}: {what}" for what in setting.judge(run)]
            return Trial({"orders": ORDERS}, failures)

        yield attempt


def every_order(scene: str) -> Begin:
    """Every distinct order of three in a *scene* on PostgreSQL that has too many of them for each run of the tests."""

    @contextmanager
    def begin(bookmark: Bookmark | None) -> Iterator[Try]:
        tree = Tree() if bookmark is None else Tree.at(bookmark)
        with _folder() as folder, _server() as server:
            place = Place(server.url("tellmark", "ours"), server)
            with closing(place.open()) as database, closing(Stage(place, 3)) as stage:
                scenes = Scenes(database, folder)

                def attempt(_: int, chance: Random) -> Trial:
                    tree.chance = chance
                    runs = list(islice(scenes.played(stage, scene, 3, tree), STRETCH))
                    failures = [f"{run.order}: {what}" for run, faults in runs for what in faults]
                    return Trial({"orders": len(runs)}, failures, tree.bookmark())

                yield attempt

    return begin


def hammer(postgresql: bool) -> Begin:
    """Two processes at once, some of whom die."""

    @contextmanager
    def begin(_: Bookmark | None) -> Iterator[Try]:
        with _folder() as folder, _place(folder, postgresql) as where, nursery("hammer_children") as children:
            hammered = Hammer(where, children, folder)
            yield lambda number, chance: hammered.round(str(chance.random()))

    return begin


STORE_SOAKS = (
    Soak("disk-sqlite", sqlite_disk, share=3, needs=("cc",)),
    Soak("disk-postgresql", postgresql_disk, share=2, needs=("cc", "postgresql")),
    Soak("orders", orders, share=2, needs=("postgresql",)),
    *(Soak(f"every-order-of-{scene}", every_order(scene), needs=("postgresql",), ends=True) for scene in WALKED),
    Soak("hammer-postgresql", hammer(postgresql=True), share=2, needs=("postgresql",)),
    Soak("hammer-sqlite", hammer(postgresql=False), share=1),
)


@contextmanager
def _place(folder: Path, postgresql: bool) -> Iterator[str]:
    if postgresql:
        with _server() as server:
            yield server.url("tellmark", "ours")
    else:
        open_tenants(str(folder / "a.db"))
        yield str(folder / "a.db")


@contextmanager
def _server(environ: dict[str, str] | None = None) -> Iterator[Server]:
    with new_server(environ) as server:
        server.start()
        with server.admin() as admin:
            admin.execute("CREATE ROLE tellmark LOGIN NOSUPERUSER NOBYPASSRLS")
            admin.execute("CREATE DATABASE ours OWNER tellmark")
        open_tenants(server.url("tellmark", "ours"))
        yield server


@contextmanager
def _faulty() -> Iterator[tuple[Disk, Path]]:
    with _folder() as folder:
        yield Disk(folder, build(folder)), folder


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tellmark-", dir=in_memory()) as place:
        Path(place).chmod(0o755)  # a database server comes as another user
        yield Path(place)
