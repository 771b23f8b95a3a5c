"""Times of the day: "pukul 09.30 WITA", "jam 4 sore", "jam setengah sembilan", "14:05", "9 am"."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.dates.reader import Piece, Reader
from pipeline.dates.said import Said

_HOURS = 24
_MINUTES = 60
_NOON = 12


class _Time(NamedTuple):
    hour: int
    minute: int
    end: int
    rough: bool = False


def clock(reader: Reader, index: int, said: Said) -> Piece | None:
    """The time that begins here; without "pukul" only where its form, a zone or the day beside it says so."""
    start = reader.end_of(index, "clock")
    if start is not None:
        start = _past_fillers(reader, start)
        found = _half(reader, start) or _told(reader, start)
        return _completed(reader, found) if found else None
    beside = bool(said.kinds & {"date", "days", "weekday"})
    half = _half(reader, index) if beside or reader.at(index).kind == "word" else None
    if half:
        return _completed(reader, half)
    if reader.at(index).kind != "number" or not reader.begins_free(index):
        return None
    found = _plain(reader, index, beside=beside)
    return _completed(reader, found) if found else None


def _past_fillers(reader: Reader, index: int) -> int:
    """Past "sekitar", a colon, a point: "pukul : 08.00", "jam sekitar 8", "Jam/pukul 08.00"."""
    for _ in range(4):
        end = reader.end_of(index, "about", "clock")
        if end and reader.at(index).kind == "word":
            index = end
        elif reader.at(index).text in (":", ".", "/", "(", "-") and reader.at(index).text:
            index += 1
        else:
            break
    return index


def _told(reader: Reader, index: int) -> _Time | None:
    """What follows "pukul": `09.30`, `0930`, `9`, `8an`, `sembilan lewat sepuluh`."""
    token = reader.at(index)
    if token.kind == "number" and len(token.text) in (3, 4):
        return _valid(int(token.text[:-2]), int(token.text[-2:]), index + 1)
    counted = reader.counted(index)
    if counted is None or counted[0] > _HOURS:
        return None
    hour, end = counted
    minute = _minute(reader, end, signs=".:,")
    if minute is not None:
        return _valid(hour, minute, _past_seconds(reader, end + 2))
    dash = reader.at(end).text == "-"
    if reader.at(end + dash).text in ("an", "ish"):
        return _valid(hour, 0, end + dash + 1, rough=True)
    spoken = _spoken(reader, index, hour, end)
    if spoken:
        return spoken
    return _valid(hour, 0, end) if reader.ends_free(end) or reader.end_of(end, "part") else None


def _spoken(reader: Reader, index: int, hour: int, end: int) -> _Time | None:
    """An hour and what is told of its minutes: "9 lewat 10", "9 kurang seperempat", "delapan tiga puluh"."""
    for kind, sign in (("past", 1), ("to", -1)):
        after = reader.end_of(end, kind)
        amount = _amount(reader, after) if after else None
        if amount:
            total = hour * _MINUTES + sign * amount[0]
            return _valid(total // _MINUTES, total % _MINUTES, amount[1])
    counted = reader.counted(end) if reader.at(index).kind == "word" else None
    if counted is None or counted[0] >= _MINUTES or reader.means(counted[1], "unit"):
        return None
    return _valid(hour, counted[0], counted[1])


def _amount(reader: Reader, index: int) -> tuple[int, int] | None:
    """Minutes behind "lewat" or "kurang"."""
    quarter = reader.end_of(index, "quarter")
    if quarter:
        return 15, quarter
    counted = reader.counted(index)
    if counted is None or counted[0] >= _MINUTES:
        return None
    return counted[0], reader.end_of(counted[1], "minutes") or counted[1]


def _half(reader: Reader, index: int) -> _Time | None:
    """`setengah sembilan` is 08.30, `half past nine` 09.30."""
    end = reader.end_of(index, "half")
    counted = reader.counted(end) if end else None
    if end is None or counted is None or not 1 <= counted[0] <= _NOON or reader.means(counted[1], "unit"):
        return None
    later = reader.at(end - 1).text == "past"
    return _valid(counted[0] - (not later), 30, counted[1])


def _plain(reader: Reader, index: int, *, beside: bool) -> _Time | None:
    """`14:05`; `09.30 WITA`, `8 pagi`, `9 am`; beside a day also `14.05` and `0730`."""
    token = reader.at(index)
    minute = _minute(reader, index + 1, signs=":.")
    if minute is not None and len(token.text) <= 2:  # noqa: PLR2004 - an hour's digits
        end = _past_seconds(reader, index + 3)
        if not reader.ends_free(end):
            return None
        told = (
            reader.at(index + 1).text == ":" or beside or reader.end_of(end, "zone", "part", "am", "pm")
            or (len(token.text) == 2 and (reader.follows(index, "since") or reader.begins_line(index)))  # noqa: PLR2004 - "07.40"
        )  # fmt: skip
        return _valid(int(token.text), minute, end) if told else None
    if len(token.text) == 4:  # noqa: PLR2004 - "0730"
        told = reader.end_of(index + 1, "zone") or (beside and not 1990 <= int(token.text) <= 2100)  # noqa: PLR2004 - years
        return _valid(int(token.text[:2]), int(token.text[2:]), index + 1) if told else None
    if len(token.text) > 2:  # noqa: PLR2004 - an hour's digits
        return None
    end = index + 1
    part = reader.means(end, "part")
    named = reader.end_of(end, "am", "pm", "oclock") or (part and (beside or part[0] != "night"))
    at = beside and reader.at(index - 1).text == "at" and reader.ends_free(end) and reader.at(end).kind == "sign"
    rough = beside and reader.at(end).text == "an" and not reader.at(end).gap
    if rough:
        return _valid(int(token.text), 0, end + 1, rough=True)
    return _valid(int(token.text), 0, end) if named or at else None


def _minute(reader: Reader, index: int, signs: str) -> int | None:
    """The two digits behind a sign: `.30`."""
    sign, minute = reader.at(index), reader.at(index + 1)
    if not sign.text or sign.text not in signs or sign.gap or minute.gap or minute.kind != "number":
        return None
    return int(minute.text) if len(minute.text) == 2 else None  # noqa: PLR2004 - a minute's digits


def _past_seconds(reader: Reader, index: int) -> int:
    return index + 2 if _minute(reader, index, signs=":.") is not None else index


def _valid(hour: int, minute: int, end: int, *, rough: bool = False) -> _Time | None:
    return _Time(hour, minute, end, rough) if 0 <= hour <= _HOURS and minute < _MINUTES else None


def _completed(reader: Reader, found: _Time) -> Piece:
    """With what follows a time: am or pm, the zone, a second time: `08.00-09.00 WIB`."""
    said = Said(hour=found.hour, minute=found.minute, rough=found.rough)
    end = _meridiem(reader, found.end, said)
    if reader.at(end).text == "-" and reader.at(end + 1).kind == "number":
        last = _told(reader, end + 1)
        if last:
            said.last_hour, said.last_minute, end = last.hour, last.minute, last.end
    end = reader.end_of(end, "oclock") or end
    zone = reader.means(end, "zone")
    if zone and reader.at(end).gap < 2:  # noqa: PLR2004 - a new paragraph
        said.zone, end = str(zone[0]), zone[1]
    return Piece(end, said)


def _meridiem(reader: Reader, index: int, said: Said) -> int:
    assert said.hour is not None  # noqa: S101 - the caller has found one
    for kind in ("am", "pm"):
        end = reader.end_of(index, kind)
        if end and said.hour <= _NOON:
            said.hour = said.hour % _NOON + (_NOON if kind == "pm" else 0)
            return end
    return index
