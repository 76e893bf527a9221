"""The log as it is served: plain files that a cache may keep for ever, and a checkpoint that it may not."""

from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from in_process import InProcess
from log_builder import build, entry
from tellmark.proof.log.checkpoints import read_checkpoint
from tellmark.proof.log.merkle import leaf_hash, proves_inclusion
from tellmark.proof.log.proofs import read_proof


def test_a_checkpoint_is_fresh_and_a_tile_is_kept_for_ever(client: InProcess) -> None:
    checkpoint, tile = client.get("/log/checkpoint"), client.get("/log/tile/0/000.p/5")
    assert (checkpoint.text, tile.content) == ("signed\n", b"tile")
    assert checkpoint.headers["cache-control"] == "public, max-age=1"
    assert tile.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert tile.headers["content-type"] == "application/octet-stream"
    assert tile.headers["access-control-allow-origin"] == "*"
    assert client.head("/log/checkpoint").headers["content-length"] == "7"


@pytest.mark.parametrize(
    "name",
    ["0/001", "0/000.p/256", "0/1", "64/000", "entries/000.p/0", "0/../0/000", "0/%2e%2e/checkpoint", "checkpoint", ""],
)
def test_what_is_not_there_or_no_tile_is_not_found_and_never_kept(client: InProcess, name: str) -> None:
    answer = client.get(f"/log/tile/{name}")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def test_whoever_looks_for_the_key_finds_it(client: InProcess) -> None:
    vkey = client.get("/log/vkey").text
    assert client.get("/.well-known/tellmark.json").json()["log"] == {"route": "/log", "vkey": vkey.strip()}


def test_everything_else_is_still_kept_by_nobody(client: InProcess) -> None:
    for path in ("/", "/about", "/readyz", "/openapi.json"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_anybody_gets_a_receipt_of_an_entry_that_proves_itself(house: Any) -> None:
    house.log.files = build(70, 300).files
    client = house.client()
    answer = client.get("/log/proof/257")
    made = read_proof(answer.content)
    assert made.extra == entry(257)
    assert proves_inclusion(made.path, 257, leaf_hash(entry(257)), read_checkpoint(made.note.text).head)
    assert 'filename="entry-257.tlog-proof"' in answer.headers["content-disposition"]
    assert client.get("/log/proof/300").status_code == 404
    assert client.get("/log/proof/-1").status_code == 404
