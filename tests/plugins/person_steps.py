"""What a person does on the pages of a request that came by a link."""

from consent_house import House, Page, Reader
from tellmark.consent.model import Invitation


def link_of(invitation: Invitation) -> str:
    return f"/c/{invitation.secret}"


def answers(reader: Reader, link: str, version: int = 1) -> str:
    """Answer every separate question with yes, as the links of the pages do; return the address of the summary."""
    reader.get(link)
    return f"{link}/agree?version={version}&biometric=yes&cross_border=yes&public_disclosure=yes"


def agreed(house: House, reader: Reader, link: str, subject: str, version: int = 1) -> Page:
    house.identity.prove(subject)
    summary = reader.get(answers(reader, link, version))
    return reader.send(summary, f"{link}/agree", way="fresh_proof")
