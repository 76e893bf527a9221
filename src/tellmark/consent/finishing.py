"""To hand in a finished file of a use: what marks it has is read here, and stands in the log and on its persons' pages.

Nothing of it is kept but its SHA-256 and its size, sealed under the key of each person whom it shows.
"""

from collections.abc import Iterable

from tellmark.consent import events as said
from tellmark.consent.errors import BadUse, NotCovered
from tellmark.consent.evolving import file_made, reserved_after
from tellmark.consent.files import Contents, FileSeen, MadeFile, digest_of_file
from tellmark.consent.made.store import Files, KnownFiles, Uses
from tellmark.consent.model import CHECK, Reserved, UseId, UseState
from tellmark.consent.using import own_use
from tellmark.proof.envelope import PersonKey
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.service import key_of


def hand_in(unit: WriteUnit, vault: Vault, use: UseId, seen: FileSeen) -> tuple[MadeFile, ...]:
    """Keep what was *seen* of a finished file of *use*, for each of its persons. Again, it changes nothing.

    It gives no leave: whether it may leave, `settle` says. Raises NotAllowed, NotFound, BadUse where nothing is set
    aside any more or for more files than pieces, and NotCovered where one of the persons has been erased.
    """
    unit.scope.demand(CHECK)
    known = own_use(unit, use)
    if any(one.state is UseState.RELEASED for one in known):
        raise BadUse("what was set aside for this was given back already", "Reserve anew; this must not leave.")
    try:
        keys = [key_of(unit, vault, one.subject) for one in known]
    except SubjectErased as gone:
        raise NotCovered(
            "somebody whom this shows has had everything of theirs deleted", "Do not let it leave; release the use."
        ) from gone
    return tuple(_kept(unit, one, seen, key) for one, key in zip(known, keys, strict=True))


def contents_of(unit: ReadUnit, vault: Vault, files: Iterable[MadeFile]) -> dict[str, Contents | None]:
    """Return the contents of each of *files* by its id; None where its person is erased."""
    return {one.id: _contents(unit, vault, one) for one in files}


def salt_of(key: PersonKey, reserved: str) -> bytes:
    """Return the salt of the files of a use of a consent: whoever has it can check what the log tells of them."""
    return key.secret("consent.file", reserved)


def _contents(unit: ReadUnit, vault: Vault, file: MadeFile) -> Contents | None:
    try:
        return KnownFiles(unit).contents(file, key_of(unit, vault, file.subject))
    except SubjectErased:
        return None


def _kept(unit: WriteUnit, aside: Reserved, seen: FileSeen, key: PersonKey) -> MadeFile:
    digest = digest_of_file(seen.contents.sha256, salt_of(key, aside.id))
    if (known := Files(unit).same(aside.id, digest)) is not None:
        return known
    if aside.files >= aside.outputs:
        raise BadUse("more files are handed in than pieces were set aside", "Reserve what you make.")
    event = said.FileMade(
        file=unit.fresh_id(), reserved=aside.id, use=aside.use, consent=aside.consent, subject=aside.subject,
        digest=digest, media_type=seen.media_type, marks=tuple(one.word for one in seen.marks),
    )  # fmt: skip
    file = file_made(event, unit.at)
    Files(unit).keep(file, seen.contents, key)
    Uses(unit).put(reserved_after(aside, event))
    unit.say(event)
    return file
