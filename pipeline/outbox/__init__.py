"""Mail on its way: composed, handed over, failures told apart."""

from pipeline.outbox.handing import Outbox, check, check_url, open_outbox, retry_at
from pipeline.outbox.message import Attachment, Parcel, Written, assemble, ids_of_code, message_id, reply_code
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
    "check_url",
    "ids_of_code",
    "message_id",
    "open_outbox",
    "reply_code",
    "retry_at",
    "write",
]
