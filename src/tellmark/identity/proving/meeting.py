"""What follows where somebody who was asked as one person had proved here before that they are another."""

from typing import Protocol

from tellmark.identity.assurance.service import Recorded
from tellmark.identity.proving.model import BACK
from tellmark.identity.proving.returning import in_language, language_in
from tellmark.identity.proving.store import Tries
from tellmark.store.database import Database
from tellmark.store.scope import Scope, TenantId
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of

_MEETING = "identity-meeting"


class Meets(Protocol):
    """Who hears that somebody who was asked as one person had proved here before that they are another."""

    def __call__(self, tenant: TenantId, asked_as: SubjectId, known: SubjectId, door: str) -> str | None:
        """Do what follows for what was asked by the link of *door* (its opaque session), in units of its own.

        Return the page on which the person goes on, None where it is the one that had asked. Done again, it changes
        nothing; what cannot be done is told to the person there, and is no error here.
        """


def nobody_meets(tenant: TenantId, asked_as: SubjectId, known: SubjectId, door: str) -> None:
    """Let nothing follow."""
    del tenant, asked_as, known, door


def meet(database: Database, vault: Vault, met: Meets, tenant: TenantId, attempt: str, recorded: Recorded) -> str:
    """Tell *met* where the try *attempt* recognised somebody who came by a link; return the page to go on with."""
    scope = Scope(tenant, _MEETING)
    with database.write(scope) as unit:
        begun = Tries(unit).locked(attempt)
        kept = Tries(unit).kept(begun, key_of(unit, vault, begun.subject)) if begun else {}
    back = kept.get(BACK, "")
    if begun is None or not recorded.recognised or not begun.door:
        return back
    led = met(tenant, recorded.asked_as, recorded.record.subject, begun.door)
    if led is None:
        return back
    language = language_in(back)
    led = in_language(led, language) if language else led
    with database.write(scope) as unit:
        Tries(unit).leave(begun, {BACK: led}, key_of(unit, vault, begun.subject))
    return led
