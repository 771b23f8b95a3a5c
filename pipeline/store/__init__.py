"""Everything durable: the only room that speaks SQL."""

from pipeline.store.backup import back_up, restore
from pipeline.store.database import Store
from pipeline.store.erasing import CASE_KIND, NOTICE_KIND, Due, due_for_erasing, erase
from pipeline.store.examples import add_example, examples
from pipeline.store.own_models import (
    TEACH_ANEW,
    add_own_model,
    change_model,
    erased_cases,
    erased_models,
    forget_own_example,
    keep_own_example,
    own_example,
    own_examples,
    own_models,
)
from pipeline.store.presence import Presence
from pipeline.store.queues import QueueWatch
from pipeline.store.records import (
    DOCX,
    About,
    Arrived,
    AttachmentSpec,
    Caused,
    Drawn,
    Example,
    JournalLine,
    LetterRow,
    Message,
    ModelState,
    Outgoing,
    OwnExample,
    OwnModel,
    Sums,
    Unsaid,
    fact_about,
)
from pipeline.store.registers import REGISTER_IN, REGISTER_OUT
from pipeline.store.search import Entry, Hit, Query, add_to_archive, search
from pipeline.store.transaction import Transaction

__all__ = [
    "CASE_KIND",
    "DOCX",
    "NOTICE_KIND",
    "REGISTER_IN",
    "REGISTER_OUT",
    "TEACH_ANEW",
    "About",
    "Arrived",
    "AttachmentSpec",
    "Caused",
    "Drawn",
    "Due",
    "Entry",
    "Example",
    "Hit",
    "JournalLine",
    "LetterRow",
    "Message",
    "ModelState",
    "Outgoing",
    "OwnExample",
    "OwnModel",
    "Presence",
    "Query",
    "QueueWatch",
    "Store",
    "Sums",
    "Transaction",
    "Unsaid",
    "add_example",
    "add_own_model",
    "add_to_archive",
    "back_up",
    "change_model",
    "due_for_erasing",
    "erase",
    "erased_cases",
    "erased_models",
    "examples",
    "fact_about",
    "forget_own_example",
    "keep_own_example",
    "own_example",
    "own_examples",
    "own_models",
    "restore",
    "search",
]
