"""What grows with the office: the cost of a letter, the sweep, the register and the search at more and more stored cases.

    python bench/growth.py [SMALL LARGE ...]          default 1000 100000; the million takes half an hour to fill

For each size and database the tables are filled with copies of one genuine case and all its rows (mails, journal,
assignments, outgoing mails, archive), closed; then new letters go their whole way to the mails that are sent, one after the
other, and the rest is asked for. Ratios are to the first size, on the same database.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, ColumnElement, Text, case, cast, func, insert, literal, null, select, text, update
from sqlalchemy.types import TypeEngine

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from office_folder import make_office, put, typed_letter
from pipeline import service, work
from pipeline.model import Job
from pipeline.office import Office, read_query
from pipeline.store import Store, search
from pipeline.store.tables import (
    ArchiveTable,
    AssignmentTable,
    Base,
    CaseTable,
    JournalTable,
    MessageCaseTable,
    MessageTable,
    MetaTable,
    OutgoingTable,
)
from postgres_server import start_postgres

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=ZoneInfo("Asia/Makassar"))
LETTERS, TIMES = 40, 9
DUE = (10, 100)  # timers fallen due
OF_A_CASE: tuple[type[Base], ...] = (
    CaseTable, MessageTable, MessageCaseTable, AssignmentTable, OutgoingTable, ArchiveTable,
)  # fmt: skip
_ENDED: Mapping[type[Base], dict[str, Any]] = {
    CaseTable: {"state": "closed", "due_at": None, "about": None},
    MessageTable: {"understanding": None},
    AssignmentTable: {"current": False},
    OutgoingTable: {"state": "sent", "carrier": None, "text": "", "html": ""},
}


def rows_of(table: type[Base], store: Store) -> list[dict[str, Any]]:
    with store.reading() as tx:
        found = tx._session.scalars(select(table)).all()  # noqa: SLF001 - a bench of the store
        return [{column.key: getattr(row, column.key) for column in table.__mapper__.columns} for row in found]


class Copies:
    """The rows of one case as those of another, opened and closed earlier by someone else: SQL expressions of its number."""

    def __init__(self, number: ColumnElement[int], *, sqlite: bool) -> None:
        self._number, self._sqlite = number, sqlite
        self._mark = self._padded(number, 8)
        self._case = cast(1000 + number // 9999, Text) + "-" + self._padded(number % 9999 + 1, 4)
        self._somebody = (
            func.concat("tu", cast(number, Text), "@lama.example")
            if not sqlite
            else literal("tu") + cast(number, Text) + "@lama.example"
        )

    def _padded(self, value: ColumnElement[int], width: int) -> ColumnElement[str]:
        if self._sqlite:
            return func.printf(f"%0{width}d", value)
        return func.lpad(cast(value, Text), width, "0")

    def of(self, table: type[Base], row: Mapping[str, Any]) -> dict[str, ColumnElement[Any]]:
        """An expression for each column; an archive's own number is left to the database."""
        types = {column.key: column.type for column in table.__mapper__.columns}
        changed = dict(row) | _ENDED.get(table, {})
        said = {key: self._moved(key, value, types[key]) for key, value in changed.items()}
        if table is CaseTable:
            due = literal(row["next_at"], types["next_at"])
            said |= {"id": self._case, "requester": self._somebody}
            said["next_at"] = case((self._number <= DUE[-1], due), else_=null())
        elif table is MessageTable:
            said["sender"] = self._somebody
        elif table is OutgoingTable:
            said |= {"id": literal(row["id"] + "-") + self._mark, "sent_at": said["created_at"]}
            if "lapas" in row["to_address"]:
                said["to_address"] = self._somebody
        elif table is ArchiveTable:
            del said["id"]
        return said

    def _moved(self, key: str, value: Any, type_: TypeEngine[Any]) -> ColumnElement[Any]:
        same = literal(value, type_) if value is not None else null()
        if value is None:
            return same
        if key in ("sha256", "message", "token", "code"):
            return self._mark + literal(value[8:])
        if key in ("source_key", "message_id", "mail_message_id", "letter_key"):
            return literal(value + "-") + self._mark
        if key in ("received_at", "opened_at", "created_at", "at"):
            return self._earlier(same)
        return self._case if key == "case_id" else same

    def _earlier(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        seconds = self._number % 5_000_000 + 30 * 86_400
        if self._sqlite:
            return func.strftime("%Y-%m-%d %H:%M:%S.000000", moment, literal("-") + cast(seconds, Text) + " seconds")
        return moment - func.make_interval(0, 0, 0, 0, 0, 0, seconds)

    def of_line(self, row: Mapping[str, Any], place: int, lines: int, base: int) -> dict[str, ColumnElement[Any]]:
        """The same for a line of the journal, the `place`-th of so many of its case."""
        said = self.of(JournalTable, row)
        return said | {
            "seq": base + (self._number - 1) * lines + place,
            "hash": self._mark + literal(f"{place:03d}{row['hash'][11:]}"),
        }


def fill(store: Store, cases: int) -> None:
    """So many cases like the first one."""
    templates = {table: rows_of(table, store) for table in OF_A_CASE}
    lines = rows_of(JournalTable, store)
    with store.transaction() as tx:
        base = int((tx.get_meta("journal_head") or "0").split(" ")[0])
    sqlite = store.engine.dialect.name == "sqlite"
    numbers = _counted(cases) if sqlite else select(func.generate_series(1, cases).label("n")).subquery()
    copies = Copies(numbers.c.n, sqlite=sqlite)
    wanted = [(table, copies.of(table, row)) for table, rows in templates.items() for row in rows]
    wanted += [
        (JournalTable, copies.of_line(line, place, len(lines), base)) for place, line in enumerate(lines, start=1)
    ]
    with store.engine.begin() as connection:
        for table, said in wanted:
            columns = [expression.label(key) for key, expression in said.items()]
            connection.execute(insert(table).from_select(list(said), select(*columns).select_from(numbers)))
        last = base + cases * len(lines)
        head = select(JournalTable.hash).where(JournalTable.seq == last).scalar_subquery()
        value = literal(f"{last} ") + head
        connection.execute(update(MetaTable).where(MetaTable.key == "journal_head").values(value=value))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _counted(most: int) -> CTE:
    one = select(literal(1).label("n")).cte("numbers", recursive=True)
    return one.union_all(select(one.c.n + 1).where(one.c.n < most))


class Measured:
    """One office with so many cases in its archive."""

    def __init__(self, url: str, cases: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nodis-growth-"))
        extra = "\n[limits]\nmails_per_hour = 1000000\n"
        self.config = make_office(self.folder, database=url, extra=extra)
        self.letters = 0
        self.work(1)
        with service.open_store(self.config) as store:
            started = time.perf_counter()
            fill(store, cases)
            print(f"  filled with {cases} cases in {time.perf_counter() - started:.0f} s", flush=True)
        self.work(10)  # warm

    def work(self, count: int) -> float:
        """Milliseconds a letter, from the mailbox to the mails that are sent, jobs done one after the other."""
        for _ in range(count):
            self.letters += 1
            put(
                self.folder,
                f"{self.letters:06d}",
                typed_letter(self.letters, sender=f"tu{self.letters}@lapas-contoh.example.go.id"),
            )
        with service.open_service(self.config, now=NOW) as running:
            jobs: list[Job] = []
            services = replace(running.office.services, enqueue=lambda _session, job: jobs.append(job))
            office = Office(services)
            started = time.perf_counter()
            with running.mailbox() as mailbox:
                office.receive(mailbox)
            while jobs:
                office.run(jobs.pop(0))
            return 1000 * (time.perf_counter() - started) / count

    def asked(self) -> dict[str, float]:
        """Milliseconds of everything that is only asked for."""
        query = read_query("jaringan unit:Contoh 2026-03")
        with service.open_store(self.config) as store, store.reading() as tx:
            soon = datetime.now(NOW.tzinfo) + timedelta(days=300)
            return {
                **{f"sweep, {due} due": median(lambda due=due: tx.due(soon, limit=due)) for due in DUE},  # type: ignore[misc]
                "sweep, nothing due": median(lambda: tx.due(NOW - timedelta(days=400))),
                "nodis cases": median(lambda: (tx.newest_cases(100), tx.count_cases())),
                "late steps": median(lambda: tx.late_cases(NOW)),
                "search": median(lambda: search(query, tx, limit=20)),
                "sums": median(tx.sums),
            }


def median(do: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        do()
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or [1000, 100_000]
    setattr(work.Engine, "start", lambda _self, _runner: None)  # noqa: B010 - jobs are done here, one after the other
    setattr(work.Engine, "stop", lambda _self: None)  # noqa: B010
    for backend in ("sqlite", "postgresql"):
        first: dict[str, float] = {}
        for size in sizes:
            url = start_postgres().new_database() if backend == "postgresql" else "sqlite:///nodis.db"
            office = Measured(url, size)
            costs = {"a letter": statistics.median(office.work(LETTERS) for _ in range(3)), **office.asked()}
            first = first or costs
            for name, cost in costs.items():
                print(
                    f"{backend:<11} {size:>8} cases  {name:<20} {cost:9.2f} ms   ratio {cost / first[name]:6.2f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
