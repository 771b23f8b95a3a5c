"""Which files are letters, which their further pages and annexes, and which are evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extraction.labels import labelled
from pipeline.extraction.rows import rows_of
from pipeline.model import Document, Form
from pipeline.rulebook.labels import LabelRules
from pipeline.tagging import Passage

LETTER_CUES = 3  # so many kinds of lines of a letter make one
PAGE_CUES = 1  # a further page has fewer
_EVIDENCE_MEDIA = ("image", "other", "sheet", "text")
_EVIDENCE_NAMES = (
    ".mp4",
    ".mov",
    ".3gp",
    ".avi",
    ".mkv",
    ".log",
    ".jpg",
    ".jpeg",
    ".png",
    ".heic",
    ".webp",
    ".gif",
    ".bmp",
    ".csv",
    ".txt",
    ".webm",
)
_IGNORED_NAMES = (".ics", ".vcf", ".p7s", ".asc", ".sig")
_LISTS = ("sheet", "docx", "pdf")
_WORDS = ("pdf", "docx", "image", "text")
LETTER_WORDS = 20  # a screenshot of an error has fewer
FORM_LABELS = 3  # lines with a label that make a form of what has no letter's head
LOGO = 250.0  # pixels: an inline picture lower or narrower than this is a logo
LOGO_BESIDE = 500.0  # pixels: so is one whose longer side is below this, where files are attached beside it


@dataclass(kw_only=True)
class Group:
    """One letter: its documents, and the evidence that goes with it."""

    documents: list[Document]
    evidence: list[str] = field(default_factory=list)
    form: Form | None = None  # where it is known beforehand
    lists: list[Document] = field(default_factory=list)  # beside it: their tables say for whom access is asked


def cues(document: Document, rules: LabelRules) -> int:
    """How many kinds of lines of a letter a document has; a form counts as one at once."""
    if rules.patterns["form"].search(document.text):
        return LETTER_CUES + 2
    if _is_filled_form(document, rules):
        return LETTER_CUES + 2
    lines = document.text.splitlines()
    return sum(any(re.search(cue, line, re.IGNORECASE) for line in lines) for cue in rules.cues["letter"])


def _is_filled_form(document: Document, rules: LabelRules) -> bool:
    """Whether labels of a request have their values: who asks, and at least two of what is wrong, where, and what is asked."""
    filled = {label.path for label in labelled(rows_of([document]), rules) if label.path and label.value}
    asked = {path for path in filled if path.startswith(("issue.", "requested_resolution"))}
    return len(asked) >= 2 and bool(filled & {"requester.unit", "requester.name", "requester.phone", "sender_office"})


def starts_letter(document: Document, rules: LabelRules) -> bool:
    """Whether it has the head of a letter: two of number, subject, "Nota Dinas", "Dari"."""
    lines = document.text.splitlines()[:30]
    found = {cue for line in lines for cue in rules.patterns["letter_start"].findall(line.strip())}
    return len(found) >= 2 or bool(rules.patterns["form"].search(document.text)) or _is_filled_form(document, rules)


def group(documents: Sequence[Document], rules: LabelRules) -> tuple[list[Group], list[str]]:
    """Letters with their pages and evidence, and evidence that belongs to no letter (of a bare mail)."""
    groups: list[Group] = []
    loose: list[str] = []
    attached = any(not document.inline and not _ignored(document) for document in documents)
    for document in documents:
        if _ignored(document, beside=attached):
            continue
        worth = cues(document, rules) if document.pages else 0
        if worth >= LETTER_CUES and (starts_letter(document, rules) or not groups):
            groups.append(Group(documents=[document]))
        elif worth >= PAGE_CUES and groups and _further_page(document, groups[-1], worth):
            groups[-1].documents.append(document)
        elif _is_evidence(document):
            loose.append(document.part)
    if groups:
        groups[0].evidence += loose
        loose = []
    return groups, loose


def lists_beside(documents: Sequence[Document], groups: Sequence[Group]) -> list[Document]:
    """Documents with tables that are no page of a letter: lists that came with it."""
    taken = {one.part for each in groups for one in each.documents}
    found = (one for one in documents if one.part not in taken and not one.inline and one.media in _LISTS)
    return [one for one in found if any(table.rows for page in one.pages for table in page.tables)]


_OF_A_HEAD = re.compile(r"kepada|dari|hal|perihal|nomor")  # labels of letters, not of forms


def lone_letter(document: Document, evidence: Sequence[str]) -> Group:
    """A document without a letter's head that asks for something all the same: a form where it has labels, else a plain letter."""
    named = [label for label, _ in Passage(text=document.text, form="").labels if label]
    headed = any(_OF_A_HEAD.fullmatch(label) for label in named)
    form = Form.FORMULIR if len(named) >= FORM_LABELS and not headed else Form.SURAT
    return Group(documents=[document], evidence=list(evidence), form=form)


def may_be_letter(document: Document) -> bool:
    """Whether a document without a letter's head has words enough to ask for something."""
    return not _ignored(document) and document.media in _WORDS and len(document.text.split()) >= LETTER_WORDS


def _further_page(document: Document, before: Group, worth: int) -> bool:
    """A picture after a picture with the words of a letter, or an annex with a table."""
    first = before.documents[0]
    if document.media == first.media == "image":
        return len(document.text.split()) > 15 and worth >= PAGE_CUES
    return document.media in ("pdf", "docx", "sheet")


def _ignored(document: Document, *, beside: bool = False) -> bool:
    name = document.part.lower()
    if name.endswith(_IGNORED_NAMES) or document.executable:
        return True
    if document.inline and document.pages:
        page = document.pages[0]
        longer = max(page.width, page.height)
        return 0 < page.width < LOGO or 0 < page.height < LOGO or (beside and 0 < longer < LOGO_BESIDE)
    return document.inline and not document.pages


def _is_evidence(document: Document) -> bool:
    if document.media == "image":
        page = document.pages[0] if document.pages else None
        return page is None or page.width == 0 or (page.width >= 90 and page.height >= 90)
    return document.part.lower().endswith(_EVIDENCE_NAMES) and document.media in _EVIDENCE_MEDIA
