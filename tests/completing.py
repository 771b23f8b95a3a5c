"""The ways in which a requester gives the values that he was asked for: typed, as a table, in the form, in the quoted mail."""

from __future__ import annotations

import email.policy
import io
from collections.abc import Callable, Mapping
from email.message import EmailMessage

from docx import Document

from pipeline import service
from pipeline.letters import Converter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
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


def _filled_form(running: service.Service, case: str, values: Values) -> bytes:
    with running.store.reading() as tx:
        (row,) = [tx.letter(one.id) for one in tx.letters_of(case) if "formulir" in one.id]
    document = Document(io.BytesIO(running.store.files.get(row.docx_sha256 or "")))
    for cells in (row_of_table.cells for table in document.tables for row_of_table in table.rows):
        value = values.get(cells[0].text.strip())
        if value:
            cells[-1].paragraphs[0].add_run(value)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
