"""What can be done with requests and consents, within a unit of work; who acts is the unit's own principal.

Whoever writes a route looks here; each function stands, with its kin, in a module of its own.
"""

from tellmark.consent.adopting import adopt, behind, end_links, link_again
from tellmark.consent.answering import (
    accept_counter,
    decide,
    notice_of,
    outcome_of,
    repeated,
    show,
    speaks_alone,
    under_pressure,
)
from tellmark.consent.asking import decline_counter, draft, edit, name_party, open_group, recall, send
from tellmark.consent.ending import finish_effect, may_withdraw, report_effect, withdraw, withdraw_by_code
from tellmark.consent.representing import (
    confirm_representative,
    contest,
    end_representative,
    mark_conflict,
    represent,
    veto,
)
from tellmark.consent.seeing import (
    Everything,
    Queue,
    all_of,
    asked,
    consent_of,
    consents_for,
    effects_of,
    queue,
    representatives_of,
    request_of,
    seen,
    seen_by_requester,
    uses_of,
    wards_of,
    words_left,
    words_of,
)
from tellmark.consent.standing import confirm_standing, refuse_standing, set_standing, standing_of
from tellmark.consent.suspending import (
    close_note,
    decide_dispute,
    denied,
    dispute,
    renew,
    report,
    resume,
    suspend,
    unproved,
    void,
)
from tellmark.consent.unreached import came
from tellmark.consent.using import check, release, reserve, settle

__all__ = [
    "Everything", "Queue", "accept_counter", "adopt", "all_of", "asked", "behind", "came", "check", "close_note",
    "confirm_representative", "confirm_standing", "consent_of", "consents_for", "contest", "decide", "decide_dispute",
    "decline_counter", "denied", "dispute", "draft", "edit", "effects_of", "end_links", "end_representative",
    "finish_effect", "link_again", "mark_conflict", "may_withdraw", "name_party", "notice_of", "open_group",
    "outcome_of", "queue", "recall", "refuse_standing", "release", "renew", "repeated", "report", "report_effect",
    "represent", "representatives_of", "request_of", "reserve", "resume", "seen", "seen_by_requester", "send",
    "set_standing", "settle", "show", "speaks_alone", "standing_of", "suspend", "under_pressure", "unproved",
    "uses_of", "veto", "void", "wards_of", "withdraw", "withdraw_by_code", "words_left", "words_of",
]  # fmt: skip
