"""Office hours, holidays and Ramadan: `rules/calendar.yaml` plus the `holidays` library, resolved at load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """One day's working spans, local clock: ((07.30, 12.00), (13.00, 16.00))."""

    spans: tuple[tuple[time, time], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ramadan:
    """First and last day of a Ramadan, both included."""

    start: date
    end: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """When the office works. Weeks have seven entries, Monday first; a day without hours has no spans."""

    timezone: str
    week: tuple[Hours, ...]
    ramadan_week: tuple[Hours, ...]
    ramadan: tuple[Ramadan, ...]
    holidays: dict[date, str]  # national holidays, collective leave and local closures, with their names
    provisional_years: frozenset[int] = frozenset()  # years whose decree is not out: dates are estimates
