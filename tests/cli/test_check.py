"""`tellmark check` and `tellmark compare` as a user runs them."""

import io
import json
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import tellmark

SAMPLES = Path(tellmark.__file__).parent / "cli/demo/samples"
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def swap(photograph: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(photograph, tmp_path / "swap.jpg"))


@pytest.fixture
def marked(run: Run, swap: Path) -> Path:
    command = ("mark", swap, "--operation", "face_swap", "--model", "avatar-2", "--model-version", "2.1")
    assert run(*command, "--for", "CN,EU,US-CA").returncode == 0
    return swap.with_name("swap.marked.jpg")


def test_one_line_a_rule_with_number_source_and_grade(run: Run, marked: Path) -> None:
    done = run("check", marked, "--for", "CN,EU,US-CA")
    text = done.stdout.decode()
    (line,) = [line for line in text.splitlines() if "CN-GB-52b" in line]
    assert line.startswith("Pass")
    assert "% of the short side" in " ".join(text.split())
    assert "GB 45438-2025 §5.2 e [P]" in " ".join(text.split())
    assert done.returncode == 3, "the Code's time-stamp by somebody else is not there"
    assert "EU-COP-111" in text


def test_no_installation_is_needed_and_the_command_that_mends_is_said(run: Run, swap: Path, tmp_path: Path) -> None:
    done = run("check", swap, "--for", "CN", "--home", tmp_path)
    assert done.returncode == 3
    assert "tellmark mark" in done.stdout.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["swap.jpg"]


@pytest.mark.slow
def test_what_cannot_be_told_has_an_exit_code_of_its_own(run: Run, swap: Path) -> None:
    """China encourages an invisible mark, and no reader can show that a recording has none."""
    spoken = swap.with_name("spoken.wav")
    assert (
        run("mark", SAMPLES / "reading.wav", "--operation", "voice_clone", "--for", "CN", "-o", spoken).returncode == 0
    )
    assert run("check", spoken, "--for", "CN").returncode == 5


@pytest.mark.slow
@pytest.mark.parametrize(("audience", "code"), [("CN", 0), ("IN", 0), ("FJ", 0), ("UE", 2), ("EU", 3)])
def test_the_exit_code_says_the_worst(run: Run, marked: Path, audience: str, code: int) -> None:
    """2: UE is a slip. 3: the EU's time-stamp is missing."""
    assert run("check", marked, "--for", audience).returncode == code


@pytest.mark.slow
def test_an_unreadable_file_ends_with_four_and_a_wrong_day_with_two(run: Run, swap: Path) -> None:
    assert run("check", "-", "--for", "CN", stdin=b"nothing").returncode == 4
    assert run("check", swap, "--on", "tomorrow").returncode == 2
    assert run("check", swap, "--operation", "sculpting").returncode == 2
    assert run("check", swap, swap, "--json").returncode == 2
    assert run("check", swap.with_name("none.jpg")).returncode == 7


@pytest.mark.slow
def test_the_day_decides_which_rules_speak(run: Run, marked: Path) -> None:
    before = json.loads(run("check", marked, "--for", "EU", "--on", "2026-08-01", "--json").stdout)
    after = json.loads(run("check", marked, "--for", "EU", "--on", "2026-08-02", "--json").stdout)
    assert "EU-50-2" not in {one["rule"] for one in before["checked"]}
    assert "EU-50-2" in {one["rule"] for one in after["checked"]}


@pytest.mark.slow
def test_json_names_codes_and_words_and_never_the_file(run: Run, marked: Path) -> None:
    answer = json.loads(run("check", marked, "--for", "CN", "--json").stdout)
    assert answer["schema"] == "tellmark.check/1"
    assert (answer["operation"], answer["operation_from"]) == ("face_swap", "credential")
    (ink,) = [one for one in answer["checked"] if one["rule"] == "CN-GB-52b"]
    assert ink["found"][-1]["code"] == "ink"
    assert "needs" in ink["words"]
    lines = run("check", marked, marked, "--for", "CN", "--jsonl").stdout.decode().splitlines()
    assert [json.loads(line)["path"] for line in lines] == [str(marked)] * 2


def test_the_reader_is_answered_in_chinese(run: Run, swap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMARK_LANG", "zh")
    assert "未发现 AIGC 标识" in run("check", swap, "--for", "CN").stdout.decode()


@pytest.mark.slow
def test_sarif_keeps_to_what_the_schema_requires(run: Run, marked: Path, swap: Path) -> None:
    done = run("check", marked, swap, "--for", "CN,EU", "--sarif")
    log = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (part,) = log["runs"]
    driver = part["tool"]["driver"]
    assert driver["name"] == "Tellmark"
    names = [rule["id"] for rule in driver["rules"]]
    assert len(names) == len(set(names))
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    for result in part["results"]:
        well_formed(result, names, len(part["artifacts"]))
    assert {result["kind"] for result in part["results"]} == {"pass", "fail", "review", "notApplicable"}
    assert all(len(artifact["hashes"]["sha-256"]) == 64 for artifact in part["artifacts"])
    assert part["invocations"][0]["executionSuccessful"] is True


def well_formed(result: dict[str, Any], names: list[str], artifacts: int) -> None:
    """Check what SARIF 2.1.0 §3.27 requires of a result."""
    assert names[result["ruleIndex"]] == result["ruleId"]
    assert result["message"]["text"]
    assert result["kind"] in {"pass", "fail", "review", "open", "notApplicable", "informational"}
    assert result["level"] in {"none", "note", "warning", "error"}
    assert (result["level"] == "none") == (result["kind"] != "fail"), "§3.27.10"
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert 0 <= place["index"] < artifacts
    assert " " not in place["uri"]


def test_sarif_notes_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    tmp_path.joinpath("no.jpg").write_bytes(b"nothing")
    done = run("check", "no.jpg", "--for", "CN", "--sarif")
    assert done.returncode == 4
    (note,) = json.loads(done.stdout)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert note["level"] == "error"
    assert note["message"]["text"]


@pytest.mark.needs("ffmpeg")
def test_compare_tells_which_marks_died_in_an_editor(run: Run, marked: Path) -> None:
    copy = marked.with_name("copy.jpg")
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(marked), "-q:v", "3", str(copy)], check=True)
    done = run("compare", marked, copy)
    text = done.stdout.decode()
    assert done.returncode == 3
    assert "Died" in text
    assert "Kept" in text, "what is in the pixels survives what metadata does not"
    fates = {one["mark"]: one["fate"] for one in json.loads(run("compare", marked, copy, "--json").stdout)["marks"]}
    assert fates == {
        "c2pa": "died", "aigc": "died", "iptc": "died", "label": "kept", "watermark": "kept",
    }  # fmt: skip


@pytest.mark.slow
def test_compare_with_itself_and_with_what_cannot_be_read(run: Run, marked: Path, tmp_path: Path) -> None:
    same = run("compare", marked, marked)
    assert same.returncode == 0
    assert "byte for byte" in same.stdout.decode()
    tmp_path.joinpath("no.jpg").write_bytes(b"nothing")
    assert run("compare", marked, "no.jpg").returncode == 4
    appeared = run("compare", marked.with_name("swap.jpg"), marked, "--json")
    assert appeared.returncode == 0
    assert {one["fate"] for one in json.loads(appeared.stdout)["marks"]} == {"appeared"}


@pytest.mark.slow
def test_a_rule_that_is_left_out_is_named_and_no_longer_fails_the_pipeline(run: Run, photograph: Path) -> None:
    done = run("mark", photograph, "--operation", "image_edit", "--model", "m", "--model-version", "1", "-o", "m.jpg")
    assert done.returncode == 0
    assert run("check", "m.jpg", "--for", "EU").returncode == 3
    left = run("check", "m.jpg", "--for", "EU", "--without", "EU-COP-111,EU-COP-112", "--json")
    assert left.returncode == 0
    answer = json.loads(left.stdout)
    assert [note["what"] for note in answer["notes"]] == ["EU-COP-111, EU-COP-112"]
    assert "EU-COP-111" not in {one["rule"] for one in answer["checked"]}
    assert "Left out: EU-COP-111" in run("check", "m.jpg", "--for", "EU", "--without", "EU-COP-111").stdout.decode()


@pytest.fixture
def with_exif(photograph: Path, tmp_path: Path) -> Path:
    """A picture with half a label, as people put one there with exiftool."""
    label = '{"AIGC":{"Label":"1","ContentProducer":"Some Studio","ProduceID":"42"}}'
    target = tmp_path / "exif.jpg"
    subprocess.run(["exiftool", "-q", f"-UserComment={label}", "-o", target, photograph], check=True)
    return target


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        ("photograph", "face_swap"),
        pytest.param("recording", "voice_clone", marks=pytest.mark.slow),
        pytest.param("with_exif", "image_generate", marks=pytest.mark.slow),
    ],
)
def test_the_command_of_a_failing_line_mends_it(
    kind: str, operation: str, run: Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source: Path = request.getfixturevalue(kind)
    wild = Path(shutil.copy(source, tmp_path / f"wild{source.suffix}"))
    territories = ("--for", "CN,EU,US-CA,IN")
    before = json.loads(run("check", wild, *territories, "--json").stdout)
    failing = {one["rule"]: one["words"]["mends"] for one in before["checked"] if one["outcome"] == "fail"}
    assert "[stamps] url" in failing.pop("EU-COP-111"), "somebody else has to be asked for that"
    named = {"OPERATION": operation, "NAME": "avatar-2", "VERSION": "2.1"}
    commands = {rule: mends.partition("tellmark ")[2] for rule, mends in failing.items()}
    for command in set(commands.values()):
        words = [named.get(word, word) for word in shlex.split(command)]
        assert run(*words, "--force").returncode == 0, command
        after = json.loads(run("check", wild.with_name(f"wild.marked{wild.suffix}"), *territories, "--json").stdout)
        mine = {rule for rule, its in commands.items() if its == command}
        assert {one["outcome"] for one in after["checked"] if one["rule"] in mine} == {"pass"}, command


@pytest.mark.slow
def test_whose_duties_count_can_be_said(run: Run, marked: Path) -> None:
    asked = ("--for", "CN", "--role", "platform", "--feature", "published", "--json")
    outcomes = {one["rule"]: one["outcome"] for one in json.loads(run("check", marked, *asked).stdout)["checked"]}
    assert outcomes["CN-LM-06e"] == "pass", "the propagator is named"
    assert outcomes["CN-LM-05a"] == "not_applicable", "the producer's duty"
    assert run("check", marked, "--role", "platfrom").returncode == 2


@pytest.mark.slow
def test_a_file_that_bears_our_label_is_not_marked_over(run: Run, marked: Path) -> None:
    marked.write_bytes(_without_metadata(marked))
    report = json.loads(run("check", marked, "--for", "CN,EU", "--json").stdout)
    failing = [one for one in report["checked"] if one["outcome"] == "fail"]
    assert failing
    assert all(one["from_original"] and "tellmark mark ORIGINAL" in one["words"]["mends"] for one in failing)
    text = " ".join(run("check", marked, "--for", "CN,EU").stdout.decode().split())
    assert "ORIGINAL is the file as it was before it was labelled." in text
    assert "OPERATION is what was done to it: face_swap" in text


def _without_metadata(picture: Path) -> bytes:
    out = io.BytesIO()
    with Image.open(picture) as opened:
        opened.convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def test_one_of_several_ways_is_told_from_all_of_them(run: Run, swap: Path) -> None:
    report = json.loads(run("check", swap, "--for", "IN", "--json").stdout)
    (answer,) = [one for one in report["checked"] if one["rule"] == "IN-2"]
    source_type, credential = answer["words"]["needs"].split(") or (")
    assert "source type" in source_type
    assert "Content Credential" in credential
