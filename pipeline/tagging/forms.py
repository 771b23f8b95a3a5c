"""What form a paper has: surat, nota dinas or formulir, whatever its maker calls it.

A form is known by how it stands there more than by its title ("Kartu Lapor", "Incident Record"): labels and values instead of
sentences, boxes, nobody addressed.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.models import bucket
from pipeline.tagging.passage import Passage

HEAD = 14  # lines in which a paper says what it is
TITLE = 6  # lines of which the place counts
FACT_WORTH = 3  # times that a fact counts beside a word
LONG, SENTENCE = 90, 50  # characters of a line that is no value; with a full stop behind it
_VALUE = re.compile(r"\S(?:\s{3,}|\.{4,}|_{3,}|\t)\s*\S|\||\?\s*$|->|=")
_NOTA_DINAS = re.compile(r"^\W*n\s*o\s*t\s*a\W{0,5}d\s*i\s*n\s*a\s*s\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# Words and marks of the language of letters and of forms, whatever they are about.
_MARKS = (
    "yth", "kepada", "dari", "hal", "perihal", "demikian", "dengan hormat", "nomor", "no.", "lampiran", "sifat", "tembusan",
    "pemohon", "diisi", "tanda tangan", "paraf", "[x]", "[ ]", "( )",
)  # fmt: skip


def form_features(text: str) -> Counter[int]:
    """What the model of forms sees of a paper: the words of its head, and how much of it is labels or sentences."""
    passage = Passage(text=text, form="")
    pairs = zip(passage.lines, passage.labels, strict=True)
    full = [(line, label) for (start, end), (label, _) in pairs if (line := text[start:end].strip())]
    head = full[:HEAD]
    low = text.lower()
    facts = [
        f"values {_eighths(sum(bool(label or _VALUE.search(line)) for line, label in full), len(full))}",
        f"sentences {_eighths(sum(_is_sentence(line) for line, _ in full), len(full))}",
        f"lines {min(8, len(full) // 6)}",
        *(f"has {mark}" for mark in _MARKS if mark in low),
        *(f"label {label}" for _, label in head if label),
        *(f"line {number} {word}" for number, (line, _) in enumerate(head[:TITLE]) for word in _words(line)[:4]),
    ]
    if any(_NOTA_DINAS.match(line) for line, _ in head):
        facts.append("nota dinas")
    found: Counter[int] = Counter()
    for fact in facts:
        found[bucket("f", fact)] += FACT_WORTH
    found.update(bucket("w", word) for line, _ in head for word in _words(line))
    return found


def _is_sentence(line: str) -> bool:
    return len(line) > LONG or (len(line) > SENTENCE and line.endswith("."))


def _eighths(part: int, whole: int) -> int:
    return round(8 * part / max(1, whole))


def _words(line: str) -> list[str]:
    return _WORD.findall(line.lower())
