"""A key that somebody else may hold is given up: nothing is signed with it, and what it signed counts only if a
time-stamp proves that it was earlier."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clock_house import House, house
from tellmark.app import Installation, installation
from tellmark.cli import build
from tellmark.marks.model import Finding, State, Trust
from tellmark.marks.model import Mark as MarkKind
from tellmark.marks.orders import Lend
from tellmark.marks.service import MarkOrder
from tellmark.proof.errors import BadStatement, KeyCompromised, NoSuchKey, NotYet
from tellmark.proof.giving_up import believe, statement
from tellmark.rules.model import Operation
from tellmark.store.leaves import waiting
from tellmark.store.scope import Machinery
from tellmark.values.ids import entropy
from tellmark.values.instants import now, rfc3339
from tellmark.verify.report import Verdict

pytestmark = [pytest.mark.needs("linux"), pytest.mark.needs("openssl")]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(build(("key",)), ["key", *arguments])


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as one:
        yield one


def place_in(folder: Path, *lines: str, provider: str = "Studio-North") -> Installation:
    folder.mkdir(exist_ok=True)
    settings = [f'[provider]\nname = "{provider}"', *lines]
    (folder / "tellmark.toml").write_text("\n".join(settings) + "\n", "utf-8")
    place = installation(folder, {})
    place.keys.create(provider, "ZZ", now())
    return place


def marked(place: Installation, lend: Lend, source: Path) -> Path:
    out = place.settings.home / "out.jpg"
    with source.open("rb") as src, out.open("w+b") as dst:
        place.marker(lend, now()).mark(src, dst, MarkOrder(Operation.FACE_SWAP, ("EU",)), now(), entropy(10))
    return out


def credential(place: Installation, lend: Lend, file: Path) -> tuple[Verdict, Finding]:
    with file.open("rb") as stream:
        report = place.verifier(lend).verify(stream, now())
    return report.verdict, next(one for one in report.findings if one.mark is MarkKind.C2PA)


def active(place: Installation) -> str:
    return place.keys.listing()[0].key_id


def test_what_a_lost_key_signed_is_intact_and_no_longer_attests(photograph: Path, lend: Lend, tmp_path: Path) -> None:
    place = place_in(tmp_path)
    file = marked(place, lend, photograph)
    assert credential(place, lend, file)[0] is Verdict.AI_ATTESTED
    place.give_up(active(place), now() - timedelta(days=2), now(), "key_compromise")
    verdict, found = credential(place, lend, file)
    assert (verdict, found.state, found.trust) == (Verdict.AI_DECLARED, State.INTACT, Trust.REVOKED)


def test_also_what_it_says_it_signed_before_the_loss_for_a_signers_own_clock_proves_nothing(
    photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    place = place_in(tmp_path)
    file = marked(place, lend, photograph)
    later = now() + timedelta(hours=1)
    place.give_up(active(place), later, later, "key_compromise")
    assert credential(place, lend, file)[1].trust is Trust.REVOKED


def test_a_time_stamp_of_somebody_known_saves_what_was_signed_before_and_only_that(
    opened: House, photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    place = place_in(tmp_path, "[stamps]", f'url = "{opened.url}"', 'anchors = "clocks.pem"')
    (tmp_path / "clocks.pem").write_bytes(opened.clock.anchors)
    file = marked(place, lend, photograph)
    key, later = active(place), now() + timedelta(hours=1)
    place.give_up(key, later, later, "key_compromise")
    assert credential(place, lend, file)[1].trust is Trust.PINNED
    place.give_up(key, now() - timedelta(hours=1), later, "key_compromise")  # it was lost earlier than was thought
    assert credential(place, lend, file)[1].trust is Trust.REVOKED


def test_the_next_file_is_signed_by_another_key_that_attests(photograph: Path, lend: Lend, tmp_path: Path) -> None:
    place = place_in(tmp_path)
    place.give_up(active(place), now(), now(), "key_compromise")
    assert credential(place, lend, marked(place, lend, photograph))[0] is Verdict.AI_ATTESTED


def test_whoever_stops_between_giving_up_and_replacing_has_stopped_signing_and_may_say_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_in(tmp_path)
    key = active(place)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("tellmark.proof.keys.KeyFolder.rotate", killed)
        place.give_up(key, now(), now(), "key_compromise")
    with pytest.raises(KeyCompromised):
        place.keys.load(now())
    place.give_up(key, now(), now(), "key_compromise")
    assert active(place) != key
    place.keys.load(now())


def test_another_installation_heeds_the_statement_of_whom_it_has_pinned_and_of_nobody_else(
    photograph: Path, lend: Lend, tmp_path: Path
) -> None:
    north, south = place_in(tmp_path / "north"), place_in(tmp_path / "south", provider="Studio-South")
    file = marked(north, lend, photograph)
    south.keys.trust(north.keys.pins())
    assert credential(south, lend, file)[1].trust is Trust.PINNED
    north.give_up(active(north), now(), now(), "key_compromise")
    said = statement(north.keys, "Studio-North", now())
    with pytest.raises(BadStatement):  # the new root is not pinned yet
        believe(south.keys, said, now())
    south.keys.trust(north.keys.pins())
    assert [one.reason for one in believe(south.keys, said, now())] == ["key_compromise"]
    assert credential(south, lend, file)[1].trust is Trust.REVOKED
    with pytest.raises(BadStatement):
        believe(south.keys, said[:-8] + "AAAAAAAA", now())


def test_nobody_gives_up_the_key_of_another(tmp_path: Path) -> None:
    north, south = place_in(tmp_path / "north"), place_in(tmp_path / "south", provider="Studio-South")
    south.keys.trust(north.keys.pins())
    south_key = active(south)
    lie = south.keys.certificates_of(south_key)
    (north.keys.path / "withdrawn.json").write_text(
        json.dumps(
            [
                {
                    "key": south_key,
                    "certificates": lie.decode(),
                    "since": "2026-01-01T00:00:00Z",
                    "told_at": "2026-01-01T00:00:00Z",
                    "reason": "key_compromise",
                }
            ]
        )
    )
    with pytest.raises(BadStatement):
        believe(south.keys, statement(north.keys, "Studio-North", now()), now())
    south.keys.load(now())


def test_the_command_gives_up_says_so_and_writes_it_into_the_log_once(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    place.furnish()
    key = active(place)
    since = rfc3339(now() - timedelta(hours=3))
    for _ in range(2):
        told = run("compromise", key, "--since", since, "--home", str(tmp_path))
        assert told.exit_code == 0, told.output
        assert key in told.output
    listed = json.loads(run("list", "--json", "--home", str(tmp_path)).output)
    assert [one["state"] for one in listed] == ["active", "compromised"]
    with place.database() as database, database.look(Machinery("tests")) as look:
        bodies = [one.body for one in waiting(look, 10)]
    assert sum(b"key.given_up" in body and key.encode() in body for body in bodies) == 1


@pytest.mark.parametrize(
    "given", [["--since", "yesterday"], ["--since", "2026-11-20T08:00:00"], ["--reason", "boredom"]]
)
def test_a_time_or_reason_that_makes_no_sense_is_refused_and_the_key_signs_on(given: list[str], tmp_path: Path) -> None:
    place = place_in(tmp_path)
    assert run("compromise", active(place), *given, "--home", str(tmp_path)).exit_code == 2
    place.keys.load(now())


def test_neither_an_unknown_key_is_given_up_nor_one_from_a_time_to_come(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    with pytest.raises(NoSuchKey):
        place.give_up("../active", now(), now(), "key_compromise")
    with pytest.raises(NotYet):
        place.give_up(active(place), now() + timedelta(minutes=1), now(), "key_compromise")
    place.keys.load(now())
