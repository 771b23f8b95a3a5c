"""Attachments that are stored and never opened nor passed on: programs, and what the virus scanner has found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.model import Document, Mail, Part
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Transaction
from pipeline.wording import Alarm


def infected(parts: Sequence[Part], services: Services) -> dict[str, str]:
    """Names of parts with what the scanner found in each; empty where no scanner is configured."""
    if services.scanner is None:
        return {}
    found = ((part.name, services.scanner.scan(part.content)) for part in parts)
    return {name: f"{virus}, menurut pemindai virus" for name, virus in found if virus}


def programs(parts: Sequence[Part], seen: Sequence[Sequence[Document]]) -> dict[str, str]:
    """Names of parts that are or hold programs, with their names; `seen` are the documents in each part."""
    found = {}
    for part, documents in zip(parts, seen, strict=True):
        names = dict.fromkeys(document.part for document in documents if document.executable)
        if names:
            found[part.name] = "program" if list(names) == [part.name] else f"berisi program {', '.join(names)}"
    return found


def tell_withheld(
    withheld: Mapping[str, str], mail: Mail, *, tx: Transaction, services: Services, now: datetime
) -> None:
    """The operator hears of them."""
    if not withheld:
        return
    sender = mail.sender.address if mail.sender else "-"
    listed = "; ".join(f"{name} ({what})" for name, what in withheld.items())
    tx.journal("attachments withheld", at=now, message=mail.sha256, detail=dict(withheld))
    says = {"problem": f"Lampiran disimpan, tidak dibuka, dan tidak diteruskan: {listed}.", "subject": mail.subject}
    says["from"] = sender
    tell_operator(Alarm.WITHHELD, says, case=None, tx=tx, services=services, now=now)
