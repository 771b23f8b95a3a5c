"""From a mail and its documents to letters: every finder asked, the best value kept, nothing invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from pipeline.extraction.access import filled
from pipeline.extraction.content import Content
from pipeline.extraction.grouping import Group, group
from pipeline.extraction.heading import find_head
from pipeline.extraction.issue import find_embedded_evidence, find_issue, read_content
from pipeline.extraction.matters import part_matters
from pipeline.extraction.requester import find_contact, find_named_contact, find_requester
from pipeline.extraction.rows import rows_of
from pipeline.extraction.sheet import BODY, Sheet
from pipeline.extraction.units import find_units
from pipeline.model import Document, Letter, Line, Mail, Page
from pipeline.rulebook import Directory, Rulebook

_CONTACT = ("requester.name", "requester.phone", "requester.email")


def extract(
    mail: Mail, documents: Sequence[Document], *, rulebook: Rulebook, directory: Directory, zone: ZoneInfo
) -> tuple[Letter, ...]:
    """All letters in a mail: the attached ones, else the mail itself."""
    rules = rulebook.labels
    groups, loose = group(documents, rules)
    sent = mail.date.astimezone(zone).date() if mail.date else None
    body = body_of(mail)
    own = Group(documents=[body], evidence=loose)
    written = Sheet(rows_of([body]), own, rules=rules, directory=directory, zone=zone, sent=sent, subject=mail.subject)
    if groups:
        letters = tuple(
            _letter(
                Sheet(rows_of(one.documents), one, rules=rules, directory=directory, zone=zone, sent=sent),
                full_text="\n".join(d.text for d in one.documents),
            )
            for one in groups
        )
        return (_with_contact(letters[0], written),) if len(letters) == 1 else letters
    return (_letter(written, full_text=mail.text),) if body.text.strip() else ()


def _with_contact(letter: Letter, written: Sheet) -> Letter:
    """A letter that names no contact, with the one that the mail around it names; who merely signs the mail is none."""
    if "requester.phone" in letter.fields or not written.rows:
        return letter
    find_requester(written)
    find_named_contact(written, read_content(written))
    contact = {path: written.found[path] for path in _CONTACT if path in written.found}
    if "requester.phone" not in contact:
        return letter
    fields = {**contact, **letter.fields}
    matters = tuple(replace(matter, fields={**contact, **matter.fields}) for matter in letter.matters)
    return replace(letter, fields=fields, matters=matters)


def body_of(mail: Mail) -> Document:
    """The mail's own text as a document."""
    lines = tuple(Line(text=line) for line in mail.text.split("\n") if line.strip())
    return Document(part=BODY, media="body", sha256=mail.sha256, pages=(Page(number=1, lines=lines),))


def _letter(sheet: Sheet, *, full_text: str) -> Letter:
    """Run every finder."""
    find_head(sheet)
    find_requester(sheet)
    content = read_content(sheet)
    find_issue(sheet, content)
    find_contact(sheet, content)
    find_units(sheet)
    access = filled(sheet.access.rights, sheet.value("issue.application"))
    if "issue.application" in sheet.found and len({right.application for right in access}) > 1:
        del sheet.found["issue.application"]  # several applications: each stands in its row
    find_embedded_evidence(sheet)
    whole = Letter(
        form=sheet.form,
        fields=sheet.found,
        access=access,
        evidence=tuple(dict.fromkeys(sheet.source.evidence)),
        parts=tuple(dict.fromkeys(document.part for document in sheet.source.documents if document.part != BODY)),
        full_text=full_text,
    )
    return replace(whole, matters=tuple(_matters(sheet, whole, content)))


def _matters(sheet: Sheet, whole: Letter, content: Content) -> Iterator[Letter]:
    """The letter once for each of its matters: head and contact are common, the issue is each one's own."""
    common = {path: found for path, found in whole.fields.items() if not path.startswith(("issue.", "requested_"))}
    for matter in part_matters(content, sheet.rules):
        own = sheet.for_matter(common)
        find_issue(own, matter)
        yield replace(
            whole,
            fields=own.found,
            matter=" ".join(one.text for one in (*matter.description, *matter.request)),
        )
