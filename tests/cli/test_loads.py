"""What a command loads that opens no file and serves no page: nobody waits for codecs and a web server in vain."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")

HEAVY = {"numpy", "PIL", "av", "c2pa", "scipy", "onnxruntime", "webauthn", "fastapi", "starlette", "jinja2", "uvicorn"}
LIGHT = ("account list", "log status", "subject show nobody", "key list", "consent show nothing", "consent list",
         "config show", "store status")  # fmt: skip
PROBE = """
import json, sys
from contextlib import suppress
import tellmark.cli
for line in sys.argv[1:]:
    sys.argv = ["tellmark", *line.split()]
    with suppress(SystemExit):
        tellmark.cli.main()
    print(json.dumps([line, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def loaded(home: Path, *lines: str) -> dict[str, set[str]]:
    """Run each command in one interpreter; return what is loaded after each."""
    environ = {**os.environ, "TELLMARK_HOME": str(home), "NO_COLOR": "1"}
    program = [sys.executable, "-c", PROBE, *lines]
    done = subprocess.run(program, capture_output=True, text=True, check=True, env=environ, timeout=120)
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    return {command: set(names) for command, names in told}


def test_a_command_that_only_looks_something_up_loads_no_codec_and_no_web_server(home: Path) -> None:
    loaded(home, "account add somebody --role requester")  # an account has a name, and something looks it up
    found = loaded(home, *LIGHT)
    assert set(found) == set(LIGHT)
    for command, names in found.items():
        assert names & HEAVY == set(), command
    assert "sqlalchemy" in found["account list"]


def test_the_probe_sees_what_a_command_does_load(home: Path) -> None:
    assert "numpy" in loaded(home, "mark nothing.png --operation face_swap")["mark nothing.png --operation face_swap"]
