"""What people corrected is kept as labelled examples; from them, how often reading and routing were right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.model import FIELD_PATHS, Case
from pipeline.store import Example, Transaction, add_example

ROUTE = "route"


def keep_corrections(before: Case, after: Case, *, said_by: str, now: datetime, tx: Transaction) -> None:
    """An example for each value and for the route that a person changed, in the transaction that changes it."""
    found: list[tuple[str, str | None, str | None, float | None, str]] = []
    for path in FIELD_PATHS:
        was, became = before.letter.fields.get(path), after.letter.fields.get(path)
        if became and (was is None or was.value != became.value):
            found.append(
                (
                    path,
                    was.value if was else None,
                    became.value,
                    was.confidence if was else None,
                    was.finder if was else "",
                )
            )
    if after.sop != before.sop:
        found.append((ROUTE, before.sop, after.sop, before.route.score, "; ".join(before.route.because)[:64]))
    for path, old, new, confidence, finder in found:
        example = Example(
            message=before.mail, case=before.id, path=path, was=old, became=new,
            confidence=confidence, finder=finder, said_by=said_by, at=now,
        )  # fmt: skip
        add_example(example, tx)


@dataclass(frozen=True, kw_only=True, slots=True)
class Accuracy:
    """One field, or the route, in one month."""

    month: str  # "2026-03": when the letters were received
    path: str
    right: int  # read, and let stand by everyone until the case ended
    wrong: int  # read, and corrected
    missed: int  # not read; a person gave it (the letter may not have said it)

    @property
    def rate(self) -> float | None:
        """Share of what was read that was right; None where nothing was read."""
        read = self.right + self.wrong
        return self.right / read if read else None


def accuracy(cases: Sequence[Case], examples: Sequence[Example], zone: ZoneInfo) -> tuple[Accuracy, ...]:
    """By month and field. Counted are ended cases: until then nobody has let a value stand."""
    first: dict[tuple[str, str], Example] = {}
    for example in examples:
        first.setdefault(
            (example.case, example.path), example
        )  # what the machine had read comes before all corrections
    counts: Counter[tuple[str, str, str]] = Counter()
    for case in cases:
        if not case.state.ended:
            continue
        month = case.received_at.astimezone(zone).strftime("%Y-%m")
        for path in (ROUTE, *FIELD_PATHS):
            corrected = first.get((case.id, path))
            said = case.sop if path == ROUTE else case.letter.value(path)
            if corrected:
                counts[month, path, "wrong" if corrected.was else "missed"] += 1
            elif said:
                counts[month, path, "right"] += 1
    return tuple(
        Accuracy(
            month=month,
            path=path,
            right=counts[month, path, "right"],
            wrong=counts[month, path, "wrong"],
            missed=counts[month, path, "missed"],
        )
        for month in sorted({key[0] for key in counts})
        for path in (ROUTE, *FIELD_PATHS)
        if any(counts[month, path, kind] for kind in ("right", "wrong", "missed"))
    )
