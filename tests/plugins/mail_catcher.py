"""A mail server on this machine that keeps what it is given, and refuses what it is told to refuse."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Catcher:
    """What was given: the letters, and to whom. *answers* are given in turn, the last one for all that follow."""

    port: int = 0
    answers: list[str] = field(default_factory=lambda: ["250 taken"])
    recipients: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 (the library's name)
        if address in self.recipients:
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 (the library's name)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("2"):
            self.raw.append(envelope.content)
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.secured.append(session.ssl is not None)
        return answer


class _Anywhere(Controller):
    """A server on whatever port is free: the library itself takes only one that is named."""

    server: Any

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # the library's


@contextmanager
def catcher(tls: ssl.SSLContext | None = None, password: str | None = None) -> Iterator[Catcher]:
    """Run a mail server; with *tls* it offers STARTTLS and takes nothing without, with *password* it asks for it."""
    kept = Catcher()

    def known(server: Any, session: Any, envelope: Any, mechanism: str, said: LoginPassword) -> AuthResult:
        return AuthResult(success=said.password == (password or "").encode(), handled=False)

    more: dict[str, Any] = {"tls_context": tls, "require_starttls": tls is not None}
    if password is not None:
        more |= {"authenticator": known, "auth_required": True, "auth_require_tls": tls is not None}
    controller = _Anywhere(kept, hostname="127.0.0.1", port=0, **more)
    controller.start()
    kept.port = controller.port
    try:
        yield kept
    finally:
        controller.stop()
