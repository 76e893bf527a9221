"""What a receipt says to people: rows of its signed facts alone, by a table that the page's script reads, too."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from tellmark.consent.model import Ending, Role
from tellmark.consent.notices import MARKED, PROMISED
from tellmark.consent.phrases import (
    AFTERMATH,
    CHANNELS,
    EXCLUSIONS,
    MODALITIES,
    OPERATIONS,
    PER,
    PURPOSES,
    TRAINING_ASKED,
)
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.receipts import Receipt, shown_in
from tellmark.consent.showing import TO_REQUESTER, place, tongue
from tellmark.surface.moments import instant
from tellmark.values.languages import Language, said, wording

_ROLES = {
    Role.SELF: said("by the person"),
    Role.GUARDIAN: said("by the guardian"),
    Role.AGENT: said("by the agent"),
    Role.UNION: said("by the union"),
    Role.ESTATE: said("by the estate"),
    Role.ATTORNEY: said("by the attorney"),
}
_METHODS = {
    BindingMethod.PASSKEY: said("with a passkey over this very decision"),
    BindingMethod.WALLET: said("with a wallet that signed this very decision"),
    BindingMethod.SPOKEN: said("by fresh words read aloud; an officer listened, no machine compared the voice"),
    BindingMethod.WITNESSED: said("before an officer, who keeps the signed paper; a second officer confirmed it"),
    BindingMethod.FRESH_PROOF: said("by proving again, minutes before, who they are"),
}
_ENDINGS = {
    Ending.WITHDRAWN: said("taken back"),
    Ending.EXPIRED: said("run out"),
    Ending.SUPERSEDED: said("replaced by a newer one"),
    Ending.EXHAUSTED: said("used up"),
    Ending.VOID: said("declared void"),
    Ending.MAJORITY: said("ended as the person came of age"),
    Ending.ERASED: said("ended with the erasure of the person"),
}
_CODES: Mapping[str, Mapping[Any, str]] = {
    "modalities": MODALITIES,
    "operations": OPERATIONS,
    "purposes": PURPOSES,
    "channels": CHANNELS,
    "excluded": EXCLUSIONS,
    "training": TRAINING_ASKED,
    "aftermath": AFTERMATH,
    "pay_per": PER,
    "role": _ROLES,
    "method": _METHODS,
    "ended": _ENDINGS,
}
"""What the codes of each member are called."""

LABELS: Mapping[str, str] = {
    "modalities": TO_REQUESTER["what"],
    "operations": TO_REQUESTER["how"],
    "purposes": TO_REQUESTER["for"],
    "territories": TO_REQUESTER["where"],
    "channels": TO_REQUESTER["through"],
    "languages": TO_REQUESTER["languages"],
    "start": TO_REQUESTER["from"],
    "end": TO_REQUESTER["until"],
    "max_outputs": said("At most, in pieces"),
    "max_seconds": said("At most, in seconds altogether"),
    "content": said("Digest of the text or the description"),
    "models": TO_REQUESTER["models"],
    "excluded": TO_REQUESTER["never"],
    "training": TO_REQUESTER["training"],
    "sublicence": TO_REQUESTER["passed_on"],
    "derivatives": TO_REQUESTER["changed"],
    "cross_border": TO_REQUESTER["abroad"],
    "retention_days": said("Days that what was taken of the person is kept afterwards"),
    "pay_amount": said("Pay, in the smallest unit of the currency"),
    "pay_currency": said("Currency"),
    "pay_per": TO_REQUESTER["pay"],
    "aftermath": TO_REQUESTER["after"],
}
"""The members of a scope in the order in which they are read, each with its label."""

_ROWS: Mapping[str, str] = {
    "agreed": said("Agreed"),
    "counts": said("Counts"),
    "counts_in": said("Counts in"),
    "ended": said("Ended"),
    "narrowed": said("Narrowed"),
    "party": said("On behalf of"),
    MARKED: TO_REQUESTER[MARKED],
    "provider": said("Issued by"),
    "consent": said("Consent"),
    "decision": said("Digest of the decision"),
    "notice": said("Digest of the notice"),
}
_MARKS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {"list": ", ", "comma": ", ", "colon": ": "},
    Language.ZH: {"list": "、", "comma": "，", "colon": "："},
}
"""What stands between the parts of a row."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
"""How we write an instant (values/instants.py)."""
_INSTANTS = ("start", "end")
"""The members of a scope that are instants."""
_NARROWED = said("The person has taken a part of it back; this is what is left.")


def vocabulary(receipt: Receipt, language: Language) -> dict[str, dict[str, str]]:
    """Return what the members of *receipt*, and the codes that stand in it, are called in *language*, by member."""
    _, said_here = wording(language), _said(receipt)
    told = {
        member: {code: _(word) for code, word in words.items() if code in said_here[member]}
        for member, words in _CODES.items()
    }
    told["pay_per"] = {code: word.format(amount="…") for code, word in told["pay_per"].items()}
    told["territories"] = {code: place(code, language) for code in said_here["territories"]}
    told["languages"] = {code: tongue(code, language) for code in said_here["languages"]}
    told["label"] = {member: _(label) for member, label in {**LABELS, **_ROWS}.items()}
    told["word"] = {
        "true": _(said("Yes")),
        "false": _(said("No")),
        "null": _(said("No limit is named")),
        "none": "–",
        "narrowed": _(_NARROWED),
        **_MARKS[language],
    }
    return told


def rows_of(receipt: Receipt, language: Language) -> list[tuple[str, str]]:
    """Return the rows of *receipt* in *language*: a label and its text. The script of the page makes the same ones."""
    told = vocabulary(receipt, language)
    label, word, binding = told["label"], told["word"], receipt.binding
    how = word["comma"].join((_word(told, "role", binding.role), _word(told, "method", binding.method)))
    begun, until = _instant(receipt.counts_from, language), _instant(receipt.until, language)
    rows = [
        (label["agreed"], word["comma"].join((_instant(receipt.granted_at, language), how))),
        (label["counts"], f"{begun} – {until}"),
    ]
    if receipt.counts_in is not msgspec.UNSET:
        rows.append((label["counts_in"], _text(told, "territories", receipt.counts_in)))
    if receipt.ended is not None:
        ended = _instant(receipt.ended.at, language), _word(told, "ended", receipt.ended.how)
        rows.append((label["ended"], word["colon"].join(ended)))
    if receipt.version > 1:
        rows.append((label["narrowed"], word["narrowed"]))
    if receipt.party is not None:
        rows.append((label["party"], receipt.party.name))
    rows += [(label[member], _said_of(told, member, receipt.scope.get(member), language)) for member in LABELS]
    if promised := promise_of(receipt):
        rows.append((label[MARKED], promised))
    provider = receipt.provider
    named = provider.name if provider.code is None else f"{provider.name} ({provider.code})"
    return [
        *rows,
        (label["provider"], named),
        (label["consent"], receipt.consent),
        (label["decision"], receipt.decision_sha256),
        (label["notice"], receipt.notice_sha256),
    ]


def promise_of(receipt: Receipt) -> str:
    """Return what the notice of *receipt* promises of marks, in its own words; empty where it promises nothing.

    Those are the first lines of that section (`notices.PROMISED`); the others tell what nobody can promise.
    """
    told = shown_in(receipt)
    between = "" if receipt.notice_language == Language.ZH else " "
    return "" if told is None else between.join(told.lines(MARKED)[:PROMISED])


def _said(receipt: Receipt) -> dict[str, list[str]]:
    """Return the codes that stand in *receipt*, by member; a place may also stand among those where it counts."""
    codes = {member: _strings(receipt.scope.get(member)) for member in LABELS}
    where = [] if receipt.counts_in is msgspec.UNSET else list(receipt.counts_in)
    codes["territories"] = list(dict.fromkeys([*codes["territories"], *where]))
    ended = [] if receipt.ended is None else [str(receipt.ended.how)]
    return {**codes, "role": [str(receipt.binding.role)], "method": [str(receipt.binding.method)], "ended": ended}


def _strings(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _said_of(told: Mapping[str, Mapping[str, str]], member: str, value: Any, language: Language) -> str:
    is_instant = member in _INSTANTS and isinstance(value, str)
    return _instant(value, language) if is_instant else _text(told, member, value)


def _instant(text: object, language: Language) -> str:
    """Word the signed instant *text* as pages do; what is none stays as it was signed."""
    told = str(text)
    try:
        return instant(datetime.fromisoformat(told), language) if _INSTANT.fullmatch(told) else told
    except (ValueError, OverflowError):  # a signer may sign the 30th of February
        return told


def _text(told: Mapping[str, Mapping[str, str]], member: str, value: Any) -> str:
    if isinstance(value, list):
        return told["word"]["list"].join(_word(told, member, code) for code in value) or told["word"]["none"]
    if value is None:
        return told["word"]["null" if member.startswith("max_") else "none"]
    if isinstance(value, bool):
        return told["word"]["true" if value else "false"]
    return _word(told, member, value)


def _word(told: Mapping[str, Mapping[str, str]], member: str, code: object) -> str:
    return told.get(member, {}).get(str(code), str(code))
