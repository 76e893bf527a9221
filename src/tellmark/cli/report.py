"""`tellmark report verify`: is a saved report as it was signed, and who signed it?"""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from tellmark.app import installation
from tellmark.cli.edge import Exit
from tellmark.cli.spoken import language
from tellmark.cli.streams import source_stream
from tellmark.proof.giving_up import believed_pins
from tellmark.proof.reports import Integrity, SignedDocument, Standing
from tellmark.values.instants import now
from tellmark.values.languages import Language, said, wording
from tellmark.verify.amounts import instant_words, plain
from tellmark.verify.saved import LARGEST, SavedCheck, Sheet, check, is_sound
from tellmark.verify.words import kind_words, trust_list_words, verdict_sentence

_INTEGRITY = {
    Integrity.INTACT: said("The signed answer is intact."),
    Integrity.TAMPERED: said("The signed answer was changed after it was signed. Do not rely on it."),
    Integrity.MALFORMED: said("The signature cannot be read. Do not rely on this report."),
}
_STANDING = {
    Standing.PINNED: said("Signed by {name}, known here."),
    Standing.UNKNOWN: said("Signed by somebody who calls themselves {name}; nobody here knows them. Anyone can sign."),
    Standing.EXPIRED: said("Signed by somebody who calls themselves {name}, with a certificate that has run out."),
    Standing.NOT_CHECKED: said("Who signed it was not checked."),
}
_SHEET = {
    Sheet.AGREES: said("The words on the sheet are those of the signed answer."),
    Sheet.CHANGED: said("The words on the sheet were changed. Only the signed answer below counts."),
    Sheet.OTHER_VERSION: said(
        "Another version of Tellmark wrote the sheet; its words were not compared. Only the signed answer below counts."
    ),
}


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Saved reports.", no_args_is_help=True, rich_markup_mode=None)
    group.command("verify", epilog="Example: tellmark report verify tellmark-report.html")(verify)
    app.add_typer(group, name="report")


def verify(
    file: Annotated[str, typer.Argument(help="The saved report (HTML), or its compact JWS; - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation whose pins count.")] = None,
) -> None:
    """Tell whether a saved report is as it was signed, who signed it, and what it says. Asks nobody over the network.

    Ends with 0 for an intact report, 3 for one that was changed, 4 where there is no signed report in the file.
    """
    with source_stream(file) as stream:
        data = stream.read(LARGEST + 1)
    checked = check(data, believed_pins(installation(home).keys), now())
    if as_json:
        typer.echo(msgspec.json.encode(document(checked)).decode())
    else:
        for line in lines(checked, language()):
            Console(highlight=False, soft_wrap=True).print(Text(line))
    raise typer.Exit(Exit.OK if is_sound(checked) else Exit.BROKEN)


def lines(checked: SavedCheck, spoken: Language) -> list[str]:
    """Word what a saved report turned out to be."""
    _ = wording(spoken)
    told = [_(_INTEGRITY[checked.document.integrity])]
    if checked.document.integrity is Integrity.INTACT:
        told.append(_(_STANDING[checked.document.signer]).format(name=_name(checked.document, spoken)))
    if checked.sheet in _SHEET:
        told.append(_(_SHEET[checked.sheet]))
    if (report := checked.report) is not None:
        told += [
            "",
            verdict_sentence(report, spoken),
            _(said("File: {kind}")).format(kind=kind_words(report.file, spoken)),
            f"SHA-256: {report.file.sha256}",
            _(said("Checked: {instant}")).format(instant=instant_words(report.checked_at, spoken)),
            trust_list_words(report, spoken),
        ]
    return told


def document(checked: SavedCheck) -> dict[str, object]:
    """Return the same for programs."""
    found = checked.document
    return {
        "integrity": found.integrity,
        "signer": found.signer,
        "organisation": found.organisation,
        "certificate_sha256": found.leaf_sha256,
        "sheet": checked.sheet,
        "report": msgspec.to_builtins(checked.report),
    }


def _name(found: SignedDocument, spoken: Language) -> str:
    return plain(found.organisation or "") or wording(spoken)(said("nobody by name"))
