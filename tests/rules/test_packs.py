"""What is true of all packs together: nothing of the raw material is lost, and nothing looks served that is not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
import typer.main
from starlette.routing import BaseRoute, Route

from tellmark.cli import build
from tellmark.rules.library import shipped
from tellmark.rules.model import Grade
from tellmark.rules.obligations import Condition, Takedown
from tellmark.web.asgi import make_app
from whole_house import whole_house

RAW = 295
"""The rules of the two collections of raw material, 144 and 151 (reference/rules.md and rules-more.md, 2026-11-22)."""
A_PART = re.compile(r"-[a-z]{2,}$")
"""A rule that had to be typed in more than one piece: its further pieces have a word of lower case after its id."""

TYPED = [rule for pack in shipped().packs.values() for rule in pack.rules]
UNSERVED = [rule for pack in shipped().packs.values() for rule in pack.unserved]
IDS = {rule.id for rule in TYPED} | {rule.id for rule in UNSERVED}


def test_every_rule_of_the_raw_material_is_typed_or_listed_with_the_reason_why_not() -> None:
    assert len({name for name in IDS if not A_PART.search(name)}) == RAW
    assert all(A_PART.sub("", name) in IDS for name in IDS)
    assert all(rule.why.strip() and rule.cites.strip() for rule in UNSERVED)


def test_no_id_stands_twice_but_for_versions_that_follow_each_other() -> None:
    assert not {rule.id for rule in TYPED} & {rule.id for rule in UNSERVED}
    assert max(Counter(rule.id for rule in UNSERVED).values()) == 1
    assert max(Counter((rule.id, rule.since) for rule in TYPED).values()) == 1


def test_every_typed_rule_has_its_source_and_says_how_certain_it_is() -> None:
    for rule in TYPED:
        assert rule.source.cites.strip() and rule.source.grade in Grade, rule.id
        assert rule.do and rule.what.strip(), rule.id
        assert not rule.source.url or rule.source.url.startswith(("https://", "http://")), rule.id


def test_a_rule_known_from_memory_only_takes_nothing_away() -> None:
    for rule in TYPED:
        if rule.source.grade is Grade.R:
            assert not any(isinstance(one, Condition | Takedown) for one in rule.do), rule.id


def commands(command: object, path: str = "") -> Iterator[str]:
    """Yield every command as a user types it, without the name of the program."""
    for name, part in getattr(command, "commands", {}).items():
        yield from commands(part, f"{path} {name}".strip())
    if path:
        yield path


def leaves(of: Iterable[BaseRoute]) -> Iterator[Route]:
    """Yield each route; FastAPI keeps those of a router that was included within it."""
    for route in of:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from leaves(inner.routes)
        elif isinstance(route, Route):
            yield route


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Return every route and page of a whole server."""
    with whole_house(tmp_path_factory.mktemp("house"), resting=True) as house:
        found = leaves(make_app(house.parts).routes)
        return {(method, route.path) for route in found for method in route.methods or ()}


@pytest.mark.parametrize("served_by", sorted({rule.served_by for rule in TYPED} - {"recorded", "not_yet"}))
def test_what_is_said_to_serve_a_rule_exists(served_by: str, routes: set[tuple[str, str]]) -> None:
    method, _, path = served_by.partition(" ")
    if path.startswith("/"):
        assert (method, path) in routes
    else:
        assert served_by in set(commands(typer.main.get_command(build())))
