"""What people corrected is kept as labelled examples: from them, how often reading and routing were right.

What the operator has said or confirmed of them is the office's own example (`own_examples`) and teaches its own models; what
anybody else corrected teaches nothing until he has confirmed it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError
from pipeline.model import FIELD_PATHS, Case, Event, OperatorDecided, ProposalDecided, Sifat
from pipeline.store import (
    Example,
    OwnExample,
    Store,
    Transaction,
    add_example,
    examples,
    forget_own_example,
    keep_own_example,
    own_example,
    own_examples,
)

ROUTE = "route"


def keep_corrections(before: Case, after: Case, *, event: Event, said_by: str, now: datetime, tx: Transaction) -> None:
    """An example for each value and for the route that a person changed, in the transaction that changes it.

    What the operator changed, or named as right, is confirmed by that. A letter that is secret now teaches nothing any more.
    """
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
    if after.sifat is Sifat.RAHASIA:
        forget_own_example(after.id, tx)
    elif isinstance(event, OperatorDecided | ProposalDecided):
        named = after.sop if isinstance(event, OperatorDecided) and event.sop == after.sop else None
        values = {path: new for path, _, new, *_ in found if new and path != ROUTE}
        if values or named:
            _confirm(after, values, named, by=said_by, now=now, tx=tx)


def _confirm(
    case: Case,
    values: Mapping[str, str],
    sop: str | None,
    *,
    by: str,
    now: datetime,
    tx: Transaction,
    seen: bool = False,
) -> None:
    """Note what is right of a case's letter, beside what was confirmed before; `seen`: all that others corrected was looked at."""
    known = own_example(case.id, tx) or OwnExample(case=case.id, values={}, sop=None, confirmed_by=by, at=now)
    changed = replace(
        known,
        values={**known.values, **values},
        sop=sop or known.sop,
        confirmed_by=by,
        at=now,
        seen_at=now if seen else known.seen_at,
    )
    keep_own_example(changed, tx)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """Corrections of a case that the operator has neither confirmed nor rejected."""

    case: Case
    corrections: tuple[Example, ...]


def pending(tx: Transaction) -> tuple[Pending, ...]:
    """All corrections that wait for the operator and still stand, by case; of a secret letter none."""
    known = {one.case: one for one in own_examples(tx)}
    waiting: dict[str, dict[str, Example]] = defaultdict(dict)
    for one in examples(tx):
        mine = known.get(one.case)
        seen = mine is not None and mine.seen_at is not None and one.at <= mine.seen_at
        if not seen and not (mine and one.became == (mine.sop if one.path == ROUTE else mine.values.get(one.path))):
            waiting[one.case][one.path] = one
    found = []
    for case_id, case in tx.some_cases(waiting).items():
        stands = [one for one in waiting[case_id].values() if one.became == _said(case, one.path)]
        if stands and case.sifat is not Sifat.RAHASIA:
            found.append(Pending(case=case, corrections=tuple(stands)))
    return tuple(sorted(found, key=lambda one: one.case.id))


def look_at(
    cases: Iterable[str], *, store: Store, now: datetime, right: bool, whole: bool = False
) -> dict[str, tuple[str, ...]]:
    """The operator's word on what others corrected; returns by case the paths that teach from now on.

    `right`: he confirms it, with `whole` also every other value and the SOP as they stand, and that what is empty is not said in
    the letter; else it is not to teach.

    Raises:
        UsageError: of one of the cases nothing waits.
    """
    taught: dict[str, tuple[str, ...]] = {}
    with store.transaction() as tx:
        waiting = {one.case.id: one for one in pending(tx)}
        for case_id in cases:
            case = tx.case(case_id)
            if case.sifat is Sifat.RAHASIA:
                raise UsageError(f"perkara {case_id} Rahasia", advice="Surat Rahasia tidak pernah menjadi contoh.")
            if case_id not in waiting and not whole:
                raise UsageError(
                    f"tidak ada perbaikan yang menunggu pada perkara {case_id}", advice="Lihat nodis learn --pending."
                )
            corrected = [one.path for one in waiting[case_id].corrections] if case_id in waiting else []
            paths = ([ROUTE, *FIELD_PATHS] if whole else corrected) if right else []
            values = {path: case.letter.value(path) or "" for path in paths if path != ROUTE}
            sop = case.sop if ROUTE in paths else None
            _confirm(case, values, sop, by="operator", now=now, tx=tx, seen=True)
            taught[case_id] = (*(path for path, said in values.items() if said), *([ROUTE] if sop else []))
            what = "examples confirmed" if right else "examples rejected"
            tx.journal(what, at=now, case=case_id, detail={"paths": " ".join(taught[case_id])})
    return taught


def _said(case: Case, path: str) -> str | None:
    return case.sop if path == ROUTE else case.letter.value(path)


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


def accuracy(
    cases: Sequence[Case], corrections: Sequence[Example], zone: ZoneInfo, *, erased: Collection[str] = ()
) -> tuple[Accuracy, ...]:
    """By month and field. Counted are ended cases: until then nobody has let a value stand.

    Of erased ones nobody knows any more what was read, so that they do not count.
    """
    first: dict[tuple[str, str], Example] = {}
    for example in corrections:
        first.setdefault(
            (example.case, example.path), example
        )  # what the machine had read comes before all corrections
    counts: Counter[tuple[str, str, str]] = Counter()
    for case in cases:
        if not case.state.ended or case.id in erased:
            continue
        month = case.received_at.astimezone(zone).strftime("%Y-%m")
        for path in (ROUTE, *FIELD_PATHS):
            corrected = first.get((case.id, path))
            said = _said(case, path)
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
