"""What the operator reads in the next morning's list: noted when it happens, shown once."""

from __future__ import annotations

from enum import StrEnum

from pipeline.store import Transaction


class Section(StrEnum):
    """A part of the list. Its value begins the keys of the facts that are kept until they are shown."""

    FILED = "unsure"  # without a case and without an answer, but not for certain
    BROUGHT = "brought"  # mails with letters of several people
    BY_NUMBER = "by_number"  # mails that name a case by its number, of which nobody was told at once
    NOBODY = "nobody"  # letters and replies whose sender cannot be told
    UNCLEAR = "unclear"  # answers that nobody understood, after the operator was told of their writer
    DOUBTFUL = "doubtful"  # letters that came again, as if from one of us, against the server's verdict
    MISPLACED = "misplaced"  # verdicts on senders that do not count by their place in the mail


def note(section: Section, key: str, line: str, *, tx: Transaction) -> None:
    """Keep a line for the next list; one that has the same key is replaced."""
    tx.set_meta(f"{section}:{key}", line)


def strike(section: Section, key: str, *, tx: Transaction) -> None:
    """The operator knows of it."""
    tx.forget_meta(f"{section}:{key}")


def take(section: Section, *, tx: Transaction) -> dict[str, str]:
    """All lines that were noted since they were last asked for, by key."""
    noted = tx.metas(f"{section}:")
    for key in noted:
        tx.forget_meta(key)
    return {key.partition(":")[2]: line for key, line in noted.items()}
