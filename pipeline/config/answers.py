"""`nodis init`: what an office must answer, and the commented `nodis.toml` written from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.config.settings import Settings
from pipeline.rulebook import HEAD, OPERATOR, Rulebook

# Words and domains that stand for none (RFC 2606).
_EXAMPLE = re.compile(r"(?i)\b(?:contoh|example|invalid)\b|\.test\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question; `default` is shown and taken by Enter."""

    key: str
    text: str
    default: str


def questions() -> tuple[Question, ...]:
    """All that an office must answer."""
    asked = (
        ("name", "Nama kantor", "Kantor Wilayah Contoh"),
        (
            "letterhead",
            "Baris kop surat di atas nama kantor, dipisah titik koma",
            "KEMENTERIAN CONTOH;REPUBLIK INDONESIA",
        ),
        ("street", "Alamat pada kop surat", "Jalan Contoh Nomor 1, Kota Contoh 99999"),
        ("unit_code", "Kode unit pada nomor surat", "W.99"),
        ("city", "Kota", "Kota Contoh"),
        ("timezone", "Zona waktu (Asia/Jakarta, Asia/Makassar, Asia/Jayapura)", "Asia/Makassar"),
        ("address", "Alamat surel layanan", "layanan-ti@kantor.example.go.id"),
        ("mailbox", "Kotak surat (imaps://pengguna@server/INBOX atau maildir:FOLDER)", "maildir:mailbox"),
        ("outbox", "Server surel keluar (smtps://pengguna@server atau maildir:FOLDER)", "maildir:outbox"),
        ("head_name", "Nama kepala kantor", "Wahyuni Lestari"),
        ("head_email", "Alamat surel kepala kantor", "kepala@kantor.example.go.id"),
        ("operator_name", "Nama operator", "Oki Permana"),
        ("operator_email", "Alamat surel operator", "operator@kantor.example.go.id"),
    )
    return tuple(Question(key=key, text=text, default=default) for key, text, default in asked)


def example_values(settings: Settings) -> tuple[str, ...]:
    """Keys that still say what the samples and the questions of `init` say, each with its value."""
    office = settings.office
    usual = {question.key: question.default for question in questions()}
    told: list[tuple[str, str]] = [
        (f"office.{key}", str(getattr(office, key))) for key in ("name", "street", "city", "address")
    ]
    told += [("office.letterhead", line) for line in office.letterhead]
    told += [
        (f"mailboxes.{name}.url" if name else "mailbox.url", place.url) for name, place in settings.mailboxes.items()
    ]
    told += [("outbox.url", settings.outbox.url), ("trust.authserv_id", settings.trust.authserv_id or "")]
    told += [(f"person {person.name}", person.email) for person in settings.directory.people]
    told += [(f"unit {unit.name}", f"{unit.name} {unit.email or ''}".strip()) for unit in settings.directory.units]
    found = [f"{key} = {value}" for key, value in told if _EXAMPLE.search(value)]
    if office.unit_code == usual["unit_code"]:
        found.insert(0, f"office.unit_code = {office.unit_code}")
    return tuple(found)


def render_settings(answers: Mapping[str, str], rulebook: Rulebook) -> str:
    """A commented nodis.toml that `nodis check` accepts: the operator holds every role until people are entered."""

    def quoted(key: str) -> str:
        return _toml(answers[key])

    letterhead = _toml([line.strip() for line in answers["letterhead"].split(";") if line.strip()])
    return f"""# Konfigurasi nodis. Setiap kunci dapat ditimpa variabel lingkungan, misalnya NODIS_MAILBOX__URL.
# Kata sandi hanya dari lingkungan: NODIS_MAILBOX__PASSWORD, NODIS_OUTBOX__PASSWORD (atau ..._PASSWORD_FILE).

[office]
name = {quoted("name")}
letterhead = {letterhead}   # baris kop surat di atas nama kantor
street = {quoted("street")}
unit_code = {quoted("unit_code")}            # bagian pertama nomor surat keluar
classification = "TI.07.02"   # kode klasifikasi bila jenis surat tidak menyebutnya
city = {quoted("city")}
timezone = {quoted("timezone")}
address = {quoted("address")}   # alamat kotak surat ini
# aliases = ["helpdesk@kantor.example.go.id"]   # alamat lain yang suratnya diteruskan ke kotak ini

[mailbox]
url = {quoted("mailbox")}

# [mailboxes.aduan]        # kotak surat lain yang juga dibaca; kata sandinya NODIS_MAILBOXES__ADUAN__PASSWORD
# url = "imaps://aduan@surel.example.go.id/INBOX"

[outbox]
url = {quoted("outbox")}

[database]
url = "sqlite:///nodis.db"

[storage]
url = "file:data"

# [rules]
# path = "rules"           # folder aturan kantor sendiri; berkas yang tidak ada diambil dari bawaan
# [templates]
# path = "templates"

# [trust]
# authserv_id = "mx.example.go.id"       # server yang hasil pemeriksaannya (Authentication-Results) dipercaya
# local = ["kantor.example.go.id"]       # domain yang surelnya diantar server sendiri
# roots = "akar"                         # folder sertifikat induk: tanda tangan elektronik mana yang dipercaya

# [seal]                                 # segel elektronik pada surat keluar; kata sandinya NODIS_SEAL__PASSWORD
# pkcs12 = "segel.p12"

# [oauth]                                # token akses bila kotak surat tidak menerima kata sandi; lihat docs/pasang.md
# [scan]                                 # pemindai virus untuk setiap lampiran
# clamd = "unix:/run/clamav/clamd.ctl"
# [retention]                            # umur simpan dalam hari; yang tidak disebut disimpan selamanya
# case = 3650
# unrelated = 30

# Unit yang biasa menulis kepada kita; boleh kosong.
# [[unit]]
# name = "Lembaga Pemasyarakatan Contoh"
# aliases = ["Lapas Contoh"]
# email = "tu@lapas-contoh.example.go.id"

# Pemegang peran. Ketidakhadiran dengan pengganti:
#   away = [{{from = 2026-03-09, to = 2026-03-13, deputy = "pengganti@kantor.example.go.id"}}]
[[person]]
name = {quoted("head_name")}
position = "Kepala Kantor"
email = {quoted("head_email")}
roles = ["{HEAD}"]

# Operator memegang semua peran sampai orangnya diisi: pindahkan peran ke [[person]] yang sesuai.
[[person]]
name = {quoted("operator_name")}
position = "Operator"
email = {quoted("operator_email")}
roles = [
  "{OPERATOR}",
{_roles(rulebook)}]
"""


def _toml(value: str | list[str]) -> str:
    """JSON's strings and lists are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _roles(rulebook: Rulebook) -> str:
    lines = []
    for sop in rulebook.sops.values():
        lines.append(f"  # {sop.title}\n")
        lines += [
            f'  "{sop.role_id(role)}",   # {title.title}\n' for role, title in sop.roles.items() if not title.requester
        ]
    return "".join(lines)
