"""The rulebook and the calendar, loaded from YAML and validated together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path

import holidays
from pydantic import Field, TypeAdapter, model_validator

from pipeline.config.explaining import Location
from pipeline.config.folders import default_rules, rule_file
from pipeline.config.sources import Source
from pipeline.dates import DateRules
from pipeline.errors import ConfigurationError
from pipeline.rulebook import Ask, Calendar, Hours, LetterKind, Ramadan, Rulebook, Sop
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.base import Rule
from pipeline.rulebook.kinds import KindRules
from pipeline.rulebook.labels import LabelRules
from pipeline.rulebook.own import OwnRules
from pipeline.rulebook.routes import RoutingRules
from pipeline.rulebook.simulation import SimulationRules

OWN = "kantor.yaml"  # what an office says itself; there is none among the shipped rules
FIRST_YEAR, LAST_YEAR = 2019, 2035
MONTH = (timedelta(days=28), timedelta(days=29))  # from the first to the last day of a month of the Islamic calendar
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def load_rulebook(folder: Path) -> Rulebook:
    """All rule files of a folder; a file that the folder lacks comes from the shipped rules.

    Raises:
        ConfigurationError: names file, line, key and what is allowed.
    """
    _refuse_strangers(folder)
    digest = hashlib.sha256()
    retired: list[str] = []

    def read(name: str) -> Source:
        source = Source(rule_file(folder, name))
        retired.extend(source.retire())
        digest.update(f"{name}\n{len(source.text)}\n{source.text}".encode())
        return source

    sops = {}
    for name in sorted({path.name for place in (default_rules(), folder) for path in (place / "sop").glob("*.yaml")}):
        source = read(f"sop/{name}")
        sop = source.validate(TypeAdapter(Sop))
        if name != f"{sop.id}.yaml":
            raise source.refuse(("id",), f"{sop.id!r} tidak sama dengan nama berkas", advice="Samakan keduanya.")
        sops[sop.id] = sop
    own = OwnRules()
    if (folder / OWN).exists():
        source = read(OWN)
        own = source.validate(TypeAdapter(OwnRules))
        _check_routes(source, own, sops)
    labels, kinds = read("labels.yaml"), read("kinds.yaml")
    dates = read("dates.yaml").validate(TypeAdapter(DateRules))
    answers = read("answers.yaml").validate(TypeAdapter(AnswerRules))
    rulebook = Rulebook(
        sops=sops,
        asks=read("asks.yaml").validate(TypeAdapter(dict[str, Ask])),
        letters=read("letters.yaml").validate(TypeAdapter(dict[str, LetterKind])),
        labels=_with_own(labels.validate(TypeAdapter(LabelRules)), own),
        dates=dates,
        own_routes=own.routes,
        routing=read("routing.yaml").validate(TypeAdapter(RoutingRules)),
        answers=answers.model_copy(update={"numbers": dates.number_words}),
        kinds=kinds.validate(TypeAdapter(KindRules)),
        digest=digest.hexdigest(),
        retired=tuple(retired),
    )
    _compile(labels, {("cues", name): cues for name, cues in rulebook.labels.cues.items()})
    _compile(labels, {("units",): rulebook.labels.units})
    lists = {(name,): getattr(rulebook.kinds, name) for name in KindRules.model_fields}
    _compile(kinds, {place: entries for place, entries in lists.items() if isinstance(entries, tuple)})
    _compile(kinds, {("signs", name, "says"): sign.says for name, sign in rulebook.kinds.signs.items()})
    return rulebook


def _check_routes(source: Source, own: OwnRules, sops: Mapping[str, Sop]) -> None:
    for number, route in enumerate(own.routes):
        if route.sop not in sops:
            raise source.refuse(
                ("routes", number, "sop"),
                f"{route.sop!r} tidak dikenal",
                advice=f"Yang ada: {', '.join(sorted(sops))}.",
            )


def _with_own(labels: LabelRules, own: OwnRules) -> LabelRules:
    """The shipped words with the office's own; its units are names, not expressions, and are looked for first."""
    return labels.model_copy(
        update={
            "units": tuple(dict.fromkeys((*map(re.escape, own.units), *labels.units))),
            "applications": tuple(dict.fromkeys((*labels.applications, *own.applications))),
            "places": tuple(dict.fromkeys((*labels.places, *own.places))),
            "slang": {**labels.slang, **{short.lower(): full.lower() for short, full in own.abbreviations.items()}},
        }
    )


def _refuse_strangers(folder: Path) -> None:
    """A misspelt file name would silently leave the shipped rule in force."""
    known = sorted((*(path.name for path in default_rules().glob("*.yaml")), OWN))
    for path in sorted((*folder.glob("*.y*ml"), *folder.glob("sop/*.yml"))):
        if path.name not in known:
            raise ConfigurationError(
                f"{path}: berkas aturan tidak dikenal", advice=f"Yang boleh: {', '.join(known)}, dan sop/NAMA.yaml."
            )


def _compile(source: Source, patterns: Mapping[Location, Sequence[str]]) -> None:
    """Regular expressions are tried at load, not on the first mail."""
    for location, entries in patterns.items():
        for number, entry in enumerate(entries):
            try:
                re.compile(entry)
            except re.error as error:
                raise source.refuse(
                    (*location, number),
                    f"{entry!r} bukan ekspresi reguler ({error})",
                    advice="Beri garis miring terbalik di depan tanda khusus: \\( \\) \\[ \\? \\* \\+",
                ) from error


class _RamadanYear(Rule):
    start: date
    end: date
    source: str  # who says so: "sidang isbat", or "perkiraan"

    @model_validator(mode="after")
    def _is_a_month(self) -> _RamadanYear:
        if self.end - self.start not in MONTH:
            msg = "Ramadan lamanya 29 atau 30 hari; periksa start dan end"
            raise ValueError(msg)
        return self


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


def load_simulation(folder: Path, rulebook: Rulebook) -> SimulationRules:
    """What a simulated year assumes: `simulation.yaml`.

    Raises:
        ConfigurationError: names file, line and key; also of an SOP, a step or a role that is not there.
    """
    source = Source(rule_file(folder, "simulation.yaml"))
    rules = source.validate(TypeAdapter(SimulationRules))
    steps = {f"{name}/{number}" for name, sop in rulebook.sops.items() for number in sop.steps}
    roles = {sop.role_id(role) for sop in rulebook.sops.values() for role in sop.roles}
    for key, named, known in (
        ("sops", rules.sops, set(rulebook.sops)), ("steps", rules.steps, steps), ("staff", rules.staff, roles),
    ):  # fmt: skip
        for name in named:
            if name not in known:
                raise source.refuse(
                    (key, name), f"{name!r} tidak dikenal", advice=f"Yang ada: {', '.join(sorted(known))}."
                )
    return rules


def load_calendar(folder: Path, timezone: str) -> Calendar:
    """Office hours and Ramadan from `calendar.yaml`, holidays and collective leave from the `holidays` library.

    Years without a decree (SKB) in the file are provisional: their dates are estimates.

    Raises:
        ConfigurationError: names file, line and key.
    """
    source = Source(rule_file(folder, "calendar.yaml"))
    file = source.validate(TypeAdapter(_CalendarFile))
    for year, month in file.ramadan.items():
        if month.start.year != year:
            raise source.refuse(
                ("ramadan", year, "start"), f"tidak jatuh pada tahun {year}", advice="Periksa tahunnya."
            )
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    free = holidays.country_holidays("ID", years=years, categories=("public", "government"), language="id")
    return Calendar(
        timezone=timezone,
        week=_week(file.hours, source, "hours"),
        ramadan_week=_week(file.ramadan_hours, source, "ramadan_hours"),
        ramadan=tuple(Ramadan(start=month.start, end=month.end) for _, month in sorted(file.ramadan.items())),
        holidays=dict(free.items()) | {closure.day: closure.name for closure in file.closures},
        provisional_years=frozenset(year for year in years if year not in file.decrees),
    )


def _week(days: dict[str, tuple[str, ...]], source: Source, key: str) -> tuple[Hours, ...]:
    unknown = set(days) - set(DAYS)
    if unknown:
        raise source.refuse(
            (key, min(unknown)), f"hari tidak dikenal (yang boleh: {', '.join(DAYS)})", advice="Betulkan nama hari."
        )
    if not any(days.values()):
        raise source.refuse((key,), "tidak ada jam kerja sama sekali", advice='Contoh: monday: ["07.30-12.00"]')
    return tuple(_hours(days.get(day, ()), source, (key, day)) for day in DAYS)


def _hours(texts: tuple[str, ...], source: Source, location: Location) -> Hours:
    spans = tuple(_span(text, source, (*location, number)) for number, text in enumerate(texts))
    for number, (before, after) in enumerate(pairwise(spans), start=1):
        if after[0] < before[1]:
            raise source.refuse(
                (*location, number), "mulai sebelum yang di depannya selesai", advice="Urutkan rentang jamnya."
            )
    return Hours(spans=spans)


def _span(text: str, source: Source, location: Location) -> tuple[time, time]:
    try:
        start, _, end = text.partition("-")
        opened, closed = (time.fromisoformat(part.strip().replace(".", ":")) for part in (start, end))
    except ValueError:
        opened = closed = time(0)
    if opened >= closed:
        raise source.refuse(location, f"{text!r} bukan rentang jam", advice='Contoh: "07.30-12.00".')
    return opened, closed
