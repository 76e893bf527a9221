"""The line to a mail server (RFC 5321): private, patient for a while, one message a connection."""

import smtplib
import ssl
from email.message import EmailMessage

from tellmark.work.mail.model import MailServer, NotTaken, Security

PATIENCE = 20.0


def hand_over(message: EmailMessage, server: MailServer, patience: float = PATIENCE) -> None:
    """Give *message* to the mail server, which answers for it from then on. Raises NotTaken."""
    try:
        with _line(server, patience) as line:
            if server.security is Security.STARTTLS:
                line.starttls(context=server.tls or ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
            line.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise NotTaken("refused_recipient", for_good=all(500 <= code < 600 for code in codes)) from None
    except smtplib.SMTPAuthenticationError:
        raise NotTaken("not_signed_in") from None
    except smtplib.SMTPResponseException as refused:
        raise NotTaken(f"smtp_{refused.smtp_code}") from None
    except ssl.SSLCertVerificationError:
        raise NotTaken("bad_certificate") from None
    except smtplib.SMTPNotSupportedError:
        raise NotTaken("not_private") from None
    except (smtplib.SMTPException, OSError):
        raise NotTaken("unreachable") from None  # what the server said may repeat the address


def _line(server: MailServer, patience: float) -> smtplib.SMTP:
    name = server.sender.rpartition("@")[2]  # not this machine's own: nobody need know it, and nobody is asked for it
    if server.security is Security.TLS:
        context = server.tls or ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, name, timeout=patience, context=context)
    return smtplib.SMTP(server.host, server.port, name, timeout=patience)
