"""How intake tells letters, replies, automatic mail, bounces and the rest apart: `rules/kinds.yaml`."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.rulebook.base import Rule


class KindRules(Rule):
    """Headers, subjects and phrases by kind, and how clients introduce quoted history.

    Patterns are regular expressions, matched without regard to case.
    """

    automatic_subjects: tuple[str, ...]  # at the start of a subject: "Balasan Otomatis:"
    automatic_phrases: tuple[str, ...]  # in the first lines of the new text: "sedang cuti"
    receipt_phrases: tuple[str, ...]  # likewise, but not in a reply to us: "terima kasih telah menghubungi"
    receipt_subjects: tuple[str, ...]  # read receipts: "Dibaca:"
    bounce_daemons: tuple[str, ...]  # local parts that no person has: "mailer-daemon"
    bounce_senders: tuple[str, ...]  # local parts that count with such a subject: "postmaster"
    bounce_subjects: tuple[str, ...]
    bounce_phrases: tuple[str, ...]  # how their text begins: "could not be delivered"
    bounce_temporary: tuple[str, ...]  # phrases of a server that still tries: "will keep trying"
    reply_subjects: tuple[str, ...]  # prefixes: "re:", "bls:"
    forward_subjects: tuple[str, ...]  # prefixes: "fw:", "fwd:", "trs:"
    forward_marks: tuple[str, ...]  # lines that begin a forwarded message inside a body
    history_marks: tuple[str, ...]  # lines that begin quoted history: "Pada ... menulis:"
    client_lines: tuple[str, ...]  # lines that mail programs add of themselves: "Dikirim dari iPhone saya"
    disclaimers: tuple[str, ...]  # how the lines begin below which nothing is the writer's own
    header_from: tuple[str, ...]  # labels of From in quoted headers: "Dari"
    header_other: tuple[str, ...]  # other labels: "Terkirim", "Kepada", "Perihal"

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Each list as one compiled pattern."""
        lists = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            name: re.compile("|".join(f"(?:{entry})" for entry in found), re.IGNORECASE)
            for name, found in lists.items()
        }
