"""LibreOffice over hostile files: a profile of its own that runs no macro and follows no link, stopped after a while.

Runs in the reading process, so the kernel's walls of confinement.py stand around it, too.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import ReadingError

PDF = "pdf:writer_pdf_Export"
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "int", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "boolean", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "boolean", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "boolean", "true"),
    ("Office.Common/Load", "UpdateDocMode", "short", "0"),
    ("Office.Writer/Content/Update", "Link", "int", "2"),
    # Where the kernel leaves the network open, what asks for the web finds nobody.
    ("Inet/Settings", "ooInetProxyType", "int", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "string", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "int", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "string", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "int", "9"),
)


def convert(content: bytes, suffix: str, target: str, *, seconds: float, infilter: str = "") -> bytes:
    """The file in another format ("docx", `PDF`).

    Raises:
        ReadingError: LibreOffice is missing, takes too long or cannot read it; ends the sentence "Berkas x ...".
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ReadingError("berformat Word lama yang belum dapat dibaca di sini; mohon kirim sebagai PDF.")
    try:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / f"surat.{suffix}"
            source.write_bytes(content)
            _write_profile(Path(folder) / "profile")
            command = [
                program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
                *([f"--infilter={infilter}"] if infilter else []), "--convert-to", target, "--outdir", f"{folder}/out", str(source),
            ]  # fmt: skip
            _run(command, seconds)
            return next((Path(folder) / "out").iterdir()).read_bytes()
    except subprocess.TimeoutExpired as error:
        raise ReadingError("terlalu lama dibuka sebagai Word lama; mohon kirim sebagai PDF.") from error
    except (OSError, StopIteration) as error:
        raise ReadingError("berformat Word lama yang tidak dapat dibuka; mohon kirim sebagai PDF.") from error


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse" oor:type="xs:{kind}"><value>{value}</value></prop></item>'
        for path, name, kind, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(command: list[str], seconds: float) -> None:
    # A group of its own: the program that is started starts the one that hangs.
    process = subprocess.Popen(  # noqa: S603 - fixed program
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
