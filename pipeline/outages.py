"""What is away now, as the log tells it: once when it goes, hourly while it stays away, and once when it is back."""

from __future__ import annotations

import logging
import threading
import time

AGAIN = 3600.0  # seconds between two lines while something stays away

log = logging.getLogger(__name__)


class Outages:
    """Things that may be away, by name. Safe to use from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._away: dict[str, tuple[float, float]] = {}  # since when, and when it was last told, by the monotonic clock

    def away(self, what: str, why: str) -> None:
        """It does not serve, and why; `why` ends with what to do."""
        now = time.monotonic()
        with self._lock:
            since, told = self._away.get(what, (now, now - AGAIN))
            tell = now - told >= AGAIN
            self._away[what] = (since, now if tell else told)
        if tell:
            log.warning("%s tidak melayani%s: %s", what, _for(now - since), why)

    def back(self, what: str) -> None:
        """It serves; nothing is said where it always did."""
        with self._lock:
            found = self._away.pop(what, None)
        if found:
            log.warning("%s melayani lagi%s", what, _for(time.monotonic() - found[0], "sesudah"))


def _for(seconds: float, word: str = "selama") -> str:
    if seconds < 1:
        return ""
    return f" {word} {seconds:.0f} detik" if seconds < 120 else f" {word} {seconds / 60:.0f} menit"  # noqa: PLR2004
