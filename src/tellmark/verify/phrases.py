"""The sentences of an answer, in English, as the catalogues know them; which one is said, `words` decides."""

from collections.abc import Mapping
from enum import StrEnum

from tellmark.marks.model import Layer, Mark, Says, State, Trust
from tellmark.rules.model import Operation
from tellmark.values.languages import said
from tellmark.verify.report import CnTier, Verdict


class Tone(StrEnum):
    """The colour that helps a word: said, act soon, broken, open. It never speaks alone."""

    SAID = "said"
    SOON = "soon"
    BAD = "bad"
    OPEN = "open"


class Shape(StrEnum):
    """The shape that stands beside a word: full can be checked, half is declared, dashed was not checked."""

    FULL = "full"
    HALF = "half"
    DOT = "dot"
    CHANGED = "changed"
    BROKEN = "broken"
    DISPUTED = "disputed"
    EMPTY = "empty"
    OPEN = "open"


NO_MARK = said("We found no AI mark. This does not show that the file is real.")
MALFORMED_MARK = said("We found a mark, but it is broken. This does not show that the file is real.")
ONLY_MALFORMED = said("It is not written as its standard asks, so what it says cannot be relied on.")
MADE = said("Made with AI")
CHANGED = said("Changed with AI")
EITHER = said("Made or changed with AI")

TITLES: Mapping[Verdict, str] = {
    Verdict.AI_ATTESTED: EITHER,
    Verdict.AI_DECLARED: said("Says that it was made or changed with AI"),
    Verdict.AI_POSSIBLE: said("Possibly made or changed with AI"),
    Verdict.AI_SUSPECTED: said("Suspected to be made or changed with AI"),
    Verdict.NO_MARK_FOUND: NO_MARK,
    Verdict.UNREADABLE: said("We could not read this file"),
}
TONES: Mapping[Verdict, Tone] = {
    Verdict.AI_ATTESTED: Tone.SAID,
    Verdict.AI_DECLARED: Tone.SAID,
    Verdict.AI_POSSIBLE: Tone.OPEN,
    Verdict.AI_SUSPECTED: Tone.OPEN,
    Verdict.NO_MARK_FOUND: Tone.OPEN,
    Verdict.UNREADABLE: Tone.BAD,
}
SENTENCES: Mapping[Verdict, str] = {
    Verdict.AI_ATTESTED: said("A signature that a public list knows says so."),
    Verdict.AI_DECLARED: said("A label in the file says so. Anyone could have written it."),
    Verdict.AI_POSSIBLE: said("Whoever shared it said so. Nothing in the file shows it."),
    Verdict.AI_SUSPECTED: said("Only a visible label, a broken mark or a trace suggests it. None of them is proof."),
    Verdict.NO_MARK_FOUND: said("Marks can be lost on the way, and many files never had one."),
    Verdict.UNREADABLE: said("That is not the same as finding nothing."),
}
KNOWN_ONLY_HERE = said("A signature says so. It is intact, and its signer is known only here.")
UNDER_THE_PIXELS = said("An invisible mark in the picture says so. Anyone could have put it there.")
SIGNER_UNKNOWN = said("An intact signature says so, but its signer is not known here. Anyone can sign.")
SIGNER_GAVE_UP = said("An intact signature says so, but its signer gave that key up: somebody else may have made it.")
CHANGED_AFTERWARDS = said("Careful: the file was changed after it was signed.")
CONTRADICTION = said("Careful: the marks in this file contradict each other.")

ASK_FOR_ORIGINAL = said("Ask whoever sent it for the original file. Screenshots and messengers remove marks.")
FIND_FIRST = said("Look for where it was first published, and what others say about it there.")
NOT_ALONE = said("If much hangs on it, do not decide on this file alone.")
EXPORT_AGAIN = said("Open the file in its own program and export it again as JPEG, PNG, WAV, MP3 or MP4.")
ASK_THE_MAKER = said("Ask the maker whom the label names whether it comes from them.")
AI_IS_NOT_FALSE = said("Made with AI does not mean untrue: look at what it claims, too.")
NEXT: Mapping[Verdict, tuple[str, ...]] = {
    Verdict.AI_ATTESTED: (AI_IS_NOT_FALSE,),
    Verdict.AI_DECLARED: (ASK_THE_MAKER, AI_IS_NOT_FALSE),
    Verdict.AI_POSSIBLE: (ASK_FOR_ORIGINAL, AI_IS_NOT_FALSE),
    Verdict.AI_SUSPECTED: (ASK_FOR_ORIGINAL, NOT_ALONE),
    Verdict.NO_MARK_FOUND: (ASK_FOR_ORIGINAL, FIND_FIRST, NOT_ALONE),
    Verdict.UNREADABLE: (EXPORT_AGAIN, said("If it came from somebody else, ask for the original file.")),
}

TIERS: Mapping[CnTier, str] = {
    CnTier.CONFIRMED: said("Generated or synthetic"),
    CnTier.POSSIBLE: said("Possibly generated or synthetic"),
    CnTier.SUSPECTED: said("Suspected to be generated or synthetic"),
}

MARKS: Mapping[Mark, str] = {
    Mark.C2PA: said("Content Credentials"),
    Mark.AIGC: said("AIGC label (GB 45438)"),
    Mark.IPTC: said("Digital source type (IPTC)"),
    Mark.LABEL: said("Visible label"),
    Mark.WATERMARK: said("Invisible mark"),
    Mark.FINGERPRINT: said("Fingerprint"),
    Mark.TRACE: said("Trace of a program"),
}
OF_AN_INGREDIENT = said("Content Credentials of what it was made from")
PASSED_ON = said("What the credential passes on without answering for it")
SPOKEN_LABEL = said("Audible label")

LAYERS: Mapping[Layer, tuple[str, str]] = {
    Layer.CRYPTOGRAPHIC: (said("Signed"), said("Mathematics can check it")),
    Layer.DECLARED: (said("Declared"), said("Written in the file; anyone could have written it")),
    Layer.STATISTICAL: (said("Statistical"), said("A hint, never proof by itself")),
}
NOT_CHECKED_LAYER = (said("Not checked"), said("What we could not look at, and why"))

INTACT_TAGS: Mapping[Mark, tuple[str, Shape]] = {
    Mark.C2PA: (said("Intact"), Shape.FULL),
    Mark.AIGC: (said("Well-formed"), Shape.HALF),
    Mark.IPTC: (said("Well-formed"), Shape.HALF),
    Mark.LABEL: (said("Seen"), Shape.DOT),
    Mark.WATERMARK: (said("Readable"), Shape.HALF),
    Mark.FINGERPRINT: (said("Alike"), Shape.DOT),
    Mark.TRACE: (said("Found"), Shape.DOT),
}
HEARD = said("Heard")
TAGS: Mapping[State, tuple[str, Tone, Shape]] = {
    State.TAMPERED: (said("Tampered"), Tone.BAD, Shape.CHANGED),
    State.MALFORMED: (said("Malformed"), Tone.BAD, Shape.BROKEN),
    State.ABSENT: (said("Absent"), Tone.OPEN, Shape.EMPTY),
    State.NOT_CHECKED: (said("Not checked"), Tone.OPEN, Shape.OPEN),
    State.DISPUTED: (said("Disputed"), Tone.SOON, Shape.DISPUTED),
}
STATES: Mapping[State, str] = {
    State.TAMPERED: said("The file was changed after it was signed."),
    State.MALFORMED: said("It is there, but not written as its standard asks."),
    State.ABSENT: said("We looked; there is none."),
    State.NOT_CHECKED: said("It could not be looked at here."),
    State.DISPUTED: said("Another mark in this file contradicts it."),
}
SAYINGS: Mapping[Says, str] = {
    Says.AI: said("It says: made or changed with AI."),
    Says.POSSIBLY_AI: said("It says: possibly made or changed with AI."),
    Says.SUSPECTED_AI: said("It suggests that AI was used."),
    Says.NOT_AI: said("It names a source other than AI. That is its writer’s word."),
    Says.NOTHING: said("It says nothing about AI."),
}
IT_SAYS_MADE = said("It says: made with AI.")
IT_SAYS_CHANGED = said("It says: changed with AI.")
TRUSTS: Mapping[Trust, str] = {
    Trust.LISTED: said("Signer: on the C2PA trust list."),
    Trust.PINNED: said("Signer: known only here; on no public list."),
    Trust.UNKNOWN: said("Signer: not known here. The name it gives itself is withheld, for anyone can write one."),
    Trust.EXPIRED: said("Signer: its certificate has run out, and no time-stamp shows that it signed before."),
    Trust.REVOKED: said("Signer: its certificate was withdrawn."),
    Trust.NOT_CHECKED: said("Signer: not checked."),
}

SOURCE_TYPES: Mapping[str, str] = {
    "trainedAlgorithmicMedia": said("Made by a trained model"),
    "compositeWithTrainedAlgorithmicMedia": said("Combined with parts made by a trained model"),
    "compositeSynthetic": said("Combined with synthetic parts"),
    "algorithmicMedia": said("Made by an algorithm that was not trained"),
    "algorithmicallyEnhanced": said("Enhanced by an algorithm"),
    "virtualRecording": said("Recorded from a virtual scene"),
    "digitalCapture": said("Taken with a digital camera or recorder"),
    "computationalCapture": said("Computed from several shots of a camera"),
    "humanEdits": said("Edited by people"),
    "digitalCreation": said("Drawn or composed by people with software"),
    "composite": said("Combined from several sources"),
}
OPERATIONS: Mapping[Operation, str] = {
    Operation.FACE_SWAP: said("A face was replaced"),
    Operation.FACE_EDIT: said("A face was changed"),
    Operation.FACE_GENERATE: said("A face was generated"),
    Operation.LIP_SYNC: said("The lips were made to speak"),
    Operation.AVATAR: said("A person is shown as an avatar"),
    Operation.VOICE_CLONE: said("A voice was imitated"),
    Operation.VOICE_SYNTHESIS: said("A voice was synthesised"),
    Operation.IMAGE_GENERATE: said("The picture was generated"),
    Operation.IMAGE_EDIT: said("The picture was changed"),
    Operation.AUDIO_GENERATE: said("The sound was generated"),
    Operation.VIDEO_GENERATE: said("The video was generated"),
    Operation.VIDEO_EDIT: said("The video was changed"),
}
