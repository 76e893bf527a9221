"""A person's own recording over the pages: shown by who asks, played by the person alone, refused where a machine made
it; with plain forms, in both languages."""

import re
from datetime import timedelta
from html import unescape

import pytest

from consent_house import OFFICER, REQUESTER, House, Page, Reader
from own_recordings import as_taken, labelled, marked, sourced, tampered, watermarked
from tellmark.consent.model import ANSWER, REQUEST, REVIEW, NoteKind, Request
from tellmark.consent.previews.model import LARGEST
from tellmark.consent.previews.store import KnownPreviews
from tellmark.consent.service import recall, report, request_of
from tellmark.media.kinds import Kind
from tellmark.store.leaves import Leaves
from tellmark.surface.principal import Kind as Who
from tellmark.values.digests import sha256

pytestmark = pytest.mark.needs("av")
LANGUAGES = ("en", "zh-Hans")
TYPED = {"origin": "Sent to us by you for the casting in May.", "taken": "2024-05", "unaltered": "true"}
WORD = {
    "en": "as Studio North Ltd has it; nothing was made from it.",
    "zh-Hans": "由Studio North Ltd持有；没有用它制作过任何内容。",
}
ALL_YES = "biometric=yes&cross_border=yes&public_disclosure=yes"
HTML = {"accept": "text/html"}


def asker(house: House, language: str = "en") -> Reader:
    return house.signed_in(REQUESTER, Who.STAFF, REQUEST, language=language)


def shows(reader: Reader, request: str, data: bytes, name: str = "x.bin", **typed: str) -> Page:
    """Let whoever asks send a file on the page of its request, called *name*, which decides nothing."""
    path = f"/consents/{request}/preview"
    fields = {**reader.get(path).hidden(path), **TYPED, **typed}
    sent = {"file": (name, data, "text/html")} if data else {"file": ("", b"", "text/html")}
    answer = reader.client.post(f"{path}?lang={reader.language}", data=fields, files=sent, headers=HTML)
    return Page(answer.status_code, answer.url.path, answer.text)


def source(page: Page) -> str:
    """Return the address of the only recording on *page*."""
    (found,) = re.findall(r'(?:src|href)="(/[^"]+/previews?/[^"]+)"', page.html)
    return str(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_from_who_asks_to_the_person_byte_by_byte(house: House, language: str, kind: Kind) -> None:
    request, invitation = house.ask()
    added = shows(asker(house, language), request.id, as_taken(kind))
    assert (added.status, added.path) == (200, f"/consents/{request.id}/preview"), added.text
    assert sha256(as_taken(kind)) in added.html
    person = house.reader(language)
    page = person.get(f"/c/{invitation.secret}")
    assert TYPED["origin"] in page.text
    told = {
        "en": "as Studio North Ltd has it; nothing was made from it.",
        "zh-Hans": "由Studio North Ltd持有；没有用它制作过任何内容。",
    }
    assert told[language] in page.text
    assert {"en": "that proves nothing", "zh-Hans": "这不能证明什么"}[language] in page.text
    assert sha256(as_taken(kind)) in page.text
    answer = person.client.get(source(page))
    assert answer.content == as_taken(kind)
    assert answer.headers["content-type"] == kind.value


def test_the_file_is_given_out_as_what_it_is_and_can_do_nothing(house: House) -> None:
    request, invitation = house.ask()
    shows(asker(house), request.id, as_taken(Kind.JPEG), name="x.html")
    person = house.reader()
    headers = person.client.get(source(person.get(f"/c/{invitation.secret}"))).headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    policies = headers.get_list("content-security-policy")
    assert any("sandbox" in one.split("; ") for one in policies)
    assert any("frame-ancestors 'none'" in one for one in policies)
    assert headers["content-disposition"] == 'inline; filename="preview.jpg"'


def test_players_may_ask_for_parts(house: House) -> None:
    request, invitation = house.ask()
    shows(asker(house), request.id, as_taken(Kind.WAV))
    person, data = house.reader(), as_taken(Kind.WAV)
    address = source(person.get(f"/c/{invitation.secret}"))
    part = person.client.get(address, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (
        206, data[100:200], f"bytes 100-199/{len(data)}"
    )  # fmt: skip
    assert person.client.get(address, headers={"range": f"bytes={len(data)}-"}).status_code == 416


@pytest.mark.parametrize("kind", Kind)
def test_nothing_of_it_is_loaded_before_it_is_asked_for(house: House, kind: Kind) -> None:
    request, invitation = house.ask()
    shows(asker(house), request.id, as_taken(kind))
    page = house.reader().get(f"/c/{invitation.secret}")
    assert len(page.html.encode()) < 40_000
    (figure,) = re.findall(r'<figure class="panel own">.*?</figure>', page.html, re.S)
    assert 'preload="none"' in figure or "src=" not in figure
    assert "autoplay" not in figure
    assert "<script" not in page.html


@pytest.mark.parametrize(("kind", "voice", "face"), [
    (Kind.WAV, False, True), (Kind.MP3, False, True), (Kind.PNG, True, False), (Kind.MP4, False, False),
])  # fmt: skip
def test_no_stock_voice_or_face_stands_beside_their_own(house: House, kind: Kind, voice: bool, face: bool) -> None:
    from consent_house import voice as scope
    from tellmark.consent.terms import Modality

    both = frozenset({Modality.VOICE, Modality.FACE})
    request, invitation = house.ask(scope(modalities=both))
    shows(asker(house), request.id, as_taken(kind))
    page = house.reader().get(f"/c/{invitation.secret}").text
    assert ("This is a stock voice" in page, "This is a drawn portrait" in page) == (voice, face)


# --- what is refused ---

REFUSED = {
    "a picture that we have marked": (marked(Kind.JPEG), ("c2pa", "aigc")),
    "a sound that we have marked": (marked(Kind.WAV), ("label",)),
    "a film that we have marked": (marked(Kind.MP4), ("label",)),
    "a song that we have marked": (marked(Kind.MP3), ("aigc",)),
    "an invisible mark": (watermarked(), ("watermark",)),
    "a broken signature": (tampered(), ("broken",)),
    "a label of others": (labelled(Kind.PNG), ("aigc",)),
    "a suspicion of others": (labelled(Kind.MP4, "3"), ("aigc",)),
    "a trained model's": (sourced("trainedAlgorithmicMedia"), ("iptc",)),
    "a composite": (sourced("composite"), ("iptc",)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_what_a_machine_made_is_refused_with_words_and_put_on_record(house: House, name: str) -> None:
    data, signs = REFUSED[name]
    request, _ = house.ask()
    answer = shows(asker(house), request.id, data)
    assert (answer.status, 'href="#file"' in answer.html) == (422, True)
    assert "Nothing is made from a person" in answer.text
    assert "Show a recording of theirs as it was taken, or none" in answer.text
    with house.database.read(house.as_(REQUESTER, REQUEST)) as unit:
        assert KnownPreviews(unit).of(request.id) == []
        assert request_of(unit, request.id).version == 1
        told = [leaf.body.decode() for leaf in Leaves(unit).naming(request.id)]
    (leaf,) = [one for one in told if "consent.preview_refused" in one]
    assert sha256(data) in leaf
    assert all(f'"{sign}"' in leaf for sign in signs)


def test_the_refusal_is_told_in_chinese_too(house: House) -> None:
    request, _ = house.ask()
    answer = shows(asker(house, "zh-Hans"), request.id, labelled(Kind.JPEG))
    assert "我们在这个文件中发现了元数据中的人工智能标识" in answer.text


@pytest.mark.parametrize("data", [
    b"", b"I am no picture", b"GIF89a" + bytes(40), as_taken(Kind.JPEG)[:300], b"\x89PNG\r\n\x1a\n" + bytes(2000),
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"ID3" + bytes(500),
    b"\xff\xd8\xff" + b"\x00" * LARGEST,
])  # fmt: skip
def test_what_cannot_be_shown_is_told_beside_the_file(house: House, data: bytes) -> None:
    request, _ = house.ask()
    answer = shows(asker(house), request.id, data)
    assert (answer.status, 'href="#file"' in answer.html) == (422, True), answer.text
    with house.database.read(house.as_(REQUESTER, REQUEST)) as unit:
        assert KnownPreviews(unit).of(request.id) == []


@pytest.mark.parametrize("field", ["origin", "taken", "unaltered"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_told_beside_its_field_and_the_rest_stays(house: House, language: str, field: str) -> None:
    request, _ = house.ask()
    answer = shows(asker(house, language), request.id, as_taken(Kind.PNG), **{field: ""})
    assert (answer.status, f'href="#{field}"' in answer.html) == (422, True)
    assert all(typed in unescape(answer.html) for name, typed in TYPED.items() if name != field)


# --- who may ---


def shown(house: House) -> tuple[Request, str, str]:
    """Let somebody be asked and shown a recording; return the request, the link, and where the recording lies."""
    request, invitation = house.ask()
    shows(asker(house), request.id, as_taken(Kind.WAV))
    link = f"/c/{invitation.secret}"
    return request, link, source(house.reader().get(link))


def status(reader: Reader, address: str) -> int:
    return int(reader.client.get(address).status_code)


def test_nobody_but_the_person_plays_it(house: House) -> None:
    request, link, address = shown(house)
    preview = address.rpartition("/")[2]
    other = house.ask(contact="other@example.com", name="Other")[1]
    assert status(house.reader(), address) == 200
    assert status(house.reader(), f"/c/{other.secret}/preview/{preview}") == 404
    assert status(house.reader(), f"/c/{'0' * 43}/preview/{preview}") == 404
    assert status(house.reader(), f"{link}/preview/{preview[:-1]}x") == 404
    assert status(house.reader(), f"/me/requests/{request.id}/preview/{preview}") == 401
    theirs = house.signed_in(request.subject, Who.PERSON, ANSWER)
    assert status(theirs, f"/me/requests/{request.id}/preview/{preview}") == 200
    stranger = house.signed_in("somebody", Who.PERSON, ANSWER)
    assert status(stranger, f"/me/requests/{request.id}/preview/{preview}") == 404


def test_a_colleague_of_who_asks_finds_nothing_and_adds_nothing(house: House) -> None:
    request, _, _ = shown(house)
    colleague = house.signed_in("requester-2", Who.STAFF, REQUEST)
    assert status(colleague, f"/consents/{request.id}/preview") == 404
    reader = asker(house)
    fields = {**reader.get(f"/consents/{request.id}/preview").hidden(f"/consents/{request.id}/preview"), **TYPED}
    answer = colleague.client.post(f"/consents/{request.id}/preview", data=fields, files={"file": ("x", b"y", "z")})
    assert answer.status_code == 403


def test_it_is_played_no_more_once_the_matter_is_over(house: House) -> None:
    request, link, address = shown(house)
    person = house.reader()
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        recall(unit, request.id)
    assert status(person, address) == 404
    assert status(person, link) == 200


def test_no_answer_in_time_ends_it_at_that_instant(house: House) -> None:
    _, _, address = shown(house)
    house.clock.at += timedelta(days=7, seconds=1)
    assert status(house.reader(), address) == 404


def test_officers_play_it_while_they_have_a_case_about_it(house: House) -> None:
    request, link, address = shown(house)
    preview = address.rpartition("/")[2]
    officer, file = house.signed_in(OFFICER, Who.STAFF, REVIEW), f"/review/consents/previews/{preview}"
    assert status(officer, file) == 404
    reader = house.reader()
    house.identity.prove(request.subject)
    page = reader.get(link)
    reader.send(reader.get(f"{link}/agree?version=2&{ALL_YES}"), f"{link}/agree", way="fresh_proof")
    with house.database.write(house.as_(request.subject, ANSWER)) as unit:
        consent = request_of(unit, request.id).consent
        assert consent is not None, page.text
        report(unit, NoteKind.MISUSE, consent, ages=house.identity.age)
    queue = officer.get("/review/consents").html
    (case,) = set(re.findall(r'href="(/review/consents/note/[^"?]+)', queue))
    shown_there = officer.get(case)
    assert "The person’s own recording, as Studio North Ltd has it" in shown_there.text
    assert source(shown_there) == file
    assert officer.client.get(file).content == as_taken(Kind.WAV)
    assert status(house.signed_in(REQUESTER, Who.STAFF, REVIEW), file) == 404
    assert status(house.reader(), file) == 401


def test_the_receipt_shows_it_and_the_notice_in_it_names_its_digest(house: House) -> None:
    request, link, _ = shown(house)
    reader = house.reader()
    house.identity.prove(request.subject)
    reader.get(link)
    receipt = reader.send(reader.get(f"{link}/agree?version=2&{ALL_YES}"), f"{link}/agree", way="fresh_proof")
    assert receipt.status == 200, receipt.text
    assert "What was shown to you" in receipt.text
    assert reader.client.get(source(receipt)).content == as_taken(Kind.WAV)


def test_a_copy_of_everything_holds_it(house: House) -> None:
    from tellmark.consent.mine.copying import copy_of

    request, _, _ = shown(house)
    with house.database.read(house.as_(request.subject, ANSWER)) as unit:
        copy = copy_of(unit, house.vault, request.subject).decode()
    assert sha256(as_taken(Kind.WAV)) in copy


# --- changing it ---


def test_who_asks_takes_it_away_and_the_person_is_told_that_it_changed(house: House) -> None:
    request, link, address = shown(house)
    reader, preview = asker(house), address.rpartition("/")[2]
    page = reader.get(f"/consents/{request.id}/preview")
    assert "What the person has read of it is void" in page.text
    away = f"/consents/{request.id}/preview/{preview}/away"
    assert reader.send(page, away).path == f"/consents/{request.id}/preview"
    person = house.reader()
    again = person.get(link)
    assert "or a recording of you" in again.text
    assert 'class="panel own"' not in again.html
    assert status(person, address) == 404
    late = reader.send(page, away)
    assert late.status == 422


def test_a_page_that_is_not_the_newest_changes_nothing(house: House) -> None:
    request, _, _ = shown(house)
    answer = shows(asker(house), request.id, as_taken(Kind.MP3), version="1")
    assert answer.status == 422
    assert "The request has changed since you read it" in answer.text


def test_the_requester_s_page_lists_it_and_leads_there(house: House) -> None:
    request, _, _ = shown(house)
    page = asker(house).get(f"/consents/{request.id}")
    assert TYPED["origin"] in page.text
    assert f'href="/consents/{request.id}/preview?' in page.html
    assert "Whoever asks showed a recording of the person, as unaltered." in page.text
