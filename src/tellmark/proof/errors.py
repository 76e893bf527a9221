"""What can go wrong with keys and certificates, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class NoKeys(TellmarkError):
    """There is no signing key here yet."""

    code = "proof.no_keys"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__("there is no signing key here yet", "Make one with `tellmark init`.")


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
