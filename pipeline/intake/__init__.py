"""The mailbox: messages in, parsed and told apart."""

from pipeline.intake.mailboxes import Incoming, Mailbox, open_mailbox
from pipeline.intake.parsing import parse

__all__ = ["Incoming", "Mailbox", "open_mailbox", "parse"]
