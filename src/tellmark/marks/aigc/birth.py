"""The label of a file at its birth: who made it, under which number."""

import re

from tellmark.marks.aigc.provider import NotACode, Service, parse
from tellmark.marks.aigc.values import FIELDS, check
from tellmark.marks.model import AigcLabel
from tellmark.values.errors import ErrorKind, TellmarkError


class BadProviderCode(TellmarkError):
    """What was given as the provider's registered code is none that may stand in a label."""

    code = "aigc.bad_provider_code"
    kind = ErrorKind.REFUSED


def label_for(provider_name: str, provider_code: str | None, produce_id: str, label: str = "1") -> AigcLabel:
    """Make the label of a file at its birth: the propagator is the producer (GB 45438-2025 App. E note 1).

    The registered code stands for the provider; without one its name does, which platforms may refuse. A code is never
    made up. The standard's characters (App. E j) leave out the space: a hyphen stands for each run of spaces in a name.
    *produce_id* is opaque and the provider's own. Raises BadProviderCode, and BadValue for a name or number that the
    label cannot hold.
    """
    if provider_code:
        _check_code(provider_code)
    producer = provider_code or re.sub(" +", "-", provider_name.strip(" "))
    made = AigcLabel(label, producer, produce_id, content_propagator=producer, propagate_id=produce_id)
    for key, attribute in FIELDS.items():
        check(key, getattr(made, attribute))
    return made


def _check_code(code: str) -> None:
    parsed = parse(code)
    if isinstance(parsed, NotACode):
        raise BadProviderCode(
            f"the provider code is not valid ({', '.join(parsed.wrong)})",
            "Copy the 27 characters from your registration, or leave the code out and give an ASCII name.",
        )
    if parsed.service is Service.PROPAGATES:
        raise BadProviderCode(
            "the provider code is that of a propagation service, and this file is being generated",
            "Give the code of your generation service: its 23rd character is 1 or 0.",
        )
