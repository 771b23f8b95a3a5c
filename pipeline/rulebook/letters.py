"""The letters that nodis can write: `rules/letters.yaml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.rulebook.base import Rule


class LetterKind(Rule):
    """One kind of letter."""

    title: str  # "Nota Dinas Hasil Perbaikan": heading and file name
    template: str  # file in templates/letters
    form: Literal[
        "nota_dinas", "surat", "surat_perintah", "disposisi", "berita_acara", "laporan", "formulir", "tanda_terima"
    ]
    fillable: bool = False  # comes back filled in: goes out as DOCX too, and as a PDF with a field in each empty frame
    numbered: bool = True  # draws from the register of outgoing letters when issued
    classification: str | None = None  # "TI.06.01"; the office's own where absent
    # Role id, or role of the case's SOP ("kasubag"); "answerer": who gave the last answer; None: unsigned
    signer: str | None = None
    signers: dict[str, str] = Field(default_factory=dict)  # SOP id -> role, where it differs from `signer`
    countersigner: str | None = None  # role under "Mengetahui,", left of the signer
    addressee: Literal["requester", "superior", "actor", "none"] = "none"
    to: str | None = None  # role addressed, where `addressee` cannot say it
    subject: str = ""  # Hal; jinja over the letter's context
    copies: tuple[str, ...] = ()  # Tembusan: roles of the SOP or of the office, or plain titles
    encloses: tuple[str, ...] = ()  # letter ids that go along: counted under Lampiran
    photos: tuple[str, ...] = ()  # asks keys whose pictures are printed in it
    instructions: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # disposition box -> words that tick it
