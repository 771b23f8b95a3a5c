"""Reports to the head: right figures, once, on time; the workbook and the event log behind them."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import openpyxl
import pdfplumber
import pytest

from office_folder import address, answer, make_office, put, sent, typed_letter
from pipeline import service

ZONE = ZoneInfo("Asia/Makassar")
START = datetime(2026, 4, 27, 8, 0, tzinfo=ZONE)  # a Monday
XES = "{http://www.xes-standard.org/}"


def at(running: service.Service, moment: datetime) -> None:
    running.clock.frozen = moment
    running.run_once()


def reply(running: service.Service, folder: Path, case: str, text: str, moment: datetime) -> None:
    asked = next(
        m for m in reversed(sent(folder)) if m["X-Nodis-Case"] == case and m["X-Nodis-Purpose"] == "assignment"
    )
    put(folder, f"{case}-{moment:%d%H%M}", answer(asked, text))
    at(running, moment)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """April: one case refused in time, one refused an hour late, one still open."""
    folder = tmp_path_factory.mktemp("kantor")
    config = make_office(folder)
    with service.open_service(config, now=START) as running:
        for number in (1, 2, 3):
            put(folder, f"surat-{number}", typed_letter(number))
            at(running, START + timedelta(minutes=number))
        reply(running, folder, "2026-0001", "TOLAK sudah normal", START + timedelta(minutes=20))
        at(running, START + timedelta(minutes=60))
        reply(running, folder, "2026-0002", "TOLAK milik penyedia", START + timedelta(minutes=92))
        at(running, START + timedelta(days=1))
        for day in range(4, 9):
            for hour in (6, 9, 15):
                at(running, datetime(2026, 5, day, hour, 0, tzinfo=ZONE))
    return config


def of(config: Path, words: str) -> list[EmailMessage]:
    return [mail for mail in sent(config.parent) if words in str(mail["Subject"])]


def test_the_recap_goes_out_once_on_the_first_working_day(office: Path) -> None:
    (mail,) = of(office, "Rekapitulasi layanan")
    assert address("kepala") in str(mail["To"])
    assert mail["X-Nodis-Purpose"] == "report"
    assert mail["X-Nodis-Case"] is None
    sent_at = datetime.strptime(str(mail["Date"]), "%a, %d %b %Y %H:%M:%S %z")
    assert sent_at.astimezone(ZONE) == datetime(2026, 5, 4, 9, 0, tzinfo=ZONE), "the 1st is a holiday, 06.00 too early"
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert set(files) == {"Rekapitulasi-Bulanan_2026-04.pdf", "Rekapitulasi-Bulanan_2026-04.xlsx"}
    with pdfplumber.open(io.BytesIO(files["Rekapitulasi-Bulanan_2026-04.pdf"])) as pdf:
        text = " ".join(page.extract_text() for page in pdf.pages)
        assert sum(len(page.images) for page in pdf.pages) >= 2, "two charts"
    assert "bulan April 2026" in text
    assert "KONSEP" not in text
    assert "W.99-TI.07.03" in text
    for case in ("2026-0001", "2026-0002", "2026-0003"):
        assert case in text


def test_every_figure_leads_to_its_cases(office: Path) -> None:
    (mail,) = of(office, "Rekapitulasi layanan")
    content = next(p.get_content() for p in mail.iter_attachments() if str(p.get_filename()).endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [row[0] for row in book["Perkara"].iter_rows(min_row=2, values_only=True)] == [
        "2026-0001",
        "2026-0002",
        "2026-0003",
    ]
    (row,) = book["Menurut langkah"].iter_rows(min_row=2, values_only=True)
    assert row == ("gangguan-jaringan/2", "Disposisi pengaduan", "30 menit", 2, 54.5, 1, "2026-0002")
    steps = list(book["Langkah"].iter_rows(min_row=2, values_only=True))
    assert sum(one[10] == "ya" for one in steps) == 2, "the refused one, and the one that is open yet"
    assert [one[1] for one in book["Menurut unit"].iter_rows(min_row=2, values_only=True)] == [3]


def test_the_digest_comes_on_working_mornings_with_something_late(office: Path) -> None:
    found = of(office, "terlambat pagi ini")
    to_head = [mail for mail in found if address("kepala") in str(mail["To"])]
    assert len(to_head) == len(found) == 6, (
        "28 April and the five days from Monday to Friday; the operator has his ledger"
    )
    for mail in to_head:
        body = mail.get_body(("plain",))
        assert body is not None
        assert "2026-0003: Disposisi pengaduan" in body.get_content()
        assert "2026-0002" not in body.get_content()


def test_a_recap_on_demand_is_a_draft_until_it_is_sent(office: Path, tmp_path: Path) -> None:
    now = datetime(2026, 5, 8, 16, 0, tzinfo=ZONE)
    written = service.write_recap(office, "2026", tmp_path / "rekap", now=now)
    assert [path.name for path in written] == ["rekap-2026.docx", "rekap-2026.pdf", "rekap-2026.xlsx"]
    with pdfplumber.open(written[1]) as pdf:
        assert "KONSEP" in (pdf.pages[0].extract_text() or "")
        assert "tahun 2026" in (pdf.pages[0].extract_text() or "")
    assert service.send_recap(office, "2026-04", now=now) is False
    assert len(of(office, "Rekapitulasi layanan")) == 1


def test_the_event_log_is_xes(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "catatan.xes"
    assert service.write_event_log(office, file) == 3
    log = ET.parse(file).getroot()  # noqa: S314 - our own file
    assert log.tag == f"{XES}log"
    assert {one.attrib["prefix"] for one in log.iter(f"{XES}extension")} == {"concept", "org", "time", "lifecycle"}
    traces = list(log.iter(f"{XES}trace"))
    assert len(traces) == 3
    for trace in traces:
        last = ""
        for event in trace.iter(f"{XES}event"):
            keys = {one.attrib["key"]: one.attrib["value"] for one in event}
            assert {"concept:name", "org:resource", "lifecycle:transition", "time:timestamp"} <= set(keys)
            assert datetime.fromisoformat(keys["time:timestamp"]).tzinfo
            assert keys["lifecycle:transition"] in ("start", "complete")
            last = keys["concept:name"]
        assert json.dumps(last)
