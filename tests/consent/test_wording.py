"""A request keeps for which version of the notice it was written: what somebody has read stays decidable as it was."""

import json
from dataclasses import asdict, replace

import pytest

import paper_receipts
from consent_steps import REQUESTER, SCOPE, WORDS, Studio, person, take_offer
from tellmark.consent import service
from tellmark.consent.issuing import Issuer, issue
from tellmark.consent.model import Ask, ConsentId, Granted, PersonAsked, Request, RequestId, RequestState, Verdict
from tellmark.consent.notices import MARKED, Notice
from tellmark.consent.people import Asker
from tellmark.consent.receipts import Receipt, Who, shown_in
from tellmark.consent.store import KnownRequests, Requests
from tellmark.consent.wording import said_in
from tellmark.subjects.service import key_of
from tellmark.values.languages import Language

ASKER = Asker("Studio North", "AC-0123ABCD")
ISSUER = Issuer(Who(name="Studio North", code=None), paper_receipts.signer)


def drafted(studio: Studio, who: PersonAsked | None = None, supersedes: ConsentId | None = None) -> RequestId:
    """Compose a request as programs and pages do: with what is known of who asks."""
    with studio.unit(REQUESTER) as unit:
        ask = Ask(SCOPE, WORDS, supersedes=supersedes)
        return service.draft(unit, studio.vault, ask, who or person(), asker=ASKER).id


def from_before(studio: Studio, who: PersonAsked | None = None) -> RequestId:
    """Compose and send a request whose words were sealed before a version was kept with them."""
    request = drafted(studio, who)
    with studio.unit(REQUESTER) as unit:
        known = KnownRequests(unit).get(request)
        told = asdict(said_in(unit, studio.vault, known))
        del told["template"]
        Requests(unit).seal(request, key_of(unit, studio.vault, known.subject), words=json.dumps(told))
    studio.sent(request)
    return request


def made(studio: Studio, request: RequestId) -> Notice:
    with studio.look() as look:
        return service.notice_of(look, studio.vault, request, Language.EN)


def agreed(studio: Studio, request: RequestId) -> Receipt:
    outcome = studio.decided(studio.document(request, Verdict.GRANT))
    assert isinstance(outcome, Granted)
    with studio.look() as look:
        return issue(look, studio.vault, ConsentId(outcome.consent), ISSUER)[1]


def test_what_is_asked_now_tells_how_it_is_marked_up_to_the_receipt(studio: Studio) -> None:
    request = drafted(studio)
    studio.sent(request)
    studio.read(request)
    assert (made(studio, request).template, made(studio, request).tells_marks) == (3, True)
    told = shown_in(agreed(studio, request))
    assert told is not None
    assert "promises this" in " ".join(told.lines(MARKED))


def test_what_was_read_before_the_third_version_is_decided_on_and_told_as_it_was_read(studio: Studio) -> None:
    request = from_before(studio)
    digest = studio.read(request)
    assert (made(studio, request).template, made(studio, request).digest) == (2, digest)
    receipt = agreed(studio, request)
    assert receipt.notice is not None
    assert (json.loads(receipt.notice)["template"], receipt.notice_sha256) == (2, digest)
    told = shown_in(receipt)
    assert told is not None
    assert told.lines(MARKED) == []


@pytest.mark.parametrize("limit", [SCOPE.max_outputs, 2])
def test_what_is_edited_after_that_is_written_for_the_newest_version(studio: Studio, limit: int) -> None:
    request = from_before(studio)
    digest = studio.read(request)
    with studio.unit(REQUESTER) as unit:
        ask = Ask(replace(SCOPE, max_outputs=limit), WORDS)
        edited = service.edit(unit, studio.vault, request, ask, 1, ASKER)
    assert (edited.version, edited.shown) == (2, frozenset())
    assert made(studio, request).template == 3
    assert studio.read(request) != digest
    assert shown_in(agreed(studio, request)) is not None


def test_an_edit_that_changes_no_word_and_no_version_keeps_their_digest(studio: Studio) -> None:
    request = drafted(studio)
    with studio.unit(REQUESTER) as unit:
        service.edit(unit, studio.vault, request, Ask(replace(SCOPE, max_outputs=2), WORDS), 1, ASKER)
    said = [json.loads(one.body) for one in studio.said() if one.name in ("consent.drafted", "consent.edited")]
    assert len(said) == 2
    assert len({one["words"] for one in said}) == 1


def test_an_offer_on_what_was_read_before_that_is_taken_as_it_was_read(studio: Studio) -> None:
    request = from_before(studio)
    studio.read(request)
    lesser = replace(SCOPE, max_outputs=2)
    studio.decided(studio.document(request, Verdict.COUNTER, counter=lesser), bound=False)
    with studio.unit(REQUESTER) as unit:
        taken = take_offer(unit, studio.vault, request, studio.age)
    assert isinstance(taken, Request)
    assert (taken.state, made(studio, request).template) == (RequestState.SENT, 2)
    studio.read(request)
    assert agreed(studio, request).scope["max_outputs"] == 2


def test_an_offer_that_was_agreed_to_in_advance_is_told_as_it_was_read(studio: Studio) -> None:
    request = from_before(studio)
    digest = studio.read(request)
    lesser = replace(SCOPE, max_outputs=2)
    studio.decided(studio.document(request, Verdict.COUNTER, counter=lesser, ticks=lesser.ticks))
    with studio.unit(REQUESTER) as unit:
        taken = take_offer(unit, studio.vault, request, studio.age)
    assert isinstance(taken, Granted)
    with studio.look() as look:
        receipt = issue(look, studio.vault, ConsentId(taken.consent), ISSUER)[1]
    assert receipt.notice is not None
    assert receipt.notice_sha256 == digest


def test_what_takes_the_place_of_an_agreement_of_before_is_written_for_the_newest_version(studio: Studio) -> None:
    who = person()
    request = from_before(studio, who)
    studio.read(request)
    new = drafted(studio, who, ConsentId(agreed(studio, request).consent))
    assert made(studio, new).template == 3
    assert made(studio, request).template == 2
