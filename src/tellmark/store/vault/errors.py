"""What can go wrong with the keys of persons, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class KeyDestroyed(TellmarkError):
    """The key of this person has been destroyed: what was sealed under it is gone for everybody, for good."""

    code = "store.key_destroyed"
    kind = ErrorKind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(
            "the key of this person has been destroyed, and what was sealed under it is gone for good",
            "Nothing can bring it back; the statement of erasure says when and why.",
        )


class KeyMissing(TellmarkError):
    """The key of a person is not where it should be: the stores of keys and of data do not belong together."""

    code = "store.key_missing"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str) -> None:
        super().__init__(what, "See that database, person keys and key ring are of one installation and of one time.")


class RingDamaged(TellmarkError):
    """The key ring, a small file without which no person's key opens, is missing or damaged."""

    code = "store.ring_damaged"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str) -> None:
        super().__init__(what, "Restore the last backup of the person keys, which holds the ring, too.")


class BadCopy(TellmarkError):
    """The copy of person keys cannot be put back: it is damaged, none, under other generations, or there are keys."""

    code = "store.bad_copy"
    kind = ErrorKind.NOT_DONE
