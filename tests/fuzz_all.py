"""All fuzzers side by side: the atheris targets and the replies of `reply_fuzz.py`, each in a process of its own, and the
Hypothesis tests, round after round.

python tests/fuzz_all.py SECONDS [FOLDER]      FOLDER keeps inputs and logs (default .cache/fuzz); exit 1 if any of them fails
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from fuzz_targets import TARGETS

TESTS = Path(__file__).parent


def main() -> None:
    seconds = int(sys.argv[1])
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else ".cache/fuzz")
    folder.mkdir(parents=True, exist_ok=True)
    ends = time.monotonic() + seconds
    logs = {name: folder / f"{name}.log" for name in TARGETS}
    fuzzers = {name: _start(name, seconds, folder, log) for name, log in logs.items()}
    composed = folder / "composed-replies.log"
    with composed.open("wb") as handle:
        command = [sys.executable, str(TESTS / "reply_fuzz.py"), str(seconds), str(time.time_ns() >> 20)]
        fuzzers["composed replies"] = subprocess.Popen(command, stdout=handle, stderr=handle)
    rounds = 0
    failed: list[str] = []
    properties = [str(file) for file in sorted(TESTS.rglob("test_*.py")) if "from hypothesis " in file.read_text()]
    while time.monotonic() < ends and not failed:
        command = [sys.executable, "-m", "pytest", "-q", *properties]
        if subprocess.run(command, env=os.environ | {"NODIS_HYPOTHESIS": "fuzz"}, check=False).returncode:
            failed.append("hypothesis")
        rounds += 1
    failed += [name for name, process in fuzzers.items() if process.wait()]
    for name, log in logs.items():
        sys.stdout.write(f"{name}: {_runs(log)} inputs tried\n")
    sys.stdout.write(f"composed replies: {composed.read_text(errors='replace').splitlines()[-1]}\n")
    sys.stdout.write(f"hypothesis: {rounds} rounds of {len(properties)} files; failed: {', '.join(failed) or 'none'}\n")
    sys.exit(bool(failed))


def _start(name: str, seconds: int, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(TESTS / "fuzz.py"), name, str(seconds), str(folder)]
    with log.open("wb") as handle:
        return subprocess.Popen(command, stdout=handle, stderr=handle)


def _runs(log: Path) -> str:
    """What libFuzzer says it has run."""
    counts = [line.split()[-1] for line in log.read_text(errors="replace").splitlines() if "number_of_executed" in line]
    return counts[-1] if counts else "unknown"


if __name__ == "__main__":
    main()
