"""What a holder's reply says.

The answer word first, or natural language. An approval or a "done" is never read out of a sentence with a negation, a
question, a condition or a "later" in it: such a reply is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rapidfuzz.distance import DamerauLevenshtein

from pipeline.model import Action, Answer, Person
from pipeline.rulebook import Rulebook, Step
from pipeline.rulebook.answers import AnswerRules
from pipeline.sop.answering import ALWAYS, allowed
from pipeline.sop.completing import completed, named
from pipeline.sop.hearing import understand_operator, understand_requester
from pipeline.sop.hindering import hindrance, what_it_is
from pipeline.sop.meaning import GO_ON, OTHERS, Reply, conditional, meant, turned_round, wants_correction
from pipeline.sop.words import Sentence, contains, first_word, labelled, said, sentences, written_out

__all__ = ["GO_ON", "understand", "understand_operator", "understand_requester"]

_NEVER_GUESSED = frozenset({Action.BATAL, Action.PINDAH})
_FORGIVING = 6  # letters from which one typing error in an answer word is forgiven


def understand(
    text: str,
    *,
    step: Step,
    files: Sequence[str],
    rulebook: Rulebook,
    now: datetime,
    by: str = "",
    people: Sequence[Person] = (),
) -> Answer:
    """What a holder's reply says: one of the answers that the step takes, or `doubt` with a sentence that says why not.

    `text` is the new text of the reply, `files` the names of what is attached, `now` in the office's zone (for "besok"),
    `by` the name of who writes (his signature begins with it), `people` those whom he may name in small letters.
    `values` are the asks of the step that came as labelled lines; a step that asks for a single text takes it from the
    words after the answer, too.
    """
    rules = rulebook.answers
    asks = rulebook.asks
    labels = {key: (asks[key].label, key.replace("_", " "), *asks[key].words) for key in step.asks if key in asks}
    values, body = labelled(said(text, rules, by=by), labels)
    if values and not body:
        values, body = _answer_within(values, rules)
    values = {key: value for key, value in values.items() if not asks[key].file and not _is_hint(value, asks[key].hint)}
    reply = Reply(
        text=text.strip(),
        body=body,
        parts=tuple(sentences(body, rules)),
        values=values,
        files=tuple(files),
        step=step,
        texts=tuple(key for key in step.asks if key in asks and not asks[key].file),
        rules=rules,
        taken=(*step.answers, *ALWAYS),
        people=tuple(people),
    )
    answer = replace(_answer(reply), text=reply.text, values=values)
    return completed(answer, reply, rulebook, now) if answer.action else answer


def _is_hint(value: str, hint: str) -> bool:
    """Whether the form's own words stand there yet: `Penyebab : (analisis penyebab gangguan)`."""
    return bool(hint) and " ".join(value.split()).strip("() .").lower() == hint.lower()


def _answer_within(values: dict[str, str], rules: AnswerRules) -> tuple[dict[str, str], str]:
    """Values without the sentence that is the answer: "Hasil: lengkap dan benar. Setuju dibuatkan akun."."""
    key, value = list(values.items())[-1]
    pieces = sentences(value, rules)
    for piece in pieces[1:]:
        if explicit(first_word(piece, rules)[1], rules) is not None:
            start = value.find(piece.text)
            return {**values, key: value[:start].strip()}, value[start:]
    return values, ""


def _answer(reply: Reply) -> Answer:
    if not reply.parts:
        filled = [key for key in reply.step.asks if key in reply.values]
        if filled and Action.SELESAI in reply.step.answers:
            return Answer(action=Action.SELESAI)  # the form filled in, the word above it left out
        return _doubt(reply, "Balasan Saudara tidak berisi jawaban.")
    place, word = first_word(reply.parts[0], reply.rules)
    action = explicit(word, reply.rules)
    if action is not None:
        return _commanded(reply, action, place)
    return _natural(reply)


# ----------------------------------------------------------------------------------------------- the answer word first


def explicit(word: str, rules: AnswerRules) -> Action | None:
    """The answer that this word is; one typing error is forgiven in long words that are like no other word."""
    holders = {action: saying for action, saying in rules.answers.items() if action in (*GO_ON, *OTHERS)}
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


def _commanded(reply: Reply, action: Action, place: int) -> Answer:  # noqa: PLR0911 - one return a doubt
    first = reply.parts[0]
    note = _after(reply, first, place)
    person = named(action, note, reply) if action is Action.TERUSKAN else None
    if action not in reply.taken and person is None:
        return _doubt(reply, f"Jawaban {action.value} tidak tersedia pada langkah ini.")
    if action in GO_ON:
        why = hindrance(reply, action, natural=False, person=person)
        if why:
            return _doubt(reply, why)
        if wants_correction(reply, action):
            return _doubt(reply, "Balasan Saudara memuat persetujuan dan koreksi sekaligus.")
    elif action is not Action.TANYA and len(first.words) <= place + 2 and first.asks:
        return _doubt(reply, "Balasan Saudara berupa pertanyaan.")
    elif action is Action.KOREKSI and turned_round(first.words, place, reply.rules):
        return _doubt(reply, "Apakah masih ada yang perlu dikoreksi?")
    elif action is Action.TOLAK and any(part.asks for part in reply.parts):
        return _doubt(reply, "Balasan Saudara memuat pertanyaan.")
    elif action is Action.TOLAK and any(contains(first.words, word) is not None for word in reply.rules.ifs):
        return _doubt(reply, "Jawaban Saudara memuat syarat.")
    if action is Action.BATAL and not _is_plain_undo(first, place, reply.rules):
        return _doubt(reply, "Apakah Saudara membatalkan jawaban terakhir? Bila ya, balas BATAL saja.")
    return Answer(action=action, note=_plain_note(note, reply.rules) if action in GO_ON else note)


def _is_plain_undo(first: Sentence, place: int, rules: AnswerRules) -> bool:
    """Whether our answer is called off ("BATAL", "batalkan jawaban saya") and not something else."""
    polite = frozenset(rules.polite)
    rest = [word for word in first.words[place + 1 :] if word not in polite]
    return not rest or bool({"jawaban", "balasan", "tadi", "sebelumnya", "terakhir", "salah"} & set(rest))


def _after(reply: Reply, first: Sentence, place: int) -> str:
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


def _natural(reply: Reply) -> Answer:  # noqa: PLR0911 - one return a doubt
    rules = reply.rules
    found = meant(reply)
    forward = [action for action in found if action in GO_ON]
    others = [action for action in found if action in OTHERS and (action in reply.taken or not forward)]
    possible = [action for action in forward if action in reply.taken]
    if not found:
        return _doubt(reply, what_it_is(reply))
    if others and not possible:
        return _other(reply, others)
    if others:
        return _doubt(reply, "Balasan Saudara memuat lebih dari satu jawaban.")
    if not possible:
        return _doubt(reply, f"Jawaban {forward[0].value} tidak tersedia pada langkah ini.")
    action = _one_way(reply, possible)
    if action is None:
        return _doubt(reply, "Balasan Saudara dapat berarti lebih dari satu jawaban.")
    person = named(action, reply.body, reply) if action is Action.TERUSKAN else None
    why = hindrance(reply, action, natural=True, person=person)
    if why:
        return _doubt(reply, why)
    polite = frozenset(rules.polite)
    telling = [one.text for one in reply.parts if not set(one.words) <= polite]
    return Answer(action=action, note=_plain_note(" ".join(telling), rules))


def _one_way(reply: Reply, possible: list[Action]) -> Action | None:
    """The one answer meant, or one of several that lead the same way ("setuju, teruskan ke Budi")."""
    if len(possible) == 1:
        return possible[0]
    targets = {str(reply.step.answers[action].to) for action in possible}
    if len(targets) > 1:
        return None
    return Action.TERUSKAN if Action.TERUSKAN in possible else possible[0]


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


def _other(reply: Reply, others: list[Action]) -> Answer:
    taken = [action for action in others if action in reply.taken]
    if len(taken) != 1 or taken[0] in _NEVER_GUESSED:
        return _doubt(reply, what_it_is(reply))
    first = reply.parts[0]
    if any(part.asks for part in reply.parts) and taken[0] is not Action.TANYA:
        return _doubt(reply, "Balasan Saudara berupa pertanyaan.")
    if taken[0] is Action.TOLAK and any(conditional(part, reply.rules) for part in reply.parts):
        return _doubt(reply, "Jawaban Saudara memuat syarat.")
    start = reply.body.find(first.text)
    return Answer(action=taken[0], note=reply.body[max(start, 0) :].strip())


def _doubt(reply: Reply, why: str) -> Answer:
    doubt = f"{why} Mohon balas dengan salah satu kata ini di awal: {allowed(reply.step)}."
    return Answer(action=None, doubt=doubt, text=reply.text, values=reply.values)
