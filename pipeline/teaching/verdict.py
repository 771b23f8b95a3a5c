"""Whether new models are kept, why, and what they change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.accuracy.scoring import Figures, Tally
from pipeline.office import ROUTE
from pipeline.teaching.trial import Read, Readings, Trial
from pipeline.wording import FIELD_LABELS

FIGURES = {"macro_f1": "macro-F1", "routing": "rute", "kind": "jenis", "touchless": "tanpa campur tangan"}
MOST_LOST = 0.005
_ROUND = 1e-9


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the trial has shown."""

    letters: int  # of the hands left out
    before: Mapping[str, float]  # FIGURES of the hands left out
    after: Mapping[str, float]
    own_before: float  # macro-F1 over what is known of own letters
    own_after: float
    better: Mapping[str, int]  # by name of field: own values read rightly only now
    worse: Mapping[str, int]  # and only before
    reasons: tuple[str, ...]  # against keeping them

    @property
    def keeps(self) -> bool:
        """Whether the new models are kept."""
        return not self.reasons


def verdict(trial: Trial) -> Verdict:
    """Weigh old against new."""
    old, new = trial.hands
    before, after = ({name: one.summary[name] for name in FIGURES} for one in (old, new))
    own_before, own_after = (macro_f1(one) for one in trial.own)
    better, worse = _changes(*trial.own)
    return Verdict(
        letters=len(new.kinds),
        before=before,
        after=after,
        own_before=own_before,
        own_after=own_after,
        better=better,
        worse=worse,
        reasons=(*_lost(before, after), *_misled(old, new), *_no_gain(own_before, own_after)),
    )


def macro_f1(read: Readings) -> float:
    """The mean of the F1 of all fields, the route among them."""
    tallies: dict[str, Tally] = defaultdict(Tally)  # by field
    for (_, path), how in read.items():
        tallies[path].right += how is Read.RIGHT
        tallies[path].false += how in (Read.WRONG, Read.FILLED)
        tallies[path].missed += how in (Read.WRONG, Read.MISSED)
    tallies = {path: one for path, one in tallies.items() if one.right + one.false + one.missed}
    return round(sum(one.f1 for one in tallies.values()) / len(tallies), 4) if tallies else 0.0


def _lost(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    return [
        f"{name} pada surat penulis yang tidak dilatihkan turun dari {in_words(before[key])} ke {in_words(after[key])}"
        for key, name in FIGURES.items()
        if before[key] - after[key] > MOST_LOST + _ROUND
    ]


def _misled(old: Figures, new: Figures) -> list[str]:
    """False decisions: letters that would surely go a wrong way, and did not before."""
    found = sorted(set(new.misled) - set(old.misled))
    return (
        [f"{len(found)} surat kini dengan yakin berjalan ke arah yang salah ({', '.join(found[:3])})"] if found else []
    )


def _no_gain(before: float, after: float) -> list[str]:
    if after > before:
        return []
    return [f"surat sendiri tidak terbaca lebih baik: macro-F1 {in_words(before)}, dengan model baru {in_words(after)}"]


def _changes(old: Readings, new: Readings) -> tuple[dict[str, int], dict[str, int]]:
    better: Counter[str] = Counter()
    worse: Counter[str] = Counter()
    for (case, path), how in new.items():
        name = "Rute" if path == ROUTE else FIELD_LABELS.get(path, path)
        better[name] += how.good and not old[case, path].good
        worse[name] += old[case, path].good and not how.good
    return dict(+better), dict(+worse)


def in_words(share: float) -> str:
    """As Indonesians write it: 0,853."""
    return f"{share:.3f}".replace(".", ",")
