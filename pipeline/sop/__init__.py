"""The SOP engine: case and event in, new case and effects out. Pure."""

from pipeline.sop.advancing import advance, answerable, open_case
from pipeline.sop.arithmetic import explain
from pipeline.sop.clock import add_limit, add_minutes, is_open, next_opening, working_minutes
from pipeline.sop.copies import with_signed_copy
from pipeline.sop.desk import Desk, NewCase
from pipeline.sop.linting import lint
from pipeline.sop.requirements import missing
from pipeline.sop.saying import understand, understand_operator, understand_requester

__all__ = [
    "Desk",
    "NewCase",
    "add_limit",
    "add_minutes",
    "advance",
    "answerable",
    "explain",
    "is_open",
    "lint",
    "missing",
    "next_opening",
    "open_case",
    "understand",
    "understand_operator",
    "understand_requester",
    "with_signed_copy",
    "working_minutes",
]
