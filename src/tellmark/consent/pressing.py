"""Whether an ask presses a person who has said no: the same again, or more."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from tellmark.consent.model import MOST_NOES, TIME_TO_REST, Request, RequestState
from tellmark.consent.narrowing import narrower
from tellmark.consent.terms import Aftermath, Exclusion, Scope, Training

_NO = frozenset({RequestState.REFUSED, RequestState.LAPSED, RequestState.RECALLED})


def pressed(scope: Scope, asked: Iterable[Request], at: datetime) -> datetime | None:
    """Return until when *scope* is not to be asked, because of what was *asked* of the same person before.

    None where it may be. Whoever asked and for whom makes no difference, nor do words, pay or a script: a refusal,
    a silence, and a request that was taken back once sent, all rest for 30 days; after one that was reported as
    unwanted nothing is asked at all.
    """
    rests = [rest for request, rest in _resting(asked) if request.unwanted or presses(scope, request.scope)]
    return max((rest for rest in rests if rest > at), default=None)


def wears_down(asked: Iterable[Request], at: datetime) -> datetime | None:
    """Return until when whoever has *asked* these asks the same person nothing more, None where they may.

    After `MOST_NOES` times no everything rests: else a little less each time, or always something else, would wear down
    whoever goes on saying no.
    """
    resting = sorted((rest for _, rest in _resting(asked) if rest > at), reverse=True)
    return resting[MOST_NOES - 1] if len(resting) >= MOST_NOES else None


def _resting(asked: Iterable[Request]) -> Iterator[tuple[Request, datetime]]:
    """Yield each of *asked* that a person was asked and did not agree to, with until when that rests."""
    for request in asked:
        if request.state in _NO and request.sent and request.answered_at is not None:
            yield request, request.answered_at + TIME_TO_REST


def presses(again: Scope, refused: Scope) -> bool:
    """Tell whether *again* is the same as what was *refused*, or more, or less in name only.

    Another thing is what shares no operation or no purpose. Less is what widens nothing and leaves something out, or
    halves a ceiling or the time.
    """
    if not (again.operations & refused.operations and again.purposes & refused.purposes):
        return False
    return bool(narrower(again, _unpaid(refused, again))) or not _leaves_out(again, refused)


def _unpaid(refused: Scope, like: Scope) -> Scope:
    """Return *refused* with pay and content as in *like*: neither makes it another question."""
    return replace(refused, pay=like.pay, content=like.content)


def _leaves_out(again: Scope, refused: Scope) -> bool:
    sets = ("modalities", "operations", "purposes", "territories", "channels", "languages")
    switches = ("derivatives", "sublicence", "cross_border")
    return (
        any(getattr(again, name) < getattr(refused, name) for name in (*sets, *switches))
        or again.excluded - {Exclusion.BRANDS} > refused.excluded - {Exclusion.BRANDS}
        or list(Training).index(again.training) < list(Training).index(refused.training)
        or list(Aftermath).index(again.aftermath) < list(Aftermath).index(refused.aftermath)
        or 2 * (again.end - again.start) <= refused.end - refused.start
        or _halved(again.max_outputs, refused.max_outputs)
        or _halved(again.max_seconds, refused.max_seconds)
    )


def _halved(again: int | None, refused: int | None) -> bool:
    return again is not None and (refused is None or 2 * again <= refused)
