"""Who composes on pages what began elsewhere asks for what they changed, and for the rest exactly as before."""

import re
from dataclasses import fields as parts_of
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_house import NOON, REQUESTER, House, Page, Reader, voice
from consent_spelling import beside, needed
from tellmark.consent.asks import LONGEST_WORDS
from tellmark.consent.bodies import ScopeBody, WordsBody
from tellmark.consent.model import REQUEST, Ask, Request, Words
from tellmark.consent.requester.composing import fields
from tellmark.consent.service import words_of
from tellmark.consent.store import KnownRequests
from tellmark.consent.terms import Pay, Scope
from tellmark.surface.documents import document
from tellmark.surface.forms import Form
from tellmark.surface.principal import Kind
from tellmark.values.languages import Language

DIGEST = "d" * 64
EARLY = st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds
LATE = st.datetimes(datetime(2050, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001  # bounds
COUNTS = st.integers(1, 1 << 40) | st.sampled_from([1, 59, 60, 61, 999_999_999, 1_000_000_000])
NEEDED, BESIDE = needed(EARLY, LATE), beside(COUNTS, st.integers(0, 1_095))
SCOPES = st.fixed_dictionaries(dict(NEEDED), optional=dict(BESIDE))
TEXTS = st.text("ab \t\r\n,\u6c49", max_size=12)
WORDS = st.fixed_dictionaries(
    {"purpose": TEXTS.filter(str.strip)},
    optional=dict.fromkeys(("asker", "content", "brands", "pay", "retention", "message"), TEXTS),
)
ODD = voice(
    start=NOON + timedelta(seconds=30), end=datetime(2027, 6, 30, 17, 45, tzinfo=UTC), max_seconds=61, content=DIGEST,
    territories=frozenset({"CN", "US-CA"}), languages=frozenset({"zh-Hans", "pt"}), max_outputs=2_000_000_000,
    pay=Pay(0, "CNY"), retention_days=30, models=frozenset({"avatar-2", "avatar-3"}),
)  # fmt: skip
"""Nothing of what the fields of the pages cannot hold, or show whole, is missing here."""
TOLD = Words(
    "One audiobook \nfor all", "A voice agency", "", "Acme\nOther", "within 30 days ", "in a safe, by two", "Hello\n"
)


def spelled(scope: dict[str, Any], words: dict[str, Any]) -> Ask:
    """Return what a program asks, as the API reads it; a script that is given is the one that is fixed."""
    told = document(msgspec.json.encode(words), WordsBody).words()
    fixed = {"content": sha256(told.content.encode()).hexdigest()} if told.content else {}
    return Ask(document(msgspec.json.encode({**scope, **fixed}), ScopeBody).scope(), told)


def sent(ask: Ask, **typed: str | tuple[str, ...]) -> Form:
    """Return the pages as they began with *ask*, and as a browser sends them, with what is *typed* on them."""
    told = {name: (value,) if isinstance(value, str) else value for name, value in typed.items()}
    filled = {**fields.filled(ask.scope, ask.words), **told}
    return Form({name: tuple(re.sub(r"\r\n?|\n", "\r\n", one) for one in values) for name, values in filled.items()})


def read(ask: Ask, **typed: str | tuple[str, ...]) -> tuple[Scope | None, Words]:
    found = fields.read(sent(ask, **typed), Language.EN, ask.words.asker, ask)
    return found.scope, found.words


def test_every_term_and_every_word_is_among_those_that_are_tried() -> None:
    assert {one.name for one in parts_of(Scope)} == NEEDED.keys() | BESIDE.keys() == set(ScopeBody.__struct_fields__)
    assert {one.name for one in parts_of(Words)} == set(WordsBody.__struct_fields__) == {"asker", *fields.WORDS}


@given(scope=SCOPES, words=WORDS)
def test_what_nobody_changed_is_asked_exactly_as_before(scope: dict[str, Any], words: dict[str, Any]) -> None:
    ask = spelled(scope, words)
    assert read(ask) == (ask.scope, ask.words)


@given(scope=SCOPES, words=WORDS)
def test_to_change_one_term_changes_no_other(scope: dict[str, Any], words: dict[str, Any]) -> None:
    ask = spelled(scope, words)
    typed: list[tuple[dict[str, str], dict[str, Any], dict[str, Any]]] = [
        ({"max_minutes": "7"}, {"max_seconds": 420}, {}),
        ({"max_outputs": "7"}, {"max_outputs": 7}, {}),
        ({"retention_days": "7"}, {"retention_days": 7}, {}),
        ({"end": "2050-02-03"}, {"end": datetime(2050, 2, 4, tzinfo=UTC)}, {}),
        ({"start": "2050-01-01"}, {"start": datetime(2050, 1, 1, tzinfo=UTC)}, {}),
        ({"retention_words": "seven"}, {}, {"retention": "seven"}),
        ({"content": "seven"}, {"content": sha256(b"seven").hexdigest()}, {"content": "seven"}),
    ]  # fmt: skip
    for form, terms, told in typed:
        unchanged = fields.filled(ask.scope, ask.words)
        if all(unchanged[name] == (value,) for name, value in form.items()):
            continue
        assert read(ask, **form) == (replace(ask.scope, **terms), replace(ask.words, **told)), form


def test_a_script_of_which_there_is_but_a_digest_stays_until_it_is_let_go_or_another_is_typed() -> None:
    ask = Ask(ODD, TOLD)
    assert read(ask, content_free="yes") == (replace(ODD, content=None), TOLD)
    other = read(ask, content="Another", content_free="yes")
    assert other == (replace(ODD, content=sha256(b"Another").hexdigest()), replace(TOLD, content="Another"))


def test_a_beginning_that_is_kept_to_the_second_is_no_later_than_the_end_that_is_typed() -> None:
    scope, _ = read(Ask(ODD, TOLD), end="2026-11-23")
    assert (scope and scope.start, scope and scope.end) == (ODD.start, datetime(2026, 11, 24, tzinfo=UTC))
    early = fields.read(sent(Ask(ODD, TOLD), end="2026-11-22"), Language.EN, "", Ask(ODD, TOLD))
    assert (early.scope, early.wrong[0].field) == (None, "end")


# --- over the pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def requester(house: House) -> Reader:
    return house.signed_in(REQUESTER, Kind.STAFF, REQUEST)


def held(page: Page, action: str) -> dict[str, list[str]]:
    """Return what stands in the fields of the form to *action* that are seen, as a browser sends it untouched."""
    form = page.html.partition(f'action="{action}?')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input ([^>]*)>", form):
        told = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if told["type"] in ("text", "date") or tag.endswith(" checked"):
            found.setdefault(told["name"], []).append(told["value"].replace("\n", ""))
    for name, text in re.findall(r'<textarea id="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = [re.sub(r"\r\n?|\n", "\r\n", unescape(text).removeprefix("\n"))]
    return found


def walked(reader: Reader, page: Page, action: str, **typed: dict[str, list[str]]) -> Page:
    """Go through all pages from the first to the summary, each as it stands but for what is *typed* on it."""
    for step in fields.STEPS:
        page = reader.send(page, action, step=step, go="next", **{**held(page, action), **typed.get(step, {})})
        assert page.status == 200, (step, page.text)
    return page


def now(house: House, request: str) -> tuple[Request, Words]:
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownRequests(unit).get(request), words_of(unit, house.vault, request)  # type: ignore[arg-type]  # an id


def test_to_go_through_all_pages_of_an_edit_without_a_change_changes_nothing(house: House, requester: Reader) -> None:
    request, _ = house.ask(ODD, TOLD)
    action = f"/consents/{request.id}/edit"
    summary = walked(requester, requester.get(action), action)
    assert all(told in summary.text for told in (DIGEST, "1 min 1 s altogether", "in a safe, by two"))
    requester.send(summary, action, go="keep")
    found, words = now(house, request.id)
    assert (found.version, found.scope, words) == (2, ODD, TOLD)


def test_an_edit_changes_what_was_typed_and_no_more(house: House, requester: Reader) -> None:
    request, _ = house.ask(ODD, TOLD)
    action = f"/consents/{request.id}/edit"
    typed = {
        "terms": {"retention_words": ["In a safe until then"]}, "purpose": {"content_free": ["yes"]},
        "where": {"territories": ["US-CA"]},
    }  # fmt: skip
    requester.send(walked(requester, requester.get(action), action, **typed), action, go="keep")
    found, words = now(house, request.id)
    assert found.scope == replace(ODD, content=None, territories=frozenset({"US-CA"}))
    assert words == replace(TOLD, retention="In a safe until then")


def test_words_of_any_length_that_can_be_asked_come_through_the_pages(house: House, requester: Reader) -> None:
    request, _ = house.ask(ODD, TOLD)
    action = f"/consents/{request.id}/edit"
    words = {fields.WORDS[term]: ["\U00020000" * most] for term, most in LONGEST_WORDS.items() if term in fields.WORDS}
    typed = {step: {name: words[name] for name in names if name in words} for step, names in fields.STEPS.items()}
    requester.send(walked(requester, requester.get(action), action, **typed), action, go="keep")
    assert now(house, request.id)[1] == replace(TOLD, **{term: words[name][0] for term, name in fields.WORDS.items()})


def test_what_is_not_asked_of_whoever_changes_a_request_stops_nothing(house: House, requester: Reader) -> None:
    request, _ = house.ask(ODD, TOLD)
    action = f"/consents/{request.id}/edit"
    summary = walked(requester, requester.get(action), action)
    requester.send(summary, action, go="keep", party_number="no number", name_1="", persons="2")
    assert now(house, request.id)[0].version == 2


@pytest.mark.parametrize(
    ("language", "minutes"), [("en", "exactly: 1 min 1 s."), ("zh-Hans", "1 \u5206\u949f 1 \u79d2")]
)
def test_what_a_field_cannot_show_stands_beside_it(house: House, language: str, minutes: str) -> None:
    requester = house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language)
    request, _ = house.ask(ODD, TOLD)
    action = f"/consents/{request.id}/edit"
    page = requester.get(action)
    for step, told in (("terms", "2026-11-23 12:00:30 UTC"), ("terms", "2027-06-30 17:45:00 UTC"), ("purpose", DIGEST),
                       ("where", minutes)):  # fmt: skip
        shown = requester.send(page, action, step="terms", go=step, **held(page, action))
        assert told in shown.text, step
        assert not re.search(r'name="content_free"[^>]* checked', shown.html)


def test_an_offer_that_is_taken_changes_no_term_but_those_that_it_names(house: House, requester: Reader) -> None:
    request, invitation = house.ask(ODD, TOLD)
    reader, link = house.reader(), f"/c/{invitation.secret}"
    reader.get(link)
    look = reader.send(reader.get(f"{link}/change"), f"{link}/change", step="look", outputs="3")
    reader.send(look, f"{link}/change", step="send")
    offer = now(house, request.id)[0].counter
    assert offer is not None
    page = requester.get(f"/consents/{request.id}")
    requester.send(page, f"/consents/{request.id}/accept")
    found, words = now(house, request.id)
    assert (found.version, found.scope, words) == (2, offer.scope, TOLD)
