"""Who knows one program by its key, without a database: for tests of what such a program may do."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.identity.accounts.roles import MARK
from tellmark.store.scope import HOME
from tellmark.surface.principal import Kind, Principal, Shown


@dataclass(frozen=True)
class OneProgram:
    """Knows the program that shows *key*; nobody where it is empty."""

    key: str = ""

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return it."""
        if not self.key or shown.bearer != self.key:
            return None
        return Principal("key-tests", HOME, Kind.API_KEY, capabilities=frozenset({MARK}))
