"""Which office writes: letterhead, `Dari`, the signatory's position, names of units in the text."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from pipeline.extraction.rows import Row
from pipeline.extraction.sheet import Sheet
from pipeline.model import Field, Form
from pipeline.rulebook.labels import LabelRules


def find_units(sheet: Sheet) -> None:
    """Office of the sender and unit of the requester, as printed."""
    if sheet.form in (Form.NOTA_DINAS, Form.SURAT):
        for label in sheet.labelled("sender_office", before=sheet.closing):
            sheet.put("sender_office", label.value, label.rows, "label")
        kop, rows = _letterhead(sheet)
        position = _without_head(sheet.signature.position or "", sheet.rules)
        if (
            sheet.form is Form.SURAT
            and len(position) >= len(kop) - 3
            and kop
            and fuzz.ratio(position.lower(), kop.lower()) > 80
        ):
            kop = position
        sheet.put("sender_office", _titled(kop), rows, "letterhead", 0.85)
        office = _without_head(sheet.value("sender_office") or "", sheet.rules)
        if "requester.unit" not in sheet.found and office:
            said = sheet.found["sender_office"]
            sheet.found["requester.unit"] = Field(
                value=office,
                confidence=said.confidence,
                part=said.part,
                page=said.page,
                text=said.text,
                finder="sender office",
                box=said.box,
            )
    if "requester.unit" not in sheet.found:
        _unit_in_text(sheet)


def _unit_in_text(sheet: Sheet) -> None:
    found: list[tuple[str, Row]] = []
    for row in sheet.rows:
        found += [(match[0].strip(" .,"), row) for match in sheet.rules.unit_pattern.finditer(row.flat)]
    found = [
        (name, row)
        for name, row in found
        if len(name.split()) > 1 and not re.match(r"^\W*(yth|kepada)", row.flat, re.IGNORECASE)
    ]
    if not found:
        found = _aliases(sheet)
    if found:
        cued = [
            hit
            for hit in found
            if re.search(
                r"\b(kami dari|dari|di|unit|kantor kami|pada)\s+" + re.escape(hit[0]), hit[1].flat, re.IGNORECASE
            )
        ]
        name, row = (
            (cued or found)[0] if sheet.form is not Form.EMAIL else max(cued or found, key=lambda hit: len(hit[0]))
        )
        sheet.put("requester.unit", name, [row], "prose", 0.7)


def _aliases(sheet: Sheet) -> list[tuple[str, Row]]:
    names = [(alias, unit.name) for unit in sheet.directory.units for alias in (unit.name, *unit.aliases)]
    return [
        (name, row)
        for row in sheet.rows
        for alias, name in names
        if re.search(rf"\b{re.escape(alias)}\b", row.flat, re.IGNORECASE)
    ]


def _letterhead(sheet: Sheet) -> tuple[str, list[Row]]:
    """The last capital line of the letterhead, above the street; wrapped names joined."""
    head: list[Row] = []
    for row in sheet.rows[:12]:
        text = row.flat
        if sheet.rules.patterns["street"].search(text) or re.match(
            r"^\W*(nomor|nota dinas|yth|no\b)", text, re.IGNORECASE
        ):
            break
        if sum(c.isupper() for c in text) > 0.7 * max(1, sum(c.isalpha() for c in text)) and len(text) > 5:
            head.append(row)
    if not head:
        return "", []
    taken = [head[-1]]
    if len(head) > 1 and not _names_a_unit(head[-1].flat, sheet.rules) and _names_a_unit(head[-2].flat, sheet.rules):
        taken = head[-2:]
    return " ".join(row.flat for row in taken), taken


def _names_a_unit(text: str, rules: LabelRules) -> bool:
    """Whether a capital line begins as names of units do: "SMK NEGERI 4", "KANTOR WILAYAH"."""
    return bool(rules.unit_pattern.match(_titled(text)) or rules.unit_pattern.match(text))


def _without_head(text: str, rules: LabelRules) -> str:
    """`Plt. Kepala Seksi Sarana` is the Seksi Sarana, `Kasi Sarana` too."""
    short = re.match(r"^\s*(?:(?:a\.n\.|plt\.?|plh\.?)\s*)?(\w+)\s+(.*)$", text, re.IGNORECASE)
    if short and short[1].lower() in rules.head_units:
        return f"{rules.head_units[short[1].lower()]} {short[2]}".strip(" ,")
    heads = "|".join(re.escape(head) for head in sorted(rules.heads, key=len, reverse=True))
    return re.sub(rf"^\s*(?:(?:a\.n\.|plt\.|plh\.)\s*)?(?:{heads})\s+", "", text, flags=re.IGNORECASE).strip(" ,")


_SMALL = {"Dan": "dan", "Di": "di", "Pada": "pada", "Ke": "ke", "Dari": "dari", "Untuk": "untuk"}


def _titled(text: str) -> str:
    """A capital line in title case; Roman numbers and classes stay."""
    words = [word if re.fullmatch(r"[IVX]+[A-C]?|TPI|TIK|HAM|RI", word) else word.capitalize() for word in text.split()]
    return " ".join(_SMALL.get(word, word) for word in words)
