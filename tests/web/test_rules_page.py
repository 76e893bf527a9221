"""What an operator added to the rules is public: on a page and on a route, with its owner and its reason."""

import re
from collections.abc import Callable

import pytest

from in_process import InProcess
from tellmark.rules.library import shipped
from tellmark.rules.overlay import load_overlay, with_overlay
from tellmark.rules.pack import Library
from tellmark.surface.rendering import Pages
from tellmark.web import rules_page, wellknown
from tellmark.web.asgi import ROOMS, make_app
from tellmark.web.wellknown import Line

OVERLAY = """
[[rule]]
id = "OWN-1"
territory = "EU"
owner = "Trust & Safety <desk>"
reason = "we make no voices for adverts"
what = "no voice clones for adverts"
cites = "Handbook, page 4"
grade = "P"
from = 2026-01-01
when = { operations = ["voice_clone"] }
do = [{ ask = "condition", needs = "refuse" }]

[[rule]]
id = "OWN-2"
territory = "FJ"
owner = "Trust & Safety"
reason = "our users asked for it"
what = "whoever makes a film is known"
cites = "Handbook, page 5"
grade = "P"
from = 2026-02-01
do = [
    { ask = "condition", needs = "identity", level = "account" },
    { ask = "takedown", what = "what a person shown complains of", within = 2 },
]

[[rule]]
id = "OWN-3"
territory = "CN"
what = "our own record"
cites = "Handbook, page 6"
grade = "P"
from = 2026-03-01
do = [{ ask = "record", what = "who asked" }]

[[territory]]
code = "FJ"
name = "Fiji"
zone = "Pacific/Fiji"
"""
Opener = Callable[[str], InProcess]


def overlaid() -> Library:
    return with_overlay(shipped(), load_overlay(OVERLAY.encode()))


@pytest.fixture
def added(house: object) -> InProcess:
    from dataclasses import replace

    parts = replace(house.parts(), library=overlaid)  # type: ignore[attr-defined]  # the fixture's own class
    return InProcess(make_app(parts), base_url="http://localhost")


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_an_added_refusal_stands_on_the_page_with_owner_reason_territory_and_day(
    added: InProcess, language: str
) -> None:
    answer = added.get(f"/rules?lang={language}")
    assert answer.status_code == 200
    shown = text_of(answer.text)
    for expected in ("OWN-1", "Trust &amp; Safety &lt;desk&gt;", "we make no voices for adverts", "OWN-2", "OWN-3"):
        assert expected in shown
    assert "<desk>" not in answer.text
    words = {"en": ("a refusal", "1 Jan 2026", "a real identity first, a removal"),
             "zh-Hans": ("拒绝提供", "2026 年 1 月 1 日", "须先认证真实身份信息、")}[language]  # fmt: skip
    assert [one for one in words if one not in shown] == []


def test_what_takes_something_away_stands_before_what_only_adds(added: InProcess) -> None:
    page = added.get("/rules").text
    assert page.index('id="added-OWN-1"') < page.index('id="added-OWN-2"') < page.index('id="added-OWN-3"')


def test_the_route_gives_programs_all_that_was_added(added: InProcess) -> None:
    document = added.get("/v1/rules").json()
    assert document["schema"] == "tellmark.rules/1"
    assert document["rules_digest"] == overlaid().digest
    rows = {one["id"]: one for one in document["published"]}
    assert set(rows) == {"OWN-1", "OWN-2", "OWN-3"}
    assert rows["OWN-1"]["added"] == {"owner": "Trust & Safety <desk>", "reason": "we make no voices for adverts"}
    assert (rows["OWN-1"]["territory"], rows["OWN-1"]["since"], rows["OWN-1"]["takes_away"]) == (
        "EU", "2026-01-01", True,
    )  # fmt: skip
    assert rows["OWN-3"]["takes_away"] is False
    assert {pack["code"]: pack["digest"] for pack in document["packs"]} == {
        code: pack.digest for code, pack in overlaid().packs.items()
    }


def test_the_route_gives_only_the_packs_that_hold_in_the_territories_that_are_named(client: InProcess) -> None:
    packs = client.get("/v1/rules", params={"for": "de, us-ca,KE"}).json()["packs"]
    assert [one["code"] for one in packs] == ["EU", "US-CA", "US", "KE"]
    bare = client.get("/v1/rules", params={"for": "CN,XX"})
    assert (bare.status_code, "there is no pack for XX" in bare.text) == (422, True)
    wrong = client.get("/v1/rules", params={"for": "<b>"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "verify.bad_question")


def test_without_an_overlay_the_page_says_that_nothing_was_added(client: InProcess) -> None:
    shown = text_of(client.get("/rules?lang=en").text)
    assert "only the rules that come with Tellmark count here" in shown
    assert client.get("/v1/rules").json()["published"] == []


def test_the_table_counts_every_rule_of_every_pack_once(client: InProcess) -> None:
    page = client.get("/rules?lang=en").text
    counted = sum(map(int, re.findall(r"(?:Served|Shown only|Not served yet|No matter for software) (\d+)", page)))
    assert counted == sum(len(pack.rules) + len(pack.unserved) for pack in shipped().packs.values())
    assert all(f'href="/rules/{code}?' in page for code in shipped().packs)


def test_the_page_of_a_territory_shows_its_rules_and_the_one_around_it(client: InProcess) -> None:
    page = client.get("/rules/US-CA?lang=en").text
    assert all(rule.id in page for rule in shipped().packs["US-CA"].rules)
    assert 'href="/rules/US?lang=en"' in page


@pytest.mark.parametrize(
    ("code", "told"),
    [("DE", "those of the jurisdiction around it count"), ("FJ", "No rule is known here for this territory")],
)
def test_a_territory_without_a_pack_has_a_page_all_the_same(client: InProcess, code: str, told: str) -> None:
    answer = client.get(f"/rules/{code}?lang=en")
    assert (answer.status_code, told in text_of(answer.text)) == (200, True)


@pytest.mark.parametrize("code", ["<b>", "eu", "EU'", "A" * 300])
def test_what_is_no_code_has_no_page(client: InProcess, code: str) -> None:
    answer = client.get(f"/rules/{code}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<b>" not in answer.text


def test_every_page_links_to_the_rules(client: InProcess) -> None:
    foot = client.get("/?lang=zh-Hans").text.partition('<footer class="foot">')[2]
    assert 'href="/rules?lang=zh-Hans">规则<' in foot


def test_whoever_comes_by_machine_finds_the_rules(added: InProcess) -> None:
    document = added.get("/.well-known/tellmark.json").json()
    assert document["rules"] == {"page": "/rules", "route": "/v1/rules", "digest": overlaid().digest}
    assert document["verify"] == {"page": "/", "route": "/v1/verify"}
    assert document["schema"] == "tellmark.site/1"
    known = {address for one in document.values() if isinstance(one, dict) for address in one.values()}
    known = {"/log/checkpoint" if address == "/log" else address for address in known}  # the log's is that of a folder
    assert all(added.get(address).status_code in (200, 405) for address in known if str(address).startswith("/"))


def test_a_duty_adds_a_line_and_two_never_claim_the_same(house: object) -> None:
    wellknown.routes((*wellknown.HERE, Line("log", lambda: "/log")))
    with pytest.raises(ValueError, match="verify"):
        wellknown.routes((*wellknown.HERE, Line("verify", lambda: "elsewhere")))


def test_an_overlay_that_cannot_be_read_is_a_problem_and_no_empty_page() -> None:
    from fastapi import FastAPI

    from tellmark.rules.loading import BadPack

    def broken() -> Library:
        raise BadPack("OWN-1", "it cannot be meant")

    app = FastAPI()
    app.include_router(rules_page.pages_routes(broken, Pages(["tellmark.web"], ROOMS)))
    with pytest.raises(BadPack):
        InProcess(app).get("/rules")
