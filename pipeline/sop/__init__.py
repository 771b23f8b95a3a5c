"""The SOP engine: case and event in, new case and effects out. Pure."""

from pipeline.sop.advancing import advance, answerable, open_case
from pipeline.sop.arithmetic import explain
from pipeline.sop.clock import add_limit, add_minutes, is_open, next_opening, working_minutes
from pipeline.sop.copies import with_signed_copy
from pipeline.sop.desk import Desk, NewCase
from pipeline.sop.filled_in import filled_in
from pipeline.sop.hearing import commands, understand_confirmation
from pipeline.sop.linting import lint
from pipeline.sop.numbered import case_numbers
from pipeline.sop.operating import refusal_of
from pipeline.sop.people import words_of
from pipeline.sop.proposals import MOVES as MOVES_OF_REQUESTER
from pipeline.sop.requirements import labels as asked_labels
from pipeline.sop.requirements import missing
from pipeline.sop.saying import names_answer, understand, understand_operator, understand_requester
from pipeline.sop.tenure import lapsed, needs_moving
from pipeline.sop.unclear import GATHERED

__all__ = [
    "GATHERED",
    "MOVES_OF_REQUESTER",
    "Desk",
    "NewCase",
    "add_limit",
    "add_minutes",
    "advance",
    "answerable",
    "asked_labels",
    "case_numbers",
    "commands",
    "explain",
    "filled_in",
    "is_open",
    "lapsed",
    "lint",
    "missing",
    "names_answer",
    "needs_moving",
    "next_opening",
    "open_case",
    "refusal_of",
    "understand",
    "understand_confirmation",
    "understand_operator",
    "understand_requester",
    "with_signed_copy",
    "words_of",
    "working_minutes",
]
