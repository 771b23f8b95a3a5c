"""Invented cases of all five SOPs, as they stand at their end, and the invented office that worked on them.

`closed(sop)` gives the whole case, `until(case, step)` the same case when that step has just begun.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from pipeline.model import (
    Absence,
    AccessRow,
    Address,
    Case,
    CaseState,
    Entry,
    Field,
    Form,
    Letter,
    Person,
    Route,
    StoredFile,
    Unit,
)
from pipeline.rulebook import Directory, OfficeFacts

ZONE = ZoneInfo("Asia/Makassar")
SOPS = ("keluhan-aplikasi", "gangguan-jaringan", "hak-akses", "bandwidth", "masalah-software")


def at(day: int, clock: str, month: int = 3) -> datetime:
    """A moment of 2026 at the office: `at(2, "08.04")`."""
    hour, minute = clock.split(".")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=ZONE)


def facts(**changes: object) -> OfficeFacts:
    """The invented office."""
    office = OfficeFacts(
        name="Kantor Wilayah Contoh",
        unit_code="W.99",
        classification="TI.07.02",
        city="Kota Contoh",
        timezone="Asia/Makassar",
        address="layanan-ti@kanwil-contoh.example.go.id",
        letterhead=("KEMENTERIAN CONTOH", "REPUBLIK INDONESIA"),
        street="Jalan Contoh Nomor 1, Kota Contoh 99999",
        contact="Telepon (0431) 000000, Laman contoh.example.go.id, Surel layanan-ti@kanwil-contoh.example.go.id",
    )
    return office.model_copy(update=changes)


def mailbox(key: str) -> str:
    return f"{key}@kanwil-contoh.example.go.id"


def _person(key: str, name: str, nip: str, position: str, *roles: str, away: tuple[Absence, ...] = ()) -> Person:
    return Person(name=name, email=mailbox(key), nip=nip, position=position, roles=roles, away=away)


def directory(*, away: str = "", deputy: str = "ratih", sops: tuple[str, ...] = SOPS) -> Directory:
    """The people; `away` (a key such as "kabag") is absent all March 2026 and replaced by `deputy`."""
    p2l = "Kepala Bagian Program dan Hubungan Masyarakat"
    humas = "Kepala Subbagian Hubungan Masyarakat, Reformasi Birokrasi, dan Teknologi Informasi"
    team = "Tim Kerja Pengelolaan Sistem Informasi"
    people: tuple[Person, ...] = (
        _person(
            "kepala",
            "Wahyuni Lestari",
            "197001151995032001",
            "Kepala Kantor Wilayah Contoh",
            "kantor/kepala",
            "masalah-software/kakanwil",
        ),
        _person("kadiv", "Surya Darma", "197209091997031002", "Kepala Divisi Administrasi", "masalah-software/kadiv"),
        _person(
            "kabag", "Hendra Wijaya", "197506102000121001", p2l, "gangguan-jaringan/kabag", "masalah-software/kabag"
        ),
        _person(
            "kasubag",
            "Lestari Ningsih",
            "198011232005012002",
            humas,
            "gangguan-jaringan/kasubag",
            "masalah-software/kasubbag",
        ),
        _person(
            "budi",
            "Budi Prakoso",
            "199003032015031004",
            "Pranata Komputer Ahli Pertama",
            "gangguan-jaringan/pelaksana",
            "masalah-software/prakom",
        ),
        _person(
            "made", "I Made Suarta", "198807172012121003", "Pranata Komputer Terampil", "gangguan-jaringan/pelaksana"
        ),
        _person("ketua", "Dewi Kartika", "198202142008012001", f"Ketua {team}", "hak-akses/ketua", "bandwidth/ketua"),
        _person(
            "yoga", "Yoga Saputra", "199505052019021001", f"Anggota {team}", "hak-akses/anggota", "bandwidth/anggota"
        ),
        _person("ratih", "Ratih Anggraini", "199112122016012002", f"Anggota {team}", "keluhan-aplikasi/tim"),
        Person(
            name="Layanan Pelanggan PT Jaringan Contoh",
            email="noc@penyedia.example",
            roles=("keluhan-aplikasi/penyedia", "bandwidth/penyedia"),
        ),
        _person(
            "operator", "Oki Permana", "199404042018011003", "Operator Layanan Teknologi Informasi", "kantor/operator"
        ),
    )
    if away:
        absence = Absence(start=date(2026, 3, 1), end=date(2026, 3, 31), deputy=mailbox(deputy))
        people = tuple(replace(one, away=(absence,)) if one.email == mailbox(away) else one for one in people)
    kept = ("kantor", *sops)
    people = tuple(
        replace(one, roles=tuple(role for role in one.roles if role.partition("/")[0] in kept)) for one in people
    )
    units = (
        Unit(name="Lembaga Pemasyarakatan Contoh", aliases=("Lapas Contoh",), email="tu@lapas-contoh.example.go.id"),
    )
    return Directory(people=people, units=units)


def letter(
    form: Form = Form.SURAT, *, access: tuple[AccessRow, ...] = (), evidence: tuple[str, ...] = (), **values: str
) -> Letter:
    """A letter as understood; `requester__name="..."` sets `requester.name`."""
    fields = {
        path.replace("__", "."): Field(
            value=value, confidence=0.95, part="surat.pdf", page=1, text=value, finder="label"
        )
        for path, value in values.items()
    }
    return Letter(form=form, fields=fields, access=access, evidence=evidence, parts=("surat.pdf",))


def stored(name: str, role: str, *, step: str | None = None, content: bytes = b"") -> StoredFile:
    kind = "application/pdf" if name.endswith(".pdf") else "image/jpeg"
    digest = hashlib.sha256(content or f"{role}/{step}/{name}".encode()).hexdigest()
    return StoredFile(name=name, sha256=digest, content_type=kind, role=role, step=step)


def picture(text: str = "foto", *, size: tuple[int, int] = (1200, 900), orientation: int = 1) -> bytes:
    """A JPEG with a readable word on it; `orientation` is the EXIF tag of a turned camera."""
    image = Image.new("RGB", size, (200, 214, 224))
    draw = ImageDraw.Draw(image)
    draw.rectangle((size[0] // 6, size[1] // 4, size[0] * 5 // 6, size[1] * 3 // 4), fill=(70, 90, 110))
    draw.text((size[0] // 4, size[1] // 2), text, fill=(255, 255, 255), font_size=size[0] // 16)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Kamera Contoh"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def entry(
    sop: str,
    step: str,
    by: str,
    action: str,
    when: datetime,
    *,
    due: datetime | None = None,
    started: datetime | None = None,
    note: str = "",
    files: tuple[StoredFile, ...] = (),
    values: Mapping[str, str] | None = None,
) -> Entry:
    """What somebody did; `by` is a key of the directory or an address."""
    return Entry(
        step=step,
        at=when,
        by=by if "@" in by or by == "nodis" else mailbox(by),
        action=action,
        note=note,
        values=dict(values or {}),
        files=files,
        started_at=started,
        due_at=due,
        sop=sop,
    )


def _case(
    sop: str,
    number: int,
    asked: Letter,
    entries: tuple[Entry, ...],
    *,
    requester: Address,
    received: datetime,
    files: tuple[StoredFile, ...] = (),
    named: Mapping[str, str] | None = None,
) -> Case:
    handed_in = tuple(one for entry in entries for one in entry.files)
    return Case(
        id=f"2026-{number:04}",
        agenda=76 + number,
        state=CaseState.CLOSED,
        sop=sop,
        step=None,
        requester=requester,
        letter=asked,
        route=Route(sop=sop, score=0.9, margin=0.6, because=("frasa yang cocok",)),
        mail=hashlib.sha256(sop.encode()).hexdigest(),
        mail_message_id=f"surat-{number}@lapas-contoh.example.go.id",
        received_at=received,
        opened_at=received,
        closed_at=entries[-1].at,
        files=(stored("surat.pdf", "surat"), *files, *handed_in),
        entries=entries,
        named=dict(named or {}),
    )


LAPAS = Address(address="tu@lapas-contoh.example.go.id", name="Sari Wulandari")
PHOTOS = tuple(
    stored(name, "foto", step="5") for name in ("switch-baru.jpg", "lampu-indikator.jpg", "uji-sambungan.jpg")
)


def gangguan_jaringan() -> Case:
    """B: a dead switch in the visiting room of a prison."""
    sop = "gangguan-jaringan"
    asked = letter(
        number="W.99.PAS.4-TI.06.01-231",
        date="2026-03-02",
        subject="Gangguan jaringan ruang kunjungan",
        sifat="segera",
        sender_office="Lembaga Pemasyarakatan Contoh",
        addressee="Kepala Bagian Program dan Hubungan Masyarakat",
        signatory__name="Rahmat Hidayat",
        signatory__nip="197808082003121001",
        signatory__position="Kepala Lembaga Pemasyarakatan Contoh",
        requester__unit="Lembaga Pemasyarakatan Contoh",
        requester__name="Sari Wulandari",
        requester__phone="+6281200004455",
        issue__description="Sambungan jaringan ruang kunjungan putus, lampu indikator switch padam, sehingga pendaftaran "
        "kunjungan dilayani secara manual.",
        issue__occurred_at="2026-03-02T07:45:00+08:00",
        issue__location="ruang kunjungan",
        requested_resolution="pemeriksaan dan penggantian switch",
        evidence=("foto-switch.jpg",),
    )
    entries = (
        entry(
            sop,
            "2",
            "kabag",
            "TERUSKAN",
            at(2, "08.20"),
            started=at(2, "08.04"),
            due=at(2, "08.34"),
            note="Segera tindak lanjuti, koordinasikan dengan pelapor, dan laporkan hasilnya.",
        ),
        entry(
            sop,
            "3",
            "kasubag",
            "SELESAI",
            at(2, "08.41"),
            started=at(2, "08.20"),
            due=at(2, "08.50"),
            values={
                "konfirmasi": "Pelapor dihubungi melalui telepon pukul 08.35 WITA; gangguan masih berlangsung, "
                "ruangan dapat dimasuki teknisi pada jam kerja."
            },
        ),
        entry(sop, "4", "kasubag", "SETUJU", at(2, "08.55"), started=at(2, "08.41"), due=at(2, "09.11")),
        entry(
            sop,
            "5",
            "budi",
            "SELESAI",
            at(2, "13.20"),
            started=at(2, "08.55"),
            due=at(3, "08.55"),
            files=PHOTOS,
            values={
                "penyebab": "Catu daya switch akses di ruang kunjungan rusak akibat tegangan listrik tidak stabil.",
                "tindakan": "Mengganti catu daya switch, memasang stabilisator, merapikan kabel, dan menguji "
                "sambungan dari 6 komputer layanan.",
                "checklist": "Switch menyala normal\nSeluruh port aktif\nKomputer layanan memperoleh alamat IP\n"
                "Aplikasi kunjungan dapat dibuka",
            },
        ),
        entry(sop, "6", "budi", "SETUJU", at(2, "13.31"), started=at(2, "13.20"), due=at(2, "13.35")),
        entry(sop, "7", "kasubag", "SETUJU", at(2, "13.42"), started=at(2, "13.31"), due=at(2, "13.46")),
        entry(sop, "8", "nodis", "nodis", at(2, "13.42"), started=at(2, "13.42"), due=at(2, "13.57")),
    )
    return _case(
        sop,
        42,
        asked,
        entries,
        requester=LAPAS,
        received=at(2, "08.04"),
        files=(stored("foto-switch.jpg", "bukti"),),
        named={f"{sop}/pelaksana": mailbox("budi")},
    )


def keluhan_aplikasi() -> Case:
    """A: the learning system answers with error 500."""
    sop = "keluhan-aplikasi"
    asked = letter(
        Form.EMAIL,
        date="2026-03-03",
        subject="Aplikasi pembelajaran error 500",
        requester__unit="Bagian Umum",
        requester__name="Nurul Aini",
        requester__nip="199204172018012003",
        requester__position="Analis Kepegawaian",
        requester__phone="+6281200007788",
        requester__email="nurul.aini@unit-contoh.example.go.id",
        issue__description="Aplikasi pembelajaran menampilkan error 500 ketika tugas diunggah.",
        issue__occurred_at="2026-03-03T08:15:00+08:00",
        issue__application="Aplikasi Pembelajaran",
        requested_resolution="agar unggah tugas dapat digunakan kembali sebelum batas pengumpulan",
        evidence=("layar-error.png",),
    )
    entries = (
        entry(
            sop,
            "2",
            "ratih",
            "TANGANI",
            at(3, "08.50"),
            started=at(3, "08.30"),
            due=at(3, "09.00"),
            note="Penyebab pada peladen yang kita kelola.",
        ),
        entry(
            sop,
            "3",
            "ratih",
            "SELESAI",
            at(3, "11.10"),
            started=at(3, "08.50"),
            due=at(4, "08.50"),
            values={
                "tindakan": "Membersihkan ruang simpan peladen yang penuh dan menambah kuota unggahan.",
                "hasil": "Unggah tugas sudah diuji dan berfungsi normal.",
            },
        ),
        entry(sop, "6", "ratih", "SETUJU", at(3, "11.25"), started=at(3, "11.10"), due=at(3, "13.10")),
    )
    return _case(
        sop,
        43,
        asked,
        entries,
        requester=Address(address="nurul.aini@unit-contoh.example.go.id"),
        received=at(3, "08.30"),
        files=(stored("layar-error.jpg", "bukti"),),
    )


def hak_akses() -> Case:
    """C: three accounts for a new team."""
    sop = "hak-akses"
    application = "Aplikasi Penilaian Kompetensi"
    asked = letter(
        Form.NOTA_DINAS,
        access=(
            AccessRow(name="Siti Rahmawati", nip="199001012015032001", application=application, role="Operator"),
            AccessRow(name="Bayu Nugroho", nip="198805052012121002", application=application, role="Verifikator"),
            AccessRow(name="Maria Tandi", nip="199307072019022005", application=application, role="Penguji"),
        ),
        number="W.99.SDM-TI.06.05-88",
        date="2026-03-04",
        subject="Permohonan hak akses Aplikasi Penilaian Kompetensi",
        sifat="biasa",
        sender_office="Bagian Sumber Daya Manusia",
        addressee="Ketua Tim Kerja Pengelolaan Sistem Informasi",
        signatory__name="Andi Pratama",
        signatory__nip="197902022004011002",
        signatory__position="Kepala Bagian Sumber Daya Manusia",
        requester__unit="Bagian Sumber Daya Manusia",
        requester__name="Siti Rahmawati",
        requester__nip="199001012015032001",
        requester__position="Analis Sumber Daya Manusia",
        requester__phone="+6281200001212",
        issue__application=application,
        issue__description="Pembentukan tim penilaian kompetensi triwulan II tahun 2026.",
    )
    entries = (
        entry(
            sop,
            "2",
            "ketua",
            "TERUSKAN",
            at(4, "09.10"),
            started=at(4, "09.00"),
            due=at(4, "09.15"),
            note="Verifikasi data pemohon dan buatkan hak akses.",
        ),
        entry(
            sop,
            "3",
            "yoga",
            "SETUJU",
            at(4, "09.35"),
            started=at(4, "09.10"),
            due=at(4, "09.40"),
            values={"hasil": "Data tiga pengguna lengkap dan sesuai dengan surat permohonan."},
        ),
        entry(
            sop,
            "4",
            "yoga",
            "SELESAI",
            at(4, "10.00"),
            started=at(4, "09.35"),
            due=at(4, "10.05"),
            values={"akun": "siti.rahmawati (Operator)\nbayu.nugroho (Verifikator)\nmaria.tandi (Penguji)"},
        ),
        entry(
            sop,
            "5",
            "yoga",
            "SELESAI",
            at(4, "14.00"),
            started=at(4, "10.00"),
            due=at(4, "14.00"),
            values={"tanggal": "Rabu, 4 Maret 2026 pukul 13.00 WITA"},
            files=(
                stored("tutorial.jpg", "dokumentasi", step="5"),
                stored("daftar-hadir.pdf", "dokumentasi", step="5"),
            ),
        ),
        entry(
            sop,
            "6",
            "yoga",
            "SELESAI",
            at(4, "14.12"),
            started=at(4, "14.00"),
            due=at(4, "14.15"),
            files=(stored("bast-ditandatangani.pdf", "berita_acara", step="6"),),
        ),
        entry(sop, "7", "nodis", "nodis", at(4, "14.12"), started=at(4, "14.12"), due=at(4, "14.27")),
        entry(sop, "8", "ketua", "SETUJU", at(4, "14.20"), started=at(4, "14.12"), due=at(4, "14.27")),
    )
    return _case(
        sop,
        44,
        asked,
        entries,
        requester=Address(address="sdm@unit-contoh.example.go.id", name="Bagian SDM"),
        received=at(4, "09.00"),
        named={f"{sop}/anggota": mailbox("yoga")},
    )


def bandwidth() -> Case:
    """D: capacity moved from a laboratory to an examination room."""
    sop = "bandwidth"
    asked = letter(
        Form.NOTA_DINAS,
        number="W.99.UM-TI.06.01-17",
        date="2026-03-05",
        subject="Realokasi bandwidth ruang ujian",
        sender_office="Bagian Umum",
        signatory__name="Teguh Santoso",
        signatory__position="Kepala Bagian Umum",
        requester__unit="Bagian Umum",
        requester__name="Teguh Santoso",
        requester__phone="+6281200003434",
        issue__description="Pemakaian bandwidth ruang ujian mencapai 95 persen sejak penambahan 40 perangkat.",
        issue__location="Gedung B",
        requested_resolution="realokasi dari laboratorium ke ruang ujian sebesar 50 Mbps",
    )
    entries = (
        entry(
            sop,
            "1",
            "yoga",
            "SELESAI",
            at(5, "09.00"),
            started=at(5, "08.40"),
            due=at(5, "09.10"),
            values={
                "data": "Laboratorium: alokasi 100 Mbps, 20 perangkat, pemakaian 30 persen\n"
                "Ruang ujian: alokasi 50 Mbps, 80 perangkat, pemakaian 95 persen"
            },
        ),
        entry(
            sop,
            "2",
            "yoga",
            "SETUJU",
            at(5, "09.20"),
            started=at(5, "09.00"),
            due=at(5, "09.30"),
            values={"rencana": "Laboratorium 100 Mbps menjadi 50 Mbps; ruang ujian 50 Mbps menjadi 100 Mbps"},
        ),
        entry(
            sop,
            "3",
            "yoga",
            "SELESAI",
            at(5, "09.45"),
            started=at(5, "09.20"),
            due=at(5, "09.50"),
            values={"kesepakatan": "Penyedia menyetujui perubahan, dilaksanakan 5 Maret 2026 pukul 10.00 WITA."},
        ),
        entry(
            sop,
            "4",
            "noc@penyedia.example",
            "SELESAI",
            at(5, "10.10"),
            started=at(5, "09.45"),
            due=at(5, "10.15"),
            values={
                "sebelum": "Laboratorium: 100 Mbps\nRuang ujian: 50 Mbps",
                "sesudah": "Laboratorium: 50 Mbps\nRuang ujian: 100 Mbps",
            },
        ),
        entry(sop, "5", "yoga", "SETUJU", at(5, "10.40"), started=at(5, "10.10"), due=at(5, "11.10")),
        entry(sop, "6", "ketua", "SETUJU", at(5, "10.55"), started=at(5, "10.40"), due=at(5, "11.10")),
    )
    return _case(
        sop,
        45,
        asked,
        entries,
        requester=Address(address="umum@unit-contoh.example.go.id", name="Bagian Umum"),
        received=at(5, "08.40"),
    )


def masalah_software() -> Case:
    """E: a word processor that does not open, with one correction on the way up."""
    sop = "masalah-software"
    asked = letter(
        number="W.99.KU-TI.06.05-9",
        date="2026-03-09",
        subject="Aplikasi pengolah kata tidak dapat dibuka",
        sender_office="Subbagian Keuangan",
        signatory__name="Yohana Lumi",
        signatory__position="Kepala Subbagian Keuangan",
        requester__unit="Subbagian Keuangan",
        requester__name="Denny Mokodompit",
        requester__nip="198912122014031002",
        requester__phone="+6281200005656",
        issue__description="Aplikasi pengolah kata pada komputer bendahara tidak dapat dibuka setelah pembaruan sistem operasi.",
        issue__occurred_at="2026-03-09",
        issue__location="ruang Subbagian Keuangan",
        issue__application="Pengolah kata",
        requested_resolution="perbaikan agar laporan bulanan dapat disusun",
    )
    down = (
        ("1", "kepala", "08.40", "Mohon ditindaklanjuti."),
        ("2", "kadiv", "09.00", ""),
        ("3", "kabag", "09.20", "Selesaikan sesuai ketentuan."),
        ("4", "kasubag", "09.35", "Sdr. Budi, mohon ditangani."),
    )
    orders = tuple(
        entry(sop, step, by, "TERUSKAN", at(9, clock), due=at(9, clock), note=note) for step, by, clock, note in down
    )
    first = {
        "penyebab": "Berkas program rusak setelah pembaruan.",
        "tindakan": "Memasang ulang aplikasi.",
        "hasil": "Aplikasi dapat dibuka.",
    }
    again = {
        "penyebab": "Berkas program rusak karena pembaruan sistem operasi terhenti di tengah jalan.",
        "tindakan": "Menuntaskan pembaruan, memasang ulang aplikasi, dan memulihkan templat dokumen.",
        "hasil": "Aplikasi dapat dibuka, lima dokumen uji dapat disunting dan dicetak.",
    }
    entries = (
        *orders,
        entry(sop, "5", "budi", "SELESAI", at(9, "14.00"), started=at(9, "09.35"), due=at(11, "09.35"), values=first),
        entry(
            sop,
            "6",
            "kasubag",
            "KOREKSI",
            at(9, "14.30"),
            due=at(10, "14.00"),
            note="Jelaskan mengapa berkas rusak dan cantumkan hasil pengujian.",
        ),
        entry(sop, "5", "budi", "SELESAI", at(10, "09.10"), started=at(9, "14.30"), due=at(11, "14.30"), values=again),
        entry(sop, "6", "kasubag", "SETUJU", at(10, "09.40"), due=at(11, "09.10")),
        entry(sop, "7", "kabag", "SETUJU", at(10, "10.00"), due=at(10, "10.10")),
        entry(sop, "8", "kadiv", "SETUJU", at(10, "10.15"), due=at(10, "10.30")),
        entry(sop, "9", "kepala", "SETUJU", at(10, "10.35"), due=at(10, "10.45")),
    )
    return _case(
        sop,
        46,
        asked,
        entries,
        requester=Address(address="denny.m@unit-contoh.example.go.id"),
        received=at(9, "08.15"),
        named={f"{sop}/prakom": mailbox("budi")},
    )


_BUILDERS = {
    "keluhan-aplikasi": keluhan_aplikasi,
    "gangguan-jaringan": gangguan_jaringan,
    "hak-akses": hak_akses,
    "bandwidth": bandwidth,
    "masalah-software": masalah_software,
}


def closed(sop: str) -> Case:
    """The case of that SOP at its end."""
    return _BUILDERS[sop]()


def until(case: Case, step: str) -> Case:
    """The case when `step` has begun for the first time: later entries and their files are not there yet."""
    index = next((number for number, entry in enumerate(case.entries) if entry.step == step), len(case.entries))
    before, coming = case.entries[:index], case.entries[index : index + 1]
    later = {one.sha256 for entry in case.entries[index:] for one in entry.files}
    return replace(
        case,
        state=CaseState.OPEN,
        step=step,
        entries=before,
        closed_at=None,
        started_at=coming[0].started_at if coming else None,
        due_at=coming[0].due_at if coming else None,
        files=tuple(one for one in case.files if one.sha256 not in later),
    )
