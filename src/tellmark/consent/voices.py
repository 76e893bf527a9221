"""Who speaks for whom: in which part somebody answers, what they may end, and whose words an agreement needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tellmark.consent.documents import will_of
from tellmark.consent.errors import InConflict, NobodySpeaks
from tellmark.consent.model import (
    Decided,
    Grounds,
    Representative,
    Request,
    Role,
    Standing,
    StandingKind,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Scope
from tellmark.values.languages import said

FOUR_YEARS = timedelta(days=1461)
"""From 14, when a minor's own assent counts (PIPL Art. 31), to 18."""
MINORS = frozenset({AgeBand.UNDER_14, AgeBand.FROM_14_TO_17})
PROTECTING = frozenset({Role.GUARDIAN, Role.ESTATE})
"""Who speaks for those who cannot: for a minor, and for the dead, nobody else does."""

Voice = tuple[Role, str | None]
"""Who has to agree: a role, and which principal of it where it takes that one."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who decides, in which role, and what is known around them; *age* is that of the person asked, whoever decides.

    *guarded*: a guardian was confirmed for the person once, whatever has become of them.
    """

    by: str
    role: Role
    representative: Representative | None
    others: tuple[Representative, ...]
    standing: Standing | None
    age: AgeBand
    guarded: bool

    def is_known_as(self, kind: StandingKind) -> bool:
        """Tell whether two officers have recorded the person as *kind*."""
        return self.standing is not None and self.standing.kind is kind


def speaker_of(
    request: Request, by: str, representatives: Sequence[Representative], standing: Standing | None, age: AgeBand,
    at: datetime,
) -> Speaker:  # fmt: skip
    """Return in which part *by* answers *request*, whose person is of *age*. Raises NobodySpeaks.

    Of several authorities of *by* it is the one that reaches as far as this, that of a guardian before others.
    """
    speaking = tuple(one for one in representatives if one.speaks(at))
    confirmed = standing if standing is not None and standing.confirmed_by is not None else None
    dead = confirmed is not None and confirmed.kind is StandingKind.DECEASED
    guarded = _guarded(representatives)
    if by == request.subject and not dead:
        return Speaker(by, Role.SELF, None, speaking, confirmed, age, guarded)
    theirs = [one for one in speaking if one.principal == by and (one.authority.role is Role.ESTATE) == dead]
    if theirs:
        one = max(theirs, key=lambda one: (_gives(one, request.scope), one.authority.role is Role.GUARDIAN))
        return Speaker(by, one.authority.role, one, speaking, confirmed, age, guarded)
    raise NobodySpeaks(
        said("By what is recorded here, whoever answers does not speak for the person asked."),
        said(
            "Open the link that was sent to the person, or ask an officer of this service to record who speaks for"
            " them."
        ),
    )


def may_end(
    scope: Scope, by: str, subject: str, representatives: Sequence[Representative], standing: Standing | None,
    age: AgeBand, at: datetime,
) -> bool:  # fmt: skip
    """Tell whether *by* may end what *subject*, of *age*, agreed to, dispute it or report it: *scope*, or what is left.

    The person themselves may, always, while they live. Who speaks for them may where their word counts, they may end,
    all of it lies within their authority, and nobody contests them, but for guardians and estates, who protect by it;
    an estate only for the dead, for a minor only a guardian. A day of majority that is not opened is taken for one to
    come.
    """
    confirmed = standing if standing is not None and standing.confirmed_by is not None else None
    dead = confirmed is not None and confirmed.kind is StandingKind.DECEASED
    if by == subject:
        return not dead
    speaking = tuple(one for one in representatives if one.speaks(at))
    for one in speaking:
        told = one.authority
        contested = one.conflict and told.role not in PROTECTING
        if one.principal != by or contested or not (told.withdraws and told.reaches(scope)):
            continue
        speaker = Speaker(by, told.role, one, speaking, confirmed, age, _guarded(representatives))
        if (told.role is Role.ESTATE) == dead and not _only_a_guardian(speaker, at):
            return True
    return False


def around(
    grounds: Grounds, representatives: Sequence[Representative], standing: Standing | None, age: AgeBand, at: datetime
) -> Speaker:  # fmt: skip
    """Return whoever agreed on these *grounds*, with what is known by now of their person, who is of *age*."""
    confirmed = standing if standing is not None and standing.confirmed_by is not None else None
    speaking = tuple(one for one in representatives if one.speaks(at))
    return Speaker(grounds.by, grounds.role, None, speaking, confirmed, age, _guarded(representatives))


def is_guarded(
    representatives: Sequence[Representative], standing: Standing | None, age: AgeBand, at: datetime
) -> bool:  # fmt: skip
    """Tell whether a guardian speaks for a person of *age* now, or did once and nothing tells since what they are."""
    speaks = any(one.authority.role is Role.GUARDIAN and one.speaks(at) for one in representatives)
    confirmed = standing if standing is not None and standing.confirmed_by is not None else None
    return speaks or _unsure(_guarded(representatives), confirmed, age)


def has_a_say(other: Role, role: Role) -> bool:
    """Tell whether whoever speaks as *other* may contest who speaks as *role*, and holds them up where contested.

    Guardians and estates protect: only their like does. Else whoever is hired could lock out who protects from them.
    """
    return role not in PROTECTING or other is role


def check_reach(scope: Scope, speaker: Speaker, at: datetime) -> None:
    """Raise NobodySpeaks where whoever answers for another has no authority to answer for *scope* at all.

    For a minor only a guardian has; for a dead one only the estate, which `speaker_of` sees to.
    """
    if speaker.representative is None:
        return
    if _only_a_guardian(speaker, at):
        raise NobodySpeaks(
            said("For somebody who is not of age only a guardian answers, or they themselves."),
            said("Let an officer of this service confirm a guardian, who then answers."),
        )
    if not _gives(speaker.representative, scope):
        raise NobodySpeaks(
            said("The authority to speak for this person does not reach as far as this."),
            said("Let the person decide, or bring an authority that does."),
        )


def missing_voices(
    request: Request, document: Decided, scope: Scope, speaker: Speaker, at: datetime
) -> frozenset[Role]:  # fmt: skip
    """Return the roles whose word a grant still needs beside that of *speaker* and the halves that say the same.

    A half counts as long as whoever gave it could give it now. Raises InConflict where those who speak for the person
    do not agree.
    """
    needed = _voices(scope, speaker, at)
    if any(_contested(speaker, role) for role, _ in needed):
        raise InConflict(
            said("those who speak for this person do not agree with each other"),
            said("They have to agree first, or a court has to decide; an officer then records it."),
        )
    will = will_of(document)
    giving = [one for one in speaker.others if _gives(one, scope)]
    speak = {(Role.SELF, request.subject), *((one.authority.role, one.principal) for one in giving)}
    given = [(half.role, half.by) for half in request.halves if half.will == will and (half.role, half.by) in speak]
    given.append((speaker.role, speaker.by))
    return frozenset(role for role, who in needed if not any(role is r and who in (None, by) for r, by in given))


def minor(speaker: Speaker, at: datetime) -> bool:
    """Tell whether the person asked is a minor, as far as is known; whoever has a guardian is one until shown.

    A proof that tells of a minor counts beside every standing; a day of majority that is past counts once a proof says
    the same, for it was typed by somebody. Whoever was a minor when they died stays one: of the dead, the day counts
    that was past when their death was recorded.
    """
    standing = speaker.standing
    if speaker.age in MINORS:
        return True
    if standing is None:
        return speaker.age is not AgeBand.ADULT and any(one.authority.role is Role.GUARDIAN for one in speaker.others)
    if standing.kind is not StandingKind.MINOR and standing.majority_at is None and standing.majority is None:
        return False
    until = standing.since if standing.kind is StandingKind.DECEASED else at
    past = standing.majority_at is not None and until is not None and until >= standing.majority_at
    return not (past and speaker.age is AgeBand.ADULT)


def alone(scope: Scope, speaker: Speaker, at: datetime) -> bool:
    """Tell whether nobody else has to agree to *scope* beside *speaker*, who has answered and whom `check_reach` lets.

    For a minor, somebody under protection, and whoever is contested there is always something to be asked anew.
    """
    if minor(speaker, at) or speaker.is_known_as(StandingKind.PROTECTED) or _contested(speaker, speaker.role):
        return False
    return all(role is speaker.role and who in (None, speaker.by) for role, who in _voices(scope, speaker, at))


# --- inside -----------------------------------------------------------------------------------------------------------


def _only_a_guardian(speaker: Speaker, at: datetime) -> bool:
    """Tell whether *speaker* is none who may speak for a minor, and the person is one, or was and nobody says since."""
    if speaker.role in PROTECTING:
        return False
    return _unsure(speaker.guarded, speaker.standing, speaker.age) or minor(speaker, at)


def _unsure(guarded: bool, standing: Standing | None, age: AgeBand) -> bool:
    """Tell whether nobody says that somebody is grown for whom there was a guardian once.

    A death says nothing of it: of the dead, what officers had found before does, by a paper that tells an age.
    """
    told = standing is not None and (standing.kind is not StandingKind.DECEASED or standing.grown is not None)
    return guarded and not told and age is not AgeBand.ADULT


def _guarded(representatives: Sequence[Representative]) -> bool:
    return any(one.authority.role is Role.GUARDIAN and one.confirmed_by is not None for one in representatives)


def _gives(one: Representative, scope: Scope) -> bool:
    """Tell whether the authority of *one* reaches to agreeing to *scope*."""
    return one.authority.grants and one.authority.reaches(scope)


def _contested(speaker: Speaker, role: Role) -> bool:
    """Tell whether one of those is contested who have a say where the word of a *role* is needed."""
    contested = (one.authority.role for one in speaker.others if one.conflict)
    return role is not Role.SELF and any(has_a_say(other, role) for other in contested)


def _voices(scope: Scope, speaker: Speaker, at: datetime) -> frozenset[Voice]:
    own: frozenset[Voice] = frozenset({(Role.SELF, None)})
    guardian: frozenset[Voice] = frozenset({(Role.GUARDIAN, None)})
    if speaker.is_known_as(StandingKind.DECEASED):
        heirs = [one.principal for one in speaker.others if one.authority.role is Role.ESTATE]
        return frozenset((Role.ESTATE, heir) for heir in heirs)
    if minor(speaker, at):
        return guardian if _under_14(speaker, at) else guardian | own
    if speaker.is_known_as(StandingKind.PROTECTED):
        return guardian | own if scope.high_risk else guardian
    guarded = any(one.authority.role is Role.GUARDIAN for one in speaker.others)
    if speaker.role is Role.SELF or guarded or scope.high_risk:  # a guardian of nobody's minor decides nothing
        return own
    return frozenset({(speaker.role, speaker.by)})


def _under_14(speaker: Speaker, at: datetime) -> bool:
    """Tell whether a minor's own assent is not asked; where nobody knows, or one source says that it is, it is."""
    day = None if speaker.standing is None else speaker.standing.majority_at
    if day is None or at >= day:
        return speaker.age is AgeBand.UNDER_14
    return at < day - FOUR_YEARS and speaker.age is not AgeBand.FROM_14_TO_17
