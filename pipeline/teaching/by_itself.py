"""Lessons that the running service gives by itself: after an upgrade, and after what had taught its models was erased."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from pipeline.office import teach_anew
from pipeline.service import Service

log = logging.getLogger(__name__)
EVERY_SECONDS = 600
COMMAND = ("-m", "pipeline", "learn")
_TRIED = "teach_tried"  # small fact: the day on which it was tried last


class Lessons:
    """Starts `nodis learn` in a process of its own where the own models have to be taught anew; once a day at most."""

    def __init__(self, service: Service, config: Path) -> None:
        self._service, self._config = service, config
        self._under_way: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """Leave a lesson that is under way; the next start begins it anew."""
        if self._under_way:
            self._under_way.terminate()
            self._under_way.wait()

    def look(self) -> bool:
        """Whether a lesson was started."""
        if self._under_way and self._under_way.poll() is None:
            return False
        service = self._service
        today = service.clock().astimezone(service.settings.office.zone).date().isoformat()
        if not service.engine.leads():
            return False
        with service.store.transaction() as tx:
            why = teach_anew(tx)
            if not why or tx.get_meta(_TRIED) == today:
                return False
            tx.set_meta(_TRIED, today)
        log.info("model sendiri dilatih ulang: %s", why)
        command = [sys.executable, *COMMAND, "--config", str(self._config)]
        self._under_way = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return True
