"""What the engine decides with, and what opens a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Address, Letter, Route, StoredFile
from pipeline.rulebook import Calendar, Directory, OfficeFacts, Rulebook


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Rules, calendar, people, the office's facts, and the one source of chance.

    `new_token` gives a fresh token (128 random bits in hex) with its short code ("KQ7M-2XP9-RTA4").
    """

    rulebook: Rulebook
    calendar: Calendar
    directory: Directory
    facts: OfficeFacts
    new_token: Callable[[], tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCase:
    """A letter about to become a case."""

    id: str  # "2026-0042"
    agenda: int
    letter: Letter
    route: Route
    requester: Address
    mail: str  # sha256
    mail_message_id: str | None
    received_at: datetime
    files: tuple[StoredFile, ...] = ()
    related: tuple[str, ...] = ()
    thread: str | None = None  # the sender's own case in whose thread the letter came
    unsure: str = ""  # why it may be no letter, a sentence: then the operator decides first, whatever the route
    similar: tuple[str, ...] = ()  # open cases that may be about the same outage: "2026-0001: Lapas Contoh, ruang ..."
    problems: tuple[str, ...] = ()  # sentences for the sender: what could not be read
    doubt: str = ""  # why its sender may be forged: then a person decides before anybody is answered
