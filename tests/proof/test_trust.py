from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tellmark.proof.anchors import LIST_DATE, anchors_of
from tellmark.proof.certificates import SEED, Holder, claim_leaf, private_key, root
from tellmark.proof.errors import BadChain
from tellmark.proof.trust import anchored, certificates, signed_by

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEYS = [private_key(bytes([number]) * SEED) for number in range(4)]
ROOT = root(Holder("Root", "a", "DE"), KEYS[0], AT, 1)
LEAF = claim_leaf(ROOT, Holder("Leaf", "b", "DE"), KEYS[1].public_key(), AT, 2)


def test_the_shipped_list_is_the_published_one_and_has_its_date() -> None:
    anchors = anchors_of(b"pins")
    assert (anchors.pinned_pem, anchors.list_date) == (b"pins", LIST_DATE)
    listed = certificates(anchors.listed_pem)
    assert len(listed) == 30
    assert len({one.fingerprint(hashes.SHA256()) for one in listed}) == 30
    assert all(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca for one in listed)


def test_the_shipped_authorities_are_signers_roots_or_stand_below_one() -> None:
    """The list came from the same place as the other, which was checked: nobody slipped in on the way."""
    anchors = anchors_of(b"", b"clocks")
    assert anchors.clocks_pem == b"clocks"
    signers, clocks = certificates(anchors.listed_pem), certificates(anchors.listed_clocks_pem)
    assert len(clocks) == len({one.fingerprint(hashes.SHA256()) for one in clocks}) == 22
    assert all(one in signers or any(signed_by(one, by) for by in signers) for one in clocks)
    assert all(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca for one in clocks)


def test_a_leaf_leads_to_its_root() -> None:
    assert anchored(LEAF, (), (ROOT.certificate,), AT)


def test_a_root_of_the_same_name_with_another_key_vouches_for_nothing() -> None:
    double = root(Holder("Root", "a", "DE"), KEYS[2], AT, 1)
    assert not anchored(LEAF, (), (double.certificate,), AT)


def test_nothing_leads_anywhere_without_anchors() -> None:
    assert not anchored(LEAF, (ROOT.certificate,), (), AT)


def test_a_leaf_vouches_for_itself_and_never_for_another() -> None:
    assert anchored(LEAF, (), (LEAF,), AT)
    posing = root(Holder("Leaf", "b", "DE"), KEYS[1], AT, 3)  # a root over the leaf's own key and name
    below = claim_leaf(posing, Holder("Below", "c", "DE"), KEYS[3].public_key(), AT, 4)
    assert not anchored(below, (), (LEAF,), AT)
    assert not anchored(below, (LEAF,), (ROOT.certificate,), AT)


@pytest.mark.parametrize("at", [AT - timedelta(days=1), AT + timedelta(days=400)])
def test_out_of_its_term_nothing_is_known(at: datetime) -> None:
    assert not anchored(LEAF, (), (ROOT.certificate, LEAF), at)


def test_a_ring_of_certificates_ends() -> None:
    ring = [root(Holder("Ring", "r", "DE"), key, AT, number).certificate for number, key in enumerate(KEYS, 1)]
    assert not anchored(ring[0], ring * 5, (ROOT.certificate,), AT)


@pytest.mark.parametrize("pem", [b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_said_to_be_none(pem: bytes) -> None:
    with pytest.raises(BadChain):
        certificates(pem)


def test_no_certificates_are_no_error() -> None:
    assert certificates(b" \n") == ()
