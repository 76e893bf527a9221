"""Who signs here, and which keys were given up, is public: where the site says it is, for programs of any origin."""

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from in_process import InProcess


def test_whoever_looks_for_the_keys_finds_the_statement(client: InProcess) -> None:
    route = client.get("/.well-known/tellmark.json").json()["keys"]["route"]
    answer = client.get(route)
    assert answer.text == "keys.as.jws"
    assert answer.headers["content-type"] == "application/jose"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=60"
