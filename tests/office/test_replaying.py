"""Changed rules tried on stored mail: what would move is listed, nothing is changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from office_folder import make_office, put, typed_letter
from pipeline import service

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.mark.slow
def test_changed_rules_name_what_would_move_and_move_nothing(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat-1", typed_letter(1))
    put(tmp_path, "surat-2", typed_letter(2).replace(b"jaringan internet", b"aplikasi SIMPEG"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        with running.store.transaction() as tx:
            before = tx.cases()
    changed = tmp_path / "aturan-baru"
    changed.mkdir()
    own = {"routes": [{"says": ["ruang kunjungan 1"], "sop": "masalah-software"}]}
    (changed / "kantor.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")

    same = list(service.try_rules(config))
    found = {one.subject: one for one in service.try_rules(config, changed)}

    assert len(same) == len(found) == 2
    assert not any(one.moved or one.fields for one in same)
    first = next(one for subject, one in found.items() if subject.endswith("kunjungan 1"))
    other = next(one for subject, one in found.items() if subject.endswith("kunjungan 2"))
    assert first.before == ("gangguan-jaringan",)
    assert first.after == ("masalah-software",)
    assert first.cases
    assert any("ruang kunjungan 1" in reason for reason in first.because)
    assert not other.moved
    with service.open_store(config) as store, store.reading() as tx:
        assert tx.cases() == before
