"""The network identity service of China (网号, 网证; Order 173 of the Ministry of Public Security, from 2025-07-15).

No interface of it is public. So this is a contract: whoever has access writes an adapter, installs it under the entry
point `tellmark.netid`, and runs the conformance suite on it (`docs/guides/identity.md`). What the contract says:
only whether somebody passed, a pseudonym that means nothing elsewhere, and at most a band of age come back; whoever
uses the service is asked for no name and no number beside it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol, TypeAlias

from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.errors import ProofRefused, VerifierAwaited, VerifierUnreachable
from tellmark.identity.verifiers.configured import NetidSetting
from tellmark.identity.verifiers.port import Asked, Channel, Go, Started
from tellmark.surface.lines import Lines, NoLineFree

ENTRY_POINT = "tellmark.netid"
_PSEUDONYM = re.compile(r"[A-Za-z0-9_-]{8,200}")
_IDENTITY_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9Xx]")
_AGED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser or the app goes, and what the adapter has to know again when it is back."""

    address: str
    transaction: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Passed:
    """The service knows the person: its pseudonym for this provider, when it looked, and how old, in bands."""

    pseudonym: str = field(repr=False)
    at: datetime
    evidence: bytes = field(repr=False)
    age: AgeBand = AgeBand.UNKNOWN


@dataclass(frozen=True, slots=True)
class NotPassed:
    """The service does not vouch for the person; *why* is a code word for the operator."""

    why: str


Result: TypeAlias = Passed | NotPassed


class NetidAdapter(Protocol):
    """What an adapter does. It keeps nothing, and asks the service once for each call.

    Raises `ConnectionError` or `TimeoutError` where the service does not answer; nothing else.
    """

    def begin(self, back: str, at: datetime, random: Callable[[int], bytes]) -> Begun:
        """Begin a proof; the browser comes back to *back*. Each call begins another one."""

    def result(self, transaction: str, answer: Mapping[str, str], at: datetime) -> Result:
        """Return what came of *transaction*, for the *answer* that the browser brought. A second look is refused."""


@dataclass(frozen=True)
class NetidVerifier:
    """Proves by the network identity service, through an adapter."""

    name: str
    setting: NetidSetting
    base: str
    adapter: NetidAdapter
    method: Method = Method.CN_NETID
    channel: Channel = Channel.BROWSER
    tries: int = 1
    lines: Lines = field(default_factory=Lines, compare=False)

    def start(self, asked: Asked) -> Started:
        """As the port says. The handle comes back as `state`."""
        back = f"{self.base}/prove/{self.name}/back?state={asked.handle}"
        with self._asking("cn_netid.begin"):
            begun = self.adapter.begin(back, asked.at, asked.random)
        return Started(Go(begun.address), {"transaction": begun.transaction})

    def finish(self, kept: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Proof:
        """As the port says."""
        with self._asking("cn_netid.result"):
            found = self.adapter.result(kept["transaction"], answer, at)
        if isinstance(found, NotPassed):
            raise ProofRefused("cn_netid.not_passed")
        if _PSEUDONYM.fullmatch(found.pseudonym) is None or _IDENTITY_NUMBER.fullmatch(found.pseudonym):
            raise ProofRefused("cn_netid.pseudonym")  # a number in plain text is what this service spares people
        if not timedelta(minutes=-1) <= at - found.at <= _AGED:
            raise ProofRefused("cn_netid.stale")
        return Proof(
            self.method, self.name, self.setting.level, self.name, found.pseudonym,
            sha256(found.evidence).hexdigest(), frozenset(self.setting.territories or ("CN",)), found.age,
            timedelta(days=self.setting.days),
        )  # fmt: skip

    @contextmanager
    def _asking(self, why: str) -> Iterator[None]:
        """Hold a line while the adapter asks the service. Raises VerifierAwaited, VerifierUnreachable."""
        try:
            with self.lines.held(self.setting.adapter):
                yield
        except NoLineFree as busy:
            raise VerifierAwaited(why) from busy
        except (ConnectionError, TimeoutError) as fault:
            raise VerifierUnreachable(why) from fault
