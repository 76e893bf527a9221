"""On whose behalf."""

import pytest

from tellmark.store.errors import NotAllowed
from tellmark.store.scope import Machinery, Scope, TenantId


def test_a_capability_that_is_lacking_is_named() -> None:
    scope = Scope(TenantId("acme"), "somebody", frozenset({"log.read"}))
    scope.demand("log.read")
    with pytest.raises(NotAllowed, match=r"log\.write"):
        scope.demand("log.write")


@pytest.mark.parametrize("tenant", ["", "*", "Acme", "a b", "a'b", "-a", "a" * 65])
def test_a_tenant_is_an_opaque_id(tenant: str) -> None:
    with pytest.raises(ValueError, match="opaque id"):
        Scope(TenantId(tenant), "somebody")


def test_machinery_acts_within_one_tenant_under_its_own_name_and_may_nothing_more() -> None:
    assert Machinery("sweeper").within(TenantId("acme")) == Scope(TenantId("acme"), "machinery-sweeper", frozenset())
