"""What each role may do, and which rights nobody has together: one table, and pure decisions over it.

The roles are those of a provider's house; a right is named by the room that asks for it. Whoever reviews a case is
compared with whoever brought it, too, where the case is decided: here it is made impossible before there is a case.
"""

from collections.abc import Iterable

from tellmark.identity.accounts.model import Role

MARK = "mark"
CONSENT_REQUEST = "consent.request"
CONSENT_ANSWER = "consent.answer"
CONSENT_REVIEW = "consent.review"
CONSENT_CONFIRM = "consent.confirm"
CONSENT_CHECK = "consent.check"
IDENTITY_VERIFY = "identity.verify"
IDENTITY_CONFIRM = "identity.confirm"
IDENTITY_MANAGE = "identity.manage"
HOLD = "subject.hold"
WEBHOOKS = "webhooks.manage"
ORDER = "identity.order"
ORDER_CONFIRM = "identity.order_confirm"
OVERSEE = "oversee"
"""To read under a mandate, and only to read: what, and for how long, stands in the mandate."""
OWN_ACCOUNT = "account.own"
"""What everybody who is signed in may do, and no program: look after their own account."""

CAPABILITIES: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({IDENTITY_MANAGE}),
    Role.REQUESTER: frozenset({CONSENT_REQUEST}),
    Role.ENGINEER: frozenset({MARK, CONSENT_CHECK, WEBHOOKS}),
    Role.COMPLIANCE_OFFICER: frozenset({CONSENT_REVIEW, HOLD, ORDER}),
    Role.SENIOR_OFFICER: frozenset({CONSENT_CONFIRM, IDENTITY_CONFIRM, HOLD, ORDER_CONFIRM}),
    Role.IDENTITY_OFFICER: frozenset({IDENTITY_VERIFY}),
    Role.DEPICTED_PERSON: frozenset({CONSENT_ANSWER}),
    Role.REPRESENTATIVE: frozenset({CONSENT_ANSWER}),
    Role.FACT_CHECKER: frozenset(),
    Role.REGULATOR: frozenset({OVERSEE}),
    Role.AUDITOR: frozenset(),
}
"""Who may do what. An administrator gives roles and has no part in any case."""

APART: tuple[tuple[str, str], ...] = (
    (CONSENT_REQUEST, CONSENT_REVIEW),
    (CONSENT_REQUEST, CONSENT_CONFIRM),
    (IDENTITY_VERIFY, IDENTITY_CONFIRM),
    (ORDER, ORDER_CONFIRM),
    (IDENTITY_MANAGE, ORDER),
    (IDENTITY_MANAGE, ORDER_CONFIRM),
    (IDENTITY_MANAGE, CONSENT_REQUEST),
    (IDENTITY_MANAGE, CONSENT_REVIEW),
    (IDENTITY_MANAGE, CONSENT_CONFIRM),
    (IDENTITY_MANAGE, IDENTITY_VERIFY),
    (IDENTITY_MANAGE, IDENTITY_CONFIRM),
    *((OVERSEE, right) for right in (
        MARK, CONSENT_REQUEST, CONSENT_REVIEW, CONSENT_CONFIRM, CONSENT_CHECK, IDENTITY_VERIFY, IDENTITY_CONFIRM,
        IDENTITY_MANAGE, HOLD, WEBHOOKS, ORDER, ORDER_CONFIRM,
    )),
)  # fmt: skip
"""Pairs of rights that nobody has together. Whoever oversees has no other part in the house that is overseen."""

FOR_PROGRAMS = frozenset({MARK, CONSENT_REQUEST, CONSENT_CHECK, WEBHOOKS})
"""What an API key may open: never an answer, a review or an account."""


def capabilities_of(roles: Iterable[Role]) -> frozenset[str]:
    """Return everything that *roles* may do together."""
    return frozenset().union(*(CAPABILITIES[role] for role in roles))


def clashes(roles: Iterable[Role]) -> tuple[tuple[str, str], ...]:
    """Return each pair of rights that *roles* would bring together and nobody has together."""
    may = capabilities_of(roles)
    return tuple(pair for pair in APART if may.issuperset(pair))
