"""Schemathesis on the whole API, as every role: no 500, nothing undeclared, every error with words, nothing given away.

Routes that are added fall under it by themselves: through the OpenAPI document, and through rows that `planted` puts
into every table for another tenant.
"""

import base64
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("schemathesis", reason="is one of the tests' own tools")

from fastapi import APIRouter, FastAPI, Query
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, String, select
from starlette.responses import JSONResponse, Response

from api_swarm import Swarm, swarm
from planted import ALSO, PEOPLE
from store_children import ACME
from tellmark.store.columns import METADATA, Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.surface.guard import PUBLIC
from whole_house import EVERYBODY, NOBODY, WholeHouse, whole_house

pytestmark = pytest.mark.needs("linux", "server")

SEED = 20_261_127
KEY = "a real key"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    with whole_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def app(house: WholeHouse) -> FastAPI:
    return house.app()


def told(run: Swarm) -> str:
    return "\n".join(map(str, run.findings))


def operations(app: FastAPI) -> set[str]:
    paths = app.openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


@pytest.mark.slow
@pytest.mark.parametrize("role", [*EVERYBODY, KEY])
def test_the_whole_api_keeps_what_its_document_says(app: FastAPI, house: WholeHouse, role: str) -> None:
    run = swarm(app, house.key if role == KEY else role, SEED, examples=4)
    assert run.findings == (), told(run)
    assert run.operations >= operations(app)


# --- that this would be seen ---


def with_routes(house: WholeHouse, router: APIRouter) -> FastAPI:
    """Return the application with more routes, each of which is wrong in one way."""
    app = house.app()
    app.include_router(router)
    return app


def only(run: Swarm) -> dict[str, set[str]]:
    """Return by operation which checks found something."""
    found: dict[str, set[str]] = {}
    for one in run.findings:
        found.setdefault(one.where, set()).add(one.check)
    return found


@pytest.mark.slow
def test_five_routes_that_are_wrong_are_found_each_by_its_own_check_and_no_other_is(house: WholeHouse) -> None:
    found = only(swarm(with_routes(house, wrong_routes(house)), NOBODY, SEED, examples=4))
    assert "not_a_server_error" in found.pop("GET /v1/wrong/number")
    assert found == {
        "GET /v1/wrong/tenant": {"nothing_given_away"},
        "GET /v1/wrong/words": {"problem_document"},
        "GET /v1/wrong/answer": {"status_code_conformance"},
        "the log": {"given_away"},
    }


def wrong_routes(house: WholeHouse) -> APIRouter:
    """One breaks on one number, one tells of another tenant, one errs without words, one is undeclared, one logs."""
    router = APIRouter(dependencies=[PUBLIC], prefix="/v1/wrong", default_response_class=JSONResponse)
    no: dict[int | str, dict[str, Any]] = {
        404: {"description": "No", "content": {"application/json": {"schema": {"type": "object"}}}}
    }

    @router.get("/number")
    def number(number: Annotated[int, Query(ge=0, le=1000)]) -> dict[str, float]:
        return {"share": 1 / (1000 - number)}

    @router.get("/tenant", response_model=None)
    def tenant() -> Response:
        return JSONResponse({}, headers={"Tellmark-Record": house.planted.rows["clocks"]})

    @router.get("/words", response_model=None, responses=no)
    def words() -> Response:
        return JSONResponse({"detail": "no"}, 404)

    @router.get("/answer", response_model=None)
    def answer() -> Response:
        return JSONResponse({}, 202)

    @router.get("/log")
    def log() -> dict[str, str]:
        logging.getLogger("wrong").warning("asked by %s", PEOPLE[0])
        return {}

    return router


@pytest.mark.parametrize(
    "spelt",
    [
        lambda word: word.encode(),
        lambda word: base64.b64encode(b"?" + word.encode() + b"!"),
        lambda word: word.encode().hex().encode(),
        lambda word: word.encode("unicode_escape"),
    ],
)
@pytest.mark.parametrize("word", PEOPLE)
def test_a_route_that_gives_a_person_away_is_found_however_it_spells_them(
    house: WholeHouse, word: str, spelt: Any
) -> None:
    assert house.planted.given_away(b'{"note": "' + spelt(word) + b'"}') == {word}


def test_every_table_with_tenants_holds_a_row_of_another(house: WholeHouse) -> None:
    tenanted = {table.name for table in METADATA.sorted_tables if table.info.get("tenanted") and "id" in table.c}
    assert house.planted.rows.keys() - {name for name, _ in ALSO.values()} == tenanted
    assert len(house.planted.ids) > 10


def test_a_table_of_tomorrow_is_planted_and_what_it_says_of_a_person_opens(tmp_path: Path) -> None:
    table = tenanted(
        "tomorrows",
        Column("subject", Id, nullable=False),
        Column("state", String(10), CheckConstraint("state IN ('open')", name="state"), nullable=False),
        Column("event", Id, nullable=False),
        Column("ends_at", Instant),
        personal("name"),
        ForeignKeyConstraint(["tenant", "event"], ["events.tenant", "events.id"]),
    )
    try:
        with whole_house(tmp_path, add=[table]) as house:
            row = house.planted.rows["tomorrows"]
            place = house.place
            with place.vault_place.open() as vault, place.database() as database, database.read(ACME) as unit:
                found = unit.run(select(table)).mappings().one()
                key = key_of(unit, vault, SubjectId(found["subject"]))
            assert found["ends_at"] is None  # nothing that runs by itself takes it up
            opened = Sealing(key, ACME.tenant, table, row).opened(found)
            assert house.planted.given_away(str(opened).encode()) == set(PEOPLE)
    finally:
        METADATA.remove(table)
