"""What somebody has answered on the way to an agreement: it stands in the address, and nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tellmark.consent.model import Request
from tellmark.consent.person import answering
from tellmark.consent.terms import Tick


@dataclass(frozen=True, slots=True)
class Way:
    """What somebody has answered on the way to an agreement; *version* is that of the request which they read."""

    version: int
    ticks: dict[Tick, bool]

    def query(self, upto: int | None = None) -> str:
        """Return it as the beginning of a query, with the first *upto* answers."""
        given = [("version", str(self.version))]
        answers = [(str(tick), answering.YES if yes else answering.NO) for tick, yes in self.ticks.items()]
        return urlencode(given + answers[:upto]) + "&"

    def fields(self) -> dict[str, tuple[str, ...]]:
        """Return it as the fields of a form that was sent."""
        pairs = (pair.split("=") for pair in self.query().strip("&").split("&"))
        return {name: (value,) for name, value in pairs}

    @property
    def granted(self) -> frozenset[Tick]:
        """What was answered with yes."""
        return frozenset(tick for tick, yes in self.ticks.items() if yes)


def way_of(found: Request, given: Mapping[str, str]) -> Way | None:
    """Return the way that *given* tells, None where it began from another version of the request."""
    if given.get("version", str(found.version)) != str(found.version):
        return None
    return Way(found.version, answering.answered(found, given))
