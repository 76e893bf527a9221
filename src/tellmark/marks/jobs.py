"""The named jobs that the sandbox runs."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import BinaryIO

from tellmark.marks.apply import apply
from tellmark.marks.credentials.sign import sign
from tellmark.marks.model import CredentialClaim, Findings, Watermarked
from tellmark.marks.orders import APPLY, READ, ApplyOrder, ReadOrder
from tellmark.marks.read import read
from tellmark.media.sandbox.desk import Desk
from tellmark.media.speech import SPEECH, speech


def _read(desk: Desk) -> Findings:
    order = desk.request(ReadOrder)
    return read(order.kind, desk.file("source"), order.anchors, thorough=order.thorough, progress=desk.progress)


def _apply(desk: Desk) -> Watermarked:
    order = desk.request(ApplyOrder)

    def seal(
        claim: CredentialClaim, watermarked: Watermarked, parent: BinaryIO | None, src: BinaryIO, dst: BinaryIO
    ) -> None:
        sign(
            order.kind,
            src,
            dst,
            claim,
            parent,
            order.chain_pem,
            sign_bytes=partial(desk.call, "sign"),
            stamp=partial(desk.call, "stamp") if order.stamp else None,
            label=order.inscription.label.texts if order.inscription.label else (),
            watermarked=watermarked,
            keep_broken_parent=order.keep_broken_parent,
        )

    source, target = desk.file("source"), desk.file("target")
    return apply(order.kind, source, target, order.inscription, seal, desk.scratch, desk.progress)


def _speech(desk: Desk) -> float:
    return speech(desk.file("source"), desk.file("target"))


JOBS: Mapping[str, Callable[[Desk], object]] = {READ: _read, APPLY: _apply, SPEECH: _speech}
