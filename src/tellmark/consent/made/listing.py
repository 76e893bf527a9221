"""What was made under a consent up to what was taken back of it: the list of what is to be taken down, as a document.

Its SHA-256 shows that it was made (`EffectDone.evidence`). A salt stands in it that goes with the person's key: the log
tells that digest to everybody, and nobody who has a file can try it against the list.
"""

from collections.abc import Iterator

import msgspec

from tellmark.consent.events import EffectBegun, EffectDone, FileMade, UseReserved
from tellmark.consent.made.opening import contents_of, list_salt
from tellmark.consent.made.store import KnownFiles, KnownUses
from tellmark.consent.model import Effect, EffectKind, Reserved
from tellmark.consent.store import KnownConsents, KnownEffects
from tellmark.consent.use_answers import MadeUse, OutputsAnswer, made_use
from tellmark.store.errors import NotFound
from tellmark.store.leaves import Leaves
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
    which empties SHA-256, size and salt. What came before what is told by the numbers of leaves, which are all written
    under the person's lock: an instant is that of a unit's beginning, and of a whole second. Whoever makes the digest
    holds that lock. Raises NotFound for an effect that has no list.
    """
    if effect.kind not in LISTED:
        raise NotFound(f"there is no such {KnownEffects.noun} here")
    subject, since = KnownConsents(unit).get(effect.consent).subject, rfc3339(effect.begun_at)
    salt = list_salt(unit, vault, subject, f"{effect.consent} {since}")
    uses = list(_uses(unit, vault, effect))
    told = OutputsAnswer(form=FORM, consent=effect.consent, until=since, salt=salt, uses=uses)
    return canonical(msgspec.to_builtins(told))


def _uses(unit: ReadUnit, vault: Vault, effect: Effect) -> Iterator[MadeUse]:
    made, leaves = KnownUses(unit).made_by(effect.consent), Leaves(unit)
    began = leaves.numbers([effect.id], EffectBegun.name)[effect.id]
    reserved = leaves.numbers([one.id for one in made], UseReserved.name)
    found = sorted((one for one in made if reserved[one.id] < began), key=lambda one: reserved[one.id])
    done = leaves.numbers([effect.id], EffectDone.name).get(effect.id)
    for first in range(0, len(found), _AT_ONCE):
        yield from _some(unit, vault, found[first : first + _AT_ONCE], done)


def _some(unit: ReadUnit, vault: Vault, uses: list[Reserved], done: int | None) -> Iterator[MadeUse]:
    """Yield *uses* with their files, without those of which leaves beyond *done* tell."""
    files = KnownFiles(unit).of([one.id for one in uses])
    every = [one for each in files.values() for one in each]
    told = {} if done is None else Leaves(unit).numbers([one.id for one in every], FileMade.name)
    listed = [one for one in every if done is None or told[one.id] < done]
    contents = contents_of(unit, vault, listed)
    for use in uses:
        yield made_use(use, [one for one in files[use.id] if one.id in contents], contents)
