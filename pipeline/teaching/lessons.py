"""`nodis learn`: collect what is confirmed, train, judge, keep or refuse; and the way back."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.config import (
    Settings,
    default_examples,
    load_rulebook,
    load_settings,
    shipped_digest,
    shipped_letter_models,
)
from pipeline.errors import UsageError
from pipeline.inspection import sandbox_of
from pipeline.office import ROUTE, model_in_use, pending
from pipeline.private import private_file
from pipeline.reading import Reader, ReadingCache
from pipeline.service import READ, open_store
from pipeline.store import (
    TEACH_ANEW,
    ModelState,
    OwnModel,
    Store,
    Transaction,
    add_own_model,
    change_model,
    erased_models,
    own_examples,
    own_models,
)
from pipeline.teaching.own_letters import OwnLetter, own_letters
from pipeline.teaching.trials import Lesson, try_lesson
from pipeline.teaching.verdict import Verdict, verdict

FEW = 10  # own letters without which nothing is trained: so few say nothing of themselves when they are left out
_LOCK = ".nodis.learn.lock"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a lesson."""

    letters: int  # own ones
    values: int  # confirmed in them
    routes: int  # likewise
    waiting: int  # cases with corrections that nobody has confirmed
    verdict: Verdict | None = None  # None: too few letters, nothing was trained


def stock_of(config: Path, *, now: datetime, environ: Mapping[str, str] = os.environ) -> Outcome:
    """What there is to learn from; nothing is trained."""
    return collect(config, now=now, environ=environ)[0]


def collect(
    config: Path, *, now: datetime, environ: Mapping[str, str] = os.environ
) -> tuple[Outcome, tuple[OwnLetter, ...]]:
    """What there is to learn from."""
    settings = load_settings(config, environ)
    rulebook = load_rulebook(settings.rules.path)
    with open_store(config, environ=environ) as store:
        with (
            Reader(settings.work.readers, cache=ReadingCache(store.local / READ)) as reader,
            sandbox_of(rulebook, settings.directory, 1) as sandbox,
        ):
            found = own_letters(store, settings=settings, rulebook=rulebook, reader=reader, sandbox=sandbox, now=now)
            own = tuple(found)
        with store.reading() as tx:
            waiting = len(pending(tx))
    values = sum(path != ROUTE and bool(said) for one in own for path, said in one.known.items())
    routes = sum(ROUTE in one.known for one in own)
    return Outcome(letters=len(own), values=values, routes=routes, waiting=waiting), own


def teach(
    config: Path,
    *,
    now: datetime,
    environ: Mapping[str, str] = os.environ,
    hands: tuple[str, ...] = (),
    examples: Path | None = None,
) -> Outcome:
    """Train new models by the shipped and the own examples, and keep them where they are no worse for others and better here.

    `hands`, `examples`: other hands than those of the shipped models.

    Raises:
        UsageError: another lesson is under way, or what it was taught by was erased meanwhile.
    """
    settings = load_settings(config, environ)
    with _alone(settings):
        outcome, own = collect(config, now=now, environ=environ)
        with open_store(config, environ=environ) as store:
            if len(own) < FEW:
                _done(store, (), None, None, now)
                return outcome
            folder = examples or default_examples()
            lesson = Lesson(
                examples=folder,
                hands=hands or tuple(sorted(path.stem for path in folder.glob("*.yaml"))),
                models=shipped_letter_models(),
                own=own,
                rulebook=load_rulebook(settings.rules.path),
                directory=settings.directory,
                zone=settings.office.zone,
            )
            trial = try_lesson(lesson)
            found = verdict(trial)
            _done(store, own, found, trial.models, now)
    return replace(outcome, verdict=found)


def go_back(config: Path, *, now: datetime, environ: Mapping[str, str] = os.environ) -> OwnModel | None:
    """Read by the models of before; returns which, None where they are the shipped ones.

    Raises:
        UsageError: the office reads by the shipped models already.
    """
    with open_store(config, environ=environ) as store, store.transaction() as tx:
        mine = model_in_use(tx)
        if mine is None:
            raise UsageError("nodis sudah membaca dengan model bawaan", advice="Tidak ada yang perlu dikembalikan.")
        older = (
            one
            for one in own_models(tx)
            if one.id < mine.id and one.state is ModelState.LEFT and one.sha256 and one.based_on == shipped_digest()
        )
        before = next(older, None)
        change_model(mine, ModelState.LEFT, tx)
        if before:
            change_model(before, ModelState.KEPT, tx)
        tx.forget_meta(TEACH_ANEW)
        detail = {"left": str(mine.id), "in use": str(before.id) if before else "shipped"}
        tx.journal("models went back", at=now, detail=detail)
        return before


def _done(store: Store, own: tuple[OwnLetter, ...], found: Verdict | None, models: bytes | None, now: datetime) -> None:
    """Note the lesson; what it was taught by has to be there still. Own models that may not be used any more go."""
    with store.transaction() as tx:
        cases = [one.case for one in own]
        if gone := set(cases) - {one.case for one in own_examples(tx)}:
            raise UsageError(
                f"perkara {', '.join(sorted(gone))} dihapus ketika belajar berlangsung",
                advice="Jalankan nodis learn sekali lagi.",
            )
        if found:
            state = ModelState.KEPT if found.keeps else ModelState.REFUSED
            content = models if found.keeps else None
            add_own_model(
                state, content=content, based_on=shipped_digest(), cases=cases, told=asdict(found), at=now, tx=tx
            )
            tx.journal("models learned", at=now, detail={"state": state, "letters": str(len(own))})
        _leave_outdated(tx)
        tx.forget_meta(TEACH_ANEW)
        erased = erased_models(tx)
    store.discard(erased)


def _leave_outdated(tx: Transaction) -> None:
    for one in own_models(tx):
        if one.state is ModelState.KEPT and one.based_on != shipped_digest():
            change_model(one, ModelState.LEFT, tx)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One lesson at a time in an office."""
    with private_file(settings.base / _LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError("nodis learn sedang berjalan", advice="Tunggu sampai selesai.") from None
        yield
