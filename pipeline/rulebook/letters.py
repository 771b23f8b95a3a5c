"""The letters that nodis can write: `rules/letters.yaml`."""

from __future__ import annotations

from typing import Literal

from pipeline.rulebook.base import Rule


class LetterKind(Rule):
    """One kind of letter."""

    title: str  # "Nota Dinas Hasil Perbaikan": heading and file name
    template: str  # file in templates/letters
    form: Literal[
        "nota_dinas", "surat", "surat_perintah", "disposisi", "berita_acara", "laporan", "formulir", "tanda_terima"
    ]
    numbered: bool = True  # draws from the register of outgoing letters when issued
    classification: str | None = None  # "TI.06.01"; the office's own where absent
    signer: str | None = None  # role id, or role of the case's SOP ("kasubag"); None: unsigned
    addressee: Literal["requester", "superior", "actor", "none"] = "none"
    subject: str = ""  # Hal; jinja over the letter's context
