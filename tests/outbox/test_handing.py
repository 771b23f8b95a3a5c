"""Which way out a URL names, and when a mail is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.errors import ConfigurationError
from pipeline.outbox import open_outbox, retry_at
from pipeline.outbox.maildir import MaildirOutbox
from pipeline.outbox.smtp import SmtpOutbox

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.mark.parametrize(
    "url",
    [
        "smtps://nodis@mail.example",
        "smtps://nodis%40kantor.example@mail.example:4650",
        "smtp://mail.example:587?starttls=1",
        "smtp://127.0.0.1",
        "smtp://localhost:2525?starttls=0",
        "smtp://[::1]:2525",
    ],
)
def test_mail_servers_are_opened_without_connecting(url: str, tmp_path: Path) -> None:
    outbox = open_outbox(url, base=tmp_path, password="rahasia")
    assert isinstance(outbox, SmtpOutbox)
    outbox.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("smtp://mail.example", "tanpa TLS"),
        ("smtp://mail.example?starttls=0", "tanpa TLS"),
        ("smtp://127.0.0.1.example", "tanpa TLS"),
        ("smtp://10.0.0.7", "tanpa TLS"),
        ("smtps://nodis:rahasia@mail.example", "kata sandi"),
        ("smtps://mail.example?tls=yes", "pilihan"),
        ("smtps://mail.example:port", "porta"),
        ("smtps://", "tidak dikenal"),
        ("imaps://mail.example", "tidak dikenal"),
        ("mail.example", "tidak dikenal"),
        ("maildir:", "tanpa folder"),
    ],
)
def test_a_wrong_url_is_refused_with_advice(url: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        open_outbox(url, base=tmp_path, password=None)
    assert caught.value.advice
    assert "rahasia@" not in str(caught.value)


def test_a_maildir_starts_at_the_base_folder_unless_its_path_is_absolute(tmp_path: Path) -> None:
    for url, folder in (("maildir:keluar", tmp_path / "keluar"), (f"maildir:{tmp_path / 'lain'}", tmp_path / "lain")):
        outbox = open_outbox(url, base=tmp_path, password=None)
        assert isinstance(outbox, MaildirOutbox)
        outbox.send(b"Message-ID: <a@b>\r\n\r\n", sender="a@kantor.example", to="b@unit.example")
        assert len(list((folder / "new").iterdir())) == 1


def test_waits_grow_and_end_after_about_four_days() -> None:
    waits = []
    attempt, now = 1, NOON
    while (again := retry_at(attempt, now)) is not None:
        waits.append(again - now)
        attempt, now = attempt + 1, again
    assert waits[0] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert timedelta(days=4) <= now - NOON <= timedelta(days=5)
    assert retry_at(attempt + 100, now) is None
