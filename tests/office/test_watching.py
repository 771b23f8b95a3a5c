"""A mailbox that is watched: an error that nobody expected is noted, tried again, and ends nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from office_folder import make_office, put, sent, typed_letter
from pipeline import running, service
from pipeline.intake import Mailbox


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
