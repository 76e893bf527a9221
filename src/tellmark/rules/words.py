"""What a rule asks, in one line of English each: for terminals, pages and the generated table."""

from tellmark.rules.model import Grade
from tellmark.rules.obligations import (
    Clock,
    Condition,
    Label,
    Mark,
    MarkKind,
    Need,
    Notice,
    Obligation,
    Record,
    Report,
    Review,
    Standstill,
    Takedown,
)
from tellmark.rules.pack import Pack, Rule, Trigger

GRADES = {
    Grade.P: "the text itself was read",
    Grade.S: "known second hand",
    Grade.R: "remembered, not read",
    Grade.M: "measured",
}
"""How certain a rule is, in words."""

SERVED = {"not_yet": "not yet", "recorded": "recorded only"}
"""What stands for those values of `served_by` that name no command, route or job."""


STANDSTILLS = {Standstill.INVESTIGATION: "while an authority asks to wait for its investigation"}
"""What stops a clock, in words."""


def served(rule: Rule) -> str:
    """Name what serves *rule*, or say that nothing does."""
    words = SERVED.get(rule.served_by, rule.served_by)
    stamped = any(isinstance(one, Mark) and one.kind is MarkKind.TIME_STAMP for one in rule.do)
    return f"{words}, with an authority in [stamps]" if stamped and rule.served_by == "mark" else words


def title(pack: Pack) -> str:
    """Name a jurisdiction with its code."""
    return f"{pack.name} ({pack.code})"


def asks(one: Obligation) -> str:
    """Word one demand."""
    match one:
        case Label():
            return _label(one)
        case Mark(kind, fields):
            named = f" with {', '.join(fields)}" if fields else ""
            return f"mark: {kind}{named}{' (more than the rule asks)' if one.voluntary else ''}{_or(one)}"
        case Condition(Need.REFUSE, level):
            return "refuse" + (f": {level}" if level else "")
        case Condition(needs, level):
            return f"needs {needs}" + (f": {level}" if level else "")
        case Record(what, keep, calendar):
            return f"record: {what}" + (f", kept {keep} {calendar.replace('_', ' ')} or longer" if keep else "")
        case Clock():
            return _clock(one)
        case Takedown(what, within, calendar):
            return f"take down {what}" + (f": within {within} {calendar.replace('_', ' ')}" if within else "")
        case _:
            return _told(one)


def _clock(clock: Clock) -> str:
    words = f"{clock.action}: within {clock.within} {clock.calendar.replace('_', ' ')} of {clock.after}"
    if clock.longest is not None:
        words += f", {clock.longest} at the longest where the reasons are told"
    return words + "".join(f"; stands still {STANDSTILLS[one]}" for one in clock.pauses)


def _label(label: Label) -> str:
    """Word a label; numbers that no law fixes are said to be ours."""
    numbers = (
        ("min_ink", f"ink of {label.min_ink:.0%} of the short side or more"),
        ("seconds", f"{label.seconds:g} s or longer"),
        ("repeat", f"again every {label.repeat or 0:g} s"),
        ("at_start", "from the start"),
        ("at_edge", "at an edge or corner"),
    )
    parts = [f"“{label.text}”"] if label.text else []
    parts += [words + " (our own measure)" * (name in label.ours) for name, words in numbers if getattr(label, name)]
    parts += [f"spoken in {label.spoken}"] if label.spoken else []
    parts += ["in the Morse rhythm"] if label.rhythm else []
    return f"label: {', '.join(parts)}{_or(label)}"


def _or(one: Label | Mark) -> str:
    return f" (one way of several to give {one.alternative.replace('_', ' ')})" if one.alternative else ""


def _told(one: Notice | Report | Review) -> str:
    match one:
        case Notice(to, about):
            return f"notice to {to}: {about}"
        case Report(to, about, every):
            return f"report to {to}: {about}" + (f", {every}" if every else "")
        case Review(what, every):
            return f"review: {what}" + (f", every {every}" if every else "")


def hangs_on(when: Trigger) -> str:
    """Say of which jobs a trigger speaks; empty where it speaks of all of them."""
    parts = [
        f"{name}: {', '.join(sorted(values))}"
        for name, values in (
            ("role", when.roles),
            ("operation", when.operations),
            ("modality", when.modalities),
            ("purpose", when.purposes),
            ("with", when.features),
            ("with any of", when.any_features),
            ("without", when.without),
        )
        if values
    ]
    parts += [f"on the market before {when.market_before}"] if when.market_before else []
    parts += [f"on the market from {when.market_from}"] if when.market_from else []
    return "; ".join(parts)
