"""A passkey is made on one of three ways, and what its device has made is not lost by a name that is no good."""

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from account_house import LINK, OPERATOR, House
from account_pages import Reader
from soft_passkey import SoftPasskey
from tellmark.identity.accounts.model import CHALLENGE_LASTS, Role
from tellmark.identity.accounts.passkeys.service import id_of
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.proving import Proof
from tellmark.subjects.service import open_subject
from tellmark.values.ids import entropy

WAYS = pytest.mark.parametrize("way", ["link", "own", "invited"])


def arrived(house: House, way: str) -> tuple[Reader, str]:
    """Return somebody on the page of *way* on which a passkey is made, and its address."""
    mei, place = house.reader(), house.link("ann", Role.AUDITOR)
    if way == "own":
        mei, place = house.enrolled("mei", Role.AUDITOR), "/account/passkeys/new"
    elif way == "invited":
        with house.database.write(OPERATOR) as unit:
            house.invited = open_subject(unit, house.vault).id
        house.proof, place = Proof("record-1", house.clock.at), f"/c/{LINK}/passkey"
    mei.key = SoftPasskey(credential=entropy(16))
    mei.open(place)
    return mei, place


@WAYS
def test_a_passkey_that_cannot_be_called_so_is_taken_under_another_name(house: House, way: str) -> None:
    """The device has made it by then, and would keep a key that nobody here knows."""
    mei, place = arrived(house, way)
    refused = mei.answers(place, label="ph\u043ene")
    assert (refused.status_code, 'id="label-error"' in refused.text) == (422, True)
    assert mei.sends(place, label="telephone").url.path in ("/account", f"/c/{LINK}")
    with house.database.write(OPERATOR) as unit:
        assert Passkeys(unit).locked(id_of(mei.key.credential)).revoked_at is None


@pytest.mark.parametrize("way", ["link", "invited"])  # on one's own page one has to confirm anew long before
def test_whoever_is_asked_for_too_long_ago_is_asked_anew_on_the_same_page(house: House, way: str) -> None:
    mei, place = arrived(house, way)
    house.clock.at += CHALLENGE_LASTS
    house.proof = None if house.proof is None else Proof("record-1", house.clock.at)
    late = mei.answers(place, label="telephone")
    assert (late.status_code, 'name="question"' in late.text) == (403, True)
    assert mei.answers(place, label="telephone").url.path in ("/account", f"/c/{LINK}")
