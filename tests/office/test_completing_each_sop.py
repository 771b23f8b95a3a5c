"""Under every SOP, each way in which requesters give what was asked for counts: no wording is a dead end."""

from __future__ import annotations

import email.policy
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from completing import Make, fillable, form, in_the_quote, page, typed
from office_folder import ADDRESS, make_office, put, sent
from pipeline import service
from pipeline.model import Case, CaseState

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
UNIT, NAME, NIP, PHONE = "Lapas Contoh", "Sari Wulandari", "199003172015032002", "0812-0000-4455"
WHEN = "Senin, 2 Maret 2026 pukul 07.45 WITA"
RIGHTS = "Siti Rahmawati, NIP 199001012015032001, SIMPEG, Operator"
FIELDS = {
    "requester.unit": UNIT,
    "requester.name": NAME,
    "requester.phone": "+6281200004455",
    "issue.occurred_at": "2026-03-02",
}


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """A letter under a SOP that lacks what the SOP asks for, and the values by the labels with which they are asked."""

    subject: str
    text: str
    asked: dict[str, str]
    in_form: dict[str, str]  # by the labels of the form that goes along
    more: dict[str, str] = field(default_factory=dict)  # in his own words, beside name, NIP, unit and telephone number


SOPS = {
    "bandwidth": Lacking(
        subject="Permohonan penambahan bandwidth",
        text="Mohon penambahan bandwidth internet.",
        asked={"Nama unit": UNIT},
        in_form={"Nama unit": UNIT},
    ),
    "gangguan-jaringan": Lacking(
        subject="Laporan gangguan jaringan",
        text=f"Kami laporkan jaringan internet di ruang kunjungan terputus sejak {WHEN}. Mohon diperbaiki.",
        asked={"Nama unit": UNIT, "Nama penanggung jawab": NAME, "Nomor HP penanggung jawab": PHONE},
        in_form={"Nama": NAME, "Unit Kerja": UNIT, "No. HP": PHONE},
    ),
    "hak-akses": Lacking(
        subject="Permohonan hak akses aplikasi",
        text="Mohon dibuatkan hak akses aplikasi bagi pegawai kami.",
        asked={"Nama unit pemohon": UNIT, "Data hak akses (nama, NIP, aplikasi, dan peran setiap pengguna)": RIGHTS},
        in_form={"Nama unit pemohon": UNIT, "Data hak akses (nama, NIP, aplikasi, dan peran setiap pengguna)": RIGHTS},
        more={"Hak akses": RIGHTS},
    ),
    "keluhan-aplikasi": Lacking(
        subject="Keluhan aplikasi SIMPEG tidak dapat dibuka",
        text="Kami laporkan bahwa aplikasi SIMPEG tidak dapat dibuka dan muncul pesan error 500. Mohon penanganan.",
        asked={"Nama unit": UNIT, "Nama pemohon": NAME, "Tanggal dan waktu kejadian": WHEN},
        in_form={"Nama": NAME, "Unit Kerja": UNIT, "Tanggal/Waktu Kejadian": WHEN},
        more={"Waktu kejadian": WHEN},
    ),
    "masalah-software": Lacking(
        subject="Microsoft Word tidak dapat dibuka",
        text="Kami laporkan bahwa Microsoft Word pada komputer kami tidak dapat dibuka, mohon perbaikan software.",
        asked={"Nama unit": UNIT},
        in_form={"Nama": NAME, "Unit Kerja": UNIT},
    ),
}


def lines(values: dict[str, str]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in values.items())


def way(name: str, lacking: Lacking) -> Make:
    own = {"Nama": NAME, "NIP": NIP, "Unit": UNIT, "HP": PHONE, **lacking.more}
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in lacking.asked.items())
    ways = {
        "the line as asked": lambda: typed(lines(lacking.asked)),
        "four labelled lines": lambda: typed(lines(own)),
        "a table": lambda: page(f"<table>{cells}</table>"),
        "the form as a Word file": lambda: form("Terlampir formulir yang sudah diisi.", lacking.in_form),
        "the form as a PDF": lambda: form("Terlampir.", lacking.in_form, as_pdf=True),
        "a PDF to fill in": lambda: fillable("Terlampir.", lacking.in_form),
        "typed into the quoted mail": lambda: in_the_quote("", lacking.asked),
    }
    return ways[name]()


WAYS = (
    "the line as asked", "four labelled lines", "a table", "the form as a Word file", "the form as a PDF", "a PDF to fill in",
    "typed into the quoted mail",
)  # fmt: skip


def letter(lacking: Lacking) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = "tu@unit.example", ADDRESS, lacking.subject, NOW
    mail["Message-ID"] = "<surat@unit.example>"
    mail.set_content(f"Dengan hormat,\n\n{lacking.text}\n")
    return mail.as_bytes()


def given(case: Case) -> dict[str, str]:
    """What was asked for and the case has now, in the office's own form."""
    found = {path: (case.letter.value(path) or "")[: len(value)] for path, value in FIELDS.items()}
    return {path: value for path, value in found.items() if value}


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("sop", SOPS)
def test_the_values_count(tmp_path: Path, sop: str, name: str) -> None:
    lacking = SOPS[sop]
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        put(tmp_path, "surat", letter(lacking))
        running.run_once()
        (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "completeness"]
        with running.store.reading() as tx:
            (before,) = tx.cases()
        assert (before.sop, before.state) == (sop, CaseState.WAITING)
        put(tmp_path, "balasan", way(name, lacking)(asked, running).as_bytes())
        running.run_once()
        with running.store.reading() as tx:
            cases = tx.cases()
    assert len(cases) == 1, "nothing of it is a letter of its own"
    (case,) = cases
    assert (set(case.missing) - {"issue.evidence"}, case.state) == (set(), CaseState.OPEN)
    wanted = {path: value for path, value in FIELDS.items() if path in before.missing}
    assert {path: given(case).get(path) for path in wanted} == wanted
    if "access" in before.missing:
        (row,) = case.letter.access
        assert (row.name, row.nip, row.application, row.role) == (
            "Siti Rahmawati",
            "199001012015032001",
            "SIMPEG",
            "Operator",
        )


@pytest.mark.parametrize("sop", SOPS)
def test_a_form_that_comes_back_empty_fills_in_nothing(tmp_path: Path, sop: str) -> None:
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        put(tmp_path, "surat", letter(SOPS[sop]))
        running.run_once()
        (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "completeness"]
        with running.store.reading() as tx:
            (before,) = tx.cases()
        put(tmp_path, "balasan", form("Terlampir formulirnya.", {})(asked, running).as_bytes())
        running.run_once()
        with running.store.reading() as tx:
            (case,) = tx.cases()
    assert (case.missing, case.state, given(case)) == (before.missing, CaseState.WAITING, given(before))
