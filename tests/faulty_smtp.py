"""A mail server on loopback that fails in every way a server can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from smtp_server import free_port


class Faulty:
    """Takes mail, but answers one command as it is told to; `None` drops the connection instead of answering."""

    def __init__(
        self, command: str = "", answer: str | None = "250 OK", times: int = 99, *, pipelining: bool = False
    ) -> None:
        self.command, self.answer, self.times = command, answer, times
        self.refuses: dict[str, str] = {}  # answers to RCPT by recipient
        self.taken: list[bytes] = []
        self.connections = 0
        self.ended = 0  # of them, by the client's own word
        self.pipelining = pipelining
        self.server: SMTP

    def _reply(self, command: str, usual: str) -> str:
        if command != self.command or not self.times:
            return usual
        self.times -= 1
        if self.answer is None:
            assert self.server.transport
            self.server.transport.close()
            return usual
        return self.answer

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.server, session.host_name = server, hostname
        self.connections += 1
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelining else responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._reply("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return self._reply("RCPT", "250 OK")

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        self.ended += 1
        return "221 Bye"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return self._reply("DATA", "250 OK")


@contextmanager
def serving(handler: Faulty) -> Iterator[str]:
    """Its URL for `[outbox]`."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
