"""Models taught from some hands read the letters of others."""

from __future__ import annotations

import shutil
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline import intake
from pipeline.config import default_rules, load_rulebook
from pipeline.model import Understanding
from pipeline.rulebook import Directory, Trust
from pipeline.tagging import ISSUE, LetterModels, Passage, Purpose, Tagger, clauses, likeness, spans, tokens
from pipeline.tagging.addresses import address_facts
from pipeline.training.annotations import annotated_letters, places
from pipeline.training.letters import LetterTrainer
from pipeline.understanding import understand_mail

EXAMPLES = Path(__file__).parents[2] / "examples" / "letters"
RULEBOOK = load_rulebook(default_rules())
TAUGHT = ("A", "K", "P")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> LetterModels:
    folder = tmp_path_factory.mktemp("hands")
    for hand in TAUGHT:
        shutil.copy(EXAMPLES / f"{hand}.yaml", folder)
    letters = annotated_letters(folder, RULEBOOK)
    return LetterTrainer(letters).train(letters)


def read(text: str, models: LetterModels | None, subject: str = "") -> Understanding:
    message = EmailMessage()
    message["From"], message["To"] = "Rina Astuti <rina@unit.example.go.id>", "layanan-ti@kantor.example.go.id"
    message["Subject"], message["Date"] = subject, "Wed, 04 Mar 2026 13:00:00 +0700"
    message.set_content(text)
    mail = intake.parse(message.as_bytes(), kinds=RULEBOOK.kinds, trust=Trust(), own="layanan-ti@kantor.example.go.id")
    return understand_mail(
        mail, (), file="a.eml", rulebook=RULEBOOK, directory=Directory(), zone=ZoneInfo("Asia/Jakarta"), models=models
    )


WIFI = (
    "Selamat siang, kami dari Subbagian Umum. Wifi di ruang rapat lantai 2 mati total sejak kemarin pagi jam 8, "
    "laptop peserta tidak ada yang bisa terhubung. Mohon bantuannya untuk dicek petugas.\n\n"
    "Terima kasih\nRina Astuti\n0812-5550-1234"
)


@pytest.mark.slow
def test_a_mail_is_read_by_rules_and_models_together(models: LetterModels) -> None:
    found = read(WIFI, models, "wifi ruang rapat")
    (letter,), (route,) = found.letters, found.routes
    assert route.sop == "gangguan-jaringan"
    assert 0.5 < route.asks <= 1.0
    assert letter.value("requester.phone") == "+6281255501234"
    assert (letter.value("issue.occurred_at") or "").startswith("2026-03-03")
    assert "mati total" in (letter.value("issue.description") or "")
    assert all(0.0 <= field.confidence <= 1.0 for field in letter.fields.values())


@pytest.mark.slow
def test_what_is_doubtful_is_never_asked_for(models: LetterModels) -> None:
    for text in (WIFI, "tolong wifi aula mati", "Mohon dibuatkan akun SIMAK untuk pegawai baru kami, trims. Budi"):
        found = read(text, models)
        for letter, missing in zip(found.letters, found.missing, strict=True):
            assert not set(missing) & set(letter.doubtful)
            assert not set(letter.fields) & set(letter.doubtful)


def test_clauses_lose_no_word() -> None:
    text = "Wifi aula mati sejak pagi, mohon dicek.\n\nTerima kasih (Budi)\n0812-5550-1234"
    found = clauses(text)
    assert "".join("".join(text[one.start : one.end].split()) for one in found) == "".join(text.split())
    assert "mohon dicek." in [text[one.start : one.end] for one in found]


def test_short_lines_in_a_row_are_clauses_of_their_own() -> None:
    text = "Yth. Kepala Bagian\ndi Tempat\nJaringan internet di ruang registrasi terputus sejak Selasa pagi."
    assert [text[one.start : one.end] for one in clauses(text)] == [
        "Yth. Kepala Bagian",
        "di Tempat",
        "Jaringan internet di ruang registrasi terputus sejak Selasa pagi.",
    ]


def test_a_day_stays_with_its_date() -> None:
    text = "Internet mati sejak Senin, 2 Maret 2026 pukul 07.10, mohon dicek."
    assert [text[one.start : one.end] for one in clauses(text)] == [
        "Internet mati sejak Senin, 2 Maret 2026 pukul 07.10,",
        "mohon dicek.",
    ]


def test_shortened_words_and_initials_end_no_clause() -> None:
    text = "Wifi mati Senin s.d. Rabu, Dr. M. Reza tidak bisa mengajar. Mohon dicek."
    assert [text[one.start : one.end] for one in clauses(text)] == [
        "Wifi mati Senin s.d. Rabu,",
        "Dr. M. Reza tidak bisa mengajar.",
        "Mohon dicek.",
    ]


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ("Wening Lestari", ["address local all", "address domain none"]),
        ("Kantor Pelayanan Pajak", ["address local none", "address domain initials"]),
        ("KPP Pratama Mekarwangi", ["address local none", "address domain half"]),
        ("Dinas Kesehatan", ["address local none", "address domain none"]),
    ],
)
def test_an_address_says_some_of_a_name_and_an_office(value: str, facts: list[str]) -> None:
    assert list(address_facts("wening.lestari@kpp-mekarwangi.example.go.id", value)) == facts
    assert list(address_facts("", value)) == []


def test_tokens_stand_where_they_say() -> None:
    text = "Hub. Budi, S.Kom. 0812-5550-1234 / budi@kantor.example"
    assert all(text[token.start : token.end] == token.text for token in tokens(text))


def test_the_clauses_in_a_row_that_are_worth_most_come_first() -> None:
    text = "Salam hangat. Wifi mati total. Tidak ada sinyal di lantai dua. Terima kasih."
    parts = clauses(text)
    shares = (0.05, 0.9, 0.8, 0.05)
    found = [Purpose(clause=one, issue=share, request=0.0) for one, share in zip(parts, shares, strict=True)]
    best = spans(Passage(text=text, form="email"), found, ISSUE)[0]
    assert text[best.start : best.end] == "Wifi mati total. Tidak ada sinyal di lantai dua."
    assert spans(Passage(text="", form="email"), [], ISSUE) == []


def test_no_run_of_clauses_begins_with_a_salutation() -> None:
    text = "Yth. Kepala Bagian. Wifi mati total. Terima kasih."
    parts = clauses(text)
    found = [Purpose(clause=one, issue=share, request=0.0) for one, share in zip(parts, (0.0, 0.6, 0.0), strict=True)]
    assert {text[one.start : one.end] for one in spans(Passage(text=text, form="email"), found, ISSUE)} == {
        "Wifi mati total."
    }


def test_likeness_counts_words_that_both_say() -> None:
    assert likeness("wifi aula mati", "Wifi aula MATI!") == 1.0
    assert likeness("wifi aula mati", "printer rusak") == 0.0
    assert 0.4 < likeness("wifi aula mati", "wifi mati sejak kemarin pagi") < 0.6


def test_a_value_is_found_however_its_blanks_are_folded() -> None:
    text = "Subbagian\n   Tata  Usaha"
    assert [text[start:end] for start, end in places(text, "Subbagian Tata Usaha")] == [text]


def test_a_broken_tagger_is_refused() -> None:
    with pytest.raises(ValueError, match="model"):
        Tagger(b"no model")
