"""The tests' own guards: no test leaves the machine, a need is known, a budget names a suite that exists."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import tellmark_lanes
import tellmark_loopback
import tellmark_needs


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", b"localhost", "app.localhost", None])
def test_this_machine_may_be_reached(host: object) -> None:
    assert tellmark_loopback.stays_here(host)


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "example.com", b"example.com", "localhost.example.com"]
)
def test_nothing_else_may_be_reached(host: object) -> None:
    assert not tellmark_loopback.stays_here(host)


def test_a_connection_beyond_this_machine_is_refused_and_remembered() -> None:
    with socket.socket() as outgoing, pytest.raises(ConnectionRefusedError, match="leave this machine"):
        outgoing.connect(("192.0.2.1", 9))
    with pytest.raises(ConnectionRefusedError, match="leave this machine"):
        socket.getaddrinfo("example.com", 80)
    assert len(tellmark_loopback.STRAYS) == 2
    tellmark_loopback.STRAYS.clear()  # else this test would fail, as any other that tried


def test_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_every_test_stands_in_a_place_of_its_own() -> None:
    assert list(Path.cwd().iterdir()) == []
    assert os.environ["HOME"] == str(Path.cwd())


def test_each_need_says_how_to_meet_it() -> None:
    assert all(remedy for _, remedy in tellmark_needs.KNOWN.values())


def test_budgets_and_lanes_name_suites_that_exist() -> None:
    named = set(tellmark_lanes.BUDGET["lanes"]["check"])
    for lane in tellmark_lanes.BUDGET["minutes"].values():
        named |= lane.keys() - {"default"}
    assert {suite for suite in named if not (tellmark_lanes.TESTS / suite).exists()} == set()


def test_a_suite_that_overspends_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tellmark_lanes, "SPENT", {"house": 3600.0, "values": 1.0})
    assert [line.partition(":")[0] for line in tellmark_lanes.overspent("full")] == ["house"]


@pytest.mark.parametrize(("asked", "needs"), [(["tmp_path"], ["axe"]), (["town", "browser"], ["chromium", "axe"])])
def test_whoever_asks_for_a_browser_needs_one_without_saying_so(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, asked: list[str], needs: list[str]
) -> None:
    monkeypatch.setattr(request.node, "fixturenames", asked)
    request.node.add_marker(pytest.mark.needs("axe"))
    assert tellmark_needs.needs_of(request.node) == needs


def test_without_chromium_it_is_skipped_by_name(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(request.node, "fixturenames", ["browser"])
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"needs chromium \(apt-get install chromium\)"):
        tellmark_needs.pytest_runtest_setup(request.node)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="needs chromium"):
        tellmark_needs.pytest_runtest_setup(request.node)


# --- what wants a module that is not there ---

WANTING = """
import pytest
{whole}
def test_one():
    {one}
"""
WANTS = 'pytest.importorskip("nothing_of_this_name", reason="needs what nobody has")'


def run_with(folder: Path, ci: bool) -> subprocess.CompletedProcess[str]:
    """Run the tests of *folder* by the plugin alone."""
    environ = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if ci else {})
    environ["PYTHONPATH"] = str(tellmark_lanes.TESTS / "plugins")
    asked = ["-m", "pytest", "-p", "tellmark_needs", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run([sys.executable, *asked], env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "text",
    [
        WANTING.format(whole=WANTS, one="pass"),
        WANTING.format(whole='pytest.skip("needs what nobody has", allow_module_level=True)', one="pass"),
        WANTING.format(whole="", one=WANTS),
        WANTING.format(whole=f"@pytest.fixture(autouse=True)\ndef wants():\n    {WANTS}\n", one="pass"),
    ],
    ids=["a file for want of a module", "a file by itself", "a test", "a test by its fixture"],
)
def test_what_is_skipped_for_want_of_a_module_fails_in_ci(text: str, tmp_path: Path) -> None:
    (tmp_path / "test_wanting.py").write_text(text, "utf-8")
    elsewhere, in_ci = run_with(tmp_path, ci=False), run_with(tmp_path, ci=True)
    assert "1 skipped" in elsewhere.stdout
    assert in_ci.returncode in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    assert "needs what nobody has" in in_ci.stdout
    assert "skipped" not in in_ci.stdout.splitlines()[-1]


def test_what_a_test_finds_out_of_its_machine_skips_it_in_ci_too(tmp_path: Path) -> None:
    (tmp_path / "test_kernel.py").write_text(WANTING.format(whole="", one='pytest.skip("an older kernel")'), "utf-8")
    assert run_with(tmp_path, ci=True).returncode == pytest.ExitCode.OK
