"""How mandates, their states, rooms, numbers and cases are called, in the reader's language."""

from collections.abc import Mapping

from tellmark.identity.oversight.model import MandateState
from tellmark.values.languages import Language, said, wording

_STATES: Mapping[MandateState, tuple[str, str, str]] = {
    MandateState.WAITING: ("soon", "review", said("Waits for a second officer")),
    MandateState.LAPSED: ("open", "ended", said("Lapsed: nobody confirmed it in time")),
    MandateState.AHEAD: ("soon", "review", said("Has not begun")),
    MandateState.STANDING: ("said", "running", said("In effect")),
    MandateState.OVER: ("open", "ended", said("Its time is over")),
    MandateState.ENDED: ("open", "ended", said("Ended before its time")),
}
_WHY: Mapping[MandateState, str] = {
    MandateState.WAITING: said("There is nothing to read yet: a second officer has to confirm it by {when}."),
    MandateState.LAPSED: said("There is nothing to read: no second officer confirmed it by {when}."),
    MandateState.AHEAD: said("There is nothing to read yet: it begins on {when}."),
    MandateState.STANDING: said("You can read under it until {when}."),
    MandateState.OVER: said("There is nothing to read any more: it is over since {when}."),
    MandateState.ENDED: said("There is nothing to read any more: it was ended on {when}."),
}
_ROOMS: Mapping[str, str] = {
    "consent": said("Requests, agreements and legal bases"),
    "orders": said("Orders of authorities"),
    "identity": said("Identity cases"),
}
_ROOM_SAYS: Mapping[str, str] = {
    "consent": said(
        "Of the territory and time of the mandate. What people tell officers in silence is told from five up."
    ),
    "orders": said("Those that reach into the territory. Whom each is about is not told here."),
    "identity": said("Of the whole service: a case has no territory."),
}
_BASES: Mapping[str, str] = {
    "waiting": said("Legal bases that wait for a second officer"),
    "lapsed": said("Legal bases that nobody confirmed in time"),
    "in_effect": said("Legal bases in effect"),
    "objected": said("Legal bases that stand still: somebody objected"),
    "passed_on": said("Legal bases that stand still: whose account they are for has changed hands"),
    "expired": said("Legal bases whose time is over"),
    "ended": said("Legal bases that ended before their time"),
}
"""By how they stand now."""
_GROUNDS: Mapping[str, str] = {
    "parody": said("Parody"),
    "news": said("News reporting"),
    "documentary": said("Documentary"),
    "deceased": said("Dead, and nobody speaks for the estate"),
    "law_enforcement": said("Law enforcement"),
    "court_order": said("Decision of a court"),
}
_NUMBERS: Mapping[str, str] = {
    "requests.asked": said("Requests to people"),
    "requests.granted": said("Requests that were agreed to"),
    "requests.refused": said("Requests that were refused"),
    "requests.lapsed": said("Requests that nobody answered in time"),
    "requests.recalled": said("Requests that were taken back"),
    "requests.countered": said("Requests to which less was offered"),
    "consents.in_force": said("Agreements that have not ended"),
    "consents.withdrawn": said("Agreements taken back"),
    "consents.expired": said("Agreements whose time was over"),
    "consents.superseded": said("Agreements that another took the place of"),
    "consents.exhausted": said("Agreements of which nothing was left"),
    "consents.void": said("Agreements that officers found void"),
    "consents.majority": said("Agreements that ended since somebody came of age"),
    "consents.erased": said("Agreements of people who were deleted"),
    "uses.made": said("Uses that were agreed to, of which something came"),
    "uses.made_on_basis": said("Uses without agreement, on a legal basis, of which something came"),
    **{f"bases.{state}": word for state, word in _BASES.items()},
    "objections.made": said("Objections to legal bases"),
    "objections.upheld": said("Objections that were found right: the basis ended"),
    "objections.dismissed": said("Objections that were found not right: the basis went on"),
    "objections.undecided": said("Objections that nobody had decided when the basis was over"),
    "silent.coercion": said("Words that somebody could not answer freely"),
    "silent.misuse": said("Words that somebody is used otherwise than agreed"),
    "silent.denied": said("Words that somebody never agreed, said once more"),
    "silent.unwanted": said("Words that a request is unwanted"),
    "cases.open": said("Identity cases that nobody has looked at"),
    "cases.checked": said("Identity cases that wait for a second officer"),
    "cases.confirmed": said("Identity cases that were confirmed"),
    "cases.refused": said("Identity cases that were refused"),
}
_KINDS: Mapping[str, str] = {
    "dispute": said("Somebody says that they never agreed"),
    "objection": said("Somebody objects to what is made of them without their agreement"),
    "identity": said("What proved who agreed was revoked"),
    "first_proof": said("Who agreed came by a link that whoever asks was given"),
    "taken_up": said("Somebody else than was asked has agreed, by a link that whoever asks was given"),
    "hold": said("An agreement stands still"),
    "spoken": said("Somebody has spoken their agreement"),
    "witnessed": said("Somebody has decided before an officer"),
    "revoke_permits": said("After an end: permits are void"),
    "tell_licensees": said("After an end: those who got leave are told"),
    "delete_templates": said("After an end: patterns are deleted"),
    "list_outputs": said("After an end: what was made is listed"),
    "take_down": said("After an end: what was made is taken down"),
    "block_training": said("After an end: nothing more is learned"),
    "pause": said("Order to pause"),
    "block": said("Order to block"),
    "export": said("Order to hand over everything"),
    "unmask": said("Order to tell who somebody is"),
}
_OUTCOMES: Mapping[str, tuple[str, str, str]] = {
    "open": ("soon", "review", said("Not decided yet")),
    "upheld": ("open", "ended", said("The agreement is void")),
    "dismissed": ("open", "ended", said("The agreement counts")),
    "objection_upheld": ("open", "ended", said("The objection is right: it has ended")),
    "objection_dismissed": ("open", "ended", said("The objection is not right: it went on")),
    "undecided": ("open", "ended", said("It was over before anybody had decided")),
    "decided": ("open", "ended", said("Decided")),
    "done": ("open", "ended", said("Done")),
    "lapsed": ("open", "ended", said("Lapsed: nobody confirmed it in time")),
    "waiting": ("soon", "review", said("Waits for a second officer")),
    "in_effect": ("said", "running", said("In effect")),
    "expired": ("open", "ended", said("Its time is over")),
    "ended": ("open", "ended", said("Ended before its time")),
}
_REASONS: Mapping[str, str] = {
    "asked_the_person": said("the person was asked"),
    "documents": said("documents show it"),
    "evidence_of_binding": said("what tied the answer shows it"),
    "uses": said("the uses show it"),
    "nothing_found": said("nothing was found that speaks for it"),
    "officer": said("an officer holds it up"),
    "representative": said("whoever gave it speaks for the person no more"),
    "death": said("its person is recorded as dead"),
    "withdrawn": said("it was taken back"),
    "expired": said("its time was over"),
    "superseded": said("another took its place"),
    "exhausted": said("nothing was left of it"),
    "void": said("officers found it void"),
    "majority": said("somebody came of age"),
    "erased": said("somebody was deleted"),
    "ordered": said("the authority forbids to tell its person before"),
    "inquiry": said("telling its person before would spoil an inquiry"),
    "danger": said("telling its person before would put somebody in danger"),
}
_LEAVES: Mapping[str, str] = {
    "identity.mandate_set": said("The mandate was entered."),
    "identity.mandate_ended": said("The mandate was ended."),
    "identity.mandate_read": said("There was reading on this day."),
    "identity.mandate_exported": said("A file was taken: {cases} cases, {orders} orders."),
}
_CONFIRMED = said("A second officer confirmed the mandate.")


def state_tag(state: MandateState, language: Language) -> tuple[str, str, str]:
    """Return tone, shape and word of a state."""
    tone, shape, word = _STATES[state]
    return tone, shape, wording(language)(word)


def why_words(state: MandateState, when: str, language: Language) -> str:
    """Say whether there is anything to read in a *state*, and *when* that began or will end."""
    return wording(language)(_WHY[state]).format(when=when)


def room_words(room: str, language: Language) -> tuple[str, str]:
    """Return what a room is called, and what of it is shown; a room unknown to this version by its own name."""
    _ = wording(language)
    return (_(_ROOMS[room]), _(_ROOM_SAYS[room])) if room in _ROOMS else (room, "")


def number_words(what: str, language: Language) -> str:
    """Return what a number is of; of legal bases also on which ground."""
    _, (room, _dot, rest) = wording(language), what.partition(".")
    ground, _dot, state = rest.partition(".")
    if room == "bases" and ground in _GROUNDS and state in _BASES:
        return _(said("{what}: {ground}")).format(what=_(_BASES[state]), ground=_(_GROUNDS[ground]))
    return _(_NUMBERS[what]) if what in _NUMBERS else what


def count_words(count: int | None, language: Language) -> str:
    """Return how many there are."""
    return wording(language)(said("fewer than five")) if count is None else f"{count:,}"


def kind_words(kind: str, language: Language) -> str:
    """Return what a case is."""
    return wording(language)(_KINDS[kind]) if kind in _KINDS else kind


def ground_words(ground: str, language: Language) -> str:
    """Return what the ground of a legal basis is called; empty for none."""
    return wording(language)(_GROUNDS[ground]) if ground in _GROUNDS else ground


def outcome_tag(outcome: str, language: Language) -> tuple[str, str, str]:
    """Return tone, shape and word of how a case stands."""
    tone, shape, word = _OUTCOMES.get(outcome, ("open", "ended", outcome))
    return tone, shape, wording(language)(word)


def reason_words(reason: str, language: Language) -> str:
    """Return why a case is there, or was decided so; empty for no reason."""
    return wording(language)(_REASONS[reason]) if reason in _REASONS else reason


def leaf_words(kind: str, second: str | None, cases: int, orders: int, language: Language) -> str:
    """Return what a leaf of a mandate tells; *second* is who confirmed it, where it has been, by then."""
    template = _CONFIRMED if kind == "identity.mandate_set" and second else _LEAVES[kind]
    return wording(language)(template).format(cases=cases, orders=orders)
