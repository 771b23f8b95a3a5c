"""What mailboxes do to their clients: each fault by a server that does just that; no message is lost, none is marked unread."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import trustme

from imap_server import PASSWORD, imap_server
from office_folder import make_office, put, sent, typed_letter
from pipeline import service
from pipeline.errors import MailboxError, MessageError
from pipeline.intake import Incoming, Mailbox, open_mailbox
from pipeline.intake.imap import ImapMailbox, ImapPlace
from scripted_imap import Box, Drop, Session, dawdle, drop, drop_within, once, scripted_imap

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
ENOUGH = 1_000_000
LETTERS = {uid: typed_letter(uid) for uid in (1, 2, 3)}


@pytest.fixture
def box() -> Iterator[Box]:
    with scripted_imap(Box(messages=dict(LETTERS))) as running:
        yield running


@contextmanager
def opened(box: Box, *, timeout: float = 10.0) -> Iterator[Mailbox]:
    place = ImapPlace(
        host="127.0.0.1", port=box.port, user="layanan", folder="INBOX", tls=False, starttls=False, timeout=timeout
    )
    mailbox = ImapMailbox(place, password="rahasia")
    try:
        yield mailbox
    finally:
        mailbox.close()


def fetched(mailbox: Mailbox) -> list[bytes]:
    return [incoming.fetch(ENOUGH) for incoming in mailbox.waiting()]


@pytest.mark.parametrize("fault", [drop, drop_within, dawdle], ids=lambda one: one.__name__)
def test_a_fetch_that_breaks_off_or_crawls_is_made_whole(box: Box, fault: object) -> None:
    box.fault = once("BODY.PEEK[]", fault)  # type: ignore[arg-type]
    with opened(box) as mailbox:
        assert fetched(mailbox) == list(LETTERS.values())
    assert box.connections == (1 if fault is dawdle else 2)
    assert box.seen == set()


@pytest.mark.parametrize("command", ["SEARCH", "RFC822.SIZE", "STORE", "IDLE", "SELECT", "LOGIN"])
def test_a_connection_dropped_anywhere_is_made_again(box: Box, command: str) -> None:
    box.fault = once(command, drop)
    with opened(box) as mailbox:
        for incoming in mailbox.waiting():
            assert incoming.fetch(ENOUGH)
            mailbox.done(incoming)
        assert mailbox.wait(0.2) in (True, False)
        assert list(mailbox.waiting()) == []
    assert box.connections == 2
    assert box.seen == set(LETTERS)


def test_a_server_that_cannot_serve_for_now_is_asked_again_and_the_password_not_blamed(box: Box) -> None:
    def unavailable(session: Session, tag: str, _command: str) -> None:
        session.line(f"{tag} NO [UNAVAILABLE] Internal error occurred.")

    box.fault = once("LOGIN", unavailable)
    with opened(box) as mailbox:
        assert fetched(mailbox) == list(LETTERS.values())
    assert box.connections == 2


def test_a_server_that_keeps_dropping_is_left_alone_and_nothing_is_marked(box: Box) -> None:
    def always(_session: Session, _tag: str, command: str) -> bool:
        if "BODY.PEEK[]" in command:
            raise Drop
        return False

    box.fault = always
    with opened(box) as mailbox, pytest.raises(MailboxError, match="terputus") as caught:
        fetched(mailbox)
    assert "Dicoba lagi" in caught.value.advice
    assert box.seen == set()
    assert box.connections < 6


def test_a_server_that_falls_silent_is_not_waited_for_without_end(box: Box) -> None:
    silent = threading.Event()

    def never(_session: Session, _tag: str, _command: str) -> None:
        silent.wait(20)

    box.fault = once("BODY.PEEK[]", never)
    with opened(box, timeout=0.5) as mailbox:
        assert len(fetched(mailbox)) == len(LETTERS)
    silent.set()


def test_a_folder_made_anew_meanwhile_gives_no_wrong_message_and_marks_none(box: Box) -> None:
    with opened(box) as mailbox:
        first, *_ = mailbox.waiting()
        box.validity = 2
        box.messages = {1: typed_letter(7), 2: typed_letter(8)}  # uid 1 is another message now
        box.fault = once("BODY.PEEK[]", drop)
        with pytest.raises(MessageError):
            first.fetch(ENOUGH)
        mailbox.done(first)
        assert box.seen == set()
        assert fetched(mailbox) == [typed_letter(7), typed_letter(8)]
        assert {one.key.split(":")[2] for one in mailbox.waiting()} == {"2"}


def test_a_message_that_another_program_expunges_does_not_hold_up_the_others(box: Box, tmp_path: Path) -> None:
    def expunge(session: Session, tag: str, command: str) -> bool:
        if "BODY.PEEK[]" in command and len(box.messages) == len(LETTERS):
            del box.messages[2]
            session.answer(tag, command)
            return True
        return False

    box.fault = expunge
    assert received(box, tmp_path) == 2
    assert box.seen == {1, 3}


def test_a_folder_that_can_only_be_read_says_so(box: Box) -> None:
    box.read_only = True
    with pytest.raises(MailboxError, match="hanya dapat dibaca") as caught, opened(box):
        pass
    assert "hak menulis" in caught.value.advice


def test_a_server_that_says_a_message_is_small_is_not_believed(box: Box, tmp_path: Path) -> None:
    box.messages[2] += b"x" * 2_000_000
    box.sizes[2] = 900
    assert received(box, tmp_path, extra="[limits]\nmax_mail_bytes = 1000000\n") == 3
    assert box.seen == set(LETTERS)
    told = [mail for mail in sent(tmp_path) if "melebihi batas 1 MB" in mail.as_string()]
    assert {str(mail["X-Nodis-Purpose"]) for mail in told} == {"notice"}
    assert max(len(said) for said in box.said) < 1000


def received(box: Box, folder: Path, *, extra: str = "") -> int:
    """How many mails the whole office takes in from the box, and that it accounts for each."""
    config = make_office(folder, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX", extra=extra)
    environ = {"NODIS_MAILBOX__PASSWORD": "rahasia"}
    with service.open_service(config, now=NOW, environ=environ) as running:
        new = running.run_once()
        with running.store.reading() as tx:
            sums = tx.sums()
    assert sums.received == new == sum(sums.messages.values())
    return new


def authority_and_context(name: str, folder: Path) -> tuple[Path, ssl.SSLContext]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return folder / "authority.pem", context


@pytest.mark.parametrize(
    ("name", "known", "tls"),
    [("localhost", False, True), ("surel.lain.example", True, True), ("localhost", False, False), ("lain.example", True, False)],
)  # fmt: skip
def test_a_certificate_that_is_not_sound_is_shown_no_password(
    tmp_path: Path, *, name: str, known: bool, tls: bool
) -> None:
    authority, context = authority_and_context(name, tmp_path)
    box = Box(messages=dict(LETTERS), capabilities="IMAP4rev1 IDLE STARTTLS")
    with scripted_imap(box, context=context, tls=tls):
        scheme, option = ("imaps", "") if tls else ("imap", "starttls=1")
        ca = f"&ca={authority}" if known else ""
        url = f"{scheme}://layanan@localhost:{box.port}/INBOX?{option}{ca}"
        with pytest.raises(MailboxError, match="sertifikat localhost tidak sah") as caught:
            open_mailbox(url, base=tmp_path, password=PASSWORD)
    assert "tanpa enkripsi" in caught.value.advice
    assert not any("LOGIN" in said or PASSWORD in said for said in box.said)


@pytest.mark.parametrize("tls", [True, False])
def test_a_sound_certificate_lets_in(tmp_path: Path, *, tls: bool) -> None:
    authority, context = authority_and_context("localhost", tmp_path)
    box = Box(messages=dict(LETTERS), capabilities="IMAP4rev1 IDLE STARTTLS")
    with scripted_imap(box, context=context, tls=tls):
        scheme = "imaps" if tls else "imap"
        url = f"{scheme}://layanan@localhost:{box.port}/INBOX?ca={authority}" + ("" if tls else "&starttls=1")
        mailbox = open_mailbox(url, base=tmp_path, password=PASSWORD)
        assert len(fetched(mailbox)) == len(LETTERS)
        mailbox.close()


def test_a_server_without_starttls_is_shown_no_password(box: Box, tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match="STARTTLS"):
        open_mailbox(f"imap://layanan@localhost:{box.port}/INBOX?starttls=1", base=tmp_path, password=PASSWORD)
    assert not any("LOGIN" in said for said in box.said)


def test_a_server_that_is_away_is_tried_again_and_named(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(MailboxError, match=f"127.0.0.1:{port} tidak dapat dihubungi"):
            open_mailbox(f"imap://a@127.0.0.1:{port}/INBOX", base=tmp_path, password=PASSWORD)


@pytest.mark.server
def test_dovecot_makes_its_folder_anew_and_a_letter_already_read_stays_one(tmp_path: Path) -> None:
    with imap_server() as dovecot:
        dovecot.deliver("a", typed_letter(1))
        first = _keys(dovecot.url, tmp_path)
        for path in (dovecot.folder / "mail").glob("dovecot*"):
            path.unlink()
        time.sleep(1.1)  # Dovecot takes the second for the new UIDVALIDITY
        dovecot.kick()
        dovecot.deliver("b", typed_letter(2))
        second = _keys(dovecot.url, tmp_path)
    assert len(first) == 1
    assert len(second) == 2
    assert first[0].key not in {one.key for one in second}, "UIDVALIDITY is in the key"


def _keys(url: str, base: Path) -> list[Incoming]:
    mailbox = open_mailbox(url, base=base, password=PASSWORD)
    try:
        return list(mailbox.waiting())
    finally:
        mailbox.close()


def test_a_file_name_that_is_used_again_is_another_mail_and_overwrites_none(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    for number in (1, 2, 2):
        put(tmp_path, "surat", typed_letter(number))
        with service.open_service(config, now=NOW) as running:
            running.run_once()
    with service.open_store(config) as store, store.reading() as tx:
        assert tx.sums().messages["letter"] == 2
    kept = sorted(path.read_bytes() for path in (tmp_path / "mailbox" / "cur").iterdir())
    assert kept == sorted([typed_letter(1), typed_letter(2), typed_letter(2)])


def test_a_mail_that_another_program_takes_from_the_maildir_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, "surat", typed_letter(1))
    mailbox = open_mailbox("maildir:mailbox", base=tmp_path, password=None)
    (incoming,) = mailbox.waiting()
    (tmp_path / "mailbox" / "new" / "surat").unlink()
    with pytest.raises(MessageError):
        incoming.fetch(ENOUGH)
    mailbox.done(incoming)


def test_a_message_is_marked_alone_whatever_the_others_are_called(tmp_path: Path) -> None:
    for name in ("surat-1", "surat-10", "surat-1.b", "surat-2:2,", "surat-[2]"):
        put(tmp_path, name, typed_letter(1))
    mailbox = open_mailbox("maildir:mailbox", base=tmp_path, password=None)
    for incoming in list(mailbox.waiting()):
        if incoming.key in ("maildir:surat-1", "maildir:surat-2"):
            mailbox.done(incoming)
    assert {path.name for path in (tmp_path / "mailbox" / "new").iterdir()} == {"surat-10", "surat-1.b", "surat-[2]"}
    assert {path.name for path in (tmp_path / "mailbox" / "cur").iterdir()} == {"surat-1:2,S", "surat-2:2,S"}


def test_a_folder_in_the_maildir_holds_up_no_mail(tmp_path: Path) -> None:
    put(tmp_path, "surat", typed_letter(1))
    (tmp_path / "mailbox" / "new" / "a-folder").mkdir()
    mailbox = open_mailbox("maildir:mailbox", base=tmp_path, password=None)
    assert [incoming.key for incoming in mailbox.waiting()] == ["maildir:surat"]
