"""What a rule keeps of somebody erased: read by an order, without one by nobody, and gone after its date."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import SCOPE, TENANT, Studio, person
from order_steps import ordered
from tellmark.consent.records import records_of
from tellmark.identity.accounts.roles import ORDER
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.events import OrderCarriedOut
from tellmark.identity.orders.model import OrderId, OrderKind
from tellmark.identity.orders.service import carry_out
from tellmark.identity.orders.words import thing_words
from tellmark.store.errors import NotAllowed
from tellmark.store.scope import Scope
from tellmark.subjects.erasing import carry_out as sweep
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language
from tellmark.web.meeting import TellsConsent

OFFICER = Scope(TENANT, "officer-3", frozenset({ORDER}))


def erased(studio: Studio) -> tuple[SubjectId, str]:
    """Let somebody agree and be erased; return who, and the agreement."""
    consent = studio.consent(studio.granted(SCOPE, person(name="Wang Xiaoming")).consent)
    studio.erased(consent.subject)
    return consent.subject, consent.id


def exported(studio: Studio, order: OrderId, subject: SubjectId, by: Scope = OFFICER) -> list[dict[str, Any]]:
    """Hand over under *order* what consent keeps of *subject*; return what stands in the file."""
    with studio.unit(by) as unit:
        made = carry_out(unit, studio.vault, [TellsConsent(studio.vault)], order, subject, bytes(32))
    items: list[dict[str, Any]] = json.loads(made.data)["items"]
    return items


def order_for(studio: Studio, subject: SubjectId, kind: OrderKind = OrderKind.EXPORT) -> OrderId:
    return ordered(studio.database, studio.vault, TENANT, subject, kind)


def test_by_an_order_of_two_officers_the_record_of_somebody_erased_is_read(studio: Studio) -> None:
    subject, consent = erased(studio)
    [item] = exported(studio, order_for(studio, subject), subject)
    assert (item["room"], item["what"]) == ("consent", "retained_record")
    rule, _, record = item["says"].partition(" ")
    told = json.loads(record)
    assert (rule, told["consent"], told["scope"]["modalities"]) == ("CN-PI-3", consent, ["face"])
    assert "Wang" not in record
    assert studio.said()[-1].read(OrderCarriedOut).what == ("consent.retained_record",)
    assert thing_words("consent.retained_record", Language.EN) == "Record of an agreement that a rule forces to keep"


def test_without_an_order_to_export_nobody_reads_it(studio: Studio) -> None:
    subject, _ = erased(studio)
    other, _ = erased(studio)
    unmasking = order_for(studio, subject, OrderKind.UNMASK)
    assert exported(studio, unmasking, subject) == []  # it says nothing of who somebody is
    with pytest.raises(BadOrder):
        exported(studio, order_for(studio, other), subject)
    with pytest.raises(NotAllowed):
        exported(studio, order_for(studio, subject), subject, Scope(TENANT, "officer-9", frozenset()))


def test_after_the_date_of_its_rule_it_is_gone(studio: Studio) -> None:
    subject, _ = erased(studio)
    studio.place.at += timedelta(days=3 * 366)
    assert consents_kept(studio, subject) == []  # also where nothing has swept yet
    sweep(studio.database, studio.vault)
    assert exported(studio, order_for(studio, subject), subject) == []


def test_a_record_is_not_read_past_its_own_date_where_a_later_one_keeps_the_key(studio: Studio) -> None:
    who = person(contact="wang@example.org")
    first, begun = studio.consent(studio.granted(SCOPE, who).consent), studio.at
    studio.place.at += timedelta(days=60)
    second = studio.consent(studio.granted(replace(SCOPE, max_outputs=2), who).consent)
    assert second.subject == first.subject
    studio.erased(first.subject)
    assert consents_kept(studio, first.subject) == [first.id, second.id]
    studio.place.at = begun.replace(year=begun.year + 3)
    sweep(studio.database, studio.vault)
    assert consents_kept(studio, first.subject) == [second.id]


def test_an_export_of_somebody_who_is_here_has_it_beside_the_copy(studio: Studio) -> None:
    consent = studio.consent(studio.granted().consent)
    items = exported(studio, order_for(studio, SubjectId(consent.subject)), SubjectId(consent.subject))
    assert [one["what"] for one in items][-2:] == ["copy", "retained_record"]


def consents_kept(studio: Studio, subject: SubjectId) -> list[str]:
    with studio.look() as unit:
        return [json.loads(record)["consent"] for _, record in records_of(unit, studio.vault, subject)]
