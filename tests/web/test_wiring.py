"""The server over a real installation: real keys, real sandboxes, real marks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from in_process import InProcess
from program_keys import program_key
from tellmark.app import Installation, installation
from tellmark.cli.report import lines as report_lines
from tellmark.cli.serve import BadAddress, split_address
from tellmark.identity.accounts.errors import NoNameForPasskeys
from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, Standing
from tellmark.values.languages import Language
from tellmark.verify.saved import Sheet, check
from tellmark.web.asgi import make_app
from tellmark.web.wiring import KeySeals, NotForProduction, parts_of, refuse_development


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    home = tmp_path_factory.mktemp("installation")
    (home / "tellmark.toml").write_text('[provider]\nname = "Studio-North"\n', "utf-8")
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    place = installation(home, {})
    place.furnish()
    return place


@pytest.fixture(scope="module")
def opened(place: Installation) -> Iterator[tuple[InProcess, str]]:
    key = program_key(place)
    with parts_of(place, {}) as parts:
        yield InProcess(make_app(parts), base_url="http://localhost"), key


@pytest.mark.needs("linux")
def test_a_file_is_marked_verified_saved_and_checked_offline(
    opened: tuple[InProcess, str], place: Installation, photograph: Path
) -> None:
    client, key = opened
    marked = client.post(
        "/v1/mark",
        files={"file": ("a.jpg", photograph.read_bytes())},
        data={"job": '{"operation": "face_swap"}'},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert marked.headers["tellmark-marks"] == "aigc, c2pa, iptc, label, watermark"
    html = client.post("/?lang=en", files={"file": ("b.jpg", marked.content)}).text
    assert "known only here" in html
    jws = html.partition('name="jws" value="')[2].partition('"')[0]
    saved = client.post("/report", data={"jws": jws, "lang": "en"}).content
    checked = check(saved, place.keys.pins(), datetime.now(UTC))
    assert (checked.document.integrity, checked.document.signer) == (Integrity.INTACT, Standing.PINNED)
    assert checked.sheet is Sheet.AGREES
    assert "Changed with AI" in "\n".join(report_lines(checked, Language.EN))


@pytest.mark.needs("linux")
def test_a_ready_server_says_so(opened: tuple[InProcess, str]) -> None:
    parts = {part["name"]: part for part in opened[0].get("/readyz").json()["parts"]}
    assert parts.keys() == {
        "signing",
        "pins",
        "sandbox",
        "codecs",
        "accounts",
        "log",
        "blobs",
        "sequencer",
        "outbox",
        "webhooks",
        "clocks",
        "erasures",
        "answers",
        "tries",
        "prune",
    }
    assert parts["signing"]["detail"] == "development keys"


def test_a_seal_opens_what_was_sealed_here_and_nothing_else(place: Installation, tmp_path: Path) -> None:
    other = KeyFolder(tmp_path / "other")
    other.create("Other", "ZZ", datetime.now(UTC))
    ours, theirs = KeySeals(place.keys).seal(b"{}"), KeySeals(other).seal(b"{}")
    assert KeySeals(place.keys).opened(ours) == b"{}"
    for foreign in (theirs, ours[:-4] + "AAAA", "", "a.b.c"):
        assert KeySeals(place.keys).opened(foreign) is None


def test_production_refuses_development_keys(place: Installation) -> None:
    with pytest.raises(NotForProduction):
        refuse_development(place)


def test_it_does_not_start_under_a_bare_address(place: Installation) -> None:
    bare = installation(place.settings.home, {"TELLMARK_SERVE_URL": "http://192.0.2.1:8700"})
    with pytest.raises(NoNameForPasskeys), parts_of(bare, {}):
        pass


@pytest.mark.parametrize(
    ("listens", "url", "seen"),
    [
        ("", "", "http://localhost:8700"),
        ("0.0.0.0:9000", "", "http://localhost:9000"),
        ("[::1]:9000", "", "http://localhost:9000"),
        ("studio.localhost:9000", "", "http://studio.localhost:9000"),
        ("127.0.0.1:9000", "https://tellmark.example", "https://tellmark.example"),
    ],
)
def test_people_see_a_name(listens: str, url: str, seen: str, tmp_path: Path) -> None:
    assert installation(tmp_path, {"TELLMARK_SERVE_URL": url}).public_address(listens) == seen


@pytest.mark.parametrize(
    ("text", "split"),
    [("127.0.0.1:8700", ("127.0.0.1", 8700)), ("[::1]:80", ("::1", 80)), ("localhost:0", ("localhost", 0))],
)
def test_an_address_is_a_host_and_a_port(text: str, split: tuple[str, int]) -> None:
    assert split_address(text) == split


@pytest.mark.parametrize("text", ["", "8700", "host:", "host:99999", "a b:1", "http://localhost:80"])
def test_anything_else_is_no_address(text: str) -> None:
    with pytest.raises(BadAddress):
        split_address(text)
