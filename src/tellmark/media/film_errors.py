"""What can be in the way of marking a film, each with its way out."""

from tellmark.values.errors import ErrorKind, TellmarkError


class UnsupportedFilm(TellmarkError):
    """The film is of a kind that this version does not write without loss of something."""

    code = "film.unsupported"
    kind = ErrorKind.REFUSED


class NoPictures(TellmarkError):
    """The file is an MP4 without a video track."""

    code = "film.no_pictures"
    kind = ErrorKind.UNREADABLE


class EncryptedFilm(TellmarkError):
    """The film is encrypted, so its pictures can neither be seen nor changed."""

    code = "film.encrypted"
    kind = ErrorKind.REFUSED


class FilmTooLarge(TellmarkError):
    """The film passes the budget of pixels or of time."""

    code = "film.too_large"
    kind = ErrorKind.TOO_LARGE
