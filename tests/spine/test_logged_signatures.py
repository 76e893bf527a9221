"""The log proves that a file was signed before its key was lost: at home by itself, elsewhere by a receipt."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from migrated import furnish
from tellmark.app import Installation, installation
from tellmark.cli import build
from tellmark.cli.verify import NoProof
from tellmark.marks.model import Finding, Trust
from tellmark.marks.model import Mark as MarkKind
from tellmark.marks.orders import Lend
from tellmark.marks.service import Marked, MarkOrder
from tellmark.media.kinds import Kind
from tellmark.proof.giving_up import believe, statement
from tellmark.rules.model import Operation
from tellmark.store.errors import StoreFull
from tellmark.store.leaves import waiting
from tellmark.store.scope import Machinery
from tellmark.store.sequencer import sequencing
from tellmark.store.signings import LogTells
from tellmark.values.ids import entropy
from tellmark.values.instants import now, rfc3339

pytestmark = pytest.mark.needs("linux", "server")
ORDER = MarkOrder(Operation.FACE_SWAP, ("EU",))


def place_in(folder: Path, provider: str) -> Installation:
    folder.mkdir(exist_ok=True)
    (folder / "tellmark.toml").write_text(f'[provider]\nname = "{provider}"\n', "utf-8")
    place = installation(folder, {})
    place.keys.create(provider, "ZZ", now())
    furnish(place)
    return place


@pytest.fixture
def north(tmp_path: Path) -> Installation:
    return place_in(tmp_path / "north", "Studio-North")


@pytest.fixture
def south(tmp_path: Path, north: Installation) -> Installation:
    place = place_in(tmp_path / "south", "Studio-South")
    place.keys.trust(north.keys.pins())
    return place


def marked(place: Installation, lend: Lend, source: Path, out: Path) -> Marked:
    with place.telling() as tells, source.open("rb") as src, out.open("w+b") as dst:
        return place.marker(lend, now(), tells=tells).mark(src, dst, ORDER, now(), entropy(10))


def publish(place: Installation) -> None:
    with place.database() as database, sequencing(database, place.keeping()) as sequencer:
        while sequencer.advance():
            pass


def waits(place: Installation) -> list[bytes]:
    with place.database() as database, database.look(Machinery("tests")) as look:
        return [one.body for one in waiting(look, 10)]


def credential(place: Installation, lend: Lend, file: Path) -> Finding:
    with file.open("rb") as stream:
        report = place.verifier(lend).verify(stream, now())
    return next(one for one in report.findings if one.mark is MarkKind.C2PA)


def lose_key(place: Installation, *, minutes: int) -> None:
    """Give up the active key, lost so many *minutes* from now."""
    since = now() + timedelta(minutes=minutes)
    place.give_up(place.keys.listing()[0].key_id, since, max(since, now()), "key_compromise")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(build(("key", "log", "mark", "verify", "receipt")), [str(one) for one in arguments])


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_marking_writes_a_leaf_that_commits_to_the_signature_and_names_nobody(
    kind: Kind, north: Installation, lend: Lend, marked: dict[Kind, Any], tmp_path: Path
) -> None:
    before = len(waits(north))
    operation = Operation.VOICE_CLONE if kind in (Kind.WAV, Kind.MP3) else Operation.FACE_SWAP
    with north.telling() as tells, marked[kind].source.open("rb") as src, (tmp_path / "out").open("w+b") as dst:
        order = MarkOrder(operation, ("EU",))
        done = north.marker(lend, now(), tells=tells).mark(src, dst, order, now(), entropy(10))
    (leaf,) = waits(north)[before:]
    said = json.loads(leaf)
    assert (said["type"], said["id"]) == ("mark.signed", done.logged)
    assert said["facts"] == {"record": done.record_id, "signature": done.logged, "tenant": "home"}
    own = credential(north, lend, tmp_path / "out")
    assert own.detail["signature_digest"] == done.logged
    assert "logged_at" not in own.detail  # nobody asked for it: the key is not lost


def test_without_a_database_nothing_is_logged_and_the_file_is_marked_as_ever(
    photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    (tmp_path / "tellmark.toml").write_text('[provider]\nname = "Studio"\n')
    place = installation(tmp_path, {})
    place.keys.create("Studio", "ZZ", now())
    assert marked(place, lend, photograph, tmp_path / "out.jpg").logged == ""
    assert not (tmp_path / "tellmark-data").exists()


def test_a_file_whose_leaf_cannot_be_written_is_not_handed_out(
    north: Installation, photograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise StoreFull

    monkeypatch.setattr(LogTells, "signed", full)
    done = run("mark", photograph, "--operation", "face_swap", "-o", tmp_path / "out.jpg", "--home", tmp_path / "north")
    assert "error[store.full]" in done.output
    assert done.exit_code == 7
    assert not (tmp_path / "out.jpg").exists()


def test_at_home_the_log_saves_what_was_signed_before_the_loss_and_only_that(
    north: Installation, photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    file = tmp_path / "out.jpg"
    marked(north, lend, photograph, file)
    lose_key(north, minutes=60)
    assert credential(north, lend, file).trust is Trust.REVOKED  # not in the published log yet
    publish(north)
    found = credential(north, lend, file)
    assert found.trust is Trust.PINNED
    assert str(found.detail["logged_at"]) <= rfc3339(now())
    assert found.detail["key_lost_since"] is not None


def test_a_loss_from_before_the_leaf_takes_the_file_along(
    north: Installation, photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    file = tmp_path / "out.jpg"
    marked(north, lend, photograph, file)
    publish(north)
    lose_key(north, minutes=-60)
    assert credential(north, lend, file).trust is Trust.REVOKED


def test_what_a_thief_signs_with_the_lost_key_is_in_no_log_whatever_date_it_bears(
    north: Installation, photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    """The planted late signature: the same keys, the same provider, the same hour, and no leaf."""
    good, planted = tmp_path / "good.jpg", tmp_path / "planted.jpg"
    (tmp_path / "thief").mkdir()
    shutil.copytree(tmp_path / "north" / ".tellmark", tmp_path / "thief" / ".tellmark")
    (tmp_path / "thief" / "tellmark.toml").write_bytes((tmp_path / "north" / "tellmark.toml").read_bytes())
    thief = installation(tmp_path / "thief", {})
    marked(north, lend, photograph, good)
    marked(thief, lend, photograph, planted)
    assert credential(north, lend, planted).trust is Trust.PINNED  # as long as nobody knows of the theft
    lose_key(north, minutes=60)
    publish(north)
    assert credential(north, lend, good).trust is Trust.PINNED
    assert credential(north, lend, planted).trust is Trust.REVOKED


@pytest.fixture
def given_up(
    north: Installation, south: Installation, photograph: Path, lend: Lend, tmp_path: Path
) -> Iterator[tuple[Path, str]]:
    """Yield a file and the id of its event, after its key was given up and the other installation knows it."""
    file = tmp_path / "out.jpg"
    done = marked(north, lend, photograph, file)
    publish(north)
    lose_key(north, minutes=60)
    publish(north)
    south.keys.trust(north.keys.pins())
    believe(south.keys, statement(north.keys, "Studio-North", now()), now() + timedelta(minutes=61))
    yield file, done.logged


def test_elsewhere_a_receipt_of_a_log_that_is_believed_saves_it(
    north: Installation, given_up: tuple[Path, str], tmp_path: Path
) -> None:
    file, event = given_up
    receipt, vkey = tmp_path / "mine.tlog-proof", north.keys.log_signer().key.text
    made = run("log", "prove", tmp_path / "north" / "tellmark-data" / "log", "--event", event, "-o", receipt)
    assert made.exit_code == 0, made.output
    verify = ("verify", file, "--json", "--home", tmp_path / "south")
    assert trust_in(run(*verify)) == "revoked"
    saved = run(*verify, "--receipt", receipt, "--vkey", vkey)
    assert (saved.exit_code, trust_in(saved)) == (0, "pinned"), saved.output
    refused = run(*verify, "--receipt", receipt)
    assert isinstance(refused.exception, NoProof)
    other = installation(tmp_path / "south", {}).keys.log_signer().key.text
    refused = run(*verify, "--receipt", receipt, "--vkey", other)
    assert isinstance(refused.exception, NoProof)


def test_a_receipt_of_another_file_or_another_event_saves_nothing(
    north: Installation, given_up: tuple[Path, str], photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    file, _ = given_up
    log, vkey = tmp_path / "north" / "tellmark-data" / "log", north.keys.log_signer().key.text
    other = marked(north, lend, photograph, tmp_path / "other.jpg")
    publish(north)
    assert run("log", "prove", log, "--event", other.logged, "-o", tmp_path / "other.tlog-proof").exit_code == 0
    assert run("log", "prove", log, "0", "-o", tmp_path / "first.tlog-proof").exit_code == 0
    verify = ("verify", file, "--json", "--home", tmp_path / "south", "--vkey", vkey, "--receipt")
    assert trust_in(run(*verify, tmp_path / "other.tlog-proof")) == "revoked"
    refused = run(*verify, tmp_path / "first.tlog-proof")
    assert isinstance(refused.exception, NoProof)
    assert "it tells of something else" in refused.exception.what


def test_a_log_that_cannot_be_read_leaves_the_key_lost_and_says_so(
    north: Installation, given_up: tuple[Path, str], lend: Lend, tmp_path: Path
) -> None:
    file, _ = given_up
    (tmp_path / "north" / "tellmark-data" / "log" / "checkpoint").write_bytes(b"nonsense")
    with file.open("rb") as stream:
        report = north.verifier(lend).verify(stream, now())
    assert ("log", "log_out_of_reach") in [(one.what, one.why) for one in report.not_checked]
    assert next(one for one in report.findings if one.mark is MarkKind.C2PA).trust is Trust.REVOKED


def trust_in(done: Result) -> str:
    report = json.loads(done.output)
    return str(next(one["trust"] for one in report["findings"] if one["mark"] == "c2pa"))
