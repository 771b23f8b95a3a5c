"""What mails and bare documents say, for `nodis inspect`: rules and a reader, no office, no store."""

from __future__ import annotations

import hashlib
import logging
import mimetypes
import os
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline import extraction, intake
from pipeline.config import default_rules, load_rulebook, shipped_letter_models
from pipeline.errors import UnreadableMailError
from pipeline.model import Mail, MailKind, Part, Understanding, Unread, Verdict
from pipeline.reading import Reader
from pipeline.rulebook import Directory, Rulebook, Trust
from pipeline.sandbox import Caller, Sandbox, call_here
from pipeline.tagging import LetterModels
from pipeline.understanding import SETTLED, understand_mail, without_contents

log = logging.getLogger(__name__)
DEFAULT_ZONE = ZoneInfo("Asia/Jakarta")  # of a letter that names no zone
THREADS = 2  # a core: while one file is understood, another is read
AHEAD = 8  # files a core that are read before the one whose turn it is: what was read of them is held in memory
FILES_OF_A_SANDBOX = 40  # starting a process for understanding costs as much as it takes to understand so many letters


def inspect_files(files: Sequence[Path], *, reader: Reader) -> Generator[Understanding | Unread]:
    """What mails and documents say, by the shipped rules and no directory; read side by side, told in their order.

    One that cannot be read has its place among them all the same. Where the caller stops, what is being read is given up.
    """
    cores = os.cpu_count() or 1
    rulebook, directory = load_rulebook(default_rules()), Directory()
    processes = min(cores, 1 + len(files) // FILES_OF_A_SANDBOX)
    threads = ThreadPoolExecutor(THREADS * cores, thread_name_prefix="nodis-inspect")
    with sandbox_of(rulebook, directory, processes) as sandbox:
        one = partial(_inspected, rulebook=rulebook, directory=directory, reader=reader, sandbox=sandbox)
        ahead: deque[Future[Understanding | Unread]] = deque()
        try:
            for file in files:
                ahead.append(threads.submit(one, file))
                if len(ahead) == AHEAD * cores:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def sandbox_of(rulebook: Rulebook, directory: Directory, processes: int | None = None) -> Sandbox:
    """Where mail is read; what every call needs is known there."""
    shared = {"rulebook": rulebook, "kinds": rulebook.kinds, "directory": directory, "models": shipped_letter_models()}
    return Sandbox(processes, shared=shared)


def _inspected(
    file: Path, *, rulebook: Rulebook, directory: Directory, reader: Reader, sandbox: Sandbox
) -> Understanding | Unread:
    """What one file says, or why it cannot be read."""
    try:
        return inspect(
            file.name,
            file.read_bytes(),
            rulebook=rulebook,
            directory=directory,
            zone=DEFAULT_ZONE,
            reader=reader,
            call=sandbox.call,
        )
    except UnreadableMailError as error:
        return Unread(file=file.name, error=f"{error} {error.detail}".strip())
    except OSError as error:
        return Unread(file=file.name, error=f"Berkas tidak dapat dibaca: {error.strerror}.")
    except Exception as error:
        log.info("%s tidak dapat dibaca", file.name, exc_info=True)
        return Unread(file=file.name, error=f"Berkas tidak dapat dibaca ({type(error).__name__}).")


def inspect(
    name: str,
    raw: bytes,
    *,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    reader: Reader,
    own: str = "",
    models: LetterModels | None = None,
    call: Caller = call_here,
) -> Understanding:
    """What a mail (`.eml`) or a bare document says; changes nothing. A bare document is a letter.

    `models`: the shipped ones where none are given.

    Raises:
        UnreadableMailError: where `call` has limits, and reading it passes one.
    """
    if name.lower().endswith(".eml"):
        mail = call(intake.parse, raw, kinds=rulebook.kinds, trust=Trust(), own=own)
    else:
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        part = Part(name=name, content_type=content_type, content=raw)
        mail = bare_mail(part, hashlib.sha256(raw).hexdigest())
    documents = () if mail.kind in SETTLED else reader.read_all(mail.parts)
    found = call(
        understand_mail,
        without_contents(mail),
        documents,
        file=name,
        rulebook=rulebook,
        directory=directory,
        zone=_zone_of(mail) or zone,
        models=models or shipped_letter_models(),
    )
    return replace(found, documents=(extraction.body_of(mail), *documents))


_ZONES = {7: "Asia/Jakarta", 8: "Asia/Makassar", 9: "Asia/Jayapura"}


def _zone_of(mail: Mail) -> ZoneInfo | None:
    """The Indonesian zone that the mail was written in, by its Date's offset; None for any other."""
    offset = mail.date.utcoffset() if mail.date else None
    name = _ZONES.get(int(offset.total_seconds() // 3600)) if offset else None
    return ZoneInfo(name) if name else None


def bare_mail(part: Part, sha256: str) -> Mail:
    """A shell around a document that came without a mail (`nodis inspect surat.pdf`)."""
    return Mail(
        sha256=sha256,
        message_id=None,
        sender=None,
        original_sender=None,
        recipients=(),
        subject="",
        date=None,
        in_reply_to=(),
        references=(),
        text="",
        quoted="",
        parts=(part,),
        dmarc=Verdict.ABSENT,
        auto_submitted=False,
        kind=MailKind.LETTER,
        because=("berkas tanpa surel",),
        codes=(),
        cases=(),
    )
