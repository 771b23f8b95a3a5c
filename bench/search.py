"""How long a search takes at 100 thousand and at a million letters: the reference is the same search in the smaller archive.

python bench/search.py [SMALL LARGE]      defaults 100000 1000000; both databases; median of 15 searches each, the two archives in turn
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from pipeline.office import read_query
from pipeline.store import Store, search
from pipeline.store.tables import ArchiveTable
from postgres_server import PostgresServer, new_process

SEARCHES = {
    "a common word": "jaringan",
    "two common words": "jaringan gangguan",
    "a word in one letter of a hundred": "kelangkaan",
    "a word in one letter of ten thousand": "langkasekali",
    "word, unit, month": "bandwidth unit:Manado 2026-03",
    "no hit": "tidakada",
    "a case": "2026-0042",
}
WORDS = [
    "gangguan",
    "jaringan",
    "aplikasi",
    "mohon",
    "perbaikan",
    "bandwidth",
    "akses",
    "ruang",
    "pelayanan",
    "laporan",
    "surat",
    "dinas",
    "kepala",
    "bagian",
    "internet",
    "putus",
]
UNITS = [
    f"Lapas {name}"
    for name in ["Manado", "Biak", "Palu", "Ambon", "Kendari", "Mamuju", "Sorong", "Luwuk", "Tual", "Nabire"]
]
TIMES, AT_ONCE, LIMIT = 15, 5000, 20
START = datetime(2020, 1, 1, tzinfo=UTC)


def fill(store: Store, count: int) -> None:
    chance = random.Random(1)
    with store.engine.begin() as connection:
        for first in range(0, count, AT_ONCE):
            connection.execute(
                insert(ArchiveTable),
                [row(number, count, chance) for number in range(first, min(count, first + AT_ONCE))],
            )
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def row(number: int, count: int, chance: random.Random) -> dict[str, object]:
    at = START + timedelta(days=2555) * (number / count)
    words = chance.choices(WORDS, k=40)
    words += ["kelangkaan"] if number % 100 == 7 else []
    words += ["langkasekali"] if number % 10_000 == 7 else []
    case = f"{at.year}-{number:04d}"
    return {
        "message": f"{number:064x}", "case_id": case, "kind": "letter", "at": at, "sender": "tu@unit.example", "unit": chance.choice(UNITS),
        "subject": " ".join(chance.choices(WORDS, k=5)), "body": " ".join(words),
        "facets": f"{at:thn%Y bln%Y%m tgl%Y%m%d} perkara{case.replace('-', '')} sopgangguanjaringan",
    }  # fmt: skip


def seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def main() -> None:
    small, large = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (100_000, 1_000_000)
    server = new_process()
    databases = PostgresServer(port=server.port)
    worst = 0.0
    try:
        for backend in ("sqlite", "postgresql"):
            stores = []
            for size in (small, large):
                folder = Path(tempfile.mkdtemp(prefix="nodis-search-"))
                url = f"sqlite:///{folder}/nodis.db" if backend == "sqlite" else databases.new_database()
                store = Store(url, "file:data", base=folder)
                store.prepare()
                spent = seconds(lambda store=store, size=size: fill(store, size))  # type: ignore[misc]
                print(f"{backend}: {size} letters archived, {size / spent:.0f} a second", flush=True)
                stores.append(store)
            for what, said in SEARCHES.items():
                query = read_query(said)
                took: list[list[float]] = [[], []]
                for _ in range(TIMES):
                    for place, store in enumerate(stores):
                        with store.reading() as tx:
                            took[place].append(seconds(lambda tx=tx, query=query: search(query, tx, limit=LIMIT)))  # type: ignore[misc]
                few, many = (statistics.median(one) for one in took)
                worst = max(worst, many / few)
                print(
                    f"{backend}: {what:38} {1000 * few:8.2f} ms at {small}, {1000 * many:8.2f} ms at {large}: ratio {many / few:.2f}",
                    flush=True,
                )
            for store in stores:
                store.close()
    finally:
        server.remove()
    print(f"worst ratio {worst:.2f}")


if __name__ == "__main__":
    main()
