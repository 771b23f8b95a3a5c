"""Every SOP from the letter to its end by mail alone: who is asked, until when, with what in hand; and every detour."""

from __future__ import annotations

import email.policy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from office_folder import ADDRESS, address, answer, make_office, put, sent
from pipeline import service
from pipeline.model import Case
from pipeline.wording import moment_long

ZONE = ZoneInfo("Asia/Makassar")
REQUESTER = "rina@unit-contoh.example.go.id"
SCRIPT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("walks.yaml").read_text(encoding="utf-8"))
CASE = "2026-0001"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"


def local(text: Any) -> datetime:
    moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    return moment.replace(tzinfo=ZONE)


def who(key: str) -> str:
    return REQUESTER if key == "pemohon" else address(key)


def letter(walk: dict[str, Any]) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = who(walk.get("by", "pemohon"))
    mail["To"], mail["Subject"] = ADDRESS, "Permohonan"
    mail["Date"], mail["Message-ID"] = local(walk["start"]), "<surat@unit-contoh.example.go.id>"
    mail.set_content(SCRIPT["letters"][walk["sop"]])
    return mail.as_bytes()


@dataclass
class Walk:
    """An office at work on one case."""

    folder: Path
    running: service.Service
    seen: set[str] = field(default_factory=set)

    def run(self, at: datetime) -> None:
        self.running.clock.frozen = at
        self.running.run_once()

    def case(self) -> Case:
        with self.running.store.reading() as tx:
            return tx.case(CASE)

    def fresh(self, *, to: str, purpose: str, step: str | None) -> EmailMessage:
        """The one mail of this kind that nobody has looked at yet."""
        found = [
            mail
            for mail in sent(self.folder)
            if mail["Message-ID"] not in self.seen
            and mail["X-Nodis-Case"] == CASE
            and to in str(mail["To"])
            and mail["X-Nodis-Purpose"] == purpose
            and (step is None or mail["X-Nodis-Step"] == step)
        ]
        others = [(str(mail["To"]), mail["X-Nodis-Purpose"], mail["X-Nodis-Step"]) for mail in self.unseen()]
        assert len(found) == 1, f"{len(found)} {purpose} of {step} to {to} among {others}"
        self.seen.add(str(found[0]["Message-ID"]))
        return found[0]

    def unseen(self) -> list[EmailMessage]:
        return [mail for mail in sent(self.folder) if mail["Message-ID"] not in self.seen]


def names(mail: EmailMessage) -> list[str]:
    return [(part.get_filename() or "").removeprefix(f"{CASE}_") for part in mail.iter_attachments()]


def assert_attached(mail: EmailMessage, beginnings: list[str]) -> None:
    got = names(mail)
    assert len(got) == len(beginnings), got
    for beginning in beginnings:
        assert any(name.startswith(beginning) for name in got), (beginning, got)


def content_of(name: str) -> bytes:
    """Different bytes for each file, of its kind."""
    return PDF + name.encode() if name.endswith(".pdf") else b"\xff\xd8\xff\xe0" + name.encode() * 50


def reply(mail: EmailMessage, row: dict[str, Any]) -> bytes:
    sender = who(row["by"]) if "by" in row else None
    raw = answer(mail, row["says"], sender=sender)
    written = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(written, EmailMessage)
    for name in row.get("files", ()):
        main, sub = ("application", "pdf") if name.endswith(".pdf") else ("image", "jpeg")
        written.add_attachment(content_of(name), maintype=main, subtype=sub, filename=name)
    return written.as_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("walk", SCRIPT["walks"], ids=[walk["name"] for walk in SCRIPT["walks"]])
def test_walk(walk: dict[str, Any], tmp_path: Path) -> None:
    config = make_office(tmp_path)
    start = local(walk["start"])
    with service.open_service(config, now=start) as running:
        office = Walk(tmp_path, running)
        put(tmp_path, "surat", letter(walk))
        office.run(start)
        requester = who(walk.get("by", "pemohon"))
        assert_attached(
            office.fresh(to=requester, purpose="acknowledgement", step=None), walk.get("acknowledgement", [])
        )
        for number, row in enumerate(walk["rows"]):
            if "from" in row:
                office.run(local(row["from"]))
            purpose = row.get("purpose", "assignment")
            named = None if "step" not in row else str(row["step"])
            step = named if named is None or "/" in named else f"{walk['sop']}/{named}"
            mail = office.fresh(to=who(row["asked"]), purpose=purpose, step=None if purpose != "assignment" else step)
            due = local(row["due"]) if row.get("due") else None
            assert office.case().due_at == due, (step, office.case().due_at)
            if due and purpose == "assignment":
                text = mail.get_body(("plain",))
                assert text is not None
                assert moment_long(due) in " ".join(text.get_content().split())
            if "with" in row:
                assert_attached(mail, row["with"])
            if row.get("late") and due:
                office.run(due + timedelta(minutes=1))
            put(tmp_path, f"jawaban-{number}", reply(mail, row))
            office.run(local(row["at"]))
        case = office.case()
        assert case.state.value == walk["ends"], case
        assert (case.step, case.due_at, case.timers) == (None, None, ())
        for purpose in ("result", "refusal", "report"):
            if purpose in walk:
                to = requester if purpose != "report" else address("kepala")
                assert_attached(office.fresh(to=to, purpose=purpose, step=None), walk[purpose])
        assert not office.running.store.verify()
        late = [row for row in walk["rows"] if row.get("late")]
        escalated = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "escalation"]
        assert len(escalated) == len(late) + sum(row.get("purpose") == "escalation" for row in walk["rows"])
