"""What was made of somebody: everywhere it is told, and told as it was found in the finished files."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from consent_house import NOON, OFFICER, REQUESTER, House, Page
from counted_statements import statements
from tellmark.consent import service
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.files import MadeFile, MarkSeen
from tellmark.consent.made.store import KnownUses
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Authority,
    ConsentId,
    Ending,
    NoteKind,
    Role,
    UseId,
    UseState,
)
from tellmark.consent.phrases import AFTERMATH
from tellmark.consent.recreated import words
from tellmark.consent.requester.uses.views import over
from tellmark.consent.terms import Aftermath
from tellmark.marks.model import Mark, State, Trust
from tellmark.store.leaves import Leaves, number
from tellmark.store.scope import Machinery
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind
from tellmark.values.canonical import canonical
from tellmark.values.languages import Language, wording
from used_town import CHANGED, WHOLE, Depicted, depicted, file


@pytest.fixture
def person(house: House) -> Depicted:
    return depicted(house)


@pytest.mark.parametrize(("language", "told"), [
    ("en", ["1 piece, 1 min 30 s", "Audible label, AIGC label and Content Credential",
            "Content Credential (changed since it was signed)", "No mark was found.",
            "Could not be looked for: invisible mark.",
            "No finished file was handed in, so nothing is known of its marks."]),
    ("zh-Hans", ["1 件，1 分钟 30 秒", "语音标识、AIGC 隐式标识和内容凭证",
                 "内容凭证（签署后文件被改动）",
                 "未发现标识。", "没有提交成品文件，因此不知道其中有什么标识。", "未能查找：数字水印。"]),
])  # fmt: skip
def test_the_marks_of_what_was_made_stand_on_one_s_page_in_plain_words(
    person: Depicted, language: str, told: list[str]
) -> None:
    person.made(file(1))
    person.made(file(2, CHANGED, "image/jpeg"))
    person.made(file(3, ()))
    person.made()
    person.made(file(4, (), "video/mp4"), ends=UseState.RELEASED)
    person.made(ends=UseState.RELEASED)
    person.reader.language = language
    page = person.reader.get("/me")
    for one in told:
        assert one in page.text
    assert page.html.count("/me/uses/") == 4, "nothing is told of what was given back"


def test_of_several_files_it_says_what_holds_for_how_many_of_them(person: Depicted) -> None:
    person.made(file(1), file(2), outputs=2)
    person.made(file(3), file(4), file(5, ()), outputs=3)
    person.made(file(6), outputs=3)
    person.made(file(7), outputs=2)
    page = person.reader.get("/me").text
    assert "In each of 2 files: audible label, AIGC label and Content Credential" in page
    assert "2 of 3 files: audible label, AIGC label and Content Credential 1 of 3 files: no mark was found" in page
    assert "Of 2 pieces no finished file was handed in." in page
    assert "Of one piece no finished file was handed in." in page


def test_every_mark_in_every_state_has_words_of_its_own(house: House) -> None:
    for language in Language:
        for media_type in ("image/png", "audio/mpeg", "video/mp4", "text/plain"):
            one = MadeFile("1", "2", UseId("3"), ConsentId("4"), SubjectId("5"), "6", media_type, (), (), NOON)
            seen = [MarkSeen(mark, state, Trust.PINNED) for mark in Mark for state in State]
            seen += [MarkSeen(mark, State.INTACT, trust) for mark in Mark for trust in words.SIGNERS]
            assert len({words.mark(each, one, language) for each in seen}) == len(seen)
    assert wording(Language.ZH)(words.NO_MARK) != words.NO_MARK


def test_one_s_page_reads_eleven_uses_at_most_in_as_many_statements_as_for_few(
    person: Depicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in range(12):
        person.made(file(one))
    person.reader.get("/me")
    with statements() as few:
        person.reader.get("/me")
    for one in range(12, 60):
        person.made(file(one))
    read: list[object] = []
    reads = KnownUses._read

    def noted(self: KnownUses, row: Any) -> Any:
        read.append(row)
        return reads(self, row)

    monkeypatch.setattr(KnownUses, "_read", noted)
    with statements() as many:
        page = person.reader.get("/me")
    assert len(many) == len(few)
    assert len(read) == 11
    assert page.html.count('/wrong?lang=en">Not as agreed?') == 10
    assert 'href="/me/uses?lang=en"' in page.html


def pages_of(person: Depicted, first: str) -> list[Page]:
    """Follow the links to what is older, from the page at *first* on."""
    pages = [person.reader.get(first)]
    while (link := pages[-1].html.partition('href="/me/uses?before=')[2].partition('"')[0]) != "":
        pages.append(person.reader.get("/me/uses?before=" + link.replace("&amp;", "&").removesuffix("&lang=en")))
    return pages


@pytest.mark.parametrize("of", ["", "?consent="])
def test_all_uses_stand_in_pages_newest_first_and_each_once(person: Depicted, of: str) -> None:
    made = [person.made().id for _ in range(30)]
    pages = pages_of(person, f"/me/uses{of}{person.consent.id if of else ''}")
    shown = [one for page in pages for one in made[::-1] if f"/me/uses/{one}?" in page.html]
    assert shown == made[::-1]
    assert [page.html.count("/me/uses/") for page in pages] == [25, 5]
    beyond = person.reader.get(f"/me/uses?before={made[0]}")
    assert "There are no older uses." in beyond.text
    assert person.reader.get("/me/uses?before=%00x").text == person.reader.get("/me/uses").text


def test_a_use_has_a_page_with_its_files_its_proofs_and_a_way_to_say_that_it_is_wrong(person: Depicted) -> None:
    house, use = person.house, person.made(file(1), file(2, CHANGED, "image/jpeg"), outputs=2)
    with house.database.work(Machinery("sequencer")) as unit:
        number(unit, 100)
    page = person.reader.get(f"/me/uses/{use.id}")
    for told in ("Sound recording, 90 kB", "Picture, 90 kB", "Audible label", "Content Credential (changed since",
                 "China", "2 pieces, 1 min 30 s", "The same number means the very same file",
                 "What was found in a finished file was entered. Proof", "A making began. Proof",
                 "Something was made. Proof",
                 "Your copy of everything holds that secret", f"{2:064x}"):  # fmt: skip
        assert told in page.text, told
    for link in (f"/me/consents/{person.consent.id}?", f"/me/consents/{person.consent.id}/wrong?", '"/?lang=en"'):
        assert link in page.html
    with house.database.read(house.as_(person.subject)) as unit:
        assert all(f"{2:064x}".encode() not in leaf.body for leaf in Leaves(unit).naming(use.id))


def test_many_files_of_one_use_stand_in_pages(person: Depicted) -> None:
    use = person.made(*[file(one) for one in range(30)], outputs=30)
    assert "30 files were handed in; their marks are told file by file." in person.reader.get("/me").text
    first = person.reader.get(f"/me/uses/{use.id}")
    after = first.html.partition("?after=")[2][:64]
    second = person.reader.get(f"/me/uses/{use.id}?after={after}")
    told = [f"{one:064x}" in first.text for one in range(30)], [f"{one:064x}" in second.text for one in range(30)]
    assert (sum(told[0]), sum(told[1])) == (25, 5)
    assert all(a != b for a, b in zip(*told, strict=True))
    assert "?after=" not in second.html


def test_what_was_made_of_others_is_as_what_was_never_made(person: Depicted) -> None:
    house, other = person.house, depicted(person.house, "Zhao Min")
    theirs = other.made(file(1))
    nowhere = theirs.id[:-4] + "0000"
    for path in ("/me/uses/{}", f"/consents/{person.request}/uses/{{}}"):
        reader = person.reader if path.startswith("/me") else house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
        foreign, unknown = reader.get(path.format(theirs.id)), reader.get(path.format(nowhere))
        assert (foreign.status, unknown.status) == (404, 404)
        assert foreign.text == unknown.text
    foreign, unknown = (person.reader.get(f"/me/uses?consent={one}") for one in (other.consent.id, nowhere))
    assert (foreign.status, foreign.text) == (404, unknown.text)
    assert person.reader.get("/me/uses").html.count("/me/uses/") == 0


def test_a_guardian_sees_what_was_made_of_their_ward(person: Depicted) -> None:
    house, use = person.house, person.made(file(1))
    guardian = house.signed_in("guardian-1", Kind.PERSON, ANSWER)
    paths = (f"/me/uses/{use.id}", f"/me/uses?consent={person.consent.id}")
    assert [guardian.get(path).status for path in paths] == [404, 404]
    authority = Authority(Role.GUARDIAN, "0" * 64, house.clock() + timedelta(days=900))
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, person.subject, "guardian-1", authority)
    with house.database.write(house.as_("officer-2", CONFIRM)) as unit:
        service.confirm_representative(unit, proposed.id)
    assert [guardian.get(path).status for path in paths] == [200, 200]
    assert "Your copy of everything" not in guardian.get(paths[0]).text, "their own copy holds nothing of it"
    assert "/me/uses/" not in guardian.get("/me/uses").html


def test_an_agreement_leads_to_what_was_made_under_it(person: Depicted) -> None:
    address = f"/me/consents/{person.consent.id}"
    assert "What was made under this Nothing so far" in person.reader.get(address).text
    person.made()
    assert "What was made under this 1 use See them" in person.reader.get(address).text
    for _ in range(26):
        person.made()
    page = person.reader.get(address)
    assert "What was made under this More than 25 uses" in page.text
    assert f'href="/me/uses?consent={person.consent.id}&amp;lang=en"' in page.html


def test_by_the_copy_alone_anybody_can_check_what_the_log_tells_of_a_file(person: Depicted) -> None:
    person.made(file(1), file(2, CHANGED), outputs=2)
    person.made()
    copy = json.loads(person.reader.client.get("/me/export").content)
    with person.house.database.read(person.house.as_(person.subject)) as unit:
        told = [json.loads(one.body) for one in Leaves(unit).all()]
    leaves = {one["facts"]["file"]: one["facts"] for one in told if one["type"] == "consent.file_made"}
    last, first = copy["consents"][0]["uses"]
    assert last["files"] == []
    assert {one["sha256"] for one in first["files"]} == {f"{1:064x}", f"{2:064x}"}
    for one in first["files"]:
        digest = sha256(canonical({"salt": first["salt"], "sha256": one["sha256"]})).hexdigest()
        assert digest == one["digest"] == leaves[one["file"]]["digest"]
        assert one["marks"] == list(leaves[one["file"]]["marks"])
        assert (one["media_type"], one["size"] in (90_001, 90_002)) == ("audio/wav", True)
        assert "size" not in leaves[one["file"]]


@pytest.mark.parametrize(("language", "over", "gone"), [
    ("en", "This is the list of what was made under it; as was agreed:", "Deleted with everything of the person"),
    ("zh-Hans", "以下是据此制作的内容；按照约定：", "已随本人的全部资料删除"),
])  # fmt: skip
def test_whoever_asked_finds_every_output_again_and_after_the_end_is_told_what_for(
    person: Depicted, language: str, over: str, gone: str
) -> None:
    house, address = person.house, f"/consents/{person.request}"
    for one in range(12):
        person.made(file(one))
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language)
    page = asks.get(address)
    assert [f"{one:064x}" in page.text for one in range(12)] == [False] * 2 + [True] * 10
    assert f"{address}/uses?lang={language}" in page.html
    assert over not in page.text
    everything = asks.get(f"{address}/uses")
    assert all(f"{one:064x}" in everything.text for one in range(12))
    with house.database.write(house.as_(person.subject, ANSWER)) as unit:
        service.withdraw(unit, person.consent.id, ages=house.identity.age)
    assert over in asks.get(address).text
    assert over in asks.get(f"{address}/uses").text
    object.__setattr__(house.place, "holders", lambda: (ConsentHolder(),))
    person.reader.send(person.reader.get("/me/erase"), "/me/erase", sure="yes")
    for path in (address, f"{address}/uses"):
        erased = asks.get(path)
        assert gone in erased.text
        assert f"{11:064x}" not in erased.html
    colleague = house.signed_in("requester-2", Kind.STAFF, REQUEST)
    assert colleague.get(f"{address}/uses").status == 404


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("after", Aftermath)
def test_what_was_agreed_for_after_an_end_is_told_of_an_end_by_the_person_alone(
    person: Depicted, after: Aftermath, language: Language
) -> None:
    consent = replace(person.consent, scope=replace(person.consent.scope, aftermath=after))
    agreed = wording(language)(AFTERMATH[after])
    told = {end: over(replace(consent, ending=end), language) for end in Ending}
    assert over(consent, language) == []
    by_the_person = {end for end, sentences in told.items() if agreed in sentences}
    assert by_the_person == {Ending.WITHDRAWN, Ending.MAJORITY, Ending.ERASED}
    assert all(sentences for sentences in told.values())
    assert told[Ending.VOID] not in [told[end] for end in Ending if end is not Ending.VOID]


def test_whoever_asked_reads_the_list_in_pages_and_a_use_with_many_files_on_its_own(person: Depicted) -> None:
    house, address = person.house, f"/consents/{person.request}"
    many = person.made(*[file(one) for one in range(30)], outputs=30)
    for _ in range(25):
        person.made()
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    first = asks.get(f"{address}/uses")
    assert first.html.count(f"{address}/uses/") == 25
    older = asks.get(f"{address}/uses?before={first.html.partition('uses?before=')[2][:36]}")
    assert f"{address}/uses/{many.id}?" in older.html
    assert "30 files were handed in" in older.text
    one = asks.get(f"{address}/uses/{many.id}")
    rest = asks.get(f"{address}/uses/{many.id}?after={one.html.partition('?after=')[2][:64]}")
    assert all((f"{number:064x}" in one.text) != (f"{number:064x}" in rest.text) for number in range(30))
    waiting, _ = house.ask(name="Sun", contact="sun@example.com")
    assert asks.get(f"/consents/{waiting.id}/uses").status == 404


def test_an_officer_reads_the_newest_uses_with_their_marks_and_no_numbers(person: Depicted) -> None:
    for one in range(12):
        person.made(file(one, WHOLE if one else CHANGED))
    with person.house.database.write(person.house.as_(person.subject, ANSWER)) as unit:
        service.report(unit, NoteKind.MISUSE, person.consent.id, ages=person.house.identity.age)
    officer = person.house.signed_in(OFFICER, Kind.STAFF, REVIEW)
    case = officer.get("/review/consents").html.partition('href="/review/consents/note/')[2][:36]
    page = officer.get(f"/review/consents/note/{case}")
    assert page.text.count("Audible label, AIGC label and Content Credential") == 10
    assert f"{11:064x}" not in page.html
