"""What the words of a mail are weighed by, and that weighing is bounded."""

from __future__ import annotations

import pytest

from linear_time import assert_linear
from pipeline.intake.signs import is_fraud, reads_automatic, signs_in, sounds_automatic
from rules import rulebook

HOSTILE = (
    "Yth. ",
    "(x)",
    "mohon ",
    "surel anda yang ",
    "saya sedang ",
    " ",
    "\n",
    " \n",
    "a",
    "1 ",
    "Nama: ",
    '"a',
    "akan kami segera ",
)


@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
def test_no_text_makes_it_stall(unit: str) -> None:
    def weighed(size: int) -> None:
        text = unit * (size // len(unit))
        signs_in(text[:2000], text, rulebook().kinds)
        is_fraud("x", text, rulebook().kinds)

    assert_linear(weighed, 100_000, 200_000)


@pytest.mark.parametrize(
    ("text", "automatic"),
    [
        ("Saya sedang cuti sampai Jumat. Silakan hubungi Bu Ratih.", True),
        ("Terima kasih telah menghubungi kami. Tim kami akan membalas dalam 2 hari kerja.", True),
        ("Thank you for your email. I am out of the office until Monday.", True),
        ("Saya sedang cuti, mohon akun SIMPEG saya dialihkan kepada Doni.", False),
        ("Muncul pesan “surel ini dikirim secara otomatis, mohon tidak membalas”. Tolong dimatikan.", False),
        ("Surel Bapak sudah kami terima, namun jaringan di rutan masih terputus.", False),
    ],
)
def test_the_whole_text_decides(text: str, *, automatic: bool) -> None:
    assert sounds_automatic(signs_in("", text, rulebook().kinds), rulebook().kinds) is automatic


@pytest.mark.parametrize("text", ["Lagi cuti.", "Sedang dinas luar", "Out of office."])
def test_a_text_that_is_a_sign_and_nothing_else_is_weighed_however_short(text: str) -> None:
    signs = signs_in("Re: Data pegawai", text, rulebook().kinds)
    assert sounds_automatic(signs, rulebook().kinds)


@pytest.mark.parametrize(
    "text",
    ["otw pak", "Lantai 1, sebelah timur", "Turunkan ke Kasubbag. Jalan.", "kirim ke pelapor, tembusan Kabag", "👍"],
)
def test_few_words_without_a_sign_are_not_weighed(text: str) -> None:
    assert not reads_automatic(signs_in("Re: Data pegawai", text, rulebook().kinds), rulebook().kinds)
