"""What holds of what is asked, agreed to and made at any time, whatever has happened before."""

from collections import Counter

from tellmark.consent.model import OPEN
from tellmark.consent.rebuild import Rebuilt


def check_always(known: Rebuilt) -> None:
    """Raise AssertionError unless ceilings are kept, files are no more than pieces, and consents are one a request."""
    _ceilings_are_kept(known)
    _files_are_no_more_than_pieces_and_each_is_there_once(known)
    _a_request_has_one_consent_at_most(known)


def _ceilings_are_kept(known: Rebuilt) -> None:
    for consent in known.consents.values():
        counted, most = consent.counted, consent.scope.max_outputs
        assert min(counted.outputs, counted.seconds, counted.reserved_outputs, counted.reserved_seconds) >= 0
        aside = [one for one in known.uses.values() if one.consent == consent.id]
        assert counted.outputs == sum(one.outputs for one in aside if one.state == "settled")
        assert counted.reserved_outputs == sum(one.outputs for one in aside if one.state == "reserved")
        if most is not None and consent.version == 1:
            assert counted.outputs + counted.reserved_outputs <= most, "a ceiling was exceeded"


def _files_are_no_more_than_pieces_and_each_is_there_once(known: Rebuilt) -> None:
    files = Counter(one.reserved for one in known.files.values())
    assert len({(one.reserved, one.digest) for one in known.files.values()}) == files.total()
    for one in known.uses.values():
        assert one.files == files[one.id] <= one.outputs


def _a_request_has_one_consent_at_most(known: Rebuilt) -> None:
    granted = [one.request for one in known.consents.values()]
    assert len(granted) == len(set(granted))
    assert all(one.consent is None for one in known.requests.values() if one.state in OPEN)
