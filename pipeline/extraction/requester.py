"""Who asks: labels of the contact's block, contacts in running text, the name under a mail."""

from __future__ import annotations

import re

from pipeline.extraction import values
from pipeline.extraction.content import SALUTE, SIGNED, Content
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
        if any(id(row) in sheet.access.rows for row in label.rows):
            continue  # of somebody who is to get an account
        sheet.put("requester.position", label.value, label.rows, "label")
    for label in sheet.labelled("requester.email", before=limit):
        address = re.search(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", label.value)
        sheet.put("requester.email", address[0].lower() if address else None, label.rows, "label")


def find_contact(sheet: Sheet, content: Content) -> None:
    """Names and numbers in running text, and of a mail who signs it."""
    find_named_contact(sheet, content)
    if sheet.form is Form.EMAIL:
        _from_mail(sheet, content)


def find_named_contact(sheet: Sheet, content: Content) -> None:
    """`Dapat menghubungi ... Sdr. X, pada nomor 0812...`."""
    for sentence in content.contact:
        text = sentence.text
        sheet.put("requester.phone", values.phone(text), sentence.rows, "prose", 0.85)
        sheet.put("requester.nip", values.nip(text), sentence.rows, "prose", 0.8)
        if "requester.name" not in sheet.found:
            sheet.put("requester.name", _name_in(text, sheet.rules), sentence.rows, "prose", 0.8)


def find_signer(sheet: Sheet) -> None:
    """Name and number of a mail's signature."""
    for row in sheet.rows:
        sheet.put("requester.phone", values.phone(row.flat), [row], "mail signature", 0.7)
        name = _signing_name(row.flat, sheet.rules)
        if name and len(name.split()) > 1:
            sheet.put("requester.name", name, [row], "mail signature", 0.7)


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
            and not any(id(row) in sheet.access.rows for row in sentence.rows)
        ):
            sheet.put("requester.nip", values.nip(sentence.text), sentence.rows, "prose", 0.7)
    if "requester.name" not in sheet.found:
        _signed_mail(sheet)
    for row in sheet.rows[-SIGNED:]:
        if "requester.phone" not in sheet.found:
            sheet.put("requester.phone", values.phone(row.flat), [row], "mail signature", 0.7)


def _signed_mail(sheet: Sheet) -> None:
    """Whoever signs a mail: `Trims, Wahyu - Kantor X`, or name and unit on lines below the greeting."""
    last = sheet.rows[-SIGNED:]
    greeted = next((i for i in range(len(last) - 1, -1, -1) if SALUTE.match(last[i].flat)), None)
    if greeted is not None:
        for row in last[greeted : greeted + 3]:
            name = _signing_name(SALUTE.sub("", row.flat), sheet.rules)
            if name:
                sheet.put("requester.name", name, [row], "mail signature", 0.7)
                return
    for row in reversed(last):
        name = _signing_name(row.flat, sheet.rules)
        if name and len(name.split()) > 1:
            sheet.put("requester.name", name, [row], "mail signature", 0.6)
            return


_NO_WRITER = re.compile(r"^(yth|kepada|dear|bapak|ibu|pak|bu|admin|mohon|tolong|demikian)\b", re.IGNORECASE)


def _signing_name(text: str, rules: LabelRules) -> str | None:
    """A short line that begins with a name: nothing else in it but position, unit and number."""
    piece = re.split(r"\s+[-–|/]\s+|\s*[/(]\s*|,\s+(?![A-Z]\w{0,4}\.)", text.strip(" -–,."))[0]
    if _NO_WRITER.match(piece):
        return None
    name = values.person(piece, rules) if piece else None
    short = (
        name
        and len(name.split()) <= 4
        and len(text.split()) <= 14
        and len(piece.split()) <= len((name or "").split()) + 3
    )
    return name if name and short and not rules.unit_pattern.match(piece) else None


_WORDS = r"[A-Z][a-z][\w.’']*(?:\s+[A-Z][\w.’']*){0,3}(?:,\s*[A-Z]\w*\.(?:\w+\.)*\w*)*"


def _name_in(text: str, rules: LabelRules) -> str | None:
    for cue in (
        rf"\b(?:menunjuk|menugaskan)\s+(?:(?:Sdri?|Bapak|Ibu|Pak|Bu|Saudara|Saudari)\.?\s+)?(?-i:({_WORDS}))(?=\s+(?:sebagai|selaku|untuk))",
        r"(?:penanggung jawab(?: kami)?|narahubung|narasumber[^:]*|contact person|kontak|pic|cp|hub(?:ungi)?|menghubungi|bertanggung jawab)\W*(?:adalah|yaitu|saya|kami|ialah|:)?\W*(?:yaitu\s+)?((?:(?:Sdr|Sdri|Bapak|Ibu|Bpk|Pak|Bu|Drs|Dra|Dr|Ir|H|Hj)\.?\s+)*[A-Z][^\d(]*)",
        r"\b(?:ialah|adalah|yaitu|atas nama|a\.n\.)\s+([A-Z][^\d(]*)",
        r"\b(?:Sdr|Sdri|Bapak|Ibu)\.?\s+([A-Z][^\d(]*)",
        rf"(?-i:({_WORDS}))(?:\s+|\s*[,/(–-]\s*)(?:no\.?|nomor|hp|wa|telp|telepon|kontak)*[\s.:(/]*(?:\+62|62|08|\(?0\d)",
        rf"\d\s*[(/–-]\s*(?:a\.?n\.?\s*)?(?-i:({_WORDS}))\s*(?:\)|$)",
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
