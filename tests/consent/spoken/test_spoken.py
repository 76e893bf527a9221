"""An agreement that is spoken: fresh words, a sealed recording, an officer who has no part in it, and three clocks."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from consent_steps import ADULT, EUROPE, OFFICER, REQUESTER, WORDS, Studio, answering, take_offer
from tellmark.consent import service
from tellmark.consent.documents import digest_of
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.errors import NotBound, NotYours
from tellmark.consent.model import REVIEW, Ask, Decided, Granted, Request, Verdict
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.reading_aloud import ask, give, hear, live, tied
from tellmark.consent.spoken.model import TIME_TO_CONFIRM, TIME_TO_LISTEN, TIME_TO_SPEAK, Spoken, SpokenState
from tellmark.consent.spoken.store import KnownSpoken, Said
from tellmark.consent.spoken.words import PAIRS, sentence
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.subjects.erasing import ask_erasure
from tellmark.subjects.service import key_of
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

NONCE, RECORDING = bytes(range(32)), b"RIFF" + b"ZZ-nobody-reads-this-in-the-clear" * 40


def asked(studio: Studio) -> tuple[Request, Decided, Spoken]:
    """Ask somebody, who is to read words out."""
    request = studio.asked()
    document = studio.document(request.id, Verdict.GRANT)
    words = Said(NONCE, sentence("quiet harbour, 42", NONCE, digest_of(document), Language.EN))
    with studio.unit(answering(request.subject)) as unit:
        return request, document, ask(unit, studio.vault, request.id, digest_of(document), words)


def gives(studio: Studio, request: Request, document: Decided, spoken: Spoken, by: str = "") -> Spoken:
    """Let the person, or *by*, give the recording."""
    who, digest = by or request.subject, digest_of(document)
    proof = Bound(BindingMethod.FRESH_PROOF, digest, "e" * 64, who, studio.at, "record-1")
    with studio.unit(answering(who)) as unit:
        return give(unit, studio.vault, spoken.id, digest, RECORDING, proof)


def hears(studio: Studio, spoken: Spoken, *, matches: bool = True) -> None:
    with studio.unit(OFFICER) as unit:
        hear(unit, spoken.id, matches=matches)


def agrees(studio: Studio, request: Request, document: Decided) -> Granted:
    """Let the person agree with what they have spoken."""
    with studio.unit(answering(request.subject)) as unit:
        bound = tied(unit, request.id, request.subject, digest_of(document))
        outcome = service.decide(
            unit, studio.vault, request.id, document, bound, (studio.proof(),), age=ADULT, code=entropy(10)
        )  # fmt: skip
    assert isinstance(outcome, Granted)
    return outcome


def test_words_are_made_of_the_decision_and_of_chance_in_each_language() -> None:
    digests, nonces = ["a" * 64, "b" * 64], [bytes(32), bytes(range(32))]
    for language in Language:
        said = {sentence("x", nonce, digest, language) for nonce in nonces for digest in digests}
        assert len(said) == 4
    assert sentence("x", NONCE, "a" * 64, Language.EN).count(",") == PAIRS - 1
    chances = {sentence("x", sha256(bytes([one])).encode()[:32], "a" * 64, Language.EN) for one in range(200)}
    assert len(chances) == 200


def test_what_an_officer_has_heard_ties_the_very_decision(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    given = gives(studio, request, document, spoken)
    with pytest.raises(NotBound):
        agrees(studio, request, document)  # nobody has listened yet
    studio.place.at += timedelta(hours=30)
    hears(studio, given)
    studio.place.at += timedelta(hours=30)
    granted = agrees(studio, request, document)
    grounds = studio.consent(granted.consent).grounds
    assert (grounds.method, grounds.record) == (BindingMethod.SPOKEN, "record-1")
    with studio.look() as unit:
        kept = KnownSpoken(unit).opened(given, key_of(unit, studio.vault, request.subject))
    assert kept.recording == RECORDING
    shows = {"schema": "tellmark.spoken/1", "digest": granted_document(studio, granted), "nonce": NONCE.hex(),
             "sentence": kept.sentence, "recording": sha256(RECORDING), "record": "record-1"}  # fmt: skip
    assert grounds.evidence == sha256(canonical(shows))


def granted_document(studio: Studio, granted: Granted) -> str:
    return studio.consent(granted.consent).document


def test_it_ties_no_other_decision(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    other = replace(document, ticks=frozenset(sorted(document.ticks)[:1]))
    with pytest.raises(NotBound):
        gives(studio, request, other, spoken)
    hears(studio, gives(studio, request, document, spoken))
    with studio.look() as unit:
        assert tied(unit, request.id, request.subject, digest_of(other)) is None
        assert tied(unit, request.id, request.subject, digest_of(document)) is not None


def test_nobody_speaks_for_somebody_else_and_nobody_speaks_twice(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    with pytest.raises(NotBound):
        gives(studio, request, document, spoken, by=studio.asked().subject)
    gives(studio, request, document, spoken)
    with pytest.raises(NotBound):
        gives(studio, request, document, spoken)


def test_whoever_asks_and_whoever_is_asked_do_not_listen(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    given = gives(studio, request, document, spoken)
    for account in (request.requester, request.subject):
        for scope in (replace(OFFICER, principal=account), replace(OFFICER, behalf=account)):
            with pytest.raises(NotYours), studio.unit(scope) as unit:
                hear(unit, given.id, matches=True)
    with pytest.raises(NotAllowed), studio.unit(REQUESTER) as unit:
        hear(unit, given.id, matches=True)
    with pytest.raises(NotAllowed), studio.unit(replace(answering(request.subject), principal="x")) as unit:
        hear(unit, given.id, matches=True)
    with pytest.raises(NotFound), studio.unit(replace(OFFICER, tenant=type(OFFICER.tenant)("other"))) as unit:
        hear(unit, given.id, matches=True)
    assert REVIEW in OFFICER.capabilities


def test_where_it_was_not_the_words_the_recording_is_gone_and_new_words_may_be_made(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    hears(studio, gives(studio, request, document, spoken), matches=False)
    with pytest.raises(NotBound):
        agrees(studio, request, document)
    with studio.look() as unit:
        assert KnownSpoken(unit).of(request.id) == []
    assert studio.names()[-2:] == ["consent.speech_heard", "consent.speech_forgotten"]


@pytest.mark.parametrize("late", ["to speak", "to listen", "to confirm"])
def test_each_step_has_its_time_and_what_is_late_is_deleted(studio: Studio, late: str) -> None:
    request, document, spoken = asked(studio)
    if late == "to speak":
        studio.place.at += TIME_TO_SPEAK
        with pytest.raises(NotBound):
            gives(studio, request, document, spoken)
    else:
        given = gives(studio, request, document, spoken)
        if late == "to listen":
            studio.place.at += TIME_TO_LISTEN
            with pytest.raises(NotBound):
                hears(studio, given)
        else:
            hears(studio, given)
            studio.place.at += TIME_TO_CONFIRM
    with pytest.raises(NotBound):
        agrees(studio, request, document)
    studio.clocks_run()
    with studio.look() as unit:
        assert KnownSpoken(unit).of(request.id) == []


def test_the_recording_of_an_agreement_stays_as_its_evidence_until_the_person_is_erased(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    hears(studio, gives(studio, request, document, spoken))
    agrees(studio, request, document)
    studio.place.at += TIME_TO_CONFIRM + timedelta(hours=1)
    studio.clocks_run()
    with studio.look() as unit:
        (kept,) = KnownSpoken(unit).of(request.id)
        assert kept.state is SpokenState.HEARD
        assert live(unit, request.id, request.subject, digest_of(document)) is None  # it ties nothing any more
    with studio.unit(answering(request.subject)) as unit:
        ask_erasure(unit, [ConsentHolder()], request.subject)
    with studio.look() as unit:
        assert KnownSpoken(unit).of(request.id) == []


def test_neither_words_nor_voice_lie_in_the_clear_or_in_the_log(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    hears(studio, gives(studio, request, document, spoken))
    if studio.place.server is None:
        here = Path(studio.place.where)
        data = b"".join(path.read_bytes() for path in here.parent.glob(here.name + "*"))
        assert RECORDING[:40] not in data
        assert b"quiet harbour" not in data
    facts = b"".join(one.body for one in studio.said())
    assert sha256(RECORDING).encode() not in facts
    assert b"quiet harbour" not in facts


def asks_again(studio: Studio, request: Request, document: Decided) -> Spoken:
    with studio.unit(answering(request.subject)) as unit:
        return ask(unit, studio.vault, request.id, digest_of(document), Said(bytes(32), "other words"))


def test_asked_again_it_stays_at_the_words_and_at_one_leaf(studio: Studio) -> None:
    request, document, first = asked(studio)
    assert asks_again(studio, request, document) == first
    assert studio.names().count("consent.speaking_asked") == 1
    studio.place.at += TIME_TO_SPEAK
    assert asks_again(studio, request, document).id != first.id


def test_words_for_other_answers_take_the_place_of_those_before(studio: Studio) -> None:
    request, document, first = asked(studio)
    other = replace(document, ticks=frozenset(sorted(document.ticks)[:1]))
    second = asks_again(studio, request, other)
    with pytest.raises(NotBound):
        gives(studio, request, document, first)
    assert gives(studio, request, other, second).state is SpokenState.GIVEN


@pytest.mark.parametrize("after", ["taken", "left", "lapsed", "taken back", "changed"])
def test_the_recording_behind_an_offer_stays_while_that_may_be_taken_and_of_an_agreement(
    studio: Studio, after: str
) -> None:
    request, spoken = offered(studio)
    studio.ages[request.subject] = ADULT
    studio.place.at += timedelta(days=6)
    studio.clocks_run()  # long after it had to be confirmed
    assert there(studio, spoken)
    match after:
        case "taken":
            with studio.unit(REQUESTER) as unit:
                assert isinstance(take_offer(unit, studio.vault, request.id, studio.age), Granted)
        case "left":
            with studio.unit(REQUESTER) as unit:
                service.decline_counter(unit, request.id)
        case "taken back":
            studio.refused(request)
        case "changed":
            with studio.unit(REQUESTER) as unit:
                service.edit(unit, studio.vault, request.id, Ask(EUROPE, WORDS), 1)
        case "lapsed":
            studio.place.at += timedelta(days=2)
            studio.clocks_run()
    assert there(studio, spoken) is (after == "taken")  # at once, not on its day
    assert ("consent.speech_forgotten" in studio.names()) is (after != "taken")


def test_what_is_spoken_and_nobody_has_heard_yet_is_gone_with_a_no(studio: Studio) -> None:
    request, document, spoken = asked(studio)
    given = gives(studio, request, document, spoken)
    studio.refused(request)
    assert not there(studio, spoken)
    with pytest.raises(NotFound):
        hears(studio, given)


def offered(studio: Studio) -> tuple[Request, Spoken]:
    """Let somebody speak an offer, to which they agree in advance."""
    request = studio.asked()
    less = replace(request.scope, max_outputs=1)
    document = studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks)
    words = Said(NONCE, sentence("quiet harbour, 42", NONCE, digest_of(document), Language.EN))
    with studio.unit(answering(request.subject)) as unit:
        spoken = ask(unit, studio.vault, request.id, digest_of(document), words)
    hears(studio, gives(studio, request, document, spoken))
    with studio.unit(answering(request.subject)) as unit:
        bound = tied(unit, request.id, request.subject, digest_of(document))
        service.decide(unit, studio.vault, request.id, document, bound, (studio.proof(),), age=ADULT, code=entropy(10))
    return request, spoken


def there(studio: Studio, spoken: Spoken) -> bool:
    """Tell whether the recording is kept."""
    with studio.look() as unit:
        return KnownSpoken(unit).known(spoken.id) is not None
