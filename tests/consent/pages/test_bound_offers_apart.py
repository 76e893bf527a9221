"""An offer that is agreed to in advance, against whoever bends it, against others' words, and in every odd order."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs

import pytest

from consent_house import NOON, House, Page, voice
from offer_steps import agreed_in_advance, asked, asker, consents, looked, stands, summed_up, taken
from person_steps import answers
from tellmark.consent.answers import request_answer
from tellmark.consent.links import Links
from tellmark.consent.model import ANSWER, HoldReason, RequestState
from tellmark.consent.proofs import AgeBand
from tellmark.consent.service import under_pressure
from tellmark.consent.terms import Tick
from tellmark.consent.unreached import came
from tellmark.surface.principal import Kind

YES = "biometric=yes&cross_border=yes&public_disclosure=yes"
TEEN = AgeBand.FROM_14_TO_17
OTHERS = "Others have to agree to it, too"


# --- bent -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wider", ["minutes=541", "minutes=9999&never=advert", "until=2027-07-01", "until=9999-12-31", "drop=nothing",
              "not_modalities=voice", "minutes=-1", "minutes=60&not_territories=CN&not_territories=EU"],
)  # fmt: skip
def test_what_is_carried_and_is_not_less_than_was_asked_leads_back_to_the_request(house: House, wider: str) -> None:
    request, reader, link = asked(house)
    assert reader.get(f"{link}/agree?version=1&{wider}&{YES}").path == link
    fields: dict[str, str | list[str]] = {"minutes": "", **parse_qs(wider)}
    assert reader.send(summed_up(reader, link), f"{link}/agree", way="fresh_proof", **fields).path == link
    assert (stands(house, request).state, consents(house, request)) == (RequestState.SHOWN, [])


def test_questions_that_were_not_asked_are_no_part_of_it(house: House) -> None:
    request, reader, link = asked(house)
    more = f"{link}/agree?version=1&drop=cross_border&{YES}&training=yes&third_parties=yes"
    reader.send(reader.get(more), f"{link}/agree", way="fresh_proof", training="yes", cross_border="yes")
    offer = stands(house, request).counter
    assert offer is not None
    assert offer.ticks == {Tick.BIOMETRIC, Tick.PUBLIC_DISCLOSURE}
    assert not offer.scope.cross_border


def test_without_an_answer_to_each_question_nothing_is_offered(house: House) -> None:
    request, reader, link = asked(house)
    summary = summed_up(reader, link)
    answer = reader.send(summary, f"{link}/agree", way="fresh_proof", public_disclosure="perhaps")
    assert (answer.path, stands(house, request).state) == (link, RequestState.SHOWN)


def test_a_passkey_that_has_signed_another_offer_ties_nothing(house: House) -> None:
    request, reader, link = asked(house)
    house.identity.passkeys.add(request.subject)
    sign = reader.send(summed_up(reader, link), f"{link}/agree", way="passkey")
    refused = reader.send(sign, f"{link}/agree", answer="signed", minutes="30")
    assert (refused.status, stands(house, request).state) == (422, RequestState.SHOWN)
    sign = reader.send(summed_up(reader, link), f"{link}/agree", way="passkey")
    whole = sign.html.replace('name="minutes"', 'name="nothing"')
    refused = reader.send(Page(200, link, whole), f"{link}/agree", answer="signed")
    assert (refused.status, consents(house, request)) == (422, [])
    sign = reader.send(summed_up(reader, link), f"{link}/agree", way="passkey")
    assert "you have agreed to it" in reader.send(sign, f"{link}/agree", answer="signed").text


def test_a_proof_that_is_not_fresh_any_more_ties_nothing(house: House) -> None:
    request, reader, link = asked(house)
    summary = summed_up(reader, link)
    house.clock.at += timedelta(minutes=5, seconds=1)
    refused = reader.send(summary, f"{link}/agree", way="fresh_proof")
    assert refused.status == 422
    assert 'name="way"' not in refused.html
    assert "minutes=60" in unescape(refused.html)  # the proof leads back to the same offer
    assert stands(house, request).state is RequestState.SHOWN


def test_nobody_agrees_in_advance_on_another_s_request(house: House) -> None:
    request, reader, link = asked(house)
    summary = summed_up(reader, link)
    stranger = house.signed_in(house.somebody(), Kind.PERSON, ANSWER)
    way = f"/me/requests/{request.id}/agree"
    assert stranger.get(f"{way}?version=1&minutes=60&{YES}").status == 404
    body = summary.html.replace(f"{link}/agree", way)
    assert stranger.send(Page(200, way, body), way, way="fresh_proof").status in (403, 404)
    assert stands(house, request).state is RequestState.SHOWN


# --- others' words ----------------------------------------------------------------------------------------------------


def test_where_others_have_to_agree_nothing_is_agreed_to_in_advance(house: House) -> None:
    request, reader, link = asked(house)
    house.identity.prove(request.subject, age=TEEN)
    look = looked(reader, link)
    assert OTHERS in look.text
    assert 'value="agree"' not in look.html
    summary = reader.get(f"{link}/agree?version=1&minutes=60&{YES}")
    assert OTHERS in summary.text
    assert 'name="way"' not in summary.html
    reader.send(summary, f"{link}/change", step="send")
    offer = stands(house, request).counter
    assert offer is not None
    assert (offer.grounds, offer.code) == (None, "")


def test_that_others_have_to_agree_is_not_told_to_whoever_else_has_the_link(house: House) -> None:
    request, _, link = asked(house)
    house.identity.prove(request.subject, age=TEEN)
    house.identity.fresh_at.clear()  # as another browser with the same link sees it
    other = house.reader()
    look = looked(other, link)
    assert OTHERS not in look.text
    assert 'value="agree"' in look.html
    assert OTHERS not in other.get(f"{link}/agree?version=1&minutes=60&{YES}").text


def test_where_it_turns_out_only_as_it_is_signed_it_is_sent_without_and_said_so(house: House) -> None:
    request, reader, link = asked(house)
    house.identity.prove(request.subject, age=TEEN)
    house.identity.fresh_at.clear()
    house.identity.passkeys.add(request.subject)
    sign = reader.send(reader.get(f"{link}/agree?version=1&minutes=60&{YES}"), f"{link}/agree", way="passkey")
    sent = reader.send(sign, f"{link}/agree", answer="signed")
    assert OTHERS in sent.text
    assert "Nothing is agreed yet" in sent.text
    offer = stands(house, request).counter
    assert offer is not None
    assert offer.grounds is None


# --- in odd orders ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound_first", [True, False])
def test_of_two_tabs_the_second_is_told_that_another_offer_stands(house: House, bound_first: bool) -> None:
    request, reader, link = asked(house)
    bound, bare = summed_up(reader, link), looked(reader, link)

    def send(first: bool) -> Page:
        if first:
            return reader.send(bound, f"{link}/agree", way="fresh_proof")
        return reader.send(bare, f"{link}/change", step="send")

    assert "came too late" not in send(bound_first).text
    late = send(not bound_first)
    assert "Your answer came too late" in late.text
    assert ("you have agreed to it" in late.text) is bound_first
    assert "came too late" not in send(bound_first).text  # their own, once more
    offer = stands(house, request).counter
    assert offer is not None
    assert (offer.grounds is not None) is bound_first


def test_an_agreement_to_all_of_it_after_an_offer_is_told_that_it_changed_nothing(house: House) -> None:
    request, reader, link = asked(house)
    whole = reader.get(answers(reader, link))
    agreed_in_advance(reader, link)
    late = reader.send(whole, f"{link}/agree", way="fresh_proof")
    assert "Your answer came too late" in late.text
    assert stands(house, request).state is RequestState.COUNTERED


def test_the_code_is_shown_once_and_to_nobody_who_asks(house: House) -> None:
    request, reader, link = asked(house)
    summary = summed_up(reader, link)
    page = reader.send(summary, f"{link}/agree", way="fresh_proof")
    code = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", page.text)
    assert code
    assert code[0] not in reader.send(summary, f"{link}/agree", way="fresh_proof").html
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    asks = asker(house)
    pages = [reader.get(link), own.get(f"/me/requests/{request.id}"), own.get("/me"), asks.get("/consents"),
             asks.get(f"/consents/{request.id}"), taken(house, request), reader.get(link)]  # fmt: skip
    assert not any(code[0] in one.html or code[0].replace("-", "") in one.html for one in pages)


def test_a_silent_word_before_the_taking_lets_nothing_count(house: House) -> None:
    request, reader, link = asked(house)
    agreed_in_advance(reader, link)
    with house.database.write(house.as_(request.subject, ANSWER)) as unit:
        under_pressure(unit, request.id, house.identity.age)
    page = taken(house, request)
    (consent,) = consents(house, request)
    assert [one.reason for one in consent.holds] == [HoldReason.COERCION]
    assert "Running" in page.text


# --- what whoever asked reads -----------------------------------------------------------------------------------------


def reads(house: House, request_id: str) -> str:
    """Return what stands beside the buttons of whoever asked."""
    return asker(house).get(f"/consents/{request_id}").text


def test_whoever_asked_reads_truly_what_comes_of_taking_it(house: House) -> None:
    request, reader, link = asked(house)
    agreed_in_advance(reader, link)
    page = reads(house, request.id)
    assert "if you take it, it is agreed at once" in page
    assert "Should what they agreed to not hold any more by then, they are asked once more." in page
    assert "The person offered something smaller, and agreed to it in advance." in page
    assert "made sure who answered" not in page
    assert "the person is asked once more for exactly this" not in page
    after = taken(house, request).text
    assert "Whoever asked took the offer, to which the person had agreed in advance: it was agreed." in after


def test_whoever_asked_reads_where_it_will_not_count_before_they_take_it(house: House) -> None:
    request, reader, link = asked(house)
    proof = house.identity.proved[request.subject]
    house.identity.proved[request.subject] = replace(proof, short={"CN": 3})
    agreed_in_advance(reader, link)
    page = reads(house, request.id)
    assert "it is agreed at once. It does not count in: China. Should what" in page
    offer = request_answer(stands(house, request), None, ()).offer
    assert offer is not None
    assert (offer["bound"], offer["counts_in"]) == (True, ["EU"])
    taken(house, request)
    assert consents(house, request)[0].grounds.accepted == {"EU"}


def test_of_an_offer_without_it_is_said_that_it_is_agreed_only_once_they_have_agreed(house: House) -> None:
    request, reader, link = asked(house)
    reader.send(looked(reader, link), f"{link}/change", step="send")
    page = reads(house, request.id)
    assert "the person is asked once more for exactly this. It is agreed only once they have agreed." in page
    assert "at once" not in page
    assert "in advance" not in page


def test_what_weighs_heavily_counts_a_day_after_it_is_taken_and_both_read_it(house: House) -> None:
    request, reader, link = asked(house, voice(sublicence=True))
    assert "it is agreed at once, and counts a day later" in looked(reader, link).text
    waits, _ = agreed_in_advance(reader, link)
    assert "it is agreed at once, and counts a day later" in waits.text
    assert "It counts a day later." in reads(house, request.id)
    house.clock.at += timedelta(days=1)
    taken(house, request)
    assert consents(house, request)[0].counts_from == NOON + timedelta(days=2)


def test_where_an_officer_has_to_make_sure_first_whoever_asked_reads_it_before_taking(house: House) -> None:
    request, reader, link = asked(house)
    session = f"link-{_invitation(house, link)}"
    with house.database.write(house.as_("identity")) as unit:
        came(unit, session, request.subject, request.subject, first=True)
    agreed_in_advance(reader, link)
    assert "It does not count before an officer of this service has made sure who answered." in reads(house, request.id)
    assert "first makes sure who answered" in taken(house, request).text


def _invitation(house: House, link: str) -> str:
    found = Links(house.database).find(link.rpartition("/")[2])
    assert found is not None
    return str(found[1].id)
