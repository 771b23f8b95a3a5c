"""`nodis search`: what a person types, and what of letters and replies goes into the archive."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError
from pipeline.model import Case, Letter, Mail, MailKind, Understanding
from pipeline.store import Entry, Query, Transaction, add_to_archive

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CASE = re.compile(r"\d{4}-\d{4,}")
_FILTERS = {"unit": "unit", "sop": "sop", "perkara": "perkara", "dari": "dari"}
_ADVICE = 'Contoh: nodis search "bandwidth unit:Manado 2026-03"'


def read_query(said: str) -> Query:
    """Words that must all be there; `unit:`, `sop:`, `perkara:`, `dari:` (address) and a day, month or year narrow it.

    Raises:
        UsageError: a quotation mark without end, or an unknown filter.
    """
    try:
        lexer = shlex.shlex(said, posix=True, punctuation_chars="")
        lexer.whitespace_split, lexer.quotes, lexer.commenters, lexer.escape = True, '"', "", ""
        tokens = list(lexer)
    except ValueError as error:
        raise UsageError(f"pencarian {said!r}: tanda kutip tidak ditutup", advice=_ADVICE) from error
    words: list[str] = []
    unit: list[str] = []
    facets: list[str] = []
    for token in tokens:
        name, colon, value = token.partition(":")
        if colon and value and name.lower() in _FILTERS:
            if name.lower() == "unit":
                unit += re.findall(r"\w+", value)
            else:
                facets.append(_facet(name.lower(), value))
        elif colon and value and name.isalpha():
            raise UsageError(
                f"saringan {name!r} tidak dikenal",
                advice=f"Yang ada: {', '.join(f'{one}:' for one in _FILTERS)} dan tanggal.",
            )
        elif date := _DATE.fullmatch(token):
            facets.append(_day_facet(*(part for part in date.groups() if part)))
        elif _CASE.fullmatch(token):
            facets.append(_facet("perkara", token))
        elif re.search(r"\w", token):
            words.append(token)
    if not (words or unit or facets):
        raise UsageError("tidak ada yang dicari", advice=_ADVICE)
    return Query(words=tuple(words), unit=tuple(unit), facets=tuple(facets))


def keep_findable(
    mail: Mail, understanding: Understanding, cases: tuple[Case, ...], *, at: datetime, zone: ZoneInfo, tx: Transaction
) -> None:
    """A mail's letters, each under its case, or a reply under the case that it is about."""
    if understanding.kind is MailKind.LETTER and understanding.letters:
        for place, letter in enumerate(understanding.letters):
            case = cases[place] if place < len(cases) else (cases[-1] if cases else None)
            add_to_archive(_of_letter(mail, letter, case, at, zone), tx)
    elif understanding.kind is MailKind.REPLY:
        case = cases[0] if cases else None
        unit = (case.letter.value("requester.unit") or "") if case else ""
        add_to_archive(_entry(mail, case, "reply", at, zone, unit=unit, subject=mail.subject, body=mail.text), tx)


def _of_letter(mail: Mail, letter: Letter, case: Case | None, at: datetime, zone: ZoneInfo) -> Entry:
    subject = f"{letter.value('subject') or mail.subject} {letter.value('number') or ''}".strip()
    unit = letter.value("requester.unit") or letter.value("sender_office") or ""
    return _entry(mail, case, "letter", at, zone, unit=unit, subject=subject, body=letter.full_text or mail.text)


def _entry(
    mail: Mail, case: Case | None, kind: str, at: datetime, zone: ZoneInfo, *, unit: str, subject: str, body: str
) -> Entry:
    sender = mail.sender.address if mail.sender else ""
    local = at.astimezone(zone)
    facets = [_day_facet(*local.strftime("%Y %m %d").split()[:parts]) for parts in (1, 2, 3)]
    facets += [_facet("dari", sender)] if sender else []
    facets += [_facet("perkara", case.id)] if case else []
    facets += [_facet("sop", case.sop)] if case and case.sop else []
    return Entry(
        message=mail.sha256, case=case.id if case else None, kind=kind, at=at, sender=sender, unit=unit, subject=subject, body=body,
        facets=tuple(facets),
    )  # fmt: skip


def _facet(name: str, value: str) -> str:
    return name + re.sub(r"[\W_]", "", value.lower())


def _day_facet(*parts: str) -> str:
    return ("thn", "bln", "tgl")[len(parts) - 1] + "".join(parts)
