"""What a person said no to is not gone around: nor the part that they left out, nor by who asks beside or after."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from basis_steps import ASKED, EXTENT, NEWS, NEWSPAPER, Weighing, barred, newspaper
from consent_steps import COLLEAGUE, OFFICER, PROGRAM, REQUESTER, TENANT, answering, person, take_offer
from counted_statements import statements
from hands_steps import ACCOUNT, OTHERS, PAPER, changed, confirmed, entered, held_up, undone
from tellmark.consent import service
from tellmark.consent.errors import NotCovered
from tellmark.consent.handed import service as handed
from tellmark.consent.hands.model import Former, HandKind, Successor
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.errors import BadBasis, NeverLawful
from tellmark.consent.model import (
    CHECK,
    Ask,
    Covered,
    Ending,
    HoldReason,
    NoteKind,
    PartyId,
    Reason,
    Request,
    RequestId,
    RequestState,
    Uncovered,
    Verdict,
)
from tellmark.consent.terms import Channel, Exclusion, Operation
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Acting
from tellmark.subjects.model import SubjectId

LESS = replace(ASKED, operations=frozenset({Operation.FACE_EDIT}))
EDIT = replace(EXTENT, operations=frozenset({Operation.FACE_EDIT}))
PROGRAM_OF_ASKER = Acting(TENANT, REQUESTER.account, frozenset({CHECK}))


def party(weighing: Weighing, name: str) -> PartyId:
    with weighing.studio.unit(REQUESTER) as unit:
        return service.name_party(unit, name).id


def offered(weighing: Weighing, **lesser: Any) -> Request:
    request = weighing.studio.asked(ASKED)
    less = replace(ASKED, **lesser)
    paper = weighing.studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks)
    weighing.studio.decided(paper)
    return weighing.studio.request(request.id)


# --- what stands still ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["silent", "disputed", "officer", "handed"])
def test_what_was_agreed_to_and_does_not_count_now_is_not_gone_around(weighing: Weighing, how: str) -> None:
    studio = weighing.studio
    consent = studio.consent(studio.granted(ASKED, note=NoteKind.COERCION if how == "silent" else None).consent)
    match how:
        case "disputed":
            with studio.unit(answering(consent.subject)) as unit:
                service.dispute(unit, consent.id, ages=studio.age)
        case "officer":
            with studio.unit(OFFICER) as unit:
                service.suspend(unit, consent.id, HoldReason.OFFICER)
        case "handed":
            changed(studio)  # its hold is not written yet
    assert barred(weighing, consent.subject)
    assert not barred(weighing, consent.subject, requester=newspaper(weighing))
    assert not barred(weighing, consent.subject, extent=replace(EXTENT, territory="KR"))


@pytest.mark.parametrize("how", ["silent", "disputed", "upheld", "superseded", "denied", "closed", "nothing"])
def test_what_ended_by_itself_before_an_officer_had_looked_is_not_gone_around(weighing: Weighing, how: str) -> None:
    studio, who = weighing.studio, person()
    short = replace(ASKED, end=ASKED.start + timedelta(days=2))
    consent = studio.consent(
        studio.granted(short, who, NoteKind.COERCION if how in ("silent", "closed") else None).consent
    )
    if how in ("disputed", "upheld", "superseded", "denied"):
        with studio.unit(answering(consent.subject)) as unit:
            case = service.dispute(unit, consent.id, ages=studio.age)
    if how == "superseded":
        studio.granted(replace(short, territories=frozenset({"CN"})), who, supersedes=consent.id)
    studio.place.later(days=3)
    studio.clocks_run()
    assert studio.consent(consent.id).ending in (Ending.EXPIRED, Ending.SUPERSEDED)
    with studio.unit(OFFICER) as unit:
        if how in ("upheld", "denied"):
            service.decide_dispute(unit, case.id, upheld=how == "upheld")
        if how == "closed":
            service.close_note(unit, service.queue(unit).notes[0].id)
    assert barred(weighing, consent.subject) is (how not in ("denied", "nothing"))
    assert not barred(weighing, consent.subject, requester=newspaper(weighing))
    assert not barred(weighing, consent.subject, extent=replace(EXTENT, territory="KR"))


@pytest.mark.parametrize("then", ["waits", "lapsed", "after", "recalled", "closed", "nothing"])
def test_a_silent_word_about_what_has_no_answer_is_not_gone_around(weighing: Weighing, then: str) -> None:
    """By itself, silence binds nobody; and that an officer has seen to it says nothing against the word."""
    studio = weighing.studio
    request = studio.asked(ASKED)
    if then not in ("after", "nothing"):
        _pressed(weighing, request)
    if then == "recalled":
        with studio.unit(REQUESTER) as unit:
            service.recall(unit, request.id)
    elif then != "waits":
        assert request.due is not None
        studio.place.at = request.due
        studio.clocks_run()
        assert studio.request(request.id).state is RequestState.LAPSED
    if then == "after":
        _pressed(weighing, request)
    if then == "closed":
        with studio.unit(OFFICER) as unit:
            service.close_note(unit, service.queue(unit).notes[0].id)
    assert barred(weighing, request.subject) is (then != "nothing")
    assert not barred(weighing, request.subject, requester=newspaper(weighing))
    assert not barred(weighing, request.subject, extent=replace(EXTENT, territory="KR"))


def test_what_was_taken_back_stays_a_no_once_the_silent_word_about_it_is_closed(weighing: Weighing) -> None:
    studio = weighing.studio
    consent = studio.consent(studio.granted(ASKED, note=NoteKind.COERCION).consent)
    with studio.unit(answering(consent.subject)) as unit:
        service.withdraw(unit, consent.id, ages=studio.age)
    with studio.unit(OFFICER) as unit:
        service.close_note(unit, service.queue(unit).notes[0].id)
    assert barred(weighing, consent.subject)


def _pressed(weighing: Weighing, request: Request) -> None:
    with weighing.studio.unit(answering(request.subject)) as unit:
        service.under_pressure(unit, request.id, weighing.studio.age)


@pytest.mark.parametrize("when", ["before", "after"])
def test_of_what_was_taken_the_place_of_a_silent_word_binds_all_that_was_agreed_to(
    weighing: Weighing, when: str
) -> None:
    """What took the place is less, and the word went over to it: what is more than that is no way around it."""
    studio, who = weighing.studio, person()
    consent = studio.consent(studio.granted(ASKED, who, NoteKind.COERCION if when == "before" else None).consent)
    studio.place.later(hours=1)
    studio.granted(replace(ASKED, territories=frozenset({"CN"})), who, supersedes=consent.id)
    assert studio.consent(consent.id).ending is Ending.SUPERSEDED
    if when == "after":
        assert not barred(weighing, consent.subject)
        with studio.unit(answering(consent.subject)) as unit:
            service.report(unit, NoteKind.COERCION, consent.id, studio.age)
    assert barred(weighing, consent.subject)
    assert not barred(weighing, consent.subject, requester=newspaper(weighing))


def test_of_a_silent_word_officers_read_what_they_read_of_every_no(weighing: Weighing) -> None:
    studio = weighing.studio
    silent = studio.consent(studio.granted(ASKED, note=NoteKind.COERCION).consent).subject
    refused = studio.asked(ASKED)
    studio.refused(refused)
    told = []
    for subject in (silent, refused.subject):
        with pytest.raises(NeverLawful) as error:
            weighing.entered(subject, requester=REQUESTER.account)
        told.append(str(error.value))
    assert told[0] == told[1]


def test_a_silent_word_wins_over_a_basis_that_stood_before(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody(scope=ASKED)
    weighing.stands(subject, requester=REQUESTER.account)
    use = weighing.reserved(subject, by=PROGRAM_OF_ASKER)[0].use
    request = next(iter(_requests(weighing, subject)))
    studio.decided(studio.document(request, Verdict.GRANT), note=NoteKind.COERCION)
    assert isinstance(answer := weighing.check(subject, by=PROGRAM_OF_ASKER), Uncovered)
    assert [why for _basis, why in answer.persons[0].bases] == [(Reason.SUSPENDED,)]
    with pytest.raises(NotCovered):
        weighing.settled(use, by=PROGRAM_OF_ASKER)


def _requests(weighing: Weighing, subject: SubjectId) -> list[RequestId]:
    with weighing.studio.look() as unit:
        return [one.id for one in service.all_of(unit, subject).requests]


# --- only this --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", ["waits", "lapsed", "left", "recalled", "edited", "taken", "granted"])
def test_whoever_was_offered_less_does_not_get_the_rest_by_a_basis(weighing: Weighing, then: str) -> None:
    studio = weighing.studio
    request = offered(weighing, operations=LESS.operations)
    match then:
        case "lapsed":
            assert request.due is not None
            studio.place.at = request.due
            studio.clocks_run()
            assert studio.request(request.id).state is RequestState.LAPSED
        case "left":
            with studio.unit(REQUESTER) as unit:
                service.decline_counter(unit, request.id)
        case "recalled":
            with studio.unit(REQUESTER) as unit:
                service.recall(unit, request.id)
        case "edited":
            with studio.unit(REQUESTER) as unit:
                words = service.words_of(unit, studio.vault, request.id)
                service.edit(unit, studio.vault, request.id, Ask(ASKED, words), request.version)
        case "taken" | "granted":
            with studio.unit(REQUESTER) as unit:
                take_offer(unit, studio.vault, request.id, studio.age)
    subject = request.subject
    assert barred(weighing, subject)
    assert not barred(weighing, subject, extent=EDIT)
    assert not barred(weighing, subject, requester=newspaper(weighing))


@pytest.mark.parametrize(("lesser", "stands"), [
    ({"territories": frozenset({"CN"})}, True), ({"territories": frozenset({"EU"})}, False),
    ({"channels": frozenset({Channel.INTERNAL})}, True), ({"max_outputs": 2}, True),
    ({"excluded": frozenset(Exclusion)}, False),
])  # fmt: skip
def test_only_there_only_so_only_so_much(weighing: Weighing, lesser: dict[str, Any], stands: bool) -> None:
    subject = offered(weighing, **lesser).subject
    assert barred(weighing, subject) == stands


def test_what_was_not_ticked_is_not_gone_around(weighing: Weighing) -> None:
    """Who agreed to have it shown within a house alone said no to the public."""
    studio = weighing.studio
    request = studio.asked(ASKED)
    public = next(tick for tick in ASKED.ticks if tick.value == "public_disclosure")
    studio.decided(studio.document(request.id, Verdict.GRANT, ticks=ASKED.ticks - {public}))
    assert barred(weighing, request.subject)
    within = replace(EXTENT, channels=frozenset({Channel.INTERNAL}))
    assert not barred(weighing, request.subject, extent=within)


# --- who asks ---------------------------------------------------------------------------------------------------------


def test_a_no_to_a_company_binds_each_account_that_asks_for_it(weighing: Weighing) -> None:
    studio = weighing.studio
    harbour, north = party(weighing, "Harbour Pictures Ltd"), party(weighing, "Studio North")
    refused = studio.asked(ASKED, party=harbour)
    studio.refused(refused)
    assert barred(weighing, refused.subject)
    assert not barred(weighing, refused.subject, requester=COLLEAGUE.account)
    studio.drafted(by=COLLEAGUE, party=north)
    assert not barred(weighing, refused.subject, requester=COLLEAGUE.account)
    studio.drafted(by=COLLEAGUE, party=harbour)
    assert barred(weighing, refused.subject, requester=COLLEAGUE.account)


def test_a_no_to_the_tenant_itself_binds_each_account_that_asks_for_it_or_for_nobody(weighing: Weighing) -> None:
    """The house does not get by an engineer's account, or a program's, what it was refused by its own requester's."""
    studio = weighing.studio
    refused = studio.asked(ASKED)
    studio.refused(refused)
    assert barred(weighing, refused.subject, requester=PROGRAM.account)
    assert not barred(weighing, refused.subject, requester=newspaper(weighing))
    studio.drafted(by=NEWSPAPER)
    assert barred(weighing, refused.subject, requester=NEWSPAPER.account)


def test_a_no_to_a_company_binds_no_account_of_the_tenant_itself(weighing: Weighing) -> None:
    studio = weighing.studio
    refused = studio.asked(ASKED, party=party(weighing, "Harbour Pictures Ltd"))
    studio.refused(refused)
    assert barred(weighing, refused.subject)
    assert not barred(weighing, refused.subject, requester=PROGRAM.account)


@pytest.mark.parametrize("objected", [REQUESTER.account, PROGRAM.account])
def test_an_objection_binds_each_account_of_the_tenant_itself(weighing: Weighing, objected: str) -> None:
    studio, subject = weighing.studio, weighing.somebody()  # whom the requester asks for the tenant
    stands = weighing.stands(subject, requester=objected)
    with studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, stands.id)
    for account in (REQUESTER.account, PROGRAM.account, "program-2"):
        with pytest.raises(NeverLawful, match="has objected"):
            weighing.entered(subject, requester=account)
    weighing.entered(subject, requester=newspaper(weighing))


def test_an_objection_binds_each_account_that_asks_for_the_company(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    harbour = party(weighing, "Harbour Pictures Ltd")
    for one in (REQUESTER, COLLEAGUE):
        studio.drafted(by=one, party=harbour)
    stands = weighing.stands(subject, requester=REQUESTER.account)
    with studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, stands.id)
    with pytest.raises(NeverLawful, match="has objected"):
        weighing.entered(subject, requester=COLLEAGUE.account)
    weighing.entered(subject, requester=newspaper(weighing))


@pytest.mark.parametrize("whose", HandKind)
def test_a_no_binds_whoever_has_it_now(weighing: Weighing, whose: HandKind) -> None:
    """Who takes over an account, a company or the service does not get by their own what was refused to it."""
    studio = weighing.studio
    old, new = party(weighing, "Studio North"), party(weighing, "Harbour Pictures Ltd")
    refused = studio.asked(ASKED, party=None if whose is HandKind.SERVICE else old)
    studio.refused(refused)
    studio.drafted(by=COLLEAGUE, party=new)
    assert not barred(weighing, refused.subject, requester=COLLEAGUE.account)
    former = ACCOUNT if whose is HandKind.ACCOUNT else Former(whose, old if whose is HandKind.PARTY else "")
    change = held_up(studio, former, Successor("harbour pictures LTD", "rights@harbour.example"))
    assert barred(weighing, refused.subject, requester=COLLEAGUE.account)
    undone(studio, change)
    assert not barred(weighing, refused.subject, requester=COLLEAGUE.account)


# --- hands ------------------------------------------------------------------------------------------------------------

MINE = Former(HandKind.ACCOUNT, PROGRAM.account)


@pytest.mark.parametrize("former", [MINE, Former(HandKind.SERVICE)])
def test_a_basis_does_not_pass_on_with_its_account(weighing: Weighing, former: Former) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    stands, waits = weighing.stands(subject), weighing.entered(subject, extent=EDIT)
    use = weighing.reserved(subject)[0].use
    change = _changed(weighing, former)
    assert isinstance(answer := weighing.check(subject), Uncovered)
    assert dict(answer.persons[0].bases) == {stands.id: (Reason.SUSPENDED,)}
    with pytest.raises(NotCovered):
        weighing.settled(use)
    with pytest.raises(BadBasis, match="has changed hands"):
        weighing.confirmed(waits)
    anew = weighing.stands(subject, extent=replace(EXTENT, territory="CN"))
    assert isinstance(weighing.check(subject, use=replace(NEWS, territories=frozenset({"CN"}))), Covered)
    undone(studio, change)
    assert isinstance(weighing.check(subject), Covered)
    assert anew.confirmed_at is not None


def test_before_it_takes_effect_and_of_others_it_changes_nothing(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    weighing.stands(subject)
    with pytest.raises(NotFound):
        entered(studio, Former(HandKind.ACCOUNT, "nobody-1"))
    with studio.look() as unit:
        assert lawful.has_basis(unit, MINE) and not lawful.has_basis(unit, ACCOUNT)
    confirmed(studio, entered(studio))
    studio.place.later(minutes=5)
    assert isinstance(weighing.check(subject), Covered)


def _changed(weighing: Weighing, former: Former) -> Any:
    with weighing.studio.unit(OFFICER) as unit:
        one = handed.enter(unit, former, OTHERS, weighing.studio.at, PAPER, known=True)
    done = confirmed(weighing.studio, one)
    weighing.studio.place.later(minutes=1)
    return done


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_a_basis_is_looked_at_by_few_statements(weighing: Weighing) -> None:
    """One where there is none; else what is known of the person is looked up once for each that covers otherwise.

    For whom else somebody asks is looked up, too, of whoever was asked the same by others; and where that was for the
    same, what else was told of it.
    """
    studio = weighing.studio
    nobody, somebody, another = weighing.somebody(), weighing.somebody(), weighing.somebody()
    asked, elsewhere = (weighing.somebody(scope=ASKED, party=one) for one in (None, party(weighing, "Studio North")))
    weighing.stands(another, requester="program-2")
    found = {}
    for subject in (somebody, asked, elsewhere):
        weighing.stands(subject)
    for subject in (nobody, somebody, another, asked, elsewhere):
        with studio.look(PROGRAM) as unit:
            with statements() as without:
                service.check(unit, [subject], NEWS)
            with statements() as with_bases:
                service.check(unit, [subject], NEWS, ages=studio.age)
        found[subject] = len(with_bases) - len(without)
    assert found == {nobody: 1, somebody: 9, another: 1, elsewhere: 11, asked: 12}
