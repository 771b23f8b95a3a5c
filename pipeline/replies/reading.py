"""The reader for replies: a decision is what its holder wrote himself, now, in this reply.

Letters are read by following forwards and attached mails; replies never are. What a mark, a container or a block of
headers says to be another's is left out at whatever depth, and so is all that stands in the mails of ours that the reply
may quote, known by comparison. Where nothing says whose words they are, they are not his.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.folding import DENYING, fold, misleading
from pipeline.model import Mail
from pipeline.replies.comparison import Asked
from pipeline.replies.indents import without_doubtful_marks
from pipeline.replies.structure import LineReader, is_quoted
from pipeline.rulebook.kinds import KindRules

MOST_WORDS = 5_000  # of one's own in a reply: more is no answer
_STUB = 400  # characters
_SHORTEST_NAME = 4  # characters of what may name the service: "TI" stands in many names
_TELLING = f"?{DENYING}"  # signs that change what is said
_TOO_LONG = "Balasan Saudara lebih panjang dari 5.000 kata."
_UNLIKE = "Bagian teks biasa dan bagian HTML surel Saudara memuat kata-kata yang berbeda."
_UNSEEN = (
    "Sebagian surel Saudara mungkin tidak terlihat, atau terlihat berbeda, dalam program surel lain, sehingga tidak jelas apa "
    "jawaban Saudara. Tuliskan jawaban sebagai teks biasa."
)
_SEVERAL = "Surel Saudara memuat beberapa bagian teks dengan kata-kata yang berbeda, sehingga tidak jelas mana jawaban Saudara."
_MIXED = "Sebagian baris balasan Saudara sama dengan surel kami, sehingga tidak jelas mana kata-kata Saudara sendiri."
_UNCLEAR = (
    "Surel Saudara memuat teks di belakang lampirannya, sehingga tidak jelas apakah teks itu tulisan Saudara sendiri. "
    "Tuliskan seluruh jawaban di atas lampiran."
)
_MISLEADING = "Balasan Saudara memuat huruf atau arah tulisan yang menyerupai kata lain."
_RULE = re.compile(r"[-_=*~\u2010-\u2015\u2500\s]{2,}")
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


def own_words(mail: Mail, *, asked: Sequence[str], rules: KindRules, office: Collection[str]) -> OwnWords:
    """What the writer of a reply wrote himself; `asked` are the texts of the mails of ours that it may quote.

    `office` are the service's own addresses and its name. Whoever else the reply goes to has written nothing of ours: the
    form that a colleague filled in is his.
    """
    ours = Asked(asked)
    office = _names_of(office, mail)
    bodies = [body for body in (mail.own_plain, mail.own_html) if body.strip() and not _points_to_html(body, rules)]
    views = [_view(body, ours, rules, office) for body in bodies]
    signatures = [one.signature for one in views if one.signature]
    views = [replace(one, text=_unsigned(one.text, signatures)) for one in views]
    text = next((one.text for one in views if one.text), "")
    doubts: tuple[tuple[str, Callable[[], bool]], ...] = (
        (_TOO_LONG, lambda: any(_words(one.text) > MOST_WORDS for one in views)),
        (_UNLIKE, lambda: len({_compared(one.text) for one in views}) > 1),
        (_UNSEEN, lambda: any(_compared(one) != _compared(text) for one in _other_views(mail, ours, rules, office, signatures))),
        (_SEVERAL, lambda: _says_more(mail, text, ours, rules, office)),
        (_UNCLEAR, lambda: bool(mail.unclear.strip() and _view(mail.unclear, ours, rules, office).text)),
        (_MIXED, lambda: any(one.mixed for one in views)),
        (_MISLEADING, lambda: any(one.misleads for one in views)),
    )  # fmt: skip
    return OwnWords(text=text, doubt=next((doubt for doubt, holds in doubts if holds()), None))


def _other_views(
    mail: Mail, ours: Asked, rules: KindRules, office: frozenset[str], signatures: Sequence[str]
) -> Iterator[str]:
    """The writer's words as other programs may show the mail: in its HTML more or less than seems, or another alternative."""
    if mail.own_possible != mail.own_html:
        possible = without_doubtful_marks(mail.own_possible, ours, rules)
        yield _unsigned(_view(possible, ours, rules, office).text, signatures)
    if mail.own_sure != mail.own_html:
        yield _unsigned(_view(mail.own_sure, ours, rules, office).text, signatures)
    for other in mail.own_besides:
        if not _points_to_html(other, rules):
            yield _unsigned(_view(other, ours, rules, office).text, signatures)


def _says_more(mail: Mail, text: str, ours: Asked, rules: KindRules, office: frozenset[str]) -> bool:
    """Whether a text behind the writer's says something else; not the lines that lists and gateways put below."""
    for other in mail.own_further:
        first = next(line.strip() for line in other.split("\n") if line.strip())
        if _RULE.fullmatch(first) or rules.patterns["disclaimers"].match(first):
            continue
        said = _compared(_view(without_doubtful_marks(other, ours, rules), ours, rules, office).text)
        if said and said != _compared(text):
            return True
    return False


def _names_of(office: Collection[str], mail: Mail) -> frozenset[str]:
    """The service's addresses and names, also as the writer's program calls it, in small letters."""
    own = {one.lower() for one in office}
    called = {one.name.lower() for one in mail.recipients if one.address.lower() in own}
    return frozenset(one for one in own | called if len(one) >= _SHORTEST_NAME)


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
