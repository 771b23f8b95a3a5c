"""A real virus scanner on loopback: ClamAV's clamd (Debian: clamav-daemon) that knows one invented signature."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ScannerAwayError
from pipeline.intake import Scanner
from smtp_server import free_port

CLAMD = "/usr/sbin/clamd"
VIRUS = b"NODIS-CONTOH-VIRUS-YANG-TIDAK-ADA"
PATIENCE = 60.0  # seconds


@contextmanager
def clam_server() -> Iterator[tuple[str, str]]:
    """Its URLs: by Unix socket, by TCP."""
    folder = Path(tempfile.mkdtemp(prefix="nodis-clam-"))
    (folder / "db").mkdir()
    (folder / "db" / "contoh.ndb").write_text(f"Contoh.Virus:0:*:{VIRUS.hex()}\n")
    port = free_port()
    config = folder / "clamd.conf"
    config.write_text(
        f"Foreground yes\nLocalSocket {folder}/clamd.ctl\nTCPAddr 127.0.0.1\nTCPSocket {port}\n"
        f"DatabaseDirectory {folder}/db\nTemporaryDirectory {folder}\nLogFile {folder}/clamd.log\nStreamMaxLength 20M\n"
    )
    os.chmod(folder, 0o755)  # noqa: PTH101, S103 - clamd gives root up
    with subprocess.Popen([CLAMD, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as process:
        try:
            _wait_for(f"unix:{folder}/clamd.ctl", process, folder)
            yield f"unix:{folder}/clamd.ctl", f"tcp://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            Scanner(url).check()
        except ScannerAwayError as error:
            if process.poll() is not None or time.monotonic() > until:
                log = folder / "clamd.log"
                raise AssertionError(f"clamd: {error} {log.read_text() if log.exists() else ''}") from error
            time.sleep(0.1)
        else:
            return
