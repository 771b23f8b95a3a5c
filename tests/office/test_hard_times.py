"""The disk runs full, the database goes away: what was received stays, what was not stays in the mailbox, and all of it is done later."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from office_folder import make_office, put, sent, typed_letter
from pipeline import service
from pipeline.errors import NodisError
from postgres_server import new_process

SCRIPT = Path(__file__).with_name("full_disk.py")
NOW = datetime.fromisoformat("2026-03-02T08:10:00+08:00")
LETTERS = 11


def own_disk(megabytes: int, folder: Path, command: list[str]) -> list[str]:
    """A command that runs with a small disk mounted on a folder, seen by it alone."""
    mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "$0" && exec "$@"'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(folder), *command]


def test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_room(tmp_path: Path) -> None:
    small, outside = tmp_path / "kecil", tmp_path / "luar"
    small.mkdir()
    outside.mkdir()
    if subprocess.run(own_disk(1, small, ["true"]), check=False, capture_output=True).returncode:
        pytest.skip("the kernel gives nobody a disk of his own")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SCRIPT.parent), str(SCRIPT.parent.parent), *sys.path])}
    command = own_disk(40, small, [sys.executable, str(SCRIPT), str(small), str(outside)])
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, env=environ)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["refused"] == 2, "a full disk is said"
    assert told["waiting"] == 3, "what cannot be stored stays in the mailbox"
    assert told["filled"] == 4
    assert told["problems"] == []
    assert told["received"] == told["messages"]["letter"] == LETTERS
    assert told["requesters"] == sorted(f"tu{number}@lapas-contoh.example.go.id" for number in range(1, LETTERS + 1))
    assert (told["outbox"]["queued"], told["outbox"]["failed"], told["doubles"]) == (0, 0, 0)
    assert told["mails"] == told["outbox"]["sent"]


COMMANDS = (
    "run --once",
    "status",
    "cases",
    "verify",
    "backup {disk}/salinan",
    "report --month 2026-03",
    "check",
    "retry",
    "init --config {disk}/baru.toml",
)


def test_every_command_says_that_the_disk_is_full_and_what_to_do(tmp_path: Path) -> None:
    small, outside = tmp_path / "kecil", tmp_path / "luar"
    small.mkdir()
    outside.mkdir()
    if subprocess.run(own_disk(1, small, ["true"]), check=False, capture_output=True).returncode:
        pytest.skip("the kernel gives nobody a disk of his own")
    make_office(outside, mailbox=f"maildir:{outside}/mailbox", outbox=f"maildir:{outside}/outbox")
    put(outside, "surat", typed_letter(1))
    script = f'cp {outside}/nodis.toml {small}; nodis() {{ {sys.executable} -m pipeline "$@"; }}; nodis run --once --config {small}/nodis.toml >/dev/null 2>&1\n'
    script += f"cp {outside}/mailbox/cur/* {outside}/mailbox/new/lain; sed -i 's/rusak sejak/putus sejak/; s/Message-ID: </&2/' {outside}/mailbox/new/lain; echo >> {outside}/mailbox/new/lain\n"
    script += f"dd if=/dev/zero of={small}/ballast bs=4k >/dev/null 2>&1; dd if=/dev/zero bs=1 >> {small}/ballast 2>/dev/null\n"
    for number, command in enumerate(COMMANDS):
        config = "" if "--config" in command else f" --config {small}/nodis.toml"
        script += f"yes '' | nodis {command.format(disk=small)}{config} >{outside}/{number}.out 2>{outside}/{number}.err; echo $? >{outside}/{number}.code\n"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SCRIPT.parent.parent.parent), *sys.path])}
    subprocess.run(own_disk(40, small, ["sh", "-c", script]), check=True, capture_output=True, timeout=280, env=environ)
    said = {
        command: ((outside / f"{number}.err").read_text(), (outside / f"{number}.code").read_text().strip())
        for number, command in enumerate(COMMANDS)
    }
    for command, (words, code) in said.items():
        assert "Traceback" not in words, (command, words)
        assert code in ("0", "1"), (command, words)
        if code == "1" and command != "check":
            assert "disk penuh di" in words, (command, words)
            assert "Kosongkan ruang" in words, (command, words)
            assert str(small) in words, (command, words)
    assert {command for command, (_, code) in said.items() if code == "1"} >= {
        "run --once",
        COMMANDS[4],
        COMMANDS[8],
    }, said


@pytest.mark.server
def test_a_database_that_goes_away_in_the_middle_of_work(tmp_path: Path) -> None:
    server = new_process()
    try:
        url = f"postgresql+psycopg://postgres@127.0.0.1:{server.port}/postgres"
        config = make_office(tmp_path, database=url)
        for number in range(1, LETTERS + 1):
            put(tmp_path, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
        commits = threading.Semaphore(0)
        with service.open_service(config, now=NOW, on_commit=lambda _label: commits.release()) as running:
            working = threading.Thread(target=_work, args=(running, over := threading.Event(), finished := [False]))
            working.start()
            for wanted in (9, 15):  # gone at once after some commits, back after two seconds
                for _ in range(wanted):
                    assert commits.acquire(timeout=60)
                server.stop()
                time.sleep(2)
                server.start()
            over.set()
            working.join(timeout=120)
            assert not working.is_alive()
            assert finished == [True], "no error but ours"
            assert running.store.verify() == ()
            with running.store.reading() as tx:
                sums, cases = tx.sums(), tx.cases()
    finally:
        server.remove()
    assert (sums.received, sums.messages["letter"]) == (LETTERS, LETTERS)
    assert len({case.requester.address for case in cases}) == len(cases) == LETTERS
    mails = [str(mail["Message-ID"]) for mail in sent(tmp_path)]
    assert len(mails) == len(set(mails)) == sums.outbox["sent"]
    assert (sums.outbox["queued"], sums.outbox["failed"]) == (0, 0)


def _work(running: service.Service, over: threading.Event, finished: list[bool]) -> None:
    """As the service does: again and again, whatever the database says, until all is done after the last outage."""
    while not (over.is_set() and _quiet(running)):
        with contextlib.suppress(NodisError):
            running.run_once(timeout=60)
        time.sleep(0.2)
    finished[0] = True


def _quiet(running: service.Service) -> bool:
    try:
        with running.store.reading() as tx:
            sums = tx.sums()
    except NodisError:
        return False
    waiting = any((running.settings.base / "mailbox" / "new").iterdir())
    return not waiting and sums.messages["pending"] == 0 and sums.outbox["queued"] == 0
