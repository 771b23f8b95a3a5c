"""Both mailboxes under the same tests: a Maildir, and a folder of a real Dovecot."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from imap_server import PASSWORD, ImapServer, imap_server
from office_folder import put, typed_letter
from pipeline.errors import ConfigurationError, MailboxError
from pipeline.intake import Mailbox, open_mailbox
from pipeline.intake.positions import Forgetful


@dataclass(frozen=True, kw_only=True)
class Place:
    open: Callable[[], Mailbox]
    deliver: Callable[[str, bytes], None]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest.fixture(scope="module")
def memory() -> Forgetful:
    """What is known of the server's folder, for as long as the server runs."""
    return Forgetful()


@pytest.fixture(params=["maildir", pytest.param("imap", marks=pytest.mark.server)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "maildir":
        yield Place(
            open=lambda: open_mailbox("maildir:mailbox", base=tmp_path, password=None),
            deliver=lambda name, raw: put(tmp_path, name, raw),
        )
        return
    server: ImapServer = request.getfixturevalue("dovecot")
    memory: Forgetful = request.getfixturevalue("memory")
    yield Place(
        open=lambda: open_mailbox(server.url, base=tmp_path, password=PASSWORD, memory=memory), deliver=server.deliver
    )
    with opened(open_mailbox(server.url, base=tmp_path, password=PASSWORD, memory=memory)) as mailbox:
        for incoming in mailbox.waiting():
            mailbox.done(incoming)


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[Mailbox]:
    try:
        yield mailbox
    finally:
        mailbox.close()


def test_a_message_waits_until_it_is_done(place: Place) -> None:
    raw = typed_letter(1)
    place.deliver("a", raw)
    with opened(place.open()) as mailbox:
        (incoming,) = mailbox.waiting()
        assert incoming.size == len(raw)
        assert incoming.fetch(1_000_000) == raw
        assert incoming.headers().rstrip() in raw
        assert [again.key for again in mailbox.waiting()] == [incoming.key]
        mailbox.done(incoming)
        assert list(mailbox.waiting()) == []
    with opened(place.open()) as mailbox:
        assert list(mailbox.waiting()) == []


def test_reading_alone_marks_nothing(place: Place) -> None:
    place.deliver("b", typed_letter(2))
    with opened(place.open()) as mailbox:
        (incoming,) = mailbox.waiting()
        incoming.fetch(1_000_000)
    with opened(place.open()) as mailbox:
        (again,) = mailbox.waiting()
        assert again.key == incoming.key
        mailbox.done(again)


def test_waiting_ends_when_mail_comes(place: Place) -> None:
    with opened(place.open()) as mailbox:
        quiet = any(not mailbox.wait(0.3) for _ in range(20))  # a server may speak of other things first
        assert quiet
        timer = threading.Timer(0.5, place.deliver, args=("c", typed_letter(3)))
        timer.start()
        started = time.monotonic()
        assert mailbox.wait(20)
        assert time.monotonic() - started < 15
        timer.join()
        (incoming,) = mailbox.waiting()
        mailbox.done(incoming)


def test_mail_that_comes_while_others_are_taken_in_is_not_waited_for(place: Place) -> None:
    place.deliver("e", typed_letter(5))
    with opened(place.open()) as mailbox:
        for incoming in mailbox.waiting():
            place.deliver("f", typed_letter(6))
            incoming.fetch(1_000_000)
            mailbox.done(incoming)
        started = time.monotonic()
        assert mailbox.wait(30), "the server has told of it already, and will not again"
        assert time.monotonic() - started < 10
        (late,) = mailbox.waiting()
        mailbox.done(late)


@pytest.mark.server
def test_a_dropped_connection_is_made_again(dovecot: ImapServer, memory: Forgetful, tmp_path: Path) -> None:
    dovecot.deliver("d", typed_letter(4))
    with opened(open_mailbox(dovecot.url, base=tmp_path, password=PASSWORD, memory=memory)) as mailbox:
        (incoming,) = mailbox.waiting()
        dovecot.kick()
        assert incoming.fetch(1_000_000) == typed_letter(4)
        dovecot.kick()
        mailbox.done(incoming)
        assert list(mailbox.waiting()) == []


@pytest.mark.server
def test_a_refused_login_says_what_to_check(dovecot: ImapServer, tmp_path: Path) -> None:
    with pytest.raises(MailboxError) as caught:
        open_mailbox(dovecot.url, base=tmp_path, password="salah")
    assert "NODIS_MAILBOX__PASSWORD" in caught.value.advice


def test_no_password_goes_out_in_clear_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        open_mailbox("imap://a@mail.kantor.example/INBOX", base=tmp_path, password="x")


def test_an_unknown_kind_of_mailbox_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        open_mailbox("pop3://a@mail.kantor.example", base=tmp_path, password="x")
