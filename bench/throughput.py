"""Letters a minute, the whole way: from the mailbox to the acknowledgement that the mail server took; by number of workers.

    python bench/throughput.py typed [--letters N] [--workers 1 2] [--away 0 1]     beside django-helpdesk's `get_email`
    python bench/throughput.py scanned [--letters N] [--workers 1 2]                beside two `ocrmypdf --sidecar` at once, and one

All letters wait in a real Dovecot, all mail goes to one SMTP server on loopback, the database is PostgreSQL as it is
installed (what it commits is on the disk); django-helpdesk gets the same mails from the same Dovecot, the same kind of
database and the same SMTP server. A worker is one process with one reading process; the first is `nodis run`, the others
`nodis worker`. Clocks start when the mails are there and every process is ready.

`--away`: mailbox and mail server are so many milliseconds away (there and back), for both sides; the database is near. Typed letters
are measured with them on the same machine, and a millisecond away, as in a building.
Scans are measured twice: as the system deals out its cores, where one worker's LibreOffice, database and mail use the core
that its reading leaves; and with a core for each worker and all that it starts.
"""

from __future__ import annotations

import argparse
import atexit
import email.policy
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))


from peers import program

from imap_server import PASSWORD, USER, free_port, imap_server
from letter_pages import DEGRADATIONS, DPI, draw
from office_folder import ADDRESS, make_office, typed_letter
from pipeline import service
from postgres_server import AS_INSTALLED, PostgresServer, new_process

HERE = Path(__file__).parent
PATIENCE = 1800.0  # seconds
WARM = 12  # letters for each worker before the clock starts: one in six scans needs LibreOffice, which takes seconds to start
SETTLED = 8.0  # seconds for what they have caused beside their acknowledgements
BUDGET = "\n[limits]\nmails_per_hour = 1000000\n"


def typed(number: int) -> bytes:
    return typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id")


def scanned(number: int) -> bytes:
    """A mail with one page of 300 dpi, as a scanner's PDF."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"] = f"tu{number}@lapas-contoh.example.go.id", ADDRESS
    mail["Subject"], mail["Message-ID"] = f"Surat {number}", f"<pindai-{number}@lapas-contoh.example.go.id>"
    mail["Date"] = "Mon, 02 Mar 2026 08:04:00 +0800"
    mail.set_content("Terlampir surat kami.\n")
    mail.add_attachment(scan(number), maintype="application", subtype="pdf", filename=f"surat-{number}.pdf")
    return mail.as_bytes()


def scan(number: int) -> bytes:
    page = DEGRADATIONS["clean300"](draw(number), number)
    buffer = io.BytesIO()
    Image.fromarray(page).convert("L").save(buffer, "PDF", resolution=DPI, quality=80)
    return buffer.getvalue()


@contextmanager
def sink(folder: Path) -> Iterator[tuple[int, Path]]:
    """An SMTP server; its port, and the file in which it notes what it took."""
    port, file = free_port(), folder / "taken.txt"
    with subprocess.Popen([sys.executable, str(HERE / "mail_sink.py"), str(port), str(file)]) as process:
        while not file.exists():
            time.sleep(0.05)
        try:
            yield port, file
        finally:
            process.kill()


def named(mails: list[bytes], name: str = "surat") -> dict[str, bytes]:
    return {f"{name}-{number:05d}": raw for number, raw in enumerate(mails)}


@contextmanager
def away(milliseconds: float, *ports: int) -> Iterator[tuple[int, ...]]:
    """Ports behind which those ports are so far away."""
    if not milliseconds:
        yield ports
        return
    doors = [free_port() for _ in ports]
    pairs = [f"{door}:{port}" for door, port in zip(doors, ports, strict=True)]
    with subprocess.Popen([sys.executable, str(HERE / "far.py"), str(milliseconds), *pairs]) as process:
        time.sleep(1)
        try:
            yield tuple(doors)
        finally:
            process.kill()


@contextmanager
def nodis(config: Path, workers: int, *, own_core: bool) -> Iterator[None]:
    """`nodis run` and further `nodis worker`s, all ready."""
    environ = {**os.environ, "NODIS_MAILBOX__PASSWORD": PASSWORD, "NODIS_WORK__READERS": "1"}
    with ExitStack() as stack:
        processes = []
        for number in range(workers):
            command = [sys.executable, "-m", "pipeline", "worker" if number else "run", "--config", str(config)]
            place = ["taskset", "--cpu-list", str(number % (os.cpu_count() or 1))] if own_core else []
            process = stack.enter_context(subprocess.Popen([*place, *command], env=environ, stdout=subprocess.DEVNULL))
            processes.append(process)
        while service.standing_of(config).workers < workers:
            time.sleep(0.2)
        time.sleep(3)  # the first IDLE
        try:
            yield
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)


def ours(
    mails: list[bytes],
    warm: list[bytes],
    workers: int,
    databases: PostgresServer,
    *,
    milliseconds: float = 0,
    own_core: bool = False,
) -> float:
    """Seconds until the last acknowledgement was taken; other letters have warmed every process up before."""
    with tempfile.TemporaryDirectory(prefix="nodis-bench-") as name, imap_server() as imap, ExitStack() as stack:
        folder = Path(name)
        with sink(folder) as (near, taken):
            mailbox, port = stack.enter_context(away(milliseconds, imap.port, near))
            config = make_office(
                folder,
                mailbox=f"imap://{USER}@127.0.0.1:{mailbox}/INBOX",
                outbox=f"smtp://127.0.0.1:{port}",
                database=databases.new_database(),
                extra=BUDGET,
            )
            with service.open_store(config):
                pass
            with nodis(config, workers, own_core=own_core):
                imap.deliver_all(named(warm, "hangat"))
                until(taken, len(warm))
                time.sleep(SETTLED)
                started = imap.deliver_all(named(mails))
                return until(taken, len(warm) + len(mails)) - started


def until(taken: Path, count: int) -> float:
    """When the last of so many acknowledgements was taken, seconds since the epoch."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lines = [line.split() for line in taken.read_text().splitlines()]
        if len(lines) < count:
            time.sleep(0.2)
            continue
        acknowledged = {to: float(at) for at, purpose, to in lines if purpose in ("acknowledgement", "notice")}
        if len([to for to in acknowledged if to.startswith("tu")]) >= count:
            return max(acknowledged.values())
        time.sleep(0.2)
    raise SystemExit(f"only {len(acknowledged)} of {count} letters were answered")


def helpdesk(mails: list[bytes], databases: PostgresServer, *, milliseconds: float = 0) -> float:
    """Seconds that `get_email` takes."""
    with tempfile.TemporaryDirectory(prefix="nodis-bench-") as name, imap_server() as imap, ExitStack() as stack:
        folder = Path(name)
        imap.deliver_all(named(mails))
        with sink(folder) as (near, _):
            mailbox, port = stack.enter_context(away(milliseconds, imap.port, near))
            database = databases.new_database().rpartition("/")[2]
            place = {
                "imap": mailbox, "user": USER, "password": PASSWORD, "smtp": port, "media": name,
                "postgresql": {"PORT": databases.port, "NAME": database},
            }  # fmt: skip
            done = subprocess.run(
                [program("python"), HERE / "helpdesk_reference.py", json.dumps(place)],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    if told["tickets"] != len(mails):
        raise SystemExit(f"django-helpdesk made {told['tickets']} tickets of {len(mails)} mails: {done.stderr}")
    return float(told["seconds"])


def ocrmypdf(mails: list[bytes], *, at_once: int) -> float:
    """Seconds that `ocrmypdf --sidecar` takes for the same pages."""
    with tempfile.TemporaryDirectory(prefix="nodis-bench-") as name:
        folder = Path(name)
        files = []
        for number in range(len(mails)):
            files.append(folder / f"{number}.pdf")
            files[-1].write_bytes(scan(number))
        environ = {**os.environ, "OMP_THREAD_LIMIT": "1", "PATH": f"{program('ocrmypdf').parent}:{os.environ['PATH']}"}
        started = time.time()
        running: list[subprocess.Popen[bytes]] = []
        while files or running:
            running = [process for process in running if process.poll() is None]
            if files and len(running) < at_once:
                file = files.pop()
                command = [
                    str(program("ocrmypdf")), "--quiet", "-l", "ind+eng", "--jobs", "1", "--output-type", "pdf",
                    "--sidecar", f"{file}.txt", str(file), f"{file}.out.pdf",
                ]  # fmt: skip
                running.append(subprocess.Popen(command, env=environ))
            time.sleep(0.01)
        return time.time() - started


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kind", choices=("typed", "scanned"))
    options.add_argument("--letters", type=int)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--away", type=float, nargs="+", metavar="MS")
    chosen = options.parse_args()
    is_typed = chosen.kind == "typed"
    make = typed if is_typed else scanned
    mails = [make(number) for number in range(chosen.letters or (3000 if is_typed else 48))]
    warm = [make(10_000 + number) for number in range(WARM * max(chosen.workers))]
    postgres = new_process(AS_INSTALLED)
    atexit.register(postgres.remove)
    databases = PostgresServer(port=postgres.port)
    if is_typed:
        name = "django-helpdesk get_email"
        for milliseconds in chosen.away or (0, 1):
            print(f"mailbox and mail server {milliseconds:g} ms away", flush=True)
            first = tell(name, helpdesk(mails, databases, milliseconds=milliseconds), len(mails))
            compare((name, first), (mails, warm), chosen.workers, databases, milliseconds=milliseconds)
        return
    name = "two ocrmypdf --sidecar at once"
    first = tell(name, ocrmypdf(mails, at_once=2), len(mails))
    one = tell("one ocrmypdf at a time", ocrmypdf(mails, at_once=1), len(mails))
    print(f"    two at once to one: {first / one:.2f}, which is what a second core is worth here", flush=True)
    for own_core in (False, True):
        compare((name, first), (mails, warm), chosen.workers, databases, own_core=own_core)


def compare(
    reference: tuple[str, float],
    letters: tuple[list[bytes], list[bytes]],
    numbers: list[int],
    databases: PostgresServer,
    *,
    milliseconds: float = 0,
    own_core: bool = False,
) -> None:
    """Rates by numbers of workers, beside the reference's and that of the first number; `letters` are measured, and to warm up."""
    (name, first), (mails, warm) = reference, letters
    alone = 0.0
    for workers in numbers:
        seconds = ours(mails, warm[: WARM * workers], workers, databases, milliseconds=milliseconds, own_core=own_core)
        rate = tell(f"nodis, {workers} worker(s){', a core each' if own_core else ''}", seconds, len(mails))
        alone = alone or rate
        print(f"    ratio to {name}: {rate / first:.2f}; to nodis with {numbers[0]}: {rate / alone:.2f}", flush=True)


def tell(name: str, seconds: float, count: int) -> float:
    rate = 60 * count / seconds
    print(f"{name:<34} {rate:8.1f} letters a minute ({count} in {seconds:.1f} s)", flush=True)
    return rate


if __name__ == "__main__":
    main()
