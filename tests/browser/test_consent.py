"""The pages of consent in a real browser: from the invitation to the receipt and its end, on a small phone."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, Page, Route, expect

from axe_judge import in_both_schemes, told
from consent_house import OFFICER, REQUESTER, SECOND, House, furnished, voice
from met_pages import Met, opened
from own_recordings import as_taken
from part_steps import WIDE as EVERY_TERM
from served_app import served
from tellmark.consent import asking, service
from tellmark.consent.askers import asker_of
from tellmark.consent.model import ANSWER, CONFIRM, REQUEST, REVIEW, Ask, ConsentId, NoteKind, UseState, Words
from tellmark.consent.previewing.service import add_preview
from tellmark.consent.previews.model import Declared, Taken
from tellmark.consent.store import KnownConsents, KnownNotes
from tellmark.media.kinds import Kind as Kinds
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind
from tellmark.values.digests import sha256
from used_town import CHANGED, depicted, file
from virtual_passkeys import authenticator
from widths import beyond

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "zh-Hans")
LOOKS = "['backgroundColor', 'color', 'fontWeight', 'fontSize', 'borderTopWidth']"
WIDE = voice(models=frozenset({"m" * 128, "voices/2027.1"}))
"""What is asked of some, with the longest name of a model that there can be."""
ALL_YES = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


@dataclass(frozen=True)
class Street:
    """A house that is served, and every page in it."""

    house: House
    address: str
    pages: tuple[Met, ...]

    def invited(self, name: str) -> tuple[str, str]:
        """Invite somebody new; return their id and the path of their link."""
        request, invitation = self.house.ask(name=name, contact=f"{name.lower()}@example.com")
        return request.subject, f"/c/{invitation.secret}"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with furnished(tmp_path_factory.mktemp("consent")) as house, served(house.app) as address:
        yield Street(house, address, tuple(furnished_pages(house)))


def furnished_pages(house: House) -> Iterator[Met]:
    """Let people answer in each way, and yield every page that there is then."""
    waiting, invitation = house.ask(WIDE, name="Wang", contact="wang@example.com")
    link = f"/c/{invitation.secret}"
    house.reader().get(link)
    for below in ("", "/law", "/text", "/help", "/change", "/no", "/unwanted", "/agree", f"/agree?{ALL_YES}"):
        yield Met(link + below)
    yield Met(f"{link}/agree?{ALL_YES.replace('biometric=yes', 'biometric=no')}")
    _, wide = house.ask(
        replace(EVERY_TERM, models=frozenset({"m-1", "n" * 128})), name="Gao", contact="gao@example.com"
    )
    house.reader().get(f"/c/{wide.secret}")
    yield Met(f"/c/{wide.secret}/change")
    subject, granted, consent = agreed(house, "Chen")
    yield Met(granted)
    yield Met("/e")
    own = house.sessions.sign_in(subject, Kind.PERSON, ANSWER)
    for path in ("", "/wish", "/speakers", "/contact", "/orders", "/erase", f"/consents/{consent}",
                 f"/consents/{consent}/end", f"/consents/{consent}/part", f"/consents/{consent}/wrong"):  # fmt: skip
        yield Met(f"/me{path}", own)
    yield from met_by_somebody_used(house)
    proved, link_of_proved = house.ask(name="Sun", contact="sun@example.com")
    house.reader().get(f"/c/{link_of_proved.secret}")
    house.identity.prove(proved.subject)
    house.identity.passkeys.add(proved.subject)
    yield Met(f"/c/{link_of_proved.secret}/agree?{ALL_YES}")
    yield Met(changed(house))
    asks = house.sessions.sign_in(REQUESTER, Kind.STAFF, REQUEST)
    for path in ("", "/new", f"/{waiting.id}", f"/{waiting.id}/edit", f"/{offered(house)}"):
        yield Met(f"/consents{path}", asks)
    recorded, link_of_recorded = recordings_shown(house)
    yield Met(link_of_recorded, more="#own")
    for path in ("", "/preview"):
        yield Met(f"/consents/{recorded}{path}", asks)
    zhou, _, ended = agreed(house, "Zhou")
    with house.database.write(house.as_(zhou, ANSWER)) as unit:
        service.withdraw(unit, ended, ages=house.identity.age)
        over = service.consent_of(unit, ended).request
    yield Met(f"/consents/{over}", asks)
    with house.database.write(house.as_(subject, ANSWER)) as unit:
        service.report(unit, NoteKind.MISUSE, consent, ages=house.identity.age)
        disputed = service.dispute(unit, consent, ages=house.identity.age)
    reviews = house.sessions.sign_in(OFFICER, Kind.STAFF, REVIEW)
    yield Met("/review/consents", reviews)
    yield Met(f"/review/consents/dispute/{disputed.id}", reviews)
    yield Met("/review/consents/confirm", house.sessions.sign_in(SECOND, Kind.STAFF, CONFIRM))
    yield Met("/c/nobody")
    third, link_of_third = house.ask(name="Ma", contact="ma@example.com")
    house.reader().get(f"/c/{link_of_third.secret}")
    house.identity.prove(third.subject)
    yield Met(f"/c/{link_of_third.secret}/agree?version=1")


def met_by_somebody_used(house: House) -> Iterator[Met]:
    """Make all sorts of things of somebody; yield what they, whoever asked, and officers see of it."""
    one = depicted(house, "Xu")
    use = one.made(file(1), file(2, CHANGED, "image/jpeg"), file(3, (), "video/mp4"), outputs=4)
    one.made(*[file(number) for number in range(4, 34)], outputs=30)
    one.made(file(34), ends=UseState.RELEASED)
    for _ in range(9):
        one.made()
    own = house.sessions.sign_in(one.subject, Kind.PERSON, ANSWER)
    for path in ("", "/uses", f"/uses?consent={one.consent.id}", f"/uses/{use.id}", f"/consents/{one.consent.id}"):
        yield Met(f"/me{path}", own)
    with house.database.write(house.as_(one.subject, ANSWER)) as unit:
        service.report(unit, NoteKind.MISUSE, one.consent.id, ages=house.identity.age)
        service.withdraw(unit, one.consent.id, ages=house.identity.age)
        (note,) = KnownNotes(unit).by(subject=one.subject)
    asks = house.sessions.sign_in(REQUESTER, Kind.STAFF, REQUEST)
    for path in ("", "/uses", f"/uses/{use.id}"):
        yield Met(f"/consents/{one.request}{path}", asks)
    yield Met(f"/review/consents/note/{note.id}", house.sessions.sign_in(OFFICER, Kind.STAFF, REVIEW))


def agreed(house: House, name: str) -> tuple[SubjectId, str, ConsentId]:
    """Let somebody agree; return their id, the path of their link, and the consent's id."""
    request, invitation = house.ask(WIDE, name=name, contact=f"{name.lower()}@example.com")
    link, reader = f"/c/{invitation.secret}", house.reader()
    house.identity.prove(request.subject)
    reader.get(link)
    reader.send(reader.get(f"{link}/agree?{ALL_YES}"), f"{link}/agree", way="fresh_proof")
    with house.database.read(house.as_(REQUESTER)) as unit:
        return request.subject, link, KnownConsents(unit).by(request=request.id)[0].id


def changed(house: House) -> str:
    """Let somebody read what is asked, and change its text, its models and its end; return the link's path."""
    request, invitation = house.ask(WIDE, name="Gu", contact="gu@example.com")
    link = f"/c/{invitation.secret}"
    house.reader().get(link)
    other = replace(WIDE, content=sha256(b"Spring"), models=frozenset({"n" * 128}), end=WIDE.end - timedelta(days=1))
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.edit(
            unit, house.vault, request.id, Ask(other, Words("One audiobook", content="Spring"), request.party), 1
        )
    return link


def recordings_shown(house: House) -> tuple[str, str]:
    """Let somebody be shown a picture, a recording and a film of theirs; return the request and the link's path."""
    request, invitation = house.ask(name="He", contact="he@example.com")
    declared = Declared("Sent to us by you for the casting in May.", "2024-05", unaltered=True)
    for version, kind in enumerate((Kinds.JPEG, Kinds.WAV, Kinds.MP4), 1):
        taken = Taken(kind, sha256(as_taken(kind)), as_taken(kind))
        with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
            who = asker_of(unit, house.place.vouches, house.place.named(), request.party)
            add_preview(unit, house.vault, request.id, taken, declared, version, who)
    return str(request.id), f"/c/{invitation.secret}"


def offered(house: House) -> str:
    """Let somebody offer less; return the request's id."""
    request, invitation = house.ask(name="Wu", contact="wu@example.com")
    link, reader = f"/c/{invitation.secret}", house.reader()
    reader.get(link)
    look = reader.send(reader.get(f"{link}/change"), f"{link}/change", step="look", minutes="60")
    reader.send(look, f"{link}/change", step="send")
    return str(request.id)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Give a small phone without JavaScript."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        yield context.new_page()


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page(page: Page, street: Street, language: str) -> None:
    found = {}
    for met in street.pages:
        opened(page, street.address, met, language)
        if lines := told(in_both_schemes(page)):
            found[met.path] = lines
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways(page: Page, street: Street, language: str) -> None:
    wide = {}
    for met in street.pages:
        opened(page, street.address, met, language)
        if over := beyond(page):
            wide[met.path] = over
    assert wide == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_link_to_the_receipt_and_its_end_without_script(phone: Page, street: Street, language: str) -> None:
    subject, link = street.invited(f"Flow{language[:2]}")
    phone.goto(f"{street.address}{link}?lang={language}")
    phone.click(".choices a >> nth=0")
    first = {"en": "First: is it you who is asked?", "zh-Hans": "首先：被询问的是您本人吗？"}[language]
    assert phone.locator("h1").inner_text() == first
    street.house.identity.prove(subject)  # what the pages of proof do
    phone.reload()
    asked = 0
    while phone.locator("h1").inner_text() not in ("Do you agree to this?", "您同意以下内容吗？"):
        assert phone.locator("form").count() == 0  # nothing is sent on the way
        phone.click(".choices a >> nth=0")
        phone.wait_for_load_state()
        asked += 1
    assert asked == 3
    phone.click("button[name=way]")
    code = phone.locator(".panel .say").inner_text()
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code)
    phone.goto(f"{street.address}/e?lang={language}")  # as it stands on the receipt
    phone.fill("#code", code)
    phone.click("main button")
    assert phone.locator("h1").inner_text() == {"en": "It has ended", "zh-Hans": "已终止"}[language]
    expect(phone.locator(".clock").first).to_be_visible()
    assert phone.context.cookies() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_their_own_recordings_are_loaded_when_they_are_opened_and_not_before(
    phone: Page, street: Street, language: str
) -> None:
    link = next(met.path for met in street.pages if met.path.startswith("/c/") and "#own" in met.more)
    came: dict[str, int] = {}
    phone.on("response", lambda one: came.update({one.url: len(one.body())}))
    phone.goto(f"{street.address}{link}?lang={language}", wait_until="networkidle")
    phone.locator("#decide").scroll_into_view_if_needed()
    assert sum(came.values()) < 60_000
    assert not [url for url in came if "/preview/" in url]
    phone.emulate_media(media="print")
    assert phone.locator("figure.own > :not(figcaption)").filter(visible=True).count() == 0
    assert phone.locator("figure.own > figcaption").filter(visible=True).count() == 3
    phone.emulate_media(media="screen")
    phone.locator("figure.own a").click()
    phone.wait_for_load_state()
    box = phone.locator("img").bounding_box()
    assert box is not None
    assert 0 < box["width"] <= 320


def test_a_browser_plays_their_own_recording_and_film(page: Page, street: Street) -> None:
    link = next(met.path for met in street.pages if met.path.startswith("/c/") and "#own" in met.more)
    page.goto(f"{street.address}{link}?lang=en")
    for kind in ("audio", "video"):
        played = page.locator(f"figure.own {kind}").evaluate(
            "async one => { one.muted = true; await one.play(); one.currentTime = one.duration / 2;"
            " await new Promise(done => one.addEventListener('seeked', done, {once: true})); return one.currentTime; }"
        )
        assert played > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_takes_fewer_steps_than_yes(phone: Page, street: Street, language: str) -> None:
    _, link = street.invited(f"Refuse{language[:2]}")
    phone.goto(f"{street.address}{link}?lang={language}")
    phone.click(".choices a >> nth=2")
    phone.click("main form button")
    assert phone.locator("h1").inner_text() == {"en": "You said no", "zh-Hans": "您没有同意"}[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_looks_the_same(page: Page, street: Street, language: str) -> None:
    for met in (street.pages[0], street.pages[7], street.pages[-1]):
        opened(page, street.address, met, language)
        answers = page.locator(".choices .btn").all()
        assert len(answers) in (2, 3)
        boxes = {(box["width"], box["height"]) for one in answers if (box := one.bounding_box())}
        how = f"one => {LOOKS}.map(part => getComputedStyle(one)[part]) + ''"
        assert len(boxes) == 1
        assert len({one.evaluate(how) for one in answers}) == 1


def test_an_offer_that_does_not_fit_comes_back_as_typed_and_leads_to_its_field(phone: Page, street: Street) -> None:
    _, link = street.invited("Offer")
    phone.goto(f"{street.address}{link}?lang=en")
    phone.click(".choices a >> nth=1")
    phone.fill("#minutes", "9999")
    phone.check("#never-2")
    phone.click("button.main")
    assert phone.input_value("#minutes") == "9999"
    assert phone.is_checked("#never-2")
    phone.click(".notice a")
    assert phone.url.endswith("#minutes")


def test_the_receipt_prints_on_two_sheets_with_its_code_and_address(page: Page, street: Street) -> None:
    subject, link = street.invited("Print")
    street.house.identity.prove(subject)
    page.goto(f"{street.address}{link}?lang=en")
    page.goto(f"{street.address}{link}/agree?{ALL_YES}&lang=en")
    page.click("button[value=fresh_proof]")
    page.wait_for_load_state()
    code = page.locator(".panel .say").inner_text()
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2
    page.emulate_media(media="print")
    assert code in page.inner_text("main")
    assert "http://localhost/e" in page.inner_text(
        ".proof"
    )  # where the house says that it is, whatever a browser asked
    expect(page.locator(".proof svg")).to_have_count(1)
    assert not page.is_visible("a.btn")


def test_the_first_view_loads_less_than_sixty_kilobytes_and_nothing_from_elsewhere(page: Page, street: Street) -> None:
    loaded: dict[str, int] = {}
    page.on("response", lambda answer: loaded.update({answer.url: len(answer.body())}))
    opened(page, street.address, street.pages[0], "zh-Hans")
    page.wait_for_load_state("networkidle")
    assert sum(loaded.values()) < 60_000
    assert [url for url in loaded if not url.startswith(street.address)] == []


def test_the_stock_voice_plays(page: Page, street: Street) -> None:
    opened(page, street.address, street.pages[0], "en")
    played = page.evaluate("""async () => {
      const sound = document.querySelector("audio");
      sound.muted = true;
      await sound.play();
      return sound.duration;
    }""")
    assert 5 < played < 9


def test_a_passkey_signs_where_there_is_javascript(browser: Browser, street: Street) -> None:
    """Chromium's own virtual authenticator answers; what it signed is checked where passkeys are kept, in identity.

    The script comes late, as it does on a slow line: who presses the button before that sends nothing.
    """
    subject, link = street.invited("Passkey")
    street.house.identity.prove(subject)
    street.house.identity.passkeys.add(subject)
    here = street.address.replace("127.0.0.1", "localhost")
    with browser.new_context() as context, context.new_page() as page:
        authenticator(context, page)
        page.route("**/static/passkey.js*", _late)
        page.goto(f"{here}{link}?lang=en")
        page.goto(f"{here}{link}/agree?{ALL_YES}&lang=en")
        page.click("button[value=passkey]")
        page.click("form[data-passkey] button")
        page.wait_for_selector(".panel .say")
        page.wait_for_load_state()
        assert "You agreed on" in page.inner_text("h1")
        assert "Your passkey" in page.inner_text("main")


def _late(route: Route) -> None:
    time.sleep(1)
    route.continue_()
