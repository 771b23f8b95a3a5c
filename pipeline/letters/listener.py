"""The LibreOffice side of the converter: a program of its own, run by the Python that knows `uno`.

It imports nothing of nodis. It starts one office process that listens on a pipe (no port that others could reach),
prints `ready`, and answers each request line on standard input, `{"source": path, "target": path}`, with `{}` or
`{"error": "..."}` on standard output. When standard input ends, also because nodis was killed, it ends the office.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found,import-untyped,unused-ignore]

START_SECONDS = 45
PDF_A_2B = 2


def start(soffice: str, profile: str, pipe: str) -> subprocess.Popen[bytes]:
    """Start the office in this process group; everything it says is nobody's business."""
    return subprocess.Popen(  # noqa: S603 - the path comes from the converter, which looked it up
        [
            soffice,
            "--headless",
            "--invisible",
            "--nocrashreport",
            "--nodefault",
            "--nologo",
            "--nofirststartwizard",
            "--norestore",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def connect(pipe: str, office: subprocess.Popen[bytes]) -> Any:
    """The office's desktop, as soon as it listens; SystemExit if it does not."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(START_SECONDS * 10):
        if office.poll() not in {None, 0, 81}:  # 81: a first start that begins again with its new profile
            break
        with contextlib.suppress(Exception):  # what uno raises until the pipe is there is no subclass of OSError
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        time.sleep(0.1)
    raise SystemExit(1)


def _property(name: str, value: Any) -> Any:
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def convert(desktop: Any, source: str, target: str) -> None:
    """One document to PDF/A-2b, fonts embedded, without macros, links or changes to the source."""
    how = (_property("Hidden", True), _property("ReadOnly", True), _property("MacroExecutionMode", 0))  # noqa: FBT003 - UNO's own signature
    document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, how)
    if document is None:
        msg = "LibreOffice cannot open the document"
        raise ValueError(msg)
    try:
        options = uno.Any("[]com.sun.star.beans.PropertyValue", (_property("SelectPdfVersion", PDF_A_2B),))
        document.storeToURL(
            Path(target).as_uri(), (_property("FilterName", "writer_pdf_Export"), _property("FilterData", options))
        )
    finally:
        document.close(True)  # noqa: FBT003 - UNO's own signature


def main() -> None:
    """Serve until standard input ends."""
    soffice, profile, pipe = sys.argv[1:4]
    office = start(soffice, profile, pipe)
    try:
        desktop = connect(pipe, office)
        print("ready", flush=True)  # noqa: T201 - the protocol
        for line in sys.stdin:
            request = json.loads(line)
            try:
                convert(desktop, request["source"], request["target"])
                said: dict[str, str] = {}
            except Exception as error:  # noqa: BLE001 - whatever it is, the converter decides
                said = {"error": str(error) or type(error).__name__}
            print(json.dumps(said), flush=True)  # noqa: T201 - the protocol
    finally:
        # The whole group, this process included: the launcher, the splash process and the office itself.
        if os.getpgid(0) == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        office.kill()


if __name__ == "__main__":
    main()
