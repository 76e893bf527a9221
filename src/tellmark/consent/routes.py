"""Every page of this room, for whoever puts the application together."""

from typing import Any

from tellmark.consent.by_code import pages as by_code
from tellmark.consent.mine import pages as mine
from tellmark.consent.mine.bases import pages as bases
from tellmark.consent.mine.contacts import pages as contacts
from tellmark.consent.mine.own import pages as own
from tellmark.consent.mine.part import pages as part
from tellmark.consent.mine.speaking import pages as speaking
from tellmark.consent.mine.uses import pages as uses
from tellmark.consent.model import ANSWER, REQUEST, REVIEW
from tellmark.consent.officers import pages as officers
from tellmark.consent.officers.arriving import pages as arriving
from tellmark.consent.officers.confirming import pages as confirming
from tellmark.consent.officers.handing import pages as handing
from tellmark.consent.officers.listening import pages as listening
from tellmark.consent.officers.listing import pages as listing
from tellmark.consent.officers.playing import pages as reviewing
from tellmark.consent.officers.recording import pages as recording
from tellmark.consent.officers.vouching import pages as vouching
from tellmark.consent.officers.witnessing import pages as witnessing
from tellmark.consent.person import pages as person
from tellmark.consent.person.agreeing import pages as agreeing
from tellmark.consent.person.deciding import pages as deciding
from tellmark.consent.person.ending import pages as ending
from tellmark.consent.person.playing import pages as playing
from tellmark.consent.place import Place
from tellmark.consent.requester import pages as requester
from tellmark.consent.requester.composing import pages as composing
from tellmark.consent.requester.previewing import pages as previewing
from tellmark.consent.requester.uses import pages as outputs
from tellmark.consent.weighing import pages as weighing
from tellmark.consent.weighing.entering import pages as entering
from tellmark.surface.rendering import Room
from tellmark.values.languages import said

ROOMS = (
    Room("/me", said("My likeness"), ANSWER),
    Room("/consents", said("Requests"), REQUEST),
    Room("/review/consents", said("Cases"), REVIEW),
    *weighing.ROOMS,
)
"""Their places in the navigation."""


def routes(place: Place) -> tuple[Any, ...]:
    """Return the routers (FastAPI) of all pages, in the order in which their addresses are to be tried."""
    doors = (person.LINK, person.SIGNED_IN)
    return (
        *(person.routes(place, door) for door in doors),
        *(agreeing.routes(place, door) for door in doors),
        *(deciding.routes(place, door) for door in doors),
        *(playing.routes(place, door) for door in doors),
        ending.routes(place),
        by_code.routes(place),
        mine.routes(place),
        part.routes(place),
        uses.routes(place),
        own.routes(place),
        bases.routes(place),
        contacts.routes(place),
        speaking.routes(place),
        composing.routes(place),
        previewing.routes(place),
        requester.routes(place),
        outputs.routes(place),
        vouching.routes(place),
        handing.routes(place),
        confirming.routes(place),
        listening.routes(place),
        listing.routes(place),
        reviewing.routes(place),
        recording.routes(place),
        witnessing.routes(place),
        officers.routes(place),
        arriving.routes(place),
        entering.routes(place),
        weighing.routes(place),
    )
