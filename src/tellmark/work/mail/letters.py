"""What the mails say: plain text, the same sober title for every one of them, and never what a request is about.

Whoever looks over a shoulder, shares a screen or a mailbox learns from the title nothing, and from the first lines
only that somebody has a question.
"""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from tellmark.values.languages import Language, said, wording
from tellmark.work.mail.model import Mail, MailKind, MailServer

TITLE = said("A message for you")

_HELLO = said("Hello,")
_TEXTS: dict[MailKind, tuple[str, ...]] = {
    MailKind.INVITATION: (
        said("{sender} passes on a question that only you can answer. What it is about stands behind this link:"),
        said("You need no account to read it, and nothing happens if you do not answer: no answer means no."),
        said("The link is yours alone. Whoever has it can read the question, so do not pass it on."),
        said("If you do not know the sender or do not want such mail, the same page lets you say so."),
    ),
    MailKind.CHANGED: (
        said("The question that you were sent has changed. What you read before does not count any more."),
        said("Open the link in the message that you were sent last to read it as it is now."),
    ),
    MailKind.COUNTER_TAKEN: (
        said("There is news of your answer: what you proposed was accepted."),
        said("Open the link in the message that you were sent first, or your page if you have one, to see it."),
    ),
    MailKind.COUNTER_DECLINED: (
        said("There is news of your answer: what you proposed was not accepted, so nothing was agreed."),
        said("You need not do anything."),
    ),
    MailKind.GRANTED: (
        said("Your answer has been recorded."),
        said(
            "If it was not you who answered, open the link in the message that you were sent first, or your page, and"
            " say so: it stops at once."
        ),
    ),
    MailKind.WITHDRAWN: (
        said("What you took back has been recorded, and counts already."),
        said("What follows from it, and how far it is, stands on your page."),
    ),
    MailKind.HELD: (
        said("What you had answered stands still for now: an officer looks into who answered."),
        said("Nothing new is made meanwhile. Open the link in the message that you were sent first, or your page."),
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
