"""The vocabulary of nodis: frozen, keyword-only records and closed enums.

No record holds a clock, a connection or a path. Times are aware. Records go to the database and back as JSON through
pydantic's `TypeAdapter`, so they hold plain values, tuples and other records only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# ------------------------------------------------------------------------------------------------------------- mail


class MailKind(StrEnum):
    """What a mail is; each mail is exactly one."""

    LETTER = "letter"
    REPLY = "reply"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    UNRELATED = "unrelated"


class Verdict(StrEnum):
    """What the pinned server says at the head of a mail about the domain in its From (DMARC, RFC 8601)."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"  # failed, partly failed, about another domain, or unreadable
    NONE = "none"  # it has looked, and says neither
    ABSENT = "absent"  # it says nothing at all


class Proof(StrEnum):
    """How far it is shown that a mail comes from the address in its From."""

    PROVEN = "proven"  # the server vouches for it, delivers that domain itself, or is not asked at all
    UNPROVEN = "unproven"  # the server says nothing, or "none"
    REFUTED = "refuted"  # anything but a pass, and a From that is nobody's


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A correspondent; `address` is lower case and without display name."""

    address: str
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One attachment or inline file of a mail, as it came."""

    # File name as a person sees it: decoded, base name, never empty ("lampiran-1.pdf" where none was given), and no two of a
    # mail alike ("scan.pdf", "scan (2).pdf"), because what is found in a file is kept under its name.
    name: str
    content_type: str  # "application/pdf"
    content: bytes = field(repr=False)
    inline: bool = False  # shown inside the body (Content-ID referenced by the HTML)
    content_id: str | None = None
    quoted: bool = False  # a picture that only quoted text shows
    enclosed: bool = False  # came inside an attached mail: whoever sends it on answers nothing with it

    @property
    def foreign(self) -> bool:
        """Whether another's mail brought it: whoever quotes it or sends it on answers nothing with it."""
        return self.enclosed or self.quoted


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounce:
    """What a delivery status notification (RFC 3464) or a plain-text bounce says."""

    recipient: str | None  # the address that failed
    permanent: bool
    status: str  # "5.1.1", or "" where it says none
    message_id: str | None  # of our mail, where the notification carries it


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What in a mail's own words sounds like a program (`rules/kinds.yaml`)."""

    program: float = 0.0  # how likely a program wrote it, 0..1
    because: tuple[str, ...] = ()  # what they are called
    answers: bool = False  # one of them is said by who answers a mail, of his absence or of its receipt
    asks: int = 0  # sentences that want something done or say what is wrong
    rest: str = ""  # the words that are no sign


@dataclass(frozen=True, kw_only=True, slots=True)
class Forwarded:
    """One of several people's mails that a mail brings, with the copies and answers that belong to it."""

    writer: Address | None  # None where it is not said, or several wrote it
    subject: str
    text: str
    quoted: str
    parts: tuple[str, ...] = ()  # names of the files that came in it


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A parsed message. `kind` is what the headers and the thread say; LETTER means "may be a letter"."""

    sha256: str  # of the raw bytes: the mail's identity in nodis
    message_id: str | None  # without angle brackets
    sender: Address | None  # the one address in From; None where two programs may read it differently
    original_sender: Address | None  # of what was forwarded (message/rfc822 or inline), None where nothing was
    recipients: tuple[Address, ...]  # To and Cc
    subject: str
    date: datetime | None  # Date header, aware; None if absent or unreadable
    in_reply_to: tuple[str, ...]  # message ids without brackets
    references: tuple[str, ...]
    text: str  # the new text only: HTML turned to text, without quoted history and forward headers
    quoted: str  # the history below it, "" if none
    parts: tuple[Part, ...]
    dmarc: Verdict
    auto_submitted: bool  # RFC 3834 or its look-alikes: never to be answered
    kind: MailKind
    because: tuple[str, ...]  # why that kind
    codes: tuple[str, ...]  # short codes of assignments found in the subject ("KQ7M-2XP9-RTA4"), each once
    cases: tuple[str, ...]  # case numbers found in the subject's bracket
    bounce: Bounce | None = None
    problems: tuple[str, ...] = ()  # what could not be parsed, in words
    signature: str = ""  # what the writer's program puts below "-- " (RFC 3676)
    # What the outermost message itself shows, quotes and history included, nothing of attached mails: as a program reads
    # it that shows no HTML, and as one that does ("" where there is no HTML). What a container marks as quoted begins with "> ".
    own_plain: str = ""
    own_html: str = ""
    # The HTML read in two other ways: the words that every program shows, and those that one may show. In the second, lines
    # of which nobody says whether they are a quote begin with `hypertext.MAYBE_QUOTED`.
    own_sure: str = ""
    own_possible: str = ""
    own_besides: tuple[str, ...] = ()  # texts of other kinds that a program may show in place of both
    own_further: tuple[str, ...] = ()  # texts right behind it of which nobody knows who put them there
    unclear: str = ""  # text behind a file of which nobody knows whether he or a server on the way put it there
    resent_by: tuple[str, ...] = ()  # addresses in Resent-From and Resent-Sender (RFC 5322 3.6.6)
    delivered_to: tuple[
        str, ...
    ] = ()  # addresses that servers note on delivery: Delivered-To, X-Original-To and the like
    signs: Signs = Signs()
    unsure: bool = False  # the kind is told by words or weak headers: what is filed by it is shown to the operator
    told: bool = False  # the operator has said what it is
    # The server whose `Received` stands above the pinned server's verdict ("" if it has no name), where that stands only
    # at a place that does not count; else None.
    misplaced_verdict: str | None = None
    # Two or more, each perhaps a letter of its own; `text` holds the words of all. () where it brings one or none.
    forwarded: tuple[Forwarded, ...] = ()
    cover: str = ""  # of a forward: what those wrote who sent it on, "" where they wrote nothing
    original_subject: str = ""  # of what was forwarded
    original_date: str = ""  # likewise, as its head says


# --------------------------------------------------------------------------------------------------------- document


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle on a page, origin top left, in the page's own unit (`Page.width` x `Page.height`)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def around(cls, boxes: Iterable[Box | None]) -> Box | None:
        """The smallest box around all that are there; None of none."""
        known = [box for box in boxes if box]
        if not known:
            return None
        return cls(
            x0=min(box.x0 for box in known),
            y0=min(box.y0 for box in known),
            x1=max(box.x1 for box in known),
            y1=max(box.y1 for box in known),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One word; `box` is None where the source has no geometry (mail bodies, DOCX)."""

    text: str
    box: Box | None = None
    confidence: float = 1.0  # 0..1


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Words in reading order. `text` keeps column gaps as runs of two or more spaces or tabs where the source shows them."""

    text: str
    words: tuple[Word, ...] = ()
    box: Box | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows of cell texts, header row included."""

    rows: tuple[tuple[str, ...], ...]
    box: Box | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page; points (1/72 inch) for PDF and DOCX, pixels for images."""

    number: int  # from 1
    width: float = 0.0
    height: float = 0.0
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    source: str = "text"  # "text" | "ocr"
    confidence: float = 1.0  # mean word confidence
    # JPEG in base64 of what the boxes lie on, as wide and high as the page in its own scale; only where it was asked for.
    picture: str = field(default="", repr=False)
    marks: tuple[str, ...] = ()  # codes of nodis's filing marks; only where they were asked for

    @property
    def text(self) -> str:
        """All lines, a newline between."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What one file says."""

    part: str  # the file's name ("surat.pdf"; inside an archive the member's, no two of a mail alike); "body": the mail's text
    media: (
        str  # "body" | "pdf" | "image" | "docx" | "sheet" | "text" | "other" (stored, not read: video, executable ...)
    )
    sha256: str  # of the file's bytes
    pages: tuple[Page, ...] = ()
    inline: bool = False
    container: str | None = None  # the part that is the archive it came out of, whatever archives lie in between
    problem: str | None = None  # why it could not be read, a sentence in Indonesian for the sender
    executable: bool = False  # a program: stored, never opened, never forwarded
    active: str = ""  # what it does beside being read ("makro, perintah DDE"): read, but never forwarded

    @property
    def text(self) -> str:
        """All pages, a blank line between."""
        return "\n\n".join(page.text for page in self.pages)


# ----------------------------------------------------------------------------------------------------------- letter


class Form(StrEnum):
    """The form of a letter."""

    NOTA_DINAS = "nota_dinas"
    SURAT = "surat"
    FORMULIR = "formulir"
    EMAIL = "email"


class Sifat(StrEnum):
    """Urgency or secrecy as printed on the letter (NASKAH 5)."""

    BIASA = "biasa"
    PENTING = "penting"
    SEGERA = "segera"
    SANGAT_SEGERA = "sangat_segera"
    RAHASIA = "rahasia"


# The paths a field may have, in the order in which people are shown them. Values are normalised strings: dates
# "2026-03-02", times "2026-03-02T09:30:00+08:00" (or a bare date), phones E.164, NIP 18 digits.
FIELD_PATHS: tuple[str, ...] = (
    "number",
    "date",
    "subject",
    "sifat",
    "sender_office",
    "addressee",
    "signatory.name",
    "signatory.nip",
    "signatory.position",
    "requester.unit",
    "requester.name",
    "requester.nip",
    "requester.position",
    "requester.phone",
    "requester.email",
    "issue.description",
    "issue.occurred_at",
    "issue.location",
    "issue.application",
    "requested_resolution",
)


UNVERIFIED = "unverified"
"""Finder of a value that a requester gave when he was asked, in a mail that nobody vouches for."""


FROM_MAIL = "mail"  # the finder of what the mail's From says
BY_MODEL = "model"  # the finder of what models chose and rules do not say


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One value with its evidence."""

    value: str  # normalised
    confidence: float  # 0..1
    part: str  # document it stands in: file name, or "body"
    page: int  # from 1
    text: str  # the words as they stand there
    finder: str  # which finder won ("label", "signature", "prose", "requester" for a correction ...)
    box: Box | None = None

    @property
    def verified(self) -> bool:
        """Whether its sender was proven, or need not be."""
        return self.finder != UNVERIFIED


class AccessAction(StrEnum):
    """What is to be done with a right."""

    ADD = "add"
    CHANGE = "change"
    REVOKE = "revoke"


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessRow:
    """One right that is to be given, changed or ended."""

    name: str | None = None
    nip: str | None = None
    application: str | None = None
    role: str | None = None
    action: AccessAction = AccessAction.ADD
    verified: bool = True  # False: likewise

    @property
    def lacks_role(self) -> bool:
        """Whether it is open what the person may do; a right that ends, ends whatever it was."""
        return not self.role and self.action is AccessAction.ADD


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One request as understood."""

    form: Form
    # Key is one of FIELD_PATHS, or "issue.evidence" (the caption of a picture printed in the letter); absent where the
    # letter does not say.
    fields: Mapping[str, Field]
    doubtful: Mapping[str, Field] = field(default_factory=dict)  # what it may say: shown, never asked for
    candidates: Mapping[str, tuple[Field, ...]] = field(
        default_factory=dict
    )  # what a field may be, the likeliest first
    access: tuple[AccessRow, ...] = ()
    evidence: tuple[str, ...] = ()  # file names of photos, screenshots, videos, logs
    parts: tuple[str, ...] = ()  # the documents that are the letter itself and its annexes
    full_text: str = ""
    # The text of this request alone, where a letter asks for several things; None: all of the letter.
    matter: str | None = None
    matters: tuple[Letter, ...] = ()  # candidates: the letter as several requests, before routing told them apart

    def value(self, path: str) -> str | None:
        """The value at `path`, or None where the letter does not say."""
        found = self.fields.get(path)
        return found.value if found else None

    def said(self, path: str) -> str | None:
        """The value at `path` where the letter's own words give it, and not the address that its mail came from."""
        found = self.fields.get(path)
        return found.value if found and found.finder != FROM_MAIL else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Where a letter goes."""

    sop: str | None  # None: a person decides
    score: float  # of the winner
    margin: float  # to the second
    because: tuple[str, ...]  # phrases and conditions that counted, readable
    ranking: tuple[tuple[str, float], ...] = ()  # all SOPs with a score, best first
    outside: str | None = None  # name of a known SOP outside the set that fits better
    request: bool = True  # False: no request at all (an invitation, an invoice): the mail is unrelated
    asks: float = 1.0  # how likely anything is asked for


# -------------------------------------------------------------------------------------------------------- directory


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """Dated absence (both days included) with the deputy's address."""

    start: date
    end: date
    deputy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A holder of roles."""

    name: str
    email: str  # lower case
    nip: str | None = None
    position: str = ""
    roles: tuple[str, ...] = ()  # "gangguan-jaringan/kabag", "kantor/kepala", "kantor/operator"
    away: tuple[Absence, ...] = ()
    until: date | None = None  # last day in the office

    def has_left(self, today: date) -> bool:
        """Whether his last day is over."""
        return self.until is not None and today > self.until

    def absence(self, today: date) -> Absence | None:
        """The dated absence that he is in."""
        return next((gone for gone in self.away if gone.start <= today <= gone.end), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit that writes to us."""

    name: str
    aliases: tuple[str, ...] = ()
    email: str | None = None


# ------------------------------------------------------------------------------------------------------------- case


class CaseState(StrEnum):
    """OPEN: someone is asked. WAITING: for the requester or under TUNDA. REVIEW: the operator decides. Others: ended."""

    OPEN = "open"
    WAITING = "waiting"
    REVIEW = "review"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in (CaseState.CLOSED, CaseState.REFUSED, CaseState.WITHDRAWN)


class Action(StrEnum):
    """The answer words, of holders and of requesters (DESIGN, Answers)."""

    SELESAI = "SELESAI"
    SETUJU = "SETUJU"
    KOREKSI = "KOREKSI"
    TOLAK = "TOLAK"
    TANGANI = "TANGANI"
    TERUSKAN = "TERUSKAN"
    ALIHKAN = "ALIHKAN"
    TANYA = "TANYA"
    TUNDA = "TUNDA"
    PINDAH = "PINDAH"
    GABUNG = "GABUNG"
    BATAL = "BATAL"
    # of the requester
    DATA = "DATA"  # missing values supplied, in free form, by labels or by the filled form
    PERBAIKI = "PERBAIKI"
    STATUS = "STATUS"
    CABUT = "CABUT"
    PUAS = "PUAS"
    BELUM = "BELUM"


DOES_A_STEP = frozenset({Action.SELESAI, Action.SETUJU, Action.KOREKSI, Action.TOLAK, Action.TANGANI, Action.TERUSKAN})
"""Answers by which a step is done; questions, delays and handing on to somebody else do none."""

OF_REQUESTER = frozenset({Action.DATA, Action.PERBAIKI, Action.STATUS, Action.CABUT, Action.PUAS, Action.BELUM})
"""What only requesters say: no step of anybody's."""


class Purpose(StrEnum):
    """`X-Nodis-Purpose` of a mail that nodis sends."""

    ACKNOWLEDGEMENT = "acknowledgement"
    COMPLETENESS = "completeness"
    ASSIGNMENT = "assignment"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    RESULT = "result"
    REPORT = "report"
    REVIEW = "review"
    REFUSAL = "refusal"
    NOTICE = "notice"


class SignatureVerdict(StrEnum):
    """What is to be thought of an electronic signature on a PDF."""

    VALID = "valid"  # by a certificate whose issuer the office trusts; nothing changed since
    UNKNOWN_ISSUER = "unknown-issuer"  # nothing changed since, but nobody vouches for the signer
    CHANGED = "changed"  # whole in itself, but the document was changed afterwards
    BROKEN = "broken"  # what is signed is not what is there, or it cannot be checked


@dataclass(frozen=True, kw_only=True, slots=True)
class PdfSignature:
    """One electronic signature on a PDF."""

    signer: str  # name in the certificate
    verdict: SignatureVerdict
    at: datetime | None = None  # of the time stamp, else as the signer says
    part: str = ""  # name of the file


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A file in the store that belongs to a case."""

    name: str
    sha256: str
    content_type: str
    role: str  # "surat" (the letter), "bukti" (evidence), "lampiran" (annex), or the `asks` key it answers ("foto")
    step: str | None = None  # step number it was handed in at; None: came with the letter
    sender: str | None = None  # address it came from
    made_from: str = ""  # name of the withheld file that this is a safe copy of
    verified: bool = True  # False: in a mail that nobody vouches for
    signatures: tuple[PdfSignature, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What was done at a step: the memory of a case that letters and reports are written from."""

    step: str  # step number, "5"
    at: datetime
    by: str  # address, or "nodis"
    action: str  # Action value, or "nodis" for what the machine did by itself
    note: str = ""  # instruction, reason, correction, question
    values: Mapping[str, str] = field(default_factory=dict)  # asks key -> text ("penyebab": "catu daya rusak")
    files: tuple[StoredFile, ...] = ()
    started_at: datetime | None = None  # when the step began
    due_at: datetime | None = None
    sop: str | None = None  # SOP the step number belongs to: a case may have moved

    @property
    def does_step(self) -> bool:
        """Whether somebody did by it what his step asks."""
        return self.action in DOES_A_STEP

    @property
    def of_requester(self) -> bool:
        """Whether it is a requester's reply, whatever step the case was at."""
        return self.action in OF_REQUESTER


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """Who is asked now. An answer counts only with this token or code and from `address` (DESIGN, bad input)."""

    step: str
    role: str  # "gangguan-jaringan/pelaksana"
    address: str
    name: str
    acting: str | None = None  # "Plt." or "Plh." where a deputy stands in
    token: str  # 128 random bits, hex; whole in the Message-ID
    code: str  # short code in the subject, "KQ7M-2XP9-RTA4"
    answered: bool = False  # for steps that several must answer (C6)
    supervises: bool = False  # of the superior who got the escalation: may ALIHKAN, is not the one who is asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Timer:
    """Something falls due."""

    kind: str  # "reminder" | "escalation" | "resume" (TUNDA ends) | "ask_again" | "give_up" (requester silent)
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedLetter:
    """A letter that nodis wrote: a draft (number None, KONSEP) or issued."""

    id: str  # "2026-0042/surat-perintah/1": case, letter id, running
    letter: str  # id in rules/letters.yaml
    step: str
    draft: bool
    number: str | None = None
    at: datetime | None = None  # date on it
    cancelled: bool = False  # the answer that issued it was taken back; its number stays used


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How the operator ends a case."""

    reason: str  # for the file; the requester does not read it
    words: str  # what the requester is told
    token: str = ""  # of the assignment that asks the operator whether letter and mail may go out; "" once they have


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One case. Only `sop.advance` makes a new one out of an old one; `version` guards each write."""

    id: str  # "2026-0042"
    agenda: int  # number in the register of incoming letters
    state: CaseState
    sop: str | None
    step: str | None  # number within the SOP; None in REVIEW and once ended
    requester: Address
    letter: Letter
    route: Route
    mail: str  # sha256 of the mail that opened it
    mail_message_id: str | None
    received_at: datetime
    opened_at: datetime
    closed_at: datetime | None = None
    files: tuple[StoredFile, ...] = ()
    missing: tuple[str, ...] = ()
    started_at: datetime | None = None  # current step
    due_at: datetime | None = None  # current step; None while the clock stands
    remaining_minutes: float | None = None  # working time left, kept while the clock stands
    waiting_for: str | None = None  # "requester" | "tunda" | "incident" while state is WAITING
    waiting_note: str = ""  # the question asked, or why it is put off
    assignments: tuple[Assignment, ...] = ()
    timers: tuple[Timer, ...] = ()
    entries: tuple[Entry, ...] = ()
    letters: tuple[IssuedLetter, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)  # role id -> address named by TERUSKAN or ALIHKAN
    undo: str | None = None  # the case before the last answer, as JSON, while BATAL may bring it back
    undo_by: str | None = None  # who may say BATAL
    related: tuple[str, ...] = ()  # cases of the same letter, and `thread`
    thread: str | None = None  # the requester's own case in whose thread the letter came
    gathered: Mapping[str, str] = field(default_factory=dict)  # asks key -> text that came before all had come
    gathered_files: tuple[StoredFile, ...] = ()  # files likewise
    incident: str | None = None  # the case that this one follows: one outage, one repair
    followers: tuple[str, ...] = ()  # cases that follow this one
    doubt: str = ""  # why the letter's sender may be forged, a sentence
    proposals: tuple[Proposal, ...] = ()  # what the requester wants, until the operator has confirmed that it is he
    # Person and task -> answers that were not understood since a valid one; the case itself stands as it stood.
    unclear: Mapping[str, int] = field(default_factory=dict, compare=False)
    ending: Ending | None = None  # how the operator ends it: shown to him, or done
    flow: str | None = None  # "gangguan-jaringan:<sha256>": the SOP as it was when the case came under it
    version: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """Its own number, its letter's, and those of the letters that were issued in it."""
        issued = (one.number for one in self.letters)
        return tuple(one for one in (self.id, self.letter.value("number"), *issued) if one)

    @property
    def signatures(self) -> tuple[PdfSignature, ...]:
        """Electronic signatures on all that belongs to it."""
        return tuple(one for stored in self.files for one in stored.signatures)

    @property
    def step_id(self) -> str | None:
        """`gangguan-jaringan/5`."""
        return f"{self.sop}/{self.step}" if self.sop and self.step else None

    @property
    def sifat(self) -> Sifat:
        """As printed; BIASA where the letter says nothing."""
        return Sifat(self.letter.value("sifat") or Sifat.BIASA)


# ----------------------------------------------------------------------------------------------------------- events


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a reply says (`sop.understand`). `action` None: not understood, `doubt` says why."""

    action: Action | None
    note: str = ""  # free text: reason, correction, question, instruction
    values: Mapping[str, str] = field(default_factory=dict)  # asks key, or field path for DATA/PERBAIKI -> text
    person: str | None = None  # name or address after TERUSKAN / ALIHKAN
    until: datetime | None = None  # after TUNDA
    sop: str | None = None  # after PINDAH
    case: str | None = None  # after GABUNG: the case that this one is to follow
    doubt: str | None = None  # a sentence in Indonesian: what is unclear, quoted back to the sender
    text: str = ""  # what was read, to quote it back
    likely: Action | None = None  # what is most likely meant, whether or not it is sure
    probability: float = 0.0  # of `likely`
    vetoes: tuple[str, ...] = ()  # families of words that stand against it


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A holder answered with the right token from the right address."""

    assignment: Assignment
    answer: Answer
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RequesterSaid:
    """The requester wrote within the case; `fields` are values re-read from the mail and its attachments."""

    answer: Answer
    files: tuple[StoredFile, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    access: tuple[AccessRow, ...] = ()
    proof: Proof = Proof.PROVEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What a requester's mail wants that nobody vouches for; the operator is asked whether it is really his."""

    assignment: Assignment  # of the operator, who answers SETUJU or TOLAK
    said: RequesterSaid


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalDecided:
    """The operator's word on a `Proposal`."""

    token: str  # of the proposal's assignment
    accept: bool | None  # None: he said neither
    text: str = ""  # what he wrote


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldersChanged:
    """Somebody has left the office, or a deputy's time is over: open tasks go to who holds the role now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TimerFired:
    """A timer of the case fell due."""

    timer: Timer


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorDecided:
    """The operator's hand. Exactly one of: `sop` (route or PINDAH), `refuse`, `assign`, `close`."""

    sop: str | None = None
    refuse: str | None = None  # reason, for the file
    assign: str | None = None  # address
    reason: str = ""  # why it is assigned
    close: str | None = None  # reason, for the file
    words: str = ""  # what the requester is told of `refuse` and `close`; else what the office says
    show: bool = False  # letter and mail of `refuse` are shown to the operator first


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentBounced:
    """The assignment could not be delivered to `address`."""

    address: str
    permanent: bool
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentEnded:
    """The case that this one follows has ended."""

    main: Case


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyReturned:
    """Somebody sent a copy of the case's own letter back who is not asked for it now."""

    sender: str  # address
    files: tuple[StoredFile, ...]


Event = (
    CopyReturned
    | HoldersChanged
    | ProposalDecided
    | Answered
    | RequesterSaid
    | TimerFired
    | OperatorDecided
    | AssignmentBounced
    | IncidentEnded
)


# ---------------------------------------------------------------------------------------------------------- effects


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteLetter:
    """Write a letter from `rules/letters.yaml`; drafts are marked KONSEP and draw no number."""

    letter: str
    draft: bool
    step: str = ""  # step number at which it is written


@dataclass(frozen=True, kw_only=True, slots=True)
class SendMail:
    """Mail to one person, rendered from `templates/mail/<template>.txt.j2` and `.html.j2`."""

    purpose: Purpose
    template: str  # "assignment", "acknowledgement", "asked-back" ...
    to: Address
    attach: tuple[
        str, ...
    ] = ()  # letter ids (latest of that letter), "surat" (incoming files), "bukti", or an asks key
    assignment: Assignment | None = None  # for ASSIGNMENT and REMINDER
    says: Mapping[str, str] = field(
        default_factory=dict
    )  # what this mail alone needs: "note", "question", "new_due" ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A line for the journal."""

    what: str  # short verb phrase: "step done", "answer refused"
    detail: Mapping[str, str] = field(default_factory=dict)


Effect = WriteLetter | SendMail | Note


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """The new case and what follows, in order."""

    case: Case
    effects: tuple[Effect, ...]


# ------------------------------------------------------------------------------------------------------------- work


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A durable job; its id derives from what it does, so that enqueuing it twice runs it once."""

    id: str  # "read:<sha>", "act:<sha>", "write:<id>", "send:<id>", "sweep:<minute>"
    kind: str  # "read" | "act" | "write" | "send" | "sweep"
    argument: str
    partition: str | None = None  # None: a reading queue; else the case-work queue, one job of a partition at a time
    light: bool = False  # reads mails without files: needs no reading process, and waits for none


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedCopy:
    """One of our own letters that came back, known by its filing mark."""

    part: str  # name of the file that was attached
    document: str  # SHA-256 of the document: `part` itself, or what lies in it where that is an archive
    pages: tuple[int, ...]  # from 1
    case: str
    letter: str  # id of the letter: "2026-0042/berita-acara/1"
    kind: str  # id in rules/letters.yaml
    signed: bool  # it has been on paper, where people sign; or it bears an electronic signature that is not ours


@dataclass(frozen=True, kw_only=True, slots=True)
class Understanding:
    """What a mail or bare document says: the result of reading, extraction and routing."""

    file: str
    kind: MailKind
    because: tuple[str, ...]
    letters: tuple[Letter, ...] = ()
    routes: tuple[Route, ...] = ()  # one a letter
    missing: tuple[tuple[str, ...], ...] = ()  # one a letter
    problems: tuple[str, ...] = ()  # sentences for the sender: what could not be read
    documents: tuple[Document, ...] = field(default=(), repr=False)
    returned: tuple[ReturnedCopy, ...] = ()
    signatures: tuple[PdfSignature, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)  # part -> why it is never opened nor passed on
    safe_copies: Mapping[str, StoredFile] = field(default_factory=dict)  # withheld part -> what people get in its place
    unsure: bool = False  # filed without case and answer, but not for certain: the operator sees it in the morning
    # One a mail of `intake.mails_in`, where several of those that it brings are letters of their own; `letters` are all of theirs.
    forwarded: tuple[Understanding, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A file that `inspect` could not read, and why: a sentence in Indonesian."""

    file: str
    error: str
