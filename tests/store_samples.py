"""Invented rows for tests of store and engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.model import Address, Assignment, Case, CaseState, Field, Form, Letter, Purpose, Route, SendMail, Timer
from pipeline.store import Transaction, Unsaid

NOW = datetime(2026, 3, 2, 0, 4, tzinfo=UTC)
REQUESTER = "tu@lapas-contoh.example.go.id"


def sha(number: int) -> str:
    """An invented SHA-256."""
    return f"{number:064x}"


def assignment(number: int = 1, *, address: str = "teknisi@kanwil-contoh.example.go.id") -> Assignment:
    return Assignment(
        step="5",
        role="gangguan-jaringan/pelaksana",
        address=address,
        name="Budi Prakoso",
        token=f"{number:032x}",
        code=f"AAAA-BBBB-{number:04d}",
    )


def case(case_id: str = "2026-0001", **changes: Any) -> Case:
    """An open case with one assignment and two timers."""
    number = int(case_id[-4:])
    found = Field(value="Gangguan jaringan", confidence=0.9, part="body", page=1, text="Gangguan", finder="label")
    return replace(
        Case(
            id=case_id,
            agenda=number,
            state=CaseState.OPEN,
            sop="gangguan-jaringan",
            step="5",
            requester=Address(address=REQUESTER, name="Sari Wulandari"),
            letter=Letter(form=Form.SURAT, fields={"subject": found}),
            route=Route(sop="gangguan-jaringan", score=0.9, margin=0.5, because=("jaringan",)),
            mail=sha(number),
            mail_message_id=f"surat-{number}@lapas-contoh.example.go.id",
            received_at=NOW,
            opened_at=NOW,
            due_at=NOW + timedelta(hours=8),
            assignments=(assignment(number),),
            timers=(
                Timer(kind="escalation", at=NOW + timedelta(hours=8)),
                Timer(kind="reminder", at=NOW + timedelta(hours=6)),
            ),
        ),
        **changes,
    )


def add_mail(tx: Transaction, mail_id: str, *, to: str = REQUESTER, case: str | None = None) -> None:
    tx.add_outgoing(
        mail_id,
        Unsaid(
            effect=SendMail(purpose=Purpose.NOTICE, template="problem", to=Address(address=to, name="Sari Wulandari")),
            thread=(),
        ),
        case=tx.case(case) if case else None,
        message_id=f"nodis.{mail_id}@kanwil-contoh.example.go.id",
        attachments=(),
        created_at=NOW,
    )
    tx.say(
        replace(
            tx.outgoing(mail_id),
            subject="Pemberitahuan",
            text="Isi.",
            html="<p>Isi.</p>",
            headers=(("Auto-Submitted", "auto-generated"), ("X-Nodis-Purpose", "notice")),
        )
    )
