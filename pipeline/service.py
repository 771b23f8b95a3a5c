"""The service: everything built from `nodis.toml`, run once, or run until it is told to stop."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline import intake, outbox
from pipeline.config import Settings, default_rules, default_templates, load_calendar, load_rulebook, load_settings
from pipeline.errors import MailboxError, TemporaryOutboxError, UsageError
from pipeline.inspection import sandbox_of
from pipeline.letters import Converter, Seal, event_log, gallery
from pipeline.model import OperatorDecided
from pipeline.office import (
    Accuracy,
    FolderMemory,
    Issued,
    ModelsInUse,
    Office,
    Period,
    Replayed,
    Services,
    ShownMail,
    Standing,
    StepTime,
    accuracy,
    annex,
    columns,
    incoming_register,
    look_up,
    mail_recap,
    outgoing_register,
    period_of,
    person_meant,
    preview,
    read_query,
    recap,
    replay,
    standing,
    step_times,
    with_own_flow,
)
from pipeline.outages import Outages
from pipeline.private import private_file, private_folder
from pipeline.reading import Reader, ReadingCache
from pipeline.store import REGISTER_IN, Hit, Store, erased_cases, examples, search
from pipeline.tokens import Tokens
from pipeline.work import SILENT_SECONDS, Engine

log = logging.getLogger(__name__)
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: nothing that looks like something else
LAST_RUN = "last_run"
READ = ".read"  # folder in the storage of what was read once


def new_token() -> tuple[str, str]:
    """128 random bits as hex, and the short code of 60 bits that stands in the subject: `KQ7M-2XP9-RTA4`."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(12))
    return secrets.token_hex(16), f"{code[:4]}-{code[4:8]}-{code[8:]}"


@dataclass
class Clock:
    """The service's clock: the wall, or frozen at a moment that the caller may move."""

    frozen: datetime | None = None

    def __call__(self) -> datetime:
        """Now, aware."""
        return self.frozen or datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Service:
    """A built office with its engine running."""

    settings: Settings
    store: Store
    office: Office
    engine: Engine
    clock: Clock
    tokens: Tokens | None

    def run_once(self, *, timeout: float = 3600.0) -> int:
        """Receive all there is, work until nothing is ready, send; returns how many mails were new.

        Raises:
            MailboxError: a mailbox cannot be read; what came in elsewhere or before is worked on first.
        """
        self._advance_clock()
        new, problem = 0, None
        for name in self.settings.mailboxes:
            try:
                with self.mailbox(name) as mailbox:
                    new += self.office.receive(mailbox)
            except MailboxError as error:
                problem = problem or error
        self.engine.drain(timeout=timeout)
        while self.office.sweep():
            self.engine.drain(timeout=timeout)
        if problem:
            raise problem
        return new

    @contextmanager
    def mailbox(self, name: str = "") -> Iterator[intake.Mailbox]:
        """A configured mailbox, closed at the end; without a name that of `[mailbox]`."""
        place = self.settings.mailboxes[name]
        memory = FolderMemory(
            self.store, since=place.since, zone=self.settings.office.zone, clock=self.office.services.clock
        )
        mailbox = intake.open_mailbox(
            place.url,
            base=self.settings.base,
            password=place.password and place.password_now,
            tokens=self.tokens,
            memory=memory,
        )
        try:
            yield mailbox
        finally:
            mailbox.close()

    def address_of(self, person: str) -> str:
        """The address of somebody of the directory who is there today, by address or by words of the name.

        Raises:
            UsageError: nobody or several are called so, or who is meant is not there; says who was found.
        """
        today = self.clock().astimezone(self.settings.office.zone).date()
        return person_meant(person, self.settings.directory, today=today).email

    def preview(self, case: str, decision: OperatorDecided) -> tuple[ShownMail, ...]:
        """The mails with which a decision of the operator would end a case; nothing is sent."""
        return preview(case, decision, self.office.services)

    def complain_if_unsent(self) -> None:
        """Raise where mails wait because the mail server does not take them.

        Raises:
            TemporaryOutboxError: says how many and what the server said; they go out with a later run.
        """
        with self.store.transaction() as tx:
            waiting = [
                mail for mail in tx.outgoings(state="queued") if mail.attempts and "anggaran" not in mail.last_error
            ]
        if waiting:
            raise TemporaryOutboxError(
                f"{len(waiting)} surel belum terkirim: {waiting[0].last_error}",
                advice="Tidak ada yang hilang; surel itu dicoba lagi pada jalannya layanan berikutnya.",
            )

    def _advance_clock(self) -> None:
        """The clock never runs backwards between runs."""
        now = self.clock()
        with self.store.transaction() as tx:
            last = tx.get_meta(LAST_RUN)
            if last and datetime.fromisoformat(last) > now:
                raise UsageError(
                    f"--now {now.isoformat()} lebih awal daripada jalannya yang terakhir ({last})",
                    advice="Beri waktu yang lebih lambat: jam kantor tidak berjalan mundur.",
                )
            tx.set_meta(LAST_RUN, now.isoformat())


def store_of(settings: Settings, *, on_commit: Callable[[str], None] | None = None) -> Store:
    """Database and storage as configured; nothing is connected yet."""
    database, storage = settings.database, settings.storage
    return Store(
        database.url,
        storage.url,
        base=settings.base,
        storage_options=storage.options,
        on_commit=on_commit,
        password=database.password_now if database.password_file else None,
    )


@contextmanager
def open_store(config: Path, *, environ: Mapping[str, str] = os.environ) -> Iterator[Store]:
    """The store alone, for commands that look but do not work."""
    settings = load_settings(config, environ)
    store = store_of(settings)
    try:
        store.prepare()
        yield store
    finally:
        store.close()


@contextmanager
def single_instance(settings: Settings) -> Iterator[None]:
    """One `nodis run` to a folder: a lock on a file beside nodis.toml, given back by the system even after a crash."""
    with private_file(settings.base / ".nodis.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                "nodis run sudah berjalan untuk kantor ini", advice="Hentikan yang itu dahulu, atau pakai nodis worker."
            ) from None
        yield


def accuracy_of(config: Path, *, environ: Mapping[str, str] = os.environ) -> tuple[Accuracy, ...]:
    """How often each field and the route were right, by month."""
    zone = load_settings(config, environ).office.zone
    with open_store(config, environ=environ) as store, store.reading() as tx:
        return accuracy(tx.cases(), examples(tx), zone, erased=erased_cases(tx))


def letters_gallery(folder: Path, config: Path | None, *, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """One of each letter, usual and hard; under the office's own letterhead and templates where it is configured."""
    settings = load_settings(config, environ) if config else None
    rulebook = load_rulebook(settings.rules.path if settings else default_rules())
    templates = settings.templates.path if settings else default_templates()
    with Converter() as converter:
        if settings is None:
            return gallery(folder, rulebook.letters, templates=templates, converter=converter)
        return gallery(folder, rulebook.letters, templates=templates, converter=converter, facts=settings.office)


def look_up_file(config: Path, file: Path, *, environ: Mapping[str, str] = os.environ) -> Issued:
    """Whether a file is what was issued."""
    rulebook = load_rulebook(load_settings(config, environ).rules.path)
    with open_store(config, environ=environ) as store, Reader(1) as reader:
        return look_up(file.name, file.read_bytes(), store=store, reader=reader, rulebook=rulebook)


def _period(name: str) -> Period:
    try:
        return period_of(name)
    except ValueError:
        raise UsageError(
            f"{name!r} bukan bulan atau tahun", advice="Contoh: --month 2026-03 atau --year 2026"
        ) from None


def send_recap(config: Path, name: str, *, now: datetime | None = None) -> bool:
    """Mail the recap of a month or a year to the head; False where that was done before."""
    period = _period(name)
    with open_service(config, now=now) as running:
        with running.store.reading() as tx:
            before = tx.get_meta(f"recap:{period.name}")
        mail_recap(period.name, running.office.services)
        running.engine.drain()
        return before != "sent"


def write_recap(config: Path, name: str, folder: Path, *, now: datetime | None = None) -> tuple[Path, ...]:
    """The recap as a draft with its workbook, in a folder; nothing is numbered, nothing sent."""
    period = _period(name)
    private_folder(folder)
    with open_service(config, now=now) as running:
        services = running.office.services
        letter_id = recap(period, services=services, draft=True)
        with running.store.reading() as tx:
            row = tx.letter(letter_id)
        stem = f"rekap-{period.name}"
        written = {
            f"{stem}.docx": running.store.files.get(row.docx_sha256 or ""),
            f"{stem}.pdf": running.store.files.get(row.pdf_sha256 or ""),
            f"{stem}.xlsx": annex(period, services=services),
        }
    for file_name, content in written.items():
        (folder / file_name).write_bytes(content)
    return tuple(folder / file_name for file_name in written)


def register(
    config: Path, which: str, year: int, *, classification: str | None = None, environ: Mapping[str, str] = os.environ
) -> tuple[Sequence[str], tuple[Sequence[str], ...]]:
    """A register of letters, `masuk` or `keluar`: the names of its columns, and its rows."""
    settings = load_settings(config, environ)
    facts = settings.office
    with open_store(config, environ=environ) as store:
        if which == REGISTER_IN:
            return columns(which), incoming_register(year, store=store, facts=facts)
        rulebook = load_rulebook(settings.rules.path)
        rows = outgoing_register(year, store=store, facts=facts, rulebook=rulebook, classification=classification)
        return columns(which), rows


def write_event_log(config: Path, file: Path, *, environ: Mapping[str, str] = os.environ) -> int:
    """All cases as XES; returns how many."""
    rulebook = load_rulebook(load_settings(config, environ).rules.path)
    with open_store(config, environ=environ) as store, store.reading() as tx:
        cases = tx.cases()
    file.write_bytes(event_log(cases, rulebook.sops))
    return len(cases)


def history_of(
    config: Path, case_id: str, *, now: datetime, environ: Mapping[str, str] = os.environ
) -> tuple[StepTime, ...]:
    """Planned against actual times of a case."""
    settings = load_settings(config, environ)
    calendar = load_calendar(settings.rules.path, settings.office.timezone)
    with open_store(config, environ=environ) as store, store.reading() as tx:
        case = tx.case(case_id)
        rulebook = with_own_flow(case, load_rulebook(settings.rules.path), store)
        last = tx.get_meta(LAST_RUN)
        until = min(now, datetime.fromisoformat(last)) if last else now
        return step_times(case, rulebook=rulebook, calendar=calendar, now=until)


def search_archive(config: Path, said: str, *, limit: int, environ: Mapping[str, str] = os.environ) -> tuple[Hit, ...]:
    """Letters and replies that say what is looked for, newest first."""
    query = read_query(said)
    with open_store(config, environ=environ) as store, store.reading() as tx:
        return search(query, tx, limit=limit)


def standing_of(config: Path, *, environ: Mapping[str, str] = os.environ) -> Standing:
    """How the office stands now: sums, workers, what wants a hand."""
    settings = load_settings(config, environ)
    with open_store(config, environ=environ) as store:
        return standing(
            store,
            now=datetime.now(UTC),
            zone=settings.office.zone,
            silent=SILENT_SECONDS,
            mailboxes=tuple(settings.mailboxes),
        )


def try_rules(
    config: Path, rules: Path | None = None, *, environ: Mapping[str, str] = os.environ
) -> Iterator[Replayed]:
    """Stored mail under changed rules: a folder of rules, else the configured one as it is now."""
    settings = load_settings(config, environ)
    rulebook = load_rulebook(rules or settings.rules.path)
    with (
        open_store(config, environ=environ) as store,
        Reader(cache=ReadingCache(store.local / READ)) as reader,
        sandbox_of(rulebook, settings.directory) as sandbox,
    ):
        yield from replay(store, rulebook=rulebook, settings=settings, reader=reader, sandbox=sandbox)


@contextmanager
def open_service(
    config: Path,
    *,
    now: datetime | None = None,
    environ: Mapping[str, str] = os.environ,
    on_commit: Callable[[str], None] | None = None,
) -> Iterator[Service]:
    """Build everything from the configuration and start the engine; everything is stopped at the end."""
    settings = load_settings(config, environ)
    rulebook = load_rulebook(settings.rules.path)
    calendar = load_calendar(settings.rules.path, settings.office.timezone)
    clock = Clock(frozen=now)
    with ExitStack() as stack:
        store = store_of(settings, on_commit=on_commit)
        stack.callback(store.close)
        store.prepare()
        cache = ReadingCache(store.local / READ)
        reader = stack.enter_context(Reader(settings.work.readers, cache=cache, roots=settings.trust.roots))
        sandbox = stack.enter_context(sandbox_of(rulebook, settings.directory, settings.work.readers))
        converter = stack.enter_context(Converter())
        tokens = Tokens(settings.oauth) if settings.oauth else None
        box = outbox.open_outbox(
            settings.outbox.url,
            base=settings.base,
            password=settings.outbox.password and settings.outbox.password_now,
            tokens=tokens,
        )
        stack.callback(box.close)
        outages = Outages()
        engine = Engine(store, readers=settings.work.readers, outages=outages)
        services = Services(
            settings=settings,
            rulebook=rulebook,
            calendar=calendar,
            store=store,
            reader=reader,
            sandbox=sandbox,
            models=ModelsInUse(store),
            scanner=intake.Scanner(settings.scan.clamd) if settings.scan else None,
            converter=converter,
            seal=Seal(settings.seal, office=settings.office.name) if settings.seal else None,
            outbox=box,
            templates=outbox.Templates(settings.templates.path),
            enqueue=engine.enqueue,
            clock=clock,
            new_token=new_token,
            outages=outages,
        )
        office = Office(services)
        engine.start(office)
        stack.callback(engine.stop)
        yield Service(settings=settings, store=store, office=office, engine=engine, clock=clock, tokens=tokens)
