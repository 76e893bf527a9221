import pytest

from tellmark.marks.iptc.read import findings
from tellmark.marks.iptc.values import EXT, PROMPT, SOURCE_TYPE, SYSTEM, SYSTEM_VERSION, vocabulary
from tellmark.marks.iptc.write import BadValue, properties_of
from tellmark.marks.model import Finding, IptcFields, Says, State
from tellmark.media.containers import Carried, Site, xmp
from tellmark.rules.model import Operation
from tellmark.rules.operations import facts_of

BASE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TRAINED = BASE + "trainedAlgorithmicMedia"


def carrying(properties: dict[tuple[str, str], str]) -> Carried:
    return Carried(xmp=(Site("jpeg.app1.xmp", xmp.with_properties(None, properties)),))


def only(carried: Carried) -> Finding:
    found = findings(carried)
    assert len(found) == 1, found
    return found[0]


def test_the_vocabulary_is_the_whole_list_of_the_iptc() -> None:
    terms = [term for term in vocabulary().values() if term.uri.startswith(BASE)]
    assert len(terms) == 20
    assert {term.code for term in terms if term.retired} == {"minorHumanEdits", "softwareImage", "digitalArt"}
    assert all(term.uri == BASE + term.code for term in terms)


def test_only_terms_whose_definition_names_generative_ai_say_ai() -> None:
    assert {term.code for term in vocabulary().values() if term.says is Says.AI} == {
        "trainedAlgorithmicMedia",
        "compositeWithTrainedAlgorithmicMedia",
        "compositeSynthetic",
        "trainedAlgorithmicData",
    }
    assert vocabulary()["algorithmicMedia"].says is Says.NOT_AI
    assert vocabulary()["composite"].says is Says.NOTHING


@pytest.mark.parametrize("code", vocabulary())
def test_every_term_is_read_in_every_spelling(code: str) -> None:
    term = vocabulary()[code]
    spellings = (
        term.uri,
        term.uri.replace("http:", "https:"),
        code,
        f"digsrctype:{code}",
        term.uri + "/",
        code.upper(),
    )
    for spelling in spellings:
        found = only(carrying({SOURCE_TYPE: spelling}))
        assert found.state is State.INTACT
        assert found.says is term.says
        assert found.detail["digital_source_type"] == term.uri
        warnings = found.detail.get("warnings", [])
        assert isinstance(warnings, list)
        assert ("spelling" in warnings) == (spelling != term.uri)
        assert ("retired" in warnings) == term.retired


@pytest.mark.parametrize(
    "value", ["AI", BASE + "robot", "http://cv.iptc.org/newscodes/mediatopic/01000000", "x" * 9000]
)
def test_a_value_in_no_vocabulary_is_malformed_and_says_nothing(value: str) -> None:
    found = only(carrying({SOURCE_TYPE: value}))
    assert found.state is State.MALFORMED
    assert found.says is Says.NOTHING
    assert found.detail["broken"] == ["unknown_value"]
    assert len(str(found.detail["digital_source_type"])) <= 96


def test_a_named_ai_system_says_ai_by_itself() -> None:
    found = only(carrying({SYSTEM: "Avatar Maker", SYSTEM_VERSION: "2"}))
    assert (found.says, found.state) == (Says.AI, State.INTACT)
    assert (found.detail["system"], found.detail["system_version"]) == ("Avatar Maker", "2")


def test_a_capture_beside_a_named_ai_system_is_disputed() -> None:
    found = only(carrying({SOURCE_TYPE: BASE + "digitalCapture", SYSTEM: "Avatar Maker"}))
    assert (found.says, found.state) == (Says.AI, State.DISPUTED)


def test_prompt_and_its_writer_are_present_and_withheld() -> None:
    found = only(carrying({PROMPT[0]: "portrait of Zhang San", PROMPT[1]: "Li Si", SOURCE_TYPE: TRAINED}))
    assert found.detail["prompt"] == "withheld"
    assert found.detail["withheld"] == ["prompt"]
    assert "Zhang" not in str(found)
    assert "Li Si" not in str(found)


def test_an_attribute_a_bag_and_a_resource_are_read_as_well() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    bag = f"<rdf:Bag><rdf:li>{TRAINED}</rdf:li></rdf:Bag>"
    forms = (
        f'<rdf:Description xmlns:e="{EXT}" e:DigitalSourceType="{TRAINED}"/>',
        f'<rdf:Description xmlns:e="{EXT}"><e:DigitalSourceType rdf:resource="{TRAINED}"/></rdf:Description>',
        f'<rdf:Description xmlns:e="{EXT}"><e:DigitalSourceType>{bag}</e:DigitalSourceType></rdf:Description>',
    )
    for form in forms:
        packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{rdf}">{form}</rdf:RDF></x:xmpmeta>'
        assert only(Carried(xmp=(Site("x", packet.encode()),))).says is Says.AI


def test_a_text_of_that_name_is_read_outside_xmp() -> None:
    assert only(Carried(texts=(Site("png.text.DigitalSourceType", TRAINED.encode()),))).says is Says.AI
    assert findings(Carried(texts=(Site("png.text.Comment", TRAINED.encode()),))) == ()


def test_files_without_these_fields_and_packets_that_are_no_xml_say_nothing() -> None:
    assert findings(carrying({("http://ns.adobe.com/xap/1.0/", "CreatorTool"): "x"})) == ()
    assert findings(Carried(xmp=(Site("x", b"<not xml"),))) == ()
    assert findings(carrying({SOURCE_TYPE: " "})) == ()


@pytest.mark.parametrize("operation", Operation)
def test_what_is_written_for_an_operation_is_read_back(operation: Operation) -> None:
    uri = facts_of(operation).digital_source_type
    written = properties_of(IptcFields(uri, "Acme Swap", "3.1"))
    found = only(carrying(written))
    assert (found.says, found.state) == (Says.AI, State.INTACT)
    assert found.detail == {"digital_source_type": uri, "system": "Acme Swap", "system_version": "3.1"}


@pytest.mark.parametrize(
    "fields",
    [
        IptcFields("trainedAlgorithmicMedia", "", ""),
        IptcFields("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "", ""),
        IptcFields(BASE + "digitalArt", "", ""),
        IptcFields(BASE + "robot", "", ""),
        IptcFields(TRAINED, "a\x00b", ""),
    ],
)
def test_what_is_no_current_term_is_not_written(fields: IptcFields) -> None:
    with pytest.raises(BadValue) as refused:
        properties_of(fields)
    assert refused.value.remedy


def test_empty_fields_are_left_out() -> None:
    assert properties_of(IptcFields(TRAINED, "", "")) == {SOURCE_TYPE: TRAINED}
