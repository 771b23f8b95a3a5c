"""Annotated letters as the mails in which they come: typed, or as a Word file with a cover; and their annotation as scoring compares it."""

from __future__ import annotations

import email.policy
import email.utils
import io
from collections.abc import Mapping
from datetime import datetime, time
from email.message import EmailMessage
from typing import Any

import docx

from pipeline.accuracy.scoring import Shape
from pipeline.training.annotations import ZONE, mail_day

OFFICE = "layanan-ti@kantor.example.go.id"
_DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_SENT_AT = time(13)
_OFFICIAL = ("surat", "nota_dinas")


def mail_of(row: Mapping[str, Any]) -> bytes:
    """The mail, as it would be fetched."""
    head = row.get("mail") or {}
    sent = datetime.combine(mail_day(row), _SENT_AT, ZONE)
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"] = email.utils.formataddr((str(head.get("from_name") or ""), str(head["from"])))
    made["To"] = OFFICE
    made["Subject"] = str(head.get("subject") or "")
    made["Date"] = email.utils.format_datetime(sent)
    made["Message-ID"] = f"<{str(row['id']).lower()}@klien.example.go.id>"
    if row["channel"] == "email":
        made.set_content(str(row["text"]))
    else:
        made.set_content(str(row.get("cover") or "Terlampir.\n"))
        name = f"{row['channel']} {row['id']}.docx"
        made.add_attachment(_document(str(row["text"])), maintype="application", subtype=_DOCX, filename=name)
    return made.as_bytes()


def _document(text: str) -> bytes:
    """A paragraph a line, tabs and spaces kept."""
    made = docx.Document()
    for line in text.rstrip().split("\n"):
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def truth_of(row: Mapping[str, Any]) -> Shape:
    """The annotation in the shape of `nodis inspect --json`; of several requests in one letter the first."""
    truth = row["truth"]
    letters = [_letter(row["channel"], truth)] if truth["kind"] == "letter" else []
    return {"file": f"{row['id']}.eml", "kind": truth["kind"], "letters": letters}


def _letter(channel: str, truth: Mapping[str, Any]) -> Shape:
    official = channel in _OFFICIAL
    asks, signs = truth.get("requester") or {}, truth.get("signatory") or {}
    head = ("number", "subject", "sender_office", "addressee")
    return {
        "form": channel,
        **{key: _words(truth.get(key)) if official else None for key in head},
        "date": _day(truth.get("date")) if official else None,
        "signatory": {key: _words(signs.get(key)) if official else None for key in ("name", "nip", "position")},
        "requester": {key: _words(asks.get(key)) for key in ("unit", "name", "nip", "position", "phone", "email")},
        "issue": {
            "description": _words(truth.get("issue")),
            "occurred_at": _day(truth.get("occurred_at")),
            "occurred_at_by_mail": _day(truth.get("occurred_at_by_mail")),
            "location": _words(truth.get("location")),
            "application": _words(truth.get("application")),
        },
        "requested_resolution": _words(truth.get("request")),
        "access": truth.get("access") or [],
        "sop": truth.get("sop"),
    }


def _words(value: Any) -> str | None:
    """One line of it, lists joined."""
    said = " ".join(str(one) for one in value if one) if isinstance(value, list) else value
    return (" ".join(str(said).split()) or None) if said is not None else None


def _day(value: Any) -> str | None:
    return str(value).replace(" ", "T") if value else None
