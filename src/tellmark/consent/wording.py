"""The words of a request as they are sealed, with a salt that keeps anybody from trying words against a digest."""

from dataclasses import asdict, dataclass

import msgspec

from tellmark.consent.model import PersonAsked, Request, Words
from tellmark.consent.notices import TEMPLATE, Told
from tellmark.consent.people import Asker
from tellmark.consent.previews.model import Described
from tellmark.consent.store import KnownRequests
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.service import key_of
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256


@dataclass(frozen=True, slots=True)
class Said:
    """Words and their *salt*; *asker* is what was known of who says them, None before the second notice.

    *previews* are the recordings of the person that are shown with them. *template* is the version of the notice that
    they were written for; before the third it was not kept (`Told`).
    """

    words: Words
    salt: str
    asker: Asker | None = None
    previews: tuple[Described, ...] = ()
    template: int | None = None


def written(words: Words, salt: str, asker: Asker | None, previews: tuple[Described, ...] = ()) -> Said:
    """Return *words* as they are written down now: for the newest notice; without an *asker* to tell of, the first."""
    return Said(words, salt, asker, previews, None if asker is None else TEMPLATE)


def told_of(request: Request, party: str | None, said: Said) -> Told:
    """Return what the notice of *request* is made of, for the company called *party*: the same whenever it is made."""
    return Told(
        request.id, request.version, party, request.scope, said.words, said.salt, said.asker, said.previews,
        said.template,
    )  # fmt: skip


def sealed_words(said: Said) -> str:
    """Return *said* as the text that is sealed."""
    return msgspec.json.encode(said).decode()


def digest_of_words(said: Said) -> str:
    """Return the digest that stands in the log."""
    told = asdict(said)
    if said.asker is None:
        del told["asker"]  # as it was before there was one
    if not said.previews:
        del told["previews"]
    if said.template is None:
        del told["template"]
    return sha256(canonical(told))


def said_in(unit: ReadUnit, vault: Vault, request: Request) -> Said:
    """Return what *request* says in words. Raises SubjectErased."""
    return msgspec.json.decode(_opened(unit, vault, request, "words"), type=Said)


def person_in(unit: ReadUnit, vault: Vault, request: Request) -> PersonAsked:
    """Return how the person of *request* is reached and called. Raises SubjectErased."""
    return msgspec.json.decode(_opened(unit, vault, request, "person"), type=PersonAsked)


def _opened(unit: ReadUnit, vault: Vault, request: Request, column: str) -> str:
    text = KnownRequests(unit).sealed(request.id, key_of(unit, vault, request.subject))[column]
    if text is None:
        raise SubjectErased
    return text
