"""What cannot be asked, fault by fault: beside which field it stands, and what to do."""

from collections.abc import Mapping, Sequence

from tellmark.consent.requester.composing.fields import WORDS
from tellmark.surface.forms import Mistake
from tellmark.values.languages import Language, said, wording

_FAULTS: Mapping[str, tuple[str, str, str]] = {
    "over_already": ("end", said("The end has passed already."), said("Choose a later day.")),
    "backdated": (
        "start",
        said("It would begin more than 62 days before it is asked."),
        said("Choose today or later: nothing counts before the person has agreed."),
    ),
    "too_long": ("end", said("That is longer than ten years."), said("Choose an earlier day, and ask anew then.")),
    "modality_missing": (
        "modalities",
        said("What is to be done needs more of the person than is ticked."),
        said("Tick the face, the voice or the body that it takes."),
    ),
    "language_missing": (
        "languages",
        said("A voice speaks in some language, and none is named."),
        said("Tick a language at least."),
    ),
    "purpose_excluded": (
        "purposes",
        said("The same is a purpose and excluded."),
        said("Take it out of one of the two lists."),
    ),
    "model_missing": (
        "models",
        said("A model is to learn, and is not named."),
        said("Write its id and version, such as avatar-2."),
    ),
    "private_but_passed_on": (
        "channels",
        said("It goes to single people only, and yet may be passed on."),
        said("Choose other channels, or do not pass it on."),
    ),
    "territory_unknown": (
        "territories",
        said("One of the places is none."),
        said("Write codes such as CN, EU, US-CA."),
    ),
    "territory_within_another": (
        "territories",
        said("One of the places lies within another: to leave it out later would change nothing."),
        said("Name the whole, or its parts."),
    ),
    "language_unknown": (
        "languages",
        said("One of the languages is none."),
        said("Write its code, not its name: en for English, zh for Chinese."),
    ),
    "model_unknown": (
        "models",
        said("A model’s id has letters, digits, points and hyphens only."),
        said("Write it without spaces."),
    ),
    "kept_too_long": (
        "retention_days",
        said("What was taken of a person is kept for three years at most."),
        said("Write 1095 days or fewer, or leave it empty."),
    ),
    "purpose_missing": (
        "purpose_words",
        said("It is not said what it is for."),
        said("Say it in a sentence."),
    ),
    "content_differs": ("content", said("The script is not the one that was asked."), said("Paste it again.")),
    "name_misleads": (
        "name_1",
        said("A name cannot be shown: it mixes alphabets, hides characters or is in code (xn--)."),
        said("Write it in letters of one script."),
    ),
    "contact_unknown": (
        "contact_1",
        said("One of the contacts is neither an e-mail address nor a telephone number."),
        said("Write name@example.com, or a number with its +."),
    ),
    "former_hand": (
        "party",
        said("Who asks has changed hands, and the new name does not stand in this request."),
        said("Write the name of who has it now as the company on whose behalf you ask."),
    ),
    "takes_no_place": (
        "party",
        said("This cannot take the place of what was agreed: it asks somebody else, or for another company."),
        said("Ask the same person, for the same company or for whoever has it now."),
    ),
    "person_twice": (
        "contact_1",
        said("The same person stands here twice."),
        said("Ask each person once."),
    ),
}


def mistakes_of(faults: Sequence[str], language: Language) -> list[Mistake]:
    """Return a mistake for each of *faults*, each once."""
    _ = wording(language)
    told = [_FAULTS.get(fault, _of_length(fault)) for fault in dict.fromkeys(faults)]
    return [Mistake(field, _(what), _(remedy)) for field, what, remedy in told]


def _of_length(fault: str) -> tuple[str, str, str]:
    """Return what to say of a text that is too long or cannot be read, and of what has no words of its own."""
    name, _, trouble = fault.partition("_")
    field = WORDS.get(name, "message")
    if trouble == "unreadable":
        return (
            field,
            said("The text holds characters that nobody can see."),
            said("Type it anew instead of pasting it."),
        )
    if trouble == "too_long":
        return field, said("The text is too long."), said("Shorten it, and put the rest into the script.")
    return field, said("This cannot be asked as it stands."), said("Look at each page again.")
