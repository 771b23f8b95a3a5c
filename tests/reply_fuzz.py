"""Replies built around a known own answer out of hostile quotes, forwards, attached mails and hidden words; and their judge.

A seed gives one mail, always the same. The office may take the answer that the writer himself gave, or none: never another.

python tests/reply_fuzz.py SECONDS [FIRST_SEED]      prints each mail that is read wrongly, and the sums; exit 1 if there was one
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cases
from composed_replies import NOW, OFFICE, Fuzzed, fuzzed
from pipeline import intake, replies, sop
from pipeline.model import Answer
from pipeline.rulebook import Trust
from rules import rulebook

CLEAR_SHARE = 0.95  # of the mails that say one of the design's words alone on its line, and whose parts agree


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the office makes of it."""

    taken: str | None
    read: str
    doubt: str = ""
    leaked: str = ""


# ---------------------------------------------------------------------------------------------------------------- judged


def judged(one: Fuzzed) -> Judged:
    """What the office takes from the reply, by the way that a mail takes through it."""
    rules = rulebook()
    mail = intake.parse(one.raw, kinds=rules.kinds, trust=Trust(), own=OFFICE)
    own = replies.own_words(mail, asked=one.asked, rules=rules.kinds, office=(OFFICE,))
    if own.doubt:
        return Judged(taken=None, read=own.text, doubt=own.doubt)
    sop_id, _, step = one.at.partition("/")
    if one.at == "operator":
        decided = sop.understand_operator(own.text, rulebook=rules)
        if decided is None:
            return Judged(taken=None, read=own.text)
        taken = f"sop {decided.sop}" if decided.sop else "refuse"
        return Judged(taken=taken, read=own.text, leaked=_leak(one, (decided.refuse or "",)))
    if sop_id == "requester":
        said = sop.understand_requester(own.text, case=one.case, rulebook=rules, now=NOW)
    else:
        names = [part.name for part in mail.parts if not part.enclosed]
        said = sop.understand(
            own.text,
            step=rules.sops[sop_id].steps[step],
            files=names,
            rulebook=rules,
            now=NOW,
            by=one.case.assignments[0].name,
            people=cases.directory().people,
        )
    return Judged(
        taken=said.action.value if said.action else None,
        read=own.text,
        doubt=said.doubt or "",
        leaked=_leak(one, _said(said)),
    )


def _said(answered: Answer) -> tuple[str, ...]:
    if answered.action is None:
        return ()
    return (answered.note, answered.person or "", *answered.values.values())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[place : place + 3]) for place in range(len(words) - 2)}


def _leak(one: Fuzzed, taken: Sequence[str]) -> str:
    """Three words of somebody else in a row, in what is to be recorded as the writer's."""
    foreign = _runs(one.foreign) - _runs(f"{one.own.text}\n{one.own.means_words}")
    found = [run for text in taken for run in _runs(text) & foreign]
    return " ".join(found[0]) if found else ""


def wrong(one: Fuzzed, verdict: Judged) -> str:
    """Why the verdict must not be; empty where it may."""
    if verdict.taken not in {None, one.own.means, *one.own.may_mean}:
        return f"OTHER: taken as {verdict.taken}, is {one.own.means}"
    return f"LEAK: {verdict.leaked}" if verdict.leaked else ""


@dataclass
class Sums:
    """What a run of seeds came to."""

    mails: int = 0
    clear: int = 0
    taken: int = 0

    def count(self, one: Fuzzed, verdict: Judged) -> None:
        self.mails += 1
        self.clear += one.clear
        self.taken += one.clear and verdict.taken is not None

    @property
    def share(self) -> float:
        """Of the clear answers, those that were taken."""
        return self.taken / self.clear if self.clear else 1.0


def tried(seeds: Iterator[int] | Sequence[int]) -> Iterator[tuple[Fuzzed, Judged, str]]:
    """Each seed's mail, its verdict, and what is wrong with it: "OTHER ...", "LEAK ...", "MISSED" or nothing."""
    for seed in seeds:
        one = fuzzed(seed)
        verdict = judged(one)
        missed = one.clear and verdict.taken is None
        yield one, verdict, wrong(one, verdict) or ("MISSED" if missed else "")


def main() -> None:
    seconds, first = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    ends, sums, kinds = time.monotonic() + seconds, Sums(), Counter[str]()
    for one, verdict, problem in tried(iter(range(first, 1 << 60))):
        sums.count(one, verdict)
        kinds[problem.partition(":")[0]] += 1
        if problem:
            sys.stdout.write(
                f"{one.name} {one.at} {problem} | own {one.own.text[:60]!r} | read {verdict.read[:160]!r} | {verdict.doubt[:90]} | {' | '.join(one.traits)}\n"
            )
            if folder and not problem.startswith("MISSED"):
                (folder / f"{one.name}.eml").write_bytes(one.raw)
        if time.monotonic() > ends:
            break
    others = sum(count for kind, count in kinds.items() if kind in ("OTHER", "LEAK"))
    sys.stdout.write(
        f"{sums.mails} replies, {others} other answers {dict(kinds)}, {sums.taken} of {sums.clear} clear answers taken ({sums.share:.3f})\n"
    )
    sys.exit(bool(others) or sums.share < CLEAR_SHARE)


if __name__ == "__main__":
    main()
