"""Headers by which responders of all makes, lists and services say what they are; monitoring programs; subjects that prove nothing."""

from __future__ import annotations

from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from pipeline import intake
from pipeline.config import shipped_letter_models
from pipeline.model import Mail, MailKind, Understanding
from pipeline.rulebook import Directory, Trust
from pipeline.understanding import understand_mail, without_contents
from rules import rulebook

OWN = "layanan-ti@kantor.example.go.id"
ASKS = "Jaringan internet di ruang register mati sejak pagi. Mohon diperbaiki. Sari, Lapas Contoh, 0812-0000-4455."


def parsed(text: str, subject: str = "Laporan", **headers: str) -> Mail:
    mail = EmailMessage()
    mail["From"] = "Sari <sari@unit.example>"
    mail["To"] = OWN
    mail["Subject"] = subject
    mail["Message-ID"] = "<satu@unit.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return intake.parse(mail.as_bytes(), kinds=rulebook().kinds, trust=Trust(), own=OWN)


def understood(text: str, subject: str) -> Understanding:
    return understand_mail(
        without_contents(parsed(text, subject)),
        (),
        file="surel.eml",
        rulebook=rulebook(),
        directory=Directory(),
        zone=ZoneInfo("Asia/Makassar"),
        models=shipped_letter_models(),
    )


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Mailing-List", "list info@milis.example"),
        ("X-Mailing-List", "info@milis.example"),
        ("List-Help", "<mailto:bantuan@milis.example>"),
        ("Preference", "auto_reply"),
        ("X-POST-MessageClass", "9; Autoresponder"),
        ("Delivered-To", "Autoresponder"),
        ("X-FC-MachineGenerated", "true"),
        ("Feedback-ID", "12:34:surel-massal"),
        ("X-Mailer", "MailChimp Mailer"),
        ("X-Cron-Env", "<SHELL=/bin/sh>"),
    ],
)
def test_what_a_header_says_of_itself_is_never_answered(header: str, value: str) -> None:
    assert parsed(ASKS, **{header: value}).auto_submitted


@pytest.mark.parametrize(
    ("header", "value"),
    [("X-FC-MachineGenerated", "false"), ("Delivered-To", "sari@unit.example"), ("X-Mailer", "Mail (iOS)")],
)
def test_what_it_does_not_say_is_a_letter_like_others(header: str, value: str) -> None:
    mail = parsed(ASKS, **{header: value})
    assert (mail.kind, mail.auto_submitted) == (MailKind.LETTER, False)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Monitoring: Link DOWN", "PROBLEM: router-lapas-contoh interface Gi0/1 DOWN sejak 07:45:12. Severity: High. Trigger ID 88123."),
        ("[FIRING:1] HostDown", "Severity: critical\nHost: sw-lantai2\nAlert name: HostDown"),
        ("RECOVERY - sw-aula", "Notification Type: RECOVERY\nHost: sw-aula\nState: UP\nNagios"),
    ],
)  # fmt: skip
def test_monitoring_reports_by_itself(subject: str, text: str) -> None:
    mail = parsed(text, subject)
    assert (mail.kind, mail.auto_submitted, mail.unsure) == (MailKind.AUTOMATIC, True, True)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Monitoring", "Dasbor monitoring menunjukkan link DOWN sejak 07:45:12 tetapi tidak ada yang datang. Mohon segera ditangani, Lapas Contoh blok B tidak ada jaringan."),
        ("Masalah: Zabbix", "Masalah: Zabbix kami menunjukkan router padam, severity: high. Mohon jaringan Rutan Contoh diperbaiki."),
    ],
)  # fmt: skip
def test_who_tells_of_monitoring_and_asks_is_heard(subject: str, text: str) -> None:
    assert understood(text, subject).kind is MailKind.LETTER


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Read: aplikasi", 'Ada masalah pada aplikasi persuratan: status "Dibaca" tidak muncul walau surat sudah dibaca penerima. Mohon perbaikan aplikasi SRIKANDI di unit kami, Bapas Contoh.'),
        ("Out of office assistant broken", "Dear IT team, my out of office assistant keeps sending replies although I am back. Could you please disable it? Best, Tom"),
        ("Pemberitahuan libur", "Diberitahukan bahwa hari Kamis kami libur. Oleh karena itu pemasangan Microsoft Office dan antivirus di 5 komputer ruang TU mohon dilakukan hari Rabu."),
        ("Plh", "Selama Kasubag cuti melahirkan s.d. 30 Juni 2026, tugasnya dilaksanakan oleh Plh. Rina Wati. Mohon hak akses SAKTI Rina Wati ditambah sebagai approver."),
        ("Auto: CCTV", "Kamera otomatis di pos 2 tidak mengirim gambar, jaringan LAN ke pos 2 putus sejak Senin. Mohon teknisi memeriksa kabelnya."),
        ("Info cuti", "Selama saya cuti, tolong akun SIMPEG saya diberi akses operator untuk Rina Wati NIP 199001012015031002."),
    ],
)  # fmt: skip
def test_a_subject_or_a_phrase_makes_no_program_of_who_asks(subject: str, text: str) -> None:
    assert understood(text, subject).kind is MailKind.LETTER


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("No longer with us", "Budi Santoso is no longer with our office. Please revoke his access to SDP and SIMPEG as of today."),
        ("Auto: pintu gerbang", "Pintu otomatis gerbang utama tidak membuka karena PC kontrolnya kehilangan jaringan. Mohon diperbaiki segera."),
        ("Newsletter", "Kami tidak lagi menerima buletin dari Biro Humas. Mohon dicek apakah masuk daftar blokir di server surel."),
    ],
)  # fmt: skip
def test_what_is_not_seen_to_ask_waits_for_the_operator(subject: str, text: str) -> None:
    found = understood(text, subject)
    assert found.kind is MailKind.LETTER or found.unsure
