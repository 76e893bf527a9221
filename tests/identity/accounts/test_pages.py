"""The pages of accounts, from nothing to a signed-in administrator and what they do, as a browser sends it."""

import html
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

pytest.importorskip("fastapi", reason="needs the extra `server`")

from base64 import b32decode

from account_house import LINK, OPERATOR, House
from account_pages import Reader
from passkey_attacks import REGISTRATION, SIGN_IN
from tellmark.identity.accounts.errors import NotProved
from tellmark.identity.accounts.model import ABSOLUTE, FRESH, Role
from tellmark.identity.accounts.passkeys.service import id_of
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.proving import Proof
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.binding import FreshProof
from tellmark.subjects.service import open_subject


def test_from_a_link_to_a_signed_in_administrator(house: House) -> None:
    reader = house.enrolled("mei@studio.example", Role.ADMINISTRATOR)
    assert "mei@studio.example" in reader.page
    assert "laptop" in reader.page
    with house.database.read(OPERATOR) as unit:
        assert [one.id in reader.page for one in KnownAccounts(unit).all()] == [True]  # officers ask for it
    assert reader.open("/accounts").status_code == 200


def test_a_link_opens_once(house: House) -> None:
    reader, link = house.reader(), house.link("mei", Role.AUDITOR)
    reader.open(link)
    reader.answers(link)
    assert reader.open(link).status_code == 404
    assert house.reader().open(link).status_code == 404


def test_a_question_of_one_link_is_not_answered_at_another(house: House) -> None:
    """Whoever had looked at a link, and holds another, used to put a passkey of theirs on the first one's account."""
    eve, first, own = house.reader(), house.link("mei", Role.SENIOR_OFFICER), house.link("eve", Role.AUDITOR)
    eve.open(first)
    prepared = eve.answered(first)
    owner = house.reader()
    owner.open(first)
    assert owner.answers(first).url.path == "/account"
    eve.open(own)
    assert eve.sends(own, **prepared).status_code == 403
    assert eve.open("/account").status_code == 401
    assert owner.open("/account").status_code == 200
    eve.client.cookies.clear()
    assert eve.signs_in().status_code == 403


def test_an_administrator_takes_passkeys_away_and_no_session_goes_on(house: House) -> None:
    mei, admin = house.enrolled("mei", Role.AUDITOR), house.enrolled("admin", Role.ADMINISTRATOR)
    admin.open("/accounts")
    place = next(
        one for one in re.findall(r'href="(/accounts/[^"?]+)', admin.page) if admin.open(one) and "mei" in admin.page
    )
    assert admin.sends(f"{place}/forget").status_code == 200
    assert mei.open("/account").status_code == 401
    assert mei.signs_in().status_code == 403


def test_of_two_who_open_a_link_the_first_gets_it(house: House) -> None:
    one, two, link = house.reader(), house.reader(), house.link("mei", Role.AUDITOR)
    one.open(link)
    two.open(link)
    assert one.answers(link).status_code == 200
    assert two.answers(link).status_code == 404
    assert two.open("/account").status_code == 401


def test_a_passkey_signs_in_and_signing_out_ends_it(house: House) -> None:
    reader = house.enrolled("mei", Role.AUDITOR)
    cookie = reader.client.cookies["tellmark"]
    reader.open("/sign-out")
    assert reader.sends("/sign-out").url.path == "/sign-in"
    reader.client.cookies.set("tellmark", cookie, domain="localhost.local")
    assert reader.open("/account").status_code == 401
    reader.client.cookies.clear()
    assert reader.signs_in().url.path == "/account"


def test_whoever_wanted_a_page_comes_to_it_and_nobody_is_led_elsewhere(house: House) -> None:
    reader = house.enrolled("mei", Role.ADMINISTRATOR)
    reader.client.cookies.clear()
    answer = reader.open("/accounts")
    assert answer.status_code == 401
    assert 'href="/sign-in?next=/accounts&amp;lang=en"' in reader.page
    reader.open("/sign-in?next=/accounts")
    assert reader.answers("/sign-in").url.path == "/accounts"
    for place in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "/a b", "/x?y=//z"):
        other = house.reader()
        other.key = reader.key
        other.open("/sign-in")
        assert other.answers("/sign-in", next=place).url.path == "/account"


def test_who_speaks_for_another_is_promised_no_page_by_the_link_of_a_request(house: House) -> None:
    reader = house.reader()
    reader.open("/sign-in")
    by_proof = reader.page.partition("prove there who you are")[0].rpartition("<p>")[2]
    assert "for your own face or voice" in by_proof
    assert "If you speak for somebody else, you make a passkey by a link of your own" in reader.page


def test_an_old_secret_opens_nothing_after_signing_in_again_or_confirming(house: House) -> None:
    reader = house.enrolled("mei", Role.AUDITOR)
    first = reader.client.cookies["tellmark"]
    reader.confirms()
    second = reader.client.cookies["tellmark"]
    assert first != second
    stranger = house.reader()
    stranger.client.cookies.set("tellmark", first, domain="localhost.local")
    assert stranger.open("/account").status_code == 401


@pytest.mark.slow
def test_no_wrong_answer_signs_in_and_none_breaks_the_page(house: House) -> None:
    reader = house.enrolled("mei", Role.AUDITOR)
    reader.client.cookies.clear()
    bodies = set()
    for name, attack in SIGN_IN.items():
        reader.open("/sign-in")
        form = next(one for one in reader.forms() if 'action="/sign-in?' in one)
        options = html.unescape(re.search(r'data-options="([^"]*)"', form)[1])  # type: ignore[index]  # it is there
        answer = reader.sends("/sign-in", answer=attack(reader.key, options).encode("utf-8", "replace").decode())
        assert answer.status_code in (403, 422), name
        assert "tellmark" not in reader.client.cookies, name
        bodies.add(words(answer.text))
    assert len(bodies) == 1  # the same words, whatever was wrong


def test_no_wrong_answer_makes_a_passkey_and_none_breaks_the_page(house: House) -> None:
    reader, link = house.reader(), house.link("mei", Role.AUDITOR)
    for name, attack in REGISTRATION.items():
        reader.open(link)
        form = next(one for one in reader.forms() if f'action="{link}?' in one)
        options = html.unescape(re.search(r'data-options="([^"]*)"', form)[1])  # type: ignore[index]  # it is there
        answer = reader.sends(link, answer=attack(reader.key, options))
        assert answer.status_code == 403, name
        assert "tellmark" not in reader.client.cookies, name
    assert reader.answers(link).url.path == "/account"  # from the page that was shown again


def words(page: str) -> str:
    """Return what a page says, without what is random in it."""
    return re.sub(r"<[^>]*>", "", page)


@pytest.mark.parametrize(
    ("name", "code"), [("mei", "000000"), ("nobody at all", "000000"), ("", ""), ("mei", "x" * 40)]
)
def test_nothing_tells_whether_there_is_an_account(house: House, name: str, code: str) -> None:
    house.enrolled("mei", Role.AUDITOR)
    reader = house.reader()
    said = []
    for who in (name, "somebody else entirely"):
        reader.open("/sign-in")
        answer = reader.sends("/sign-in/code", name=who, code=code)
        assert answer.status_code == 403
        assert answer.elapsed >= timedelta(seconds=0.25)
        said.append(words(answer.text))
    assert said[0] == said[1]


def test_what_is_dangerous_needs_a_fresh_proof(house: House) -> None:
    reader = house.enrolled("mei", Role.ADMINISTRATOR)
    house.clock.at += FRESH + timedelta(seconds=1)
    assert reader.open("/account/passkeys/new").status_code == 401
    assert 'href="/account/confirm?next=/account/passkeys/new&amp;lang=en"' in reader.page
    reader.open("/accounts")
    assert "/account/confirm?next=/accounts" in reader.page
    assert [form for form in reader.forms() if 'action="/accounts?' in form] == []
    assert reader.confirms("/accounts").url.path == "/accounts"
    assert [form for form in reader.forms() if 'action="/accounts?' in form]


def test_to_confirm_takes_one_s_own_passkey(house: House) -> None:
    mei, jo = house.enrolled("mei", Role.ADMINISTRATOR), house.enrolled("jo", Role.AUDITOR)
    house.clock.at += FRESH + timedelta(seconds=1)
    mei.open("/account/confirm?next=/accounts")
    mine, mei.key = mei.key, jo.key
    assert mei.answers("/account/confirm").status_code == 403
    mei.key = mine
    assert mei.answers("/account/confirm").status_code == 200


def test_sessions_are_listed_and_ended_one_by_one_or_all(house: House) -> None:
    mei = house.enrolled("mei", Role.AUDITOR)
    others = []
    for _ in range(3):
        other = house.reader()
        other.key = mei.key
        assert other.signs_in().status_code == 200
        others.append(other)
    mei.open("/account")
    assert mei.page.count("Another browser") == 3
    mei.sends("/account/sessions")  # the first of them
    assert [one.open("/account").status_code for one in others].count(401) == 1
    mei.open("/account")
    everywhere = mei.forms()[-1] if "End all" in mei.forms()[-1] else next(f for f in mei.forms() if "End all" in f)
    assert 'session"' not in everywhere
    token = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', everywhere))
    mei.client.post("/account/sessions", data=token, headers={"sec-fetch-site": "same-origin"})
    assert [one.open("/account").status_code for one in others] == [401] * 3
    assert mei.open("/account").status_code == 200


def test_a_session_ends_at_its_time(house: House) -> None:
    mei = house.enrolled("mei", Role.AUDITOR)
    house.clock.at += ABSOLUTE
    assert mei.open("/account").status_code == 401


def test_a_second_passkey_is_added_and_the_first_taken_away(house: House) -> None:
    mei = house.enrolled("mei", Role.AUDITOR)
    first = mei.key
    mei.open("/account")
    assert mei.sends("/account/passkeys").status_code == 403  # the only one
    mei.open("/account/passkeys/new")
    mei.key = Reader(mei.app).key
    assert mei.answers("/account/passkeys/new", label="phone").url.path == "/account"
    assert mei.sends("/account/passkeys", passkey=id_of(first.credential)).status_code == 200
    mei.client.cookies.clear()
    second, mei.key = mei.key, first
    assert mei.signs_in().status_code == 403
    mei.key = second
    assert mei.signs_in().status_code == 200


def test_a_key_is_shown_once_and_ended(house: House) -> None:
    mei = house.enrolled("mei", Role.ENGINEER)
    mei.open("/account")
    mei.sends("/account/keys", label="farm", capability=["mark"], days="30")
    text = re.search(r"tmk_[A-Za-z0-9_-]{43}", mei.page)
    assert text is not None
    mei.open("/account")
    assert text[0] not in mei.page
    assert "farm" in mei.page
    program = house.reader()
    program.client.headers["authorization"] = f"Bearer {text[0]}"
    assert program.open("/account").status_code == 403  # known, and no holder of an account
    mei.sends("/account/keys/end")
    assert program.open("/account").status_code == 401


@pytest.mark.parametrize("days", ["", "0", "366", "-1", "x", "9" * 9, "１"])
def test_a_key_for_no_such_time_is_refused(house: House, days: str) -> None:
    mei = house.enrolled("mei", Role.ENGINEER)
    mei.open("/account")
    assert mei.sends("/account/keys", label="x", capability=["mark"], days=days).status_code == 403


def test_staff_sign_in_with_a_code_and_confirm_with_one(house: House) -> None:
    mei = house.enrolled("mei", Role.ADMINISTRATOR)
    mei.open("/account")
    mei.sends("/account/totp")
    secret = re.search(r">([A-Z2-7]{32})<", mei.page)
    assert secret is not None

    def code() -> str:
        house.clock.at += timedelta(seconds=30)
        return TOTP(b32decode(secret[1]), 6, SHA1(), 30).generate(int(house.clock.at.timestamp())).decode()

    assert mei.sends("/account/totp/code", code=code()).url.path == "/account"
    mei.sends("/account/recovery")
    codes = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", mei.page)
    assert len(codes) == 10
    mei.client.cookies.clear()
    mei.open("/sign-in")
    assert mei.sends("/sign-in/code", name="MEI", code=code()).url.path == "/account"
    house.clock.at += FRESH + timedelta(minutes=1)
    mei.open("/account/confirm?next=/accounts")
    assert mei.sends("/account/confirm/code", code="000000").status_code == 403
    assert mei.sends("/account/confirm/code", code=code()).url.path == "/accounts"
    assert "by=passkey" in mei.page  # a code does not give or take somebody else's rights
    mei.open("/account/confirm?next=/accounts&by=passkey")
    assert "/account/confirm/code" not in mei.page
    mei.client.cookies.clear()
    mei.open("/sign-in")
    assert mei.sends("/sign-in/code", name="mei", code=codes[0]).url.path == "/account"


def test_a_person_who_has_proved_who_they_are_makes_a_passkey_from_the_invitation(house: House) -> None:
    with house.database.write(OPERATOR) as unit:
        house.invited = open_subject(unit, house.vault).id
    person, address = house.reader(), f"/c/{LINK}/passkey"
    assert person.open(address).status_code == 403  # the link alone makes none: others may have read it
    house.proof = Proof("record-1", house.clock.at)
    assert person.open(address).status_code == 200
    assert person.answers(address, label="phone").url.path == f"/c/{LINK}"
    assert person.open("/account").status_code == 200
    assert "Person who is shown" in person.page
    assert "One-time codes" not in person.page
    house.clock.at += FRESH + timedelta(seconds=1)
    assert house.reader().open(address).status_code == 403
    assert house.reader().open(f"/c/{'M' * 43}/passkey").status_code == 401


def test_a_proof_makes_one_passkey_and_is_spent_by_it_alone(house: House) -> None:
    with house.database.write(OPERATOR) as unit:
        house.invited = open_subject(unit, house.vault).id
    address, fresh = f"/c/{LINK}/passkey", FreshProof(house, house.vault)
    house.proof = Proof("record-1", house.clock.at)
    one, two = house.reader(), house.reader()
    for reader in (one, two):
        assert reader.open(address).status_code == 200
    assert one.sends(address, answer="{}").status_code == 403  # no good, so that nothing was spent
    assert one.open(address).status_code == 200
    assert one.answers(address, label="phone").url.path == f"/c/{LINK}"
    assert two.answers(address, label="tablet").status_code == 403
    with house.database.write(OPERATOR) as unit:
        assert len(KnownPasskeys(unit).of(house.invited)) == 1
        with pytest.raises(NotProved):  # and it ties no agreement any more
            fresh.bind(unit, house.invited, "d" * 64, {})
    house.proof = Proof("record-2", house.clock.at)
    with house.database.read(OPERATOR) as looking:
        assert fresh.proof(looking, house.invited, {}) == house.proof


def test_another_site_s_form_signs_nobody_in_or_out(house: House) -> None:
    mei = house.enrolled("mei", Role.AUDITOR)
    for path in ("/sign-out", "/account/sessions", "/account/keys/end", "/sign-in", "/sign-in/code"):
        answer = mei.client.post(path, data={"name": "mei"}, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
    assert mei.open("/account").status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_page_speaks_both_languages(house: House, language: str) -> None:
    admin = house.enrolled("root", Role.ADMINISTRATOR)
    for path in ("/account", "/accounts", "/account/confirm", "/account/passkeys/new", "/sign-out"):
        answer = admin.open(f"{path}?lang={language}")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
        if language == "zh-Hans":
            said = re.sub(r"<(script|style|code).*?</\\1>|<[^>]*>|https?://\S+|[A-Za-z0-9._-]+@\S+", "", answer.text)
            assert len(re.findall(r"[\u4e00-\u9fff]", said)) > 20
            assert not re.search(r"(?:[a-z]{3,} ){4}", said), re.search(r"(?:[a-z]{3,} ){4}[^\n]*", said)
