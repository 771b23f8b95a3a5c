"""Annotated letters: where in the text each value of the truth stands, and whether a value agrees with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.extraction import find_by_rules, letter_passage
from pipeline.extraction.access import filled
from pipeline.extraction.grouping import Group, group, lone_letter
from pipeline.extraction.rows import document_of
from pipeline.extraction.rows import rows_of as lines_of
from pipeline.extraction.sheet import Sheet
from pipeline.filenames import BODY
from pipeline.model import Form, Letter
from pipeline.models import LinearModel
from pipeline.routing import by_rules, kind_passage
from pipeline.rulebook import Directory, Rulebook
from pipeline.tagging import ISSUE, NONE, OTHER, REQUEST, UNRELATED, Clause, Passage, agree, form_features
from pipeline.tagging.tokens import Token
from pipeline.training.linear import rows_of, train

PAPER = frozenset({"surat", "nota_dinas"})
TAUGHT_BY = "taught-by.sha256"  # kept beside the models
ZONE = ZoneInfo("Asia/Jakarta")
_USUAL_DAY = "2026-03-02"  # of mails of which none is told


@dataclass(frozen=True, kw_only=True)
class AnnotatedLetter:
    """A letter of `examples/letters`, as the models are to read it."""

    id: str
    hand: str
    passage: Passage
    truth: dict[str, Any]
    partial: bool = False  # its truth does not say everything: what it leaves out is unknown, not absent
    paper: tuple[str, str] | None = None  # its text and its form ("surat", "nota_dinas", "formulir"), where it is one
    known: frozenset[str] | None = None  # the fields, and ROUTE, that its truth says; None: all of them

    def knows(self, path: str) -> bool:
        """Whether its truth says what is right of a field, or of the route: what it does not know teaches nothing."""
        return self.known is None or path in self.known

    @property
    def asks(self) -> bool:
        """Whether anybody asks for anything in it."""
        return bool(self.truth["kind"] == "letter")

    @property
    def kind(self) -> str:
        """The id of its SOP, NONE or UNRELATED."""
        return (self.truth.get("sop") or NONE) if self.asks else UNRELATED

    def values(self, path: str) -> list[str]:
        """What the truth says of a field: none, one, or several pieces of one value."""
        if not self.asks:
            return []
        if path == "issue.occurred_at":
            return [str(day) for key in ("occurred_at", "occurred_at_by_mail") if (day := self.truth.get(key))][:1]
        group, _, name = path.rpartition(".")
        holder = self.truth.get(group) or {} if group in ("requester", "signatory") else self.truth
        return _several(holder.get({"issue.description": "issue", "requested_resolution": "request"}.get(path, name)))

    def agrees(self, path: str, value: str) -> bool:
        """Whether a value is what the truth says."""
        if path == "issue.occurred_at":
            said = (self.truth.get("occurred_at"), self.truth.get("occurred_at_by_mail"))
            return self.asks and value[:10] in [str(day)[:10] for day in said if day]
        return any(agree(path, said, value) for said in [" ".join(self.values(path))] if said)


def annotated_letters(folder: Path, rulebook: Rulebook) -> list[AnnotatedLetter]:
    """All letters of all hands, read by the rules as they are when they come by mail."""
    rows = [(path.stem, row) for path in sorted(folder.glob("*.yaml")) for row in rows_of(path)]
    forms = _forms(rows)
    return [
        AnnotatedLetter(
            id=row["id"],
            hand=hand,
            passage=_passage(row, rulebook, forms.get(row["id"])),
            truth=row["truth"],
            partial=bool(row.get("partial")),
            paper=_paper(row),
        )
        for hand, row in rows
    ]


def form_model(papers: Iterable[tuple[str, str]]) -> LinearModel:
    """The model of forms, taught by (text, form) of papers."""
    return train([(form_features(text), form) for text, form in papers], balanced=False)


def _forms(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Form]:
    """By id of a paper its form, as a model tells it that was taught by the other half of the hands; none of too few hands."""
    hands = sorted({hand for hand, _ in rows})
    papers = [(hand, row["id"], paper) for hand, row in rows if (paper := _paper(row))]
    found: dict[str, Form] = {}
    for half in (set(hands[::2]), set(hands[1::2])):
        others = [paper for hand, _, paper in papers if hand not in half]
        if len({form for _, form in others}) > 1:
            model = form_model(others)
            mine = ((name, text) for hand, name, (text, _) in papers if hand in half)
            found |= {name: Form(model.likeliest(form_features(text))) for name, text in mine}
    return found


def _paper(row: Mapping[str, Any]) -> tuple[str, str] | None:
    return (row["text"], row["channel"]) if row["channel"] != "email" else None


def digest_of(*folders: Path) -> str:
    """SHA-256 of all hands, by which shipped models say what they were taught by."""
    found = hashlib.sha256()
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def mail_day(row: Mapping[str, Any]) -> date:
    """The day on which a letter was mailed; of older hands, which do not tell it, the letter's own day, or that of its trouble."""
    truth = row["truth"]
    day = (row.get("mail") or {}).get("date") or truth.get("date") or truth.get("occurred_at") or _USUAL_DAY
    return date.fromisoformat(str(day)[:10])


def _passage(row: Mapping[str, Any], rulebook: Rulebook, form: Form | None) -> Passage:
    mail = row["mail"]
    email = _paper(row) is None
    part = BODY if email else "surat.docx"
    document = document_of(row["text"], part=part, media="body" if email else "docx")
    groups, _ = group([document], rulebook.labels) if not email else ([Group(documents=[document])], [])
    source = groups[0] if groups else lone_letter(document, ())
    source.form = form or source.form
    return passage_of(
        source,
        rulebook=rulebook,
        directory=Directory(),
        zone=ZONE,
        sent=mail_day(row),
        subject=str(mail.get("subject") or "") if email else "",
        writer=str(mail.get("from_name") or "") if email else "",
        address=str(mail.get("from") or ""),
        text=row["text"],
    )


def mail_passage(text: str, subject: str, rulebook: Rulebook) -> Passage:
    """A mail's own words as a letter, read by the rules as they are when they come by mail."""
    row = {"channel": "email", "mail": {"subject": subject}, "text": text, "truth": {}}
    return _passage(row, rulebook, None)


def passage_of(
    letter: Group,
    *,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    sent: date | None,
    subject: str,
    writer: str,
    address: str,
    text: str,
) -> Passage:
    """A letter as rules have read it and models are to read it; `subject` and `writer` of the mail that is the letter itself.

    `address`: who sent the letter, or the mail that brought it.
    """
    sheet = Sheet(
        lines_of(letter.documents),
        letter,
        rules=rulebook.labels,
        dates=rulebook.dates,
        directory=directory,
        zone=zone,
        sent=sent,
        subject=subject,
        writer=writer,
        address=address,
    )
    find_by_rules(sheet)
    passage, _ = letter_passage(sheet)
    found = Letter(
        form=sheet.form,
        fields=sheet.found,
        access=filled(sheet.access.rights, sheet.value("issue.application")),
        full_text=text,
    )
    return replace(passage, hints={**passage.hints, **kind_passage(found, by_rules(found, rulebook=rulebook)).hints})


def purpose_labels(letter: AnnotatedLetter, found: Iterable[Clause]) -> list[str]:
    """What each clause is for: more than half of it stands in what the truth gives."""
    truths = [letter.truth, *(letter.truth.get("more") or [])] if letter.asks else []
    spans = [
        (start, end, label)
        for truth in truths
        for label, key in ((ISSUE, "issue"), (REQUEST, "request"))
        for said in _several(truth.get(key))
        for start, end in places(letter.passage.text, said)[:1]
    ]
    return [
        next(
            (
                label
                for start, end, label in spans
                if 2 * (min(one.end, end) - max(one.start, start)) > one.end - one.start
            ),
            OTHER,
        )
        for one in found
    ]


def name_labels(letter: AnnotatedLetter, found: list[Token]) -> list[str]:
    """B-, I- and O for the tagger of names; of what overlaps, the longest comes first."""
    labels = ["O"] * len(found)
    for kind, said in _names(letter):
        for start, end in places(letter.passage.text, said):
            inside = [place for place, token in enumerate(found) if token.start >= start and token.end <= end]
            if all(labels[place] == "O" for place in inside):
                for number, place in enumerate(inside):
                    labels[place] = f"{'I' if number else 'B'}-{kind}"
    return labels


def _names(letter: AnnotatedLetter) -> Iterator[tuple[str, str]]:
    truth = letter.truth
    if not letter.asks:
        return
    asks, signs = truth.get("requester") or {}, truth.get("signatory") or {}
    others = truth.get("more") or []
    access = [row for one in (truth, *others) for row in one.get("access") or []]
    named = {
        "person": [asks.get("name"), signs.get("name"), *(row.get("name") for row in access)],
        "addressee": [truth.get("addressee")],
        "subject": [truth.get("subject")],
        "number": [truth.get("number")],
        "office": [asks.get("unit"), truth.get("sender_office")],
        "position": [asks.get("position"), signs.get("position")],
        "application": [
            *(one.get("application") for one in (truth, *others)),
            *(row.get("application") for row in access),
        ],
        "place": [one.get("location") for one in (truth, *others)],
    }
    for kind, values in named.items():
        for said in sorted({each for one in values for each in _several(one)}, key=lambda each: (-len(each), each)):
            yield kind, said


def places(text: str, said: str) -> list[tuple[int, int]]:
    """Where it stands, however its blanks are folded; else where its words do."""
    pieces = [re.escape(piece) for piece in re.split(r"[\s|]+", said) if piece]
    if not pieces:
        return []
    begin, end = (r"(?<!\w)" if said[:1].isalnum() else ""), (r"(?!\w)" if said[-1:].isalnum() else "")
    found = [hit.span() for hit in re.finditer(begin + r"[\s|]+".join(pieces) + end, text, re.IGNORECASE)]
    words = re.findall(r"\w+", said)
    if found or not words:
        return found
    loose = r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)"
    return [hit.span() for hit in re.finditer(loose, text, re.IGNORECASE)]


def _several(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [said for one in values if one and (said := " ".join(str(one).split()))]
