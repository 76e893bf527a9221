"""Whoever proves to be somebody well known is told from when it counts, through the pages."""

from datetime import timedelta

import pytest

from proving_house import LINK, ProvingHouse, by_provider
from store_children import ACME
from subject_steps import bodies
from tellmark.identity.assurance.decide import COOLING
from tellmark.identity.assurance.service import assured, known
from tellmark.identity.assurance.store import WellKnown
from tellmark.subjects.model import SubjectId
from tellmark.surface.moments import instant
from tellmark.values.languages import Language


@pytest.mark.parametrize(("base", "role"), [(f"/c/{LINK}/prove", ""), ("/prove", "person")])
def test_who_proves_to_be_somebody_well_known_reads_from_when_it_counts(
    proving: ProvingHouse, base: str, role: str
) -> None:
    with proving.database.write(ACME) as unit:
        at = unit.at
        WellKnown(unit).put(SubjectId(proving.person), "officer-9", at - timedelta(days=30), at - timedelta(days=27))
    client, headers = proving.client(), {"Authorization": f"Bearer {role}"}
    done = by_provider(proving, client, base, role, "sub-1").text
    with proving.database.read(ACME) as unit:
        (made,) = known(unit, proving.vault, SubjectId(proving.person))
        assert assured(unit, proving.vault, SubjectId(proving.person)) is None
    assert made.cooling_until == made.made_at + COOLING
    when = instant(made.cooling_until, Language.EN)
    assert f"it counts only from {when}" in done
    assert f"counts from {when}" in client.get(base, headers=headers).text
    assert sum(b"identity.well_known_proved" in body for body in bodies(proving.database)) == 1


def test_whose_proof_counts_at_once_reads_nothing_of_waiting(proving: ProvingHouse) -> None:
    client = proving.client()
    assert "it counts only from" not in by_provider(proving, client, "/prove", "person", "sub-1").text
    assert "counts from" not in client.get("/prove", headers={"Authorization": "Bearer person"}).text
