"""Text as it looks, in plain Latin letters."""

from __future__ import annotations

import pytest

from pipeline.folding import fold, misleading, unmasked

SHOWN = {
    "tіdak": "tidak",
    "ТOLАK": "TOLAK",
    "ＳＥＴＵＪＵ": "SETUJU",
    "𝓼𝓮𝓽𝓾𝓳𝓾": "setuju",
    "🅂🄴🅃 🆂🅴🆃 ⓢⓔⓣ": "SET SET set",
    "ˢᵉᵗᵘʲᵘ": "setuju",
    "ᴛᴏʟᴀᴋ": "tolak",
    "ti\u200bd\u00adak\ufeff": "tidak",
    "tída\u0323k": "tidak",
    "S\u0336e\u0336t\u0336 TOLAK": " TOLAK",
    "١٢٣": "123",
    "\u202a0812\u202c": "0812",
    "“Setuju” – oke… 👍": "“Setuju” – oke… 👍",
    "السلام عليكم": "السلام عليكم",
}


@pytest.mark.parametrize(("text", "right"), SHOWN.items(), ids=[ascii(one) for one in SHOWN])
def test_what_looks_like_a_letter_is_that_letter(text: str, right: str) -> None:
    assert fold(text) == right


def test_accents_stay_where_text_is_kept() -> None:
    assert unmasked("Renée Müller, tіdak ＳＥＴ") == "Renée Müller, tidak SET"
    assert fold("Renée Müller") == "Renee Muller"
    assert unmasked("Rene\u0301e") == "Renée"


@pytest.mark.parametrize("text", ["tіdak", "сетужу", "οke", "\u202eujutes", "setujuא"])
def test_letters_that_only_look_latin_mislead(text: str) -> None:
    assert misleading(text)


@pytest.mark.parametrize(
    "text", ["tidak", "café", "ＳＥＴＵＪＵ", "𝐒𝐄𝐓", "السلام عليكم setuju", "75 Ω", "\u202a0812\u202c", "👍🏽 ½ m²"]
)
def test_everyday_typography_does_not(text: str) -> None:
    assert not misleading(text)
