"""How dates, times, phones and numbers are written for people, in Indonesian (NASKAH 7 and 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date
from num2words import num2words

from pipeline.model import AccessAction, PdfSignature, SignatureVerdict

_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_OFFSETS = {7: "WIB", 8: "WITA", 9: "WIT"}


def zone_name(moment: datetime) -> str:
    """WIB, WITA or WIT by the moment's own zone; the UTC offset elsewhere."""
    key = getattr(moment.tzinfo, "key", "")
    offset = moment.utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0
    return _ZONES.get(key) or _OFFSETS.get(int(hours), f"UTC{hours:+g}")


@lru_cache(maxsize=1024)  # a mail names the same few days again and again
def _day(year: int, month: int, day: int, pattern: str) -> str:
    return format_date(date(year, month, day), pattern, locale="id")


def date_long(day: date) -> str:
    """`2 Maret 2026`."""
    return _day(day.year, day.month, day.day, "d MMMM y")


def clock(moment: datetime) -> str:
    """`08.04 WITA`."""
    return f"{moment:%H.%M} {zone_name(moment)}"


def moment_long(moment: datetime) -> str:
    """`Senin, 2 Maret 2026 pukul 08.04 WITA`, in the moment's own zone."""
    return f"{_day(moment.year, moment.month, moment.day, 'EEEE, d MMMM y')} pukul {clock(moment)}"


def moment_short(moment: datetime) -> str:
    """`Sel 3/3 08.40 WITA`, for subjects."""
    return f"{_day(moment.year, moment.month, moment.day, 'EEE')} {moment.day}/{moment.month} {clock(moment)}"


def date_in_words(day: date) -> str:
    """`Senin, tanggal tiga bulan Juni tahun dua ribu dua puluh empat (03-06-2024)`, for minutes (berita acara)."""
    weekday, month = (_day(day.year, day.month, day.day, pattern) for pattern in ("EEEE", "MMMM"))
    number, year = num2words(day.day, lang="id"), num2words(day.year, lang="id")
    return f"{weekday}, tanggal {number} bulan {month} tahun {year} ({day:%d-%m-%Y})"


@lru_cache(maxsize=1024)  # each mail of a case shows the same one, and the library takes its time
def phone(e164: str) -> str:
    """`+6281200004455` as `0812-0000-4455`; as it is where it is no Indonesian number."""
    try:
        number = phonenumbers.parse(e164, "ID")
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code != phonenumbers.country_code_for_region("ID"):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def nip(digits: str) -> str:
    """18 digits as `19731225 199303 1 001`; anything else as it is."""
    if len(digits) != 18 or not digits.isdigit():  # noqa: PLR2004 - a NIP has 18 digits (NASKAH 7)
        return digits
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


FIELD_LABELS = {
    "number": "Nomor surat",
    "date": "Tanggal surat",
    "subject": "Hal",
    "sifat": "Sifat",
    "sender_office": "Dari",
    "addressee": "Kepada",
    "signatory.name": "Penanda tangan",
    "signatory.nip": "NIP penanda tangan",
    "signatory.position": "Jabatan penanda tangan",
    "requester.unit": "Unit",
    "requester.name": "Penanggung jawab",
    "requester.nip": "NIP",
    "requester.position": "Jabatan",
    "requester.phone": "No. HP",
    "requester.email": "Surel",
    "issue.description": "Uraian",
    "issue.occurred_at": "Kejadian",
    "issue.location": "Lokasi",
    "issue.application": "Aplikasi",
    "issue.evidence": "Bukti",
    "requested_resolution": "Permintaan",
    "access": "Hak akses",
}
"""How a field is called when people are shown it, by field path."""

ACCESS_ACTIONS = {
    AccessAction.ADD: FIELD_LABELS["access"],
    AccessAction.CHANGE: "Hak akses diubah",
    AccessAction.REVOKE: "Hak akses dicabut",
}
"""How rights are called by what is to be done with them."""

MAIL_STATES = {
    "letter": "surat", "reply": "balasan", "automatic": "surel otomatis", "bounce": "surel kembali",
    "unrelated": "bukan permohonan", "set_aside": "disisihkan", "history": "riwayat", "pending": "sedang dikerjakan",
}  # fmt: skip
"""How the states of received mail are called."""


CASE_STATES = {
    "open": "berjalan", "waiting": "menunggu", "review": "pada operator", "closed": "selesai", "refused": "ditolak", "withdrawn": "dicabut",
}  # fmt: skip
"""How the states of cases are called."""

OUTBOX_STATES = {"queued": "mengantre", "sent": "terkirim", "failed": "gagal"}
"""How the states of outgoing mail are called."""


class Alarm(StrEnum):
    """What the operator is told of, as the subject says it; each has a section of that name in docs/alarm.md."""

    JOB_FAILED = "Pekerjaan gagal"
    TOO_LARGE = "Surel terlalu besar"
    UNREADABLE = "Surel tidak terbaca"
    NOT_OBEYED = "Balasan tidak dijalankan"
    UNDELIVERED = "Surel tidak sampai"
    BUDGET = "Anggaran surel habis"
    ROBOT = "Mungkin penjawab otomatis"
    WITHHELD = "Lampiran ditahan"
    MAILBOX_SILENT = "Kotak surat diam"
    MAILBOX_AWAY = "Kotak surat tidak dapat dibaca"
    UNFETCHED = "Surel tidak dapat diambil"
    HISTORY = "Surel lama disimpan"


_VERDICTS = {
    SignatureVerdict.VALID: "penerbit sertifikatnya dipercaya dan isi tidak berubah",
    SignatureVerdict.UNKNOWN_ISSUER: "isi tidak berubah, tetapi penerbit sertifikatnya tidak dikenal kantor ini",
    SignatureVerdict.CHANGED: "dokumen DIUBAH sesudah ditandatangani",
    SignatureVerdict.BROKEN: "TIDAK SAH: yang ditandatangani bukan isi ini",
}


def signature_in_words(one: PdfSignature, zone: ZoneInfo) -> str:
    """`Tono Suratno, 2 Maret 2026 pukul 08.00 WITA: penerbit sertifikatnya dipercaya dan isi tidak berubah`."""
    who = one.signer or "penanda tangan tidak terbaca"
    when = f", {moment_long(one.at.astimezone(zone))}" if one.at else ""
    return f"{who}{when}: {_VERDICTS[one.verdict]}"


def _occurred(value: str) -> str:
    if "T" not in value:
        return date_long(date.fromisoformat(value))
    moment = datetime.fromisoformat(value)
    return f"{date_long(moment.date())} pukul {clock(moment)}"


_SHOWN: dict[str, Callable[[str], str]] = {
    "requester.phone": phone,
    "requester.nip": nip,
    "signatory.nip": nip,
    "date": lambda value: date_long(date.fromisoformat(value)),
    "issue.occurred_at": _occurred,
    "sifat": lambda value: value.replace("_", " ").title(),
}


UNVERIFIED_MARK = "(belum diverifikasi)"
"""Behind what a requester gave in a mail that nobody vouches for."""

UNSURE_MARK = "(belum pasti)"
"""Behind what models read less than surely, or perhaps."""


def value_for_people(path: str, value: str) -> str:
    """A normalised field value as people write it."""
    show = _SHOWN.get(path)
    return show(value) if show else value
