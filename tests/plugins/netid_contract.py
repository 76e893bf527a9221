"""What every adapter to the network identity service must do: subclass this in your own tests, and give `make`.

class TestOurs(NetidContract):
    def make(self) -> Rig: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tellmark.identity.assurance.model import AgeBand
from tellmark.identity.numbers import ResidentNumber, resident_number
from tellmark.identity.verifiers.cn_netid import NetidAdapter, NotPassed, Passed
from tellmark.values.ids import entropy
from tellmark.values.instants import now

BACK = "https://north.example/prove/netid/back?state=acme.h"


@dataclass
class Rig:
    """An adapter, and a person who can be made to pass or not at the (test) service behind it.

    *passing* and *failing* return what the browser of somebody brings back who passes, or does not, for a begun
    transaction; *down* makes the service unreachable.
    """

    adapter: NetidAdapter
    passing: Callable[[str, str], Mapping[str, str]]
    failing: Callable[[str], Mapping[str, str]]
    down: Callable[[], None]


class NetidContract:
    """The contract of `tellmark.identity.verifiers.cn_netid.NetidAdapter`, test by test."""

    def make(self) -> Rig:
        """Return a new rig."""
        raise NotImplementedError

    def passed(self, rig: Rig, who: str = "one") -> Passed:
        """Let somebody pass."""
        begun = rig.adapter.begin(BACK, now(), entropy)
        found = rig.adapter.result(begun.transaction, rig.passing(begun.transaction, who), now())
        assert isinstance(found, Passed)
        return found

    def test_whoever_passes_is_told_by_a_pseudonym(self) -> None:
        found = self.passed(self.make())
        assert 8 <= len(found.pseudonym) <= 200
        assert found.age in AgeBand
        assert abs(found.at - now()) < timedelta(minutes=5)
        assert found.evidence

    def test_the_pseudonym_is_no_number_of_anybody(self) -> None:
        """A person who uses the service is spared from giving a number in plain text."""
        found = self.passed(self.make())
        assert not isinstance(resident_number(found.pseudonym, now().date()), ResidentNumber)

    def test_the_same_person_has_the_same_pseudonym_and_another_has_another(self) -> None:
        rig = self.make()
        first, again, other = self.passed(rig, "one"), self.passed(rig, "one"), self.passed(rig, "two")
        assert first.pseudonym == again.pseudonym != other.pseudonym

    def test_whoever_does_not_pass_is_not_told(self) -> None:
        rig = self.make()
        begun = rig.adapter.begin(BACK, now(), entropy)
        found = rig.adapter.result(begun.transaction, rig.failing(begun.transaction), now())
        assert isinstance(found, NotPassed)
        assert found.why.isascii()
        assert " " not in found.why

    def test_each_beginning_is_another_one(self) -> None:
        rig = self.make()
        begun = {rig.adapter.begin(BACK, now(), entropy).transaction for _ in range(8)}
        assert len(begun) == 8

    def test_a_transaction_is_looked_at_once(self) -> None:
        rig = self.make()
        begun = rig.adapter.begin(BACK, now(), entropy)
        answer = rig.passing(begun.transaction, "one")
        assert isinstance(rig.adapter.result(begun.transaction, answer, now()), Passed)
        assert isinstance(rig.adapter.result(begun.transaction, answer, now()), NotPassed)

    def test_an_answer_to_another_transaction_is_none(self) -> None:
        rig = self.make()
        mine, theirs = (rig.adapter.begin(BACK, now(), entropy) for _ in range(2))
        assert isinstance(
            rig.adapter.result(mine.transaction, rig.passing(theirs.transaction, "one"), now()), NotPassed
        )

    def test_what_nobody_sent_is_none(self) -> None:
        rig = self.make()
        begun = rig.adapter.begin(BACK, now(), entropy)
        for answer in ({}, {"x": "y"}, {"token": ""}, {"token": "é" * 9000}):
            assert isinstance(rig.adapter.result(begun.transaction, answer, now()), NotPassed)

    def test_a_service_that_is_down_is_said_to_be_down(self) -> None:
        rig = self.make()
        begun = rig.adapter.begin(BACK, now(), entropy)
        answer = rig.passing(begun.transaction, "one")
        rig.down()
        for ask in (
            lambda: rig.adapter.begin(BACK, now(), entropy),
            lambda: rig.adapter.result(begun.transaction, answer, now()),
        ):
            try:
                ask()
            except (ConnectionError, TimeoutError):
                continue
            raise AssertionError("a service that is down has answered")

    def test_the_browser_is_sent_over_https_and_back_to_us(self) -> None:
        begun = self.make().adapter.begin(BACK, now(), entropy)
        assert begun.address.startswith("https://")
        assert begun.address.isascii()
        assert not any(character.isspace() for character in begun.address)
