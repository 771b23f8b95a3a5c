"""Whether a candidate may be the value of a field, and how the value is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.extraction import values
from pipeline.extraction.access import people
from pipeline.extraction.labels import vocabulary
from pipeline.extraction.sheet import Sheet
from pipeline.model import Field
from pipeline.rulebook.labels import label_key
from pipeline.tagging import EXTENSION, Choice, Choices, agree

A_NAME = 0.1  # probability from which a longer form of a name is one
_OF_SIGNER = {"requester.nip": "signatory.nip", "requester.position": "signatory.position"}
_NAMES_WHOM_TO_CALL = ("requester.name", "requester.phone")  # labels of these are no posts: "penanggung jawab"
_NAMED = ("requester.name", "signatory.name", "requester.unit")  # none of these is called as a label is
_TO = re.compile(r"\W*(?:kepada\b|k?yth\b)", re.IGNORECASE)
_OPEN_BOX = re.compile(r"\s*(?:[\u2610\u25a1]|\[\s*\]|\(\s*\))")  # of a form, that nobody ticked
_TITLE = re.compile(r"(?:dr|drg|drh|drs|dra|ir|apt|ns|hj?|kh|prof)\b")
_WORD = re.compile(r"[^\W_]")
_WHERE = re.compile(r"^\s*(?:di|pada|dari|ke)\b", re.IGNORECASE)  # before a place
_SENTENCE_END = re.compile(r"(?<=[a-z]{3})\.$")


def may_be(sheet: Sheet, found: Mapping[str, Field], path: str, said: str) -> bool:
    """Whether it has the field's grammar, and fits what else was `found`: the requester's post is neither his name nor the signer's."""
    value = value_of(sheet, path, said)
    return (
        value is not None
        and not _OPEN_BOX.match(said)
        and _is_value(sheet, path, value)
        and _fits(sheet, found, path, said, value)
    )


def _is_value(sheet: Sheet, path: str, value: str) -> bool:
    """Whether it is neither a formula of courtesy nor a label, and a name begins as names do."""
    if sheet.rules.patterns["courtesy"].fullmatch(value):
        return False
    if path in _NAMED and label_key(value) in vocabulary(sheet.rules).exact:
        return False
    if path == "issue.location":
        return not _begins_with_label(sheet, path, value)
    return not path.endswith(".name") or not (people.asks(value) or _begins_amid_a_word(value) or _TO.match(value))


def _fits(sheet: Sheet, found: Mapping[str, Field], path: str, said: str, value: str) -> bool:
    asks, signs = found.get("requester.name"), found.get("signatory.name")
    if path == "requester.position" and (
        vocabulary(sheet.rules).path_of(said) in _NAMES_WHOM_TO_CALL
        or (asks and (is_part(value, asks.value) or is_part(asks.value, value)))
    ):
        return False
    if path == "requester.nip" and any(
        agree(path, right.nip, value) and not (asks and right.name and agree("requester.name", right.name, asks.value))
        for right in sheet.access.rights
        if right.nip
    ):
        return False
    if path == "requester.unit" and (
        _is_addressee(sheet, value) or people.asks(value) or (asks and agree("requester.name", asks.value, value))
    ):
        return False
    theirs = found.get(_OF_SIGNER.get(path, ""))
    another = asks is not None and signs is not None and not agree("requester.name", signs.value, asks.value)
    return not (another and theirs and agree(path, theirs.value, value))


def _begins_amid_a_word(name: str) -> bool:
    return name[:1].islower() and not name.islower() and not _TITLE.match(name)


def _begins_with_label(sheet: Sheet, path: str, value: str) -> bool:
    """Whether a label of another field stands before it: "Unit Kerja Balai Contoh"."""
    words, known = value.split(), vocabulary(sheet.rules).exact
    labels = (label_key(" ".join(words[:count])) for count in range(2, len(words)))
    return any(known.get(label, path) != path for label in labels)


def _is_addressee(sheet: Sheet, value: str) -> bool:
    """Whether it is said of nobody but of whom the letter is to."""
    said = [row.flat for row in sheet.rows if is_part(value, row.flat)]
    return bool(said) and all(_TO.match(row) for row in said)


def fuller_name(best: Choice, choices: Choices) -> Choice:
    """A person's longest name in the letter, where one alone holds the chosen one."""
    said = best.candidate.value
    longer = [one for one in choices.found if one.likely >= A_NAME and _is_shorter_name(said, one.candidate.value)]
    return replace(longer[0], likely=best.likely + longer[0].likely) if len(longer) == 1 else best


def _is_shorter_name(said: str, whole: str) -> bool:
    """Whether what stands beside it in the longer value are names, too: written alike, with nothing but blanks between."""
    before, found, after = whole.partition(said)
    beside = f"{before}{after}"
    clean = not re.search(r"[^\w\s.'’]|\d|_", beside)
    return bool(found) and clean and beside.strip()[:1].isupper() == said[:1].isupper()


def is_part(said: str, whole: str) -> bool:
    """Whether its words stand in a row in a value that is as long, or longer."""
    mine, theirs = (re.findall(r"\w+", one.lower()) for one in (said, whole))
    return bool(mine) and any(theirs[at : at + len(mine)] == mine for at in range(len(theirs) - len(mine) + 1))


def value_of(sheet: Sheet, path: str, said: str) -> str | None:
    """A value as it is kept; None where it is none."""
    if path == "requester.phone":
        return values.phone(said) or (said if EXTENSION.search(said) else None)
    if path.endswith(".nip"):
        return values.nip(said) or (re.sub(r"\D", "", said) or None)
    if path == "requester.email":
        return said.lower()
    if path == "number":
        return values.letter_number(said) or said
    if path.endswith(".name"):
        return sheet.rules.title_pattern.sub("", _SENTENCE_END.sub("", said)).strip(" ,:-") or None
    if path == "issue.location":
        said = _WHERE.sub("", said)
    return said.strip(" ,;:") if _WORD.search(said) else None
