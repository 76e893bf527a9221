"""The export in the terms of ISO/IEC TS 27560: every field that DPV's schema of it asks for, and no invented term.

The rules are those of the schema "DPV-27560" (W3C Data Privacy Vocabularies Community Group); the terms are of DPV 2,
each looked up in its published files.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pyld import jsonld

import paper_receipts as made
from promised_receipts import promised
from tellmark.consent.export import CONTEXT, exported
from tellmark.consent.model import Ending
from tellmark.consent.notices import marking, promise
from tellmark.consent.receipts import Company, Ended, Receipt
from tellmark.values.languages import Language

TERMS = {
    "dpv:Adapt", "dpv:Advertising", "dpv:Collect", "dpv:ConsentExpired", "dpv:ConsentGiven", "dpv:ConsentInvalidated",
    "dpv:ConsentNotice", "dpv:ConsentRecord", "dpv:ConsentRevoked", "dpv:ConsentWithdrawn", "dpv:DataController",
    "dpv:DataSubject", "dpv:DataSubjectDataSource", "dpv:ExplicitlyExpressedConsent", "dpv:PersonalData",
    "dpv:Process", "dpv:Processing", "dpv:Purpose", "dpv:ResearchAndDevelopment", "dpv:SensitivePersonalData",
    "dpv:ServiceProvision", "dpv:Share", "dpv:StorageDuration", "dpv:Store", "dpv:TemporalDuration",
    "dpv:UntilTimeDuration", "dpv:Use", "dpv:hasConsentStatus", "dpv:hasDataController", "dpv:hasDataSource",
    "dpv:hasDataSubject", "dpv:hasDuration", "dpv:hasEntity", "dpv:hasIdentifier", "dpv:hasIndicationMethod",
    "dpv:hasJurisdiction", "dpv:hasLegalBasis", "dpv:hasName", "dpv:hasNotice", "dpv:hasPersonalData",
    "dpv:hasProcess", "dpv:hasProcessing", "dpv:hasPurpose", "dpv:hasRecipient", "dpv:hasStorageCondition",
    "dpv:isExercisedAt", "dpv:isIndicatedAtTime", "dpv:isIndicatedBy", "pd:Biometric", "pd:Name",
}  # fmt: skip
STATES = {"dpv:ConsentGiven", "dpv:ConsentWithdrawn", "dpv:ConsentExpired", "dpv:ConsentRevoked",
          "dpv:ConsentInvalidated"}  # fmt: skip
SCOPE: dict[str, Any] = {
    "modalities": ["voice", "name", "style"], "operations": ["voice_clone"], "purposes": ["advert", "art", "research"],
    "territories": ["CN", "EU"], "channels": ["web"], "retention_days": 30, "sublicence": True, "excluded": [],
    "max_outputs": None,
}  # fmt: skip
LATER = "2026-12-01T00:00:00Z"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def record(**changed: Any) -> dict[str, Any]:
    receipt: Receipt = made.written(scope=SCOPE, **changed)
    told: dict[str, Any] = json.loads(json.dumps(exported(receipt, made.good())))
    return told


def terms(value: object) -> Iterator[str]:
    """Return every term with a prefix that stands in *value*."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from terms(item)
    elif isinstance(value, list):
        for item in value:
            yield from terms(item)
    elif isinstance(value, str):
        yield value


def test_the_header_has_what_the_standard_asks_for() -> None:
    told = record()
    assert told["@type"] == ["dpv:ConsentRecord"]
    assert isinstance(told["dpv:hasIdentifier"], str)
    assert told["dpv:hasDataSubject"]["dpv:hasIdentifier"] == "subject-1"
    assert INSTANT.fullmatch(told["dct:created"])
    assert re.fullmatch("[a-z]{2}", told["dct:language"])
    assert told["dct:creator"] in told["dpv:hasEntity"]
    assert told["dct:conformsTo"].startswith("https://w3id.org/dpv/")
    assert told["dpv:hasNotice"][0]["dpv:hasIdentifier"].startswith("sha256:")


@pytest.mark.parametrize("language", Language)
def test_what_was_promised_of_marks_is_exported_in_the_words_that_were_shown(language: Language) -> None:
    bundle, receipt = promised(language)
    (process,) = exported(receipt, bundle)["dpv:hasProcess"]
    between = "" if language is Language.ZH else " "
    assert process["tellmark:marked"] == between.join((marking(language), promise(language)))
    assert "tellmark:marked" not in record()["dpv:hasProcess"][0]


def test_each_process_has_every_field_that_it_must_have() -> None:
    told = record(party=Company(name="North Pictures", number=None))
    (process,) = told["dpv:hasProcess"]
    for field in ("dpv:hasPurpose", "dpv:hasPersonalData", "dpv:hasProcessing", "dpv:hasDataController",
                  "dpv:hasDataSource", "dpv:hasStorageCondition", "dpv:hasRecipient", "dpv:hasLegalBasis",
                  "dpv:hasConsentStatus"):  # fmt: skip
        assert isinstance(process[field], list), field
        assert process[field], field
    for purpose in process["dpv:hasPurpose"]:
        assert purpose["skos:broader"]
        assert purpose["skos:prefLabel"]
    for data in process["dpv:hasPersonalData"]:
        assert set(data["@type"]) & {"dpv:PersonalData", "dpv:SensitivePersonalData"}
        assert data["skos:broader"]
    for one in (*process["dpv:hasDataController"], *process["dpv:hasRecipient"]):
        assert one in told["dpv:hasEntity"]
    (stored,) = process["dpv:hasStorageCondition"]
    assert stored["dpv:hasDuration"] == {"@type": "dpv:TemporalDuration", "rdf:value": "P30D"}
    assert "dpv:Share" in process["dpv:hasProcessing"]


@pytest.mark.parametrize("ending", [None, *Ending])
def test_each_state_says_when_and_how_it_came_about(ending: Ending | None) -> None:
    ended = None if ending is None else Ended(how=ending, at="2026-12-01T00:00:00Z")
    told = record(ended=ended)
    states = told["dpv:hasProcess"][0]["dpv:hasConsentStatus"]
    assert len(states) == (1 if ending is None else 2)
    for state in states:
        assert set(state["@type"]) & STATES
        assert INSTANT.fullmatch(state["dpv:isIndicatedAtTime"])
        assert state["dpv:isExercisedAt"]
    assert states[0]["dpv:isIndicatedBy"] in told["dpv:hasEntity"]
    if ending is Ending.WITHDRAWN:
        assert states[1]["@type"] == ["dpv:ConsentWithdrawn"]


@pytest.mark.parametrize("ending", [None, *Ending])
def test_no_term_is_invented_and_every_prefix_is_declared(ending: Ending | None) -> None:
    told = record(ended=None if ending is None else Ended(how=ending, at="2026-12-01T00:00:00Z"))
    del told["@context"]
    used = {term for term in terms(told) if re.fullmatch(r"[a-z]+:[A-Za-z]+", term)}
    assert {term for term in used if term.startswith(("dpv:", "pd:"))} <= TERMS
    assert {term.partition(":")[0] for term in used} <= set(CONTEXT)


def graph(told: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    """Return what *told* says, as another's reader takes it: of what, term, thing or text, what."""
    triples = jsonld.to_rdf(told)["@default"]
    return {
        (one["subject"]["value"], one["predicate"]["value"], one["object"]["type"], one["object"]["value"])
        for one in triples
    }


def test_a_reader_of_linked_data_finds_the_people_what_is_done_and_on_what_ground() -> None:
    found = graph(record(party=Company(name="North Pictures", number=None), ended=Ended(how=Ending.VOID, at=LATER)))
    dpv, dct = CONTEXT["dpv"], CONTEXT["dct"]
    things = {term for _, term, kind, _ in found if kind != "literal"}
    for name in ("hasDataSubject", "hasDataController", "hasRecipient", "hasDataSource", "hasLegalBasis", "hasEntity",
                 "hasProcessing", "hasPersonalData", "hasPurpose", "hasConsentStatus", "isIndicatedBy"):  # fmt: skip
        assert dpv + name in things, name
    assert dct + "creator" in things
    person = "urn:uuid:subject-1"
    names = {what: who for who, term, _, what in found if term == f"{dpv}hasName"}
    ground = (f"{dpv}hasLegalBasis", f"{dpv}ExplicitlyExpressedConsent")
    (process,) = [who for who, term, _, what in found if (term, what) == ground]
    assert {what for who, term, _, what in found if (who, term) == (process, f"{dpv}hasDataController")} == set(
        names.values()
    )
    assert {what for _, term, _, what in found if term == f"{dpv}isIndicatedBy"} == {person}
    assert (person, f"{dpv}hasIdentifier", "literal", "subject-1") in found


def test_a_reader_of_linked_data_finds_every_term_that_was_agreed_to() -> None:
    scope = {**made.SCOPE, "max_seconds": 90, "derivatives": True}
    told = json.loads(json.dumps(exported(made.written(scope=scope), made.good())))
    found = {(term.removeprefix(CONTEXT["tellmark"]), what) for _, term, kind, what in graph(told) if kind == "literal"}
    for name, value in scope.items():
        for one in value if isinstance(value, list) else [value]:
            assert one is None or (name, json.dumps(one).strip('"')) in found, name


def test_two_records_of_two_providers_have_not_one_of_them_in_common() -> None:
    dpv = CONTEXT["dpv"]
    for one in (record(), record()):
        makers = {what for _, term, _, what in graph(one) if term == f"{dpv}hasDataController"}
        assert all(maker.startswith("_:") for maker in makers), "a name for all the world"


def test_no_notice_text_and_no_name_of_the_person_stands_in_it() -> None:
    text = json.dumps(record())
    assert "Winter Light" not in text
    assert made.written().notice not in text  # type: ignore[operator]  # it was not erased
