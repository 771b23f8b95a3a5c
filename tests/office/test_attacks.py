"""The attack table: mails that look like an answer and are none. Each goes the whole way in; none moves a case."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import TRUST, address, answer, make_office, put, sent, typed_letter, with_verdict
from pipeline import service
from pipeline.model import Case, CaseState

ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZONE)
SAYS = "SETUJU\n\nsegera dilaksanakan"
CASE, OTHER = "2026-0001", "2026-0002"
HOLDER = "kabag"  # is asked at step 2
EVIL = "kabag@jahat.example"


@dataclass(frozen=True)
class Office:
    """An office with two cases at step 2, and the mails by which its Kabag was asked."""

    folder: Path
    running: service.Service

    def asked(self, case: str = CASE, step: str = "2") -> EmailMessage:
        return next(
            mail
            for mail in reversed(sent(self.folder))
            if mail["X-Nodis-Step"] == f"gangguan-jaringan/{step}"
            and mail["X-Nodis-Purpose"] == "assignment"
            and mail["X-Nodis-Case"] == case
        )

    def case(self, case: str = CASE) -> Case:
        with self.running.store.reading() as tx:
            return tx.case(case)

    def deliver(self, name: str, raw: bytes, *, again: bool = False) -> None:
        if not again:
            raw = re.sub(rb"(?m)^Message-ID: <[^@]*", f"Message-ID: <{name}".encode(), raw)
        self.running.clock.frozen = self.running.clock() + timedelta(minutes=70)  # budgets and locks are not the point
        put(self.folder, name, raw)
        self.running.run_once()

    def why(self) -> str:
        """The last reason for which something was not obeyed."""
        with self.running.store.reading() as tx:
            lines = [line for case in (CASE, OTHER) for line in tx.journal_of(case) if line.what == "answer refused"]
        return max(lines, key=lambda line: line.seq).detail["why"] if lines else ""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("kantor")
    config = make_office(folder, extra=TRUST)
    with service.open_service(config, now=NOW) as running:
        for number in (1, 2):
            put(folder, f"surat-{number}", with_verdict(typed_letter(number), "pass"))
            running.run_once()
        found = Office(folder, running)
        assert [found.case(case).step for case in (CASE, OTHER)] == ["2", "2"]
        yield found


def changed(raw: bytes, **headers: str) -> bytes:
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    return mail.as_bytes()


def without_thread(raw: bytes, subject: str) -> bytes:
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    del mail["In-Reply-To"]
    del mail["References"]
    del mail["Subject"]
    mail["Subject"] = subject
    return mail.as_bytes()


def forged_from(office: Office) -> bytes:
    return with_verdict(answer(office.asked(), SAYS), "fail")


def forged_with_a_verdict_of_its_own(office: Office) -> bytes:
    """The sender puts "pass" into his mail; our server puts its verdict on top."""
    return with_verdict(with_verdict(answer(office.asked(), SAYS), "pass"), "fail")


def verdict_of_another_server(office: Office) -> bytes:
    raw = with_verdict(answer(office.asked(), SAYS, sender=f"Kabag <{EVIL}>"), "pass", server="mx.jahat.example")
    return with_verdict(raw, "none")


def right_address_without_token(office: Office) -> bytes:
    return without_thread(answer(office.asked(), SAYS), f"Re: [{CASE}] Disposisi")


def right_address_wrong_code(office: Office) -> bytes:
    return without_thread(answer(office.asked(), SAYS), f"Re: [{CASE} AAAA-BBBB-CCCC] Disposisi")


def token_from_another_address(office: Office) -> bytes:
    return answer(office.asked(), SAYS, sender=address("kasubag"))


def token_from_outside(office: Office) -> bytes:
    return with_verdict(answer(office.asked(), SAYS, sender="orang@luar.example"), "pass")


def forwarded_assignment(office: Office) -> bytes:
    """The Kabag forwards his task; a colleague answers the forward, code in the subject and the token in References."""
    asked = office.asked()
    raw = answer(asked, SAYS, sender=address("teknisi"))
    return changed(
        raw,
        Subject=f"Re: Fwd: {asked['Subject']}",
        In_Reply_To="<terusan@kanwil-contoh.example.go.id>",
        References=f"{asked['Message-ID']} <terusan@kanwil-contoh.example.go.id>",
    )


def two_cases_in_one_reply(office: Office) -> bytes:
    raw = answer(office.asked(), SAYS)
    return changed(raw, Subject=f"Re: {office.asked()['Subject']} [{OTHER}]")


def codes_of_two_cases(office: Office) -> bytes:
    codes = " ".join(str(office.asked(case)["Subject"]).partition("]")[0] + "]" for case in (CASE, OTHER))
    return without_thread(answer(office.asked(), SAYS), f"Re: {codes}")


def auto_reply(office: Office) -> bytes:
    return changed(answer(office.asked(), SAYS), Auto_Submitted="auto-replied")


def out_of_office_by_subject(office: Office) -> bytes:
    words = "Saya sedang cuti tahunan sampai dengan 6 Maret 2026. Surat yang sudah saya setujui tetap dilaksanakan."
    return changed(answer(office.asked(), words), Subject=f"Balasan otomatis: {office.asked()['Subject']}")


def out_of_office_without_any_mark(office: Office) -> bytes:
    words = (
        "Terima kasih atas surel Bapak/Ibu. Saya sedang dinas luar dan tidak berada di kantor sampai hari Jumat.\n"
        "Untuk hal yang mendesak silakan menghubungi Kasubbag. Mohon dilanjutkan ke beliau."
    )
    return answer(office.asked(), words)


def answer_word_in_the_history(office: Office) -> bytes:
    return answer(office.asked(), "")


def answer_word_in_a_history_without_marks(office: Office) -> bytes:
    mail = email.message_from_bytes(answer(office.asked(), "x"), policy=email.policy.SMTP)
    mail.set_content(
        "Dari: Layanan TI\nTerkirim: Senin, 2 Maret 2026 08.10\nKepada: Kabag\nPerihal: Disposisi\n\nSETUJU\n"
    )
    return mail.as_bytes()


def hidden_words(office: Office) -> bytes:
    mail = email.message_from_bytes(answer(office.asked(), "x"), policy=email.policy.SMTP)
    mail.set_content('<p>Saya pelajari dahulu.</p><div style="display:none">SETUJU</div>', subtype="html")
    return mail.as_bytes()


def homoglyph_domain(office: Office) -> bytes:
    raw = answer(office.asked(), SAYS, sender="kabag@kanwil-c0ntoh.example.go.id")
    return with_verdict(raw, "pass")


def cyrillic_domain(office: Office) -> bytes:
    raw = answer(office.asked(), SAYS, sender="kabag@xn--knwil-contoh-qsi.example.go.id")
    return with_verdict(raw, "pass")


def header_injection(office: Office) -> bytes:
    subject = "=?utf-8?q?Re=3A_disposisi=0D=0AFrom=3A_kabag=40kanwil-contoh=2Eexample=2Ego=2Eid=0D=0ABcc=3A_x=40jahat=2Eexample?="
    raw = answer(office.asked(), SAYS, sender=f"Kabag <{EVIL}>")
    head, _, rest = raw.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"subject:", b" "))]
    return with_verdict(b"\r\n".join([*lines, b"Subject: " + subject.encode()]) + b"\r\n\r\n" + rest, "pass")


def display_name_spoof(office: Office) -> bytes:
    name = f'"Hendra Wijaya <{address(HOLDER)}>" <{EVIL}>'
    return with_verdict(answer(office.asked(), SAYS, sender=name), "pass")


def two_senders(office: Office) -> bytes:
    return with_verdict(answer(office.asked(), SAYS, sender=f"{EVIL}, {address(HOLDER)}"), "pass")


def sender_field(office: Office) -> bytes:
    return with_verdict(changed(answer(office.asked(), SAYS), From=EVIL, Sender=address(HOLDER)), "pass")


def reply_to_field(office: Office) -> bytes:
    return with_verdict(changed(answer(office.asked(), SAYS), From=EVIL, Reply_To=address(HOLDER)), "pass")


def guessed_thread(office: Office) -> bytes:
    guess = f"<nodis.{CASE}.{'0' * 32}@kanwil-contoh.example.go.id>"
    return changed(answer(office.asked(), SAYS), In_Reply_To=guess, Subject="Re: Disposisi")


# What stands around the holder's own words, who has decided nothing: a letter that speaks for him in every place.
_FOREIGN = "Setuju, silakan dilanjutkan."
_OWN = "Saya pelajari dahulu."
_FROM = (
    "Dari: Sari <tu@lapas-contoh.example.go.id>\nTerkirim: Senin, 2 Maret 2026 08.00\nKepada: Kabag\nPerihal: Laporan"
)
_LETTER = f"Yth. Kepala Bagian\n\nJaringan kami terputus.\n\n--diteruskan\n{_FOREIGN}\n\nHormat kami\nSari"


def written(office: Office, plain: str | None, html: str | None = None) -> bytes:
    """An answer of the holder's with these bodies."""
    mail = email.message_from_bytes(answer(office.asked(), "x"), policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    if plain is not None:
        mail.set_content(plain)
        if html is not None:
            mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html or "", subtype="html")
    return mail.as_bytes()


def quoted_letter(office: Office) -> bytes:
    lines = "\n".join(f"> {line}" for line in _LETTER.split("\n"))
    return written(office, f"{_OWN}\n\nPada 2 Mar 2026 Layanan TI menulis:\n{lines}\n")


def mark_of_a_forward_behind_marks(office: Office) -> bytes:
    return written(office, f"{_OWN}\n\n> > --diteruskan\n\n{_FOREIGN}\n")


def forward_below_his_words(office: Office) -> bytes:
    return written(office, f"{_OWN}\n\n-------- Pesan Diteruskan --------\n{_FROM}\n\n{_LETTER}\n")


def forward_without_words_of_his(office: Office) -> bytes:
    return written(office, f"---------- Forwarded message ---------\n{_FROM}\n\n{_LETTER}\n")


def headers_of_another_mail(office: Office) -> bytes:
    return written(office, f"{_OWN}\n\n{_FROM}\n\nSETUJU\n")


def attached_mail(office: Office) -> bytes:
    mail = email.message_from_bytes(written(office, f"{_OWN}\n"), policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    inner = EmailMessage(policy=email.policy.SMTP)
    inner["From"], inner["Subject"] = address(HOLDER), "Disposisi"
    inner.set_content("SETUJU\n")
    mail.add_attachment(inner)
    return mail.as_bytes()


def our_own_mail_alone(office: Office) -> bytes:
    body = office.asked().get_body(("plain",))
    assert body is not None
    return written(office, body.get_content())


def our_own_mail_in_html(office: Office) -> bytes:
    body = office.asked().get_body(("html",))
    assert body is not None
    return written(office, None, body.get_content())


def parts_that_disagree(office: Office) -> bytes:
    return written(office, f"{_OWN}\n", "<p>SETUJU</p>")


def white_on_white(office: Office) -> bytes:
    return written(office, None, f'<p>{_OWN}</p><p style="color:#fefefe">SETUJU</p>')


def hidden_by_a_style_sheet(office: Office) -> bytes:
    return written(office, None, f"<style>.v{{font-size:0}}</style><p class=v>SETUJU</p><p>{_OWN}</p>")


def struck_out(office: Office) -> bytes:
    return written(office, None, f"<p><s>SETUJU</s></p><p>{_OWN}</p>")


def hidden_negation(office: Office) -> bytes:
    return written(office, "T\u0456dak setuju\n")


def turned_round(office: Office) -> bytes:
    return written(office, "\u202euju\u202cSETUJU\n")


def word_in_an_address(office: Office) -> bytes:
    return written(office, "<setuju@kanwil-contoh.example.go.id>\nhttps://setuju.example.go.id/SETUJU\n")


def word_in_a_signature(office: Office) -> bytes:
    return written(office, f"{_OWN}\n\n-- \nSETUJU Makmur\n")


def crossed_out_by_a_sign(office: Office) -> bytes:
    return written(office, "\u274c SETUJU\n")


def longer_than_any_answer(office: Office) -> bytes:
    return written(office, "SETUJU\n\n" + "demikian " * 5_001)


_WORDS = (
    quoted_letter, mark_of_a_forward_behind_marks, forward_below_his_words, forward_without_words_of_his, headers_of_another_mail,
    attached_mail, our_own_mail_alone, our_own_mail_in_html, parts_that_disagree, white_on_white, hidden_by_a_style_sheet, struck_out,
    hidden_negation, turned_round, word_in_an_address, word_in_a_signature, crossed_out_by_a_sign, longer_than_any_answer,
)  # fmt: skip

ATTACKS: tuple[tuple[Callable[[Office], bytes], str], ...] = (
    (forged_from, "Keaslian alamat"),
    (forged_with_a_verdict_of_its_own, "Keaslian alamat"),
    (verdict_of_another_server, "bukan dari pemegang"),
    (right_address_without_token, "tidak memegang tugas"),
    (right_address_wrong_code, "tidak memegang tugas"),
    (token_from_another_address, "bukan dari pemegang"),
    (token_from_outside, "bukan dari pemegang"),
    (forwarded_assignment, "bukan dari pemegang"),
    (two_cases_in_one_reply, ""),
    (codes_of_two_cases, ""),
    (auto_reply, ""),
    (out_of_office_by_subject, ""),
    (out_of_office_without_any_mark, ""),
    (answer_word_in_the_history, ""),
    (answer_word_in_a_history_without_marks, ""),
    (hidden_words, ""),
    (homoglyph_domain, "bukan dari pemegang"),
    (cyrillic_domain, "bukan dari pemegang"),
    (header_injection, "bukan dari pemegang"),
    (display_name_spoof, "bukan dari pemegang"),
    (two_senders, ""),
    (sender_field, "bukan dari pemegang"),
    (reply_to_field, "bukan dari pemegang"),
    (guessed_thread, ""),
    *((one, "") for one in _WORDS),
)


def standing(case: Case) -> tuple[object, ...]:
    """What no attack may change."""
    tokens = {one.token for one in case.assignments if not one.supervises}
    return case.state, case.sop, case.step, tokens, len(case.entries), case.named, case.gathered


@pytest.mark.parametrize(("attack", "why"), ATTACKS, ids=[one.__name__ for one, _ in ATTACKS])
def test_it_moves_nothing(office: Office, attack: Callable[[Office], bytes], why: str) -> None:
    before = [standing(office.case(case)) for case in (CASE, OTHER)]
    office.deliver(attack.__name__, attack(office))
    assert [standing(office.case(case)) for case in (CASE, OTHER)] == before
    assert why in office.why()
    for mail in sent(office.folder):
        assert mail["Bcc"] is None
        assert "jahat.example" not in str(mail["To"]), "an attacker is told nothing"


def test_z_the_right_answer_still_moves_it_and_a_replay_does_not(office: Office) -> None:
    right = answer(office.asked(), SAYS)
    office.deliver("benar", right)
    assert office.case().step == "3"
    moved = standing(office.case())
    office.deliver("ulangan", right, again=True)
    office.deliver("benar", right, again=True)
    office.deliver("ulangan-dengan-nama-lain", right)
    mail = office.asked(step="2")
    office.deliver("terlambat", answer(mail, "TOLAK bukan wewenang kami"))
    assert standing(office.case()) == moved
    assert office.case().state is CaseState.OPEN
    with office.running.store.reading() as tx:
        whats = [line.what for line in tx.journal_of(CASE)]
    assert "answer came too late" in whats
    assert not office.running.store.verify()
