"""A storm of mail that nobody should answer, with honest letters in it: what goes out, how soon the letters are answered, memory.

python bench/storm.py [MAILS] [LETTERS] [FOLDER]

MAILS (default 2,000) are automatic replies (with headers, with words alone, in our threads), bounces and newsletters; LETTERS (default
10) come among them. Prints as it goes: mails done, mails a second, resident memory of the service; and at the end who was answered.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from office_folder import ADDRESS, make_office, put, sent, typed_letter
from pipeline import service

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
SENDERS = 200
EVERY = 5.0  # seconds between two lines


def noise(number: int, chance: random.Random) -> bytes:
    """One mail of the storm."""
    mail = EmailMessage()
    sender = f"robot{chance.randrange(SENDERS)}@unit{chance.randrange(20)}.example.go.id"
    mail["From"], mail["To"], mail["Message-ID"] = sender, ADDRESS, f"<badai-{number}@unit.example.go.id>"
    kind = number % 5
    if kind == 0:
        mail["Subject"], mail["Auto-Submitted"] = f"Balasan otomatis: [2026-0001] {number}", "auto-replied"
        mail.set_content(f"Saya sedang cuti. ({number})")
    elif kind == 1:
        mail["Subject"] = f"Re: [2026-0001] Tanda terima {number}"
        mail.set_content(f"Surel ini dikirim secara otomatis. Pesan Anda sudah kami terima dengan nomor {number}.")
    elif kind == 2:
        mail["Subject"], mail["Return-Path"] = "Undelivered Mail Returned to Sender", "<>"
        mail.set_content(f"robot{number}@unit.example.go.id: 550 user unknown")
    elif kind == 3:
        mail["Subject"], mail["List-Id"] = f"Buletin {number}", "<buletin.example>"
        mail.set_content("Kabar minggu ini. " * 40)
    else:
        mail["Subject"] = f"Tiket #{number} telah dibuat"
        mail.set_content(f"Permintaan Anda telah kami terima dengan nomor tiket {number}. Mohon menunggu.")
    return mail.as_bytes()


def resident() -> int:
    """Bytes of memory of this process."""
    with Path("/proc/self/statm").open() as handle:
        return int(handle.read().split()[1]) * 4096


def watch(running: service.Service, total: int, started: float, over: threading.Event) -> None:
    while not over.wait(EVERY):
        with running.store.reading() as tx:
            sums = tx.sums()
        done = sums.received - sums.messages["pending"]
        seconds = time.monotonic() - started
        print(
            f"{done:6} of {total} done, {done / seconds:6.1f} a second, {resident() / 1e6:6.0f} MB, sent {sums.outbox['sent']}", flush=True
        )  # fmt: skip


def main() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    letters = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp(prefix="nodis-storm-"))
    folder.mkdir(exist_ok=True)
    chance = random.Random(1)
    config = make_office(folder)
    put(folder, "00-surat-1", typed_letter(1, sender="tu1@lapas-contoh.example.go.id"))
    for number in range(mails):
        put(folder, f"{number + 1:06d}", noise(number, chance))
    for number in range(2, letters + 1):
        place = number * mails // (letters + 1)
        put(folder, f"{place:06d}-surat", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
    with service.open_service(config, now=NOW) as running:
        started, over = time.monotonic(), threading.Event()
        watcher = threading.Thread(target=watch, args=(running, mails + letters, started, over))
        watcher.start()
        running.run_once(timeout=36_000)
        seconds = time.monotonic() - started
        over.set()
        watcher.join()
        with running.store.reading() as tx:
            sums, cases = tx.sums(), tx.cases()
        print(f"memory at the end {resident() / 1e6:.0f} MB")
    to = Counter(
        "unit" if "lapas" in str(mail["To"]) else str(mail["To"]).split("<")[-1].strip(">") for mail in sent(folder)
    )
    answered = {str(mail["To"]) for mail in sent(folder) if "lapas" in str(mail["To"])}
    print(f"{mails + letters} mails in {seconds:.0f} s; {dict(sums.messages)}; {len(cases)} cases")
    print(
        f"letters answered: {len(answered)} of {letters}; mails to robots: {sum(n for name, n in to.items() if 'robot' in name)}; sent: {dict(to)}"
    )
    balanced = sums.received == sum(sums.messages.values()) == mails + letters
    print(f"ratio of mails sent to mails received: {sum(to.values()) / (mails + letters):.4f}; balanced: {balanced}")
    if not balanced or len(answered) != letters or len(cases) != letters:
        sys.exit(1)


if __name__ == "__main__":
    main()
