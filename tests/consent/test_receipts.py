"""Receipts: what is whole is found whole, and whatever somebody makes of one is found out."""

import json
import re
from datetime import timedelta
from html import escape

import msgspec
import pytest

import paper_receipts as made
from log_builder import AT, LOG, OTHER
from promised_receipts import SCRIPT, promised, text, whole
from tellmark.consent.receipt_checks import Check, Judged, State, judge
from tellmark.consent.receipt_words import rows_of, vocabulary
from tellmark.consent.receipts import Assurance, Bundle, Company, Ended, NotAReceipt, read_bundle, signed
from tellmark.consent.sheet import page_of
from tellmark.consent.showing import place
from tellmark.proof.log.trust import Trust
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.languages import Language, wording

PINS = made.keys().pins()
KNOWN = Trust((LOG.key,))


def judged(bundle: Bundle, trust: Trust = KNOWN, pins: bytes = PINS) -> Judged:
    return judge(bundle, pins, trust, AT)


def states(found: Judged) -> dict[str, str]:
    return {one.check.value: one.state.value for one in found.found}


def test_a_good_receipt_holds_in_every_part() -> None:
    found = judged(made.good())
    assert set(states(found).values()) == {"holds"}
    assert (found.intact, found.known) == (True, True)
    assert found.receipt == made.written(proof_sha256=found.receipt and found.receipt.proof_sha256)


@pytest.mark.parametrize("form", ["json", "page"])
def test_both_forms_hold_the_same_receipt(form: str) -> None:
    assert read_bundle(made.good().data if form == "json" else made.page()) == made.good()


@pytest.mark.parametrize("changed", made.CHANGES, ids=lambda changed: changed.name)
def test_whatever_is_changed_is_found_out(changed: made.Changed) -> None:
    found = judged(changed.made())
    assert not found.intact, states(found)


@pytest.mark.parametrize("changed", made.CHANGES, ids=lambda changed: changed.name)
@pytest.mark.parametrize("form", ["json", "page"])
def test_whatever_is_changed_is_found_out_in_either_file(changed: made.Changed, form: str) -> None:
    try:
        data = made.json_with(changed.made()) if form == "json" else made.page_with(changed.made())
        bundle = read_bundle(data)
    except (NotAReceipt, UnicodeDecodeError):
        return
    assert not judged(bundle).intact


def test_what_the_person_took_back_is_less_and_holds() -> None:
    found = judged(made.narrowed(max_seconds=60))
    assert set(states(found).values()) == {"holds"}


@pytest.mark.parametrize("places", [["EU"], ["CN"], ["CN", "EU"]])
def test_where_it_counts_is_where_the_entry_says_that_the_proof_is_accepted(places: list[str]) -> None:
    """China takes some proofs that Europe does not: the scope alone would say more than is so (invariant 17)."""
    limited = made.placed(made.granted(accepted=places))
    assert set(states(judged(made.bundle(limited, counts_in=places))).values()) == {"holds"}
    for other in (["CN", "EU", "US"], [], ["EU", "CN"], ["EU"] if places != ["EU"] else ["CN"]):
        found = judged(made.bundle(limited, counts_in=other))
        told = [one.about for one in found.found if one.check is Check.LEAF]
        assert told == ["the entry says otherwise: counts_in"]


@pytest.mark.parametrize(("accepted", "left"), [(["EU"], ["EU"]), (["CN"], []), (["CN", "EU"], ["EU"])])
def test_of_what_is_left_it_counts_in_no_more_places_than_before(accepted: list[str], left: list[str]) -> None:
    less = made.narrowed()
    receipt = judged(less).receipt
    assert receipt is not None
    proof = made.placed(made.granted(accepted=accepted))
    told = {"version": 2, "scope": receipt.scope, "until": receipt.until}
    assert set(states(judged(made.bundle(proof, counts_in=left, **told))).values()) == {"holds"}
    assert not judged(made.bundle(proof, counts_in=["CN", "EU"], **told)).intact


def test_where_it_counts_is_said_and_nothing_where_a_receipt_of_before_does_not_say_it() -> None:
    before, after = made.written(), made.written(counts_in=["EU"])
    assert b"counts_in" not in made.good().data
    assert "counts_in" not in msgspec.to_builtins(before)
    for language in Language:
        (added,) = set(rows_of(after, language)) - set(rows_of(before, language))
        assert added[1] == place("EU", language)
        assert len(rows_of(after, language)) == len(rows_of(before, language)) + 1
    assert ("Counts in", place("EU", Language.EN)) in rows_of(after, Language.EN)


@pytest.mark.parametrize("spoken", Language)
def test_what_was_promised_of_marks_stands_in_the_receipt_in_the_words_that_were_shown(spoken: Language) -> None:
    bundle, receipt = promised(spoken)
    assert set(states(judged(bundle)).values()) == {"holds"}
    (lines,) = [one["lines"] for one in json.loads(receipt.notice or "")["sections"] if one["key"] == "marked"]
    for language in Language:
        before, after = rows_of(made.written(), language), rows_of(receipt, language)
        (row,) = [row for row in after if row[0] == wording(language)("How it is marked")]
        assert row[1] == ("" if spoken is Language.ZH else " ").join(lines[:2])
        assert len(after) == len(before) + 1
    page = page_of(bundle, receipt).decode()
    assert page.count(f'<dd lang="{spoken}">') == len(Language)
    assert all(page.count(f"<p>{escape(line)}</p>") == 1 for line in lines)


def test_a_promise_that_somebody_strikes_out_is_found_out() -> None:
    told = json.loads(text(Language.EN))
    told["sections"] = [one for one in told["sections"] if one["key"] != "marked"]
    struck = canonical(told).decode()
    assert states(judged(promised(Language.EN, notice=struck)[0]))["notice"] == "broken"
    fitting = judged(promised(Language.EN, notice=struck, notice_sha256=sha256(struck.encode()))[0])
    assert (states(fitting)["decision"], states(fitting)["leaf"]) == ("broken", "broken")


@pytest.mark.parametrize("notice", [None, "{", '{"sections":7}'])
def test_without_a_notice_that_can_be_read_no_promise_is_told(notice: str | None) -> None:
    receipt = made.written(notice=notice)
    assert "How it is marked" not in dict(rows_of(receipt, Language.EN))


@pytest.mark.parametrize(
    ("language", "instant", "list_"),
    [(Language.EN, r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC", ", "),
     (Language.ZH, r"\d{4} 年 \d{1,2} 月 \d{1,2} 日 \d\d:\d\d（北京时间）", "、")],
)  # fmt: skip
def test_instants_and_lists_are_written_as_on_pages(language: Language, instant: str, list_: str) -> None:
    receipt = made.written()
    shown = dict(rows_of(receipt, language))
    label = vocabulary(receipt, language)["label"]
    assert re.fullmatch(f"{instant} – {instant}", shown[label["counts"]])
    assert re.match(instant, shown[label["agreed"]])
    assert re.fullmatch(instant, shown[label["start"]]) and re.fullmatch(instant, shown[label["end"]])
    several = [place(code, language) for code in receipt.scope["territories"]]
    assert len(several) > 1
    assert shown[label["territories"]] == list_.join(several)
    assert not any(re.search(r"\d{4}-\d\d-\d\dT", text) for text in shown.values())
    assert language is Language.EN or not any(", " in text or ": " in text for text in shown.values())


def test_what_is_agreed_to_for_a_company_names_it() -> None:
    placed = made.placed(made.granted(party="party-1"))
    company = Company(name="North Pictures Ltd", number="HRB 7")
    assert set(states(judged(made.bundle(placed, party=company))).values()) == {"holds"}
    assert states(judged(made.bundle(placed)))["leaf"] == "broken"


def test_a_receipt_that_says_otherwise_than_the_entry_names_what() -> None:
    lie = {"purposes": ["sexual"], "territories": ["CN", "EU", "US"]}
    found = judged(made.bundle(subject="subject-2", scope={**made.SCOPE, **lie}))
    told = [one.about for one in found.found if one.check is Check.LEAF]
    assert told == ["the entry says otherwise: person, purposes, territories"]


def test_an_entry_that_tells_whose_it_is_in_clear_is_held_to_it_as_ever() -> None:
    assert set(states(judged(made.in_clear())).values()) == {"holds"}
    proved = Assurance(record="record-2", level=2, valid_until=made.LATER)
    other = judged(made.in_clear(subject="subject-2", assurance=proved))
    told = [one.about for one in other.found if one.check is Check.LEAF]
    assert told == ["the entry says otherwise: subject, record, assured_until"]


def test_an_offer_that_was_taken_fits_its_own_decision() -> None:
    found = judged(made.offered())
    assert set(states(found).values()) == {"holds"}


def test_there_are_enough_ways_to_change_a_receipt() -> None:
    assert len({changed.name for changed in made.CHANGES}) >= 30


@pytest.mark.parametrize("name", made.envelopes())
def test_a_file_that_is_not_written_as_it_should_be_is_no_receipt(name: str) -> None:
    with pytest.raises(NotAReceipt):
        read_bundle(made.envelopes()[name])


def test_a_signer_whom_nobody_knows_is_said_to_be_unknown() -> None:
    found = judged(made.good(), pins=b"")
    assert (found.intact, found.known) == (True, False)
    assert states(found)["signer"] == "unchecked"


def test_without_a_key_of_the_log_the_receipt_s_own_proves_only_that_it_fits_itself() -> None:
    found = judged(made.good(), Trust())
    assert (found.intact, found.known) == (True, False)
    assert states(found)["checkpoint"] == "unchecked"


def test_a_log_that_others_keep_is_not_ours() -> None:
    assert states(judged(made.good(), Trust((OTHER.key,))))["checkpoint"] == "broken"


def test_a_receipt_from_before_its_place_in_the_log_says_so() -> None:
    early = signed(made.written(), made.signer(), None)
    found = judged(early)
    assert found.intact
    assert not found.known
    assert {states(found)[one] for one in ("proof", "inclusion", "leaf", "checkpoint")} == {"unchecked"}


def test_a_proof_that_the_receipt_does_not_name_is_not_signed_along() -> None:
    with pytest.raises(ValueError, match="names the proof"):
        signed(made.written(), made.signer(), made.placed())


def test_a_certificate_that_has_run_out_is_said() -> None:
    late = judge(made.good(), b"", KNOWN, AT + timedelta(days=9999))
    assert [one.about for one in late.found if one.check is Check.SIGNER] == ["the certificate has run out"]
    assert {one.state for one in late.found if one.check is Check.SIGNER} == {State.UNCHECKED}


# --- the page, on a cheap phone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_the_page_of_a_receipt_is_less_than_sixty_kilobytes(language: Language) -> None:
    """With every section of its notice, every term, and a script of a minute."""
    assert len(page_of(*whole(language))) < 60_000


@pytest.mark.parametrize("language", Language)
def test_the_page_has_the_notice_once_beside_what_is_signed(language: Language) -> None:
    bundle, receipt = whole(language)
    assert page_of(bundle, receipt).decode().count(SCRIPT[language] * 4) == 1
    assert read_bundle(page_of(bundle, receipt)) == bundle
    assert judged(bundle).intact


@pytest.mark.parametrize("state", ["open", "said", "bad"])
def test_the_page_carries_the_look_of_every_outcome_that_its_script_may_tell(state: str) -> None:
    page = made.page().decode()
    style = page[page.index("<style>") : page.index("</style>")]
    assert f".is-{state}" in style.replace(":is(", "")
    assert f"is-{state}" in page.replace(style, "")


@pytest.mark.parametrize("language", Language)
def test_the_page_has_a_word_for_every_code_of_its_receipt_and_for_no_other(language: Language) -> None:
    receipt = made.written(ended=Ended("withdrawn", "2026-11-23T12:00:00Z"), counts_in=["CN"])
    told = vocabulary(receipt, language)
    spoken = {member: told[member].keys() for member in told if member not in ("label", "word")}
    codes = {member: receipt.scope.get(member) or () for member in spoken}
    expected = {member: {codes[member]} if isinstance(codes[member], str) else set(codes[member]) for member in spoken}
    expected |= {"role": {receipt.binding.role}, "method": {receipt.binding.method}, "ended": {"withdrawn"}}
    assert spoken == expected
