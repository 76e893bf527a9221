"""The answers of `tellmark rules` for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tellmark.cli.rule_documents import election_notes, end_of
from tellmark.cli.spoken import language
from tellmark.rules.changes import Affected, Turn
from tellmark.rules.model import Due, Job, Plan, Territory
from tellmark.rules.obligations import MarkKind, Record
from tellmark.rules.overlay import published
from tellmark.rules.pack import Library, Pack, Rule
from tellmark.rules.plan import NOT_YET, SERVED, packs_of, plan
from tellmark.rules.sentences import sentence
from tellmark.rules.speaking import speaking
from tellmark.rules.words import GRADES, asks, served, title
from tellmark.rules.working_days import Certainty

_STYLES = {NOT_YET: "yellow", "recorded": "dim"}
_TURNS = {"begins": "green", "ends": "red", "changes": "cyan"}
_CALENDAR = {
    Certainty.OFFICIAL: "",
    Certainty.PREDICTED: " at the earliest (that year's days off are predicted)",
    Certainty.HOLIDAYS_NOT_KNOWN: " at the earliest (public holidays not known here)",
}


def print_explained(library: Library, job: Job, served: frozenset[MarkKind] = SERVED) -> None:
    """Print what *job* owes: marks first, then each territory's rules and conditions, then what is due besides.

    *served* are the machine marks that can be put here.
    """
    console, owed = Console(highlight=False), plan(library, job, served)
    head = f"{job.operation} · {job.modality} · for {', '.join(job.audiences)} · on {job.at.date()}"
    console.print(Text(head, style="bold"))
    _print_marks(console, owed, [*owed.notes, *election_notes(library, job)])
    for territory in owed.territories:
        _print_territory(console, library, territory, job)
    _print_dues(console, library, owed.dues, job)
    _print_unmet(console, owed)
    grades = "; ".join(f"{grade} {words}" for grade, words in GRADES.items())
    console.print(Text(f"Certainty: {grades}.\nRules: {owed.rules_digest}. This is not legal advice.\n", style="dim"))


def _print_marks(console: Console, owed: Plan, notes: Iterable[str]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    names = [name for name in ("aigc", "iptc", "credential", "watermark") if getattr(owed, name)]
    grid.add_row("marks", ", ".join(names) or "none")
    if (label := owed.label) is not None:
        words = [f"“{text}”" for text in label.texts] + [f"spoken in {tongue}" for tongue in label.spoken]
        words += [f"ink of {label.min_ink:.0%} or more"] if label.min_ink else []
        words += [f"{label.seconds:g} s or longer"] if label.seconds else []
        words += [f"again every {label.repeat:g} s"] if label.repeat else []
        grid.add_row("label", ", ".join([*words, "in the Morse rhythm"] if label.rhythm else words))
    for note in notes:
        grid.add_row("note", note)
    console.print(grid)


def _print_territory(console: Console, library: Library, territory: Territory, job: Job) -> None:
    packs = packs_of(library, territory.code)
    rows = [(pack, rule) for pack in packs for rule in speaking(pack, job)]
    name = title(packs[0]) if packs else territory.code
    if packs and packs[0].code != territory.code:
        name = f"{territory.code}, within {name}"
    console.print(Text(f"\n{name}: {_count(len(rows), 'rule')}", style="bold"))
    if rows:
        console.print(_rule_table(rows))
    if territory.refused:
        console.print(Text(f"Refused in {territory.code}, and nowhere else.", style="bold red"))
    for condition in territory.conditions:
        console.print(Text.assemble("  needs first  ", (condition.replace(":", "  ", 1).replace("=", ": "), "bold")))
    for takedown in territory.takedowns:
        console.print(Text.assemble("  take down    ", (takedown, "bold")))


def _rule_table(rows: Iterable[tuple[Pack, Rule]]) -> Table:
    grid = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    grid.add_column("rule", no_wrap=True)
    grid.add_column("what it asks, and who says so", ratio=1, overflow="fold")
    grid.add_column("since", no_wrap=True)
    grid.add_column("sure", no_wrap=True)
    grid.add_column("served by", overflow="fold", max_width=14)
    for pack, rule in rows:
        style = _STYLES.get(rule.served_by, "green")
        grid.add_row(
            rule.id, _what(pack, rule), rule.since.isoformat(), rule.source.grade, Text(served(rule), style=style)
        )
    return grid


def _what(pack: Pack, rule: Rule) -> Text:
    words = Text(sentence(rule.what, language())[0])
    if rule.speech:
        words.append(f"\nabout speech: under rule {rule.id} of {title(pack)}, and nowhere else", style="magenta")
    for one in rule.do:
        words.append(f"\n→ {asks(one)}", style="cyan")
    words.append(f"\n{sentence(rule.source.cites, language()).text}", style="dim")
    if rule.added is not None:
        words.append(
            f"\nadded by {rule.added.owner or 'the operator'}: {rule.added.reason or 'no reason given'}", "magenta"
        )
    if rule.until is not None:
        words.append(f"\nuntil {rule.until}", style="dim")
    return words


def _print_dues(console: Console, library: Library, dues: Iterable[Due], job: Job) -> None:
    """Print what has an end: clocks as if their event were on that day, records as if they were written then."""
    ends = [(due, end) for due in dues if (end := end_of(library, due, job.at)) is not None]
    if not ends:
        return
    grid = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for heading in ("rule", "what, and after what", f"counted from {job.at.date()}"):
        grid.add_column(heading, overflow="fold")
    for due, end in ends:
        there = end.at.astimezone(ZoneInfo(library.packs[due.audience].zone))
        until = "kept until" if isinstance(due.asks, Record) else "before"
        grid.add_row(due.rule, asks(due.asks), f"{until} {there:%Y-%m-%d %H:%M} there{_CALENDAR[end.certainty]}")
    console.print(Text("\nClocks", style="bold"))
    console.print(grid)


def _print_unmet(console: Console, owed: Plan) -> None:
    file = [one.rule for one in owed.unmet if one.about == "file"]
    other = [one.rule for one in owed.unmet if one.about != "file"]
    console.print()
    for words, names in (("of the file itself", file), ("of whoever runs the service", other)):
        if names:
            console.print(Text.assemble((f"Not met {words}: ", "bold yellow"), ", ".join(names)))


def print_turns(first: date, last: date, turns: Iterable[Turn], *, named: bool) -> None:
    """Print what begins or ends, a table a day and territory, and the tasks before them in the order of their days."""
    console, known = Console(highlight=False), list(turns)
    head = f"After {first} up to {last}, rules begin or end on {_count(len(known), 'day')}, counted by territory"
    console.print(Text(head, style="bold"))
    for turn in known:
        console.print(Text(f"\n{turn.on}  {turn.audience}", style="bold"))
        console.print(_turn_table(turn))
        for line in _affected(turn.affected):
            console.print(line)
        if not turn.affected:
            whose = "your models" if named else "the operations"
            console.print(Text(f"  by itself this affects none of {whose}", style="dim"))
    _print_tasks(console, known, first)


def _turn_table(turn: Turn) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for one in turn.rules:
        words = Text(sentence(one.what, language())[0])
        words.append(f"\n{one.hangs_on}" if one.hangs_on else "", style="cyan")
        words.append(f"\n{sentence(one.cites, language()).text} [{one.grade}]", style="dim")
        grid.add_row(Text(one.turn, style=_TURNS[one.turn]), one.rule, words)
    return grid


def _affected(affected: Iterable[Affected]) -> Iterator[Text]:
    """Say whom it affects, those together whom it affects alike."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, list[str]]] = {}
    for one in affected:
        name = f"{one.model} ({one.operation})" if one.model else one.operation
        alike.setdefault((one.gains, one.loses), {}).setdefault(name, []).append(one.modality)
    for (gains, loses), names in alike.items():
        whose = "; ".join(f"{name} {', '.join(modalities)}" for name, modalities in names.items())
        parts = [Text(f"+ {name}", style="green") for name in gains] + [
            Text(f"- {name}", style="red") for name in loses
        ]
        yield Text(f"  {whose}: ").append_text(Text(", ").join(parts))


def _print_tasks(console: Console, turns: Iterable[Turn], first: date) -> None:
    tasks = sorted((task for turn in turns for task in turn.tasks), key=lambda task: task.due)
    if not tasks:
        return
    console.print(Text("\nTasks, thirty days ahead", style="bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    for task in tasks:
        words = Text(f"where a job is {task.only_if}: " if task.only_if else "", style="cyan")
        grid.add_row(
            Text(task.due.isoformat(), style="red" if task.due < first else ""),
            words.append_text(Text(task.what, style="default")),
        )
    console.print(grid)


def print_holding(heard: Mapping[str, Sequence[Pack]]) -> None:
    """Say why a list for some territories holds packs that nobody named."""
    console = Console(highlight=False, soft_wrap=True)
    for code, packs in heard.items():
        around = " and ".join(title(pack) for pack in packs if pack.code != code)
        if around and any(pack.code == code for pack in packs):
            console.print(f"{code} lies within {around}: those rules hold there, too.")
        elif around:
            console.print(f"{code} has no pack of its own; it lies within {around}, whose rules hold there.")


def print_packs(library: Library, packs: Iterable[Pack]) -> None:
    """Print every rule of *packs*, then those that software cannot act on, then what this operator added."""
    console = Console(highlight=False)
    for pack in packs:
        console.print(Text(f"\n{title(pack)}, version {pack.version}", style="bold"))
        if pack.rules:
            console.print(_rule_table((pack, rule) for rule in pack.rules))
        for one in pack.unserved:
            console.print(Text.assemble((f"  {one.id} [{one.grade}]  ", "dim"), sentence(one.why, language())[0]))
    if added := list(published(library)):
        console.print(Text("\nAdded by this operator", style="bold"))
        for code, rule in added:
            console.print(Text.assemble(f"  {rule.id} in {code}: ", _what(library.packs[code], rule)))


def print_checked(name: str, library: Library) -> None:
    """Say that everything in *library* can be used together."""
    rules = sum(len(pack.rules) for pack in library.packs.values())
    others = sum(len(pack.unserved) for pack in library.packs.values())
    counted = f"{_count(len(library.packs), 'pack')}, {_count(rules, 'rule')}, {others} that software cannot act on"
    Console(highlight=False, soft_wrap=True).print(f"ok  {name}: {counted}; digest {library.digest[:16]}")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
