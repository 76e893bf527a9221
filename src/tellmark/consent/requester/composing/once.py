"""What was composed, or is sent from a request's own page, is done once: sent again, it is answered as the first time.

A second tap, a reload or a way back must not send somebody another letter. The value that the pages of one composition
carry, or one answer with a request's page, names a row of the answers that are kept for repeats (`surface/kept.py`):
what was made and its answer are durable together, and of two that come at one instant the second waits for the first.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from tellmark.consent.model import RequestId
from tellmark.consent.place import Place
from tellmark.consent.requester.composing.fields import Read
from tellmark.consent.store import body_of
from tellmark.store.units import WriteUnit
from tellmark.surface.forms import Form
from tellmark.surface.kept import KeptWithin, Rows
from tellmark.surface.repeats import Answer, Asked
from tellmark.values.digests import sha256

ONCE = "once"
"""The field that carries the value: from the first page on, unseen, and of no meaning but to be the same."""
_SIZE = 16


@dataclass(frozen=True, slots=True)
class Made:
    """A request as it was made. *link* is for whoever asked, where they have to send it themselves."""

    request: RequestId
    link: str | None = None


def tied(place: Place, form: Form) -> Form:
    """Return *form* with the value of its composition, which begins here where it has none yet."""
    return form if form.get(ONCE) else Form({**form.fields, ONCE: (fresh(place),)}, form.mistakes)


def fresh(place: Place) -> str:
    """Return a value that no page has carried."""
    return place.random(_SIZE).hex()


def made_once(
    unit: WriteUnit, place: Place, sent: Form, read: Read, of: RequestId | None, make: Callable[[], list[Made]]
) -> list[Made]:
    """Return what *make* makes in *unit* of the pages that were *sent*, or what it made the first time, for a day.

    A form lasts no longer. *of* is the request that they change, None for a new one. Raises KeyReused where something
    else was *read* of them then, and whatever *make* raises.
    """
    told = sha256(body_of((read, of, sent.get("go"), sent.get("again"))))
    return _once(unit, place, f"composed\n{sent.get(ONCE)}", told, make)


def sent_once(unit: WriteUnit, place: Place, sent: Form, request: RequestId, send: Callable[[], Made]) -> Made:
    """Return what *send* sends in *unit* from the page of *request* that was *sent*, or what it did the first time.

    From another answer with that page it is sent again. Raises whatever *send* raises.
    """
    return _once(unit, place, f"sent\n{sent.get(ONCE)}", request, lambda: [send()])[0]


def _once(unit: WriteUnit, place: Place, key: str, told: str, make: Callable[[], list[Made]]) -> list[Made]:
    asked = Asked(unit.scope, key, told.encode())  # no header holds the end of a line, as the key does
    kept = KeptWithin(unit, Rows(place.secret, place.random))
    answer = kept.once(asked, lambda: Answer(200, (), msgspec.json.encode(make())))
    return msgspec.json.decode(answer.body, type=list[Made])
