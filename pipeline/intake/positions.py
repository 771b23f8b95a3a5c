"""How far an IMAP folder has been taken in: by UID (RFC 9051 2.3.1.1), whatever its messages are flagged with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """What of a folder has been taken in. UIDs only grow, so a number and a few exceptions say it."""

    validity: int  # UIDVALIDITY: under another one the UIDs mean other messages
    next: int  # each message below has been taken in ...
    left: tuple[int, ...] = ()  # ... but for these, which could not be
    first: int  # messages below were there when the folder was first looked at
    since: datetime | None = None  # of those, what came before this moment is history; None: nothing is

    @property
    def wanted(self) -> str:
        """The UIDs to ask for, as a sequence set."""
        return ",".join([*map(str, self.left), f"{self.next}:*"])

    def owed(self, found: Collection[int]) -> list[int]:
        """Which of the folder's messages are to be taken in; a server names the last one even for a range above it."""
        left = set(self.left)
        return sorted(uid for uid in found if uid >= self.next or uid in left)

    def is_history(self, uid: int, received_at: datetime | None) -> bool:
        """Whether a message lay there before the office began to look; one whose arrival the server does not tell did not."""
        return uid < self.first and self.since is not None and received_at is not None and received_at < self.since

    def after(self, stored: Collection[int], owed: Sequence[int]) -> Position:
        """Where the folder stands once some of what was `owed` is stored."""
        following = max([self.next - 1, *stored]) + 1
        return replace(
            self, next=following, left=tuple(uid for uid in owed if uid < following and uid not in set(stored))
        )


class Memory(Protocol):
    """Where positions are kept from one start to the next."""

    def load(self, folder: str) -> Position | None:
        """The position in a folder; None where it was never looked at."""

    def save(self, folder: str, position: Position) -> None:
        """Keep it."""

    def since(self, folder: str) -> datetime | None:
        """From when on mail that lies in a folder at the first look is to be worked on; None: all of it."""


class Forgetful:
    """A memory that lasts as long as the process, for looks that take nothing in."""

    def __init__(self) -> None:
        self._positions: dict[str, Position] = {}

    def load(self, folder: str) -> Position | None:
        """As `Memory.load`."""
        return self._positions.get(folder)

    def save(self, folder: str, position: Position) -> None:
        """As `Memory.save`."""
        self._positions[folder] = position

    def since(self, folder: str) -> datetime | None:
        """All mail counts."""
        del folder
        return None
