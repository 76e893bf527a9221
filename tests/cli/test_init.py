import json
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tellmark.app import installation
from tellmark.cli import doctor, init, key
from tellmark.cli.edge import Exit
from tellmark.proof.errors import BadChain, BrokenPins, KeyLocked, NoKeys
from tellmark.settings import ALL
from tellmark.values.errors import TellmarkError

app = typer.Typer()
app.callback()(lambda: None)
for group in (init, key, doctor):
    group.register(app)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, TellmarkError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_init_writes_settings_and_keys_and_tries_them_out() -> None:
    code, said = run("init", "--name", "Studio-North")
    assert code == Exit.OK
    assert "intact, signer known only here" in said
    text = Path("tellmark.toml").read_text()
    assert len(text.splitlines()) <= 15
    assert tomllib.loads(text)["provider"] == {"name": "Studio-North", "code": ""}
    assert tomllib.loads(text)["gate"] == {"required": False}


def test_a_second_init_changes_no_byte_and_says_so() -> None:
    run("init", "--name", "Studio-North")
    before = tree(Path())
    code, said = run("init", "--name", "Somebody-Else", "--production")
    assert (code, tree(Path())) == (Exit.OK, before)
    assert "Nothing was changed" in said


def test_settings_that_were_there_are_left_and_name_the_keys() -> None:
    Path("tellmark.toml").write_text('[provider]\nname = "Studio-South"\n')
    _, said = run("init")
    assert Path("tellmark.toml").read_text() == '[provider]\nname = "Studio-South"\n'
    assert "left as it is" in said
    assert "Studio-South" in run("key", "list")[1]


def test_production_demands_permits() -> None:
    run("init", "--name", "Studio-North", "--production")
    assert tomllib.loads(Path("tellmark.toml").read_text())["gate"] == {"required": True}


def test_every_setting_that_init_writes_is_one() -> None:
    run("init", "--name", "Studio-North")
    written = tomllib.loads(Path("tellmark.toml").read_text())
    names = {f"{part}.{name}" for part, row in written.items() for name in row}
    assert names <= {setting.name for setting in ALL}


@pytest.mark.parametrize("name", ['Stu"dio', "Stu\\dio", "Studio # North", "北方工作室"])
def test_any_printable_name_survives_the_settings_file(name: str) -> None:
    run("init", "--name", name)
    assert tomllib.loads(Path("tellmark.toml").read_text())["provider"]["name"] == name


def test_a_name_that_the_chinese_label_cannot_hold_is_said_at_once() -> None:
    assert "For China     ContentProducer holds the character U+5317" in run("init", "--name", "北方工作室")[1]
    assert "it will say Studio-North." in run("init", "--name", "Studio North", "--home", "spaced")[1]
    assert "For China" not in run("init", "--name", "Studio-North", "--home", "other")[1]


@pytest.mark.parametrize("wrong", [["--name", "x" * 65], ["--country", "Germany"], ["--name", "A", "--code", "123"]])
def test_init_with_a_wrong_value_writes_nothing(wrong: list[str]) -> None:
    with pytest.raises(TellmarkError):
        run("init", *wrong)
    assert list(Path().iterdir()) == []


def test_init_takes_another_folder() -> None:
    run("init", "--name", "Studio-North", "--home", "deep/er")
    assert Path("deep/er/tellmark.toml").is_file()
    assert Path("deep/er/.tellmark/.gitignore").read_text() == "*\n"
    assert not Path("tellmark.toml").exists()


def test_a_locked_key_is_opened_by_the_passphrase_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("secret").write_text("correct horse\n")
    monkeypatch.setenv("TELLMARK_KEY_PASSPHRASE_FILE", "secret")
    run("init", "--name", "Studio-North")
    assert "encrypted" in run("key", "list")[1]
    Path("secret").write_text("battery staple\n")
    for command in (["key", "renew"], ["key", "csr"]):
        with pytest.raises(KeyLocked):
            run(*command)
    assert run("doctor")[0] == Exit.NOT_DONE


def test_key_commands_need_keys() -> None:
    for command in ("renew", "rotate", "csr"):
        with pytest.raises(NoKeys):
            run("key", command)


def test_rotate_lists_the_retired_key() -> None:
    run("init", "--name", "Studio-North")
    (before,) = json.loads(run("key", "list", "--json")[1])
    run("key", "rotate")
    active, retired = json.loads(run("key", "list", "--json")[1])
    assert (active["state"], retired["state"]) == ("active", "retired")
    assert retired["key_id"] == before["key_id"]


def test_renew_keeps_the_key() -> None:
    run("init", "--name", "Studio-North")
    (before,) = json.loads(run("key", "list", "--json")[1])
    run("key", "renew")
    (after,) = json.loads(run("key", "list", "--json")[1])
    assert after["key_id"] == before["key_id"]
    assert after["leaf_sha256"] != before["leaf_sha256"]


def test_csr_prints_a_request_and_install_takes_no_nonsense() -> None:
    run("init", "--name", "Studio-North")
    assert run("key", "csr")[1].startswith("-----BEGIN CERTIFICATE REQUEST-----\n")
    Path("chain.pem").write_text("no chain")
    with pytest.raises(BadChain):
        run("key", "install", "chain.pem")


def test_trust_pins_a_strangers_root() -> None:
    run("init", "--name", "Studio-North")
    run("init", "--name", "Studio-South", "--home", "south")
    root = next(Path("south").rglob("root.pem"))
    assert "Pinned 1 certificate." in run("key", "trust", str(root))[1]
    assert root.read_bytes() in {path.read_bytes() for path in Path(".tellmark/pins").iterdir()}


def checks(*arguments: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    code, said = run("doctor", "--json", *arguments)
    answer = json.loads(said)
    assert answer["schema"] == "tellmark.doctor/1"
    found: dict[str, list[dict[str, str]]] = {}
    for one in answer["checks"]:
        found.setdefault(one["what"], []).append(one)
    return code, found


@pytest.mark.needs("av")
def test_the_doctor_is_content_with_a_fresh_installation() -> None:
    run("init", "--name", "Studio-North")
    code, found = checks()
    assert code == Exit.OK
    assert {one["health"] for rows in found.values() for one in rows} <= {"good", "note"}
    own = {"keys", "certificate", "pins", "trial", "clock", "time-stamps", "store", "log"}
    assert own | {"trust list", "codecs", "label", "sandbox", "disk"} == found.keys()


def test_the_doctor_names_the_command_that_mends() -> None:
    code, found = checks()
    assert code == Exit.NOT_DONE
    assert "tellmark init" in found["keys"][0]["remedy"]
    run("init", "--name", "Studio-North")
    Path(".tellmark").chmod(0o755)
    code, found = checks()
    assert code == Exit.NOT_DONE
    assert "chmod" in {one["remedy"].split()[0] for one in found["keys"] if one["health"] == "bad"}


def test_the_doctor_explains_every_deviation_from_the_profile() -> None:
    run("init", "--name", "Studio-North")
    _, found = checks()
    said = " ".join(one["says"] for one in found["certificate"])
    assert all(words in said for words in ("country is ZZ", "certificate policy", "revoked"))
    run("init", "--name", "Studio-North", "--country", "DE", "--home", "german")
    assert "country" not in " ".join(one["says"] for one in checks("--home", "german")[1]["certificate"])


def test_the_doctor_goes_on_when_one_check_cannot_be_made() -> None:
    run("init", "--name", "Studio-North")
    next(Path(".tellmark").rglob("claim-chain.pem")).write_text("damaged")
    code, found = checks()
    assert code == Exit.NOT_DONE
    assert found["keys"][0]["health"] == found["trial"][0]["health"] == "bad"
    assert found["disk"]


def test_damaged_pins_are_named_by_the_doctor_and_by_the_commands_that_need_them() -> None:
    run("init", "--name", "Studio-North")
    Path(".tellmark/pins/stranger.pem").write_bytes(bytes(range(256)))
    code, found = checks()
    assert code == Exit.NOT_DONE
    assert found["pins"][0]["health"] == "bad"
    assert "pins/stranger.pem" in found["pins"][0]["says"]
    assert "key trust" in found["pins"][0]["remedy"]
    assert {row["health"] for what in ("keys", "clock", "trust list") for row in found[what]} <= {"good", "note"}
    with pytest.raises(BrokenPins):
        installation(Path()).anchors()
