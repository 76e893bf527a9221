import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def swap(photograph: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(photograph, tmp_path / "swap.jpg"))


def test_a_file_is_marked_beside_itself_and_verified(run: Run, swap: Path) -> None:
    done = run("mark", swap, "--operation", "face_swap", "--model", "avatar-2")
    assert done.returncode == 0, done.stderr
    assert b"EU-COP-111" in done.stderr, "what is not met is said from the first day"
    looked = run("verify", swap.with_name("swap.marked.jpg"))
    assert looked.returncode == 0
    assert "known only here" in looked.stdout.decode()


def test_the_answer_for_machines_is_one_object(run: Run, swap: Path) -> None:
    done = run("mark", swap, "--operation", "face_swap", "--json")
    answer = json.loads(done.stdout)
    assert answer["schema"] == "tellmark.marked/1"
    assert answer["permit"] == "none"
    assert set(answer["marks"]) == {"c2pa", "aigc", "iptc", "label", "watermark"}
    report = json.loads(run("verify", "--json", answer["target"]).stdout)
    assert report["schema"] == "tellmark.report/1"
    assert report["verdict"] == "ai_attested"
    assert "swap.marked" not in json.dumps(report), "a report never holds the file's name"


@pytest.mark.slow
def test_nothing_is_overwritten_unless_told(run: Run, swap: Path) -> None:
    target = swap.with_name("swap.marked.jpg")
    target.write_bytes(b"mine")
    refused = run("mark", swap, "--operation", "face_swap")
    assert refused.returncode == 7
    assert b"error[media.target_exists]" in refused.stderr
    assert b"--force" in refused.stderr
    assert target.read_bytes() == b"mine"
    assert run("mark", swap, "--operation", "face_swap", "--force").returncode == 0
    assert target.read_bytes() != b"mine"


def test_the_source_is_never_touched(run: Run, swap: Path) -> None:
    before = swap.read_bytes(), swap.stat().st_mtime_ns
    run("mark", swap, "--operation", "face_swap")
    assert (swap.read_bytes(), swap.stat().st_mtime_ns) == before


@pytest.mark.slow
def test_an_advert_gets_its_words_and_they_are_checked(run: Run, swap: Path) -> None:
    """New York holds today; California from 2027 on, for films and sound."""
    advert = ("--operation", "face_generate", "--for", "US-NY", "--feature", "advert")
    assert run("mark", swap, *advert).returncode == 0
    checked = json.loads(run("check", swap.with_name("swap.marked.jpg"), *advert, "--json").stdout)
    (answer,) = [one for one in checked["checked"] if one["rule"] == "US-NY-1"]
    assert answer["outcome"] == "pass"
    assert "synthetic performer" in answer["words"]["measured"]
    missing = json.loads(run("check", swap, *advert, "--json").stdout)
    (answer,) = [one for one in missing["checked"] if one["rule"] == "US-NY-1"]
    assert answer["words"]["mends"].endswith("--for US-NY --feature advert"), "the command carries what was said"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("feature", "code"), [("unlabelled_copy", b"marks.leaves_marks_out"), ("minor_edit", b"marks.leaves_marks_out")]
)
def test_no_feature_takes_marks_away(run: Run, swap: Path, feature: str, code: bytes) -> None:
    refused = run("mark", swap, "--operation", "face_swap", "--feature", feature)
    assert refused.returncode == 6
    assert code in refused.stderr
    assert [path.name for path in swap.parent.iterdir()] == ["swap.jpg"]


def test_a_feature_that_there_is_not_is_named_with_the_nearest(run: Run, swap: Path) -> None:
    refused = run("mark", swap, "--operation", "face_swap", "--feature", "advrt")
    assert refused.returncode == 2
    assert b"Did you mean advert?" in refused.stderr


def test_there_is_no_default_operation(run: Run, swap: Path) -> None:
    refused = run("mark", swap)
    assert refused.returncode == 2
    assert b"error[cli.no_operation]" in refused.stderr
    assert b"face_swap" in refused.stderr


@pytest.mark.parametrize("nobody", [",", "", "California"])
def test_a_file_for_nobody_is_refused(run: Run, swap: Path, nobody: str) -> None:
    refused = run("mark", swap, "--operation", "face_swap", "--for", nobody)
    assert refused.returncode == 2
    assert b"error[rules.bad_audience]" in refused.stderr
    assert [path.name for path in swap.parent.iterdir()] == ["swap.jpg"]


@pytest.mark.slow
def test_a_pipe_gets_whole_files_or_nothing(run: Run, swap: Path) -> None:
    done = run("mark", "-", "--operation", "face_swap", stdin=swap.read_bytes())
    assert done.returncode == 0
    assert done.stdout.startswith(b"\xff\xd8\xff")
    assert run("verify", "-", stdin=done.stdout).returncode == 0
    broken = run("mark", "-", "--operation", "face_swap", stdin=swap.read_bytes()[:9000])
    assert broken.returncode == 4
    assert broken.stdout == b""


def test_a_dry_run_prints_the_plan_and_writes_nothing(run: Run, swap: Path) -> None:
    done = run("mark", swap, "--operation", "face_swap", "--dry-run")
    assert done.returncode == 0
    assert "GB 45438-2025" in done.stdout.decode()
    assert [path.name for path in swap.parent.iterdir()] == ["swap.jpg"]


def test_a_dry_run_for_a_land_without_known_rules_shows_what_the_file_gets_all_the_same(run: Run, swap: Path) -> None:
    done = run("mark", swap, "--operation", "face_swap", "--for", "zz", "--dry-run")
    assert done.returncode == 0
    told = done.stdout.decode()
    assert told.count("baseline") == 4, "consent, the label, the digital source type, the credential"
    assert "spoken" not in told
    assert "no_rule_known:ZZ" in told


def test_only_what_was_written_is_named_as_a_mark(run: Run, swap: Path) -> None:
    traced = swap.with_name("traced.png")
    with Image.open(swap) as picture:
        left = PngInfo()
        left.add_text("parameters", "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512")
        picture.resize((600, 400)).save(traced, pnginfo=left)
    answer = json.loads(run("mark", traced, "--operation", "image_edit", "--for", "CN", "--json").stdout)
    assert "trace" in {finding["mark"] for finding in answer["findings"]}
    assert answer["marks"] == ["aigc", "label", "watermark"]


def test_an_operation_that_makes_no_pictures_is_refused_for_one(run: Run, swap: Path) -> None:
    refused = run("mark", swap, "--operation", "voice_clone")
    assert refused.returncode == 2
    assert b"error[marks.operation_does_not_fit]" in refused.stderr
    assert b"face_swap" in refused.stderr


def test_strict_refuses_what_would_stay_unmet(run: Run, swap: Path) -> None:
    refused = run("mark", swap, "--operation", "face_swap", "--strict")
    assert refused.returncode == 6
    assert b"EU-COP-111" in refused.stderr
    assert [path.name for path in swap.parent.iterdir()] == ["swap.jpg"]


def test_several_files_end_with_the_worst(run: Run, swap: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.jpg").write_text("no picture")
    done = run("verify", "--jsonl", swap, tmp_path / "empty.jpg", tmp_path / "text.jpg")
    verdicts = [json.loads(line)["verdict"] for line in done.stdout.splitlines()]
    assert verdicts == ["no_mark_found", "unreadable", "unreadable"]
    assert done.returncode == 4


def test_a_missing_file_is_said_in_words(run: Run) -> None:
    done = run("verify", "nowhere.jpg")
    assert done.returncode == 7
    assert b"error[cli.cannot_open]" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_a_gated_operation_needs_a_permit_where_the_gate_is_required(
    run: Run, swap: Path, home: Path, tmp_path: Path
) -> None:
    place = Path(shutil.copytree(home, tmp_path / "gated"))
    text = (place / "tellmark.toml").read_text("utf-8")
    (place / "tellmark.toml").write_text(text.replace("required = false", "required = true"), "utf-8")
    refused = run("mark", swap, "--operation", "face_swap", "--home", place)
    assert refused.returncode == 6
    assert b"error[gate.no_permit]" in refused.stderr
    assert run("mark", swap, "--operation", "image_edit", "--home", place).returncode == 0


def test_without_keys_the_way_to_them_is_shown(run: Run, swap: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    refused = run("mark", swap, "--operation", "face_swap", "--home", bare)
    assert refused.returncode == 7
    assert b"tellmark init" in refused.stderr


def test_chinese_readers_are_answered_in_chinese(run: Run, swap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMARK_LANG", "zh_CN")
    assert "没有" in run("verify", swap).stdout.decode()


def test_the_settings_say_where_they_came_from(run: Run) -> None:
    rows = json.loads(run("config", "show", "--json").stdout)
    assert rows["provider.name"] == {"value": "Studio-North", "from": "file"}
    assert rows["serve.workers"]["from"] == "default"


@pytest.mark.parametrize("name", ["m.png", "M.JPEG", "film.webm"])
def test_a_folder_that_is_called_like_a_file_is_not_made(run: Run, swap: Path, name: str) -> None:
    before = sorted(swap.parent.iterdir())
    done = run("mark", swap, "--operation", "face_swap", "--out", swap.with_name(name))
    assert (done.returncode, b"error[cli.out_names_file]" in done.stderr) == (2, True)
    assert b"with -o" in done.stderr
    assert sorted(swap.parent.iterdir()) == before


@pytest.mark.slow
@pytest.mark.parametrize(("name", "made"), [("m.png", True), ("marked.2026", False)])
def test_a_folder_of_any_name_takes_copies_where_it_is_one(run: Run, swap: Path, name: str, made: bool) -> None:
    folder = swap.with_name(name)
    if made:
        folder.mkdir()
    assert run("mark", swap, "--operation", "face_swap", "--out", folder).returncode == 0
    assert (folder / "swap.jpg").is_file()
