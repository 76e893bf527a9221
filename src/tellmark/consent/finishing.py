"""To hand in a finished file of a use: what marks it has is read here, and stands on its persons' pages once it leaves.

Nothing of it is kept but its SHA-256 and its size, sealed under the key of each person whom it shows.
"""

from tellmark.consent.errors import BadUse, NotCovered
from tellmark.consent.files import FileSeen, MadeFile, digest_of_file
from tellmark.consent.made.opening import salt_of
from tellmark.consent.made.store import Files
from tellmark.consent.made.telling import tell
from tellmark.consent.model import CHECK, Reserved, UseId, UseState
from tellmark.consent.using import check_takes, own_use
from tellmark.proof.envelope import PersonKey
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of

MOST_FILES = 100
"""Of one use: whoever makes more reserves another."""


def hand_in(unit: WriteUnit, vault: Vault, use: UseId, seen: FileSeen) -> tuple[MadeFile, ...]:
    """Keep what was *seen* of a finished file of *use*, for each of its persons. Again, it changes nothing.

    It gives no leave: whether it may leave, `settle` says, and then the log tells of it. Of a settled use more may be
    handed in, for those of its persons who are not erased since. Raises NotAllowed, NotFound, BadUse where nothing is
    set aside any more or for more files than pieces, and NotCovered where somebody has been erased before it left.
    """
    unit.scope.demand(CHECK)
    known = own_use(unit, use)
    check_takes(unit, known)
    keys = [(one, _key(unit, vault, one.subject)) for one in known]
    left = [(one, key) for one, key in keys if key is not None]
    if not left or (len(left) < len(known) and any(one.state is not UseState.SETTLED for one in known)):
        raise NotCovered(
            "somebody whom this shows has had everything of theirs deleted",
            "Do not let it leave; of what has left, nothing more is kept for them.",
        )
    return tuple(_kept(unit, one, seen, key) for one, key in left)


def _key(unit: WriteUnit, vault: Vault, subject: SubjectId) -> PersonKey | None:
    try:
        return key_of(unit, vault, subject)
    except SubjectErased:
        return None


def _kept(unit: WriteUnit, aside: Reserved, seen: FileSeen, key: PersonKey) -> MadeFile:
    files, digest = Files(unit), digest_of_file(seen.contents.sha256, salt_of(key, aside.id))
    if (known := files.same(aside.id, digest)) is not None:
        return known
    if files.count(aside.id) >= min(aside.outputs, MOST_FILES):
        raise BadUse(
            "more files are handed in than this use has pieces, or than can be handed in for one",
            f"Reserve what you make, at most {MOST_FILES} files at once.",
        )
    file = MadeFile(
        unit.fresh_id(), aside.id, aside.use, aside.consent, aside.subject, digest, seen.media_type, seen.marks,
        seen.unseen, unit.at,
    )  # fmt: skip
    files.keep(file, seen.contents, key)
    if aside.state is UseState.SETTLED:
        tell(unit, aside, file)
    return file
