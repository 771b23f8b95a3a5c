"""Which annexes of a mail with several letters may go with which, where one of them is marked Rahasia."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Document, Letter, Sifat


def guarded(letters: Sequence[Letter], documents: Sequence[Document]) -> tuple[Letter, ...]:
    """The letters of one mail; where one of several is secret, another keeps of annexes and evidence only what names its number.

    Which letter an annex follows is a guess, and a guess must not carry a secret to the wrong desk.
    """
    secret = [letter for letter in letters if is_secret(letter)]
    if not secret or all(letter.parts == secret[0].parts for letter in letters):
        return tuple(letters)
    texts = {document.part: document.text for document in documents}
    plain = {index: _certain(letter, texts) for index, letter in enumerate(letters) if not is_secret(letter)}
    taken = {name for letter in plain.values() for name in letter.parts}
    loose = {name for index in plain for name in (*letters[index].parts, *letters[index].evidence)} - taken
    alone = all(letter.parts == secret[0].parts for letter in secret)
    found = []
    for index, letter in enumerate(letters):
        if index in plain:
            found.append(plain[index])
        elif alone:
            evidence = (*letter.evidence, *(name for name in texts if name in loose))
            found.append(replace(letter, evidence=tuple(dict.fromkeys(evidence))))
        else:
            found.append(letter)
    return tuple(found)


def is_secret(letter: Letter) -> bool:
    """Whether it is marked Rahasia."""
    return letter.value("sifat") == Sifat.RAHASIA.value


def _certain(letter: Letter, texts: dict[str, str]) -> Letter:
    """The letter itself, and the annexes that name its number."""
    number = _plain(letter.value("number") or "")
    names = (name for name in letter.parts[1:] if number and number in _plain(texts.get(name, "")))
    return replace(letter, parts=(*letter.parts[:1], *names), evidence=())


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
