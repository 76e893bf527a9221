"""What can go wrong when somebody asks, answers or withdraws, worded so that somebody can act on it."""

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import said


class BadAsk(TellmarkError):
    """The request asks for what cannot be asked: all that is wrong stands in *faults*, as code words."""

    code = "consent.bad_ask"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str, remedy: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(what, remedy)
        self.faults = faults


class MisleadingName(TellmarkError):
    """The name is written to look like another, or so that nobody can read it."""

    code = "consent.misleading_name"
    kind = ErrorKind.REFUSED


UNSHOWABLE = (
    "this name cannot be shown to anybody: it is empty, unreadable, in code (xn--) or mixes alphabets within a word",
    "Write the name as it stands in the register.",
)

BAD_NUMBER = (
    said("this number of an organisation cannot be right (GB 32100)"),
    said("Copy it from the register, or leave it empty."),
)


class BadRegisterNumber(Worded):
    """What is said to be the number of an organisation is nothing that a register writes."""

    code = "consent.bad_register_number"
    kind = ErrorKind.REFUSED

    def __init__(self) -> None:
        super().__init__(*BAD_NUMBER)


class Nagging(TellmarkError):
    """The person has said no to this, or has been asked enough for now."""

    code = "consent.nagging"
    kind = ErrorKind.REFUSED


class RequestChanged(Worded):
    """The request is not what it was when it was read: there is a newer version."""

    code = "consent.request_changed"
    kind = ErrorKind.CHANGED


class OfferChanged(Worded):
    """What the person offers is not what was read by whoever takes it."""

    code = "consent.offer_changed"
    kind = ErrorKind.CHANGED


class CaseChanged(Worded):
    """What is to be decided, or confirmed, is not what the officer has looked at."""

    code = "consent.case_changed"
    kind = ErrorKind.CHANGED


class AlreadyAnswered(Worded):
    """The request has its answer, or was taken back: nothing can be changed of it."""

    code = "consent.already_answered"
    kind = ErrorKind.CONFLICT


class TooLate(Worded):
    """The time to answer is over: that was a refusal."""

    code = "consent.too_late"
    kind = ErrorKind.REFUSED


class NotShown(Worded):
    """Nobody has been shown the notice that this decision names."""

    code = "consent.not_shown"
    kind = ErrorKind.REFUSED


class NotBound(Worded):
    """Nothing ties this decision to the person, or it is tied to another document, too old, or by somebody else."""

    code = "consent.not_bound"
    kind = ErrorKind.REFUSED


class NotAssured(Worded):
    """It is not proved well enough who decides."""

    code = "consent.not_assured"
    kind = ErrorKind.REFUSED


class NotForMinors(Worded):
    """A minor cannot agree to this, nor can anybody for them."""

    code = "consent.not_for_minors"
    kind = ErrorKind.REFUSED


class NobodySpeaks(Worded):
    """Whoever decides is neither the person nor confirmed to speak for them on this."""

    code = "consent.nobody_speaks"
    kind = ErrorKind.REFUSED


class InConflict(Worded):
    """Those who speak for the person do not agree: nothing is granted meanwhile."""

    code = "consent.in_conflict"
    kind = ErrorKind.REFUSED


class Widens(Worded):
    """What is offered is wider than what was asked: *widenings* are the terms, as code words."""

    code = "consent.widens"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str, remedy: str, widenings: tuple[str, ...] = ()) -> None:
        super().__init__(what, remedy, terms=", ".join(widenings))
        self.widenings = widenings


class TickMissing(Worded):
    """Without this separate tick there is nothing left that could be agreed to."""

    code = "consent.tick_missing"
    kind = ErrorKind.REFUSED


class TickNotAsked(Worded):
    """A tick was set for something that was not asked."""

    code = "consent.tick_not_asked"
    kind = ErrorKind.REFUSED


class NoCounter(Worded):
    """There is no offer of the person to take or to decline."""

    code = "consent.no_counter"
    kind = ErrorKind.CONFLICT


class NotYours(Worded):
    """Whoever acts is neither the person nor speaks for them, or is on both sides of a decision that takes two."""

    code = "consent.not_yours"
    kind = ErrorKind.REFUSED


class BadAuthority(TellmarkError):
    """The authority to speak for somebody cannot be as it is told."""

    code = "consent.bad_authority"
    kind = ErrorKind.REFUSED


class BadHands(Worded):
    """The change of hands cannot be as it is told: *field* says what of it."""

    code = "consent.bad_hands"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str, remedy: str, field: str) -> None:
        super().__init__(what, remedy)
        self.field = field


class StandsStill(Worded):
    """Whose it is has changed hands: no officer alone lets it count again."""

    code = "consent.stands_still"
    kind = ErrorKind.REFUSED


class Alarmed(TellmarkError):
    """An alarm stands that the officer has not named: *alarms*, as code words."""

    code = "consent.alarmed"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str, remedy: str, alarms: tuple[str, ...] = ()) -> None:
        super().__init__(what, remedy)
        self.alarms = alarms


class BadUse(TellmarkError):
    """What is to be made, or was made, is not what can be set aside or was; or nothing is set aside any more."""

    code = "consent.bad_use"
    kind = ErrorKind.REFUSED


class NotCovered(TellmarkError):
    """Somebody has not agreed, or has not any more: what was made of them must not leave."""

    code = "consent.not_covered"
    kind = ErrorKind.REFUSED
