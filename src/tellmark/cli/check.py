"""`tellmark check`: would the labels of these files be recognised, and if not, why, and what mends it?"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tellmark.app import Installation, installation
from tellmark.cli.edge import Exit, exit_of_error, shown, worst
from tellmark.cli.ordering import features_named, named, territories
from tellmark.cli.sarif import sarif
from tellmark.cli.spoken import language
from tellmark.cli.streams import STANDARD, path_for_json, say_failed, source_stream
from tellmark.marks.checks.model import Outcome, Question
from tellmark.marks.lending import one_cell
from tellmark.rules.audiences import places_of
from tellmark.rules.library import codes_of
from tellmark.rules.model import Role
from tellmark.settings import operation_named
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now
from tellmark.verify.asking import noon
from tellmark.verify.check_words import (
    RuleWords,
    as_data,
    command_for,
    count_words,
    left_out_words,
    placeholder_words,
    rule_words,
    title,
)
from tellmark.verify.checks import Checker, CheckReport

_STYLES = {
    Outcome.PASS: "green",
    Outcome.FAIL: "bold red",
    Outcome.CANNOT_TELL: "yellow",
    Outcome.NOT_APPLICABLE: "dim",
}
_EXITS = {
    None: Exit.UNREADABLE,
    Outcome.FAIL: Exit.BROKEN,
    Outcome.CANNOT_TELL: Exit.MAYBE,
    Outcome.PASS: Exit.OK,
    Outcome.NOT_APPLICABLE: Exit.OK,
}


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(
        "check",
        epilog="Examples: tellmark check photo.jpg  ·  tellmark check film.mp4 --for CN --operation face_swap  ·  "
        "tellmark check out/*.png --sarif > labels.sarif",
    )(check)


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files to check; - is standard input.")],
    audiences: Annotated[str | None, typer.Option("--for", help="Where it will be seen, such as CN,EU,US-CA.")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day whose law counts; today if none is named.")
    ] = None,
    operation: Annotated[
        str | None, typer.Option(help="What was done; else our own disclosure in the file says it, or nobody does.")
    ] = None,
    features: Annotated[
        list[str] | None, typer.Option("--feature", help="What else is true, such as advert or minor. Repeatable.")
    ] = None,
    role: Annotated[str, typer.Option(help="Whose duties count: provider, deployer, platform, user …")] = Role.PROVIDER,
    without: Annotated[
        str, typer.Option(help="Rules that are left out, such as EU-COP-111: for pipelines that know why.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Show the rules that do not apply, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object (one file).")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, one line a file.")] = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="One SARIF 2.1.0 log for all files.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation whose pins count.")] = None,
) -> None:
    """Tell rule by rule whether the labels of a file would be recognised, what was measured, and what mends a fault.

    Ends with 0 where every rule that applies passes, 3 where one fails, 5 where some cannot be told and none fails,
    4 for an unreadable file.
    """
    if as_json and len(files) > 1:
        raise typer.BadParameter("--json takes one file; use --jsonl for several.")
    place = installation(home)
    question = Question(
        audiences=_places(audiences, place),
        at=now() if on is None else noon(on.date()),
        operation=None if operation is None else operation_named(operation),
        role=named(Role, role),
        features=features_named(features or ()),
    )
    with one_cell() as lend:
        desk = _Desk(place.checker(lend), question, frozenset(part.strip() for part in without.split(",")))
        answers = [(name, desk.ask(name)) for name in files]
    if as_sarif:
        typer.echo(
            sarif([(path_for_json(name), report) for name, report in answers if isinstance(report, CheckReport)])
        )
    for name, report in answers:
        if isinstance(report, TellmarkError):
            say_failed(report, name, as_json=as_json, as_jsonl=as_jsonl)
        elif as_json or as_jsonl:
            _say_json(report, name, several=len(files) > 1)
        elif not as_sarif:
            _say(report, name, every=every)
    raise typer.Exit(worst(exit_of(report) for _, report in answers))


def _places(text: str | None, place: Installation) -> tuple[str, ...]:
    """Read whose rules are asked for; a slip such as UE would else be a territory that asks nothing."""
    return places_of(territories(text, place.settings), codes_of(place.library()))


def exit_of(report: CheckReport | TellmarkError) -> Exit:
    """Return the exit code of an answer."""
    return exit_of_error(report) if isinstance(report, TellmarkError) else _EXITS[report.outcome]


@dataclass(frozen=True, slots=True)
class _Desk:
    checker: Checker
    question: Question
    without: frozenset[str]

    def ask(self, name: str) -> CheckReport | TellmarkError:
        try:
            with source_stream(name) as stream:
                return self.checker.check(stream, self.question, now()).without(self.without)
        except TellmarkError as error:
            return error


def _say_json(report: CheckReport, name: str, *, several: bool) -> None:
    answer = as_data(report, _shown(name))
    typer.echo(msgspec.json.encode({"path": path_for_json(name), **answer} if several else answer).decode())


def _shown(name: str) -> str:
    return "FILE" if name == STANDARD else quote(shown(name))


def _say(report: CheckReport, name: str, *, every: bool) -> None:
    """Print one line a rule: outcome, rule, what was measured and needed; beneath it the source and what mends it."""
    spoken = language()
    console = Console(highlight=False)
    words = title(report, spoken)
    console.print(Text.assemble((f"{shown(name)}: " if name != STANDARD else "", "dim"), (words.title, "bold")))
    for sentence in words.sentences:
        console.print(Text(sentence, "dim"))
    grid = Table.grid(padding=(0, 2))
    for style in ("", "bold", "", "dim"):
        grid.add_column(style=style, overflow="fold")
    for checked in report.checked:
        if checked.outcome is Outcome.NOT_APPLICABLE and not every and checked.grade is not None:
            continue
        said = rule_words(checked, spoken, command_for(report, checked, _shown(name)))
        source = f"{said.cites.text} [{checked.grade}]" if checked.grade else ""
        grid.add_row(Text(said.outcome, _STYLES[checked.outcome]), said.rule, _line(said, checked.outcome), source)
    console.print(grid)
    if stands := placeholder_words(report, spoken):
        console.print(Text(stands, "dim"))
    console.print(Text(f"{count_words(report.checked, spoken)} {left_out_words(report, spoken)}".rstrip(), "dim"))


def _line(said: RuleWords, outcome: Outcome) -> Text:
    """What was measured; where that is not enough also what the rule says and needs, and what mends it."""
    unmet = outcome in (Outcome.FAIL, Outcome.CANNOT_TELL)
    line = Text(f"{said.what}\n" if unmet and said.what else "", end="").append(said.measured)
    if unmet:
        line.append(f" ({said.needs_words})" if said.needs else "")
        line.append(f"\n= {said.mends}" if said.mends else "", "cyan")
    line.append(f"\n{said.beyond}" if said.beyond else "", "dim")
    return line
