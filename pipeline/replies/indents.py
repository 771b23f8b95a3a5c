"""Blocks of HTML that are set apart, and of which no program says whether they are a quote: read as such where the words say so."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.folding import fold
from pipeline.hypertext import MAYBE_QUOTED
from pipeline.replies.comparison import Asked, tokens
from pipeline.replies.history import Histories
from pipeline.rulebook.kinds import KindRules

_ABOVE = 8  # lines: an introduction, and blank ones
_INSIDE = 4  # lines of the block, among which a header may begin
_MARK = MAYBE_QUOTED.strip()


def without_doubtful_marks(text: str, ours: Asked, rules: KindRules) -> str:
    """The text with the mark of a quote before each block that is introduced as one or is ours, and none before the others."""
    if _MARK not in text:
        return text
    lines = text.split("\n")
    bare = [line.removeprefix(_MARK).removeprefix(" ") for line in lines]
    out = list(bare)
    for start, end in _blocks(lines):
        if _is_ours(bare[start:end], ours) or _is_introduced(bare, start, end, rules):
            out[start:end] = [f"> {line}".rstrip() for line in bare[start:end]]
    return "\n".join(out)


def _blocks(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where lines that bear the mark follow each other, blank ones between them."""
    marked = [number for number, line in enumerate(lines) if line.startswith(_MARK)]
    found: list[tuple[int, int]] = []
    for number in marked:
        if found and not any(line.strip() for line in lines[found[-1][1] : number]):
            found[-1] = found[-1][0], number + 1
        else:
            found.append((number, number + 1))
    return found


def _is_ours(lines: Sequence[str], ours: Asked) -> bool:
    said = [tokens(fold(line)) for line in lines]
    known = sum(len(words) for words, stretch in zip(said, ours.stretches(said), strict=True) if stretch)
    return known >= 0.8 * sum(map(len, said)) > 0


def _is_introduced(lines: Sequence[str], start: int, end: int, rules: KindRules) -> bool:
    """Whether an introduction ends right above the block, or its first words are a header or an introduction themselves."""
    first = max(0, start - _ABOVE)
    histories = Histories([fold(line) for line in lines[first : start + _INSIDE]], rules)
    for number in range(start - first + min(_INSIDE, end - start)):
        found = histories.at(number)
        if found and number >= start - first:
            return not any(line.strip() for line in lines[start : first + number])
        if found and not any(line.strip() for line in lines[first + found.below : start]):
            return True
    return False
