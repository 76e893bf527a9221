"""What can go wrong with accounts and signing in, worded for whoever meets it; nothing tells who has an account."""

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import said


class ChallengeGone(Worded):
    """What is answered was never asked, was answered already, or is too old."""

    code = "identity.challenge_gone"
    kind = ErrorKind.CHANGED

    def __init__(self) -> None:
        super().__init__(
            said("This was answered already, or the page was open for too long."),
            said("Nothing was changed. Open the page again, and answer from there."),
        )


class SignInRefused(Worded):
    """Somebody did not show that they are who they say. The words are the same whatever was wrong."""

    code = "identity.sign_in_refused"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("That did not sign you in."),
            said("Try again with a passkey that was made here. If none works, ask an administrator for a new link."),
        )


class PasskeyRefused(Worded):
    """What the browser sent does not show that a passkey of this service was used for this."""

    code = "identity.passkey_refused"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("Your device did not show that it is you."),
            said("Open the page again and try once more, with a device that asks for your fingerprint, face or PIN."),
        )


class LinkGone(Worded):
    """The link for a new passkey was used, has run out, or never was."""

    code = "identity.link_gone"
    kind = ErrorKind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(
            said("This link does not open anything: it was used already, or it is more than a day old."),
            said("Ask whoever sent it for a new one."),
        )


class RolesApart(Worded):
    """Two roles that nobody has together: whoever asks for something does not approve it."""

    code = "identity.roles_apart"
    kind = ErrorKind.REFUSED

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            said("Nobody here has both of these rights: {first} and {second}."),
            said("Give one of the two roles to somebody else."),
            first=first,
            second=second,
        )


class OwnAccount(Worded):
    """An administrator wants to change their own roles, or to lock themselves out."""

    code = "identity.own_account"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("Nobody changes their own roles, or locks their own account."),
            said("Ask another administrator to do it."),
        )


class NoLinkForPersons(Worded):
    """An administrator wants a link for whom is asked, or who speaks for others already, and could answer with it."""

    code = "identity.no_link_for_persons"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("Nobody makes a link for a person who is asked: whoever held it could answer for them."),
            said(
                "If their device is lost, take their passkeys away. They make a new one from the link of a request, "
                "once they have proved again who they are."
            ),
        )


class NameTaken(Worded):
    """There is an account of this name already."""

    code = "identity.name_taken"
    kind = ErrorKind.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            said("There is an account of this name already."),
            said("Choose another name, or make a new link for the account that is there."),
        )


class BadName(Worded):
    """What was given cannot be the name of an account."""

    code = "identity.bad_name"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said(
                "An account’s name has one to 100 characters, none of them invisible, no word of two alphabets, and "
                "none in code (xn--)."
            ),
            said(
                "Choose a name by which your house knows this person, such as an address for e-mail in its own letters."
            ),
        )


class BadAddress(Worded):
    """What was given is no address to which a letter can go."""

    code = "identity.bad_address"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said("This is no address for e-mail."),
            said("Write one address and nothing else, such as mei@studio.example; or none, and no letter is sent."),
        )


class NoSuchAccount(Worded):
    """No account here has this name or id."""

    code = "identity.no_such_account"
    kind = ErrorKind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(said("There is no such account here."), said("See `tellmark account list`."))


class AccountIsLocked(Worded):
    """The account opens nothing as long as it is locked."""

    code = "identity.account_locked"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("This account is locked."), said("An administrator can unlock it: `tellmark account unlock NAME`.")
        )


class SignInFirst(Worded):
    """Whoever came by a link has an account here with a way in of its own: a link makes no other."""

    code = "identity.sign_in_first"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("This person has an account here already: a link makes no passkey for it, and does not open it."),
            said("Sign in with the passkey that you have. What you are asked is under “My likeness”."),
        )


class LastPasskey(Worded):
    """Without this passkey there would be no way to sign in any more."""

    code = "identity.last_passkey"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("This is your only passkey: without it you could not sign in any more."),
            said("Add another one first, then take this one away."),
        )


class TooManyPasskeys(Worded):
    """An account has as many passkeys as one may have, or this very passkey already."""

    code = "identity.too_many_passkeys"
    kind = ErrorKind.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            said("This passkey is here already, or there are as many as an account may have."),
            said("Use the one that you have, or take away one that you do not need."),
        )


class ForStaffOnly(Worded):
    """One-time codes and recovery codes are for staff."""

    code = "identity.for_staff_only"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("One-time codes and recovery codes are for staff only."),
            said("Add a second passkey instead; without any, prove who you are again and make a new one."),
        )


class WrongCode(Worded):
    """The one-time code is not the one that the app shows now."""

    code = "identity.wrong_code"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("That is not the code that belongs here now."),
            said("Wait for the next code of your app, and see that the clock of its device is right."),
        )


class BadApiKey(Worded):
    """An API key of this kind cannot be made."""

    code = "identity.bad_api_key"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("A key opens only what programs may do and its account may do, for a year at most."),
            said("Choose among the rights that the account's page offers, and 1 to 365 days."),
        )


class BadLabel(Worded):
    """A passkey, or the key of a program, cannot be called so."""

    code = "identity.bad_label"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            said(
                "The name of a key has letters or digits, no invisible character, no word of two alphabets, and none "
                "in code (xn--)."
            ),
            said("Write it in one alphabet, or leave the name empty."),
        )


class NoNameForPasskeys(Worded):
    """The service is reached by a bare address, and browsers make passkeys for names only."""

    code = "identity.no_name_for_passkeys"
    kind = ErrorKind.USAGE

    def __init__(self, address: str) -> None:
        super().__init__(
            said("Passkeys need the name of a host, and {address} has none."),
            said("Set serve.url to the address that people see, such as https://tellmark.example."),
            address=address,
        )


class NotProved(Worded):
    """The person has not proved who they are, or did so too long ago."""

    code = "identity.not_proved"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("First we need to know that it is really you."),
            said("Prove who you are, then do this within {minutes} minutes."),
            minutes=5,
        )


class NoSuchRole(Worded):
    """Nobody here has a role of this name."""

    code = "identity.no_such_role"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(said("There is no such role."), said("`tellmark account add --help` names them all."))
