"""What routing weighs: `rules/routing.yaml`."""

from __future__ import annotations

from pydantic import Field

from pipeline.rulebook.base import Rule


class Phrase(Rule):
    """Words that speak for a route (or against it, with a negative weight), matched tolerantly."""

    text: str  # words in order; "a|b" stands for either word
    weight: float = 1.0


class Condition(Rule):
    """A fact of the letter that speaks for a route. All that is named must hold."""

    form: tuple[str, ...] = ()
    has: tuple[str, ...] = ()  # field paths, or "access"
    lacks: tuple[str, ...] = ()
    says: tuple[str, ...] = ()  # phrases, one of which stands anywhere in the letter
    weight: float
    decides: bool = False  # that it holds is enough: no model is asked
    why: str  # a phrase in Indonesian


class Target(Rule):
    """One SOP of the set."""

    phrases: tuple[Phrase, ...] = ()
    conditions: tuple[Condition, ...] = ()


class Outside(Rule):
    """A known SOP outside the set: the operator decides, with this as a proposal."""

    name: str
    phrases: tuple[Phrase, ...]


class RoutingRules(Rule):
    """Weighted phrases and conditions by SOP."""

    zones: dict[str, float]  # subject, issue, body: how much a phrase counts there
    minimum: float  # a lower score decides nothing
    margin: float  # nearer than this to the second: a person decides
    like: float = Field(ge=50, le=100)  # ratio from which two words are the same but for a slip
    sops: dict[str, Target]
    outside: dict[str, Outside] = Field(default_factory=dict)
    outside_minimum: float = 3.0  # points from which words of what no SOP serves decide
    not_request: tuple[Phrase, ...]  # invitations, invoices, advertisements: no request at all
    request: tuple[Phrase, ...]  # what every request says; too little of it and nobody asks for anything
    not_request_minimum: float
    not_request_lead: float = (
        1.3  # a bare mail that does ask is noise where so many times its noise outweighs the best SOP
    )
