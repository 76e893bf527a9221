"""What can be asked at all: every fault of an ask, as a code word."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from tellmark.consent.model import Ask, Words
from tellmark.consent.terms import SPEAKING, Channel, Exclusion, Modality, Operation, Purpose, Scope, Training
from tellmark.rules.territories import is_place, lies_within
from tellmark.values.digests import is_digest, sha256
from tellmark.values.names import unreadable

LONGEST = timedelta(days=3653)
"""The longest licence of an adult: ten years, as in the NO FAKES bill of 2023; a house rule until a law sets one."""
LONGEST_OF_MINORS = timedelta(days=1826)
"""Five years, from the same bill; and never beyond majority."""
LONGEST_KEPT = timedelta(days=3 * 365)
"""US-IL-1: what was measured off a person is kept three years after the last contact at the latest."""
EARLIEST = timedelta(days=62)
"""How long before it is asked a licence may begin, two months: papers come late, and none makes up for what was done
long ago."""
MOST_CODES = 64
LONGEST_WORDS = {
    "purpose": 2_000,
    "asker": 200,
    "content": 20_000,
    "brands": 2_000,
    "pay": 2_000,
    "retention": 2_000,
    "message": 2_000,
}

_NEEDS = {
    Operation.FACE_SWAP: Modality.FACE, Operation.FACE_EDIT: Modality.FACE, Operation.VOICE_CLONE: Modality.VOICE,
    Operation.LIP_SYNC: Modality.FACE, Operation.BODY_CHANGE: Modality.BODY,
}  # fmt: skip
_SAME = {
    Purpose.SEXUAL: Exclusion.SEXUAL, Purpose.POLITICAL: Exclusion.POLITICAL, Purpose.MEDICAL: Exclusion.MEDICAL,
}  # fmt: skip
_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-[a-wyz\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?",
    re.ASCII | re.IGNORECASE,
)
"""A language, its script, its region and what else tells it apart (RFC 5646 §2.1), but for the primary subtags of four
letters and more: none is in use, and "English" would be one."""
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")


def faults(ask: Ask, at: datetime) -> tuple[str, ...]:
    """Return all that is wrong with *ask* at the instant *at*, as code words; none: it can be asked."""
    nameless = ["asker_missing"] if ask.party is None and not ask.words.asker.strip() else []
    scope = ask.scope
    return (*nameless, *faults_of_scope(scope, at), *_of_asking(scope, at), *faults_of_words(ask.words, scope))


def faults_of_scope(scope: Scope, at: datetime) -> tuple[str, ...]:
    """Return all that is wrong with *scope*, whoever brings it: who asks, or a person who keeps a part of it.

    What may not be asked any more is not among it: of what was agreed to before, a part can always be kept.
    """
    return (*_times(scope, at), *_kinds(scope), *_codes(scope))


def faults_of_words(words: Words, scope: Scope) -> tuple[str, ...]:
    """Return all that is wrong with *words*: too long, unreadable, no purpose, another script than the digest's.

    Nor one without a digest: the person is shown it as what is said, and it would bind nobody.
    """
    found = [f"{name}_too_long" for name, most in LONGEST_WORDS.items() if len(getattr(words, name)) > most]
    found += [f"{name}_unreadable" for name in LONGEST_WORDS if unreadable(getattr(words, name))]
    if not words.purpose.strip():
        found.append("purpose_missing")
    if words.content and "content_unreadable" not in found and sha256(words.content.encode()) != scope.content:
        found.append("content_differs")
    return tuple(found)


def _times(scope: Scope, at: datetime) -> Iterator[str]:
    if scope.end <= at:
        yield "over_already"
    if scope.end - scope.start > LONGEST or scope.end - at > 2 * LONGEST:
        yield "too_long"
    if any(instant.microsecond for instant in (scope.start, scope.end)):
        yield "no_whole_second"


def _kinds(scope: Scope) -> Iterator[str]:
    if any(needed not in scope.modalities for act, needed in _NEEDS.items() if act in scope.operations):
        yield "modality_missing"
    if Modality.VOICE in scope.modalities and not scope.languages:
        yield "language_missing"
    if any(purpose in scope.purposes and excluded in scope.excluded for purpose, excluded in _SAME.items()):
        yield "purpose_excluded"
    if scope.training is not Training.NONE and not scope.models:
        yield "model_missing"
    if scope.channels == {Channel.PRIVATE} and scope.sublicence:
        yield "private_but_passed_on"


def _of_asking(scope: Scope, at: datetime) -> Iterator[str]:
    if scope.start < at - EARLIEST:
        yield "backdated"
    if scope.retention_days > LONGEST_KEPT.days:
        yield "kept_too_long"
    if Modality.VOICE not in scope.modalities and scope.operations & SPEAKING and not scope.languages:
        yield "language_missing"
    if not all(_TAG.fullmatch(one) for one in scope.languages):
        yield "language_unknown"


def _codes(scope: Scope) -> Iterator[str]:
    if not scope.territories or not all(map(is_place, scope.territories)):
        yield "territory_unknown"
    if any(one != other and lies_within(one, other) for one in scope.territories for other in scope.territories):
        yield "territory_within_another"
    if not all(_TOKEN.fullmatch(one) for one in scope.models):
        yield "model_unknown"
    if scope.content is not None and not is_digest(scope.content):
        yield "content_unknown"
    if max(map(len, (scope.territories, scope.languages, scope.models))) > MOST_CODES:
        yield "too_many_codes"
    if (
        max(scope.max_outputs or 0, scope.max_seconds or 0, scope.retention_days, scope.pay.amount if scope.pay else 0)
        > 1 << 53
    ):
        yield "number_too_large"
