"""What credentials declare of invisible marks: by name where C2PA lists it, and never in a stranger's words."""

from typing import Any

import pytest

from tellmark.marks.credentials.bindings import UNLISTED, UNNAMED, declared

STEP = {"action": "c2pa.watermarked.unbound"}
TRUSTMARK = {"alg": "com.adobe.trustmark.P", "blocks": []}


@pytest.mark.parametrize(
    ("assertions", "names"),
    [
        ({}, ()),
        ({"c2pa.soft-binding": TRUSTMARK}, ("com.adobe.trustmark.P",)),
        ({"c2pa.soft-binding": TRUSTMARK, "c2pa.soft-binding__1": TRUSTMARK}, ("com.adobe.trustmark.P",)),
        ({"c2pa.soft-binding__12": {"alg": "Call Jane Doe on 555 0100"}}, (UNLISTED,)),
        ({"c2pa.soft-binding": {"alg": "io.iscc.v0"}}, ()),
        ({"c2pa.soft-binding": {"alg": "io.iscc.v0"}, "c2pa.actions.v2": {"actions": [STEP]}}, (UNNAMED,)),
        ({"c2pa.actions": {"actions": [{"action": "c2pa.watermarked"}]}}, (UNNAMED,)),
        ({"c2pa.actions.v2": {"actions": [STEP]}, "c2pa.soft-binding": TRUSTMARK}, ("com.adobe.trustmark.P",)),
        ({"c2pa.actions.v2": {"actions": [{"action": "c2pa.watermarkedly"}]}}, ()),
        ({"c2pa.soft-binding": "text", "c2pa.actions": [], "c2pa.actions.v2": {"actions": [7, {"action": 7}]}}, ()),
        ({"c2pa.soft-binding": {"alg": ["com.adobe.trustmark.P"]}}, (UNLISTED,)),
        ({"c2pa.soft-bindings": TRUSTMARK}, ()),
    ],
)
def test_what_is_declared(assertions: dict[str, Any], names: tuple[str, ...]) -> None:
    assert declared(assertions) == names
