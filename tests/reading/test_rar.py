"""Which file of a RAR 5 archive needs a password."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_files import rar4, rar5, rar5_volumes
from pipeline.reading.rar import first_locked

THREE = {"satu.txt": b"isi" * 100, "dua.txt": b"isi", "tiga.txt": b"isi"}


def test_it_is_told_by_its_place() -> None:
    assert first_locked(rar5(THREE)) is None
    assert first_locked(rar5(THREE, locked_files=("satu.txt",))) == 0
    assert first_locked(rar5(THREE, packed=True, locked_files=("dua.txt", "tiga.txt"))) == 1
    volumes = b"".join(rar5_volumes("satu.txt", b"isi" * 100, count=3))
    assert first_locked(volumes) is None
    assert first_locked(volumes + rar5(THREE, locked_files=("satu.txt",))) == 1
    assert first_locked(rar4(THREE, locked=True)) is None, "which libarchive itself tells"


@given(st.integers(0, 400), st.binary(max_size=40))
def test_of_a_damaged_one_nothing_is_told(place: int, damage: bytes) -> None:
    whole = rar5(THREE, locked_files=("tiga.txt",))
    assert first_locked(whole[:place] + damage + whole[place + len(damage) :]) in (None, 0, 1, 2)
    assert first_locked(whole[:8] + damage) in (None, 0)
