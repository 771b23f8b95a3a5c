"""`nodis learn` as the operator types it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from office_folder import TRUST, answer, make_office, put, sent, typed_letter, with_verdict
from pipeline import service
from pipeline.accuracy.scoring import Figures
from pipeline.cli.main import app
from pipeline.config import pack_letter_models, shipped_letter_models
from pipeline.teaching import lessons
from pipeline.teaching.trial import Read, Trial

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
Nodis = Callable[..., str]


@pytest.fixture
def nodis(tmp_path: Path) -> Nodis:
    """The command in an office to which one requester has written a correction; blanks folded."""
    config = make_office(tmp_path, extra=TRUST)
    put(tmp_path, "surat", with_verdict(typed_letter(), "pass"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        (thanks,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "acknowledgement"]
        put(tmp_path, "perbaiki", with_verdict(answer(thanks, "PERBAIKI No. HP: 0812-5555-9999"), "pass"))
        running.clock.frozen = NOW + timedelta(minutes=5)
        running.run_once()

    def typed(*words: str) -> str:
        done = CliRunner(env={"COLUMNS": "160"}).invoke(app, [*words, "--config", str(config)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    return typed


@pytest.mark.slow
def test_corrections_wait_are_shown_and_confirmed(nodis: Nodis) -> None:
    assert "Perbaikan menunggu dikuatkan" in nodis("status")
    shown = nodis("learn", "--pending")
    assert "2026-0001 tu@lapas-contoh" in shown
    assert "0812-0000-4455 0812-5555-9999" in shown
    assert nodis("learn", "--confirm", "2026-0001") == "2026-0001: dikuatkan sebagai contoh: No. HP."
    assert nodis("learn", "--pending") == "Tidak ada perbaikan yang menunggu dikuatkan."
    assert "Perbaikan menunggu" not in nodis("status")
    assert nodis("learn") == (
        "Contoh kantor sendiri: 1 surat, 1 isian dan 0 rute yang dikuatkan. Belum ada yang dilatih: diperlukan sekurang-kurangnya"
        " 10 surat. Model tetap seperti semula."
    )


@pytest.mark.slow
def test_a_lesson_says_what_it_compared_and_what_it_changes(nodis: Nodis, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ("2026-0001", "requester.phone")
    trial = Trial(
        hands=(Figures(), Figures()),
        own=({key: Read.WRONG}, {key: Read.RIGHT}),
        models=pack_letter_models(shipped_letter_models()),
    )
    monkeypatch.setattr(lessons, "FEW", 1)
    monkeypatch.setattr(lessons, "try_lesson", lambda _: trial)
    nodis("learn", "--confirm", "--whole", "2026-0001")
    said = nodis("learn")
    assert "surat sendiri, macro-F1 0,000 1,000 +1,000" in said
    assert "kini terbaca benar: No. HP 1; tidak lagi: tidak ada." in said
    assert "Model baru dipakai mulai surel berikutnya" in said
    assert nodis("learn", "--back") == "Surat kini dibaca dengan model bawaan nodis, mulai surel berikutnya."


@pytest.mark.parametrize(
    "words", [["2026-0001"], ["--confirm"], ["--reject"], ["--back", "--pending"], ["--whole", "--pending"], ["--confirm", "--reject", "2026-0001"]],
    ids=" ".join,
)  # fmt: skip
def test_what_is_not_meant_is_refused(words: list[str]) -> None:
    done = CliRunner().invoke(app, ["learn", *words])
    assert type(done.exception).__name__ == "UsageError"
