"""An ordinary exception, at whatever place of a mail's way: its neighbours are handled, it is set aside and named, `retry` does it.

The faults are put into this process by name, for the mails that carry `BAD` in their Message-ID alone.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import ADDRESS, address, answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.model import CaseState, Mail
from pipeline.office.services import Services
from pipeline.office.unfetched import PAUSES

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
BAD = "surel-yang-rusak"
FIRST, SECOND = "2026-0001", "2026-0002"
LIMIT = 20_000  # bytes of a mail in this office
CONDUCTOR, RECEIVING = "pipeline.office.conductor", "pipeline.office.receiving"
PARSE = "pipeline.office.services.Services.parse"
ERRORS = (
    KeyError("tak terduga"),
    ValueError("tak terduga"),
    RecursionError("tak terduga"),
    AssertionError("tak terduga"),
)


def breaking(works: Callable[..., object], error: Exception) -> Callable[..., object]:
    """What works, but for the bad mail."""

    def broken(*args: object, **said: object) -> object:
        for one in (*args, *said.values()):
            if isinstance(one, Mail) and BAD in (one.message_id or ""):
                raise error
            if isinstance(one, bytes) and BAD.encode() in one:
                raise error
        return works(*args, **said)

    return broken


def with_fault(monkeypatch: pytest.MonkeyPatch, place: str, error: Exception) -> None:
    holder, _, name = place.rpartition(".")
    owner = Services if place == PARSE else importlib.import_module(holder)
    monkeypatch.setattr(owner, name, breaking(getattr(owner, name), error))


def bad(raw: bytes) -> bytes:
    return re.sub(rb"(?m)^Message-ID: <[^@]*", f"Message-ID: <{BAD}".encode(), raw, count=1)


def bounce_of(asked: EmailMessage) -> bytes:
    notice = EmailMessage()
    notice["From"], notice["To"] = "Mail Delivery System <MAILER-DAEMON@mx.example.go.id>", ADDRESS
    notice["Subject"] = "Mail delivery failed: returning message to sender"
    notice["Message-ID"] = f"<{BAD}@mx.example.go.id>"
    notice.set_content(
        "This message was created automatically by mail delivery software.\n\n"
        f"  {address('kabag')}\n    550 Unrouteable address\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\n"
        f"Message-ID: {asked['Message-ID']}\nSubject: {asked['Subject']}\n"
    )
    return notice.as_bytes()


MAILS: dict[str, Callable[[EmailMessage], bytes]] = {
    "letter": lambda _: typed_letter(9, sender="tu9@lapas-contoh.example.go.id"),
    "reply": lambda asked: answer(asked, "SETUJU"),
    "bounce": bounce_of,
}
PLACES = {
    "letter": (PARSE, *(f"{CONDUCTOR}.{name}" for name in ("attribute", "says_it_again", "open_cases", "keep_findable", "file_mail"))),
    "reply": (
        PARSE, *(f"{CONDUCTOR}.{name}" for name in ("attribute", "take_in_thread", "file_mail")),
        "pipeline.office.threads.replied", "pipeline.office.replying.own_words", "pipeline.office.replying.carry_out",
    ),
    "bounce": (PARSE, *(f"{CONDUCTOR}.{name}" for name in ("attribute", "bounced", "file_mail"))),
}  # fmt: skip
ROWS = [(kind, place, ERRORS[at % len(ERRORS)]) for kind, places in PLACES.items() for at, place in enumerate(places)]


def asked_of(folder: Path, case: str) -> EmailMessage:
    (asked,) = [one for one in sent(folder) if (one["X-Nodis-Purpose"], one["X-Nodis-Case"]) == ("assignment", case)]
    return asked


def to_operator(folder: Path, title: str) -> list[str]:
    mails = [one for one in sent(folder) if address("operator") in str(one["To"]) and title in str(one["Subject"])]
    bodies = [one.get_body(("plain",)) for one in mails]
    return [" ".join(body.get_content().split()) if body else "" for body in bodies]


def two_cases(folder: Path, running: service.Service) -> None:
    for number in (1, 2):
        put(folder, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
        running.run_once()


def put_with_neighbours(folder: Path, raw: bytes) -> None:
    """Before and behind it a letter, and an answer in another case."""
    put(folder, "a-surat", typed_letter(5, sender="tu5@lapas-contoh.example.go.id"))
    put(folder, "m-rusak", raw)
    put(folder, "y-jawaban", answer(asked_of(folder, SECOND), "SETUJU"))
    put(folder, "z-surat", typed_letter(6, sender="tu6@lapas-contoh.example.go.id"))


def requesters(running: service.Service) -> list[str]:
    with running.store.reading() as tx:
        return sorted(case.requester.address.partition("@")[0] for case in tx.cases())


def stand(running: service.Service, case: str) -> tuple[CaseState, str | None]:
    with running.store.reading() as tx:
        found = tx.case(case)
    return found.state, found.step


def config_of(folder: Path) -> Path:
    return make_office(folder, extra=f"[limits]\nmax_mail_bytes = {LIMIT}\nmails_per_hour = 1000\n")


@pytest.mark.parametrize(
    ("kind", "place", "error"), ROWS, ids=[f"{kind}-{place.rpartition('.')[2]}" for kind, place, _ in ROWS]
)
def test_an_exception_costs_one_mail_and_retry_brings_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, place: str, error: Exception
) -> None:
    with service.open_service(config_of(tmp_path), now=NOW) as running:
        two_cases(tmp_path, running)
        before = stand(running, FIRST)
        raw = bad(MAILS[kind](asked_of(tmp_path, FIRST)))
        sha = hashlib.sha256(raw).hexdigest()
        put_with_neighbours(tmp_path, raw)
        with monkeypatch.context() as faulty:
            with_fault(faulty, place, error)
            running.run_once()

        assert requesters(running) == ["tu1", "tu2", "tu5", "tu6"], "the letters beside it have their cases"
        assert stand(running, SECOND) == (CaseState.OPEN, "3"), "so has the answer its effect"
        assert stand(running, FIRST) == before, "nothing half done"
        with running.store.reading() as tx:
            (row,) = tx.messages(state="set_aside")
        assert row.sha256 == sha
        assert "tak terduga" in row.reason
        (told,) = to_operator(tmp_path, "Pekerjaan gagal")
        assert sha[:12] in told
        assert running.store.verify() == ()

        assert running.office.retry((sha[:12],)) == 1
        running.engine.drain()
        with running.store.reading() as tx:
            assert tx.messages(state="set_aside") == ()
            assert [one.sha256 for one in tx.messages(state=kind)].count(sha) == 1
        if kind == "letter":
            assert requesters(running) == ["tu1", "tu2", "tu5", "tu6", "tu9"]
        else:
            assert stand(running, FIRST) == (
                (CaseState.OPEN, "3") if kind == "reply" else (CaseState.REVIEW, before[1])
            )
        assert running.store.verify() == ()


@pytest.mark.parametrize("place", ["read_head", "queue_mail"])
def test_an_exception_over_a_mail_that_is_too_long_leaves_it_for_later_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with service.open_service(config_of(tmp_path), now=NOW) as running:
        two_cases(tmp_path, running)
        letter = typed_letter(9, sender="tu9@lapas-contoh.example.go.id")
        put_with_neighbours(tmp_path, bad(letter) + b"x" * LIMIT)
        with monkeypatch.context() as faulty:
            with_fault(faulty, f"{RECEIVING}.{place}", RuntimeError("tak terduga"))
            running.run_once()
        assert requesters(running) == ["tu1", "tu2", "tu5", "tu6"]
        assert stand(running, SECOND) == (CaseState.OPEN, "3")
        (told,) = to_operator(tmp_path, "Surel tidak dapat diambil")
        assert "m-rusak" in told
        assert "tak terduga" in told
        running.clock.frozen = NOW + PAUSES[0] + timedelta(minutes=1)
        running.run_once()
        with running.store.reading() as tx:
            (row,) = tx.messages(state="set_aside")
        assert "melebihi batas" in row.reason
        assert any("tu9@" in str(one["To"]) for one in sent(tmp_path)), "its sender hears why"
        assert len(to_operator(tmp_path, "Surel tidak dapat diambil")) == 1
