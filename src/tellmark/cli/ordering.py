"""From flags and settings to an order: what was done, with which model, for whom."""

import sys
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

import typer

from tellmark.marks.service import MarkOrder
from tellmark.rules.audiences import audiences_of
from tellmark.rules.library import shipped_codes
from tellmark.rules.model import Operation, Purpose
from tellmark.rules.pack import Feature
from tellmark.settings import DEFAULTS_FOR, BadSettings, Settings, operation_named
from tellmark.values.errors import ErrorKind, TellmarkError

W = TypeVar("W", bound=StrEnum)


class NoOperation(TellmarkError):
    """Nobody said what was done to the file, and that decides what the world must be told."""

    code = "cli.no_operation"
    kind = ErrorKind.USAGE


def ordered(
    settings: Settings,
    operation: str | None,
    model: str,
    model_version: str,
    audiences: str | None,
    purpose: str = Purpose.GENERAL,
    features: Iterable[str] = (),
    *,
    strict: bool,
    keep_broken_parent: bool,
) -> MarkOrder:
    """Make the order: flags first, then the model's entry in the settings, then one question on a terminal.

    Raises NoOperation, BadSettings and BadAudience.
    """
    known = settings.models.get(model)
    if operation is not None:
        done = operation_named(operation)
    elif known is not None:
        done = known.operation
    else:
        done = _asked()
    return MarkOrder(
        operation=done,
        audiences=territories(audiences, settings),
        model=model,
        model_version=model_version or (known.version if known else ""),
        market=known.market if known else None,
        purpose=purpose_named(purpose),
        features=features_named(features),
        strict=strict,
        keep_broken_parent=keep_broken_parent,
    )


def purpose_named(name: str) -> Purpose:
    """Return the purpose called *name*. Raises BadSettings with those that there are."""
    if name not in list(Purpose):
        raise BadSettings(f"{name} is no purpose", f"The purposes are: {', '.join(Purpose)}.")
    return Purpose(name)


def features_named(names: Iterable[str]) -> frozenset[str]:
    """Return the features called *names*. Raises BadSettings with those that there are."""
    return frozenset(named(Feature, name) for name in names)


def named(kind: type[W], name: str) -> W:
    """Return the *kind* called *name*. Raises BadSettings with the nearest name and those that there are."""
    if name in list(kind):
        return kind(name)
    nearest = get_close_matches(name, list(kind), n=1)
    hint = f"Did you mean {nearest[0]}? " if nearest else ""
    raise BadSettings(f"{name} is no {kind.__name__.lower()}", f"{hint}There are: {', '.join(kind)}.")


def territories(text: str | None, settings: Settings) -> tuple[str, ...]:
    """Read `CN,EU,US-CA`, each once; without a text the audiences of the settings. Raises BadAudience."""
    wanted = settings.get(DEFAULTS_FOR) if text is None else text.split(",")
    return audiences_of(wanted, shipped_codes())


def _asked() -> Operation:
    """Ask once on a terminal; there is no default, for a wrong operation would tell the world something untrue."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoOperation(
            "nobody said what was done to the file",
            f"Add --operation ({', '.join(Operation)}), or --model with an entry [models.NAME] in tellmark.toml.",
        )
    return operation_named(typer.prompt(f"What was done to it? ({', '.join(Operation)})", err=True))
