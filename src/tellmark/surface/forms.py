"""What a form holds: read with bounds, given back with what was wrong, so that nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl

from starlette.requests import Request

from tellmark.surface.errors import BadForm

LARGEST_FORM = 256 << 10


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a field, and what to do, worded for the reader."""

    field: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, each with its values in order, and what is wrong with them. Nothing is pre-ticked."""

    fields: Mapping[str, tuple[str, ...]]
    mistakes: tuple[Mistake, ...] = ()

    def get(self, name: str) -> str:
        """Return the value of a field, empty where it was not sent."""
        return self.fields.get(name, ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that may be sent several times."""
        return self.fields.get(name, ())

    def mistake(self, name: str) -> Mistake | None:
        """Return the first thing that is wrong with a field."""
        return next((one for one in self.mistakes if one.field == name), None)

    def told(self, mistakes: Sequence[Mistake]) -> "Form":
        """Return the same form with *mistakes*, to be shown once more."""
        return replace(self, mistakes=tuple(mistakes))

    def without(self, name: str) -> "Form":
        """Return the form without one field."""
        return replace(self, fields={key: values for key, values in self.fields.items() if key != name})


def blank(**values: str) -> Form:
    """Return a form that nobody has sent yet, with *values* in some of its fields."""
    return Form({name: (value,) for name, value in values.items()})


def day_in(text: str) -> date | None:
    """Return the day that was typed as 2027-06-30; None for what is none, and for the first and the last of all days.

    What counts through a day ends when the next one begins, and the last one has none; before the first, it is still
    another day in some zones.
    """
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if date.min < found < date.max else None


def count_in(text: str) -> int:
    """Return the number that a field of ours carries, such as the version that was shown; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


async def form_of(request: Request, most: int, largest: int = LARGEST_FORM) -> Form:
    """Read the form of *request*: at most *most* fields, *largest* bytes in all, and no file. Raises BadForm."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise BadForm
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise BadForm
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError as broken:  # also UnicodeDecodeError
        raise BadForm from broken
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields)
