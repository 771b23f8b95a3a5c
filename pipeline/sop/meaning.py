"""Which answers the sentences of a reply may mean, hindered or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Action, Person
from pipeline.rulebook import Step
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.sop.mentioning import GO_ON
from pipeline.sop.words import Sentence, contains, grown_from, without

OTHERS = (
    Action.KOREKSI, Action.TOLAK, Action.ALIHKAN, Action.TANYA, Action.TUNDA, Action.PINDAH, Action.BATAL, Action.GABUNG,
)  # fmt: skip
"""All further answers of a holder."""

NEAR = 3  # words before a phrase in which a negation turns it round, and after "sudah" in which the deed stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A reply taken apart."""

    text: str  # as it came
    body: str  # without labelled lines, hints and signature
    parts: tuple[Sentence, ...]
    values: dict[str, str]
    files: tuple[str, ...]
    step: Step
    texts: tuple[str, ...]  # what the step asks for in words
    rules: AnswerRules
    taken: tuple[Action, ...]  # answers that the step takes
    people: tuple[Person, ...]  # whom the writer may name
    by: str = ""  # name of who writes

    @property
    def hands_on(self) -> bool:
        """Whether the step hands work on: nothing written lies there to be corrected."""
        return Action.KOREKSI not in self.step.answers

    @property
    def approves_writing(self) -> bool:
        """Whether something written waits for its approval."""
        return not self.hands_on or any(deed.draft for deed in self.step.enter)


def meant(reply: Reply) -> list[Action]:
    """All answers that the sentences may mean."""
    found = []
    for action, saying in reply.rules.answers.items():
        if action not in (*GO_ON, *OTHERS):
            continue
        if any(_says(reply, part, action, saying) for part in reply.parts):
            found.append(action)
    return found


def wants_correction(reply: Reply, action: Action) -> bool:
    """An approval with a correction beside it, on a step that takes both."""
    if action is not Action.SETUJU or Action.KOREKSI not in reply.step.answers:
        return False
    saying = reply.rules.answers.get(Action.KOREKSI, Saying())
    return any(_says(reply, part, Action.KOREKSI, saying) for part in reply.parts)


def turned_round(words: Sequence[str], place: int, rules: AnswerRules) -> bool:
    """Whether a negation or a "sudah" right before this word says the opposite, or that it has been done."""
    before = words[max(0, place - NEAR) : place]
    return any(word in rules.negations or word in rules.done for word in before)


def conditional(sentence: Sentence, rules: AnswerRules) -> bool:
    """Whether the sentence holds a condition or a doubt."""
    return any(contains(sentence.words, phrase) is not None for phrase in rules.conditions)


def _says(reply: Reply, part: Sentence, action: Action, saying: Saying) -> bool:
    rules = reply.rules
    if action in GO_ON and any(contains(part.words, phrase) is not None for phrase in rules.retold):
        return False
    words = list(part.words) if action in GO_ON else without(part.words, rules.harmless)
    plain = without(words, rules.lookalikes)
    for phrase in _phrases(reply, saying):
        place = contains(words if " " in phrase else plain, phrase)
        if place is not None and not (action in OTHERS and turned_round(words, place, rules)):
            return True
    if reply.hands_on and _instructs(words, saying, rules):
        return True
    return _is_done(reply, words, saying) or _says_it_alone(reply, part, saying)


def _phrases(reply: Reply, saying: Saying) -> tuple[str, ...]:
    return (
        *saying.phrases,
        *(saying.drafted if reply.approves_writing else ()),
        *(saying.noted if reply.step.receives else ()),
        *(saying.attached if reply.files and set(reply.texts) <= set(reply.values) else ()),
    )


def _instructs(words: Sequence[str], saying: Saying, rules: AnswerRules) -> bool:
    """As in "tindak lanjuti", "mohon dikerjakan": an order, unless it tells what has been done."""
    places = [contains(words, phrase) for phrase in saying.ordered]
    places += [
        place + 1
        for place, word in enumerate(words[:-1])
        if word in rules.please and grown_from(words[place + 1], saying.after_please, bare=False)
    ]
    return any(place is not None and not turned_round(words, place, rules) for place in places)


def _is_done(reply: Reply, words: Sequence[str], saying: Saying) -> bool:
    """As in "sudah diganti": a deed that is this step's, where it asks what was done."""
    roots = [*saying.after_done, *(root for key in reply.step.asks for root in saying.done_of.get(key, ()))]
    for place, word in enumerate(words):
        after = words[place + 1 : place + 1 + NEAR]
        if word in reply.rules.done and (
            any(grown_from(one, roots) for one in after) or any(contains(after, root) is not None for root in roots)
        ):
            return True
    return False


def _says_it_alone(reply: Reply, part: Sentence, saying: Saying) -> bool:
    courtesy = frozenset(reply.rules.polite) - frozenset(saying.alone)
    alone = [word for word in part.words if word not in courtesy]
    if not alone or not set(alone) <= set(saying.alone):
        return False
    return all(one is part or set(one.words) <= courtesy for one in reply.parts)
