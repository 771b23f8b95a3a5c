"""Automatic answers without any header, and people who sound like them: through a whole office, told apart by what they say.

Rows lie in `tests/intake/automatic/`: `*auto*.yaml` by programs, `*human*.yaml` by people. Each that answers a mail of ours
does so twice, for its own case: as the holder of a task, and as the requester.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formataddr
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from office_folder import ADDRESS, address, make_office, put, sent, typed_letter
from pipeline import service

ROWS = Path(__file__).parents[1] / "intake" / "automatic"
NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
MORNING = NOW + timedelta(days=1)
FILED = ("automatic", "bounce", "unrelated")
MOST_ANSWERED = 0.05
MOST_ASIDE = 0.45
Row = Mapping[str, Any]


def files(what: str) -> list[Path]:
    return sorted(ROWS.glob(f"*{what}*.yaml"))


def rows(path: Path) -> list[Row]:
    loaded: list[Row] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class Told:
    """What became of one mail."""

    row: Row
    state: str
    answered: bool  # a mail went to its sender, or a case moved
    shown: bool  # in the operator's morning list

    def __str__(self) -> str:
        return f"{self.state}: {self.row['subject']!r} {' '.join(self.row['text'].split())[:90]!r}"


def mail_of(row: Row, sender: str, *, under: EmailMessage | None) -> bytes:
    mail = EmailMessage()
    mail["From"] = formataddr((row.get("from_name", ""), sender))
    mail["To"] = ADDRESS
    subject = row["subject"]
    if under is not None:
        ours = re.search(r"\[[^\]]+\]", str(under["Subject"]))
        subject = re.sub(r"\[\d{4}-\d{4}[^\]]*\]", ours[0] if ours else "", subject)
        mail["In-Reply-To"] = mail["References"] = str(under["Message-ID"])
    mail["Subject"] = " ".join(subject.split())
    mail["Message-ID"] = f"<{hashlib.sha256(f'{sender}{row}'.encode()).hexdigest()[:20]}@unit.example>"
    for name, value in row.get("headers", {}).items():
        mail[name] = value
    mail.set_content(row["text"])
    return mail.as_bytes()


def play(folder: Path, what: list[Row]) -> Iterator[Told]:
    """All rows in one office, each in a case of its own where it answers; then the next morning's list."""
    config = make_office(folder, extra="[limits]\nmails_per_hour = 100000\n")
    with service.open_service(config, now=NOW) as running:
        for number, _ in enumerate(what):
            put(folder, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
        running.run_once(timeout=600)
        ours: dict[int, list[EmailMessage]] = {}
        for mail in sent(folder):
            if mail["X-Nodis-Purpose"] in ("acknowledgement", "assignment"):
                number = int(re.search(r"ruang kunjungan (\d+)", mail.as_string().replace("=\n", ""))[1])  # type: ignore[index]
                ours.setdefault(number, []).append(mail)
        before = {str(mail["Message-ID"]) for mail in sent(folder)}
        with running.store.reading() as tx:
            versions = {case.id: case.version for case in tx.cases()}
        came: list[tuple[bytes, Row, str, str]] = []  # the mail, its row, sender and case
        for number, row in enumerate(what):
            for mail in ours[number] if row["in_reply_to_ours"] else ():
                sender = str(mail["To"].addresses[0].addr_spec)
                came.append((mail_of(row, sender, under=mail), row, sender, str(mail["X-Nodis-Case"])))
            if not row["in_reply_to_ours"]:
                sender = f"orang{number}@unit-{number}.example.go.id"
                came.append((mail_of(row, sender, under=None), row, sender, ""))
        for place, (raw, *_) in enumerate(came):
            put(folder, f"surel-{place}", raw)
        running.run_once(timeout=600)
        with running.store.reading() as tx:
            moved = {case.id for case in tx.cases() if versions.get(case.id, case.version) != case.version}
            states = {row.sha256: row.state for row in tx.messages()}
        told = {
            (
                str(mail["To"].addresses[0].addr_spec),
                str(mail["X-Nodis-Case"]) if "tu" in str(mail["To"]) or "kabag" in str(mail["To"]) else "",
            )
            for mail in sent(folder)
            if str(mail["Message-ID"]) not in before
        }
        running.clock.frozen = MORNING
        running.run_once(timeout=600)
    (morning,) = [
        mail for mail in sent(folder) if "Neraca" in str(mail["Subject"]) and address("operator") in str(mail["To"])
    ][-1:]
    listed = "\n".join(str(part.get_content()) for part in morning.walk() if part.get_content_type() == "text/plain")
    for raw, row, sender, case in came:
        sha = hashlib.sha256(raw).hexdigest()
        yield Told(row, states[sha], (sender, case) in told or case in moved, sha[:12] in listed)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", files("auto"), ids=lambda path: path.stem)
def test_automatic_answers_without_a_header_are_not_answered(
    tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    what = rows(path)
    wrong = {one.row["text"] for one in play(tmp_path, what) if one.answered}
    with capsys.disabled():
        print(f"\n{path.stem}: {len(wrong)} of {len(what)} automatic answers were answered", *wrong, sep="\n  ")  # noqa: T201
    assert len(wrong) <= MOST_ANSWERED * len(what)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", files("human"), ids=lambda path: path.stem)
def test_no_mail_of_a_person_is_filed_unseen(tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    played = list(play(tmp_path, rows(path)))
    aside = [one for one in played if one.state in FILED]
    with capsys.disabled():
        print(f"\n{path.stem}: {len(aside)} of {len(played)} mails of people wait for the operator", *aside, sep="\n  ")  # noqa: T201
    assert [str(one) for one in aside if not one.shown] == []
    assert len({one.row["text"] for one in aside}) <= MOST_ASIDE * len(rows(path))
