"""`tellmark consent uses` as somebody reads it who asked: each use, its files, their digests, and what marks them."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from agreeing import agree, document, erased, makes
from tellmark.app import Installation, installation
from tellmark.cli.consent_places import place_of
from tellmark.consent.files import Contents, FileSeen, MarkSeen
from tellmark.consent.model import RequestId
from tellmark.marks.model import Mark, State, Trust

Says = Callable[..., str]

WHOLE = tuple(MarkSeen(mark, State.INTACT, Trust.PINNED) for mark in (Mark.AIGC, Mark.C2PA, Mark.LABEL))
PICTURE = FileSeen(Contents("a" * 64, 9), "image/jpeg", WHOLE)
BROKEN = MarkSeen(Mark.C2PA, State.TAMPERED, Trust.UNKNOWN)
CUT = FileSeen(Contents("b" * 64, 9), "image/png", (BROKEN, WHOLE[2]))
STRANGER = FileSeen(Contents("d" * 64, 9), "image/png", (MarkSeen(Mark.C2PA, State.INTACT, Trust.UNKNOWN),))
BARE = FileSeen(Contents("c" * 64, 9), "audio/wav", (), (Mark.WATERMARK,))


@pytest.fixture
def house(home: Path) -> Installation:
    return installation(home, {})


@pytest.fixture
def asked(home: Path, tmp_path: Path) -> RequestId:
    """Return a request to somebody new."""
    who = {"contact": f"{tmp_path.name}@example.org", "name": "Kim Li"}
    with place_of(None, home) as place:
        (request,) = place.ask(document(persons=[who], send=True))["items"]
    return RequestId(request["id"])


@pytest.fixture
def says(run: Callable[..., subprocess.CompletedProcess[bytes]]) -> Says:
    """Return what runs the command and returns what it prints."""

    def said(*arguments: str) -> str:
        done = run("consent", "uses", *arguments)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr
        return done.stdout.decode()

    return said


def of_each(lines: Sequence[str]) -> dict[str, set[str]]:
    """Return the lines under each use, which is without its instant: within one second no order is promised."""
    found: dict[str, set[str]] = {}
    for line in lines:
        _, begins, use = line.partition("Z  ")
        if begins:
            under = found[use] = set()
        else:
            under.add(line)
    return found


def test_each_use_stands_with_its_files_and_what_marks_them(house: Installation, asked: RequestId, says: Says) -> None:
    agree(house, asked)
    makes(house, asked, BARE, outputs=1, seconds=30)
    makes(house, asked, PICTURE, CUT, outputs=2)
    makes(house, asked, outputs=1)
    makes(house, asked, STRANGER, outputs=1, seconds=5)
    told = says(asked).splitlines()
    assert of_each(told) == {
        "1 piece": {"(no file was handed in)"},
        "1 piece, 5 s": {f"{'d' * 64}  image/png  c2pa (signer: unknown)"},
        "1 piece, 30 s": {f"{'c' * 64}  audio/wav  (no mark was found) (watermark not looked for)"},
        "2 pieces": {f"{'a' * 64}  image/jpeg  aigc c2pa label",
                               f"{'b' * 64}  image/png  c2pa (tampered) label"},
    }  # fmt: skip
    newest = says(asked, "--limit", "1").splitlines()
    assert newest == told[: len(newest)]
    assert len(of_each(newest)) == 1
    lines = [json.loads(line) for line in says(asked, "--json").splitlines()]
    digests = [[one["sha256"] for one in use["files"]] for use in lines]
    assert sorted(map(sorted, digests)) == [[], ["a" * 64, "b" * 64], ["c" * 64], ["d" * 64]]


@pytest.mark.slow
def test_where_nothing_was_made_it_says_why(house: Installation, asked: RequestId, says: Says) -> None:
    assert says(asked) == "No agreement came of this request: nothing may be made under it.\n"
    assert says(asked, "--json") == ""
    agree(house, asked)
    assert says(asked) == "No program has told of anything that was made under this agreement.\n"


@pytest.mark.slow
def test_after_an_erasure_the_files_stay_without_their_digests(
    house: Installation, asked: RequestId, says: Says
) -> None:
    agree(house, asked)
    makes(house, asked, PICTURE, outputs=1)
    erased(house, asked)
    assert "(deleted with all that was kept of its person)  image/jpeg  aigc c2pa label" in says(asked)
    assert "a" * 64 not in says(asked, "--json")
