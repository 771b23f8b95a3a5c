"""Whom and what a reply names: a person, an SOP."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from pipeline.model import Person
from pipeline.rulebook import Rulebook
from pipeline.rulebook.answers import AnswerRules

_LIKE = 84.0  # likeness at which a name with typing errors is still that SOP
_NAME = 3  # letters of a name at least
_LONG_ENOUGH = 6  # letters above which typing errors are forgiven
_AROUND_SOP = re.compile(r"\b(?:sop|masuk|ke|ini|pakai|gunakan|pindah|pindahkan|arahkan|proses|sebagai)\b")


def sop_meant(text: str, rulebook: Rulebook) -> str | None:
    """The SOP that the text names by id, title or what people call it; None where it names none or several."""
    lowered = text.lower()
    by_id = [key for key in rulebook.sops if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", lowered)]
    if by_id:
        return by_id[0] if len(by_id) == 1 else None
    head = re.sub(r"\s+", " ", _AROUND_SOP.sub(" ", lowered)).strip(" .,:;-!")
    names = {
        key: {sop.short.lower(), sop.title.lower(), key.replace("-", " "), *rulebook.answers.sops.get(key, ())}
        for key, sop in rulebook.sops.items()
    }
    exact = [key for key, all_of in names.items() if head in all_of]
    if len(exact) == 1:
        return exact[0]
    near = {
        key
        for key, all_of in names.items()
        for name in all_of
        if len(name) > _LONG_ENOUGH and fuzz.ratio(head, name) >= _LIKE
    }
    return near.pop() if len(near) == 1 else None


def sop_within(text: str, rulebook: Rulebook, *, own: str | None = None) -> str | None:
    """The one SOP that free prose names by what people call it; None where it names none or several.

    The longest name counts: "hak akses aplikasi" is about access; `own`, the one that it belongs to now, does not: "bukan soal bandwidth".
    """
    lowered = f" {re.sub(r'[^a-z0-9]+', ' ', text.lower())} "
    found = {}
    for key, sop in rulebook.sops.items():
        if key == own:
            continue
        names = (sop.short.lower(), sop.title.lower(), key.replace("-", " "), *rulebook.answers.sops.get(key, ()))
        found[key] = max((len(name) for name in names if f" {name} " in lowered), default=0)
    best = max(found, key=lambda key: found[key])
    return best if found[best] and list(found.values()).count(found[best]) == 1 else None


def new_holder(note: str, rules: AnswerRules) -> str | None:
    """The name right after ALIHKAN, or the one after "kepada", "oleh" in a sentence."""
    found = person_in(note, rules)
    introduced = re.search(r"\b(?:ke|kepada|kpd|oleh)\b(.*)", note, re.IGNORECASE)
    return found or (person_in(introduced.group(1), rules) if introduced else None)


def person_in(text: str, rules: AnswerRules) -> str | None:
    """The name after "ke", a title or the command itself; None where it names nobody."""
    address = re.search(r"(?<![\w.+-])[\w.+-]+@[\w.-]+\w", text)
    if address:
        return address.group().lower()
    tokens = re.findall(r"[^\s,;:()]+|[,;:()\n]", text.strip())
    taken: list[str] = []
    introduced = False
    for token in tokens:
        word = token.lower().strip(".")
        plain = rules.short.get(word, word)
        if (not taken and plain in rules.name_after) or (not taken and plain in rules.name_titles):
            introduced = True
        elif not taken and not introduced and word in ("tugas", "ini", "saja", "surat", "disposisi"):
            continue
        elif not word[:1].isalpha() or plain in rules.name_ends or (taken and token.endswith(".") and len(word) > 3):  # noqa: PLR2004
            if word[:1].isalpha() and plain not in rules.name_ends:
                taken.append(token.strip("."))
            break
        elif introduced or token[0].isupper() or taken:
            taken.append(token.strip("."))
        else:
            break
    taken = [word for word in taken if word.lower() not in rules.name_titles]
    words = [word.lower() for word in taken]
    if not words or _means_nobody(words, rules):
        return None
    return " ".join(taken)


def known_person(text: str, people: Sequence[Person], rules: AnswerRules) -> str | None:
    """Who is named right at the beginning, in whatever letters, by one word or more of his own name."""
    taken: list[str] = []
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if not taken and (
            word in rules.name_titles or rules.short.get(word, word) in (*rules.name_after, *rules.polite)
        ):
            continue
        if not any(word in person.name.lower().split() for person in people) or (not taken and len(word) < _NAME):
            break
        taken.append(word)
    return " ".join(taken) or None


def _means_nobody(words: Iterable[str], rules: AnswerRules) -> bool:
    return set(words) <= {*rules.nobody, *rules.polite}
