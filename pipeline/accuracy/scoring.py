"""How well letters are read: what is compared is `nodis inspect --json` with what a reader has annotated.

A field counts as right where it says the same: names without titles and degrees, numbers by their digits, days without their hour, units
where one name holds the other, sentences from four fifths of their words on. A field that the annotation leaves empty counts as wrong where
it is filled. Besides stand two rates that people feel: letters that go their way untouched, and letters whose sender is asked for what he wrote.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.tagging import ALIKE, likeness

Shape = Mapping[str, Any]
SINGLE = (
    "form", "number", "date", "subject", "sender_office", "addressee", "requester.unit", "requester.name", "requester.nip",
    "requester.position", "requester.phone", "requester.email", "issue.description", "issue.occurred_at", "issue.location",
    "issue.application", "requested_resolution", "signatory.name", "signatory.nip",
)  # fmt: skip
SENTENCES = frozenset({"issue.description", "requested_resolution"})
NAMED_IN_WAYS = frozenset({"requester.unit", "sender_office", "addressee"})
# Not annotated in every hand: filled where the annotation is empty, they are no mistake.
OPEN = frozenset({"issue.location", "addressee", "signatory.name", "signatory.nip", "subject", "requester.email", "issue.occurred_at"})  # fmt: skip
TOUCHED = ("requester.unit", "requester.name", "requester.phone", "requester.nip", "issue.occurred_at")
BY_MAIL = "issue.occurred_at_by_mail"  # the day that follows from the mail's own: right, too
REQUIRED = {
    "gangguan-jaringan": ("requester.unit", "requester.name", "requester.phone", "issue.description", "requested_resolution"),
    "keluhan-aplikasi": ("requester.unit", "requester.name", "issue.description", "issue.occurred_at"),
    "hak-akses": ("requester.unit", "access"),
    "bandwidth": ("requester.unit", "issue.description"),
    "masalah-software": ("requester.unit", "issue.description"),
}  # fmt: skip
_FEW = 6  # letters of a mail of which all pairings are tried
_BINS = 10
SURE = 0.9  # probability from which something is said to be sure
_DEGREE = re.compile(
    r",?\s*\b(s\.?\s?h|s\.?\s?kom|s\.?\s?e|m\.?\s?m|m\.?\s?h|s\.?\s?t|s\.?\s?sos|s\.?\s?pd|m\.?\s?si|a\.?\s?md(\.?\s?komp)?|s\.?\s?tr(\.?\s?pas)?)\b\.?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:(drs|dra|dr|h|hj|ir|sdr|sdri|bapak|ibu|bpk|pak|bu)\.?(/i)?\s+)+", re.IGNORECASE)
_LEAD = {
    "addressee": re.compile(r"^\s*(kepada\s+)?(yth\.?\s+)?(bapak|ibu|sdr\.?)?\s*", re.IGNORECASE),
    "issue.application": re.compile(r"^\s*(aplikasi|sistem aplikasi|program|software)\s+", re.IGNORECASE),
    "issue.location": re.compile(r"^\s*di\s+", re.IGNORECASE),
}


def at(shape: Shape | None, path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    value: Any = shape
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def says_the_same(path: str, wanted: str, got: str) -> bool:
    """Whether two values of a field agree."""
    if path in SENTENCES:
        return likeness(wanted, got) >= ALIKE
    one, other = _plain(path, wanted), _plain(path, got)
    if path == "issue.location":
        return bool(one and other) and (one in other or other in one)
    if path in NAMED_IN_WAYS:
        short, long = sorted((one, other), key=len)
        return one == other or (bool(short) and short in long and 2 * len(short) >= len(long))
    return one == other


def _plain(path: str, value: str) -> str:
    value = str(value)
    if path.endswith(".phone"):
        digits = re.sub(r"\D", "", value)
        return f"62{digits[1:]}" if digits.startswith("0") else digits
    if path.endswith(".nip"):
        return re.sub(r"\D", "", value)
    if path == "number":
        return re.sub(r"[^A-Z0-9]", "", value.upper())
    if path in ("date", "issue.occurred_at"):
        return value[:10]
    if path == "requester.email":
        return value.lower().strip()
    if path.endswith(".name"):
        value = _TITLE.sub("", _DEGREE.sub("", value))
    lead = _LEAD.get(path)
    return _flat(lead.sub("", value) if lead else value)


def _flat(value: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", value).lower()))


@dataclass(slots=True)
class Tally:
    """How often a value was right, filled wrongly, and missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.false + self.missed)


@dataclass(kw_only=True)
class Figures:
    """What is counted over mails."""

    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    routes: list[tuple[str, bool, float]] = field(
        default_factory=list
    )  # the SOP, whether right, how likely it was said to be
    kinds: list[bool] = field(default_factory=list)
    touchless: list[bool] = field(default_factory=list)
    asked_though_said: list[bool] = field(default_factory=list)  # of mails that hold letters
    said: int = 0  # of what the SOPs require
    left_empty: int = 0  # of these neither found nor doubtful
    absent: int = 0  # of what the SOPs require
    not_asked: int = 0  # of these
    certain: list[tuple[float, bool]] = field(
        default_factory=list
    )  # of each filled field: its confidence, whether right
    errors: list[tuple[str, str, Any, Any]] = field(default_factory=list)  # file, field, wanted, got
    misled: list[str] = field(default_factory=list)  # files of letters that surely go to a wrong SOP

    def add(self, truth: Shape, told: Shape) -> None:
        """Compare one mail."""
        right_kind = told["kind"] == truth["kind"]
        self.kinds.append(right_kind)
        if not right_kind:
            self.errors.append((truth["file"], "kind", truth["kind"], told["kind"]))
        pairs = _paired(truth["letters"], told["letters"])
        self.touchless.append(right_kind and all(_goes_untouched(one, other) for one, other in pairs))
        if truth["letters"]:
            self.asked_though_said.append(any(one and other and _asked_in_vain(one, other) for one, other in pairs))
        for wanted, got in pairs:
            self._letter(truth["file"], wanted, got)

    def _letter(self, file: str, wanted: Shape | None, got: Shape | None) -> None:
        for path in SINGLE:
            self._value(file, path, wanted, got)
        self._access(file, wanted, got)
        if wanted is None:
            return
        sop, went = wanted["sop"] or "none", at(got, "route.sop") or "none"
        self.routes.append((sop, sop == went, float(at(got, "route.score") or 0.0)))
        if sop != went:
            self.errors.append((file, "route", sop, went))
            if (
                went != "none" and SURE <= float(at(got, "route.score") or 0.0) <= 1.0
            ):  # points of rules are no probability
                self.misled.append(file)
        if got is not None:
            self._gaps(wanted, got, sop)

    def _value(self, file: str, path: str, wanted: Shape | None, got: Shape | None) -> None:
        truth, told = at(wanted, path), at(got, path)
        if not told:
            self.fields[path].missed += bool(truth)
            if truth:
                self.errors.append((file, path, truth, None))
            return
        right = bool(truth) and _is_right(path, truth, told, wanted)
        if not truth and wanted is not None and (path in OPEN or _is_right(path, None, told, wanted)):
            return
        self.fields[path].right += right
        self.fields[path].false += not right
        self.fields[path].missed += bool(truth) and not right
        if not right:
            self.errors.append((file, path, truth, told))
        if got is not None and path in got.get("fields", {}):
            self.certain.append((float(got["fields"][path]["confidence"]), right))

    def _access(self, file: str, wanted: Shape | None, got: Shape | None) -> None:
        truth, told = _rows(wanted), _rows(got)
        tally = self.fields["access"]
        tally.right += len(truth & told)
        tally.false += len(told - truth)
        tally.missed += len(truth - told)
        if truth != told:
            self.errors.append((file, "access", sorted(map(str, truth - told)), sorted(map(str, told - truth))))

    def _gaps(self, wanted: Shape, got: Shape, sop: str) -> None:
        doubtful, missing = got.get("doubtful") or {}, got.get("missing") or ()
        for path in REQUIRED.get(sop, ()):
            if at(wanted, path):
                self.said += 1
                self.left_empty += not at(got, path) and path not in doubtful
            elif path != "issue.occurred_at":
                self.absent += 1
                self.not_asked += path not in missing

    @property
    def summary(self) -> dict[str, float]:
        """The figures by which readings are compared, each 0..1."""
        tallies = [one for one in self.fields.values() if one.right + one.false + one.missed]
        sure = [right for share, right in self.certain if share >= SURE]
        rights = sum(right for _, right in self.certain)
        return {
            "macro_f1": _share(sum(one.f1 for one in tallies), len(tallies)),
            "routing": _share(sum(right for _, right, _ in self.routes), len(self.routes)),
            "kind": _share(sum(self.kinds), len(self.kinds)),
            "touchless": _share(sum(self.touchless), len(self.touchless)),
            "asked_though_said": _share(sum(self.asked_though_said), len(self.asked_though_said)),
            "left_empty": _share(self.left_empty, self.said),
            "not_asked": _share(self.not_asked, self.absent),
            "route_calibration_error": calibration_error(
                [
                    (share, right) for _, right, share in self.routes if share <= 1.0
                ]  # points of rules are no probability
            ),
            "field_calibration_error": calibration_error(self.certain),
            "sure_right": _share(sum(sure), len(sure)),
            "right_sure": _share(sum(sure), rights),
        }


def calibration_error(said: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error in ten equal bins."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for share, right in said:
        bins[min(int(share * _BINS), _BINS - 1)].append((share, right))
    return _share(sum(abs(sum(share - right for share, right in these)) for these in bins.values()), len(said))


def _share(part: float, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _is_right(path: str, truth: str | None, told: str, wanted: Shape | None) -> bool:
    also = at(wanted, BY_MAIL) if path == "issue.occurred_at" else None
    return any(says_the_same(path, one, told) for one in (truth, also) if one)


def _goes_untouched(wanted: Shape | None, got: Shape | None) -> bool:
    if wanted is None or got is None:
        return False
    if (wanted["sop"] or "none") != (at(got, "route.sop") or "none") or _asked_in_vain(wanted, got):
        return False
    for path in TOUCHED:
        truth, told = at(wanted, path), at(got, path)
        if told and not (_is_right(path, truth, told, wanted) or (not truth and path in OPEN)):
            return False
    return True


def _asked_in_vain(wanted: Shape, got: Shape) -> list[str]:
    """What its sender is asked for although he wrote it."""
    return [path for path in got.get("missing") or () if at(wanted, path)]


def _rows(letter: Shape | None) -> set[tuple[str, ...]]:
    return {
        (
            _plain(".name", row.get("name") or ""),
            _plain(".nip", row.get("nip") or ""),
            _flat(str(row.get("application") or "")),
            _flat(str(row.get("role") or "")),
        )
        for row in (letter or {}).get("access") or ()
    }


def _paired(truth: Sequence[Shape], told: Sequence[Shape]) -> list[tuple[Shape | None, Shape | None]]:
    """The letters of a mail side by side so that the most agrees."""
    if max(len(truth), len(told)) > _FEW:
        return list(itertools.zip_longest(truth, told))
    size = max(len(truth), len(told))
    mine = [*truth, *[None] * (size - len(truth))]
    others = itertools.permutations([*told, *[None] * (size - len(told))])
    best: Iterable[Shape | None] = max(others, key=lambda order: sum(map(_alike, mine, order)))
    return list(zip(mine, best, strict=True))


def _alike(wanted: Shape | None, got: Shape | None) -> float:
    if wanted is None or got is None:
        return 0.0
    right = sum(
        bool(at(wanted, path) and at(got, path)) and _is_right(path, at(wanted, path), at(got, path), wanted)
        for path in SINGLE
    )
    words = likeness(str(at(wanted, "issue.description") or ""), str(at(got, "issue.description") or ""))
    return right + words + ((wanted["sop"] or "none") == (at(got, "route.sop") or "none"))
