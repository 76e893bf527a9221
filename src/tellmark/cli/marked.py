"""What was done to a file, and what it owes: for people and for machines."""

from collections.abc import Iterator
from typing import Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tellmark.cli.edge import shown
from tellmark.cli.streams import path_for_json
from tellmark.marks.service import Marked
from tellmark.rules.library import BASELINE
from tellmark.rules.model import Owed, Plan
from tellmark.rules.obligations import Label
from tellmark.rules.plan import unmet_words
from tellmark.rules.words import asks

SCHEMA = "tellmark.marked/1"


def say_marked(marked: Marked, name: str, target: str) -> None:
    """Tell on standard error what was written where, under which id, and what is not met."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("marked", Text(shown(name)))
    grid.add_row("written", Text(shown(target)))
    grid.add_row("record", marked.record_id)
    grid.add_row("marks", ", ".join(marked.marks))
    for at, authority in _stamped(marked):
        grid.add_row("stamped", Text(f"{at}, by {shown(authority)}"))
    if marked.logged:
        grid.add_row("logged", marked.logged)
    for note in marked.plan.notes:
        grid.add_row("note", note)
    for line in unmet_words(owed for owed in marked.plan.unmet if owed.about == "file"):
        grid.add_row("not met", line)
    if others := sum(owed.about != "file" for owed in marked.plan.unmet):
        grid.add_row("besides", f"{others} duties of whoever runs the service, not of the file: tellmark rules explain")
    Console(highlight=False, stderr=True).print(grid)


def _stamped(marked: Marked) -> Iterator[tuple[str, str]]:
    """Yield the time and the authority of the time-stamp beside our own signature, if there is one."""
    for one in marked.findings:
        if one.detail.get("record_id") == marked.record_id and one.detail.get("time_source") == "time_stamp":
            yield str(one.detail.get("time_stamp")), str(one.detail.get("time_stamp_authority"))


def say_marked_json(marked: Marked, name: str, target: str) -> None:
    """Print one line of JSON (`tellmark.marked/1`)."""
    typer.echo(
        msgspec.json.encode(marked_json(marked, path=path_for_json(name), target=path_for_json(target))).decode()
    )


def marked_json(marked: Marked, **places: str) -> dict[str, Any]:
    """Return what was done to a file for machines (`tellmark.marked/1`)."""
    return {
        "schema": SCHEMA,
        **places,
        "record": marked.record_id,
        "media_type": marked.kind.value,
        "permit": "none",
        "marks": [mark.value for mark in marked.marks],
        "unmet": msgspec.to_builtins(marked.plan.unmet),
        "notes": list(marked.plan.notes),
        "rules_digest": marked.plan.rules_digest,
        "logged": marked.logged or None,
        "findings": msgspec.to_builtins(marked.findings),
    }


def say_plan(owed: Plan, name: str) -> None:
    """Print what a file owes: each rule, how certain, what it asks, and its source."""
    grid = Table(title=Text(f"What {shown(name)} owes"), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("rule", "grade", "asks", "source"):
        grid.add_column(heading, overflow="fold")
    for rule in owed.served:
        _row(grid, rule, rule.what)
    for rule in owed.unmet:
        _row(grid, rule, f"NOT MET: {rule.what}")
    if bare := [note.partition(":")[2] for note in owed.notes if note.startswith("no_rule_known:")]:
        for asked in _baseline(owed):
            grid.add_row("baseline", "–", asked, f"Tellmark's own, where no rule is known: {', '.join(bare)}")
    console = Console(highlight=False)
    console.print(grid)
    for note in owed.notes:
        console.print(f"note: {note}")


def _baseline(owed: Plan) -> Iterator[str]:
    """Word what a land without known rules gets, without the label for another kind of file."""
    for one in BASELINE:
        label = owed.label
        if isinstance(one, Label) and (label is None or {one.text, one.spoken}.isdisjoint(label.texts + label.spoken)):
            continue
        yield asks(one)


def _row(grid: Table, rule: Owed, asks: str) -> None:
    grid.add_row(rule.rule, rule.grade, asks, rule.cites)
