"""Who may be a witness of what somebody decides: two officers, neither on a side, neither a colleague of who asks."""

from dataclasses import replace

import pytest

from consent_representing import spoken_for
from consent_steps import OFFICER, REQUESTER, SECOND, THEIR_KEY, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.errors import NotYours
from tellmark.consent.model import CONFIRM, REQUEST, REVIEW, Granted, Role
from tellmark.consent.witnessed.model import WitnessedState
from tellmark.consent.witnessed.service import let_be
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope, TenantId
from witness_steps import confirms, kept, unread, writes


def _as(account: str, capability: str) -> tuple[Scope, Scope]:
    """Return an account that has a right of officers, by itself and through a program of its own."""
    scope = replace(OFFICER, principal=account, capabilities=frozenset({capability}))
    return scope, replace(scope, principal="key-9", behalf=account)


def test_whoever_asks_is_asked_or_speaks_for_them_is_no_witness(studio: Studio) -> None:
    request = unread(studio)
    spoken_for(studio, request.subject, "agent-1", Role.AGENT)
    one = writes(studio, request)
    for account in (request.requester, request.subject, "agent-1"):
        for scope in _as(account, REVIEW):
            with pytest.raises(NotYours):
                writes(studio, request, officer=scope)
        for scope in _as(account, CONFIRM):
            with pytest.raises(NotYours):
                confirms(studio, one, officer=scope)
            with pytest.raises(NotYours), studio.unit(scope) as unit:
                let_be(unit, one.id)
    assert kept(studio, request) == [one]


def test_a_colleague_of_whoever_asks_is_no_witness(studio: Studio) -> None:
    """Who has asked anybody for the same company, or this person for another one."""
    with studio.unit(REQUESTER) as unit:
        ours, others = (service.name_party(unit, name).id for name in ("A Company", "Another One"))
    who = person()
    request = unread(studio, who=who, party=ours)
    colleague, stranger = (Scope(OFFICER.tenant, name, frozenset({REQUEST})) for name in ("colleague", "stranger"))
    studio.drafted(by=colleague, party=ours)
    studio.drafted(by=stranger, party=others)
    studio.drafted(who=who, by=replace(stranger, principal="other"), party=others)
    one = writes(studio, request)
    for name in ("colleague", "other"):
        with pytest.raises(NotYours):
            writes(studio, request, officer=_as(name, REVIEW)[0])
        with pytest.raises(NotYours):
            confirms(studio, one, officer=_as(name, CONFIRM)[0])
    assert isinstance(confirms(studio, one, officer=_as("stranger", CONFIRM)[0]), Granted)


def test_whoever_wrote_it_down_does_not_confirm_it(studio: Studio) -> None:
    request = unread(studio)
    both = replace(OFFICER, capabilities=frozenset({REVIEW, CONFIRM}))
    one = writes(studio, request, officer=both)
    for scope in (both, replace(both, principal="key-9", behalf=OFFICER.principal)):
        with pytest.raises(NotYours):
            confirms(studio, one, officer=scope)
    assert kept(studio, request)[0].state is WitnessedState.RECORDED


def test_it_takes_the_rights_of_both_parts_and_the_own_tenant(studio: Studio) -> None:
    request = unread(studio)
    for scope in (SECOND, REQUESTER, THEIR_KEY, answering(request.subject)):
        with pytest.raises(NotAllowed):
            writes(studio, request, officer=scope)
    one = writes(studio, request)
    with pytest.raises(NotAllowed):
        confirms(studio, one, officer=OFFICER)
    with pytest.raises(NotAllowed), studio.unit(REQUESTER) as unit:
        let_be(unit, one.id)
    with pytest.raises(NotFound):
        confirms(studio, one, officer=replace(SECOND, tenant=TenantId("other")))
