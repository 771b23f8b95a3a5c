"""Other people's mails: whatever lies in a folder of collections is taken in, ends in one state, and bounces stay unanswered.

`make nasty` fetches those of tests/nasty_packages.txt; NODIS_COLLECTIONS names any folder of archives, Maildirs, mbox files or mails.
"""

from __future__ import annotations

import hashlib
import mailbox
import os
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import address, make_office, put, sent
from pipeline import service
from pipeline.store import Message

FOLDER = os.environ.get("NODIS_COLLECTIONS")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
LARGEST = 30_000_000  # bytes
NOT_MAILS = (".py", ".rst", ".md", ".cfg", ".toml", ".png", ".json", ".pyc", ".html", ".css", ".js", ".ini")
PLACES = ("/tests/data/", "/tests/mails/", "/tests/messages/", "/tests/fixtures/", "/test/data/")
MOST_ANSWERED = 1  # that one has a person's subject, text and headers, and an attachment that says otherwise
BOUNCES = "flufl"  # a collection of nothing but bounces and automatic answers

pytestmark = pytest.mark.skipif(FOLDER is None, reason="NODIS_COLLECTIONS names no folder (make nasty)")


def mails() -> Iterator[tuple[str, bytes]]:
    """Each mail with where it comes from."""
    for path in sorted(Path(FOLDER or "").rglob("*")):
        if not path.is_file():
            continue
        if path.name.endswith((".tar.gz", ".tgz", ".tar.bz2")):
            with tarfile.open(path) as archive:
                for member in archive:
                    held = archive.extractfile(member) if member.isfile() and member.size < LARGEST else None
                    if held and any(place in member.name for place in PLACES) and not member.name.endswith(NOT_MAILS):
                        yield f"{path.name}:{member.name}", held.read()
        elif path.suffix == ".mbox":
            box = mailbox.mbox(path, create=False)
            for number, message in enumerate(box):
                yield f"{path.name}:{number}", message.as_bytes()
        elif path.stat().st_size < LARGEST:
            yield str(path), path.read_bytes()


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_every_mail_of_the_collections_ends_in_one_state(tmp_path: Path) -> None:
    found = {raw: name for name, raw in mails() if raw.strip()}
    assert len(found) > 100
    config = make_office(tmp_path, extra="[limits]\nmails_per_hour = 100000\n")
    for number, raw in enumerate(found):
        put(tmp_path, f"surel-{number:05d}", raw)
    with service.open_service(config, now=NOW) as running:
        running.run_once(timeout=7000)
        with running.store.reading() as tx:
            sums, rows = tx.sums(), tx.messages()
        assert running.store.verify() == ()
    assert sums.messages["pending"] == 0
    assert sum(sums.messages.values()) == sums.received == len(found)
    failed = [row.reason for row in rows if row.state == "set_aside" and "Error" in row.reason]
    assert failed == [], "set aside by an exception, not by a reason"
    by_source = Counter((found[raw].partition(":")[0], row.state) for raw, row in _with_rows(found, rows))
    for (source, state), count in sorted(by_source.items()):
        print(f"{source}: {state} {count}")  # noqa: T201 - what a reader of this proof wants to see
    told = Counter(str(mail["To"]) for mail in sent(tmp_path) if address("operator") not in str(mail["To"]))
    silent = {row.sender for raw, row in _with_rows(found, rows) if BOUNCES in found[raw]}
    answered = {to for to in told if any(sender and sender in to for sender in silent)}
    assert len(answered) <= MOST_ANSWERED, answered


def _with_rows(found: dict[bytes, str], rows: tuple[Message, ...]) -> Iterator[tuple[bytes, Message]]:
    by_hash = {row.sha256: row for row in rows}
    for raw in found:
        yield raw, by_hash[hashlib.sha256(raw).hexdigest()]
