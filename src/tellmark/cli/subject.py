"""`tellmark subject`: the opaque persons of this installation: open, hold, erase, and say so under a signature."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tellmark.app import installation
from tellmark.cli.edge import Exit
from tellmark.values.instants import now, rfc3339

if TYPE_CHECKING:  # an extra
    from tellmark.store.scope import Scope
    from tellmark.subjects.model import Answer, Hold

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
Who = Annotated[str, typer.Argument(metavar="SUBJECT", help="The person's opaque id.")]
HoldArgument = Annotated[str, typer.Argument(metavar="HOLD", help="The hold's id.")]

SCHEMA = "tellmark.subject/1"


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="The opaque persons: open, hold, erase.", no_args_is_help=True)
    group.command("open", epilog="Example: tellmark subject open")(open_one)
    group.command("show", epilog="Example: tellmark subject show SUBJECT")(show)
    group.command("erase", epilog="Example: tellmark subject erase SUBJECT")(erase)
    group.command("statement", epilog="Example: tellmark subject statement SUBJECT > erasure.jws")(statement)
    group.command("hold", epilog="Example: tellmark subject hold SUBJECT --case case-7 --rule DSA-17 --days 90")(hold)
    group.command("confirm", epilog="Example: tellmark subject confirm HOLD")(confirm)
    group.command("review", epilog="Example: tellmark subject review HOLD --days 90")(review)
    group.command("lift", epilog="Example: tellmark subject lift HOLD")(lift)
    app.add_typer(group, name="subject")


def open_one(home: Home = None) -> None:
    """Open a person, with a key of their own, and print the id: nothing in it tells who that is."""
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        from tellmark.subjects.service import open_subject

        subject = open_subject(unit, vault)
    typer.echo(subject.id)


def show(who: Who, home: Home = None) -> None:
    """Show the state of a person, the holds on their erasure, and the erasure, as JSON."""
    place = installation(home)
    with place.database() as database, database.read(_operator()) as unit:
        from tellmark.subjects.model import SubjectId
        from tellmark.subjects.service import look_up
        from tellmark.subjects.store import KnownErasures, KnownHolds

        subject = look_up(unit, SubjectId(who))
        said = {
            "schema": SCHEMA,
            "subject": subject.id,
            "state": subject.state,
            "epoch": subject.epoch,
            "opened_at": rfc3339(subject.opened_at),
            "holds": [_hold(one, unit.at) for one in KnownHolds(unit).on(subject.id)],
            "erasure": msgspec.to_builtins(KnownErasures(unit).of(subject.id)),
        }
    typer.echo(msgspec.json.encode(said).decode())


def erase(who: Who, home: Home = None) -> None:
    """Erase a person: their key is destroyed, with all that is sealed under it. Ends with 6 under a legal hold."""
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault:
        from tellmark.duties import holders
        from tellmark.subjects.erasing import ask_erasure, carry_out
        from tellmark.subjects.model import SubjectId

        with database.write(_operator()) as unit:
            answer = ask_erasure(unit, holders(), SubjectId(who))
        while carry_out(database, vault, holders()).erased:
            pass
    raise typer.Exit(_answered(answer))


def statement(who: Who, home: Home = None) -> None:
    """Print the signed statement of an erasure that is done: a compact JWS."""
    place = installation(home)
    with place.database() as database, database.read(_operator()) as unit:
        from tellmark.subjects.model import SubjectId
        from tellmark.subjects.statements import signed_statement
        from tellmark.subjects.store import KnownErasures

        erasure = KnownErasures(unit).done(SubjectId(who))
    typer.echo(signed_statement(erasure, place.keys.load_reports(now())))


def hold(
    who: Who,
    case: Annotated[str, typer.Option(help="The open case, by its opaque id.")],
    rule: Annotated[str, typer.Option(help="The rule that forbids erasing, by its id, such as DSA-17.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until the hold is looked at again.")],
    order: Annotated[bool, typer.Option("--order", help="By order of an authority: two officers.")] = False,
    home: Home = None,
) -> None:
    """Hold up a person's erasure, and print the hold's id. One by order lapses after 72 hours unless confirmed."""
    place = installation(home)
    with place.database() as database, database.write(_operator()) as unit:
        from tellmark.subjects.holding import set_hold
        from tellmark.subjects.model import Basis, HoldTerms, SubjectId

        terms = HoldTerms(case, rule, Basis.ORDER if order else Basis.CASE, unit.at + timedelta(days=days))
        made = set_hold(unit, SubjectId(who), terms)
    typer.echo(made.id)


def confirm(one: HoldArgument, home: Home = None) -> None:
    """Confirm, as a second officer, a hold by order: another user of this machine than the one who set it."""
    place = installation(home)
    with place.database() as database, database.write(_operator()) as unit:
        from tellmark.subjects.holding import confirm_hold
        from tellmark.subjects.model import HoldId

        confirm_hold(unit, HoldId(one))
    typer.echo("Confirmed.")


def review(
    one: HoldArgument,
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until the hold is looked at again.")],
    home: Home = None,
) -> None:
    """Leave a hold standing until its next review."""
    place = installation(home)
    with place.database() as database, database.write(_operator()) as unit:
        from tellmark.subjects.holding import review_hold
        from tellmark.subjects.model import HoldId

        review_hold(unit, HoldId(one), unit.at + timedelta(days=days))
    typer.echo("It stands until its next review.")


def lift(one: HoldArgument, home: Home = None) -> None:
    """Lift a hold; an erasure that waited for it is carried out at once. One by order takes two officers."""
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault:
        from tellmark.duties import holders
        from tellmark.subjects.erasing import carry_out
        from tellmark.subjects.holding import lift_hold
        from tellmark.subjects.model import HoldId, Lifting

        with database.write(_operator()) as unit:
            what = lift_hold(unit, HoldId(one))
        while carry_out(database, vault, holders()).erased:
            pass
    typer.echo("Lifted." if what is Lifting.LIFTED else "It stands until a second officer asks to lift it, too.")


def _operator() -> "Scope":
    """Return who works here: a user of this machine, by number."""
    from tellmark.store.scope import HOME, Scope
    from tellmark.subjects.holding import SET

    return Scope(HOME, f"operator-{os.getuid()}", frozenset({SET}))


def _answered(answer: "Answer") -> Exit:
    """Say what came of asking to be erased, in words for the person."""
    from tellmark.subjects.model import Held

    if not isinstance(answer, Held):
        typer.echo("Erased. What the law forces to keep, and until when, is in the statement:")
        typer.echo(f"tellmark subject statement {answer.erasure.subject}")
        return Exit.OK
    typer.echo("The erasure waits, and is carried out as soon as nothing holds it up:")
    for one in answer.holds:
        again = f"looked at again on {one.terms.review_at:%Y-%m-%d}"
        typer.echo(f"- by rule {one.terms.rule}, since {one.set_at:%Y-%m-%d}; {again}")
    return Exit.REFUSED


def _hold(one: "Hold", at: datetime) -> dict[str, object]:
    return {
        "id": one.id,
        "case": one.terms.case,
        "rule": one.terms.rule,
        "basis": one.terms.basis,
        "set_at": rfc3339(one.set_at),
        "review_at": rfc3339(one.terms.review_at),
        "stands": one.stands(at),
        "confirmed": not one.needs_second,
    }
