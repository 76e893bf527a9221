"""What the codes of a scope are called: an English message each, which the catalogues know in other languages."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Per,
    Purpose,
    Tick,
    Training,
)
from tellmark.values.currencies import written
from tellmark.values.languages import Language, said, wording

C = TypeVar("C", bound=str)

YOURS: Mapping[Modality, str] = {
    Modality.FACE: said("your face"),
    Modality.VOICE: said("your voice"),
    Modality.BODY: said("your body"),
    Modality.GAIT: said("the way you move"),
    Modality.NAME: said("your name"),
    Modality.STYLE: said("your own style"),
}
"""To the person: what of theirs."""

MODALITIES: Mapping[Modality, str] = {
    Modality.FACE: said("Face"),
    Modality.VOICE: said("Voice"),
    Modality.BODY: said("Body"),
    Modality.GAIT: said("The way of moving"),
    Modality.NAME: said("Name"),
    Modality.STYLE: said("A style of one’s own"),
}

OPERATIONS: Mapping[Operation, str] = {
    Operation.FACE_SWAP: said("The face is put on somebody else’s body"),
    Operation.FACE_EDIT: said("Pictures of the face are changed"),
    Operation.LIP_SYNC: said("The mouth is made to move to other words"),
    Operation.AVATAR: said("A figure that looks like the person moves and speaks"),
    Operation.VOICE_CLONE: said("New words are spoken in a voice made from the person’s own"),
    Operation.REENACT: said("Face and body repeat somebody else’s movements"),
    Operation.TRANSLATE: said("What the person said is spoken in another language"),
    Operation.AGE_CHANGE: said("The person is shown younger or older"),
    Operation.BODY_CHANGE: said("The body is shown otherwise than it is"),
}

PURPOSES: Mapping[Purpose, str] = {
    Purpose.ADVERT: said("adverts"),
    Purpose.ART: said("art"),
    Purpose.EDUCATION: said("teaching"),
    Purpose.ENTERTAINMENT: said("entertainment"),
    Purpose.INTERNAL: said("work inside the organisation"),
    Purpose.MEDICAL: said("medicine"),
    Purpose.NEWS: said("news"),
    Purpose.PERSONAL: said("private use"),
    Purpose.POLITICAL: said("politics"),
    Purpose.RESEARCH: said("research"),
    Purpose.SATIRE: said("satire"),
    Purpose.SERVICE: said("information and service"),
    Purpose.SEXUAL: said("sexual content"),
}

EXCLUSIONS: Mapping[Exclusion, str] = {
    Exclusion.ALCOHOL: said("alcohol"),
    Exclusion.BRANDS: said("brands"),
    Exclusion.CRIME: said("crime"),
    Exclusion.DRUGS: said("drugs"),
    Exclusion.FINANCIAL: said("money and investment"),
    Exclusion.GAMBLING: said("gambling"),
    Exclusion.MEDICAL: said("medicine"),
    Exclusion.POLITICAL: said("politics"),
    Exclusion.RELIGIOUS: said("religion"),
    Exclusion.SEXUAL: said("sexual content"),
    Exclusion.TOBACCO: said("tobacco"),
    Exclusion.VIOLENCE: said("violence"),
    Exclusion.WEAPONS: said("weapons"),
}

CHANNELS: Mapping[Channel, str] = {
    Channel.INTERNAL: said("inside the organisation only"),
    Channel.PRIVATE: said("sent to single people"),
    Channel.SOCIAL: said("social media"),
    Channel.WEB: said("websites"),
    Channel.BROADCAST: said("radio and television"),
    Channel.CINEMA: said("cinema"),
    Channel.PRINT: said("print"),
    Channel.OUTDOOR: said("screens and posters outdoors"),
    Channel.GAME: said("games"),
}

TRAINING: Mapping[Training, str] = {
    Training.NONE: said("No model learns from you beyond what this needs"),
    Training.OWN_MODEL: said("One model of theirs learns from you"),
    Training.ANY_MODEL: said("Any model of theirs may learn from you"),
}
"""To the person."""

TRAINING_OF_PERSON: Mapping[Training, str] = {
    Training.NONE: said("No model learns from the person beyond what this needs"),
    Training.OWN_MODEL: said("One model of whoever asks learns from the person"),
    Training.ANY_MODEL: said("Any model of whoever asks may learn from the person"),
}
"""The same to the requester and to officers."""

AFTERMATH: Mapping[Aftermath, str] = {
    Aftermath.TAKE_DOWN: said("What was released before is taken down, wherever they can reach it."),
    Aftermath.NO_NEW_COPIES: said(
        "What was sold or shown before stays with those who have it; no new copies are made."
    ),
    Aftermath.LET_STAND: said("What was lawfully released before may stay in use."),
}

PER: Mapping[Per, str] = {
    Per.ONCE: said("{amount}, once"),
    Per.OUTPUT: said("{amount} for each piece that is made"),
    Per.MONTH: said("{amount} a month"),
    Per.YEAR: said("{amount} a year"),
}

ASKS: Mapping[Tick, str] = {
    Tick.BIOMETRIC: said("May a pattern of you be measured and kept while this runs?"),
    Tick.CROSS_BORDER: said("May what is yours be sent to another country?"),
    Tick.PUBLIC_DISCLOSURE: said("May the result be shown to the public?"),
    Tick.THIRD_PARTIES: said("May they pass it on to others?"),
    Tick.TRAINING: said("May a model learn from you?"),
}
"""The question that each separate agreement is, to the person."""

ASKS_OF_PERSON: Mapping[Tick, str] = {
    Tick.BIOMETRIC: said("May a pattern of the person be measured and kept while this runs?"),
    Tick.CROSS_BORDER: said("May what is theirs be sent to another country?"),
    Tick.PUBLIC_DISCLOSURE: ASKS[Tick.PUBLIC_DISCLOSURE],
    Tick.THIRD_PARTIES: said("May whoever asks pass it on to others?"),
    Tick.TRAINING: said("May a model learn from the person?"),
}
"""The same to officers, who write down how it was answered."""

TICKS: Mapping[Tick, str] = {
    Tick.BIOMETRIC: said("A pattern of you is measured and kept"),
    Tick.CROSS_BORDER: said("Sent to another country"),
    Tick.PUBLIC_DISCLOSURE: said("Shown to the public"),
    Tick.THIRD_PARTIES: said("Passed on to others"),
    Tick.TRAINING: said("A model learns from you"),
}


def listed(words: Iterable[str], language: Language) -> str:
    """Join *words*, already in *language*, in its manner: a, b and c."""
    first, *rest = reversed([word for word in words if word] or [""])
    if not rest:
        return first
    comma, last = ("、", "和") if language is Language.ZH else (", ", " and ")
    return f"{comma.join(reversed(rest))}{last}{first}"


def worded(codes: Iterable[C], phrases: Mapping[C, str], language: Language) -> str:
    """Join what *codes* are called in *language*, in the order of *phrases*, so that nobody's order tells anything."""
    wanted = frozenset(codes)
    return listed((wording(language)(phrase) for code, phrase in phrases.items() if code in wanted), language)


def money(amount: int, currency: str) -> str:
    """Word an *amount* in the smallest unit of *currency* (ISO 4217): 240000 EUR is EUR 2,400."""
    told = written(amount, currency)
    whole, _point, part = told.partition(".")
    return f"{currency}\N{NO-BREAK SPACE}{told if part.strip('0') else whole}"


TRAINING_ASKED: Mapping[Training, str] = {
    Training.NONE: said("No model learns beyond what this needs"),
    Training.OWN_MODEL: said("One model of ours learns from the person; it is named"),
    Training.ANY_MODEL: said("Any model of ours may learn from the person"),
}
"""The same to the requester, who is asked."""
