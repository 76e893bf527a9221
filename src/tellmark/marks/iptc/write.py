"""The IPTC's properties as they are to stand in an XMP packet."""

from tellmark.marks.iptc.values import SOURCE_TYPE, SYSTEM, SYSTEM_VERSION, term_of
from tellmark.marks.model import IptcFields
from tellmark.values.errors import ErrorKind, TellmarkError


class BadValue(TellmarkError):
    """An IPTC field would hold what its vocabulary does not know or XML cannot carry."""

    code = "iptc.bad_value"
    kind = ErrorKind.REFUSED


def properties_of(fields: IptcFields) -> dict[tuple[str, str], str]:
    """Return the XMP properties for *fields*, empty ones left out (IPTC Photo Metadata 2025.1).

    The prompt and its writer are never among them: they may hold personal data. Raises BadValue for a source type that
    is not a current term with its whole http URI, and for a system's name with control characters.
    """
    term, exact = term_of(fields.digital_source_type)
    if term is None or not exact or term.retired:
        raise BadValue(
            "the digital source type is no current term of the IPTC",
            "Give the whole URI, such as http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia.",
        )
    for text in (fields.ai_system_used, fields.ai_system_version):
        if not text.isprintable():
            raise BadValue("the name or version of the AI system holds control characters", "Give it as plain text.")
    properties = {SOURCE_TYPE: term.uri, SYSTEM: fields.ai_system_used, SYSTEM_VERSION: fields.ai_system_version}
    return {name: text for name, text in properties.items() if text}
