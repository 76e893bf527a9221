"""`tellmark identity`: which verifiers there are and what keeps one from working; the form of a number."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (b"11010519491231002X\n", 0, b"Well formed."),
        (b" 91110108MA01KP2T5U \n", 0, b"Well formed."),
        (b"110105194912310021\n", 3, b"Not well formed: check_character."),
        (b"91110108MA01KP2T51\n", 3, b"Not well formed: check_character."),
        (b"\n", 3, b"Not well formed: shape."),
    ],
)
def test_the_form_of_a_number_is_told_and_that_it_proves_nothing(
    run: Run, number: bytes, code: int, said: bytes
) -> None:
    done = run("identity", "check-number", stdin=number)
    assert (done.returncode, said in done.stdout) == (code, True), done.stderr
    assert b"its form alone" in done.stdout


@pytest.mark.slow
def test_each_verifier_says_whether_it_can_work(run: Run, home: Path) -> None:
    assert b"No verifier is set" in run("identity", "verifiers").stdout
    settings = home / "tellmark.toml"
    before = settings.read_text()
    section = '\n[verifiers.desk]\nkind = "officer"\n[verifiers.id]\nkind = "oidc"\nissuer = "https://id.example"\n'
    settings.write_text(
        before + section + 'client_id = "t"\nclient_secret_variable = "NO_SUCH_SECRET"\n[identity.levels]\nCN = 2\n'
    )
    try:
        done = run("identity", "verifiers", "--json")
        lines = {one["name"]: one["trouble"] for one in json.loads(done.stdout)["verifiers"]}
        assert (done.returncode, lines["desk"]) == (7, "")
        assert "NO_SUCH_SECRET" in lines["id"]
        checks = json.loads(run("doctor", "--json").stdout)["checks"]
        assert {one["what"]: one["health"] for one in checks if one["what"].startswith("verifier")} == {
            "verifier desk": "good", "verifier id": "bad",
        }  # fmt: skip
        assert json.loads(done.stdout)["levels"] == {"CN": 2}
        assert b"CN asks level 2 of whoever agrees." in run("identity", "verifiers").stdout
        assert [one["says"] for one in checks if one["what"] == "level in CN"] == [
            "Whoever agrees is known at level 2 there, or better."
        ]
    finally:
        settings.write_text(before)
