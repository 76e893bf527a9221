"""By a link: what is asked stands there whole, no is easy, yes takes proof, and nothing is decided by accident."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_house import NOON, REQUESTER, SCRIPT, House, voice
from person_steps import agreed, answers, link_of
from tellmark.consent import answering, asking
from tellmark.consent.model import (
    ANSWER,
    REQUEST,
    Ask,
    ConsentState,
    HoldReason,
    RequestState,
    Words,
)
from tellmark.consent.place import CODES_A_MINUTE
from tellmark.consent.store import KnownConsents, KnownNotes, KnownRequests
from tellmark.consent.terms import PUBLIC, Channel, Modality, Tick
from tellmark.consent.timeline import entries
from tellmark.surface.principal import Kind
from tellmark.surface.rendering import STATIC
from tellmark.values.digests import sha256
from tellmark.values.languages import Language

LANGUAGES = ("en", "zh-Hans")
BELOW = ("", "/law", "/text", "/help", "/agree", "/change", "/no", "/unwanted")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_asked_stands_there_before_anything_is_decided(house: House, language: str) -> None:
    request, invitation = house.ask()
    reader = house.reader(language)
    page = reader.get(link_of(invitation))
    with house.database.read(house.as_(request.subject)) as unit:
        notice = answering.notice_of(unit, house.vault, request.id, Language(language))
        assert notice.digest in KnownRequests(unit).get(request.id).shown
    for part in notice.sections:
        for line in part.lines:
            assert " ".join(line.split()) in page.text
    assert notice.digest in page.text
    assert "Studio North Ltd" in page.text
    assert "91110000MA01ABCD2Q" in page.text


def test_the_first_showing_is_one_leaf_and_the_second_none(house: House) -> None:
    request, invitation = house.ask()
    reader = house.reader()
    assert reader.client.request("HEAD", link_of(invitation)).status_code == 200
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert not KnownRequests(unit).get(request.id).shown  # whoever asks for the head alone is shown nothing
    for _ in range(3):
        reader.get(link_of(invitation))
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert [one.type for one in entries(unit, [request.id])].count("consent.shown") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("below", BELOW)
def test_titles_are_neutral_there_is_a_way_out_and_nothing_is_ticked(house: House, below: str, language: str) -> None:
    _, invitation = house.ask()
    reader = house.reader(language)
    reader.get(link_of(invitation))
    page = reader.get(link_of(invitation) + below)
    assert page.status == 200
    assert page.title == {"en": "A request for you · Tellmark", "zh-Hans": "给您的一份请求 · Tellmark"}[language]
    assert 'class="exit"' in page.html
    assert not re.search(r"<input[^>]+ checked", page.html)


def test_the_first_view_is_less_than_sixty_kilobytes(house: House) -> None:
    script = "长" * 20_000
    words = Words(purpose="p", content=script, asker="Lantern Media")
    _, invitation = house.ask(voice(content=sha256(script.encode())), words)
    for language in LANGUAGES:
        page = house.reader(language).get(link_of(invitation))
        loaded = len(page.html.encode()) + sum(
            len(STATIC.joinpath(name).read_bytes()) for name in ("tellmark.css", "icon.svg")
        )
        assert loaded < 60_000
        assert 'preload="none"' in page.html


def test_a_link_that_was_replaced_says_the_same_as_one_that_never_was(house: House) -> None:
    request, old = house.ask()
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.send(unit, house.vault, request.id, bytes(32))
    reader = house.reader()
    void, unknown = reader.get(link_of(old)), reader.get(f"/c/{'A' * 42}B")
    assert void.status == unknown.status == 404
    assert void.text == unknown.text
    assert "This link opens nothing" in void.text


def test_no_needs_no_proof_and_the_requester_learns_nothing_else(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    reader.get(link)
    said = reader.send(reader.get(f"{link}/no"), f"{link}/no")
    assert "You said no" in said.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        found = KnownRequests(unit).get(request.id)
        assert found.state is RequestState.REFUSED
        assert not found.unwanted
        assert KnownNotes(unit).every() == []


def test_what_is_unwanted_counts_as_no_and_an_officer_hears_of_it(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader("zh-Hans"), link_of(invitation)
    reader.get(link)
    reader.send(reader.get(f"{link}/unwanted"), f"{link}/unwanted")
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownRequests(unit).get(request.id).unwanted
        assert [one.request for one in KnownNotes(unit).every()] == [request.id]


def test_without_proof_nobody_agrees(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    summary = reader.get(answers(reader, link))
    assert f"{link}/prove" in summary.html
    assert 'name="way"' not in summary.html
    house.identity.prove(request.subject)
    form = reader.get(answers(reader, link))
    house.identity.proved.clear()
    refused = reader.send(form, f"{link}/agree", way="fresh_proof")
    assert refused.status == 422
    assert "more surely who you are" in refused.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).every() == []


def test_the_code_is_shown_once_and_ends_the_agreement_without_signing_in(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    receipt = agreed(house, reader, link, request.subject)
    code = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt.text)
    assert code
    assert code[0] not in reader.get(link).text
    anybody = house.reader()
    ended = anybody.send(anybody.get("/e"), "/e", code=code[0].lower().replace("-", " "))
    assert "It has ended" in ended.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(request=request.id)[0].state is ConsentState.ENDING
    wrong = anybody.send(anybody.get("/e"), "/e", code="AAAA-AAAA-AAAA-AAAA")
    assert (wrong.status, "nothing under this code" in wrong.text) == (422, True)


def test_codes_are_tried_so_often_a_minute(house: House) -> None:
    anybody = house.reader()
    tried = [anybody.send(anybody.get("/e"), "/e", code=f"AAAA-AAAA-AAAA-AA{n}").status for n in range(20, 41)]
    assert tried == [422] * CODES_A_MINUTE + [429]
    assert anybody.send(anybody.get("/e"), "/e", code="").status == 422  # nothing was tried


def test_who_agreed_by_a_link_ends_it_by_the_link_after_proving_again(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    agreed(house, reader, link, request.subject)
    house.clock.at += timedelta(hours=1)
    page = reader.get(link)
    assert f'href="{link}/end' in page.html
    asking_first = reader.get(f"{link}/end")
    assert "First show that it is you" in asking_first.text
    assert "<form" not in asking_first.html.partition("<main")[2]
    house.identity.prove(request.subject)
    ended = reader.send(reader.get(f"{link}/end"), f"{link}/end")
    assert "It has ended" in ended.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(request=request.id)[0].state is ConsentState.ENDING
    again = reader.get(link)
    assert "What follows its end" in again.text
    assert f'href="{link}/end' not in again.html


def test_nothing_ends_by_a_link_that_was_read_by_others(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    agreed(house, reader, link, request.subject)
    page = reader.get(f"{link}/end")
    house.identity.fresh_at.clear()
    refused = reader.send(page, f"{link}/end")
    assert refused.status == 422
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(request=request.id)[0].state is not ConsentState.ENDING


@pytest.mark.parametrize(("what", "held"), [("not_me", HoldReason.DISPUTE), ("pressed", HoldReason.COERCION)])
def test_who_never_agreed_says_so_by_the_link_and_need_prove_nothing(house: House, what: str, held: HoldReason) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    agreed(house, reader, link, request.subject)
    house.identity.fresh_at.clear()
    told = reader.send(reader.get(f"{link}/wrong"), f"{link}/wrong", what=what)
    assert "Thank you" in told.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    assert [one.reason for one in consent.holds] == [held]
    assert "You agreed on" in reader.get(link).text


def test_below_a_request_that_waits_nothing_is_ended_and_what_is_wrong_is_said_of_the_request(house: House) -> None:
    _, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    assert reader.get(f"{link}/end").path == link
    assert reader.get(f"{link}/wrong").path == f"{link}/unwanted"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_that_end_open_in_both_languages(house: House, language: str) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(language), link_of(invitation)
    agreed(house, reader, link, request.subject)
    for below in ("/end", "/wrong"):
        page = reader.get(link + below)
        assert (page.status, 'class="exit"' in page.html) == (200, True)


def test_that_something_was_proved_is_said_to_the_browser_that_proved_it_alone(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    house.identity.prove(request.subject)
    assert "You have proved who you are" in reader.get(answers(reader, link)).text
    house.identity.fresh_at.clear()  # as another browser with the same link sees it
    other = house.reader().get(answers(reader, link)).text
    assert "You have proved who you are" not in other
    assert "Prove who you are" in other


def test_of_what_came_to_nothing_is_said_what_is_kept_and_how_long(house: House) -> None:
    request, invitation = house.ask()
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.recall(unit, request.id)
    page = house.reader().get(link_of(invitation)).text
    assert "was taken back" in page
    assert "They stay until you have them deleted" in page
    assert "ing of yours was kept" not in page


def test_what_whoever_asks_calls_themselves_is_told_as_their_own_word(house: House) -> None:
    words = Words(purpose="One audiobook", content=SCRIPT, asker="Famous Films")
    _request, invitation = house.ask(words=words, party="")
    page = house.reader().get(link_of(invitation)).text
    assert "Lantern Media asks to use your voice" in page
    assert "They call themselves “Famous Films”. That is their own word; nobody here has checked it." in page


def test_the_address_on_pages_and_receipts_is_the_public_one_whatever_the_header_says(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    reader.client.headers["Host"] = "evil.example"
    assert "<strong>localhost</strong>" in reader.get(link).html
    receipt = agreed(house, reader, link, request.subject)
    assert "http://localhost/e" in receipt.html
    assert "evil.example" not in receipt.html


def test_what_is_answered_with_no_is_not_part_of_what_is_allowed(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    reader.get(link)
    house.identity.prove(request.subject)
    less = (
        answers(reader, link).replace("cross_border=yes", "cross_border=no").replace("disclosure=yes", "disclosure=no")
    )
    summary = reader.get(less)
    assert "may leave your country" not in summary.text
    reader.send(summary, f"{link}/agree", way="fresh_proof")
    with house.database.read(house.as_(REQUESTER)) as unit:
        consent = KnownConsents(unit).by(request=request.id)[0]
    assert consent.ticks == {Tick.BIOMETRIC}
    assert not consent.scope.cross_border
    assert not consent.scope.channels & PUBLIC


def test_where_nothing_would_be_left_the_page_says_so(house: House) -> None:
    _, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    page = reader.get(answers(reader, link).replace("biometric=yes", "biometric=no"))
    assert "cannot be agreed to as it stands" in page.text
    assert 'name="way"' not in page.html


def test_an_edit_voids_what_was_read_and_shows_what_differs(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    house.identity.prove(request.subject)
    before = reader.get(answers(reader, link))
    no = reader.get(f"{link}/no")
    wider = voice(channels=frozenset({Channel.WEB, Channel.PRIVATE, Channel.SOCIAL}))
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        words = Words(purpose="One audiobook, “Winter Light”", content=SCRIPT, asker="Lantern Media")
        asking.edit(unit, house.vault, request.id, Ask(wider, words, request.party), 1)
    house.reader().get(link)  # the new version was read, in another window
    for answer in (reader.send(before, f"{link}/agree", way="fresh_proof"), reader.send(no, f"{link}/no")):
        assert "This has changed since you read it" in answer.text
        assert "social media" in answer.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownRequests(unit).get(request.id).state is RequestState.SHOWN
        assert KnownConsents(unit).every() == []


def test_of_two_tabs_the_second_is_told_what_the_first_has_decided(house: House) -> None:
    request, invitation = house.ask()
    first, second, link = house.reader(), house.reader(), link_of(invitation)
    house.identity.prove(request.subject)
    open_tab = second.get(answers(second, link))
    no = first.get(f"{link}/no")
    first.send(no, f"{link}/no")
    late = second.send(open_tab, f"{link}/agree", way="fresh_proof")
    assert "You said no" in late.text
    assert "Your answer came too late" in late.text
    assert "came too late" not in first.send(no, f"{link}/no").text  # their own no, once more
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).every() == []


def test_a_no_after_an_agreement_is_told_that_it_changed_nothing(house: House) -> None:
    """Whoever pressed "no" last must not leave in the belief that it was one."""
    request, invitation = house.ask()
    first, second, link = house.reader(), house.reader(), link_of(invitation)
    second.get(link)
    no = second.get(f"{link}/no")
    assert "came too late" not in agreed(house, first, link, request.subject).text
    for language, words in (("en", "Your answer came too late"), ("zh-Hans", "您的答复来得太晚")):
        second.language = language
        late = second.send(no, f"{link}/no")
        assert words in late.text
        assert f"{link}/end?" in late.html  # and how it ends stands below
    assert "came too late" not in second.get(link).text


def test_after_seven_days_there_is_nothing_to_decide(house: House) -> None:
    _, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    form = reader.get(link) and reader.get(f"{link}/no")
    house.clock.at = NOON + timedelta(days=7, seconds=-1)
    assert "What do you say?" in reader.get(link).text
    house.clock.at = NOON + timedelta(days=7)
    assert "opens nothing" in reader.get(link).text or "has ended" in reader.get(link).text
    assert "You said no" not in reader.send(form, f"{link}/no").text


def test_a_request_that_was_taken_back_says_so(house: House) -> None:
    request, invitation = house.ask()
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.recall(unit, request.id)
    assert "was taken back" in house.reader().get(link_of(invitation)).text


def test_less_can_be_offered_and_never_more(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    reader.get(link)
    form = reader.get(f"{link}/change")
    for typed, told in (({"minutes": "541"}, "no number that fits"), ({"until": "2027-07-02"}, "not between"),
                        ({"until": "soon"}, "no day"), ({"not_territories": ["CN", "EU"]}, "No place is left"),
                        ({}, "Nothing of what was asked is changed")):  # fmt: skip
        wrong = reader.send(form, f"{link}/change", step="look", **typed)
        assert (wrong.status, told in wrong.text) == (422, True), typed
    look = reader.send(form, f"{link}/change", step="look", minutes="120", until="2027-03-31", never=["alcohol"],
                       not_territories=["EU"], drop=["cross_border"])  # fmt: skip
    assert "2 h altogether" in look.text
    sent = reader.send(look, f"{link}/change", step="send")
    assert "Your proposal was sent" in sent.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        offer = KnownRequests(unit).get(request.id).counter
    assert offer is not None
    assert (offer.scope.max_seconds, offer.scope.territories, offer.scope.cross_border) == (
        7200,
        frozenset({"CN"}),
        False,
    )
    assert offer.scope.end.isoformat() == "2027-04-01T00:00:00+00:00"


def test_a_face_shows_a_drawn_portrait_and_a_voice_a_stock_voice_both_named_so(house: House) -> None:
    scope = replace(voice(), modalities=frozenset({Modality.FACE, Modality.VOICE}))
    _, invitation = house.ask(scope)
    page = house.reader().get(link_of(invitation))
    assert "stock/face.svg" in page.html
    assert "stock/voice-en.mp3" in page.html
    assert "not yours. Nobody makes yours before you have agreed" in page.text
    for source in re.findall(r'src="(/static/stock/[^"]+)"', page.html):
        assert house.reader().client.get(source).status_code == 200


def test_one_person_s_request_is_nobody_else_s(house: House) -> None:
    request, _ = house.ask()
    stranger = house.signed_in("stranger", Kind.PERSON, ANSWER)
    for below in BELOW:
        assert stranger.get(f"/me/requests/{request.id}{below}").status == 404
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    assert "asks to use your voice" in own.get(f"/me/requests/{request.id}").text
