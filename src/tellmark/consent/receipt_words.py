"""What a receipt says beside its scope, in rows that people read: when, how, who answers for it, under which ids."""

from tellmark.consent.model import Consent, Ending, Role
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.receipts import Who
from tellmark.values.instants import rfc3339
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
    BindingMethod.WITNESSED: said("before a witness"),
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


def before(consent: Consent, language: Language) -> list[tuple[str, str]]:
    """Return the rows that stand first: what was decided, when, how, and whether it has ended."""
    _ = wording(language)
    how = f"{_(_ROLES[consent.grounds.role])}, {_(_METHODS[BindingMethod(consent.grounds.method)])}"
    rows = [
        (_(said("Agreed")), f"{rfc3339(consent.granted_at)}, {how}"),
        (_(said("Counts")), f"{rfc3339(consent.counts_from)} – {rfc3339(consent.until)}"),
    ]
    if consent.ending is not None and consent.ended_at is not None:
        rows.append((_(said("Ended")), f"{rfc3339(consent.ended_at)}: {_(_ENDINGS[consent.ending])}"))
    if consent.version > 1:
        rows.append((_(said("Narrowed")), _(said("The person has taken a part of it back; this is what is left."))))
    return rows


def after(consent: Consent, provider: Who, language: Language) -> list[tuple[str, str]]:
    """Return the rows that stand last: who answers for the receipt, and the ids by which it is found."""
    _ = wording(language)
    return [
        (_(said("Issued by")), provider.name if provider.code is None else f"{provider.name} ({provider.code})"),
        (_(said("Consent")), consent.id),
        (_(said("Digest of the decision")), consent.document),
        (_(said("Digest of the notice")), consent.notice),
    ]
