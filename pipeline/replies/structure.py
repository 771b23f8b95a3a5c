"""Which lines of a reply are its writer's: quotes and signatures told apart from what he typed around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pipeline.replies.comparison import Asked, tokens
from pipeline.replies.history import Histories, History, is_forward
from pipeline.rulebook.kinds import KindRules

QUOTED_WORDS = 25  # of ours in a row without any mark: from there on, the reply is a copy of our mail
IN_PIECES = 40  # of ours without any mark, his own words typed between them
_WRAPPED = 45  # characters of a quoted line from which on the next one may be its rest
_MARK = r"[>|\u203a\u00bb\u2502\u2503\u258c\u258e]"
_QUOTED = re.compile(rf"\s*(?:{_MARK}|[A-Za-z]{{1,4}}>)")
_MARKS = re.compile(rf"(?:\s*(?:{_MARK}|[A-Za-z]{{1,4}}>))+\s?")
_FORM_LINE = re.compile(r"[\W_]*([A-Za-z][\w/. ]{1,40}?(?:\s*\([^()\n]{1,100}\))?)\s*:\s*(?:\([^()]*\)|[.\u2026_\s]*)")
_INTRODUCTION = 200  # characters of a line that introduces marked ones
_DAY_AND_TIME = re.compile(
    r"\d{1,4}[./\u5e74-] ?(?:\d{1,2}|[^\W\d_]{3,12}).*\d{1,2}[.:]\d{2}|\d{1,2}\.? [^\W\d_]{3,12}\.? \d{4}.*\d{1,2}[.:]\d{2}"
)
_OPEN_END = re.compile(r"[,;&/(\u2013-]\s*$")
_SIGNATURE = re.compile(r"(?:--|\u2014)[\s.,]*")  # the line above a signature, whatever invisible a program left on it
_RULES = " _-=\u2013\u2014\u2500"  # of the line that programs draw above what they quote
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+\w")


@dataclass
class OwnLines:
    """The writer's lines, their numbers and what they say; what stands below his `-- `; and unmarked lines that are ours."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    ours: list[int] = field(default_factory=list)

    @property
    def mixed(self) -> bool:
        """Whether an unmarked line that is ours touches a line of his: it may be the half of a sentence of his."""
        his = {number for number, line in self.lines if line.strip()}
        return any(number - 1 in his or number + 1 in his for number in self.ours)


class LineReader:
    """Reads one text, given as lines in plain letters.

    What the writer typed between or below lines that are marked as quoted is his, and so is a value that he put in place
    of the dots of a form of ours. Below a header block, the mark of a forward, or an introduction without marked lines,
    nothing else is. `office` are the addresses and names of the service that is answered, in small letters.
    """

    def __init__(self, lines: Sequence[str], ours: Asked, rules: KindRules, office: frozenset[str]) -> None:
        self._lines = lines
        self._ours = ours
        self._rules = rules
        self._office = office
        self._bare = [_MARKS.sub("", line, count=1) if _MARKS.match(line) else line for line in lines]
        self._quoted = [is_quoted(line) for line in lines]
        self._histories = Histories(lines, rules)
        self._bare_histories = Histories(self._bare, rules)
        self._ours_in = ours.stretches([tokens(line) for line in self._bare])
        self._in_form = ours.form_lines(self._bare, self._ours_in)
        self._copied = self._copy()
        self._own = OwnLines()
        self._labels: dict[int, str] = {}  # of the form lines below which lines of his stand
        self._in_quote = False  # below a line that is marked as quoted, or introduces what is
        self._foreign = (
            False  # what is quoted comes from another than the office that is answered, or stands in such a mail
        )

    def read(self) -> OwnLines:
        """The writer's own lines."""
        copied = self._copied
        number: int | None = 0
        rest = False
        while number is not None and number < len(self._lines):
            rest = self._is_rest(number, rest=rest)
            if self._quoted[number]:
                number = self._read_quoted(number)
            elif history := self._histories.at(number):
                number = self._read_history(history)
            elif 0 <= copied <= number:
                self._read_copy(number)
                number = None
            elif self._introduces_marked(number):
                line = self._lines[number]
                self._foreign = self._foreign or self._is_foreign(History(below=number + 1, sender=line, ends=False))
                number += 1
            elif self._own.lines and self._rules.patterns["disclaimers"].match(self._lines[number].strip()):
                number = None
            else:
                if not rest:
                    self._take(number)
                number += 1
        self._label()
        return self._own

    def _read_quoted(self, number: int) -> int | None:
        """A line that is marked as quoted; the next one, None where nothing below is his."""
        self._in_quote = True
        if self._ends_with_forward(number):
            return None
        if not self._ours_in[number] and (history := self._bare_histories.at(number)):
            self._foreign = self._foreign or self._is_foreign(history)
        elif not self._ours_in[number] and self._forwards(number):  # and no header says from whom
            self._foreign = True
        self._take_filled_in(number)
        return number + 1

    def _read_history(self, history: History) -> int | None:
        """An introduction; the line after it, None where nothing below is his."""
        while self._own.lines and not self._own.lines[-1][1].strip(_RULES):
            self._own.lines.pop()
        self._foreign = self._foreign or self._is_foreign(history)
        if history.ends or not self._marked_after(history.below):
            self._read_copy(history.below)
            return None
        return history.below

    def _read_copy(self, start: int) -> None:
        """Of what is quoted without marks, the values that were filled in; nothing of what that mail quotes itself."""
        marked = self._marked_after(start)
        for number in range(start, len(self._lines)):
            if not self._ours_in[number] and (self._bare_histories.at(number) or self._forwards(number)):
                return
            if marked or not self._quoted[number]:
                self._take_filled_in(number)

    def _take(self, number: int) -> None:
        """A line that nothing marks: his, unless it is ours, his program's or his signature's."""
        line = self._lines[number]
        bare = line.strip()
        if self._own.signature or _SIGNATURE.fullmatch(bare):
            self._own.signature.append(bare)
        elif not bare:
            self._own.lines.append((number, ""))
        elif self._ours_in[number] and (self._in_quote or self._copied >= 0):
            self._own.ours.append(number)
        elif not self._rules.patterns["client_lines"].fullmatch(bare):
            self._own.lines.append((number, line))
            if label := self._asked_above(number):
                self._labels[number] = label

    def _take_filled_in(self, number: int) -> None:
        """A line of a form of ours, where it stands in our mail, in which a value stands now."""
        if (
            self._in_form[number]
            and not self._foreign
            and _depth(self._lines[number]) <= 1
            and self._ours.filled_in(self._bare[number])
        ):
            self._own.lines.append((number, self._bare[number].strip()))

    def _ends_with_forward(self, number: int) -> bool:
        """Whether a forward begins at this quoted line of which only the mark, and headers, are marked as quoted."""
        if not self._forwards(number):
            return False
        block = self._bare_histories.at(number)
        below = block.below if block else number + 1
        while below < len(self._lines) and not self._bare[below].strip():
            below += 1
        return below < len(self._lines) and not self._quoted[below]

    def _forwards(self, number: int) -> bool:
        return is_forward(self._bare[number], self._rules)

    def _copy(self) -> int:
        """The line at which a copy of our mail begins that nothing marks; -1 where there is none."""
        unmarked = [at for at, stretch in enumerate(self._ours_in) if stretch and not self._quoted[at]]
        words = Counter[int]()
        for at in unmarked:
            words[self._ours_in[at]] += len(tokens(self._lines[at]))
        in_pieces = unmarked[0] if words.total() >= IN_PIECES else -1
        return next((at for at in unmarked if words[self._ours_in[at]] >= QUOTED_WORDS), in_pieces)

    def _marked_after(self, number: int) -> bool:
        """Whether the next line that is not blank is marked as quoted."""
        while number < len(self._lines) and not self._lines[number].strip():
            number += 1
        return number < len(self._lines) and self._quoted[number]

    def _introduces_marked(self, number: int) -> bool:
        """Whether a line above marked ones is their introduction in whatever language: it names day and time, and ends in a colon."""
        line = self._lines[number].strip()
        shaped = len(line) <= _INTRODUCTION and line.endswith((":", "\uff1a")) and _DAY_AND_TIME.search(line)
        return bool(shaped) and not _FORM_LINE.fullmatch(line) and self._marked_after(number + 1)

    def _is_foreign(self, history: History) -> bool:
        """Whether what is quoted comes from another than the service that is answered, or nobody says from whom."""
        named = {found.lower() for found in _ADDRESS.findall(history.sender)}
        if named:
            return not named <= self._office
        said = f" {' '.join(tokens(history.sender))} "
        return not any(f" {' '.join(tokens(name))} " in said for name in self._office)

    def _is_rest(self, number: int, *, rest: bool) -> bool:
        """Whether an unmarked line is the end of the quoted line above it, broken off by a program on the way."""
        if number == 0 or self._quoted[number] or not self._lines[number].strip():
            return False
        if not self._quoted[number - 1]:
            return rest and bool(self._lines[number - 1].strip())
        above = self._bare[number - 1]
        whole = self._ours.says(above) and not self._foreign  # in another's mail his words may have gone on there
        if not above.strip() or whole or _FORM_LINE.fullmatch(above):
            return False
        return len(above) >= _WRAPPED or bool(_OPEN_END.search(above))

    def _asked_above(self, number: int) -> str:
        """The label of a quoted line of a form, where this line is the answer written below it: `Penyebab: `."""
        above = number - 1
        while above >= 0 and not self._bare[above].strip():
            above -= 1
        if above < 0 or not self._quoted[above] or not self._in_form[above] or self._foreign:
            return ""
        found = _FORM_LINE.fullmatch(self._bare[above])
        return f"{found[1].strip()}: " if found else ""

    def _label(self) -> None:
        """Give what he wrote below lines of a form their labels; who wrote in a single place has answered no form there."""
        quoted = [0, *accumulate(self._quoted)]
        places = {quoted[number] for number, line in self._own.lines if line.strip()}
        if len(places) > 1:
            self._own.lines = [(number, f"{self._labels.get(number, '')}{line}") for number, line in self._own.lines]


def is_quoted(line: str) -> bool:
    """Whether the line begins with the mark of a quote."""
    return bool(_QUOTED.match(line))


def _depth(line: str) -> int:
    found = _MARKS.match(line)
    return len(re.sub(r"[A-Za-z\s]", "", found[0])) if found else 0
