"""An office on a small disk of its own that runs full, before and in the middle of work, and is emptied again.

python full_disk.py FOLDER OUTSIDE     FOLDER lies on the small disk, mailbox and outbox lie OUTSIDE; prints what became of it as JSON
"""

from __future__ import annotations

import contextlib
import itertools
import json
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from office_folder import make_office, put, sent, typed_letter
from pipeline import service
from pipeline.errors import NodisError
from stand_in import StandIn

NOW = datetime.fromisoformat("2026-03-02T08:10:00+08:00")
BLOCK = 16_384  # bytes
FULL_SECONDS = 3.0


class Disk:
    """Fills the rest of the disk, and frees it again."""

    def __init__(self, folder: Path) -> None:
        self.ballast = folder / "ballast"
        self.armed = 0  # fill at the so-manieth commit from now
        self.filled = 0
        self._commits = itertools.count(1)

    def fill(self) -> None:
        self.filled += 1
        with contextlib.suppress(OSError), self.ballast.open("ab") as handle:
            while True:
                handle.write(b"x" * BLOCK)
                handle.flush()

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)

    def on_commit(self, _label: str) -> None:
        if self.armed:
            self.armed -= 1
            if not self.armed:
                self.fill()
                threading.Timer(FULL_SECONDS, self.free).start()


def deliver(outside: Path, numbers: range) -> None:
    for number in numbers:
        put(outside, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))


def attempt(running: service.Service, tries: int) -> int:
    """Run until it goes through; returns how often it was refused."""
    for refused in range(tries):
        try:
            running.run_once(timeout=15)
        except NodisError as error:
            print(f"refused: {error}", file=sys.stderr)  # noqa: T201 - for who looks why
            time.sleep(0.5)
        else:
            return refused
    return tries


def main() -> None:
    folder, outside = Path(sys.argv[1]), Path(sys.argv[2])
    setattr(service, "Converter", StandIn)  # noqa: B010 - the name that the service builds with
    config = make_office(folder, mailbox=f"maildir:{outside}/mailbox", outbox=f"maildir:{outside}/outbox")
    disk = Disk(folder)
    with service.open_service(config, now=NOW, on_commit=disk.on_commit) as running:
        deliver(outside, range(1, 3))
        attempt(running, 1)
        disk.fill()
        deliver(outside, range(3, 6))
        refused = attempt(running, 2)
        waiting = len(list((outside / "mailbox" / "new").iterdir()))
        disk.free()
        attempt(running, 3)
        for first, commits in ((6, 1), (8, 2), (10, 3)):
            disk.armed = commits
            deliver(outside, range(first, first + 2))
            attempt(running, 20)
        disk.free()
        attempt(running, 3)
        problems = running.store.verify()
        with running.store.reading() as tx:
            sums, cases = tx.sums(), tx.cases()
    mails = [str(mail["Message-ID"]) for mail in sent(outside)]
    told = {
        "refused": refused, "waiting": waiting, "filled": disk.filled, "problems": problems, "received": sums.received,
        "messages": dict(sums.messages), "outbox": dict(sums.outbox), "mails": len(mails), "doubles": len(mails) - len(set(mails)),
        "requesters": sorted(case.requester.address for case in cases),
    }  # fmt: skip
    print(json.dumps(told))  # noqa: T201 - for the test


if __name__ == "__main__":
    main()
