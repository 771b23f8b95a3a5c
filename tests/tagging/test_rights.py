"""Whose access to what: persons, roles and applications are put together as the letter has them, whatever its form."""

from __future__ import annotations

import re
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from linear_time import assert_linear
from pipeline import intake
from pipeline.config import shipped_letter_models
from pipeline.model import AccessAction, AccessRow
from pipeline.rulebook import Directory, Trust
from pipeline.tagging import Passage, Right, same_person, tokens
from pipeline.tagging.holders import holders
from pipeline.tagging.right_spans import HOLDER, NIP, Span, right_spans
from pipeline.training.annotations import AnnotatedLetter
from pipeline.training.rights import right_labels
from pipeline.understanding import understand_mail
from rules import rulebook

OWN = "layanan-ti@kantor.example.go.id"


def rights(text: str, subject: str = "Permohonan akun", sender: str = "Wayan Sudira") -> list[AccessRow]:
    message = EmailMessage()
    message["From"], message["To"] = f"{sender} <w.sudira@unit.example.go.id>", OWN
    message["Subject"], message["Date"] = subject, "Wed, 04 Mar 2026 13:00:00 +0700"
    message.set_content(text)
    mail = intake.parse(message.as_bytes(), kinds=rulebook().kinds, trust=Trust(), own=OWN)
    read = understand_mail(
        mail,
        (),
        file="a.eml",
        rulebook=rulebook(),
        directory=Directory(),
        zone=ZoneInfo("Asia/Makassar"),
        models=shipped_letter_models(),
    )
    return [row for letter in read.letters for row in letter.access]


TABLES = {
    "role first": (
        "No | Peran       | Nama Pegawai        | NIP\n"
        "1  | Operator    | Gusti Ayu Purnami   | 199001012015032001\n"
        "2  | Verifikator | Komang Adi Saputra  | 198805052012121002\n"
    ),
    "name first": (
        "Nama Pegawai | NIP | Peran\n"
        "Gusti Ayu Purnami | 199001012015032001 | Operator\n"
        "Komang Adi Saputra | 198805052012121002 | Verifikator\n"
    ),
    "tabs": (
        "NIP\tNama\tHak akses\n"
        "199001012015032001\tGusti Ayu Purnami\tOperator\n"
        "198805052012121002\tKomang Adi Saputra\tVerifikator\n"
    ),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_is_read_in_whatever_order_its_columns_stand(table: str) -> None:
    found = rights(
        "Yth. Admin,\n\nMohon dibuatkan akun aplikasi SIMANTRA untuk pegawai berikut:\n\n"
        f"{table}\nTerima kasih.\n\nWayan Sudira\nSubbagian Kepegawaian\n0812-5550-4411"
    )
    assert [(row.name, row.nip, row.role) for row in found] == [
        ("Gusti Ayu Purnami", "199001012015032001", "Operator"),
        ("Komang Adi Saputra", "198805052012121002", "Verifikator"),
    ]
    assert {row.application for row in found} == {"SIMANTRA"}


def test_who_signs_and_whom_to_call_are_no_holders() -> None:
    found = rights(
        "Yth. Tim Aplikasi,\n\nMohon dibuatkan akun SIMPEG untuk Sdri. Luh Putu Ariani, NIP 199204042019032003, sebagai operator.\n"
        "Untuk koordinasi dapat menghubungi Sdr. Ketut Mariasa, 0812-5550-9090.\n\nHormat kami,\nWayan Sudira"
    )
    assert [row.name for row in found] == ["Luh Putu Ariani"]
    assert found[0].role == "operator"


def test_who_leaves_and_who_takes_over_have_each_their_own_action() -> None:
    found = rights(
        "Selamat pagi. Karena mutasi, mohon akun SIMPEG atas nama Made Wirawan dinonaktifkan, dan dibuatkan akun SIMPEG baru "
        "untuk Sdri. Luh Putu Ariani sebagai operator.\n\nWayan Sudira, Subbagian Kepegawaian"
    )
    actions = {row.name: row.action for row in found}
    assert actions.get("Made Wirawan") is AccessAction.REVOKE
    assert actions.get("Luh Putu Ariani") is AccessAction.ADD


def test_an_office_is_nobody_whose_access_is_asked_for() -> None:
    found = rights("Mohon akun e-learning untuk admin Lapas Contoh.\n\nWayan Sudira\nLapas Contoh")
    assert all(row.name != "Lapas Contoh" for row in found)


def test_a_letter_about_something_else_has_no_rights_however_many_people_it_names() -> None:
    found = rights(
        "Wifi di ruang rapat mati sejak pagi. Gusti Ayu, Komang Adi dan Made Wirawan sudah mencoba. Mohon dicek.\n\nWayan Sudira",
        subject="wifi mati",
    )
    assert found == []


TEXT = "Nama | NIP | Peran\nSiti Aminah | 199001012015032001 | operator\nBudi | - | admin"


def test_a_cell_knows_its_columns_head() -> None:
    grid = Passage(text=f"Mohon akun:\n\n{TEXT}", form="email").grid
    place = f"Mohon akun:\n\n{TEXT}".index("operator")
    assert (grid.column(place), grid.head(place)) == (2, "peran")
    assert (grid.column(0), grid.head(0)) == (None, "")


def test_a_person_who_is_named_again_in_short_is_one_holder() -> None:
    text = "Bu Siti Aminah, S.Kom. diangkat. Akun Siti dibuatkan."
    spans = [
        Span(kind=HOLDER, start=at, end=at + len(name), value=name, likely=likely)
        for name, at, likely in (("Siti Aminah, S.Kom.", 3, 0.4), ("Siti", text.rindex("Siti"), 0.9))
    ]
    (one,) = holders(Passage(text=text, form="email"), spans)
    assert one.times == 2
    assert same_person("Siti", "Siti Aminah, S.Kom.")
    assert not same_person("Siti Rahma", "Siti Aminah")


def test_what_rules_read_may_be_chosen_even_if_no_tagger_saw_it() -> None:
    passage = Passage(text=TEXT, form="email", rights=(Right(name="Budi", role="admin", listed=True),))
    spans = right_spans(passage, tokens(TEXT), shipped_letter_models().rights.spans, ())
    assert any(span.kind == HOLDER and "Budi" in span.value for span in spans)
    assert [span.value for span in spans if span.kind == NIP] == ["199001012015032001"]


def test_of_several_places_of_a_name_the_one_beside_its_right_is_taught() -> None:
    text = "Budi Santoso menulis. Mohon akun operator untuk Budi Santoso."
    truth = {"kind": "letter", "access": [{"name": "Budi Santoso", "role": "operator", "action": "add"}]}
    letter = AnnotatedLetter(id="x-1", hand="x", passage=Passage(text=text, form="email"), truth=truth)
    words = tokens(text)
    labels = right_labels(letter, words)
    named = [word.start for word, label in zip(words, labels, strict=True) if re.match("B-holder", label)]
    assert named == [text.rindex("Budi")]


def test_a_long_list_is_read_whole_in_time_that_grows_with_its_length() -> None:
    def listed(count: int) -> str:
        rows = "".join(
            f"{n} | Gusti {chr(65 + n % 26)}a{chr(97 + n // 26)}i Purnami | {199001012015032000 + n} | Operator\n"
            for n in range(count)
        )
        return f"Mohon dibuatkan akun aplikasi SIMANTRA:\n\nNo | Nama | NIP | Peran\n{rows}\nWayan Sudira"

    assert len(rights(listed(120))) == 120
    assert_linear(rights, listed(60), listed(120))
