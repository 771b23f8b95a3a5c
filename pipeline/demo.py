"""`nodis demo`: a whole office in miniature. Units write, nodis works, people answer every routed mail in their own words.

The letters are those of `inbox_samples/`, the people and their words stand in `inbox_samples/demo.yaml`; nodis itself is
the real service on a Maildir mailbox, a Maildir outbox and SQLite, with its clock moved on by a few minutes a round.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import yaml
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline import service, tables
from pipeline.config import default_samples
from pipeline.errors import UsageError
from pipeline.letters import file_name
from pipeline.model import Case, CaseState, Purpose
from pipeline.private import private_folder
from pipeline.rulebook import Directory, Rulebook
from pipeline.rulebook.base import Rule
from pipeline.store import Store

MARK = "nodis.toml"
ROUND = timedelta(minutes=10)  # a round of the demo's clock: people answer ten minutes after they were asked
MAX_ROUNDS = 400


class Letter(Rule):
    """A sample that comes in at a moment."""

    sample: str
    at: datetime


class Reply(Rule):
    """What a person answers, and with which files of the samples' `files` folder."""

    text: str
    files: tuple[str, ...] = ()


class Script(Rule):
    """`inbox_samples/demo.yaml`."""

    start: datetime
    letters: tuple[Letter, ...]
    steps: dict[str, tuple[Reply, ...]]  # by step id: the first reply a case gets, the second ...; the last one repeats
    requesters: dict[str, tuple[Reply, ...]]  # replies to completeness mails, by the requester's address


@dataclass
class People:
    """The simulated office: reads what nodis mailed and answers it."""

    folder: Path
    samples: Path
    script: Script
    directory: Directory
    seen: set[str] = field(default_factory=set)
    given: Counter[str] = field(default_factory=Counter)

    def answer(self, now: datetime) -> int:
        """Answer every mail that asks for something; returns how many answers were written."""
        answered = 0
        for path in sorted((self.folder / "outbox" / "new").iterdir()):
            if path.name in self.seen:
                continue
            self.seen.add(path.name)
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            reply = self._reply(mail)
            if reply:
                raw = self._write(mail, reply, now)
                deliver(self.folder, f"balasan-{len(self.seen):04d}", raw)
                answered += 1
        return answered

    def _reply(self, mail: EmailMessage) -> Reply | None:
        step, case, to = mail["X-Nodis-Step"], str(mail["X-Nodis-Case"]), _address(mail["To"])
        if mail["X-Nodis-Purpose"] == Purpose.ASSIGNMENT and step:
            key, replies = (
                f"{case} {step} {to}",
                self.script.steps.get(f"{step} {to}") or self.script.steps.get(step, ()),
            )
        elif mail["X-Nodis-Purpose"] == Purpose.COMPLETENESS:
            key, replies = f"{case} {to}", self.script.requesters.get(to, ())
        else:
            return None
        turn = self.given[key]
        self.given[key] += 1
        return replies[min(turn, len(replies) - 1)] if replies else None

    def _write(self, mail: EmailMessage, reply: Reply, now: datetime) -> bytes:
        answer = EmailMessage(policy=email.policy.SMTP)
        person = self.directory.by_address(_address(mail["To"]))
        answer["From"] = f'"{person.name}" <{person.email}>' if person else str(mail["To"])
        answer["To"] = str(mail["Reply-To"])
        answer["Subject"] = f"Re: {mail['Subject']}"
        answer["Date"] = now
        answer["Message-ID"] = f"<jawaban-{len(self.seen)}.{os.getpid()}@kanwil-contoh.example.go.id>"
        answer["In-Reply-To"] = str(mail["Message-ID"])
        answer["References"] = str(mail["Message-ID"])
        body = mail.get_body(("plain",))
        history = "".join(f"> {line}\n" for line in (body.get_content() if body else "").splitlines())
        wrote = f"Pada {now:%d/%m/%Y} pukul {now:%H.%M}, Layanan TI menulis:"
        answer.set_content(f"{reply.text.strip()}\n\n{wrote}\n{history}")
        for name in reply.files:
            content = (self.samples / "files" / name).read_bytes()
            kind = "pdf" if name.endswith(".pdf") else "jpeg"
            answer.add_attachment(
                content, maintype="application" if kind == "pdf" else "image", subtype=kind, filename=name
            )
        return answer.as_bytes()


def deliver(folder: Path, name: str, raw: bytes) -> None:
    """Put a message into the demo's mailbox, as a mail server does: `tmp`, then `new`."""
    mailbox = folder / "mailbox"
    for part in ("tmp", "new", "cur"):
        private_folder(mailbox / part)
    (mailbox / "tmp" / name).write_bytes(raw)
    (mailbox / "tmp" / name).rename(mailbox / "new" / name)


def play(folder: Path, *, console: Console) -> bool:
    """Play the demo in `folder`; True where every case has ended but the one that shows waiting."""
    samples = default_samples()
    script = Script.model_validate(yaml.safe_load((samples / "demo.yaml").read_text(encoding="utf-8")))
    _prepare(folder, samples)
    with service.open_service(folder / MARK, now=script.start, environ={}) as running:
        people = People(folder=folder, samples=samples, script=script, directory=running.settings.directory)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            for done, total, text in _rounds(running, people, folder, samples, script):
                if not progress.tasks:
                    progress.add_task(text, total=total)
                progress.update(progress.tasks[0].id, completed=done, total=total, description=text)
        with running.store.transaction() as tx:
            found, sums = tx.cases(), tx.sums()
        lay_out_letters(running.store, folder / "surat", running.office.services.rulebook)
    console.print(tables.cases(found, width=console.width))
    console.print(tables.sums(sums))
    console.print(f"Surat (DOCX dan PDF) ada di {folder / 'surat'}, surel keluar di {folder / 'outbox' / 'new'}.")
    console.print(f"Lihat lebih jauh: nodis show {found[0].id if found else ''} --config {folder / MARK}")
    return bool(found) and sum(case.state.ended for case in found) >= len(found) - 1


def _prepare(folder: Path, samples: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise UsageError(f"{folder} berisi berkas lain", advice="Pilih folder kosong: nodis demo --dir FOLDER")
    shutil.rmtree(folder, ignore_errors=True)
    private_folder(folder)
    shutil.copy(samples / "office.toml", folder / MARK)


def _rounds(
    running: service.Service, people: People, folder: Path, samples: Path, script: Script
) -> Iterator[tuple[int, int, str]]:
    """Play round after round until nobody has anything left to do; yields cases ended, cases expected and what goes on."""
    waiting = sorted(script.letters, key=lambda letter: letter.at)
    now = script.start
    idle = 0
    for _ in range(MAX_ROUNDS):
        while waiting and waiting[0].at <= now:
            letter = waiting.pop(0)
            deliver(folder, letter.sample, (samples / letter.sample / "mail.eml").read_bytes())
        running.clock.frozen = now
        received = running.run_once()
        answered = people.answer(now + ROUND / 2)
        with running.store.transaction() as tx:
            found = tx.cases()
        ended = sum(case.state.ended for case in found)
        yield ended, max(len(found), len(script.letters) // 2), f"{now:%a %d/%m %H.%M}  {_busy(found)}"
        idle = 0 if received or answered or waiting else idle + 1
        if idle > 1 and not _next_due(found):
            return
        now = _later(now, found, idle=idle, next_letter=waiting[0].at if waiting else None)


def _busy(found: list[Case] | tuple[Case, ...]) -> str:
    states = Counter(case.state.value for case in found)
    return "  ".join(f"{state} {count}" for state, count in sorted(states.items()))


def _next_due(found: list[Case] | tuple[Case, ...]) -> datetime | None:
    """When the next open case needs nodis; cases that wait for a requester are left waiting."""
    return min((timer.at for case in found if case.state is CaseState.OPEN for timer in case.timers), default=None)


def _later(now: datetime, found: list[Case] | tuple[Case, ...], *, idle: int, next_letter: datetime | None) -> datetime:
    """A round on while people answer; straight to the next thing that happens when all is quiet."""
    if not idle:
        return now + ROUND
    moments = [moment for moment in (_next_due(found), next_letter) if moment and moment > now]
    return min(moments, default=now + ROUND)


def lay_out_letters(store: Store, folder: Path, rulebook: Rulebook) -> int:
    """Copy every letter as DOCX and PDF under a name that a person finds again; returns how many."""
    private_folder(folder)
    with store.transaction() as tx:
        letters = [letter for case in tx.cases() for letter in tx.letters_of(case.id)]
    for letter in letters:
        title = rulebook.letters[letter.kind].title
        stem = file_name(letter.case, title, draft=letter.draft).removesuffix(".pdf")
        running = letter.id.rpartition("/")[2]
        name = stem if running == "1" else f"{stem}_{running}"
        for suffix, sha in ((".docx", letter.docx_sha256), (".pdf", letter.pdf_sha256)):
            if sha:
                (folder / f"{name}{suffix}").write_bytes(store.files.get(sha))
    return len(letters)


def _address(header: object) -> str:
    return email.utils.parseaddr(str(header))[1].lower()
