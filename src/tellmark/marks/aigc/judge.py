"""Judge one implicit label by the standard: what breaks it, and what is only unusual (GB 45438-2025 §6.1, App. E)."""

import re
from dataclasses import dataclass

from tellmark.marks.aigc import security
from tellmark.marks.aigc.provider import LENGTH, NotACode, ProviderCode, parse
from tellmark.marks.aigc.values import FIELDS, LABELS, REQUIRED
from tellmark.marks.aigc.wild import Form, Members, Number, Value
from tellmark.marks.model import AigcLabel

_ESCAPED = re.compile(r"(?:[!#-\[\]-~]|\\?\")*")  # App. E j): visible ASCII, a quotation mark escaped

WORDS = {
    "too_long": "The label is longer than 64 KiB, which no label needs to be.",
    "too_deep": "The label is nested deeper than any label needs to be.",
    "not_json": "The label is not JSON.",
    "not_an_object": "The label is JSON, but not an object of fields.",
    "missing": "The field is missing or empty, and the standard requires it (App. E).",
    "unknown_label": "Label is none of 1 (is), 2 (may be) and 3 (is suspected to be generated) (App. E c).",
    "not_a_string": "The value is not a string (App. E).",
    "duplicate_field": "The field stands in the label more than once.",
    "service_schema": "The label uses the fields ServiceProvider and ServiceUser, not those of the standard.",
    "characters": "The value holds a space or a character outside 0x21-0x7E (App. E j says “mainly”).",
    "order": "The fields do not stand in the order of App. E.",
    "absent_field": "An optional field of App. E is left out altogether.",
    "unknown_field": "There is a field that App. E does not know.",
    "provider_code": "The value has the length of a provider code, but is none (TC260-PG-20252A).",
    "blank_id": "ProduceID consists of zeros, so that it tells nothing apart.",
    "entities": "Quotation marks are written as XML entities where none are needed.",
    "double_encoded": "The JSON is encoded as a string within JSON.",
    "trailing_data": "Other data follows the label in the same field.",
    "packet_not_xml": "The XMP packet around the label is not well-formed XML.",
}
"""What each code in `broken` and `warnings` means; a code may be followed by a colon and a field."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A label in the words of the standard. *label* is None where it holds no Label, producer and number to compare.

    *broken* are the rules that fail, *warnings* what the standard's own wording leaves open or a reader can mend.
    """

    label: AigcLabel | None
    says: str | None
    broken: tuple[str, ...]
    warnings: tuple[str, ...]
    signature: security.Signature | None


def judge(form: Form) -> Judgement:
    """Judge what `wild` has read. Never raises."""
    warnings = [note for note in form.form if note in ("entities", "double_encoded", "trailing_data")]
    if form.members is None:
        return Judgement(None, None, form.broken, tuple(warnings), signature=None)
    fields = {key: value for key, value in reversed(form.members) if key in FIELDS}
    texts = {key: str(value) if isinstance(value, str) else "" for key, value in fields.items()}
    broken = [*form.broken, *_broken(form.members, fields, texts)]
    warnings += _warnings(form.members, texts)
    return Judgement(_label(texts), texts.get("Label"), tuple(broken), tuple(warnings), security.check(texts))


def provider_of(text: str) -> ProviderCode | NotACode | None:
    """Take a producer's value apart if it means to be a code; None if it is a name."""
    if len(text) == LENGTH and text.startswith("00") and text.isascii():
        return parse(text)
    return None


def _broken(members: Members, fields: dict[str, Value], texts: dict[str, str]) -> list[str]:
    broken = [f"missing:{key}" for key in REQUIRED if not texts.get(key) and key not in _odd(fields)]
    if texts.get("Label") and texts["Label"] not in LABELS:
        broken.append("unknown_label")
    broken += [f"not_a_string:{key}" for key in FIELDS if key in _odd(fields)]
    broken += [f"duplicate_field:{key}" for key in FIELDS if members.keys.count(key) > 1]
    return broken


def _odd(fields: dict[str, Value]) -> list[str]:
    """Fields whose value is not a string; a number keeps its digits, so that Label 1 can still be understood."""
    return [key for key, value in fields.items() if isinstance(value, Number) or not isinstance(value, str)]


def _warnings(members: Members, texts: dict[str, str]) -> list[str]:
    warnings = [f"characters:{key}" for key in FIELDS if _ESCAPED.fullmatch(texts.get(key, "")) is None]
    present = list(dict.fromkeys(key for key in members.keys if key in FIELDS))
    if present != [key for key in FIELDS if key in present]:
        warnings.append("order")
    warnings += [f"absent_field:{key}" for key in FIELDS if key not in present and key not in REQUIRED]
    if any(key not in FIELDS for key in members.keys):
        warnings.append("unknown_field")
    for key in ("ContentProducer", "ContentPropagator"):
        if isinstance(provider_of(texts.get(key, "")), NotACode):
            warnings.append(f"provider_code:{key}")
    if texts.get("ProduceID") and not texts["ProduceID"].strip("0-"):
        warnings.append("blank_id")
    return warnings


def _label(texts: dict[str, str]) -> AigcLabel | None:
    if not any(texts.get(key) for key in REQUIRED):
        return None
    return AigcLabel(**{attribute: texts.get(key, "") for key, attribute in FIELDS.items()})
