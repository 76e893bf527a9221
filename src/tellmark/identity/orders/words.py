"""How orders, their states, what is handed over and why a notice waits are called, in the reader's language."""

from collections.abc import Iterable, Mapping

from tellmark.identity.orders.model import OrderKind, OrderState, WhyHeld
from tellmark.values.languages import Language, said, wording

_KINDS: Mapping[OrderKind, tuple[str, str]] = {
    OrderKind.PAUSE: (said("Pause"), said("Nothing new is to be made of this person, or for them, for a time.")),
    OrderKind.BLOCK: (said("Block"), said("Nothing is to be made of this person, or for them.")),
    OrderKind.EXPORT: (said("Export"), said("Everything that is kept of this person is handed over.")),
    OrderKind.UNMASK: (said("Unmask"), said("It is handed over who this person is.")),
}
_STATES: Mapping[OrderState, tuple[str, str, str]] = {
    OrderState.WAITING: ("soon", "review", said("Waits for a second officer")),
    OrderState.LAPSED: ("open", "ended", said("Lapsed: nobody confirmed it in time")),
    OrderState.IN_EFFECT: ("said", "running", said("In effect")),
    OrderState.EXPIRED: ("open", "ended", said("Its time is over")),
    OrderState.ENDED: ("open", "ended", said("Ended before its time")),
}
_WHY: Mapping[WhyHeld, str] = {
    WhyHeld.ORDERED: said("The authority forbids to tell before"),
    WhyHeld.INQUIRY: said("Telling before would spoil an inquiry"),
    WhyHeld.DANGER: said("Telling before would put somebody in danger"),
}
_ROOMS: Mapping[str, str] = {
    "accounts": said("The account"),
    "numbers": said("Numbers that a rule forces to keep"),
    "identity": said("Who vouched for the person"),
    "consent": said("Requests and agreements"),
}
_THINGS: Mapping[str, str] = {
    "name": said("Name"),
    "contact": said("Contact"),
    "email": said("E-mail"),
    "phone": said("Telephone"),
    "account": said("Account"),
    "passkey": said("Passkey"),
    "session": said("Session"),
    "retained_number": said("Number that a rule forces to keep"),
    "retained_record": said("Record of an agreement that a rule forces to keep"),
    "vouched_by": said("Who vouched"),
    "assurance_record": said("Proof of identity"),
    "copy": said("Requests, agreements and uses"),
}
DOCUMENTS = frozenset({"copy", "retained_record"})
"""What is no word or name but a document of programs, which says the same in every language."""
_LEAVES: Mapping[str, str] = {
    "identity.order_set": said("The order was entered."),
    "identity.order_carried_out": said("Something was handed over: {count}."),
    "identity.order_ended": said("The order was ended."),
    "identity.order_notice_given": said("The person was told."),
}
_CONFIRMED = said("A second officer confirmed the order.")


def kind_words(kind: OrderKind, language: Language) -> tuple[str, str]:
    """Return what a kind of order is called, and what it does."""
    name, does = _KINDS[kind]
    return wording(language)(name), wording(language)(does)


def state_tag(state: OrderState, language: Language) -> tuple[str, str, str]:
    """Return tone, shape and word of a state."""
    tone, shape, word = _STATES[state]
    return tone, shape, wording(language)(word)


def why_words(why: WhyHeld, language: Language) -> str:
    """Return why a notice waits."""
    return wording(language)(_WHY[why])


def room_words(name: str, language: Language) -> str:
    """Return what a room's knowledge is called; a room that this version does not know by its own name."""
    return wording(language)(_ROOMS[name]) if name in _ROOMS else name


def thing_words(what: str, language: Language) -> str:
    """Return what a thing is called, as a room told it, or as the log has it (`accounts.name`)."""
    name = what.rpartition(".")[2]
    return wording(language)(_THINGS[name]) if name in _THINGS else name


def things_words(what: Iterable[str], language: Language) -> str:
    """Return several things in a line, each once."""
    joint = "、" if language is Language.ZH else ", "
    return joint.join(dict.fromkeys(thing_words(one, language) for one in what))


def leaf_words(kind: str, second: str | None, things: int, language: Language) -> str:
    """Return what a leaf of an order tells; *second* is who confirmed it, where it has been, by then."""
    template = _CONFIRMED if kind == "identity.order_set" and second else _LEAVES[kind]
    return wording(language)(template).format(count=things)
