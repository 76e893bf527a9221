"""A server whose log others look after: a witness of somebody else signs it, an anchor keeps it, and both remember."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from foreign_witness import AicsWitness
from log_builder import LOG, WITNESSES
from tellmark.app import Installation, installation
from tellmark.cli.doctor import examined
from tellmark.proof.keys import KeyFolder
from tellmark.proof.log.errors import BadLogAddress, BadVerifierKey, MalformedLog
from tellmark.settings import BadSettings
from tellmark.store.errors import LogRolledBack
from tellmark.store.scope import HOME, Scope
from tellmark.store.sequencer import sequencing
from tellmark.store.tenants import TenantOpened
from tellmark.work.log_errors import AnchorUnusable, TooFewWitnesses
from waiting import serving_said

pytestmark = pytest.mark.needs("linux", "server")
foreign = [pytest.mark.needs("aics"), pytest.mark.slow]


class House:
    """An installation in a folder of its own, with an anchor beside it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.anchor = folder / "elsewhere" / "anchor"
        self.anchor.parent.mkdir()
        KeyFolder(self.home / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
        self.open().furnish()
        self.set()

    def open(self) -> Installation:
        return installation(self.home, {})

    def set(self, policy: str = "", *, anchored: bool = True) -> None:
        """Write the settings, and the *policy* of witnesses if there is one."""
        lines = [f'anchor = "{self.anchor}"'] if anchored else []
        if policy:
            (self.home / "policy").write_text(policy)
            lines.append('witnesses = "policy"')
        (self.home / "tellmark.toml").write_text("\n".join(["[log]", *lines, ""]))

    def say(self, count: int) -> None:
        with self.open().database() as database:
            for _ in range(count):
                with database.write(Scope(HOME, "tests")) as unit:
                    unit.say(TenantOpened())

    def keep(self) -> None:
        """Bring the log up to date, as a server does and `tellmark log rebuild`."""
        place = self.open()
        with place.database() as database, sequencing(database, place.keeping()) as sequencer:
            while sequencer.advance():
                pass

    def says(self) -> str:
        """Return what the doctor says of log and store."""
        checks = examined(self.open(), datetime.now(UTC))
        return "\n".join(one.says for one in checks if one.what in ("log", "store"))

    def tellmark(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tellmark", *arguments]
        return subprocess.run(command, cwd=self.home, capture_output=True, text=True, timeout=120, check=False)

    @contextmanager
    def served(self) -> Iterator[HTTPConnection]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with (self.home / "said").open("wb") as said:
            command = [sys.executable, "-m", "tellmark", "serve", "--address", f"127.0.0.1:{port}"]
            process = subprocess.Popen(command, cwd=self.home, stdout=subprocess.DEVNULL, stderr=said)
        try:
            serving_said(process, self.home / "said")
            yield HTTPConnection("127.0.0.1", port, timeout=30)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def witness(house: House, tmp_path: Path) -> AicsWitness:
    (tmp_path / "witness").mkdir()
    return AicsWitness(tmp_path / "witness", house.open().keys.log_signer().key)


def policy(witness: AicsWitness, address: str, quorum: str = "w") -> str:
    return f"witness w {witness.key.text} {address}\nquorum {quorum}\n"


def get(server: HTTPConnection, path: str) -> tuple[int, bytes]:
    server.request("GET", path)
    answer = server.getresponse()
    return answer.status, answer.read()


def part(server: HTTPConnection, name: str) -> tuple[int, dict[str, object]]:
    status, body = get(server, "/readyz")
    return status, next(one for one in json.loads(body)["parts"] if one["name"] == name)


class TestSomebodyElsesWitness:
    pytestmark = foreign

    def test_what_is_served_is_signed_by_the_witness_and_anchored(self, house: House, witness: AicsWitness) -> None:
        with witness.serving() as address:
            house.set(policy(witness, address))
            with house.served() as server:
                _, vkey = get(server, "/log/vkey")
                assert part(server, "witnesses") == (200, {"name": "witnesses", "ready": True, "detail": "1 of 1 sign"})
                checkpoint = get(server, "/log/checkpoint")[1]
                done = house.tellmark(
                    "log", "verify", f"http://127.0.0.1:{server.port}/log", "--vkey", vkey.decode().strip(),
                    "--witness", witness.key.text, "--quorum", "1",
                )  # fmt: skip
                assert done.returncode == 0, done.stdout + done.stderr
        assert house.anchor.read_bytes() == checkpoint
        status = json.loads(house.tellmark("log", "status", "--json").stdout)
        assert [one["name"] for one in status["witnesses"]] == ["witness.example/aics"]
        assert "would be noticed by witnesses and an anchor" in house.says()

    def test_an_installation_that_was_put_back_does_not_begin(self, house: House, witness: AicsWitness) -> None:
        with witness.serving() as address:
            house.set(policy(witness, address))
            house.keep()
            shutil.copytree(house.home, house.home.with_name("backup"))
            house.say(2)
            house.keep()
            shutil.rmtree(house.home)
            house.home.with_name("backup").rename(house.home)
            done = house.tellmark("serve", "--address", "127.0.0.1:0")
            assert (done.returncode, "error[store.log_rolled_back]" in done.stderr) == (6, True)
            assert "was anchored: the log had 3 entries and has 1" in done.stderr
            assert house.tellmark("log", "status").returncode == 6
            house.set(policy(witness, address), anchored=False)
            assert house.tellmark("log", "status").returncode == 6
            house.say(5)  # other entries than those that were lost, and more of them
            with pytest.raises(LogRolledBack, match=r"the witness witness\.example/aics has signed"):
                house.keep()

    def test_a_dead_witness_that_must_sign_holds_up_receipts_and_nothing_else(
        self, house: House, witness: AicsWitness
    ) -> None:
        with witness.serving() as address:
            house.set(policy(witness, address))
            house.keep()
        house.say(1)
        with pytest.raises(TooFewWitnesses):
            house.keep()
        with house.served() as server:
            assert b"\n1\n" in get(server, "/log/checkpoint")[1]
            status, found = part(server, "witnesses")
            assert (status, found["detail"]) == (
                200, "0 of 1 sign; witness.example/aics cannot be reached: Connection refused",
            )  # fmt: skip
            assert part(server, "log")[1]["detail"] == "1 published, 1 waiting"
        house.set(policy(witness, address, "none"))
        house.keep()
        assert b"\n2\n" in house.anchor.read_bytes()


def test_an_anchor_alone_remembers(house: House) -> None:
    house.keep()
    shutil.copytree(house.home, house.home.with_name("backup"))
    house.say(2)
    house.keep()
    shutil.rmtree(house.home)
    house.home.with_name("backup").rename(house.home)
    with pytest.raises(LogRolledBack, match="the log had 3 entries and has 1"):
        house.keep()
    assert "the log had 3 entries and has 1" in house.says()


def test_an_anchor_that_is_taken_away_is_missed(house: House) -> None:
    house.keep()
    house.anchor.unlink()
    with pytest.raises(AnchorUnusable, match="its anchor is not there"):
        house.keep()
    done = house.tellmark("log", "anchor")
    assert (done.returncode, done.stdout) == (0, "The log is anchored with 1 entry.\n")
    house.say(1)
    house.keep()
    house.set(anchored=False)
    assert house.tellmark("log", "anchor").returncode == 2


def test_a_log_that_goes_on_under_another_name_begins_an_anchor_of_its_own(house: House) -> None:
    house.keep()
    shutil.rmtree(house.home / "tellmark-data/log")
    with (house.home / "tellmark.toml").open("a") as settings:
        settings.write('origin = "example.com/log-2"\n')
    with pytest.raises(AnchorUnusable, match="did not sign it"):
        house.keep()
    house.anchor.unlink()
    assert house.tellmark("log", "anchor").returncode == 0
    assert house.anchor.read_bytes().startswith(b"example.com/log-2\n1\n")
    house.keep()


def test_without_anybody_outside_the_doctor_says_so(house: House) -> None:
    house.set(anchored=False)
    assert "Nobody outside would notice" in house.says()


@pytest.mark.parametrize("place", ["anchor", ".tellmark/anchor", "tellmark-data/log/anchor", "../home/anchor"])
def test_an_anchor_within_the_installation_is_none(house: House, place: str) -> None:
    (house.home / "tellmark.toml").write_text(f'[log]\nanchor = "{place}"\n')
    with pytest.raises(BadSettings, match="rolled back together with it"):
        house.open().keeping()


def test_an_anchor_that_only_leads_into_the_installation_is_none(house: House) -> None:
    house.anchor.symlink_to(house.home / "anchor")
    with pytest.raises(BadSettings):
        house.open().keeping()


W = f"witness w {WITNESSES[0].key.text}"


@pytest.mark.parametrize(
    ("policy", "error"),
    [
        (f"{W}\nquorum w", BadLogAddress),
        (f"{W} http://witness.example/\nquorum w", BadLogAddress),
        (f"{W} ftp://127.0.0.1/\nquorum w", BadLogAddress),
        (f"witness w {LOG.key.text} https://witness.example/\nquorum w", BadVerifierKey),
        (f"{W} https://witness.example/", MalformedLog),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(house: House, policy: str, error: type[Exception]) -> None:
    house.set(policy)
    with pytest.raises(error):
        house.open().keeping()


def test_a_policy_that_is_not_there_is_refused(house: House) -> None:
    house.set("quorum none")
    assert house.open().keeping().witnessing is not None
    (house.home / "policy").unlink()
    with pytest.raises(BadSettings, match=r"log\.witnesses names policy"):
        house.open().keeping()
