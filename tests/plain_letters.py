"""Letters as plain text, for extraction without files."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipeline.extraction import extract
from pipeline.model import Address, Document, Letter, Mail, MailKind, Table, Verdict
from pipeline.reading.lines import plain_page
from pipeline.rulebook import Directory
from rules import rulebook

ZONE = ZoneInfo("Asia/Makassar")


def mail(text: str = "", subject: str = "") -> Mail:
    return Mail(
        sha256="0" * 64, message_id=None, sender=Address(address="tu@unit.example"), original_sender=None, recipients=(),
        subject=subject, date=datetime(2026, 3, 2, 1, 0, tzinfo=UTC), in_reply_to=(), references=(), text=text, quoted="", parts=(),
        dmarc=Verdict.ABSENT, auto_submitted=False, kind=MailKind.LETTER, because=(), codes=(), cases=(),
    )  # fmt: skip


def document(text: str, part: str = "surat.pdf", tables: tuple[Table, ...] = ()) -> Document:
    return Document(part=part, media="pdf", sha256="1" * 64, pages=(plain_page(text, tables=tables),))


def read(*documents: Document, body: str = "", subject: str = "") -> tuple[Letter, ...]:
    return extract(mail(body, subject), documents, rulebook=rulebook(), directory=Directory(), zone=ZONE)
