"""Whose decision a reply tells: its holder's own, or what somebody who writes from his account says of him.

A secretary or another who answers for the holder says so in one of four ways: he presents himself, he writes in the
holder's name, he tells what the holder said, or on whose order he writes. The holder's own signature may name his superior
("a.n. Kepala, Kabag Umum"), and he may follow an order of his own superior: those decisions are his.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Action, Person
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.sop.words import contains, written_out

_CLAUSE = re.compile(r"[,;:!?()\u2013\u2014]|(?<=[\w)])\.(?=\s|$)|\s-\s")
_IN_NAME_OF = re.compile(r"\ba\s?\.\s?n\b\.?|\ba/n\b|\ban\.(?=\s*\w)", re.IGNORECASE)
_BOTH = ("untuk", "dan")  # of "untuk dan atas nama"
_SERVING = ("pribadi", "dari", "untuk", "to", "of")  # of "sekretaris pribadi Bapak"
_BY = ("oleh", "dari", "by", "from")
_GROUPS = (
    "rekan",
    "rekan-rekan",
    "teman-teman",
    "kawan-kawan",
    "tim",
    "semua",
    "semuanya",
    "anggota",
    "staf",
    "warga",
    "para",
)
_NAME = 3  # letters of a name at least
_NEAR = 3  # words between who presents himself and what he is, or between who decides and his decision
_SIGNED = 7  # words of a line of a signature at most


@dataclass(frozen=True, kw_only=True, slots=True)
class _Clause:
    line: int
    words: tuple[str, ...]
    raw: tuple[str, ...]  # as written


def relayed(
    text: str, action: Action, *, rules: AnswerRules, by: str = "", role: str = "", people: Sequence[Person] = ()
) -> bool:
    """Whether somebody else than the holder, whose name is `by`, tells his decision; `people` are those of the office."""
    return _Teller(text, action, rules, by=by, role=role, people=people).tells()


class _Teller:
    def __init__(
        self, text: str, action: Action, rules: AnswerRules, *, by: str, role: str, people: Sequence[Person]
    ) -> None:
        self._rules = rules
        self._clauses = [
            _Clause(line=number, words=words, raw=tuple(re.findall(r"[\w'-]+", piece)))
            for number, line in enumerate(_IN_NAME_OF.sub("atas nama ", text).split("\n"))
            for piece in _CLAUSE.split(line)
            if (words := self._titled(piece))
        ]
        self._lengths = Counter[int]()
        for one in self._clauses:
            self._lengths[one.line] += len(one.words)
        self._written_by = {one.line for one in self._clauses if _any(one.words, rules.written_by)}
        self._names = _name_words(by)
        self._others = frozenset(word for one in people for word in _name_words(one.name)) - self._names
        own = next((one.position for one in people if one.name == by), "")
        self._position = frozenset(self._titled(own))
        self._roles = frozenset(self._titled(role))
        self._reports = action is Action.SELESAI  # who reports work may tell what others wanted
        saying = rules.answers.get(action, Saying())
        self._agreeing = {*rules.answers.get(Action.SETUJU, Saying()).words}
        self._said = {*saying.words, *saying.alone, *self._agreeing}
        self._answer = (*saying.words, *saying.phrases, *saying.alone, *saying.ordered, *saying.drafted)

    def tells(self) -> bool:
        """Whether one of the clauses shows that another writes."""
        answering = self._answering()
        for at, clause in enumerate(self._clauses):
            signs = clause.line > self._clauses[answering].line
            if self._presents_another(at, signs=signs, answered=at >= answering):
                return True
            if self._in_name(clause.words, before=at <= answering) or self._on_order(clause.words):
                return True
            if signs and self._serves_by_order(clause.words) and self._signed_by_another(at):
                return True
            if at <= answering and not self._reports and self._retells(clause.words):
                return True
            if not self._reports and (self._given_by_another(clause.words) or self._agreed_by_others(clause.words)):
                return True
        return False

    def _answering(self) -> int:
        """The clause that answers: the first with words of the answer, else the first that says anything."""
        for phrases in (self._answer, None):
            for at, clause in enumerate(self._clauses):
                if phrases is None and not set(clause.words) <= set(self._rules.polite):
                    return at
                if phrases and _any(clause.words, phrases):
                    return at
        return 0

    def _him(self, words: Sequence[str], place: int) -> int:
        """How many words from here speak of the holder as of another: "Bapak", "beliau", his title, role or name."""
        end = place
        while end < len(words) and words[end] in self._rules.honorifics:
            end += 1
        following = words[end] if end < len(words) else ""
        if following in self._roles or (end > place and following in self._names):
            return end + 1 - place
        if following in self._others or following in self._rules.others or words[place:end] in (("pak",), ("bu",)):
            return 0  # an official of another role; or somebody is only spoken to
        return end - place

    def _presents_another(self, at: int, *, signs: bool, answered: bool) -> bool:
        """As in "saya Rini, sekretaris Bapak", "(dibalas oleh ajudan)"; with `signs`, in a signature, too."""
        words = self._clauses[at].words
        return any(
            word in self._rules.deputies
            and not self._is_own_post(words, place)
            and self._is_another(at, place, signs=signs, answered=answered)
            for place, word in enumerate(words)
        )

    def _is_own_post(self, words: Sequence[str], place: int) -> bool:
        """Whether it is the holder's own post, as "Sekretaris Camat" may be; "sekretaris Bapak Sekretaris" is not."""
        following = words[place + 1] if place + 1 < len(words) else ""
        serves = following in self._rules.honorifics or following in self._rules.posts
        return words[place] in self._position and (not serves or following in self._position)

    def _is_another(self, at: int, place: int, *, signs: bool, answered: bool) -> bool:
        """Whether who serves an official, named at this place, is who writes, and not the holder by name."""
        rules, clause = self._rules, self._clauses[at]
        words, post = clause.words, clause.words[place]
        if clause.line in self._written_by:
            return True
        before = words[:place] if place else self._clauses[at - 1].words if at else ()
        if self._names & set(before) or (not place and self._names & self._line_above(at)):
            return False
        if post in rules.secretaries and signs and len(words) == 1:
            return True
        while before and before[0] in rules.polite and before[0] not in rules.presents:
            before = before[1:]
        presents = before[:1] and before[0] in rules.presents and len(before) <= _NEAR + 1
        named = self._strangers(at, place)
        if self._reports and presents and len(before) > 1 and not named:
            return False  # "ini laptop staf Bapak Kabag sudah diganti"
        introduced = bool(presents) or (signs and self._lengths[clause.line] <= _SIGNED) or (named and answered)
        return introduced and self._serves(words, place, named=named)

    def _line_above(self, at: int) -> set[str]:
        """Words of the line that ends before this clause begins its own."""
        above = self._clauses[at - 1].line if at else -1
        return {word for one in self._clauses[:at] if above == one.line != self._clauses[at].line for word in one.words}

    def _serves(self, words: Sequence[str], place: int, *, named: bool) -> bool:
        """Whether a secretary serves a person; of staff, who hold tasks themselves, whether they serve the holder."""
        rules = self._rules
        end = place + 1
        while end < len(words) and words[end] in (*rules.deputies, *_SERVING):
            end += 1
        if words[place].endswith("nya") or self._him(words, end):
            return True
        while end < len(words) and words[end] in rules.honorifics:
            end += 1
        secretary = words[place] in rules.secretaries
        if end == len(words):
            return secretary
        return (secretary or named) and (words[end] in rules.posts or words[end - 1] in rules.honorifics)

    def _strangers(self, at: int, place: int) -> bool:
        """Whether the name of another than the holder, and nothing else, stands before this place."""
        if place == 0:
            return at > 0 and self._is_stranger(self._clauses[at - 1].raw)
        raw, post = self._clauses[at].raw, self._clauses[at].words[place]
        start = next((number for number, one in enumerate(raw) if post in self._titled(one)), 0)
        return self._is_stranger(raw[:start])

    def _is_stranger(self, raw: Sequence[str]) -> bool:
        rules = self._rules
        known = rules.vocabulary | {*rules.presents, *rules.presents_as, *rules.honorifics, *rules.posts, *self._answer}
        left = [one for one in raw if not set(self._titled(one)) <= known]
        named = 0 < len(left) <= _NEAR and all(one[:1].isupper() for one in left)
        return named and not self._names & {one.lower() for one in left}

    def _signed_by_another(self, at: int) -> bool:
        """Whether below this clause stands a name, and neither the holder's name nor his post."""
        below = [one for one in self._clauses if one.line > self._clauses[at].line]
        said = {word for one in (self._clauses[at], *below) for word in one.words}
        return (
            bool(self._names)
            and not said & (self._names | self._roles)
            and any(self._is_stranger(one.raw) for one in below)
        )

    def _titled(self, text: str) -> tuple[str, ...]:
        """Its words, with posts in their short forms."""
        titles = self._rules.titles
        if not titles:
            return written_out(text, self._rules)
        spelled = "|".join(sorted(map(re.escape, titles), key=len, reverse=True))
        return tuple(
            re.sub(
                rf"(?<!\S)(?:{spelled})(?!\S)",
                lambda one: titles[one.group()],
                " ".join(written_out(text, self._rules)),
            ).split()
        )

    def _in_name(self, words: Sequence[str], *, before: bool) -> bool:
        """As in "atas nama Bapak Kabag"; in the name of another than the holder only `before` the answer."""
        rules = self._rules
        while words and (
            words[0] in (*_BOTH, *self._answer) or (words[0] in rules.polite and contains(words, "atas nama") != 0)
        ):
            before = before and words[0] not in self._answer
            words = words[1:]
        start = next((len(one.split()) for one in rules.in_name_of if contains(words, one) == 0), 0)
        return bool(start) and (before or self._him(words, start) > 0)

    def _serves_by_order(self, words: Sequence[str]) -> bool:
        """As in "atas perintah Kepala Kantor", "mewakili Kepala Dinas": what stands above who signs for another."""
        begins = words[1:] if words[:1] == ("atas",) and words[1:2] != ("nama",) else words
        return begins[:1] != () and (
            begins[0] in self._rules.orders or any(contains(words, one) == 0 for one in self._rules.in_name_of)
        )

    def _on_order(self, words: Sequence[str]) -> bool:
        """As in "sesuai arahan beliau", "saya diminta Bapak membalas"; "pesan Bapak telah diterima" only says that it came."""
        return not any(word in self._rules.received for word in words) and any(
            word in self._rules.orders and self._him(words, place + 1 + (words[place + 1 : place + 2] == ("oleh",)))
            for place, word in enumerate(words)
        )

    def _given_by_another(self, words: Sequence[str]) -> bool:
        """As in "SETUJU dari Kakanwil", "disetujui oleh Bu Lestari", "diteruskan oleh Lapas": whose answer it is stands behind it."""
        rules = self._rules
        for place, word in enumerate(words):
            if word not in self._said or words[place + 1 : place + 2] == () or words[place + 1] not in _BY:
                continue
            end = place + 2
            titled = words[end : end + 1] != () and words[end] in rules.honorifics
            end += titled
            who = words[end] if end < len(words) else ""
            if (
                who
                and who not in self._roles | self._names | self._position | {*rules.oneself}
                and (titled or who in {*rules.others, *rules.posts, *rules.deputies} or who in self._others)
            ):
                return True
        return False

    def _agreed_by_others(self, words: Sequence[str]) -> bool:
        """As in "Pelapor sudah setuju", "Rekan-rekan sudah setuju": others have, the writer has not said so."""
        others = {*self._rules.others, *_GROUPS} - self._roles
        return any(
            word in others
            and set(words[place + 1 : place + 2]) <= {*self._rules.done}
            and words[place + 2 : place + 3] != ()
            and words[place + 2] in self._agreeing
            for place, word in enumerate(words)
        )

    def _retells(self, words: Sequence[str]) -> bool:
        """As in "Bapak sudah setuju", "beliau minta disampaikan"; who is greeted ("siap Bapak setuju") says nothing."""
        rules = self._rules
        for place, word in enumerate(words):
            length = self._him(words, place)
            if not length and word in rules.honorifics and words[place + 1 : place + 2] != ():
                length = 2  # "Pak Anton sudah setuju"
            greeted = place > 0 and words[place - 1] in rules.polite and word != "beliau"
            own_name = set(words[place : place + length]) & self._names
            if not length or (greeted and not own_name):
                continue
            after = [one for one in words[place + length :] if one not in rules.done and one != "juga"][:1]
            if after and after[0] in rules.tells:
                return True
        return False


def _any(words: Sequence[str], phrases: Iterable[str]) -> bool:
    return any(contains(words, one) is not None for one in phrases)


def _name_words(name: str) -> frozenset[str]:
    """The words of a name, without degrees."""
    return frozenset(
        word for word in re.findall(r"[a-z]+", name.split(",", maxsplit=1)[0].lower()) if len(word) >= _NAME
    )
