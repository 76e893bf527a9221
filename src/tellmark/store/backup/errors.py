"""What can go wrong with a backup, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class NoBackup(TellmarkError):
    """There is no whole backup: the place has no manifest, which comes last."""

    code = "store.no_backup"
    kind = ErrorKind.NOT_DONE

    def __init__(
        self,
        what: str = "there is no whole backup in this place: it has no manifest, which is written last",
        remedy: str = "Take another backup; one without a manifest was cut off while it was made.",
    ) -> None:
        super().__init__(what, remedy)


class BackupDamaged(TellmarkError):
    """A backup is not as its manifest says, or its manifest is not as this installation signed it."""

    code = "store.backup_damaged"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str) -> None:
        super().__init__(
            what, "Nothing is served from this place. Restore another copy of this backup, or another backup."
        )


class BackupUnknown(TellmarkError):
    """A backup that nobody known here has signed."""

    code = "store.backup_unknown"
    kind = ErrorKind.REFUSED

    def __init__(self, signer: str) -> None:
        super().__init__(
            f"this backup is signed by {signer:.200}, whose key is not known here",
            "Put the key folder of that installation back first, or name its log's key with --vkey.",
        )


MOVE_AWAY = (
    "Stop the server and move store.folder away (`mv tellmark-data tellmark-data-old`); where store.database or"
    " store.blobs names another place, name a new one. Then restore again with --known tellmark-data-old/log, which"
    " says how far the log had got."
)
"""What makes room for a restore, and keeps what the log knew."""


class NotEmpty(TellmarkError):
    """The place that a backup is to be restored into, or written to, holds something."""

    code = "store.not_empty"
    kind = ErrorKind.NOT_DONE


class BackupOlder(TellmarkError):
    """The log had gone further than what the backup holds, or nobody here knows how far it had gone."""

    code = "store.backup_older"
    kind = ErrorKind.REFUSED


class NeedsNewOrigin(TellmarkError):
    """A log that lost entries goes on under another name only, and the settings still give it the old one."""

    code = "store.needs_new_origin"
    kind = ErrorKind.USAGE
