"""To tell in the log of a finished file that was handed in: once its use is settled, and not before."""

from tellmark.consent import events as said
from tellmark.consent.evolving import file_made, reserved_after
from tellmark.consent.files import MadeFile
from tellmark.consent.made.store import Files, Uses
from tellmark.consent.model import Reserved
from tellmark.store.units import WriteUnit


def tell(unit: WriteUnit, use: Reserved, file: MadeFile) -> Reserved:
    """Tell of *file*, which is not told yet; return what *use* is then."""
    event = said.FileMade(
        file=file.id, reserved=file.reserved, use=file.use, consent=file.consent, subject=file.subject,
        digest=file.digest, media_type=file.media_type,
        marks=tuple(one.word for one in file.marks), unseen=tuple(one.value for one in file.unseen),
    )  # fmt: skip
    Files(unit).tell(file_made(event, unit.at))
    after = reserved_after(use, event)
    Uses(unit).put(after)
    unit.say(event)
    return after
