"""Everything durable: the only room that speaks SQL."""

from pipeline.store.backup import back_up, restore
from pipeline.store.database import Store
from pipeline.store.erasing import CASE_KIND, NOTICE_KIND, Due, due_for_erasing, erase
from pipeline.store.examples import add_example, examples
from pipeline.store.presence import Presence
from pipeline.store.queues import QueueWatch
from pipeline.store.records import (
    About,
    Arrived,
    AttachmentSpec,
    Caused,
    Drawn,
    Example,
    JournalLine,
    LetterRow,
    Message,
    Outgoing,
    Sums,
    Unsaid,
    fact_about,
)
from pipeline.store.registers import REGISTER_IN, REGISTER_OUT
from pipeline.store.search import Entry, Hit, Query, add_to_archive, search
from pipeline.store.transaction import Transaction

__all__ = [
    "CASE_KIND",
    "NOTICE_KIND",
    "REGISTER_IN",
    "REGISTER_OUT",
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
    "Outgoing",
    "Presence",
    "Query",
    "QueueWatch",
    "Store",
    "Sums",
    "Transaction",
    "Unsaid",
    "add_example",
    "add_to_archive",
    "back_up",
    "due_for_erasing",
    "erase",
    "examples",
    "fact_about",
    "restore",
    "search",
]
