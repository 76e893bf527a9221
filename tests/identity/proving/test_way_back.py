"""Whoever proves who they are by a link keeps their language and finds back to the request, whatever comes of it."""

from typing import Any
from urllib.parse import quote

import pytest

from oidc_mint import told
from proving_house import LINK, ProvingHouse, led_to, send, token_of

BASE, BACK = f"/c/{LINK}/prove", f"/c/{LINK}/agree?version=1&lang=zh-Hans"
CHINESE = {"Accept": "text/html", "Accept-Language": "zh"}


def begun(proving: ProvingHouse, way: str, back: str = BACK, language: str = "en") -> tuple[Any, Any]:
    """Take *way* by the link from the page *back*, in a browser of *language*; return the browser and what it shows."""
    client = proving.client()
    place, headers = f"{BASE}/way/{way}", {"Accept": "text/html", "Accept-Language": language}
    shown = client.get(place, params={"back": back, "lang": language}, headers=headers)
    sent = {"form_token": token_of(shown.text), "back": back}
    return client, client.post(f"{place}?lang={language}", data=sent, headers=headers)


def leads_back(text: str, back: str = BACK) -> bool:
    """Tell whether a page leads back to the request, away from us, and to no other room."""
    home = back.replace("&", "&amp;")
    return f'<p class="back"><a href="{home}"' in text and "Leave this page" in text and 'href="/prove?' not in text


@pytest.mark.parametrize("below", ["", "/way/north-id", "/way/officer"])
def test_every_page_below_a_link_leads_back_and_away(proving: ProvingHouse, below: str) -> None:
    shown = proving.client().get(f"{BASE}{below}", params={"back": BACK, "lang": "en"})
    assert leads_back(shown.text)
    assert f"{BASE}{below}?back={quote(BACK, safe='')}&amp;lang=zh-Hans" in shown.text  # the language switch


@pytest.mark.parametrize("way", ["north-id", "wallet", "officer"])
def test_what_comes_next_leads_back_and_away(proving: ProvingHouse, way: str) -> None:
    assert leads_back(begun(proving, way)[1].text)


def test_a_wallet_that_has_not_answered_leads_back_and_away(proving: ProvingHouse) -> None:
    client, _ = begun(proving, "wallet")
    assert leads_back(client.get(f"{BASE}/done", params={"back": BACK}).text)


def test_in_person_one_goes_back_to_the_request_and_its_own_day_stays(proving: ProvingHouse) -> None:
    shown = begun(proving, "officer", f"/c/{LINK}")[1].text
    assert f'href="/c/{LINK}?lang=en">Go back' in shown
    assert "it ends on its own day" in shown


def test_what_is_done_leads_on_to_the_request_and_to_no_other_room(proving: ProvingHouse) -> None:
    client, shown = begun(proving, "north-id", language="zh-Hans")
    told(proving.play, led_to(shown.text))
    done = client.get("/prove/north-id/back", params=proving.play.answer, headers={"Accept-Language": "en"})
    assert 'lang="zh-Hans"' in done.text.partition("<head>")[0]
    assert (BACK.replace("&", "&amp;") in done.text, 'class="exit"' in done.text) == (True, True)


def test_what_is_refused_is_said_in_the_reader_s_language_with_a_way_on(proving: ProvingHouse) -> None:
    """The other site sends the browser back to an address that says no language, and somebody may have changed mind."""
    client, shown = begun(proving, "north-id", language="zh-Hans")
    told(proving.play, led_to(shown.text))
    answer = {"error": "access_denied", "state": proving.play.answer["state"]}
    refused = client.get("/prove/north-id/back", params=answer, headers={"Accept": "text/html"})
    assert refused.status_code == 403
    assert 'lang="zh-Hans"' in refused.text.partition("<head>")[0]
    assert f'href="{BASE}?back={quote(BACK, safe="")}&amp;lang=zh-Hans"' in refused.text
    assert 'class="exit"' in refused.text


# --- nothing that comes between loses the request ---

QUOTED = quote(BACK)


@pytest.mark.parametrize("way", ["north-id", "wallet"])
def test_another_way_can_be_chosen_for_the_same_request(proving: ProvingHouse, way: str) -> None:
    shown = proving.client().get(f"{BASE}/way/{way}", params={"back": BACK, "lang": "en"}).text
    for page in (shown, begun(proving, way)[1].text):
        assert f'<a href="{BASE}?back={QUOTED}&amp;lang=en">Choose another way</a>' in page


def test_a_way_that_is_chosen_is_for_the_same_request(proving: ProvingHouse) -> None:
    shown = proving.client().get(BASE, params={"back": BACK, "lang": "en"}).text
    assert f'href="{BASE}/way/wallet?back={QUOTED}&amp;lang=en"' in shown
    asked = proving.client().get(f"{BASE}/way/wallet", params={"back": BACK, "lang": "en"}).text
    assert f'name="back" value="{BACK.replace("&", "&amp;")}"' in asked


def test_however_often_one_looks_whether_a_wallet_has_answered_it_is_for_the_same_request(
    proving: ProvingHouse,
) -> None:
    client, shown = begun(proving, "wallet")
    again = f'href="{BASE}/done?back={QUOTED}&amp;lang=en"'
    assert again in shown.text
    assert again in client.get(f"{BASE}/done", params={"back": BACK, "lang": "en"}).text


def test_in_person_only_a_request_has_a_day_of_its_own(proving: ProvingHouse) -> None:
    told = send(proving.client(), "/prove/way/officer", "person", back="/account")
    assert "Tell them this number" in told.text
    assert "it ends on its own day" not in told.text


OWN = "/me/requests/0198-a/agree?version=1&lang=zh-Hans"
PERSON = {"Authorization": "Bearer person", "Accept": "text/html"}
ANEW = f'href="/prove?back={quote(OWN, safe="")}&amp;lang=zh-Hans"'


def test_whoever_types_a_code_keeps_the_way_back_where_it_is_wrong_and_where_it_is_refused(
    proving: ProvingHouse,
) -> None:
    client = proving.client()
    typing = send(client, "/prove/way/phone", "person", phone="+86 138-0000 0000", back=OWN)
    field = f'name="back" value="{OWN.replace("&", "&amp;")}"'
    assert field in typing.text
    sent = {"form_token": token_of(typing.text), "code": "no", "back": OWN}
    tries = [client.post("/prove/way/phone/code", data=sent, headers=PERSON) for _ in range(6)]
    assert (tries[0].status_code, field in tries[0].text) == (403, True)
    assert (tries[-1].status_code, ANEW in tries[-1].text) == (403, True)


def test_whoever_meets_a_service_that_does_not_answer_has_a_way_on(proving: ProvingHouse) -> None:
    proving.gateway.status, client = 500, proving.client()
    token = token_of(client.get("/prove/way/phone", headers=PERSON).text)
    sent = {"form_token": token, "phone": "+86 138-0000 0000", "back": OWN}
    silent = client.post("/prove/way/phone", data=sent, headers=PERSON)
    assert (silent.status_code, ANEW in silent.text) == (503, True)
