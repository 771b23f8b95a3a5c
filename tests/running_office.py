"""An office that runs in a folder: mails go in one after the other, and what left it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from office_folder import put, sent
from pipeline import service
from pipeline.model import Case


@dataclass
class Office:
    folder: Path
    running: service.Service
    delivered: int = 0
    seen: int = 0

    def take(self, *mails: EmailMessage | bytes) -> list[EmailMessage]:
        """Deliver one after the other, minutes apart; returns the mails that left."""
        for mail in mails:
            self.delivered += 1
            put(self.folder, f"{self.delivered:03d}", mail if isinstance(mail, bytes) else mail.as_bytes())
            self.running.clock.frozen = self.running.clock() + timedelta(minutes=5)
            self.running.run_once()
        left = sent(self.folder)[self.seen :]
        self.seen += len(left)
        return left

    def take_at_once(self, *mails: EmailMessage | bytes) -> list[EmailMessage]:
        """Deliver all in the same minute; returns the mails that left."""
        for mail in mails:
            self.delivered += 1
            put(self.folder, f"{self.delivered:03d}", mail if isinstance(mail, bytes) else mail.as_bytes())
        return self.wait(timedelta(minutes=5))

    def wait(self, time: timedelta) -> list[EmailMessage]:
        """Let time pass; returns the mails that left at its end."""
        self.running.clock.frozen = self.running.clock() + time
        self.running.run_once()
        return self.take()

    @property
    def cases(self) -> tuple[Case, ...]:
        with self.running.store.reading() as tx:
            return tx.cases()

    @property
    def messages(self) -> dict[str, int]:
        with self.running.store.reading() as tx:
            return dict(tx.sums().messages)

    def last(self, purpose: str, to: str) -> EmailMessage:
        """The newest mail of a purpose to somebody."""
        return [mail for mail in sent(self.folder) if mail["X-Nodis-Purpose"] == purpose and is_to(mail, to)][-1]

    def of_case(self, purpose: str, case: str) -> EmailMessage:
        """The newest mail of a purpose about a case."""
        return [one for one in sent(self.folder) if (one["X-Nodis-Purpose"], one["X-Nodis-Case"]) == (purpose, case)][
            -1
        ]


def is_to(mail: EmailMessage, address: str) -> bool:
    return bool(mail["To"].addresses[0].addr_spec == address)


def told(mails: Sequence[EmailMessage], to: str) -> str:
    """All that an address was sent, headers too."""
    return "\n".join(
        f"{mail['Subject']}\n{mail['X-Nodis-Case']}\n{body.get_content() if (body := mail.get_body(('plain',))) else ''}"
        for mail in mails
        if is_to(mail, to)
    )
