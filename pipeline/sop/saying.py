"""What a holder's reply says.

The answer word first, or natural language. An approval or a "done" is never read out of a sentence with a negation, a
question, a condition or a "later" in it: such a reply is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rapidfuzz.distance import DamerauLevenshtein

from pipeline.bounds import shortened
from pipeline.model import Action, Answer, Person
from pipeline.models import LinearModel
from pipeline.rulebook import Rulebook, Step
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.sop.absence import AWAY, only_away
from pipeline.sop.attributed import Writer, own_answer
from pipeline.sop.beside import left_over
from pipeline.sop.completing import completed, named
from pipeline.sop.deciding import ANSWERS, Decision, decide, is_known
from pipeline.sop.hearing import understand_operator, understand_requester
from pipeline.sop.hindering import APPROVES, curtly_hindered, denied, hindrance, is_relayed, put_off, what_it_is
from pipeline.sop.likelihood import Meanings, shipped_meanings
from pipeline.sop.meaning import OTHERS, Reply, conditional, meant, turned_round, wants_correction
from pipeline.sop.meaning_features import Asked, Words
from pipeline.sop.meant_people import meant_person, names_somebody
from pipeline.sop.mentioning import GO_ON, mentioned, offered
from pipeline.sop.numbered import DECIDES, other_number, without_own_numbers
from pipeline.sop.relaying import relayed
from pipeline.sop.signing import closed_by_another, is_signature, signed_by_another, without_own_name
from pipeline.sop.unclear import ALWAYS, allowed
from pipeline.sop.unfinished import unfinished
from pipeline.sop.words import Sentence, contains, first_word, labelled, said, sentences, written_out

__all__ = ["GO_ON", "names_answer", "understand", "understand_operator", "understand_requester"]

# Below an answer that hands work on, a name may say to whom; questions and reports of work are no decisions.
_SIGNED_BY_ANY = frozenset({Action.TERUSKAN, Action.ALIHKAN, Action.TANYA, Action.SELESAI})
# Another's question or wish for more time, told by the holder, is his answer.
_OF_OTHERS = frozenset({Action.TANYA, Action.TUNDA})
_NEVER_GUESSED = frozenset({Action.BATAL, Action.PINDAH})
_EXPLAINED = frozenset({Action.TOLAK, Action.TERUSKAN})  # our mails ask for a reason or a name behind them
_DEAR = frozenset({*GO_ON, Action.TOLAK})
_BEARS = 0.25  # probability of what rules have read from which models bear it out
_APPROVED = 0.45  # likewise of an approval and of handing on: what is still to come is easily taken for them
# Answers with whose own word a reply begins; "Pindah tugas" and "Tanya" begin notes of absence and forms, too.
_BEGUN_WITH = (*GO_ON, Action.TOLAK, Action.KOREKSI, Action.ALIHKAN, Action.TUNDA)
_CURT = 5  # words of a reply that is an answer word and little else
_REASON = 4  # words beside courtesy of a refusal in one's own words
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
    about: Collection[str] = (),
    meanings: Meanings | None = None,
    told: LinearModel | None = None,
) -> Answer:
    """What a holder's reply says: one of the answers that the step takes, or `doubt` with a sentence that says why not.

    `text` is the new text of the reply, `files` the names of what is attached, `now` in the office's zone (for "besok"),
    `by` the name of who writes (his signature begins with it), `people` those whom he may name in small letters.
    `values` are the asks of the step that came as labelled lines; a step that asks for a single text takes it from the
    words after the answer, too. `about` are the numbers of the case and of its letters: an approval of another is none.
    `meanings` and `told` are the models that read decisions and values in free prose, the shipped ones where none are given.
    """
    text = shortened(text)
    asks = rulebook.asks
    labels = {key: (asks[key].label, key.replace("_", " "), *asks[key].words) for key in step.asks if key in asks}

    def read(words: str) -> Answer:
        return _understood(
            words,
            step=step,
            files=files,
            rulebook=rulebook,
            now=now,
            by=by,
            people=people,
            meanings=meanings,
            told=told,
            labels=labels,
        )

    answer = read(text)
    if answer.action is None and (plain := without_own_numbers(text, about)) != text:
        named = read(plain)
        answer = replace(named, text=answer.text) if named.action in DECIDES else answer
    if answer.action in DECIDES and (number := other_number(text, about)):
        doubt = (
            f"Balasan Saudara menyebut nomor {number}, dan itu bukan nomor perkara atau surat ini. Bila jawaban Saudara untuk "
            f"perkara ini, balas {answer.action.value} saja."
        )
        answer = replace(answer, action=None, doubt=doubt)
    writer = Writer(by=by, people=people, labels={one.lower() for known in labels.values() for one in known})
    return own_answer(answer, text, read, rulebook=rulebook, writer=writer)


def _understood(
    text: str,
    *,
    step: Step,
    files: Sequence[str],
    rulebook: Rulebook,
    now: datetime,
    by: str,
    people: Sequence[Person],
    meanings: Meanings | None,
    told: LinearModel | None,
    labels: Mapping[str, Sequence[str]],
) -> Answer:
    """What these words say, whoever's they are."""
    rules, asks = rulebook.answers, rulebook.asks
    spoken = said(text, rules, by=by)
    values, body = labelled(spoken, labels)
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
        by=by,
    )
    known = Words(rules=rules, dates=rulebook.dates, people=people, now=now, files=bool(files))
    meanings = meanings or shipped_meanings()
    answer = _borne_out(_weighed(reply, spoken, known, meanings), reply, known, meanings)
    if values and answer.action in (Action.SELESAI, Action.SETUJU) and not _is_sure_of(answer):
        undone = unfinished(values, answer.action, rules, asks, files=bool(files))
        answer = (
            _unsure(answer, reply, f"Formulir dalam balasan Saudara memuat \u201c{undone}\u201d.") if undone else answer
        )
    if answer.action and (why := _no_answer_of_his(reply, answer.action, by, meanings)):
        answer = _unsure(answer, reply, why)
    if only_away(spoken, answer, rules):
        meant_so = answer.likely if answer.action in _NEVER_GUESSED else answer.action
        if Action.TERUSKAN in step.answers and meant_so is Action.SETUJU:
            meant_so = Action.TERUSKAN
        answer = replace(_doubt(reply, AWAY), likely=meant_so, probability=1.0, vetoes=answer.vetoes)
    answer = replace(answer, text=reply.text, values=values)
    commanded = bool(reply.parts) and explicit(first_word(reply.parts[0], rules)[1], rules) is answer.action
    return completed(answer, reply, rulebook, now, commanded=commanded, values=told) if answer.action else answer


def _no_answer_of_his(reply: Reply, action: Action, by: str, meanings: Meanings) -> str | None:
    """Why the answer found is not the holder's, as a sentence to him; None where it is."""
    if not reply.values and is_signature(reply.body, reply.rules):
        return "Balasan Saudara hanya berisi nama dan jabatan."
    if offered(reply.body, reply.rules, (*GO_ON, *OTHERS)):
        return "Balasan Saudara memuat beberapa pilihan jawaban, dan tidak satu pun yang dicoret."
    people = frozenset(word for one in reply.people for word in re.findall(r"[a-z]+", one.name.lower()))
    if mentioned(reply.body, action, reply.rules, by=by, people=people):
        return f"Balasan Saudara menyebut kata {action.value} tanpa menjawab dengannya."
    told = relayed(reply.text, action, rules=reply.rules, by=by, role=reply.step.actor, people=reply.people)
    signed = action not in _SIGNED_BY_ANY and (
        signed_by_another(reply.text, rules=reply.rules, by=by, people=reply.people, known=meanings.uses)
        or closed_by_another(reply.text, rules=reply.rules, by=by, people=reply.people)
    )
    if (told and action not in _OF_OTHERS) or signed:
        return (
            f"Balasan ini tampaknya menyampaikan putusan orang lain ({action.value}), sedangkan putusan hanya dapat diberikan "
            f"oleh pemegang tugas sendiri. Bila itu jawaban Saudara sendiri, balas {action.value} saja."
        )
    return None


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


def _weighed(reply: Reply, spoken: str, known: Words, meanings: Meanings) -> Answer:
    """The exact words' answer; where they say none, or none for certain, what the model is sure of."""
    if not reply.parts:
        return _without_words(reply)
    place, word = first_word(reply.parts[0], reply.rules)
    commanded = explicit(word, reply.rules)
    answer = _commanded(reply, commanded, place) if commanded else _natural(reply)
    if commanded is Action.TERUSKAN and commanded not in reply.taken and answer.action is None:
        commanded, answer = None, _natural(reply)  # "teruskan ke atas" where a report is approved names nobody
    decision = decide(spoken, Asked.step(reply.step), known, meanings)
    if commanded and _is_spelt(reply, commanded) and (answer.action or decision.action is not commanded):
        return decision.marked(_unless_turned(answer, reply, decision))
    if answer.action and (
        _says_word(reply, answer.action)
        or decision.bears_out(answer.action, labelled=bool(reply.values))
        or (decision.action is answer.action and not decision.vetoes and _says_only(reply, answer.action, known))
    ):
        return decision.marked(_unless_turned(answer, reply, decision))
    if decision.sure and answer.action and _leads_alike(reply, answer.action, decision.action):
        return decision.marked(answer)
    if decision.sure and not _unfit(reply, decision.action):
        return decision.marked(Answer(action=decision.action, note=_telling_note(reply, decision.action)))
    return decision.marked(
        _doubt(reply, decision.doubt or what_it_is(reply)) if decision.doubt or answer.action else answer
    )


def _borne_out(answer: Answer, reply: Reply, known: Words, meanings: Meanings) -> Answer:
    """The answer, unless it says more than that and the models do not see it there: "SETUJU untuk menunda", "silakan duduk"."""
    action = answer.action
    if action not in _DEAR or _says_word(reply, action) or _says_only(reply, action, known):
        return answer
    if action is Action.SELESAI and reply.values and set(reply.texts) <= set(reply.values):
        return answer  # the whole form beside it, as where the word is left out
    if action in _EXPLAINED and reply.body.lstrip().startswith(action.value):
        return answer  # "TOLAK bukan kewenangan kami": as our mails ask for it, with what goes with it
    alike = answer.likely and _leads_alike(reply, action, answer.likely)
    first = explicit(first_word(reply.parts[0], reply.rules)[1], reply.rules) if reply.parts else None
    seen = replace(answer, likely=action if alike else answer.likely, vetoes=() if first is action else answer.vetoes)
    answers = first is action or meanings.answers(reply.body, known) >= ANSWERS
    if answers and is_known(without_own_name(reply.body, reply.by), known, meanings) and _is_sure_of(seen):
        return answer
    return _unsure(answer, reply, what_it_is(reply))


def _is_sure_of(answer: Answer) -> bool:
    """Whether the models see the answer there, too."""
    least = _APPROVED if answer.action in (Action.SETUJU, Action.TERUSKAN) else _BEARS
    return answer.likely is answer.action and (answer.probability or 0.0) >= least and not answer.vetoes


def _unsure(answer: Answer, reply: Reply, why: str) -> Answer:
    """Asked back, with what is likely beside it."""
    return replace(_doubt(reply, why), likely=answer.likely, probability=answer.probability, vetoes=answer.vetoes)


def _says_only(reply: Reply, action: Action, known: Words) -> bool:
    """Whether nothing stands in it but the answer, courtesy, and people: of the directory, or with "Pak" before their name."""
    rules = reply.rules
    whom = named(action, reply.body, reply) if action is Action.TERUSKAN else None
    people = {*known.names, *rules.name_after, *re.findall(r"[a-z]+", f"{reply.by} {whom or ''}".lower())}
    return all(
        word in people or before in rules.name_titles or explicit(word, rules) is action
        for before, word in left_over(reply.parts, rules.answers.get(action, Saying()), rules)
    )


def _says_word(reply: Reply, action: Action) -> bool:
    """Whether a sentence is the answer's own word and nothing else: "Saya Hendra, staf ahli. SETUJU"."""
    rules, saying = reply.rules, reply.rules.answers[action]
    own = {*saying.words, *(saying.noted if reply.step.receives else ())}
    beside = {*rules.polite, *saying.alone, *(word for one in saying.phrases for word in one.split())} - {
        *rules.negations
    }
    return any(own & {*part.words} and {*part.words} <= own | beside for part in reply.parts)


def _leads_alike(reply: Reply, action: Action, other: Action) -> bool:
    """Whether the step goes on in the same way after both, and no name is lost by the first."""
    answers = reply.step.answers
    alike = action in answers and other in answers and answers[action].to == answers[other].to
    return alike and (action is Action.TERUSKAN or not names_somebody(reply.body, reply.people))


def _unless_turned(answer: Answer, reply: Reply, decision: Decision) -> Answer:
    """What the answer's own word says, unless the words beside it turn it round."""
    turned = answer.action is not None and decision.turns(answer.action)
    return _doubt(reply, decision.doubt or what_it_is(reply)) if turned else answer


def _is_spelt(reply: Reply, action: Action) -> bool:
    """Whether the reply begins with the answer's own word as our mails name it ("SETUJU"), or is little else than one like it."""
    return action.value.lower() in reply.parts[0].text.lower() or sum(len(part.words) for part in reply.parts) <= _CURT


def _unfit(reply: Reply, action: Action) -> bool:
    """Whether who is named is not to do it, a refusal is too short to tell why, the answer is taken back in a bare word, or is another's."""
    if (
        action is Action.TERUSKAN
        and names_somebody(reply.body, reply.people)
        and not meant_person(reply.body, reply.people, reply.rules, by=reply.by)
    ):
        return True
    if (
        action is Action.TOLAK
        and len({word for part in reply.parts for word in part.words} - {*reply.rules.polite}) < _REASON
    ):
        return True
    loses_a_name = action is Action.SETUJU and Action.TERUSKAN in reply.step.answers
    if loses_a_name and names_somebody(reply.body, reply.people):
        return True
    if action in APPROVES and (denied(reply, action) or put_off(reply, action)):
        return True
    return action in GO_ON and (curtly_hindered(reply) or any(is_relayed(reply, one) for one in GO_ON))


def _without_words(reply: Reply) -> Answer:
    commands = {explicit(word, reply.rules) for value in reply.values.values() for word in _first_words(value, reply)}
    if reply.values and Action.SELESAI in reply.step.answers and not commands & set(OTHERS):
        if set(reply.texts) <= set(reply.values):
            return Answer(action=Action.SELESAI)  # the whole form filled in, the word above it left out
        unfinished = _doubt(reply, "Formulir dalam balasan Saudara belum terisi seluruhnya.")
        return replace(unfinished, likely=Action.SELESAI, probability=1.0)
    return _doubt(reply, "Balasan Saudara tidak berisi jawaban.")


def _first_words(value: str, reply: Reply) -> list[str]:
    return [first_word(part, reply.rules)[1] for part in sentences(value, reply.rules)[:1]]


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


def names_answer(text: str, *, rules: AnswerRules) -> bool:
    """Whether a reply begins with an answer's own word, politeness aside: "Oke pak lanjut. Saya sedang di luar kota."."""
    words = {word for action in _BEGUN_WITH if action in rules.answers for word in rules.answers[action].words}
    return any(first_word(one, rules)[1] in words for one in sentences(said(text, rules), rules)[:1])


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
    return Answer(action=action, note=_telling_note(reply, action))


def _telling_note(reply: Reply, action: Action) -> str:
    """All sentences that say more than a greeting; of what moves a case forward without the words that are the answer alone."""
    polite = frozenset(reply.rules.polite)
    telling = " ".join(one.text for one in reply.parts if not set(one.words) <= polite)
    return _plain_note(telling, reply.rules) if action in GO_ON else telling


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
