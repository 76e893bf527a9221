"""`tellmark receipt verify` on receipts of consents, as somebody with nothing but the file would run it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import paper_receipts as made
from log_builder import LOG
from tellmark.consent.showing import place
from tellmark.values.languages import Language

Run = Callable[..., subprocess.CompletedProcess[bytes]]
FORBIDDEN = (
    "fastapi", "starlette", "uvicorn", "jinja2", "sqlalchemy", "alembic", "av", "tellmark.web", "tellmark.work",
    "tellmark.app", "tellmark.store", "tellmark.surface.guard", "tellmark.consent.service", "tellmark.consent.store",
)  # fmt: skip


@pytest.fixture
def pin(tmp_path: Path) -> Path:
    file = tmp_path / "provider.pem"
    file.write_bytes(made.keys().pins())
    return file


@pytest.mark.parametrize("form", ["tellmark-receipt.html", "tellmark-receipt.json"])
def test_a_good_receipt_is_intact_and_tells_what_it_says(run: Run, tmp_path: Path, pin: Path, form: str) -> None:
    file = tmp_path / form
    file.write_bytes(made.page() if form.endswith("html") else made.good().data)
    done = run("receipt", "verify", file, "--vkey", LOG.key.text, "--pin", pin)
    said = done.stdout.decode()
    assert done.returncode == 0, said + done.stderr.decode()
    assert said.startswith("Intact: signed by Studio North, and in the log\n")
    assert "For: entertainment\n" in said
    assert "For what?: A book: “Winter Light” </script><b>\n" in said


def test_where_it_counts_is_said_to_people_and_to_programs(run: Run, tmp_path: Path, pin: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(made.bundle(made.placed(made.granted(accepted=["CN"])), counts_in=["CN"]).data)
    done = run("receipt", "verify", file, "--vkey", LOG.key.text, "--pin", pin)
    assert (done.returncode, f"\nCounts in: {place('CN', Language.EN)}\n" in done.stdout.decode()) == (0, True), (
        done.stdout.decode()
    )
    told = json.loads(run("receipt", "verify", file, "--vkey", LOG.key.text, "--pin", pin, "--json").stdout)
    assert told["receipt"]["counts_in"] == ["CN"]


def test_without_keys_nobody_is_said_to_be_known(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(made.good().data)
    done = run("receipt", "verify", file)
    assert done.returncode == 5
    assert b"Intact in itself" in done.stdout


def test_a_receipt_that_another_program_has_written_anew_is_said_to_be_that(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(json.loads(made.good().data), indent=2))
    done = run("receipt", "verify", file)
    assert done.returncode == 4
    assert b"error[consent.not_a_receipt]: this receipt was written anew by another program" in done.stderr


def test_programs_get_one_object(run: Run, tmp_path: Path, pin: Path) -> None:
    file = tmp_path / "receipt.html"
    file.write_bytes(made.page())
    told = json.loads(run("receipt", "verify", file, "--vkey", LOG.key.text, "--pin", pin, "--json").stdout)
    assert (told["schema"], told["state"], told["known"]) == ("tellmark.consent_receipt_verdict/1", "intact", True)
    assert {one["state"] for one in told["checks"]} == {"holds"}
    assert told["receipt"]["consent"] == "consent-1"
    assert "counts_in" not in told["receipt"]  # of before: it does not say it, and nothing is made up


@pytest.mark.slow
@pytest.mark.parametrize("changed", made.CHANGES[::6], ids=lambda changed: changed.name)
@pytest.mark.parametrize("form", ["html", "json"])
def test_a_changed_receipt_ends_with_3_or_4(run: Run, tmp_path: Path, changed: made.Changed, form: str) -> None:
    file = tmp_path / f"receipt.{form}"
    file.write_bytes(made.page_with(changed.made()) if form == "html" else made.json_with(changed.made()))
    assert run("receipt", "verify", file, "--vkey", LOG.key.text).returncode in (3, 4)


def test_changed_words_on_the_page_are_told_from_what_is_signed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "receipt.html"
    file.write_bytes(made.page().replace(b"<dd>entertainment", b"<dd>sexual stories"))
    done = run("receipt", "verify", file)
    assert done.returncode == 3
    assert b"words on the page: they were changed" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", made.envelopes())
def test_what_is_no_receipt_ends_with_4(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(made.envelopes()[name])
    done = run("receipt", "verify", file)
    assert done.returncode == 4, done.stderr.decode()


def test_it_loads_no_server_and_no_database(tmp_path: Path) -> None:
    file = tmp_path / "receipt.html"
    file.write_bytes(made.page())
    probe = (
        "import sys, atexit, json\n"
        f"atexit.register(lambda: print(json.dumps([one for one in {FORBIDDEN!r} if one in sys.modules])))\n"
        "import tellmark.cli\n"
        f"sys.argv = ['tellmark', 'receipt', 'verify', {str(file)!r}]\n"
        "tellmark.cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 5, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
