"""How documents, standings and powers are called on the officers' pages."""

from collections.abc import Mapping

from tellmark.consent.model import Paper, StandingKind
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
