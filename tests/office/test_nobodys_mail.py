"""Letters and replies whose From is nobody's: kept and read, never answered, never obeyed, and named to the operator."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from office_folder import ADDRESS, TRUST, address, answer, make_office, typed_letter
from pipeline import service
from pipeline.model import Case
from running_office import Office, told

NOW = datetime.fromisoformat("2026-03-02T08:10:00+08:00")
OPERATOR, HOLDER = address("operator"), address("kabag")
CANNOT_TELL = "Pengirim tidak dapat dikenali"
HERE = HOLDER.encode()  # the address that the task was sent to
NOBODYS = {
    "absent": b"",
    "empty": b"From:\r\n",
    "blank": b"From:   \r\n\t\r\n",
    "null": b"From: <>\r\n",
    "name alone": b"From: Hendra Wijaya\r\n",
    "empty group": b"From: undisclosed-recipients:;\r\n",
    "group": b"From: Tim: " + HERE + b";\r\n",
    "several": b"From: " + HERE + b", orang@luar.example\r\n",
    "several, named": b'From: "Hendra" <' + HERE + b">,\r\n <orang@luar.example>\r\n",
    "two headers": b"From: " + HERE + b"\r\nFrom: orang@luar.example\r\n",
    "two headers, one with a space": b"From: " + HERE + b"\r\nFrom : orang@luar.example\r\n",
    "two angles": b"From: <orang@luar.example> <" + HERE + b">\r\n",
    "open angle": b"From: Hendra <" + HERE + b"\r\n",
    "open quote": b'From: "Hendra <' + HERE + b">\r\n",
    "open comment": b"From: " + HERE + b" (Hendra\r\n",
    "address in the name": b"From: " + HERE + b" <orang@luar.example>\r\n",
    "address in a comment": b"From: orang@luar.example (" + HERE + b")\r\n",
    "route": b"From: <@luar.example:" + HERE + b">\r\n",
    "two at signs": b"From: <hendra@luar.example@kanwil-contoh.example.go.id>\r\n",
    "no domain": b"From: <hendra@>\r\n",
    "no local part": b"From: <@kanwil-contoh.example.go.id>\r\n",
    "other letters": "From: <hendra@kаnwil.example>\r\n".encode(),
    "bytes": b"From: \xff\xfe\x80 <\xc3\x28@luar.example>\r\n",
    "control characters": b"From: \x00" + HERE + b"\x07\r\n",
    "encoded address": b"From: =?utf-8?q?=3C" + HERE + b"=3E?=\r\n",
    "encoded without end": b"From: =?utf-8?b?SGVuZHJh <" + HERE.replace(b"@", b" ") + b">\r\n",
    "endless": b"From: " + b"a" * 10_000 + b"@luar.example\r\n",
    "endless list": b"From: " + b"a@luar.example, " * 2_000 + HERE + b"\r\n",
}


def from_nobody(raw: bytes, lines: bytes) -> bytes:
    """The mail with these lines in place of its From."""
    head, _, body = raw.partition(b"\r\n\r\n")
    bare = re.sub(rb"(?mi)^from:.*\r\n(?:[ \t].*\r\n)*", b"", head + b"\r\n")
    return lines + bare + b"\r\n" + body


def numbered(raw: bytes, number: int) -> bytes:
    return re.sub(rb"(?mi)^Message-ID: <[^@]*", f"Message-ID: <surel-{number}".encode(), raw)


@pytest.fixture(scope="module", params=["", TRUST], ids=["nobody checks", "a server checks"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("kantor")
    extra = f"{request.param}\n[limits]\nmails_per_hour = 10000\n"
    with service.open_service(make_office(folder, extra=extra), now=NOW) as running:
        found = Office(folder, running)
        found.take(typed_letter(1))
        yield found
        assert running.store.verify() == ()


def morning_list(office: Office) -> str:
    left = office.wait(timedelta(days=1))
    return " ".join(told([mail for mail in left if "Neraca" in mail["Subject"]], OPERATOR).split())


def at_the_office(left: list[EmailMessage]) -> bool:
    domain = ADDRESS.partition("@")[2]
    return all(mail["To"].addresses[0].addr_spec.endswith(f"@{domain}") for mail in left)


def test_letters(office: Office) -> None:
    before = len(office.cases)
    left = office.take_at_once(
        *(
            numbered(from_nobody(typed_letter(number), lines), number)
            for number, lines in enumerate(NOBODYS.values(), start=100)
        )
    )
    new = office.cases[before:]
    assert [case.requester.address for case in new] == [""] * len(NOBODYS), "each is read, and is nobody's"
    assert {case.sop for case in new} == {"gangguan-jaringan"}
    assert not [mail for mail in left if mail["X-Nodis-Purpose"] in ("acknowledgement", "completeness")]
    assert at_the_office(left)
    shown = morning_list(office)
    assert CANNOT_TELL in shown
    for case in new:
        assert f"(surat, perkara {case.id})" in shown
    assert CANNOT_TELL not in morning_list(office), "each is shown once"


def stands(case: Case) -> tuple[object, ...]:
    tasks = [one for one in case.assignments if not one.supervises]
    return case.state, case.step, tasks, case.entries, case.letter, case.requester


def test_replies(office: Office) -> None:
    case = office.cases[0]
    ways = (
        answer(office.of_case("assignment", case.id), "SETUJU, teruskan.", sender=HOLDER),
        _mail(f"Re: [{case.id}] Laporan", "CABUT, sudah normal.", ""),
        _mail("Re: Laporan", "PERBAIKI No HP: 0812-0000-9999", f"<{case.mail_message_id}>"),
    )
    before = stands(case)
    left = office.take_at_once(
        *(
            numbered(from_nobody(way, lines), 1000 * place + number)
            for place, way in enumerate(ways, start=1)
            for number, lines in enumerate(NOBODYS.values())
        )
    )
    assert stands(office.cases[0]) == before
    assert at_the_office(left)
    assert "pengirim yang tidak dapat dikenali" in " ".join(told(left, OPERATOR).split())
    left = office.wait(timedelta(days=1))
    (shown,) = (mail for mail in left if "Neraca" in mail["Subject"])
    (file,) = (part for part in shown.iter_attachments() if part.get_filename() == "surel-tanpa-pengirim.txt")
    lines = file.get_content().splitlines()
    assert len(lines) == len(ways) * len(NOBODYS), "none is left out"
    assert all(line.endswith(f"(balasan, perkara {case.id})") for line in lines)
    assert office.messages["set_aside"] == 0


def test_one_that_cannot_be_read_is_named_too(office: Office) -> None:
    head = typed_letter(8).partition(b"\r\n\r\n")[0].replace(b"text/plain", b"application/pdf; name=surat.pdf")
    left = office.take(from_nobody(head + b"\r\n\r\n%PDF-1.4 rusak", NOBODYS["several"]))
    assert at_the_office(left)
    shown = morning_list(office)
    assert CANNOT_TELL in shown
    assert "(disisihkan)" in shown


def _mail(subject: str, text: str, answers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = HOLDER, ADDRESS, subject, "<x@luar.example>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(f"{text}\n")
    return mail.as_bytes(policy=email.policy.SMTP)
