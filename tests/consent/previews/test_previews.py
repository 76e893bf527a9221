"""A recording of the person that is shown with a request: bound to what they decide on, sealed, gone with its end."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_steps import COLLEAGUE, EUROPE, OFFICER, REQUESTER, SCOPE, WORDS, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.errors import AlreadyAnswered, Nagging, RequestChanged
from tellmark.consent.model import Ask, Granted, Request, RequestState, Verdict
from tellmark.consent.notices import Notice
from tellmark.consent.people import Asker
from tellmark.consent.previewing.service import add_preview, open_preview, previews_of, take_preview_away
from tellmark.consent.previews.decide import check_declared
from tellmark.consent.previews.errors import BadPreview
from tellmark.consent.previews.model import LONGEST_ORIGIN, MOST, Declared, Preview, Taken
from tellmark.consent.previews.store import KnownPreviews, Previews
from tellmark.consent.service import adopt, notice_of
from tellmark.consent.wording import said_in
from tellmark.media.kinds import Kind
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.languages import Language

ASKER = Asker("Studio North", "AC-0123ABCD")
FILE = b"RIFF" + b"ZZ-a-voice-that-nobody-reads-in-the-clear" * 50
DECLARED = Declared("Sent to us by you for the casting in May-4711.", "2024-05", unaltered=True)


def file(data: bytes = FILE, kind: Kind = Kind.WAV) -> Taken:
    return Taken(kind, hashlib.sha256(data).hexdigest(), data)


def shows(studio: Studio, request: Request, taken: Taken | None = None, declared: Declared = DECLARED) -> Request:
    """Let whoever asks show the person a recording of theirs, with the newest version."""
    with studio.unit(REQUESTER) as unit:
        seen = studio.request(request.id).version
        return add_preview(unit, studio.vault, request.id, taken or file(), declared, seen, ASKER)


def kept(studio: Studio, request: Request) -> list[str]:
    with studio.look() as look:
        return [one.id for one in KnownPreviews(look).of(request.id)]


def notice(studio: Studio, request: Request, language: Language = Language.EN) -> Notice:
    with studio.look() as look:
        return notice_of(look, studio.vault, request.id, language)


def opened(studio: Studio, request: Request, preview: str) -> bytes:
    with studio.look() as look:
        return open_preview(look, studio.vault, studio.request(request.id), preview)[1]


@pytest.mark.parametrize("language", Language)
def test_it_makes_a_new_version_whose_notice_names_it(studio: Studio, language: Language) -> None:
    request = studio.drafted()
    before = notice(studio, request, language)
    after = shows(studio, request)
    assert (after.version, after.state) == (2, RequestState.DRAFT)
    told = notice(studio, request, language)
    (section,) = [one for one in told.sections if one.key == "preview"]
    assert DECLARED.origin in section.lines[0]
    assert DECLARED.taken in section.lines[0]
    assert file().digest in section.lines[0]
    assert len(section.lines) == 2
    assert "preview" not in [one.key for one in before.sections]
    assert before.digest != told.digest


def test_a_decision_on_what_was_read_before_counts_no_more(studio: Studio) -> None:
    request = studio.asked()
    old = studio.document(request.id, Verdict.GRANT)
    shows(studio, request)
    assert studio.request(request.id).shown == frozenset()
    with pytest.raises(RequestChanged):
        studio.decided(old)
    studio.read(request.id)
    granted = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert isinstance(granted, Granted)
    assert studio.consent(granted.consent).notice == notice(studio, request).digest


def test_an_edit_carries_it_on_and_another_file_changes_the_notice(studio: Studio) -> None:
    request = studio.drafted()
    shows(studio, request)
    with studio.unit(REQUESTER) as unit:
        service.edit(unit, studio.vault, request.id, Ask(replace(SCOPE, max_outputs=2), WORDS), 2)
    assert file().digest in str(notice(studio, request).sections)
    shows(studio, request, file(b"RIFF another"))
    assert len(kept(studio, request)) == 2


def test_the_leaves_tell_of_digest_and_kind_and_nothing_of_what_is_said(studio: Studio) -> None:
    request = studio.drafted()
    shows(studio, request)
    with studio.look() as look:
        said = said_in(look, studio.vault, studio.request(request.id))
    (leaf,) = [one.body for one in studio.said() if one.name == "consent.preview_declared"]
    assert file().digest.encode() in leaf
    assert b"audio/wav" in leaf
    assert REQUESTER.principal.encode() in leaf
    assert all(b"May-4711" not in one.body and said.salt.encode() not in one.body for one in studio.said())


def test_what_is_taken_away_is_deleted_and_stands_in_no_notice(studio: Studio) -> None:
    request = studio.drafted()
    shows(studio, request)
    plain = [one.key for one in notice(studio, request).sections if one.key != "preview"]
    (preview,) = kept(studio, request)
    with studio.unit(REQUESTER) as unit:
        after = take_preview_away(unit, studio.vault, request.id, preview, 2, ASKER)
    assert (after.version, kept(studio, request)) == (3, [])
    assert [one.key for one in notice(studio, request).sections] == plain
    assert "consent.preview_forgotten" in studio.names()
    with studio.unit(REQUESTER) as unit, pytest.raises(NotFound):
        take_preview_away(unit, studio.vault, request.id, preview, 3, ASKER)


# --- who, when, how many ---


def test_nobody_but_who_asks_shows_anything_and_only_before_the_answer(studio: Studio) -> None:
    request = studio.asked()
    for scope, wrong in ((COLLEAGUE, NotFound), (OFFICER, NotAllowed), (answering(request.subject), NotAllowed)):
        with studio.unit(scope) as unit, pytest.raises(wrong):
            add_preview(unit, studio.vault, request.id, file(), DECLARED, 1, ASKER)
    with studio.unit(REQUESTER) as unit, pytest.raises(RequestChanged):
        add_preview(unit, studio.vault, request.id, file(), DECLARED, 7, ASKER)
    studio.refused(request)
    with pytest.raises(AlreadyAnswered):
        shows(studio, request)
    assert kept(studio, request) == []


def test_the_same_file_twice_or_too_many_are_refused(studio: Studio) -> None:
    request = studio.drafted()
    shows(studio, request)
    with pytest.raises(BadPreview):
        shows(studio, request)
    for number in range(1, MOST):
        shows(studio, request, file(b"RIFF%d" % number))
    with pytest.raises(BadPreview):
        shows(studio, request, file(b"RIFF one more"))
    assert len(kept(studio, request)) == MOST


def test_a_request_that_was_sent_is_not_changed_without_end(studio: Studio) -> None:
    request = studio.asked()
    with pytest.raises(Nagging):
        for number in range(10):
            shows(studio, request, file(b"RIFF%d" % number))
            with studio.unit(REQUESTER) as unit:
                now = studio.request(request.id).version
                take_preview_away(unit, studio.vault, request.id, kept(studio, request)[0], now, ASKER)


@pytest.mark.parametrize("wrong", [
    {"origin": ""}, {"origin": "  "}, {"origin": "x" * (LONGEST_ORIGIN + 1)}, {"origin": "a\u202eb"}, {"taken": ""},
    {"taken": "yesterday"}, {"taken": "2024-13"}, {"taken": "2024-02-30"}, {"taken": "2027"}, {"taken": "2026-11-29"},
    {"taken": "1700"}, {"taken": "２０２４"}, {"unaltered": False},
])  # fmt: skip
def test_what_is_not_declared_in_earnest_is_refused(studio: Studio, wrong: dict[str, object]) -> None:
    request = studio.drafted()
    with pytest.raises(BadPreview) as told:
        shows(studio, request, declared=replace(DECLARED, **wrong))  # type: ignore[arg-type]  # as keywords
    assert told.value.field == next(iter(wrong))
    assert studio.request(request.id).version == 1


@given(st.dates(date(1826, 1, 1), date(2026, 11, 28)), st.sampled_from([4, 7, 10]))
def test_a_day_that_has_come_can_be_told_as_exactly_as_it_is_known(day: date, length: int) -> None:
    check_declared(replace(DECLARED, taken=day.isoformat()[:length]), date(2026, 11, 28))


@given(st.dates(date(2026, 11, 29), date(2200, 1, 1)))
def test_a_day_that_is_to_come_cannot(day: date) -> None:
    with pytest.raises(BadPreview):
        check_declared(replace(DECLARED, taken=day.isoformat()), date(2026, 11, 28))


# --- its end ---


def over(studio: Studio, request: Request, how: str) -> None:
    match how:
        case "refused":
            studio.refused(request)
        case "lapsed":
            studio.place.at += timedelta(days=8)
            studio.clocks_run()
        case "recalled":
            with studio.unit(REQUESTER) as unit:
                service.recall(unit, request.id)
        case "offer left":
            less = replace(request.scope, max_outputs=1)
            paper = studio.document(request.id, Verdict.COUNTER, counter=less, ticks=frozenset())
            studio.decided(paper, bound=False)
            with studio.unit(REQUESTER) as unit:
                service.decline_counter(unit, request.id)


@pytest.mark.parametrize("how", ["refused", "lapsed", "recalled", "offer left"])
def test_with_a_request_that_is_over_the_file_is_gone(studio: Studio, how: str) -> None:
    request = studio.drafted(replace(EUROPE, max_outputs=3))
    shows(studio, request)
    studio.sent(request.id)
    studio.read(request.id)
    (preview,) = kept(studio, request)
    assert opened(studio, request, preview) == FILE
    over(studio, studio.request(request.id), how)
    assert kept(studio, request) == []
    assert studio.names().count("consent.preview_forgotten") == 1
    with pytest.raises(NotFound):
        opened(studio, request, preview)


@pytest.mark.parametrize("how", ["withdrawn", "expired", "void"])
def test_it_stays_with_the_consent_and_goes_with_its_end(studio: Studio, how: str) -> None:
    request = studio.drafted(EUROPE)
    shows(studio, request)
    studio.sent(request.id)
    studio.read(request.id)
    granted = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert isinstance(granted, Granted)
    (preview,) = kept(studio, request)
    assert opened(studio, request, preview) == FILE
    if how == "expired":
        studio.place.at = studio.consent(granted.consent).until
        with pytest.raises(NotFound):
            opened(studio, request, preview)  # at that instant, though no clock was heard yet
        studio.clocks_run()
    else:
        with studio.unit(answering(request.subject) if how == "withdrawn" else OFFICER) as unit:
            if how == "withdrawn":
                service.withdraw(unit, granted.consent, ages=studio.age)
            else:
                service.void(unit, granted.consent)
    assert kept(studio, request) == []
    assert file().digest in str(notice(studio, request).sections)  # what was agreed to can still be told


def test_no_answer_in_time_shows_it_no_more_before_any_clock_is_heard(studio: Studio) -> None:
    request = studio.drafted()
    shows(studio, request)
    studio.sent(request.id)
    (preview,) = kept(studio, request)
    studio.place.at += timedelta(days=8)
    with pytest.raises(NotFound):
        opened(studio, request, preview)
    with studio.look() as look:
        assert previews_of(look, studio.vault, studio.request(request.id)) == ()


def test_an_erasure_leaves_nothing_of_it(studio: Studio) -> None:
    who = person()
    requests = [studio.drafted(replace(EUROPE, max_outputs=most), who) for most in (1, 2)]
    for one in requests:
        shows(studio, one)
    studio.sent(requests[1].id)
    subject = requests[0].subject
    with studio.unit(answering(subject)) as unit:
        ask_erasure(unit, [ConsentHolder()], SubjectId(subject))
    carry_out(studio.database, studio.vault, [ConsentHolder()])
    assert [kept(studio, one) for one in requests] == [[], []]
    if studio.place.server is None:
        everything = b"".join(one.read_bytes() for one in Path(studio.place.where).parent.rglob("*") if one.is_file())
        assert b"nobody-reads-in-the-clear" not in everything
        assert b"casting in May-4711" not in everything


def test_no_byte_of_it_stands_in_the_open(studio: Studio) -> None:
    shows(studio, studio.drafted())
    if studio.place.server is None:
        everything = b"".join(one.read_bytes() for one in Path(studio.place.where).parent.rglob("*") if one.is_file())
        assert b"nobody-reads-in-the-clear" not in everything
        assert b"casting in May-4711" not in everything


def test_it_goes_over_to_whom_the_request_turns_out_to_be_about(studio: Studio) -> None:
    request, known = studio.drafted(EUROPE), studio.drafted(EUROPE).subject
    shows(studio, request)
    studio.sent(request.id)
    with studio.unit(answering(known)) as unit:
        adopt(unit, studio.vault, request.id, known)
    (preview,) = kept(studio, request)
    assert opened(studio, request, preview) == FILE
    with studio.unit(answering(request.subject)) as unit:
        ask_erasure(unit, [ConsentHolder()], SubjectId(request.subject))
    carry_out(studio.database, studio.vault, [ConsentHolder()])
    assert opened(studio, request, preview) == FILE
    with studio.unit(answering(known)) as unit:
        ask_erasure(unit, [ConsentHolder()], SubjectId(known))
    carry_out(studio.database, studio.vault, [ConsentHolder()])
    assert kept(studio, request) == []


def test_another_request_s_file_is_not_opened(studio: Studio) -> None:
    one, other = studio.drafted(), studio.drafted()
    shows(studio, one)
    with pytest.raises(NotFound):
        opened(studio, other, kept(studio, one)[0])


def test_an_erasure_relies_on_no_end_that_came_before_it(studio: Studio) -> None:
    request = studio.drafted()
    with studio.unit(REQUESTER) as unit:
        service.recall(unit, request.id)
        left = Preview("p-1", request.id, request.subject, Kind.WAV, file().digest, len(FILE))
        Previews(unit).add(left, FILE, key_of(unit, studio.vault, request.subject))
    with studio.unit(answering(request.subject)) as unit:
        ask_erasure(unit, [ConsentHolder()], SubjectId(request.subject))
    assert kept(studio, request) == []
