"""The ways in which a requester gives the values that he was asked for: typed, as a table, in the form, in the quoted mail."""

from __future__ import annotations

import email.policy
import io
from collections.abc import Callable, Mapping
from email.message import EmailMessage

from docx import Document
from docx.document import Document as DocxDocument

from pdf_files import Pdf, string, text
from pipeline import service
from pipeline.letters import Converter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST = 80  # characters: longer cells are no labels
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
    """Our own form with the empty cells filled in, as Word saves it or as a PDF."""

    def make(mail: EmailMessage, running: service.Service) -> EmailMessage:
        content = _filled_form(running, str(mail["X-Nodis-Case"]), values)
        made = reply(mail)
        made.set_content(f"{text}\n\n{quoted(mail)}")
        if as_pdf:
            with Converter() as converter:
                pdf = converter.pdf(content)
            made.add_attachment(pdf, maintype="application", subtype="pdf", filename="formulir.pdf")
        else:
            made.add_attachment(
                content, maintype="application", subtype=DOCX.partition("/")[2], filename="formulir.docx"
            )
        return made

    return make


def fillable(words: str, values: Values) -> Make:
    """Our own form as a PDF with fields, which the requester has filled in."""

    def make(mail: EmailMessage, running: service.Service) -> EmailMessage:
        made = reply(mail)
        made.set_content(f"{words}\n\n{quoted(mail)}")
        pdf = _with_fields(_form_of(running, str(mail["X-Nodis-Case"])), values)
        made.add_attachment(pdf, maintype="application", subtype="pdf", filename="formulir.pdf")
        return made

    return make


def _with_fields(document: DocxDocument, values: Values) -> bytes:
    """The form's title and labels with a field beside each; those of `values` are filled in."""
    labels = [row.cells[0].text.strip() for table in document.tables for row in table.rows]
    listed = [_listed(one.text) for one in document.paragraphs if _listed(one.text) in values]
    pdf, drawn, fields = (
        Pdf(),
        text(["FORMULIR", "yang diisi lengkap oleh pemohon dan dikirim kembali kepada kami"]),
        [],
    )
    for number, label in enumerate(label for label in (*labels, *listed) if label and len(label) < MOST):
        y = 730 - 22 * number
        drawn += text([f"{label}"], matrix=f"1 0 0 1 60 {y}", size=7) + text([":"], matrix=f"1 0 0 1 300 {y}", size=7)
        value = f"/V {string(values[label])}" if label in values else ""
        fields.append(
            pdf.add(
                f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f{number}) /Rect [305 {y - 4} 590 {y + 12}] /F 4"
                f" /DA (/F1 7 Tf 0 g) {value} >>"
            )
        )
    pdf.page(drawn, annotations=fields)
    named = " ".join(f"{one} 0 R" for one in fields)
    return pdf.saved(f"/AcroForm << /Fields [{named}] /DR << /Font << /F1 3 0 R >> >> >>")


def _listed(text: str) -> str:
    """A line of the list of what is missing, without its number."""
    return text.rpartition("\t")[2].strip()


def _form_of(running: service.Service, case: str) -> DocxDocument:
    """The newest form or list of what is missing that went along with a mail of the case."""
    with running.store.reading() as tx:
        (row,) = [tx.letter(one.id) for one in tx.letters_of(case) if "formulir" in one.id or "kelengkapan" in one.id]
    return Document(io.BytesIO(running.store.files.get(row.docx_sha256 or "")))


def _filled_form(running: service.Service, case: str, values: Values) -> bytes:
    document = _form_of(running, case)
    for cells in (row_of_table.cells for table in document.tables for row_of_table in table.rows):
        value = values.get(cells[0].text.strip())
        if value:
            cells[-1].paragraphs[0].add_run(value)
    for paragraph in document.paragraphs:
        if value := values.get(_listed(paragraph.text)):
            paragraph.add_run(f": {value}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
