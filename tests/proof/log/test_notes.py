"""Signed notes, checkpoints, keys and cosignatures: published ones are believed, and none that was changed."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from log_builder import AT, LOG, OTHER, WITNESSES, build
from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import BadVerifierKey, MalformedLog
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.notes import Note, NoteSignature, read_note
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import Cosigned, LogState
from tellmark.proof.log.vkeys import (
    KeyKind,
    NoteSigner,
    VerifierKey,
    cosignature,
    ed25519_signer,
    judged,
    read_vkey,
    signed_checkpoint,
    subtree_message,
)

# The note and the two keys of the documentation of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
""".encode()

# A checkpoint of a public log of certificates for tests, with the cosignatures of public witnesses, of May 2026.
PUBLIC_LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
PUBLIC_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
PUBLIC = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
""".encode()  # noqa: E501 (a signature is one line)


@pytest.mark.parametrize("vkey", [PETER, ENOCH])
def test_the_note_of_go_s_documentation_is_believed(vkey: str) -> None:
    note = read_note(NOTE)
    answer = judged(note, read_vkey(vkey))
    assert answer is not None
    assert answer.holds
    assert note.data == NOTE


def test_a_changed_letter_in_the_text_is_not_believed() -> None:
    answer = judged(read_note(NOTE.replace(b"answer", b"Answer")), read_vkey(PETER))
    assert answer is not None
    assert not answer.holds


@pytest.mark.parametrize("vkey", [PETER, ENOCH, PUBLIC_LOG, PUBLIC_WITNESS])
def test_a_published_key_is_written_as_it_was_read(vkey: str) -> None:
    assert read_vkey(vkey).text == vkey


def test_the_checkpoint_of_a_public_log_is_believed_with_its_witness() -> None:
    trust = Trust((read_vkey(PUBLIC_LOG),), (read_vkey(PUBLIC_WITNESS),), quorum=1)
    standing = trusted(read_note(PUBLIC), trust)
    assert standing.state is LogState.INTACT
    assert standing.witnesses == (Cosigned("remora.n621.de", datetime(2026, 5, 23, 21, 50, 24, tzinfo=UTC)),)


def test_the_checkpoint_of_a_public_log_at_another_size_is_not() -> None:
    changed = read_note(PUBLIC.replace(b"1432088532", b"1432088533"))
    assert trusted(changed, Trust((read_vkey(PUBLIC_LOG),))).state is LogState.BAD_SIGNATURE
    witnessed = Trust((), (read_vkey(PUBLIC_WITNESS),), quorum=1)
    assert trusted(changed, witnessed).state is LogState.BAD_COSIGNATURE


SIGNATURE = NOTE.splitlines(keepends=True)[3]

BAD_NOTES = {
    "empty": b"",
    "no signature": b"text\n",
    "no blank line": b"text\n" + SIGNATURE,
    "no last newline": b"text\n\n" + SIGNATURE[:-1],
    "a blank line below": b"text\n\n" + SIGNATURE + b"\n",
    "a tab": b"te\txt\n\n" + SIGNATURE,
    "a carriage return": b"text\r\n\n" + SIGNATURE,
    "not UTF-8": b"te\xffxt\n\n" + SIGNATURE,
    "a hyphen for the dash": b"text\n\n" + SIGNATURE.replace("—".encode(), b"-"),
    "no name": "text\n\n—  x08go/ZJ\n".encode(),
    "a plus in the name": "text\n\n— a+b x08go/ZJ\n".encode(),
    "a wide space in the name": "text\n\n— a\u3000b x08go/ZJ\n".encode(),
    "a signature that is no base64": "text\n\n— a x08go*ZJ\n".encode(),
    "a second spelling of base64": "text\n\n— a x08go/ZJkv==\n".encode(),
    "a signature that is only an id": "text\n\n— a x08gow==\n".encode(),
    "101 signatures": b"text\n\n" + SIGNATURE * 101,
    "more than a megabyte": b"text" * (1 << 18) + b"\n\n" + SIGNATURE,
}


@pytest.mark.parametrize("name", BAD_NOTES)
def test_a_malformed_note_is_refused(name: str) -> None:
    with pytest.raises(MalformedLog):
        read_note(BAD_NOTES[name])


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_checkpoint_of_the_specification_reads_back() -> None:
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    checkpoint = read_checkpoint(text)
    assert (checkpoint.origin, checkpoint.head.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == text
    assert read_checkpoint(text + "an extension\n").extensions == ("an extension",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n",
        f"log\n5\n{ROOT}",
        f"\n5\n{ROOT}\n",
        f"log\n05\n{ROOT}\n",
        f"log\n-5\n{ROOT}\n",
        f"log\n+5\n{ROOT}\n",
        f"log\n٥\n{ROOT}\n",
        f"log\n 5\n{ROOT}\n",
        f"log\n9223372036854775808\n{ROOT}\n",
        f"log\n{'9' * 5000}\n{ROOT}\n",
        f"log\n5\n{ROOT[:-4]}\n",
        f"log\n5\n{ROOT[:-1]}\n",
        f"log\n5\n{ROOT}\n\n",
        f"log\n5\n{ROOT}\n\nextension\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedLog):
        read_checkpoint(text)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("PeterNeumann", "PeterNeuman"),
        PETER.replace("PeterNeumann", "Peter Neumann"),
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+",
    ],
)
def test_a_bad_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadVerifierKey):
        read_vkey(vkey)


def test_a_cosignature_says_when_and_covers_the_time() -> None:
    note = build(5).checkpoint()
    line = cosignature(note, WITNESSES[0], AT)
    answer = judged(note.signed(line), WITNESSES[0].key)
    assert answer is not None
    assert (answer.holds, answer.at) == (True, AT)
    later = NoteSignature(line.name, line.key_id, (int(AT.timestamp()) + 1).to_bytes(8) + line.signature[8:])
    answer = judged(note.signed(later), WITNESSES[0].key)
    assert answer is not None
    assert not answer.holds


def test_the_same_key_as_log_and_as_witness_is_two_keys() -> None:
    note = build(5).checkpoint()
    twin = VerifierKey(LOG.key.name, KeyKind.COSIGN_ED25519, LOG.key.public)
    assert twin.id != LOG.key.id
    assert judged(note, twin) is None


def mldsa_signer(name: str) -> NoteSigner:
    mldsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")
    private = mldsa.MLDSA44PrivateKey.from_seed_bytes(b"s" * 32)
    public = private.public_key().public_bytes_raw()
    return NoteSigner(VerifierKey(name, KeyKind.COSIGN_MLDSA44, public), private.sign)


def test_an_ml_dsa_cosignature_holds_and_commits_to_the_cosigner_s_name() -> None:
    signer = mldsa_signer("witness.example/pq")
    note = build(5).checkpoint()
    line = cosignature(note, signer, AT)
    answer = judged(read_note(note.signed(line).data), read_vkey(signer.key.text))
    assert answer is not None
    assert (answer.holds, answer.at) == (True, AT)
    renamed = VerifierKey("witness.example/other", KeyKind.COSIGN_MLDSA44, signer.key.public)
    answer = judged(note.signed(NoteSignature(renamed.name, renamed.id, line.signature)), renamed)
    assert answer is not None
    assert not answer.holds


def test_the_message_of_an_ml_dsa_cosignature_is_laid_out_as_specified() -> None:
    message = subtree_message("w", 2, "log", 3, Head(4, b"h" * 32))
    assert message == (
        b"subtree/v1\n\0" + b"\1w" + bytes(7) + b"\2" + b"\3log" + bytes(7) + b"\3" + bytes(7) + b"\4" + b"h" * 32
    )


def test_a_log_signs_with_its_own_kind_of_key_only() -> None:
    with pytest.raises(ValueError, match="0x01"):
        signed_checkpoint(Checkpoint("log", Head(0, bytes(32))), WITNESSES[0])
    with pytest.raises(ValueError, match="0x04"):
        cosignature(build(1).checkpoint(), LOG, AT)


@pytest.mark.parametrize("origin", ["", "a\nb", "a\tb"])
def test_a_checkpoint_whose_line_is_none_is_not_signed(origin: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        signed_checkpoint(Checkpoint(origin, Head(0, bytes(32))), LOG)


def test_trust_that_cannot_be_meant_is_refused() -> None:
    witness = WITNESSES[0].key
    for keys, quorum in (((LOG.key,), 1), ((witness, witness), 1), ((witness,), 2), ((witness,), -1)):
        with pytest.raises(BadVerifierKey):
            Trust((LOG.key,), keys, quorum)


def test_one_of_several_keys_of_a_log_will_do() -> None:
    note = build(5).checkpoint()
    assert trusted(note, Trust((OTHER.key, LOG.key))).state is LogState.INTACT
    assert trusted(note, Trust((OTHER.key,))).state is LogState.UNKNOWN_SIGNER


def test_a_name_that_no_key_may_bear_makes_no_signer() -> None:
    with pytest.raises(BadVerifierKey):
        ed25519_signer("a b", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def test_a_note_with_sixteen_signatures_is_read() -> None:
    note = Note("text\n", tuple(NoteSignature(f"k{number}", bytes(4), b"s") for number in range(16)))
    assert read_note(note.data) == note
