"""One contract for whatever keeps the master key; each implementation runs it."""

import os
from pathlib import Path

import msgspec
import pytest

from tellmark.proof.envelope import KEY
from tellmark.proof.errors import BrokenKeyFolder, DoesNotOpen, KeyLocked, NoMaster
from tellmark.proof.masters.credential import FOLDER, USUAL, open_credential
from tellmark.proof.masters.file import create_master, is_locked, open_master, relock
from tellmark.proof.masters.port import KeyEncryption
from tellmark.values.ids import entropy

SECRET = b"correct horse"


class MasterContract:
    """What everybody relies on who keeps a key under a master key."""

    def test_a_key_comes_back_for_what_it_is_about(self, master: KeyEncryption) -> None:
        key = entropy(KEY)
        assert master.unwrap(master.wrap(key, b"generation 1"), b"generation 1") == key

    def test_nothing_else_opens(self, master: KeyEncryption, other: KeyEncryption) -> None:
        wrapped = master.wrap(entropy(KEY), b"a")
        spoilt = [wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :] for at in (0, 20, len(wrapped) - 1)]
        for keeper, data, about in [
            (master, wrapped, b"b"), (other, wrapped, b"a"), (master, wrapped[:-1], b"a"), (master, b"", b"a"),
            *((master, data, b"a") for data in spoilt),
        ]:  # fmt: skip
            with pytest.raises(DoesNotOpen):
                keeper.unwrap(data, about)

    def test_the_same_key_is_never_spelled_twice_alike_nor_in_the_clear(self, master: KeyEncryption) -> None:
        key = entropy(KEY)
        spellings = {master.wrap(key, b"a") for _ in range(20)}
        assert len(spellings) == 20
        assert not any(key in wrapped for wrapped in spellings)

    def test_its_name_is_words(self, master: KeyEncryption) -> None:
        assert 0 < len(master.name) <= 200
        assert master.name.isprintable()


class TestFile(MasterContract):
    @pytest.fixture(params=[SECRET, None], ids=["locked", "open"])
    def master(self, request: pytest.FixtureRequest, tmp_path: Path) -> KeyEncryption:
        assert create_master(tmp_path / "master.json", request.param, entropy)
        return open_master(tmp_path / "master.json", request.param, entropy)

    @pytest.fixture
    def other(self, tmp_path: Path) -> KeyEncryption:
        create_master(tmp_path / "other.json", None, entropy)
        return open_master(tmp_path / "other.json", None, entropy)

    def test_it_is_made_once_for_its_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "master.json"
        assert create_master(path, None, entropy)
        before = path.read_bytes()
        assert not create_master(path, SECRET, entropy)
        assert path.read_bytes() == before
        assert path.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize(("secret", "words"), [(b"wrong", "does not open"), (None, "no passphrase")])
    def test_a_wrong_or_missing_passphrase_is_said(self, tmp_path: Path, secret: bytes | None, words: str) -> None:
        create_master(tmp_path / "m", SECRET, entropy)
        with pytest.raises(KeyLocked, match=words):
            open_master(tmp_path / "m", secret, entropy)

    def test_another_passphrase_locks_the_same_master(self, tmp_path: Path) -> None:
        path, key = tmp_path / "m", entropy(KEY)
        create_master(path, None, entropy)
        wrapped = open_master(path, None, entropy).wrap(key, b"a")
        relock(path, None, SECRET, entropy)
        assert is_locked(path)
        assert open_master(path, SECRET, entropy).unwrap(wrapped, b"a") == key
        with pytest.raises(KeyLocked):
            relock(path, b"wrong", None, entropy)

    def test_a_master_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(NoMaster, match="no master key here yet"):
            open_master(tmp_path / "m", None, entropy)

    def test_a_damaged_file_is_said_and_asks_for_no_mountain_of_memory(self, tmp_path: Path) -> None:
        path = tmp_path / "m"
        create_master(path, SECRET, entropy)
        file = msgspec.json.decode(path.read_bytes())
        locked = file["locked"]
        for bad in (
            b"", b"{", b"[]", b"\xff", msgspec.json.encode({**file, "open": {"key": "AAAA"}}),
            msgspec.json.encode({**file, "locked": None}), msgspec.json.encode({**file, "schema": "x"}),
            msgspec.json.encode({**file, "locked": {**locked, "cost": 1 << 40}}),
            msgspec.json.encode({**file, "locked": {**locked, "cost": 0}}),
            msgspec.json.encode({**file, "locked": {**locked, "cost": 12345}}),
            msgspec.json.encode({**file, "locked": {**locked, "rounds": 10**6}}),
        ):  # fmt: skip
            path.write_bytes(bad)
            with pytest.raises(BrokenKeyFolder):
                open_master(path, SECRET, entropy)


class TestCredential(MasterContract):
    @pytest.fixture(params=["raw", "hex"])
    def master(self, request: pytest.FixtureRequest, tmp_path: Path) -> KeyEncryption:
        key = entropy(KEY)
        (tmp_path / USUAL).write_bytes(key if request.param == "raw" else key.hex().encode() + b"\n")
        return open_credential(USUAL, {FOLDER: str(tmp_path)}, entropy)

    @pytest.fixture
    def other(self, tmp_path: Path) -> KeyEncryption:
        (tmp_path / "other").write_bytes(entropy(KEY))
        return open_credential("other", {FOLDER: str(tmp_path)}, entropy)

    def test_one_that_was_not_given_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "short").write_bytes(b"abc")
        (tmp_path / "long").write_bytes(b"a" * 65)
        for name, environment in [
            (USUAL, {}), (USUAL, {FOLDER: str(tmp_path)}), ("short", {FOLDER: str(tmp_path)}),
            ("long", {FOLDER: str(tmp_path)}), ("../x", {FOLDER: str(tmp_path)}), ("", {FOLDER: str(tmp_path)}),
        ]:  # fmt: skip
            with pytest.raises(NoMaster):
                open_credential(name, environment, entropy)
        assert not os.path.lexists(tmp_path / USUAL)
