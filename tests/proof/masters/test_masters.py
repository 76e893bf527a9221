"""One contract for whatever keeps the master key; each implementation runs it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tellmark.proof.envelope import KEY
from tellmark.proof.errors import BrokenKeyFolder, DoesNotOpen, KeyLocked, NoMaster
from tellmark.proof.masters.credential import FOLDER, USUAL, open_credential
from tellmark.proof.masters.file import create_master, is_locked, open_master, relock
from tellmark.proof.masters.opening import MasterSource
from tellmark.proof.masters.port import KeyEncryption
from tellmark.values.ids import entropy

SECRET = b"correct horse"


SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PLUGIN = '''
"""A plug-in as somebody else would write it: a key service, here one that only counts."""
from tellmark.proof.masters.port import InMemory

def open_counting(where, secret, random):
    return InMemory("counting:" + where, where.encode().ljust(32, b"."), random)
'''


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


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a key in a SoftHSM token that was made for these tests."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
        make = ["softhsm2-util", "--init-token", "--free", "--label", "tellmark", "--so-pin", "1234", "--pin", "5678"]
        subprocess.run(make, check=True, capture_output=True)
        child = [sys.executable, "-c", MAKE_KEYS, SOFTHSM]  # the module in this process only ever opens what is there
        subprocess.run(child, check=True)
        yield "pkcs11:token=tellmark;object={}?module-path=" + SOFTHSM


MAKE_KEYS = """
import sys, pkcs11
with pkcs11.lib(sys.argv[1]).get_token(token_label="tellmark").open(rw=True, user_pin="5678") as session:
    for label in ("master", "other"):
        session.generate_key(pkcs11.KeyType.AES, 256, label=label, store=True)
"""


def source(where: str, folder: Path, secret: bytes | None = None) -> MasterSource:
    return MasterSource(where, folder, secret, {})


@pytest.mark.needs("softhsm")
class TestModule(MasterContract):
    @pytest.fixture
    def master(self, token: str, tmp_path: Path) -> KeyEncryption:
        return source(token.format("master"), tmp_path, b"5678").open(entropy)

    @pytest.fixture
    def other(self, token: str, tmp_path: Path) -> KeyEncryption:
        return source(token.format("other"), tmp_path, b"5678").open(entropy)

    def test_what_is_not_there_is_said(self, token: str, tmp_path: Path) -> None:
        for where in (
            token.format("missing"), token.replace("tellmark", "nobody").format("master"), "pkcs11:",
            "pkcs11:token=tellmark;object=master", "pkcs11:token=tellmark;object=master?module-path=/none.so",
            "pkcs11:token=;object=?module-path=x", "pkcs11:token=tellmark?module-path=x",
        ):  # fmt: skip
            with pytest.raises(NoMaster):
                source(where, tmp_path, b"5678").open(entropy)

    def test_a_wrong_pin_is_said(self, token: str, tmp_path: Path) -> None:
        """In a process of its own: whoever has logged in once is in."""
        ask = (
            "import sys; from pathlib import Path; from tellmark.proof.masters.opening import MasterSource\n"
            "MasterSource(sys.argv[1], Path(), b'0000', {}).open(lambda size: bytes(size))"
        )
        done = subprocess.run(
            [sys.executable, "-c", ask, token.format("master")], capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        assert "KeyLocked: the passphrase is not the PIN" in done.stderr


class TestPlugin(MasterContract):
    """A package that is installed beside Tellmark and offers a scheme of its own."""

    @pytest.fixture(autouse=True)
    def installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        about = tmp_path / "site" / "counting-1.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: counting\nVersion: 1\n")
        (about / "entry_points.txt").write_text("[tellmark.keys]\ncounting = counting_keys:open_counting\n")
        (tmp_path / "site" / "counting_keys.py").write_text(PLUGIN)
        monkeypatch.syspath_prepend(tmp_path / "site")

    @pytest.fixture
    def master(self, tmp_path: Path) -> KeyEncryption:
        return source("counting:up", tmp_path).open(entropy)

    @pytest.fixture
    def other(self, tmp_path: Path) -> KeyEncryption:
        return source("counting:down", tmp_path).open(entropy)

    def test_a_scheme_that_nobody_offers_is_said_with_those_that_are(self, tmp_path: Path) -> None:
        with pytest.raises(NoMaster) as refused:
            source("cloud:region/key", tmp_path).open(entropy)
        assert "counting, credential, file, pkcs11" in refused.value.remedy


def test_a_source_does_not_show_its_passphrase(tmp_path: Path) -> None:
    assert "horse" not in repr(source("file", tmp_path, SECRET))


def test_a_master_in_a_file_is_made_in_the_vault_s_folder_and_another_beside_it(tmp_path: Path) -> None:
    first, second = source("file", tmp_path, SECRET), source("file:second", tmp_path, SECRET)
    assert first.create(entropy)
    assert not first.create(entropy)
    assert second.create(entropy)
    assert (first.open(entropy).name, second.open(entropy).name) == ("file", "file:second")
    with pytest.raises(DoesNotOpen):
        second.open(entropy).unwrap(first.open(entropy).wrap(entropy(KEY), b"a"), b"a")


@pytest.mark.parametrize("where", ["file:../master", "file:", "file:Name"])
def test_a_file_of_another_folder_is_no_master(tmp_path: Path, where: str) -> None:
    with pytest.raises(NoMaster):
        source(where, tmp_path).open(entropy)
    assert not source("credential:x", tmp_path).create(entropy)
