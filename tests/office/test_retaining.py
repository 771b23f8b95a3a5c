"""What an office no longer may keep goes; what it has to prove stays. And all that is held on one person is found."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from office_folder import ADDRESS, address, answer, make_office, put, sent, typed_letter
from pipeline import keeping, service
from pipeline.cli.main import app
from pipeline.errors import ConfigurationError
from pipeline.model import CaseState

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
RETENTION = "[retention]\ncase = 365\nunrelated = 30\nautomatic = 30\nnotice = 90\n"
PHOTO = b"\xff\xd8\xff foto yang sama di dua perkara " + b"x" * 40_000


def mail(subject: str, text: str, sender: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ADDRESS, subject
    message["Message-ID"] = f"<{abs(hash(subject))}@lain.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two cases: one refused, one open; a newsletter, a vacation note and an empty mail."""
    config = make_office(tmp_path, extra=RETENTION)
    put(tmp_path, "surat-1", typed_letter(1, sender="sari.wulandari@lapas-contoh.example.go.id"))
    put(tmp_path, "surat-2", typed_letter(2, sender="tetap@rutan-contoh.example.go.id"))
    put(tmp_path, "buletin", mail("Buletin Mei", "Selamat membaca", "kabar@buletin.example", List_Id="<b.example>"))
    put(tmp_path, "cuti", mail("Balasan otomatis", "Saya cuti", "asep@unit.example", Auto_Submitted="auto-replied"))
    put(tmp_path, "kosong", b"\r\n")
    run(config)
    asked = {str(one["X-Nodis-Case"]): one for one in sent(tmp_path) if one["X-Nodis-Step"] == "gangguan-jaringan/2"}
    first = next(one for one in sorted(asked) if "sari.wulandari" in requester(config, one))
    put(tmp_path, "tolak", answer(asked[first], "TOLAK di luar kewenangan kami", attach={"foto.jpg": PHOTO}))
    other = next(one for one in asked if one != first)
    put(tmp_path, "setuju", answer(asked[other], "SETUJU", attach={"foto.jpg": PHOTO}))
    run(config, days=0, minutes=5)
    return config


def requester(config: Path, case_id: str) -> str:
    with service.open_service(config, now=NOW) as running, running.store.reading() as tx:
        return tx.case(case_id).requester.address


def run(config: Path, *, days: int = 0, minutes: int = 0) -> None:
    with service.open_service(config, now=NOW + timedelta(days=days, minutes=minutes)) as running:
        running.run_once()


def grow_old(config: Path) -> None:
    """Files are kept for an hour after they were last put, by the machine's clock."""
    for path in (config.parent / "data").rglob("*"):
        os.utime(path, (time.time() - 7200, time.time() - 7200))


def held_anywhere(config: Path, words: str) -> list[str]:
    """Rows (the journal apart) and files in which words stand."""
    found = []
    with sqlite3.connect(config.parent / "nodis.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table != "journal":
                rows = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - names of our own tables
                found += [table for row in rows if words.encode() in repr(row).encode()]
    database.close()
    files = [path for path in (config.parent / "data").rglob("*") if path.is_file()]
    return found + [str(path) for path in files if words.encode() in path.read_bytes()]


def test_nothing_goes_before_its_time_and_open_cases_never(office: Path) -> None:
    before = len(list((office.parent / "data").rglob("*")))
    grow_old(office)
    run(office, days=20)
    assert len(list((office.parent / "data").rglob("*"))) >= before
    with service.open_store(office) as store, store.reading() as tx:
        assert tx.lines_of("erased") == ()


def test_what_is_past_its_age_goes_from_rows_and_files_and_the_sums_hold(office: Path) -> None:
    assert held_anywhere(office, "sari.wulandari")
    with service.open_store(office) as store, store.reading() as tx:
        before, numbers = tx.sums(), [row.number for row in tx.numbered_letters(2026)]
    grow_old(office)
    run(office, days=400)
    assert held_anywhere(office, "sari.wulandari") == []
    assert held_anywhere(office, "kabar@buletin") == []
    assert held_anywhere(office, "asep@unit") == []
    assert held_anywhere(office, "tetap@rutan"), "an open case is kept, however old"
    with service.open_store(office) as store, store.reading() as tx:
        assert store.verify() == ()
        after = tx.sums()
        assert (after.received, after.messages) == (before.received, before.messages)
        assert [row.number for row in tx.numbered_letters(2026)][: len(numbers)] == numbers
        (gone,) = tx.cases((CaseState.REFUSED,))
        (kept,) = [case for case in tx.cases() if case.requester.address == "tetap@rutan-contoh.example.go.id"]
        photos = [one for entry in kept.entries for one in entry.files] + list(kept.files)
        assert all(store.files.sound(one.sha256) for one in photos), "a file that another case names stays"
        assert (kept.flow or ":-").partition(":")[2] in store.named_files(), (
            "backups hold the SOP that a case began with"
        )
        assert (gone.letter.fields, gone.files, gone.requester.address) == ({}, (), "")
        assert [entry.action for entry in gone.entries], "what happened when is still told"
        said = [(line.detail["kind"], line.case) for line in tx.lines_of("erased")]
    assert ("case", gone.id) in said
    assert {kind for kind, _ in said} >= {"case", "unrelated", "automatic", "notice"}


def test_the_registers_and_commands_live_with_an_erased_case(office: Path) -> None:
    grow_old(office)
    run(office, days=400)
    runner = CliRunner()
    for command in (["cases"], ["status"], ["verify"], ["register", "masuk", "--year", "2026"], ["accuracy"],
                    ["register", "keluar", "--year", "2026"], ["report", "--year", "2026", "--out", str(office.parent / "rekap")]):  # fmt: skip
        result = runner.invoke(app, [*command, "--config", str(office)], catch_exceptions=False)
        assert result.exit_code == 0, (command, result.output)
    with service.open_store(office) as store, store.reading() as tx:
        (gone,) = tx.cases((CaseState.REFUSED,))
    assert runner.invoke(app, ["show", gone.id, "--config", str(office)], catch_exceptions=False).exit_code == 0


def test_the_command_says_what_is_due_and_what_went(office: Path) -> None:
    kept = keeping.retention_of(office, now=NOW + timedelta(days=400))
    assert kept.days["case"] == 365
    assert (kept.due["case"], kept.due["unrelated"], kept.due["automatic"]) == (1, 2, 1)
    assert "letter" not in kept.days
    run(office, days=400)
    assert {line.detail["kind"] for line in keeping.retention_of(office, now=NOW).erased} >= {"case", "unrelated"}


def test_a_file_put_again_while_it_goes_is_there_afterwards(office: Path) -> None:
    with service.open_store(office) as store:
        sha256 = store.files.put(b"isi lama")
        path = next((office.parent / "data").rglob(sha256))
        assert not store.files.discard(sha256), "it is young: its row may still come"
        os.utime(path, (0, 0))
        store.files.put(b"isi lama")
        assert not store.files.discard(sha256), "putting it made it young again"
        os.utime(path, (0, 0))
        assert store.files.discard(sha256)
        assert not store.files.discard(sha256)
        assert store.files.put(b"isi lama") == sha256
        assert store.files.sound(sha256)


@pytest.mark.parametrize("key", ["case = 0", "case = -1", "surat = 5", 'case = "lama"'])
def test_an_age_that_is_none_is_refused(tmp_path: Path, key: str) -> None:
    with (
        pytest.raises(ConfigurationError, match="retention"),
        service.open_store(make_office(tmp_path, extra=f"[retention]\n{key}\n")),
    ):
        pass


@pytest.mark.parametrize(
    ("who", "cases", "received", "sent_to"),
    [
        ("sari.wulandari@lapas-contoh.example.go.id", 1, 1, 2),
        ("Sari Wulandari", 2, 0, 0),  # both letters name her, only one address is hers
        ("0812-0000-4455", 2, 0, 0),
        (address("kabag"), 2, 2, 2),
        ("tidak.ada@lain.example", 0, 0, 0),
    ],
)
def test_all_that_is_held_on_one_person(office: Path, who: str, cases: int, received: int, sent_to: int) -> None:
    folder = office.parent / "tentang"
    held = keeping.export_person(office, who, folder)
    assert (len(held.cases), len(held.received)) == (cases, received)
    assert len(held.sent) >= sent_to
    told = json.loads((folder / "ringkasan.json").read_text())
    assert len(told["cases"]) == cases
    assert len(list((folder / "surel-darinya").iterdir())) == received
    assert len(list((folder / "surel-kepadanya").iterdir())) == len(held.sent)
    assert all("places" in case and case["places"] for case in told["cases"])
