"""Sign a file with a Content Credential (C2PA 2.4, claim v2). Runs in the sandbox: no key and no network here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from c2pa import Builder, C2paError, C2paSigningAlg, Reader, Signer  # type: ignore[import-untyped]  # it ships no types

from tellmark.marks.credentials.claim import PARENT, manifest
from tellmark.marks.credentials.errors import BrokenParent, NotSigned, WouldReplace
from tellmark.marks.credentials.library import offline
from tellmark.marks.credentials.read import holds_store, read
from tellmark.marks.model import CredentialClaim, State
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors

_BROKEN = frozenset({State.TAMPERED, State.MALFORMED})


def sign(
    kind: Kind,
    src: BinaryIO,
    dst: BinaryIO,
    claim: CredentialClaim,
    parent: BinaryIO | None,
    chain_pem: bytes,
    tsa_url: str | None,
    sign_bytes: Callable[[bytes], bytes],
    *,
    label: tuple[str, ...] = (),
    keep_broken_parent: bool = False,
) -> None:
    """Write *src* with *claim* signed into *dst*; *sign_bytes* returns r‖s over what it is given (ES256).

    *parent* is the file as it came in, with its own credential, which becomes the parent ingredient. *label* holds
    the words of the explicit label that was added. The library itself asks a time-stamp authority at *tsa_url*:
    leave it None where there is no network, as in the sandbox. Raises BrokenParent unless *keep_broken_parent*,
    WouldReplace, BadClaim, NotSigned, and whatever *sign_bytes* raises.
    """
    definition = manifest(kind, claim, has_parent=parent is not None, label=label)
    if parent is None:
        _refuse_hidden_credential(kind, src)
    elif not keep_broken_parent:
        _refuse_broken(kind, parent)
    recorded = _Recorded(sign_bytes)
    try:
        _sign(kind, src, dst, definition, parent, chain_pem, tsa_url, recorded)
    except C2paError as error:
        if recorded.failure is not None:
            raise recorded.failure from error
        raise NotSigned(
            "the C2PA library could not sign this file",
            "Check the certificate with `tellmark doctor`; if it is in order, export the file anew and try again.",
        ) from error


def _sign(
    kind: Kind,
    src: BinaryIO,
    dst: BinaryIO,
    definition: dict[str, object],
    parent: BinaryIO | None,
    chain_pem: bytes,
    tsa_url: str | None,
    sign_bytes: Callable[[bytes], bytes],
) -> None:
    with (
        offline(Anchors()) as context,
        Builder(definition, context) as builder,
        Signer.from_callback(sign_bytes, C2paSigningAlg.ES256, chain_pem.decode(), tsa_url) as signer,
    ):
        if parent is not None:
            parent.seek(0)
            builder.add_ingredient({"relationship": "parentOf", "label": PARENT}, kind, parent)
        src.seek(0)
        builder.sign(signer, str(kind), src, dst)


@dataclass(slots=True)
class _Recorded:
    """A signing function that remembers why it failed: the C library passes on only that it did."""

    sign: Callable[[bytes], bytes]
    failure: Exception | None = field(default=None, init=False)

    def __call__(self, data: bytes) -> bytes:
        try:
            return self.sign(data)
        except Exception as failure:  # noqa: BLE001 (whatever it is, it is raised again once the library has returned)
            self.failure = failure
            return b""  # the library takes this for a refusal; what is raised here it would print


def _refuse_broken(kind: Kind, parent: BinaryIO) -> None:
    if any(finding.state in _BROKEN for finding in read(kind, parent, Anchors())):
        raise BrokenParent(
            "the file came with a Content Credential that was broken before: it does not fit the file, or its history",
            "Ask its maker for the original; or keep the broken credential as history with --keep-broken-parent.",
        )


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
        "the file carries a Content Credential, which would be lost",
        "Hand the incoming file over as parent, so that its history is kept.",
    )
