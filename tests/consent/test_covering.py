"""Whether a use is covered: the fast answer against a slow oracle, and against what a narrower scope must mean."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_cases import consent, scope, use_of
from consent_oracle import objections
from consent_steps import SCOPE, USE
from store_children import NOON
from tellmark.consent.covering import reasons
from tellmark.consent.documents import scope_from, scope_values
from tellmark.consent.model import Reason
from tellmark.consent.narrowing import Term, narrower
from tellmark.consent.terms import Aftermath, Modality, Operation, Pay, Per, Scope, Training
from tellmark.values.canonical import canonical

CASES = 20_000 if os.environ.get("CI") == "true" else 5_000


def test_the_answer_is_that_of_a_slow_oracle() -> None:
    chance = Random("covering")
    seen: Counter[str] = Counter()
    for _ in range(CASES):
        agreed = consent(chance)
        use = use_of(chance, agreed)
        found = reasons(agreed, use, NOON)
        assert {reason.value for reason in found} == objections(agreed, use, NOON)
        assert len(set(found)) == len(found)
        seen.update(found or ["covered"])
    never = {Reason.NONE_GIVEN, Reason.OTHERS_MISSING, Reason.NEVER}  # these are not about one consent
    assert set(seen) == {"covered", *(set(Reason) - never)}
    assert min(seen.values()) > CASES // 1000


@given(st.randoms(use_true_random=False))
def test_what_a_narrower_scope_covers_the_wider_covers_too(chance: Random) -> None:
    wide = consent(chance)
    narrow = replace(wide, scope=scope(chance))
    if not narrower(narrow.scope, wide.scope):
        use = use_of(chance, narrow)
        against = set(reasons(wide, use, NOON)) - set(reasons(narrow, use, NOON))
        assert against == set()


@pytest.mark.parametrize(("changes", "spoken"), [
    ({}, False), ({"modalities": frozenset({Modality.VOICE})}, True), ({"operation": Operation.VOICE_CLONE}, True),
    ({"operation": Operation.LIP_SYNC}, True), ({"operation": Operation.TRANSLATE}, True),
])  # fmt: skip
def test_whatever_speaks_names_its_language_and_a_silent_picture_need_not(
    changes: dict[str, Any], spoken: bool
) -> None:
    for agreed in (frozenset({"en"}), frozenset[str]()):
        wide = replace(consent(Random(0)), scope=replace(SCOPE, languages=agreed))
        use = replace(USE, **changes)
        assert (Reason.LANGUAGE in reasons(wide, use, NOON)) == spoken
        assert (Reason.LANGUAGE in reasons(wide, replace(use, languages=frozenset({"en"})), NOON)) == (not agreed)


@given(st.randoms(use_true_random=False))
def test_each_term_is_compared_the_right_way_round(chance: Random) -> None:
    """Widen one term at a time: exactly that term is told, and nothing the other way round."""
    asked = replace(scope(chance), models=frozenset({"m-1"}), content="a" * 64, pay=Pay(100, "CNY"))
    for term, wider in WIDER.items():
        more = replace(asked, **{term: wider(asked)})
        if more != asked:
            assert [one.term for one in narrower(more, asked)] == [term]
            assert narrower(asked, more) == () or term in (Term.CONTENT, Term.PAY)
    assert set(WIDER) == set(Term)
    assert {term.value for term in Term} == {field.name for field in fields(Scope)}


WIDER: dict[Term, Callable[[Scope], Any]] = {
    Term.MODALITIES: lambda s: s.modalities | {"style"},
    Term.OPERATIONS: lambda s: s.operations | {"body_change"},
    Term.PURPOSES: lambda s: s.purposes | {"political"},
    Term.TERRITORIES: lambda s: s.territories | {"IN"},
    Term.CHANNELS: lambda s: s.channels | {"cinema"},
    Term.LANGUAGES: lambda s: s.languages | {"fr"},
    Term.EXCLUDED: lambda s: frozenset(list(s.excluded)[1:]),
    Term.MODELS: lambda s: frozenset(),
    Term.START: lambda s: s.start.replace(year=s.start.year - 1),
    Term.END: lambda s: s.end.replace(year=s.end.year + 1),
    Term.CONTENT: lambda s: None,
    Term.MAX_OUTPUTS: lambda s: None if s.max_outputs is None else s.max_outputs + 1,
    Term.MAX_SECONDS: lambda s: None,
    Term.DERIVATIVES: lambda s: True,
    Term.SUBLICENCE: lambda s: True,
    Term.CROSS_BORDER: lambda s: True,
    Term.TRAINING: lambda s: Training.ANY_MODEL,
    Term.RETENTION_DAYS: lambda s: s.retention_days + 1,
    Term.PAY: lambda s: Pay(99, "CNY"),
    Term.AFTERMATH: lambda s: Aftermath.LET_STAND,
}


@pytest.mark.parametrize(
    ("offered", "less"),
    [(None, True), (Pay(99, "CNY"), True), (Pay(100, "USD"), True), (Pay(100, "CNY", Per.YEAR), True),
     (Pay(100, "CNY"), False), (Pay(101, "CNY"), False)],
)  # fmt: skip
def test_less_pay_is_more_for_the_requester(offered: Pay | None, less: bool) -> None:
    asked = replace(SCOPE, pay=Pay(100, "CNY"))
    assert bool(narrower(replace(asked, pay=offered), asked)) is less


@given(st.randoms(use_true_random=False))
def test_a_scope_is_told_and_read_back_the_same(chance: Random) -> None:
    told = replace(scope(chance), pay=chance.choice([None, Pay(5, "CNY", Per.OUTPUT)]))
    values = scope_values(told)
    assert scope_from(values) == told
    assert canonical(values) == canonical(scope_values(scope_from(values)))
