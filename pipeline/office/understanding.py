"""From a mail and its documents to what they say: extraction, routing and what is missing, in that order."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from pipeline import extraction, intake, routing, sop
from pipeline.model import Document, Letter, Mail, MailKind, Part, ReturnedCopy, Route, Understanding, Verdict
from pipeline.reading import Reader
from pipeline.rulebook import Directory, Rulebook, Trust

# Kinds that headers and thread settle for good: no letter is looked for in them.
SETTLED = (MailKind.AUTOMATIC, MailKind.BOUNCE, MailKind.UNRELATED)


def understand_mail(
    mail: Mail,
    documents: Sequence[Document],
    *,
    file: str,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    returned: tuple[ReturnedCopy, ...] = (),
) -> Understanding:
    """What a mail says. A mail in which nobody asks for anything is UNRELATED, or a REPLY if it brings our letters back."""
    problems = tuple(document.problem for document in documents if document.problem)
    if mail.kind in SETTLED:
        return Understanding(file=file, kind=mail.kind, because=mail.because, problems=problems)
    letters = extraction.extract(mail, documents, rulebook=rulebook, directory=directory, zone=zone)
    routed = [pair for letter in letters for pair in _routed(letter, rulebook)]
    if mail.kind is MailKind.REPLY:
        return Understanding(file=file, kind=mail.kind, because=mail.because, problems=problems, returned=returned)
    requests = [(letter, route) for letter, route in routed if route.request]
    if not requests:
        why = tuple(reason for _, route in routed for reason in route.because) or ("tidak ada permintaan di dalamnya",)
        if returned:
            why = (f"membawa kembali surat {', '.join(copy.letter for copy in returned)}",)
            return Understanding(
                file=file,
                kind=MailKind.REPLY,
                because=why,
                problems=problems,
                documents=tuple(documents),
                returned=returned,
            )
        kind = MailKind.LETTER if problems else MailKind.UNRELATED
        return Understanding(
            file=file, kind=kind, because=mail.because + why, problems=problems, documents=tuple(documents)
        )
    return Understanding(
        file=file,
        kind=MailKind.LETTER,
        because=mail.because,
        letters=tuple(letter for letter, _ in requests),
        routes=tuple(route for _, route in requests),
        missing=tuple(_missing(letter, route, rulebook) for letter, route in requests),
        problems=problems,
        documents=tuple(documents),
        returned=returned,
    )


def _routed(letter: Letter, rulebook: Rulebook) -> list[tuple[Letter, Route]]:
    """The letter with its route; as several requests where each of them goes to another SOP for certain."""
    matters = [(matter, routing.route(matter, rulebook=rulebook)) for matter in letter.matters]
    sops = [route.sop for _, route in matters]
    if len(matters) > 1 and None not in sops and len(set(sops)) == len(sops):
        return [(_own_access(matter, route, sops, rulebook), route) for matter, route in matters]
    whole = replace(letter, matters=())
    return [(whole, routing.route(whole, rulebook=rulebook))]


def _own_access(matter: Letter, route: Route, sops: Sequence[str | None], rulebook: Rulebook) -> Letter:
    """A list of accounts goes with the request whose SOP asks for one."""

    def wants(sop: str | None) -> bool:
        return sop is not None and any(need.path == "access" for need in rulebook.sops[sop].request.required)

    keeps = wants(route.sop) or not any(wants(sop) for sop in sops)
    return replace(matter, matters=(), access=matter.access if keeps else ())


def _missing(letter: Letter, route: Route, rulebook: Rulebook) -> tuple[str, ...]:
    return sop.missing(letter, rulebook.sops[route.sop]) if route.sop else ()


def without_pages(understanding: Understanding) -> Understanding:
    """What is kept of the documents: which files there were, not their words."""
    return replace(understanding, documents=tuple(replace(document, pages=()) for document in understanding.documents))


def inspect(  # what `nodis inspect` needs: rules and a reader, no store
    name: str,
    raw: bytes,
    *,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    reader: Reader,
    own: str = "",
) -> Understanding:
    """What a mail (`.eml`) or a bare document says; changes nothing. A bare document is a letter."""
    if name.lower().endswith(".eml"):
        mail = intake.parse(raw, kinds=rulebook.kinds, trust=Trust(), own=own)
    else:
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        part = Part(name=name, content_type=content_type, content=raw)
        mail = bare_mail(part, hashlib.sha256(raw).hexdigest())
    documents = () if mail.kind in SETTLED else reader.read_all(mail.parts)
    found = understand_mail(
        mail, documents, file=name, rulebook=rulebook, directory=directory, zone=_zone_of(mail) or zone
    )
    return replace(found, documents=(extraction.body_of(mail), *documents))


_ZONES = {7: "Asia/Jakarta", 8: "Asia/Makassar", 9: "Asia/Jayapura"}


def _zone_of(mail: Mail) -> ZoneInfo | None:
    """The Indonesian zone that the mail was written in, by its Date's offset; None for any other."""
    offset = mail.date.utcoffset() if mail.date else None
    name = _ZONES.get(int(offset.total_seconds() // 3600)) if offset else None
    return ZoneInfo(name) if name else None


def bare_mail(part: Part, sha256: str) -> Mail:
    """A shell around a document that came without a mail (`nodis inspect surat.pdf`)."""
    return Mail(
        sha256=sha256,
        message_id=None,
        sender=None,
        original_sender=None,
        recipients=(),
        subject="",
        date=None,
        in_reply_to=(),
        references=(),
        text="",
        quoted="",
        parts=(part,),
        dmarc=Verdict.NONE,
        auto_submitted=False,
        kind=MailKind.LETTER,
        because=("berkas tanpa surel",),
        codes=(),
        cases=(),
    )
