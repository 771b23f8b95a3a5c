"""Programs that answer us: two installations, and responders that hide what they are. Every loop ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import ADDRESS, address, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.store import Sums

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
UNIT = "tu@lapas-contoh.example.go.id"
OTHER = "layanan@kantor-lain.example.go.id"
ROUNDS = 40
BUDGET = 30  # an hour, to one address

# Subject and text of responders that set no header at all. The first are known by what they say, in a thread or not; the next only
# where no mail of ours is answered, for a person may say so there; the last say nothing that tells them from a person.
PLAIN = {
    "cuti": ("Balasan: {subject}", "Saya sedang cuti sampai 9 Mei 2026. Untuk keperluan mendesak hubungi Sdr. Bayu."),
    "tidak di kantor": (
        "Re: {subject}",
        "Mohon maaf, saya sedang tidak di kantor, kembali 12 Mei 2026. Untuk hal mendesak silakan menghubungi rekan saya.",
    ),
    "tiket": ("Tiket Anda #123 telah dibuat", "Permintaan Anda akan segera kami tindak lanjuti."),
}
OUTSIDE_A_THREAD = {
    "terima kasih": ("Terima kasih", "Terima kasih telah menghubungi kami. Tim kami akan segera membalas pesan Anda."),
    "permohonan": ("Permohonan Anda", "Permohonan Anda sudah masuk dan sedang diproses. Jaringan sedang diperiksa."),
}
DISGUISED = {
    "halo": ("Re: {subject}", "Halo, kami akan segera menghubungi Anda pada jam kerja."),
    "diterima": ("{subject}", "Pesan diterima."),
    "gema": ("Fwd: {subject}", None),  # what we wrote comes back as it is
    "terima kasih": ("Re: {subject}", "Terima kasih telah menghubungi kami. Tim kami akan segera membalas pesan Anda."),
}


def reply_of_a_program(mail: EmailMessage, number: int, subject: str, text: str | None, *, thread: bool) -> bytes:
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = UNIT, ADDRESS, subject.format(subject=mail["Subject"])
    reply["Message-ID"] = f"<otomatis-{number}@lapas-contoh.example.go.id>"
    if thread:
        reply["In-Reply-To"] = str(mail["Message-ID"])
    reply.set_content(text or text_of(mail))
    return reply.as_bytes()


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def play(folder: Path, subject: str, text: str | None, *, thread: bool) -> tuple[int, Sums, int]:
    """Mails to the responder until nobody says anything more, the sums, and how many cases there are."""
    config = make_office(folder)
    put(folder, "surat", typed_letter(1))
    answered: set[str] = set()
    with service.open_service(config, now=NOW) as running:
        for turn in range(ROUNDS):
            running.clock.frozen = NOW + timedelta(seconds=30 * turn)
            running.run_once()
            new = [mail for mail in sent(folder) if UNIT in str(mail["To"]) and str(mail["Message-ID"]) not in answered]
            if not new:
                break
            for mail in new:
                answered.add(str(mail["Message-ID"]))
                number = len(answered)
                put(folder, f"o-{number}", reply_of_a_program(mail, number, subject, text, thread=thread))
        with running.store.reading() as tx:
            return len(answered), tx.sums(), len(tx.cases())


@pytest.mark.parametrize("thread", [True, False])
@pytest.mark.parametrize("name", PLAIN)
def test_a_responder_that_says_what_it_is_gets_no_answer(tmp_path: Path, name: str, *, thread: bool) -> None:
    mails, sums, cases = play(tmp_path, *PLAIN[name], thread=thread)
    assert (mails, cases, sums.messages["automatic"]) == (1, 1, 1)


@pytest.mark.parametrize("name", OUTSIDE_A_THREAD)
def test_a_receipt_out_of_any_thread_is_no_letter(tmp_path: Path, name: str) -> None:
    mails, sums, cases = play(tmp_path, *OUTSIDE_A_THREAD[name], thread=False)
    assert (mails, cases, sums.messages["automatic"]) == (1, 1, 1)


@pytest.mark.parametrize("thread", [True, False])
@pytest.mark.parametrize("name", DISGUISED)
def test_a_responder_that_hides_is_asked_back_once_and_the_operator_told_once(
    tmp_path: Path, name: str, *, thread: bool
) -> None:
    mails, _, cases = play(tmp_path, *DISGUISED[name], thread=thread)
    assert mails <= 3, "the acknowledgement, a question, and word that the operator was told"
    assert cases == 1
    to_operator = [mail for mail in sent(tmp_path) if address("operator") in str(mail["To"])]
    told = [mail for mail in to_operator if "dua kali tidak dapat dipahami" in " ".join(text_of(mail).split())]
    assert len(told) == (mails == 3)
    assert not [mail for mail in to_operator if "penjawab otomatis" in text_of(mail)]


def test_a_program_that_writes_letters_opens_one_case(tmp_path: Path) -> None:
    text = "Dengan hormat, jaringan internet di ruang server terputus. Mohon diperbaiki. No. HP 0812-0000-4455. Log 17."
    mails, sums, cases = play(tmp_path, "Gangguan jaringan terdeteksi", text, thread=False)
    assert cases == 2, "the honest one, and one that its echoes join"
    assert mails < 8
    assert sums.messages["automatic"] >= 1
    told = [mail for mail in sent(tmp_path) if "kata-kata yang sama" in mail.as_string()]
    assert {str(mail["To"]).partition("<")[2] for mail in told} == {f"{address('operator')}>"}


def test_one_that_asks_for_the_state_without_end_meets_the_budget(tmp_path: Path) -> None:
    mails, _, cases = play(tmp_path, "Re: {subject}", "STATUS", thread=True)
    assert (mails, cases) == (BUDGET, 1)
    told = [mail for mail in sent(tmp_path) if "anggaran surel habis" in str(mail["Subject"]).lower()]
    assert [address("operator") in str(mail["To"]) for mail in told] == [True]


@pytest.mark.parametrize("stripped", [False, True], ids=["as sent", "headers stripped on the way"])
def test_two_installations_do_not_answer_each_other(tmp_path: Path, *, stripped: bool) -> None:
    """Office B's people wrote to office A from B's own mailbox: A's answers come in there."""
    ours, theirs = tmp_path / "a", tmp_path / "b"
    for folder in (ours, theirs):
        folder.mkdir()
        make_office(folder)
    (theirs / "nodis.toml").write_text((theirs / "nodis.toml").read_text().replace(f'"{ADDRESS}"', f'"{OTHER}"'))
    put(ours, "surat", typed_letter(1, sender=OTHER))
    delivered = 0
    for turn in range(6):
        for here, there, mine in ((ours, theirs, OTHER), (theirs, ours, ADDRESS)):
            with service.open_service(here / "nodis.toml", now=NOW + timedelta(minutes=turn)) as running:
                running.run_once()
            new = [mail for mail in sent(here) if mine in str(mail["To"])] if (here / "outbox").is_dir() else []
            for mail in new:
                if stripped:
                    for name in ("Auto-Submitted", "X-Nodis-Purpose", "X-Auto-Response-Suppress", "Precedence"):
                        del mail[name]
                put(there, str(mail["Message-ID"]).strip("<>").replace("/", "_"), mail.as_bytes())
            delivered = max(delivered, len(new))
    assert delivered == 1, "the one acknowledgement"
    with service.open_store(theirs / "nodis.toml") as store, store.reading() as tx:
        assert tx.sums().messages["automatic"] == tx.sums().received == 1
        assert tx.cases() == ()
