"""A finished file is handed in: what was found in it stands for its persons, and the log tells nobody which file."""

from dataclasses import replace
from typing import Any

import pytest

from consent_steps import OFFICER, PROGRAM, REQUESTER, SCOPE, USE, Studio, answering
from tellmark.consent import service
from tellmark.consent.errors import BadUse, NotCovered
from tellmark.consent.files import Contents, FileSeen, MadeFile, MarkSeen, digest_of_file
from tellmark.consent.finishing import MOST_FILES, hand_in
from tellmark.consent.made.opening import contents_of, salt_of
from tellmark.consent.made.store import KnownFiles, KnownUses
from tellmark.consent.model import ConsentId, Granted, Reserved, Use, UseId, UseState, Verdict
from tellmark.marks.model import Mark, State, Trust
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of

MARKS = (
    MarkSeen(Mark.AIGC, State.INTACT, Trust.NOT_APPLICABLE),
    MarkSeen(Mark.C2PA, State.INTACT, Trust.PINNED),
)
FIRST = FileSeen(Contents("1" * 64, 90_000), "image/jpeg", MARKS)
SECOND = FileSeen(Contents("2" * 64, 80_000), "image/png", ())


def reserved(studio: Studio, *subjects: str, use: Use = USE) -> UseId:
    with studio.unit(PROGRAM) as unit:
        found = service.reserve(unit, [SubjectId(one) for one in subjects], use)
    assert isinstance(found, tuple)
    return found[0].use


def handed(studio: Studio, use: UseId, seen: FileSeen = FIRST, by: Any = PROGRAM) -> tuple[MadeFile, ...]:
    with studio.unit(by) as unit:
        return hand_in(unit, studio.vault, use, seen)


def settled(studio: Studio, use: UseId, outputs: int = 1) -> tuple[Reserved, ...]:
    with studio.unit(PROGRAM) as unit:
        return service.settle(unit, use, outputs, 0)


def test_what_was_found_in_a_finished_file_is_kept_with_its_use(studio: Studio) -> None:
    consent = studio.granted().consent
    use = reserved(studio, studio.consent(consent).subject)
    (file,) = handed(studio, use)
    (aside,) = settled(studio, use)
    assert (aside.state, aside.files, aside.by) == (UseState.SETTLED, 1, PROGRAM.account)
    with studio.look() as unit:
        assert KnownFiles(unit).of([aside.id]) == {aside.id: [file]} == {aside.id: KnownFiles(unit).told()}
    assert (file.marks, file.media_type, file.consent) == (MARKS, "image/jpeg", consent)
    (told,) = [one for one in studio.said() if one.name == "consent.file_made"]
    assert b'"aigc.intact.not_applicable","c2pa.intact.pinned"' in told.body


def test_the_log_tells_nobody_which_file_and_whoever_has_the_salt_can_check_it(studio: Studio) -> None:
    use = reserved(studio, studio.consent(studio.granted().consent).subject)
    (file,) = handed(studio, use)
    settled(studio, use)
    assert all(told not in one.body for told in (FIRST.contents.sha256.encode(), b"90000") for one in studio.said())
    with studio.look() as unit:
        key = key_of(unit, studio.vault, file.subject)
        assert contents_of(unit, studio.vault, [file]) == {file.id: FIRST.contents}
        assert file.digest == digest_of_file(FIRST.contents.sha256, salt_of(key, file.reserved))
        assert file.digest != digest_of_file(SECOND.contents.sha256, salt_of(key, file.reserved))


def test_the_same_file_again_changes_nothing_and_more_files_than_pieces_are_refused(studio: Studio) -> None:
    use = reserved(studio, studio.consent(studio.granted().consent).subject, use=replace(USE, outputs=2))
    first = handed(studio, use)
    assert handed(studio, use) == first
    handed(studio, use, SECOND)
    with pytest.raises(BadUse, match="more files"):
        handed(studio, use, replace(FIRST, contents=Contents("3" * 64, 90_000)))
    with pytest.raises(BadUse, match="fewer pieces"):
        settled(studio, use)
    assert settled(studio, use, 2)[0].files == 2
    assert handed(studio, use) == first, "after it was settled as well"
    assert studio.names().count("consent.file_made") == 2


def test_a_file_that_comes_after_its_use_was_settled_is_kept_up_to_the_pieces_that_were_told(studio: Studio) -> None:
    use = reserved(studio, studio.consent(studio.granted().consent).subject, use=replace(USE, outputs=2))
    settled(studio, use)
    handed(studio, use)
    with pytest.raises(BadUse, match="more files"):
        handed(studio, use, SECOND)


def test_a_file_of_several_stands_with_each_of_them_under_another_digest(studio: Studio) -> None:
    with studio.unit(REQUESTER) as unit:
        group = service.open_group(unit)
    asked = [studio.asked(group=group) for _ in range(2)]
    outcomes = [studio.decided(studio.document(one.id, Verdict.GRANT)) for one in asked]
    both = [one.consent for one in outcomes if isinstance(one, Granted)]
    use = reserved(studio, *[studio.consent(one).subject for one in both])
    files = handed(studio, use)
    assert {one.consent for one in files} == set(both)
    assert len({one.digest for one in files}) == 2


def test_nobody_else_s_program_tells_of_a_use(studio: Studio) -> None:
    use = reserved(studio, studio.consent(studio.granted().consent).subject)
    other = replace(PROGRAM, principal="program-2")
    with pytest.raises(NotFound):
        handed(studio, use, by=other)
    with studio.unit(other) as unit, pytest.raises(NotFound):
        service.settle(unit, use, 1, 0)
    with studio.unit(other) as unit, pytest.raises(NotFound):
        service.release(unit, use)
    with pytest.raises(NotAllowed):
        handed(studio, use, by=OFFICER)
    theirs = replace(PROGRAM, principal="key-9", behalf=PROGRAM.account)
    assert handed(studio, use, by=theirs), "another key of the same account goes on"


@pytest.mark.parametrize("how", ["released", "swept"])
def test_of_what_was_given_back_nothing_is_kept_and_the_log_never_told_of_a_file(studio: Studio, how: str) -> None:
    """A finished file that is let go of would tell that its consent stood still: perhaps by a silent word."""
    consent = studio.granted().consent
    use = reserved(studio, studio.consent(consent).subject)
    handed(studio, use)
    if how == "swept":
        studio.place.later(minutes=61)
        studio.clocks_run()
    else:
        with studio.unit(PROGRAM) as unit:
            service.release(unit, use)
    with pytest.raises(BadUse, match="given back"):
        handed(studio, use)
    with studio.look() as unit:
        assert KnownFiles(unit).every() == []
        assert KnownUses(unit).made_under(consent, None, 9) == []
    assert "consent.file_made" not in studio.names()


def test_the_hour_is_over_also_where_nobody_has_swept(studio: Studio) -> None:
    use = reserved(studio, studio.consent(studio.granted().consent).subject)
    studio.place.later(minutes=60)
    with pytest.raises(BadUse, match="hour"):
        settled(studio, use)
    with pytest.raises(BadUse, match="hour"):
        handed(studio, use)


def test_no_more_files_than_a_page_can_show_are_handed_in_for_one_use(studio: Studio) -> None:
    most = replace(SCOPE, max_outputs=MOST_FILES + 1)
    consent = studio.granted(most).consent
    use = reserved(studio, studio.consent(consent).subject, use=replace(USE, outputs=MOST_FILES + 1))
    for number in range(MOST_FILES):
        handed(studio, use, replace(FIRST, contents=Contents(f"{number:064}", 9)))
    with pytest.raises(BadUse, match="more files"):
        handed(studio, use)


def test_a_file_after_the_withdrawal_does_not_leave(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    use = reserved(studio, subject)
    with studio.unit(answering(subject)) as unit:
        service.withdraw(unit, consent, ages=studio.age)
    assert handed(studio, use)
    with pytest.raises(NotCovered):
        settled(studio, use)


def test_erasure_leaves_nothing_that_a_file_is_known_by_and_takes_none_any_more(studio: Studio) -> None:
    subject = studio.consent(studio.granted().consent).subject
    use, pending, late = (reserved(studio, subject) for _ in range(3))
    (file,) = handed(studio, use)
    settled(studio, use)
    handed(studio, pending, SECOND)
    studio.erased(subject)
    with studio.look() as unit:
        assert [one.id for one in KnownFiles(unit).every()] == [file.id]
        assert KnownFiles(unit)._get(file.id)["contents"] is None
        assert contents_of(unit, studio.vault, [file]) == {file.id: None}
    with pytest.raises(NotCovered, match="deleted"):
        handed(studio, late)


def test_once_it_has_left_a_file_comes_late_for_those_who_are_not_erased_since(studio: Studio) -> None:
    with studio.unit(REQUESTER) as unit:
        group = service.open_group(unit)
    asked = [studio.asked(group=group) for _ in range(2)]
    for one in asked:
        studio.decided(studio.document(one.id, Verdict.GRANT))
    use = reserved(studio, *[one.subject for one in asked], use=replace(USE, outputs=2))
    settled(studio, use, 2)
    studio.erased(asked[0].subject)
    assert [one.subject for one in handed(studio, use)] == [asked[1].subject]
    studio.erased(asked[1].subject)
    with pytest.raises(NotCovered, match="deleted"):
        handed(studio, use, SECOND)


def test_uses_come_newest_first_page_by_page_and_of_each_person_their_own(studio: Studio) -> None:
    mine, another = (studio.granted(replace(SCOPE, max_outputs=20)).consent for _ in range(2))
    made = []
    for number in range(5):
        studio.place.later(minutes=1)
        made.append(reserved(studio, studio.consent(mine).subject))
        if number != 2:
            settled(studio, made[-1])
    settled(studio, reserved(studio, studio.consent(another).subject))
    subject = SubjectId(studio.consent(mine).subject)
    with studio.look() as unit:
        uses = KnownUses(unit)
        first = uses.made_of(subject, None, 3)
        rest = uses.made_of(subject, first[-1].id, 3)
        assert [one.use for one in (*first, *rest)] == [made[4], made[3], made[1], made[0]]
        assert uses.made_under(ConsentId(mine), None, 9) == [*first, *rest]
