"""How intake tells letters, replies, automatic mail, bounces and the rest apart: `rules/kinds.yaml`."""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import Field

from pipeline.rulebook.base import Rule


class Sign(Rule):
    """One kind of thing that programs say."""

    called: str  # for the operator: "tidak di tempat"
    answers: bool = False  # said in answer to a mail, as newsletters and offers do not: of an absence, of a receipt
    says: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All of it as one pattern; `^` and `$` are a line's."""
        return _compiled(self.says, re.MULTILINE)


class KindRules(Rule):
    """Headers, subjects and phrases by kind, and how clients introduce quoted history.

    Patterns are regular expressions, matched without regard to case.
    """

    automatic_subjects: tuple[str, ...]  # at the start of a subject: "Balasan Otomatis:"
    automatic_ticket_subjects: tuple[str, ...]  # likewise: "Laporan Anda telah kami terima"
    signs: dict[str, Sign]  # what the words of programs speak of: absence, receipt, office hours
    program_likely: float = Field(
        gt=0, le=1
    )  # from this probability on, words that ask for nothing wait for the operator
    program_sure: float = Field(gt=0, le=1)  # from here on also where one asks for something, and no answer word counts
    courtesies: tuple[str, ...]  # whole sentences that are polite and no more
    asks_of_us: tuple[str, ...]  # sentences that want something done, or say what is wrong
    conditions: tuple[str, ...]  # how sentences begin that only say what to do in some case: "bila mendesak"
    noreply_senders: tuple[str, ...]  # local parts of addresses at which nobody reads: "noreply"
    alert_beginnings: tuple[str, ...]  # how the subject or the text of a monitoring program begins: "PROBLEM: "
    alert_marks: tuple[str, ...]  # what only such programs name: "Trigger ID"
    fraud_asks: tuple[str, ...]  # "klik tautan berikut"
    fraud_lures: tuple[str, ...]  # "akun Anda akan dinonaktifkan"
    fraud_told: tuple[str, ...]  # "kami menerima surel ...": who reports fraud
    bounce_daemons: tuple[str, ...]  # local parts (or names without an address) that no person has
    bounce_senders: tuple[str, ...]  # local parts that count with such a subject: "postmaster"
    bounce_subjects: tuple[str, ...]
    bounce_phrases: tuple[str, ...]  # how their text begins: "could not be delivered"
    bounce_temporary: tuple[str, ...]  # phrases of a server that still tries: "will keep trying"
    reply_subjects: tuple[str, ...]  # prefixes: "re:", "bls:"
    forward_subjects: tuple[str, ...]  # prefixes: "fw:", "fwd:", "trs:"
    forward_marks: tuple[str, ...]  # lines that begin a forwarded message inside a body
    original_marks: tuple[str, ...]  # lines above the headers of what is forwarded or answered: "-----Pesan Asli-----"
    # Lines that begin quoted history: "Pada ... menulis:"; broken over several lines only with an address or a word for writing.
    history_marks: tuple[str, ...]
    client_lines: tuple[str, ...]  # lines that mail programs add of themselves: "Dikirim dari iPhone saya"
    disclaimers: tuple[str, ...]  # how the lines begin below which nothing is the writer's own
    header_from: tuple[str, ...]  # labels of From in quoted headers: "Dari"
    header_date: tuple[str, ...]  # of its date: "Terkirim"
    header_sent: tuple[str, ...]  # of these labels such as letters do not have: "Terkirim"
    header_to: tuple[str, ...]  # of who got it: "Kepada"
    header_subject: tuple[str, ...]  # of its subject: "Perihal"
    header_other: tuple[str, ...]  # further labels within quoted headers: "Lampiran"
    html_stubs: tuple[str, ...]  # plain parts that say only that the mail is HTML
    quote_marks: tuple[str, ...]  # further lines below which nothing is the writer's own: "[Quoted text hidden]"
    quote_words: tuple[str, ...]  # words that make a line of dashes such a line: "--- diteruskan"
    sender_labels: tuple[str, ...]  # labels of who wrote what stands below, in whatever language: "Von"
    mail_labels: tuple[str, ...]  # of the other headers above it: "Gesendet", "Betreff"
    own_labels: tuple[str, ...]  # labels of what a holder answers himself: "Catatan"
    moment_words: tuple[str, ...]  # words of a time: "Senin", "Maret", "kemarin"
    own_headings: tuple[str, ...]  # how the heading of a report of one's own begins: "Hasil pemeriksaan ...:"
    told_words: tuple[str, ...]  # what another's words are called: "jawaban", "chat"
    announcing: tuple[str, ...]  # that they stand below: "berikut", "di bawah"
    passing_on: tuple[str, ...]  # lines that pass them on: "Terusan dari ...", "copas ..."
    saying_verbs: tuple[str, ...]  # how he gave them: "bilang", "menulis"
    answering_words: tuple[str, ...]  # how one begins who answers them himself: "menindaklanjuti"

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Each list as one compiled pattern."""
        lists = {name: value for name in type(self).model_fields if isinstance(value := getattr(self, name), tuple)}
        return {name: _compiled(found) for name, found in lists.items()}


def _compiled(entries: tuple[str, ...], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{entry})" for entry in entries), re.IGNORECASE | flags)
