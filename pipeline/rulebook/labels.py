"""What extraction looks for: `rules/labels.yaml`."""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import field_validator

from pipeline.rulebook.base import Rule

SHORT = 3  # letters of a name in capitals that small letters would make another word


class LabelRules(Rule):
    """Vocabularies and cue phrases of extraction. Entries of `cues` and `units` are regular expressions."""

    labels: dict[str, tuple[str, ...]]  # field path -> how the field is labelled on letters and forms
    label_fillers: tuple[str, ...]  # words in labels that say nothing: "yang dapat dihubungi"
    other_labels: tuple[str, ...]  # labels of lines that are not values of ours: "Sifat", "Lampiran", "Tembusan"
    columns: dict[str, tuple[str, ...]]  # access table: name, nip, application, role -> column headings
    units: tuple[str, ...]  # how names of units begin: "Lembaga Pemasyarakatan"
    head_units: dict[str, str]  # short titles of heads -> how the name of their unit begins: "kasi" -> "Seksi"
    heads: tuple[str, ...]  # titles before the name of a unit: "Kepala"
    positions: tuple[str, ...]  # how positions begin that head no unit: "Staf", "Operator"
    titles: tuple[str, ...]  # before names: "Sdr.", "Drs."
    degrees: tuple[str, ...]  # after names: "S.Kom."
    place_ends: tuple[str, ...]  # words that cannot belong to the name of a place: "mengalami"
    applications: tuple[str, ...]  # known names of applications
    places_alone: tuple[str, ...]  # places that need no further word: "aula"
    places: tuple[str, ...]  # words that a location begins with: "ruang"
    cues: dict[
        str, tuple[str, ...]
    ]  # opening, closing, evidence, contact, resolution, event, since, letter, form, request ...
    mentions: dict[str, tuple[str, ...]]  # application, service_point -> expressions with the group `name`
    slang: dict[str, str]  # "tdk" -> "tidak"

    @field_validator("cues", "mentions")
    @classmethod
    def _compile(cls, cues: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, found in cues.items():
            for cue in found:
                try:
                    re.compile(cue)
                except re.error as error:
                    raise ValueError(f"{name}: {cue!r} bukan ekspresi reguler yang sah: {error}") from None
        return cues

    @cached_property
    def label_pairs(self) -> tuple[tuple[str, str], ...]:
        """Every known label with its field path; "" for labels of lines that are not ours."""
        ours = tuple((label_key(name), path) for path, names in self.labels.items() for name in names)
        return (*ours, *((label_key(name), "") for name in self.other_labels))

    @cached_property
    def filler_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Each expression of `label_fillers`, compiled."""
        return tuple(re.compile(rf"\b(?:{filler})\b") for filler in self.label_fillers)

    @cached_property
    def mention_patterns(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """Each expression of `mentions`, compiled."""
        return {
            name: tuple(re.compile(mention, re.IGNORECASE) for mention in found)
            for name, found in self.mentions.items()
        }

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Each list of cues as one compiled pattern."""
        return {
            name: re.compile("|".join(f"(?:{cue})" for cue in found), re.IGNORECASE | re.MULTILINE)
            for name, found in self.cues.items()
        }

    @cached_property
    def application_pattern(self) -> re.Pattern[str]:
        """A known name of an application as group 1, the longest at each place; short ones count in capitals only."""
        names = [
            re.escape(name) if name.isupper() and len(name) <= SHORT else f"(?i:{re.escape(name)})"
            for name in sorted(self.applications, key=len, reverse=True)
        ]
        return re.compile(rf"(?<![\w-])(?=({'|'.join(names) or '(?!)'})(?![\w-]))")

    @cached_property
    def title_pattern(self) -> re.Pattern[str]:
        """Titles of address before a name: `Bapak Dr.`."""
        titles = "|".join(re.escape(title) for title in sorted(self.titles, key=len, reverse=True))
        return re.compile(rf"^(?:(?:{titles})(?:\s+|(?<=\.)))+", re.IGNORECASE)

    @cached_property
    def place_end_pattern(self) -> re.Pattern[str]:
        """Where the name of a place ends in running text."""
        return re.compile(rf"[.,;:()]|\b(?:{'|'.join(self.place_ends)})\b", re.IGNORECASE)

    @cached_property
    def head_pattern(self) -> re.Pattern[str]:
        """A row that begins with the position of somebody who signs: `a.n. Kepala Bagian Umum,`."""
        heads = "|".join(re.escape(head) for head in sorted(self.heads, key=len, reverse=True))
        return re.compile(rf"^\W*(?:(?:a\.?n|u\.?b|plt|plh)\.?\s*)?(?:{heads})\b", re.IGNORECASE)

    @cached_property
    def after_name_pattern(self) -> re.Pattern[str]:
        """Where a name ends and a position or a unit begins: `Budi Santoso Kepala Subbagian Umum`."""
        words = sorted((*self.heads, *self.positions, *self.units), key=len, reverse=True)
        return re.compile(rf"(?:^|[\s,]+)(?:{'|'.join(re.escape(word) for word in words)})\b", re.IGNORECASE)

    @cached_property
    def unit_pattern(self) -> re.Pattern[str]:
        """The name of a unit in running text: its beginning and the capitalised words that follow."""
        begin = "|".join(self.units)
        word = r"(?:[A-Z][\w.’'-]*|[IVX]+[A-C]?|dan|di|Kelas|TPI|\d{1,2})"
        return re.compile(rf"\b(?:{begin})(?:[ \t]+{word})*(?:[ \t]+(?:[A-Z][\w’'-]*|[IVX]+[A-C]?|\d{{1,2}}))?")


def label_key(label: str) -> str:
    """A label in the form it is compared in: small, without points, brackets and spaced-out letters."""
    text = re.sub(r"\([^)]*\)?", " ", label.lower())
    text = re.sub(r"[.*_]+", " ", text)
    text = re.sub(r"\b(?:\w ){2,}\w\b", lambda spaced: spaced[0].replace(" ", ""), text)  # "H a l"
    return " ".join(re.sub(r"\s*/\s*", "/", text).split()).strip(" -–/")
