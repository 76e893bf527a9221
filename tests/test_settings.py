from pathlib import Path

import pytest

from tellmark.marks.stamping import Policy
from tellmark.rules.model import Operation
from tellmark.settings import (
    ALL,
    DEFAULTS_FOR,
    GATE_REQUIRED,
    PROVIDER_NAME,
    SERVE_UPLOAD_MB,
    STAMPS_POLICY,
    BadSettings,
    load,
    operation_named,
)


def home(tmp_path: Path, text: str) -> Path:
    (tmp_path / "tellmark.toml").write_text(text, "utf-8")
    return tmp_path


def test_without_a_file_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = load(tmp_path, {})
    assert {settings.origins[one.name] for one in ALL} == {"default"}
    assert settings.get(DEFAULTS_FOR) == ("CN", "EU", "US-CA")


def test_the_environment_outranks_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    place = home(tmp_path, '[provider]\nname = "Studio North"\n[defaults]\nfor = ["CN"]\n')
    settings = load(place, {"TELLMARK_DEFAULTS_FOR": "EU, US-CA", "TELLMARK_GATE_REQUIRED": "true"})
    assert settings.get(PROVIDER_NAME) == "Studio North"
    assert settings.get(DEFAULTS_FOR) == ("EU", "US-CA")
    assert settings.get(GATE_REQUIRED) is True
    assert settings.origins["provider.name"] == "file"
    assert settings.origins["defaults.for"] == "environment"


def test_a_model_says_its_operation(tmp_path: Path) -> None:
    settings = load(home(tmp_path, '[models.avatar-2]\noperation = "face_swap"\nversion = "2.1"\n'), {})
    assert settings.models["avatar-2"].operation is Operation.FACE_SWAP
    assert settings.models["avatar-2"].version == "2.1"


@pytest.mark.parametrize(
    ("text", "named", "nearest"),
    [
        ('[provider]\nnmae = "x"\n', "provider.nmae", "provider.name"),
        ("[providr]\n", r"\[providr\]", r"\[provider\]"),
        ('[models.m]\noperation = "faceswap"\n', "faceswap", "face_swap"),
        ("provider = 3\n", "provider", r"\[provider\]"),
        ("[serve]\nupload_mb = true\n", "serve.upload_mb", "serve.upload_mb"),
        ('[models.m]\nspeed = "fast"\noperation = "avatar"\n', "models.m", "operation"),
        ("[provider\n", "TOML", "line"),
        ("[defaults]\nfor = []\n", "defaults.for", "CN,EU,US-CA"),
        ('[defaults]\nfor = ["US_CA"]\n', "US_CA", "US-CA"),
        ('[stamps]\npolicy = "reqired"\n', "stamps.policy.*reqired", "Did you mean required"),
    ],
)
def test_what_is_no_setting_is_named_with_the_nearest(tmp_path: Path, text: str, named: str, nearest: str) -> None:
    with pytest.raises(BadSettings, match=named) as refused:
        load(home(tmp_path, text), {})
    assert nearest.replace("\\", "") in refused.value.remedy


def test_a_variable_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="TELLMARK_SERVE_UPLOAD_MB"):
        load(tmp_path, {"TELLMARK_SERVE_UPLOAD_MB": "much"})
    assert load(tmp_path, {"TELLMARK_SERVE_UPLOAD_MB": "20"}).get(SERVE_UPLOAD_MB) == 20


@pytest.mark.parametrize("text", ["", ",", "Nowhere"])
def test_audiences_in_the_environment_are_codes(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match=r"defaults\.for"):
        load(tmp_path, {"TELLMARK_DEFAULTS_FOR": text})


def test_a_policy_for_time_stamps_in_the_environment_is_one_of_those_there_are(tmp_path: Path) -> None:
    assert STAMPS_POLICY.choices == tuple(Policy)
    for policy in ("", *Policy):
        assert load(tmp_path, {"TELLMARK_STAMPS_POLICY": policy}).get(STAMPS_POLICY) == policy
    with pytest.raises(BadSettings, match=r"stamps\.policy"):
        load(tmp_path, {"TELLMARK_STAMPS_POLICY": "sometimes"})


def test_an_operation_is_never_guessed() -> None:
    with pytest.raises(BadSettings, match="swap") as refused:
        operation_named("swap")
    assert "face_swap" in refused.value.remedy
