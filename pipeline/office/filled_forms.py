"""What a requester filled into a file: our list of what is missing is no letter to us, and yet people write behind its labels."""

from __future__ import annotations

from pipeline import sop
from pipeline.model import Case, Document, Mail, Understanding
from pipeline.office.flows import rulebook_of
from pipeline.office.services import Services


def told_in_files(mail: Mail, understanding: Understanding, case: Case, services: Services) -> str:
    """Lines "Label: value" for what the case lacks, out of the files that its requester attached; "" where there are none.

    They are read once more, which costs little: what was read lies in the cache.
    """
    flow = rulebook_of(case, services).sops.get(case.sop or "")
    parts = [part for part in mail.parts if not (part.foreign or part.inline or part.name in understanding.withheld)]
    if flow is None or not case.missing or not parts:
        return ""
    labels = sop.asked_labels(case.missing, flow)
    texts = (_told(document) for document in services.reader.read_all(parts))
    return "\n".join(filter(None, (services.sandbox.call(sop.filled_in, text, labels) for text in texts if text)))


def _told(document: Document) -> str:
    """Its tables as lines "Label: value", which keep together what wraps within a cell, and then its text."""
    rows = (tuple(filter(None, row)) for page in document.pages for table in page.tables for row in table.rows)
    lines = [": ".join(" ".join(cell.split()) for cell in row[-2:]) for row in rows if len(row) > 1]
    return "\n".join([*lines, "", *(page.text for page in document.pages)])  # a value goes on over no empty line
