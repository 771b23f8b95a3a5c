"""What stays together on a line of a letter."""

from __future__ import annotations

import pytest

from pipeline.extraction import letter_number
from pipeline.letters.language import capital, request, unbroken


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "nota dinas Nomor W.99.UM-TI.06.01-17 tanggal 2 Maret 2026",
            "nota dinas Nomor_W.99.UM=TI.06.01=17 tanggal 2_Maret_2026",
        ),
        ("NIP 19900303 201503 1 004", "NIP_19900303_201503_1_004"),
        ("Tono Suratno, S.Kom., M.M. dan Ir. H. Budi", "Tono Suratno,_S.Kom.,_M.M. dan Ir._H._Budi"),
        ("dalam 60 menit, 20 Mbps, pukul 08.00 WITA", "dalam 60_menit, 20_Mbps, pukul_08.00_WITA"),
        ("Raden Mas Haryo, S.Kom., S.H.", "Raden Mas Haryo, S.Kom., S.H."),
        ("SDM-239-OT.02.02 TAHUN 2024", "SDM=239=OT.02.02 TAHUN 2024"),
        ("Nomor M.HH-01.TI.05.04 Tahun 2020", "Nomor_M.HH=01.TI.05.04 Tahun_2020"),
        ("SEK-UM.01.01-16, PAS-36.OT.02.02", "SEK=UM.01.01=16, PAS=36.OT.02.02"),
        ("Dicatat dengan nomor agenda 1.", "Dicatat dengan nomor agenda_1."),
        ("sub-bagian a-b, pada Senin, kami 3 kali", "sub-bagian a-b, pada Senin, kami 3 kali"),
    ],
)
def test_names_and_titles_stay_with_their_numbers(text: str, shown: str) -> None:
    assert unbroken({"a": [text]})["a"][0].replace("\u00a0", "_").replace("\u2011", "=") == shown


def test_a_number_that_we_kept_together_is_read_as_the_number_that_it_is() -> None:
    assert letter_number(unbroken("Nomor : W.99-TI.07.02-231")) == "W.99-TI.07.02-231"


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("kabel putus digigit tikus", "Kabel putus digigit tikus"),
        ("e-Kinerja macet", "e-Kinerja macet"),
        ("10.0.0.1 bentrok", "10.0.0.1 bentrok"),
        ("eth0 mati", "eth0 mati"),
        ("tu@lapas.example", "tu@lapas.example"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_and_a_name_as_it_is_spelt(written: str, stands: str) -> None:
    assert capital(written) == stands


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ("Mohon dilakukan pemeriksaan.", "mohon dilakukan pemeriksaan"),
        ("Kami mohon perbaikan,", "kami mohon perbaikan"),
        ("SIMPEG diperbaiki.", "SIMPEG diperbaiki"),
        ("Mohonan Sitorus diberi akses.", "Mohonan Sitorus diberi akses"),
    ],
)
def test_a_request_within_a_sentence_begins_small_but_for_names(asked: str, stands: str) -> None:
    assert request(asked) == stands
