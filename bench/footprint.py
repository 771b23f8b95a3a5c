"""What nodis takes: memory of the service at rest and under load, processor time at rest, start-up of the command line.

    python bench/footprint.py [--letters N] [--rest S]

The reference of start-up is an interpreter that imports what the command line is built with (`typer`) and nothing of nodis;
that of memory is the service at rest.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from office_folder import make_office, put, typed_letter
from pipeline import service

TIMES = 7
NODIS = [sys.executable, "-m", "pipeline"]


def seconds(command: list[str]) -> float:
    """Median processor time of a command that is started again and again."""
    taken = []
    for _ in range(TIMES):
        before = os.times()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        taken.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return statistics.median(taken)


def family(pid: int) -> list[Path]:
    """`/proc` folders of a process and all it has started."""
    found = [Path(f"/proc/{pid}")]
    for folder in found:  # grows as it goes
        for task in (folder / "task").iterdir():
            found += [Path(f"/proc/{child}") for child in (task / "children").read_text().split()]
    return found


def memory(pid: int) -> float:
    """MB of a process and its children; what several share is counted in parts (PSS)."""
    kilobytes = 0
    for folder in family(pid):
        with contextlib.suppress(OSError):
            lines = (folder / "smaps_rollup").read_text().splitlines()
            kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1000


def processor(pid: int) -> float:
    """Seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--letters", type=int, default=500)
    options.add_argument("--rest", type=float, default=30.0)
    chosen = options.parse_args()
    bare = seconds([sys.executable, "-c", "import typer, rich.console"])
    for what in (["--help"], ["inspect", "--help"]):
        taken = seconds([*NODIS, *what])
        print(
            f"nodis {' '.join(what):<16} {taken:6.3f} s of processor   ratio to its framework alone {taken / bare:.2f}"
        )
    with tempfile.TemporaryDirectory(prefix="nodis-footprint-") as name:
        folder = Path(name)
        config = make_office(folder, extra="\n[limits]\nmails_per_hour = 1000000\n")
        with subprocess.Popen([*NODIS, "run", "--config", str(config)], stdout=subprocess.DEVNULL) as running:
            while not (folder / "nodis.db").exists() or service.standing_of(config).workers < 1:
                time.sleep(0.5)
            time.sleep(5)
            used = processor(running.pid)
            time.sleep(chosen.rest)
            idle = (processor(running.pid) - used) / chosen.rest
            rest = memory(running.pid)
            print(f"at rest                {rest:6.0f} MB, {100 * idle:.1f} % of a core")
            for number in range(chosen.letters):
                put(folder, f"{number:06d}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
            most = 0.0
            while (folder / "mailbox" / "new").is_dir() and any((folder / "mailbox" / "new").iterdir()):
                most = max(most, memory(running.pid))
                time.sleep(0.5)
            while (sums := _sums(config))[0] < chosen.letters:
                most = max(most, memory(running.pid))
                time.sleep(1)
            print(
                f"under {chosen.letters} letters      {most:6.0f} MB at most   ratio to rest {most / rest:.2f}; {sums[1]} mails sent"
            )
            running.send_signal(signal.SIGTERM)


def _sums(config: Path) -> tuple[int, int]:
    with service.open_store(config) as store, store.reading() as tx:
        sums = tx.sums()
    return sums.messages["letter"], sums.outbox["sent"]


if __name__ == "__main__":
    main()
