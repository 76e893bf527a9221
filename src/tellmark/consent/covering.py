"""Whether a consent covers a use: plain comparisons, and every reason why not. A slow oracle in the tests agrees."""

from collections.abc import Iterator
from datetime import datetime

from tellmark.consent.model import Consent, ConsentState, Reason, Use
from tellmark.consent.terms import Training
from tellmark.rules.territories import lies_within

_MORE = {training: rank for rank, training in enumerate(Training)}


def reasons(consent: Consent, use: Use, at: datetime) -> tuple[Reason, ...]:
    """Return every reason why *consent* does not cover *use* at the instant *at*; none: it does."""
    return (*_in_time(consent, use, at), *_in_kind(consent, use), *_in_extent(consent, use), *_in_number(consent, use))


def reaches(allowed: frozenset[str], wanted: str) -> bool:
    """Tell whether the territory *wanted* is among *allowed*, or a part of one that is: US-CA of US, DE of EU."""
    return any(lies_within(wanted, one) for one in allowed)


def _in_time(consent: Consent, use: Use, at: datetime) -> Iterator[Reason]:
    if consent.state in (ConsentState.ENDING, ConsentState.CLOSED):
        yield Reason.ENDED
    if consent.state is ConsentState.SUSPENDED:
        yield Reason.SUSPENDED  # whatever holds it up, the silent word of its person included
    elif at < max(consent.counts_from, consent.scope.start):
        yield Reason.NOT_YET
    if at >= consent.until:
        yield Reason.EXPIRED
    if at >= consent.grounds.assured_until:
        yield Reason.IDENTITY_EXPIRED
    if use.party != consent.party:
        yield Reason.OTHER_PARTY


def _in_kind(consent: Consent, use: Use) -> Iterator[Reason]:
    scope = consent.scope
    if not use.modalities or not use.modalities <= scope.modalities:
        yield Reason.MODALITY
    if use.operation not in scope.operations:
        yield Reason.OPERATION
    if use.purpose not in scope.purposes:
        yield Reason.PURPOSE
    if use.touches & scope.excluded:
        yield Reason.EXCLUDED
    if scope.content is not None and use.content != scope.content:
        yield Reason.CONTENT
    if scope.models and use.model not in scope.models:
        yield Reason.MODEL


def _in_extent(consent: Consent, use: Use) -> Iterator[Reason]:
    scope, accepted = consent.scope, consent.grounds.accepted
    there = (reaches(scope.territories, one) and reaches(accepted, one) for one in use.territories)
    if not use.territories or not all(there):
        yield Reason.TERRITORY
    if not use.languages <= scope.languages or (use.speaks and not use.languages):
        yield Reason.LANGUAGE
    if not use.channels or not use.channels <= scope.channels:
        yield Reason.CHANNEL
    if _MORE[use.training] > _MORE[scope.training]:
        yield Reason.TRAINING
    for wanted, given, reason in (
        (use.derivative, scope.derivatives, Reason.DERIVATIVE),
        (use.sublicensed, scope.sublicence, Reason.SUBLICENCE),
        (use.cross_border, scope.cross_border, Reason.CROSS_BORDER),
    ):
        if wanted and not given:
            yield reason


def _in_number(consent: Consent, use: Use) -> Iterator[Reason]:
    scope, counted = consent.scope, consent.counted
    if not fits(counted.outputs + counted.reserved_outputs, use.outputs, scope.max_outputs):
        yield Reason.OUTPUTS
    if not fits(counted.seconds + counted.reserved_seconds, use.seconds, scope.max_seconds):
        yield Reason.SECONDS


def fits(taken: int, wanted: int, most: int | None) -> bool:
    """Tell whether *wanted* is a number, and goes beside what is *taken* under the ceiling *most*."""
    return wanted >= 0 and (most is None or taken + wanted <= most)
