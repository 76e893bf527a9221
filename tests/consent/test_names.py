"""Under which names somebody asks, is asked and is reached: never ours, never of two lines or of two alphabets."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import replace

import pytest

from consent_steps import COLLEAGUE, REQUESTER, SCOPE, WORDS, Studio, person
from tellmark.consent import service
from tellmark.consent.bodies import PersonBody, WordsBody
from tellmark.consent.contacts import person_faults
from tellmark.consent.errors import BadAsk, MisleadingName
from tellmark.consent.model import Ask
from tellmark.consent.people import Asker
from tellmark.values.names import misleads

KNOWN = Asker("Studio North", "AC-00000001")


@pytest.mark.parametrize(
    "name",
    ["Studio-North", "ＳｔｕｄｉｏＮorth", "STUDIO NORTH", "Tellmark", "Tell-Mark", "TeIlmark", "TelIrnark"],
)  # fmt: skip
def test_nobody_else_asks_under_the_name_of_the_service_or_of_the_program(studio: Studio, name: str) -> None:
    """The person reads who asks in the heading, and by whom the service is run below it: both would be one."""
    with studio.unit(REQUESTER) as unit, pytest.raises(MisleadingName, match="as this service is, or the program"):
        party = service.name_party(unit, name).id
        service.draft(unit, studio.vault, Ask(SCOPE, WORDS, party), person(), asker=KNOWN)
    with studio.unit(REQUESTER) as unit:
        party = service.name_party(unit, "Harbour Films Ltd").id
    if name != "STUDIO NORTH":  # which says, truly, through whom is asked
        with studio.unit(REQUESTER) as unit, pytest.raises(BadAsk) as refused:
            words = replace(WORDS, asker=name)
            service.draft(unit, studio.vault, Ask(SCOPE, words, party), person(), asker=KNOWN)
        assert refused.value.faults == ("asker_misleads",)


def test_a_new_version_does_not_take_the_name_of_the_service_either(studio: Studio) -> None:
    with studio.unit(REQUESTER) as unit:
        party = service.name_party(unit, "Harbour Films Ltd").id
        request = service.draft(unit, studio.vault, Ask(SCOPE, WORDS, party), person(), asker=KNOWN).id
    with studio.unit(REQUESTER) as unit, pytest.raises(BadAsk) as refused:
        service.edit(unit, studio.vault, request, Ask(SCOPE, replace(WORDS, asker="Studio-North"), party), 1)
    assert refused.value.faults == ("asker_misleads",)


@pytest.mark.parametrize("name", ["Studio North", "Studio-North", "Tellmark"])
def test_the_service_itself_asks_under_its_own_name(studio: Studio, name: str) -> None:
    known = Asker(name, "AC-00000001")
    with studio.unit(REQUESTER) as unit:
        service.draft(unit, studio.vault, Ask(SCOPE, replace(WORDS, asker=name)), person(), asker=known)
    with studio.unit(REQUESTER) as unit, pytest.raises(BadAsk):
        words = replace(WORDS, asker="TELLMARK.")
        service.draft(unit, studio.vault, Ask(SCOPE, words), person(), asker=KNOWN)


@pytest.mark.parametrize(("one", "other"), [
    ("\u0412\u0422\u0412", "BTB"), ("BTB", "\u0412\u0422\u0412"), ("PayPal", "PayPaI"), ("PayPal", "PAYPAI"),
    ("\u041d\u0412\u041e Films", "HBO Films"), ("Harmony Ltd", "Harrnony Ltd"),
])  # fmt: skip
def test_a_name_that_is_seen_as_another_company_s_is_refused_whatever_its_letters(
    studio: Studio, one: str, other: str
) -> None:
    with studio.unit(REQUESTER) as unit:
        known = service.name_party(unit, one)
    with studio.unit(COLLEAGUE) as unit, pytest.raises(MisleadingName, match="looks like that of another company"):
        service.name_party(unit, other)
    with studio.unit(COLLEAGUE) as unit:
        assert service.name_party(unit, one).id == known.id
        assert service.name_party(unit, "\u0412\u0422\u0411").id != known.id  # which nobody takes for it


@pytest.mark.parametrize(("one", "other", "apart"), [
    ("HRB 116737", "91110000MA01ABCD2Q", True), ("HRB 116737", "hrb116737", False), (None, "HRB 116737", False),
    ("HRB 116737", None, False),
])  # fmt: skip
def test_numbers_of_registers_tell_apart_whose_names_are_seen_as_one(
    studio: Studio, one: str | None, other: str | None, apart: bool
) -> None:
    """Each of them has one, and another: what only one of them says of itself tells nothing."""
    with studio.unit(REQUESTER) as unit:
        known = service.name_party(unit, "Fund II", one)
    with studio.unit(COLLEAGUE) as unit, nullcontext() if apart else pytest.raises(MisleadingName):
        made = service.name_party(unit, "Fund 11", other)
        assert (made.id != known.id, made.name) == (True, "Fund 11")
        assert service.name_party(unit, "Fund 11").id == made.id


def test_of_two_companies_that_are_named_at_once_and_seen_as_one_one_is_there(studio: Studio) -> None:
    def second() -> bool:
        try:
            with studio.unit(COLLEAGUE) as unit:
                service.name_party(unit, "PayPaI")
        except MisleadingName:
            return False
        return True

    with ThreadPoolExecutor(1) as thread:
        with studio.unit(REQUESTER) as unit:
            service.name_party(unit, "PayPal")
            waiting = thread.submit(second)
            wait([waiting], 1.0)
        assert not waiting.result()


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t", "\u2028", "\u2029", "\x85"])
def test_a_name_is_one_line(studio: Studio, between: str) -> None:
    """Below a name that breaks off would stand what looks like a sentence of ours."""
    name = f"Studio{between}Checked by this service"
    with pytest.raises(BadAsk) as refused:
        studio.drafted(words=replace(WORDS, asker=name))
    assert "asker_misleads" in refused.value.faults
    assert person_faults(replace(person(), name=name)) == ("name_misleads",)


@pytest.mark.parametrize("around", ["{}\n", "\r\n{}", " {}\t", "{}\u2028"])
def test_white_space_around_a_name_is_no_part_of_it(studio: Studio, around: str) -> None:
    """A program that sends a line with its end means the line."""
    name = around.format("Studio South")
    assert WordsBody(purpose="shoes", asker=name).words().asker == "Studio South"
    assert PersonBody(contact="kim@example.org", name=name).person().name == "Studio South"
    with studio.unit(REQUESTER) as unit:
        assert service.name_party(unit, name).name == "Studio South"


@pytest.mark.parametrize(
    ("name", "taken"),
    [("Farm \U0001f469\u200d\U0001f4bb", True), ("Farm \U0001f3f3\ufe0f\u200d\U0001f308", True),
     ("\U0001f469\u200dFarm", False), ("Fa\u200drm \U0001f469", False), ("Farm \U0001f469\u200d", False)],
)  # fmt: skip
def test_pictures_may_be_joined_and_letters_may_not(name: str, taken: bool) -> None:
    assert misleads(name) is not taken


@pytest.mark.parametrize(
    ("contact", "taken"),
    [("kim@exаmple.org", False), ("kim@mail.exаmple.org", False), ("kim@ρaypal.com", False), ("kim@163.com", True),
     ("kim@пример.рф", True), ("kim@例子.公司", True), ("kim@почта.example.org", True), ("kim@a-b.example", True),
     ("kim@xn--fsqu00a.xn--55qx5d", True), ("kim@xn--.example", False)],
)  # fmt: skip
def test_the_domain_of_an_address_mixes_no_alphabets_within_a_label(contact: str, taken: bool) -> None:
    """A link would go to somebody else than whoever reads the address believes."""
    assert ("contact_unknown" in person_faults(replace(person(), contact=contact))) is not taken
