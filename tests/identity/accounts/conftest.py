"""Where accounts are opened, on both databases."""

import pytest

pytest.importorskip("webauthn", reason="needs the extra `server`")

from account_steps import Reception
from tellmark.store.database import Database
from tellmark.store.vault.vault import Vault


@pytest.fixture
def reception(database: Database, vault: Vault) -> Reception:
    return Reception(database, vault)
