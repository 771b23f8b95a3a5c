"""The mailbox: messages in, parsed and told apart."""

from pipeline.intake.mailboxes import Incoming, Mailbox, open_mailbox
from pipeline.intake.parsing import parse
from pipeline.intake.scanning import Scanner

__all__ = ["Incoming", "Mailbox", "Scanner", "open_mailbox", "parse"]
