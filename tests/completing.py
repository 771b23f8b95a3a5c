"""The ways in which a requester gives the values that he was asked for: typed, as a table, in the form, in the quoted mail."""

from __future__ import annotations

import email.policy
import io
import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage

from docx import Document
from pyhanko.pdf_utils.generic import BooleanObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from pipeline import service
from pipeline.letters import Converter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
Make = Callable[[EmailMessage, service.Service], EmailMessage]
Values = Mapping[str, str]  # by the label with which they are asked, or by that of the form


def reply(to: EmailMessage) -> EmailMessage:
    """An empty reply to a mail that nodis sent."""
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"], made["To"], made["Subject"] = str(to["To"]), str(to["From"]), f"Re: {to['Subject']}"
    made["Message-ID"] = str(to["Message-ID"]).replace("<", "<lengkap-")
    made["In-Reply-To"] = str(to["Message-ID"])
    return made


def quoted(mail: EmailMessage, filled: Callable[[str], str] = str) -> str:
    """The mail below a reply, each of its lines as somebody filled it in."""
    body = mail.get_body(("plain",))
    assert body is not None
    head = "Pada Sen, 2 Mar 2026 pukul 08.10 Layanan TI <layanan-ti@kanwil-contoh.example.go.id> menulis:"
    return "\n".join([head, *(f"> {filled(line)}" for line in str(body.get_content()).splitlines())])


def typed(text: str) -> Make:
    """Words of his own above the quote."""

    def make(mail: EmailMessage, _running: service.Service) -> EmailMessage:
        made = reply(mail)
        made.set_content(f"{text}\n\n{quoted(mail)}")
        return made

    return make


def page(inner: str) -> Make:
    """A page of HTML, nothing quoted."""

    def make(mail: EmailMessage, _running: service.Service) -> EmailMessage:
        made = reply(mail)
        made.set_content(f"<html><body><p>Berikut datanya.</p>{inner}</body></html>", subtype="html")
        return made

    return make


def in_the_quote(above: str, values: Values) -> Make:
    """In place of the dots of the quoted mail."""

    def fill(line: str) -> str:
        return next(
            (line.replace("...", value) for label, value in values.items() if line.strip().startswith(label)), line
        )

    def make(mail: EmailMessage, _running: service.Service) -> EmailMessage:
        made = reply(mail)
        made.set_content(f"{above}{quoted(mail, fill)}")
        return made

    return make


def form(text: str, values: Values, *, as_pdf: bool = False) -> Make:
    """The Word file that went with the mail, its empty cells filled in, as Word saves it or as a PDF."""

    def make(mail: EmailMessage, _running: service.Service) -> EmailMessage:
        name, content = _attached(mail, DOCX)
        filled = _filled_form(content, values)
        if not as_pdf:
            return _with_file(mail, text, filled, DOCX, name)
        with Converter() as converter:
            return _with_file(mail, text, converter.pdf(filled), PDF, "formulir.pdf")

    return make


def fillable(text: str, values: Values) -> Make:
    """The PDF that went with the mail, its fields filled in as a phone or a desktop viewer saves them."""

    def make(mail: EmailMessage, _running: service.Service) -> EmailMessage:
        name, content = _attached(mail, PDF)
        return _with_file(mail, text, with_values(content, values), PDF, name)

    return make


def with_values(content: bytes, values: Values) -> bytes:
    """A PDF with values in the fields whose tips they are named by, numbers of items aside; each must have its field."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    form = writer.root["/AcroForm"]
    left = dict(values)
    for field in form["/Fields"]:
        filled = field.get_object()
        value = left.pop(re.sub(r"^\d+\. ", "", str(filled["/TU"])), None)
        if value is not None:
            filled["/V"] = pdf_string(value)
            del filled["/AP"]
            writer.update_container(filled)
    assert not left, f"no field for {sorted(left)}"
    form["/NeedAppearances"] = BooleanObject(value=True)  # type: ignore[no-untyped-call]
    writer.update_container(form)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko
    return out.getvalue()


def _attached(mail: EmailMessage, content_type: str) -> tuple[str, bytes]:
    """Name and content of the one file of this type that goes with a mail."""
    (part,) = [one for one in mail.iter_attachments() if one.get_content_type() == content_type]
    return str(part.get_filename()), part.get_content()


def _with_file(mail: EmailMessage, text: str, content: bytes, content_type: str, name: str) -> EmailMessage:
    made = reply(mail)
    made.set_content(f"{text}\n\n{quoted(mail)}")
    kind, _, subtype = content_type.partition("/")
    made.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return made


def _filled_form(content: bytes, values: Values) -> bytes:
    document = Document(io.BytesIO(content))
    left = dict(values)
    for cells in (row.cells for table in document.tables for row in table.rows if len(row.cells) > 1):
        labels = [cell.text.strip() for cell in cells[:-1]]
        if not cells[-1].text.strip() and (label := next((one for one in labels if one in left), None)):
            cells[-1].paragraphs[0].add_run(left.pop(label))
    assert not left, f"no place for {sorted(left)}"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
