"""What can go wrong with keys and certificates, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class NoKeys(TellmarkError):
    """There is no signing key here yet."""

    code = "proof.no_keys"
    kind = ErrorKind.NOT_DONE

    def __init__(self, remedy: str = "Make one with `tellmark init`.") -> None:
        super().__init__("there is no signing key here yet", remedy)


class KeyLocked(TellmarkError):
    """The private key is encrypted, and the passphrase is missing or wrong."""

    code = "proof.key_locked"
    kind = ErrorKind.NOT_DONE


class CertificateExpired(TellmarkError):
    """The signing certificate's term is over; signing with it would make marks that nobody accepts."""

    code = "proof.certificate_expired"
    kind = ErrorKind.NOT_DONE


class CertificateNotYetValid(TellmarkError):
    """The signing certificate's term has not begun: nearly always a clock that is wrong."""

    code = "proof.certificate_not_yet_valid"
    kind = ErrorKind.NOT_DONE


class BadChain(TellmarkError):
    """The certificates cannot be used as a signing chain with this key."""

    code = "proof.bad_chain"
    kind = ErrorKind.REFUSED


class BadName(TellmarkError):
    """The provider's name cannot stand in a certificate."""

    code = "proof.bad_name"
    kind = ErrorKind.USAGE


class BrokenKeyFolder(TellmarkError):
    """A file of the key folder is missing, damaged or not what it should be."""

    code = "proof.broken_key_folder"
    kind = ErrorKind.NOT_DONE


class BrokenPins(TellmarkError):
    """A file of the folder `pins`, which says whom this installation knows, holds no certificate that can be read."""

    code = "proof.broken_pins"
    kind = ErrorKind.NOT_DONE

    def __init__(self, name: str) -> None:
        super().__init__(
            f"whom this installation knows cannot be told: pins/{name} in the key folder is damaged",
            "Remove that file, then pin its signer again with `tellmark key trust FILE.pem`.",
        )


class DoesNotOpen(TellmarkError):
    """What is sealed does not open: it was changed or moved, or it is under another key."""

    code = "proof.does_not_open"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str = "what is sealed here does not open: it was changed, or belongs elsewhere") -> None:
        super().__init__(what, "Restore it from a backup; if it is the master key, name the one it was made with.")


class NoMaster(TellmarkError):
    """The master key, over all others, is not there, or what keeps it does not answer."""

    code = "proof.no_master"
    kind = ErrorKind.NOT_DONE


class GenerationRetired(TellmarkError):
    """The key generation that this is under has been destroyed, and with it whatever was under it alone."""

    code = "proof.generation_retired"
    kind = ErrorKind.NOT_DONE

    def __init__(self, number: int) -> None:
        super().__init__(
            f"this is under key generation {number}, which has been retired: nobody can open it any more",
            "Take a later backup of the person keys, one that was made after the generation changed.",
        )


class BrokenWithdrawals(TellmarkError):
    """The list of keys that were given up cannot be read; without it no signature here may be believed."""

    code = "proof.broken_withdrawals"
    kind = ErrorKind.NOT_DONE

    def __init__(self, name: str) -> None:
        super().__init__(
            f"which keys were given up cannot be told: {name} in the key folder is damaged",
            "Put it back from a backup, or remove it and say each `tellmark key compromise` again.",
        )


class KeyCompromised(TellmarkError):
    """The signing key was given up: somebody else may hold it, and nothing is signed with it any more."""

    code = "proof.key_compromised"
    kind = ErrorKind.REFUSED

    def __init__(self, since: str) -> None:
        super().__init__(f"the signing key was given up, from {since} on", "Make a new one with `tellmark key rotate`.")


class NoSuchKey(TellmarkError):
    """There is no chain of that name in the key folder."""

    code = "proof.no_such_key"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__("there is no key of that name here", "See their names with `tellmark key list`.")


class NotYet(TellmarkError):
    """A key cannot be given up from a time that has not come."""

    code = "proof.not_yet"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            "a key is given up from now on, or from an earlier time", "Leave --since out to give it up from now on."
        )


class BadStatement(TellmarkError):
    """What somebody says of their keys cannot be believed here."""

    code = "proof.bad_statement"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str) -> None:
        super().__init__(
            what, "Fetch it again from its provider, and pin their present root with `tellmark key trust` before."
        )
