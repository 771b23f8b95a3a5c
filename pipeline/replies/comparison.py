"""What nodis itself sent, known again in a reply by its words, however it was wrapped, marked or turned into text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.folding import fold

RUN = 5  # words in the same order that are no chance
_GOES_ON = 3  # lines over which a value in a form may go on
_MOST = 400_000  # characters of our own mails that are looked at
_TOKEN = re.compile(r"[^\W_]+")
# `Penyebab : (analisis penyebab gangguan)`, `Nama penanggung jawab: ...`, `Data hak akses (nama, NIP, aplikasi): ...`
_FORM_LINE = re.compile(
    r"^[\W_]*([A-Za-z][\w/. ]{1,40}?(?:[ \t]*\([^()\n]{1,100}\))?)[ \t]*:[ \t]*(?:\([^()\n]*\)?|[.\u2026_]{2,})[ \t]*$"
)
_EMPTY = re.compile(r"[\W_]*")


def tokens(text: str) -> list[str]:
    """Words and numbers in lower case; the text is folded."""
    return _TOKEN.findall(text.lower())


class Asked:
    """The words of the mails of ours that a reply may quote."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._labels: set[str] = set()
        self._lines: set[str] = set()
        self._leads: set[tuple[str, ...]] = set()  # the words of ours right above a form
        streams: list[str] = []
        left = _MOST
        for text in dict.fromkeys(texts):
            folded = fold(text[:left])
            left -= len(folded)
            words = tokens(folded)
            self._runs.update(_runs(words))
            above: tuple[str, ...] = ()
            for line in folded.split("\n"):
                self._lines.add(" ".join(tokens(line)))
                if form := _FORM_LINE.fullmatch(line):
                    self._labels.add(_flat(form[1]))
                    self._leads.add(above)
                else:
                    above = (*above, *tokens(line))[-RUN:]
            streams.append(" ".join(words))
        self._stream = f" {' | '.join(streams)} "

    def stretches(self, lines: Sequence[Sequence[str]]) -> list[int]:
        """For each line of words, the number of the stretch of ours in which it stands; 0 where it is not ours.

        A line is ours where all but all of it stands in runs of words that we sent; one that is shorter than a run, only
        together with others. A stretch goes on as long as runs lead from line to line: somebody who repeats what we
        quoted of him does not thereby copy what follows it.
        """
        words = [word for line in lines for word in line]
        seen, leads = bytearray(len(words)), bytearray(len(words) + 1)
        for start, run in enumerate(_runs(words)):
            if run in self._runs:
                seen[start : start + RUN] = b"\1" * RUN
                leads[start + 1 : start + RUN] = b"\1" * (RUN - 1)
        stretches, start = [list[int]()], 0
        for number, line in enumerate(lines):
            end = start + len(line)
            ours = sum(seen[start:end]) >= 0.8 * len(line)
            if line and not (ours and leads[start]):
                stretches.append([])
            if line and ours:
                stretches[-1].append(number)
            start = end
        found = [0] * len(lines)
        for at, stretch in enumerate(stretches, start=1):
            if sum(len(lines[number]) for number in stretch) >= RUN:
                for number in stretch:
                    found[number] = at
        return found

    def says(self, line: str) -> bool:
        """Whether a whole line of ours is made of these words."""
        return " ".join(tokens(line)) in self._lines

    def asks(self, label: str) -> bool:
        """Whether a form of ours has a line of that label."""
        return _flat(label) in self._labels

    def form_lines(self, lines: Sequence[str], ours: Sequence[int]) -> list[bool]:
        """For each line, whether it stands where a form of ours does: right below the words of ours that lead to the form.

        `ours` says of each line whether it is ours. A value may go on over lines of its writer's.
        """
        found, above, within, further = [False] * len(lines), tuple[str, ...](), False, 0
        for number, line in enumerate(lines):
            said = tokens(line)
            if not said:
                continue
            label, colon, _ = line.partition(":")
            if colon and self.asks(label) and (within or above in self._leads):
                found[number], within, further = True, True, 0
                continue
            above = (*above, *said)[-RUN:]
            further += 1
            within = within and not ours[number] and further <= _GOES_ON
        return found

    def filled_in(self, line: str) -> bool:
        """Whether the line is one of a form of ours, `Label: ...`, with a value of somebody else's in place of the dots."""
        label, colon, value = line.partition(":")
        return (
            bool(colon) and self.asks(label) and not _EMPTY.fullmatch(value) and f" {_flat(line)} " not in self._stream
        )


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(RUN)), strict=False))


def _flat(label: str) -> str:
    return " ".join(tokens(label))
