from dataclasses import replace

from tellmark.rules.library import shipped
from tellmark.rules.obligations import Calendar, Clock, Condition, Label, Mark, MarkKind, Need, Record, Takedown
from tellmark.rules.pack import Trigger
from tellmark.rules.words import asks, hangs_on, served


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


def test_marking_is_not_said_to_serve_what_it_does_not_do() -> None:
    rules = {rule.id: rule for pack in shipped().packs.values() for rule in pack.rules}
    assert served(rules["CN-GB-61"]) == "mark"
    more = (*rules["CN-GB-61"].do, Record("the number"))
    assert served(replace(rules["CN-GB-61"], do=more)) == "mark; the rest recorded only"
    assert served(rules["CN-LM-05b"]) == "not yet"
