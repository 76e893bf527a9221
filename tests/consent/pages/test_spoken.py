"""Agreeing by speaking, over the pages: words, a recording, an officer's ear, and one more click; with plain forms."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_house import OFFICER, REQUESTER, House, Page, Reader
from recordings import CODED, silence, voice
from tellmark.consent.model import REVIEW
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.store import KnownConsents
from tellmark.media.speech import LARGEST
from tellmark.store.leaves import Leaves
from tellmark.surface.principal import Assurance, Kind

pytestmark = [pytest.mark.needs("ffmpeg"), pytest.mark.needs("espeak-ng"), pytest.mark.needs("av")]
ALL_YES = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"
STEP_UP = (401, 403)
LANGUAGES = ("en", "zh-Hans")


def words_made(house: House, language: str = "en") -> tuple[str, str, Reader, Page]:
    """Ask somebody who then chooses to speak; return them, their link, their browser, and the page with the words."""
    request, invitation = house.ask()
    link, reader = f"/c/{invitation.secret}", house.reader(language)
    house.identity.prove(request.subject)
    reader.get(link)
    page = reader.send(reader.get(f"{link}/agree?{ALL_YES}"), f"{link}/agree", way="spoken")
    return request.subject, link, reader, page


def spoken(house: House, subject: str) -> str:
    with house.database.read(house.as_(REQUESTER)) as unit:
        (found,) = KnownSpoken(unit).waiting()
    assert found.subject == subject
    return found.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_words_to_the_receipt(house: House, language: str) -> None:
    subject, link, reader, page = words_made(house, language)
    assert page.status == 200
    assert "<script" not in page.html
    said = re.search(r'<div class="panel script"><p>([^<]+)</p>', page.html)
    assert said
    waits = reader.upload(page, f"{link}/speak", voice(*CODED["an iPhone's m4a"]))
    assert waits.status == 200, waits.text
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW, language=language)
    case = f"/review/consents/spoken/{spoken(house, subject)}"
    assert case in officer.get("/review/consents").html
    shown = officer.get(case)
    assert said[1] in shown.html
    sound = officer.client.get(f"{case}/sound")
    assert (sound.headers["content-type"], sound.content[:4]) == ("audio/wav", b"RIFF")
    assert "no-store" in sound.headers["cache-control"]
    assert "consents" not in (again := reader.send(waits, f"{link}/agree")).path
    assert again.status == 200  # it still waits
    assert officer.send(shown, case, decision="heard").path == "/review/consents"
    assert officer.get(case).status == 404  # it was listened to for one reason
    assert officer.client.get(f"{case}/sound").status_code == 404
    house.clock.at += timedelta(hours=5)
    back = reader.get(f"{link}/agree?{ALL_YES}")
    receipt = reader.send(back, f"{link}/agree", way="spoken")
    assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt.text)
    assert {"en": "heard by an officer", "zh-Hans": "由专员听过"}[language] in receipt.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(subject=subject)[0].grounds.method == BindingMethod.SPOKEN


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_recording_is_told_beside_the_words(house: House, language: str) -> None:
    _, link, reader, page = words_made(house, language)
    for file in (b"", b"I agree", silence(), b"#EXTM3U\nfile:///etc/passwd\n"):
        answer = reader.upload(page, f"{link}/speak", file)
        assert (answer.status, 'href="#file"' in answer.html) == (422, True), answer.text
        assert answer.hidden(f"{link}/speak")["spoken"] == page.hidden(f"{link}/speak")["spoken"]
        page = answer
    assert reader.upload(page, f"{link}/speak", voice()).status == 200


def test_no_larger_file_is_taken_than_somebody_speaks(house: House) -> None:
    _, link, reader, page = words_made(house)
    refused = reader.upload(page, f"{link}/speak", b"ID3" + bytes(LARGEST + (128 << 10)))
    assert (refused.status, "larger than 12 MB, the most that is taken here" in refused.text) == (413, True)


def test_to_speak_takes_an_identity_that_this_browser_has_just_proved(house: House) -> None:
    _, link, reader, _ = words_made(house)
    summary = reader.get(f"{link}/agree?{ALL_YES}")
    assert 'value="spoken"' in summary.html
    house.clock.at += timedelta(minutes=6)
    assert 'value="spoken"' not in reader.get(f"{link}/agree?{ALL_YES}").html
    late = reader.send(summary, f"{link}/agree", way="spoken")
    assert (late.status, "We could not be sure that this answer is yours" in late.text) == (422, True)


def test_a_form_with_a_file_takes_our_own_token(house: House) -> None:
    _, link, reader, page = words_made(house)
    fields = page.hidden(f"{link}/speak")
    file = {"file": ("x.wav", voice(), "audio/wav")}
    for token in (["x"], []):
        bent = {**fields, "form_token": token}
        assert reader.client.post(f"{link}/speak", data=bent, files=file).status_code == 403
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert reader.client.post(f"{link}/speak", data=fields, files=file, headers=elsewhere).status_code == 403
    assert reader.client.post(f"{link}/speak", data=fields).status_code == 422


def test_whoever_asks_does_not_see_the_case(house: House) -> None:
    subject, link, reader, page = words_made(house)
    reader.upload(page, f"{link}/speak", voice())
    case = f"/review/consents/spoken/{spoken(house, subject)}"
    asker = house.signed_in(REQUESTER, Kind.STAFF, REVIEW)
    assert asker.get(case).status == 404
    assert asker.client.get(f"{case}/sound").status_code == 404
    assert house.reader().client.get(f"{case}/sound").status_code == 401


def test_a_recording_takes_a_passkey_used_just_now_and_each_time_it_is_played_is_in_the_log(house: House) -> None:
    subject, link, reader, page = words_made(house)
    reader.upload(page, f"{link}/speak", voice())
    case = f"/review/consents/spoken/{(waiting := spoken(house, subject))}"
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW)
    assert officer.client.get(f"{case}/sound").status_code == 200
    assert officer.client.get(f"{case}/sound").status_code == 200
    head = officer.client.request("HEAD", f"{case}/sound")
    assert (head.status_code, head.content) == (200, b"")  # nobody was given it
    assert played(house, waiting) == [OFFICER] * 2
    for weak in (Assurance(1, house.clock()), Assurance(2, house.clock() - timedelta(minutes=6)), Assurance()):
        assured(house, weak)
        assert officer.client.get(case).status_code in STEP_UP
        assert officer.client.get(f"{case}/sound").status_code in STEP_UP
    assert played(house, waiting) == [OFFICER] * 2


def played(house: House, waiting: str) -> list[str]:
    """Return who was given the recording, as the log tells of it."""
    with house.database.read(house.as_(REQUESTER)) as unit:
        leaves = [json.loads(leaf.body) for leaf in Leaves(unit).naming(waiting)]
    return [one["facts"]["by"] for one in leaves if one["type"] == "consent.speech_played"]


def assured(house: House, assurance: Assurance) -> None:
    """Let everybody who is signed in be assured so."""
    house.sessions.known = {secret: replace(who, assurance=assurance) for secret, who in house.sessions.known.items()}


def test_where_it_was_not_the_words_the_person_begins_anew(house: House) -> None:
    subject, link, reader, page = words_made(house)
    reader.upload(page, f"{link}/speak", voice())
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW)
    case = f"/review/consents/spoken/{spoken(house, subject)}"
    officer.send(officer.get(case), case, decision="others")
    summary = reader.get(f"{link}/agree?{ALL_YES}")
    assert "Agree by speaking" in summary.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(subject=subject) == []
