"""The shape of the rules: frozen records of what stands in `rules/`."""

from pipeline.rulebook.book import Rulebook
from pipeline.rulebook.calendar import Calendar, Hours, Ramadan
from pipeline.rulebook.flow import AnswerRule, Ask, Does, Limit, Request, Requirement, RoleTitle, Sop, Step
from pipeline.rulebook.letters import LetterKind
from pipeline.rulebook.office import HEAD, OPERATOR, Directory, OfficeFacts, Trust

__all__ = [
    "HEAD",
    "OPERATOR",
    "AnswerRule",
    "Ask",
    "Calendar",
    "Directory",
    "Does",
    "Hours",
    "LetterKind",
    "Limit",
    "OfficeFacts",
    "Ramadan",
    "Request",
    "Requirement",
    "RoleTitle",
    "Rulebook",
    "Sop",
    "Step",
    "Trust",
]
