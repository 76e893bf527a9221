"""What can go wrong with a legal basis other than consent, worded so that somebody can act on it."""

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind


class BadBasis(Worded):
    """The basis cannot be as it was entered, or this cannot be done with it now."""

    code = "consent.bad_basis"
    kind = ErrorKind.REFUSED


class NeverLawful(Worded):
    """Nobody recreates this person without their consent, or not on this ground: why stands in *never*."""

    code = "consent.never_lawful"
    kind = ErrorKind.REFUSED
