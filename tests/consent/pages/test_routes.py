"""Every page says who may come, and what only some may do is answered to others as not allowed, or not there."""

import pytest

from consent_house import House
from tellmark.consent.model import ANSWER, CONFIRM, REQUEST, REVIEW
from tellmark.surface.declared import declared, undeclared
from tellmark.surface.principal import Kind

FOR = {"/consents": REQUEST, "/review/consents/confirm": CONFIRM, "/review/consents": REVIEW, "/me": ANSWER}
BASES: dict[str, set[str]] = {
    "/bases": set(), "/review/bases": set(), "/review/bases/{basis}": set(), "/review/bases/{basis}/confirm": {CONFIRM},
}  # fmt: skip
"""Officers of both parts look at legal bases, which the service sees to; all else is for those who review."""


def test_every_route_says_who_may_use_it(house: House) -> None:
    assert undeclared(house.app.routes, {"/static": "files of ours"}) == []


def test_each_part_of_the_pages_takes_its_own_right(house: House) -> None:
    for route in declared(house.app.routes):
        if "bases" in route.path and not route.path.startswith("/me"):
            assert route.needs == BASES.get(route.path, {REVIEW}), route.path
            continue
        for beginning, capability in FOR.items():
            if route.path.startswith(beginning):
                assert route.needs == {capability}, route.path
                break
        else:
            led_on = route.path == "/review" and not route.is_for_anyone  # to either officer's queue
            assert led_on or route.path.startswith(("/c/{link}", "/e", "/static")), route.path


@pytest.mark.parametrize("capability", [ANSWER, REQUEST, REVIEW, CONFIRM])
def test_nobody_gets_in_with_another_part_s_right(house: House, capability: str) -> None:
    reader = house.signed_in("somebody", Kind.STAFF, capability)
    for path, needed in FOR.items():
        assert (reader.get(path).status == 200) == (needed == capability), path


def test_a_link_s_holder_gets_in_nowhere_else(house: House) -> None:
    _, invitation = house.ask()
    reader = house.reader()
    reader.get(f"/c/{invitation.secret}")
    for path in FOR:
        assert reader.get(path).status == 401
