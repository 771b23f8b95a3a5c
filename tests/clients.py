"""Replies as mail programs really write them: what they say above, below or between the mail they answer.

Each client takes the words of the reply and the mail that is answered, and gives its plain part, its HTML part or both,
in the shape that the program of that name produces in Indonesian or English: its line of introduction, its marks, its
wrapping, its own closing line.
"""

from __future__ import annotations

import email.policy
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from html import escape

WRAP = 76  # columns at which plain-text clients break what they quote

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Original:
    """The mail that is answered."""

    name: str
    address: str
    to_name: str
    to_address: str
    subject: str
    at: datetime
    text: str
    html: str

    @property
    def day(self) -> str:
        return f"{_DAYS[self.at.weekday()]}, {self.at.day} {_MONTHS[self.at.month - 1]} {self.at.year}"

    @property
    def inner(self) -> str:
        """The HTML between the body's tags."""
        found = re.search(r"<body[^>]*>(.*)</body>", self.html, re.DOTALL)
        return found[1].strip() if found else self.html


@dataclass(frozen=True, kw_only=True)
class Written:
    """Bodies of a reply."""

    plain: str | None = None
    html: str | None = None


Client = Callable[[str, Original], Written]


# ---------------------------------------------------------------------------------------------------------- building


def _quote(text: str) -> str:
    """Lines behind `>`, long ones broken first, as Gmail, Apple and Roundcube do."""
    lines: list[str] = []
    for line in text.rstrip().split("\n"):
        lines += textwrap.wrap(line, WRAP, drop_whitespace=False, replace_whitespace=False) or [""]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _indent(text: str) -> str:
    """Yahoo's plain part: no mark at all, two blanks."""
    return "\n".join(f"  {line}".rstrip() for line in text.rstrip().split("\n"))


def _divs(text: str, *, line: str = "<div>{}</div>", blank: str = "<div><br></div>") -> str:
    return "".join(line.format(escape(one)) if one.strip() else blank for one in text.split("\n"))


def _gmail_plain(text: str, intro: str, original: Original) -> str:
    """Gmail breaks its line of introduction at the window's edge."""
    return f"{text}\n\n{textwrap.fill(intro, 78, break_long_words=False, break_on_hyphens=False)}\n\n{_quote(original.text)}\n"


def _gmail_html(text: str, intro: str, original: Original) -> str:
    return (
        f'<div dir="ltr">{_divs(text)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{intro}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px '
        f'0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{original.inner}</blockquote></div>\n'
    )


def _linked(address: str) -> str:
    return f'&lt;<a href="mailto:{address}">{address}</a>&gt;'


# ------------------------------------------------------------------------------------------------------------- Gmail


def gmail_id(text: str, original: Original) -> Written:
    when = f"{_DAYS[original.at.weekday()][:3]}, {original.at.day} {_MONTHS[original.at.month - 1][:3]} {original.at.year} pukul {original.at:%H.%M}"
    intro = f"Pada {when} {original.name} <{original.address}> menulis:"
    rich = f"Pada {when} {escape(original.name)} {_linked(original.address)} menulis:"
    return Written(plain=_gmail_plain(text, intro, original), html=_gmail_html(text, rich, original))


def gmail_id_old(text: str, original: Original) -> Written:
    """Older Android application: "Pada tanggal", a no-break space before the name."""
    when = f"Pada tanggal {_DAYS[original.at.weekday()][:3]}, {original.at.day} {_MONTHS[original.at.month - 1][:3]} {original.at.year} {original.at:%H.%M},"
    intro = f"{when}\u00a0{original.name} <{original.address}> menulis:"
    return Written(plain=_gmail_plain(text, intro, original))


def gmail_en(text: str, original: Original) -> Written:
    when = f"On {original.at:%a}, {original.at:%b} {original.at.day}, {original.at.year} at {original.at:%I:%M}\u202f{original.at:%p}"
    intro = f"{when} {original.name} <{original.address}> wrote:"
    rich = f"{when} {escape(original.name)} {_linked(original.address)} wrote:"
    return Written(plain=_gmail_plain(text, intro, original), html=_gmail_html(text, rich, original))


def gmail_en_html(text: str, original: Original) -> Written:
    """HTML alone, as some gateways leave it."""
    return Written(html=gmail_en(text, original).html)


def gmail_signed(text: str, original: Original) -> Written:
    """Gmail puts a signature behind `-- ` in its own block."""
    words, _, signature = text.partition("\n-- \n")
    found = gmail_id(text, original)
    block = f'<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">{_divs(signature)}</div>'
    html = (found.html or "").replace(f"{_divs(text)}</div>", f"{_divs(words)}{block}</div>", 1)
    return Written(plain=found.plain, html=html)


# ------------------------------------------------------------------------------------------------------------- Apple


def _apple_html(text: str, intro: str, closing: str, original: Original) -> str:
    return (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">'
        f'{_divs(text)}<div><br></div><div dir="ltr">{closing}</div><div dir="ltr"><br><blockquote type="cite">{intro}<br><br>'
        f'</blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{original.inner}</div></blockquote></body></html>'
    )


def ios_id(text: str, original: Original) -> Written:
    when = f"Pada {original.at.day} {_MONTHS[original.at.month - 1][:3]} {original.at.year}, pukul {original.at:%H.%M}"
    intro = f"{when}, {original.name} <{original.address}> menulis:"
    plain = f"{text}\n\nDikirim dari iPhone saya\n\n> {intro}\n> \n> \ufeff{_quote(original.text)[2:]}\n"
    return Written(plain=plain, html=_apple_html(text, escape(intro), "Dikirim dari iPhone saya", original))


def ios_en(text: str, original: Original) -> Written:
    intro = (
        f"On {original.at.day} {original.at:%b %Y}, at {original.at:%H.%M}, {original.name} <{original.address}> wrote:"
    )
    plain = f"{text}\n\nSent from my iPhone\n\n> {intro}\n> \n> \ufeff{_quote(original.text)[2:]}\n"
    return Written(plain=plain, html=_apple_html(text, escape(intro), "Sent from my iPhone", original))


def ios_html(text: str, original: Original) -> Written:
    return Written(html=ios_id(text, original).html)


def mac_id(text: str, original: Original) -> Written:
    intro = f"Pada {original.at:%d/%m/%y} {original.at:%H.%M}, {original.name} <{original.address}> menulis:"
    return Written(plain=f"{text}\n\n{intro}\n\n{_quote(original.text)}\n")


# ----------------------------------------------------------------------------------------------------------- Outlook


def _outlook_block(original: Original, labels: Sequence[str], day: str) -> str:
    values = (
        f"{original.name} <{original.address}>",
        day,
        f"{original.to_name} <{original.to_address}>",
        original.subject,
    )
    return "\n".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))


def _outlook_html(text: str, original: Original, labels: Sequence[str], day: str) -> str:
    rows = "<br>".join(
        f"<b>{label}</b> {escape(value)}"
        for label, value in zip(
            labels,
            (
                f"{original.name} <{original.address}>",
                day,
                f"{original.to_name} <{original.to_address}>",
                original.subject,
            ),
            strict=True,
        )
    )
    body = _divs(
        text,
        line='<p class="MsoNormal"><span lang="IN">{}<o:p></o:p></span></p>',
        blank='<p class="MsoNormal"><o:p>&nbsp;</o:p></p>',
    )
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"><style><!--\np.MsoNormal '
        '{margin:0cm;font-size:11.0pt;}\n--></style></head><body lang="IN" link="#0563C1"><div class="WordSection1">'
        f'{body}<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;'
        f'padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{rows}<o:p></o:p></p></div></div>'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p>{original.inner}</div></body></html>'
    )


def outlook_id(text: str, original: Original) -> Written:
    """The desktop program: no marks before what it quotes."""
    labels = ("Dari:", "Terkirim:", "Kepada:", "Perihal:")
    day = f"{original.day} {original.at:%H.%M}"
    return Written(
        plain=f"{text}\n\n{_outlook_block(original, labels, day)}\n\n{original.text}\n",
        html=_outlook_html(text, original, labels, day),
    )


def outlook_en(text: str, original: Original) -> Written:
    labels = ("From:", "Sent:", "To:", "Subject:")
    day = f"{original.at:%A, %B} {original.at.day}, {original.at.year} {original.at:%I:%M %p}"
    return Written(
        plain=f"{text}\n\n{_outlook_block(original, labels, day)}\n\n{original.text}\n",
        html=_outlook_html(text, original, labels, day),
    )


def outlook_html(text: str, original: Original) -> Written:
    return Written(html=outlook_id(text, original).html)


def outlook_plain(text: str, original: Original) -> Written:
    """Plain-text format: the block behind its dashes."""
    labels = ("Dari:", "Terkirim:", "Kepada:", "Subjek:")
    block = _outlook_block(original, labels, f"{original.day} {original.at:%H.%M}")
    return Written(plain=f"{text}\n\n-----Pesan Asli-----\n{block}\n\n{original.text}\n")


def outlook_plain_en(text: str, original: Original) -> Written:
    labels = ("From:", "Sent:", "To:", "Subject:")
    block = _outlook_block(original, labels, f"{original.at:%A, %B %d, %Y %I:%M %p}").replace(
        f" <{original.address}>", f" [mailto:{original.address}]"
    )
    return Written(plain=f"{text}\n\n-----Original Message-----\n{block}\n\n{original.text}\n")


def _owa(text: str, original: Original, labels: Sequence[str], day: str, closing: str) -> Written:
    rows = "<br>".join(
        f"<b>{label}</b> {escape(value)}"
        for label, value in zip(
            labels,
            (
                f"{original.name} <{original.address}>",
                day,
                f"{original.to_name} <{original.to_address}>",
                original.subject,
            ),
            strict=True,
        )
    )
    html = (
        f'<html><body dir="ltr">{_divs(text, line="<div class=elementToProof>{}</div>")}'
        f'<div id="ms-outlook-mobile-signature">{closing}</div><div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, '
        f'sans-serif" style="font-size:11pt" color="#000000">{rows}</font><div>&nbsp;</div></div>{original.inner}</body></html>'
    )
    below = f"{closing}\n" if closing else ""
    plain = f"{text}\n\n{re.sub(r'<[^>]+>', '', below)}{'_' * 32}\n{_outlook_block(original, labels, day)}\n\n{original.text}\n"
    return Written(plain=plain, html=html)


def owa_id(text: str, original: Original) -> Written:
    return _owa(text, original, ("Dari:", "Dikirim:", "Kepada:", "Subjek:"), f"{original.day} {original.at:%H.%M}", "")


def owa_en(text: str, original: Original) -> Written:
    day = f"{original.at:%A, %B} {original.at.day}, {original.at.year} {original.at:%I:%M %p}"
    return _owa(text, original, ("From:", "Sent:", "To:", "Subject:"), day, "")


def outlook_mobile_id(text: str, original: Original) -> Written:
    closing = 'Dapatkan <a href="https://aka.ms/AAb9ysg">Outlook untuk Android</a>'
    found = _owa(
        text, original, ("Dari:", "Dikirim:", "Kepada:", "Subjek:"), f"{original.day} {original.at:%H:%M:%S}", closing
    )
    return Written(
        plain=(found.plain or "").replace("Outlook untuk Android", "Outlook untuk Android<https://aka.ms/AAb9ysg>"),
        html=found.html,
    )


def outlook_mobile_en(text: str, original: Original) -> Written:
    day = f"{original.at:%A, %B} {original.at.day}, {original.at.year} {original.at:%I:%M:%S %p}"
    found = _owa(
        text,
        original,
        ("From:", "Sent:", "To:", "Subject:"),
        day,
        'Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a>',
    )
    return Written(html=found.html)


# ------------------------------------------------------------------------------------------------- Zimbra, Roundcube


def zimbra_id(text: str, original: Original) -> Written:
    name = f'"{original.name}"'
    block = (
        f"Dari: {name} <{original.address}>\nKepada: {original.to_name} <{original.to_address}>\n"
        f"Terkirim: {original.day} {original.at:%H:%M:%S}\nPerihal: {original.subject}"
    )
    return Written(plain=f"{text}\n\n----- Pesan Asli -----\n{block}\n\n{original.text}\n")


def _zimbra_en_block(original: Original) -> str:
    return (
        f'From: "{original.name}" <{original.address}>\nTo: "{original.to_name}" <{original.to_address}>\n'
        f"Sent: {original.at:%A, %B} {original.at.day}, {original.at.year} {original.at:%I:%M:%S %p}\nSubject: {original.subject}"
    )


def zimbra_en(text: str, original: Original) -> Written:
    return Written(plain=f"{text}\n\n----- Original Message -----\n{_zimbra_en_block(original)}\n\n{original.text}\n")


def zimbra_marked(text: str, original: Original) -> Written:
    """Zimbra with "use prefix": every quoted line behind `> `, headers too."""
    quoted = _quote(f"{_zimbra_en_block(original)}\n\n{original.text}")
    return Written(
        plain=f"{text}\n\n----- On Mar 2, 2026, at 8:05 AM, {original.name} {original.address} wrote: -----\n\n{quoted}\n"
    )


def zimbra_html(text: str, original: Original) -> Written:
    rows = "<br>".join(
        f"<b>{label} </b>{escape(value)}"
        for label, value in (
            ("Dari:", f'"{original.name}" <{original.address}>'),
            ("Kepada:", f'"{original.to_name}" <{original.to_address}>'),
            ("Terkirim:", f"{original.day} {original.at:%H:%M:%S}"),
            ("Perihal:", original.subject),
        )
    )
    html = (
        '<html><body><div style="font-family: arial, helvetica, sans-serif; font-size: 12pt; color: #000000">'
        f'{_divs(text)}<div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{rows}<br></div>'
        f'<br><div data-marker="__QUOTED_TEXT__">{original.inner}</div></div></body></html>'
    )
    plain = re.sub(r"<br>", "\n", re.sub(r"</?b>", "", rows))
    return Written(
        html=html,
        plain=f"{text}\n\n\n{plain.replace('&lt;', '<').replace('&gt;', '>').replace('&quot;', chr(34))}\n\n{original.text}\n",
    )


def roundcube_id(text: str, original: Original) -> Written:
    return Written(
        plain=f"{text}\n\nPada {original.at:%Y-%m-%d %H:%M}, {original.name} menulis:\n{_quote(original.text)}\n"
    )


def roundcube_en(text: str, original: Original) -> Written:
    return Written(
        plain=f"{text}\n\nOn {original.at:%Y-%m-%d %H:%M}, {original.name} wrote:\n{_quote(original.text)}\n"
    )


def roundcube_html(text: str, original: Original) -> Written:
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /></head><body style="font-size: 10pt; '
        f'font-family: Verdana,Geneva,sans-serif">{_divs(text, line="<p>{}</p>", blank="<p><br /></p>")}'
        f'<p id="reply-intro">Pada {original.at:%Y-%m-%d %H:%M}, {original.name} menulis:</p><blockquote type="cite" '
        f'style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div id="replybody1">{original.inner}</div>'
        "</blockquote></body></html>"
    )
    return Written(
        html=html,
        plain=f"{text}\n\nPada {original.at:%Y-%m-%d %H:%M}, {original.name} menulis:\n\n{_quote(original.text)}\n",
    )


# ------------------------------------------------------------------------------------------------- telephones, others


def samsung_id(text: str, original: Original) -> Written:
    block = (
        f"Dari: {original.name} <{original.address}> \nTanggal: {original.at:%d/%m/%y}  {original.at:%H.%M}  (GMT+08:00) \n"
        f"Ke: {original.to_name} <{original.to_address}> \nSubjek: {original.subject} "
    )
    html = (
        f'<html><body><div dir="auto">{_divs(text)}</div><div dir="auto"><br></div><div id="composer_signature" dir="auto">'
        '<div style="font-size:12px;color:#575757" dir="auto">Dikirim dari Galaxy saya</div></div><div dir="auto"><br></div>'
        '<div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- Pesan asli --------</div>'
        f"{_divs(block)}<div><br></div></div>{original.inner}</body></html>"
    )
    plain = f"{text}\n\n\n\nDikirim dari Galaxy saya\n\n\n-------- Pesan asli --------\n{block}\n\n{original.text}\n"
    return Written(plain=plain, html=html)


def samsung_en(text: str, original: Original) -> Written:
    block = (
        f"From: {original.name} <{original.address}> \nDate: {original.at.month}/{original.at:%d/%y}  {original.at:%I:%M %p}  (GMT+08:00) \n"
        f"To: {original.to_name} <{original.to_address}> \nSubject: {original.subject} "
    )
    html = (
        f'<html><body><div dir="auto">{_divs(text)}</div><div id="composer_signature" dir="auto">Sent from my Galaxy</div>'
        f"<div>-------- Original message --------</div>{_divs(block)}<div><br></div>{original.inner}</body></html>"
    )
    return Written(html=html)


def xiaomi(text: str, original: Original) -> Written:
    """A telephone's own program: HTML alone, the reply and the history in loose blocks."""
    html = (
        f'{_divs(text)}<div><br></div><div>Dikirim dari ponsel Xiaomi saya</div><div class="elided-text">Pada {original.name} '
        f"&lt;{original.address}&gt;, {original.at.day} {_MONTHS[original.at.month - 1][:3]} {original.at.year} {original.at:%H.%M} menulis:<blockquote "
        f'class="quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{original.inner}</blockquote></div>'
    )
    return Written(html=html)


def bluemail(text: str, original: Original) -> Written:
    intro = f'Pada {original.at.day} {_MONTHS[original.at.month - 1][:3]} {original.at.year} {original.at:%H.%M}, pada {original.at:%H.%M}, "{original.name}" <{original.address}> menulis:'
    return Written(
        plain=f"{text}\n\n\u2063Dapatkan BlueMail untuk Android \u200b\n\n{intro}\n{_quote(original.text).replace('> ', '>')}\n"
    )


def yahoo_id(text: str, original: Original) -> Written:
    """Yahoo's plain part marks nothing."""
    intro = (
        f"    Pada {original.day} pukul {original.at:%H.%M.%S} WITA, {original.name} <{original.address}> menulis:  "
    )
    html = (
        f'<html><body><div class="ydp1 yahoo-style-wrap" style="font-size:13px;">{_divs(text)}</div><div id="yahoo_quoted_1" '
        f'class="yahoo_quoted"><div><div>{escape(intro.strip())}</div><div><br></div><div>{original.inner}</div></div></div></body></html>'
    )
    return Written(plain=f" {text}\n\n{intro}\n \n{_indent(original.text)}  \n", html=html)


def yahoo_en(text: str, original: Original) -> Written:
    intro = f"    On {original.at:%A, %B} {original.at.day}, {original.at.year} at {original.at:%I:%M:%S %p} GMT+8, {original.name} <{original.address}> wrote:  "
    return Written(plain=f" {text}\n\nSent from Yahoo Mail on Android \n \n{intro}\n \n{_indent(original.text)}  \n")


def thunderbird_id(text: str, original: Original) -> Written:
    """Answers below what it quotes."""
    return Written(
        plain=f"Pada {original.at:%d/%m/%Y} {original.at:%H.%M}, {original.name} menulis:\n{_quote(original.text)}\n\n{text}\n"
    )


def thunderbird_en(text: str, original: Original) -> Written:
    return Written(
        plain=f"On {original.at:%d/%m/%Y} {original.at:%H:%M}, {original.name} wrote:\n{_quote(original.text)}\n\n{text}\n"
    )


def roundcube_below(text: str, original: Original) -> Written:
    return Written(
        plain=f"On {original.at:%Y-%m-%d %H:%M}, {original.name} wrote:\n{_quote(original.text)}\n\n{text}\n"
    )


def bare(text: str, _: Original) -> Written:
    """A prefilled link, or somebody who deletes what he answers."""
    return Written(plain=f"{text}\n")


def bare_html(text: str, _: Original) -> Written:
    return Written(html=f"<html><body>{_divs(text, line='<p>{}</p>', blank='<p>&nbsp;</p>')}</body></html>")


CLIENTS: Mapping[str, Client] = {
    found.__name__: found
    for found in (
        gmail_id, gmail_id_old, gmail_en, gmail_en_html, gmail_signed, ios_id, ios_en, ios_html, mac_id, outlook_id, outlook_en,
        outlook_html, outlook_plain, outlook_plain_en, owa_id, owa_en, outlook_mobile_id, outlook_mobile_en, zimbra_id, zimbra_en,
        zimbra_marked, zimbra_html, roundcube_id, roundcube_en, roundcube_html, samsung_id, samsung_en, xiaomi, bluemail, yahoo_id,
        yahoo_en, thunderbird_id, thunderbird_en, roundcube_below, bare, bare_html,
    )
}  # fmt: skip


def interleave(answers: Mapping[str, str], original: Original) -> Written:
    """Words typed between the quoted lines: each below the first line that holds its key."""
    lines = [f"On {original.at:%d/%m/%Y} {original.at:%H:%M}, {original.name} wrote:"]
    open_answers = dict(answers)
    for line in _quote(original.text).split("\n"):
        lines.append(line)
        for key in [key for key in open_answers if key in line]:
            lines += ["", open_answers.pop(key), ""]
    if open_answers:
        msg = f"nothing quoted holds {sorted(open_answers)}"
        raise ValueError(msg)
    return Written(plain="\n".join(lines) + "\n")


def as_mail(
    written: Written,
    original: Original,
    *,
    sender: str,
    number: int,
    files: Mapping[str, tuple[str, bytes]],
    in_reply_to: str | None,
) -> bytes:
    """The whole message; `files` are name -> (content type, content)."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = sender
    mail["To"] = f"{original.name} <{original.address}>"
    mail["Subject"] = f"Re: {original.subject}"
    mail["Date"] = original.at
    mail["Message-ID"] = f"<jawaban-{number}@kanwil-contoh.example.go.id>"
    if in_reply_to:
        mail["In-Reply-To"] = mail["References"] = f"<{in_reply_to}>"
    if written.plain is not None:
        mail.set_content(written.plain)
        if written.html is not None:
            mail.add_alternative(written.html, subtype="html")
    else:
        mail.set_content(written.html or "", subtype="html")
    for name, (content_type, content) in files.items():
        main, _, sub = content_type.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()
