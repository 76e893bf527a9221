"""`tellmark consent`: ask persons, follow what comes of it, fetch receipts; here or at a server."""

import json
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from tellmark.cli import consent_uses, speaking
from tellmark.cli.consent_places import Consents, place_of
from tellmark.cli.edge import shown
from tellmark.cli.streams import source_stream
from tellmark.media.targets import new_file
from tellmark.values.instants import now as clock
from tellmark.values.instants import rfc3339

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
Server = Annotated[
    str | None, typer.Option(help="Work at this server instead, with the key in TELLMARK_API_KEY.", metavar="URL")
]
Json = Annotated[bool, typer.Option("--json", help="JSON for programs.")]
Which = Annotated[str, typer.Argument(metavar="REQUEST", help="The request's id.")]

_LARGEST = 256 << 10
_FORMS = ("html", "json", "jsonld", "tlog-proof")


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Ask persons for consent, and follow what comes of it.", no_args_is_help=True)
    group.command("request", epilog="Example: tellmark consent request --example > ask.json; "
                  "tellmark consent request ask.json --send")(request)  # fmt: skip
    group.command("send", epilog="Example: tellmark consent send REQUEST")(send)
    group.command("preview", epilog="Example: tellmark consent preview REQUEST voice.wav --taken 2024-05 --unaltered "
                  "--origin 'Sent to us by you for the casting.'")(preview)  # fmt: skip
    group.command("show", epilog="Example: tellmark consent show REQUEST")(show)
    consent_uses.register(group)
    group.command("list", epilog="Example: tellmark consent list --state granted")(list_all)
    group.command("withdraw", epilog="Example: tellmark consent withdraw ABCD-EFGH-IJKL-MNOP")(withdraw)
    group.command("receipt", epilog="Example: tellmark consent receipt REQUEST -o tellmark-receipt.html")(receipt)
    group.command("changes", epilog="Example: tellmark consent changes --follow --json")(changes)
    speaking.register(group)
    app.add_typer(group, name="consent")


def request(
    file: Annotated[str, typer.Argument(help="What is asked, as JSON; - is standard input.")] = "-",
    now: Annotated[bool, typer.Option("--send", help="Ask at once.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Print what such a file looks like, and end.")] = False,
    server: Server = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Compose a request to each person that a file names, and with --send ask them. Each is asked alone."""
    if example:
        typer.echo(json.dumps(_example(clock()), ensure_ascii=False, indent=2))
        return
    with source_stream(file) as stream:
        document = stream.read(_LARGEST + 1)
    if now:
        document = _to_send(document)
    with _working("Asking …"), place_of(server, home) as place:
        made = place.ask(document)
    if as_json:
        _say_json(made)
        return
    _table(made["items"])
    for sent in made["sent"]:
        _say_sent(sent)


def _example(at: datetime) -> dict[str, Any]:
    """Return what a request looks like that can be sent *at* that instant as it stands."""
    begins = at.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    return {
        "persons": [{"contact": "kim@example.org", "name": "Kim Li", "language": "en"}],
        "words": {"asker": "Studio North", "purpose": "an audiobook, “Winter Light”"},
        "scope": {
            "modalities": ["voice"], "operations": ["voice_clone"], "purposes": ["entertainment"],
            "territories": ["CN", "EU"], "channels": ["web"], "languages": ["en"],
            "start": rfc3339(begins), "end": rfc3339(begins + timedelta(days=210)),
            "excluded": ["political", "sexual"], "max_outputs": 1, "retention_days": 30,
        },
    }  # fmt: skip


def send(which: Which, server: Server = None, home: Home = None, as_json: Json = False) -> None:
    """Send a request; to send it again ends the link before. Without mail the link is printed, this once."""
    with place_of(server, home) as place:
        sent = place.send(which)
    _say_json(sent) if as_json else _say_sent(sent)


def preview(
    which: Which,
    file: Annotated[Path, typer.Argument(help="A picture, recording or film of the person, as it was taken.")],
    origin: Annotated[str, typer.Option(help="Where it comes from, in a short sentence to the person.")],
    taken: Annotated[str, typer.Option(help="When it was taken: a day, a month or a year, such as 2024-05.")],
    unaltered: Annotated[
        bool,
        typer.Option("--unaltered", help="Declare that it is the person's own and that nothing was made from it."),
    ] = False,
    server: Server = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show the person a recording of theirs that you hold. What a machine made of them, or marked, is refused.

    That you declare it to be unaltered is put on record with its digest. It makes a new version of the request.
    """
    declared = {"origin": origin, "taken": taken, "unaltered": "true" if unaltered else "false"}
    with source_stream(str(file)) as stream, _working("Looking at it …"), place_of(server, home) as place:
        found = place.preview(which, stream, declared, place.show(which)["version"])
    if as_json:
        _say_json(found)
        return
    new = found["previews"][-1]
    typer.echo(f"Shown with version {found['version']} of the request: {new['media_type']}, SHA-256 {new['sha256']}")


def show(which: Which, server: Server = None, home: Home = None, as_json: Json = False) -> None:
    """Show a request, the offer that waits, the consent that came of it, and what happened so far, oldest first."""
    with place_of(server, home) as place:
        found = place.show(which)
    if as_json:
        _say_json(found)
        return
    consent = found["consent"] or {}
    rows = {"request": found["id"], "state": found["state"], "version": found["version"], "person": found["subject"],
            "due": found["due"], "consent": consent.get("id"), "counts": consent.get("state"),
            "until": consent.get("until"), "ended": consent.get("ending"),
            "previews": [one["sha256"] for one in found["previews"]] or None}  # fmt: skip
    if words := found.get("case_words"):  # an older server tells none
        rows["case words"] = " / ".join(words.values())
    rows |= {name: value for name, value in found["scope"].items() if value not in (None, [], False, 0)}
    if found["offer"] is not None:
        rows["offer"] = "the person offers less: `POST …/accept` or `…/decline`, or the page of the request"
        rows["document"] = found["offer"].get("document")  # an older server tells none
    grid = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        if value is not None:
            grid.add_row(Text(name), Text(shown(_worded(value))))
    Console(highlight=False).print(grid)
    for one in found.get("history", ()):  # an older server tells none
        about = f" ({one['about']})" if one["about"] else ""
        _console().print(Text(shown(f"{one['at']}  {one['type']}{about}, by {one['by']}")))


def list_all(
    state: Annotated[str | None, typer.Option(help="Only those of this state, such as granted.")] = None,
    server: Server = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the requests, those composed first standing first; --json prints a line each."""
    with place_of(server, home) as place:
        found = place.listed(state)
        if as_json:
            for one in found:
                _say_json(one)
        else:
            _table(found)


def withdraw(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of the receipt.")],
    reason: Annotated[str | None, typer.Option(help="A code word; nobody need give one.")] = None,
    server: Server = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Take a consent back with the code that its person was given. It counts at once."""
    with place_of(server, home) as place:
        done = place.withdraw(code, reason)
    if as_json:
        _say_json(done)
        return
    typer.echo(f"Taken back. The consent {done['consent']} counts no more.")
    for effect in done["effects"]:
        typer.echo(f"- {effect['kind']}: {'done' if effect['done_at'] else 'by ' + effect['due']}")


def receipt(
    which: Which,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write it; its ending says the form.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    server: Server = None,
    home: Home = None,
) -> None:
    """Write the receipt of a consent: .html, .json, .jsonld or .tlog-proof. `tellmark receipt verify` checks it."""
    form = out.suffix.removeprefix(".")
    if form not in _FORMS:
        raise typer.BadParameter(f"{shown(out.name)} ends with none of {', '.join(f'.{one}' for one in _FORMS)}")
    with place_of(server, home) as place:
        data = place.receipt(which, form)
    with new_file(out, replace=force) as target:
        target.write(data)
    typer.echo(f"Written. Check it: tellmark receipt verify {shown(str(out))}")


def changes(
    since: Annotated[str | None, typer.Option(help="The `next` of the answer before; without it, all of it.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on asking, until it is stopped.")] = False,
    server: Server = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tell what has happened, in the log's order and without gaps; --json prints a line each, and `next` at the end."""
    with place_of(server, home) as place:
        while True:
            since, more = _told(place, since, as_json=as_json)
            if not more and not follow:
                break
            if not more:
                time.sleep(2)
    if as_json:
        _say_json({"next": since})
    else:
        _console().print(Text(f"next: {since}", style="dim"))


def _told(place: Consents, since: str | None, *, as_json: bool) -> tuple[str | None, bool]:
    found = place.changes(since)
    for one in found["items"]:
        if as_json:
            _say_json(one)
        else:
            about = one["data"].get("request") or one["data"].get("consent") or ""
            _console().print(Text(shown(f"{one['timestamp']}  {one['type']:<36}  {about}")))
    return found["next"], found["more"]


def _table(requests: Iterable[Mapping[str, Any]]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("request", "state", "what", "until", "due"):
        table.add_column(name, no_wrap=name != "what", overflow="fold")
    for one in requests:
        what = f"{', '.join(one['scope']['modalities'])}: {', '.join(one['scope']['operations'])}"
        cells = one["id"], one["state"], what, one["scope"]["end"][:10], (one["due"] or "")[:10]
        table.add_row(*(Text(shown(cell)) for cell in cells))
    Console(highlight=False).print(table if table.row_count else Text("There is no request here."))


def _say_sent(sent: Mapping[str, Any]) -> None:
    if sent["link"] is None:
        typer.echo(f"Sent by {sent['way']}; an answer is due by {sent['due']}.")
        return
    typer.echo(f"Nobody sends this link unless you do. It is shown this once; an answer is due by {sent['due']}:")
    typer.echo(sent["link"])


def _to_send(document: bytes) -> bytes:
    """Return *document* with `send` set; what is no JSON object is left for whoever reads it to refuse."""
    try:
        told = json.loads(document)
    except (ValueError, RecursionError):
        return document
    return json.dumps({**told, "send": True}).encode() if isinstance(told, dict) else document


def _working(what: str) -> Progress:
    """Show that something is going on, on a terminal only."""
    console = Console(stderr=True)
    progress = Progress(
        SpinnerColumn(), TextColumn(what), console=console, transient=True, disable=not sys.stderr.isatty()
    )
    progress.add_task(what, total=None)
    return progress


def _worded(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _say_json(told: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)
