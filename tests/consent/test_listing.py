"""Lists by their indices: whoever has thousands waits no longer for a page of them than whoever has a few."""

import re

from sqlalchemy import text

from consent_steps import OFFICER, REQUESTER, Studio
from counted_statements import plans
from tellmark.consent.lifting import standing_still
from tellmark.consent.listing import RequestPages
from tellmark.consent.model import HoldReason
from tellmark.consent.service import suspend


def test_a_page_of_what_somebody_asked_is_found_by_its_index_and_sorts_nothing(studio: Studio) -> None:
    asked = sorted(studio.asked().id for _ in range(3))
    with plans("consent_requests") as kept, studio.look() as unit:
        if unit.dialect == "postgresql":  # which reads small tables whole, and sorts them, as long as it may
            for way in ("seqscan", "bitmapscan", "sort"):
                unit.run(text(f"SET LOCAL enable_{way} = off"))
        found = RequestPages(unit).newest(REQUESTER.principal, asked[2], 50)
    assert [one.id for one in found] == [asked[1], asked[0]]
    told = "\n".join(kept)
    assert "ix_consent_requests_requester" in told
    assert not re.search(r"TEMP B-TREE|Sort", told), told


def test_what_stands_still_is_found_by_its_index_and_not_among_all_agreements(studio: Studio) -> None:
    consent = studio.granted().consent
    with studio.unit(OFFICER) as unit:
        suspend(unit, consent, HoldReason.OFFICER)
    with plans("FROM consents") as kept, studio.look() as unit:
        if unit.dialect == "postgresql":
            unit.run(text("SET LOCAL enable_seqscan = off"))
        (held,) = standing_still(unit)
    assert held.consent.id == consent
    assert "ix_consents_state" in "\n".join(kept)
