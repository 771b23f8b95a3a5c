"""What an office says itself: `kantor.yaml` in its folder of rules, merged with the shipped rules."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from pipeline.rulebook.base import Rule


class OwnRoute(Rule):
    """A letter that always goes to one SOP. All that is named must hold; of a list one entry suffices."""

    sop: str
    subject: tuple[str, ...] = ()  # words of the subject, in this order
    says: tuple[str, ...] = ()  # words anywhere in the letter: the name of a form
    sender: tuple[str, ...] = ()  # addresses of the requester, or "@domain"

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        entries = (*self.subject, *self.says, *self.sender)
        if not entries or not all(any(character.isalnum() for character in entry) for entry in entries):
            msg = "subject, says atau sender harus menyebut sedikitnya satu kata, dan tidak ada yang kosong"
            raise ValueError(msg)
        return self


class OwnRules(Rule):
    """`kantor.yaml`: every key may be left out."""

    units: tuple[str, ...] = ()  # how names of the office's units begin
    applications: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # words that a location begins with
    abbreviations: dict[str, str] = Field(default_factory=dict)  # "simda" -> "sistem informasi daerah"
    routes: tuple[OwnRoute, ...] = ()  # the first that fits wins over everything else
