"""The same letter again joins its case; being first with a number, a Message-ID or a name is no claim, and tells nothing of another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from office_folder import ADDRESS, TRUST, address, answer, make_office, parsed, sent, typed_letter, with_verdict
from pipeline import service
from running_office import Office, is_to, told

BUG = Path(__file__).parents[1] / "cases" / "bugs" / "s03-message-id-reused"
NOW = datetime.fromisoformat("2026-03-02T08:10:00+08:00")
UNIT = "tu@lapas-contoh.example.go.id"
ON_FILE = "lapas@lapas-contoh.example.go.id"  # the unit's address in nodis.toml
STRANGER = "orang@luar.example"
UNITS = f'\n[[unit]]\nname = "Lapas Contoh"\nemail = "{ON_FILE}"\n'
NUMBER = "W.25-TI.06.01-231"


def letter(
    room: str = "kunjungan",
    *,
    number: str = NUMBER,
    sender: str = UNIT,
    sifat: str = "Segera",
    noise: Callable[[str], str] = str,
    message_id: str = "",
) -> EmailMessage:
    """A numbered letter, pasted into a mail."""
    mail = parsed(typed_letter(1, sender=sender))
    said = mail.get_content().replace("ruang kunjungan 1", f"ruang {room}")
    mail.replace_header("Subject", f"Gangguan jaringan ruang {room}")
    mail.replace_header(
        "Message-ID", f"<{message_id or hash((room, number, sender, sifat, noise(said)))}@lapas.example>"
    )
    mail.set_content(noise(f"Nomor : {number}\nSifat : {sifat}\nLampiran : -\nHal : Gangguan jaringan\n\n{said}"))
    return mail


def with_headers(mail: EmailMessage, **headers: str) -> EmailMessage:
    changed = parsed(mail.as_bytes())
    for name, value in headers.items():
        del changed[name.replace("_", "-")]
        changed[name.replace("_", "-")] = value
    return changed


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with service.open_service(make_office(tmp_path, extra=UNITS), now=NOW) as running:
        yield Office(tmp_path, running)
        assert running.store.verify() == ()


def scanned_again(text: str) -> str:
    """What another reading of the same page makes of it."""
    return (
        text.replace("Dengan hormat", "Dengan hormal")
        .replace("pemeriksaan", "pemeriksaam")
        .replace("ucapkan", "ucapkän")
    )


SAME: dict[str, EmailMessage] = {
    "sent again": letter(message_id="lain"),
    "scanned again": letter(noise=scanned_again),
    "its number written otherwise": letter(number="W25.TI.06.01/231"),
    "from the unit's address on file": letter(sender=ON_FILE),
}


@pytest.mark.parametrize("way", SAME)
def test_the_same_letter_joins_its_case(way: str, office: Office) -> None:
    office.take(letter())
    left = office.take(SAME[way])
    assert len(office.cases) == 1
    said = told(left, str(SAME[way]["From"].addresses[0].addr_spec))
    assert "sudah kami terima sebelumnya" in " ".join(said.split())  # wherever its lines are broken
    assert not told(left, address("kabag")), "nobody is asked twice"


def test_it_joins_after_the_end_too_and_a_typed_report_does_not(office: Office) -> None:
    acknowledged = office.take(letter())[0]
    office.take(answer(acknowledged, "CABUT, sudah normal."))
    assert office.cases[0].state.ended
    office.take(letter(message_id="lagi"))
    assert len(office.cases) == 1
    typed = office.take(parsed(typed_letter(7)))[0]
    office.take(answer(typed, "CABUT"))
    office.take(with_headers(parsed(typed_letter(7)), Message_ID="<kambuh@lapas-contoh.example.go.id>"))
    assert len(office.cases) == 3, "the trouble is back"


OTHER: dict[str, EmailMessage] = {
    "another room": letter("registrasi"),
    "another room of a row": letter("kunjungan 2"),
    "another day": letter(noise=lambda text: text.replace("Senin, 2 Maret 2026", "Selasa, 3 Maret 2026")),
    "another phone": letter(noise=lambda text: text.replace("0812-0000-4455", "0812-0000-7788")),
    "another person": letter(noise=lambda text: text.replace("Sari Wulandari", "Tono Suratno")),
    "a stranger, word for word": letter(sender=STRANGER),
    "a stranger, with other words": letter("arsip", sender=STRANGER),
    "a neighbour at the same domain": letter(sender="dapur@lapas-contoh.example.go.id"),
}


@pytest.mark.parametrize("way", OTHER)
def test_a_known_number_with_other_content_or_from_a_stranger_is_a_letter_of_its_own(way: str, office: Office) -> None:
    office.take(letter())
    left = office.take(OTHER[way])
    first, second = office.cases
    sender = str(OTHER[way]["From"].addresses[0].addr_spec)
    assert second.requester.address == sender
    said = told(left, sender)
    assert second.id in said
    assert first.id not in said, "nobody is told of another's case"
    assert "Hendra" not in said
    asked = told(left, address("kabag"))
    assert f"{first.id} (nomor surat sama)" in asked, "the office's people may join them"
    assert f"{first.id}" not in told(left, UNIT) or sender == UNIT


def test_who_is_first_with_a_number_keeps_nobody_out(office: Office) -> None:
    office.take(letter("arsip", sender=STRANGER))
    left = office.take(letter())
    assert [case.requester.address for case in office.cases] == [STRANGER, UNIT]
    assert "telah kami terima" in told(left, UNIT)
    office.take(letter(message_id="lagi"))
    assert len(office.cases) == 2, "the unit's letter again joins the unit's case"
    with office.running.store.reading() as tx:
        assert "letter came again" in [line.what for line in tx.journal_of("2026-0002")]


def test_a_secret_letters_number_tells_nothing_of_it(office: Office) -> None:
    office.take(letter("arsip", sifat="Rahasia"))
    left = office.take(letter("dapur", sender=STRANGER))
    assert "2026-0001" not in told(left, STRANGER)
    asked = told(left, address("kabag"))
    assert "2026-0001 (nomor surat sama)" in asked
    assert "arsip" not in asked


def test_probing_numbers_tells_known_ones_from_others_by_nothing(office: Office) -> None:
    office.take(letter())
    answers = []
    for probe in ("W.25-TI.06.01-231", "W.25-TI.06.01-999"):
        left = told(office.take(letter("probing", number=probe, sender=STRANGER)), STRANGER)
        answers.append(
            re.sub(
                r"2026-000\d|(?<=%20)[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}|agenda \d|-231|-999|pukul [\d.]+|[\d.]+ WITA",
                "",
                left,
            )
        )
    assert answers[0] == answers[1]


def test_a_forged_sender_with_the_same_letter_hears_nothing(office: Office) -> None:
    office.take(letter())
    forged = with_headers(letter(message_id="palsu"), Reply_To=STRANGER)
    left = office.take(forged)
    assert len(office.cases) == 1
    assert {mail["To"].addresses[0].addr_spec for mail in left} <= {UNIT, address("operator")}


def test_letters_of_one_number_in_one_mail_are_two_cases_and_one_twice_is_one(office: Office) -> None:
    texts = [letter(room).get_content() for room in ("kunjungan", "registrasi", "kunjungan")]
    mail = parsed(typed_letter(1))
    mail.set_content("Terlampir.\n")
    for text in texts:
        mail.add_attachment(text.encode(), maintype="text", subtype="plain", filename="surat.txt")
    office.take(mail)
    locations = sorted(str(case.letter.value("issue.location")) for case in office.cases)
    assert locations == ["ruang kunjungan", "ruang registrasi"]
    (twice,) = (case for case in office.cases if case.letter.value("issue.location") == "ruang kunjungan")
    assert len([one for one in twice.files if one.role == "surat"]) == 2


def test_a_copier_that_always_writes_the_same_message_id(office: Office) -> None:
    first, second = (BUG.joinpath(name).read_bytes() for name in ("1.eml", "2.eml"))
    office.take(first)
    left = office.take(second)
    assert len({case.letter.value("number") for case in office.cases}) == 2
    said = told(left, "pindai@unit.example.go.id")
    assert "2026-0002" in said
    assert "2026-0001" not in said
    office.take(b"Received: from elsewhere\r\n" + second)
    assert len(office.cases) == 2
    assert office.messages["letter"] == 3


def test_a_message_id_that_is_known_is_no_claim_either(office: Office) -> None:
    office.take(letter(message_id="satu"))
    left = office.take(letter("arsip", number="W.25-9", sender=STRANGER, message_id="satu"))
    assert len(office.cases) == 2
    assert "2026-0001" not in told(left, STRANGER)


def with_footer(mail: EmailMessage) -> EmailMessage:
    changed = parsed(mail.as_bytes())
    changed.set_content(f"{mail.get_content()}\n{'_' * 47}\nlayanan mailing list\nlayanan@milis.example.go.id\n")
    return changed


WAYS: dict[str, Callable[[EmailMessage], EmailMessage]] = {
    "another server": lambda mail: with_headers(mail, Received="from b by c", X_Spam_Score="0.1"),
    "a list's tag": lambda mail: with_headers(mail, Subject=f"[layanan] {mail['Subject']}"),
    "a list's footer": with_footer,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_very_same_mail_by_another_way_is_taken_once_and_quietly(way: str, office: Office) -> None:
    mail = letter()
    office.take(mail)
    left = office.take(WAYS[way](mail))
    assert len(office.cases) == 1
    assert not told(left, UNIT)


def test_a_reply_with_a_message_id_that_came_before_is_another_mail(office: Office) -> None:
    office.take(letter(), with_headers(parsed(typed_letter(9)), Message_ID="<0@telepon.example>"))
    asked = next(mail for mail in sent(office.folder) if mail["X-Nodis-Purpose"] == "assignment")
    reply = with_headers(parsed(answer(asked, "SETUJU, teruskan")), Message_ID="<0@telepon.example>")
    office.take(reply)
    assert office.cases[0].step == "3"
    office.take(with_headers(reply, Received="from elsewhere"))
    assert office.cases[0].step == "3"
    with office.running.store.reading() as tx:
        assert [line.what for line in tx.journal_of("2026-0001")].count("reply came again") == 1


@pytest.mark.parametrize("line", ["-" * 20, "=" * 30])
def test_forms_that_a_program_sends_under_one_message_id_are_letters_of_their_own(line: str, office: Office) -> None:
    for room in ("server", "arsip"):
        form = letter(room, message_id="formulir")
        form.set_content(
            f"""Pengaduan baru dari formulir di situs kantor, mohon ditindaklanjuti
{line}
Nama Unit : Lapas Contoh
Penanggung Jawab : Sari Wulandari
Surel : sari@lapas-contoh.example.go.id
No. HP : 0812-0000-4455
Masalah : jaringan internet di ruang {room} terputus sejak Senin, 2 Maret 2026 pukul 07.45 WITA
Permintaan : mohon perbaikan jaringan
"""
        )
        form.replace_header("Subject", "Formulir pengaduan jaringan")
        office.take(form)
    assert len(office.cases) == 2


def test_requests_that_differ_in_the_people_alone_are_letters_or_seen_by_the_operator(office: Office) -> None:
    for who in ("Andi Saputra", "Citra Dewi", "Eko Prasetyo", "Fitri Handayani"):
        request = letter(message_id=who.replace(" ", "-"))
        request.replace_header("Subject", "Permohonan hak akses SIMPEG")
        request.set_content(
            f"""Yth. Ketua Tim, mohon dibuatkan hak akses aplikasi SIMPEG sebagai operator.
Nama Unit : Lapas Contoh
Penanggung Jawab : Sari Wulandari
No. HP : 0812-0000-4455
Nama : {who}
"""
        )
        office.take(request)
    with office.running.store.reading() as tx:
        assert len(office.cases) + len(tx.metas("unsure:")) == 4


# ------------------------------------------------------------------------------------------- against the server's verdict


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Office]:
    """An office with a server that checks senders, and the unit's letter, proven."""
    with service.open_service(make_office(tmp_path, extra=UNITS + TRUST), now=NOW) as running:
        found = Office(tmp_path, running)
        found.take(with_verdict(letter(sender=ON_FILE, message_id="pertama").as_bytes(), "pass"))
        assert len(found.cases) == 1
        yield found
        assert running.store.verify() == ()


AGAIN = {
    "the very same mail": letter(sender=ON_FILE, message_id="pertama"),
    "the same letter in another mail": letter(sender=ON_FILE, message_id="lain"),
    "as scanned again": letter(sender=ON_FILE, noise=scanned_again, message_id="pindai"),
}


@pytest.mark.parametrize("way", AGAIN)
def test_a_known_letter_under_a_name_that_the_server_denies_is_told_to_the_operator_alone(
    way: str, guarded: Office
) -> None:
    (before,) = guarded.cases
    raw = with_verdict(AGAIN[way].as_bytes(), "fail")
    assert [mail for mail in guarded.take(raw) if not is_to(mail, ADDRESS)] == [], "acknowledged to nobody"
    (case,) = guarded.cases
    assert case == before, "nothing of the case has changed"
    with guarded.running.store.reading() as tx:
        (line,) = [line for line in tx.journal_of(case.id) if line.what == "letter came again"]
    assert "mungkin dipalsukan" in line.detail["doubt"]
    morning = " ".join(told(guarded.wait(timedelta(days=1)), address("operator")).split())
    assert "server surel tidak membenarkan pengirimnya" in morning
    assert f"{hashlib.sha256(raw).hexdigest()[:12]}, perkara {case.id}" in morning
    assert "mungkin dipalsukan" not in told(guarded.wait(timedelta(days=1)), address("operator")), "said once"


@pytest.mark.parametrize("way", list(AGAIN)[1:])
def test_with_a_pass_it_is_acknowledged(way: str, guarded: Office) -> None:
    left = guarded.take(with_verdict(AGAIN[way].as_bytes(), "pass"))
    assert "sudah kami terima sebelumnya" in " ".join(told(left, ON_FILE).split())
    assert "mungkin dipalsukan" not in told(guarded.wait(timedelta(days=1)), address("operator"))
