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


class FileTooLarge(Worded):
    """The file in a form of ours is larger than that form needs it."""

    code = "web.file_too_large"
    kind = ErrorKind.TOO_LARGE

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            said("The file is larger than {megabytes} MB, the most that is taken here."),
            said("Nothing was kept. Go back, and choose a smaller file or make a shorter recording."),
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


class NotKnown(Worded):
    """Nobody knows who asks, and this is only for those who are known."""

    code = "web.not_known"
    kind = ErrorKind.NOT_ALLOWED

    def __init__(self) -> None:
        super().__init__(
            said("This is only for those who are known here, and we do not know who you are."),
            "Sign in; without a passkey, open the link that you were sent. A program sends its key as "
            "`Authorization: Bearer KEY`; whoever runs this service gives it.",
        )

    def worded(self, language: Language) -> tuple[str, str]:
        """Return what happened, and what a person does; how a program does it, only the problem document says."""
        sign_in = said("Sign in; without a passkey, open the link that you were sent.")
        return super().worded(language)[0], wording(language)(sign_in)


class NotAllowedHere(Worded):
    """Whoever asks is known, and may not do this."""

    code = "web.not_allowed"
    kind = ErrorKind.REFUSED

    def __init__(self, capability: str) -> None:
        super().__init__(
            "You may not do this: it needs the right {capability}.",
            "Ask somebody who has it, or an administrator to give it to you.",
            capability=capability,
        )

    def worded(self, language: Language) -> tuple[str, str]:
        """Return what happened, and what a person does; what the right is called, only the problem document says."""
        say = wording(language)
        remedy = said("Ask somebody who may, or an administrator to let you.")
        return say(said("You may not do this here.")), say(remedy)


class StepUpNeeded(Worded):
    """This is done only by somebody who has just now proved who they are."""

    code = "web.step_up_needed"
    kind = ErrorKind.NOT_ALLOWED

    def __init__(self, seconds: int, level: int = 1) -> None:
        by_any = said(
            "Confirm with your passkey or another way that you have set up, then do it within {minutes} minutes."
        )
        by_passkey = said(
            "Confirm with your passkey, for a code is not enough here, then do it within {minutes} minutes."
        )
        super().__init__(
            said("For this you have to confirm again that it is you."),
            by_passkey if level > 1 else by_any,
            minutes=max(1, seconds // 60),
        )
        self.seconds = seconds
        self.level = level


class FormNotSentHere(Worded):
    """A form, or a request that bears a session's cookie, that none of our pages has sent."""

    code = "web.form_not_sent_here"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said(
                "This was not sent from a page of this service, or you have signed in or out since you opened the page."
            ),
            said("Nothing was changed. Open the page again, and send it from there."),
        )


class NoCookieKept(Worded):
    """A form by which a browser signs in, from one that does not show the cookie that it got with the form."""

    code = "web.no_cookie_kept"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("Your browser keeps no cookie of this page, so that we cannot tell whether it is you who sent this."),
            said("Nothing was changed. Let this site keep cookies, open the page again, and send it from there."),
        )


class FormTooOld(Worded):
    """A form that was opened more than a day before it was sent."""

    code = "web.form_too_old"
    kind = ErrorKind.CHANGED

    def __init__(self) -> None:
        super().__init__(
            said("This page was opened more than a day ago."),
            said("Nothing was changed. Go back, load the page again, and send it once more."),
        )


class NoVersion(Worded):
    """A request that changes something does not say which version of it was seen."""

    code = "web.no_version"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said("The request does not say which version it changes."),
            said("Nothing was changed. Send the `ETag` that you were answered as `If-Match`."),
        )


class ChangedMeanwhile(Worded):
    """What was to be changed is no longer what the request says it is."""

    code = "web.changed_meanwhile"
    kind = ErrorKind.CHANGED

    def __init__(self) -> None:
        super().__init__(
            said("Somebody has changed this since you looked at it."),
            said("Nothing was changed by you. Look at it as it is now, then decide."),
        )
