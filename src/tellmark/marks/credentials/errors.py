"""Why a Content Credential was not written."""

from tellmark.values.errors import ErrorKind, TellmarkError


class BrokenParent(TellmarkError):
    """The file came with a credential that does not hold or cannot be read; signing over it would lend it our name."""

    code = "credentials.broken_parent"
    kind = ErrorKind.REFUSED


class WouldReplace(TellmarkError):
    """The file carries a credential that was not handed over as parent, and would be lost (invariant 5)."""

    code = "credentials.would_replace"
    kind = ErrorKind.REFUSED


class BadClaim(TellmarkError):
    """The claim uses a word that the standard does not know."""

    code = "credentials.bad_claim"
    kind = ErrorKind.REFUSED


class NotSigned(TellmarkError):
    """The file could not be signed."""

    code = "credentials.not_signed"
    kind = ErrorKind.NOT_DONE
