"""`tellmark rules`: what the law asks of a job, what changes, and whether packs can be used."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tellmark.app import installation
from tellmark.cli import rule_tables as tables
from tellmark.cli.edge import Exit, say_error
from tellmark.cli.ordering import ordered, territories
from tellmark.cli.rule_documents import changes_document, explain_document
from tellmark.cli.rule_jobs import configured, day_of, jobs_of
from tellmark.rules.changes import changes as changes_between
from tellmark.rules.documents import SCHEMA, list_document
from tellmark.rules.library import library_of, shipped
from tellmark.rules.loading import load_pack
from tellmark.rules.model import Role
from tellmark.rules.overlay import is_overlay, load_overlay, with_overlay
from tellmark.rules.pack import Library
from tellmark.rules.plan import packs_of
from tellmark.settings import BadSettings
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now

Json = Annotated[bool, typer.Option("--json", help="One JSON object (tellmark.rules/1).")]
Home = Annotated[Path | None, typer.Option(help="Folder of the installation: tellmark.toml and its overlay.")]
For = Annotated[str | None, typer.Option("--for", help="Where it will be seen, such as CN,EU,US-CA.")]


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="What the law asks: explain, compare, check.", no_args_is_help=True, rich_markup_mode=None)
    group.command(
        "explain", epilog="Example: tellmark rules explain --operation voice_clone --for CN,EU --on 2026-12-02"
    )(explain)
    group.command("changes", epilog="Example: tellmark rules changes --until 2027-02-02")(changes)
    group.command("list", epilog="Example: tellmark rules list --for IN")(list_rules)
    group.command("check", epilog="Example: tellmark rules check overlay.toml")(check)
    app.add_typer(group, name="rules")


def explain(
    operation: Annotated[str | None, typer.Option(help="What is done: face_swap, voice_clone …")] = None,
    audiences: For = None,
    on: Annotated[str | None, typer.Option(help="The day, such as 2026-12-02; today without it.")] = None,
    modality: Annotated[
        str | None, typer.Option(help="image, audio or video; without it, all that come of the operation.")
    ] = None,
    model: Annotated[str, typer.Option(help="The model; [models.NAME] may say its operation and market day.")] = "",
    market: Annotated[str | None, typer.Option(help="The day on which the model came to the market.")] = None,
    purpose: Annotated[str, typer.Option(help="What it is for: general, satire, news, art, education …")] = "general",
    role: Annotated[str, typer.Option(help="Who you are: provider, deployer, platform …")] = Role.PROVIDER,
    features: Annotated[
        list[str] | None, typer.Option("--feature", help="What else is true, such as minor or intimate. Repeatable.")
    ] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Tell what must be done for a job: what, why, since when, how certain, and what serves it.

    Conditions and takedowns stand with their own territory; clocks are shown as if their event were on that day at noon
    (UTC). Nothing of this is legal advice.
    """
    place = installation(home)
    order = ordered(place.settings, operation, model, "", audiences, purpose, strict=False, keep_broken_parent=False)
    jobs = jobs_of(
        order, day_of(on, "--on") or now().date(), day_of(market, "--market"), modality, role, features or ()
    )
    library = place.library()
    if as_json:
        _say({"schema": SCHEMA, "jobs": [explain_document(library, job, place.serves()) for job in jobs]})
        return
    for job in jobs:
        tables.print_explained(library, job, place.serves())


def changes(
    until: Annotated[str, typer.Option(help="The last day, such as 2027-02-02.")],
    since: Annotated[str | None, typer.Option(help="The day before the first; today without it.")] = None,
    audiences: Annotated[
        str | None, typer.Option("--for", help="Only these territories; every pack without it.")
    ] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List the rules that begin or end between two days, whom of your models they affect, and what to do before.

    Your models are those of [models.NAME] in tellmark.toml; without any, every operation is looked at.
    """
    place = installation(home)
    first, last = day_of(since, "--since") or now().date(), day_of(until, "--until")
    if last is None or last < first:
        raise BadSettings("--until lies before --since", "Name a later day.")
    turns = changes_between(place.library(), first, last, configured(place.settings))
    if audiences:
        named = territories(audiences, place.settings)
        wanted = {pack.code for code in named for pack in packs_of(place.library(), code)}
        turns = tuple(turn for turn in turns if turn.audience in wanted)
    if as_json:
        _say({"schema": SCHEMA, **changes_document(first, last, turns)})
    else:
        tables.print_turns(first, last, turns, named=bool(place.settings.models))


def list_rules(
    audiences: Annotated[
        str | None, typer.Option("--for", help="Only these territories; every pack without it.")
    ] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List every rule with its source, its certainty, and what serves it; also those that software cannot act on.

    A territory hears the rules of the jurisdiction around it, too: those of the EU hold in Germany.
    """
    place = installation(home)
    library = place.library()
    wanted = territories(audiences, place.settings) if audiences else tuple(sorted(library.packs))
    if unknown := [code for code in wanted if not packs_of(library, code)]:
        raise BadSettings(
            f"there is no pack for {', '.join(unknown)}", f"The packs are: {', '.join(sorted(library.packs))}."
        )
    heard = {code: packs_of(library, code) for code in wanted}
    packs = list({pack.code: pack for code in wanted for pack in heard[code]}.values())
    if as_json:
        holds = {code: [pack.code for pack in held] for code, held in heard.items()}
        _say({"schema": SCHEMA, "holds": holds, **list_document(library, packs)})
        return
    if audiences:
        tables.print_holding(heard)
    tables.print_packs(library, packs)


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]…", help="More packs or overlays to check with them.")
    ] = None,
    home: Home = None,
) -> None:
    """Check that the shipped packs, this installation's overlay, and the files that are named can be used together.

    A named pack stands in for the shipped one of the same jurisdiction. Ends with 2 for the first thing in a file
    that cannot be meant, in words.
    """
    library = installation(home).library()
    tables.print_checked("shipped packs" if library is shipped() else "shipped packs and overlay", library)
    codes = [_checked(file) for file in files or ()]
    raise typer.Exit(max(codes, default=Exit.OK))


def _say(document: dict[str, object]) -> None:
    typer.echo(msgspec.json.encode(document).decode())


def _checked(file: Path) -> int:
    try:
        tables.print_checked(str(file), _joined(_read(file)))
    except TellmarkError as error:
        say_error(error, str(file))
        return Exit.USAGE
    return Exit.OK


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as missing:
        raise BadSettings("the file cannot be read", "Name a pack or an overlay that is there.") from missing


def _joined(toml: bytes) -> Library:
    """Join a pack or an overlay to what is shipped."""
    if is_overlay(toml):
        return with_overlay(shipped(), load_overlay(toml))
    pack = load_pack(toml)
    return library_of([*(one for code, one in shipped().packs.items() if code != pack.code), pack])
