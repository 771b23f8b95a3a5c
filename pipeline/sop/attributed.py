"""Where in a reply the words of another begin: below his name, under the head of his message, behind a line that announces them.

`pipeline.replies` has left out what mail programs mark as another's. What people copy by hand, out of a chat or out of a
window of their mail program, has no mark; what stands above it says whose it is, in whatever language, by its shape. An
answer that stands above is its writer's; one that stands below is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Action, Answer, Person
from pipeline.rulebook import Rulebook
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.kinds import KindRules
from pipeline.sop.mentioning import GO_ON
from pipeline.sop.signing import is_called_so
from pipeline.sop.words import written_out

_QUOTES = (
    "Jawaban dalam balasan Saudara ({word}) berdiri di bawah kata-kata yang tampaknya ditulis orang lain, sedangkan putusan hanya "
    "dapat diberikan oleh pemegang tugas sendiri. Bila itu jawaban Saudara sendiri, balas {word} saja."
)
_LONGEST = 240  # characters of a line that says whose words follow
_COVER = 16  # words of a line that announces them
_TITLE = 8  # words of a line that names them like a title
_HEAD = 6  # words of a name in the head of a message
_LABELS = 2  # lines with labels in a row that are a block
_SHAPED = 3  # of them where only their shape tells
_BLOCK = 12  # lines of a block at most
_RULER = re.compile(r"[-_=*~#+\u2010-\u2015\u2500\u2501]{2,}\W*(\w.*?)\W*[-_=*~#+\u2010-\u2015\u2500\u2501]{2,}\W*")
_TAG = re.compile(r"[\[<{]\W?(?:quote|kutip|cite|blockquote)\b", re.IGNORECASE)
_PROMPT = re.compile(r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}\s?>\s*\S")
_LABEL = re.compile(r"[\s*_|\u2022-]*([^\W\d_](?:[\w\s./'-]{0,23}[^\W_])?)[\s*_]*[:\uff1a][\s*_]*(.*)")
_TIME = r"(?<![\d.:])\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?![.:/]?\d)\s*(?:[AaPp]\.?[Mm]\b\.?)?"
_DATE = (
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}[/-]\d{1,2}|\d{1,2}\.? [A-Za-z]{3,9}\.?,? \d{4}|[A-Za-z]{3,9} \d{1,2}, \d{4}"
    r"|\d{4}\u5e74\d{1,2}\u6708\d{1,2}\u65e5(?:\(\w+\))?"
)
_CLOCK = re.compile(_TIME)
_DAY = re.compile(_DATE)
_MOMENT = re.compile(rf"{_DATE}|{_TIME}")
_PHONE = re.compile(r"\+?\d[\dxX*\s().-]{6,}")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_WORD = re.compile(r"[^\W\d_][\w.'-]*")
_POINTS = ("-", "\u2022", "\u2013", "* ")
_INITIALS = 3  # letters of a word in capitals that is no name: TU, NOC
_NAMED_AFTER = frozenset(["pak", "bapak", "bpk", "bu", "ibu", "mas", "mbak", "sdr", "sdri", "kak", "bang"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """Who writes, as far as it tells his words from another's: his name, the office's people, labels of what he is asked."""

    by: str = ""
    people: Sequence[Person] = ()
    labels: Collection[str] = ()


def own_answer(
    answer: Answer, text: str, read: Callable[[str], Answer], *, rulebook: Rulebook, writer: Writer | None = None
) -> Answer:
    """The answer that `read` finds in the text, as far as it stands in its writer's own words; else none, and why."""
    if answer.action is None:
        return answer
    above = above_others(text, action=answer.action, rules=rulebook.answers, kinds=rulebook.kinds, writer=writer)
    if above is None:
        return answer
    own = read(above)
    if own.action is answer.action:
        return replace(own, text=answer.text)
    return replace(answer, action=None, person=None, values={}, doubt=_QUOTES.format(word=answer.action.value))


def is_own(
    found: object,
    text: str,
    read: Callable[[str], object],
    *,
    action: Action,
    rulebook: Rulebook,
    writer: Writer | None = None,
) -> bool:
    """Whether what `read` finds in the text is found above another's words, too."""
    above = above_others(text, action=action, rules=rulebook.answers, kinds=rulebook.kinds, writer=writer)
    return above is None or read(above) == found


def above_others(
    text: str, *, action: Action, rules: AnswerRules, kinds: KindRules, writer: Writer | None = None
) -> str | None:
    """What stands above the first line that says that another's words follow; None where no line does.

    Reports of work and what requesters say hold labels and times of their own: there fewer lines say so than above an approval.
    """
    reader = _Reader(text.split("\n"), action, rules, kinds, writer or Writer())
    place = reader.place()
    return None if place is None else "\n".join(reader.lines[:place]).strip()


class _Reader:
    def __init__(
        self, lines: Sequence[str], action: Action, rules: AnswerRules, kinds: KindRules, writer: Writer
    ) -> None:
        self.lines = lines
        self._bare = [line.strip() for line in lines]
        self._rules = rules
        self._writer = writer
        self._approves = action in GO_ON and action is not Action.SELESAI
        self._patterns = kinds.patterns
        answers = {word for one in (*GO_ON, Action.TOLAK) if one in rules.answers for word in rules.answers[one].words}
        passes_on = rules.answers[Action.TERUSKAN].words if Action.TERUSKAN in rules.answers else ()
        self._answers = frozenset(answers) - frozenset(passes_on)
        self._surnames = {
            word.lower()
            for one in writer.people
            if one.name != writer.by
            for word in _WORD.findall(one.name)
            if len(word) > _INITIALS
        }
        self._labels = [self._label(line) for line in self._bare]

    def place(self) -> int | None:
        """The line at which another's words begin."""
        telling = [bool(set(written_out(line, self._rules)) - set(self._rules.polite)) for line in self._bare]
        last = max((number for number, tells in enumerate(telling) if tells), default=-1)
        for number, line in enumerate(self._bare[: last + 1]):
            if not line or len(line) > _LONGEST:
                continue
            if self._begins_here(line) or (number < last and self._begins_below(number)):
                return number
        return None

    def _begins_here(self, line: str) -> bool:
        """Whether another's words stand in the line itself: "Lestari> SETUJU", "Dari +62812...: setuju", "Disposisi Kakanwil: setuju"."""
        if _TAG.match(line) or self._prompts(line):
            return True
        label, colon, behind = line.partition(":")
        if not colon or not behind.strip():
            return False
        first, _, rest = label.partition(" ")
        if self._patterns["sender_labels"].fullmatch(first) and rest and self._is_another(rest):
            return True
        if not self._approves:
            return False  # "Lewat WA Bu Sari membenarkan: ..." reports a talk of one's own
        return len(label.split()) <= _HEAD and self._tells_words_of(label)

    def _prompts(self, line: str) -> bool:
        found = _PROMPT.match(line)
        return bool(found) and self._is_another(line.partition(">")[0])

    def _begins_below(self, number: int) -> bool:
        line = self._bare[number]
        return (
            self._rules_off(line)
            or self._is_block(number)
            or self._heads_message(number)
            or self._introduces(number)
            or self._covers(line)
        )

    # ------------------------------------------------------------------------------------------------- rulers and blocks

    def _rules_off(self, line: str) -> bool:
        """Whether it is a ruler with words in it that are no answer: "--- history ---"."""
        found = _RULER.fullmatch(line)
        if found is None or self._answers_in(found[1]):
            return False
        return not self._patterns["own_labels"].fullmatch(found[1])

    def _label(self, line: str) -> tuple[str, str] | None:
        """Label and value of a line; the points of a list, and labels in small letters, are its writer's own."""
        found = _LABEL.fullmatch(line) if len(line) <= _LONGEST and not line.startswith(_POINTS) else None
        if found and found[1][0].islower() and not self._patterns["sender_labels"].fullmatch(found[1]):
            return None
        return (" ".join(found[1].lower().split()), found[2].strip()) if found else None

    def _is_block(self, number: int) -> bool:
        """Whether labelled lines begin here that are a message's, not what the writer is asked: `Von: ...`, `Betreff: ...`."""
        labelled = self._labels[number]
        if labelled is None:
            return False
        if self._patterns["sender_labels"].fullmatch(labelled[0]) and self._is_another(labelled[1]):
            return True
        block = [labelled]
        for other in self._labels[number + 1 : number + _BLOCK]:
            if other is None:
                break
            block.append(other)
        if len(block) < _LABELS or number + len(block) >= len(self._bare):
            return False
        return self._is_header(block)

    def _is_header(self, block: Sequence[tuple[str, str]]) -> bool:
        names = [label for label, _ in block]
        of_mail = [one for one in names if self._of_mail(one)]
        sent = any(_WORD.search(value) and self._is_another(value) for _, value in block[:_LABELS])
        if len(of_mail) == len(names) and sent:
            return True
        strange = [one for one in names if not self._is_own(one) or one in of_mail]
        if len(strange) < len(names):
            return False
        if sum(not one.isascii() for one in names) >= _LABELS:
            return True
        shaped = sent and len(names) >= _SHAPED and any(_MOMENT.search(value) for _, value in block)
        return shaped or (self._approves and not any(self._answers_in(value) for _, value in block))

    def _of_mail(self, label: str) -> bool:
        return any(self._patterns[one].fullmatch(label) for one in ("sender_labels", "mail_labels"))

    def _is_own(self, label: str) -> bool:
        """Whether it is a label of what the writer is asked, or answers of himself."""
        fields = (label in labels for labels in self._rules.fields.values())
        own = label in self._writer.labels or bool(self._patterns["own_labels"].fullmatch(label))
        return own or any(fields) or self._answers_in(label)

    # ----------------------------------------------------------------------------------------------------- heads of chats

    def _heads_message(self, number: int) -> bool:
        """Whether a name and a time stand here and nothing else, on one line or on two: "[02/03 10.15] Lestari Ningsih"."""
        line, labelled = self._bare[number], self._labels[number]
        if labelled and self._is_own(labelled[0]):
            return False
        if _CLOCK.search(line) and self._is_sender(self._without_moments(line)):
            return True
        below = self._bare[number + 1] if number + 1 < len(self._bare) else ""
        return any(
            _CLOCK.search(time) and not self._without_moments(time) and self._is_sender(name)
            for name, time in ((line, below), (below, line))
        )

    def _is_sender(self, name: str) -> bool:
        """Whether it may be who sent a message; in a report of work a word beside a time is no name yet."""
        return (self._approves or len(name.split()) > 1) and self._is_another(name)

    def _without_moments(self, line: str) -> str:
        """The line without times, their words and their brackets."""
        bare = re.sub(r"\([^()]*\)", " ", _MOMENT.sub(" ", line))
        return " ".join(
            word
            for word in re.findall(r"[^\s\[\](),|\u00b7\u2022;:\u2013\u2014]+", bare)
            if not self._is_of_time(word) and word not in "-~"
        )

    def _is_of_time(self, word: str) -> bool:
        return bool(self._patterns["moment_words"].fullmatch(word.strip(".")))

    def _introduces(self, number: int) -> bool:
        """Whether it names a moment and a person, and ends in a colon: "Am 02.03.2026 um 08:05 schrieb Lestari Ningsih:"."""
        line = self._bare[number]
        below = self._bare[number + 1] if number + 1 < len(self._bare) else ""
        if not line.endswith((":", "\uff1a")):
            if (
                not _DAY.search(line)
                or line.endswith((".", "!", "?"))
                or not below.endswith((":", "\uff1a"))
                or len(below.split()) > _HEAD
            ):
                return False
            line = f"{line} {below}"
        if not _MOMENT.search(line) or self._patterns["own_headings"].match(line):
            return False
        return self._names_another(self._without_moments(line))

    # ------------------------------------------------------------------------------------------------------------- covers

    def _covers(self, line: str) -> bool:
        """Whether it announces what another wrote or said: "Pak, ini balasan beliau.", "copas jawaban bu kasubag", "Cukup balas:"."""
        if len(line.split()) > _COVER or self._answers_in(line):
            return False
        if self._patterns["passing_on"].fullmatch(line.rstrip(" .!")):
            return True
        if self._instructs(line):
            return True
        words = written_out(line, self._rules)
        if self._patterns["answering_words"].match(line) or (set(words) & {*self._rules.received, *self._rules.done}):
            return False
        announces = self._says("announcing", line)
        if self._tells_words_of(line) and (announces or line.endswith(":") or self._names_words(line)):
            return True
        says = self._says("saying_verbs", line) and (self._approves or announces or line.endswith(":"))
        return says and (self._names_another(line) or self._may_name_another(line))

    def _may_name_another(self, line: str) -> bool:
        """Whether a line that ends in a colon, and not in one's own voice, has a word that may be a name: "Ratna wrote on 3/3:"."""
        words = _WORD.findall(line)
        own = {word.lower() for word in words} & {*self._rules.oneself, "my", "our"}
        return (
            line.endswith(":")
            and not own
            and any(
                len(word) > _INITIALS
                and not word.isupper()
                and word[:1].isupper()
                and self._may_name(word)
                and not self._is_of_time(word)
                and not self._says("told_words", word)
                and not self._says("announcing", word)
                and not self._is_writer([word])
                for word in words
            )
        )

    def _instructs(self, line: str) -> bool:
        """Whether it tells what to answer: "Cukup balas:"."""
        words = set(written_out(line, self._rules)) - {*self._rules.polite, *self._rules.mentions_with}
        return (
            line.endswith(":")
            and bool(words & set(self._rules.mentions))
            and words <= {*self._rules.mentions, "tinggal", "bisa", "dapat"}
        )

    def _tells_words_of(self, line: str) -> bool:
        """Whether it names an answer, a message or an order, and another whose it is."""
        return self._says("told_words", line) and (self._names_another(line) or self._may_name_another(line))

    def _says(self, name: str, line: str) -> bool:
        return any(True for _ in re.finditer(rf"(?i)\b(?:{self._patterns[name].pattern})(?:nya)?\b", line))

    def _names_words(self, line: str) -> bool:
        """Whether it is short, and begins with what another's words are called: "Isi chat saya dengan Kakanwil"."""
        words = [word.strip(",.:") for word in line.split()]
        told = self._patterns["told_words"]
        return len(words) <= _TITLE and any(told.fullmatch(word) for word in words[:_LABELS])

    def _answers_in(self, text: str) -> bool:
        return not self._answers.isdisjoint(written_out(text, self._rules))

    # ------------------------------------------------------------------------------------------------------------ persons

    def _is_another(self, text: str) -> bool:
        """Whether the text is the name, the post, the number or the address of another, and nothing else."""
        bare = _PHONE.sub(" ", _ADDRESS.sub(" ", re.sub(r"[(\[<][^()\[\]<>]*[)\]>]", " ", text)))
        words = _WORD.findall(bare.replace("/", " "))
        if not words:
            return bool(_PHONE.search(text) or _ADDRESS.search(text))
        return len(words) <= _HEAD and all(self._may_name(word) for word in words) and not self._is_writer(words)

    def _may_name(self, word: str) -> bool:
        low = word.lower().strip(".")
        rules = self._rules
        if (
            low in _NAMED_AFTER
            or low in rules.posts
            or low in rules.others
            or low in self._surnames
            or low in rules.titles
        ):
            return True
        return word[:1].isupper() and low not in self._no_name()

    def _no_name(self) -> Collection[str]:
        return self._rules.vocabulary | self._rules.telling

    def _is_writer(self, words: Sequence[str]) -> bool:
        own = [one.lower() for one in _WORD.findall(self._writer.by.partition(",")[0])]
        return any(len(word) > _INITIALS and is_called_so(word.lower(), own) for word in words)

    def _names_another(self, line: str) -> bool:
        """Whether another is named somewhere in it: beliau, an official, "Bu Lestari", one of the office, two names in a row."""
        words = _WORD.findall(line)
        low = [word.lower().strip(".") for word in words]
        others = {*self._rules.others, *self._rules.posts, *self._surnames}
        for place, word in enumerate(low):
            after = words[place + 1] if place + 1 < len(words) else ""
            if word in others and not self._is_writer([word]):
                return True
            named = after[:1].isupper() and len(after) > 1 and self._may_name(after) and not self._is_writer([after])
            if named and (
                word in _NAMED_AFTER or (place > 0 and words[place][:1].isupper() and self._may_name(words[place]))
            ):
                return True
            if named and place == 0 and words[0][:1].isupper() and self._may_name(words[0]):
                return True
        return False
