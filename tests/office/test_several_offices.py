"""Several offices in one installation: a folder and a database each; neither sees, numbers or answers what is the other's."""

from __future__ import annotations

import shutil
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from databases import BACKENDS, new_database
from office_folder import answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.config import default_rules
from pipeline.service import look_up_file
from pipeline.store import LetterRow

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=ZoneInfo("Asia/Makassar"))
NAMES = ("Kantor Wilayah Satu", "Kantor Wilayah Dua")


def own_office(folder: Path, name: str, unit_code: str, backend: str) -> Path:
    folder.mkdir()
    config = make_office(folder, database=new_database(backend, folder))
    text = config.read_text().replace("Kantor Wilayah Contoh", name).replace('"W.99"', f'"{unit_code}"')
    config.write_text(text.replace("kanwil-contoh", unit_code.lower().replace(".", "-")))
    return config


def work(config: Path) -> None:
    with service.open_service(config, now=NOW) as running:
        running.run_once()


def vary(config: Path) -> None:
    """Another letterhead, other numbers, and a flow whose second step is called otherwise and has more time."""
    text = config.read_text().replace(
        "[office]\n",
        '[office]\nletterhead = ["KEMENTERIAN CONTOH LAIN"]\nnumber_pattern = "{sequence}/{unit}/{classification}"\n',
    )
    config.write_text(text + '\n[rules]\npath = "rules"\n')
    shutil.copytree(default_rules(), config.parent / "rules")
    flow = config.parent / "rules" / "sop" / "gangguan-jaringan.yaml"
    varied = flow.read_text().replace("title: Disposisi pengaduan", "title: Disposisi Bagian Umum", 1)
    flow.write_text(varied.replace("limit: {minutes: 30}", "limit: {minutes: 90}", 1))


def next_task(folder: Path, step: str) -> EmailMessage:
    return next(mail for mail in sent(folder) if mail["X-Nodis-Step"] == f"gangguan-jaringan/{step}")


def issued(config: Path) -> LetterRow:
    """The numbered letter of the only case."""
    with service.open_store(config) as store, store.reading() as tx:
        (case,) = tx.cases()
        (letter,) = [row for row in tx.letters_of(case.id) if row.number]
    return letter


@pytest.mark.slow
def test_each_has_its_own_letterhead_numbers_people_and_flow(tmp_path: Path) -> None:
    folders = [tmp_path / "satu", tmp_path / "dua"]
    configs = [
        own_office(folder, name, code, "sqlite")
        for folder, name, code in zip(folders, NAMES, ("W.01", "W.02"), strict=True)
    ]
    vary(configs[1])
    for folder, config in zip(folders, configs, strict=True):
        put(folder, "surat", typed_letter())
        work(config)
        put(folder, "disposisi", answer(next_task(folder, "2"), "SETUJU"))
        work(config)
        put(folder, "tanggapan", answer(next_task(folder, "3"), "SELESAI\nKonfirmasi: pelapor membenarkan"))
        work(config)
    tasks = [next_task(folder, "2") for folder in folders]
    assert ["Disposisi Bagian Umum" in str(task["Subject"]) for task in tasks] == [False, True]
    assert ["pukul 09.00" in task.get_body().get_content() for task in tasks] == [True, False]  # type: ignore[union-attr]
    assert ["pukul 10.00" in task.get_body().get_content() for task in tasks] == [False, True]  # type: ignore[union-attr]
    letters = [issued(config) for config in configs]
    assert [letter.number for letter in letters] == ["W.01-TI.07.02-1", "1/W.02/TI.07.02"]
    assert ["KEMENTERIAN CONTOH LAIN" in repr(letter.context) for letter in letters] == [False, True]


def cases(config: Path) -> tuple[str, ...]:
    with service.open_store(config) as store, store.reading() as tx:
        return tuple(case.id for case in tx.cases())


@pytest.mark.slow
@pytest.mark.parametrize("backend", BACKENDS)
def test_offices_share_the_program_and_nothing_else(backend: str, tmp_path: Path) -> None:
    folders = [tmp_path / "satu", tmp_path / "dua"]
    configs = [
        own_office(folder, name, code, backend)
        for folder, name, code in zip(folders, NAMES, ("W.01", "W.02"), strict=True)
    ]
    for number, (folder, config) in enumerate(zip(folders, configs, strict=True), start=1):
        put(folder, "surat", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
        work(config)
    assert [cases(config) for config in configs] == [("2026-0001",), ("2026-0001",)], "each counts its own"
    for folder, name, domain in zip(folders, NAMES, ("w-01", "w-02"), strict=True):
        for mail in sent(folder):
            assert name in str(mail["From"])
            assert domain in str(mail["From"])
            assert not any(other in mail.as_string() for other in NAMES if other != name)

    first, second = folders
    task = next(mail for mail in sent(first) if mail["X-Nodis-Purpose"] == "assignment")
    assert "w-01" in str(task["To"]), "people are each office's own"
    strayed = answer(task, "SETUJU")
    put(second, "tersesat", strayed)  # the answer to a task of the first office, in the mailbox of the second
    before = {folder: len(sent(folder)) for folder in folders}
    work(configs[1])
    with service.open_store(configs[1]) as store, store.reading() as tx:
        (case,) = tx.cases()
        assert [entry.step for entry in case.entries] == ["1"], "a code of another office moves nothing"
        assert "answer refused" in [line.what for line in tx.lines_of("answer refused")]
    told = sent(second)[before[second] :]
    assert all("w-01" not in str(mail["To"]) for mail in told), "the other office's people hear nothing from here"
    put(first, "benar", strayed)
    work(configs[0])
    with service.open_store(configs[0]) as store, store.reading() as tx:
        (case,) = tx.cases()
        assert [entry.step for entry in case.entries] == ["1", "2"], "in its own office it counts"
        letters = tx.letters_of(case.id)
        pdf = next(store.files.get(row.pdf_sha256) for row in letters if row.pdf_sha256)
    assert NAMES[0] in repr(letters[0].context)
    issued = tmp_path / "surat.pdf"
    issued.write_bytes(pdf)
    assert look_up_file(configs[0], issued).letter is not None
    assert look_up_file(configs[1], issued).letter is None, "the other office never issued it"
