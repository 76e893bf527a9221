"""From [verifiers.NAME] to verifiers that work, or a sentence about what keeps them from it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.identity.errors import BadLevel, BadVerifierSetting
from tellmark.identity.verifiers.assembling import Ground, verifiers_of
from tellmark.identity.verifiers.configured import levels_asked
from tellmark.identity.verifiers.fetching import Fetcher
from tellmark.identity.verifiers.oidc.verifier import OidcVerifier
from tellmark.rules.territories import is_place
from tellmark.settings import BadSettings, load
from wallet_mint import relying_party, trusted

ALL = """
[verifiers.citizen]
kind = "oidc"
issuer = "https://id.example"
client_id = "tellmark"
client_secret_variable = "CITIZEN_SECRET"
territories = ["EU"]
[verifiers.second]
kind = "oidc"
issuer = "https://id2.example"
client_id = "tellmark"
client_secret_file = "second.secret"
[verifiers.wallet]
kind = "oid4vp"
issuers = "issuers.json"
certificate = "rp.pem"
key_file = "rp.key"
[verifiers.phone]
kind = "phone"
gateway = "https://sms.example"
secret_file = "gateway.secret"
[verifiers.officer]
kind = "officer"
[verifiers.company]
kind = "organisation"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    certificate, key = relying_party()
    for name, data in (("issuers.json", trusted()), ("rp.pem", certificate), ("rp.key", key),
                       ("gateway.secret", b"s" * 40 + b"\n"), ("second.secret", b"two\n")):  # fmt: skip
        (tmp_path / name).write_bytes(data)
    (tmp_path / "tellmark.toml").write_text(ALL)
    return tmp_path


def ground(home: Path, **environ: str) -> Ground:
    return Ground(home, environ, "https://north.example", Fetcher())


def test_every_kind_is_made_from_its_section(home: Path) -> None:
    made = verifiers_of(load(home, {}).verifiers, ground(home, CITIZEN_SECRET="one"))
    assert [*made] == ["citizen", "second", "wallet", "phone", "officer", "company"]
    citizen, second = made["citizen"], made["second"]
    assert isinstance(citizen, OidcVerifier)
    assert isinstance(second, OidcVerifier)
    assert (citizen.secret, second.secret) == ("one", "two")
    assert citizen.back != second.back
    assert "'one'" not in repr(citizen)


def test_what_is_missing_is_named(home: Path) -> None:
    settings = load(home, {}).verifiers
    with pytest.raises(BadVerifierSetting, match="CITIZEN_SECRET"):
        verifiers_of(settings, ground(home))
    for name, data in (("gateway.secret", b"short"), ("issuers.json", b"{"), ("rp.key", b"no key")):
        before = (home / name).read_bytes()
        (home / name).write_bytes(data)
        with pytest.raises(BadVerifierSetting):
            verifiers_of(settings, ground(home, CITIZEN_SECRET="one"))
        (home / name).write_bytes(before)
    (home / "rp.pem").unlink()
    with pytest.raises(BadVerifierSetting, match=r"rp\.pem"):
        verifiers_of(settings, ground(home, CITIZEN_SECRET="one"))


@pytest.mark.parametrize(
    "section",
    [
        '[verifiers.x]\nkind = "magic"', '[verifiers.x]\nkind = "oidc"', '[verifiers.X]\nkind = "officer"',
        '[verifiers.x]\nkind = "officer"\nlevel = 4', '[verifiers.x]\nkind = "officer"\ncolour = "red"',
        '[verifiers.x]\nkind = "officer"\ndays = 0', '[verifiers]\nx = 1', '[verifiers."a/b"]\nkind = "officer"',
        '[verifiers.x]\nkind = "oid4vp"\nissuers = "i"\ncertificate = "c"\nkey_file = "k"\nmode = "fragment"',
    ],
)  # fmt: skip
def test_a_section_that_is_none_is_told(tmp_path: Path, section: str) -> None:
    (tmp_path / "tellmark.toml").write_text(section)
    with pytest.raises(BadVerifierSetting):
        load(tmp_path, {})


def test_an_adapter_that_is_not_installed_is_named(tmp_path: Path) -> None:
    (tmp_path / "tellmark.toml").write_text('[verifiers.netid]\nkind = "cn_netid"\nadapter = "nobodys"')
    with pytest.raises(BadVerifierSetting, match="nobodys"):
        verifiers_of(load(tmp_path, {}).verifiers, ground(tmp_path))


def test_a_trust_list_takes_no_private_key(home: Path) -> None:
    (home / "issuers.json").write_text('{"https://i": {"keys": [{"kty": "EC", "d": "x"}]}}')
    with pytest.raises(BadVerifierSetting):
        verifiers_of(load(home, {}).verifiers, ground(home, CITIZEN_SECRET="one"))


def test_a_misspelt_section_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "tellmark.toml").write_text('[verifier.x]\nkind = "officer"')
    with pytest.raises(BadSettings, match="verifier") as caught:
        load(tmp_path, {})
    assert "[verifiers]" in caught.value.remedy


def test_a_territory_asks_a_level_of_whoever_agrees(tmp_path: Path) -> None:
    (tmp_path / "tellmark.toml").write_text('[identity.levels]\nCN = 2\n"US-CA" = 3\n')
    assert load(tmp_path, {}).levels == {"CN": 2, "US-CA": 3}
    (tmp_path / "tellmark.toml").write_text("[identity]\n")
    assert load(tmp_path, {}).levels == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[identity.levels]\nXX = 2\n", "“XX”, which is the code of no territory"),
        ("[identity.levels]\ncn = 2\n", "“cn”, which is the code of no territory"),
        ("[identity.levels]\nCA = 2\n", "“CA”, which is the code of no territory"),
        ("[identity.levels]\nCN = 4\n", "a level in CN that there is none of"),
        ("[identity.levels]\nCN = 0\n", "a level in CN that there is none of"),
        ("[identity.levels]\nCN = true\n", "a level in CN that there is none of"),
        ('[identity.levels]\nCN = "high"\n', "a level in CN that there is none of"),
        ("[identity]\nlevels = 2\n", "takes `levels` and nothing else"),
        ("[identity]\nlevel = 2\n", "takes `levels` and nothing else"),
    ],
)
def test_a_level_or_a_territory_that_there_is_none_of_is_refused_at_the_start(
    tmp_path: Path, text: str, what: str
) -> None:
    (tmp_path / "tellmark.toml").write_text(text)
    with pytest.raises(BadLevel, match=what) as refused:
        load(tmp_path, {})
    assert refused.value.code == "identity.bad_level"
    assert "CN = 2" in refused.value.remedy


TOML = st.none() | st.booleans() | st.integers(-2, 9) | st.floats() | st.text(max_size=4) | st.lists(st.integers())
PLACES = st.sampled_from(["CN", "EU", "DE", "US-CA", "CAN", "CA-QC", "cn", "CA", "USA", "EL", " CN", "CN ", "Ｃ\uff2e"])


@given(st.dictionaries(PLACES | st.text(max_size=6), TOML | st.dictionaries(st.text(max_size=3), TOML), max_size=4))
def test_whatever_is_written_of_levels_is_what_is_asked_or_is_refused(section: dict[str, object]) -> None:
    try:
        levels = levels_asked({"levels": section})
    except BadLevel as refused:
        assert refused.what.isprintable()
        assert any(not is_place(one) or type(asked) is not int or asked not in {1, 2, 3}
                   for one, asked in section.items())  # fmt: skip
    else:
        assert levels == section
        assert all(is_place(one) and type(asked) is int and 1 <= asked <= 3 for one, asked in levels.items())
