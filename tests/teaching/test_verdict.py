"""New models are kept where others lose next to nothing, nothing is misled, and the office's own letters gain."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.accuracy.scoring import Figures, Tally
from pipeline.teaching.trial import Read, Readings, Trial
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
    return {(f"2026-{place:04d}", "requester.unit"): Read.RIGHT if place < right else Read.WRONG for place in range(10)}


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
        ({"fields": 894}, "macro-F1 pada surat penulis"),
        ({"routes": 894}, "rute pada surat penulis"),
        ({"kinds": 894}, "jenis pada surat penulis"),
        ({"touchless": 894}, "tanpa campur tangan pada surat penulis"),
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
    keys = [("1", "requester.unit"), ("2", "requester.unit"), ("1", "route"), ("1", "number"), ("2", "number")]
    before = dict(zip(keys, (Read.MISSED, Read.WRONG, Read.RIGHT, Read.FILLED, Read.EMPTY), strict=True))
    after = dict(zip(keys, (Read.RIGHT, Read.RIGHT, Read.WRONG, Read.EMPTY, Read.EMPTY), strict=True))
    found = verdict(Trial(hands=(figures(), figures()), own=(before, after), models=b""))
    assert (dict(found.better), dict(found.worse)) == ({"Unit": 2, "Nomor surat": 1}, {"Rute": 1})


def test_every_field_counts_alike_and_what_is_rightly_empty_not_at_all() -> None:
    read = {
        ("1", "route"): Read.RIGHT,
        ("2", "route"): Read.RIGHT,
        ("1", "number"): Read.MISSED,
        ("1", "subject"): Read.EMPTY,
    }
    assert macro_f1(read) == 0.5
