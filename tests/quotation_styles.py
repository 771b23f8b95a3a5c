"""How mail programs quote: lines of introduction, marks before quoted lines, containers in HTML; and further programs.

`clients.py` has whole programs; here are their parts, to be put together in any way.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Mapping
from html import escape

from clients import CLIENTS, Client, Original, Written

# ------------------------------------------------------------------------------------------------------- introductions


def _block(
    original: Original, labels: tuple[str, str, str, str], *, date: str, address: bool = True, bold: str = ""
) -> str:
    sender = f"{original.name} <{original.address}>" if address else original.name
    to = f"{original.to_name} <{original.to_address}>" if address else original.to_name
    values = {labels[0]: sender, labels[1]: date, labels[2]: to, labels[3]: original.subject}
    return "\n".join(f"{bold}{label}:{bold} {value}" for label, value in values.items())


def _wrapped(line: str) -> str:
    return textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False)


INTRODUCTIONS: Mapping[str, Callable[[Original], str]] = {
    "gmail_id": lambda o: _wrapped(f"Pada Sen, 2 Mar 2026 pukul {o.at:%H.%M} {o.name} <{o.address}> menulis:"),
    "gmail_en": lambda o: _wrapped(f"On Mon, Mar 2, 2026 at {o.at:%I:%M}\u202f{o.at:%p} {o.name} <{o.address}> wrote:"),
    "gmail_no_address": lambda o: f"Pada Sen, 2 Mar 2026 pukul {o.at:%H.%M} {o.name}\nmenulis:",
    "apple_id": lambda o: f"Pada 2 Mar 2026, pukul {o.at:%H.%M}, {o.name} <{o.address}> menulis:",
    "apple_en": lambda o: f"On 2 Mar 2026, at {o.at:%H.%M}, {o.name} <{o.address}> wrote:",
    "outlook_id": lambda o: _block(o, ("Dari", "Terkirim", "Kepada", "Perihal"), date=f"{o.day} {o.at:%H.%M}"),
    "outlook_id_no_address": lambda o: _block(o, ("Dari", "Dikirim", "Kepada", "Subjek"), date=f"{o.day} {o.at:%H.%M}", address=False),
    "outlook_en": lambda o: _block(o, ("From", "Sent", "To", "Subject"), date=f"Monday, March 2, 2026 {o.at:%I:%M %p}"),
    "outlook_en_bold": lambda o: _block(o, ("From", "Sent", "To", "Subject"), date=f"Monday, March 2, 2026 {o.at:%I:%M %p}", bold="*"),
    "outlook_line": lambda o: "_" * 32 + "\n" + _block(o, ("Dari", "Dikirim", "Kepada", "Subjek"), date=f"{o.day} {o.at:%H:%M:%S}"),
    "outlook_mac": lambda o: _block(o, ("From", "Date", "To", "Subject"), date=f"Monday, 2 March 2026 at {o.at:%H.%M}", address=False),
    "outlook_mac_id": lambda o: _block(o, ("Dari", "Tanggal", "Kepada", "Subjek"), date=f"Senin, 2 Maret 2026 pukul {o.at:%H.%M}"),
    "outlook_plain": lambda o: "-----Original Message-----\n" + _block(o, ("From", "Sent", "To", "Subject"), date=f"Monday, 2 March 2026 {o.at:%H:%M}"),
    "outlook_plain_id": lambda o: "-----Pesan Asli-----\n" + _block(o, ("Dari", "Terkirim", "Kepada", "Subjek"), date=f"{o.day} {o.at:%H.%M}"),
    "spark_id": lambda o: f"Pada 2 Mar 2026 {o.at:%H.%M} +0800, {o.name} <{o.address}>, menulis:",
    "spark_en": lambda o: f"On 2 Mar 2026 at {o.at:%H:%M} +0800, {o.name} <{o.address}>, wrote:",
    "yahoo_mobile": lambda o: f"  Pada Sen, 2 Mar 2026 pada {o.at:%H.%M}, {o.name}<{o.address}> menulis:  ",
    "yahoo_en": lambda o: f"    On Monday, March 2, 2026 at {o.at:%I:%M:%S %p} GMT+8, {o.name} <{o.address}> wrote:  ",
    "notes": lambda o: f'-----"{o.name}" <{o.address}> wrote: -----\nTo: {o.to_name} <{o.to_address}>\nFrom: "{o.name}" <{o.address}>\nDate: 02/03/2026 {o.at:%H:%M}\nSubject: {o.subject}',
    "notes_block": lambda o: f"From:        {o.name} <{o.address}>\nTo:        {o.to_address}\nDate:        02/03/2026 {o.at:%H:%M}\nSubject:        {o.subject}\n" + "_" * 34,
    "k9": lambda o: "-------- Original Message --------\n" + _block(o, ("From", "Sent", "To", "Subject"), date=f"March 2, 2026 {o.at:%I:%M:%S %p} GMT+08:00"),
    "k9_line": lambda o: f"On March 2, 2026 {o.at:%I:%M:%S %p} GMT+08:00, {o.name} <{o.address}> wrote:",
    "proton": lambda o: f"On Monday, March 2nd, 2026 at {o.at:%I:%M %p}, {o.name} <{o.address}> wrote:",
    "mutt": lambda o: f"On Mon, Mar 02, 2026 at {o.at:%H:%M:%S}AM +0800, {o.name} wrote:",
    "evolution": lambda o: f"On Mon, 2026-03-02 at {o.at:%H:%M} +0800, {o.name} wrote:",
    "kmail": lambda o: f"On Monday, 2 March 2026 {o.at:%H.%M.%S} WITA {o.name} wrote:",
    "em_client": lambda o: "------ Original Message ------\n" + _block(o, ("From", "Date", "To", "Subject"), date=f"3/2/2026 {o.at:%I:%M:%S %p}"),
    "horde": lambda o: f"Quoting {o.name} <{o.address}>:",
    "zimbra": lambda o: "----- Pesan Asli -----\n" + _block(o, ("Dari", "Terkirim", "Kepada", "Perihal"), date=f"{o.day} {o.at:%H:%M:%S}"),
    "samsung": lambda o: "-------- Pesan asli --------\n" + _block(o, ("Dari", "Tanggal", "Ke", "Subjek"), date=f"02/03/26  {o.at:%H.%M}  (GMT+08:00)"),
    "qq": lambda o: "------------------ Original ------------------\n" + _block(o, ("From", "Date", "To", "Subject"), date=f"Mon, Mar 2, 2026 {o.at:%I:%M %p}"),
    "roundcube": lambda o: f"Pada 2026-03-02 {o.at:%H:%M}, {o.name} menulis:",
    "thunderbird": lambda o: f"Pada 02/03/26 {o.at:%H.%M}, {o.name} menulis:",
    "none": lambda _: "",
}  # fmt: skip

# -------------------------------------------------------------------------------------------------------------- marks


def _prefixed(text: str, mark: str, width: int) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        lines += textwrap.wrap(line, width, drop_whitespace=False, replace_whitespace=False) or [""]
    return "\n".join(f"{mark}{line}".rstrip() for line in lines)


def _broken_below_marks(text: str, width: int) -> str:
    """Marked first, broken afterwards by a server: the rest of a long line has no mark."""
    marked = [f"> {line}".rstrip() for line in _joined(text).split("\n")]
    return "\n".join("\n".join(textwrap.wrap(line, width)) if len(line) > width else line for line in marked)


def _joined(text: str) -> str:
    """Paragraphs as one line each, as an HTML editor makes them."""
    return re.sub(r"(?<=\S)\n(?=[^\s>])", " ", text)


MARKS: Mapping[str, Callable[[str], str]] = {
    "marked": lambda text: _prefixed(text, "> ", 76),
    "marked_60": lambda text: _prefixed(text, "> ", 60),
    "marked_close": lambda text: _prefixed(text, ">", 78),
    "marked_twice": lambda text: _prefixed(text, ">> ", 76),
    "marked_three": lambda text: _prefixed(text, "> > > ", 72),
    "marked_four": lambda text: _prefixed(text, ">>>> ", 72),
    "marked_joined": lambda text: _prefixed(_joined(text), "> ", 66),
    "marked_then_broken": lambda text: _broken_below_marks(text, 68),
    "bar": lambda text: _prefixed(text, "| ", 76),
    "bar_unicode": lambda text: _prefixed(text, "│ ", 76),
    "guillemet": lambda text: _prefixed(text, "» ", 76),
    "initials": lambda text: _prefixed(text, "LT> ", 74),
    "indented": lambda text: _prefixed(text, "    ", 76),
    "tabbed": lambda text: _prefixed(text, "\t", 76),
    "unmarked": lambda text: text,
    "unmarked_joined": _joined,
    "unmarked_60": lambda text: _prefixed(_joined(text), "", 60),
    "unmarked_76": lambda text: _prefixed(_joined(text), "", 76),
    "unmarked_tight": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "unmarked_loose": lambda text: text.replace("\n", "\n\n"),
    "unmarked_left": lambda text: "\n".join(line.strip() for line in text.split("\n")),
}

UNMARKED = frozenset(name for name in MARKS if name.startswith("unmarked") or name in ("indented", "tabbed"))

# --------------------------------------------------------------------------------------------------------- containers

CONTAINERS: Mapping[str, str] = {
    "gmail": '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{intro}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{inner}</blockquote></div>',
    "gmail_bare": '<div class="gmail_quote">{intro}<br><br>{inner}</div>',
    "cite": '<div>{intro}</div><blockquote type="cite">{inner}</blockquote>',
    "moz": '<div class="moz-cite-prefix">{intro}<br></div><blockquote type="cite" cite="mid:x@y">{inner}</blockquote>',
    "outlook": '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{intro}</p></div></div>{inner}',
    "outlook_left": '<div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt"><div><p>{intro}</p></div>{inner}</div>',
    "outlook_2003": '<div class="OutlookMessageHeader" lang="en-us" dir="ltr"><hr tabindex="-1"><font face="Tahoma" size="2">{intro}</font><br></div>{inner}',
    "owa": '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{intro}</font><div>&nbsp;</div></div>{inner}',
    "outlook_mobile": '<div id="mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message">{intro}<br>{inner}</div></div>',
    "yahoo": '<div id="yahoo_quoted_1" class="yahoo_quoted"><div>{intro}</div><div>{inner}</div></div>',
    "zimbra": '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{intro}<br></div><br><div data-marker="__QUOTED_TEXT__">{inner}</div>',
    "proton": '<div class="protonmail_quote">{intro}<br><blockquote class="protonmail_quote" type="cite">{inner}</blockquote></div>',
    "spark": '<div name="messageReplySection">{intro}<br><blockquote type="cite" style="border-left-color:grey;border-left-width:thin;border-left-style:solid;margin:5px;padding-left:10px">{inner}</blockquote></div>',
    "border": '<p>{intro}</p><div style="border-left:2px solid #1010ff;padding-left:5px;margin-left:5px">{inner}</div>',
    "blockquote": "<p>{intro}</p><blockquote>{inner}</blockquote>",
    "nested": "<p>{intro}</p><blockquote><blockquote><blockquote>{inner}</blockquote></blockquote></blockquote>",
    "cell": "<table><tr><td>{intro}</td></tr><tr><td>{inner}</td></tr></table>",
    "hr": "<hr><div>{intro}</div><div>{inner}</div>",
    "pre": "<p>{intro}</p><pre>{plain}</pre>",
    "pre_marked": "<pre>{intro}\n{marked}</pre>",
    "lines_marked": "<div>{intro}</div><div>{marked_lines}</div>",
    "notes": '<br><font size="1" color="#5f5f5f" face="sans-serif">{intro}</font><br><hr noshade><br>{inner}',
    "fieldset": "<fieldset><legend>{intro}</legend>{inner}</fieldset>",
}

INLINE_CONTAINERS = frozenset({"cite", "moz", "gmail", "blockquote", "border", "spark"})
"""Containers below which a program lets one write."""


def as_html(text: str) -> str:
    """Lines as an editor writes them."""
    return "".join(f"<div>{escape(line)}</div>" if line.strip() else "<div><br></div>" for line in text.split("\n"))


def contained(name: str, introduction: str, original: Original) -> str:
    """The quote in HTML."""
    marked = MARKS["marked"](original.text)
    return CONTAINERS[name].format(
        intro=escape(introduction).replace("\n", "<br>"),
        inner=original.inner,
        plain=escape(original.text),
        marked=escape(marked),
        marked_lines=escape(marked).replace("\n", "<br>"),
    )


# ------------------------------------------------------------------------------------------------------------ forwards

FORWARD_MARKS = (
    "---------- Forwarded message ---------", "---------- Pesan yang diteruskan ---------", "--diteruskan", "Begin forwarded message:",
    "-------- Pesan Diteruskan --------", "-------- Forwarded Message --------", "----- Forwarded message from Sari <tu@lapas-contoh.example.go.id> -----",
    "----- Pesan Diteruskan -----", "Awal pesan yang diteruskan:", "-----Original Message-----", "________________________________", "-------- Pesan asli --------",
    "---------- Pesan terusan ----------", "> Begin forwarded message:",
)  # fmt: skip
FORWARD_HEADS = (
    "Dari: {name}\nDate: Sen, 2 Mar 2026 pukul 08.00\nSubject: Laporan\nTo: <layanan-ti@kanwil-contoh.example.go.id>",
    "From: {name}\nSent: Monday, March 2, 2026 8:00 AM\nTo: Layanan TI\nSubject: Laporan",
    "Dari: {name}\nTerkirim: Senin, 2 Maret 2026 08.00\nKepada: Layanan TI <layanan-ti@kanwil-contoh.example.go.id>\nPerihal: Laporan",
    "Subject:\tLaporan\nDate:\tMon, 2 Mar 2026 08:00:00 +0800\nFrom:\t{name}\nTo:\tLayanan TI",
    "From: {name}\nDate: 2 March 2026 at 08.00.00 WITA\nTo: layanan-ti@kanwil-contoh.example.go.id\nSubject: Laporan",
)

# ---------------------------------------------------------------------------------------------- further whole programs


def _program(introduction: str, marks: str, container: str | None, *, closing: str = "", plain: bool = True) -> Client:
    def written(text: str, original: Original) -> Written:
        intro = INTRODUCTIONS[introduction](original)
        below = f"\n\n{closing}" if closing else ""
        words = f"{text}{below}\n\n{intro}\n\n{MARKS[marks](original.text)}\n"
        html = (
            f"<html><body>{as_html(text + below)}<br>{contained(container, intro, original)}</body></html>"
            if container
            else None
        )
        return Written(plain=words if plain else None, html=html)

    return written


FURTHER: Mapping[str, Client] = {
    "outlook_mac": _program("outlook_mac", "unmarked", "outlook"),
    "outlook_mac_id": _program("outlook_mac_id", "unmarked", "outlook", plain=False),
    "spark_id": _program("spark_id", "marked", "spark", closing="Dikirim dengan Spark"),
    "spark_en": _program("spark_en", "marked", None),
    "yahoo_mobile": _program("yahoo_mobile", "indented", "yahoo", closing="Dikirim dari Yahoo Mail di Android"),
    "notes": _program("notes", "unmarked", "notes"),
    "notes_block": _program("notes_block", "unmarked", "notes"),
    "k9": _program(
        "k9",
        "unmarked",
        None,
        closing="-- \nDikirim dari perangkat Android saya dengan K-9 Mail. Maaf atas singkatnya.",
    ),
    "k9_line": _program("k9_line", "marked_close", None),
    "gmail_rewrapped": _program("gmail_no_address", "marked_then_broken", None),
    "gmail_joined": _program("gmail_id", "marked_joined", "gmail"),
    "proton": _program("proton", "marked", "proton", closing="Sent with Proton Mail secure email."),
    "mutt": _program("mutt", "marked", None),
    "evolution": _program("evolution", "marked", "cite"),
    "em_client": _program("em_client", "unmarked", "blockquote"),
    "horde": _program("horde", "marked", None),
    "qq": _program("qq", "unmarked", "hr"),
    "outlook_2003": _program("outlook_plain_id", "unmarked", "outlook_2003", plain=False),
    "outlook_left": _program("outlook_id", "unmarked", "outlook_left", plain=False),
    "outlook_marked": _program("outlook_plain", "marked", None),
}
ALL_PROGRAMS: Mapping[str, Client] = {**CLIENTS, **FURTHER}


# ------------------------------------------------------------------------------------------------ put together by chance


def composed(chance: random.Random, text: str, original: Original, *, introduced: bool) -> tuple[Written, bool, str]:
    """The text above, below or between a quote in any style; whether structure alone tells it; and the style's name.

    `introduced`: never without a line of introduction, because nothing else would say whose words follow.
    """
    introduction = chance.choice([one for one in INTRODUCTIONS if not introduced or one != "none"])
    marks = chance.choice(list(MARKS))
    container = chance.choice(list(CONTAINERS))
    where = chance.choices(("above", "below", "between"), (6, 2, 1))[0]
    intro = INTRODUCTIONS[introduction](original)
    quote = MARKS[marks](original.text)
    told = where == "above" or (marks.startswith("marked") and marks != "marked_then_broken")
    clear = told and introduction != "none" and (where == "above" or _is_one_line(introduction))
    plain = _placed(chance, where, text, f"{intro}\n{quote}" if intro else quote, quote)
    rich = contained(container, intro, original)
    below = as_html(text)
    if where == "above" or container not in INLINE_CONTAINERS:
        html = f"<html><body>{below}<br>{rich}</body></html>"
    else:
        html = f"<html><body>{rich}<br>{below}</body></html>"
    form = chance.choices(("plain", "html", "both"), (4, 2, 4))[0]
    name = f"{form}:{introduction}:{marks if form != 'html' else '-'}:{container if form != 'plain' else '-'}:{where}"
    if form == "html":
        clear = introduction != "none" and (where == "above" or _is_one_line(introduction))
        return Written(html=html), clear, name
    return Written(plain=plain, html=html if form == "both" else None), clear, name


def _is_one_line(introduction: str) -> bool:
    """Below a block of headers nobody writes: programs with such blocks let one write above."""
    return introduction.startswith(
        (
            "gmail",
            "apple",
            "spark",
            "yahoo",
            "k9_line",
            "proton",
            "mutt",
            "evolution",
            "kmail",
            "horde",
            "round",
            "thunder",
        )
    )


def _placed(chance: random.Random, where: str, text: str, whole: str, quote: str) -> str:
    if where == "above":
        return f"{text}\n\n{whole}\n"
    if where == "below":
        return f"{whole}\n\n{text}\n"
    lines = quote.split("\n")
    place = chance.randrange(1, len(lines)) if len(lines) > 1 else 1
    head = whole[: len(whole) - len(quote)]
    return head + "\n".join([*lines[:place], "", text, "", *lines[place:]]) + "\n"
