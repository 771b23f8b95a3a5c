"""Values in a form of ours: only those that the writer himself put there, in our mail as it came to him."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import cases
import mails
from clients import Original, Written, as_mail
from composed_replies import COLLEAGUE, OFFICE, original_of
from pipeline import intake, replies
from pipeline.rulebook import Trust
from quotation_styles import ALL_PROGRAMS, CONTAINERS, FORWARD_HEADS, INTRODUCTIONS, MARKS, as_html, contained
from rules import rulebook

OTHERS = "Tindakan: kabel diganti semua\nHasil: sudah normal kembali"
FORM = {"Tindakan": "sandi dibuat ulang", "Hasil": "pengguna dapat masuk"}
OFFICES = f"On Mon, Mar 2, 2026 at 8:05 AM Layanan TI Kanwil Contoh <{OFFICE}> wrote:\n> mohon jawaban"


@cache
def original() -> Original:
    case = mails.asked(cases.until(cases.closed("keluhan-aplikasi"), "3"))
    return original_of(mails.assignment_mail(case), case)


def own(written: Written) -> str:
    raw = as_mail(written, original(), sender="Ratih <ratih@x.example>", number=1, files={}, in_reply_to="nodis.a@b.example")  # fmt: skip
    mail = intake.parse(raw, kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    asked = (original().text, intake.html_to_text(original().html))
    return replies.own_words(mail, asked=asked, rules=rulebook().kinds, office=(OFFICE,)).text


def sent_on(words: str, introduction: str, mark: str) -> Original:
    """Our mail as a colleague sent it on, his own words above it."""
    ours = original()
    intro, quote = INTRODUCTIONS[introduction](ours), MARKS[mark](ours.text)
    html = f"<html><body>{as_html(words)}{contained('blockquote', intro, ours)}</body></html>"
    return replace(
        ours, name=COLLEAGUE.name, address=COLLEAGUE.address, text=f"{words}\n\n{intro}\n\n{quote}", html=html
    )


@pytest.mark.parametrize(("place", "program"), list(enumerate(ALL_PROGRAMS)), ids=list(ALL_PROGRAMS))
def test_what_a_colleague_reports_above_our_mail_fills_in_no_form(place: int, program: str) -> None:
    for introduction in list(INTRODUCTIONS)[place % 11 :: 11]:
        for mark in ("marked", "initials", "unmarked"):
            for words in (OTHERS, f"{OFFICES}\n{OTHERS}", f"Yth. Ratih,\n\n{OFFICES}\n\n{OTHERS}\n\nSari"):
                found = own(ALL_PROGRAMS[program]("Mohon petunjuk.", sent_on(words, introduction, mark)))
                assert "kabel diganti" not in found, (introduction, mark, found)


@pytest.mark.parametrize(("place", "container"), list(enumerate(CONTAINERS)), ids=list(CONTAINERS))
@pytest.mark.parametrize("head", FORWARD_HEADS)
def test_what_a_forward_brings_above_or_inside_a_quote_fills_in_no_form(place: int, container: str, head: str) -> None:
    forward = f"{head.format(name='Sari <tu@lapas-contoh.example.go.id>')}\n\n{OFFICES}\n{OTHERS}\n"
    for introduction in list(INTRODUCTIONS)[place % 11 :: 11]:
        rich = contained(container, INTRODUCTIONS[introduction](original()), original())
        quoted = f"<blockquote>{as_html(forward)}</blockquote>"
        for html in (f"{quoted}<p>Mohon petunjuk.</p>{rich}", f"<p>Mohon petunjuk.</p><blockquote>{quoted}{rich}</blockquote>"):  # fmt: skip
            found = own(Written(html=f"<html><body>{html}</body></html>"))
            assert "kabel diganti" not in found, (introduction, found)


@pytest.mark.parametrize("mark", [name for name in MARKS if not name.startswith("unmarked")])
@pytest.mark.parametrize("label", FORM)
@pytest.mark.parametrize(
    "typed", ["Saya pelajari dahulu.", "TUNDA sampai Rabu, karena menunggu pejabat", "TANYA apakah sudah dicoba?"]
)
def test_what_is_typed_in_one_place_of_a_quoted_form_is_no_value_of_it(mark: str, label: str, typed: str) -> None:
    lines = MARKS[mark](original().text).split("\n")
    at = next(number for number, line in enumerate(lines) if f"{label} " in line or f"{label}:" in line) + 1
    intro = INTRODUCTIONS["gmail_en"](original())
    found = own(Written(plain="\n".join([intro, *lines[:at], "", typed, "", *lines[at:]])))
    assert f"{label}: " not in found
    assert found in {typed, ""}


# These quote nothing, or in a way that leaves open whose the form is: what stands in it is asked for again.
ASKED_AGAIN = ("bare", "bare_html", "xiaomi", "zimbra_marked", "notes")


@pytest.mark.parametrize("program", [name for name in ALL_PROGRAMS if name not in ASKED_AGAIN])
def test_a_form_filled_in_where_it_stands_is_taken(program: str) -> None:
    ours = original()
    text, html = ours.text, ours.html
    for label, value in FORM.items():
        hint = next(line.partition("(")[2] for line in ours.text.split("\n") if line.strip().startswith(label))
        text, html = text.replace(f"({hint}", value), html.replace(f"({hint}", value)
    found = own(ALL_PROGRAMS[program]("Sudah saya isi.", replace(ours, text=text, html=html)))
    for label, value in FORM.items():
        assert any(line.startswith(label) and line.endswith(f": {value}") for line in found.split("\n")), found


@pytest.mark.parametrize("mark", ["marked", "marked_close", "bar", "bar_unicode", "guillemet", "initials"])
def test_values_typed_below_each_line_of_a_quoted_form_have_its_labels(mark: str) -> None:
    lines = []
    for line in MARKS[mark](original().text).split("\n"):
        lines.append(line)
        lines += ["", *(value for label, value in FORM.items() if label in line and "(" in line), ""][:3]
    found = own(Written(plain="\n".join([INTRODUCTIONS["gmail_en"](original()), *lines])))
    assert [line for line in found.split("\n") if line] == [f"{label}: {value}" for label, value in FORM.items()]


def test_words_typed_amid_an_unmarked_copy_of_our_mail_bring_none_of_it_along() -> None:
    ours = original().text
    cut = ours.index("langkah") + 20
    typed = f"{ours[:cut]}\n\nSudah saya isi di bawah.\n\n{ours[cut:]}"
    found = own(Written(plain=typed))
    assert found.startswith("Sudah saya isi di bawah.")
    assert "Mohon" not in found


def test_words_typed_amid_a_short_copy_of_our_mail_bring_none_of_it_along() -> None:
    """Each half of the copy has fewer words than a copy in one piece."""
    words = original().text.split()
    head, tail = " ".join(words[:22]), " ".join(words[30:52])
    assert "Mohon" not in own(Written(plain=f"{head}\n\nSaya pelajari dahulu.\n\n{tail}"))


def test_a_form_in_a_mail_that_is_forwarded_below_our_mail_is_not_the_writers() -> None:
    ours = original().text
    filled = "\n".join(
        f"> {line.partition('(')[0]}orang lain" if "(" in line else f"> {line}" for line in ours.split("\n")
    )
    typed = f"Sudah saya isi.\n\nDari: Layanan TI\nTanggal: Senin, 2 Maret 2026\nKepada: Saya\nSubjek: Tugas\n\n{ours}\n\n> --diteruskan\n{filled}"
    found = own(Written(plain=typed))
    assert found.startswith("Sudah saya isi.")
    assert "orang lain" not in found
