"""The log: nobody's numbers in it, what to do in it, and an end to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import logs
from pipeline.errors import StoreError


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.keep_log(tmp_path)
    yield tmp_path / "log" / "nodis.log"
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("NIP 198001012005011001 gagal", "NIP ***************001 gagal"),
        ("NIP. 19800101 200501 1 001.", "NIP. ***************001."),
        ("HP 0812-0000-4455", "HP ********55"),
        ("HP 081200004455, mohon", "HP ********55, mohon"),
        ("telepon +62 812 0000 4455", "telepon ********55"),
        ("telepon (0431) 855112", "telepon ********12"),
        ("perkara 2026-0042 pukul 08.05, 2026-05-04T08:05:00+08:00", "perkara 2026-0042 pukul 08.05, 2026-05-04T08:05:00+08:00"),
        ("surat W.99-TI.06.01-231 kepada 127.0.0.1:49152", "surat W.99-TI.06.01-231 kepada 127.0.0.1:49152"),
        ("berkas 3f2a91bc0d5e7f10", "berkas 3f2a91bc0d5e7f10"),
        ("pekerjaan read:0812000044556677", "pekerjaan read:0812000044556677"),
    ],
)  # fmt: skip
def test_numbers_that_name_a_person_are_covered(said: str, masked: str) -> None:
    assert logs.mask(said) == masked


def test_a_line_says_what_to_do_and_covers_tracebacks_too(log: Path) -> None:
    def fail() -> None:
        raise StoreError("pemohon 198001012005011001 tidak tersimpan", advice="Periksa ruang disk.")

    try:
        fail()
    except StoreError:
        logging.getLogger("pipeline.work").exception("pekerjaan gagal")
    text = log.read_text()
    assert "198001012005011001" not in text
    assert text.rstrip().endswith("-> Periksa ruang disk.")
    assert "Traceback" in text


def test_it_rotates(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "BYTES", 2000)
    logs.keep_log(log.parent.parent)
    for number in range(300):
        logging.getLogger("pipeline").info("baris %d", number)
    files = sorted(log.parent.iterdir())
    assert len(files) == logs.KEPT + 1
    assert all(file.stat().st_size <= 2000 for file in files)
    assert "baris 299" in log.read_text()


def test_to_begin_again_writes_each_line_once(log: Path) -> None:
    logs.keep_log(log.parent.parent)
    logging.getLogger("pipeline").info("sekali")
    assert log.read_text().count("sekali") == 1
