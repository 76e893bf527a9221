"""What was composed is made once: whoever sends its pages again is answered as the first time.

A second tap, a reload or a way back must not send somebody another letter. The value that the pages of one composition
carry names a row of the answers that are kept for repeats (`surface/kept.py`): what was made and its answer are durable
together, and of two that come at one instant the second waits for the first.
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
    return form if form.get(ONCE) else Form({**form.fields, ONCE: (place.random(_SIZE).hex(),)}, form.mistakes)


def made_once(unit: WriteUnit, place: Place, sent: Form, read: Read, make: Callable[[], list[Made]]) -> list[Made]:
    """Return what *make* makes in *unit* of the pages that were *sent*, or what it made the first time, for a day.

    A form lasts no longer. Raises KeyReused where something else was *read* of them then, and whatever *make* raises.
    """
    told = sha256(body_of((read, sent.get("go"), sent.get("again"))))
    asked = Asked(unit.scope, f"composed\n{sent.get(ONCE)}", told.encode())  # no header holds the end of a line
    kept = KeptWithin(unit, Rows(place.secret, place.random))
    answer = kept.once(asked, lambda: Answer(200, (), msgspec.json.encode(make())))
    return msgspec.json.decode(answer.body, type=list[Made])
