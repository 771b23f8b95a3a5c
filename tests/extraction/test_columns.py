"""Text in two columns is read column by column; what only stands side by side is left as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extraction.columns import in_reading_order
from pipeline.model import Box, Line, Table, Word

LEFT = (
    "Dengan hormat, bersama ini kami",
    "sampaikan bahwa jaringan internet",
    "di ruang kelas terputus sejak pagi",
    "dan seluruh peserta pelatihan tidak",
    "dapat membuka materi daring.",
    "Kami mohon bantuan petugas teknis",
    "untuk memeriksa perangkat segera.",
)
RIGHT = (
    "Penanggung jawab adalah Saudari",
    "Sari Wulandari, telepon 0812-0000-",
    "4455, yang berada di ruang",
    "sekretariat setiap hari kerja.",
)
LABELS = ("Nomor : 12", "Sifat : Biasa", "Lampiran : -", "Hal : Gangguan", "Tanggal : 2 Maret")
ADDRESS = ("Kepada", "Yth. Kepala Bagian", "Program dan Humas", "di", "Kota Contoh")


def laid(left: Sequence[str], right: Sequence[str], *, gutter: float = 330.0) -> list[Line]:
    lines = []
    for row in range(max(len(left), len(right))):
        words = []
        for texts, x in ((left, 50.0), (right, gutter)):
            for text in texts[row].split() if row < len(texts) else ():
                words.append(Word(text=text, box=Box(x0=x, y0=20.0 * row, x1=x + 7 * len(text), y1=20.0 * row + 12)))
                x += 7 * len(text) + 4  # noqa: PLW2901 - the pen moves on
        box = Box(x0=words[0].box.x0, y0=20.0 * row, x1=words[-1].box.x1, y1=20.0 * row + 12)  # type: ignore[union-attr]
        lines.append(Line(text=" ".join(word.text for word in words), words=tuple(words), box=box))
    return lines


def test_the_left_column_comes_before_the_right() -> None:
    lines = in_reading_order(laid(LEFT, RIGHT), ())
    assert [line.text for line in lines] == [*LEFT, *RIGHT]


def test_text_around_the_columns_keeps_its_place() -> None:
    wide = laid(
        ["Surat ini ditulis dalam dua kolom agar muat pada satu halaman saja menurut kebiasaan kantor kami"], []
    )
    lines = in_reading_order([*wide, *laid(LEFT, RIGHT)], ())
    assert [line.text for line in lines] == [wide[0].text, *LEFT, *RIGHT]


def test_labels_beside_an_address_are_no_columns() -> None:
    side_by_side = laid(LABELS, ADDRESS)
    assert in_reading_order(side_by_side, ()) == side_by_side


def test_two_signatures_are_no_columns() -> None:
    signed = laid(
        ["Mengetahui,", "Kepala Bagian,", "Budi Santoso", "NIP 1980"],
        ["Kota Contoh, 2 Maret", "Kepala Seksi,", "Sari", "NIP 1985"],
    )
    assert in_reading_order(signed, ()) == signed


def test_a_table_is_no_columns() -> None:
    table = laid(LEFT, RIGHT)
    box = Box(x0=40, y0=-5, x1=700, y1=200)
    assert in_reading_order(table, (Table(rows=(("a", "b"), ("c", "d")), box=box),)) == table
