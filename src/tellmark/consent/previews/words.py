"""A recording of the person, as pages show it to them and to officers: what it is, and whose word stands behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tellmark.consent.previews.model import Described
from tellmark.media.kinds import Modality
from tellmark.values.languages import Language, said, wording


@dataclass(frozen=True, slots=True)
class Shown:
    """One as a page shows it: what it is, the address of the file, whose it is, and what is said of it."""

    kind: Modality
    source: str
    caption: str
    lines: tuple[str, ...]


OWN: Mapping[Modality, str] = {
    Modality.IMAGE: said("Your own picture, as {asker} has it; nothing was made from it."),
    Modality.AUDIO: said("Your own recording, as {asker} has it; nothing was made from it."),
    Modality.VIDEO: said("Your own film, as {asker} has it; nothing was made from it."),
}
"""What each is called to the person themselves."""

THEIRS: Mapping[Modality, str] = {
    Modality.IMAGE: said("The person’s own picture, as {asker} has it; nothing was made from it."),
    Modality.AUDIO: said("The person’s own recording, as {asker} has it; nothing was made from it."),
    Modality.VIDEO: said("The person’s own film, as {asker} has it; nothing was made from it."),
}
"""What each is called to everybody else."""

_SAYS = said("They say: “{origin}”, taken {taken}.")
_WORD = said("That it is unaltered is their word. We found no mark of AI in it, and that proves nothing.")


def shown_at(
    previews: Iterable[Described], address: str, asker: str, language: Language, names: Mapping[Modality, str] = OWN
) -> list[Shown]:
    """Return *previews*, whose files lie below *address*, as *asker* has them, each called by *names*."""
    _ = wording(language)
    return [
        Shown(
            one.kind.modality,
            f"{address}/{one.id}",
            _(names[one.kind.modality]).format(asker=asker),
            (_(_SAYS).format(origin=one.origin, taken=one.taken), _(_WORD)),
        )
        for one in previews
    ]
