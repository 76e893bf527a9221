"""What can go wrong where somebody proves who they are, worded for them; the exact cause is for the operator only."""

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import said


class ProofRefused(Worded):
    """A proof of identity was not taken: forged, stale, meant for somebody else, or never asked for.

    *why* is the code for the operator. What is answered is one sentence whatever it was: whoever tries learns nothing.
    """

    code = "identity.proof_refused"
    kind = ErrorKind.REFUSED

    def __init__(self, why: str) -> None:
        super().__init__(
            said("What was shown of who you are could not be accepted. Nothing was decided by it."),
            said("Begin again from the page that asked you for it. If it happens once more, choose another way."),
        )
        self.why = why


class ProvedByAnother(ProofRefused):
    """Somebody proved to be another human than the one who has proved here before.

    Nothing is recorded: a link may have been read by others, and an account has one human, however they sign in.
    """

    code = "identity.proved_by_another"

    def __init__(self) -> None:
        Worded.__init__(
            self,
            said("Somebody else has proved here already who they are."),
            said("If that was you: sign in, or take the way that you took then. If not, tell whoever asked you."),
        )
        self.why = "proof.another_human"


class NotByLink(ProofRefused):
    """A link was sent to somebody who has an account here: staff, or somebody with a passkey. They sign in.

    Whoever reads the link would else put their own face on an account, and be let do what it may: officers and those
    who ask are never known by a link, and somebody with a passkey has a surer way.
    """

    code = "identity.not_by_link"

    def __init__(self) -> None:
        Worded.__init__(
            self,
            said("Whoever this link was sent to can sign in here, so nobody proves who they are by the link."),
            said("Sign in, and open the question on your own page. To say no, the link is enough."),
        )
        self.why = "proof.has_account"


class WalletJoinsNothing(ProofRefused):
    """A wallet's answer that ties no decision adds nothing to what another source has told of somebody (ADR 34)."""

    code = "identity.wallet_joins_nothing"

    def __init__(self) -> None:
        Worded.__init__(
            self,
            said(
                "A wallet by itself adds nothing to what is known of you here: its code may have been shown to others."
            ),
            said("Take the way that you took before. A wallet counts when you agree to something with it."),
        )
        self.why = "wallet.joins_nothing"


class ProofTakenBack(ProofRefused):
    """What was proved of this person was revoked: nobody becomes them again by proving as before, or first again."""

    code = "identity.proof_taken_back"

    def __init__(self) -> None:
        Worded.__init__(
            self,
            said("What was proved here before was taken back by an officer."),
            said("Come to the officers in person, with a document: two of them look at it."),
        )
        self.why = "proof.taken_back"


class VerifierUnreachable(Worded):
    """Whoever vouches for identities does not answer, or answers what cannot be read."""

    code = "identity.verifier_unreachable"
    kind = ErrorKind.NOT_DONE

    def __init__(self, why: str) -> None:
        super().__init__(
            said("The service that would vouch for you does not answer."),
            said("Try again in a few minutes, or choose another way. Nothing was kept."),
        )
        self.why = why


class VerifierAwaited(VerifierUnreachable):
    """Others are waiting for whoever vouches for identities, as many as may; this one was not asked."""

    code = "identity.verifier_awaited"

    def __init__(self, why: str) -> None:
        Worded.__init__(
            self,
            said("Others are waiting for the service that would vouch for you, and only a few wait at once."),
            said("Begin again in a minute, or choose another way. Nothing was kept."),
        )
        self.why = why


class NoSuchVerifier(Worded):
    """There is no way of proving who one is by that name here."""

    code = "identity.no_such_verifier"
    kind = ErrorKind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(
            said("This way to show who you are does not exist here."), said("Choose one of those that the page shows.")
        )


class WrongCode(Worded):
    """The code is not the one that was sent."""

    code = "identity.wrong_phone_code"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("This is not the code that was sent, or its time is over."),
            said("Type the six digits of the newest message, or have a new one sent."),
        )


class TooManyProofs(Worded):
    """The same person has begun too many proofs in a short time."""

    code = "identity.too_many_proofs"
    kind = ErrorKind.TOO_MANY

    def __init__(self) -> None:
        super().__init__(
            said("There were too many attempts today to show who you are."),
            said("Wait until tomorrow, or let an officer look at your document. To say no, you need show nothing."),
        )


class BadNumber(Worded):
    """A number that a person or an officer typed is not well formed."""

    code = "identity.bad_number"
    kind = ErrorKind.USAGE

    def __init__(self, field: str) -> None:
        super().__init__(
            said("This number cannot be right: a digit is missing or was typed wrongly."),
            said("Look at the document again and type it as it stands there."),
        )
        self.field = field


class CannotBeRetained(TellmarkError):
    """No rule forces this installation to keep the number, so it may not."""

    code = "identity.not_retained"
    kind = ErrorKind.REFUSED

    def __init__(self, rule: str) -> None:
        super().__init__(
            f"{rule} is no rule that forces a number to be kept",
            "Do not keep it; name a rule of the packs that asks for a record with a time if there is one.",
        )


class BadLevel(TellmarkError):
    """The section [identity.levels] of the settings names no territory, or no level that somebody is known at."""

    code = "identity.bad_level"
    kind = ErrorKind.USAGE


class BadVerifierSetting(TellmarkError):
    """A section [verifiers.NAME] of the settings cannot be what it says."""

    code = "identity.bad_verifier"
    kind = ErrorKind.USAGE


class BadCase(Worded):
    """An officer's case cannot be checked or confirmed like this."""

    code = "identity.bad_case"
    kind = ErrorKind.CONFLICT


class BadOrder(Worded):
    """The order cannot be set, confirmed or carried out like this."""

    code = "identity.bad_order"
    kind = ErrorKind.REFUSED


class BadMandate(Worded):
    """The mandate cannot be entered, confirmed or ended like this."""

    code = "identity.bad_mandate"
    kind = ErrorKind.REFUSED


class NothingToRead(Worded):
    """The mandate does not stand: it waits for a second officer, has not begun, or is over."""

    code = "identity.nothing_to_read"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(
            said("This mandate does not stand now, so there is nothing to read under it."),
            said("The page of your mandates says what each of them waits for, or since when it is over."),
        )
