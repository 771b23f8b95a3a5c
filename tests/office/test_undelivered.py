"""Mail that does not arrive: refused at once, put off, or sent back; nothing is lost with it, and nobody waits in vain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from faulty_smtp import Faulty, serving
from office_folder import ADDRESS, address, answer, make_office, parsed, put, sent, typed_letter
from pipeline import service
from pipeline.model import CaseState
from pipeline.store import Sums

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
UNIT = "tu@lapas-contoh.example.go.id"


@contextmanager
def office(folder: Path, handler: Faulty, extra: str = "") -> Iterator[Path]:
    with serving(handler) as url:
        yield make_office(folder, outbox=url, extra=extra)


def run(config: Path, minutes: int = 0) -> Sums:
    with service.open_service(config, now=NOW + timedelta(minutes=minutes)) as running:
        running.run_once()
        with running.store.reading() as tx:
            return tx.sums()


def taken(handler: Faulty, to: str, purpose: str) -> list[EmailMessage]:
    mails = [parsed(raw) for raw in handler.taken]
    return [mail for mail in mails if to in str(mail["To"]) and mail["X-Nodis-Purpose"] == purpose]


def state(config: Path) -> CaseState:
    with service.open_store(config) as store, store.reading() as tx:
        return tx.case("2026-0001").state


def test_greylisting_costs_minutes_and_sends_the_same_mail_once(tmp_path: Path) -> None:
    handler = Faulty("RCPT", "451 4.7.1 greylisted, try again later")
    with office(tmp_path, handler) as config:
        put(tmp_path, "surat", typed_letter(1))
        assert run(config).outbox["queued"] > 1
        assert handler.taken == []
        handler.times = 0
        assert run(config, minutes=2).outbox == {"queued": 0, "sent": len(handler.taken), "failed": 0}
    ids = [str(parsed(raw)["Message-ID"]) for raw in handler.taken]
    assert len(set(ids)) == len(ids) > 1


def test_a_drop_after_data_repeats_the_very_bytes(tmp_path: Path) -> None:
    handler = Faulty("DATA", None, times=1)
    with office(tmp_path, handler) as config:
        put(tmp_path, "surat", typed_letter(1))
        run(config)
        sums = run(config, minutes=2)
    assert (sums.outbox["queued"], sums.outbox["failed"]) == (0, 0)
    twice = {raw for raw in handler.taken if handler.taken.count(raw) == 2}
    assert len(handler.taken) - len(set(handler.taken)) == len(twice) == 1
    assert len({str(parsed(raw)["Message-ID"]) for raw in handler.taken}) == len(set(handler.taken))


def test_a_server_that_is_busy_for_one_mail_of_many_gets_each_of_them_once(tmp_path: Path) -> None:
    handler = Faulty("RCPT", "450 4.2.1 busy", times=1)
    letters = 12  # read by one job, whose mails go out eight at a time
    with office(tmp_path, handler) as config:
        for number in range(letters):
            put(tmp_path, f"surat-{number:02}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
        assert run(config).outbox["queued"] == 1
        assert run(config, minutes=2).outbox == {"queued": 0, "sent": len(handler.taken), "failed": 0}
    ids = [str(parsed(raw)["Message-ID"]) for raw in handler.taken]
    assert len(set(ids)) == len(ids) >= 2 * letters


@pytest.mark.parametrize("words", ["550 5.1.1 no such user", "552 5.2.2 mailbox full", "554 5.7.1 refused by policy"])
def test_an_assignment_refused_at_once_goes_to_the_operator_and_the_others_get_theirs(
    tmp_path: Path, words: str
) -> None:
    handler = Faulty()
    handler.refuses[address("kabag")] = words
    with office(tmp_path, handler) as config:
        put(tmp_path, "surat", typed_letter(1))
        run(config)
        assert state(config) is CaseState.REVIEW
    (review,) = taken(handler, address("operator"), "review")
    assert words[4:9] in review.as_string()
    assert taken(handler, UNIT, "acknowledgement"), "one recipient's refusal is nobody else's"


def test_an_assignment_refused_at_once_goes_to_the_deputy(tmp_path: Path) -> None:
    handler = Faulty()
    handler.refuses[address("kabag")] = "550 5.1.1 no such user"
    deputy = '[[person]]\nname = "Maya Utami"\nemail = "maya@kanwil-contoh.example.go.id"\nroles = ["gangguan-jaringan/kabag"]\n'
    with office(tmp_path, handler, extra=deputy) as config:
        put(tmp_path, "surat", typed_letter(1))
        run(config)
        assert state(config) is CaseState.OPEN
    assert taken(handler, "maya@", "assignment")
    assert taken(handler, address("operator"), "notice")


def test_a_result_that_the_server_refuses_reaches_the_operator_with_its_letter(tmp_path: Path) -> None:
    handler = Faulty()
    with office(tmp_path, handler) as config:
        put(tmp_path, "surat", typed_letter(1))
        run(config)
        (asked,) = taken(handler, address("kabag"), "assignment")
        handler.refuses[UNIT] = "550 5.1.1 no such user"
        put(tmp_path, "tolak", answer(asked, "TOLAK di luar kewenangan kantor ini"))
        assert run(config, minutes=5).outbox["failed"] == 1
    told = [mail for mail in taken(handler, address("operator"), "notice") if "tidak sampai" in text(mail)]
    assert len(told) == 1
    assert [part.get_content_type() for part in told[0].iter_attachments()] == ["application/pdf"]


def test_a_letter_too_large_for_the_server_is_not_sent_to_the_operator_either(tmp_path: Path) -> None:
    handler = Faulty()
    with office(tmp_path, handler) as config:
        put(tmp_path, "surat", typed_letter(1))
        run(config)
        (asked,) = taken(handler, address("kabag"), "assignment")
        handler.refuses[UNIT] = "552 5.3.4 message too big"
        put(tmp_path, "tolak", answer(asked, "TOLAK di luar kewenangan kantor ini"))
        run(config, minutes=5)
    told = [mail for mail in taken(handler, address("operator"), "notice") if "5.3.4" in text(mail)]
    assert [list(mail.iter_attachments()) for mail in told] == [[]]


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return " ".join(str(body.get_content()).split()) if body else ""


def bounce(about: str, *, recipient: str, words: str, code: str = "") -> bytes:
    notice = EmailMessage()
    notice["From"] = "Mail Delivery System <MAILER-DAEMON@mx.example.go.id>"
    notice["To"] = ADDRESS
    notice["Subject"] = "Mail delivery failed: returning message to sender"
    notice["Message-ID"] = f"<bounce-{len(words)}-{len(about)}@mx.example.go.id>"
    notice.set_content(f"This message was created automatically by mail delivery software.\n\n  {recipient}\n    {words}\n\n"
                       f"------ This is a copy of the message, including all the headers. ------\n\n{about}Subject: {code}\n")  # fmt: skip
    return notice.as_bytes()


def waiting_assignment(folder: Path) -> tuple[Path, EmailMessage]:
    config = make_office(folder)
    put(folder, "surat", typed_letter(1))
    run(config)
    (asked,) = [mail for mail in sent(folder) if mail["X-Nodis-Purpose"] == "assignment"]
    return config, asked


def test_a_bounce_in_plain_text_that_carries_our_mail_moves_the_assignment(tmp_path: Path) -> None:
    config, asked = waiting_assignment(tmp_path)
    about = f"Message-ID: {asked['Message-ID']}\n"
    put(tmp_path, "b1", bounce(about, recipient=address("kabag"), words="550 Unrouteable address"))
    assert run(config, minutes=5).messages["bounce"] == 1
    assert state(config) is CaseState.REVIEW


def test_a_delay_moves_nothing(tmp_path: Path) -> None:
    config, asked = waiting_assignment(tmp_path)
    before = len(sent(tmp_path))
    about = f"Message-ID: {asked['Message-ID']}\n"
    put(tmp_path, "b1", bounce(about, recipient=address("kabag"), words="4.4.1 delivery delayed, will keep trying"))
    assert run(config, minutes=5).messages["bounce"] == 1
    assert state(config) is CaseState.OPEN
    assert len(sent(tmp_path)) == before


def test_a_bounce_that_names_no_mail_moves_nothing_and_the_operator_hears_of_it(tmp_path: Path) -> None:
    config, _ = waiting_assignment(tmp_path)
    put(tmp_path, "b1", bounce("", recipient=address("kabag"), words="550 user unknown"))
    put(tmp_path, "b2", bounce("", recipient="orang-asing@lain.example", words="550 user unknown here"))
    assert run(config, minutes=5).messages["bounce"] == 2
    assert state(config) is CaseState.OPEN, "anybody can write such a notice"
    told = [mail for mail in sent(tmp_path) if "tanpa menyebut surel yang mana" in text(mail)]
    assert [str(mail["To"]).split("<")[1] for mail in told] == [f"{address('operator')}>"]


def test_a_result_that_comes_back_reaches_the_operator_with_its_letter(tmp_path: Path) -> None:
    config, asked = waiting_assignment(tmp_path)
    put(tmp_path, "tolak", answer(asked, "TOLAK di luar kewenangan kantor ini"))
    run(config, minutes=5)
    (result,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "refusal"]
    about = f"Message-ID: {result['Message-ID']}\n"
    put(tmp_path, "b1", bounce(about, recipient=UNIT, words="550 5.1.1 user unknown"))
    run(config, minutes=9)
    (told,) = [mail for mail in sent(tmp_path) if "tidak sampai (5.1.1)" in text(mail)]
    assert [part.get_content_type() for part in told.iter_attachments()] == ["application/pdf"]
