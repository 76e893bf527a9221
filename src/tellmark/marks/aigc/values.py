"""The seven fields of the implicit label and their one spelling (GB 45438-2025 App. E)."""

import json
import re

from tellmark.marks.model import AigcLabel, Says
from tellmark.values.errors import ErrorKind, TellmarkError

FIELDS = {
    "Label": "label",
    "ContentProducer": "content_producer",
    "ProduceID": "produce_id",
    "ReservedCode1": "reserved_code1",
    "ContentPropagator": "content_propagator",
    "PropagateID": "propagate_id",
    "ReservedCode2": "reserved_code2",
}
"""The JSON keys in the order of App. E, and the attribute of `AigcLabel` that each holds."""

REQUIRED = ("Label", "ContentProducer", "ProduceID")
"""The keys that may be neither missing nor empty."""

LABELS = {"1": Says.AI, "2": Says.POSSIBLY_AI, "3": Says.SUSPECTED_AI}
"""App. E c): 1 is, 2 may be, 3 is suspected to be generated or synthesised."""

NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
"""The XMP namespace of the property `AIGC` (TC260-PG-20259A)."""

_WRITABLE = re.compile(r"[!#-\[\]-~]*")  # App. E j): 0x21-0x7E; a quotation mark or backslash would need escaping


class BadValue(TellmarkError):
    """A field of the implicit label would hold what the standard does not allow there."""

    code = "aigc.bad_value"
    kind = ErrorKind.REFUSED


def encode(label: AigcLabel) -> bytes:
    """Write *label* as the bare JSON object, seven string keys in order, without white space.

    The carriers that are called AIGC themselves hold this form (TC260-PG-20257A, -20259A, -202510A). Raises BadValue
    for an unknown Label, an empty required field or a character outside 0x21-0x7E, or for one that needs escaping.
    """
    values = {key: getattr(label, attribute) for key, attribute in FIELDS.items()}
    for key, value in values.items():
        check(key, value)
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def check(key: str, value: str) -> None:
    """Raise BadValue if *value* may not be written as the field *key*."""
    if key == "Label" and value not in LABELS:
        raise BadValue("Label must be 1, 2 or 3", "Use 1 for generated, 2 for possibly, 3 for suspected generated.")
    if key in REQUIRED and not value:
        raise BadValue(f"{key} is empty, and the implicit label needs it", f"Give a value for {key}.")
    if _WRITABLE.fullmatch(value) is None:
        raise BadValue(
            f"{key} holds {_offender(value)}; the implicit label takes only visible ASCII characters without quotation "
            "mark and backslash",
            "Use the registered 27-character code, or a name in ASCII letters, digits and hyphens.",
        )


def _offender(value: str) -> str:
    char = next(char for char in value if _WRITABLE.fullmatch(char) is None)
    if char in " \t":
        return "a space"
    if char in '"\\':
        return "a quotation mark" if char == '"' else "a backslash"
    return f"the character U+{ord(char):04X}"
