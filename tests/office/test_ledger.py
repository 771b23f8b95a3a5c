"""The operator's morning line, and the probe that finds a mailbox gone silent."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from office_folder import ADDRESS, SERVER, TRUST, address, make_office, put, sent, typed_letter, with_verdict
from pipeline import service
from pipeline.office.ledger import silent_since

MORNING = datetime(2026, 5, 4, 7, 45, tzinfo=ZoneInfo("Asia/Makassar"))


def told(folder: Path, to: str, subject: str) -> list[str]:
    found = [mail for mail in sent(folder) if to in str(mail["To"]) and subject in str(mail["Subject"])]
    return [" ".join(part.get_content().split()) for mail in found if (part := mail.get_body(("plain",)))]


def probes(folder: Path) -> list[EmailMessage]:
    return [mail for mail in sent(folder) if ADDRESS in str(mail["To"])]


def test_the_operator_gets_the_sum_of_all_mail_each_working_morning(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=MORNING) as running:
        put(tmp_path, "surat", typed_letter())
        put(tmp_path, "kosong", b"\r\n")
        running.run_once()
        running.clock.frozen = MORNING + timedelta(minutes=5)
        running.run_once()
        assert len(told(tmp_path, address("operator"), "Neraca surel")) == 1, "once a day"
        running.clock.frozen = MORNING + timedelta(days=1)
        running.run_once()
        (_, second) = told(tmp_path, address("operator"), "Neraca surel")
        with running.store.reading() as tx:
            sums = tx.sums()
    assert sums.received == 2
    assert "2 surel diterima = 1 surat" in second
    assert "TIDAK SAMA" not in second
    assert "Langkah yang melewati batas waktunya" in second
    assert told(tmp_path, address("kepala"), "terlambat pagi ini")


def test_a_probe_that_comes_back_is_filed_and_says_nothing(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra="\n[limits]\nprobe_hours = 6\n")
    with service.open_service(config, now=MORNING) as running:
        for hours in (0, 1, 6, 12, 18):
            running.clock.frozen = MORNING + timedelta(hours=hours)
            running.run_once()
            for number, probe in enumerate(probes(tmp_path)):
                put(tmp_path, f"kembali-{hours}-{number}", probe.as_bytes())
            running.run_once()
        assert len(probes(tmp_path)) == 4
        with running.store.reading() as tx:
            assert tx.sums().messages["automatic"] == 4
    assert not told(tmp_path, address("operator"), "Kotak surat tidak dapat dibaca")


def test_a_probe_that_does_not_come_back_is_told_once_and_the_return_is_noted(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra="\n[limits]\nprobe_hours = 6\n")
    with service.open_service(config, now=MORNING) as running:
        for hours in (0, 6, 12, 18, 24):
            running.clock.frozen = MORNING + timedelta(hours=hours)
            running.run_once()
        said = told(tmp_path, address("operator"), "Kotak surat diam")
        assert len(said) == 1
        assert "Surel percobaan yang dikirim Senin, 4 Mei 2026 pukul 07.45 WITA belum kembali" in said[0]
        assert "belum kembali" in told(tmp_path, address("operator"), "Neraca surel")[-1]
        put(tmp_path, "kembali", probes(tmp_path)[-1].as_bytes())
        running.run_once()
        running.clock.frozen = MORNING + timedelta(hours=26)
        running.run_once()
        with running.store.reading() as tx:
            assert tx.get_meta("probe_told") is None, "it may be told again of the next silence"
            assert silent_since(tx, running.office.services, running.clock()) is None


def test_a_mailbox_that_stays_away_is_told_once_and_its_return_is_noted(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=MORNING) as running:
        for minutes in (0, 5, 16, 40):
            running.clock.frozen = MORNING + timedelta(minutes=minutes)
            running.office.mailbox_answers("", "surel.example:993 tidak dapat dihubungi. Periksa jaringan.")
        running.engine.drain()
        (said,) = told(tmp_path, address("operator"), "Kotak surat tidak dapat dibaca")
        assert "sejak Senin, 4 Mei 2026 pukul 07.45 WITA: surel.example:993 tidak dapat dihubungi" in said
        running.office.mailbox_answers("")
        running.office.mailbox_answers("", "lagi")
        running.engine.drain()
    assert len(told(tmp_path, address("operator"), "Kotak surat tidak dapat dibaca")) == 1, (
        "a new outage has its own patience"
    )


def below_received(raw: bytes, verdict: str = "pass", *, by: str = SERVER) -> bytes:
    """The mail as a server hands it on that writes its verdict below its `Received`."""
    return b"Received: from luar.example by " + by.encode() + b" with ESMTP id 1; x\r\n" + with_verdict(raw, verdict)


def test_verdicts_that_stand_where_none_counts_are_told_once_a_morning_with_what_to_change(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=TRUST)
    with service.open_service(config, now=MORNING - timedelta(minutes=30)) as running:
        put(tmp_path, "lama-1", below_received(typed_letter(1)))
        put(tmp_path, "lama-2", below_received(typed_letter(2), by="dalam.example"))
        put(tmp_path, "benar", with_verdict(typed_letter(3), "pass"))
        running.run_once()
        for days in (0, 1, 2):
            running.clock.frozen = MORNING + timedelta(days=days, hours=1)
            running.run_once()
        put(tmp_path, "lagi", below_received(typed_letter(4)))
        put(tmp_path, "palsu", with_verdict(below_received(typed_letter(5)), "fail"))
        running.run_once()
        running.clock.frozen = MORNING + timedelta(days=3)
        running.run_once()
        subjects = [str(mail["Subject"]) for mail in sent(tmp_path) if "Neraca" in str(mail["Subject"])]
    first, second, third, fourth = told(tmp_path, address("operator"), "Neraca surel")
    assert "tidak dapat dipastikan pada 2 surel" in first
    assert "pada [trust] relays" in first
    assert f"dari {SERVER} hanya ada di bawah baris Received dari" in first
    assert "dalam.example" in first
    assert "perlu perhatian" in subjects[0]
    for quiet in (second, third):
        assert "tidak dapat dipastikan" not in quiet
    assert "pada 1 surel" in fourth, "what a sender writes under the server's own verdict says nothing of the server"
