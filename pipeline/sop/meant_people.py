"""Whom of the directory a reply means to do the work: a name is a person of the directory, or no name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Person
from pipeline.rulebook.answers import AnswerRules

_WORD = re.compile(r"[^\W\d_]+")
_NAME = 4  # letters of a name by which somebody is called
_BEFORE, _AFTER = 3, 3  # words around a name that tell what he is to do
_AGAINST = -1  # what speaks against somebody
TOLD = 1  # weight from which it is said that he shall do it
_GIVEN = frozenset(
    [
        "ke",
        "kepada",
        "kpd",
        "kase",
        "kasih",
        "oleh",
        "serahkan",
        "serahken",
        "suruh",
        "limpahkan",
        "alihkan",
        "teruskan",
        "tunjuk",
        "tugaskan",
        "biar",
        "dhateng",
        "dateng",
        "sama",
        "lewat",
        "oper",
    ]
)
_DOES = frozenset(
    [
        "saja",
        "aja",
        "saja",
        "yang",
        "tolong",
        "mawon",
        "wae",
        "jo",
        "ambil",
        "pegang",
        "turun",
        "handle",
        "kerjakan",
        "urus",
        "berangkat",
        "dulu",
        "please",
        "bantu",
        "lanjutkan",
        "verifikasi",
        "cek",
        "gantikan",
        "ya",
        "nggih",
    ]
)
_NOT_HE = frozenset(
    ["jangan", "bukan", "selain", "kecuali", "kata", "dari", "menurut", "dengan", "bareng", "bersama", "tanya"]
)
_BUSY = frozenset(
    [
        "masih",
        "sedang",
        "lagi",
        "sudah",
        "cuti",
        "sakit",
        "bilang",
        "berhalangan",
        "rapat",
        "dinas",
        "kan",
        "tadi",
        "juga",
        "memang",
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Call:
    """Somebody named in a text."""

    name: str  # as he is called
    words: int
    weight: int  # what the words around it say for and against him
    place: int


def meant_person(
    text: str, people: Sequence[Person], rules: AnswerRules, *, by: str = "", least: int = _AGAINST + 1
) -> str | None:
    """Whom the text means, as it calls him; None where it means nobody of `people`.

    `by` is the writer himself. With `least` `TOLD` only whom it gives the work to: "biar Budi", "Budi yang kerjakan".
    """
    others = [one for one in people if _bare(one.name) != _bare(by)]
    calls = [call for person in others for call in _calls(text, person, rules) if call.weight >= least]
    if not calls:
        return None
    return max(calls, key=lambda call: (call.weight, call.words, -call.place)).name


def names_somebody(text: str, people: Sequence[Person]) -> bool:
    """Whether a word of somebody's name stands in the text."""
    words = set(_WORD.findall(text.lower()))
    return any(word in words for one in people for word in _WORD.findall(_bare(one.name)) if len(word) >= _NAME)


def is_known(name: str, people: Sequence[Person]) -> bool:
    """Whether a name is an address or a word of a name of the directory."""
    words = {word for word in _WORD.findall(name.lower()) if len(word) >= _NAME}
    return any(name.lower() == one.email or words & set(_WORD.findall(_bare(one.name))) for one in people)


def _bare(name: str) -> str:
    return name.split(",", maxsplit=1)[0].strip().lower()


def _calls(text: str, person: Person, rules: AnswerRules) -> Iterator[_Call]:
    own = {word for word in _WORD.findall(_bare(person.name)) if len(word) >= _NAME}
    found = list(_WORD.finditer(text))
    words = [one.group().lower() for one in found]
    place = 0
    while place < len(words):
        end = place
        while end < len(words) and words[end] in own:
            end += 1
        if end > place:
            name = " ".join(one.group() for one in found[place:end])
            yield _Call(name=name, words=end - place, weight=_weight(words, place, end, rules), place=place)
        place = max(end, place + 1)


def _weight(words: Sequence[str], start: int, end: int, rules: AnswerRules) -> int:
    titles = frozenset(rules.name_titles)
    before = [word for word in words[max(0, start - _BEFORE) : start] if word not in titles][-2:]
    after = words[end : end + _AFTER]
    weight = 2 * bool(_GIVEN & set(before)) + bool(_DOES & set(after[:2])) - 3 * bool(_NOT_HE & set(before))
    return weight - 2 * bool(after and after[0] in _BUSY)
