"""What the requester and the operator say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.bounds import shortened
from pipeline.dates import DateRules
from pipeline.model import Action, Answer, Case, CaseState, OperatorDecided
from pipeline.rulebook import Rulebook
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.sop.access_rows import Told, row_value, told_of_rows
from pipeline.sop.attributed import Writer, is_own, own_answer
from pipeline.sop.beside import left_over
from pipeline.sop.deciding import Decision, decide
from pipeline.sop.field_values import found_phone, normalised, told_fields
from pipeline.sop.likelihood import Meanings, shipped_meanings
from pipeline.sop.meaning_features import Asked, Words, stands
from pipeline.sop.mentioning import mentioned, offered
from pipeline.sop.naming import sop_meant
from pipeline.sop.overwriting import may_be_written
from pipeline.sop.relaying import relayed
from pipeline.sop.signing import is_signature, unsigned
from pipeline.sop.words import Sentence, contains, first_word, labelled, said, sentences, without, written_out

_MOVES = (Action.CABUT, Action.PUAS, Action.BELUM)
_AFTER_STILL = 4  # words after "masih" in which the bad state stands
_NOTHING = 0.9  # share of no decision from which free words answer no question
_BARE = 3  # words of a reply that is its answer's word and little else
_COMPLAINS = 0.7  # probability of a complaint from which "puas" is none
_SEEN = 0.6  # probability from which the models see an answer beside further words
_GIVES = 0.5  # probability from which words above a signature give what stands in it
_SHORT_REPLY = 8  # words of a reply that may be the one missing value itself
_ELSEWHERE = frozenset(
    {"terlampir", "lampiran", "dilampirkan", "formulir", "form", "berkas", "file", "diisi", "bawah"}
)  # says where it is
_WITHDRAWN = "Apakah laporan ini Saudara cabut? Bila ya, balas CABUT saja."
_UNCLEAR = "Maksud balasan Saudara belum kami pahami."
_ONLY_TOLD = "Balasan Saudara menyebut pilihan jawaban tanpa memilih salah satunya. Mohon balas dengan satu kata saja."
_FOR_REQUESTER = re.compile(
    r"(?im)^[ \t]*(?:kepada|untuk)[ \t]+(?:pemohon|pelapor)[ \t]*:[ \t]*(?P<words>[^\n]+(?:\n[ \t]*\S[^\n]*)*)"
)
_DENYING = ("!", "\u2260", "\u00ac")
_PHONE = "requester.phone"
_NAMES = ("requester.name", "requester.unit")
_DENIED = re.compile(r"\W*(?:bukan|jangan|salah|keliru)\b", re.IGNORECASE)  # a value that is not the one


def understand_requester(
    text: str, *, case: Case, rulebook: Rulebook, now: datetime, meanings: Meanings | None = None
) -> Answer:
    """What the requester's mail says.

    DATA and PERBAIKI carry `values` by field path, normalised where the field asks for it (phones E.164, dates ISO);
    a value that cannot be normalised is left out. `action` None with a `doubt` is asked back; None without one is
    thanks and the like, which ask for nothing. `meanings` is the model that reads free prose, the shipped one where none
    is given.
    """
    text = shortened(text)
    of_rows = told_of_rows(said(text, rulebook.answers), case.letter)
    if of_rows.doubt:
        return Answer(action=None, doubt=of_rows.doubt, text=text.strip())
    answer = _of_the_rest(text.strip(), of_rows, case=case, rulebook=rulebook, now=now, meanings=meanings)
    if answer.action not in _MOVES:
        return answer

    def read(words: str) -> Answer:
        return understand_requester(words, case=case, rulebook=rulebook, now=now, meanings=meanings)

    return own_answer(answer, text, read, rulebook=rulebook, writer=Writer(by=case.requester.name))


def _of_the_rest(
    raw: str, of_rows: Told, *, case: Case, rulebook: Rulebook, now: datetime, meanings: Meanings | None
) -> Answer:
    """What the mail says beside what it says of rows."""
    rules = rulebook.answers
    spoken = of_rows.rest
    labels = dict(rules.fields.items())
    own = unsigned(spoken, rules)
    decision = decide(
        own,
        Asked.requester(stands(case)),
        Words(rules=rules, dates=rulebook.dates, people=(), now=now),
        meanings or shipped_meanings(),
    )
    values, body = labelled(spoken, labels)
    parts = sentences(body, rules)
    word = first_word(parts[0], rules)[1] if parts else ""
    command = _command(word, rules)
    if command is not Action.PERBAIKI and not _gives_data(decision):
        told, body = labelled("" if is_signature(spoken, rules) else own, labels)
        values = {path: value for path, value in values.items() if path in told or path in case.missing}
        parts = sentences(body, rules)
    note = body.strip()
    if command is Action.PERBAIKI and not values:
        values = _corrected(body, labels)
    normal = {**_normal(values, now, rulebook.dates), **of_rows.values}
    if command is Action.PERBAIKI and not normal:
        normal = told_fields(body, now, rulebook.dates, correcting=True)
    if command is Action.PERBAIKI or (normal and _changes_something(normal, case)):
        if normal:
            return Answer(action=Action.PERBAIKI, values=normal, note=note, text=raw)
        doubt = "Sebutkan data yang diperbaiki, misalnya: PERBAIKI No. HP: 0812-..."
        return Answer(action=None, doubt=doubt, text=raw)
    if normal:
        return Answer(action=Action.DATA, values=normal, note=note, text=raw)
    if command is Action.CABUT and not case.state.ended and not _is_of_case(parts[0], rules):
        return Answer(action=None, doubt=_WITHDRAWN, text=raw)
    moving = _moving(parts, command, case, rules, note=note, raw=raw)
    if moving and moving.action in _MOVES and (mentioned(body, moving.action, rules) or offered(body, rules, _MOVES)):
        return decision.marked(Answer(action=None, doubt=_ONLY_TOLD, text=raw))
    answer = moving or _free(parts, case, rules, note, raw)
    weighed = _weighed(answer, command, decision, parts, case=case, rulebook=rulebook, now=now)
    if weighed.action is Action.BELUM and _asks_whether(parts):
        weighed = replace(weighed, action=None, doubt=_UNCLEAR)
    return decision.marked(_borne_out(weighed, decision, parts, rules))


def _asks_whether(parts: Sequence[Sentence]) -> bool:
    """As in "sudah normal belum ya?"."""
    return any(
        part.asks and "sudah" in part.words and "belum" in part.words[part.words.index("sudah") :] for part in parts
    )


def _borne_out(answer: Answer, decision: Decision, parts: Sequence[Sentence], rules: AnswerRules) -> Answer:
    """The answer, unless it says more than that and the models do not see it there: "CABUT kabel sudah", "puas banget ditipu"."""
    if answer.action not in _MOVES:
        return answer
    saying = rules.answers.get(answer.action, Saying())
    if {word for _, word in left_over(parts, saying, rules)} <= {*rules.thanks}:
        return answer
    seen = decision.action is answer.action and decision.probability >= _SEEN
    sure = seen and decision.evidence.known and not decision.vetoes
    return answer if sure else replace(answer, action=None, doubt=decision.doubt or _UNCLEAR)


def _weighed(
    answer: Answer,
    command: Action | None,
    decision: Decision,
    parts: Sequence[Sentence],
    *,
    case: Case,
    rulebook: Rulebook,
    now: datetime,
) -> Answer:
    """What the answer's own word says; else what the models are sure of."""
    if command is not None:
        turned = answer.action is command and _turned(command, decision)
        return replace(answer, action=None, doubt=decision.doubt or _UNCLEAR) if turned else answer
    thanks = not parts or set().union(*(part.words for part in parts)) <= set(rulebook.answers.thanks)
    withdrawn = answer.doubt == _WITHDRAWN and decision.action is not Action.CABUT
    if thanks or withdrawn or is_signature(answer.note, rulebook.answers):
        return answer
    if answer.action in (Action.STATUS, *_MOVES):
        if decision.bears_out(answer.action):
            return answer
        answer = replace(answer, action=None, doubt=_UNCLEAR)
    elif answer.action is Action.DATA and not answer.values and decision.evidence.nothing >= _NOTHING:
        return replace(answer, action=None, doubt=_UNCLEAR)
    if not decision.sure:
        return replace(answer, doubt=answer.doubt and (decision.doubt or answer.doubt))
    return _as_sure(answer, decision, case=case, rulebook=rulebook, now=now)


def _as_sure(answer: Answer, decision: Decision, *, case: Case, rulebook: Rulebook, now: datetime) -> Answer:
    """What the models are sure of; data count with the values that are found."""
    if decision.action not in (Action.DATA, Action.PERBAIKI):
        return replace(answer, action=decision.action, doubt=None)
    values = told_fields(
        answer.note,
        now,
        rulebook.dates,
        correcting=decision.action is Action.PERBAIKI,
        lacking=() if decision.action is Action.PERBAIKI else case.missing,
    )
    values = may_be_written(values, answer.note, case, rules=rulebook.answers, now=now, dates=rulebook.dates)
    if not values and (answer.action is Action.DATA or case.waiting_for != ASK_REQUESTER):
        return answer
    action = Action.PERBAIKI if values and _changes_something(values, case) else decision.action
    return replace(answer, action=action, values={**values, **answer.values}, doubt=None)


def _turned(command: Action, decision: Decision) -> bool:
    """Whether the words beside the answer's own word say otherwise: "puas sekali saya, layarnya tetap hitam"."""
    more = decision.evidence.words > _BARE
    complains = (
        command is Action.PUAS and decision.action is Action.BELUM and decision.probability >= _COMPLAINS and more
    )
    return complains or decision.turns(command)


def commands(text: str, *, rules: AnswerRules) -> bool:
    """Whether a requester's mail begins with one of his answers' own words: PERBAIKI, STATUS, CABUT, PUAS, BELUM."""
    parts = sentences(said(text, rules), rules)
    return bool(parts) and _command(first_word(parts[0], rules)[1], rules) is not None


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
            return Answer(action=None, doubt=_WITHDRAWN, text=raw)
    if case.waiting_for != ASK_REQUESTER and any(_says(part, Action.STATUS, rules) for part in parts):
        return Answer(action=Action.STATUS, note=note, text=raw)
    return None


def _free(parts: Sequence[Sentence], case: Case, rules: AnswerRules, note: str, raw: str) -> Answer:
    """Words without label or command: thanks, the one value that is missing, an answer to what was asked."""
    words = [word for part in parts for word in part.words]
    if not words or set(words) <= set(rules.thanks):
        return Answer(action=None, note=note, text=raw)
    missing = tuple(case.missing)
    phone = found_phone(note)
    if phone and _PHONE in missing:
        return Answer(action=Action.DATA, values={_PHONE: phone}, note=note, text=raw)
    if case.waiting_for == ASK_REQUESTER:
        lone = [path for path in missing if path in _NAMES or path == "requested_resolution"]
        lone = [] if _ELSEWHERE & set(words) else lone
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


def _is_of_case(part: Sentence, rules: AnswerRules) -> bool:
    """Whether the case is withdrawn and no cable: "CABUT sudah normal", "cabut saja, sudah normal", "Cabut laporan kami"."""
    _, word = first_word(part, rules)
    written = re.search(rf"\b{re.escape(word)}\b([^,.;:!()-]*)", part.text, re.IGNORECASE)
    if written is None or written[0].startswith(word.upper()):
        return written is not None
    beside = [one for one in written_out(written[1], rules) if one not in rules.polite]
    return not beside or beside[0] in rules.answers.get(Action.CABUT, Saying()).of


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


def _normal(values: dict[str, str], now: datetime, dates: DateRules) -> dict[str, str]:
    """Values as the fields hold them; what cannot be read as its field is left out."""
    found = {}
    for path, text in values.items():
        value = None if _DENIED.match(text) else normalised(path, text, now, dates)
        if value:
            found[path] = value
    return found


def _gives_data(decision: Decision) -> bool:
    """Whether words announce data, so that what stands below the name is more than a signature, which corrects nothing."""
    return decision.action in (Action.DATA, Action.PERBAIKI) and decision.probability >= _GIVES


def _changes_something(values: dict[str, str], case: Case) -> bool:
    """Whether a value is there already and reads otherwise: then the mail corrects, without saying so."""
    return any(row_value(case.letter, path) not in (None, value) for path, value in values.items()) and not (
        case.state is CaseState.WAITING and all(row_value(case.letter, path) is None for path in values)
    )


# -------------------------------------------------------------------------------------------------------------- operator


def understand_confirmation(text: str, *, rulebook: Rulebook) -> bool | None:
    """SETUJU or TOLAK as the first word of the first line; None where it is neither, denied, asked, under a condition or another's."""

    def read(words: str) -> bool | None:
        return _confirmed(words, rulebook.answers)

    text = shortened(text)
    found = read(text)
    return found if found is None or is_own(found, text, read, action=Action.SETUJU, rulebook=rulebook) else None


def _confirmed(text: str, rules: AnswerRules) -> bool | None:
    lines = [line.strip() for line in said(text, rules).split("\n") if line.strip()]
    telling = [line for line in lines if not set(written_out(line, rules)) <= set(rules.polite)]
    words = written_out(telling[0], rules) if telling else []
    first = next((word for word in words if word not in rules.polite), "")
    refuses = rules.answers.get(Action.TOLAK, Saying()).words
    approves = rules.answers.get(Action.SETUJU, Saying()).words
    if _no_answer_of_his("\n".join(telling), text, Action.SETUJU if first in approves else Action.TOLAK, rules):
        return None
    if "?" in "".join(telling) or (set(words) & {*approves} and set(words) & {*refuses}):
        return None
    if first in refuses:
        return None if _is_open(words[words.index(first) + 1 :], words, rules) else False
    hindering = (*rules.negations, *rules.conditions, *rules.questions, *rules.holds, *rules.approval_conditions)
    if any(contains(written_out(line, rules), word) is not None for line in telling for word in hindering):
        return None
    return True if first in approves else None


def _is_open(reason: Sequence[str], words: Sequence[str], rules: AnswerRules) -> bool:
    """Whether a refusal hangs on something, is put off, or is taken back in the same breath: "TOLAK atau tidak ya"."""
    beside = [word for word in reason if word not in rules.polite]
    put_off = {"atau", "jangan", *(word for word in rules.holds if word not in rules.states)}
    return bool(
        any(contains(words, word) is not None for word in rules.ifs)
        or (beside and (beside[0] in put_off or set(beside) <= {*rules.negations, *rules.holds, *rules.questions}))
    )


def _no_answer_of_his(body: str, text: str, action: Action, rules: AnswerRules) -> bool:
    """Whether the operator's words only tell of an answer, or somebody else writes for him."""
    return (
        offered(body, rules, (Action.SETUJU, Action.TOLAK))
        or mentioned(body, action, rules)
        or relayed(text, action, rules=rules, role="operator")
    )


def _for_requester(text: str) -> tuple[str, str]:
    """What the operator writes to us, and what he writes for the requester, each "" where there is nothing."""
    found = _FOR_REQUESTER.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]}\n{text[found.end() :]}", " ".join(found["words"].split())


def understand_operator(text: str, *, rulebook: Rulebook) -> OperatorDecided | None:
    """A SOP id (or what people call it) or `TOLAK <reason>` in the first line; None where it is neither, or unclear.

    Below the reason a paragraph `Kepada pemohon: ...` says what the requester is told.
    """

    def read(words: str) -> tuple[str | None, bool] | None:
        found = _decided(words, rulebook)
        return None if found is None else (found.sop, found.refuse is None)

    text = shortened(text)
    found = _decided(text, rulebook)
    action = Action.TOLAK if found and found.refuse is not None else Action.SETUJU
    return found if found is None or is_own(read(text), text, read, action=action, rulebook=rulebook) else None


def _decided(text: str, rulebook: Rulebook) -> OperatorDecided | None:
    rules = rulebook.answers
    own, words_for_requester = _for_requester(said(text, rules))
    lines = [line.strip() for line in own.split("\n") if line.strip()]
    telling = [line for line in lines if not set(written_out(line, rules)) <= set(rules.polite)]
    if not telling:
        return None
    first = telling[0]
    if first.startswith(_DENYING) or _no_answer_of_his("\n".join(telling), text, Action.TOLAK, rules):
        return None
    words = written_out(first, rules)
    polite = frozenset(rules.polite)
    start = next((place for place, word in enumerate(words) if word not in polite), 0)
    if words[start] in rules.answers.get(Action.TOLAK, Saying()).words:
        below = re.split(r"(?i)\b\w*tolak\w*\b", "\n".join(telling), maxsplit=1)[-1].strip(' \t\n:,.-–—"\u201d')
        given = [word for word in words[start + 1 :] if word not in polite]  # in the first line: a name may stand below
        unclear = not given or "?" in "".join(telling) or _is_open(words[start + 1 :], words, rules)
        return None if unclear else OperatorDecided(refuse=below, words=words_for_requester)
    hindering = (*rules.negations, *rules.conditions, *rules.questions, *rules.holds)
    if "?" in first or any(contains(words, word) is not None for word in hindering):
        return None
    sop = sop_meant(first, rulebook)
    return OperatorDecided(sop=sop) if sop else None
