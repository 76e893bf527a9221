"""What keeps a decision from counting, as a page says it to its reader; the errors' own sentences serve programs.

An error that is raised for several reasons has no words here: each of its own sentences is for people, too.
"""

from collections.abc import Mapping

from tellmark.store.errors import NotFound
from tellmark.surface.errors import Worded
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_PLAIN = (
    said("This could not be done as it was sent."),
    said("Nothing was changed. Go back, look at it as it is now, and try again."),
)
_TROUBLES: Mapping[str, tuple[str, str]] = {
    "consent.request_changed": (
        said("The request has changed since you read it."),
        said("Nothing was decided. Read it as it is now, then answer."),
    ),
    "consent.already_answered": (
        said("This request has an answer already, perhaps from another window."),
        said("Nothing was changed now. Load the page again to see the answer."),
    ),
    "consent.too_late": (
        said("The time to answer was over: that counts as a no."),
        said("Nothing has to be done. Who asks may ask anew."),
    ),
    "consent.not_shown": (
        said("The text that this answers has not been shown to you."),
        said("Read the request again, then answer."),
    ),
    "consent.not_bound": (
        said("We could not be sure that this answer is yours, or you showed who you are more than five minutes ago."),
        said("Nothing was decided. Show once more that it is you, then send it within five minutes."),
    ),
    "consent.not_assured": (
        said("For this we have to know more surely who you are."),
        said("Nothing was decided. Show who you are in another way. To say no, you need show nothing."),
    ),
    "consent.not_for_minors": (
        said("Nobody may agree to this for somebody who is not of age, themselves included."),
        said("You can say no. Who asks will learn that it is not possible."),
    ),
    "consent.in_conflict": (
        said("Those who may speak for the person do not agree with each other."),
        said("Nothing can be agreed to until they do. To say no is possible at any time."),
    ),
    "consent.widens": (
        said("What you wrote is more than was asked."),
        said("You can only make it smaller: look at the fields again."),
    ),
    "consent.tick_missing": (
        said("Without your yes to the separate questions nothing of this can be made."),
        said("Change an answer above, propose something smaller, or say no."),
    ),
    "consent.tick_not_asked": (
        said("You agreed to something that was not asked."),
        said("Begin again from the request."),
    ),
    "consent.no_counter": (
        said("There is no proposal to take or to leave."),
        said("Load the page again to see how the request stands."),
    ),
    "consent.offer_changed": (
        said("What the person offers has changed since you read it."),
        said("Nothing was taken. Read it as it stands now, then take it or leave it."),
    ),
    "consent.not_yours": (
        said("This is not yours to decide, or you are on both sides of it."),
        said("Ask a colleague who has no part in it."),
    ),
    "consent.nagging": (
        said("The person has said no to this, or has been asked enough for now."),
        said("Ask for something smaller, or wait until the time is over."),
    ),
    "consent.misleading_name": (
        said("The name is written so that it looks like another one, or cannot be read."),
        said("Write it in letters of one script, as it stands in the register."),
    ),
    "consent.bad_authority": (
        said("The authority cannot be as it was written: it is over, lets nothing be done, or the day is impossible."),
        said("Look at the days and at the document once more."),
    ),
    "consent.alarmed": (
        said("An alarm stands that you have not looked at."),
        said("Tick every alarm that you have looked at, or do not confirm."),
    ),
    "media.not_heard": (
        said("Nobody can be heard in this file, or it is too short, too long, or of a kind that we cannot open."),
        said("Read the words aloud once more, near the microphone, and send that recording."),
    ),
}


def trouble(error: TellmarkError, language: Language, missing: tuple[str, str] = _PLAIN) -> tuple[str, str]:
    """Return what happened and what to do, in *language*; without words here, the error's own, else the plain thing.

    *missing* are the page's own words for that there is no such thing, or none for whoever asks.
    """
    if isinstance(error, NotFound):
        what, remedy = missing
    elif error.code not in _TROUBLES and isinstance(error, Worded):
        return error.worded(language)
    else:
        what, remedy = _TROUBLES.get(error.code, _PLAIN)
    return wording(language)(what), wording(language)(remedy)
