"""Rules that change while cases run: a case keeps the SOP it started with, a new one follows the new."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from office_folder import answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.config import default_rules

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
SOP = "gangguan-jaringan"


def asked(folder: Path, case: str) -> EmailMessage:
    return next(
        mail
        for mail in reversed(sent(folder))
        if mail["X-Nodis-Case"] == case and mail["X-Nodis-Purpose"] == "assignment"
    )


def test_a_running_case_keeps_its_sop(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_rules(), rules)
    config = make_office(tmp_path, extra='\n[rules]\npath = "rules"\n')
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "lama", typed_letter(1))
        running.run_once()
    flow = rules / "sop" / f"{SOP}.yaml"
    changed = yaml.safe_load(flow.read_text(encoding="utf-8"))
    changed["steps"]["3"]["limit"] = {"hours": 2}
    changed["steps"]["3"]["title"] = "Konfirmasi lisan"
    changed["steps"]["2"]["answers"]["SETUJU"]["to"] = "4"
    flow.write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    with service.open_service(config, now=NOW + timedelta(minutes=5)) as running:
        put(tmp_path, "baru", typed_letter(2))
        running.run_once()
        for number, case in enumerate(("2026-0001", "2026-0002")):
            put(tmp_path, f"setuju-{number}", answer(asked(tmp_path, case), "SETUJU"))
        running.run_once()
        with running.store.reading() as tx:
            old, new = tx.case("2026-0001"), tx.case("2026-0002")
        assert (old.step, new.step) == ("3", "4")
        assert old.due_at == NOW + timedelta(minutes=35)
        assert "Konfirmasi kepada pelapor" in str(asked(tmp_path, "2026-0001"))
        assert old.flow != new.flow
        assert old.flow
        assert old.flow.startswith(f"{SOP}:")


def test_a_moved_case_takes_the_sop_in_force(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", typed_letter(1))
        running.run_once()
        put(tmp_path, "pindah", answer(asked(tmp_path, "2026-0001"), "PINDAH keluhan-aplikasi"))
        running.run_once()
        with running.store.reading() as tx:
            case = tx.case("2026-0001")
    assert case.sop == "keluhan-aplikasi"
    assert case.flow
    assert case.flow.startswith("keluhan-aplikasi:")
