"""What the requester and the operator say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import phonenumbers

from pipeline.model import Action, Answer, Case, CaseState, OperatorDecided, Sifat
from pipeline.rulebook import Rulebook
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.sop.moments import find_moment, has_clock
from pipeline.sop.naming import sop_meant
from pipeline.sop.words import Sentence, contains, first_word, labelled, said, sentences, without, written_out

_MOVES = (Action.CABUT, Action.PUAS, Action.BELUM)
_AFTER_STILL = 4  # words after "masih" in which the bad state stands
_SHORT_REPLY = 8  # words of a reply that may be the one missing value itself
_PHONE = "requester.phone"
_NAMES = ("requester.name", "requester.unit")


def understand_requester(text: str, *, case: Case, rulebook: Rulebook, now: datetime) -> Answer:
    """What the requester's mail says.

    DATA and PERBAIKI carry `values` by field path, normalised where the field asks for it (phones E.164, dates ISO);
    a value that cannot be normalised is left out. `action` None with a `doubt` is asked back; None without one is
    thanks and the like, which ask for nothing.
    """
    rules = rulebook.answers
    raw = text.strip()
    spoken = said(text, rules)
    labels = dict(rules.fields.items())
    values, body = labelled(spoken, labels)
    parts = sentences(body, rules)
    note = body.strip()
    word = first_word(parts[0], rules)[1] if parts else ""
    command = _command(word, rules)
    if command is Action.PERBAIKI and not values:
        values = _corrected(body, labels)
    normal = _normal(values, now)
    if command is Action.PERBAIKI or (normal and _changes_something(normal, case)):
        if normal:
            return Answer(action=Action.PERBAIKI, values=normal, note=note, text=raw)
        doubt = "Sebutkan data yang diperbaiki, misalnya: PERBAIKI No. HP: 0812-..."
        return Answer(action=None, doubt=doubt, text=raw)
    if normal:
        return Answer(action=Action.DATA, values=normal, note=note, text=raw)
    return _moving(parts, command, case, rules, note=note, raw=raw) or _free(parts, case, rules, note, raw)


def _command(word: str, rules: AnswerRules) -> Action | None:
    of_requester = (Action.PERBAIKI, Action.STATUS, *_MOVES)
    return next((action for action in of_requester if word in rules.answers.get(action, Saying()).words), None)


def _moving(  # noqa: PLR0911 - one return a meaning
    parts: Sequence[Sentence], command: Action | None, case: Case, rules: AnswerRules, *, note: str, raw: str
) -> Answer | None:
    """STATUS, CABUT, PUAS, BELUM; the last three only out of plain statements."""
    if not parts:
        return None
    if command is Action.STATUS:
        return Answer(action=Action.STATUS, note=note, text=raw)
    # BELUM before PUAS: "belum normal" holds "normal".
    for action in (Action.CABUT, Action.BELUM, Action.PUAS):
        unless = rules.answers.get(action, Saying()).unless
        if any(contains(part.words, word) is not None for part in parts for word in unless):
            continue
        meant = command is action or any(_says(part, action, rules) for part in parts)
        if not meant or (action is not Action.CABUT and not case.state.ended):
            continue
        if action is Action.BELUM:
            return Answer(action=action, note=note, text=raw)
        if _plain(parts, rules):
            return Answer(action=action, note=note, text=raw)
        if action is Action.CABUT:
            doubt = "Apakah laporan ini Saudara cabut? Bila ya, balas CABUT saja."
            return Answer(action=None, doubt=doubt, text=raw)
    if case.waiting_for != ASK_REQUESTER and any(_says(part, Action.STATUS, rules) for part in parts):
        return Answer(action=Action.STATUS, note=note, text=raw)
    return None


def _free(parts: Sequence[Sentence], case: Case, rules: AnswerRules, note: str, raw: str) -> Answer:
    """Words without label or command: thanks, the one value that is missing, an answer to what was asked."""
    words = [word for part in parts for word in part.words]
    if not words or set(words) <= set(rules.thanks):
        return Answer(action=None, note=note, text=raw)
    missing = tuple(case.missing)
    phone = _phone(note)
    if phone and _PHONE in missing:
        return Answer(action=Action.DATA, values={_PHONE: phone}, note=note, text=raw)
    if case.waiting_for == ASK_REQUESTER:
        lone = [path for path in missing if path in _NAMES or path == "requested_resolution"]
        if not case.waiting_note and len(missing) == 1 and lone and len(words) <= _SHORT_REPLY:
            return Answer(action=Action.DATA, values={lone[0]: note}, note=note, text=raw)
        return Answer(action=Action.DATA, note=note, text=raw)
    doubt = "Kami tidak menemukan permintaan yang kami kenali dalam balasan Saudara."
    return Answer(action=None, doubt=doubt, note=note, text=raw)


def _says(part: Sentence, action: Action, rules: AnswerRules) -> bool:
    saying = rules.answers.get(action, Saying())
    if action is Action.BELUM and _complains(part, rules):
        return True
    return any(contains(part.words, phrase) is not None for phrase in saying.phrases)


def _complains(part: Sentence, rules: AnswerRules) -> bool:
    """A bad state that lasts or is back: "masih putus-putus", "kok mati lagi"."""
    words = part.words
    for place, word in enumerate(words):
        after = words[place + 1 : place + 1 + _AFTER_STILL]
        if word in rules.still and any(contains(after, state) is not None for state in rules.bad):
            return True
    return False


def _plain(parts: Sequence[Sentence], rules: AnswerRules) -> bool:
    for part in parts:
        words = without(part.words, rules.harmless)
        hindering = (*rules.negations, *rules.conditions, *rules.questions)
        if part.asks or any(
            contains(words, word) is not None for word in hindering if word not in ("batal", "cuma", "baru")
        ):
            return False
    return True


# ---------------------------------------------------------------------------------------------------------------- values


def _corrected(body: str, labels: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """A label without a colon: "PERBAIKI no hp 0812-..."."""
    rest = re.sub(r"^\W*\w+\W+", "", body.strip())
    for label, path in sorted(
        ((label, path) for path, all_of in labels.items() for label in all_of), key=lambda one: -len(one[0])
    ):
        found = re.match(
            rf"(?:data |menjadi )?{re.escape(label)}\s+(?:yang benar\s+|seharusnya\s+|menjadi\s+|jadi\s+|adalah\s+)?(\S.*)",
            rest,
            re.IGNORECASE | re.DOTALL,
        )
        if found:
            return {path: found.group(1).strip()}
    return {}


def _normal(values: dict[str, str], now: datetime) -> dict[str, str]:
    """Values as the fields hold them; what cannot be read as its field is left out."""
    found = {}
    for path, text in values.items():
        value = _normalised(path, text, now)
        if value:
            found[path] = value
    return found


def _normalised(path: str, text: str, now: datetime) -> str | None:
    if path == _PHONE:
        return _phone(text)
    if path.endswith(".nip"):
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) == 18 else None  # noqa: PLR2004 - a NIP has 18 digits (NASKAH 7)
    if path in ("issue.occurred_at", "date"):
        moment = find_moment(text, now, past=True)
        if moment is None:
            return None
        timed = path == "issue.occurred_at" and has_clock(text)
        return moment.isoformat() if timed else moment.date().isoformat()
    if path == "sifat":
        word = "_".join(text.lower().split())
        return word if word in {one.value for one in Sifat} else None
    return re.sub(r"[ \t]+", " ", text).strip() or None


def _phone(text: str) -> str | None:
    for found in phonenumbers.PhoneNumberMatcher(text, "ID"):
        return str(phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164))
    return None


def _changes_something(values: dict[str, str], case: Case) -> bool:
    """Whether a value is there already and reads otherwise: then the mail corrects, without saying so."""
    return any(case.letter.value(path) not in (None, value) for path, value in values.items()) and not (
        case.state is CaseState.WAITING and all(case.letter.value(path) is None for path in values)
    )


# -------------------------------------------------------------------------------------------------------------- operator


def understand_operator(text: str, *, rulebook: Rulebook) -> OperatorDecided | None:
    """A SOP id (or what people call it) or `TOLAK <reason>` in the first line; None where it is neither, or unclear."""
    rules = rulebook.answers
    lines = [line.strip() for line in said(text, rules).split("\n") if line.strip()]
    telling = [line for line in lines if not set(written_out(line, rules)) <= set(rules.polite)]
    if not telling:
        return None
    first = telling[0]
    words = written_out(first, rules)
    polite = frozenset(rules.polite)
    start = next((place for place, word in enumerate(words) if word not in polite), 0)
    if words[start] in rules.answers.get(Action.TOLAK, Saying()).words:
        reason = re.split(r"(?i)\b\w*tolak\w*\b", "\n".join(telling), maxsplit=1)[-1].strip(" \t\n:,.-–—")
        return OperatorDecided(refuse=reason) if reason and "?" not in first else None
    hindering = (*rules.negations, *rules.conditions, *rules.questions)
    if "?" in first or any(contains(words, word) is not None for word in hindering):
        return None
    sop = sop_meant(first, rulebook)
    return OperatorDecided(sop=sop) if sop else None
