"""From a mail and its documents to letters: every finder asked, the best value kept, nothing invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from pipeline.dates import DateRules
from pipeline.extraction.access import filled
from pipeline.extraction.content import Content
from pipeline.extraction.covers import above_signature, contact_of_cover, day_of, without_sheets
from pipeline.extraction.grouping import Group, group, lists_beside, lone_letter, may_be_letter
from pipeline.extraction.heading import find_head
from pipeline.extraction.issue import find_embedded_evidence, find_issue, read_content
from pipeline.extraction.learned import Decided, decide
from pipeline.extraction.matters import part_matters
from pipeline.extraction.requester import find_contact, find_named_contact, find_requester, find_signer
from pipeline.extraction.rows import document_of, rows_of
from pipeline.extraction.sheet import Sheet
from pipeline.extraction.signs import in_plain_signs
from pipeline.extraction.units import find_units
from pipeline.filenames import BODY
from pipeline.model import BY_MODEL, FROM_MAIL, Document, Field, Form, Letter, Mail
from pipeline.rulebook import Directory, Rulebook
from pipeline.tagging import UNRELATED, LetterModels, Passage

_CONTACT = ("requester.name", "requester.phone", "requester.email")
FEW_WORDS = 8
COVER_WORDS = 60  # of a mail around a document; what is longer is the letter itself
ASKS = 0.5  # probability from which a document asks for something

_AT_LENGTH = frozenset({"issue.description", "requested_resolution"})
_CAME = 0.9  # chance that who asks is reached where his mail came from
_PERHAPS = 0.5  # chance of a role that the letter names of nobody in particular
_LONG, _SHORT = 6_000, 500  # characters: three pages; a subject that fills a paragraph


def extract(
    mail: Mail,
    documents: Sequence[Document],
    *,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    models: LetterModels | None = None,
    bare: bool = True,
) -> tuple[Letter, ...]:
    """All letters in a mail: the attached ones, else the mail itself; with `bare`, of a mail without words its document, whatever it is.

    Without `models` they are read by the rules alone. With them, a letter for whose contact no words name an address has its mail's.
    """
    letters = _letters(mail, documents, rulebook=rulebook, directory=directory, zone=zone, models=models, bare=bare)
    return tuple(_answered_to(letter, mail) for letter in letters) if models else letters


def _answered_to(letter: Letter, mail: Mail) -> Letter:
    """The letter with the address that its mail came from, where its own words, its cover's and its signature's give none."""
    if mail.sender is None:
        return letter
    address = mail.sender.address
    came = Field(value=address, confidence=_CAME, part=BODY, page=1, text=address, finder=FROM_MAIL)
    return _completed(letter, {"requester.email": came})


def _letters(
    mail: Mail,
    documents: Sequence[Document],
    *,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    models: LetterModels | None,
    bare: bool,
) -> tuple[Letter, ...]:
    documents = tuple(in_plain_signs(document) for document in without_sheets(documents))
    groups, loose = group(documents, rulebook.labels)
    sent = _written_on(mail, rulebook.dates, zone)

    def sheet(one: Group, *, subject: str = "", writer: str = "") -> Sheet:
        if models and one.documents[0].part != BODY:
            one.form = Form(models.form(one.documents[0].text))
        return Sheet(
            rows_of(one.documents),
            one,
            rules=rulebook.labels,
            dates=rulebook.dates,
            directory=directory,
            zone=zone,
            sent=sent,
            subject=subject,
            writer=writer,
            address=mail.sender.address if mail.sender else "",
        )

    body = in_plain_signs(body_of(mail))
    written = sheet(
        Group(documents=[body], evidence=loose, lists=lists_beside(documents, [])),
        subject=mail.original_subject or mail.subject,
        writer=(mail.sender.name or "") if mail.sender else "",
    )
    if models and not groups and (lone := _lone_document(documents, body, models)):
        groups = [lone_letter(lone, loose)]
    if len(groups) == 1:
        groups[0].lists = lists_beside(documents, groups)
    if groups:
        letters = tuple(
            _letter(sheet(one), full_text="\n".join(d.text for d in one.documents), models=models) for one in groups
        )
        return (_covered(_with_contact(letters[0], written), mail, written),) if len(letters) == 1 else letters
    if not written.rows:  # no words: nothing, or signs alone
        return tuple(
            _letter(sheet(Group(documents=[one])), full_text=one.text, models=models)
            for one in documents[: int(bare)]
            if len(one.text.split()) >= FEW_WORDS  # a bare document is a letter, whatever it looks like
        )
    letter = _covered(_letter(written, full_text=mail.text, models=models), mail, written)
    return (_completed(letter, _signed(mail, written)) if mail.signature else letter,)


def _lone_document(documents: Sequence[Document], body: Document, models: LetterModels) -> Document | None:
    """The document that asks for something, where none has a letter's head and the mail's own words ask for less."""
    asks = {one.part: _asks(one, models) for one in documents if may_be_letter(one)}
    best = max(asks, key=lambda part: asks[part], default=None)
    if best is None or asks[best] < ASKS or asks[best] <= _asks(body, models) or len(body.text.split()) > COVER_WORDS:
        return None
    return next(one for one in documents if one.part == best)


def _asks(document: Document, models: LetterModels) -> float:
    """How likely a text asks for a service."""
    return 1.0 - models.kind(Passage(text=document.text, form="")).get(UNRELATED, 0.0) if document.text.strip() else 0.0


def _written_on(mail: Mail, dates: DateRules, zone: ZoneInfo) -> date | None:
    """The day from which a mail counts its days: of a forward that of the mail that was forwarded, where it can be true."""
    sent = mail.date.astimezone(zone).date() if mail.date else None
    said = day_of(mail.original_date, dates, sent=sent, zone=zone) if mail.original_date else None
    return said if said and (sent is None or said <= sent) else sent


def _covered(letter: Letter, mail: Mail, written: Sheet) -> Letter:
    """The letter with what the cover above it completes or corrects of its contact."""
    if not mail.cover:
        return letter
    completes, corrects = contact_of_cover(_beside(written, above_signature(mail.cover, written.rules), mail))
    surer = {
        path: said
        for path, said in completes.items()
        if (mine := letter.fields.get(path)) and mine.finder == BY_MODEL and mine.confidence < said.confidence
    }
    corrects = {**surer, **corrects}
    corrected = replace(
        letter,
        fields={**letter.fields, **corrects},
        matters=tuple(replace(matter, fields={**matter.fields, **corrects}) for matter in letter.matters),
    )
    return _completed(corrected, completes)


def _beside(written: Sheet, text: str, mail: Mail) -> Sheet:
    """Words that stand beside those of the mail, its cover or its signature, as a sheet of their own."""
    document = in_plain_signs(document_of(text, sha256=mail.sha256))
    return Sheet(
        rows_of([document]),
        Group(documents=[document]),
        rules=written.rules,
        dates=written.dates,
        directory=written.directory,
        zone=written.zone,
        sent=written.sent,
    )


def _signed(mail: Mail, written: Sheet) -> dict[str, Field]:
    """Who signs a mail below its "-- ": name, unit and number."""
    sheet = _beside(written, mail.signature, mail)
    find_requester(sheet)
    find_signer(sheet)
    find_units(sheet)
    return {path: found for path, found in sheet.found.items() if path.startswith("requester.")}


def _with_contact(letter: Letter, written: Sheet) -> Letter:
    """A letter that names no contact, with the one that the mail around it names; who merely signs the mail is none."""
    if "requester.phone" in letter.fields or not written.rows:
        return letter
    find_requester(written)
    find_named_contact(written, read_content(written))
    contact = {path: written.found[path] for path in _CONTACT if path in written.found}
    return _completed(letter, contact) if "requester.phone" in contact else letter


def _completed(letter: Letter, more: Mapping[str, Field]) -> Letter:
    """The letter, and its matters, with fields that it does not have."""
    matters = tuple(replace(matter, fields={**more, **matter.fields}) for matter in letter.matters)
    doubtful = {path: found for path, found in letter.doubtful.items() if path not in more}
    return replace(letter, fields={**more, **letter.fields}, doubtful=doubtful, matters=matters)


def body_of(mail: Mail) -> Document:
    """The mail's own text as a document."""
    return document_of(mail.text, sha256=mail.sha256)


def find_by_rules(sheet: Sheet) -> Content:
    """Run every finder of the rules, and give back the sorted sentences."""
    find_head(sheet)
    find_requester(sheet)
    content = read_content(sheet)
    find_issue(sheet, content)
    find_contact(sheet, content)
    find_units(sheet)
    return content


def _letter(sheet: Sheet, *, full_text: str, models: LetterModels | None) -> Letter:
    """What rules find, and models decide where there are any."""
    content = find_by_rules(sheet)
    decided = decide(sheet, models) if models else Decided(found=sheet.found)
    sheet.found = decided.found
    rights = sheet.access.rights if decided.rights is None else decided.rights
    access = filled(rights, sheet.value("issue.application"))
    if "issue.application" in sheet.found and len({right.application for right in access}) > 1:
        del sheet.found["issue.application"]  # several applications: each stands in its row
    find_embedded_evidence(sheet)
    own = (document.part for document in sheet.source.documents if document.part != BODY)
    whole = Letter(
        form=sheet.form,
        fields=_bounded(sheet.found),
        doubtful=_bounded({**decided.doubtful, **_unplaced_role(sheet)}),
        candidates={
            path: tuple(_bounded({path: one})[path] for one in told)
            for path, told in decided.candidates.items()
            if told
        },
        access=access,
        evidence=tuple(name for name in dict.fromkeys(sheet.source.evidence) if name not in sheet.access.parts),
        parts=tuple(dict.fromkeys((*own, *sheet.access.parts))),
        full_text=full_text,
    )
    return replace(whole, matters=tuple(_matters(sheet, whole, content)))


def _unplaced_role(sheet: Sheet) -> dict[str, Field]:
    """A role that the letter names, where it is open whose it is: it is not asked for once more."""
    role = sheet.access.role
    at = Field(value=role, confidence=_PERHAPS, part=BODY, page=1, text=role, finder="access")
    return {"access": at} if role else {}


def _bounded(found: Mapping[str, Field]) -> dict[str, Field]:
    """Values no longer than people write them: what is said at length is cut with an ellipsis, the letter itself goes along."""
    return {
        path: replace(one, value=_cut(one.value, _LONG if path in _AT_LENGTH else _SHORT))
        for path, one in found.items()
    }


def _cut(value: str, most: int) -> str:
    return value if len(value) <= most else f"{value[:most].rsplit(None, 1)[0][:most]} …"


def _matters(sheet: Sheet, whole: Letter, content: Content) -> Iterator[Letter]:
    """The letter once for each of its matters: head and contact are common, the issue is each one's own."""
    common = {path: found for path, found in whole.fields.items() if not path.startswith(("issue.", "requested_"))}
    for matter in part_matters(content, sheet.rules):
        own = sheet.for_matter(common)
        find_issue(own, matter)
        yield replace(
            whole,
            fields=_bounded(own.found),
            matter=" ".join(one.text for one in (*matter.description, *matter.request)),
        )
