"""Everything durable: the only room that speaks SQL."""

from pipeline.store.database import Store
from pipeline.store.examples import add_example, examples
from pipeline.store.presence import Presence
from pipeline.store.records import AttachmentSpec, Example, JournalLine, LetterRow, Message, Outgoing, Sums
from pipeline.store.transaction import Transaction

__all__ = [
    "AttachmentSpec",
    "Example",
    "JournalLine",
    "LetterRow",
    "Message",
    "Outgoing",
    "Presence",
    "Store",
    "Sums",
    "Transaction",
    "add_example",
    "examples",
]
