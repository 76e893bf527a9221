"""A spoken agreement on its way: words that were made for it, a recording, and what an officer has heard."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tellmark.consent.ids import RequestId
from tellmark.subjects.model import SubjectId

TIME_TO_SPEAK = timedelta(minutes=15)
"""From the words that are shown to the recording of them: nobody makes one beforehand."""

TIME_TO_LISTEN = timedelta(hours=48)
"""From the recording to the officer who has heard it; afterwards it is gone, and counts for nothing."""

TIME_TO_CONFIRM = timedelta(hours=48)
"""From the officer's word to the person's last click; afterwards the recording is gone as well."""


class SpokenState(StrEnum):
    """How far it is."""

    ASKED = "asked"
    GIVEN = "given"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One try to agree by speaking. *digest* is that of the decision document, *record* of the proof that goes along.

    *since* is when it came into its state, *due* until when that lasts; *evidence* is the digest of words and
    recording, *by* the officer who has heard them.
    """

    id: str
    subject: SubjectId
    request: RequestId
    digest: str
    state: SpokenState
    since: datetime
    due: datetime
    record: str = ""
    evidence: str = ""
    by: str = ""

    def stands(self, state: SpokenState, at: datetime) -> bool:
        """Tell whether it is in *state* at this instant."""
        return self.state is state and at < self.due
