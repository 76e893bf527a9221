"""What a person's own pages say where the proof of who agreed runs out: how it stands then, and what is to be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tellmark.consent.model import Consent, ConsentState
from tellmark.consent.person.views import until
from tellmark.consent.place import Place
from tellmark.consent.proof_ends import has_run_out, runs_out
from tellmark.consent.seeing import seen
from tellmark.consent.states import Tag, consent_tag, holds
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording


@dataclass(frozen=True, slots=True)
class ToProve:
    """What is told of a proof that runs out; *address* leads to where it is made anew, empty where another makes it."""

    sentence: str
    address: str
    is_over: bool


def stands(consent: Consent, at: datetime, language: Language) -> tuple[Tag, str]:
    """Return how *consent* stands for its person, and until when it counts, or since when it does not."""
    if not has_run_out(consent, at) or seen(consent).state is not ConsentState.ACTIVE:
        return consent_tag(consent, language), until(consent, at, language)
    _ = wording(language)
    since = _(said("since {day}")).format(day=day(consent.grounds.assured_until, language))
    return Tag("soon", "review", _(said("Who agreed has to prove it anew"))), since


def proof_facts(place: Place, consent: Consent, reader: str, at: datetime, language: Language) -> dict[str, Any]:
    """Return what differs on a receipt where the proof behind *consent* runs out; not by a link: others may have it."""
    told = to_prove(place, consent, reader, at, language)
    if told is None:
        return {}
    tag, span = stands(consent, at, language)
    return {"tag": tag, "until": span, "holds": [told.sentence, *holds(consent, language)]}


def to_prove(place: Place, consent: Consent, reader: str, at: datetime, language: Language) -> ToProve | None:
    """Return what *reader* is told where the proof behind *consent* runs out soon, or has; None where it does not."""
    ends = runs_out(consent, at)
    if ends is None:
        return None
    own, over = consent.grounds.by == reader, at >= ends
    address = place.proves.address("/me", f"/me/consents/{consent.id}?lang={language}") if own else ""
    return ToProve(wording(language)(_TOLD[own, over]).format(day=day(ends, language)), address, over)


_TOLD = {
    (True, False): said(
        "What you showed of who you are counts until {day}. If this is to go on, show it anew before then, as surely "
        "as the first time. Else nothing new is made."
    ),
    (True, True): said(
        "What you showed of who you are has run out on {day}: nothing new is made. If this is to go on, show it anew, "
        "as surely as the first time."
    ),
    (False, False): said(
        "What whoever agreed showed of who they are counts until {day}. Unless they show it anew before then, nothing "
        "new is made."
    ),
    (False, True): said(
        "What whoever agreed showed of who they are has run out on {day}: nothing new is made unless they show it anew."
    ),
}
