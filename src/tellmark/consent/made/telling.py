"""To tell in the log of a finished file that was handed in: once its use is settled, and not before."""

from tellmark.consent import events as said
from tellmark.consent.evolving import file_made, reserved_after
from tellmark.consent.files import MadeFile
from tellmark.consent.lawful.events import BasisFileMade
from tellmark.consent.lawful.evolving import after_on_basis, file_on_basis
from tellmark.consent.made.store import Files, Uses
from tellmark.consent.model import OnBasis, Reserved
from tellmark.store.units import WriteUnit


def tell(unit: WriteUnit, use: Reserved, file: MadeFile) -> Reserved:
    """Tell of *file*, which is not told yet; return what *use* is then."""
    event = _event(file)
    if isinstance(event, BasisFileMade):
        told, after = file_on_basis(event, unit.at), after_on_basis(use, event)
    else:
        told, after = file_made(event, unit.at), reserved_after(use, event)
    Files(unit).tell(told)
    Uses(unit).put(after)
    unit.say(event)
    return after


def _event(file: MadeFile) -> said.FileMade | BasisFileMade:
    marks, unseen = tuple(one.word for one in file.marks), tuple(one.value for one in file.unseen)
    if isinstance(file.consent, OnBasis):
        return BasisFileMade(
            file=file.id, reserved=file.reserved, use=file.use, basis=file.consent.basis, subject=file.subject,
            digest=file.digest, media_type=file.media_type, marks=marks, unseen=unseen,
        )  # fmt: skip
    return said.FileMade(
        file=file.id, reserved=file.reserved, use=file.use, consent=file.consent, subject=file.subject,
        digest=file.digest, media_type=file.media_type, marks=marks, unseen=unseen,
    )  # fmt: skip
