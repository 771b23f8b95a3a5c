"""The registers of letters: every number stands there, cancelled ones too, and a gap is found."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdfium2 as pdfium
import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from office_folder import answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.cli.main import app

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
WAY = (
    ("kabag", "SETUJU"),
    ("kasubag", "SELESAI\nKonfirmasi: pelapor membenarkan gangguan"),
    ("kasubag", "SETUJU"),
    ("kasubag", "BATAL"),
    ("kasubag", "SETUJU, laksanakan"),
)


def walk(folder: Path, *, numbering: str = "year") -> Path:
    """An office that has issued a reply and an order, taken the order back, and issued it again."""
    config = make_office(folder)
    config.write_text(config.read_text().replace("[office]", f'[office]\nnumbering = "{numbering}"', 1))
    with service.open_service(config, now=NOW) as running:
        put(folder, "surat", typed_letter())
        running.run_once()
        for number, (who, says) in enumerate(WAY, start=1):
            asked = [one for one in sent(folder) if one["X-Nodis-Purpose"] == "assignment" and who in str(one["To"])]
            put(folder, f"balas-{number}", answer(asked[-1], says))
            running.clock.frozen = NOW + timedelta(minutes=number)
            running.run_once()
        assert not running.store.verify()
    return config


def register(config: Path, which: str, **options: str) -> list[dict[str, str]]:
    head, rows = service.register(config, which, 2026, classification=options.get("classification"))
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return walk(tmp_path_factory.mktemp("kantor"))


def test_each_number_stands_in_the_register_a_cancelled_one_says_so(office: Path) -> None:
    rows = register(office, "keluar")
    assert [row["No. urut"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    orders = [row for row in rows if row["Surat"] == "Surat Perintah"]
    assert [bool(row["Keterangan"]) for row in orders] == [True, False], (
        "the first was taken back, its number stays used"
    )
    assert orders[0]["Keterangan"].startswith("DIBATALKAN Senin, 4 Mei 2026 pukul 08.04")
    assert len({row["Nomor"] for row in rows}) == len(rows)
    assert all(
        (row["Nomor"].startswith("W.99-") and row["Kepada"] != "") or row["Surat"] == "Surat Perintah" for row in rows
    )


def test_the_paper_says_who_approved_it_by_mail_and_when_and_claims_no_signature(office: Path) -> None:
    with service.open_store(office) as store:
        with store.reading() as tx:
            row = [one for one in tx.letters_of("2026-0001") if one.kind == "surat-perintah"][-1]
            drafts = [one for one in tx.letters_of("2026-0001") if one.draft]
        with pdfium.PdfDocument(store.files.get(row.pdf_sha256 or "")) as document:
            said = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert "Disetujui melalui surel oleh Lestari Ningsih, Senin, 4 Mei 2026 pukul 08.05 WITA" in said
    assert "secara elektronik" not in said
    assert drafts
    assert not any(one.context["setuju_surel"] for one in drafts)


def test_the_agenda_of_letters_that_came_in(office: Path) -> None:
    (row,) = register(office, "masuk")
    assert (row["No. agenda"], row["Perkara"], row["Layanan"]) == ("1", "2026-0001", "gangguan-jaringan")
    assert "Lapas Contoh" in row["Dari"]
    assert register(office, "masuk") == [row]
    assert service.register(office, "masuk", 2025)[1] == ()


def test_by_classification_and_as_a_workbook(office: Path, tmp_path: Path) -> None:
    every = register(office, "keluar")
    codes = {row["Klasifikasi"] for row in every}
    assert sum(len(register(office, "keluar", classification=code)) for code in codes) == len(every)
    file = tmp_path / "register.xlsx"
    done = CliRunner().invoke(
        app, ["register", "keluar", "--year", "2026", "--config", str(office), "--out", str(file)]
    )
    assert done.exit_code == 0, done.output
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet.max_row == len(every) + 1
    assert [cell.value for cell in sheet[1]] == list(every[0])


def test_an_office_may_count_each_classification_by_itself(tmp_path: Path) -> None:
    own = walk(tmp_path, numbering="classification")
    by_code: dict[str, list[int]] = {}
    for row in register(own, "keluar"):
        by_code.setdefault(row["Klasifikasi"], []).append(int(row["No. urut"]))
    assert by_code
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_code.values())


def test_a_letter_that_vanished_is_found(tmp_path: Path) -> None:
    config = walk(tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'nodis.db'}")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM letters WHERE sequence = 2"))
    engine.dispose()
    with service.open_store(config) as store:
        assert [one for one in store.verify() if "register keluar tahun 2026: nomor 2 " in one]
