"""A mailbox that is watched: an error that nobody expected is noted, tried again, and ends nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from office_folder import make_office, put, sent, typed_letter
from pipeline import running, service
from pipeline.errors import StorageAwayError, StoreAwayError
from pipeline.intake import Mailbox
from pipeline.outages import Outages


def test_an_unexpected_error_is_tried_again_and_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "surat", typed_letter())
    over, waits = threading.Event(), 0
    with service.open_service(make_office(tmp_path)) as office:
        receive = office.office.receive
        errors = [RuntimeError("kesalahan pertama"), KeyError("kesalahan kedua")]

        def breaking(mailbox: Mailbox) -> int:
            if errors:
                raise errors.pop(0)
            over.set()
            return receive(mailbox)

        def pause(wait: Callable[[], object]) -> None:
            nonlocal waits
            del wait
            waits += 1
            with office.store.reading() as tx:
                away.append(tx.get_meta("mailbox_away") is not None)

        away: list[bool] = []
        monkeypatch.setattr(office.office, "receive", breaking)
        running.watch(office, "", over, pause)
        office.engine.drain()
        assert not errors
        assert away[:2] == [True, True], "the operator is told of one that stays so"
        assert away[2:] == [False], "and that it answers again"
        assert waits == 3
        with office.store.reading() as tx:
            assert len(tx.cases()) == 1
    assert any(mail["X-Nodis-Purpose"] == "acknowledgement" for mail in sent(tmp_path))


def test_a_file_storage_that_is_away_is_not_taken_for_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    over = threading.Event()
    with service.open_service(make_office(tmp_path)) as office:
        receive, failing = office.office.receive, [True]

        def away(mailbox: Mailbox) -> int:
            if failing:
                raise StorageAwayError("penyimpanan tidak menjawab", advice="Periksa [storage].")
            return receive(mailbox)

        def pause(wait: Callable[[], object]) -> None:
            del wait
            if not failing and len(caplog.messages) == 2:
                over.set()
            if len(waits) == 2:
                put(tmp_path, "surat", typed_letter())
            if len(waits) == 4:
                failing.clear()
            waits.append(len(caplog.messages))

        waits: list[int] = []
        monkeypatch.setattr(office.office, "receive", away)
        with caplog.at_level("WARNING", "pipeline.outages"):
            running.watch(office, "", over, pause)
    told, back = caplog.messages
    assert told.startswith("penyimpanan berkas tidak melayani: penyimpanan tidak menjawab; dicoba lagi")
    assert back.startswith("penyimpanan berkas melayani lagi")
    assert waits == [1, 1, 1, 1, 1, 2]


def test_what_the_clock_does_waits_for_the_database(caplog: pytest.LogCaptureFixture) -> None:
    outages = Outages()
    done: list[None] = []

    def sweep() -> None:
        done.append(None)
        raise StoreAwayError("basis data tidak dapat dihubungi", advice="Periksa servernya.")

    tick = running.unless_away(outages, sweep)
    tick()
    tick()
    assert len(done) == 2
    assert caplog.messages == [
        "basis data tidak melayani: basis data tidak dapat dihubungi; dicoba lagi -> Periksa servernya."
    ]
