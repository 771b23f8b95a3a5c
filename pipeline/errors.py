"""The error tree: every error says what to do next, to the person who can do it."""

from __future__ import annotations


class NodisError(Exception):
    """Base of all errors that nodis raises on purpose.

    Attributes:
        advice: one sentence that tells the reader what to do next.
        exit_code: what the command line exits with (1 something failed, 2 usage or configuration).
    """

    exit_code = 1

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class ConfigurationError(NodisError):
    """`nodis.toml`, a rule, a template or the directory is wrong; the message names file, line and key."""

    exit_code = 2


class UsageError(NodisError):
    """The command was called with something it cannot take."""

    exit_code = 2


class MailboxError(NodisError):
    """The mailbox cannot be reached, opened or read."""


class MessageError(MailboxError):
    """One message cannot be fetched (another program took it, its file cannot be read); the others can."""


class MessageGoneError(MessageError):
    """A message that was listed is not there any more: most likely another program took it."""


class TokenError(NodisError):
    """No access token for a mail server: its token server is away or refuses."""


class OutboxError(NodisError):
    """A mail could not be handed over."""


class TemporaryOutboxError(OutboxError):
    """The mail server asks to try again later (SMTP 4xx, a dropped connection, no route)."""


class PermanentOutboxError(OutboxError):
    """The mail server refuses for good (SMTP 5xx); the bytes are kept and the operator is told."""


class ReadingError(NodisError):
    """A part cannot be read; the message is a sentence in Indonesian for the sender."""


class UnreadableMailError(ReadingError):
    """A mail whose text takes too long to read, or breaks what reads it; the message is a sentence for its sender.

    Attributes:
        detail: what happened, for who looks after the program; empty where the message says it all.
    """

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message, advice="Mohon kirim ulang dalam bentuk yang lebih sederhana.")
        self.detail = detail


class ScannerAwayError(NodisError):
    """The virus scanner does not answer: what it has not seen waits."""


class LetterError(NodisError):
    """A letter cannot be written (template, placeholder, LibreOffice)."""


class TemporaryLetterError(LetterError):
    """What a letter needs from outside is away for now (the time stamp server of its seal)."""


class StoreError(NodisError):
    """Database or file storage failed."""


class StoreAwayError(StoreError):
    """Database or file storage cannot serve at the moment: wait and try again, nothing is lost."""


class StorageAwayError(StoreAwayError):
    """The file storage alone cannot serve at the moment, whatever the database does."""


class ConflictError(StoreError):
    """Someone else changed the case meanwhile: load it again and repeat."""


class UnknownCaseError(UsageError):
    """No case, mail or document of that id."""
