"""What can go wrong with the files of a log, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class MalformedLog(TellmarkError):
    """A checkpoint, a tile, a proof or an entry of a log is not what its format says it must be."""

    code = "proof.log_malformed"
    kind = ErrorKind.UNREADABLE

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}", "Fetch it again; if it is the same, show it to whoever keeps the log.")
        self.where = where
        self.reason = what


class BadVerifierKey(TellmarkError):
    """The text is no verifier key of a log or of a witness."""

    code = "proof.log_bad_key"
    kind = ErrorKind.USAGE

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the verifier key cannot be used: {what}",
            "Copy the whole line name+id+key from where the key is published.",
        )


class BadLeaf(TellmarkError):
    """An event cannot stand in the log: it would say too much, or could not be read again."""

    code = "proof.log_bad_leaf"
    kind = ErrorKind.REFUSED


class AlgorithmNotOffered(TellmarkError):
    """The signature's algorithm is not offered by the installed cryptography library."""

    code = "proof.log_algorithm_not_offered"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            "the installed cryptography library offers no ML-DSA-44",
            "Install a newer one with `pip install --upgrade cryptography`, or name an Ed25519 key.",
        )


class LogOutOfReach(TellmarkError):
    """The place of a log cannot be read: no such host, no permission, an answer that is none."""

    code = "proof.log_out_of_reach"
    kind = ErrorKind.UNREADABLE


class BadLogAddress(TellmarkError):
    """The address of a log is none that may be fetched."""

    code = "proof.log_bad_address"
    kind = ErrorKind.USAGE

    def __init__(self, what: str) -> None:
        super().__init__(
            what, "Give an https address, or an http address on this machine; a log may lie in a folder, too."
        )
