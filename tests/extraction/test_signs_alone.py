"""A text of signs alone says nothing: as a letter, as a document and as a reply."""

from __future__ import annotations

import string
from email.message import EmailMessage
from functools import cache

import pytest

from fuzz_targets import NOW, OWN, ZONE, rulebook
from pipeline import intake, replies, sop
from pipeline.config import shipped_letter_models
from pipeline.extraction.rows import document_of
from pipeline.model import Letter, Mail, MailKind
from pipeline.rulebook import Directory, Trust
from pipeline.tagging import LetterModels
from pipeline.understanding import understand_mail

SIGNS = [
    *string.printable.strip(),
    "👍",
    "🙏🏽",
    "😀",
    "…",
    "...",
    "....",
    "--",
    "-- ",
    "> ",
    "<<",
    "(1)",
    "？",
    "،",
    "\u200b",
    "\u00a0",
    "⠀",
]
WIDE = ["a", "1", "ok", "1.", "A.", ". " * 9, "👍 " * 9, ". . .\n\n- - -\n"]


@cache
def models() -> LetterModels:
    return shipped_letter_models()


def parsed(text: str, subject: str, kind: str) -> Mail:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Sari Wulandari <sari@unit-contoh.example.go.id>", OWN, subject
    mail.set_content(text)
    if kind == "html":
        mail.set_content(f"<html><body>{text.replace('&', '&amp;').replace('<', '&lt;')}</body></html>", subtype="html")
    return intake.parse(mail.as_bytes(), kinds=rulebook().kinds, trust=Trust(), own=OWN)


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("text", [*SIGNS, *WIDE])
def test_a_mail_of_signs_is_read_as_any_other(text: str, kind: str) -> None:
    mail = parsed(text, "Laporan", kind)
    for one in (mail, parsed(text, "", kind)):
        told = understand_mail(
            one, (), file="a.eml", rulebook=rulebook(), directory=Directory(), zone=ZONE, models=models()
        )
        for letter in told.letters:
            assert _nothing_of_its_own(letter) or any(sign.isalnum() for sign in text)


def _nothing_of_its_own(letter: Letter) -> bool:
    return not letter.access and not {path for path in letter.fields if path.startswith("issue.")}


@pytest.mark.parametrize("text", [*SIGNS, *WIDE])
def test_a_document_of_signs_is_read_as_any_other(text: str) -> None:
    mail = parsed("", "", "plain")
    document = document_of("\n".join([text] * 9), part="surat.txt", media="text/plain")
    for kind in (MailKind.LETTER, MailKind.REPLY):
        understand_mail(
            mail, (document,), file="a.eml", rulebook=rulebook(), directory=Directory(), zone=ZONE, models=models()
        )
        assert kind


@pytest.mark.parametrize("text", [*SIGNS, *WIDE])
def test_a_reply_of_signs_decides_nothing(text: str) -> None:
    mail = parsed(text, "Re: [2026-0001] Tugas", "plain")
    own = replies.own_words(mail, asked=["Mohon ditindaklanjuti.\n"], rules=rulebook().kinds, office=(OWN,))
    for step in rulebook().sops["gangguan-jaringan"].steps.values():
        answer = sop.understand(own.text, step=step, files=(), rulebook=rulebook(), now=NOW)
        assert answer.action is None or any(sign.isalnum() for sign in text)
    assert sop.understand_operator(own.text, rulebook=rulebook()) is None
