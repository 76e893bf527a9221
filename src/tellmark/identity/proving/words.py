"""How ways of proving who one is are called, and what each asks, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from tellmark.identity.assurance.model import AssuranceRecord, Method
from tellmark.identity.verifiers.oidc.verifier import OidcVerifier
from tellmark.identity.verifiers.port import Verifier
from tellmark.surface.moments import day, instant
from tellmark.values.languages import Language, said, wording

_NAMES: Mapping[Method, str] = {
    Method.OIDC: said("Sign in at {host}"),
    Method.OID4VP: said("With the wallet on your phone"),
    Method.OFFICER: said("In person, with a document"),
    Method.PHONE: said("With a code sent to your phone"),
    Method.CN_NETID: said("With the national network identity"),
    Method.ORGANISATION: said("As an organisation, by its credit code"),
}
_ASKS: Mapping[Method, str] = {
    Method.OIDC: said("You sign in there. We are told how surely they know you and whether you are of age, no name."),
    Method.OID4VP: said(
        "You show from your wallet whether you are of age and a number that tells you from others. We keep no number."
    ),
    Method.OFFICER: said("Two officers look at you and at your document, one after the other. No copy is kept."),
    Method.PHONE: said("We send six digits to your number. This shows that you hold the phone, not who you are."),
    Method.CN_NETID: said("The service tells us that it knows you, and nothing more. You need to give no name here."),
    Method.ORGANISATION: said(
        "Two officers look the organisation up in the public register. A code of the right form proves nothing by "
        "itself."
    ),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way, as a page shows it."""

    name: str
    title: str
    asks: str
    needs_phone: bool


def ways(verifiers: Mapping[str, Verifier], language: Language) -> list[Way]:
    """Return every way of this installation, in the order of the settings."""
    return [way(verifier, language) for verifier in verifiers.values()]


def way(verifier: Verifier, language: Language) -> Way:
    """Return how one way is shown."""
    worded = wording(language)
    host = urlsplit(verifier.setting.issuer).hostname if isinstance(verifier, OidcVerifier) else ""
    title = worded(_NAMES[verifier.method]).format(host=host)
    return Way(verifier.name, title, worded(_ASKS[verifier.method]), verifier.method is Method.PHONE)


def record_words(records: Sequence[AssuranceRecord], at: datetime, language: Language) -> list[tuple[str, str]]:
    """Return what is known of somebody at this instant, each record in a line: how, until when, and from when."""
    worded = wording(language)
    return [
        (
            worded(_NAMES[record.method]).format(host=urlsplit(record.issuer).hostname or record.issuer),
            " · ".join(_counts(record, at, language)),
        )
        for record in records
    ]


def _counts(record: AssuranceRecord, at: datetime, language: Language) -> Iterator[str]:
    worded = wording(language)
    yield worded(said("level {level} of 3")).format(level=record.level)
    if record.cooling_until is not None and record.cools(at):
        yield worded(said("counts from {when}")).format(when=instant(record.cooling_until, language))
    yield worded(said("until {day}")).format(day=day(record.valid_until, language))
