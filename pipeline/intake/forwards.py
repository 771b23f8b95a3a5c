"""Whose words are the letter, where mails came inside a mail: its own, or those of the mails that it brings.

What is told of a letter goes to who wrote it. So a sender is taken from the mail whose words are read, and from none where they
are several people's: then who sent all of them is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.bounds import MOST, bounded
from pipeline.folding import unmasked
from pipeline.intake.bodies import (
    LETTER_WORDS,
    Body,
    forwarded_below,
    html_to_text,
    is_letter_itself,
    take_apart,
    tidy,
)
from pipeline.model import Address, Forwarded, Mail, Part
from pipeline.rulebook.kinds import KindRules

MOST_BROUGHT = 20  # mails in one: more are put before a person as they came
_RUN = 8  # words in a row that are looked for in another mail
_MOSTLY, _ALL = 0.8, 0.97  # share of them that is found where one quotes the other: where it names him, and where not
_WORD = re.compile(r"\w+")
ASIDE = "surel-yang-disertakan.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A mail that came as a file."""

    sender: Address | None
    plain: Sequence[str]
    html: Sequence[str]
    subject: str = ""
    message_id: str | None = None
    answers: frozenset[str] = frozenset()  # Message-IDs in its thread
    date: str = ""
    parts: Sequence[int] = ()  # places of its files among the mail's
    cover: str = ""  # what those wrote who sent it on, as a file in a mail that came as a file itself


def with_brought(one: Attached, brought: Sequence[Attached]) -> list[Attached]:
    """A mail with those that came in it as files: as a cover it leaves the word to them, as a letter it has theirs below its own."""
    if not brought:
        return [one]
    own = _better(one.plain, one.html)
    if is_letter_itself(own, "\n\n".join(_better(inner.plain, inner.html) for inner in brought)):
        plain = [*one.plain, *(text for inner in brought for text in inner.plain)]
        return [replace(one, plain=plain, html=[*one.html, *(text for inner in brought for text in inner.html)])]
    covered = [replace(inner, cover=tidy(f"{own}\n\n{inner.cover}")) for inner in brought]
    if len(covered) == 1:
        return [replace(covered[0], parts=one.parts)]
    theirs = {place for inner in brought for place in inner.parts}
    beside = [place for place in one.parts if place not in theirs]
    return [*covered, *([Attached(sender=one.sender, plain=[], html=[], parts=beside)] if beside else [])]


def body_of(
    plain: Sequence[str],
    html: Sequence[str],
    attached: Sequence[Attached],
    kinds: KindRules,
    *,
    subject: str = "",
    office: str = "",
) -> Body:
    """What a mail says, and who wrote it where that is another than its sender; `office` is the address whose mails are no letters."""
    own = _apart(plain, html, kinds, subject=subject, office=office)
    bodies = [_attached_body(one, kinds) for one in attached]
    told = [body for body in bodies if len(body.text.split()) >= LETTER_WORDS]
    if not bodies:
        return own
    if is_letter_itself(own.text, "\n\n".join(body.text for body in bodies)):
        return replace(own, aside="\n\n".join(filter(None, (own.aside, *(body.text for body in bodies)))))
    writers = {body.original_sender for body in told or bodies}
    writer = writers.pop() if len({one.address if one else "" for one in writers}) == 1 else None
    if len(told) == 1:
        cover = tidy(f"{own.cover if own.forwarded else own.text}\n\n{told[0].cover}")
        return replace(told[0], original_sender=writer, cover=cover)
    said = told if told and writer else [own, *(told or bodies)]
    return Body(
        text=tidy("\n\n".join(body.text for body in said)),
        quoted=tidy("\n\n".join(body.quoted for body in said)),
        original_sender=writer or own.original_sender,
        signature=own.signature,
        cover=own.text if told and writer else "",
        forwarded=True,
    )


def _attached_body(one: Attached, kinds: KindRules) -> Body:
    body = _apart(one.plain, one.html, kinds, subject=one.subject)
    body = replace(body, cover=tidy(f"{one.cover}\n\n{body.cover}"))
    if body.forwarded:
        return replace(body, original_sender=body.original_sender or one.sender)
    return replace(body, original_sender=one.sender, forwarded=True, subject=one.subject, date=one.date)


def letters_in(
    plain: Sequence[str],
    html: Sequence[str],
    attached: Sequence[Attached],
    parts: Sequence[Part],
    kinds: KindRules,
    *,
    subject: str = "",
) -> tuple[Forwarded, ...]:
    """The mails of several people that a mail brings under a cover, each with what belongs to it; () where one or none does.

    What is one person's, or one chain (a mail and its copy, or the answer that quotes it), belongs together.
    """
    text = _better(plain, html)
    if not attached:
        below = forwarded_below(text, kinds, subject=subject)
        own = take_apart(text, kinds, subject=subject)
        brought = [Attached(sender=one.sender, plain=[one.text], html=[], subject=one.subject) for one in below]
        covered = not own.aside
    else:
        own, brought = take_apart(text, kinds, subject=subject), list(attached)
        covered = not is_letter_itself(own.text, "\n\n".join(_better(one.plain, one.html) for one in brought))
    if not covered or not 1 < len(brought) <= MOST_BROUGHT:
        return ()
    groups = _groups([_Brought.of(one, kinds) for one in brought])
    letters = [group for group in groups if any(one.says_something for one in group)]
    return tuple(_as_one(group, parts, kinds) for group in groups) if len(letters) > 1 else ()


def mails_in(mail: Mail) -> tuple[Mail, ...]:
    """What a mail brings, each as a mail of its own that its sender forwards; the last is his own, where he attached files."""
    inside = {name for one in mail.forwarded for name in one.parts}
    brought = [
        replace(
            mail,
            original_sender=one.writer,
            subject=one.subject,
            text=one.text,
            quoted=one.quoted,
            signature="",
            parts=tuple(part for part in mail.parts if part.name in one.parts),
            forwarded=(),
        )
        for one in mail.forwarded
    ]
    own = tuple(part for part in mail.parts if part.name not in inside)
    if own:
        said = mail.own_plain or mail.own_html
        brought.append(replace(mail, original_sender=None, text=said, quoted="", parts=own, forwarded=()))
    return tuple(brought)


@dataclass(frozen=True, kw_only=True)
class _Brought:
    mail: Attached
    writer: Address | None
    own: str  # the words that are its own, on one line
    whole: str  # with all that it quotes
    says_something: bool

    @classmethod
    def of(cls, mail: Attached, kinds: KindRules) -> _Brought:
        body = _apart(mail.plain, mail.html, kinds, subject=mail.subject)
        own = " ".join(_WORD.findall(body.text.lower()))
        whole = " ".join(_WORD.findall(f"{_better(mail.plain, mail.html)}\n{body.quoted}".lower()))
        says = len(body.text.split()) >= LETTER_WORDS or bool(mail.parts)
        return cls(
            mail=mail, writer=body.original_sender or mail.sender, own=own, whole=f" {whole} ", says_something=says
        )

    def holds(self, other: _Brought) -> bool:
        """Whether this one is a copy of the other, an answer to it, or quotes it."""
        ids = {other.mail.message_id} - {None}
        if ids & {self.mail.message_id, *self.mail.answers}:
            return True
        words = other.own.split()
        runs = [" ".join(words[at : at + _RUN]) for at in range(0, len(words), _RUN)]
        if not runs or len(words) < LETTER_WORDS:
            return False
        named = other.writer is not None and " ".join(_WORD.findall(other.writer.address)) in self.whole
        return sum(f" {run} " in self.whole for run in runs) >= (_MOSTLY if named else _ALL) * len(runs)


def _groups(brought: list[_Brought]) -> list[list[_Brought]]:
    """Those that belong together, in the order in which they came."""
    groups: list[list[_Brought]] = []
    for one in brought:
        mine = [group for group in groups if any(_belong(one, other) for other in group)]
        joined = [*(other for group in mine for other in group), one]
        if mine:
            mine[0][:] = joined
            groups = [group for group in groups if group is mine[0] or group not in mine]
        else:
            groups.append(joined)
    return groups


def _belong(one: _Brought, other: _Brought) -> bool:
    same = one.writer is not None and other.writer is not None and one.writer.address == other.writer.address
    return same or one.holds(other) or other.holds(one)


def _as_one(group: Sequence[_Brought], parts: Sequence[Part], kinds: KindRules) -> Forwarded:
    body = body_of([], [], [one.mail for one in group], kinds)
    writers = {one.writer.address: one.writer for one in group if one.writer}
    single = next(iter(writers.values())) if len(writers) == 1 else None
    return Forwarded(
        writer=body.original_sender or single,
        subject=group[0].mail.subject,
        text=body.text,
        quoted=body.quoted,
        parts=tuple(parts[place].name for one in group for place in one.mail.parts),
    )


def set_aside(body: Body) -> list[Part]:
    """What came below or beside a letter that stands by itself, as a file of its own."""
    if not body.aside:
        return []
    return [Part(name=ASIDE, content_type="text/plain", content=body.aside.encode(), enclosed=True)]


def _apart(plain: Sequence[str], html: Sequence[str], kinds: KindRules, *, subject: str = "", office: str = "") -> Body:
    return take_apart(_better(plain, html), kinds, subject=subject, own=office)


def _better(plain: Sequence[str], html: Sequence[str]) -> str:
    """The better of plain and HTML: plain, unless it is empty or says much less."""
    bare = bounded(tidy("\n\n".join(plain)[: 2 * MOST]))
    rich = bounded(html_to_text("\n".join(html))) if html else ""
    words = len(bare.split())
    return unmasked(rich if html and words < 0.5 * len(rich.split()) else bare or rich)
