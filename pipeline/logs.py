"""The service's log: a file that rotates and the console, each line with what to do; NIP and phone numbers are masked in it."""

from __future__ import annotations

import logging
import re
import sys
from copy import copy
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pipeline.characters import printable, printable_line
from pipeline.errors import NodisError
from pipeline.private import make_private, private_file, private_folder

FOLDER = "log"  # beside nodis.toml
BYTES, KEPT = 5_000_000, 5  # of one file; files kept beside the present one
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# A NIP has 18 digits, written in one or as 8-6-1-3 (PP BKN); Indonesian phone numbers begin with 0, 62 or +62.
_NIP = re.compile(r"(?<!\d)\d{8}[ .]?\d{6}[ .]?\d[ .]?(\d{3})(?!\d)")
_PHONE = re.compile(r"(?<![\d.:/-])\(?(?:\+?62|0)[ .-]?\(?\d{2,4}\)?(?:[ .-]?\d{2,4}){1,3}(\d{2})(?!\d)")


def mask(text: str) -> str:
    """The text with all but the last digits of each NIP and phone number covered."""
    return _PHONE.sub(r"********\1", _NIP.sub(r"***************\1", text))


class _Masked(logging.Formatter):
    """Masks the whole line, tracebacks included; an error of ours says what to do.

    What a mail or a server said commands no terminal, and begins no line of its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.msg, record.args = printable_line(record.getMessage()), None
        line = printable(super().format(record)).replace("\n", "\n    ")
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, NodisError) and error.advice:
            line = f"{line}\n    -> {printable_line(error.advice)}"
        return mask(line)


class _File(RotatingFileHandler):
    """The file; a disk that is full costs lines of it, not a traceback for each."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def show_warnings() -> None:
    """Warnings on the terminal, for commands that keep no log."""
    console = logging.StreamHandler()
    console.setLevel(logging.WARNING)
    console.setFormatter(_Masked("%(message)s"))
    logging.getLogger().addHandler(console)


def keep_log(base: Path) -> None:
    """Log into `base`/log and, what matters, to the console; called once by who runs the service."""
    folder = base / FOLDER
    make_private((private_folder(folder), private_file(folder / "nodis.log")))
    file = _File(folder / "nodis.log", maxBytes=BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    console = logging.StreamHandler()
    console.setLevel(logging.WARNING)
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, _Masked)]:
        root.removeHandler(old)
        old.close()
    for handler in (file, console):
        handler.setFormatter(_Masked(_FORMAT))
        root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("pipeline").setLevel(logging.INFO)
