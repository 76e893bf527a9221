"""What can go wrong with the store, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class NotFound(TellmarkError):
    """There is no such thing here: never was, or it is another tenant's, which is answered alike."""

    code = "store.not_found"
    kind = ErrorKind.NOT_FOUND

    def __init__(self, what: str) -> None:
        super().__init__(what, "Check the id, and that you are signed in where it belongs.")


class NotAllowed(TellmarkError):
    """Whoever asks lacks the capability that this needs."""

    code = "store.not_allowed"
    kind = ErrorKind.REFUSED


class NotText(TellmarkError):
    """An id or a word holds a null character, which PostgreSQL keeps in no text. Nothing was changed."""

    code = "store.not_text"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__("an id or a word holds a null character, which is part of no text", "Leave it out.")


class AlreadyThere(TellmarkError):
    """What is written once and never again has been written already."""

    code = "store.already_there"
    kind = ErrorKind.CONFLICT


class StoreBusy(TellmarkError):
    """Somebody else held what this needed for longer than it waits. Nothing was changed."""

    code = "store.busy"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str = "the database is locked by another process; nothing was changed") -> None:
        super().__init__(what, "Try again in a moment; if it stays so, see which other process works on the database.")


class StoreFull(TellmarkError):
    """There is no room left to write durably. Nothing was changed."""

    code = "store.full"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str = "there is no room left for the database; nothing was changed") -> None:
        super().__init__(what, "Free some space where the database lies, then try again.")


class StoreUnreachable(TellmarkError):
    """The database cannot be opened, or the connection to it was lost before anything was kept."""

    code = "store.unreachable"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str) -> None:
        super().__init__(what, "See that the database is there, running, and yours to write; then try again.")


class NotThere(TellmarkError):
    """No installation keeps anything here: the folder is another, or nobody has made one in it."""

    code = "store.not_there"
    kind = ErrorKind.NOT_DONE

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"there is no installation here: the folder {folder} does not exist",
            "Name the folder of yours with --home, or make one with `tellmark init`.",
        )


class OutcomeUnknown(TellmarkError):
    """The connection was lost while the change was being kept: it may have been kept or not."""

    code = "store.outcome_unknown"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            "the connection to the database was lost in the last moment; nobody knows whether the change was kept",
            "Look whether it was, or repeat the request under the same Idempotency-Key.",
        )


_CHECK_DISK = (
    "Stop the server and check the disk. If the file is damaged, move store.folder away and restore the last backup,"
    " with --known and the folder `log` that you moved away with it."
)


class StoreFailed(TellmarkError):
    """The disk under the database refused to read or write, or what it holds is damaged."""

    code = "store.failed"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str) -> None:
        super().__init__(what, _CHECK_DISK)


class BlobsUnreachable(TellmarkError):
    """The object store that keeps the blobs does not answer, or not with what was asked for."""

    code = "store.blobs_unreachable"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str) -> None:
        super().__init__(what, "See that it runs and that store.blobs_endpoint is its address; then try again.")


class BlobsRefused(TellmarkError):
    """The object store that keeps the blobs does not take the credentials."""

    code = "store.blobs_refused"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            "Give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or in the file that AWS_SHARED_CREDENTIALS_FILE"
            " names; they have to be allowed to read, list, write and delete below store.blobs.",
        )


class NoBucket(TellmarkError):
    """The object store has no bucket of this name."""

    code = "store.no_bucket"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            "the object store has no bucket of the name that store.blobs gives",
            "Make the bucket, private and without a rule that deletes by age, or mend its name in store.blobs.",
        )


class BlobsFull(TellmarkError):
    """The object store has no room left for the blob, or takes none so large. Nothing was written."""

    code = "store.blobs_full"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            "the object store has no room left for the blob; nothing was written",
            "Raise its quota or make room, then try again.",
        )


class BadBlobPlace(TellmarkError):
    """The settings name a place for blobs that cannot be meant."""

    code = "store.bad_blob_place"
    kind = ErrorKind.USAGE


class NotDurable(TellmarkError):
    """The database is set up so that it may forget what it has acknowledged, or pass over its own walls."""

    code = "store.not_durable"
    kind = ErrorKind.REFUSED


class NoDriver(TellmarkError):
    """The library that speaks to this kind of database is not installed, or there is none."""

    code = "store.no_driver"
    kind = ErrorKind.USAGE


class AlreadyHeld(TellmarkError):
    """Another process does this work already, and only one may."""

    code = "store.already_held"
    kind = ErrorKind.NOT_DONE


class AlreadyServed(AlreadyHeld):
    """Another server works on the same SQLite database; only one may."""

    code = "store.already_served"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            "another server already works on this SQLite database, and SQLite serves one server at a time",
            "Stop the other server, or move to PostgreSQL, which serves as many as you start.",
        )


class WrongSchema(TellmarkError):
    """The tables of the database are not those of this version of Tellmark."""

    code = "store.wrong_schema"
    kind = ErrorKind.REFUSED


class LogRolledBack(TellmarkError):
    """The database is not the one that the log's last checkpoint was signed over: an older copy, or another story.

    The log's own folder says so, its anchor, or a witness. Nothing more is signed.
    """

    code = "store.log_rolled_back"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str) -> None:
        super().__init__(
            what, "Stop, and put back the newest copy of the database: what this one would sign contradicts the log."
        )


class LogForeign(TellmarkError):
    """The checkpoint that lies in the log's folder is not one that this installation has signed under this name."""

    code = "store.log_foreign"
    kind = ErrorKind.REFUSED


class LogDamaged(TellmarkError):
    """Files of the log are missing or damaged; the database has all that they hold."""

    code = "store.log_damaged"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            "files of the log are missing or damaged, and the database has all that they hold",
            "Run `tellmark log rebuild` while the server does not run, or start the server: it mends them.",
        )


class RestoreUnfinished(TellmarkError):
    """A restore has begun here and was cut off: rows are back, and what has to follow is not done."""

    code = "store.restore_unfinished"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            "a restore into this database was cut off before its end",
            "Run `tellmark restore` again from the same backup: it goes on where it was.",
        )
