"""Everything durable: the only room that speaks SQL."""

from pipeline.store.database import Store
from pipeline.store.presence import Presence
from pipeline.store.records import AttachmentSpec, JournalLine, LetterRow, Message, Outgoing, Sums
from pipeline.store.transaction import Transaction

__all__ = [
    "AttachmentSpec",
    "JournalLine",
    "LetterRow",
    "Message",
    "Outgoing",
    "Presence",
    "Store",
    "Sums",
    "Transaction",
]
