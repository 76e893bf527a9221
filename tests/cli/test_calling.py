"""What holds for every command: arguments that are no text, outputs that know few signs, failures told to programs."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from tellmark.cli.edge import spell_out

Run = Callable[..., subprocess.CompletedProcess[bytes]]
ODD = os.fsdecode(b"no\xff")


@pytest.mark.parametrize("line", [
    "consent show ODD", "consent withdraw ODD", "consent withdraw A --reason ODD", "consent list --state ODD",
    "consent changes --since ODD", "consent show r --server ODD", "consent speaker list ODD",
    "account add ODD --role x",
    "account add mei --role ODD", "account key mei --may mark --label ODD", "subject show ODD", "explain ODD",
    "rules explain --operation ODD", "mark p.jpg --operation ODD", "check p.jpg --for ODD", "verify p.jpg --vkey ODD",
    "key compromise ODD", "init --name ODD", "restore b.tar --vkey ODD", "ODD", "consent ODD", "verify --ODD",
])  # fmt: skip
def test_what_is_no_text_is_a_wrong_word_and_no_mistake_of_ours(run: Run, line: str) -> None:
    done = run(*line.replace("ODD", ODD).split())
    assert done.returncode == 2, done.stderr.decode()
    assert b"\\xff" in done.stderr or b"\\udcff" in done.stderr


@pytest.mark.parametrize("line", [
    "verify ODD", "check ODD", "mark ODD --operation image_edit", "compare ODD ODD", "receipt verify ODD",
    "report verify ODD", "consent request ODD", "log verify ODD", "restore ODD", "account list --home ODD",
    "consent preview r ODD --origin here --taken 2024", "receipt verify ODD --policy ODD", "key install ODD",
    "restore b.tar --known ODD",
    "consent speaker propose p s --role agent --until 2030-01-01 --paper other --document ODD",
])  # fmt: skip
def test_the_name_of_a_file_may_be_any_bytes(run: Run, line: str) -> None:
    done = run(*line.replace("ODD", ODD).split())
    assert done.returncode in (4, 7), done.stderr.decode()
    assert b"no text in UTF-8" not in done.stderr


@pytest.mark.parametrize(
    "encoding", ["ascii", *(pytest.param(other, marks=pytest.mark.slow) for other in ("latin-1", "gb18030"))]
)
def test_an_output_that_does_not_know_a_sign_gets_it_spelled(photograph: Path, tmp_path: Path, encoding: str) -> None:
    shutil.copy(photograph, tmp_path / "photo.jpg")
    environ = {**os.environ, "PYTHONIOENCODING": encoding, "TELLMARK_LANG": "zh-Hans"}
    for more in ([], ["--json"]):
        program = [sys.executable, "-m", "tellmark", "verify", *more, "photo.jpg"]
        done = subprocess.run(program, capture_output=True, check=False, timeout=60, cwd=tmp_path, env=environ)
        assert done.returncode == 1, done.stderr.decode()
        assert done.stdout.decode(encoding)


def test_what_is_spelled_in_json_is_read_back_as_it_was() -> None:
    told = {"name": "Müller “林” 😀"}
    pipe = io.TextIOWrapper(io.BytesIO(), "ascii")
    spell_out(pipe)
    Console(file=pipe, soft_wrap=True, highlight=False).print(json.dumps(told, ensure_ascii=False), markup=False)
    pipe.flush()
    assert json.loads(pipe.buffer.getvalue()) == told


@pytest.mark.parametrize(("line", "code", "exit_code"), [
    ("receipt verify --json /nonexistent", "cli.cannot_open", 7), ("report verify --json -", "report.not_a_report", 4),
    ("consent show nosuch --json", "store.not_found", 7), ("consent request --json -", "web.bad_body", 2),
    ("consent speaker list nosuch --json", "store.not_found", 7),
    ("log verify --json /nonexistent", "proof.log_out_of_reach", 4),
    ("account lock nobody --json", "identity.no_such_account", 7),
    ("compare --json /nonexistent -", "cli.cannot_open", 7),
    ("verify --json - --receipt /nonexistent --vkey x", "proof.log_bad_key", 2),
])  # fmt: skip
def test_whoever_asked_for_json_is_told_of_a_failure_in_one_object(
    run: Run, line: str, code: str, exit_code: int
) -> None:
    done = run(*line.split())
    told = json.loads(done.stdout)
    assert set(told) == {"error"}
    assert set(told["error"]) == {"code", "what", "remedy"}
    assert (told["error"]["code"], done.returncode) == (code, exit_code)
    assert f"error[{code}]".encode() in done.stderr
