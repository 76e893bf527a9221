"""The ids, capabilities and times of this room."""

from datetime import timedelta
from typing import NewType

from tellmark.subjects.seconding import TIME_TO_CONFIRM

RequestId = NewType("RequestId", str)
ConsentId = NewType("ConsentId", str)
GroupId = NewType("GroupId", str)
PartyId = NewType("PartyId", str)
InvitationId = NewType("InvitationId", str)
RepresentativeId = NewType("RepresentativeId", str)
DisputeId = NewType("DisputeId", str)
EffectId = NewType("EffectId", str)
UseId = NewType("UseId", str)
NoteId = NewType("NoteId", str)
BasisId = NewType("BasisId", str)

REQUEST = "consent.request"
"""The capability to compose, send and follow requests."""
ANSWER = "consent.answer"
"""The capability of the person asked, and of who speaks for them."""
REFUSE = "consent.refuse"
"""What is left of it by the link of somebody's ward: to read, to say no, to report."""
REVIEW = "consent.review"
CONFIRM = "consent.confirm"
CHECK = "consent.check"

TIME_TO_ANSWER = timedelta(days=7)
TIME_TO_REST = timedelta(days=30)
"""How long a refusal is not to be followed by the same or a wider ask."""
TIME_TO_WITNESS = TIME_TO_CONFIRM
"""From what a first officer wrote down to a second one's word; afterwards it is gone, and counts for nothing."""
COOLING_OFF = timedelta(hours=24)
FRESHNESS = timedelta(minutes=10)
"""How old a binding may be when the decision arrives."""
SKEW = timedelta(minutes=2)
"""How far another clock may run ahead of ours."""
MOST_OPEN = 3
"""How many requests of one who asks may be open with one person at once; what others ask holds nobody up."""
MOST_NOES = 3
"""After how many times no within `TIME_TO_REST` one who asks asks a person nothing more, whatever else it were."""
