"""What form a paper has is told by how it stands there, whatever its maker calls it."""

from __future__ import annotations

import pytest

from pipeline.config import shipped_letter_models

LETTER = """
Yth. Kepala Bidang Infrastruktur
di tempat

Dengan hormat, bersama ini kami sampaikan bahwa jaringan di ruang arsip kantor kami terputus sejak hari Senin yang lalu.
Kami mohon bantuan teknisi untuk memeriksa sambungan tersebut. Demikian disampaikan, terima kasih.

Kepala Seksi Umum,

Wawan Setiadi, S.E.
NIP 19800101 200501 1 001
"""
HEAD = "DINAS PERIKANAN KABUPATEN MUARA BIRU\nJalan Bahari 7\n"
PAPERS = [
    ("surat", f"{HEAD}\nMuara Biru, 3 Maret 2026\nNomor : 555/12/2026\nHal : Gangguan jaringan\n{LETTER}"),
    ("nota_dinas", f"{HEAD}\nNOTA DINAS\nNomor : 12/ND/2026\nDari : Kepala Seksi Umum\nHal : Gangguan jaringan\n{LETTER}"),
    ("nota_dinas", f"{HEAD}\nN O T A   D I N A S\nKepada : Kepala Bidang\nDari : Kepala Seksi Umum\nTanggal : 3 Maret 2026\n{LETTER}"),
    ("nota_dinas", f"{HEAD}\nNOTA - DINAS\nNo. 12/ND/2026\nKepada : Kepala Bidang\nDari : Kepala Seksi Umum\nPerihal : Jaringan\n{LETTER}"),
    (
        "formulir",
        ("KARTU LAPOR KERUSAKAN\n(diisi huruf cetak)\nNo. kartu   : 17\nYang melapor   : Wawan Setiadi\nBagian   : Umum\n"
        "No. HP   : 0812-5550-1010\nKerusakan   : internet mati sejak Senin\nYang diminta   : teknisi datang\nParaf   : ws"),
    ),
    (
        "formulir",
        ("HELP DESK TICKET\nTicket No.      T-0091\nOpened          03/03/2026 08:12\nCaller          Wawan Setiadi\n"
        "Department      Bagian Umum\nPhone           ext 214\nDescription     internet in the archive is down since Monday\nPriority        high"),
    ),
    (
        "formulir",
        ("PERMOHONAN PENGGUNA BARU\n1. Nama lengkap ............ Wawan Setiadi\n2. NIP ..................... 19800101 200501 1 001\n"
        "3. Unit kerja .............. Bagian Umum\n4. Sistem .................. [x] SIMAK  [ ] SAKTI\n5. Peran ................... operator\nTanda tangan"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("form", "paper"), PAPERS)
def test_a_paper_is_what_it_looks_like(form: str, paper: str) -> None:
    assert shipped_letter_models().form(paper) == form
