"""Notices that mail did not arrive, as servers write them: who, whether for good, which mail of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import intake
from pipeline.config import default_rules, load_rulebook
from pipeline.model import Bounce, MailKind
from pipeline.rulebook import Trust

OURS = "nodis.2026-0042.5f2a90c4e1b7d3aa@kanwil-contoh.example.go.id"
HEAD = "Message-ID: <b1@mx.example>\nTo: layanan-ti@kanwil-contoh.example.go.id\n"
QMAIL = f"""From: MAILER-DAEMON@mx.example
Subject: failure notice
{HEAD}
Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<budi@kanwil.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <layanan-ti@kanwil-contoh.example.go.id>
Message-ID: <{OURS}>
Subject: Tugas
"""
EXIM = f"""From: Mail Delivery System <Mailer-Daemon@mx.example>
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: budi@kanwil.example
{HEAD}
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  budi@kanwil.example
    host 10.5.1.1 [10.5.1.1]: 550 Unrouteable address

------ This is a copy of the message, including all the headers. ------

Message-ID: <{OURS}>
"""
EXIM_DELAY = f"""From: Mail Delivery System <Mailer-Daemon@mx.example>
Subject: Warning: message 1abc delayed 24 hours - delivery failure notice
{HEAD}
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

  budi@kanwil.example
    Delay reason: Connection timed out

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated.

Message-ID: <{OURS}>
"""
SENDMAIL = f"""From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>
Subject: Returned mail: see transcript for details
{HEAD}
   ----- The following addresses had permanent fatal errors -----
<budi@kanwil.example>
    (reason: 552 5.2.2 Mailbox full)

   ----- Transcript of session follows -----
... while talking to mail.kanwil.example.:
>>> DATA
<<< 552 5.2.2 Mailbox full
Message-ID: <{OURS}>
"""
EXCHANGE = f"""From: postmaster@kanwil.example
Subject: Undeliverable: [2026-0042 KQ7M-2XP9-RTA4] Tugas
In-Reply-To: <{OURS}>
{HEAD}Content-Type: text/html; charset=utf-8

<html><body><p>Delivery has failed to these recipients or groups:</p>
<p><a href="mailto:budi@kanwil.example">budi@kanwil.example</a><br>
The email address you entered couldn't be found.</p>
<p>Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'</p></body></html>
"""
INDONESIAN = f"""From: postmaster@kanwil.example
Subject: Surel tidak terkirim
{HEAD}
Surel Anda kepada budi@kanwil.example tidak dapat diantar: alamat tidak ditemukan.

Message-ID: <{OURS}>
"""
INDONESIAN_DELAY = f"""From: postmaster@kanwil.example
Subject: Pengiriman surel gagal sementara
{HEAD}
Pengantaran tertunda untuk budi@kanwil.example. Server akan terus mencoba, surel Anda akan dicoba kembali.

Message-ID: <{OURS}>
"""


def dsn(fields: str, returned: str = f"Message-ID: <{OURS}>\nSubject: Tugas\n\nisi\n") -> str:
    return f"""From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

It is so.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{fields}
--x
Content-Type: message/rfc822

{returned}
--x--
"""


FAILED = "Final-Recipient: rfc822; budi@kanwil.example\nAction: failed\nStatus: {status}\n"
EXPIRED = FAILED.format(status="4.4.7 (delivery time expired)")
DELAYED = "Final-Recipient: rfc822; budi@kanwil.example\nAction: delayed\nStatus: 4.4.1\n"
RELAYED = "Final-Recipient: rfc822; budi@kanwil.example\nAction: relayed\nStatus: 2.0.0\n"
TWO = f"Final-Recipient: rfc822; sari@kanwil.example\nAction: relayed\nStatus: 2.0.0\n\n{FAILED.format(status='5.1.1')}"
ORIGINAL = (
    f"Original-Recipient: rfc822;budi@kanwil.example\n{FAILED.format(status='5.1.1').replace('budi', 'b.prakoso')}"
)


@pytest.mark.parametrize(
    ("raw", "status", "permanent"),
    [
        pytest.param(QMAIL, "5.1.1", True, id="qmail"),
        pytest.param(EXIM, "5.0.0", True, id="exim"),
        pytest.param(EXIM_DELAY, "", False, id="exim, delay"),
        pytest.param(SENDMAIL, "5.2.2", True, id="sendmail, over quota"),
        pytest.param(EXCHANGE, "5.1.10", True, id="exchange, by thread alone"),
        pytest.param(INDONESIAN, "", True, id="indonesian"),
        pytest.param(INDONESIAN_DELAY, "", False, id="indonesian, delay"),
        pytest.param(dsn(FAILED.format(status="5.1.1")), "5.1.1", True, id="dsn"),
        pytest.param(dsn(EXPIRED), "4.4.7", True, id="dsn, given up after days"),
        pytest.param(dsn(DELAYED), "4.4.1", False, id="dsn, delay"),
        pytest.param(dsn(RELAYED), "2.0.0", False, id="dsn of success"),
        pytest.param(dsn(TWO), "5.1.1", True, id="dsn, one of two"),
        pytest.param(dsn(ORIGINAL), "5.1.1", True, id="dsn, forwarded mailbox"),
    ],
)
def test_it_is_read(raw: str, status: str, *, permanent: bool) -> None:
    assert told(raw) == Bounce(recipient="budi@kanwil.example", permanent=permanent, status=status, message_id=OURS)


def test_headers_alone_come_back_too() -> None:
    raw = dsn(FAILED.format(status="5.1.1"), f"Message-ID: <{OURS}>\n").replace("message/rfc822", "text/rfc822-headers")
    assert told(raw).message_id == OURS


def test_a_returned_copy_that_cannot_be_written_again_is_read() -> None:
    broken = "Content-Type: message/rfc822\nX-Rusak: rfc\x1eRecipient: rfc822; budi@x.example\n"
    for returned in (
        f"{broken}\n{broken}Message-ID: <{OURS}>\n\nisi\n",
        f"Message-ID: <{OURS}>\n{broken}\n{broken}\nisi\n",
    ):
        assert told(dsn(FAILED.format(status="5.1.1"), returned)).message_id == OURS


def test_a_notice_that_names_nothing_says_nothing() -> None:
    raw = f"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n{HEAD}\nSorry.\n"
    assert told(raw) == Bounce(recipient=None, permanent=True, status="", message_id=None)


def told(raw: str) -> Bounce:
    kinds = load_rulebook(Path(default_rules())).kinds
    mail = intake.parse(raw.encode(), kinds=kinds, trust=Trust(), own="layanan-ti@kanwil-contoh.example.go.id")
    assert mail.kind is MailKind.BOUNCE
    assert mail.auto_submitted
    assert mail.bounce
    return mail.bounce


def test_a_charset_with_a_zero_byte_is_read() -> None:
    raw = b"From: MAILER-DAEMON@b.example\r\nSubject: x\r\nContent-Type: text/plain; charset=utf\0-8\r\n\r\nTidak terkirim \xe9\r\n"
    mail = intake.parse(
        raw, kinds=load_rulebook(default_rules()).kinds, trust=Trust(), own="layanan-ti@kanwil-contoh.example.go.id"
    )
    assert "Tidak terkirim" in mail.text
