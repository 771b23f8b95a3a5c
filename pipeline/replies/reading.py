"""The reader for replies: a decision is what its holder wrote himself, now, in this reply.

Letters are read by following forwards and attached mails; replies never are. What a mark, a container or a block of
headers says to be another's is left out at whatever depth, and so is all that stands in the mails of ours that the reply
may quote, known by comparison. Where nothing says whose words they are, they are not his.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.folding import DENYING, fold, misleading
from pipeline.model import Mail
from pipeline.replies.comparison import Asked
from pipeline.replies.structure import LineReader, is_quoted
from pipeline.rulebook.kinds import KindRules

MOST_WORDS = 5_000  # of one's own in a reply: more is no answer
_STUB = 400  # characters
_TELLING = f"?{DENYING}"  # signs that change what is said
_TOO_LONG = "Balasan Saudara lebih panjang dari 5.000 kata."
_UNLIKE = "Bagian teks biasa dan bagian HTML surel Saudara memuat kata-kata yang berbeda."
_MIXED = "Sebagian baris balasan Saudara sama dengan surel kami, sehingga tidak jelas mana kata-kata Saudara sendiri."
_UNCLEAR = (
    "Surel Saudara memuat teks di belakang lampirannya, sehingga tidak jelas apakah teks itu tulisan Saudara sendiri. "
    "Tuliskan seluruh jawaban di atas lampiran."
)
_MISLEADING = "Balasan Saudara memuat huruf atau arah tulisan yang menyerupai kata lain."
_NO_WORDS = re.compile(
    r"(?:https?://|www\.|mailto:|cid:)\S+|<[^<>\s]*[:@/][^<>\s]*>|\[(?:image|cid|gambar)\b[^\]\n]*\]|^[ \t]*(?:o|\d{1,2}[.)])[ \t]+",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnWords:
    """`text` is what the writer of the outermost mail wrote himself, in plain letters (`folding.fold`).

    `doubt`, where set, is a sentence to him that says why nothing may move for it.
    """

    text: str
    doubt: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _View:
    """One body of the mail: its writer's words, his signature, and whether the words may be read as something else."""

    text: str
    signature: str
    misleads: bool
    mixed: bool


def own_words(mail: Mail, *, asked: Sequence[str], rules: KindRules) -> OwnWords:
    """What the writer of a reply wrote himself; `asked` are the texts of the mails of ours that it may quote."""
    ours = Asked(asked)
    office = frozenset(name.lower() for one in mail.recipients for name in (one.address, one.name) if len(name) > 1)
    bodies = [body for body in (mail.own_plain, mail.own_html) if body.strip() and not _points_to_html(body, rules)]
    views = [_view(body, ours, rules, office) for body in bodies]
    signatures = [one.signature for one in views if one.signature]
    views = [replace(one, text=_unsigned(one.text, signatures)) for one in views]
    text = next((one.text for one in views if one.text), "")
    if any(_words(one.text) > MOST_WORDS for one in views):
        return OwnWords(text=text, doubt=_TOO_LONG)
    if len({_compared(one.text) for one in views}) > 1:
        return OwnWords(text=text, doubt=_UNLIKE)
    if mail.unclear.strip() and _view(mail.unclear, ours, rules, office).text:
        return OwnWords(text=text, doubt=_UNCLEAR)
    if any(one.mixed for one in views):
        return OwnWords(text=text, doubt=_MIXED)
    if any(one.misleads for one in views):
        return OwnWords(text=text, doubt=_MISLEADING)
    return OwnWords(text=text)


def _words(text: str) -> int:
    """How many there are, however they are joined: "demikian-lanjut", "dan/atau", "a,b"."""
    return sum(1 for _ in re.finditer(r"[^\W_]+", text))


def _view(text: str, ours: Asked, rules: KindRules, office: frozenset[str]) -> _View:
    written = [piece for line in text.split("\n") for piece in _pieces(line)]
    folded = [fold(line) for line in written]
    own = LineReader(folded, ours, rules, office).read()
    return _View(
        text=re.sub(r"\n{3,}", "\n\n", "\n".join(line for _, line in own.lines)).strip(),
        signature=_compared("\n".join(own.signature)),
        mixed=own.mixed,
        misleads=any(misleading(written[number]) for number, _ in own.lines),
    )


def _pieces(line: str) -> list[str]:
    """The line, broken where only some programs break it; what stands behind a mark stays behind it, because others do not."""
    pieces = re.split(r"[\r\u2028\u2029\x0b\x0c\x85]", line)
    return [" ".join(pieces)] if is_quoted(fold(line)) else pieces


def _unsigned(text: str, signatures: Sequence[str]) -> str:
    """The text without the signature that the other part marks as one."""
    lines = text.split("\n")
    for signature in signatures:
        left, kept = signature, len(lines)
        while kept and left.endswith(_compared(lines[kept - 1])):
            kept -= 1
            left = left.removesuffix(_compared(lines[kept]))
        if not left:
            lines = lines[:kept]
    return "\n".join(lines).strip()


def _points_to_html(body: str, rules: KindRules) -> bool:
    """Whether a plain part says no more than that the mail is HTML: each sentence of it."""
    if len(body) > _STUB:
        return False
    said = [one for one in re.split(r"[.!\n]+(?:\s|$)", _NO_WORDS.sub(" ", body)) if one.strip(" \t:<>()-")]
    return bool(said) and all(rules.patterns["html_stubs"].search(" ".join(one.split())) for one in said)


def _compared(text: str) -> str:
    """What two parts must have in common, whatever the wrapping, the marks and the links: letters, digits, what denies or asks."""
    return "".join(one for one in _NO_WORDS.sub(" ", text).lower() if one.isalnum() or one in _TELLING)
