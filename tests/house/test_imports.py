"""What `import tellmark` costs. The order of the rooms is import-linter's (pyproject.toml, `make lint`)."""

import json
import subprocess
import sys

import pytest

PROBE = """
import json, sys
before = set(sys.modules)
{statement}
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(json.dumps(sorted(loaded - set(sys.stdlib_module_names))))
"""


def loaded_by(statement: str) -> list[str]:
    """Return the packages beside the standard library that *statement* loads in a fresh interpreter."""
    program = PROBE.format(statement=statement)
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    names: list[str] = json.loads(answer.stdout)
    return names


def test_importing_tellmark_loads_only_the_standard_library() -> None:
    assert loaded_by("import tellmark") == ["tellmark"]


def test_the_probe_sees_a_package_that_is_loaded() -> None:
    assert "numpy" in loaded_by("import numpy")


@pytest.mark.parametrize("module", ["tellmark.values.errors", "tellmark.rules.model", "tellmark.verify.report"])
def test_words_load_only_the_standard_library(module: str) -> None:
    assert loaded_by(f"import {module}") == ["tellmark"]


def test_the_command_line_starts_without_codecs_or_web_server() -> None:
    heavy = {"av", "fastapi", "starlette", "uvicorn", "jinja2", "scipy", "cv2", "torch"}
    assert heavy & set(loaded_by("import tellmark.cli; tellmark.cli.build()")) == set()
