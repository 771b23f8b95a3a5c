"""Messages that a server lists and does not give: the others are received, they are named once, and asked for again ever later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from imap_server import PASSWORD, USER, imap_server
from office_folder import address, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.errors import MailboxError, MessageError
from pipeline.intake.imap import ImapMailbox, ImapPlace
from pipeline.office.unfetched import PAUSES, unfetched
from pipeline.store import Transaction
from scripted_imap import Box, Drop, Session, _uids, scripted_imap

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
CASES = Path(__file__).parent.parent / "cases" / "bugs"
Fault = Callable[[Session, str, str], bool]


def about(uids: set[int], command: str) -> bool:
    return " FETCH " in f" {command} " and bool(uids & set(_uids(command)))


def says_no(bad: set[int]) -> Fault:
    """As Yahoo, Exchange and Gmail do."""

    def fault(session: Session, tag: str, command: str) -> bool:
        if "BODY.PEEK[]" in command and about(bad, command):
            session.line(f"{tag} NO [SERVERBUG] Server error while fetching messages")
            return True
        return False

    return fault


def says_no_to_sizes_too(bad: set[int]) -> Fault:
    def fault(session: Session, tag: str, command: str) -> bool:
        if about(bad, command):
            session.line(f"{tag} NO [SERVERBUG] Server error while fetching messages")
            return True
        return False

    return fault


def gives_nil(bad: set[int]) -> Fault:
    def fault(session: Session, tag: str, command: str) -> bool:
        if "BODY.PEEK[]" not in command or not about(bad, command):
            return False
        for uid in _uids(command):
            number = list(session.box.messages).index(uid) + 1
            session.send(
                f"* {number} FETCH (UID {uid} BODY[]<0> NIL)\r\n".encode()
                if uid in bad
                else session.fetched(uid, command)
            )
        session.line(f"{tag} OK done")
        return True

    return fault


def drops(bad: set[int]) -> Fault:
    def fault(_session: Session, _tag: str, command: str) -> bool:
        if "BODY.PEEK[]" in command and about(bad, command):
            raise Drop
        return False

    return fault


def promises_more_than_it_sends(bad: set[int]) -> Fault:
    def fault(session: Session, tag: str, command: str) -> bool:
        if "BODY.PEEK[]" not in command or not about(bad, command):
            return False
        session.send(
            b"* 3 FETCH (UID 3 BODY[]<0> {90000}\r\nFrom: a@b.example\r\n\r\nx)\r\n" + f"{tag} OK done\r\n".encode()
        )
        raise Drop

    return fault


def talks_nonsense(bad: set[int]) -> Fault:
    def fault(session: Session, tag: str, command: str) -> bool:
        if "BODY.PEEK[]" in command and about(bad, command):
            session.line("* 3 FETCH (UID x BODY[] {")
            session.line(f"{tag} OK done")
            return True
        return False

    return fault


FAULTS = [says_no, says_no_to_sizes_too, gives_nil, drops, promises_more_than_it_sends, talks_nonsense]


def once(config: Path, now: datetime) -> int:
    with service.open_service(config, now=now, environ={"NODIS_MAILBOX__PASSWORD": PASSWORD}) as running:
        return running.run_once()


def to_operator(folder: Path) -> list[str]:
    """What he reads of messages that did not come."""
    mails = [mail for mail in sent(folder) if "Surel tidak dapat diambil" in str(mail["Subject"])]
    assert all(address("operator") in str(mail["To"]) for mail in mails)
    bodies = [mail.get_body(("plain",)) for mail in mails]
    return [" ".join(body.get_content().split()) if body else "" for body in bodies]


def told(folder: Path) -> list[str]:
    return [mail.as_string() for mail in sent(folder) if "Surel tidak dapat diambil" in str(mail["Subject"])]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("bad", [{3}, {1}, {2, 4}], ids=str)
def test_what_the_server_gives_is_given_and_the_rest_named(fault: Callable[[set[int]], Fault], bad: set[int]) -> None:
    letters = {uid: typed_letter(uid) for uid in range(1, 6)}
    given: dict[int, bytes] = {}
    named: dict[int, str] = {}
    with scripted_imap(Box(messages=letters)) as box:
        box.fault = fault(bad)
        place = ImapPlace(host="127.0.0.1", port=box.port, user=USER, folder="INBOX", tls=False, starttls=False)
        mailbox = ImapMailbox(place, password=PASSWORD)
        for incoming in mailbox.waiting():
            uid = int(incoming.key.rpartition(":")[2])
            try:
                given[uid] = incoming.fetch(1_000_000)
            except MessageError as error:
                named[uid] = str(error)
        box.said.clear()
        assert len(list(mailbox.waiting({incoming.key for incoming in mailbox.waiting()}))) == 0
        mailbox.close()
    assert set(named) == bad
    assert all(f"UID {uid} " in why for uid, why in named.items())
    assert given == {uid: raw for uid, raw in letters.items() if uid not in bad}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
def test_the_others_are_received_and_the_bad_one_is_asked_for_ever_later(
    tmp_path: Path, fault: Callable[[set[int]], Fault]
) -> None:
    bad = {3}
    letters = {uid: typed_letter(uid, sender=f"tu{uid}@unit-contoh.example.go.id") for uid in range(1, 6)}
    with scripted_imap(Box(messages=letters)) as box:
        box.fault = fault(bad)
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        assert once(config, NOW) == len(letters) - len(bad)
        assert box.seen == set(letters) - bad
        (said,) = to_operator(tmp_path)
        for uid in bad:
            assert f"UID {uid} " in said
        assert "surel lain tetap diterima" in said
        assert "dicoba lagi" in said

        box.said.clear()
        assert once(config, NOW + PAUSES[0] / 2) == 0
        assert not any(about(bad, said.partition(" ")[2]) for said in box.said), "left alone for a while"

        assert once(config, NOW + PAUSES[0] + timedelta(seconds=1)) == 0
        assert len(told(tmp_path)) == 1, "named once"
        box.fault = None
        assert once(config, NOW + PAUSES[0] + PAUSES[1] + timedelta(minutes=1)) == len(bad)
        assert box.seen == set(letters)
    with service.open_store(config) as store, store.reading() as tx:
        assert unfetched(tx) == {}
        assert tx.sums().messages["letter"] == len(letters)


@pytest.mark.parametrize("size", [0, 1, 10, 20_000], ids=lambda size: f"{size} bytes")
def test_a_size_that_is_wrong_costs_nothing_while_the_message_comes(tmp_path: Path, size: int) -> None:
    letters = {uid: typed_letter(uid, sender=f"tu{uid}@unit-contoh.example.go.id") for uid in range(1, 4)}
    with scripted_imap(Box(messages=letters, sizes={2: size})) as box:
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        assert once(config, NOW) == len(letters)
        assert box.seen == set(letters)
    assert to_operator(tmp_path) == []
    with service.open_store(config) as store, store.reading() as tx:
        assert [message.size for message in tx.messages()] == [len(raw) for raw in letters.values()]
        assert tx.sums().messages["letter"] == len(letters)


@pytest.mark.parametrize("said", [10, 10**9], ids=["too small", "too large"])
def test_a_size_that_hides_or_invents_too_long_a_mail_is_named_to_the_operator(tmp_path: Path, said: int) -> None:
    letters = {uid: typed_letter(uid, sender=f"tu{uid}@unit-contoh.example.go.id") for uid in range(1, 4)}
    letters[2] += b"x" * (50_000 if said == 10 else 0)
    with scripted_imap(Box(messages=letters, sizes={2: said})) as box:
        config = make_office(
            tmp_path,
            mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX",
            extra="[limits]\nmax_mail_bytes = 30000\n",
        )
        once(config, NOW)
        assert box.seen == set(letters)
    with service.open_store(config) as store, store.reading() as tx:
        assert tx.sums().messages["letter"] == len(letters) - 1
        (aside,) = tx.messages(state="set_aside")
    assert "melebihi batas" in aside.reason
    large = [mail for mail in sent(tmp_path) if "Surel terlalu besar" in str(mail["Subject"])]
    assert [address("operator") in str(mail["To"]) for mail in large] == [True]
    assert any("tu2@" in str(mail["To"]) for mail in sent(tmp_path)), "its sender, too"


def test_a_server_that_gives_nothing_is_a_mailbox_that_fails_and_nobody_is_told_of_single_mails(tmp_path: Path) -> None:
    letters = {uid: typed_letter(uid) for uid in range(1, 8)}
    with scripted_imap(Box(messages=letters)) as box:
        box.fault = says_no(set(letters))
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        with pytest.raises(MailboxError, match="menolak"):
            once(config, NOW)
        assert box.seen == set()
        box.fault = None
        assert once(config, NOW + timedelta(hours=1)) == len(letters)
    assert told(tmp_path) == []


def test_a_mailbox_that_marks_nothing_gives_its_letters_all_the_same(tmp_path: Path) -> None:
    letters = {uid: typed_letter(uid) for uid in range(1, 60)}

    def no_marks(session: Session, tag: str, command: str) -> bool:
        if "STORE" in command:
            session.line(f"{tag} NO permission denied")
            return True
        return False

    with scripted_imap(Box(messages=letters)) as box:
        box.fault = no_marks
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        with pytest.raises(MailboxError, match="menolak"):
            once(config, NOW)
    with service.open_store(config) as store, store.reading() as tx:
        assert tx.sums().received == len(letters)


@pytest.mark.server
def test_dovecot_drops_the_connection_at_a_file_with_a_wrong_size(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in sorted((CASES / "im3-dovecot-wrong-size").iterdir())}
    del files["expected.md"]
    with imap_server() as dovecot:
        dovecot.deliver_all({**files, "surat-3": typed_letter(3)})
        config = make_office(tmp_path, mailbox=dovecot.url)
        once(config, NOW)
        assert dovecot.flags().count("S") >= len(files)
    with service.open_store(config) as store, store.reading() as tx:
        assert tx.sums().messages["letter"] >= len(files)
        left = unfetched(tx)
    assert len(told(tmp_path)) == len(left) <= 1


def test_a_batch_that_cannot_be_stored_is_stored_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 6):
        put(tmp_path, f"surat-{number}", typed_letter(number))
    config = make_office(tmp_path)
    add_messages = Transaction.add_messages

    def refuses(tx: Transaction, arrived: object, **facts: object) -> object:
        listed = list(arrived)  # type: ignore[call-overload]
        if any(one.source_key == "maildir:surat-3" for one in listed):
            raise ValueError("a string literal cannot contain NUL")
        return add_messages(tx, listed, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(Transaction, "add_messages", refuses)
    assert once(config, NOW) == 4
    assert {path.name for path in (tmp_path / "mailbox" / "new").iterdir()} == {"surat-3"}
    assert "maildir:surat-3" in told(tmp_path)[0]
    monkeypatch.undo()
    assert once(config, NOW + PAUSES[0] + timedelta(seconds=1)) == 1


def test_a_file_name_that_is_no_text_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, "surat-1", typed_letter(1))
    for name in (b"surat-\xff\xfe", b"surat-\x1b[31m\n", "surat-\u202e".encode()):
        folder = str(tmp_path / "mailbox" / "new").encode()
        with open(folder + b"/" + name, "wb") as handle:  # noqa: PTH123 - a name that is no text
            handle.write(typed_letter(len(name) + 10))
    config = make_office(tmp_path)
    assert once(config, NOW) == 4
    assert list((tmp_path / "mailbox" / "new").iterdir()) == []
    with service.open_store(config) as store, store.reading() as tx:
        assert all(message.source_key.isprintable() for message in tx.messages())
        assert tx.sums().messages["letter"] == 4
