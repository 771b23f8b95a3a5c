"""STATUS, the history and the recap say which steps were done and by whom; what requesters write, questions and handing on are none."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from office_folder import address, answer, make_office, typed_letter
from pipeline import service
from pipeline.office import step_times
from pipeline.office.flows import rulebook_of
from pipeline.office.reporting import annex, cases_of, figures_of, period_of, times_of
from running_office import Office, told

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
UNIT = "tu@lapas-contoh.example.go.id"
STEPS = [("2", "kabag"), ("3", "kasubag"), ("4", "kasubag"), ("5", "anggota")]  # who did them


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A repair in which the requester writes four times, one question is asked, and the work goes to a colleague."""
    folder = tmp_path_factory.mktemp("kantor")
    with service.open_service(make_office(folder), now=NOW) as running:
        office = Office(folder, running)

        def ask(to: str) -> EmailMessage:
            return office.last("assignment", address(to))

        office.take(typed_letter(1))
        receipt = office.last("acknowledgement", UNIT)
        office.take(answer(receipt, "PERBAIKI No. HP: 0812-0000-7777"))
        office.take(answer(ask("kabag"), "SETUJU"))
        office.take(answer(ask("kasubag"), "TANYA Apakah listrik menyala?"))
        office.take(answer(office.last("completeness", UNIT), "Ya, listrik menyala normal."))
        office.take(answer(ask("kasubag"), "SELESAI\nKonfirmasi: pelapor membenarkan pukul 08.30"))
        office.take(answer(receipt, "PERBAIKI Lokasi: ruang kunjungan lantai 2"))
        office.take(answer(ask("kasubag"), "SETUJU"))
        office.take(answer(ask("teknisi"), "ALIHKAN Yoga Saputra"))
        photo = {"foto.jpg": b"\xff\xd8\xff\xe0foto"}
        work = "SELESAI\nPenyebab: adaptor terbakar\nTindakan: adaptor diganti\nChecklist: ping lancar"
        office.take(answer(ask("anggota"), work, attach=photo))
        office.take(answer(receipt, "PERBAIKI No. HP: 0812-0000-8888"))
        yield office


def test_status_lists_the_steps_by_who_did_them(office: Office) -> None:
    mail = told(office.take(answer(office.last("acknowledgement", UNIT), "STATUS")), UNIT)
    done = " ".join(mail.partition("Yang sudah dilakukan:")[2].split())
    names = {"kabag": "Hendra Wijaya", "kasubag": "Lestari Ningsih", "anggota": "Yoga Saputra"}
    for _, who in STEPS:
        assert names[who] in done
    assert done.count("(") == len(STEPS)
    assert "Sari Wulandari" not in done
    assert "Budi Prakoso" not in done


def test_the_history_has_no_step_of_the_requesters(office: Office) -> None:
    running = office.running
    [case] = office.cases
    times = step_times(
        case,
        rulebook=rulebook_of(case, running.office.services),
        calendar=running.office.services.calendar,
        now=running.clock(),
    )
    assert UNIT not in {one.by for one in times}
    done = [(one.step.rpartition("/")[2], one.by) for one in times if one.action in ("SETUJU", "SELESAI")]
    assert done == [(step, address(who)) for step, who in STEPS]


def test_the_recap_counts_who_did_it(office: Office) -> None:
    services = office.running.office.services
    period = period_of("2026-03")
    with services.store.reading() as tx:
        cases = cases_of(period, tx=tx, services=services)
    found = figures_of(cases, {case.id: times_of(case, services, services.clock()) for case in cases}, services)
    assert {row.step.rpartition("/")[2]: row.answers for row in found.steps} == dict.fromkeys("2345", 1)
    assert sum(row.answers for row in found.roles) == len(STEPS)
    sheet = openpyxl.load_workbook(io.BytesIO(annex(period, services=services)))["Langkah"]
    assert UNIT not in {row[3] for row in sheet.iter_rows(values_only=True)}


def test_letters_name_the_requesters_words_as_what_they_are(office: Office) -> None:
    with office.running.store.reading() as tx:
        rows = [tx.letter(row.id) for row in tx.letters_of("2026-0001")]
    history = next(
        row.context["riwayat"] for row in reversed(rows) if row.id.split("/")[1] == "dokumen-hasil-perbaikan"
    )
    by_requester = [one for one in history[1:] if one["pelaku"] == "Sari Wulandari"]
    assert {one["langkah"] for one in by_requester} == {"Keterangan pemohon"}
    assert {one["langkah"] for one in history if one["pelaku"] == "Yoga Saputra"} == {"Perbaikan jaringan"}


def test_time_for_the_requester_is_nobodys_delay(office: Office) -> None:
    [case] = office.cases
    assert not [one for one in case.entries if one.due_at and one.at > one.due_at]
    assert office.running.clock() - NOW < timedelta(hours=3)
