"""Whether one scope gives the requester more than another: each term that does, as a value."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tellmark.consent.model import Consent
from tellmark.consent.terms import Aftermath, Pay, Scope, Training


class Term(StrEnum):
    """A term of a scope."""

    MODALITIES = "modalities"
    OPERATIONS = "operations"
    PURPOSES = "purposes"
    TERRITORIES = "territories"
    CHANNELS = "channels"
    LANGUAGES = "languages"
    EXCLUDED = "excluded"
    MODELS = "models"
    START = "start"
    END = "end"
    CONTENT = "content"
    MAX_OUTPUTS = "max_outputs"
    MAX_SECONDS = "max_seconds"
    DERIVATIVES = "derivatives"
    SUBLICENCE = "sublicence"
    CROSS_BORDER = "cross_border"
    TRAINING = "training"
    RETENTION_DAYS = "retention_days"
    PAY = "pay"
    AFTERMATH = "aftermath"


@dataclass(frozen=True, slots=True)
class Widening:
    """A *term* that would give the requester more: what was *asked*, and what is *offered* instead."""

    term: Term
    asked: Any
    offered: Any


def narrower(offered: Scope, asked: Scope) -> tuple[Widening, ...]:
    """Return every term in which *offered* gives more than *asked*, in the order of `Term`; none: it is no wider.

    Less pay for the person is more for the requester; pay of another currency or reckoning cannot be compared, and
    counts as more.
    """
    more = {
        **{term: not _set(offered, term) <= _set(asked, term) for term in _NAMED},
        Term.EXCLUDED: not offered.excluded >= asked.excluded,
        Term.MODELS: bool(asked.models) and not (offered.models and offered.models <= asked.models),
        Term.START: offered.start < asked.start,
        Term.END: offered.end > asked.end,
        Term.CONTENT: asked.content is not None and offered.content != asked.content,
        Term.MAX_OUTPUTS: _above(offered.max_outputs, asked.max_outputs),
        Term.MAX_SECONDS: _above(offered.max_seconds, asked.max_seconds),
        Term.DERIVATIVES: offered.derivatives > asked.derivatives,
        Term.SUBLICENCE: offered.sublicence > asked.sublicence,
        Term.CROSS_BORDER: offered.cross_border > asked.cross_border,
        Term.TRAINING: _rank(Training, offered.training) > _rank(Training, asked.training),
        Term.RETENTION_DAYS: offered.retention_days > asked.retention_days,
        Term.PAY: _pays_less(offered.pay, asked.pay),
        Term.AFTERMATH: _rank(Aftermath, offered.aftermath) > _rank(Aftermath, asked.aftermath),
    }
    return tuple(Widening(term, getattr(asked, term), getattr(offered, term)) for term in Term if more[term])


def leaves_outside(before: Scope, remaining: Scope) -> bool:
    """Tell whether something that *before* covered may lie outside *remaining*, other than by its day or by number."""
    return any(one.term in _OF_WHAT_IS_MADE for one in narrower(before, remaining))


def reached(consent: Consent, remaining: Scope) -> tuple[Term, ...]:
    """Return each ceiling of *remaining* that is new, and that what was made of *consent* has reached already.

    Below it nothing would be left to make, and yet the agreement would go on.
    """
    scope, counted = consent.scope, consent.counted
    ceilings = (
        (Term.MAX_OUTPUTS, scope.max_outputs, remaining.max_outputs, counted.outputs),
        (Term.MAX_SECONDS, scope.max_seconds, remaining.max_seconds, counted.seconds),
    )
    return tuple(term for term, before, most, made in ceilings if most not in (None, before) and made >= most)


_NAMED = (Term.MODALITIES, Term.OPERATIONS, Term.PURPOSES, Term.TERRITORIES, Term.CHANNELS, Term.LANGUAGES)

_OF_WHAT_IS_MADE = frozenset(
    {*_NAMED, Term.EXCLUDED, Term.MODELS, Term.CONTENT, Term.DERIVATIVES, Term.SUBLICENCE, Term.CROSS_BORDER}
)
"""What a thing that was made is, and where it is met; the rest is how much, how long, and for what pay."""


def _set(scope: Scope, term: Term) -> frozenset[str]:
    return frozenset(getattr(scope, term))


def _rank(order: Any, value: Any) -> int:
    return list(order).index(value)


def _above(offered: int | None, asked: int | None) -> bool:
    return asked is not None and (offered is None or offered > asked)


def _pays_less(offered: Pay | None, asked: Pay | None) -> bool:
    if asked is None or asked.amount == 0:
        return False
    if offered is None or (offered.currency, offered.per) != (asked.currency, asked.per):
        return True
    return offered.amount < asked.amount
