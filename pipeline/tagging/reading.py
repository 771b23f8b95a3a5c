"""The models that read a letter, and what they say of one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.models import LinearModel, features
from pipeline.tagging.candidates import Candidate, candidates, facts_of
from pipeline.tagging.passage import Passage
from pipeline.tagging.purposes import Purpose, purposes
from pipeline.tagging.taggers import Tagger

# The fields that are chosen among candidates, and of which kind these are.
KIND_OF = {
    "requester.name": "person",
    "requester.unit": "office",
    "requester.position": "position",
    "requester.phone": "phone",
    "requester.nip": "nip",
    "requester.email": "mail",
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
YES = "yes"
NEAR_NAME = ("requester.position", "requester.phone", "requester.nip", "requester.unit")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A candidate, and how likely it is the value of the field, 0..1."""

    candidate: Candidate
    likely: float


@dataclass(frozen=True, kw_only=True)
class LetterModels:
    """What was taught from annotated letters (`pipeline.training`)."""

    purposes: Tagger
    names: Tagger
    choices: Mapping[str, LinearModel]  # by field
    kinds: LinearModel  # the id of a SOP, "none" or "unrelated"
    forms: LinearModel  # of an attached document

    def kind(self, passage: Passage) -> dict[str, float]:
        """How likely the letter is for each SOP, for none of them, or asks for nothing."""
        return self.kinds.probabilities(kind_features(passage))

    def form(self, passage: Passage) -> dict[str, float]:
        """How likely an attached document is a surat, a nota dinas or a form."""
        return self.forms.probabilities(form_features(passage))


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

    def choices(self, path: str, *, near: str | None = None) -> list[Choice]:
        """The candidates of a field, the likeliest first; `near` is the requester's name where it is known."""
        model = self.models.choices.get(path)
        if model is None:
            return []
        same = [one for one in self.candidates if one.kind == KIND_OF[path]]
        rated = [
            Choice(
                candidate=one,
                likely=model.probabilities(features("", also=choice_facts(self.passage, one, same, path, near)))[YES],
            )
            for one in same
        ]
        return sorted(rated, key=lambda choice: -choice.likely)


def choice_facts(
    passage: Passage, one: Candidate, same: Sequence[Candidate], path: str, near: str | None
) -> tuple[str, ...]:
    """The facts of a candidate for a field; of what belongs to a person, also how far from his name it stands."""
    facts = facts_of(passage, one, same)
    if path not in NEAR_NAME or one.start < 0:
        return facts
    return (*facts, *_from_name(passage, one, near))


def _from_name(passage: Passage, one: Candidate, near: str | None) -> list[str]:
    if not near:
        return ["no name"]
    places = _places(passage.text, near)
    if not places:
        return ["name not in text"]
    line = passage.text.count("\n", 0, one.start)
    steps = [line - passage.text.count("\n", 0, place) for place in places]
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
    """What the model of kinds sees: the words of subject and text."""
    return features(
        f"{passage.subject}\n{passage.text}", also=(f"form={'email' if passage.form == 'email' else 'paper'}",)
    )


def form_features(passage: Passage) -> Counter[int]:
    """What the model of forms sees: the words of the first lines, the labels, and how many lines have one."""
    lines = [passage.text[start:end] for start, end in passage.lines if passage.text[start:end].strip()]
    labels = [label for label, _ in passage.labels if label]
    share = f"labelled {10 * len(labels) // max(1, len(lines))}"
    return features(
        "\n".join(lines[:14]),
        also=(share, f"labels {min(12, len(labels))}", *(f"label {label}" for label in labels[:40])),
    )
