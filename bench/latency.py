"""From delivery of a typed letter to its acknowledgement leaving the office.

    python bench/latency.py [N]                        one letter after the other, beside a Maildir mailbox
    python bench/latency.py --rates 1 10 60 [--seconds S]   so many letters a minute, for S seconds each (default 120)

`nodis run` works as a service of its own; letters are put one by one into the Maildir of a real Dovecot, which nodis
watches with IDLE, and the acknowledgement is timed where the mail server accepts it. Beside it, as reference, the same
letters through a Maildir mailbox that nodis looks into five times a second.
"""

from __future__ import annotations

import argparse
import email
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from imap_server import PASSWORD, free_port, imap_server
from office_folder import make_office, put, typed_letter

PATIENCE = 60.0


class Clock:
    """The mail server: notes when the acknowledgement of each letter was accepted."""

    def __init__(self) -> None:
        self.accepted: dict[str, float] = {}

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        now = time.perf_counter()
        mail = email.message_from_bytes(envelope.content)
        if mail["X-Nodis-Purpose"] == "acknowledgement":
            self.accepted[envelope.rcpt_tos[0]] = now
        return "250 OK"


@contextmanager
def service(config: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "pipeline", "run", "--config", str(config)]
    environ = {**os.environ, "NODIS_MAILBOX__PASSWORD": PASSWORD}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        yield
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def measure(count: int, clock: Clock, deliver: Callable[[str, bytes], None]) -> list[float]:
    """Seconds for each letter, one after the other; the first one only warms up."""
    seconds = []
    for number in range(count + 1):
        sender = f"tu{number}@lapas-contoh.example.go.id"
        raw = typed_letter(number, sender=sender)
        started = time.perf_counter()
        deliver(f"surat-{number}", raw)
        while sender not in clock.accepted:
            if time.perf_counter() - started > PATIENCE:
                raise SystemExit(f"no acknowledgement of letter {number}")
            time.sleep(0.005)
        seconds.append(clock.accepted[sender] - started)
        time.sleep(0.3)
    return seconds[1:]


def at_rate(per_minute: float, seconds: float, clock: Clock, deliver: Callable[[str, bytes], None]) -> list[float]:
    """Seconds for each letter of a steady stream; a first one warms up."""
    measure(0, clock, deliver)
    delivered: dict[str, float] = {}
    started = time.perf_counter()
    for number in range(1, max(2, round(seconds * per_minute / 60)) + 1):
        sender = f"tu{number}@lapas-contoh.example.go.id"
        raw = typed_letter(number, sender=sender)
        time.sleep(max(0.0, started + (number - 1) * 60 / per_minute - time.perf_counter()))
        delivered[sender] = time.perf_counter()
        deliver(f"surat-{number}", raw)
    until = time.perf_counter() + PATIENCE
    while not delivered.keys() <= clock.accepted.keys():
        if time.perf_counter() > until:
            raise SystemExit("not every letter was acknowledged")
        time.sleep(0.05)
    return [clock.accepted[sender] - at for sender, at in delivered.items()]


Measure = Callable[[Clock, Callable[[str, bytes], None]], list[float]]


def run(how: Measure, mailbox: str, deliver: Callable[[Path, str, bytes], None]) -> list[float]:
    clock = Clock()
    port = free_port()
    controller = Controller(clock, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            extra = "\n[limits]\nmails_per_hour = 100000\n"
            config = make_office(folder, mailbox=mailbox, outbox=f"smtp://127.0.0.1:{port}", extra=extra)
            with service(config):
                return how(clock, lambda name, raw: deliver(folder, name, raw))
    finally:
        controller.stop()


def tell(name: str, seconds: list[float]) -> float:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    print(
        f"{name:<28} p50 {cuts[49]:6.3f} s   p95 {cuts[94]:6.3f} s   p99 {cuts[98]:6.3f} s   of {len(seconds)}",
        flush=True,
    )
    return cuts[49]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, nargs="?", default=30)
    options.add_argument("--rates", type=float, nargs="+", metavar="PER_MINUTE")
    options.add_argument("--seconds", type=float, default=120.0)
    chosen = options.parse_args()
    if chosen.rates:
        first = 0.0
        for rate in chosen.rates:
            with imap_server() as imap:
                taken = run(
                    lambda clock, deliver, rate=rate: at_rate(rate, chosen.seconds, clock, deliver),  # type: ignore[misc]
                    imap.url,
                    lambda _folder, name, raw, imap=imap: imap.deliver(name, raw),  # type: ignore[misc]
                )
            median = tell(f"{rate:g} letters a minute", taken)
            first = first or median
            print(f"    ratio to {chosen.rates[0]:g} a minute {median / first:.2f}", flush=True)
        return
    each: Measure = lambda clock, deliver: measure(chosen.count, clock, deliver)  # noqa: E731
    with imap_server() as imap:
        idle = tell("IMAP with IDLE (Dovecot)", run(each, imap.url, lambda _folder, name, raw: imap.deliver(name, raw)))
    maildir = tell("Maildir, 5 looks a second", run(each, "maildir:mailbox", put))
    print(f"ratio IDLE / Maildir {idle / maildir:.2f}")


if __name__ == "__main__":
    main()
