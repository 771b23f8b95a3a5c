"""The models that read a letter, and what they say of one text."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.models import LinearModel, bucket, features
from pipeline.tagging.agreement import agree
from pipeline.tagging.candidate_facts import Peers, facts_of
from pipeline.tagging.candidates import Candidate, bucketed, candidates
from pipeline.tagging.forms import form_features
from pipeline.tagging.passage import Passage, Right
from pipeline.tagging.purposes import Purpose, purpose_at, purposes
from pipeline.tagging.rights import YES, RightModels, read_rights
from pipeline.tagging.spans import ALIKE, SENTENCES, TOLD, likeness, span_features, spans
from pipeline.tagging.taggers import Tagger

# The fields that are chosen among candidates, and of which kind these are.
KIND_OF = {
    "requester.name": "person",
    "requester.unit": "office",
    "requester.position": "position",
    "requester.phone": "phone",
    "requester.nip": "nip",
    "requester.email": "mail",
    "issue.occurred_at": "moment",
    "issue.application": "application",
    "issue.location": "place",
    "number": "number",
    "subject": "subject",
    "sender_office": "office",
    "addressee": "addressee",
    "signatory.name": "person",
    "signatory.nip": "nip",
    "signatory.position": "position",
}
OFFICIAL = frozenset(
    {"number", "subject", "sender_office", "addressee", "signatory.name", "signatory.nip", "signatory.position"}
)
NEAR_NAME = ("requester.position", "requester.phone", "requester.nip", "requester.unit")
NONE, UNRELATED = (
    "none",
    "unrelated",
)  # kinds beside the SOPs: a request that none of them serves, and no request at all
# Fields of which a longer value says the same as a shorter one: "ruang rapat", "ruang rapat lantai 2".
SAID_IN_WAYS = frozenset({"requester.unit", "sender_office", "addressee", "issue.location"})
NEARLY = 0.4  # share of the likeliest place's chance from which a fuller wording is taken
# Worth of a span's own chance beside that of all that say nearly the same: long spans have many of these.
OWN_SHARE = 0.4
FACT_WORTH = 4  # times that a fact about a letter's kind counts beside a word
ROUTE = "route"  # the hint that says where the rules send the letter


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A value of a field, the best place that says it, and how likely it is meant, 0..1."""

    candidate: Candidate
    likely: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What a field may be; values that say the same in other ways share their chances."""

    found: tuple[Choice, ...] = ()  # the likeliest first
    absent: float = 1.0  # that the letter does not say it


@dataclass(frozen=True, kw_only=True)
class LetterModels:
    """What was taught from annotated letters (`pipeline.training`)."""

    purposes: Tagger
    names: Tagger
    choices: Mapping[str, LinearModel]  # by field
    spans: Mapping[str, LinearModel]  # by field: issue and request
    kinds: LinearModel  # the id of a SOP, NONE or UNRELATED
    asks: LinearModel  # YES or NO: whether anything is asked, told by people's letters and by the mails of programs
    forms: LinearModel  # of a paper: surat, nota_dinas or formulir
    rights: RightModels  # of access rows

    def kind(self, passage: Passage) -> dict[str, float]:
        """How likely the letter is for each SOP, for none of them, or asks for nothing."""
        return self.kinds.probabilities(kind_features(passage))

    def asking(self, passage: Passage) -> float:
        """How likely somebody asks for something, however much it sounds like a program; 0..1."""
        return self.asks.probabilities(kind_features(passage)).get(YES, 0.0)

    def words_for(self, passage: Passage, kind: str) -> list[tuple[str, float]]:
        """The words of a letter with what each speaks for its being of a kind (against it: below 0), the strongest first."""
        points = self.kinds.points(kind_features(passage), kind)
        said = {word.lower() for word in re.findall(r"[^\W\d_]+", f"{passage.subject} {passage.text}")}
        found = [(word, points.get(bucket("w", word), 0.0)) for word in sorted(said)]
        return sorted((one for one in found if one[1]), key=lambda one: -abs(one[1]))

    def form(self, text: str) -> str:
        """The likeliest form of a paper."""
        return self.forms.likeliest(form_features(text))


class Reading:
    """One text as the models read it: purposes of its clauses, candidates and choices; each worked out once."""

    def __init__(self, passage: Passage, models: LetterModels) -> None:
        self.passage, self.models = passage, models

    @cached_property
    def purposes(self) -> list[Purpose]:
        """All clauses with what they are for."""
        return purposes(self.passage, self.models.purposes)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """All candidates of all kinds."""
        return candidates(self.passage, self.models.names)

    def choices(self, path: str, *, near: str | None = None) -> Choices:
        """The values that a field may have; `near` is the requester's name where it is known."""
        model = self.models.choices.get(path)
        if model is None:
            return Choices()
        same = options(self.passage, self.candidates, path)
        shares = _shares(
            [model.score(one) for one in option_features(self.passage, self.purposes, same, path=path, near=near)]
        )
        found: dict[str, Choice] = {}
        for one, share in sorted(zip(same, shares[1:], strict=True), key=lambda pair: -pair[1]):
            known = found.setdefault(_key(path, one.value), Choice(candidate=one, likely=0.0))
            found[_key(path, one.value)] = replace(known, likely=known.likely + share)
        each = sorted(found.values(), key=lambda choice: -choice.likely)
        if path in SAID_IN_WAYS:
            each = [_with_alike(path, one, each) for one in _longer_first(path, each)]
        return Choices(found=tuple(each), absent=shares[0])

    def rights(self) -> list[Right]:
        """Whose access to what is asked for, in the letter's order."""
        return read_rights(self.passage, self.purposes, self.candidates, self.models.rights)

    def sentences(self, path: str) -> Choices:
        """The spans that may say what is wrong, or what is asked for; each with the chance that it, or one much like it, does."""
        proposed = spans(self.passage, self.purposes, SENTENCES[path])
        model = self.models.spans[path]
        shares = _shares([model.score(one) for one in span_features(self.passage, self.purposes, proposed, path)])
        likely = sorted(zip(proposed, shares[1:], strict=True), key=lambda pair: -pair[1])[:TOLD]
        said = [self.passage.text[span.start : span.end] for span, _ in likely]
        found = [
            Choice(
                candidate=Candidate(kind=path, start=span.start, end=span.end, value=" ".join(text.split())),
                likely=sum(
                    share for (_, share), other in zip(likely, said, strict=True) if likeness(text, other) >= ALIKE
                ),
            )
            for (span, _), text in zip(likely, said, strict=True)
        ]
        pairs = zip(found, likely, strict=True)
        in_order = sorted(pairs, key=lambda pair: -pair[0].likely - OWN_SHARE * pair[1][1])
        return Choices(found=tuple(choice for choice, _ in in_order), absent=shares[0])


def _longer_first(path: str, each: Sequence[Choice]) -> list[Choice]:
    """Of a place the fullest wording that is nearly as likely as the likeliest comes first: "Lapas Contoh", not "Lapas"."""
    if path != "issue.location" or not each:
        return list(each)
    best = each[0]
    alike = [
        one
        for one in each
        if one.likely >= NEARLY * best.likely and agree(path, one.candidate.value, best.candidate.value)
    ]
    fullest = max(alike, key=lambda one: len(one.candidate.value))
    return [fullest, *(one for one in each if one is not fullest)]


def _with_alike(path: str, one: Choice, others: Sequence[Choice]) -> Choice:
    """A value with the chance that it, or one that says the same in a longer or shorter way, is meant."""
    same = (other.likely for other in others if agree(path, one.candidate.value, other.candidate.value))
    return replace(one, likely=min(1.0, sum(same)))


def _shares(scores: Sequence[float]) -> list[float]:
    """Softmax."""
    highest = max(scores)
    each = [math.exp(score - highest) for score in scores]
    total = sum(each)
    return [one / total for one in each]


def options(passage: Passage, found: Sequence[Candidate], path: str) -> list[Candidate]:
    """What may be chosen for a field: all candidates of its kind, and what rules found where it is none of them."""
    same = [one for one in found if one.kind == KIND_OF[path]]
    hint = passage.hints.get(path)
    if hint is None or any(agree(path, hint.value, one.value) for one in same):
        return same
    start = passage.text.find(hint.value)
    place = (start, start + len(hint.value)) if start >= 0 else (-1, -1)
    return [*same, Candidate(kind=KIND_OF[path], start=place[0], end=place[1], value=hint.value, facts=("by rule",))]


def option_features(
    passage: Passage, clauses: Sequence[Purpose], same: Sequence[Candidate], *, path: str, near: str | None
) -> list[Counter[int]]:
    """What the model of a field sees of each option; the first is that the letter does not say it."""
    peers = Peers(same)
    return [
        features("", also=absent_facts(passage, same, path)),
        *(features("", also=choice_facts(passage, clauses, one, peers, path=path, near=near)) for one in same),
    ]


def absent_facts(passage: Passage, same: Sequence[Candidate], path: str) -> tuple[str, ...]:
    """What speaks for a field not being said."""
    hint = passage.hints.get(path)
    best = max((one.likely for one in same), default=0.0)
    lines = sum(1 for start, end in passage.lines if passage.text[start:end].strip())
    return (
        "absent",
        f"absent of {min(5, len(same))}",
        f"absent {passage.form}",
        f"absent best {bucketed(best)}",
        f"absent rule {hint.finder if hint else 'silent'}",
        f"absent lines {min(12, lines // 3)}",
        f"absent writer {bool(passage.writer)}",
    )


def choice_facts(
    passage: Passage,
    clauses: Sequence[Purpose],
    one: Candidate,
    peers: Peers,
    *,
    path: str,
    near: str | None,
) -> tuple[str, ...]:
    """The facts of a candidate for a field: its words and place, what rules say, what its clause is for, how far the name is."""
    facts = [*facts_of(passage, one, peers), *_of_rules(passage, one, path), *_of_addressee(passage, one)]
    if path in NEAR_NAME and near and agree("requester.name", near, one.value):
        facts.append("is the name")
    if one.start >= 0:
        facts += _of_clause(clauses, one)
        if path in NEAR_NAME:
            facts += _from_name(passage, one, near)
    return tuple(facts)


def _of_rules(passage: Passage, one: Candidate, path: str) -> Iterator[str]:
    hint = passage.hints.get(path)
    if hint is None:
        yield "rule silent"
    elif agree(path, hint.value, one.value):
        yield from ("rule says it", f"rule says it {hint.finder}", f"rule says it {hint.finder} {passage.form}")
    else:
        yield from ("rule says another", f"rule says another {hint.finder}")
    for other, said in passage.hints.items():
        if other != path and KIND_OF.get(other) == one.kind and agree(other, said.value, one.value):
            yield f"rule {other}"


def _of_addressee(passage: Passage, one: Candidate) -> Iterator[str]:
    """Whether the one to whom the letter goes is called so."""
    hint = passage.hints.get("addressee")
    if hint is None or one.kind not in ("office", "person", "position"):
        return
    if agree("addressee", hint.value, one.value) or one.value.lower() in hint.value.lower():
        yield f"addressee {hint.finder}"


def _of_clause(clauses: Sequence[Purpose], one: Candidate) -> Iterator[str]:
    purpose = purpose_at(clauses, one.start)
    if purpose:
        yield f"issue {bucketed(purpose.issue)}"
        yield f"request {bucketed(purpose.request)}"


def _key(path: str, value: str) -> str:
    """What values have in common that say the same."""
    if path.endswith((".phone", ".nip")):
        return re.sub(r"\D", "", value).removeprefix("62").lstrip("0")
    if path == "issue.occurred_at":
        return value[:10]
    return " ".join(re.findall(r"[a-z0-9]+", value.lower()))


def _from_name(passage: Passage, one: Candidate, near: str | None) -> list[str]:
    if not near:
        return ["no name"]
    places = _places(passage.text, near)
    if not places:
        return ["name not in text"]
    line = passage.line_of(one.start)
    steps = [line - passage.line_of(place) for place in places]
    step = min(steps, key=abs)
    return [f"name {max(-4, min(4, step))} lines away", f"name {'near' if abs(step) <= 2 else 'far'}"]  # noqa: PLR2004


def _places(text: str, name: str) -> list[int]:
    first, small = next(iter(name.lower().split()), ""), text.lower()
    whole = small.find(name.lower())
    found: list[int] = []
    at = small.find(first) if first and whole < 0 else whole
    wanted = name.lower() if whole >= 0 else first
    while at >= 0 and len(found) < 8:  # noqa: PLR2004 - enough to see which is near
        found.append(at)
        at = small.find(wanted, at + 1)
    return found


def kind_features(passage: Passage) -> Counter[int]:
    """What the model of kinds sees: the words of subject and text, and where the rules send the letter."""
    route = passage.hints.get(ROUTE)
    facts = [f"form={'email' if passage.form == 'email' else 'paper'}"]
    if route:
        facts += [f"rules {route.value}", f"rules {route.value} {route.finder}"]
    found = features(f"{passage.subject}\n{passage.text}")
    for fact in facts:
        found[bucket("f", fact)] += FACT_WORTH
    return found
