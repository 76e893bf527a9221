"""Whom this room trusts: the anchors of `proof`."""

from tellmark.proof.trust import Anchors, anchors_of

__all__ = ["Anchors", "anchors_of"]
