"""`tellmark init`: settings and keys for a new installation, tried out at once."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from tellmark.app import Installation, NeedsStore, installation
from tellmark.marks.aigc.birth import label_for
from tellmark.marks.credentials.trial import trial
from tellmark.media.targets import new_file
from tellmark.proof.certificates import UNKNOWN_COUNTRY
from tellmark.proof.passphrase import FILE as PASSPHRASE_FILE
from tellmark.settings import FILE, PROVIDER_CODE, PROVIDER_NAME, SERVE_ADDRESS, STORE_FOLDER
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now, rfc3339

UNNAMED = "Unnamed-provider"

_SETTINGS = """\
# Settings of this Tellmark installation. All of them, and where each comes from: tellmark config show
[provider]
name = {name}  # who answers for what is marked here; stands in every credential
code = {code}  # the registered 27-character provider code, if you have one

[defaults]
for = ["CN", "EU", "US-CA"]  # audiences when none is named

[gate]
required = {required}  # true: refuse to mark a recreated person without a permit

[serve]
address = "{address}"
"""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("init", epilog="Example: tellmark init --name Studio-North")(init)


def init(
    name: Annotated[str | None, typer.Option(help="Who answers for what is marked here.")] = None,
    code: Annotated[str, typer.Option(help="The registered 27-character provider code.")] = "",
    country: Annotated[str, typer.Option(help="The provider's country, two letters (ISO 3166-1).")] = UNKNOWN_COUNTRY,
    production: Annotated[bool, typer.Option("--production", help="Demand permits from the start.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation: tellmark.toml and .tellmark/.")] = None,
) -> None:
    """Write tellmark.toml, a development signing chain and a database, and try them out; what exists stays as it is."""
    place = installation(home)
    who = name or place.settings.get(PROVIDER_NAME) or _asked()
    china = _china(who, code or place.settings.get(PROVIDER_CODE))
    made = place.keys.create(who, country.upper(), now())
    wrote = _settings(place, who, code, production=production)
    place = installation(home)
    signer = place.keys.load(now())
    kept = _kept(place)
    trial(signer, place.anchors(), place.settings.get(PROVIDER_NAME) or who, rfc3339(now()))
    for line in _told(place, china if made else "", kept, made=made, wrote=wrote):
        typer.echo(line)


def _kept(place: Installation) -> str:
    """Make the database, and the log's key; return what to say of it."""
    try:
        before, after = place.furnish()
    except NeedsStore as missing:
        return f"none: {missing.remedy} to keep records and serve"
    return "was here; left as it is" if before == after else f"{place.settings.get(STORE_FOLDER)}/ made"


def _asked() -> str:
    if not sys.stdin.isatty():
        return UNNAMED
    return str(typer.prompt("Who answers for what is marked here", default=UNNAMED))


def _china(name: str, code: str) -> str:
    """Return how the implicit label of GB 45438 names this provider if not by its name, or why it cannot.

    Without a code the reason is no error: others may never need that label.
    """
    try:
        said = label_for(name, code or None, "0").content_producer
    except TellmarkError as error:
        if code:
            raise
        return f"{error.what}. {error.remedy}"
    return "" if said in (name, code) else f"The implicit label holds no spaces; it will say {said}."


def _settings(place: Installation, name: str, code: str, *, production: bool) -> bool:
    path = place.settings.home / FILE
    if path.exists():
        return False
    text = _SETTINGS.format(
        name=json.dumps(name, ensure_ascii=False),  # for printable text a JSON string is a TOML string
        code=json.dumps(code),
        required=str(production).lower(),
        address=SERVE_ADDRESS.default,
    )
    with new_file(path, replace=False) as file:
        file.write(text.encode())
    return True


def _told(place: Installation, china: str, kept: str, *, made: bool, wrote: bool) -> list[str]:
    active = place.keys.listing()[0]
    until = f"{active.not_after:%Y-%m-%d}"
    if not made and not wrote:
        return [
            f"Nothing was changed: {FILE} and the keys of {active.organisation} were here (valid until {until}).",
            "Tried out     A sample was signed and read back: intact, signer known only here.",
        ]
    lines = [
        f"Settings      {FILE} {'written' if wrote else 'was here; left as it is'}",
        f"Database      {kept}",
        f"Keys          .tellmark/ {'made' if made else 'was here; left as it is'}, certificate valid until {until}",
        "Tried out     A sample was signed and read back: intact, signer known only here.",
    ]
    if active.development:
        lines.append(
            "Known only here: others see an unknown signer until a public authority vouches (tellmark key csr)."
        )
    if made and not active.locked:
        lines.append(f"The key file is not encrypted. To encrypt new keys, set {PASSPHRASE_FILE} before.")
    if china:
        lines.append(f"For China     {china}")
    lines.append("Next          tellmark mark FILE --operation face_swap  ·  tellmark doctor")
    return lines
