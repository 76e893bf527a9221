"""What the mails say: plain text, the same sober title for every one of them, and never what a request is about.

Whoever looks over a shoulder, shares a screen or a mailbox learns from the title nothing, and from the first line no
more. Whoever is frightened finds in each what has happened, whether something has to be done, and whom to tell.
"""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from tellmark.values.languages import Language, said, wording
from tellmark.work.mail.model import Mail, MailKind, MailServer

TITLE = said("A message for you")

_HELLO = said("Hello,")
_NOTHING_TO_DO = said("You need not do anything.")
_IF_YOU = said("If that was you, you need not do anything.")
_WHERE = said("How it stands you see behind the link that you were sent last, or on your page if you have one.")
_YOURS_ALONE = said("The link is yours alone. Whoever has it can read the question, so do not pass it on.")

_TEXTS: dict[MailKind, tuple[str, ...]] = {
    MailKind.INVITATION: (
        said("{sender} passes on a question that only you can answer. What it is about stands behind this link:"),
        said("You need no account to read it, and nothing happens if you do not answer: no answer means no."),
        _YOURS_ALONE,
        said("If you do not know the sender or do not want such mail, the same page lets you say so."),
    ),
    MailKind.MOVED: (
        said("The question that you were sent goes on behind a new link:"),
        said(
            "Whoever answered it has shown who they are, and was known here before. The link of before opens nothing."
        ),
        _YOURS_ALONE,
        said("If you have shown nobody who you are, do not agree to anything there. Choose “Something is wrong”."),
    ),
    MailKind.CHANGED: (
        said("The question that you were sent has changed. What you read before does not count any more."),
        said("Open the link that you were sent last to read it as it is now."),
    ),
    MailKind.RECALLED: (said("The question that you were sent was taken back by who asked."), _NOTHING_TO_DO),
    MailKind.COUNTER_TAKEN: (
        said("There is news of your answer: what you proposed was accepted."),
        said("One step is left: open the link that you were sent last, read it again, and agree. Else nothing counts."),
    ),
    MailKind.COUNTER_AGREED: (
        said(
            "There is news of your answer: what you proposed was accepted. You had agreed to it in advance, so it is "
            "agreed now. You need not do anything."
        ),
        said("Your receipt stands behind the link that you were sent last."),
        said(
            "You can end it on any day, without an account: behind that link, once you have shown who you are, also if "
            "you have no code; or with the code that you were shown when you sent your proposal."
        ),
        said(
            "If it was not you who answered, say so there or on your page. Then it rests until an officer has looked."
        ),
    ),
    MailKind.COUNTER_DECLINED: (
        said("There is news of your answer: what you proposed was not accepted, so nothing was agreed."),
        _NOTHING_TO_DO,
    ),
    MailKind.GRANTED: (
        said("Your answer has been recorded."),
        said("You can end it on any day, without an account: open the link that you were sent last."),
        said(
            "If it was not you who answered, say so there or on your page. Then it rests until an officer has looked."
        ),
    ),
    MailKind.WITHDRAWN: (said("What you took back has been recorded, and counts already."), _WHERE),
    MailKind.ENDED: (
        said("Something that you agreed to has come to its end, as you were told."),
        _NOTHING_TO_DO,
        _WHERE,
    ),
    MailKind.TO_FOLLOW: (
        said("Something that you had asked for does not hold any more, or less of it does. That counts already."),
        said(
            "Make nothing more that it does not allow. Under “Requests” stands what is left, what has to follow by"
            " when, and where you say that it is done."
        ),
    ),
    MailKind.TO_FOLLOW_SOON: (
        said("Something that has to follow is not done yet, and its time is nearly over."),
        said("Under “Requests” stands what it is, by when, and where you say that it is done."),
    ),
    MailKind.OVERDUE: (
        said("Something that had to follow is not done, and its time is over."),
        said("Do it now. Under “Requests” stands what it is, and where you say that it is done."),
    ),
    MailKind.ALL_DONE: (
        said("Everything that had to follow the end of what you had answered is done."),
        _NOTHING_TO_DO,
        _WHERE,
    ),
    MailKind.PART_DONE: (
        said("Everything that had to follow the part that you took back is done."),
        _NOTHING_TO_DO,
        _WHERE,
    ),
    MailKind.VOIDED: (
        said(
            "What you were pressed to answer, did not answer yourself, or could not agree to was found to be no"
            " agreement. It has ended."
        ),
        _NOTHING_TO_DO,
        said("We write this to your safe address only."),
    ),
    MailKind.DECIDED: (said("An officer has decided on what you said was wrong."), _WHERE),
    MailKind.OF_AGE: (
        said("You are of age now. What others answered for you has ended, and does not count any more."),
        said("If somebody wants it to go on, they have to ask you yourself. You need not do anything."),
    ),
    MailKind.SPEAKER: (
        said("Somebody wants to be let answer for you, as a guardian or an agent does. An officer looks at it first."),
        said("If you do not want that, choose “Who may speak for me” on your page, or tell {sender} at once."),
    ),
    MailKind.SPEAKERS: (
        said("There is news of who may speak for you, or for whom you speak."),
        said("Your page says what has changed. If it is not right, refuse it there, or say so: it stops at once."),
    ),
    MailKind.CODE: (
        said("This is the code for the page that you have open:"),
        said("It counts for 30 minutes. Nobody will ask you for it on the telephone; tell it to nobody."),
        said("If you have asked for no code, somebody has typed your address by mistake. You need not do anything."),
    ),
    MailKind.CONTACT_CHANGES: (
        said("The address by which we reach you is being changed. We write to this one for three days more."),
        _IF_YOU,
        said("If not, open “How I am reached” on your page and undo it, or tell {sender} at once."),
    ),
    MailKind.FIRST_PROOF: (
        said("Somebody has shown who they are by the link that we had sent to you. Nothing is agreed to by that."),
        _IF_YOU,
        said("If not, others have read your link. Open it and choose “Something is wrong”, or tell {sender} at once."),
    ),
    MailKind.CLAIMED: (
        said("Somebody with your link tried to pass for you, and was refused. Nothing was recorded."),
        said("If that was you, sign in, or show who you are in the way that you took the first time."),
        said("If not, others have read your link. Open it and choose “Something is wrong”, or tell {sender} at once."),
    ),
    MailKind.JOINED: (
        said("A question that was sent to another address of yours lies with your own now: who answered it was you."),
        _IF_YOU,
        said("If not, somebody can show papers in your name. Tell {sender} at once, and agree to nothing meanwhile."),
    ),
    MailKind.WELL_KNOWN: (
        said("We have noted that many people know you. For three days nobody can show anew that they are you."),
        said("So nobody takes your place unseen. What you have agreed to goes on as it was."),
        said("If this surprises you, or somebody passes for you, tell {sender} within these three days."),
    ),
    MailKind.PROVED_ANEW: (
        said("Somebody has shown anew that they are you. As many people know you, it counts only in three days."),
        _IF_YOU,
        said("If not, somebody may want to take your place. Tell {sender} within these three days."),
    ),
    MailKind.PROOF_ENDING: (
        said(
            "What you had once shown of who you are counts for a month more, and something that you agreed to needs it."
        ),
        said(
            "If that is to go on, show it anew before then: on your page, or behind the link that you were sent last."
        ),
        said("If not, you need not do anything. Then nothing new is made after that month."),
    ),
    MailKind.PROOF_ENDED: (
        said("What you had once shown of who you are does not count here any more."),
        said("You will be asked for it anew when you next agree to something. To say no you need show nothing."),
    ),
    MailKind.ORDER: (
        said("An authority has given us an order that is about you. You have a right to be told of it."),
        said("Whose order it is and under which law stands on your page, under “What authorities ordered”."),
        said("If you have no account, ask {sender}: they tell you once you have shown who you are."),
        said("No authority and nobody of ours asks you for money or for a password because of it."),
    ),
    MailKind.BASIS: (
        said("Two officers of this service have decided something that is about you. You have a right to know of it."),
        said("It lets something be made without your agreement, for a time. You can object to it."),
        said("What it is, why, and until when stands on your page, under “Without my agreement”."),
        said("If you have no account, tell {sender} that you object: then nothing is made until it is decided."),
    ),
    MailKind.BASIS_NEWS: (
        said("There is news of something that two officers of this service had decided about you."),
        said("How it stands you see on your page, under “Without my agreement”."),
    ),
    MailKind.ADDRESS_LEFT: (
        said("The address to which letters about your account go was changed or taken away. None comes here any more."),
        _IF_YOU,
        said(
            "If not, somebody else is signed in as you: end their session under “Your account”, and tell {sender} at"
            " once."
        ),
    ),
    MailKind.PASSKEY: (
        said("There is a new passkey: a device on which somebody can sign in here as you."),
        _IF_YOU,
        said("If not, sign in with your own, take the new one away under “Your account”, and tell {sender} at once."),
    ),
    MailKind.PASSKEY_COPIED: (
        said("Somebody tried to sign in with a passkey of yours, and was refused: there may be a copy of it."),
        said("Sign in with another one and take this one away, or ask {sender} for a new link."),
    ),
    MailKind.HELD: (
        said("What you had answered stands still for now: an officer looks into who answered."),
        said("Nothing new is made meanwhile. Open the link in the message that you were sent first, or your page."),
    ),
    MailKind.HANDS: (
        said("Somebody to whom you had given an answer has changed hands. Your answer does not pass on with it."),
        said(
            "Nothing new is made meanwhile. Who it is now, and how you reach them, stands behind the link that you were"
            " sent last, or on your page if you have one."
        ),
        said("You need not do anything, and can end it on any day. They may ask you anew: it is yours to say."),
    ),
    MailKind.HANDS_BACK: (
        said(
            "We wrote to you that somebody to whom you had given an answer had changed hands. That was wrong: they have"
            " not."
        ),
        said("So your answer holds again as it did before."),
        _WHERE,
        said("You need not do anything, and can end it on any day."),
    ),
    MailKind.QUEUE: (
        said("Something waits in your queue:"),
        said("What it is stands there alone. You are written to once an hour at most, and of what is overdue again."),
    ),
}
_FROM_WHERE = said("{sender} uses Tellmark. This message was written by a program; nobody reads answers to it.")


def letter(mail: Mail, server: MailServer, at: datetime) -> EmailMessage:
    """Return *mail* as a message: text only, one title for all, and an id that is the same at every attempt."""
    _ = wording(mail.language)
    sender = server.name or server.sender.rpartition("@")[2]
    message = EmailMessage(SMTP)
    message["Subject"] = _(TITLE)
    message["From"] = formataddr((server.name, server.sender)) if server.name else server.sender
    message["To"] = mail.address
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail.id}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body(mail, sender), cte="base64" if mail.language is Language.ZH else "quoted-printable")
    message["Content-Language"] = mail.language
    return message


def body(mail: Mail, sender: str) -> str:
    """Return the text of *mail*; its first line tells nothing, for it is what a locked telephone shows."""
    _ = wording(mail.language)
    first, *rest = (_(text).format(sender=sender) for text in _TEXTS[mail.kind])
    parts = [
        _(_HELLO),
        first,
        *([mail.link] if mail.link else []),
        *rest,
        "-- \n" + _(_FROM_WHERE).format(sender=sender),
    ]
    return "\n\n".join(parts) + "\n"
