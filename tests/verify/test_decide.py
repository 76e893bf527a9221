import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.verify.decide import cn_tier_of, notes_of, verdict_of
from tellmark.verify.report import CnTier, Verdict


def credential(
    trust: Trust = Trust.PINNED, state: State = State.INTACT, says: Says = Says.AI, place: str = "c2pa"
) -> Finding:
    return Finding(Mark.C2PA, Layer.CRYPTOGRAPHIC, state, trust, says, place)


def declared(mark: Mark, says: Says = Says.AI, state: State = State.INTACT) -> Finding:
    return Finding(mark, Layer.DECLARED, state, Trust.NOT_APPLICABLE, says, "somewhere")


TRACE = Finding(Mark.TRACE, Layer.STATISTICAL, State.INTACT, Trust.NOT_APPLICABLE, Says.SUSPECTED_AI, "png.text")

CASES = [
    ("an intact signature of a signer pinned here attests", [credential()], Verdict.AI_ATTESTED),
    ("so does that of a listed one", [credential(Trust.LISTED)], Verdict.AI_ATTESTED),
    ("an unknown signer only declares", [credential(Trust.UNKNOWN)], Verdict.AI_DECLARED),
    ("an expired one only declares", [credential(Trust.EXPIRED)], Verdict.AI_DECLARED),
    ("a forged label on a photograph is never attested", [declared(Mark.AIGC)], Verdict.AI_DECLARED),
    (
        "a camera's signature does not attest what a label beside it says",
        [credential(Trust.LISTED, says=Says.NOT_AI), declared(Mark.AIGC)],
        Verdict.AI_DECLARED,
    ),
    (
        "a known parent cannot vouch for a file that a stranger signed",
        [credential(Trust.UNKNOWN, says=Says.NOTHING), credential(Trust.LISTED, place="c2pa.ingredient[0]")],
        Verdict.AI_DECLARED,
    ),
    (
        "a known signer vouches for the known parent that it names",
        [credential(says=Says.NOTHING), credential(Trust.LISTED, place="c2pa.ingredient[0]")],
        Verdict.AI_ATTESTED,
    ),
    (
        "a broken credential leaves what the label declares",
        [credential(state=State.TAMPERED), declared(Mark.AIGC)],
        Verdict.AI_DECLARED,
    ),
    ("a broken credential alone makes one suspect", [credential(state=State.TAMPERED)], Verdict.AI_SUSPECTED),
    ("a user's word makes it possible", [declared(Mark.AIGC, Says.POSSIBLY_AI)], Verdict.AI_POSSIBLE),
    ("a platform's suspicion stays one", [declared(Mark.AIGC, Says.SUSPECTED_AI)], Verdict.AI_SUSPECTED),
    ("a malformed label makes one suspect", [declared(Mark.AIGC, state=State.MALFORMED)], Verdict.AI_SUSPECTED),
    ("a label that is only seen makes one suspect", [declared(Mark.LABEL)], Verdict.AI_SUSPECTED),
    ("a trace makes one suspect", [TRACE], Verdict.AI_SUSPECTED),
    ("an invisible mark that was read says no more than a label", [declared(Mark.WATERMARK)], Verdict.AI_DECLARED),
    ("one that does not say AI says nothing", [declared(Mark.WATERMARK, Says.NOTHING)], Verdict.NO_MARK_FOUND),
    ("a camera's word is not an AI mark", [credential(Trust.LISTED, says=Says.NOT_AI)], Verdict.NO_MARK_FOUND),
    ("nothing is nothing", [], Verdict.NO_MARK_FOUND),
]


@pytest.mark.parametrize(("why", "found", "verdict"), CASES, ids=[case[0] for case in CASES])
def test_the_verdict(why: str, found: list[Finding], verdict: Verdict) -> None:
    assert verdict_of(found) is verdict, why


findings = st.builds(
    Finding,
    st.sampled_from(Mark),
    st.sampled_from(Layer),
    st.sampled_from(State),
    st.sampled_from(Trust),
    st.sampled_from(Says),
    st.sampled_from(["c2pa", "c2pa.ingredient[0]", "elsewhere"]),
)


@given(st.lists(findings))
def test_nothing_is_attested_without_an_intact_signature_of_a_known_signer_over_the_file(found: list[Finding]) -> None:
    known = any(
        one.mark is Mark.C2PA
        and one.state is State.INTACT
        and one.trust in (Trust.LISTED, Trust.PINNED)
        and one.place == "c2pa"
        for one in found
    )
    if verdict_of(found) is Verdict.AI_ATTESTED:
        assert known


statistics = st.builds(
    Finding,
    st.sampled_from([Mark.TRACE, Mark.WATERMARK]),
    st.just(Layer.STATISTICAL),
    st.sampled_from(State),
    st.sampled_from(Trust),
    st.sampled_from(Says),
    st.just("somewhere"),
)


@given(st.lists(statistics))
def test_statistics_never_say_more_than_suspected(found: list[Finding]) -> None:
    assert verdict_of(found) in (Verdict.AI_SUSPECTED, Verdict.NO_MARK_FOUND)


@given(st.lists(findings), findings)
def test_one_more_finding_never_weakens_the_answer(found: list[Finding], more: Finding) -> None:
    order = list(Verdict)
    assert order.index(verdict_of([*found, more])) <= order.index(verdict_of(found))


def test_an_invisible_mark_is_no_metadata_and_confirms_nothing_to_china() -> None:
    found = [declared(Mark.WATERMARK)]
    assert cn_tier_of(found, verdict_of(found)) is CnTier.SUSPECTED


def test_china_hears_its_three_words() -> None:
    def tier(*found: Finding) -> CnTier | None:
        return cn_tier_of(found, verdict_of(found))

    assert tier(declared(Mark.AIGC)) is CnTier.CONFIRMED
    assert tier(declared(Mark.AIGC, Says.POSSIBLY_AI)) is CnTier.POSSIBLE
    assert tier(declared(Mark.LABEL)) is CnTier.SUSPECTED
    assert tier() is None


def test_finding_nothing_is_said_not_to_be_authenticity() -> None:
    assert [note.code for note in notes_of([], Verdict.NO_MARK_FOUND)] == ["no_mark_is_not_authenticity"]
