"""How well letters of many hands are understood (tests/letter_maker.py), those to tune by and those set aside.

python bench/letters_read.py [--letters N] [--aside N] [--errors N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.config import default_rules, load_rulebook

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from letter_maker import make
from letter_score import Score, score


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--letters", type=int, default=320)
    options.add_argument("--aside", type=int, default=160)
    options.add_argument(
        "--errors", type=int, default=0, help="print so many of the errors, of letters to tune by only"
    )
    chosen = options.parse_args()
    rulebook = load_rulebook(default_rules())
    tuned = score((make(seed) for seed in range(chosen.letters)), rulebook)
    aside = score((make(seed, aside=True) for seed in range(chosen.aside)), rulebook)
    print(f"{'field':22} {'tuned':>7} {'n':>5}   {'aside':>7} {'n':>5}")
    for name in tuned.fields:
        print(
            f"{name:22} {tuned.f1(name):7.3f} {_wanted(tuned, name):5}   {aside.f1(name):7.3f} {_wanted(aside, name):5}"
        )
    print(f"{'macro-F1 of fields':22} {tuned.macro:7.3f}         {aside.macro:7.3f}")
    for seed, path, wanted, got in tuned.errors[: chosen.errors]:
        print(f"{seed:4} {path:22} wanted {wanted!r}, got {got!r}")


def _wanted(found: Score, name: str) -> int:
    return found.right[name] + found.missed[name]


if __name__ == "__main__":
    main()
