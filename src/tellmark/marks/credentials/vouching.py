"""Which of our lists knows a signer, or a clock? The C2PA library names the list that it found, and keeps none apart.

Its version 0.91 believes a claim signer that leads to an anchor for time-stamps, and the other way about, and it takes
any list that fits. So each certificate stands in one list, whose name says what it is known for.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from tellmark.proof.anchors import Anchors


class Known(StrEnum):
    """What a certificate is known for here."""

    PINNED = "pinned"
    LISTED = "listed"
    PINNED_CLOCK = "pinned_clock"
    LISTED_CLOCK = "listed_clock"


SIGNERS: Final = frozenset({Known.PINNED, Known.LISTED})
CLOCKS: Final = frozenset({Known.PINNED_CLOCK, Known.LISTED_CLOCK})

_PREFIX: Final = "tellmark:"
_CERTIFICATE: Final = re.compile(rb"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----")
_COLUMNS: Final = 64
_SIGNER_IN: Final = "found in ["
_CLOCK_IN: Final = ", trust list: "
"""How the library words it; what stands before the last of these may come from the file."""


@lru_cache(maxsize=8)
def trust_settings(anchors: Anchors) -> tuple[Mapping[str, str], ...]:
    """Return the anchors as the library takes them (`trust.anchors`): a list for each set of things known of some."""
    known: dict[bytes, set[Known]] = {}
    for what, pem in _given(anchors).items():
        for body in _CERTIFICATE.findall(pem):
            known.setdefault(b"".join(body.split()), set()).add(what)
    groups: dict[frozenset[Known], list[bytes]] = {}
    for body, whats in known.items():
        groups.setdefault(frozenset(whats), []).append(body)
    return tuple(_list(whats, kind, bodies) for whats, bodies in groups.items() for kind in _kinds(whats))


def _list(whats: frozenset[Known], kind: str, bodies: Iterable[bytes]) -> Mapping[str, str]:
    pem = "".join(_pem(body.decode("ascii")) for body in bodies)
    return {"trust_anchors": pem, "trust_uri": _PREFIX + "+".join(sorted(whats)), "trust_kind": kind}


def _pem(body: str) -> str:
    lines = [body[at : at + _COLUMNS] for at in range(0, len(body), _COLUMNS)]
    return "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""))


def _kinds(whats: frozenset[Known]) -> Iterable[str]:
    return (*(["manifest"] if whats & SIGNERS else []), *(["tsa"] if whats & CLOCKS else []))


def signer_known_for(explanation: str) -> frozenset[Known]:
    """Read of a `signingCredential.trusted` what the list that vouched is known for."""
    return _read(explanation.rpartition(_SIGNER_IN)[2].partition("]")[0])


def clock_known_for(explanation: str) -> frozenset[Known]:
    """Read of a `timeStamp.trusted` what the list that vouched is known for."""
    return _read(explanation.rpartition(_CLOCK_IN)[2])


def only(anchors: Anchors, wanted: Iterable[Known]) -> Anchors:
    """Return *anchors* without those that are known for other things than *wanted*."""
    kept = {what: pem if what in frozenset(wanted) else b"" for what, pem in _given(anchors).items()}
    return Anchors(
        kept[Known.PINNED],
        kept[Known.LISTED],
        anchors.list_date,
        kept[Known.PINNED_CLOCK],
        kept[Known.LISTED_CLOCK],
        anchors.withdrawn,
    )


def _given(anchors: Anchors) -> dict[Known, bytes]:
    return {
        Known.PINNED: anchors.pinned_pem,
        Known.LISTED: anchors.listed_pem,
        Known.PINNED_CLOCK: anchors.clocks_pem,
        Known.LISTED_CLOCK: anchors.listed_clocks_pem,
    }


def _read(name: str) -> frozenset[Known]:
    words = name.removeprefix(_PREFIX).split("+") if name.startswith(_PREFIX) else []
    return frozenset(Known(word) for word in words) if words and set(words) <= set(Known) else frozenset()
