"""Scores by SOP, the reasons, and whether a person has to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Letter, Route
from pipeline.routing.learned import NOTHING_ASKED, by_model, kind_passage
from pipeline.routing.matching import Vocabulary, Words, tokens
from pipeline.routing.own import own_route
from pipeline.rulebook import Rulebook
from pipeline.rulebook.routes import Condition, Phrase, RoutingRules
from pipeline.tagging import LetterModels

Zones = list[tuple[float, Words]]


def route(letter: Letter, *, rulebook: Rulebook, models: LetterModels | None = None) -> Route:
    """The SOP a letter goes to, or None where a person has to decide.

    The office's own routes come first, then a form that says it, then the models; without `models` the rules decide.
    """
    ruled = by_rules(letter, rulebook=rulebook)
    if own := own_route(letter, rulebook=rulebook):
        sop, why = own
        return replace(ruled, sop=sop, outside=None, request=True, margin=rulebook.routing.margin, because=why)
    if models is None or ruled.outside:
        return ruled
    return _by_condition(letter, ruled, rulebook) or by_model(letter, ruled, models)


def asks(letter: Letter, *, rulebook: Rulebook, models: LetterModels) -> float:
    """How likely somebody asks for something in it, however much it sounds like a program; 0..1."""
    return models.asking(kind_passage(letter, by_rules(letter, rulebook=rulebook)))


def _by_condition(letter: Letter, ruled: Route, rulebook: Rulebook) -> Route | None:
    """The SOP of a condition that decides alone (`decides: true`), such as the form of a SOP."""
    met = [
        (sop, condition)
        for sop, target in rulebook.routing.sops.items()
        for condition in target.conditions
        if condition.decides and letter.form.value in condition.form
    ]
    zones = _zones(letter, rulebook.routing, rulebook) if met else []
    found = [(sop, condition.why) for sop, condition in met if _holds(condition, letter, zones)]
    return replace(ruled, sop=found[0][0], request=True, because=(found[0][1],)) if len(found) == 1 else None


def by_rules(letter: Letter, *, rulebook: Rulebook) -> Route:
    """Where the phrases and conditions of the rules send a letter; each reason names its points."""
    rules = rulebook.routing
    zones = _zones(letter, rules, rulebook)
    noise, noise_why = _phrases(rules.not_request, zones)
    asks, _ = _phrases(rules.request, zones)
    scores: dict[str, float] = {}
    reasons: dict[str, tuple[str, ...]] = {}
    for sop, target in rules.sops.items():
        said, why = _phrases(target.phrases, zones)
        met = [condition for condition in target.conditions if _holds(condition, letter, zones)]
        scores[sop] = said + sum(condition.weight for condition in met)
        reasons[sop] = (*why, *(f"{condition.why} ({condition.weight:+.1f})" for condition in met))
    ranking = tuple(sorted(((sop, round(score, 2)) for sop, score in scores.items()), key=lambda pair: -pair[1]))
    best, score = ranking[0]
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    if _asks_nothing(letter, noise=noise, asks=asks, score=score, rules=rules):
        return Route(sop=None, score=0.0, margin=0.0, because=noise_why, ranking=ranking, request=False)
    outside, outside_score, outside_why = _outside(rules, zones)
    margin = score - max(second, 0.0)
    if outside and outside_score > max(score, rules.outside_minimum):
        return Route(sop=None, score=score, margin=margin, because=outside_why, ranking=ranking, outside=outside)
    if score < rules.minimum:
        asked = asks > 0 or letter.value("requested_resolution") is not None
        why = ("tidak ada kata yang menunjuk salah satu SOP",) if asked else (NOTHING_ASKED,)
        return Route(sop=None, score=score, margin=margin, because=why, ranking=ranking, request=asked)
    sure = margin >= rules.margin
    why = reasons[best] if sure else (f"hampir sama kuat dengan {ranking[1][0]}", *reasons[best])
    return Route(sop=best if sure else None, score=score, margin=round(margin, 2), because=why, ranking=ranking)


def _asks_nothing(letter: Letter, *, noise: float, asks: float, score: float, rules: RoutingRules) -> bool:
    """Invitations, offers, thanks: a bare mail needs less to be one than an official letter does."""
    if noise > asks + score:
        return True
    bare = letter.form.value == "email" and not letter.access
    loud = noise >= rules.not_request_minimum and noise > asks
    return bare and loud and (asks <= 0 or rules.not_request_lead * noise > score)


def _zones(letter: Letter, rules: RoutingRules, rulebook: Rulebook) -> Zones:
    slang = rulebook.labels.slang
    issue = " ".join(filter(None, (letter.value("issue.description"), letter.value("requested_resolution"))))
    subject = letter.value("subject") or ""
    texts = {"subject": subject, "issue": issue, "body": letter.full_text}
    if letter.matter is not None:  # of several requests the subject names all, the text around it the others
        texts = {"subject": "", "issue": issue, "body": letter.matter}
    words = {zone: tokens(text, slang) for zone, text in texts.items()}
    vocabulary = Vocabulary((word for said in words.values() for word in said), rules.like)
    found = [(rules.zones[zone], Words(said, vocabulary)) for zone, said in words.items()]
    return sorted(found, key=lambda pair: -pair[0])


def _phrases(phrases: Sequence[Phrase], zones: Zones) -> tuple[float, tuple[str, ...]]:
    """Each phrase counts once, where it weighs most."""
    total, why = 0.0, []
    for phrase in phrases:
        if not zones[0][1].may_contain(phrase.text):
            continue
        factor = next((weight for weight, words in zones if words.contain(phrase.text)), 0.0)
        if factor:
            points = phrase.weight * factor
            total += points
            why.append(f"“{phrase.text}” ({points:+.1f})")
    return total, tuple(why)


def _holds(condition: Condition, letter: Letter, zones: Zones) -> bool:
    def has(path: str) -> bool:
        return bool(letter.access) if path == "access" else letter.value(path) is not None

    return (
        (not condition.form or letter.form.value in condition.form)
        and all(has(path) for path in condition.has)
        and not any(has(path) for path in condition.lacks)
        and (not condition.says or any(words.contain(said) for _, words in zones for said in condition.says))
    )


def _outside(rules: RoutingRules, zones: Zones) -> tuple[str | None, float, tuple[str, ...]]:
    scored = [(*_phrases(outside.phrases, zones), outside.name) for outside in rules.outside.values()]
    if not scored:
        return None, 0.0, ()
    score, why, name = max(scored, key=lambda found: found[0])
    return (name, score, why) if score > 0 else (None, 0.0, ())
