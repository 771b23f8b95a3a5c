"""An office under attack: mails come in with a server's verdict, time passes between them, and what moved is seen."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from clients import Original
from office_folder import ADDRESS, parsed, put
from pipeline import service
from pipeline.model import Case

ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZONE)
SERVER = "mx.kanwil-contoh.example.go.id"
TRUST = f'\n[trust]\nauthserv_id = "{SERVER}"\nlocal = ["kanwil-contoh.example.go.id"]\n'


@dataclass(frozen=True)
class AttackedOffice:
    """A running office in a folder."""

    folder: Path
    running: service.Service

    def mail(self, case: str, *, purpose: str = "assignment", to: str = "") -> EmailMessage:
        """The newest mail of the case for this purpose."""
        files = sorted(
            (self.folder / "outbox" / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True
        )
        return next(
            mail
            for mail in (_parsed(path) for path in files)
            if mail["X-Nodis-Purpose"] == purpose and mail["X-Nodis-Case"] == case and to in str(mail["To"])
        )

    def case(self, case: str) -> Case:
        with self.running.store.reading() as tx:
            return tx.case(case)

    def deliver(self, name: str, raw: bytes) -> None:
        """Let a mail come in, an hour and more after the last: budgets and locks are not the point."""
        raw = re.sub(rb"(?m)^Message-ID: <[^@]*", f"Message-ID: <{name}".encode(), raw)
        self.running.clock.frozen = self.running.clock() + timedelta(minutes=70)
        put(self.folder, name, raw)
        self.running.run_once()


@lru_cache(maxsize=4096)
def _parsed(path: Path) -> EmailMessage:
    """A mail in the outbox, which never changes."""
    return parsed(path.read_bytes())


def with_verdict(raw: bytes, verdict: str, *, server: str = SERVER) -> bytes:
    """The mail with what our mail server found out about its sender."""
    sender = str(email.message_from_bytes(raw, policy=email.policy.compat32)["From"])
    domain = sender.rpartition("@")[2].strip(" >")
    return f"Authentication-Results: {server}; dmarc={verdict} header.from={domain}\r\n".encode() + raw


def standing(case: Case) -> tuple[object, ...]:
    """What no attack may change."""
    tokens = {one.token for one in case.assignments if not one.supervises}
    return case.state, case.sop, case.step, tokens, len(case.entries), case.named, case.gathered, case.gathered_files


def original_of(mail: EmailMessage) -> Original:
    """A mail that nodis sent, for a client to quote."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    return Original(
        name="Layanan TI Kanwil Contoh",
        address=ADDRESS,
        to_name=str(mail["To"]).partition("<")[0].strip(' "'),
        to_address=str(mail["To"]).rpartition("<")[2].strip(" >"),
        subject=str(mail["Subject"]),
        at=NOW,
        text=plain.get_content(),
        html=html.get_content(),
    )
