"""How documents, standings and powers are called on the officers' pages, and what their cases are about."""

from collections.abc import Mapping

from tellmark.consent.model import NoteKind, Paper, StandingKind
from tellmark.values.languages import said

PAPERS: Mapping[Paper, str] = {
    Paper.BIRTH_CERTIFICATE: said("Birth certificate, or household register"),
    Paper.COURT_ORDER: said("A court’s order"),
    Paper.POWER_OF_ATTORNEY: said("Power of attorney"),
    Paper.CONTRACT: said("Contract, or a union’s mandate"),
    Paper.INHERITANCE: said("Certificate of inheritance, or will"),
    Paper.DEATH_CERTIFICATE: said("Death certificate"),
    Paper.IDENTITY_DOCUMENT: said("Identity document"),
    Paper.OTHER: said("Another document"),
}
KINDS: Mapping[StandingKind, str] = {
    StandingKind.ADULT: said("Of age"),
    StandingKind.MINOR: said("Not of age"),
    StandingKind.PROTECTED: said("Under protection: a guardian decides, where it weighs heavily only with the person"),
    StandingKind.DECEASED: said("Dead"),
}
MAY: Mapping[str, tuple[str, bool, bool]] = {
    "both": (said("Agree, and end agreements"), True, True),
    "ends": (said("Only end agreements"), False, True),
    "agrees": (said("Only agree"), True, False),
}

CLOSED = said("This case is closed.")
OVER = said("This waits for nobody any more: another officer has decided on it, or it is over.")
NOTHING_LEFT = said("There is nothing left to do here.")
NOTHING_YET = said("Nothing that was agreed to waits for this: there is nothing to decide.")
MAKE_SURE = said(
    "Make sure who it was by a contact that you find yourself, never by one that whoever asks gives you. Let it count "
    "only if it is the person whose name the request bears."
)
WAITS = said(
    "There is no answer yet. An agreement would look like any other and would not count; you decide on it once it is "
    "there. Without one, the case can be closed as soon as the request is over; what was told stays a no to whoever "
    "asked."
)
OF_OFFER = said(
    "An officer has revoked the proof of who agreed in advance to what they offer. Nothing comes of that: if whoever "
    "asks takes it, the person is asked once more."
)
TOLD: Mapping[NoteKind, str] = {
    NoteKind.COERCION: said(
        "We were told quietly that the person could not answer freely: on their own page, or by the link, which proves "
        "nothing of who used it. To everybody else the agreement looks as any other does; it does not count. Reach the "
        "person only by a contact that is safe for them, and tell nobody."
    ),
    NoteKind.DENIED: said(
        "By the link somebody says that they never agreed, after an officer had decided that the agreement counts. The "
        "link proves nothing of who used it: the first time may have been somebody else."
    ),
    NoteKind.MISUSE: said("The person says that something was made otherwise than they had agreed."),
    NoteKind.IDENTITY: said(
        "An officer has revoked the proof of who agreed. The agreement stands still until you decide. Find out first "
        "whether it was the person, by a contact that was known before."
    ),
    NoteKind.FIRST_PROOF: said(
        "We have sent this person nothing ourselves: the link went to whoever asks, who could have opened it. Whoever "
        "answered by it had proved nothing here before. The agreement stands still until you decide."
    ),
    NoteKind.TAKEN_UP: said(
        "The link went to whoever asks, and somebody who is known here already has answered by it: under another "
        "contact than the one that was asked. The agreement stands still until you decide."
    ),
    NoteKind.UNWANTED: said("The person did not expect this request, or it frightens them. It counts as a no."),
}
