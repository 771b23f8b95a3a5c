"""The demo plays a whole office: every case ends but the one that shows waiting, and its letters lie there."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest
from rich.console import Console

from pipeline import demo, service
from pipeline.model import CaseState

KINDS = (  # what the five SOPs hand out, by title in the file name
    "Lembar-Disposisi",
    "Tanggapan-Pengaduan",
    "Surat-Perintah",
    "Dokumen-Hasil-Perbaikan",
    "Laporan-Penanganan-dan-Penyelesaian-Keluhan",
    "Berita-Acara-Serah-Terima-Hak-Akses-Sistem-Aplikasi",
    "Laporan-Evaluasi-Penanganan-Masalah-Software",
    "Laporan-Alokasi-Re-alokasi-Bandwidth",
    "Nota-Dinas-Hasil-Perbaikan",
)


@pytest.mark.slow
def test_the_demo_plays_all_five_sops(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert demo.play(folder, console=Console(quiet=True))
    with service.open_store(folder / "nodis.toml", environ={}) as store, store.reading() as tx:
        cases, sums, automatic = tx.cases(), tx.sums(), tx.messages(state="automatic")
    closed = [case for case in cases if case.state is CaseState.CLOSED]
    assert {case.sop for case in closed} == {
        "keluhan-aplikasi", "gangguan-jaringan", "hak-akses", "bandwidth", "masalah-software",
    }  # fmt: skip
    assert [case.state for case in cases if case not in closed] == [CaseState.WAITING]
    assert sums.received == sum(sums.messages.values())
    assert sums.outbox["failed"] == sums.outbox["queued"] == 0
    written = {path.name for path in (folder / "surat").iterdir()}
    for kind in KINDS:
        for ending in (".docx", ".pdf"):
            assert any(kind in name and name.endswith(ending) and "KONSEP" not in name for name in written), kind
    asked = [case for case in cases if any(entry.action == "KOREKSI" for entry in case.entries)]
    assert asked, "nobody asked for a correction"
    (auto,) = automatic
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (folder / "outbox/new").iterdir()
    ]
    assert auto.subject.startswith("Balasan otomatis")
    assert not any("Balasan otomatis" in str(mail["Subject"]) for mail in mails)


def test_the_demo_leaves_a_folder_with_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "penting.txt").write_text("jangan dihapus")
    with pytest.raises(Exception, match="berisi berkas lain"):
        demo.play(tmp_path, console=Console(quiet=True))
    assert (tmp_path / "penting.txt").exists()
