"""What a reply is taken for where it does not begin with the answer's own word: what the models are sure of, if nothing stands against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.model import Action, Answer
from pipeline.sop.certainty import Evidence
from pipeline.sop.likelihood import Meanings
from pipeline.sop.meaning_features import LONGEST, Asked, Words
from pipeline.sop.vetoes import vetoes
from pipeline.sop.words import greets, is_salutation, written_out

_OPPOSED = 0.9  # probability of another answer from which the models object to what the rules have read
_AGREES = 0.5  # probability of the same answer from which they bear the rules out
_SILENT = 0.97  # share of no decision from which they object, too
_FEW = 8  # words of a reply of which the models know little
_FEW_TELLING = 5  # words beside courtesy and names of which the models have to know each
_QUOTED = re.compile(r"[\"\u201c\u201d\u201e\u00ab][^\"\u201c\u201d\u00bb\n]{1,400}[\"\u201c\u201d\u00bb]")
ANSWERS = 0.1  # probability that words answer a task from which they may
_THANKS = "terimakasih"
_TURNING = frozenset({"mockery", "sarcasm", "not_better", "other_matter", "taken_back"})
_QUOTING = "quoted"
_QUOTES = "Balasan Saudara mengutip jawaban yang ditulis di tempat lain."


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the models make of a reply."""

    action: Action  # the most likely one
    probability: float  # that it is meant, calibrated
    vetoes: tuple[str, ...]
    sure: bool  # may move the case
    doubt: str | None  # of the first veto, as a sentence to who wrote
    evidence: Evidence

    def bears_out(self, action: Action, *, labelled: bool = False) -> bool:
        """Whether the models agree with what the rules have read; of few words they know little, and need only not object.

        `labelled`: what the step asks for stands beside it in labelled lines.
        """
        seen = self.evidence
        if action is not self.action:
            return seen.words <= _FEW and self.probability < _OPPOSED and seen.nothing < _SILENT
        little = seen.words <= _FEW and seen.nothing < _SILENT
        return not self.vetoes and (little or labelled or self.probability >= _AGREES)

    def turns(self, action: Action) -> bool:
        """Whether even the answer's own word means something else here: mockery, or agreement with another matter."""
        return action is self.action and not _TURNING.isdisjoint(self.vetoes)

    def marked(self, answer: Answer) -> Answer:
        """The answer with what is likely beside it."""
        return replace(answer, likely=self.action, probability=round(self.probability, 4), vetoes=self.vetoes)


def decide(text: str, asked: Asked, words: Words, meanings: Meanings) -> Decision:
    """The most likely meaning of the writer's own words, and whether it is sure; more words than are looked at never are."""
    longer = len(text) > LONGEST
    text = text[:LONGEST]
    evidence = evidence_of(text, asked, words, meanings)
    action = evidence.action

    def stands(rest: str, beside: str = "") -> bool:
        found = evidence_of(rest, asked, words, meanings)
        there = meanings.likely(beside, asked, words)[action] if beside else 0.0
        return found.action is action and found.share > there and meanings.is_sure(action, meanings.certainty.of(found))

    against = vetoes(text, action, words.rules, receives=asked.receives, asks=asked.asks, stands=stands)
    outside = _QUOTED.sub(" ", text)
    if outside != text and written_out(outside, words.rules) and not stands(outside):
        against = [_QUOTING, *against]
    doubt = None
    if against:
        doubt = _QUOTES if against[0] == _QUOTING else words.rules.vetoes[against[0]].doubt
    probability = meanings.certainty.of(evidence)
    answers = 1.0 if asked.of_requester else meanings.answers(text, words)
    if answers < ANSWERS:
        probability = min(probability, answers)
    return Decision(
        action=action,
        probability=probability,
        vetoes=tuple(against),
        sure=not (against or longer)
        and _tells(text, words)
        and not _names_another(text, action, words)
        and meanings.is_sure(action, probability)
        and answers >= ANSWERS,
        doubt=doubt,
        evidence=evidence,
    )


def evidence_of(text: str, asked: Asked, words: Words, meanings: Meanings) -> Evidence:
    """What speaks for the likeliest meaning of a text and against it."""
    likely = meanings.likely(text, asked, words)
    action = max(likely, key=lambda one: likely[one])
    shares = sorted(likely.values(), reverse=True)
    against = vetoes(text, action, words.rules, receives=asked.receives, asks=asked.asks, stands=_nothing)
    return Evidence(
        action=action,
        share=shares[0],
        second=shares[1] if len(shares) > 1 else 0.0,
        nothing=1.0 - sum(shares),
        vetoed=bool(against),
        known=is_known(text, words, meanings),
        words=len(written_out(text, words.rules)),
    )


def _nothing(_rest: str, _beside: str) -> bool:
    return False


def is_known(text: str, words: Words, meanings: Meanings) -> bool:
    """Whether the models have met what the reply tells: of few telling words each."""
    told = (word for word in written_out(text, words.rules) if word.isalpha())
    telling = set(told) - set(words.rules.polite) - words.names
    return len(telling) >= _FEW_TELLING or all(meanings.knows(word) for word in telling)


def _tells(text: str, words: Words) -> bool:
    """Whether there is more than a greeting or thanks: "Selamat pagi.", "Yth. Layanan TI" and "Makasih pak 🙏" decide nothing."""
    rules = words.rules
    lines = (line for line in text.split("\n") if not (greets(line, rules) or is_salutation(line, rules)))
    return bool({word for line in lines for word in written_out(line, rules)} - {*rules.name_titles, _THANKS})


def _names_another(text: str, action: Action, words: Words) -> bool:
    """Whether another answer's own word stands alone on a line, or in capitals at the beginning of one."""
    named = {_named(line, words) for line in text.split("\n")}
    return not named <= {None, action}


def _named(line: str, words: Words) -> Action | None:
    first = next(iter(line.split()), "").strip(".,:;!?-*_()")
    if first in Action.__members__:
        return Action[first]
    said = written_out(line, words.rules)
    if len(said) != 1:
        return None
    return next((one for one, saying in words.rules.answers.items() if said[0] in saying.words), None)
