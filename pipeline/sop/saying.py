"""What a holder's reply says.

The answer word first, or natural language. An approval or a "done" is never read out of a sentence with a negation, a
question, a condition or a "later" in it: such a reply is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz.distance import DamerauLevenshtein

from pipeline.model import Action, Answer
from pipeline.rulebook import Rulebook, Step
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.sop.answering import ALWAYS, BOTH_SIGNED, allowed
from pipeline.sop.hearing import understand_operator, understand_requester
from pipeline.sop.moments import find_moment, find_until
from pipeline.sop.naming import new_holder, person_in, sop_meant
from pipeline.sop.words import Sentence, contains, first_word, labelled, said, sentences, without, written_out

__all__ = ["understand", "understand_operator", "understand_requester"]

GO_ON = (Action.SELESAI, Action.SETUJU, Action.TANGANI, Action.TERUSKAN)
"""Answers that move a case forward: read only out of plain statements."""

_APPROVES = frozenset({Action.SETUJU, Action.TANGANI, Action.TERUSKAN})
_NEVER_GUESSED = frozenset({Action.BATAL, Action.PINDAH})
_FORGIVING = 6  # letters from which one typing error in an answer word is forgiven
_NEAR = 3  # words before a phrase in which a negation turns it round


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reply:
    """A reply taken apart."""

    text: str  # as it came
    body: str  # without labelled lines, hints and signature
    parts: tuple[Sentence, ...]
    values: dict[str, str]
    files: tuple[str, ...]
    step: Step
    rules: AnswerRules
    taken: tuple[Action, ...]  # answers that the step takes


def _is_hint(value: str, hint: str) -> bool:
    """Whether the form's own words stand there yet: `Penyebab : (analisis penyebab gangguan)`."""
    return bool(hint) and " ".join(value.split()).strip("() .").lower() == hint.lower()


def understand(text: str, *, step: Step, files: Sequence[str], rulebook: Rulebook, now: datetime) -> Answer:
    """What a holder's reply says: one of the answers that the step takes, or `doubt` with a sentence that says why not.

    `text` is the new text of the reply, `files` the names of what is attached, `now` in the office's zone (for "besok").
    `values` are the asks of the step that came as labelled lines; a step that asks for a single text takes it from the
    words after the answer, too.
    """
    rules = rulebook.answers
    asks = rulebook.asks
    labels = {key: (asks[key].label, key.replace("_", " "), *asks[key].words) for key in step.asks if key in asks}
    spoken = said(text, rules)
    values, body = labelled(spoken, labels)
    values = {key: value for key, value in values.items() if not asks[key].file and not _is_hint(value, asks[key].hint)}
    reply = _Reply(
        text=text.strip(),
        body=body,
        parts=tuple(sentences(body, rules)),
        values=values,
        files=tuple(files),
        step=step,
        rules=rules,
        taken=(*step.answers, *ALWAYS),
    )
    answer = replace(_answer(reply), text=reply.text, values=values)
    return _completed(answer, reply, rulebook, now) if answer.action else answer


def _answer(reply: _Reply) -> Answer:
    if not reply.parts:
        filled = [key for key in reply.step.asks if key in reply.values]
        if filled and Action.SELESAI in reply.step.answers:
            return Answer(action=Action.SELESAI)  # the form filled in, the word above it left out
        return _doubt(reply, "Balasan Saudara tidak berisi jawaban.")
    place, word = first_word(reply.parts[0], reply.rules)
    action = _explicit(word, reply.rules)
    if action is not None:
        return _commanded(reply, action, place)
    return _natural(reply)


# ----------------------------------------------------------------------------------------------- the answer word first


def _explicit(word: str, rules: AnswerRules) -> Action | None:
    """The answer that this word is; one typing error is forgiven in long words that are like no other word."""
    holders = {action: saying for action, saying in rules.answers.items() if action in (*GO_ON, *_OTHERS)}
    for action, saying in holders.items():
        if word in saying.words:
            return action
    if len(word) < _FORGIVING:
        return None
    near = {
        action
        for action, saying in holders.items()
        if not saying.exact
        for known in saying.words
        if len(known) >= _FORGIVING and DamerauLevenshtein.distance(word, known) <= 1
    }
    return near.pop() if len(near) == 1 else None


_OTHERS = (
    Action.KOREKSI, Action.TOLAK, Action.ALIHKAN, Action.TANYA, Action.TUNDA, Action.PINDAH, Action.BATAL,
)  # fmt: skip


def _commanded(reply: _Reply, action: Action, place: int) -> Answer:  # noqa: PLR0911 - one return a doubt
    first = reply.parts[0]
    note = _after(reply, first, place)
    if action not in reply.taken and not (action is Action.TERUSKAN and person_in(note, reply.rules)):
        return _doubt(reply, f"Jawaban {action.value} tidak tersedia pada langkah ini.")
    if action in GO_ON:
        hindrance = _hindrance(reply, action, natural=False)
        if hindrance:
            return _doubt(reply, hindrance)
        if _wants_correction(reply, action):
            return _doubt(reply, "Balasan Saudara memuat persetujuan dan koreksi sekaligus.")
    elif action is not Action.TANYA and len(first.words) <= place + 2 and first.asks:
        return _doubt(reply, "Balasan Saudara berupa pertanyaan.")
    elif action is Action.KOREKSI and _turned_round(first.words, place, reply.rules):
        return _doubt(reply, "Apakah masih ada yang perlu dikoreksi?")
    elif action is Action.TOLAK and any(part.asks for part in reply.parts):
        return _doubt(reply, "Balasan Saudara memuat pertanyaan.")
    if action is Action.BATAL and not _is_plain_undo(first, place, reply.rules):
        return _doubt(reply, "Apakah Saudara membatalkan jawaban terakhir? Bila ya, balas BATAL saja.")
    return Answer(action=action, note=_plain_note(note, reply.rules) if action in GO_ON else note)


def _is_plain_undo(first: Sentence, place: int, rules: AnswerRules) -> bool:
    """Whether our answer is called off ("BATAL", "batalkan jawaban saya") and not something else."""
    polite = frozenset(rules.polite)
    rest = [word for word in first.words[place + 1 :] if word not in polite]
    return not rest or bool({"jawaban", "balasan", "tadi", "sebelumnya", "terakhir", "salah"} & set(rest))


def _conditional(sentence: Sentence, rules: AnswerRules) -> bool:
    return any(contains(sentence.words, phrase) is not None for phrase in rules.conditions)


def _after(reply: _Reply, first: Sentence, place: int) -> str:
    """The reply's own words after the answer word, with their capitals."""
    start = reply.body.find(first.text)
    tail = reply.body[start:] if start >= 0 else first.text
    wanted = place + 1
    end = 0
    for found in re.finditer(r"\S+", tail):
        if wanted <= 0:
            break
        wanted -= len(written_out(found.group(), reply.rules))
        end = found.end()
    return tail[end:].strip(" \t\n.,:;-–—!")


# -------------------------------------------------------------------------------------------------------- naturally said


def _natural(reply: _Reply) -> Answer:  # noqa: PLR0911 - one return a doubt
    rules = reply.rules
    found = _meant(reply)
    forward = [action for action in found if action in GO_ON]
    others = [action for action in found if action in _OTHERS and (action in reply.taken or not forward)]
    possible = [action for action in forward if action in reply.taken]
    if not found:
        return _doubt(reply, _what_it_is(reply))
    if others and not possible:
        return _other(reply, others)
    if others:
        return _doubt(reply, "Balasan Saudara memuat lebih dari satu jawaban.")
    if not possible:
        return _doubt(reply, f"Jawaban {forward[0].value} tidak tersedia pada langkah ini.")
    action = _one_way(reply, possible)
    if action is None:
        return _doubt(reply, "Balasan Saudara dapat berarti lebih dari satu jawaban.")
    hindrance = _hindrance(reply, action, natural=True)
    if hindrance:
        return _doubt(reply, hindrance)
    polite = frozenset(rules.polite)
    telling = [one.text for one in reply.parts if not set(one.words) <= polite]
    return Answer(action=action, note=_plain_note(" ".join(telling), rules))


def _plain_note(text: str, rules: AnswerRules) -> str:
    """The note without the words that are the answer alone ("ok pak")."""
    known = {word for saying in rules.answers.values() for word in (*saying.words, *saying.alone, *saying.noted)}
    telling = [word for word in written_out(text, rules) if word not in {*rules.polite, *known}]
    if not telling:
        return ""
    pieces = text.strip().split()
    while pieces and set(written_out(pieces[0], rules)) <= {*rules.name_titles, "ya", "terimakasih"}:
        pieces.pop(0)
    return text.strip()[text.strip().find(pieces[0]) :] if pieces else ""


def _other(reply: _Reply, others: list[Action]) -> Answer:
    taken = [action for action in others if action in reply.taken]
    if len(taken) != 1 or taken[0] in _NEVER_GUESSED:
        return _doubt(reply, _what_it_is(reply))
    first = reply.parts[0]
    if any(part.asks for part in reply.parts) and taken[0] is not Action.TANYA:
        return _doubt(reply, "Balasan Saudara berupa pertanyaan.")
    if taken[0] is Action.TOLAK and any(_conditional(part, reply.rules) for part in reply.parts):
        return _doubt(reply, "Jawaban Saudara memuat syarat.")
    start = reply.body.find(first.text)
    return Answer(action=taken[0], note=reply.body[max(start, 0) :].strip())


def _meant(reply: _Reply) -> list[Action]:
    """All answers that the sentences may mean, hindered or not."""
    found = []
    for action, saying in reply.rules.answers.items():
        if action not in (*GO_ON, *_OTHERS):
            continue
        if any(_says(reply, part, action, saying) for part in reply.parts):
            found.append(action)
    return found


def _says(reply: _Reply, part: Sentence, action: Action, saying: Saying) -> bool:
    rules = reply.rules
    words = list(part.words) if action in GO_ON else without(part.words, rules.harmless)
    phrases: list[str] = [*saying.phrases]
    if reply.step.receives:
        phrases += saying.noted
    if reply.files and reply.step.asks:
        phrases += saying.attached
    for phrase in phrases:
        place = contains(words, phrase)
        if place is not None and not (action in _OTHERS and _turned_round(words, place, rules)):
            return True
    if any(words[place + 1 : place + 1 + _NEAR] and set(words[place + 1 : place + 1 + _NEAR]) & set(saying.after_done)
           for place, word in enumerate(words) if word in rules.done):  # fmt: skip
        return True
    courtesy = frozenset(rules.polite) - frozenset(saying.alone)
    alone = [word for word in part.words if word not in courtesy]
    return len(reply.parts) == 1 and bool(alone) and set(alone) <= set(saying.alone)


def _turned_round(words: Sequence[str], place: int, rules: AnswerRules) -> bool:
    before = words[max(0, place - _NEAR) : place]
    return any(word in rules.negations or word in rules.done for word in before)


def _one_way(reply: _Reply, possible: list[Action]) -> Action | None:
    """The one answer meant, or one of several that lead the same way ("setuju, teruskan ke Budi")."""
    if len(possible) == 1:
        return possible[0]
    targets = {str(reply.step.answers[action].to) for action in possible}
    if len(targets) > 1:
        return None
    return Action.TERUSKAN if Action.TERUSKAN in possible else possible[0]


def _wants_correction(reply: _Reply, action: Action) -> bool:
    """An approval with a correction beside it, on a step that takes both."""
    if action is not Action.SETUJU or Action.KOREKSI not in reply.step.answers:
        return False
    saying = reply.rules.answers.get(Action.KOREKSI, Saying())
    return any(_says(reply, part, Action.KOREKSI, saying) for part in reply.parts)


# ------------------------------------------------------------------------------------------------------------- hindrance


def _hindrance(reply: _Reply, action: Action, *, natural: bool) -> str | None:
    """Why this reply is no plain statement, as a sentence to its writer; None where it is one."""
    rules = reply.rules
    allows = frozenset(rules.answers.get(action, Saying()).allows)
    future = rules.future if natural or action is Action.SELESAI else ()
    later = [word for word in (*rules.holds, *future) if word not in allows]
    conditions = [*rules.conditions, *(rules.approval_conditions if action in _APPROVES else ())]
    for part in reply.parts:
        words = without(part.words, rules.harmless)
        if part.asks or any(contains(words, word) is not None for word in rules.questions):
            return "Balasan Saudara memuat pertanyaan."
        if any(contains(words, word) is not None for word in rules.negations):
            return "Balasan Saudara memuat kata yang menyangkal." + _perhaps_later(reply)
        if any(contains(words, word) is not None for word in conditions):
            return "Balasan Saudara memuat syarat atau keraguan."
        if any(contains(words, word) is not None for word in later):
            return "Balasan Saudara menyebut hal yang masih akan dilakukan." + _perhaps_later(reply)
    return None


def _what_it_is(reply: _Reply) -> str:
    if any(part.asks for part in reply.parts):
        return "Balasan Saudara berupa pertanyaan. Untuk bertanya kepada pemohon: TANYA <pertanyaan>."
    words = [word for part in reply.parts for word in part.words]
    if any(
        contains(words, word) is not None for word in (*reply.rules.negations, *reply.rules.holds, *reply.rules.future)
    ):
        return "Kami tidak menemukan jawaban yang pasti dalam balasan Saudara." + _perhaps_later(reply)
    return "Kami tidak menemukan jawaban dalam balasan Saudara."


def _perhaps_later(reply: _Reply) -> str:
    words = [word for part in reply.parts for word in part.words]
    later = (*reply.rules.holds, "belum")
    if any(contains(words, word) is not None for word in later):
        return " Bila tugas perlu ditunda: TUNDA sampai <tanggal>, karena <alasan>."
    return ""


def _doubt(reply: _Reply, why: str) -> Answer:
    doubt = f"{why} Mohon balas dengan salah satu kata ini di awal: {allowed(reply.step)}."
    return Answer(action=None, doubt=doubt, text=reply.text, values=reply.values)


# ------------------------------------------------------------------------------------------------------ what goes with it


def _completed(answer: Answer, reply: _Reply, rulebook: Rulebook, now: datetime) -> Answer:
    """The answer with its date, its person, its SOP, its values."""
    match answer.action:
        case Action.TUNDA:
            return replace(answer, until=find_until(reply.body, now), note=answer.note)
        case Action.PINDAH:
            return replace(answer, sop=sop_meant(_head(answer.note), rulebook))
        case Action.ALIHKAN:
            return replace(answer, person=new_holder(answer.note, reply.rules))
        case Action.TERUSKAN | Action.SETUJU:
            answer = replace(answer, person=_named(answer, reply))
        case _:
            pass
    if answer.action in (Action.SELESAI, Action.SETUJU):
        answer = replace(answer, values=_values(answer, reply, rulebook, now))
    return answer


def _values(answer: Answer, reply: _Reply, rulebook: Rulebook, now: datetime) -> dict[str, str]:
    values = dict(answer.values)
    step = reply.step
    texts = [key for key in step.asks if key in rulebook.asks and not rulebook.asks[key].file]
    if len(texts) == 1 and texts[0] not in values and len(answer.note.split()) > 1:
        key = texts[0]
        if not rulebook.asks[key].date or find_moment(answer.note, now) is not None:
            values[key] = answer.note
    if step.whole:
        words = [word for part in reply.parts for word in part.words]
        if any(contains(words, phrase) is not None for phrase in reply.rules.both_signed):
            values[step.whole] = BOTH_SIGNED
    return values


def _named(answer: Answer, reply: _Reply) -> str | None:
    """Whom TERUSKAN, or an approval with "teruskan ke ...", names."""
    if answer.action is Action.TERUSKAN:
        person = person_in(answer.note, reply.rules)
        if person:
            return person
    if Action.TERUSKAN not in reply.step.answers:
        return None
    handing = re.search(
        r"\b(?:di)?(?:teruskan|terusin|disposisi(?:kan)?|tugaskan|serahkan)\b(.*)", reply.body, re.IGNORECASE
    )
    return person_in(handing.group(1), reply.rules) if handing else None


def _head(note: str) -> str:
    """What stands before the reason: "ke SOP hak akses, ini permintaan akun"."""
    pieces = re.split(r"[,.;:(\n]|\bkarena\b|\bkrn\b|\bsebab\b", note.lower().strip(" .,:;-"))
    return pieces[0]
