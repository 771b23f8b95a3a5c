"""What the writer of a reply wrote himself: the mails of ours that it may quote are found, the rest is the room's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline import intake, replies
from pipeline.characters import printable_record
from pipeline.errors import ConfigurationError
from pipeline.model import Case, Mail, MailKind, Part, ReturnedCopy
from pipeline.office.services import Services
from pipeline.office.words import words_of
from pipeline.replies import OwnWords
from pipeline.store import Transaction

_LATEST = 12  # mails of a case that a reply to it may quote


def own_words(mail: Mail, case: Case | None, *, tx: Transaction, services: Services) -> OwnWords:
    """What its writer wrote himself, compared with all that nodis said to him in the case, and in the thread.

    Not with what others were told: a stranger's words, told to the operator, would take the same words from the holder.
    """
    ids = (*mail.in_reply_to, *mail.references[-_LATEST:])
    latest = tx.latest_outgoings(case.id, _LATEST, to=mail.sender.address) if case and mail.sender else ()
    said = [*tx.outgoings_of_message_ids(ids), *latest]
    asked: list[str] = []
    for row in {one.id: one for one in said}.values():
        if row.unsaid is not None:
            try:
                words = words_of(row.unsaid, case, at=row.created_at, services=services, message_id=row.message_id)
            except ConfigurationError:  # a broken template: the mail has not left, so that nobody quotes it
                continue
            asked += [words.text, intake.html_to_text(words.html)]
        else:
            asked += [row.text, intake.html_to_text(row.html)]
    return _of(mail, asked, services)


def as_its_writer_wrote(mail: Mail, services: Services) -> Mail:
    """A reply with what may be a letter of its writer: his words without quotes that are marked as such, and no subject of ours.

    Who sends a letter again with another room and another day says much that our mails have quoted, so nothing is compared; a
    holder's program may quote his task without a mark, so his words are.
    """
    if mail.kind is not MailKind.REPLY:
        return mail
    if _holds_roles(mail, services):
        with services.store.reading() as tx:
            own = own_words(mail, None, tx=tx, services=services)
    else:
        own = _of(mail, (), services)
    return replace(mail, subject="", text="" if own.doubt else own.text, original_sender=None)


def worth_reading(
    mail: Mail, parts: tuple[Part, ...], copies: Sequence[ReturnedCopy], services: Services
) -> tuple[Part, ...]:
    """Of a holder's reply a document may be a letter of his own; his photos, and what he brings signed, are filed unread."""
    if mail.kind is not MailKind.REPLY or not _holds_roles(mail, services):
        return parts
    return () if copies else tuple(part for part in parts if not part.content_type.startswith(("image/", "video/")))


def _holds_roles(mail: Mail, services: Services) -> bool:
    return mail.sender is not None and services.directory.by_address(mail.sender.address) is not None


def _of(mail: Mail, asked: Sequence[str], services: Services) -> OwnWords:
    words_alone = replace(mail, parts=())  # files need not go to the process that reads
    facts = services.facts
    office = (facts.address, *facts.aliases, facts.name)
    own = services.sandbox.call(
        replies.own_words, words_alone, asked=asked, rules=services.rulebook.kinds, office=office
    )
    return printable_record(own)
