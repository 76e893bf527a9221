"""The door to PyAV, which is an extra: what needs it says so in one sentence."""

from tellmark.values.errors import ErrorKind, TellmarkError


class NeedsAv(TellmarkError):
    """PyAV is not installed, and this kind of file cannot be decoded or encoded without it."""

    code = "media.needs_av"
    kind = ErrorKind.UNREADABLE


def require_av(what: str) -> None:
    """Make sure that PyAV can be imported. *what* names the kind of file, as in “MP3”. Raises NeedsAv."""
    try:
        import av  # noqa: F401 (an extra: only whether it is there is asked)
    except ImportError as missing:
        raise NeedsAv(f"{what} files need PyAV, which is not installed", "pip install 'tellmark[av]'") from missing
