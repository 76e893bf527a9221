"""Officers as verifiers: two of them look at a person, or look an organisation up; evidence stays where it is.

What comes here is what both have written down: the kind of document, the digest of what they saw, a pseudonym made of
the number that both have typed. The number itself goes no further than the blind index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tellmark.identity.assurance.decide import lasting, next_turn
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.errors import ProofRefused
from tellmark.identity.verifiers.configured import OfficerSetting, OrganisationSetting
from tellmark.identity.verifiers.port import Asked, Channel, Meet, Started

LASTS = timedelta(days=30)
"""How long a case may wait for its officers."""


@dataclass(frozen=True)
class OfficerVerifier:
    """Proves in person, under four eyes; of an organisation, by the register of its authority."""

    name: str
    setting: OfficerSetting | OrganisationSetting

    @property
    def method(self) -> Method:
        """As the port says."""
        return Method.OFFICER if isinstance(self.setting, OfficerSetting) else Method.ORGANISATION

    @property
    def channel(self) -> Channel:
        """As the port says: no answer from anywhere but the officers' own case."""
        return Channel.OFFICERS

    @property
    def tries(self) -> int:
        """As the port says."""
        return 1

    def start(self, asked: Asked) -> Started:
        """As the port says."""
        return Started(Meet(), {"since": asked.at.isoformat()}, LASTS)

    def finish(self, kept: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Proof:
        """As the port says: *answer* is what two officers found (`officers/service.py`). Raises ProofRefused."""
        first, second = answer.get("first", ""), answer.get("second", "")
        if not first or not second or first == second:
            raise ProofRefused("officer.four_eyes")
        if at < datetime.fromisoformat(kept["since"]):
            raise ProofRefused("officer.time")
        if answer["document"] not in self.setting.documents:
            raise ProofRefused("officer.document")
        days = timedelta(days=self.setting.days)
        born = date.fromisoformat(answer["born"]) if answer.get("born") else None
        lasts = lasting(next_turn(born, at.date()), days, at.date()) if born else days
        return Proof(
            self.method, self.name, self.setting.level, answer["document"], answer["pseudonym"], answer["evidence"],
            frozenset(self.setting.territories), AgeBand(answer.get("age", AgeBand.UNKNOWN)), lasts,
        )  # fmt: skip
