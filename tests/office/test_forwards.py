"""Several people's letters in one mail: a case each, each told of its own alone, and the operator of what became of the mail."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import ADDRESS, TRUST, address, make_office, put, sent, with_verdict
from pipeline import service
from pipeline.model import Case

NOW = datetime(2026, 3, 3, 9, 12, tzinfo=ZoneInfo("Asia/Makassar"))
CASES = Path(__file__).parents[1] / "cases" / "bugs"
DEWI, AGUS = "dewi.anggraini@rutan-lembahhijau.example.go.id", "agus@rutan-bukitsari.example.go.id"
FORWARDER = "hendra@kanwil.example.go.id"
NEWS = "Buletin pekan ini memuat liputan upacara, resep masakan, dan ucapan selamat ulang tahun untuk para pegawai.\n"


def two_letters() -> bytes:
    return (CASES / "a10-two-rfc822" / "surel.eml").read_bytes()


def with_more(raw: bytes, *more: EmailMessage) -> bytes:
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    for one in more:
        mail.attach(wrapped(one))
    return mail.as_bytes()


def wrapped(one: EmailMessage) -> EmailMessage:
    made = EmailMessage(policy=email.policy.SMTP)
    made.set_content(one)
    return made


def letter_of(sender: str, text: str, *, pdf: bytes = b"") -> EmailMessage:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, "Surat"
    mail.set_content(text)
    if pdf:
        mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="surat.pdf")
    return mail


@contextmanager
def received(folder: Path, *raw: bytes, verdict: str = "pass") -> Iterator[service.Service]:
    with service.open_service(make_office(folder, extra=TRUST), now=NOW) as running:
        for number, one in enumerate(raw):
            put(folder, f"surel-{number}", with_verdict(one, verdict))
            running.run_once()
        yield running


def cases_of(running: service.Service) -> tuple[Case, ...]:
    with running.store.reading() as tx:
        return tx.cases()


def to(folder: Path, who: str, purpose: str | None = None) -> list[EmailMessage]:
    return [one for one in sent(folder) if who in str(one["To"]) and purpose in (None, one["X-Nodis-Purpose"])]


def words_of(*mails: EmailMessage) -> str:
    parts = [part for mail in mails for part in [mail.get_body(("plain",))] if part]
    return " ".join(" ".join(str(part.get_content()) for part in parts).split())


def test_each_letter_opens_a_case_of_its_own_and_each_writer_hears_of_his_alone(tmp_path: Path) -> None:
    with received(tmp_path, two_letters()) as running:
        first, second = cases_of(running)
        assert [case.requester.address for case in (first, second)] == [DEWI, AGUS]
        assert [case.letter.value("requester.phone") for case in (first, second)] == [
            "+6281344556677",
            "+6285211112222",
        ]
        assert [case.sop for case in (first, second)] == ["gangguan-jaringan"] * 2
        assert first.related == second.related == ()
    for who, mine, other in ((DEWI, first, second), (AGUS, second, first)):
        told = to(tmp_path, who)
        assert [one["X-Nodis-Purpose"] for one in told] == ["acknowledgement"]
        assert mine.id in words_of(*told)
        assert other.id not in words_of(*told)
        assert (other.letter.value("requester.name") or "-") not in words_of(*told)
    acknowledged = to(tmp_path, FORWARDER, "acknowledgement")
    assert [one["X-Nodis-Case"] for one in acknowledged] == [first.id, second.id]
    for case, other in ((first, second), (second, first)):
        said = [file for one in to(tmp_path, address("kabag"), "assignment") if case.id in str(one["Subject"]) for file in one.iter_attachments()]  # fmt: skip
        texts = [str(file.get_content()) for file in said if file.get_content_type() == "text/plain"]
        assert texts
        assert not any((other.letter.value("requester.name") or "-") in text for text in texts)


@pytest.mark.parametrize("verdict", ["none", "fail", ""])
def test_nobody_is_told_on_the_word_of_a_forwarder_whom_no_server_vouches_for(tmp_path: Path, verdict: str) -> None:
    with received(tmp_path, two_letters(), verdict=verdict) as running:
        assert [case.requester.address for case in cases_of(running)] == [FORWARDER] * 2
    assert to(tmp_path, DEWI) == to(tmp_path, AGUS) == []
    assert len(to(tmp_path, FORWARDER, "acknowledgement")) == 2


def test_what_holds_no_letter_or_cannot_be_read_is_named_to_the_operator(tmp_path: Path) -> None:
    broken = letter_of("rini@bapas.example.go.id", "Terlampir surat kami.\n", pdf=b"%PDF-1.7\nrusak")
    news = letter_of("buletin@luar.example", NEWS)
    with received(tmp_path, with_more(two_letters(), broken, news)) as running:
        assert [case.requester.address for case in cases_of(running)] == [DEWI, AGUS]
        assert "surat.pdf" in words_of(*to(tmp_path, address("operator"), "notice"))
        assert "surat.pdf" in words_of(*to(tmp_path, FORWARDER, "notice"))
        assert "surat.pdf" not in words_of(*to(tmp_path, DEWI), *to(tmp_path, AGUS))
        for day in (1, 2):
            running.clock.frozen = NOW.replace(hour=8) + timedelta(days=day)
            running.run_once()
        ledger = words_of(*to(tmp_path, address("operator")))
        assert ledger.count("membawa 4 surel") == 1, "shown once"
        for said in (
            f"{DEWI}: 2026-0001",
            f"{AGUS}: 2026-0002",
            "rini@bapas.example.go.id: tanpa perkara",
            "Buletin pekan ini",
        ):
            assert said in ledger


def test_the_same_mail_by_another_way_opens_nothing_again(tmp_path: Path) -> None:
    again = b"X-Way: another\r\n" + two_letters()
    with received(tmp_path, two_letters(), again) as running:
        assert len(cases_of(running)) == 2
    assert len(to(tmp_path, DEWI)) == 1


def test_mails_of_which_one_alone_is_a_letter_open_one_case(tmp_path: Path) -> None:
    cover = letter_of(FORWARDER, "Terlampir surel, mohon ditindaklanjuti.\n")
    cover["Message-ID"] = "<satu@kanwil.example.go.id>"
    news = letter_of("buletin@luar.example", NEWS)
    report = letter_of(
        AGUS,
        "Jaringan internet di ruang arsip Rutan Bukit Sari mati sejak pagi, mohon diperbaiki. Agus, 0852-1111-2222.\n",
    )
    cover.make_mixed()
    with received(tmp_path, with_more(cover.as_bytes(), report, news)) as running:
        (case,) = cases_of(running)
        assert "ruang arsip" in case.letter.full_text
        assert case.requester.address == AGUS
