"""Mail that is in the mailbox before nodis is: what is new, what is history, and what people open in webmail meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from imapclient import IMAPClient

from imap_server import PASSWORD, USER, ImapServer, imap_server
from office_folder import make_office, parsed, put, sent, typed_letter
from pipeline import service
from pipeline.config import load_settings
from pipeline.errors import ConfigurationError
from pipeline.store import Sums
from scripted_imap import Box, scripted_imap

NOW = datetime.now(UTC).replace(microsecond=0)
ENVIRON = {"NODIS_MAILBOX__PASSWORD": PASSWORD}


@pytest.fixture
def dovecot() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


def letter(number: int, *, dated: datetime | None = None) -> bytes:
    raw = typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id")
    if dated:
        raw = raw.replace(b"Mon, 02 Mar 2026 08:04:00 +0800", f"{dated:%a, %d %b %Y %H:%M:%S} +0000".encode())
    return raw


def run(config: Path, *, now: datetime = NOW) -> Sums:
    with service.open_service(config, now=now, environ=ENVIRON) as office:
        office.run_once()
        with office.store.reading() as tx:
            return tx.sums()


def acknowledged(folder: Path) -> set[str]:
    return {str(mail["To"]) for mail in sent(folder) if mail["X-Nodis-Purpose"] == "acknowledgement"}


def numbers(folder: Path) -> list[int]:
    """The letters that were answered."""
    return sorted(int(to[to.index("<tu") + 3 : to.index("@")]) for to in acknowledged(folder))


def told(folder: Path) -> list[EmailMessage]:
    return [mail for mail in sent(folder) if "Surel lama disimpan" in str(mail["Subject"])]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


@pytest.mark.server
def test_mail_that_somebody_opened_in_webmail_is_taken_all_the_same(dovecot: ImapServer, tmp_path: Path) -> None:
    config = make_office(tmp_path, mailbox=dovecot.url)
    dovecot.deliver_all({f"surat-{number}": letter(number) for number in (1, 2)})
    dovecot.open_all()
    dovecot.deliver("surat-3", letter(3))
    assert run(config).messages["letter"] == 3
    dovecot.deliver("surat-4", letter(4))
    dovecot.open_all()
    assert run(config).messages["letter"] == 4
    assert numbers(tmp_path) == [1, 2, 3, 4]
    assert run(config).received == 4
    assert dovecot.flags() == ["S"] * 4, "people see what nodis has taken"


@pytest.mark.server
def test_old_mail_at_the_first_start_is_counted_named_and_answered_by_nobody(
    dovecot: ImapServer, tmp_path: Path
) -> None:
    """INTERNALDATE decides: the `Date` headers say the opposite."""
    config = make_office(tmp_path, mailbox=dovecot.url)
    week = timedelta(days=7)
    for number, age in ((1, week + timedelta(minutes=5)), (2, timedelta(days=400)), (3, week - timedelta(minutes=5))):
        dated = NOW - (timedelta(0) if age > week else timedelta(days=900))
        dovecot.deliver(f"surat-{number}", letter(number, dated=dated), received=NOW - age)
    sums = run(config)
    assert (sums.messages["history"], sums.messages["letter"], sums.received) == (2, 1, 3)
    assert sum(sums.messages.values()) == sums.received
    assert sums.cases == {"open": 1}
    assert numbers(tmp_path) == [3]

    (mail,) = told(tmp_path)
    said = text_of(mail)
    assert "2 surel lama" in said
    assert all(f"ruang kunjungan {number}, dari tu{number}@" in said for number in (1, 2))
    assert "tu3@" not in said
    (file,) = [part for part in mail.iter_attachments() if part.get_filename() == "surel-lama.txt"]
    lines = file.get_content().splitlines()
    assert len(lines) == 2

    assert run(config).received == 3
    assert len(told(tmp_path)) == 1, "once"
    wanted = next(line for line in lines if "tu2@" in line).partition(":")[0]
    with service.open_service(config, now=NOW, environ=ENVIRON) as office:
        assert office.office.retry() == 0, "history is brought back only by its number"
        assert office.office.retry((wanted,)) == 1
        office.engine.drain()
    assert numbers(tmp_path) == [2, 3]
    with service.open_store(config) as store:
        assert not store.verify()


@pytest.mark.server
@pytest.mark.parametrize(("since", "answered"), [("all", [1, 2, 3]), (90, [2, 3]), (2, [3])])
def test_the_office_may_say_from_when_on_mail_counts(
    dovecot: ImapServer, tmp_path: Path, since: str | int, answered: list[int]
) -> None:
    config = make_office(tmp_path, mailbox=dovecot.url)
    said = since if isinstance(since, str) else f"{NOW - timedelta(days=since):%Y-%m-%d}"
    quoted = f'"{said}"' if said == "all" else said
    config.write_text(config.read_text().replace("[outbox]", f"since = {quoted}\n\n[outbox]", 1))
    for number, days in ((1, 400), (2, 60), (3, 1)):
        dovecot.deliver(f"surat-{number}", letter(number), received=NOW - timedelta(days=days))
    assert run(config).messages["history"] == 3 - len(answered)
    assert numbers(tmp_path) == answered


@pytest.mark.server
def test_what_comes_into_the_folder_later_is_new_however_old_it_is(dovecot: ImapServer, tmp_path: Path) -> None:
    """A person moves an old letter into the folder so that it is worked on; after weeks without service nothing is history either."""
    config = make_office(tmp_path, mailbox=dovecot.url)
    run(config)
    dovecot.deliver("surat-1", letter(1), received=NOW - timedelta(days=400))
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as client:
        client.login(USER, PASSWORD)
        client.append("INBOX", letter(2), flags=[b"\\Seen"], msg_time=NOW - timedelta(days=30))
    sums = run(config, now=NOW + timedelta(days=60))
    assert (sums.messages["history"], sums.messages["letter"]) == (0, 2)


def test_a_folder_that_numbers_its_mail_anew_is_not_worked_on_anew(tmp_path: Path) -> None:
    """A server was moved, and its mail has other bytes: what had come before the last mail taken in is history."""
    with scripted_imap(Box(messages={1: letter(1), 2: letter(2)})) as box:
        box.received = {1: NOW - timedelta(days=1), 2: NOW}
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        assert run(config).messages["letter"] == 2
        box.validity = 2
        box.messages = {11: b"X-Moved: 1\r\n" + letter(1), 12: letter(2), 13: letter(3)}
        later = NOW + timedelta(days=30)
        box.received = {11: NOW - timedelta(days=8), 12: NOW, 13: later}
        sums = run(config, now=later)
    assert (sums.messages["letter"], sums.messages["history"], sums.received) == (3, 1, 4)
    assert numbers(tmp_path) == [1, 2, 3]


def test_a_server_that_does_not_tell_when_mail_came_loses_none(tmp_path: Path) -> None:
    with scripted_imap(Box(messages={1: letter(1)})) as box:
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")

        def silent(session: object, tag: str, command: str) -> bool:
            if "INTERNALDATE" not in command:
                return False
            session.line("* 1 FETCH (UID 1 RFC822.SIZE 1000)")  # type: ignore[attr-defined]
            session.line(f"{tag} OK done")  # type: ignore[attr-defined]
            return True

        box.fault = silent
        assert run(config).messages["letter"] == 1


def test_many_old_mails_are_told_in_one_mail_and_a_large_one_is_not_fetched(tmp_path: Path) -> None:
    old = NOW - timedelta(days=30)
    messages = {uid: letter(uid) for uid in range(1, 61)}
    with scripted_imap(Box(messages=messages)) as box:
        box.received = dict.fromkeys(messages, old)
        box.sizes = {7: 900_000_000}
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        assert run(config).messages["history"] == 60
        assert not any("FETCH 7 (BODY.PEEK[]" in said for said in box.said)
    (mail,) = told(tmp_path)
    assert "60 surel lama" in text_of(mail)
    assert "40 lainnya: lihat surel-lama.txt" in text_of(mail)
    (file,) = [part for part in mail.iter_attachments() if part.get_filename() == "surel-lama.txt"]
    assert len(file.get_content().splitlines()) == 60
    others = [one for one in sent(tmp_path) if not str(one["Subject"]).startswith("Neraca")]  # sent on mornings of work
    assert len(others) == 1, "nobody else hears of it"


def test_a_maildir_is_read_whole(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat-1", letter(1))
    old = (NOW - timedelta(days=400)).timestamp()
    os.utime(tmp_path / "mailbox" / "new" / "surat-1", (old, old))
    assert run(config).messages["letter"] == 1


def test_two_users_of_one_server_have_folders_of_their_own(tmp_path: Path) -> None:
    """Their messages have the same UIDs under the same UIDVALIDITY."""
    with scripted_imap(Box(messages={1: letter(1)})) as box, scripted_imap(Box(messages={1: letter(2)})) as other:
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        assert run(config).messages["letter"] == 1
        text = config.read_text().replace(f"layanan@127.0.0.1:{box.port}", f"aduan@127.0.0.1:{other.port}")
        config.write_text(text)
        assert run(config).messages["letter"] == 2
    with service.open_store(config) as store, store.reading() as tx:
        keys = [row.source_key for row in tx.messages()]
    assert sorted(key.partition("@")[0] for key in keys) == ["imap:aduan", "imap:layanan"]


@pytest.mark.parametrize("said", ['"kemarin"', "7", '"2026-13-01"', "2026-03-01T00:00:00"])
def test_a_day_that_is_none_is_refused_with_what_is_allowed(tmp_path: Path, said: str) -> None:
    config = make_office(tmp_path)
    config.write_text(config.read_text().replace("[outbox]", f"since = {said}\n\n[outbox]", 1))
    with pytest.raises(ConfigurationError, match=r'mailbox\.since: .*tulis tanggal, misalnya 2026-03-01, atau "all"'):
        load_settings(config, {})


def test_history_goes_out_in_the_notice_as_it_is_named(tmp_path: Path) -> None:
    """A hostile subject is one line of the list."""
    raw = letter(1).replace(b"Subject: Laporan", b"Subject: =?utf-8?q?a=0A999=3A_palsu?= Laporan")
    assert parsed(raw)["Subject"]
    with scripted_imap(Box(messages={1: raw})) as box:
        box.received = {1: NOW - timedelta(days=30)}
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        assert run(config).messages["history"] == 1
    (mail,) = told(tmp_path)
    (file,) = [part for part in mail.iter_attachments() if part.get_filename() == "surel-lama.txt"]
    assert len(file.get_content().splitlines()) == 1
