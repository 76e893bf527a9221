"""A policy says whose checkpoints count (C2SP tlog-policy); one that says it twice, or in a circle, is none."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from log_builder import AT, LOG, OTHER, build
from tellmark.proof.log.errors import BadVerifierKey, MalformedLog
from tellmark.proof.log.notes import Note
from tellmark.proof.log.policy import MOST, Group, Policy, read_policy
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.vkeys import KeyKind, NoteSigner, cosignature, ed25519_signer

NAMES = ("x1", "x2", "x3", "y1", "y2", "y3")


def witness(name: str) -> NoteSigner:
    key = Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"."))
    return ed25519_signer(f"witness.example/{name}", key, KeyKind.COSIGN_ED25519)


WITNESSES = {name: witness(name) for name in NAMES}
LINES = "".join(f"witness {name} {one.key.text} https://{name}.example/\n" for name, one in WITNESSES.items())
EXAMPLE = f"""\
# the example of the specification
log {LOG.key.text}
{LINES}
group X-witnesses 2 x1 x2 x3
  group\tY-witnesses  any y1 y2 y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def policy(text: str = EXAMPLE) -> Policy:
    return read_policy(text.encode())


def cosigned(*names: str) -> Note:
    note = build(3).checkpoint()
    return note.signed(*(cosignature(note, WITNESSES[name], AT) for name in names))


@pytest.mark.parametrize(
    ("names", "enough"),
    [
        (("x1", "x2", "y1"), True),
        (("x1", "x3", "y2", "y3"), True),
        (NAMES, True),
        (("x1", "y1", "y2", "y3"), False),
        (("x1", "x2", "x3"), False),
        ((), False),
    ],
)
def test_a_quorum_of_groups_is_met_by_enough_of_each(names: tuple[str, ...], enough: bool) -> None:
    read = policy()
    trust = Trust((LOG.key,), tuple(one.key for one in read.witnesses), read.quorum, at=AT)
    state = trusted(cosigned(*names), trust).state
    assert state is (LogState.INTACT if enough else LogState.TOO_FEW_WITNESSES)


def test_everything_that_a_policy_names_is_read() -> None:
    read = policy()
    assert [one.key for one in read.logs] == [LOG.key]
    assert [one.address for one in read.logs] == [None]
    assert [one.key for one in read.witnesses] == [one.key for one in WITNESSES.values()]
    assert read.witnesses[0].address == "https://x1.example/"


def test_where_nobody_is_asked_for_nobody_is_missed() -> None:
    read = policy(f"{LINES}quorum none\n")
    assert read.quorum == Group()
    assert read.quorum.met([])


def test_one_witness_may_be_the_quorum() -> None:
    assert policy(f"{LINES}quorum y2").quorum.met([WITNESSES["y2"].key])
    assert not policy(f"{LINES}quorum y2").quorum.met([WITNESSES["y1"].key])


@pytest.mark.parametrize(
    "text",
    [
        "",
        LINES,
        f"{LINES}quorum x1\nquorum x2",
        f"{LINES}quorum nobody",
        f"{LINES}quorum X\ngroup X any x1",
        f"{LINES}group X any X\nquorum X",
        f"{LINES}group X 0 x1\nquorum X",
        f"{LINES}group X 2 x1\nquorum X",
        f"{LINES}group X -1 x1\nquorum X",
        f"{LINES}group X ² x1 x2\nquorum X",
        f"{LINES}group X all\nquorum X",
        f"{LINES}group X any x1 x1\nquorum X",
        f"{LINES}group X any x1\ngroup Y any x1\ngroup Z any X Y\nquorum Z",
        f"{LINES}group none any x1\nquorum none",
        f"{LINES}group x1 any x2\nquorum x1",
        f"{LINES}witness x9 {WITNESSES['x1'].key.text}\nquorum x9",
        f"log {LOG.key.text}\nlog {LOG.key.text}\nquorum none",
        f"log {LOG.key.text} https://a.example https://b.example\nquorum none",
        "Quorum none",
        "quorum none\r\n",
        "quorum none\x00",
    ],
)
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(MalformedLog):
        policy(text)


def test_a_key_that_is_none_or_a_log_s_is_no_witness() -> None:
    for key in ("nonsense", OTHER.key.text):
        with pytest.raises(BadVerifierKey):
            policy(f"witness w {key}\nquorum w")


def test_bytes_that_are_no_text_or_too_many_are_refused() -> None:
    for data in (b"quorum none\n\xff", b"#" * (1 << 18) + b"\nquorum none\n"):
        with pytest.raises(MalformedLog):
            read_policy(data)


def test_no_more_witnesses_and_groups_are_taken_than_anybody_needs() -> None:
    def witnesses(count: int) -> str:
        return "".join(f"witness w{n} {witness(f'w{n}').key.text}\n" for n in range(count))

    deep = "".join(f"group g{n + 1} any g{n}\n" for n in range(MOST - 1))
    assert policy(f"{witnesses(MOST)}group g0 any w0\n{deep}quorum g{MOST - 1}").quorum.met([witness("w0").key])
    for text in (witnesses(MOST + 1), f"{witnesses(1)}group g0 any w0\n{deep}group h any g{MOST - 1}\n"):
        with pytest.raises(MalformedLog, match="more than"):
            policy(f"{text}quorum none")
