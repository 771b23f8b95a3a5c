"""The rulebook and the calendar, loaded from YAML and validated together."""

from __future__ import annotations

import hashlib
from datetime import date, time
from pathlib import Path

import holidays
from pydantic import Field, TypeAdapter

from pipeline.config.folders import default_rules, rule_file
from pipeline.config.sources import Source
from pipeline.errors import ConfigurationError
from pipeline.rulebook import Ask, Calendar, Hours, LetterKind, Ramadan, Rulebook, Sop
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.base import Rule
from pipeline.rulebook.kinds import KindRules
from pipeline.rulebook.labels import LabelRules
from pipeline.rulebook.routes import RoutingRules

FIRST_YEAR, LAST_YEAR = 2019, 2035
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def load_rulebook(folder: Path) -> Rulebook:
    """All rule files of a folder; a file that the folder lacks comes from the shipped rules.

    Raises:
        ConfigurationError: names file, line, key and what is allowed.
    """
    digest = hashlib.sha256()

    def read(name: str) -> Source:
        source = Source(rule_file(folder, name))
        digest.update(source.text.encode())
        return source

    sops = {}
    names = {path.name for place in (default_rules(), folder) for path in (place / "sop").glob("*.yaml")}
    for name in sorted(names):
        source = read(f"sop/{name}")
        sop = source.validate(TypeAdapter(Sop))
        if name != f"{sop.id}.yaml":
            raise ConfigurationError(
                f"{source.path}:1: id: {sop.id!r} tidak sama dengan nama berkas", advice="Samakan."
            )
        sops[sop.id] = sop
    return Rulebook(
        sops=sops,
        asks=read("asks.yaml").validate(TypeAdapter(dict[str, Ask])),
        letters=read("letters.yaml").validate(TypeAdapter(dict[str, LetterKind])),
        labels=read("labels.yaml").validate(TypeAdapter(LabelRules)),
        routing=read("routing.yaml").validate(TypeAdapter(RoutingRules)),
        answers=read("answers.yaml").validate(TypeAdapter(AnswerRules)),
        kinds=read("kinds.yaml").validate(TypeAdapter(KindRules)),
        digest=digest.hexdigest(),
    )


class _RamadanYear(Rule):
    start: date
    end: date
    source: str = ""


class _Closure(Rule):
    day: date
    name: str


class _CalendarFile(Rule):
    """`rules/calendar.yaml`."""

    hours: dict[str, tuple[str, ...]]  # "monday": ["07.30-12.00", "13.00-16.00"]
    ramadan_hours: dict[str, tuple[str, ...]]
    ramadan: dict[int, _RamadanYear]
    decrees: dict[int, str] = Field(default_factory=dict)  # year -> the joint decree on holidays and collective leave
    closures: tuple[_Closure, ...] = ()


def load_calendar(folder: Path, timezone: str) -> Calendar:
    """Office hours and Ramadan from `calendar.yaml`, holidays and collective leave from the `holidays` library.

    Raises:
        ConfigurationError: names file, line and key.
    """
    source = Source(rule_file(folder, "calendar.yaml"))
    file = source.validate(TypeAdapter(_CalendarFile))
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    free = holidays.country_holidays("ID", years=years, categories=("public", "government"), language="id")
    named = dict(free.items()) | {closure.day: closure.name for closure in file.closures}
    return Calendar(
        timezone=timezone,
        week=_week(file.hours, source, "hours"),
        ramadan_week=_week(file.ramadan_hours, source, "ramadan_hours"),
        ramadan=tuple(Ramadan(start=year.start, end=year.end) for _, year in sorted(file.ramadan.items())),
        holidays=named,
        provisional_years=frozenset(year for year in years if year not in file.decrees),
    )


def _week(days: dict[str, tuple[str, ...]], source: Source, key: str) -> tuple[Hours, ...]:
    unknown = set(days) - set(DAYS)
    if unknown:
        name = min(unknown)
        where = f"{source.path}:{source.line((key, name))}: {key}.{name}"
        raise ConfigurationError(f"{where}: hari tidak dikenal", advice=f"Yang boleh: {', '.join(DAYS)}.")
    return tuple(Hours(spans=tuple(_span(text, source, (key, day)) for text in days.get(day, ()))) for day in DAYS)


def _span(text: str, source: Source, location: tuple[str, ...]) -> tuple[time, time]:
    try:
        start, _, end = text.partition("-")
        opened, closed = (time.fromisoformat(part.strip().replace(".", ":")) for part in (start, end))
    except ValueError:
        opened = closed = time(0)
    if opened >= closed:
        where = f"{source.path}:{source.line(location)}: {'.'.join(location)}"
        raise ConfigurationError(f"{where}: {text!r} bukan rentang jam", advice='Contoh: "07.30-12.00".')
    return opened, closed
