"""Who asks: labels of the contact's block, contacts in running text, the name under a mail."""

from __future__ import annotations

import re

from pipeline.extraction import values
from pipeline.extraction.content import Content
from pipeline.extraction.sheet import Sheet
from pipeline.model import Form
from pipeline.rulebook.labels import LabelRules


def find_requester(sheet: Sheet) -> None:
    """The contact's block: labels between head and closing; the signature's own NIP is not the contact's."""
    limit = sheet.closing if sheet.form is not Form.EMAIL else len(sheet.rows)
    for label in sheet.labelled("requester.name", before=limit):
        sheet.put("requester.name", values.person(label.value, sheet.rules, small=True), label.rows, "label")
        sheet.put("requester.phone", values.phone(label.value), label.rows, "label")
        sheet.put("requester.nip", values.nip(label.value), label.rows, "label")
    for label in sheet.labelled("requester.phone", before=limit):
        if not sheet.rules.patterns["street"].search(label.rows[0].flat) or not re.match(
            r"^\W*jalan", label.rows[0].flat, re.IGNORECASE
        ):
            sheet.put("requester.phone", values.phone(label.value), label.rows, "label")
            sheet.put("requester.name", values.person(label.value, sheet.rules), label.rows, "label", 0.8)
    for label in sheet.labelled("requester.nip", before=limit):
        sheet.put("requester.nip", values.nip(label.value), label.rows, "label")
    for label in sheet.labelled("requester.unit", before=limit):
        sheet.put("requester.unit", label.value, label.rows, "label")
    for label in sheet.labelled("requester.position", before=limit):
        sheet.put("requester.position", label.value, label.rows, "label")
    for label in sheet.labelled("requester.email", before=limit):
        address = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", label.value)
        sheet.put("requester.email", address[0].lower() if address else None, label.rows, "label")


def find_contact(sheet: Sheet, content: Content) -> None:
    """Names and numbers in running text: `dapat menghubungi ... Sdr. X, pada nomor 0812...`."""
    for sentence in content.contact:
        text = sentence.text
        sheet.put("requester.phone", values.phone(text), sentence.rows, "prose", 0.85)
        sheet.put("requester.nip", values.nip(text), sentence.rows, "prose", 0.8)
        if "requester.name" not in sheet.found:
            sheet.put("requester.name", _name_in(text, sheet.rules), sentence.rows, "prose", 0.8)
    if sheet.form is Form.EMAIL:
        _from_mail(sheet, content)


def _from_mail(sheet: Sheet, content: Content) -> None:
    for sentence in content.all:
        if "requester.phone" not in sheet.found:
            sheet.put("requester.phone", values.phone(sentence.text), sentence.rows, "prose", 0.8)
        said = re.search(r"\b(?:nama saya|saya|kami dari .{3,40}, saya)\s+((?:[A-Z][\w.]+\s?){2,4})", sentence.text)
        if said and "requester.name" not in sheet.found:
            sheet.put("requester.name", values.person(said[1], sheet.rules), sentence.rows, "prose", 0.7)
        if (
            "requester.nip" not in sheet.found
            and re.search(r"\bNIP\b", sentence.text)
            and len(re.findall(r"\bNIP\b", sentence.text)) == 1
        ):
            sheet.put("requester.nip", values.nip(sentence.text), sentence.rows, "prose", 0.7)
    if "requester.name" not in sheet.found:
        _signed_mail(sheet)


def _signed_mail(sheet: Sheet) -> None:
    """The last lines of a mail: `Trims, Wahyu - Kantor X`, or name and unit on lines of their own."""
    for index in range(len(sheet.rows) - 1, max(-1, len(sheet.rows) - 6), -1):
        row = sheet.rows[index]
        text = re.sub(
            r"^\W*(terima ?kasih|trims|makasih|tks|salam|hormat kami|wassalam|hormat saya|ttd)\b[\s,.!]*",
            "",
            row.flat,
            flags=re.IGNORECASE,
        )
        name = (
            values.person(
                re.split(r"\s+[-–|/]\s+|,\s+(?=Lapas|Rutan|Kan|Div|Sub|Bag|Bid|Bal|Pus|Sek)", text)[0], sheet.rules
            )
            if text
            else None
        )
        if (
            name
            and len(name.split()) <= 4
            and len(text.split()) <= 14
            and not sheet.rules.unit_pattern.match(name)
            and len(name.split()) > 1
        ):
            sheet.put("requester.name", name, [row], "mail signature", 0.7)
            return


def _name_in(text: str, rules: LabelRules) -> str | None:
    for cue in (
        r"(?:penanggung jawab(?: kami)?|narahubung|narasumber[^:]*|contact person|kontak|pic|cp|hub(?:ungi)?|menghubungi|bertanggung jawab)\W*(?:adalah|yaitu|saya|kami|ialah|:)?\W*(?:yaitu\s+)?((?:(?:Sdr|Sdri|Bapak|Ibu|Bpk|Pak|Bu|Drs|Dra|Dr|Ir|H|Hj)\.?\s+)*[A-Z][^\d(]*)",
        r"\b(?:ialah|adalah|yaitu|atas nama|a\.n\.)\s+([A-Z][^\d(]*)",
        r"\b(?:Sdr|Sdri|Bapak|Ibu)\.?\s+([A-Z][^\d(]*)",
    ):
        for found in re.finditer(cue, text, re.IGNORECASE):
            piece = re.sub(
                r"^(?:dengan|kepada|petugas|kami|yaitu|adalah|saya)\b[\s,:]*",
                "",
                found[1].strip(" ,:"),
                flags=re.IGNORECASE,
            )
            name = values.person(piece, rules)
            if name and name.split()[0].lower() not in ("nomor", "penanggung", "petugas", "pada", "kontak"):
                return name
    return None
