"""Labels of letters of which only some fields are known: the rest is labelled as models read it now, so that it teaches nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.tagging import ISSUE, KIND_OF, OTHER, REQUEST, Clause, Tagger, token_features
from pipeline.tagging.tokens import Token
from pipeline.training.annotations import AnnotatedLetter, name_labels, purpose_labels

OUTSIDE = "O"
_SAID_BY = {ISSUE: "issue.description", REQUEST: "requested_resolution"}
_ALSO_IN_ACCESS = frozenset({"person", "application"})  # kinds of which an access list may name more
Rows = list[list[str]]


def known_purpose_labels(letter: AnnotatedLetter, found: Sequence[Clause], rows: Rows, tagger: Tagger) -> list[str]:
    """What each clause is for: as the truth knows it, else as a tagger says that was taught by others."""
    told = purpose_labels(letter, found)
    known = {
        said for said, path in _SAID_BY.items() if letter.knows(path) and (said in told or not letter.values(path))
    }
    return [
        said if mine == OTHER and said != OTHER and said not in known else mine
        for mine, said in zip(told, tagger.best(rows), strict=True)
    ]


def known_name_labels(letter: AnnotatedLetter, words: list[Token], tagger: Tagger) -> list[str]:
    """B-, I- and O likewise; a name of the tagger's own that touches a known one is none."""
    labels = name_labels(letter, words)
    named = {label[2:] for label in labels if label != OUTSIDE}
    known = {kind for kind in set(KIND_OF.values()) if _all_known(letter, kind, met=kind in named)}
    for start, end, kind in _names(tagger.best(token_features(letter.passage, words))):
        if kind not in known and all(label == OUTSIDE for label in labels[start:end]):
            labels[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return labels


def _all_known(letter: AnnotatedLetter, kind: str, *, met: bool) -> bool:
    """Whether no further name of a kind can stand there; one that is known and was not met in the text says nothing."""
    paths = [path for path, its in KIND_OF.items() if its == kind]
    if not all(letter.knows(path) for path in paths) or (kind in _ALSO_IN_ACCESS and not letter.knows("access")):
        return False
    return met or not any(letter.values(path) for path in paths)


def _names(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """From where to where each name goes, and its kind."""
    start = 0
    for place in range(1, len(labels) + 1):
        if place < len(labels) and labels[place].startswith("I-") and labels[place][2:] == labels[start][2:]:
            continue
        if labels[start] != OUTSIDE:
            yield start, place, labels[start][2:]
        start = place
