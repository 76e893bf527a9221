from tellmark.rules.library import shipped
from tellmark.rules.obligations import (
    Calendar,
    Clock,
    Condition,
    Label,
    Mark,
    MarkKind,
    Need,
    Record,
    Standstill,
    Takedown,
)
from tellmark.rules.pack import Trigger
from tellmark.rules.words import STANDSTILLS, asks, hangs_on, served


def test_numbers_that_no_law_fixes_are_said_to_be_ours() -> None:
    label = Label(text="AI", min_ink=0.05, seconds=2, ours=("min_ink",))
    assert asks(label) == "label: “AI”, ink of 5% of the short side or more (our own measure), 2 s or longer"


def test_demands_are_worded_with_their_times() -> None:
    assert asks(Clock("file", "the start", 10, Calendar.WORKING_DAYS)) == "file: within 10 working days of the start"
    assert asks(Record("the log", 6, Calendar.MONTHS)) == "record: the log, kept 6 months or longer"
    assert asks(Takedown("the item", 48)) == "take down the item: within 48 hours"
    assert asks(Condition(Need.REFUSE)) == "refuse"
    assert asks(Mark(MarkKind.IPTC, ("system",), alternative="provenance")).endswith("several to give provenance)")


def test_every_demand_of_every_rule_has_words_and_every_trigger_says_what_it_hangs_on() -> None:
    for pack in shipped().packs.values():
        for rule in pack.rules:
            assert all(asks(one).strip() and "None" not in asks(one) for one in rule.do), rule.id
            assert bool(hangs_on(rule.when)) == (rule.when != Trigger()), rule.id


def test_a_clock_says_how_long_it_may_become_and_what_stops_it() -> None:
    rules = {rule.id: rule for pack in shipped().packs.values() for rule in pack.rules}
    answer, tell = rules["EU-GDPR-12"].do[0], rules["ZA-1"].do[1]
    assert asks(answer).endswith("within 1 months of the request, 3 at the longest where the reasons are told")
    assert asks(tell).endswith("; stands still while an authority asks to wait for its investigation")
    assert "stands still" not in asks(rules["ZA-1"].do[0]), "the Regulator is told in any case"
    assert set(STANDSTILLS) == set(Standstill)


def test_what_serves_a_rule_is_named_or_said_to_be_missing() -> None:
    rules = {rule.id: rule for pack in shipped().packs.values() for rule in pack.rules}
    names = {name: served(rules[name]) for name in ("CN-GB-61", "KR-1-notice", "EU-COP-34")}
    assert names == {"CN-GB-61": "mark", "KR-1-notice": "recorded only", "EU-COP-34": "not yet"}
