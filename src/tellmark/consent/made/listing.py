"""What was made under a consent up to what was taken back of it: the list of what is to be taken down, as a document.

Its SHA-256 shows that it was made (`EffectDone.evidence`). A salt stands in it that goes with the person's key: the log
tells that digest to everybody, and nobody who has a file can try it against the list.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from tellmark.consent.made.opening import contents_of, list_salt
from tellmark.consent.made.store import KnownFiles, KnownUses
from tellmark.consent.model import Effect, EffectKind, Reserved
from tellmark.consent.store import KnownConsents, KnownEffects
from tellmark.consent.use_answers import MadeUse, OutputsAnswer, made_use
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339

FORM = "tellmark.outputs/1"
LISTED = frozenset({EffectKind.LIST_OUTPUTS, EffectKind.TAKE_DOWN})
"""What follows an end that is about what was made, and has a list."""

_AT_ONCE = 100


def outputs_of(unit: ReadUnit, vault: Vault, effect: Effect) -> bytes:
    """Return the list of *effect* as canonical JSON: every use until it began, oldest first, with each finished file.

    Files that were handed in later stand there until it is done; then it changes no more, but by the person's erasure,
    which empties SHA-256, size and salt. Raises NotFound for an effect that has no list.
    """
    if effect.kind not in LISTED:
        raise NotFound(f"there is no such {KnownEffects.noun} here")
    subject, since = KnownConsents(unit).get(effect.consent).subject, rfc3339(effect.begun_at)
    salt = list_salt(unit, vault, subject, f"{effect.consent} {since}")
    uses = list(_uses(unit, vault, effect))
    told = OutputsAnswer(form=FORM, consent=effect.consent, until=since, salt=salt, uses=uses)
    return canonical(msgspec.to_builtins(told))


def _uses(unit: ReadUnit, vault: Vault, effect: Effect) -> Iterator[MadeUse]:
    found = KnownUses(unit).made_until(effect.consent, effect.begun_at)
    for first in range(0, len(found), _AT_ONCE):
        yield from _some(unit, vault, found[first : first + _AT_ONCE], effect.done_at)


def _some(unit: ReadUnit, vault: Vault, uses: list[Reserved], until: datetime | None) -> Iterator[MadeUse]:
    files = {
        reserved: [one for one in each if until is None or one.at <= until]
        for reserved, each in KnownFiles(unit).of([one.id for one in uses]).items()
    }
    contents = contents_of(unit, vault, [one for each in files.values() for one in each])
    for use in uses:
        yield made_use(use, files[use.id], contents)
