"""Each bench is told of where they all are, and `make bench` runs them all."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_table_of_benches_has_all_that_can_be_run_and_no_other() -> None:
    told = subprocess.run([sys.executable, "bench", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    known = told.stderr.strip().partition("There are: ")[2].removesuffix(".").split(", ")
    table = re.findall(r"^\| `python bench/(\w+)\.py`", (ROOT / "bench/README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(table) == known


@pytest.mark.slow
def test_every_page_is_measured_or_has_a_reason_why_not() -> None:
    told = subprocess.run(
        [sys.executable, "bench/pages.py", "routes"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout.partition("Left out: ")[2] + told.stderr


def test_a_bench_that_is_asked_for_help_measures_nothing() -> None:
    words = [sys.executable, "bench/consents.py", "--help"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert "postgresql://" in told.stdout
    assert "a second" not in told.stdout
