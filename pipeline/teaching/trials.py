"""Trials of new models: on hands that are left out, and on the office's own letters left out in turn. Each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.accuracy.letters import Judge, groups_of, together
from pipeline.accuracy.scoring import Figures, says_the_same
from pipeline.config import pack_letter_models
from pipeline.model import Letter, Route, Understanding
from pipeline.office import ROUTE
from pipeline.reading import Reader
from pipeline.rulebook import Directory, Rulebook
from pipeline.tagging import LetterModels
from pipeline.teaching.own_letters import OwnLetter
from pipeline.teaching.trial import Read, Readings, Trial
from pipeline.training.adapting import adapted
from pipeline.training.annotations import AnnotatedLetter, annotated_letters
from pipeline.training.letters import LetterTrainer
from pipeline.training.programs import kinds_of_mails
from pipeline.understanding import understand_mail

HAND_GROUPS = 6  # of which one is left out
FOLDS = 5  # in which own letters are left out
_NICE = 10  # the service goes first


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What the models are to be taught by, and how they read the office's mail."""

    examples: Path  # folder of the shipped ones
    hands: tuple[str, ...]  # of them
    models: LetterModels  # the shipped ones
    own: tuple[OwnLetter, ...]
    rulebook: Rulebook
    directory: Directory
    zone: ZoneInfo

    @property
    def held(self) -> tuple[str, ...]:
        """The hands that are left out."""
        return tuple(groups_of(self.hands, HAND_GROUPS)[0])


def try_lesson(lesson: Lesson) -> Trial:
    """Train and judge, in two processes at once."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_nicely) as processes:
        hands, own = processes.submit(on_hands, lesson), processes.submit(on_own, lesson)
        old, new, models = own.result()
        return Trial(hands=hands.result(), own=(old, new), models=models)


def _nicely() -> None:
    os.nice(_NICE)


def on_hands(lesson: Lesson) -> tuple[Figures, Figures]:
    """How letters of the hands left out are read: by models of the other hands, and by those that own letters have taught, too."""
    letters = _letters(lesson)
    others = [one for one in letters if one.hand not in lesson.held]
    old = LetterTrainer(others, kinds_of_mails(lesson.examples.parent, lesson.rulebook)).train(others)
    new = adapted(old, [one.annotated for one in lesson.own])
    files = {hand: lesson.examples / f"{hand}.yaml" for hand in lesson.held}
    with Reader(1) as reader:
        judge = Judge(files, lesson.rulebook, reader)
        by_old, by_new = (together(judge.figures(hand, models) for hand in files) for models in (old, new))
        return by_old, by_new


def on_own(lesson: Lesson) -> tuple[Readings, Readings, bytes]:
    """How own letters are read by the shipped models and by models that other own letters have taught; models taught by all."""
    shipped = lesson.models
    old, new = readings(lesson.own, shipped, lesson), Readings()
    for left_out in folds(lesson.own):
        models = adapted(shipped, [one.annotated for one in lesson.own if one not in left_out])
        new.update(readings(left_out, models, lesson))
    return old, new, pack_letter_models(adapted(shipped, [one.annotated for one in lesson.own]))


def folds(own: Sequence[OwnLetter]) -> list[list[OwnLetter]]:
    """Own letters in groups; those of one sender stay together, so that nobody is judged by what he taught. Of a lone sender each for itself."""
    senders = sorted({one.annotated.hand for one in own})
    if len(senders) == 1:
        return [list(own[at::FOLDS]) for at in range(min(FOLDS, len(own)))]
    found = [[one for one in own if one.annotated.hand in senders[at::FOLDS]] for at in range(FOLDS)]
    return [group for group in found if group]


def readings(own: Sequence[OwnLetter], models: LetterModels, lesson: Lesson) -> Readings:
    """What is known of own letters, and whether it is read so."""
    found: Readings = {}
    for one in own:
        told = understand_mail(
            one.mail,
            one.documents,
            file=one.case,
            rulebook=lesson.rulebook,
            directory=lesson.directory,
            zone=lesson.zone,
            models=models,
        )
        letter, route = _the_letter(told, one)
        for path, wanted in one.known.items():
            got = (route.sop if route else None) if path == ROUTE else (letter.value(path) if letter else None)
            found[one.case, path] = _read(path, wanted, got)
    return found


def _read(path: str, wanted: str, got: str | None) -> Read:
    if not wanted:
        return Read.FILLED if got else Read.EMPTY
    if not got:
        return Read.MISSED
    same = got == wanted if path == ROUTE else says_the_same(path, wanted, got)
    return Read.RIGHT if same else Read.WRONG


def _the_letter(told: Understanding, one: OwnLetter) -> tuple[Letter | None, Route | None]:
    """It among the letters of its mail, or the first of them."""
    pairs = list(zip(told.letters, told.routes, strict=True))
    same = [pair for pair in pairs if pair[0].full_text == one.full_text]
    return next(iter([*same, *pairs]), (None, None))


def _letters(lesson: Lesson) -> list[AnnotatedLetter]:
    return [one for one in annotated_letters(lesson.examples, lesson.rulebook) if one.hand in lesson.hands]
