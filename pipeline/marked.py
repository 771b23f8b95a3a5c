"""A letter as it lies there, its fields marked in place: in the terminal, and as one HTML page with scan and boxes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from pipeline.characters import printable
from pipeline.model import FIELD_PATHS, Box, Document, Field, Letter, Line, Page, Understanding, Word
from pipeline.wording import ACCESS_ACTIONS, FIELD_LABELS, value_for_people

COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "red")
COLUMN = 2.5  # a gap wider than so many columns of the terminal is kept
TAG = 2  # columns that a field's raised number takes
PARAGRAPH = 1.7  # lines further apart than so many line heights have an empty line between them
TEMPLATE = "inspect.html.j2"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A field of a letter, with the number under which people see it."""

    number: int  # from 1, in the order of FIELD_PATHS
    path: str
    field: Field

    @property
    def label(self) -> str:
        """What the field is called in the office."""
        return FIELD_LABELS.get(self.path, self.path)

    @property
    def shown(self) -> str:
        """The value as people write it."""
        return value_for_people(self.path, self.field.value)


def marks_of(letter: Letter) -> tuple[Mark, ...]:
    """The fields that were found, numbered."""
    found = [path for path in (*FIELD_PATHS, "issue.evidence") if path in letter.fields]
    return tuple(Mark(number=n, path=path, field=letter.fields[path]) for n, path in enumerate(found, start=1))


def sheets(letter: Letter, documents: Sequence[Document]) -> Iterator[tuple[Document, Page]]:
    """The pages that the letter stands on: of its own documents, and wherever a field was found."""
    evidence = {(mark.field.part, mark.field.page) for mark in marks_of(letter)}
    for document in documents:
        for page in document.pages:
            if document.part in letter.parts or (document.part, page.number) in evidence:
                yield document, page


# ----------------------------------------------------------------------------------------------- which words a field is


def marked_words(part: str, page: Page, marks: Sequence[Mark]) -> Mapping[tuple[int, int], Mark]:
    """By (line, word), both from 0: the field that the word was read for. A word of several is the shortest one's."""
    found: dict[tuple[int, int], Mark] = {}
    mine = [mark for mark in marks if (mark.field.part, mark.field.page) == (part, page.number)]
    for mark in sorted(mine, key=lambda one: -len(one.field.value)):
        wanted = _tokens(mark.field.value) | _tokens(mark.shown)
        inside = [
            ((row, column), _tokens(word.text))
            for row, line in enumerate(page.lines)
            for column, word in enumerate(_words(line))
            if _is_in(word, line, mark.field)
        ]
        hits = [place for place, tokens in inside if tokens & wanted]
        if not hits and mark.field.box:
            hits = [place for place, _ in inside]  # read with noise: "O812" is +62812
        found |= dict.fromkeys(hits, mark)
    return found


def _words(line: Line) -> tuple[Word, ...]:
    return line.words or tuple(Word(text=text) for text in line.text.split())


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _is_in(word: Word, line: Line, field: Field) -> bool:
    if word.box and field.box:
        middle = ((word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2)
        return field.box.x0 <= middle[0] <= field.box.x1 and field.box.y0 <= middle[1] <= field.box.y1
    flat, said = " ".join(line.text.split()), " ".join(field.text.split())
    return bool(flat) and (flat in said or said in flat)


# --------------------------------------------------------------------------------------------------------- terminal


def in_terminal(found: Understanding, *, width: int) -> RenderableType:
    """Each page of each letter in `width` columns, its words where they stand on paper, fields coloured and numbered."""
    shown: list[RenderableType] = []
    for letter in found.letters:
        marks = marks_of(letter)
        for document, page in sheets(letter, found.documents):
            name = "isi surel" if document.media == "body" else document.part
            shown += [
                Rule(f"{name}, halaman {page.number}", style="dim"),
                *_laid_out(document.part, page, marks, width),
            ]
    return Group(*shown)


def _laid_out(part: str, page: Page, marks: Sequence[Mark], width: int) -> Iterator[Text]:
    by_word = marked_words(part, page, marks)
    boxes = [line.box for line in page.lines if line.box]
    left = min((box.x0 for box in boxes), default=0.0)
    scale = (width - 1) / max(1.0, max((box.x1 for box in boxes), default=0.0) - left)
    for row, line in enumerate(page.lines):
        if row and _apart(page.lines[row - 1].box, line.box):
            yield Text()
        text = Text(no_wrap=False)
        for column, word in enumerate(_words(line)):
            at = (word.box.x0 - left) * scale if word.box else 0.0
            text.append(" " * _gap(line, column, at=at, scale=scale, written=len(text.plain), width=width))
            mark = by_word.get((row, column))
            if mark is None:
                text.append(word.text)
                continue
            ends = by_word.get((row, column + 1)) is not mark
            text.append(word.text, f"bold {COLOURS[mark.number % len(COLOURS)]}")
            text.append(str(mark.number).translate(_RAISED) if ends else "")
        yield text


def _gap(line: Line, column: int, *, at: float, scale: float, written: int, width: int) -> int:
    """Spaces before a word: one between words of a run, else up to column `at` where it stands on paper, if the run fits."""
    words = _words(line)
    least = 1 if column else 0
    if words[column].box is None or (column and not _starts_run(words, column, scale)):
        return least
    ends = next((end for end in range(column + 1, len(words)) if _starts_run(words, end, scale)), len(words))
    run = sum(len(word.text) + 1 for word in words[column:ends]) + TAG
    return max(least, min(round(at), width - run) - written)


def _starts_run(words: Sequence[Word], column: int, scale: float) -> bool:
    box, before = words[column].box, words[column - 1].box
    return bool(box and before and (box.x0 - before.x1) * scale >= COLUMN)


def _apart(before: Box | None, box: Box | None) -> bool:
    return bool(before and box and box.y0 - before.y0 > PARAGRAPH * (before.y1 - before.y0))


# -------------------------------------------------------------------------------------------------------------- HTML


def as_html(found: Sequence[Understanding], *, templates: Path) -> str:
    """One page for all: each letter's sheets with boxes on the left, its values on the right."""
    environment = Environment(loader=FileSystemLoader(templates), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    numbers = itertools.count(1)
    letters = [
        {
            "id": next(numbers),
            "understanding": one,
            "letter": letter,
            "route": route,
            "missing": [FIELD_LABELS.get(path, path) for path in missing],
            "marks": marks_of(letter),
            "sheets": [
                {"document": document, "page": page, "boxes": _boxes(document, page, letter), "lines": lines}
                for document, page in sheets(letter, one.documents)
                for lines in [list(_lines(document.part, page, marks_of(letter)))]
            ],
        }
        for one in found
        for letter, route, missing in zip(one.letters, one.routes, one.missing, strict=True)
    ]
    without = [one for one in found if not one.letters]
    return printable(
        environment.get_template(TEMPLATE).render(
            letters=letters, without=without, found=found, access_actions=ACCESS_ACTIONS
        )
    )


def _boxes(document: Document, page: Page, letter: Letter) -> list[Mark]:
    return [
        mark
        for mark in marks_of(letter)
        if mark.field.box and (mark.field.part, mark.field.page) == (document.part, page.number)
    ]


def _lines(part: str, page: Page, marks: Sequence[Mark]) -> Iterator[list[tuple[str, Mark | None]]]:
    """Runs of words of one field, or of none, line by line."""
    by_word = marked_words(part, page, marks)
    for row, line in enumerate(page.lines):
        places = ((by_word.get((row, column)), word.text) for column, word in enumerate(_words(line)))
        yield [
            (" ".join(text for _, text in run), mark) for mark, run in itertools.groupby(places, key=lambda one: one[0])
        ]
