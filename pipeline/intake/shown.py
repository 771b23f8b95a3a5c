"""What the outermost message shows: its texts, however a program may read them, and what else it brings to be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property

from pipeline.bounds import MOST, bounded
from pipeline.hypertext import Readings, readings
from pipeline.intake.bodies import html_to_text, tidy

_COMMANDS = re.compile(
    r"<param>[^<>]{0,200}</param>|<(?!<)/?[a-z-]{1,40}>", re.IGNORECASE
)  # of text/enriched, RFC 1896
_NOTHING = Readings(seen="", sure="", possible="")


@dataclass
class Shown:
    """A piece of what the outermost message shows; one with several texts is a choice between them."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # what programs show that know another kind of text

    @cached_property
    def read(self) -> Readings:
        """The readings of its HTML, once it is complete."""
        return readings("\n".join(self.html)) if self.html else _NOTHING

    @property
    def texts(self) -> list[str]:
        """All that it may show."""
        return ["\n".join(self.plain), self.read.seen, self.read.possible, *self.others]


def other_text(kind: str, text: str) -> str:
    """The words of an alternative that is neither plain text nor HTML by its name; `kind` is its content type."""
    if "html" in kind or text.lstrip().startswith("<"):
        return html_to_text(text, quotes=True)
    return tidy(_COMMANDS.sub("", text) if kind in ("text/enriched", "text/richtext") else text)


def root_first(message: Message) -> list[Message]:
    """The parts of a container; of a page and what is shown in it, the page first, which `start` may name (RFC 2387)."""
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_type() != "multipart/related":
        return parts
    named = str(message.get_param("start") or "").strip(" <>")
    root = next((part for part in parts if named and str(part.get("Content-ID", "")).strip(" <>") == named), None)
    return parts if root is None else [root, *(part for part in parts if part is not root)]


def plain_of(pieces: Sequence[Shown]) -> str:
    """What is shown where HTML is not shown; "" where all of it is HTML."""
    if not any(piece.plain for piece in pieces):
        return ""
    text = "\n\n".join("\n".join(piece.plain) or tidy(piece.read.seen) for piece in pieces)[: 2 * MOST]
    if "\n" in text:
        text = re.sub(r"\r(?!\n)", " ", text)  # in a quoted line it would end the line, and with it the quote's mark
    return bounded(tidy(text))


def html_of(pieces: Sequence[Shown]) -> Readings:
    """What is shown where HTML is shown; nothing where there is none."""
    if not any(piece.html for piece in pieces):
        return _NOTHING
    read = [piece.read if piece.html else _same("\n".join(piece.plain)) for piece in pieces]
    return Readings(
        seen=_joined([one.seen for one in read]),
        sure=_joined([one.sure for one in read]),
        possible=_joined([one.possible for one in read]),
    )


def besides(pieces: Sequence[Shown]) -> tuple[str, ...]:
    """Each text that a program may show in place of the pieces' own."""
    return tuple(bounded(tidy(text)) for piece in pieces for text in piece.others if text.strip())


def further(pieces: Sequence[Shown]) -> tuple[str, ...]:
    """Each text of pieces that stand behind those of the writer's, and do not say who put them there."""
    return tuple(bounded(tidy(text)) for piece in pieces for text in dict.fromkeys(piece.texts) if text.strip())


def _same(text: str) -> Readings:
    return Readings(seen=text, sure=text, possible=text)


def _joined(texts: Sequence[str]) -> str:
    return bounded(tidy("\n\n".join(tidy(text) for text in texts)))
