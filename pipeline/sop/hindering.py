"""Why a reply is no plain statement: questions, negations, conditions, promises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.model import Action
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.sop.meaning import Reply
from pipeline.sop.mentioning import GO_ON
from pipeline.sop.vetoes import families
from pipeline.sop.words import Sentence, clauses, contains, grown_from, without, written_out

APPROVES = frozenset({Action.SETUJU, Action.TANGANI, Action.TERUSKAN})
_WORK_BEFORE = 4  # words before "sebelum" in which the work stands that it sets a limit to
_REPORT_BEFORE = 6  # words before "setelah selesai" in which the wanted report stands
_PARTLY = re.compile(r"\b(?:selesai|sudah|sdh|udah|progres|baru|sekitar|kira-kira)\s+\d{1,2}\s*(?:%|persen)")
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab][^\"\u201c\u201d\u00bb\n]{1,400}[\"\u201c\u201d\u00bb]|(?<!\w)['\u2018`][^'\u2018\u2019`\n]{1,400}['\u2019`](?!\w)"
)
_LONGEST = 4  # words of an order, or of a limit
_CURT = 3  # words of a clause that is a condition and nothing else
_GIVEN_TO = frozenset({"oleh", "ke", "kepada"})
_JOINING = frozenset({"tapi", "namun", "cuma", "but"})
_INITIAL = 2  # letters of an initial or a title in a name
_AFTER = ("setelah", "sesudah", "bila", "jika", "kalau", "apabila", "begitu")


def hindrance(reply: Reply, action: Action, *, natural: bool, person: str | None = None) -> str | None:
    """Why this reply is no plain statement, as a sentence to its writer; None where it is one.

    `natural`: the answer was read out of words, not said by its own; `person` is whom it names.
    """
    said_before = False
    if action in GO_ON and is_relayed(reply, action):
        return "Balasan Saudara mengutip jawaban yang ditulis di tempat lain."
    for part in reply.parts:
        why = _hindrance_in(part, reply, action, said_before=said_before)
        if why:
            return why
        named = person is not None or _names_post(part, reply.rules)
        later = _later(reply.rules, action, natural=natural, named=named)
        if _any(_telling(part, reply.rules, action, said_before=said_before), later):
            return "Balasan Saudara menyebut hal yang masih akan dilakukan." + perhaps_later(reply)
        said_before = True
    return None


def _hindrance_in(part: Sentence, reply: Reply, action: Action, *, said_before: bool) -> str | None:
    rules = reply.rules
    words = _telling(part, rules, action, said_before=said_before)
    approves = action in APPROVES
    if part.asks or _any(words, rules.questions):
        return "Balasan Saudara memuat pertanyaan."
    if _any(words, rules.negations):
        return "Balasan Saudara memuat kata yang menyangkal." + perhaps_later(reply)
    if _any(words, (*rules.conditions, *(rules.approval_conditions if approves else ()))):
        return "Balasan Saudara memuat syarat atau keraguan."
    if action is Action.SELESAI and _PARTLY.search(part.text.lower()):
        return "Balasan Saudara menyebut pekerjaan yang baru selesai sebagian."
    if approves and _of_somebody_else(part, rules, rules.answers.get(action, Saying())):
        return "Balasan Saudara menyebut persetujuan orang lain."
    return None


def _telling(part: Sentence, rules: AnswerRules, action: Action, *, said_before: bool) -> list[str]:
    """The sentence's words without what hinders nothing: harmless turns and, in an approval, limits set to the work."""
    words = without(part.words, (*rules.harmless, *(f"{state} lagi" for state in rules.again)))
    if action not in APPROVES:
        return words
    return _without_deadlines(words, rules, rules.answers.get(action, Saying()), said_before=said_before)


def curtly_hindered(reply: Reply) -> bool:
    """Whether a clause says nothing but that it is not so, not yet or under a condition: "beres nanti", "setuju. tidak.".

    A clause that says more of its own is judged by the models: "Gas, jangan lama".
    """
    rules = reply.rules
    hindering = (*rules.negations, *rules.conditions, *rules.approval_conditions, *rules.holds, *rules.questions)
    single = {word for word in hindering if " " not in word}
    forward = [rules.answers[action] for action in GO_ON if action in rules.answers]
    empty = {
        *rules.polite,
        *rules.done,
        *(word for saying in forward for word in (*saying.words, *saying.alone)),
    } - single
    for clause in clauses("\n".join(part.text for part in reply.parts)):
        telling = [word for word in without(written_out(clause, rules), rules.harmless) if word not in empty]
        conditional = (
            telling[:1] and telling[0] in rules.ifs and len(telling) <= _CURT and "condition" in families(clause, rules)
        )
        if conditional or (set(telling) - _JOINING and set(telling) <= single):
            return True
    return False


def denied(reply: Reply, action: Action) -> bool:
    """Whether a denial stands shortly before the answer's own verb: "tidak bisa kita tangani sendiri"."""
    rules = reply.rules
    roots = rules.answers.get(action, Saying()).words
    for part in reply.parts:
        words = without(part.words, rules.harmless)
        for place, word in enumerate(words):
            before = words[max(0, place - _WORK_BEFORE) : place]
            if grown_from(word, roots) and not {*rules.negations}.isdisjoint(before):
                return True
    return False


def put_off(reply: Reply, action: Action) -> bool:
    """Whether the writer puts it off: "segera saya setujui", "besok saya teruskan", "minggu depan".

    What he himself does tomorrow puts nothing off beside another sentence: "Setuju. Besok saya dinas luar".
    """
    rules = reply.rules
    later = {phrase for phrase in rules.holds if phrase not in rules.answers.get(action, Saying()).allows}
    turns = [phrase for phrase in later if " " in phrase]
    deciding = [word for one in GO_ON for word in rules.answers.get(one, Saying()).words]
    for part in reply.parts:
        counted = len(reply.parts) == 1 or any(grown_from(word, deciding) for word in part.words)
        own = [one for one, other in pairwise(part.words) if one in later and other in rules.oneself]
        said_later = (*own, *(turn for turn in turns if contains(part.words, turn) is not None))
        if any(counted or not {*one.split()} <= {*rules.moments} for one in said_later):
            return True
    return False


def what_it_is(reply: Reply) -> str:
    """What a reply is in which no answer was found."""
    rules = reply.rules
    if any(part.asks for part in reply.parts):
        return "Balasan Saudara berupa pertanyaan. Untuk bertanya kepada pemohon: TANYA <pertanyaan>."
    if any(_any(part.words, (*rules.negations, *rules.holds, *rules.future)) for part in reply.parts):
        return "Kami tidak menemukan jawaban yang pasti dalam balasan Saudara." + perhaps_later(reply)
    return "Kami tidak menemukan jawaban dalam balasan Saudara."


def perhaps_later(reply: Reply) -> str:
    """How to put a step off, where the reply sounds like it: "belum, nunggu sparepart"."""
    if any(_any(part.words, (*reply.rules.holds, "belum")) for part in reply.parts):
        return " Bila tugas perlu ditunda: TUNDA sampai <tanggal>, karena <alasan>."
    return ""


def _names_post(part: Sentence, rules: AnswerRules) -> bool:
    """Whether work goes to an official by his post: "ditindaklanjuti oleh Kasubbag"."""
    return any(one in _GIVEN_TO and other in rules.posts for one, other in pairwise(part.words))


def _any(words: Sequence[str], phrases: Iterable[str]) -> bool:
    return any(contains(words, phrase) is not None for phrase in phrases)


def _later(rules: AnswerRules, action: Action, *, natural: bool, named: bool) -> list[str]:
    """Words that put the answer off. Who names somebody else may say how he himself is: "saya sedang cuti"."""
    allowed = {*rules.answers.get(action, Saying()).allows, *(rules.states if named else ())}
    future = rules.future if natural or action is Action.SELESAI else ()
    return [word for word in (*rules.holds, *future) if word not in allowed]


def _of_somebody_else(part: Sentence, rules: AnswerRules, saying: Saying) -> bool:
    """As in "Pak Kadiv sudah setuju": who was asked has not said so himself."""
    between = {*rules.done, "juga", "yang"}
    for place, word in enumerate(part.words):
        after = [one for one in part.words[place + 1 : place + 3] if one not in between]
        if word not in rules.others or not after or after[0] not in saying.words:
            continue
        if not re.search(rf"\b{re.escape(word)}\s*,", part.text.lower()):  # "Pak Kadiv, setuju": he is spoken to
            return True
    return False


def is_relayed(reply: Reply, action: Action) -> bool:
    """Whether the answer stands behind the name of who said it, or within quotation marks and something else beside it.

    As in "Jawaban Bu Lestari: SETUJU", "Dari WA beliau:" with the words below, and '"Setuju" - Kakanwil'.
    """
    rules, saying = reply.rules, reply.rules.answers.get(action, Saying())
    sayings = {*saying.words, *saying.alone}
    names = {word for person in reply.people for word in written_out(person.name, rules) if len(word) > _INITIAL}
    speakers = {*rules.others, *rules.name_titles, *rules.relayed, *names}
    before: Sequence[str] = ()
    for part in reply.parts:
        label, colon, behind = part.text.partition(":")
        label_words = written_out(label, rules) if colon else before
        if sayings & set(written_out(behind, rules) if colon else part.words) and speakers & set(label_words):
            return True
        before = label_words if colon and not behind.strip() else ()
        bare = _QUOTED.sub(" ", part.text)
        outside = set(written_out(bare, rules)) if bare != part.text else sayings
        if sayings & set(part.words) and not sayings & outside and outside - set(rules.polite):
            return True
    return False


def _without_deadlines(words: list[str], rules: AnswerRules, saying: Saying, *, said_before: bool) -> list[str]:
    """Without limits set to the work ("selesaikan sebelum Rabu") and to its report ("laporkan setelah selesai").

    Only after the approval: "sebelum saya setujui" is none.
    """
    kept: list[str] = []
    place, approved = 0, said_before
    while place < len(words):
        end = _deadline(words, place, rules) if approved else 0
        if not end:
            kept.append(words[place])
            approved = approved or kept[-1] in saying.words or _any(kept[-_LONGEST:], saying.ordered)
        place += end or 1
    return kept


def _deadline(words: Sequence[str], place: int, rules: AnswerRules) -> int:
    """How many words from here are a limit; 0 where none begins."""
    marker = next((one.split() for one in rules.deadlines if contains(words[place : place + _LONGEST], one) == 0), [])
    end = place + len(marker)
    following = words[end : end + 1]
    if marker and (
        len(marker) > 1
        or any(_is_moment(word, rules) for word in following)
        or set(words[max(0, place - _WORK_BEFORE) : place]) & set(rules.work)
    ):
        while end < len(words) and _is_moment(words[end], rules):
            end += 1
        return end - place
    after = [word for word in words[place + 1 : place + 3] if word not in rules.done or word == "selesai"]
    if words[place] in _AFTER and after[:1] and after[0] in rules.work:
        wanted = words[max(0, place - _REPORT_BEFORE) : place]
        if set(wanted) & set(rules.reports):
            return 1 + len(words[place + 1 : place + 3]) - len(after) + 1
    return 0


def _is_moment(word: str, rules: AnswerRules) -> bool:
    return word in rules.moments or word[0].isdigit()
