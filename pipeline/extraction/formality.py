"""Whether what is typed into a mail is a letter: its head, or whom it addresses and what it reports or asks."""

from __future__ import annotations

from pipeline.model import Form, Letter
from pipeline.rulebook.labels import LabelRules

FEW = 12  # words: less is a remark


def is_formal(letter: Letter, rules: LabelRules) -> bool:
    """Whether somebody wrote a letter there, not a remark: a letter's head, or its salutation, opening or closing around a matter."""
    if letter.form is not Form.EMAIL:
        return True
    if len(letter.full_text.split()) < FEW or letter.value("issue.description") is None:
        return False
    return any(rules.patterns["formal"].search(line) for line in letter.full_text.splitlines())
