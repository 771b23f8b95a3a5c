"""DOCX to PDF through one warm LibreOffice."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import Self

from pipeline.errors import LetterError, TemporaryLetterError
from pipeline.full_disk import ADVICE as DISK_ADVICE
from pipeline.full_disk import full_disk, full_temporary_folder
from pipeline.letters.package import settle

ADVICE = "Pasang LibreOffice: apt-get install libreoffice-writer-nogui python3-uno fonts-liberation"
UNO_PYTHONS = ("/usr/bin/python3", "/opt/libreoffice/program/python", "/usr/lib/libreoffice/program/python")
START_SECONDS = 60.0
_FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'


class _DeadError(Exception):
    """The warm office died or hangs."""


class Converter:
    """One warm LibreOffice; a context manager, safe to share between threads.

    The office starts with the first letter (about two seconds) and stays, some 240 MiB, until the end of the `with`.
    It runs in a process group of its own with a profile of its own in a temporary folder; both go at the end, also
    when nodis is killed. A letter may take `seconds`; an office that hangs or dies is started anew once, then the
    letter goes through one `soffice --convert-to`.

    `soffice` and `uno_python` are looked up where not given; without a Python that knows `uno` each letter starts
    LibreOffice once.
    """

    def __init__(self, *, soffice: str | None = None, uno_python: str | None = None, seconds: float = 60.0) -> None:
        self._soffice = soffice or shutil.which("soffice") or shutil.which("libreoffice")
        self._python = uno_python
        self._seconds = seconds
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closing: weakref.finalize[[Path, list[int]], Converter] | None = None
        self._groups: list[int] = []  # of the running office, for the finalizer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process group of the warm office, None while there is none."""
        return self._process.pid if self._process else None

    def pdf(self, docx: bytes) -> bytes:
        """The letter as PDF/A-2b with embedded fonts; the same input gives the same bytes.

        Raises:
            LetterError: LibreOffice is missing or cannot convert it.
        """
        if not self._soffice:
            raise LetterError("LibreOffice tidak ditemukan, PDF tidak dapat dibuat.", advice=ADVICE)
        with self._lock:
            folder = self._workplace()
            source, target = folder / "letter.docx", folder / "letter.pdf"
            try:
                source.write_bytes(docx)
            except OSError as error:
                full = full_disk(error)
                raise TemporaryLetterError(
                    full or f"berkas sementara tidak dapat ditulis: {error}", advice=DISK_ADVICE
                ) from error
            target.unlink(missing_ok=True)
            self._convert(source, target)
            if not target.is_file() and (full := full_temporary_folder()):
                raise TemporaryLetterError(f"LibreOffice tidak menghasilkan PDF, {full}", advice=DISK_ADVICE)
            if not target.is_file():
                raise LetterError(
                    "LibreOffice tidak menghasilkan PDF.", advice="Buka DOCX surat itu dan periksa isinya."
                )
            return settle(target.read_bytes(), docx)

    def close(self) -> None:
        """End the office and remove its folder; the next letter would start a new one."""
        with self._lock:
            self._stop()
            if self._closing:
                self._closing()
            self._folder = self._closing = None

    # --------------------------------------------------------------------------------------------- the warm office

    def _convert(self, source: Path, target: Path) -> None:
        python = self._uno_python()
        for _ in range(2 if python else 0):
            try:
                self._ask(python or "", source, target)
            except _DeadError:
                self._stop()
            else:
                return
        self._convert_once(source, target)

    def _ask(self, python: str, source: Path, target: Path) -> None:
        process = self._process or self._start(python)
        request = json.dumps({"source": str(source), "target": str(target)}) + "\n"
        try:
            assert process.stdin is not None  # noqa: S101 - opened as a pipe
            process.stdin.write(request.encode())
            process.stdin.flush()
        except OSError as error:
            raise _DeadError from error
        said = json.loads(_line(process, self._seconds))
        if "error" in said:
            # A document that one process refuses may pass in a fresh one: treated like a dead office.
            raise _DeadError(said["error"])

    def _start(self, python: str) -> subprocess.Popen[bytes]:
        folder = self._workplace()
        listener = Path(__file__).with_name("listener.py")
        self._process = subprocess.Popen(  # noqa: S603 - both paths are our own
            [python, str(listener), str(self._soffice), str(folder / "profile"), f"nodis{secrets.token_hex(8)}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(folder),
            cwd=folder,
            bufsize=0,
        )
        self._groups[:] = [self._process.pid]
        if _line(self._process, START_SECONDS) != b"ready":
            raise _DeadError
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _kill_group(process.pid)
        self._groups.clear()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()

    def _workplace(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="nodis-letters-"))
            # Runs at interpreter exit too, where nobody left the `with`.
            self._closing = weakref.finalize(self, _clean_up, self._folder, self._groups)
        return self._folder

    def _uno_python(self) -> str | None:
        if self._python is None:
            self._python = next((path for path in UNO_PYTHONS if _knows_uno(path)), "")
        return self._python or None

    # ---------------------------------------------------------------------------------------------------- one call

    def _convert_once(self, source: Path, target: Path) -> None:
        folder = self._workplace()
        command = [
            str(self._soffice),
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(folder / 'single').as_uri()}",
            "--convert-to",
            _FILTER,
            "--outdir",
            str(target.parent),
            str(source),
        ]
        process = subprocess.Popen(  # noqa: S603 - the path was looked up
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(folder),
        )
        try:
            process.wait(self._seconds)
        except subprocess.TimeoutExpired as error:
            _kill_group(process.pid)
            process.wait()
            raise LetterError(
                f"LibreOffice tidak selesai dalam {self._seconds:g} detik.",
                advice="Periksa beban mesin, lalu jalankan lagi dengan nodis retry.",
            ) from error


def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The next line that the listener says; _DeadError at its end or after `seconds`."""
    assert process.stdout is not None  # noqa: S101 - opened as a pipe
    until = time.monotonic() + seconds
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not said.endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise _DeadError
            piece = os.read(process.stdout.fileno(), 65536)
            if not piece:
                raise _DeadError
            said += piece
    return said.strip()


def _environment(folder: Path) -> dict[str, str]:
    """Little: a home of its own, no display, the same dates wherever it runs."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH") if key in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp", "TZ": "UTC"}


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _clean_up(folder: Path, groups: list[int]) -> None:
    for group in groups:
        _kill_group(group)
    shutil.rmtree(folder, ignore_errors=True)


def _knows_uno(python: str) -> bool:
    if not Path(python).is_file():
        return False
    tried = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)  # noqa: S603 - fixed paths
    return tried.returncode == 0
