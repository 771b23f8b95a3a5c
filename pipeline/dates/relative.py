"""Days told from the day of writing: "kemarin", "2 hari yang lalu", "Senin depan", "minggu lalu", "tadi pagi"."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from pipeline.dates.reader import Piece, Reader
from pipeline.dates.said import Said

_COUNTS = {"last": -1, "this": 0, "next": 1}
_LEAST = 5  # letters of a misspelt weekday: "hari kami" is none
_A_DAY = 24  # hours
_FURTHEST = 999  # units before or after


def relative(reader: Reader, index: int, said: Said) -> Piece | None:
    """The piece that begins here, seen beside what is said already."""
    for form in (_ago, _night, _day, _period, _weekday, _edge):
        found = form(reader, index)
        if found:
            return found
    return _part(reader, index, said)


def _ago(reader: Reader, index: int) -> Piece | None:
    """`2 hari yang lalu`, `dua pekan lagi`, `seminggu`, `2x24 jam`; a duration that tells no day is read over."""
    counted = _counted_unit(reader, index)
    if counted is None:
        return None
    count, unit, end = counted
    while (more := _counted_unit(reader, reader.end_of(end, "and") or end)) and more[1] == "minute":
        end = more[2]  # "2 jam 30 menit"
    if count > _FURTHEST:
        return Piece(end, None)
    ago, ahead = reader.end_of(end, "ago"), reader.end_of(end, "ahead")
    already = reader.follows(index, "already")
    if ahead and not already:
        return Piece(ahead, Said(ahead=count, unit=unit))
    if ago and (already or not reader.end_of(end, "this")):
        return Piece(ago, Said(ahead=-count, unit=unit))
    if already:
        return Piece(end, Said(ahead=-count, unit=unit))
    hours = unit == "minute" or (unit == "hour" and count < _A_DAY)  # "2 jam" alone is how long, not when
    return Piece(end, None if hours else Said(ahead=count, unit=unit, bare=True))


def _counted_unit(reader: Reader, index: int) -> tuple[int, str, int] | None:
    if not reader.begins_free(index) or reader.at(index - 1).text == "ke":  # "minggu ke 3 bulan Maret"
        return None
    one = reader.means(index, "one")
    if one:
        return 1, str(one[0]), one[1]
    found = reader.counted(index, digits=3)
    if found is None:
        return None
    count, place = found
    if reader.at(place).text in ("x", "*") and (times := reader.number(place + 1)):
        count, place = count * times, place + 2  # "2x24 jam"
    if reader.at(place).text == "-" and not reader.at(place).gap and (most := reader.number(place + 1)):
        count, place = most, place + 2  # "2-3 hari": at the latest
    unit = reader.means(place, "unit")
    if (
        unit is None
        or reader.at(place).gap > 1
        or (unit[0] == "hour" and reader.counted(unit[1]) and _is_hour(reader, unit[1]))
    ):
        return None
    return count, str(unit[0]), unit[1]


def _is_hour(reader: Reader, index: int) -> bool:
    """Whether "jam" begins a time, not ends a duration: "tgl 5 jam 8", but "2 jam 30 menit"."""
    counted = reader.counted(index)
    return counted is not None and not reader.end_of(counted[1], "minutes")


def _night(reader: Reader, index: int) -> Piece | None:
    found = reader.means(index, "last_night")
    return Piece(found[1], Said(days=-1, part="night", last_night=True)) if found else None


def _day(reader: Reader, index: int) -> Piece | None:
    """`kemarin`, `lusa`, `tadi`; "besok-besok" and "kemarin2" are no day."""
    found = reader.means(index, "day")
    if found:
        word, after = reader.at(index), reader.at(found[1])
        doubled = after.text == "-" and not after.gap and reader.at(found[1] + 1).text == word.text
        if doubled or (after.kind == "number" and not after.gap):
            return Piece(found[1] + (2 if doubled else 1), None)
        return Piece(found[1], Said(days=int(found[0])))
    earlier, later = reader.end_of(index, "earlier"), reader.end_of(index, "later")
    if earlier and (reader.at(index).text not in ("mau", "wau") or reader.means(earlier, "part")):
        return Piece(earlier, Said(days=0))
    if later and (reader.means(later, "part") or reader.end_of(later, "clock")):
        return Piece(later, Said(days=0))
    return None


def _period(reader: Reader, index: int) -> Piece | None:
    """`minggu lalu`, `bulan depan`, `next week`, `akhir pekan`, `hari Minggu lalu` is none."""
    weekend = reader.end_of(index, "weekend")
    if weekend:
        return Piece(weekend, Said(period="week", period_count=0, edge="weekend"))
    unit = reader.means(index, "unit")
    if unit and unit[0] in ("week", "month") and not _is_day(reader, index):
        for kind, count in _COUNTS.items():
            end = reader.end_of(unit[1], kind)
            if end:
                return Piece(end, Said(period="week" if unit[0] == "week" else "month", period_count=count))
    for kind, count in _COUNTS.items():
        end = reader.end_of(index, kind)
        unit = reader.means(end, "unit") if end else None
        if (
            unit
            and unit[0] in ("week", "month")
            and reader.at(index).text in ("last", "past", "previous", "this", "next", "coming")
        ):
            return Piece(unit[1], Said(period="week" if unit[0] == "week" else "month", period_count=count))
    return None


def _is_day(reader: Reader, index: int) -> bool:
    return reader.at(index - 1).text in ("hari", "hr", "hri") and not reader.counted(index - 2)


def _edge(reader: Reader, index: int) -> Piece | None:
    """`akhir bulan`, `awal Maret`, `pertengahan bulan ini`."""
    for edge in ("start", "middle", "finish"):
        end = reader.end_of(index, edge)
        if not end:
            continue
        month = reader.means(end, "month") or (reader.means(end + 1, "month") if reader.means(end, "unit") else None)
        if month and reader.at(end).gap == 1:
            year = reader.number(month[1], digits=4)
            has_year = year is not None and year > 1990  # noqa: PLR2004 - a year, no day
            said = Said(month=int(month[0]), year=year if has_year else None, edge=edge)
            return Piece(month[1] + has_year, said)
        period = _period(reader, end)
        if period and period.said and period.said.edge is None:
            period.said.edge = edge
            return period
        unit = reader.means(end, "unit")
        if unit and unit[0] in ("week", "month"):
            return Piece(unit[1], Said(period="week" if unit[0] == "week" else "month", period_count=0, edge=edge))
    return None


def _weekday(reader: Reader, index: int) -> Piece | None:
    """`Senin`, `Senin lalu`, `last Monday`, `malam Jumat`."""
    before = reader.at(index).text
    for kind, shift in (("last", "last"), ("next", "next"), ("this", None)):
        end = reader.end_of(index, kind)
        if end and before in ("last", "past", "previous", "next", "coming", "this"):
            day = reader.means(end, "weekday")
            return (
                Piece(day[1], Said(weekday=int(day[0]), shift="last" if shift == "last" else "next" if shift else None))
                if day
                else None
            )
    found = reader.means(index, "weekday")
    if found is None:
        misspelt = _misspelt(reader, index)
        if misspelt is None:
            return None
        found = (misspelt, index + 1)
    said = Said(weekday=int(found[0]), weak=_is_weak(reader, index))
    end = found[1]
    if reader.at(end).text == "." and not reader.at(end).gap:
        end += 1  # "Sen., 2/3"
    for kind in ("last", "next"):
        after = reader.end_of(end, kind)
        if after and reader.at(end).gap < 2:  # noqa: PLR2004 - a new paragraph
            said.shift = "last" if kind == "last" else "next"
            return Piece(after, said)
    this = reader.end_of(end, "this")
    return Piece(this or end, said)


def _is_weak(reader: Reader, index: int) -> bool:
    token = reader.at(index)
    if token.text not in reader.lexicon.weak or _is_day(reader, index):
        return False
    capital = reader.text[token.start : token.start + 1].isupper() and len(token.text) > 3  # noqa: PLR2004 - "Sen", "Sat"
    return not (capital and reader.at(index - 1).kind == "word" and token.gap == 1)


def _misspelt(reader: Reader, index: int) -> int | None:
    """The weekday that a word behind "hari" is a slip of: "hari Sleasa"."""
    token = reader.at(index)
    if token.kind != "word" or len(token.text) < _LEAST or not _is_day(reader, index) or reader.phrases(index):
        return None
    return next((day for name, day in reader.lexicon.weekdays if OSA.distance(token.text, name) == 1), None)


def _part(reader: Reader, index: int, said: Said) -> Piece | None:
    """`pagi`, `pagi tadi`, `malam Jumat`; "jam 8 lewat" tells no part."""
    isuk = reader.means(index, "isuk")
    if isuk and not said.kinds:
        return Piece(isuk[1], Said(days=int(isuk[0]), part="either"))
    this = reader.end_of(index, "this")
    if this and (part := reader.means(this, "part")) and not said.kinds:
        return Piece(part[1], Said(days=0, part=str(part[0])))  # "this morning"
    found = reader.means(index, "part") or (("morning", isuk[1]) if isuk else None)
    if found is None:
        return None
    end = found[1]
    if found[0] == "night" and not said.kinds & {"date", "days", "weekday"} and reader.at(end).gap == 1:
        eve = reader.means(end, "weekday")
        if eve and not reader.follows(index, "earlier"):
            return Piece(eve[1], Said(weekday=int(eve[0]), eve=True, part="night"))
    this = reader.end_of(end, "this")
    if this and not said.kinds & {"date", "days", "weekday"}:
        return Piece(this, Said(days=0, part=str(found[0])))
    return Piece(end, Said(part=str(found[0])))
