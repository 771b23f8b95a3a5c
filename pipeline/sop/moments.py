"""Dates and times as people write them in a reply: "Jumat", "besok pukul 10", "9 Maret", "3 hari lagi"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb pebruari", "maret mar mrt", "april apr", "mei", "juni jun", "juli jul",
            "agustus agu ags agt", "september sep sept", "oktober okt", "november nov nop nopember", "desember des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAYS = {
    name: number
    for number, names in enumerate(
        ("senin sen", "selasa sel", "rabu rab", "kamis kam", "jumat jum'at jumaat jum", "sabtu sab", "ahad")
    )
    for name in names.split()
}
_NUMBERS = dict(
    zip(
        ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh"],
        range(1, 11),
        strict=True,
    )
)
_UNITS = {"hari": 1, "minggu": 7, "pekan": 7, "bulan": 30}

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WRITTEN = re.compile(rf"\b(\d{{1,2}})[ -]+({_MONTH})\b\.?(?:[ -]+(\d{{4}}))?")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?(?![\d/-])")
_BARE = re.compile(r"\b(?:tanggal|tgl)\.? (\d{1,2})\b(?! ?[./:]\d)")
_AHEAD = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)}|se) ?({'|'.join(_UNITS)})\b(?! depan)")
_CLOCK = re.compile(r"\b(?:pukul|jam|pkl)\.? ?(\d{1,2})(?:[.:](\d{2}))?(?: ?(pagi|siang|sore|malam))?")
_UNTIL = re.compile(r"\b(?:sampai|hingga|s\.d\.?|s/d|sd|smp)\b(?: dengan)?(.*)", re.DOTALL)
_NOON = 12
_SUNDAY = 6


def find_until(text: str, now: datetime) -> datetime | None:
    """Until when something is put off: what stands after "sampai", else the first date. Midnight where no time is said."""
    lowered = re.sub(r"\s+", " ", text.lower())
    after = _UNTIL.search(lowered)
    return (find_moment(after.group(1), now) if after else None) or find_moment(lowered, now)


def find_moment(text: str, now: datetime, *, past: bool = False) -> datetime | None:
    """The first moment that the text names, in the zone of `now`; with `past` a date without year is the last one."""
    lowered = re.sub(r"\s+", " ", text.lower())
    day = _day(lowered, now.date(), past=past)
    clock = _clock(lowered)
    if day is None and clock is None:
        return None
    return datetime.combine(day or now.date(), clock or time(), now.tzinfo)


def has_clock(text: str) -> bool:
    """Whether a time of day is named."""
    return _clock(text.lower()) is not None


def _clock(text: str) -> time | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    hour, minute, part = int(found.group(1)), int(found.group(2) or 0), found.group(3)
    if part in ("siang", "sore", "malam") and hour < _NOON and not (part == "siang" and hour > _NOON - 2):
        hour += _NOON
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a clock's own numbers


def _day(text: str, today: date, *, past: bool) -> date | None:
    for found in (
        _iso(text),
        _written(text, today, past=past),
        _numeric(text, today, past=past),
        _relative(text, today),
    ):
        if found:
            return found
    return _weekday(text, today, past=past) or _bare(text, today)


def _iso(text: str) -> date | None:
    found = _ISO.search(text)
    return _date(int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None


def _written(text: str, today: date, *, past: bool) -> date | None:
    found = _WRITTEN.search(text)
    if not found:
        return None
    return _in_year(found.group(3), _MONTHS[found.group(2)], int(found.group(1)), today, past=past)


def _numeric(text: str, today: date, *, past: bool) -> date | None:
    found = _NUMERIC.search(text)
    return _in_year(found.group(3), int(found.group(2)), int(found.group(1)), today, past=past) if found else None


def _in_year(year: str | None, month: int, day: int, today: date, *, past: bool) -> date | None:
    if year:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)  # noqa: PLR2004 - digits of a year
    this = _date(today.year, month, day)
    if this is None:
        return None
    if past:
        return this if this <= today else _date(today.year - 1, month, day)
    # A date just gone by is a slip, not next year's: the caller sees that it is past and asks back.
    return this if (today - this).days < 180 else _date(today.year + 1, month, day)  # noqa: PLR2004 - half a year


def _relative(text: str, today: date) -> date | None:
    for words, days in (("hari ini", 0), ("besok lusa", 2), ("lusa", 2), ("besok", 1), ("kemarin", -1), ("kmrn", -1)):
        if re.search(rf"\b{words}\b", text):
            return today + timedelta(days=days)
    if re.search(r"\b(?:minggu|pekan) depan\b", text) and not _named_day(text):
        return today + timedelta(days=7 - today.weekday())
    if re.search(r"\bbulan depan\b", text):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    if re.search(r"\bakhir bulan\b", text):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    found = _AHEAD.search(text)
    if found:
        count = 1 if found.group(1) == "se" else _NUMBERS.get(found.group(1)) or int(found.group(1))
        return today + timedelta(days=count * _UNITS[found.group(2)])
    return None


def _named_day(text: str) -> int | None:
    found = re.search(rf"\b({'|'.join(sorted(_DAYS, key=len, reverse=True))})\b", text)
    if found:
        return _DAYS[found.group(1)]
    return _SUNDAY if re.search(r"\bhari minggu\b", text) else None


def _weekday(text: str, today: date, *, past: bool) -> date | None:
    wanted = _named_day(text)
    if wanted is None:
        return None
    if past:
        return today - timedelta(days=(today.weekday() - wanted) % 7)
    ahead = (wanted - today.weekday()) % 7 or 7
    if re.search(r"\b(?:minggu|pekan) depan\b", text):
        ahead = 7 - today.weekday() + wanted
    return today + timedelta(days=ahead)


def _bare(text: str, today: date) -> date | None:
    """A day alone, "tanggal 9": of this month, or of the next where it is past."""
    found = _BARE.search(text)
    if not found:
        return None
    this = _date(today.year, today.month, int(found.group(1)))
    if this and this > today:
        return this
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _date(following.year, following.month, int(found.group(1)))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
