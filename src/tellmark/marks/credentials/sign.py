"""Sign a file with a Content Credential (C2PA 2.4, claim v2). Runs in the sandbox: no key and no network here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from c2pa import Builder, C2paError, C2paSigningAlg, Reader, Signer  # type: ignore[import-untyped]  # it ships no types

from tellmark.marks.credentials.claim import PARENT, manifest
from tellmark.marks.credentials.errors import BrokenParent, NotSigned, WouldReplace
from tellmark.marks.credentials.library import offline
from tellmark.marks.credentials.read import UNREADABLE, holds_store, read
from tellmark.marks.credentials.stamping import exchange, message
from tellmark.marks.model import NO_WATERMARK, CredentialClaim, Finding, State, Watermarked
from tellmark.media import containers
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors
from tellmark.values.errors import Malformed

_BROKEN = frozenset({State.TAMPERED, State.MALFORMED})
_NOT_FOLLOWED = "asset could not be parsed"
"""In the library's message about a file whose container it does not understand; it has no class for it."""


def sign(
    kind: Kind,
    src: BinaryIO,
    dst: BinaryIO,
    claim: CredentialClaim,
    parent: BinaryIO | None,
    chain_pem: bytes,
    sign_bytes: Callable[[bytes], bytes],
    *,
    stamp: Callable[[bytes], bytes] | None = None,
    label: tuple[str, ...] = (),
    watermarked: Watermarked = NO_WATERMARK,
    keep_broken_parent: bool = False,
) -> None:
    """Write *src* with *claim* signed into *dst*; *sign_bytes* returns r‖s over what it is given (ES256).

    *parent* is the file as it came in, with its own credential, which becomes the parent ingredient. *label* holds
    the words of the explicit label that was added, *watermarked* what the file bears of an invisible mark. *stamp*
    returns a time-stamp token over what it is given, or nothing, and then there is none. With *keep_broken_parent* a
    credential that does not hold becomes the ingredient all the same; one that cannot even be read is disclosed, for
    it cannot become one.

    Raises BrokenParent without it, WouldReplace, BadClaim, NotSigned, Malformed, and whatever *sign_bytes* and *stamp*
    raise.
    """
    seal = _Seal(kind, src, dst, claim, label, watermarked, chain_pem, _Recorded(sign_bytes), stamp)
    broken = () if parent is None else _broken(kind, parent)
    if broken and not keep_broken_parent:
        raise _refusal(broken)
    try:
        if parent is None or not _inherits(seal, parent, broken):
            _refuse_hidden_credential(kind, src)
            seal.put(None, lost=parent is not None)
    except C2paError as error:
        if seal.signing.failure is not None:
            raise seal.signing.failure from error
        if _NOT_FOLLOWED in str(error):
            raise Malformed(kind.name, "the C2PA library cannot follow its parts") from error
        raise NotSigned(
            "the C2PA library could not sign this file",
            "Check the certificate with `tellmark doctor`; if it is in order, export the file anew and try again.",
        ) from error


@dataclass(frozen=True, slots=True)
class _Seal:
    """All that a signature needs but the history of the file."""

    kind: Kind
    src: BinaryIO
    dst: BinaryIO
    claim: CredentialClaim
    label: tuple[str, ...]
    watermarked: Watermarked
    chain_pem: bytes
    signing: "_Recorded"
    stamp: Callable[[bytes], bytes] | None

    def put(self, parent: BinaryIO | None, *, lost: bool = False) -> None:
        """Sign, with *parent* as ingredient. Raises C2paError."""
        definition = manifest(
            self.kind,
            self.claim,
            has_parent=parent is not None,
            label=self.label,
            watermarked=self.watermarked,
            lost=lost,
        )
        with (
            offline(Anchors()) as context,
            Builder(definition, context) as builder,
            Signer.from_callback(self.signing, C2paSigningAlg.ES256, self.chain_pem.decode()) as signer,
        ):
            if parent is not None:
                parent.seek(0)
                builder.add_ingredient({"relationship": "parentOf", "label": PARENT}, self.kind, parent)
            self.src.seek(0)
            store = builder.sign(signer, str(self.kind), self.src, self.dst)
        if self.stamp is not None:
            self._add_stamp(self.stamp, store)

    def _add_stamp(self, stamp: Callable[[bytes], bytes], store: bytes) -> None:
        """Ask for a time-stamp over the signature that was made, and put it beside that."""
        signed, signature = self.signing.made
        if token := stamp(message(signed, signature)):
            containers.overwrite(self.kind, self.dst, *exchange(store, signed, signature, token))


@dataclass(slots=True)
class _Recorded:
    """A signing function that remembers why it failed, of which the C library passes on nothing, and what it *made*."""

    sign: Callable[[bytes], bytes]
    failure: Exception | None = field(default=None, init=False)
    made: tuple[bytes, bytes] = field(default=(b"", b""), init=False)

    def __call__(self, data: bytes) -> bytes:
        try:
            self.made = data, self.sign(data)
            return self.made[1]
        except Exception as failure:  # noqa: BLE001 (whatever it is, it is raised again once the library has returned)
            self.failure = failure
            return b""  # the library takes this for a refusal; what is raised here it would print


def _refusal(broken: tuple[Finding, ...]) -> BrokenParent:
    if _is_unreadable(broken):
        return BrokenParent(
            "the file came with a Content Credential that is broken: it cannot be read",
            "Ask its maker for the original; or go on with --keep-broken-parent, and the new credential says that one "
            "was there which nobody could read.",
        )
    return BrokenParent(
        "the file came with a Content Credential that was broken before: it does not fit the file, or its history",
        "Ask its maker for the original; or keep the broken credential as history with --keep-broken-parent.",
    )


def _broken(kind: Kind, parent: BinaryIO) -> tuple[Finding, ...]:
    return tuple(one for one in read(kind, parent, Anchors(), embedded=True) if one.state in _BROKEN)


def _is_unreadable(broken: tuple[Finding, ...]) -> bool:
    return any(one.detail.get("why") == UNREADABLE for one in broken)


def _inherits(seal: _Seal, parent: BinaryIO, broken: tuple[Finding, ...]) -> bool:
    """Sign with *parent* as ingredient and return True, or False where a *broken* one cannot become an ingredient."""
    if _is_unreadable(broken):
        return False
    try:
        seal.put(parent)
    except C2paError:
        if not broken or seal.signing.failure is not None:
            raise
        seal.dst.seek(0)
        seal.dst.truncate()
        return False
    return True


def _refuse_hidden_credential(kind: Kind, src: BinaryIO) -> None:
    src.seek(0)
    try:
        with offline(Anchors(), verify=False) as context, Reader(str(kind), src, context=context):
            pass
    except C2paError.ManifestNotFound:
        return
    except C2paError:
        if not holds_store(src):
            return  # the library does not understand the file; it will say so when it signs
    raise WouldReplace(
        "the file carries a Content Credential in a place where this version cannot keep it, and it would be lost",
        "Ask its maker for the original, or export the file anew with the program that it came from.",
    )
