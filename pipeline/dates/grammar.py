"""All moments of a text: pieces that stand together are one, two that "s.d." joins are a range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from pipeline.dates.calendar import calendar
from pipeline.dates.clock import clock
from pipeline.dates.moment import Moment, Prefer
from pipeline.dates.reader import Piece, Reader
from pipeline.dates.relative import relative
from pipeline.dates.resolving import resolve
from pipeline.dates.rules import DateRules
from pipeline.dates.said import Said

Cue = Literal["since", "until", "by"]
_CUES: tuple[Cue, ...] = ("since", "until", "by")
_MOST_BETWEEN = 4  # small words between two pieces of one moment
_SIGNS = frozenset(',()/:;[]"')
_ABBREVIATED = 5  # letters of a word that ends in a point within a sentence: "tgl.", "sept."
_DAY_KINDS = frozenset({"date", "weekday", "days", "period", "ahead"})


def moments(
    text: str, *, rules: DateRules, anchor: date | datetime | None, zone: tzinfo, prefer: Prefer = "past"
) -> list[Moment]:
    """Every moment that a text names, in order.

    `anchor` is the day the text was written on (with a time, "2 jam lalu" is a time, too); without one, days that lack
    their year are left out. `prefer` says on which side of it a day lies that may lie on either: "past" for what
    happened, "future" for what is put off. The words beside a day ("sejak", "depan", "lalu") count before it. Linear in
    the length of the text.
    """
    reader = Reader(text, rules.lexicon)
    found = [_moment(reader, one, anchor, zone, prefer) for one in _groups(reader)]
    return [one for one in found if one]


@dataclass(slots=True)
class _Group:
    """Pieces that name one moment, and the word in front of them."""

    said: Said
    first: int  # tokens
    end: int
    cue: Cue | None = None
    last: Said | None = None  # the end of a range


def _groups(reader: Reader) -> Iterator[_Group]:
    index, cue, skip = 0, None, False
    while index < len(reader.tokens):
        token = reader.at(index)
        if reader.says_nothing(index):
            index, cue, skip = index + 1, None, False
            continue
        if token.gap > 1:
            cue, skip = None, False
        group, end = _group(reader, index)
        if group is not None:
            group.cue = cue
            if not skip and _is_a_moment(group):
                end = _ranged(reader, group)
                yield group
            index, cue, skip = end, None, False
            continue
        if end > index:  # a duration, a vague day
            index, cue, skip = end, None, False
            continue
        cue, skip, index = _next(reader, index, cue, skip=skip)


def _next(reader: Reader, index: int, cue: Cue | None, *, skip: bool) -> tuple[Cue | None, bool, int]:
    """The cue after the word here, whether what follows is passed over, and where it begins."""
    for kind in _CUES:
        end = reader.end_of(index, kind)
        if end:
            return kind, skip, end
    over = reader.end_of(index, "every", "vague")
    if over:
        return None, True, over
    between = _between(reader, index)
    return (cue, skip, between) if between else (None, False, index + 1)


def _between(reader: Reader, index: int) -> int | None:
    """Past a small word or sign that may stand within a moment."""
    token = reader.at(index)
    if token.text == "." and not token.gap:
        before = reader.at(index - 1)
        return index + 1 if before.kind == "word" and len(before.text) < _ABBREVIATED else None
    if token.text in _SIGNS or (token.text == "t" and not token.gap):
        return index + 1 if token.text else None
    return reader.end_of(index, "about", "date", "filler", "within", "month_follows")


def _group(reader: Reader, index: int) -> tuple[_Group | None, int]:
    """The moment that begins at a token; else None, and how far the text is read."""
    said, first, end, place, between, told = Said(), None, index, index, 0, False
    while place < len(reader.tokens):
        if first is not None and reader.at(place).gap > 1:
            break
        piece = _piece(reader, place, said, told=told)
        if piece is not None and piece.said is None:
            return (_Group(said, first, end), end) if first is not None else (None, piece.end)
        if piece is not None and piece.said is not None:
            if not _belongs(reader, said, piece, place) or not said.take(piece.said):
                break
            first = place if first is None else first
            end = place = piece.end
            between, told = 0, "weekday" in piece.said.kinds
            continue
        after = _between(reader, place) or (_before_clock(reader, place, said) if first is not None else None)
        told = told or bool(reader.end_of(place, "date"))
        if after is None or between >= _MOST_BETWEEN or (first is None and not told):
            break
        between, place = between + 1, after
    return (_Group(said, first, end), end) if first is not None else (None, index)


def _before_clock(reader: Reader, index: int, said: Said) -> int | None:
    """Past "dari" or a dash between a day and its time: "tadi pagi dari jam 8", "26/02/2026 - 10:15"."""
    since = reader.end_of(index, "since")
    if since and reader.end_of(since, "clock", "about"):
        return since
    dashed = reader.at(index).text == "-" and "clock" not in said.kinds and clock(reader, index + 1, Said()) is not None
    return index + 1 if dashed else None


def _piece(reader: Reader, index: int, said: Said, *, told: bool) -> Piece | None:
    if reader.at(index).kind == "sign" or reader.says_nothing(index):
        return None
    zone = reader.means(index, "zone") if "clock" in said.kinds else None
    if zone:
        return Piece(zone[1], Said(zone=str(zone[0])))  # "jam 8 pagi WIB"
    if told:
        return calendar(reader, index, told=True) or relative(reader, index, said) or clock(reader, index, said)
    return _clock_or_day(reader, index, said)


def _clock_or_day(reader: Reader, index: int, said: Said) -> Piece | None:
    """A piece that nothing announces: a time where "pukul" stands or a day is said, else a day."""
    if reader.end_of(index, "clock"):
        found = clock(reader, index, said)
        if found:
            return found
    return relative(reader, index, said) or calendar(reader, index, told=False) or clock(reader, index, said)


def _belongs(reader: Reader, said: Said, piece: Piece, index: int) -> bool:
    """Whether a weekday behind a date is that date's, not the next one's: "2 Maret, Selasa 3 Maret"."""
    if piece.said is None or "weekday" not in piece.said.kinds or not said.kinds & {"date", "days"}:
        return True
    after = piece.end
    while (end := _between(reader, after)) and after - piece.end < _MOST_BETWEEN:
        after = end
    return calendar(reader, after, told=True) is None and (
        said.days is not None or reader.at(index - 1).text in ("(", "hari", ",")
    )


def _is_a_moment(group: _Group) -> bool:
    """Whether the pieces name a moment: neither a part of the day in a greeting nor a word that may be a weekday."""
    kinds = group.said.kinds
    if group.said.weak and kinds == {"weekday"}:
        return group.cue is not None or group.said.shift is not None
    if kinds & (_DAY_KINDS | {"clock"}):
        return True
    return "part" in kinds and group.cue is not None


def _ranged(reader: Reader, group: _Group) -> int:
    """The end of the moment, a range's included: "Senin s.d. Rabu", "pukul 08.00 sampai 10.00"."""
    sign = reader.at(group.end)
    after = reader.end_of(group.end, "until")
    dash = sign.text == "-" and (sign.gap == 0) == (reader.at(group.end + 1).gap == 0)
    both = (
        reader.end_of(group.end, "and") if reader.follows(group.first, "within") else None
    )  # "antara 13.00 dan 15.30"
    start = after or both or (group.end + 1 if dash else None)
    if start is None or sign.gap > 1:
        return group.end
    other, end = _second(reader, start, group.said)
    if other is None or not (
        after or _are_alike(group.said.kinds, other.kinds) or (both and "clock" in group.said.kinds)
    ):
        return group.end
    group.last, group.end = other, end
    if other.zone and not group.said.zone:
        group.said.zone = other.zone
    return end


def _are_alike(kinds: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a dash between them makes a range: two dates, two times, "Kamis-Jumat pekan depan"."""
    return kinds - {"zone"} == others - {"zone"} or (kinds == {"weekday"} and others == {"weekday", "period"})


def _second(reader: Reader, index: int, said: Said) -> tuple[Said | None, int]:
    """What a range ends with: a moment, or a bare hour behind a time."""
    other, end = _group(reader, index)
    if other is not None and not other.said.bare:
        return other.said, end
    token = reader.at(index)
    if "clock" in said.kinds and token.kind == "number" and len(token.text) <= 2:  # noqa: PLR2004 - an hour's digits
        hour = int(token.text)
        minute = (
            reader.number(index + 2)
            if reader.at(index + 1).text in (".", ":") and not reader.at(index + 2).gap
            else None
        )
        end = index + 1 if minute is None else index + 3
        if hour < 24 and (minute or 0) < 60 and reader.ends_free(end):  # noqa: PLR2004 - a clock's own numbers
            last = Said(hour=hour, minute=minute or 0)
            zone = reader.means(end, "zone")
            if zone:
                last.zone, end = str(zone[0]), zone[1]
            return last, end
    return None, index


def _moment(
    reader: Reader, group: _Group, anchor: date | datetime | None, zone: tzinfo, prefer: Prefer
) -> Moment | None:
    said, last = group.said, group.last
    where = ZoneInfo(said.zone) if said.zone else zone
    side: Prefer = "past" if group.cue == "since" and last is None else "future" if group.cue == "by" else prefer
    if last is not None:
        _share(said, last)
    found = None if said.bare and side == "past" else resolve(said, anchor, side, zone)  # "selama 3 hari" tells no day
    if found is None:
        return None
    ends = (
        resolve(last, anchor if last.kinds & {"days", "ahead", "period"} else found.day, "future", zone)
        if last
        else None
    )
    start, end = reader.at(group.first).start, reader.at(group.end - 1).end
    moment = Moment(
        start=start, end=end, text=reader.text[start:end], day=found.day, time=found.at, zone=where,
        precision=found.precision, last=found.last, last_time=found.last_at, part=said.part,
        day_said=bool(said.kinds & _DAY_KINDS), cue=group.cue,
    )  # fmt: skip
    if ends is None or last is None:
        return moment
    if not last.kinds & _DAY_KINDS:
        return replace(moment, last_time=ends.at)
    return replace(moment, last=ends.day if ends.day > found.day else None, last_time=ends.at)


def _share(said: Said, last: Said) -> None:
    """What one end of a range leaves to the other: month and year, the day of two times."""
    if said.number is not None and last.number is not None:
        said.month, last.month = said.month or last.month, last.month or said.month
        said.year = said.year or last.year
        last.year = last.year or said.year
    if said.kinds == {"weekday"} and last.period is not None:
        said.period, said.period_count = last.period, last.period_count
    if not said.kinds & _DAY_KINDS and last.kinds & _DAY_KINDS and said.hour is not None:
        for name in ("number", "month", "year", "weekday", "days", "shift", "part"):
            if getattr(said, name) is None:
                setattr(said, name, getattr(last, name))
