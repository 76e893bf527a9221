"""Of which events a person is told by mail, with which letter, and where it goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from tellmark.consent.events import EffectDone
from tellmark.consent.model import Ending, HoldReason, Request, RequestId
from tellmark.consent.proof_ends import PROOF, rest_on
from tellmark.consent.reaching.model import Reach, Use
from tellmark.consent.reaching.service import forewarned, named, reached, safely
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.store import KnownConsents, KnownEffects, KnownRequests
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.assurance.model import RecordId
from tellmark.identity.assurance.store import KnownAssurance
from tellmark.store.errors import NotFound
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import is_here, key_of
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.languages import Language
from tellmark.work.mail.model import MailKind

Facts = Mapping[str, object]


class To(Enum):
    """To whom a letter goes: by the request, as the person wants it, to all known contacts, to the safe one alone.

    CHANGED: to where they have been reached so far, of a change that those who read there may know of.
    OVER: to where its end was told. PART: by the request, where all is done that had to follow a part taken back.
    SPEAKS, SPOKEN_FOR: to whoever represents another, and to whom they represent. PROVED: to whose proof runs out.
    ASKER: to the account that asked, where it has an address.
    """

    ASKED = "asked"
    PERSON = "person"
    WARNED = "warned"
    SAFE = "safe"
    CHANGED = "changed"
    SPEAKS = "speaks"
    SPOKEN_FOR = "spoken_for"
    PROVED = "proved"
    OVER = "over"
    PART = "part"
    ASKER = "asker"


def _always(facts: Facts) -> bool:
    del facts
    return True


@dataclass(frozen=True, slots=True)
class Telling:
    """One letter that an event makes, *when* its facts are so.

    Where other events tell the same, *once* names the facts that are theirs, too: of all these there is one letter.
    """

    kind: MailKind
    to: To
    when: Callable[[Facts], bool] = _always
    once: tuple[str, ...] = ()

    def letter_id(self, facts: Facts, place: int, fresh: str) -> str:
        """Return the id of the letter to whom it goes at this *place*: *fresh*, or what is the same for each event that
        tells the same."""
        if not self.once:
            return fresh
        return sha256(canonical([self.kind, place, *(str(facts[one]) for one in self.once)]))


def _ended(*endings: Ending) -> Callable[[Facts], bool]:
    return lambda facts: facts["ending"] in endings


_SPEAKERS = (Telling(MailKind.SPEAKERS, To.SPEAKS), Telling(MailKind.SPEAKERS, To.SPOKEN_FOR))

_TO_ASKER = Telling(MailKind.TO_FOLLOW, To.ASKER)
"""It comes first of its event: of a person who is erased by then nothing else goes out."""

_TOGETHER = ("consent", "due")
"""Several things follow an end, and those that are due at the same instant are late at the same instant."""
_TOLD_OF = frozenset({HoldReason.IDENTITY, HoldReason.UNREACHED})
"""What holds a consent up for reasons that its person has nothing to fear from."""

TELLS: Mapping[str, tuple[Telling, ...]] = {
    "consent.edited": (Telling(MailKind.CHANGED, To.ASKED, lambda facts: facts["seen"] is True),),
    "consent.recalled": (Telling(MailKind.RECALLED, To.ASKED, lambda facts: facts["by"] != "erasure"),),
    "consent.counter_taken": (Telling(MailKind.COUNTER_TAKEN, To.ASKED),),
    "consent.counter_declined": (Telling(MailKind.COUNTER_DECLINED, To.ASKED),),
    "consent.granted": (
        Telling(MailKind.GRANTED, To.ASKED, lambda facts: facts.get("taken_by") is None),
        Telling(MailKind.COUNTER_AGREED, To.ASKED, lambda facts: facts.get("taken_by") is not None),
    ),
    "consent.withdrawn": (_TO_ASKER, Telling(MailKind.WITHDRAWN, To.ASKED)),
    "consent.narrowed": (_TO_ASKER, Telling(MailKind.WITHDRAWN, To.ASKED)),
    "consent.ended": (
        replace(_TO_ASKER, when=lambda facts: facts["ending"] != Ending.SUPERSEDED),
        Telling(MailKind.ENDED, To.ASKED, _ended(Ending.EXPIRED, Ending.EXHAUSTED)),
        Telling(MailKind.VOIDED, To.SAFE, _ended(Ending.VOID)),
    ),
    "consent.effect_at_risk": (Telling(MailKind.TO_FOLLOW_SOON, To.ASKER, once=_TOGETHER),),
    "consent.effect_overdue": (Telling(MailKind.OVERDUE, To.ASKER, once=_TOGETHER),),
    "consent.effect_done": (Telling(MailKind.PART_DONE, To.PART),),
    "consent.closed": (Telling(MailKind.ALL_DONE, To.OVER),),
    "consent.held": (
        Telling(MailKind.HELD, To.ASKED, lambda facts: facts["reason"] in _TOLD_OF),
        Telling(MailKind.HANDS, To.ASKED, lambda facts: facts["reason"] == HoldReason.HANDS),
    ),
    "consent.hold_lifted": (
        Telling(MailKind.HANDS_BACK, To.ASKED, lambda facts: facts.get("reason") == HoldReason.HANDS),
    ),
    "consent.dispute_decided": (Telling(MailKind.DECIDED, To.ASKED),),
    "consent.word_seen_to": (Telling(MailKind.DECIDED, To.ASKED),),
    "consent.majority_reached": (Telling(MailKind.OF_AGE, To.PERSON),),
    "consent.representative_proposed": (Telling(MailKind.SPEAKER, To.WARNED),),
    "consent.representative_confirmed": _SPEAKERS,
    "consent.representative_vetoed": _SPEAKERS,
    "consent.representative_ended": _SPEAKERS,
    "consent.conflict_marked": _SPEAKERS,
    "consent.contact_confirmed": (Telling(MailKind.CONTACT_CHANGES, To.CHANGED),),
    "consent.contact_ended": (Telling(MailKind.CONTACT_CHANGES, To.CHANGED),),
    "identity.first_proof_by_link": (Telling(MailKind.FIRST_PROOF, To.WARNED),),
    "identity.proof_failed": (
        Telling(MailKind.CLAIMED, To.WARNED, lambda facts: facts["why"] == "proof.another_human"),
    ),
    "identity.recognised": (Telling(MailKind.JOINED, To.WARNED),),
    "identity.well_known_enrolled": (Telling(MailKind.WELL_KNOWN, To.WARNED),),
    "identity.well_known_proved": (Telling(MailKind.PROVED_ANEW, To.WARNED),),
    "clock.ran_out": (Telling(MailKind.PROOF_ENDING, To.PROVED, lambda facts: facts["kind"] == PROOF),),
    "identity.revoked": (Telling(MailKind.PROOF_ENDED, To.PERSON),),
    "identity.order_notice_given": (Telling(MailKind.ORDER, To.PERSON),),
    "consent.basis_confirmed": (Telling(MailKind.BASIS, To.PERSON),),
    "consent.basis_objection_decided": (Telling(MailKind.BASIS_NEWS, To.PERSON),),
    "consent.basis_ended": (Telling(MailKind.BASIS_NEWS, To.PERSON, lambda facts: facts["ending"] == "officer"),),
    "account.passkey_added": (Telling(MailKind.PASSKEY, To.WARNED),),
    "account.passkey_counter_went_back": (Telling(MailKind.PASSKEY_COPIED, To.WARNED),),
}
"""Nobody is reminded of a refusal. What holds a consent up is told to nobody, but where a proof was revoked,
nothing of ours had reached them, or whoever asked has changed hands: the letter would betray a silent word.

So is what became of one: where it made the consent void, only a safe contact hears of it, and that all has followed.
"""


def told_safely(kind: str, *, of_request: bool) -> bool:
    """Tell whether a letter goes to a safe contact alone: the log would tell that there is one, were it given up there.

    Such a letter is kept as one about its person, and not about a request.
    """
    return kind in (MailKind.VOIDED, MailKind.ALL_DONE) and not of_request


@dataclass(frozen=True, slots=True)
class About:
    """Of whom a letter is, about which *thing*, and where it goes."""

    subject: SubjectId
    thing: str
    reached: list[Reach]


def whom(unit: ReadUnit, vault: Vault, to: To, facts: Facts) -> About | None:
    """Return where what *facts* tell goes; None where nobody has been asked yet. Raises NotFound, SubjectErased."""
    if to in (To.PERSON, To.WARNED, To.CHANGED):
        subject = SubjectId(str(facts.get("subject") or facts["account"]))
        if to is To.CHANGED and not _open_change(unit, vault, subject, str(facts["contact"])):
            return None
        if to is To.WARNED:
            found = forewarned(unit, vault, subject, _who_proved(unit, facts))
        else:
            found = reached(unit, vault, subject)
        return About(subject, subject, found or _staff(unit, vault, subject))
    if to is To.PROVED:
        subject = KnownAssurance(unit).subject_of(RecordId(str(facts["about"])))
        rests = rest_on(unit, subject, str(facts["about"]))
        return About(subject, subject, reached(unit, vault, subject)) if rests else None
    if to in (To.SPEAKS, To.SPOKEN_FOR):
        one = KnownRepresentatives(unit).get(str(facts["representative"]))
        subject = one.subject if to is To.SPOKEN_FOR else SubjectId(one.principal)
        return About(subject, subject, reached(unit, vault, subject))
    request = KnownRequests(unit).get(_request(unit, facts))
    if to is To.ASKER:
        return _asker(unit, vault, request)
    if not request.sent or (to is To.PART and not _is_last_of_part(unit, facts)):
        return None
    if to is To.SAFE or (to is To.OVER and _ending(unit, facts) is Ending.VOID):
        return About(request.subject, request.subject, safely(unit, vault, request.subject))
    if to is To.OVER and _ending(unit, facts) is Ending.SUPERSEDED:  # nothing had to follow
        return None
    return About(request.subject, request.id, reached(unit, vault, request.subject, request.id))


def _who_proved(unit: ReadUnit, facts: Facts) -> SubjectId | None:
    """Return whose the proof is that *facts* tell of; None where they tell of none, or whoever made it is erased."""
    try:
        who = KnownAssurance(unit).subject_of(RecordId(str(facts["record"]))) if "record" in facts else None
        return who if who is not None and is_here(unit, who) else None
    except NotFound:
        return None


def _asker(unit: ReadUnit, vault: Vault, request: Request) -> About | None:
    """Return where who asked is written to; None for a program without an account, and for whoever has left."""
    account = SubjectId(request.requester)
    if KnownAccounts(unit).find(account) is None or not is_here(unit, account):
        return None
    return About(account, request.id, _staff(unit, vault, account))


def _request(unit: ReadUnit, facts: Facts) -> RequestId:
    if "request" in facts:
        return RequestId(str(facts["request"]))
    return KnownConsents(unit).get(str(facts["consent"])).request


def _ending(unit: ReadUnit, facts: Facts) -> Ending | None:
    return KnownConsents(unit).get(str(facts["consent"])).ending


def _is_last_of_part(unit: ReadUnit, facts: Facts) -> bool:
    """Tell whether this effect was the last to be done of a consent that has not ended; at its end all is told once.

    Others may have been done since its event was said: of those that are told late, the last alone makes a letter. That
    is the one whose leaf is the last, for several may be done within the second of one instant.
    """
    consent = KnownConsents(unit).get(str(facts["consent"]))
    if consent.ending is not None or KnownEffects(unit).by(consent=consent.id, done=False):
        return False
    done = Leaves(unit).numbers([one.id for one in KnownEffects(unit).of(consent.id)], EffectDone.name)
    return max(done, key=done.__getitem__) == facts["effect"]


def _open_change(unit: ReadUnit, vault: Vault, subject: SubjectId, contact: str) -> bool:
    """Tell whether *contact* is one that others may know of: never a safe one, nor one that nothing came of."""
    return any(one.id == contact and one.use is Use.USUAL for one in named(unit, vault, subject))


def _staff(unit: ReadUnit, vault: Vault, subject: SubjectId) -> list[Reach]:
    """Return the contact of an account whose holder is asked nothing: in each language, for theirs is not known."""
    if KnownAccounts(unit).find(subject) is None:
        return []
    contact = KnownAccounts(unit).personal(subject, key_of(unit, vault, subject))["contact"]
    return [Reach(contact, language) for language in Language] if contact else []
