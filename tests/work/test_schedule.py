from __future__ import annotations

import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from pipeline.schedule import At, Every, Schedule


def test_a_job_that_fails_is_logged_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []
    again, other = threading.Event(), threading.Event()

    def fail() -> None:
        runs.append(1)
        if len(runs) > 1:
            again.set()
        raise RuntimeError("sekali gagal")

    with Schedule(
        {"fails": Every(seconds=1, do=fail), "other": Every(seconds=1, do=other.set)}, timezone="Asia/Makassar"
    ):
        assert again.wait(10)
        assert other.wait(10)
    assert "pekerjaan berkala fails gagal" in caplog.text


def test_a_crontab_line_is_read_at_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[CronTrigger] = []
    real = CronTrigger.from_crontab

    def remember(line: str, *, timezone: str) -> CronTrigger:
        made.append(real(line, timezone=timezone))
        return made[-1]

    monkeypatch.setattr(CronTrigger, "from_crontab", remember)
    with Schedule({"report": At(cron="0 7 1 * *", do=lambda: None)}, timezone="Asia/Makassar"):
        pass
    next_run = made[0].get_next_fire_time(None, datetime(2026, 3, 2, tzinfo=UTC))
    assert next_run == datetime(2026, 4, 1, 7, 0, tzinfo=ZoneInfo("Asia/Makassar"))


def test_a_wrong_crontab_line_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="number of fields"):
        Schedule({"report": At(cron="0 7", do=lambda: None)}, timezone="Asia/Makassar")
