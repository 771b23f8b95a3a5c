# ruff: noqa: INP001 - a script, no package
"""Builds the shipped Word templates: `python templates/build_letters.py [FOLDER]`.

The result lies in `templates/letters/` and is what nodis uses; an office opens and changes those files in Word. This
script is only needed to build the shipped ones anew. What the placeholders mean stands in docs/surat.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from building.access import berita_acara, hasil_verifikasi, laporan_hak_akses
from building.complaint import formulir_keluhan, laporan_penanganan_keluhan, surat_hasil_keluhan, tanda_terima
from building.desk import lembar_disposisi, penolakan, permintaan_kelengkapan, rekap_bulanan
from building.network import (
    dokumen_hasil_perbaikan,
    laporan_hasil_perbaikan,
    nota_dinas_hasil,
    surat_perintah,
    tanggapan,
)
from building.systems import laporan_alokasi, laporan_evaluasi, pemberitahuan_hasil

from pipeline.letters.package import repack

BUILDERS = {
    "tanda-terima": tanda_terima,
    "lembar-disposisi": lembar_disposisi,
    "tanggapan": tanggapan,
    "surat-perintah": surat_perintah,
    "dokumen-hasil-perbaikan": dokumen_hasil_perbaikan,
    "nota-dinas-hasil": nota_dinas_hasil,
    "laporan-hasil-perbaikan": laporan_hasil_perbaikan,
    "laporan-penanganan-keluhan": laporan_penanganan_keluhan,
    "surat-hasil-keluhan": surat_hasil_keluhan,
    "hasil-verifikasi": hasil_verifikasi,
    "berita-acara": berita_acara,
    "laporan-hak-akses": laporan_hak_akses,
    "laporan-alokasi": laporan_alokasi,
    "laporan-evaluasi": laporan_evaluasi,
    "pemberitahuan-hasil": pemberitahuan_hasil,
    "penolakan": penolakan,
    "permintaan-kelengkapan": permintaan_kelengkapan,
    "formulir-keluhan": formulir_keluhan,
    "rekap-bulanan": rekap_bulanan,
}


def build(folder: Path) -> None:
    """Write all templates; the same script gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, builder in BUILDERS.items():
        path = folder / f"{name}.docx"
        builder().save(path)
        path.write_bytes(repack(path.read_bytes()))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("letters"))
