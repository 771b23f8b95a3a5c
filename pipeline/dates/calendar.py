"""Days of the calendar: "2 Maret 2026", "02/03/26", "2026-03-02", "3 s.d. 5 Maret", "tgl 5"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from pipeline.dates.reader import Piece, Reader
from pipeline.dates.said import Said

YEARS = range(1990, 2101)
MONTHS = 12
DAYS = 31
_MOST_LISTED = 8  # days in "3, 4, 5 dan 6 Maret"
_YEAR = 4  # digits
_LEAST = 4  # letters of a misspelt month


def calendar(reader: Reader, index: int, *, told: bool) -> Piece | None:
    """The date that begins here; `told` where "tanggal", a weekday or the like announces one."""
    if reader.at(index).kind == "number" and reader.begins_free(index):
        for form in (_iso, _listed, _named, _numeric):
            found = form(reader, index, told=told)
            if found:
                return _shifted(reader, found)
    found = _month_first(reader, index) or (_bare(reader, index) if told else None)
    return _shifted(reader, found) if found else None


def _shifted(reader: Reader, piece: Piece) -> Piece:
    """With what says on which side of today it lies: "12 Maret lalu", "tanggal 8 kemarin"."""
    assert piece.said is not None  # noqa: S101 - each form says something
    if reader.at(piece.end).gap < 2:  # noqa: PLR2004 - a new paragraph
        for kind in ("last", "next"):
            end = reader.end_of(piece.end, kind)
            if end and not reader.means(end, "part"):
                piece.said.shift = "last" if kind == "last" else "next"
                return Piece(end, piece.said)
    return piece


def _tight(reader: Reader, index: int, signs: str) -> str | None:
    """A sign that stands without blanks between two tokens."""
    token = reader.at(index)
    return token.text if token.text and token.text in signs and not token.gap and not reader.at(index + 1).gap else None


def _year(reader: Reader, index: int, *, short: bool = False) -> int | None:
    token = reader.at(index)
    if token.kind != "number":
        return None
    if len(token.text) == _YEAR and int(token.text) in YEARS:
        return int(token.text)
    return 2000 + int(token.text) if short and len(token.text) == 2 else None  # noqa: PLR2004 - two digits of a year


def _iso(reader: Reader, index: int, *, told: bool) -> Piece | None:
    del told
    year, sign = _year(reader, index), _tight(reader, index + 1, "-/.")
    if year is None or not sign or _tight(reader, index + 3, sign) is None:
        return None
    month, day = reader.number(index + 2), reader.number(index + 4)
    if month is None or day is None or not (1 <= month <= MONTHS and 1 <= day <= DAYS):
        return None
    return Piece(index + 5, Said(number=day, month=month, year=year)) if reader.ends_free(index + 5) else None


def _numeric(reader: Reader, index: int, *, told: bool) -> Piece | None:
    """`02/03/2026`, `2-3-26`, `2.3.2026`, `2/3`."""
    day, month = reader.number(index), reader.number(index + 2)
    sign = reader.at(index + 1).text
    if not day or not month or not sign or sign not in "/-.":
        return None
    tight = _tight(reader, index + 1, sign) is not None
    if reader.at(index + 3).text == sign and (tight or reader.at(index + 2).gap == 1):
        year = _year(reader, index + 4, short=tight)
        if year is not None and reader.ends_free(index + 5):
            if month > MONTHS >= day:
                day, month = month, day  # "3/15/2026", as some machines print it
            valid = day <= DAYS and month <= MONTHS
            return Piece(index + 5, Said(number=day, month=month, year=year)) if valid else None
    if not tight or not reader.ends_free(index + 3) or day > DAYS or month > MONTHS:
        return None
    return Piece(index + 3, Said(number=day, month=month)) if _is_day_and_month(reader, index, told=told) else None


def _is_day_and_month(reader: Reader, index: int, *, told: bool) -> bool:
    """Whether "10/8" is a date: fractions, scores and times look alike."""
    sign, announced = reader.at(index + 1).text, told or reader.at(index - 1).text == "("
    dated = reader.follows(index, "date") or reader.follows(index - 1, "date")
    if sign == ".":
        return dated
    if (
        sign == "-"
        and dated
        and len(reader.at(index).text) == 1
        and int(reader.at(index).text) < int(reader.at(index + 2).text)
    ):
        return False  # "tgl 3-5" are three days; a month is written "03-05" or "3-5-2026"
    if announced or reader.follows(index, "since") or reader.follows(index, "until"):
        return True
    two = len(reader.at(index).text + reader.at(index + 2).text) > 2  # noqa: PLR2004 - "1/2" is a half
    return sign == "/" and two and (reader.number(index), reader.number(index + 2)) != (24, 7)


def _listed(reader: Reader, index: int, *, told: bool) -> Piece | None:
    """Several days of one month: a range is one moment, of a list this is the first day."""
    first = reader.number(index)
    if not first or first > DAYS:
        return None
    days, ranged, place = [first], False, _aside(reader, index + 1)
    for _ in range(_MOST_LISTED):
        after, is_range = _between(reader, place, told=told)
        if after is None:
            break
        after = reader.end_of(after, "date") or after
        following = reader.number(after)
        if not following or following > DAYS:
            return None
        days.append(following)
        ranged, place = ranged or is_range, _aside(reader, after + 1)
        end = _end_of_month(reader, place)
        if end:
            said = Said(number=first, month=end.month, year=end.year)
            if ranged:
                said.last_number = days[-1]
                return Piece(end.end, said)
            return Piece(index + 1, said)
        if told and ranged and _tight(reader, place, "/-.") and reader.at(place).text == "/":
            month = reader.number(place + 1)
            year = _year(reader, place + 3, short=True) if _tight(reader, place + 2, "/") else None
            if month and month <= MONTHS:
                said = Said(number=first, month=month, year=year, last_number=days[-1])
                return Piece(place + 4 if year else place + 2, said)
    return None


def _between(reader: Reader, index: int, *, told: bool) -> tuple[int | None, bool]:
    """Where the next day of a list begins, and whether a range leads there."""
    if reader.at(index).text == "-":
        return index + 1, True
    until = reader.end_of(index, "until")
    if until:
        return until, True
    if told and reader.at(index).text == ",":
        return reader.end_of(index + 1, "and") or index + 1, False
    return reader.end_of(index, "and"), False


def _aside(reader: Reader, index: int) -> int:
    """Past an ordinal's ending and a number in words: "2nd", "2 (dua)"."""
    if reader.at(index).text in ("st", "nd", "rd", "th") and not reader.at(index).gap:
        return index + 1
    if reader.at(index).text == "(":
        for end in range(index + 1, index + 5):
            if reader.at(end).text == ")":
                return end + 1
            if reader.at(end).kind != "word" or not reader.means(end, "number"):
                break
    return index


@dataclass(frozen=True, slots=True)
class _Month:
    month: int
    year: int | None
    end: int


def _end_of_month(reader: Reader, index: int) -> _Month | None:
    """Month and year of "2 Maret 2026", "2-Mar-26", "2 bulan Maret tahun 2026", from behind the day."""
    place = index
    sign = reader.at(place).text
    if sign and sign in "-/.,":
        place += 1
    if reader.end_of(place, "filler") and reader.at(place).text in ("bulan", "bln", "of"):
        place += 1
    month = reader.means(place, "month")
    if month is None:
        misspelt = _misspelt(reader, place)
        month = (misspelt, place + 1) if misspelt else None
    if month is None or reader.at(place).gap > 1:
        return None
    place = month[1]
    for year_at in _years_from(reader, place):
        short = reader.at(year_at - 1).text in ("-", "/", "'") and not reader.at(year_at).gap
        year = _year(reader, year_at, short=short)
        if year is not None and reader.at(year_at).gap < 2:  # noqa: PLR2004 - a new paragraph
            return _Month(int(month[0]), year, year_at + 1)
    return _Month(int(month[0]), None, place)


def _years_from(reader: Reader, index: int) -> Iterator[int]:
    """Where a year may stand behind a month: "Maret 2026", "Mar. 2026", "Maret, 2026", "Mar-26", "Maret tahun 2026"."""
    yield index
    if reader.at(index).text in ("-", "/", ".", ",", "'", "tahun", "thn", "th"):
        yield index + 1
        if reader.at(index + 1).text == ".":
            yield index + 2


def _misspelt(reader: Reader, index: int) -> int | None:
    """The month that a word before a year is a slip of: "Feburari 2026", "Agutsus 2026"."""
    token = reader.at(index)
    if token.kind != "word" or len(token.text) < _LEAST or _year(reader, index + 1) is None:
        return None
    for name, month in reader.lexicon.months:
        if len(name) >= _LEAST and OSA.distance(token.text, name) <= (2 if len(name) > 6 else 1):  # noqa: PLR2004 - long words
            return month
    return None


def _named(reader: Reader, index: int, *, told: bool) -> Piece | None:
    del told
    day = reader.number(index)
    if not day or day > DAYS:
        return None
    end = _end_of_month(reader, _aside(reader, index + 1))
    return Piece(end.end, Said(number=day, month=end.month, year=end.year)) if end else None


def _month_first(reader: Reader, index: int) -> Piece | None:
    """`March 2, 2026`, `bulan Maret`, `Maret 2026`."""
    month = reader.means(index, "month")
    if month is None:
        return None
    value, place = int(month[0]), month[1]
    if reader.at(place).text == "." and not reader.at(place).gap:
        place += 1
    weak = reader.at(index).text in reader.lexicon.weak
    day = reader.number(place)
    if day and day <= DAYS:
        after = _aside(reader, place + 1)
        year_at = after + 1 if reader.at(after).text == "," else after
        year = _year(reader, year_at)
        if year is not None:
            return Piece(year_at + 1, Said(number=day, month=value, year=year))
        if after > place + 1 or reader.follows(index, "month_follows"):
            return Piece(after, Said(number=day, month=value))
    year = _year(reader, place) if reader.at(place).gap < 2 else None  # noqa: PLR2004 - a new paragraph
    if year is not None and not weak:
        return Piece(place + 1, Said(month=value, year=year))
    announced = (
        reader.at(index - 1).text in ("bulan", "bln")
        or reader.follows(index, "since")
        or reader.follows(index, "until")
    )
    return Piece(place, Said(month=value)) if announced and not weak else None


def _bare(reader: Reader, index: int) -> Piece | None:
    """A day alone behind "tanggal": "tgl 5", "tanggal lima", "the 5th", "tgl 3-5"."""
    found = reader.counted(index)
    if (
        found is None
        or not 1 <= found[0] <= DAYS
        or not (reader.follows(index, "date") or reader.at(index - 1).text in ".:")
    ):
        return None
    end = _aside(reader, found[1])
    after, ranged = _between(reader, end, told=False)
    last = reader.number(after) if after is not None and ranged else None
    if last and found[0] < last <= DAYS and after is not None and reader.ends_free(after + 1):
        return Piece(after + 1, Said(number=found[0], last_number=last))
    return Piece(end, Said(number=found[0])) if reader.ends_free(end) or ranged else None
