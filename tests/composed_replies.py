"""Replies put together by chance around a known own answer: hostile quotes, forwards, attached mails, hidden words.

What is right of each is known: the answer that the writer himself gave, or none; never another.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

import cases
import mails
from clients import Original, Written
from foreign_parts import bodies, rendered, with_foreign_parts
from hostile_words import answer, hidden, letter_words, shown_by_some, strangers_words
from known_answers import HOLDER, OPERATOR, REQUESTER, Own, own_words, tempting
from pipeline import intake
from pipeline.model import Address, Case, CaseState, Field, Purpose, SendMail
from quotation_styles import ALL_PROGRAMS, FORWARD_HEADS, FORWARD_MARKS, INTRODUCTIONS, MARKS, as_html, composed

OFFICE = cases.facts().address
NOW = cases.at(2, "08.30")
FORM = "Penyebab : ("
COLLEAGUE = Address(address=cases.mailbox("kasubag"), name="Lestari Ningsih")


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    """A reply and what is right."""

    name: str
    raw: bytes
    at: str  # "gangguan-jaringan/2", "requester/open", "operator"
    own: Own
    asked: tuple[str, ...]  # texts of the mail that it answers
    case: Case
    clear: bool  # the answer must be taken
    traits: tuple[str, ...]
    foreign: str  # words that must not turn up in what is taken


# ------------------------------------------------------------------------------------------------ the mail that is answered


def _asked(chance: random.Random, at: str, stranger: str) -> tuple[Original, Case]:
    """A mail that nodis sent, with a stranger's words wherever it quotes them."""
    sop_id, _, step = at.partition("/")
    if sop_id == "requester":
        case = cases.closed("gangguan-jaringan")
        case = case if step == "closed" else cases.until(case, "2" if step == "asked" else "5")
        case = _with_words(chance, case, stranger)
        effect = mails.mail("result" if step == "closed" else "status", to=case.requester)
        if step == "asked":
            lacking = "Nama penanggung jawab\nNomor HP penanggung jawab"
            effect = mails.mail("completeness", Purpose.COMPLETENESS, to=case.requester, missing=lacking, count="1")
            missing = ("requester.name", "requester.phone")
            fields = {path: field for path, field in case.letter.fields.items() if path not in missing}
            case = replace(case, letter=replace(case.letter, fields=fields))
            case = replace(case, state=CaseState.WAITING, waiting_for="requester", missing=missing)
    elif sop_id == "operator":
        effect, found = mails.samples()["review"]
        assert found
        case = _with_words(chance, found, stranger)
        effect = replace(effect, says={**effect.says, "because": stranger} if chance.random() < 0.5 else effect.says)
    else:
        case = _with_words(chance, mails.asked(cases.until(cases.closed(sop_id), step)), stranger)
        says = {}
        if chance.random() < 0.5:
            says[chance.choice(("answer", "question", "reopened", "note"))] = stranger
        effect = mails.assignment_mail(case, **says)
    return original_of(effect, case), case


def _with_words(chance: random.Random, case: Case, words: str) -> Case:
    path = chance.choice(("issue.description", "requested_resolution", "issue.location", "subject"))
    field = Field(value=words, confidence=0.95, part="surat.pdf", page=1, text=words, finder="label")
    return replace(case, letter=replace(case.letter, fields={**case.letter.fields, path: field}))


def original_of(effect: SendMail, case: Case) -> Original:
    """The mail that nodis sent, as it is answered."""
    written = mails.put_in_words(effect, case)
    return Original(
        name="Layanan TI Kanwil Contoh",
        address=OFFICE,
        to_name=effect.to.name,
        to_address=effect.to.address,
        subject=written.subject,
        at=datetime(2026, 3, 2, 8, 5, tzinfo=cases.ZONE),
        text=written.text,
        html=written.html,
    )


def _filled_in(original: Original) -> tuple[Own, Original]:
    """The form in the quoted mail filled in, where it stands."""
    values = ("adaptor terbakar", "adaptor baru dipasang", "seluruh lampu hijau")
    text, html = original.text, original.html
    for label, value in zip(("Penyebab", "Tindakan", "Checklist"), values, strict=True):
        hint = rf"({label}\s*:\s*)\([^()]*\)"
        text, html = re.sub(hint, rf"\g<1>{value}", text), re.sub(hint, rf"\g<1>{value}", html)
    own = Own(text="Sudah saya isi di bawah.", means="SELESAI", means_words="\n".join(values))
    return own, replace(original, text=text, html=html)


def _by_a_colleague(chance: random.Random, original: Original, words: str) -> Original:
    """A colleague's mail with his own words above ours: what is answered has been around first."""
    intro = INTRODUCTIONS[chance.choice(list(INTRODUCTIONS))](original)
    quote = MARKS[chance.choice(list(MARKS))](original.text)
    html = f"<html><body>{as_html(words)}<br><div>{escape(intro)}</div><blockquote>{original.inner}</blockquote></body></html>"
    return replace(
        original, name=COLLEAGUE.name, address=COLLEAGUE.address, text=f"{words}\n\n{intro}\n\n{quote}\n", html=html
    )


# ------------------------------------------------------------------------------------------------------- its composition


@dataclass
class _Draft:
    """A reply while it is put together."""

    written: Written
    own: Own
    clear: bool
    traits: list[str]


def fuzzed(seed: int) -> Fuzzed:
    """The reply of this seed."""
    return drawn(random.Random(seed), str(seed))


def drawn(chance: random.Random, name: str) -> Fuzzed:
    """A reply put together by chance; a fuzzer may steer it."""
    at = chance.choices(
        (
            chance.choice(list(HOLDER)),
            chance.choice(("requester/open", "requester/asked", "requester/closed")),
            "operator",
        ),
        (7, 2, 1),
    )[0]
    choices = OPERATOR if at == "operator" else REQUESTER[at.partition("/")[2]] if at.startswith("req") else HOLDER[at]
    lures = tempting(choices)
    stranger = letter_words(chance, lures)
    original, case = _asked(chance, at, stranger)
    asked = [original.text, intake.html_to_text(original.html)]
    own, kind = own_words(chance, choices)
    if at == "requester/asked":  # whatever he says is an answer to what he was asked
        own = replace(own, may_mean=own.may_mean | {"DATA"})
    more = strangers_words(chance, original.text, lures)
    history = original
    if chance.random() < 0.12:
        history = _by_a_colleague(chance, original, more)
        kind += ",colleague"
    elif chance.random() < 0.1 and FORM in original.text:
        own, history = _filled_in(original)
        kind = "filled_in"
    elif chance.random() < 0.1:
        asked.append(f"Yang kami baca:\n  {own.text}")  # he has said it before, and was asked back
        kind += ",again"
    form = chance.getrandbits(32)
    draft = _shaped(random.Random(form), own, history)
    draft.traits.append(kind)
    if chance.random() < 0.12:
        _disagree(chance, draft, choices, lambda text: _shaped(random.Random(form), replace(own, text=text), history))
    if chance.random() < 0.25:
        _forward(chance, draft, more)
    if chance.random() < 0.35:
        _hide(chance, draft)
    both = draft.written.html is not None and draft.written.plain is not None
    if both and "disagree" not in draft.traits and chance.random() < 0.06:
        stub = chance.choice(
            (
                "",
                "\n\n",
                "Lihat surel ini dalam format HTML.",
                "This message requires an HTML capable client.",
                "View in HTML",
            )
        )
        draft.written = replace(draft.written, plain=stub)
        draft.traits.append("stub")
    node = bodies(draft.written, chance)
    if chance.random() < 0.3:
        words = [strangers_words(chance, original.text, lures) for _ in range(chance.randint(1, 3))]
        node, kinds = with_foreign_parts(node, words, chance)
        draft.traits += kinds
        more += "\n".join(words)
        draft.clear = draft.clear and not {"list_footer", "odd_text"} & set(kinds)
    return Fuzzed(
        name=name,
        raw=rendered(node, _head(chance, original)),
        at=at,
        own=draft.own,
        asked=tuple(asked),
        case=case,
        clear=draft.clear and draft.own.plain,
        traits=tuple(draft.traits),
        foreign=f"{original.text}\n{more}",
    )


def _shaped(chance: random.Random, own: Own, history: Original) -> _Draft:
    text = own.text
    if chance.random() < 0.5:
        name = chance.choice(list(ALL_PROGRAMS))
        return _Draft(ALL_PROGRAMS[name](text, history), own, clear=True, traits=[name])
    written, clear, name = composed(chance, text, history, introduced=history.name == COLLEAGUE.name)
    return _Draft(written, own, clear=clear, traits=[name])


def _head(chance: random.Random, original: Original) -> list[str]:
    subject = chance.choice(("Re: ", "RE: ", "Bls: ", "", "Re: SETUJU ", "Fwd: "))
    name = chance.choice((original.to_name, "SETUJU", '"TOLAK, SELESAI"'))
    ours = f"<nodis.2026-0042.{mails.TOKEN}@kanwil-contoh.example.go.id>"
    return [
        f"From: {name} <{original.to_address}>",
        f"To: {original.name} <{OFFICE}>",
        f"Subject: {subject}{' '.join(original.subject.split())}",
        "Date: Mon, 02 Mar 2026 08:20:00 +0800",
        "Message-ID: <jawaban@kanwil-contoh.example.go.id>",
        f"In-Reply-To: {ours}",
        f"References: {ours}",
    ]


def _forward(chance: random.Random, draft: _Draft, words: str) -> None:
    """What the writer sends on with his reply: below it, or above."""
    name = chance.choice(
        ("Hendra Wijaya <kabag@kanwil-contoh.example.go.id>", "Sari Wulandari <tu@lapas-contoh.example.go.id>")
    )
    mark, head = chance.choice(FORWARD_MARKS), chance.choice(FORWARD_HEADS).format(name=name)
    if chance.random() < 0.2 and re.search("(?i)forwarded m|terus", mark):
        head = ""
    marks = chance.choice(("unmarked", "unmarked", "marked", "marked_twice", "indented"))
    block = MARKS[marks](f"{mark}\n{head}\n\n{words}".replace("\n\n\n", "\n\n"))
    below = chance.random() < 0.8
    plain, html = draft.written.plain, draft.written.html
    if plain is not None:
        plain = f"{plain}\n\n{block}\n" if below else f"{block}\n\n{plain}"
    if html is not None:
        rich = _forward_in_html(chance, mark, head, words)
        html = _at_the_end(html, rich) if below else _at_the_start(html, rich)
    draft.written = Written(plain=plain, html=html)
    draft.traits.append(f"forward_{'below' if below else 'above'}:{marks}")
    draft.clear = draft.clear and below and draft.traits[0] not in ("bare", "bare_html")
    draft.clear = draft.clear and ":below" not in draft.traits[0]


def _forward_in_html(chance: random.Random, mark: str, head: str, words: str) -> str:
    shown, body = escape(f"{mark}\n{head}").replace("\n", "<br>"), as_html(words)
    if chance.random() < 0.15:
        body += "</blockquote></div></div></div></td></tr></table>" + as_html(answer(chance))  # an attacker's own HTML
    return chance.choice(
        (
            f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{shown}</div><br>{body}</div>',
            f"<div>{shown}</div><br><div>{body}</div>",
            f'<div>{shown}</div><blockquote type="cite">{body}</blockquote>',
            f'<div class="moz-forward-container"><br>{shown}<br><br>{body}</div>',
            f'<hr><div id="divRplyFwdMsg">{shown}</div>{body}',
        )
    )


def _at_the_end(html: str, rich: str) -> str:
    place = html.rfind("</body>")
    return f"{html[:place]}{rich}{html[place:]}" if place >= 0 else html + rich


def _at_the_start(html: str, rich: str) -> str:
    found = re.search(r"<body[^>]*>", html)
    place = found.end() if found else 0
    return f"{html[:place]}{rich}{html[place:]}"


def _hide(chance: random.Random, draft: _Draft) -> None:
    """Words that nobody sees, somewhere in the HTML; some programs put them into the plain part all the same."""
    words = answer(chance)
    style, body = hidden(chance, words)
    html = draft.written.html
    if html is None:
        html = f"<html><body>{as_html(draft.written.plain or '')}</body></html>"
    first = escape(draft.own.text.split("\n")[0])
    where = chance.choice(("start", "end", "before", "after"))
    if where == "start" or not first or first not in html:
        html = _at_the_start(html, body)
    elif where == "end":
        html = _at_the_end(html, body)
    else:
        html = html.replace(first, f"{body}{first}" if where == "before" else f"{first}{body}", 1)
    if style:
        html = (
            html.replace("<head>", f"<head><style>{style}</style>", 1)
            if "<head>" in html
            else f"<style>{style}</style>{html}"
        )
    plain = draft.written.plain
    if plain is not None and "disagree" not in draft.traits and chance.random() < 0.2:  # both could say the same
        plain = f"{words}\n{plain}" if chance.random() < 0.5 else f"{plain}\n{words}"
        draft.clear = False
        draft.traits.append("leaks")
    draft.written = Written(plain=plain, html=html)
    draft.clear = draft.clear and not shown_by_some(style, body)
    draft.traits.append(f"hidden_{where}:{style or body}")


def _disagree(chance: random.Random, draft: _Draft, choices: Sequence[Own], again: Callable[[str], _Draft]) -> None:
    """One part says something else in the writer's own words, in the same place."""
    written, own = draft.written, draft.own
    others = [one.text for one in choices if one.means != own.means]
    if "\n" not in own.text and own.means in ("SETUJU", "SELESAI", "TERUSKAN", "TANGANI", "TOLAK", "CABUT", "PUAS"):
        others += [f"{own.text}?", f"{own.text} 👎", f"{own.text} 🚫", f"Tidak {own.text}"]
    if written.plain is None or written.html is None or not own.text.strip() or not others or own.means_words:
        return
    other = chance.choice(others)
    changed = again(other).written
    if chance.random() < 0.5:
        draft.written = replace(written, plain=changed.plain)
    else:
        draft.written = replace(written, html=changed.html)
    draft.own = Own(text=f"{own.text} / {other}", means=None)
    draft.traits.append("disagree")
