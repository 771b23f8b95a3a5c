"""Attachments that are stored and never passed on: programs, documents with programs in them, what the virus scanner has found.

Of a document people get a safe copy in its place, made in the reading process: its words and pictures as a PDF.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.model import Document, Mail, Part, StoredFile
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
    """Names of parts that are, hold or run programs, with what was found; `seen` are the documents in each part."""
    found = {}
    for part, documents in zip(parts, seen, strict=True):
        said = dict.fromkeys(
            _said(document, part.name) for document in documents if document.executable or document.active
        )
        if said:
            found[part.name] = "; ".join(said)
    return found


def _said(document: Document, part: str) -> str:
    if document.executable:
        return "program" if document.part == part else f"berisi program {document.part}"
    return document.active if document.part == part else f"berisi {document.part}: {document.active}"


def safe_copies(parts: Sequence[Part], withheld: Mapping[str, str], services: Services) -> dict[str, StoredFile]:
    """For withheld documents the same words as a PDF that does nothing, where one can be made."""
    found = {}
    for part in parts:
        if part.name in withheld and not part.inline and (copy := services.reader.safe_copy(part)):
            sha256 = services.store.files.put(copy.content)
            found[part.name] = StoredFile(
                name=copy.name, sha256=sha256, content_type=copy.content_type, role="lampiran", made_from=part.name
            )
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
