"""How well replies are understood, each hand judged by models that have not seen it.

python -m pipeline.accuracy.replies [EXAMPLES] [--held FILE]... [--only HAND]... [--show]

`--held` files, which nobody is taught from, are judged by the shipped models. Replies are read from their text and signature as they were annotated; how
programs quote is measured in `tests/replies`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import sop
from pipeline.config import default_rules, load_rulebook
from pipeline.model import Action, Address, Answer, Case, CaseState, Field, Form, Letter, Route
from pipeline.models import LinearModel
from pipeline.rulebook import Rulebook
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.sop.likelihood import Meanings, shipped_meanings
from pipeline.sop.telling import shipped_values
from pipeline.training.meanings import (
    FALSE,
    NOW,
    PEOPLE,
    Beside,
    Row,
    reply_hands,
    reply_rows,
    train_meanings,
    train_value_model,
    value_examples,
)

HARM = {
    "SELESAI": "completion", "SETUJU": "approval", "TANGANI": "approval", "TERUSKAN": "approval", "TOLAK": "refusal",
    "CABUT": "withdrawal", "PUAS": "satisfaction",
}  # fmt: skip


_BINS = 10


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A reply, and what was made of it."""

    row: Row
    answer: Answer
    wrong: str  # what differs from what it means; empty where nothing does
    alike: bool = False  # whether the case goes the same way as by what it means: an approval where it is handed on to nobody by name

    @property
    def taken(self) -> bool:
        """Whether a clear one was taken as it means, with all that goes with it."""
        return self.row.clear and not self.wrong

    @property
    def asked_back(self) -> bool:
        """Whether a clear one was not understood."""
        return self.row.clear and self.answer.action is None

    @property
    def false(self) -> str | None:
        """Which decision was read that nobody wrote."""
        action = self.answer.action
        harms = action in FALSE and action not in self.row.says and not self.alike
        return HARM[action.value] if action and harms else None


@dataclass(kw_only=True)
class Models:
    """What judges a hand."""

    meanings: Meanings
    values: LinearModel


def models_without_hands(
    left: Collection[str], hands: Mapping[str, Sequence[Row]], rulebook: Rulebook, *, beside: Beside
) -> Models:
    """Models out of all hands but these; `beside`: texts that answer nothing."""
    others = {name: rows for name, rows in hands.items() if name not in left}
    return Models(
        meanings=train_meanings(others, rulebook, beside=beside),
        values=train_value_model([one for rows in others.values() for one in value_examples(rows, rulebook)]),
    )


def judged(rows: Iterable[Row], models: Models, rulebook: Rulebook) -> Iterator[Judged]:
    """What is made of each reply, and whether it is that."""
    for row in rows:
        answer = understood(row, models, rulebook)
        yield Judged(row=row, answer=answer, wrong=difference(row, answer), alike=_leads_alike(row, answer, rulebook))


def understood(row: Row, models: Models, rulebook: Rulebook) -> Answer:
    """What the engine reads out of the text."""
    if row.stands:
        return sop.understand_requester(row.text, case=_case(row), rulebook=rulebook, now=NOW, meanings=models.meanings)
    return sop.understand(
        row.text,
        step=row.step(rulebook),
        files=row.files,
        rulebook=rulebook,
        now=NOW,
        people=PEOPLE,
        meanings=models.meanings,
        told=models.values,
    )


def _leads_alike(row: Row, answer: Answer, rulebook: Rulebook) -> bool:
    """Whether the answer leads where what is meant leads, and no name is lost by it."""
    if row.stands or row.person or answer.action is None:
        return False
    answers = row.step(rulebook).answers
    leads = {answers[one].to for one in row.says if one in answers}
    return answer.action in answers and answers[answer.action].to in leads


def difference(row: Row, answer: Answer) -> str:
    """What was read otherwise than the reply means; empty where nothing was."""
    if answer.action not in row.says:
        return f"read as {answer.action}"
    if answer.action is not row.says[0]:
        return ""
    if row.person and not _words(row.person) & _words(answer.person or ""):
        return f"person {answer.person!r}"
    if row.until and (answer.until is None or not _moment(answer.until).startswith(row.until)):
        return f"until {answer.until}"
    if row.sop and answer.sop != row.sop:
        return f"sop {answer.sop}"
    lacking = [key for key, spans in row.values.items() if not _brings(key, spans, row, answer)]
    return f"values {', '.join(lacking)}" if lacking else ""


def _moment(until: datetime) -> str:
    return until.replace(tzinfo=None).isoformat()


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower()))


def _brings(key: str, spans: str, row: Row, answer: Answer) -> bool:
    if row.at == "P-asked":
        return any(_flat(span) in _flat(answer.note) for span in str(spans).split(" | "))
    found = answer.values.get(key, "")
    if key == "issue.occurred_at":
        return found.startswith(str(spans)[: len(found)]) and bool(found)
    if key in ("requester.phone", "requester.nip"):
        return re.sub(r"\D", "", str(spans)).removeprefix("0") in re.sub(r"\D", "", found)
    return any(_flat(span) in _flat(found) for span in str(spans).split(" | "))


def _flat(text: str) -> str:
    return " ".join(text.lower().split())


def _case(row: Row) -> Case:
    """The requester's case: what he only now gives was missing, what he corrects stood otherwise."""
    lacks = row.values if row.says[0] is Action.DATA else {}
    stood = {
        path: "tertulis lain" for path in ("requester.phone", "requester.nip", "issue.occurred_at") if path not in lacks
    }
    fields = {
        path: Field(value=value, confidence=1.0, part="body", page=1, text=value, finder="label")
        for path, value in stood.items()
    }
    asked = row.stands == "asked"
    return Case(
        id="2026-0042",
        agenda=42,
        state=CaseState.CLOSED if row.stands == "ended" else CaseState.WAITING if asked else CaseState.OPEN,
        sop="gangguan-jaringan",
        step=None if row.stands == "ended" else "5",
        requester=Address(address="tu@unit.example.go.id"),
        letter=Letter(form=Form.SURAT, fields=fields),
        route=Route(sop="gangguan-jaringan", score=1.0, margin=1.0, because=()),
        mail="0" * 64,
        mail_message_id=None,
        received_at=NOW,
        opened_at=NOW,
        missing=tuple(lacks),
        waiting_for=ASK_REQUESTER if asked else None,
        waiting_note="Di mana letak switchnya?" if asked else "",
    )


# --------------------------------------------------------------------------------------------------------------- figures


def figures(found: Sequence[Judged]) -> dict[str, float | int]:
    """Of the clear ones, how many were taken as meant and how many asked back; of all, how many false decisions."""
    clear = [one for one in found if one.row.clear]
    told = [one for one in clear if one.row.values and one.answer.action is one.row.says[0]]
    keys = [(one, key) for one in told for key in one.row.values]
    brought = sum(_brings(key, one.row.values[key], one.row, one.answer) for one, key in keys)
    return {
        "replies": len(found),
        "clear": len(clear),
        "taken": _share(sum(one.taken for one in clear), len(clear)),
        "decided": _share(sum(one.answer.action in one.row.says for one in clear), len(clear)),
        "asked_back": _share(sum(one.asked_back for one in clear), len(clear)),
        "values": _share(brought, len(keys)),
        "calibration_error": calibration_error(found),
        "false": sum(one.false is not None for one in found),
        "other_wrong": sum(
            one.answer.action is not None and one.answer.action not in one.row.says and one.false is None
            for one in found
        ),
    }


def calibration_error(found: Sequence[Judged]) -> float:
    """Expected calibration error of the likeliest meaning, in ten equal bins."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for one in found:
        if one.answer.likely is not None:
            share = one.answer.probability
            bins.setdefault(min(int(share * _BINS), _BINS - 1), []).append((share, one.answer.likely in one.row.says))
    count = sum(len(these) for these in bins.values())
    off = sum(abs(sum(share - right for share, right in these)) for these in bins.values())
    return round(off / count, 4) if count else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def main() -> None:
    """Print the figures of each hand, and of all."""
    asked = argparse.ArgumentParser(prog="python -m pipeline.accuracy.replies")
    asked.add_argument("examples", nargs="?", type=Path, default=Path("examples"))
    asked.add_argument("--held", action="append", type=Path, default=[])
    asked.add_argument("--only", action="append", default=[])
    asked.add_argument("--show", action="store_true", help="each reply that was not taken as meant")
    options = asked.parse_args()
    rulebook = load_rulebook(default_rules())
    hands = reply_hands(options.examples)
    held = {path.stem: reply_rows(path) for path in options.held}
    shipped = Models(meanings=shipped_meanings(), values=shipped_values())
    beside = Beside.of(options.examples)
    every: list[Judged] = []
    for name, rows in {**hands, **held}.items():
        if options.only and name not in options.only:
            continue
        models = shipped if name in held else models_without_hands({name}, hands, rulebook, beside=beside)
        found = list(judged(rows, models, rulebook))
        every += found
        _say(name, figures(found))
        for one in found if options.show else ():
            if one.false or (one.row.clear and one.wrong):
                _say_row(one)
    _say("all", figures(every))
    _say("false", Counter(one.false for one in every if one.false))
    for title, key in (("tempting", _tempts), ("step", _at)):
        tally = {name: [one for one in every if key(one) == name] for name in sorted({key(one) for one in every})}
        for name, found in tally.items():
            _say(
                f"{title} {name}", {part: figures(found)[part] for part in ("replies", "taken", "asked_back", "false")}
            )


def _tempts(one: Judged) -> str:
    return one.row.tempts or "-"


def _at(one: Judged) -> str:
    return one.row.at


def _say(name: str, numbers: Mapping[str, float | int]) -> None:
    print(f"{name:22}", json.dumps(numbers), flush=True)  # noqa: T201 - what it is for


def _say_row(one: Judged) -> None:
    mark = f"FALSE {one.false}" if one.false else one.wrong
    why = f"{one.answer.likely} {one.answer.probability:.2f} {','.join(one.answer.vetoes)}"
    means = "/".join(str(action) for action in one.row.says)
    print(f"   {mark} | {one.row.at} {means} {one.row.tempts or ''} | {why} | {_flat(one.row.text)[:220]}")  # noqa: T201


if __name__ == "__main__":
    main()
