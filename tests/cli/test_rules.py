"""`tellmark rules`: what it prints, for people and for machines, and how it ends."""

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tellmark.cli import rules
from tellmark.cli.edge import exit_of_error
from tellmark.rules.audiences import BadAudience
from tellmark.values.errors import TellmarkError

OVERLAY = """
[[rule]]
id = "OWN-2"
territory = "EU"
owner = "Trust and Safety"
reason = "we make no voices for adverts"
what = "no voice clones for adverts"
cites = "Handbook, page 4"
grade = "P"
from = 2026-01-01
when = { operations = ["voice_clone"], purposes = ["advert"] }
do = [{ ask = "condition", needs = "refuse" }]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    tmp_path.joinpath("tellmark.toml").write_text(
        '[rules]\noverlay = "overlay.toml"\n[models.avatar-2]\noperation = "voice_clone"\nmarket = 2026-07-01\n'
    )
    tmp_path.joinpath("overlay.toml").write_text(OVERLAY)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    rules.register(app)
    app.callback()(lambda: None)
    return CliRunner(env={"COLUMNS": "120", "NO_COLOR": "1"}).invoke(app, ["rules", *map(str, arguments)])


def answer(*arguments: str | Path) -> Any:
    ended = run(*arguments, "--json")
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.output)
    assert told["schema"] == "tellmark.rules/1"
    return told


def refused(*arguments: str | Path) -> TellmarkError:
    error = run(*arguments).exception
    assert isinstance(error, TellmarkError)
    assert exit_of_error(error) == 2
    return error


EXPLAIN = ("explain", "--operation", "voice_clone", "--for", "CN,EU", "--on", "2026-12-02")


def test_explain_says_what_why_since_when_how_certain_and_what_serves_it(tmp_path: Path) -> None:
    (job,) = answer(*EXPLAIN, "--modality", "audio", "--home", tmp_path)["jobs"]
    rule = next(one for place in job["territories"] for one in place["rules"] if one["id"] == "CN-LM-04b")
    assert rule["cites"] == "Labelling Measures (2025) Art. 4(2)"
    assert (rule["since"], rule["grade"], rule["served_by"]) == ("2025-09-01", "P", "mark")
    assert job["marks"] == ["aigc", "iptc", "credential"]
    assert [place["code"] for place in job["territories"]] == ["CN", "EU"]
    assert {one["rule"] for one in job["unmet"]} >= {"CN-LM-05b", "EU-COP-112"}


def test_explain_prints_the_same_for_people(tmp_path: Path) -> None:
    printed = run(*EXPLAIN, "--modality", "audio", "--home", tmp_path).output
    for word in ("China (CN)", "European Union (EU)", "CN-LM-04b", "Art. 4(2)", "2025-09-01", "not yet", "needs first",
                 "Not met of the file itself", "not legal advice"):  # fmt: skip
        assert word in printed, word


def test_without_a_modality_every_kind_of_file_that_comes_of_it_is_explained(tmp_path: Path) -> None:
    jobs = answer(*EXPLAIN, "--home", tmp_path)["jobs"]
    assert [one["job"]["modality"] for one in jobs] == ["audio", "video"]


def test_the_same_job_owes_more_after_the_day_on_which_the_law_begins_for_older_models(home: Path) -> None:
    command = ("explain", "--model", "avatar-2", "--modality", "audio", "--for", "EU", "--home", home)
    before, after = (answer(*command, "--on", day)["jobs"][0]["marks"] for day in ("2026-12-01", "2026-12-02"))
    assert (before, after) == ([], ["iptc", "credential"])


def test_an_event_gives_clocks_with_their_ends_in_working_days(tmp_path: Path) -> None:
    (job,) = answer(
        "explain", "--operation", "face_swap", "--modality", "image", "--for", "CN", "--on", "2026-09-30",
        "--feature", "breach", "--feature", "incident", "--home", tmp_path,
    )["jobs"]  # fmt: skip
    ends = {due["rule"]: due["if_it_happened_then"] for due in job["dues"] if "if_it_happened_then" in due}
    assert ends["CN-INC-1"] == "2026-09-30T16:00:00Z"
    assert ends["CN-DS-16"] == "2027-04-02T16:00:00Z"  # six months, 184 days at least, to the end of the day in Beijing


def test_a_territory_without_rules_gets_the_baseline_and_is_told_so(tmp_path: Path) -> None:
    printed = run(
        "explain", "--operation", "face_swap", "--modality", "image", "--for", "ZZ", "--home", tmp_path
    ).output
    assert "no_rule_known:ZZ" in printed
    assert "AI-generated" in printed


def test_a_vote_that_is_near_is_told_until_the_job_says_that_it_has_to_do_with_it(tmp_path: Path) -> None:
    command = ("explain", "--operation", "face_swap", "--modality", "image", "--for", "BR", "--on", "2026-10-03")
    (job,) = answer(*command, "--home", tmp_path)["jobs"]
    assert any(note.startswith("election_near:BR") for note in job["notes"])
    assert "election_near:BR" in run(*command, "--home", tmp_path).output
    (said,) = answer(*command, "--feature", "election", "--home", tmp_path)["jobs"]
    assert not any(note.startswith("election_near") for note in said["notes"])
    assert said["territories"][0]["refused"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("explain", "--operation", "voice_clone", "--on", "soon"), "soon is no day"),
        (("explain", "--operation", "voice_clone", "--modality", "smell"), "smell is no modality"),
        (("explain", "--operation", "voice_clone", "--role", "king"), "king is no role"),
        (("explain", "--operation", "voice_clone", "--feature", "minors"), "minors is no feature"),
        (("explain", "--operation", "voice_clone", "--purpose", "fun"), "fun is no purpose"),
        (("explain", "--operation", "voice_clon"), "voice_clon is no operation"),
        (("changes", "--since", "2026-12-02", "--until", "2026-12-01"), "before --since"),
        (("list", "--for", "ZZ"), "no pack for ZZ"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_words(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    assert says in refused(*arguments, "--home", tmp_path).what


def test_changes_name_the_models_they_affect_and_the_tasks_before_them(home: Path) -> None:
    told = answer("changes", "--since", "2026-11-22", "--until", "2027-02-02", "--home", home)
    turn = next(one for one in told["turns"] if (one["on"], one["audience"]) == ("2026-12-02", "EU"))
    assert {(one["model"], one["modality"]) for one in turn["affected"]} == {
        ("avatar-2", "audio"),
        ("avatar-2", "video"),
    }
    assert all("mark:credential" in one["gains"] for one in turn["affected"])
    task = next(one for one in turn["tasks"] if one["rule"] == "EU-50-2-older")
    assert (task["due"], task["only_if"]) == ("2026-11-02", "")
    printed = run("changes", "--since", "2026-11-22", "--until", "2027-02-02", "--home", home).output
    assert "avatar-2 (voice_clone) audio, video: + EU-50-2-older" in printed
    assert "Tasks, thirty days ahead" in printed
    only = answer("changes", "--since", "2026-11-22", "--until", "2027-02-02", "--for", "US-UT", "--home", home)
    assert {one["audience"] for one in only["turns"]} == {"US-UT"}


def test_list_shows_every_rule_and_why_software_cannot_act_on_the_others(home: Path) -> None:
    told = answer("list", "--for", "EU,DK", "--home", home)
    pack = tomllib.loads(files("tellmark.rules").joinpath("packs", "dk.toml").read_text("utf-8"))
    assert [one["id"] for one in told["packs"][1]["unserved"]] == [one["id"] for one in pack["unserved"]]
    assert "DK-73a" in run("list", "--for", "DK", "--home", home).output


def test_a_member_state_lists_the_rules_around_it_and_says_why(home: Path) -> None:
    told = answer("list", "--for", "DE,US-CA", "--home", home)
    assert told["holds"] == {"DE": ["EU"], "US-CA": ["US-CA", "US"]}
    assert [one["code"] for one in told["packs"]] == ["EU", "US-CA", "US"]
    printed = run("list", "--for", "DE,US-CA", "--home", home).output
    assert "DE has no pack of its own; it lies within European Union (EU), whose rules hold there." in printed
    assert "US-CA lies within United States (US): those rules hold there, too." in printed
    assert "EU-50-2" in printed


def test_a_clock_that_may_become_longer_says_until_when_and_one_that_may_stand_still_says_why(home: Path) -> None:
    asked = ("--operation", "face_swap", "--modality", "image", "--on", "2026-11-22", "--home", home)
    told = answer("explain", "--for", "EU,ZA", "--feature", "access_request", "--feature", "breach", *asked)
    dues = {(one["rule"], one["asks"].partition(":")[0]): one for one in told["jobs"][0]["dues"]}
    request = dues["EU-GDPR-12", "answer the person"]
    assert (request["if_it_happened_then"][:10], request["at_the_longest"][:10]) == ("2026-12-22", "2027-02-22")
    assert dues["ZA-1", "tell the persons concerned"]["stands_still_for"] == ["investigation"]
    assert dues["ZA-1", "tell the Information Regulator"]["stands_still_for"] == []


def test_canada_and_california_are_told_apart(home: Path) -> None:
    wrong = run("list", "--for", "CA", "--home", home)
    assert isinstance(wrong.exception, BadAudience)
    assert "CAN for Canada, or US-CA for California" in wrong.exception.remedy


def test_what_the_operator_added_is_listed_with_its_owner_and_reason(home: Path) -> None:
    (added,) = answer("list", "--for", "CN", "--home", home)["published"]
    assert (added["territory"], added["id"]) == ("EU", "OWN-2")
    assert added["added"] == {"owner": "Trust and Safety", "reason": "we make no voices for adverts"}
    printed = run("list", "--for", "EU", "--home", home).output
    assert "added by Trust and Safety: we make no voices for adverts" in printed
    refusal = answer("explain", "--operation", "voice_clone", "--purpose", "advert", "--for", "EU,US-CA", "--modality",
                     "audio", "--home", home)["jobs"][0]  # fmt: skip
    assert {one["code"]: one["refused"] for one in refusal["territories"]} == {"EU": True, "US-CA": False}


def test_check_passes_what_can_be_used_and_names_what_cannot(home: Path, tmp_path: Path) -> None:
    assert run("check", home / "overlay.toml", "--home", home).exit_code == 0
    assert "shipped packs and overlay" in run("check", "--home", home).output
    pack = files("tellmark.rules").joinpath("packs", "in.toml").read_text("utf-8")
    good, bad = tmp_path / "in.toml", tmp_path / "bad.toml"
    good.write_text(pack, "utf-8")
    bad.write_text(pack.replace("served_by", "servedby", 1), "utf-8")
    assert run("check", good, "--home", home).exit_code == 0
    ended = run("check", good, bad, tmp_path / "none.toml", "--home", home)
    assert ended.exit_code == 2
    assert "did you mean `served_by`" in ended.stderr
    assert "cannot be read" in ended.stderr
    assert str(bad) in ended.stderr


def test_an_overlay_that_changes_a_shipped_rule_stops_everything(home: Path) -> None:
    home.joinpath("overlay.toml").write_text(OVERLAY.replace("OWN-2", "EU-50-2"))
    assert "changes or removes no shipped rule" in refused("check", "--home", home).what
    assert "changes or removes no shipped rule" in refused(*EXPLAIN, "--home", home).what
    home.joinpath("overlay.toml").unlink()
    assert "cannot be read" in refused("check", "--home", home).what


def test_under_a_chinese_locale_a_rule_is_said_in_chinese(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMARK_LANG", "zh_CN.UTF-8")
    printed = run("explain", "--operation", "face_swap", "--modality", "image", "--for", "CN", "--home", home).output
    assert "隐式标识" in printed and "显著的提示标识" in "".join(printed.split())
    monkeypatch.setenv("TELLMARK_LANG", "en")
    printed = run("explain", "--operation", "face_swap", "--modality", "image", "--for", "CN", "--home", home).output
    assert "隐式标识" not in printed
