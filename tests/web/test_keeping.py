"""What a server keeps while it runs: a log that falls behind is told by /readyz, and catches up by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from migrated import furnish
from tellmark.app import Installation, installation
from tellmark.cli.doctor import Health, examined
from tellmark.proof.keys import KeyFolder
from tellmark.proof.log.tiles import Tile
from tellmark.store.buckets import Bucket, BucketPlace
from tellmark.store.errors import LogRolledBack, StoreFull
from tellmark.store.log_folder import LogFolder
from tellmark.store.scope import HOME, Scope
from tellmark.store.tenants import TenantOpened
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.ids import entropy
from tellmark.web.health import Part
from tellmark.web.keeping import Kept, kept
from throwaway_s3 import KEY
from waiting import eventually

US = Scope(HOME, "tests")
SECRET = Secret(bytes(SIZE))


@pytest.fixture
def place(tmp_path: Path) -> Installation:
    KeyFolder(tmp_path / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    place = installation(tmp_path, {})
    furnish(place)
    return place


@pytest.fixture
def keeps(place: Installation) -> Iterator[Kept]:
    with kept(place, SECRET) as opened:
        yield opened


def test_officers_are_called_where_the_settings_name_their_addresses(place: Installation) -> None:
    mail = {"TELLMARK_MAIL_SERVER": "127.0.0.1:9", "TELLMARK_MAIL_SECURITY": "none",
            "TELLMARK_MAIL_FROM": "consent@studio.example"}  # fmt: skip
    for told, called in ({}, False), ({"TELLMARK_MAIL_OFFICERS": "a@studio.example, b@studio.example"}, True):
        with kept(installation(place.settings.home, mail | told), SECRET) as opened:
            assert ("alerts" in parts(opened)) is called


def parts(keeps: Kept) -> dict[str, Part]:
    return {part.name: part for part in keeps.health()}


def say(keeps: Kept) -> None:
    with keeps.database.write(US) as unit:
        unit.say(TenantOpened())


def until(keeps: Kept, name: str, *, ready: bool) -> Part:
    """Wait until a part is ready, or is not any more."""
    found: Part = eventually(lambda: (part := parts(keeps)[name]).ready is ready and part)
    return found


def test_a_server_begins_with_a_log_that_is_up_to_date(keeps: Kept) -> None:
    assert parts(keeps)["log"] == Part("log", ready=True, detail="1 published, 0 waiting")
    assert all(part.ready for part in keeps.health())


def test_a_disk_without_room_for_tiles_is_told_and_caught_up_with(keeps: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: LogFolder, files: Mapping[Tile, bytes]) -> None:
        raise StoreFull

    with monkeypatch.context() as patched:
        patched.setattr(LogFolder, "put", full)
        say(keeps)
        assert until(keeps, "sequencer", ready=False).detail == "store.full"
        assert keeps.keeping.folder.size() == 1
        say(keeps)  # acknowledged all the same
    until(keeps, "sequencer", ready=True)
    eventually(lambda: keeps.keeping.folder.size() >= 3)


def test_a_log_that_nobody_keeps_is_told_after_a_minute(place: Installation) -> None:
    with kept(place, SECRET) as keeps:
        pass  # its loops have ended
    with place.database() as database:
        late = Kept(database, keeps.keeping, keeps.loops, keeps.vault, keeps.sender, keeps.blobs)
        say(late)
        assert parts(late)["log"] == Part("log", ready=True, detail="1 published, 1 waiting")
        database._clock = lambda: datetime.now(UTC) + timedelta(minutes=2)
        assert parts(late)["log"] == Part("log", ready=False, detail="1 published, 1 waiting")


def test_what_contradicts_its_log_does_not_begin(place: Installation) -> None:
    with kept(place, SECRET):
        pass
    for file in place.settings.data.glob("tellmark.db*"):
        file.unlink()
    furnish(place)
    with pytest.raises(LogRolledBack, match="it is an older copy"), kept(place, SECRET):
        pass
    told = [check for check in examined(place, datetime.now(UTC)) if check.what == "log"]
    assert (Health.BAD, True) in [(check.health, "put back the newest copy" in check.remedy) for check in told]


@pytest.mark.needs("s3")
def test_a_bucket_that_does_not_answer_is_told(keeps: Kept) -> None:
    gone = Bucket(BucketPlace("studio", "", "http://127.0.0.1:1"), KEY, entropy)
    told = parts(replace(keeps, blobs=gone))["blobs"]
    assert told == Part("blobs", ready=False, detail="store.blobs_unreachable")
