"""A file is marked with a time-stamp, or it is said that it has none: through the settings, at every door."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clock_house import HOUSE, House, Visit, clock, house
from tellmark import mark
from tellmark.app import Installation, installation
from tellmark.cli.edge import exit_of_error
from tellmark.marks.checks.model import Outcome, Question
from tellmark.marks.orders import Lend
from tellmark.marks.service import Marked, MarkOrder, Unmet
from tellmark.marks.stamping import BadStamping, NoStamp
from tellmark.media.kinds import Kind, Modality
from tellmark.proof.stamps.words import FLAWS
from tellmark.rules.model import Operation
from tellmark.settings import BadSettings
from tellmark.values.ids import entropy
from tellmark.values.instants import now

if TYPE_CHECKING:
    from tests.spine.conftest import MarkedFile

pytestmark = [pytest.mark.needs("linux"), pytest.mark.needs("openssl"), pytest.mark.needs("av")]

RULE = "EU-COP-111"
Places = Callable[..., Installation]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as one:
        yield one


@pytest.fixture
def places(opened: House, tmp_path: Path) -> Places:
    """Return what makes an installation whose [stamps] holds the lines that are given."""
    opened.answers = None
    opened.visits.clear()

    def make(*lines: str, anchors: bytes | None = None) -> Installation:
        settings = ['[provider]\nname = "Studio-North"', "[stamps]", *lines]
        (tmp_path / "tellmark.toml").write_text("\n".join(settings) + "\n", "utf-8")
        (tmp_path / "clocks.pem").write_bytes(opened.clock.anchors if anchors is None else anchors)
        place = installation(tmp_path, {})
        place.keys.create("Studio-North", "ZZ", now())
        return place

    return make


def asking(opened: House, *more: str) -> tuple[str, ...]:
    return (f'url = "{opened.url}"', 'anchors = "clocks.pem"', *more)


def marked_by(
    place: Installation,
    lend: Lend,
    source: Path,
    operation: Operation = Operation.FACE_SWAP,
    audience: str = "EU",
    *,
    strict: bool = False,
) -> tuple[Marked, Path]:
    """Mark *source* into a file of the installation's folder, without a pause between attempts."""
    order = MarkOrder(operation, (audience,), model="avatar-2", model_version="2.1", strict=strict)
    out = place.settings.home / "out"
    marker = place.marker(lend, now())
    if marker.stamping is not None:
        patient = replace(marker.stamping.clock, pause=lambda _: None)  # type: ignore[type-var]  # it is an Authority
        marker = replace(marker, stamping=replace(marker.stamping, clock=patient))
    with source.open("rb") as src, out.open("w+b") as dst:
        return marker.mark(src, dst, order, now(), entropy(10)), out


def unmet(done: Marked) -> set[str]:
    return {owed.rule for owed in done.plan.unmet}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow if kind is Kind.MP4 else (), id=kind.name) for kind in Kind]
)
def test_a_stamped_file_meets_the_code_s_measure(
    kind: Kind, places: Places, opened: House, lend: Lend, marked: dict[Kind, "MarkedFile"]
) -> None:
    place = places(*asking(opened))
    operation = Operation.VOICE_CLONE if kind.modality is Modality.AUDIO else Operation.FACE_SWAP
    done, data = marked_by(place, lend, marked[kind].source, operation)
    assert RULE not in unmet(done)
    assert RULE in {owed.rule for owed in done.plan.served}
    assert len(opened.visits) == 1
    with data.open("rb") as stream:
        report = place.checker(lend).check(stream, Question(("EU",), now()), now())
    (answer,) = [one for one in report.checked if one.rule == RULE]
    assert answer.outcome is Outcome.PASS
    assert answer.found[0].values["authority"] == HOUSE


def test_without_a_url_nobody_is_asked(places: Places, lend: Lend, photograph: Path) -> None:
    done, _ = marked_by(places(), lend, photograph)
    assert RULE in unmet(done)
    assert not any(note.startswith("not_stamped") for note in done.plan.notes)


def test_the_policy_without_asks_nobody(places: Places, opened: House, lend: Lend, photograph: Path) -> None:
    done, _ = marked_by(places(*asking(opened, 'policy = "without"')), lend, photograph)
    assert RULE in unmet(done)
    assert not opened.visits


def refuses(visit: Visit) -> None:
    visit.send(b"", 503)


def lies(visit: Visit) -> None:
    visit.send(b"junk")


@pytest.mark.parametrize(("answers", "flaw"), [(refuses, "busy"), (lies, "malformed")])
@pytest.mark.parametrize("policy", ['policy = "required"', ""])
def test_no_stamp_no_file_where_one_is_required(
    answers: Callable[[Visit], None], flaw: str, policy: str, places: Places, opened: House, photograph: Path
) -> None:
    """Invariant 2: the target is not created. Whoever names an authority and no policy means it."""
    place = places(*asking(opened, policy))
    opened.answers = answers
    target = place.settings.home / "marked.jpg"
    with pytest.raises(NoStamp) as refused:
        mark(photograph, target, operation="face_swap", audiences="EU", home=place.settings.home)
    assert exit_of_error(refused.value) == 7
    assert FLAWS[next(one for one in FLAWS if one == flaw)] in refused.value.what
    assert refused.value.remedy
    assert not target.exists()


def test_a_file_may_go_without_where_the_policy_says_so_and_that_is_told(
    places: Places, opened: House, lend: Lend, photograph: Path
) -> None:
    opened.answers = refuses
    done, data = marked_by(places(*asking(opened, 'policy = "retry"')), lend, photograph)
    assert len(opened.visits) == 3
    assert RULE in unmet(done)
    assert "not_stamped:busy" in done.plan.notes
    assert data.stat().st_size


KENYA = """
[[rule]]
id = "OWN-1"
territory = "KE"
what = "what leaves for Kenya is time-stamped"
cites = "our own promise"
grade = "P"
url = "https://example.org/promise"
from = 2026-01-01
do = [{ ask = "mark", kind = "time_stamp" }]
"""


def test_strict_refuses_what_the_policy_would_let_go(
    places: Places, opened: House, lend: Lend, photograph: Path
) -> None:
    place = places(*asking(opened, 'policy = "retry"', "[rules]", 'overlay = "own.toml"'))
    (place.settings.home / "own.toml").write_text(KENYA, "utf-8")
    done, _ = marked_by(place, lend, photograph, audience="KE", strict=True)
    assert not unmet(done)
    opened.answers = refuses
    with pytest.raises(Unmet, match="OWN-1"):
        marked_by(place, lend, photograph, audience="KE", strict=True)


def test_an_authority_that_nobody_knows_here_is_told_with_its_remedy(
    places: Places, opened: House, lend: Lend, photograph: Path
) -> None:
    place = places(*asking(opened), anchors=clock(name="Another House").anchors)
    with pytest.raises(NoStamp, match="not known here") as refused:
        marked_by(place, lend, photograph)
    assert "anchors" in refused.value.remedy


def test_a_file_that_nobody_owes_a_credential_asks_for_no_stamp(
    places: Places, opened: House, lend: Lend, photograph: Path
) -> None:
    place = places(*asking(opened))
    with photograph.open("rb") as src, (place.settings.home / "out").open("w+b") as dst:
        order = MarkOrder(Operation.FACE_SWAP, ("CN",))
        done = place.marker(lend, now()).mark(src, dst, order, now(), entropy(10))
    assert not opened.visits
    assert not done.plan.credential


def test_a_stranger_is_told_that_there_is_a_stamp_and_not_whose(
    places: Places, opened: House, stranger: Installation, lend: Lend, photograph: Path
) -> None:
    _, data = marked_by(places(*asking(opened)), lend, photograph)
    with data.open("rb") as stream:
        report = stranger.verifier(lend).verify(stream, now())
    (credential,) = [one for one in report.findings if one.mark == "c2pa"]
    assert credential.detail["time_source"] == "unknown_time_stamp"
    assert credential.detail["time_stamp_authority"] == "withheld"
    assert HOUSE not in json.dumps([one.detail for one in report.findings], default=str)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (['policy = "required"'], "nobody is named"),
        (['policy = "always"'], "does not take “always”"),
        (['url = "ftp://127.0.0.1/"'], "no address"),
        (['url = "http://"'], "no address"),
        (['url = "http://user:secret@127.0.0.1/"'], "holds a password"),
        (['url = "http://127.0.0.1:99999/"'], "no address"),
        (['url = "http://127.0.0.1/a b"'], "no address"),
        (['url = "http://127.0.0.1/"', 'under = "the usual"'], "object identifier"),
        (['url = "http://127.0.0.1/"', 'anchors = "nowhere.pem"'], "cannot be read"),
        (['url = "http://127.0.0.1/"', 'anchors = "tellmark.toml"'], "no certificate"),
    ],
)
def test_settings_that_cannot_be_meant_are_named(lines: list[str], named: str, places: Places, lend: Lend) -> None:
    with pytest.raises((BadStamping, BadSettings), match=named) as refused:
        places(*lines).marker(lend, now())
    assert refused.value.remedy
    assert "secret" not in refused.value.what


def test_files_are_verified_whatever_is_asked_of_an_authority(
    places: Places, opened: House, lend: Lend, photograph: Path
) -> None:
    """Verifying asks nobody, and a policy that nobody can follow keeps nobody from it."""
    place = places('policy = "required"')
    with photograph.open("rb") as stream:
        assert place.verifier(lend).verify(stream, now()).verdict == "no_mark_found"
    assert not opened.visits
