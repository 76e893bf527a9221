"""What can go wrong between a person and a page, worded in the reader's language."""

from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import Language, said, wording


class Worded(TellmarkError):
    """An error whose sentences the catalogues know; *values* fill their places."""

    def __init__(self, what: str, remedy: str, **values: str | int) -> None:
        super().__init__(what.format(**values), remedy.format(**values))
        self._templates = (what, remedy)
        self._values = values

    def worded(self, language: Language) -> tuple[str, str]:
        """Return what happened, and what to do, in *language*."""
        what, remedy = (wording(language)(template).format(**self._values) for template in self._templates)
        return what, remedy


class TooLarge(Worded):
    """More bytes were sent than this service takes."""

    code = "web.too_large"
    kind = ErrorKind.TOO_LARGE

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            said("The file is larger than {megabytes} MB, the most that this service takes."),
            said("Install Tellmark and check the file on your own machine: there is no such limit there."),
            megabytes=megabytes,
        )


class TooMany(Worded):
    """One client asked too often."""

    code = "web.too_many"
    kind = ErrorKind.TOO_MANY

    def __init__(self, seconds: int) -> None:
        super().__init__(
            said("Too many requests came from your network in a short time."),
            said("Wait {seconds} seconds, then try again."),
            seconds=seconds,
        )
        self.seconds = seconds


class NoFile(Worded):
    """The request holds no file."""

    code = "web.no_file"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(said("No file was chosen."), said("Choose a file, then press the button again."))


class BadForm(Worded):
    """The body cannot be read as the form that it says it is."""

    code = "web.bad_form"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said("The form could not be read."), said("Send it again; programs find its parts described under /api.")
        )


class NotHere(Worded):
    """No page or route has this address."""

    code = "web.not_here"
    kind = ErrorKind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(said("There is nothing at this address."), said("Go to the first page and begin there."))


class WrongMethod(Worded):
    """The address is there, but takes another method than that of the request."""

    code = "web.wrong_method"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said("This address does not take requests of this kind."),
            said("Use a method that the header Allow names; programs find them described under /api."),
        )


class Stopping(Worded):
    """The service was told to stop before this request was done."""

    code = "web.stopping"
    kind = ErrorKind.NOT_DONE

    def __init__(self) -> None:
        super().__init__(
            said("This service is being stopped, and your request was not done in time."),
            said("Try again in a minute. Nothing that you sent was kept."),
        )
