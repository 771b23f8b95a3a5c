"""The answers a mail offers: the word, what to add, where it leads, and a link that opens a filled-in answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from pipeline.model import Action, Assignment
from pipeline.rulebook import AnswerRule, Ask, Rulebook, Sop, Step
from pipeline.rulebook.flow import ASK_REQUESTER, END_CLOSED, END_REFUSED

# What comes after a word: in the mail, and in the filled-in answer.
_ADDS = {
    Action.KOREKSI: "<catatan>",
    Action.TOLAK: "<alasan>",
    Action.TANYA: "<pertanyaan>",
    Action.TUNDA: "sampai <kapan>, karena <apa>",
    Action.TERUSKAN: "ke <nama>",
    Action.ALIHKAN: "<nama>",
    Action.PINDAH: "<alur>",
    Action.CABUT: "<alasan>",
    Action.PERBAIKI: "<nama isian>: <yang benar>",
}
_OPENS = {
    Action.TUNDA: "TUNDA sampai ..., karena ...",
    Action.TERUSKAN: "TERUSKAN ke ",
    Action.PERBAIKI: "PERBAIKI ",
}
_MEANS = {
    Action.TANYA: "bertanya kepada pemohon; waktu berhenti",
    Action.TUNDA: "waktu berhenti sampai saat itu",
    Action.TERUSKAN: "orang itu yang mengerjakan",
    Action.ALIHKAN: "langkah ini dipindahkan kepada orang itu",
    Action.PINDAH: "bila alurnya keliru",
}
# Every holder may say these (SOPS.md); a superior alone may say ALIHKAN.
_ALWAYS = (Action.TANYA, Action.TUNDA, Action.TERUSKAN, Action.ALIHKAN, Action.PINDAH)
_WITH_FORM = (Action.SELESAI, Action.SETUJU)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One answer."""

    word: str  # "KOREKSI"
    adds: str  # "<catatan>", "" where the word suffices
    means: str  # where it leads
    href: str  # mailto: link

    @property
    def phrase(self) -> str:
        """`KOREKSI <catatan>`."""
        return f"{self.word} {self.adds}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """All answers of an assignment."""

    lead: Choice | None  # the answer that brings what the step asks for; None where the step asks for nothing
    main: tuple[Choice, ...]  # the step's own others
    others: tuple[Choice, ...]  # what every step takes
    form: tuple[str, ...]  # the answer to fill in, line by line with hints, its word first; empty without `lead`
    words: tuple[str, ...]  # of all, for X-Nodis-Answers
    asks: tuple[str, ...]  # keys, for X-Nodis-Asks


def mailto(to: str, subject: str, body: str) -> str:
    """A link that opens a new mail (RFC 6068); line breaks in the body are CRLF."""
    lines = "\r\n".join(body.split("\n"))
    return f"mailto:{_quoted(to, '@')}?subject={_quoted(subject, '')}&body={_quoted(lines, '')}"


@lru_cache(maxsize=1024)
def _quoted(text: str, safe: str) -> str:
    """All links of a mail have its subject, and every mail offers the same few answers."""
    return quote(text, safe=safe)


def reply_link(word: Action, *, to: str, subject: str) -> str:
    """A link that opens an answer beginning with the word."""
    opening = _OPENS.get(word) or (f"{word} " if word in _ADDS else word.value)
    return mailto(to, subject, opening)


def choices(
    sop: Sop,
    step: Step,
    assignment: Assignment,
    *,
    rulebook: Rulebook,
    office: str,
    subject: str,
) -> Choices:
    """What the holder of an assignment can answer. A requester who holds it (a party to the step) just does it."""
    role = sop.roles.get(assignment.role.rpartition("/")[2])
    asked = {key: rulebook.asks[key] for key in step.asks if key in rulebook.asks}
    by_requester = bool(role and role.requester)
    rules = {word: rule for word, rule in step.answers.items() if not by_requester or word is Action.SELESAI}
    always = () if by_requester else tuple(word for word in _ALWAYS if word not in rules)
    with_form = next((word for word in rules if word in _WITH_FORM), None) if asked else None
    offered = {
        word: _main(
            word,
            rule,
            sop=sop,
            rulebook=rulebook,
            asked=asked,
            office=office,
            subject=subject,
            like_consent=Action.SETUJU in rules and rules[Action.SETUJU].to == rule.to,
        )
        for word, rule in rules.items()
    }
    others = tuple(
        _choice(word, means=_MEANS[word], adds=_ADDS[word], office=office, subject=subject)
        for word in always
        if word is not Action.ALIHKAN
    )
    return Choices(
        lead=offered[with_form] if with_form else None,
        main=tuple(choice for word, choice in offered.items() if word is not with_form),
        others=others,
        form=_form(with_form, asked, hints=True) if with_form else (),
        words=tuple(word.value for word in (*rules, *always)),
        asks=tuple(step.asks),
    )


def supervision(*, office: str, subject: str) -> tuple[Choice, ...]:
    """What a superior can answer to an escalation."""
    word = Action.ALIHKAN
    return (_choice(word, means=_MEANS[word], adds=_ADDS[word], office=office, subject=subject),)


def _main(
    word: Action,
    rule: AnswerRule,
    *,
    sop: Sop,
    rulebook: Rulebook,
    asked: Mapping[str, Ask],
    office: str,
    subject: str,
    like_consent: bool,
) -> Choice:
    adds = _ADDS[word] if rule.needs or (rule.names and word is Action.TERUSKAN) else ""
    means = _leads(word, rule, sop=sop, rulebook=rulebook)
    if word is Action.TERUSKAN and rule.names:
        means = "seperti SETUJU, dengan menunjuk orangnya" if like_consent else f"{means}; orangnya ditunjuk"
    body = "\n".join(_form(word, asked, hints=False)) if word in _WITH_FORM and asked else None
    return _choice(word, means=means, adds=adds, office=office, subject=subject, body=body)


def _choice(word: Action, *, means: str, adds: str, office: str, subject: str, body: str | None = None) -> Choice:
    opening = body or ((_OPENS.get(word) or f"{word} ") if adds else word.value)
    return Choice(word=word.value, adds=adds, means=means, href=mailto(office, subject, opening))


def _form(word: Action, asked: Mapping[str, Ask], *, hints: bool) -> tuple[str, ...]:
    """`SELESAI`, then `Penyebab :` and so on with the colons below each other, then `(lampirkan ...)`."""
    texts = [ask for ask in asked.values() if not ask.file]
    files = [_file_words(ask) for ask in asked.values() if ask.file]
    width = max((len(ask.label) for ask in texts), default=0)
    lines = [f"{ask.label:<{width}}: {f'({ask.hint})' if hints and ask.hint else ''}" for ask in texts]
    attach = [f"(lampirkan {' dan '.join(files)})"] if files else []
    return (word.value, *lines, *attach)


def _file_words(ask: Ask) -> str:
    """`foto dokumentasi perbaikan` out of a hint that ends in "sebagai lampiran"."""
    words = ask.hint.removesuffix("sebagai lampiran").strip() or ask.label
    return words[:1].lower() + words[1:]


def _leads(word: Action, rule: AnswerRule, *, sop: Sop, rulebook: Rulebook) -> str:
    """Where an answer leads, in one phrase."""
    issued = [rulebook.letters[does.issue].title for does in rule.does if does.issue in rulebook.letters]
    result = any(does.send == "result" for does in rule.does)
    if rule.to == END_REFUSED:
        return "permohonan ditolak, pemohon diberi tahu alasannya"
    if rule.to == ASK_REQUESTER:
        return "ditanyakan kepada pemohon, lalu kembali kepada Bapak/Ibu"
    parts = [f"{' dan '.join(issued)} diterbitkan"] if issued else []
    if result:
        parts.append("hasil dikirim kepada pemohon")
    parts.append(_next(word, rule.to, sop))
    return "; ".join(part for part in parts if part)


def _next(word: Action, to: str | tuple[str, ...], sop: Sop) -> str:
    if to == END_CLOSED:
        return "perkara selesai"
    back = word is Action.KOREKSI
    if not isinstance(to, str):
        return "dikembalikan untuk diperbaiki" if back else "lanjut"
    step = sop.steps.get(to)
    if step is None:
        return "lanjut"
    title = step.title[:1].lower() + step.title[1:]
    return f"{'kembali ke' if back else 'lanjut ke'} langkah {to}, {title}"
