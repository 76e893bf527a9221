"""The 27-character code of a provider (TC260-PG-20252A), which holds its unified social credit code."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tellmark.values.credit_codes import CreditFault, fault_of

LENGTH = 27


class Service(StrEnum):
    """What the provider does with the content; NONE where the code carries no extension."""

    NONE = "0"
    GENERATES = "1"
    PROPAGATES = "2"


class Wrong(StrEnum):
    """One thing that keeps a text from being a provider code."""

    LENGTH = "length"
    CHARACTERS = "characters"
    PREFIX = "prefix"
    SUBJECT_TYPE = "subject_type"
    BINDING = "binding"
    CREDIT_CODE = "credit_code"
    CHECK_DIGIT = "check_digit"
    SERVICE = "service"
    EXTENSION = "extension"


@dataclass(frozen=True, slots=True)
class ProviderCode:
    """A well-formed code: the provider's credit code, its service, and the number of the model or application."""

    credit_code: str
    service: Service
    extension: str

    def __str__(self) -> str:
        """Spell the code: version 00, organisation, bound by credit code."""
        return f"0011{self.credit_code}{self.service}{self.extension}"


@dataclass(frozen=True, slots=True)
class NotACode:
    """Every reason why a text is no provider code that can be checked here."""

    wrong: tuple[Wrong, ...]


def parse(text: str) -> ProviderCode | NotACode:
    """Take *text* apart as a provider code, or say everything that is wrong with it.

    Only organisations bound by their credit code are read (types 1 and 1): the other types are not published, and
    one of them could hold a person's number.
    """
    if len(text) != LENGTH:
        return NotACode((Wrong.LENGTH,))
    if re.fullmatch(r"[0-9A-Z]+", text) is None:
        return NotACode((Wrong.CHARACTERS,))
    service, extension = text[22], text[23:]
    failed = {
        Wrong.PREFIX: text[:2] != "00",
        Wrong.SUBJECT_TYPE: text[2] != "1",
        Wrong.BINDING: text[3] != "1",
        Wrong.SERVICE: service not in set(Service),
        Wrong.EXTENSION: service == Service.NONE and extension != "0000",
    }
    wrong = [reason for reason, applies in failed.items() if applies]
    if not failed[Wrong.SUBJECT_TYPE] and not failed[Wrong.BINDING]:
        wrong += _faults_of_credit_code(text[4:22])
    return NotACode(tuple(wrong)) if wrong else ProviderCode(text[4:22], Service(service), extension)


def _faults_of_credit_code(code: str) -> list[Wrong]:
    match fault_of(code):
        case None:
            return []
        case CreditFault.SHAPE:
            return [Wrong.CREDIT_CODE]
        case CreditFault.CHECK_CHARACTER:
            return [Wrong.CHECK_DIGIT]
