"""The mailbox: messages in, parsed and told apart."""

from pipeline.intake.bodies import html_to_text
from pipeline.intake.forwards import mails_in
from pipeline.intake.kinds import OTHERS_SUBJECT, OTHERS_THREAD
from pipeline.intake.mailboxes import Incoming, Mailbox, open_mailbox
from pipeline.intake.parsing import parse
from pipeline.intake.positions import Memory, Position
from pipeline.intake.scanning import Scanner
from pipeline.intake.signs import (
    PERSON,
    PROGRAM,
    begins_with_answer,
    is_alert,
    is_fraud,
    is_loud,
    may_hold_letter,
    program_features,
    reads_automatic,
    signs_in,
    sounds_automatic,
)

__all__ = [
    "OTHERS_SUBJECT",
    "OTHERS_THREAD",
    "PERSON",
    "PROGRAM",
    "Incoming",
    "Mailbox",
    "Memory",
    "Position",
    "Scanner",
    "begins_with_answer",
    "html_to_text",
    "is_alert",
    "is_fraud",
    "is_loud",
    "mails_in",
    "may_hold_letter",
    "open_mailbox",
    "parse",
    "program_features",
    "reads_automatic",
    "signs_in",
    "sounds_automatic",
]
