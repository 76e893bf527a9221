"""Erasure against a burglar where the product is at work: a server, its pages and its API, on both databases.

1 000 identifiers of people who were asked for consent, proved who they are, agreed, disputed, were looked at by
officers, and of a member of staff; all of it by HTTP, so that every table of identity and consent has something of
them. `test_attack.py` tries the mechanism itself; here no room and no column is left out.
"""

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import httpx
import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from sqlalchemy import Column

from burglar import Burglar, filled_columns, open_columns
from erased_town import Town, connection, erased_town, townsmen
from key_attacker import Found, attack, seen_anywhere, spellings, written
from store_places import BOTH
from tellmark.duties import holders
from tellmark.store.columns import METADATA
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.holding import lift_hold
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.subjects.store import KnownHolds
from town_life import HOLDER, LEAVER, NUMBER, REACHED, SECOND_HOLDER, Life, Lives, live
from waiting import eventually

pytestmark = pytest.mark.slow

COME, ASKED, STAY = 9, 12, 2
NEVER_FILLED = {
    "deliveries.trouble": "the code of an error, where a subscriber could not",
    "installation.restoring": "the digest of a backup that is being restored",
    "hook_sends.trouble": "the code of an error, where a webhook could not be reached",
    "mails.trouble": "the code of an error, where a mail server took nothing",
    "orders.notice_why": "a code word: why whoever an order is about is told later",
    "proof_tries.digest": "the digest of a decision that a wallet binds: nobody has a wallet here",
    "subjects_gone.erasure": "an opaque id: only a restore from a backup older than a person writes these",
    "subjects_gone.id": "the id of a key that is destroyed",
    "subjects_gone.tenant": "the tenant whose it was",
    "webhooks.before": "the number of the secret before this one",
}
"""Columns that no person's life here fills for sure: what stands in them is said here."""
KEPT_BY_LAW = {"consent_records.record": "CN-PI-3", "retained_numbers.number": "CN-LM-09"}
"""Sealed columns that outlive an erasure, and by which rule."""


@dataclass
class Attacked:
    """A town in which everybody was erased but two, and what the burglar had found before."""

    town: Town
    burglar: Burglar
    lives: Lives
    gone: list[Life]
    stay: list[Life]
    keys: dict[SubjectId, bytes]
    control: Found
    sealed: dict[bytes, str]
    """Every sealed value that the tables had of anybody, and where."""
    filled: set[str]
    pages: list[str]
    """What those who deleted themselves were told, page by page."""

    @property
    def identifiers(self) -> set[str]:
        """What is kept of those who are gone."""
        staff = {LEAVER, f"desk of {LEAVER}", *REACHED, self.lives.totp}
        return staff | {one for life in self.gone for one in life.kept}

    @property
    def gone_keys(self) -> set[bytes]:
        """The keys of those who are gone, under whichever id they were asked."""
        staying = {one.subject for one in self.stay}
        return {key for who, key in self.keys.items() if who not in staying}


@pytest.fixture(scope="module", params=BOTH)
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "home").mkdir()
    with erased_town(folder / "home", request.param) as town:
        lives = live(town, townsmen(COME + ASKED + STAY), COME + 1)
        stay = [lives.people[COME], lives.people[-1]]
        gone = [one for one in lives.people if one not in stay]
        with town.place.database() as database:
            filled = filled_columns(database)
        burglar = Burglar(town, folder / "backups")
        burglar.back_up("before")
        loot = burglar.loot("before")
        control = attack(loot, burglar.master)
        sealed = {cell.sealed: f"{cell.place.table} {cell.place.row} {cell.place.column}" for cell in loot.cells}
        found = Attacked(town, burglar, lives, gone, stay, _keys(town, lives), control, sealed, filled, [])
        found.pages += _erased(town, lives, gone)
        with town.place.database() as database:
            found.filled |= filled_columns(database)
        burglar.back_up("after")
        yield found


def _keys(town: Town, lives: Lives) -> dict[SubjectId, bytes]:
    ids = [*(who for one in lives.people for who in (one.subject, *one.also)), *lives.leavers]
    look = Scope(HOME, "tests")
    with town.place.database() as database, town.place.vault_place.open() as vault, database.read(look) as unit:
        return {who: key_of(unit, vault, who)._secret for who in ids}


def _erased(town: Town, lives: Lives, gone: list[Life]) -> list[str]:
    """Let who has an account delete themselves on their page, and erase the others as the command does."""
    *free, held = [one for one in gone if one.code]
    pages = [town.erases(one.visitor) for one in free]
    held.visitor.confirms("/me/erase")
    held.visitor.open("/me/erase")
    held.visitor.sends("/me/erase", sure="yes")
    pages.append(held.visitor.page)
    with town.place.database() as database, town.place.vault_place.open() as vault:
        with database.write(SECOND_HOLDER) as unit:
            lift_hold(unit, KnownHolds(unit).on(held.subject)[0].id)
        for who in [*(one.subject for one in gone if not one.code), *lives.leavers]:
            with database.write(HOLDER) as unit:
                ask_erasure(unit, holders(), who)
        while carry_out(database, vault, holders()).erased:
            pass
    return pages


# --- the burglar ------------------------------------------------------------------------------------------------------


def test_whoever_is_here_is_found(attacked: Attacked) -> None:
    """The control: without an erasure the burglar finds every one of the identifiers, and every key."""
    assert len(attacked.identifiers) >= 1000
    text = "\n".join(attacked.control.values)
    assert {one for one in attacked.identifiers if one not in text} == set()
    assert set(attacked.keys.values()) <= attacked.control.keys


def test_every_column_is_planted(attacked: Attacked) -> None:
    """A table or column that is added tomorrow fails here until somebody who is erased has something in it."""
    sealed = {f"{table.name}.{one.name}" for table in METADATA.sorted_tables for one in table.c if _is_sealed(one)}
    assert sealed - attacked.control.columns == set()
    assert {f"{table.name}.{name}" for table, name in open_columns()} - attacked.filled <= set(NEVER_FILLED)


def _is_sealed(column: Column[Any]) -> bool:
    return bool(column.info.get("personal"))


def test_nothing_of_whoever_is_erased_comes_back(attacked: Attacked) -> None:
    """Not from what lies there now, nor from any backup once the generation that it is under is retired."""
    burglar, house = attacked.burglar, attacked.town.house
    found = attack(burglar.loot("after"), burglar.master)
    text = "\n".join(found.values)
    assert {one for one in attacked.identifiers if one in text} == set()
    assert found.keys & attacked.gone_keys == set()
    assert all(one in text for life in attacked.stay for one in life.kept)  # the attack works
    assert attacked.gone_keys <= attack(burglar.loot("before", "after"), burglar.master).keys
    house.run("vault", "rotate")
    house.run("vault", "retire")
    everything = burglar.loot("before", "after")
    last = attack(everything, burglar.master)
    assert last.keys & attacked.gone_keys == set()
    assert {one for one in attacked.identifiers if one in "\n".join(last.values)} == set()


def test_no_word_of_anybody_ever_stood_in_the_open(attacked: Attacked) -> None:
    """In no spelling, no packed stream, no free page, no log of the server or of its database, before or after."""
    needles = {spelt: one for one in _words(attacked) for spelt in spellings(one)}
    needles |= {spelt: one for one in _secrets(attacked) for spelt in written(one)}  # what is kept of them are digests
    needles |= dict.fromkeys(attacked.keys.values(), "a person's key")
    assert seen_anywhere(attacked.burglar.loot("before", "after"), needles) == set()


def _words(attacked: Attacked) -> set[str]:
    people = attacked.lives.people
    said = {one for life in people for one in (*life.kept, *life.who.passing)}
    return said | {LEAVER, f"desk of {LEAVER}", f"render farm of {LEAVER}", *REACHED, NUMBER}


def _secrets(attacked: Attacked) -> set[str]:
    lives, town = attacked.lives, attacked.town
    told = {word for life in lives.people for word in (life.link.removeprefix("/c/"), life.code) if word}
    shown = {value for life in lives.people for value in life.visitor.client.cookies.values() if len(value) >= 16}
    return told | shown | {lives.totp, *lives.codes, *town.keys.values()}


def test_what_lies_about_still_is_sealed_under_keys_that_are_nowhere(attacked: Attacked) -> None:
    """No database forgets at once: logs and dead rows keep sealed values until they are written over.

    How many there are is printed; that none of them opens, the tests above have shown.
    """
    burglar, server = attacked.burglar, attacked.town.server
    lie = len(seen_anywhere(burglar.loot(), attacked.sealed))
    stand = {cell.sealed for cell in burglar.loot().cells} & set(attacked.sealed)
    print(f"sealed values of {len(attacked.sealed)}: {lie} lie in files, {len(stand)} of them stand in tables")
    if server is not None:
        for name in server.databases():
            with server.admin(name) as admin:
                admin.execute("VACUUM FULL")
        print(f"after VACUUM FULL and CHECKPOINT: {len(seen_anywhere(burglar.loot(), attacked.sealed))}")
    assert len(stand) < lie or server is None


# --- what is left when they are gone ----------------------------------------------------------------------------------


def test_what_the_law_keeps_is_told_with_rule_and_date_on_the_page_and_by_the_command(attacked: Attacked) -> None:
    for page in attacked.pages[:-1]:
        assert "CN-PI-3" in page
        assert re.search(r"until \d+ \w+ 20\d\d", page)
    assert "DSA-17" in attacked.pages[-1]  # a case holds it up: by which rule, and until when
    numbered = attacked.lives.people[7]
    told = attacked.town.house.run("subject", "statement", numbered.subject).split(".")[1]
    statement = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    assert {one["rule"] for one in statement["kept"]} == set(KEPT_BY_LAW.values())
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT.*", one["until"]) for one in statement["kept"])


def test_the_log_verifies(attacked: Attacked) -> None:
    house = attacked.town.house
    eventually(lambda: list(house.home.glob("**/checkpoint")))
    log = next(house.home.glob("**/checkpoint")).parent
    house.run("log", "verify", str(log), "--vkey", urlopen(f"{house.address}/log/vkey").read().decode().strip())


# --- at the door, afterwards ------------------------------------------------------------------------------------------

_CHANGES = re.compile(r"[\w-]{16,}")


def face(answer: httpx.Response) -> tuple[int, str, str]:
    """Return what somebody sees of an answer: status, where it led, and its text without what is new each time."""
    return answer.status_code, _CHANGES.sub("*", answer.url.path), _CHANGES.sub("*", answer.text)


@pytest.mark.parametrize("page", ["/me", "/me/export", "/me/contact", "/me/wish", "/me/erase", "/account", "/prove",
                                  "/v1/identity/assurance"])  # fmt: skip
def test_an_open_session_is_one_that_never_was(attacked: Attacked, page: str) -> None:
    stranger = attacked.town.visitor()
    for name in attacked.gone[0].visitor.client.cookies:
        stranger.client.cookies.set(name, "A" * 42 + "B")
    for one in attacked.gone[:3]:
        assert face(one.visitor.open(page)) == face(stranger.open(page))


@pytest.mark.parametrize("below", ["", "/law", "/text", "/help", "/agree", "/change", "/no", "/unwanted", "/prove",
                                   "/passkey", "/receipt.json", "/receipt.html", "/receipt.jsonld"])  # fmt: skip
def test_a_link_and_its_receipt_are_as_one_that_never_was(attacked: Attacked, below: str) -> None:
    unknown = face(attacked.town.visitor().open(f"/c/{'A' * 42}B{below}"))
    assert unknown[0] in (401, 404)
    for one in (*attacked.gone[:3], attacked.gone[-1]):
        assert face(attacked.town.visitor().open(one.link + below)) == unknown


def test_passkey_code_and_recovery_code_open_as_little_as_a_stranger_s(attacked: Attacked) -> None:
    town = attacked.town
    stranger = town.visitor()
    stranger.key.handle = b"nobody"
    unknown = face(stranger.signs_in())
    for visitor in (attacked.gone[0].visitor, town.staff[LEAVER]):
        other = town.visitor()
        other.key = visitor.key
        assert face(other.signs_in()) == unknown
    stranger.open("/sign-in")
    nobody = face(stranger.sends("/sign-in/code", name=f"{LEAVER}的", code=attacked.lives.codes[0]))
    other = town.visitor()
    other.open("/sign-in")
    status, path, text = face(other.sends("/sign-in/code", name=LEAVER, code=attacked.lives.codes[0]))
    assert (status, path, text.replace(LEAVER, f"{LEAVER}的")) == nobody


def test_a_program_s_key_and_a_staff_link_are_as_ones_that_never_were(attacked: Attacked) -> None:
    town = attacked.town
    with connection(town.house.address) as client:
        shown, unknown = (
            face(client.post("/v1/mark", headers={"Authorization": f"Bearer {key}"}))
            for key in (town.keys[LEAVER], "tmk_" + "A" * 43)
        )
    assert shown == unknown
    assert shown[0] == 401
    assert face(town.visitor().open(town.house.links[LEAVER])) == face(town.visitor().open(f"/enrol/{'A' * 43}"))


def test_the_code_of_a_receipt_ends_what_has_ended_and_tells_of_nobody(attacked: Attacked) -> None:
    for one in attacked.gone[:2]:
        visitor = attacked.town.visitor()
        visitor.open("/e")
        _tells_nothing(attacked, visitor.sends("/e", code=one.code))


def test_whoever_asked_is_told_what_is_over_and_no_word_more(attacked: Attacked) -> None:
    town = attacked.town
    for path in ("/v1/consents?limit=200", "/v1/consents/changes"):
        _tells_nothing(attacked, _asked(town, "asks" if "?" in path else "builds", path))
    staff = {"asks": ["/consents"], "reviews": ["/review/consents"], "verifies": ["/review/identity"],
             "confirms": ["/review/consents/confirm"], "admin-of-town": ["/accounts"]}  # fmt: skip
    for request in _requests(town)[:12]:
        staff["asks"].append(f"/consents/{request['id']}")
        for form in ("json", "html", "jsonld"):
            _tells_nothing(attacked, _asked(town, "asks", f"/v1/consents/{request['id']}/receipt.{form}"))
    for name, pages in staff.items():
        for page in pages:
            _tells_nothing(attacked, town.staff[name].open(page))
    for _, body in town.house.hook.came:
        assert seen_in(attacked, body.decode()) == set()


def test_what_a_regulator_took_while_all_were_here_names_nobody(attacked: Attacked) -> None:
    """It has cases of each room, and no word, contact or id of anybody; whoever is gone need not be taken out."""
    taken = attacked.lives.taken.decode()
    assert {one["room"] for one in json.loads(taken)["cases"]} == {"consent", "orders"}
    words = {one for life in attacked.lives.people for one in (*life.kept, *life.who.passing)} | attacked.identifiers
    assert {one for one in words | set(attacked.keys) if one in taken} == set()


def test_a_use_of_whoever_is_gone_is_covered_as_little_as_one_of_nobody(attacked: Attacked) -> None:
    use = {"operation": "face_swap", "modalities": ["face"], "purpose": "advert", "territories": ["EU"],
           "channels": ["web"]}  # fmt: skip
    for one in attacked.gone[:3]:
        told = attacked.town.api("POST", "/v1/consents/check", "builds", {"subjects": [one.subject], "use": use})
        assert told["covered"] is False
        assert seen_in(attacked, json.dumps(told)) == set()


def test_who_is_asked_under_an_erased_contact_is_somebody_new(attacked: Attacked) -> None:
    town, one = attacked.town, attacked.gone[-1]
    old = attacked.town.asks(one.who, 0, one.who.contact)
    new = attacked.town.asks(one.who, 0, "never.before@mail.example")
    assert town.whom(old) not in attacked.keys
    assert {name: value for name, value in old.items() if not _CHANGES.fullmatch(str(value))}.keys() == {
        name: value for name, value in new.items() if not _CHANGES.fullmatch(str(value))
    }.keys()
    assert old["state"] == new["state"] == "sent"
    del town


def test_whoever_stays_is_here(attacked: Attacked) -> None:
    here = attacked.stay[0]
    assert here.visitor.open("/me/export").status_code == 200
    assert here.who.contact in here.visitor.page
    assert here.who.words[0]["purpose"] in here.visitor.page


def _requests(town: Town) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = town.api("GET", "/v1/consents?limit=200", "asks")["items"]
    return items


def _asked(town: Town, name: str, path: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {town.keys[name]}"}
    return httpx.get(town.house.address + path, headers=headers, trust_env=False, timeout=60)


def _tells_nothing(attacked: Attacked, answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    assert seen_in(attacked, answer.text) == set()


def seen_in(attacked: Attacked, text: str) -> set[str]:
    """Return which identifiers of whoever is gone stand in *text*, also as HTML or JSON spell them."""
    plain = html.unescape(text)
    return {one for one in attacked.identifiers if one in plain or json.dumps(one)[1:-1] in plain}
