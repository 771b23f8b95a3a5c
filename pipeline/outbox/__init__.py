"""Mail on its way: composed, handed over, failures told apart."""

from pipeline.outbox.handing import Outbox, check, open_outbox, retry_at
from pipeline.outbox.message import Attachment, Parcel, Written, assemble, message_id
from pipeline.outbox.templates import Templates, check_templates
from pipeline.outbox.writing import write

__all__ = [
    "Attachment",
    "Outbox",
    "Parcel",
    "Templates",
    "Written",
    "assemble",
    "check",
    "check_templates",
    "message_id",
    "open_outbox",
    "retry_at",
    "write",
]
