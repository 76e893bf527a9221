"""Requests in pages: whoever has asked thousands waits no longer for a page of them than whoever has asked a few."""

import re

from sqlalchemy import text

from consent_steps import REQUESTER, Studio
from counted_statements import plans
from tellmark.consent.listing import RequestPages


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
