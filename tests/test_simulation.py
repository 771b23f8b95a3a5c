"""A simulated year: fixed by its seed, whole in its sums, and more people are late less often."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import default_rules, load_calendar, load_rulebook, load_simulation
from pipeline.errors import ConfigurationError
from pipeline.simulation import Simulation, Year
from rules import rulebook

CALENDAR = load_calendar(default_rules(), "Asia/Makassar")
RULES = load_simulation(default_rules(), rulebook())
TECHNICIANS = "gangguan-jaringan/pelaksana"


def played(*, seed: int = 1, letters: int = 300, people: dict[str, int] | None = None) -> Year:
    return Simulation(
        year=2026,
        seed=seed,
        letters=letters,
        rulebook=rulebook(),
        calendar=CALENDAR,
        rules=RULES,
        staff=people or {},
    ).run()


def test_the_same_seed_is_the_same_year() -> None:
    assert played() == played()
    assert played() != played(seed=2)


def test_every_letter_is_a_case_of_some_sop_and_nearly_all_end() -> None:
    year = played()
    assert year.letters == sum(one.cases for one in year.sops) == 300
    assert year.open == sum(one.cases - one.ended for one in year.sops)
    assert year.open < 15, "only what came last is open at the end of the year"
    assert {one.sop for one in year.sops} == set(rulebook().sops)
    for one in year.sops:
        assert 0 < one.median <= one.slow
    for role in year.roles:
        assert 0 <= role.late <= role.answers
        assert 0 <= role.busy <= 1


def test_the_standard_is_the_sops_own() -> None:
    standards = {one.sop: one.standard for one in played(letters=60).sops}
    assert standards["gangguan-jaringan"] == 480 + 3 * 30 + 3 * 15
    assert standards["hak-akses"] == 5 * 60, "5 hours 15 minutes without the letter's own quarter of an hour"


def test_one_technician_is_the_bottleneck_and_more_of_them_are_late_less() -> None:
    few, many = (played(letters=1500, people={TECHNICIANS: count}) for count in (1, 4))
    assert few.bottleneck is not None
    assert few.bottleneck.role == TECHNICIANS
    assert few.bottleneck.busy > 0.8
    late = {
        count: next(one.late / one.answers for one in year.roles if one.role == TECHNICIANS)
        for count, year in ((1, few), (4, many))
    }
    assert late[4] < 0.5 * late[1]
    assert many.late < few.late


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("staff: {gangguan-jaringan/teknisi: 2}", "teknisi"),
        ("sops: {jaringan: 1}", "jaringan"),
        ("median: -1", "median"),
    ],
)
def test_what_is_wrong_in_the_rules_is_named(tmp_path: Path, text: str, wrong: str) -> None:
    key = text.partition(":")[0]
    lines = (default_rules() / "simulation.yaml").read_text(encoding="utf-8").splitlines()
    kept = [text if line.startswith(f"{key}:") else line for line in lines]
    (tmp_path / "simulation.yaml").write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=wrong):
        load_simulation(tmp_path, load_rulebook(default_rules()))
