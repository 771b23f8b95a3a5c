"""For whom access is asked, from the letter to the last document: nobody who is none, and numbers as they were corrected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import ADDRESS, answer, make_office
from pipeline import service
from pipeline.model import CaseState
from pipeline.wording import nip
from running_office import Office, told

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
UNIT = "sdm@unit-contoh.example.go.id"
OLD, NEW, CONTACT = "198805052012121002", "198805052012121003", "197902022004011002"
PEOPLE = f"1. Siti Rahmawati, NIP 199001012015032001, Operator\n2. Bayu Nugroho, NIP {OLD}, Verifikator\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        yield Office(tmp_path, running)


def request(people: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f'"Andi Pratama" <{UNIT}>'
    mail["To"] = ADDRESS
    mail["Subject"] = "Permohonan hak akses SIMPEG"
    mail["Date"] = "Mon, 02 Mar 2026 08:04:00 +0800"
    mail["Message-ID"] = "<akses-1@unit-contoh.example.go.id>"
    mail.set_content(
        f"Yth. Ketua Tim Kerja\n\nMohon dibuatkan hak akses aplikasi SIMPEG:\n{people}\n"
        f"Unit: Bagian SDM\nNama: Andi Pratama\nNIP: {CONTACT}\nNo. HP: 0812-0000-1212\n"
    )
    return mail


def written(office: Office) -> dict[str, str]:
    """What each letter of the case was written from."""
    with office.running.store.reading() as tx:
        rows = tx.letters_of("2026-0001")
        return {row.id: json.dumps(tx.letter(row.id).context, ensure_ascii=False) for row in rows}


def test_a_corrected_nip_stands_in_every_later_document_and_mail(office: Office) -> None:
    office.take(request(PEOPLE))
    echo = told(office.take(answer(office.last("acknowledgement", UNIT), f"PERBAIKI NIP Bayu Nugroho: {NEW}")), UNIT)
    assert "NIP Bayu Nugroho (baris 2)" in echo
    assert nip(NEW) in echo
    before = written(office)
    office.take(answer(office.last("assignment", "ketua@kanwil-contoh.example.go.id"), "SETUJU"))
    member = "anggota@kanwil-contoh.example.go.id"
    office.take(answer(office.last("assignment", member), "SETUJU, data sesuai"))
    task = told([office.last("assignment", member)], member)
    assert NEW in task.replace(" ", "")
    assert OLD not in task
    office.take(answer(office.last("assignment", member), "SELESAI\nAkun: siti.r (Operator), bayu.n (Verifikator)"))
    photo = {"tutorial.jpg": b"\xff\xd8\xff\xe0foto"}
    office.take(answer(office.last("assignment", member), "SELESAI\nTanggal: 2 Maret 2026", attach=photo))
    later = {key: text for key, text in written(office).items() if key not in before}
    assert {key.split("/")[1] for key in later} >= {"lembar-disposisi", "hasil-verifikasi", "berita-acara"}
    listing = {key: text for key, text in later.items() if "Bayu Nugroho" in text}
    assert {key.split("/")[1] for key in listing} >= {"hasil-verifikasi", "berita-acara"}
    for text in listing.values():
        assert nip(NEW) in text
        assert nip(OLD) not in text
    assert office.cases[0].letter.value("requester.nip") == CONTACT


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        ("1. Mohon\n", "Data hak akses (nama, NIP, aplikasi, dan peran setiap pengguna)"),
        ("", "Data hak akses (nama, NIP, aplikasi, dan peran setiap pengguna)"),
        ("Nama: Terlampir\nNIP: menyusul\nPeran: Operator\n", "Data hak akses"),
        (PEOPLE.replace(", Operator", "").replace(", Verifikator", ""), "Peran Siti Rahmawati (baris 1, SIMPEG)"),
        (
            f"""No  Nama            NIP                 Aplikasi  Peran
1   Mohon           199001012015032001  SIMPEG    Operator
2   Bayu Nugroho    {OLD}  SIMPEG    Verifikator
""",
            "Nama (baris 1, SIMPEG, NIP 19900101 201503 2 001, Operator)",
        ),
    ],
)
def test_who_is_none_and_what_is_open_goes_into_no_numbered_letter(office: Office, people: str, asked: str) -> None:
    left = office.take(request(people))
    [case] = office.cases
    assert (case.state, case.missing) == (CaseState.WAITING, ("access",))
    assert " ".join(asked.split()) in " ".join(told(left, UNIT).split())
    assert "Mohon" not in {row.name for row in case.letter.access}
    assert not [one for one in left if one["X-Nodis-Purpose"] == "assignment"]
    assert not [one for one in written(office).values() if '"nama": "Mohon"' in one]


@pytest.mark.parametrize(
    "reply",
    [
        PEOPLE,
        f"Nama: Bayu Nugroho\nNIP: {OLD}\nAplikasi: SIMPEG\nPeran: Verifikator\n",
        f"Berikut datanya.\n\nNo  Nama            NIP                 Peran\n1   Bayu Nugroho    {OLD}  Verifikator\n",
    ],
)
def test_people_named_in_answer_get_rows_and_the_contact_stays(office: Office, reply: str) -> None:
    office.take(request(""))
    office.take(answer(office.last("completeness", UNIT), reply))
    [case] = office.cases
    assert ("Bayu Nugroho", OLD, "Verifikator") in {(row.name, row.nip, row.role) for row in case.letter.access}
    assert (case.letter.value("requester.name"), case.letter.value("requester.nip")) == ("Andi Pratama", CONTACT)
    assert (case.state, case.step) == (CaseState.OPEN, "2")
