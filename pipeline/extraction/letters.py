"""From a mail and its documents to letters: every finder asked, the best value kept, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from pipeline.extraction import values
from pipeline.extraction.access import access_rows
from pipeline.extraction.content import Content, Sentence, application, location, sort_out
from pipeline.extraction.grouping import Group, group
from pipeline.extraction.labels import Labelled, labelled, of_tables
from pipeline.extraction.rows import Row, field, rows_of
from pipeline.extraction.signature import Signature, signature
from pipeline.model import Document, Field, Form, Letter, Line, Mail, Page, Sifat
from pipeline.rulebook import Directory, Rulebook
from pipeline.rulebook.labels import LabelRules

BODY = "body"
_MARKED = re.compile(r"\$\{\w+\}|\[@?\w+\]|…+|\.{4,}")  # placeholders of drafts: an empty value


def extract(
    mail: Mail, documents: Sequence[Document], *, rulebook: Rulebook, directory: Directory, zone: ZoneInfo
) -> tuple[Letter, ...]:
    """All letters in a mail: the attached ones, else the mail itself."""
    rules = rulebook.labels
    groups, loose = group(documents, rules)
    sent = mail.date.astimezone(zone).date() if mail.date else None
    if groups:
        return tuple(
            _Reader(rows_of(one.documents), one, rules=rules, directory=directory, zone=zone, sent=sent).letter(
                full_text="\n".join(d.text for d in one.documents)
            )
            for one in groups
        )
    body = _body(mail)
    if not body.text.strip():
        return ()
    one = Group(documents=[body], evidence=loose)
    return (
        _Reader(
            rows_of([body]), one, rules=rules, directory=directory, zone=zone, sent=sent, subject=mail.subject
        ).letter(full_text=mail.text),
    )


def _body(mail: Mail) -> Document:
    lines = tuple(Line(text=line) for line in mail.text.split("\n") if line.strip())
    return Document(part=BODY, media="body", sha256=mail.sha256, pages=(Page(number=1, lines=lines),))


_HEAD = re.compile(
    r"^\W*(nomor|no|sifat|lampiran|hal|perihal|tanggal|dari|yth|kepada|tembusan)\b\.?(\s*:|\s{2,}|\s+\S+(\s+\S+){0,9}$)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"^\W*(yth|kepada|hal|perihal)\b", re.IGNORECASE)
MAX_HEAD = 150  # characters of a line of the head; longer ones are sentences


class _Reader:
    """One letter being read; fields are collected in `found`, better finders first."""

    def __init__(
        self,
        rows: list[Row],
        source: Group,
        *,
        rules: LabelRules,
        directory: Directory,
        zone: ZoneInfo,
        sent: date | None,
        subject: str = "",
    ) -> None:
        self.rules, self.source, self.directory, self.zone, self.sent = rules, source, directory, zone, sent
        self.rows = rows
        self.mail_subject = subject
        self.found: dict[str, Field] = {}
        self.form = self._form()
        self.closing = self._closing()
        self.signature: Signature = (
            signature(rows[self.closing :], rules) if self.form is not Form.EMAIL else Signature()
        )
        self.labels = [*of_tables(source.documents, rows, rules), *labelled(rows, rules)]

    def _form(self) -> Form:
        if self.source.documents[0].part == BODY:
            return Form.EMAIL
        text = "\n".join(row.flat for row in self.rows[:25])
        if self.rules.patterns["form"].search(text):
            return Form.FORMULIR
        if any(self.rules.patterns["nota_dinas"].search(row.flat) for row in self.rows[:25]):
            return Form.NOTA_DINAS
        return Form.SURAT

    def _closing(self) -> int:
        for index, row in enumerate(self.rows):
            if re.match(r"^\W*(demikian|atas perhatian)\b", row.flat, re.IGNORECASE):
                return index
        if self.form is Form.FORMULIR:
            return next(
                (
                    i
                    for i, row in enumerate(self.rows)
                    if re.match(r"^pemohon\b\W*$", row.flat, re.IGNORECASE) and i > 8
                ),
                len(self.rows),
            )
        return len(self.rows)

    def letter(self, *, full_text: str) -> Letter:
        """Run every finder."""
        self._head()
        self._requester()
        content = self._content()
        self._issue(content)
        self._contact(content)
        self._units()
        rows = access_rows(self.source.documents, self.rows, self.rules, self._value("issue.application"))
        if rows and "issue.application" in self.found and len({row.application for row in rows}) > 1:
            del self.found["issue.application"]  # several applications: each stands in its row
        return Letter(
            form=self.form,
            fields=self.found,
            access=rows,
            evidence=tuple(dict.fromkeys(self.source.evidence)),
            parts=tuple(dict.fromkeys(document.part for document in self.source.documents if document.part != BODY)),
            full_text=full_text,
        )

    # ------------------------------------------------------------------------------------------------------- pieces

    def _value(self, path: str) -> str | None:
        found = self.found.get(path)
        return found.value if found else None

    def _put(self, path: str, value: str | None, rows: Sequence[Row], finder: str, sure: float = 0.9) -> None:
        if value and path not in self.found and rows and not _MARKED.fullmatch(value):
            self.found[path] = field(value, rows, finder=finder, sure=sure)

    def _labelled(self, path: str, *, before: int | None = None) -> list[Labelled]:
        stop = before if before is not None else len(self.rows)
        return [
            label for label in self.labels if label.path == path and label.index < stop and label.value.strip(" -–:")
        ]

    def _anchor(self) -> date | None:
        value = self._value("date")
        return date.fromisoformat(value) if value else self.sent

    def _head(self) -> None:
        if self.form is Form.EMAIL:
            if self.mail_subject:
                subject = re.sub(r"^((re|fwd?|bls|trs)\s*:\s*)+", "", self.mail_subject, flags=re.IGNORECASE).strip()
                self._put("subject", subject, self.rows[:1], "mail subject", 0.7)
            return
        for label in self._labelled("number"):
            number = values.letter_number(label.value)
            if number:
                self._put("number", number, label.rows[:1], "label")
                break
        if "number" not in self.found:
            self._bare_number()
        for label in self._labelled("date", before=self.closing):
            day = values.day(label.value, None)
            self._put("date", day.isoformat() if day else None, label.rows, "label")
        if "date" not in self.found:
            self._date_beside_number()
        for label in self._labelled("subject", before=self.closing):
            self._put("subject", label.value, label.rows, "label")
        for label in self._labelled("sifat"):
            word = re.sub(r"[^a-z]+", "_", label.value.lower()).strip("_")
            self._put("sifat", word if word in {sifat.value for sifat in Sifat} else None, label.rows, "label")
        self._addressee()
        sign = self.signature
        self._put("signatory.name", sign.name, sign.name_rows, "signature")
        self._put("signatory.nip", sign.nip, sign.nip_rows, "signature")
        self._put("signatory.position", sign.position, sign.position_rows, "signature", 0.8)

    def _bare_number(self) -> None:
        """`NOMOR W.99-TI.06.01-88` centred below "NOTA DINAS", without a colon."""
        for row in self.rows[: min(self.closing, 25)]:
            match = re.match(r"^\W*(?:nomor|no)\b[\s.:]*(.+)$", row.flat, re.IGNORECASE)
            number = values.letter_number(match[1]) if match else None
            if number:
                self._put("number", number, [row], "number line")
                return

    def _date_beside_number(self) -> None:
        """A surat has its date right on the number's line, or nearby; "Jakarta, 5 Mei 2026" at the foot of a form."""
        head = self.rows[: min(self.closing, 22)]
        candidates = [row for row in head if re.match(r"^\W*(nomor|no)\b", row.flat, re.IGNORECASE)] + head
        for row in [*candidates, *self.rows[self.closing - 3 if self.form is Form.FORMULIR else self.closing :]]:
            text = re.sub(r"^\W*(nomor|no)\W*\S+", "", row.flat, flags=re.IGNORECASE)
            alone = re.search(r"(?:^|\s{2,}|,\s*|\s)(\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4})\s*$", text)
            day = values.day(alone[1], None) if alone and len(text.split()) <= 9 else None
            if day:
                self._put("date", day.isoformat(), [row], "beside the number", 0.85)
                return

    def _addressee(self) -> None:
        for label in self._labelled("addressee", before=self.closing):
            self._put("addressee", label.value, label.rows, "label")
        for index, row in enumerate(self.rows[:30]):
            match = re.match(r"^\W*(?:kepada\s+)?yth\.?\s*:?\s*(.*)$", row.flat, re.IGNORECASE)
            if match:
                if len(match[1]) > 3:
                    self._put("addressee", match[1].strip(" ,"), [row], "yth")
                elif index + 1 < len(self.rows):
                    self._put("addressee", self.rows[index + 1].flat.strip(" ,"), [self.rows[index + 1]], "yth")
                return

    def _requester(self) -> None:
        """The contact's block: labels between head and closing; the signature's own NIP is not the contact's."""
        limit = self.closing if self.form is not Form.EMAIL else len(self.rows)
        for label in self._labelled("requester.name", before=limit):
            self._put("requester.name", values.person(label.value, self.rules), label.rows, "label")
            self._put("requester.phone", values.phone(label.value), label.rows, "label")
            self._put("requester.nip", values.nip(label.value), label.rows, "label")
        for label in self._labelled("requester.phone", before=limit):
            if not self.rules.patterns["street"].search(label.rows[0].flat) or not re.match(
                r"^\W*jalan", label.rows[0].flat, re.IGNORECASE
            ):
                self._put("requester.phone", values.phone(label.value), label.rows, "label")
                self._put("requester.name", values.person(label.value, self.rules), label.rows, "label", 0.8)
        for label in self._labelled("requester.nip", before=limit):
            self._put("requester.nip", values.nip(label.value), label.rows, "label")
        for label in self._labelled("requester.unit", before=limit):
            self._put("requester.unit", label.value, label.rows, "label")
        for label in self._labelled("requester.position", before=limit):
            self._put("requester.position", label.value, label.rows, "label")
        for label in self._labelled("requester.email", before=limit):
            address = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", label.value)
            self._put("requester.email", address[0].lower() if address else None, label.rows, "label")

    def _content(self) -> Content:
        start = self._body_start()
        stop = self.closing
        taken = {id(row) for label in self.labels for row in label.rows if label.path is not None or label.value}
        body = [row for row in self.rows[start:stop] if id(row) not in taken and not _is_table_row(row)]
        return sort_out(body, self.rules)

    def _body_start(self) -> int:
        """After the block of addressee and subject."""
        if self.form in (Form.EMAIL, Form.FORMULIR):
            return 0
        last, addressed = 0, False
        for index, row in enumerate(self.rows[: min(self.closing, 30)]):
            text = row.flat
            if _HEAD.match(text) and len(text) < MAX_HEAD:
                last = index + 1
                addressed = addressed or bool(_ADDRESSED.match(text))
            elif addressed and re.fullmatch(r"\W*(di\s*)?(-\s*)?(tempat|di)?\W*", text, re.IGNORECASE):
                last = index + 1
            elif addressed and index - last >= 2 and not _ADDRESSED.match(self.rows[last - 1].flat):
                break
        if last and re.fullmatch(r"\W*(?:kepada\s+)?yth\W*", self.rows[last - 1].flat, re.IGNORECASE):
            last += 1
        while last < self.closing and self._still_head(self.rows[last].flat):
            last += 1
        return min(last, self.closing)

    def _still_head(self, text: str) -> bool:
        """`di Tempat`, a wrapped addressee or subject: no sentence yet."""
        if re.fullmatch(r"\W*(di\s*)?(-\s*)?(tempat|di)?\W*", text, re.IGNORECASE):
            return True
        subject, addressee = self._value("subject") or "", self._value("addressee") or ""
        return len(text) > 3 and (text in subject or text in addressee)

    def _issue(self, content: Content) -> None:
        for path in ("issue.description", "requested_resolution", "issue.location", "issue.application"):
            for label in self._labelled(path, before=self.closing):
                self._put(path, label.value, label.rows, "label")
        if content.description:
            text = " ".join(sentence.text for sentence in content.description)
            self._put("issue.description", text, _rows(content.description), "prose", 0.8)
        if content.request:
            text = " ".join(sentence.text for sentence in content.request[:1])
            self._put("requested_resolution", text, _rows(content.request[:1]), "prose", 0.8)
        self._occurred(content)
        description = self._value("issue.description") or ""
        self._put(
            "issue.location",
            location(description, self.rules),
            _rows(content.description) or self.rows[:1],
            "prose",
            0.7,
        )
        about = f"{description} {self._value('subject') or ''} {self._value('requested_resolution') or ''}"
        self._put(
            "issue.application",
            application(about, self.rules),
            _rows(content.description) or self.rows[:1],
            "prose",
            0.75,
        )

    def _occurred(self, content: Content) -> None:
        for label in self._labelled("issue.occurred_at", before=self.closing):
            found = values.moment(label.value, self._anchor(), self.zone)
            self._put("issue.occurred_at", found[0] if found else None, label.rows, "label")
        label_text = self._value("issue.description") or ""
        candidates = [(sentence.text, sentence.rows) for sentence in content.description]
        if label_text and not candidates:
            candidates = [(label_text, tuple(self._labelled("issue.description")[0].rows))]
        for text, rows in candidates:
            if self.rules.patterns["event"].search(text):
                continue
            found = values.moment(text, self._anchor(), self.zone)
            if found and self.rules.patterns["since"].search(text):
                anchor = self._anchor()
                if anchor is None or date.fromisoformat(found[0][:10]) <= anchor:
                    self._put("issue.occurred_at", found[0], rows, "prose", 0.8)
                    return

    def _contact(self, content: Content) -> None:
        """Names and numbers in running text: `dapat menghubungi ... Sdr. X, pada nomor 0812...`."""
        for sentence in content.contact:
            text = sentence.text
            self._put("requester.phone", values.phone(text), sentence.rows, "prose", 0.85)
            self._put("requester.nip", values.nip(text), sentence.rows, "prose", 0.8)
            if "requester.name" not in self.found:
                self._put("requester.name", _name_in(text, self.rules), sentence.rows, "prose", 0.8)
        if self.form is Form.EMAIL:
            self._from_mail(content)

    def _from_mail(self, content: Content) -> None:
        for sentence in content.all:
            if "requester.phone" not in self.found:
                self._put("requester.phone", values.phone(sentence.text), sentence.rows, "prose", 0.8)
            said = re.search(r"\b(?:nama saya|saya|kami dari .{3,40}, saya)\s+((?:[A-Z][\w.]+\s?){2,4})", sentence.text)
            if said and "requester.name" not in self.found:
                self._put("requester.name", values.person(said[1], self.rules), sentence.rows, "prose", 0.7)
            if (
                "requester.nip" not in self.found
                and re.search(r"\bNIP\b", sentence.text)
                and len(re.findall(r"\bNIP\b", sentence.text)) == 1
            ):
                self._put("requester.nip", values.nip(sentence.text), sentence.rows, "prose", 0.7)
        if "requester.name" not in self.found:
            self._signed_mail()

    def _signed_mail(self) -> None:
        """The last lines of a mail: `Trims, Wahyu - Kantor X`, or name and unit on lines of their own."""
        for index in range(len(self.rows) - 1, max(-1, len(self.rows) - 6), -1):
            row = self.rows[index]
            text = re.sub(
                r"^\W*(terima ?kasih|trims|makasih|tks|salam|hormat kami|wassalam|hormat saya|ttd)\b[\s,.!]*",
                "",
                row.flat,
                flags=re.IGNORECASE,
            )
            name = (
                values.person(
                    re.split(r"\s+[-–|/]\s+|,\s+(?=Lapas|Rutan|Kan|Div|Sub|Bag|Bid|Bal|Pus|Sek)", text)[0], self.rules
                )
                if text
                else None
            )
            if (
                name
                and len(name.split()) <= 4
                and len(text.split()) <= 14
                and not self.rules.unit_pattern.match(name)
                and len(name.split()) > 1
            ):
                self._put("requester.name", name, [row], "mail signature", 0.7)
                return

    def _units(self) -> None:
        """Office of the sender and unit of the requester, as printed."""
        if self.form in (Form.NOTA_DINAS, Form.SURAT):
            for label in self._labelled("sender_office", before=self.closing):
                self._put("sender_office", label.value, label.rows, "label")
            kop, rows = self._letterhead()
            position = _without_head(self.signature.position or "", self.rules)
            if self.form is Form.SURAT and position and kop and fuzz.ratio(position.lower(), kop.lower()) > 80:
                kop = position
            self._put("sender_office", _titled(kop), rows, "letterhead", 0.85)
            office = _without_head(self._value("sender_office") or "", self.rules)
            if "requester.unit" not in self.found and office:
                said = self.found["sender_office"]
                self.found["requester.unit"] = Field(
                    value=office,
                    confidence=said.confidence,
                    part=said.part,
                    page=said.page,
                    text=said.text,
                    finder="sender office",
                    box=said.box,
                )
        if "requester.unit" not in self.found:
            self._unit_in_text()

    def _unit_in_text(self) -> None:
        found: list[tuple[str, Row]] = []
        for row in self.rows:
            found += [(match[0].strip(" .,"), row) for match in self.rules.unit_pattern.finditer(row.flat)]
        found = [
            (name, row)
            for name, row in found
            if len(name.split()) > 1 and not re.match(r"^\W*(yth|kepada)", row.flat, re.IGNORECASE)
        ]
        if not found:
            found = self._aliases()
        if found:
            cued = [
                hit
                for hit in found
                if re.search(
                    r"\b(kami dari|dari|di|unit|kantor kami|pada)\s+" + re.escape(hit[0]), hit[1].flat, re.IGNORECASE
                )
            ]
            name, row = (
                (cued or found)[0] if self.form is not Form.EMAIL else max(cued or found, key=lambda hit: len(hit[0]))
            )
            self._put("requester.unit", name, [row], "prose", 0.7)

    def _aliases(self) -> list[tuple[str, Row]]:
        names = [(alias, unit.name) for unit in self.directory.units for alias in (unit.name, *unit.aliases)]
        return [
            (name, row)
            for row in self.rows
            for alias, name in names
            if re.search(rf"\b{re.escape(alias)}\b", row.flat, re.IGNORECASE)
        ]

    def _letterhead(self) -> tuple[str, list[Row]]:
        """The last capital line of the letterhead, above the street; wrapped names joined."""
        head: list[Row] = []
        for row in self.rows[:12]:
            text = row.flat
            if self.rules.patterns["street"].search(text) or re.match(
                r"^\W*(nomor|nota dinas|yth|no\b)", text, re.IGNORECASE
            ):
                break
            if sum(c.isupper() for c in text) > 0.7 * max(1, sum(c.isalpha() for c in text)) and len(text) > 5:
                head.append(row)
        if not head:
            return "", []
        taken = [head[-1]]
        if (
            len(head) > 1
            and not self.rules.unit_pattern.match(_titled(head[-1].flat))
            and self.rules.unit_pattern.match(_titled(head[-2].flat))
        ):
            taken = head[-2:]
        return " ".join(row.flat for row in taken), taken


def _rows(found: Sequence[Sentence]) -> list[Row]:
    return list(dict.fromkeys(row for sentence in found for row in sentence.rows)) if found else []


def _is_table_row(row: Row) -> bool:
    return (
        bool(re.search(r"^(?!.*\bNIP\b).*\d{8}\s?\d{6}\s?\d\s?\d{3}", row.text))
        or len(re.findall(r"\s{3,}", row.text.strip())) >= 2
    )


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


def _without_head(text: str, rules: LabelRules) -> str:
    heads = "|".join(re.escape(head) for head in sorted(rules.heads, key=len, reverse=True))
    return re.sub(rf"^\s*(?:(?:a\.n\.|plt\.|plh\.)\s*)?(?:{heads})\s+", "", text, flags=re.IGNORECASE).strip(" ,")


_SMALL = {"Dan": "dan", "Di": "di", "Pada": "pada", "Ke": "ke", "Dari": "dari", "Untuk": "untuk"}


def _titled(text: str) -> str:
    """A capital line in title case; Roman numbers and classes stay."""
    words = [word if re.fullmatch(r"[IVX]+[A-C]?|TPI|TIK|HAM|RI", word) else word.capitalize() for word in text.split()]
    return " ".join(_SMALL.get(word, word) for word in words)
