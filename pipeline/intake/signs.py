"""Whether a mail's own words sound like a program: by all that they say, never by one phrase.

Automatic answers speak of the mail, of their writer's absence, of office hours and of other contacts, and of nothing else. A
person may say any of this, and has something to say besides. So signs are weighed over the whole text, and beside them stands
what the text asks of us, and what is left of it without the signs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.config import default_models
from pipeline.folding import fold
from pipeline.model import Action, Part, Signs
from pipeline.models import LinearModel, features
from pipeline.rulebook.kinds import KindRules

MOST = 5000  # characters that are weighed; programs say less, and patterns cost more than one look at each
_SUBJECT = "perihal"
_A_NAME = 3  # words of a greeting, a name, an office
_A_PAGE = 200  # bytes of an attached text: less is a footer
# Words at least that are weighed. Of replies of seven words and less by writers that no model saw, 3 in 75 sound automatic
# so, and 11 would if four words sufficed without a sign: "kirim ke pelapor, tembusan Kabag".
_FEW, _FEW_WITHOUT_SIGN = 4, 8
PROGRAM, PERSON = "program", "person"  # what the model tells apart
_QUOTED = re.compile('"[^"\n]{2,400}"|“[^“”\n]{2,400}”|«[^«»\n]{2,400}»|„[^„“\n]{2,400}“|‘[^‘’\n]{12,400}’')
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*[-•*\d(]|[^\n:]{2,30}:)")
_CLAUSE = re.compile(
    r",?\s+(?:namun(?: demikian)?|tetapi|tapi|akan tetapi|sehingga|karena itu|jadi|but|however)\b", re.IGNORECASE
)
LETTER_TYPES = (
    "application/pdf",
    "application/msword",
    "application/rtf",
    "text/rtf",
    "application/vnd.",
    "application/zip",
    "application/x-zip",
    "application/octet-stream",
    "image/tiff",
)
# How files begin that may be letters (PDF, Word, packages, archives, TIFF): what a program calls them is up to the program.
_LETTER_BEGINNINGS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"II*\x00",
    b"MM\x00*",
)


def signs_in(subject: str, text: str, rules: KindRules) -> Signs:
    """The signs in a subject and in the writer's own words, and how likely a program wrote them."""
    seen = _seen(subject, text, rules)
    declared = rules.patterns["automatic_subjects"].match(bare_subject(subject, rules))
    if declared and seen.asks:  # a subject alone proves nothing: people write "Auto: pintu gerbang" of a gate, too
        declared = None
        seen = replace(seen, because=tuple(name for name in seen.because if name != _SUBJECT))
    nothing_else = bool(seen.because) and not re.search(r"\w", seen.rest)  # "Lagi cuti."
    enough = nothing_else or len(seen.own.split()) >= (_FEW if seen.because else _FEW_WITHOUT_SIGN)
    program = program_model().probabilities(_features(seen))[PROGRAM] if enough else 0.0
    return Signs(
        program=max(program, rules.program_sure) if declared else program,
        because=seen.because,
        answers=_SUBJECT in seen.because
        or any(sign.answers and sign.called in seen.because for sign in rules.signs.values()),
        asks=seen.asks,
        rest=seen.rest,
    )


def program_features(subject: str, text: str, rules: KindRules) -> Counter[int]:
    """What the model of programs and people sees of a mail: its words, and the signs in it."""
    return _features(_seen(subject, text, rules))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What is weighed."""

    own: str  # the writer's own words
    because: tuple[str, ...]  # what the signs are called
    asks: int
    share: float  # of the sentences that hold a sign
    rest: str  # the words that are no sign


def _seen(subject: str, text: str, rules: KindRules) -> _Seen:
    subject = bare_subject(subject, rules)
    rest = own = _unquoted(text)
    because = [
        _SUBJECT for name in ("automatic_subjects", "automatic_ticket_subjects") if rules.patterns[name].match(subject)
    ][:1]
    for sign in rules.signs.values():
        if sign.pattern.search(own):
            because.append(sign.called)
            rest = sign.pattern.sub(" ", rest)
    sentences = _sentences(own)
    return _Seen(
        own=own,
        because=tuple(because),
        asks=sum(1 for sentence in sentences if _asks_of_us(sentence, rules)),
        share=_share(sentences, rules),
        rest=rest.strip(),
    )


def _features(seen: _Seen) -> Counter[int]:
    facts = [f"sign={name}" for name in seen.because]
    facts += [f"asks={min(seen.asks, 2)}", f"share={round(4 * seen.share)}"]
    facts.append(f"length={min(7, len(seen.own.split()).bit_length())}")
    return features(fold(seen.own), also=tuple(facts))


@cache
def program_model() -> LinearModel:
    """The shipped model that tells programs and people apart (`examples/automatic`, `make models`)."""
    return LinearModel.from_bytes((default_models() / "program.model").read_bytes())


def _unquoted(text: str) -> str:
    """The writer's own words, up to `MOST` characters; runs of blanks are one, so that none makes a pattern stall."""
    short = re.sub(r"(?: ?\n){3,}", "\n\n", re.sub(r"[^\S\n]+", " ", text[: 4 * MOST]))
    return _QUOTED.sub(" ", short.strip()[:MOST])


def bare_subject(subject: str, rules: KindRules) -> str:
    """A subject without "Re:" and the like."""
    prefix = re.compile(rf"^\s*(?:{rules.patterns['reply_subjects'].pattern})\s*:\s*", re.IGNORECASE)
    while (shorter := prefix.sub("", subject)) != subject:
        subject = shorter
    return subject.strip()


def sounds_automatic(signs: Signs, rules: KindRules) -> bool:
    """Whether a program is likely; where something is asked of us, whether it is all but sure."""
    return signs.program >= (rules.program_sure if signs.asks else rules.program_likely)


def reads_automatic(signs: Signs, rules: KindRules) -> bool:
    """Whether a text in which no answer was found reads like a program's: then it is not asked back."""
    return signs.program >= rules.program_likely


def is_loud(signs: Signs, rules: KindRules) -> bool:
    """Whether even an answer word in it is most likely a form's."""
    return signs.program >= rules.program_sure


def begins_with_answer(text: str) -> bool:
    """Whether the first word is one of those that answers are told by, in capitals: no program begins so.

    "TUNDA sampai Senin, saya sedang cuti" is all but certainly a program's to the model, and means nothing without its signs.
    """
    first = text.split(maxsplit=1)[:1]
    return bool(first) and first[0].strip(".,:;!") in Action.__members__


def may_hold_letter(parts: Iterable[Part]) -> bool:
    """Whether a file came along that may be a letter, a picture that the text shows aside."""
    return any(
        part.content_type.startswith(LETTER_TYPES)
        or (part.content_type.startswith("image/") and not part.inline)
        or (part.content_type.startswith("text/") and len(part.content) >= _A_PAGE)
        or begins_as_letter(part)
        for part in parts
    )


def begins_as_letter(part: Part) -> bool:
    """Whether a file's content is of a kind that letters come in."""
    return part.content.startswith(_LETTER_BEGINNINGS)


def is_alert(subject: str, text: str, rules: KindRules) -> bool:
    """Whether a monitoring program reports: it begins as such programs do and names what only they name; nobody asks for anything."""
    said = text[:MOST].strip()
    begins = rules.patterns["alert_beginnings"]
    if not (begins.match(bare_subject(subject, rules)) or begins.match(said)):
        return False
    asks = any(_asks_of_us(one, rules) for one in _sentences(_unquoted(text)) if not begins.match(one))
    return bool(rules.patterns["alert_marks"].search(f"{subject}\n{said}")) and not asks


def is_fraud(subject: str, text: str, rules: KindRules) -> bool:
    """A lure and what it is to lead to, told by nobody who complains of it."""
    said = _unquoted(f"{subject}\n{text}")
    patterns = rules.patterns
    return bool(
        patterns["fraud_lures"].search(said)
        and patterns["fraud_asks"].search(said)
        and not patterns["fraud_told"].search(said)
    )


def _share(sentences: Sequence[str], rules: KindRules) -> float:
    """The part of the sentences that hold a sign; greetings, names and thanks count on neither side."""
    signed = counted = 0
    for sentence in sentences:
        if any(sign.pattern.search(sentence) for sign in rules.signs.values()):
            signed += 1
            counted += 1
        elif len(sentence.split()) > _A_NAME and not rules.patterns["courtesies"].fullmatch(sentence):
            counted += 1
    return signed / counted if counted else 1.0


def _asks_of_us(sentence: str, rules: KindRules) -> bool:
    patterns = rules.patterns
    bare = sentence.strip(" \t\n-•*–(")
    return bool(patterns["asks_of_us"].search(bare)) and not patterns["conditions"].match(bare)


def _sentences(text: str) -> Sequence[str]:
    return [
        " ".join(clause.split())
        for sentence in _SENTENCE.split(text)
        for clause in _CLAUSE.split(sentence)
        if clause.strip()
    ]
