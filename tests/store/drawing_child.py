"""Draws numbers and writes each down, with a line in the journal, until it is killed; started by test_numbers.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pipeline.store import Store
from store_samples import NOW


def main() -> None:
    store = Store(sys.argv[1], "file:data", base=Path(sys.argv[2]))
    while True:
        content = os.urandom(16)
        sha256 = store.files.put(content)
        with store.transaction() as tx:
            number = tx.draw_number("uji", 2026)
            tx.add_message(sha256, source_key=str(number), size=len(content), received_at=NOW)
            tx.journal("number drawn", at=NOW, message=sha256, detail={"number": str(number)})


if __name__ == "__main__":
    main()
