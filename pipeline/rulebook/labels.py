"""What extraction looks for: `rules/labels.yaml`."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.rulebook.base import Rule


class LabelRules(Rule):
    """Vocabularies and cue phrases of extraction. Entries of `cues` and `units` are regular expressions."""

    labels: dict[str, tuple[str, ...]]  # field path -> how the field is labelled on letters and forms
    other_labels: tuple[str, ...]  # labels of lines that are not values of ours: "Sifat", "Lampiran", "Tembusan"
    columns: dict[str, tuple[str, ...]]  # access table: name, nip, application, role -> column headings
    units: tuple[str, ...]  # how names of units begin: "Lembaga Pemasyarakatan"
    heads: tuple[str, ...]  # titles before the name of a unit: "Kepala"
    titles: tuple[str, ...]  # before names: "Sdr.", "Drs."
    degrees: tuple[str, ...]  # after names: "S.Kom."
    applications: tuple[str, ...]  # known names of applications
    places: tuple[str, ...]  # words that a location begins with: "ruang"
    cues: dict[
        str, tuple[str, ...]
    ]  # opening, closing, evidence, contact, resolution, event, since, letter, form, request ...
    slang: dict[str, str]  # "tdk" -> "tidak"

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Each list of cues as one compiled pattern."""
        return {
            name: re.compile("|".join(f"(?:{cue})" for cue in found), re.IGNORECASE)
            for name, found in self.cues.items()
        }

    @cached_property
    def unit_pattern(self) -> re.Pattern[str]:
        """The name of a unit in running text: its beginning and the capitalised words that follow."""
        begin = "|".join(self.units)
        word = r"(?:[A-Z][\w.’'-]*|[IVX]+[A-C]?|dan|di|Kelas|TPI|\d{1,2})"
        return re.compile(rf"\b(?:{begin})(?:[ \t]+{word})*(?:[ \t]+(?:[A-Z][\w’'-]*|[IVX]+[A-C]?|\d{{1,2}}))?")
