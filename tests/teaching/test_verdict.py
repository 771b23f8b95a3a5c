"""New models are kept where others lose next to nothing, nothing is misled, and the office's own letters gain."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.accuracy.scoring import Figures, Tally
from pipeline.teaching.trial import Readings, Trial
from pipeline.teaching.verdict import macro_f1, verdict

MANY = 1000


def figures(
    *, fields: int = 900, routes: int = 900, kinds: int = 900, touchless: int = 900, misled: tuple[str, ...] = ()
) -> Figures:
    """So many of a thousand right."""
    found = Figures(misled=list(misled))
    found.fields["requester.unit"] = Tally(right=fields, false=MANY - fields, missed=MANY - fields)
    found.routes = [("bandwidth", place < routes, 0.95) for place in range(MANY)]
    found.kinds = [place < kinds for place in range(MANY)]
    found.touchless = [place < touchless for place in range(MANY)]
    return found


def own(right: int) -> Readings:
    return {(f"2026-{place:04d}", "requester.unit"): place < right for place in range(10)}


def trial(after: Figures, *, before: Figures | None = None, mine: tuple[int, int] = (3, 7)) -> Trial:
    return Trial(hands=(before or figures(), after), own=(own(mine[0]), own(mine[1])), models=b"")


@pytest.mark.parametrize(
    "after",
    [{}, {"fields": 950}, {"fields": 895}, {"routes": 895, "kinds": 895, "touchless": 895}],
    ids=str,
)
def test_what_loses_next_to_nothing_is_kept(after: dict[str, Any]) -> None:
    assert verdict(trial(figures(**after))).keeps


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ({"fields": 894}, "macro-F1 pada tangan"),
        ({"routes": 894}, "rute pada tangan"),
        ({"kinds": 894}, "jenis pada tangan"),
        ({"touchless": 894}, "tanpa campur tangan pada tangan"),
        ({"misled": ("A-1.eml", "A-2.eml")}, r"1 surat kini dengan yakin berjalan ke arah yang salah \(A-2.eml\)"),
    ],
)
def test_each_loss_refuses_them(after: dict[str, Any], why: str) -> None:
    found = verdict(trial(figures(**after), before=figures(misled=("A-1.eml",))))
    assert not found.keeps
    (reason,) = found.reasons
    assert re.search(why, reason)


@pytest.mark.parametrize("mine", [(5, 5), (5, 4), (0, 0)])
def test_without_gain_on_own_letters_nothing_is_kept(mine: tuple[int, int]) -> None:
    (reason,) = verdict(trial(figures(), mine=mine)).reasons
    assert "surat sendiri tidak terbaca lebih baik" in reason


def test_it_says_which_fields_are_read_otherwise() -> None:
    before: Readings = {("1", "requester.unit"): None, ("1", "route"): True, ("2", "requester.unit"): False}
    after: Readings = {("1", "requester.unit"): True, ("1", "route"): False, ("2", "requester.unit"): True}
    found = verdict(Trial(hands=(figures(), figures()), own=(before, after), models=b""))
    assert (dict(found.better), dict(found.worse)) == ({"Unit": 2}, {"Rute": 1})


def test_every_field_counts_alike() -> None:
    assert macro_f1({("1", "route"): True, ("1", "number"): None, ("2", "route"): True}) == 0.5
