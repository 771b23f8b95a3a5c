"""Words that look like a decision and are none of the writer's: in letters that our mails quote, in quotes, hidden, in files.

Everything here is drawn by a `random.Random`, so that a seed says which attack it is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from html import escape

ANSWERS = (
    "SETUJU", "Setuju, silakan dilanjutkan.", "setuju pak, lanjutkan", "ACC", "Disetujui", "SELESAI", "Sudah selesai, kabel diganti.",
    "TOLAK bukan wewenang kami", "Ditolak saja.", "TERUSKAN", "TERUSKAN ke Rizky Ramadhan", "TANGANI", "Kami tangani sendiri.",
    "KOREKSI nomor surat salah", "TUNDA sampai Jumat, karena menunggu suku cadang", "TANYA apakah ruangan terkunci?",
    "ALIHKAN Surya Darma", "PINDAH masalah-software", "BATAL", "CABUT", "PUAS", "BELUM", "STATUS", "masalah-software",
    "PERBAIKI No. HP: 0813-0000-6666", "No. HP: 0813-0000-6666", "Oke, silakan ditindaklanjuti.", "👍", "✅ SETUJU",
    "Penyebab: kabel digigit tikus\nTindakan: kabel diganti\nChecklist: lampu menyala",
)  # fmt: skip
"""Each moves some step or some requester's case where it counts."""

LINE_ENDS = ("\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\r", "\x1c", "\x1e")
"""What some programs show as the end of a line and others do not, so that a mark at its head is missing behind it."""

NOT_LETTERS = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u2063"
CONFUSABLE = {
    "a": "аɑａ𝐚", "e": "еｅ𝖾", "i": "іｉ𝗂", "o": "оοｏ𝘰", "s": "ѕｓ𝑠", "u": "υｕ𝓾", "t": "ｔ𝐭", "d": "ԁｄ", "k": "κｋ", "j": "јｊ", "l": "ӏｌ",
    "n": "ｎ", "m": "ｍ", "b": "ｂ", "g": "ɡｇ", "r": "ｒ", "h": "һｈ", "y": "уｙ", "p": "рｐ",
    "A": "АΑＡ", "E": "ЕΕＥ", "I": "ІΙ", "O": "ОΟＯ", "S": "ЅＳ", "T": "ТΤＴ", "K": "КΚＫ", "J": "ЈＪ", "U": "Ｕ", "L": "Ｌ", "N": "ΝＮ",
    "B": "ВΒ", "D": "Ｄ", "M": "МΜ", "G": "Ｇ", "R": "Ｒ", "H": "НΗ",
}  # fmt: skip
COMBINING = "\u0301\u0308\u0323\u0332\u0335\u0336\u20e0"

_KABAG = "Hendra Wijaya <kabag@kanwil-contoh.example.go.id>"
_OFFICE = "Layanan TI Kanwil Contoh <layanan-ti@kanwil-contoh.example.go.id>"


def answer(chance: random.Random, tempting: Sequence[str] = ()) -> str:
    """An answer word or sentence, more often than not one of those that move the step at hand."""
    return chance.choice(tempting if tempting and chance.random() < 0.6 else ANSWERS)


def letter_words(chance: random.Random, tempting: Sequence[str] = ()) -> str:
    """What a stranger writes into the letter that our mail quotes: an answer, dressed up to look like the reader's own."""
    words = answer(chance, tempting)
    end = chance.choice(LINE_ENDS)
    frames = (
        f"--diteruskan\n{words}",
        f"-- diteruskan --\n\n{words}\n",
        (
            f"---------- Forwarded message ---------\nFrom: {_KABAG}\nDate: Mon, Mar 2, 2026 at 8:01 AM\nSubject: Re: Disposisi\n"
            f"To: <layanan-ti@kanwil-contoh.example.go.id>\n\n{words}"
        ),
        f"---------- Pesan yang diteruskan ---------\nDari: {_KABAG}\nKepada: {_OFFICE}\n\n{words}",
        f"Dari: {_KABAG}\nTerkirim: Senin, 2 Maret 2026 08.01\nKepada: {_OFFICE}\nPerihal: Disposisi\n\n{words}",
        f"Dari: Kabag\n{words}",
        f"Pada Sen, 2 Mar 2026 pukul 08.05 {_OFFICE} menulis:\n\n{words}",
        f"Mohon bantuan.\n\n{words}\n\nPada Sen, 2 Mar 2026 pukul 08.05 {_OFFICE} menulis:\n> mohon jawaban",
        f"On Mon, Mar 2, 2026 at 8:05 AM {_OFFICE} wrote:\n> mohon jawaban\n{words}",
        f"-- \n{words}",
        f"________________________________\n{words}",
        f"\n\n\n\n\n\n{words}\n\n\n\n\n\n",
        f"{words}\n\n" * 3,
        f"</blockquote></div></body></html>\n{words}\n<blockquote>",
        f"<br><br><div>{words}</div>",
        f"> jaringan mati\n{words}\n> mohon dibantu",
        f"]]>--><p>{words}</p>",
        f"Kantor Wilayah Contoh\nPerkara 2026-0042, Pengaduan Gangguan Layanan Jaringan\n\n{words}",
        f"Balas surel ini dengan:\n\n{words}\n\nTidak dapat? {words}",
        f"Jawaban Kabag: {words}",
        f"jaringan mati{end}{words}{end}mohon dibantu",
        f"jaringan mati{end}{end}{words}",
        f"Hal: {words}",
        f"Dikirim dari iPhone saya\n\n{words}",
        f"Yth. Layanan TI\n\n{words}\n\nTerima kasih\nHendra Wijaya",
        f"\u200b{words}\u200b",
        f"\u202e{words[::-1]}\u202c",
        f"\u2067{words}\u2069",
        f"Setelah selesai, balas surel ini:\n\n  SELESAI\n  Penyebab : {words}\n  Tindakan : {words}",
        words,
    )
    return chance.choice(frames)


def imitation(chance: random.Random, ours: str, tempting: Sequence[str] = ()) -> str:
    """Our whole mail, with an answer filled in above, below or in place of a line."""
    if chance.random() < 0.4 and (form := filled_in(ours, "kabel digigit tikus hutan")) != ours:
        return form
    lines, words = ours.rstrip().split("\n"), answer(chance, tempting)
    place = chance.choice((0, len(lines), chance.randrange(len(lines))))
    return "\n".join([*lines[:place], words, *lines[place:]])


def filled_in(ours: str, value: str) -> str:
    """Our mail with a value in each place of its form that waits for one."""
    return re.sub(
        r"(?m)^([ \t>]*[A-Z][\w. ]{2,40}?[ \t]*:[ \t]*)(?:\([^()]*\)|\.{3,}|_{3,}|…)?[ \t]*$", rf"\g<1>{value}", ours
    )


def strangers_words(chance: random.Random, ours: str, tempting: Sequence[str] = ()) -> str:
    """A text that somebody else wrote, long or short."""
    kind = chance.randrange(5)
    if kind == 0:
        return imitation(chance, ours, tempting)
    if kind == 1:
        return answer(chance, tempting)
    if kind == 2:  # lines that only some programs end
        return f"jaringan mati{chance.choice(LINE_ENDS) * chance.randint(1, 2)}{answer(chance, tempting)}"
    filler = "Yth. Bapak/Ibu,\n\nJaringan di ruang kunjungan kami terputus sejak pagi, mohon segera diperiksa.\n"
    return f"{filler}\n{letter_words(chance, tempting)}\n\nDemikian kami sampaikan.\nSari Wulandari"


def disguised(chance: random.Random, text: str) -> str:
    """The text as a person still reads it, with other letters, marks or invisible characters in it."""
    kind = chance.randrange(4)
    places = [place for place, letter in enumerate(text) if letter.isalpha()]
    chosen = set(chance.sample(places, min(len(places), chance.randint(1, 3))))
    out = []
    for place, letter in enumerate(text):
        if place not in chosen:
            out.append(letter)
        elif kind == 0:
            out.append(chance.choice(CONFUSABLE.get(letter, letter)))
        elif kind == 1:
            out.append(letter + chance.choice(NOT_LETTERS) * chance.randint(1, 3))
        elif kind == 2:
            out.append(letter + chance.choice(COMBINING[:4]))
        else:
            out.append(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter)
    return "".join(out)


# ------------------------------------------------------------------------------------------------------------- hidden

INVISIBLE = (
    "display:none", "DISPLAY : NONE !important", "display:none;display:none", "visibility:hidden", "visibility:collapse", "font-size:0", "font-size:0px",
    "font-size:1px;line-height:1px", "font-size:.01em", "font:0/0 arial", "color:#fff", "color:white;background:white", "color:#FFFFFF",
    "color:rgb(255,255,255)", "color:rgb(255 255 255)", "color:hsl(0,0%,100%)", "color:#fefefe;background-color:#ffffff", "color:transparent",
    "color:rgba(0,0,0,0)", "color:#00000000", "background:#000;color:#000", "background-color:navy;color:#000080", "opacity:0", "opacity:0.0",
    "opacity:.01", "max-height:0;overflow:hidden", "height:0;overflow:hidden", "height:0px;width:0px;overflow:hidden",
    "max-height:0px;max-width:0px;overflow:hidden", "position:absolute;left:-9999px", "position:absolute;top:-9999px", "position:fixed;left:-200vw",
    "text-indent:-9999px;overflow:hidden", "position:absolute;clip:rect(0,0,0,0)", "position:absolute;clip:rect(0 0 0 0)", "clip-path:inset(100%)",
    "transform:scale(0)", "margin-left:-9999px", "filter:opacity(0)", "mso-hide:all;display:none", "text-decoration:line-through",
    "text-decoration-line:line-through", "disp/**/lay:none;display:/*x*/none", "dis\\70 lay:none", "display&#58;none", "content-visibility:hidden",
)  # fmt: skip
"""Declarations that make words invisible, or strike them out."""

_BY_RULE = ("display:none", "visibility:hidden", "font-size:0", "color:#fff", "opacity:0", "position:absolute;left:-9999px", "text-decoration:line-through")  # fmt: skip

UNSEEN = (
    "<s>{}</s>", "<strike>{}</strike>", "<del>{}</del>", "<textarea>{}</textarea>", "<noscript>{}</noscript>", "<template>{}</template>",
    "<script>{}</script>", "<style>{}</style>", "<title>{}</title>", "<!-- {} -->", "<!--[if mso]>{}<![endif]-->", "<!--[if !mso]><!-- {} --><!--<![endif]-->",
    "<div hidden>{}</div>", '<div hidden="until-found">{}</div>', "<select><option>{}</option></select>", '<img src="cid:x" alt="{}">',
    '<span title="{}">.</span>', '<input type="text" value="{}">', '<input type="hidden" value="{}">', '<img src="cid:x" title="{}">',
    "<details><summary>.</summary>{}</details>", "<object data='x'>{}</object>", "<iframe srcdoc='{}'></iframe>", "<iframe>{}</iframe>", "<video>{}</video>",
    "<audio>{}</audio>", "<canvas>{}</canvas>", "<svg><title>{}</title></svg>", "<svg><desc>{}</desc></svg>", "<datalist><option>{}</option></datalist>",
    "<dialog>{}</dialog>", '<font color="white">{}</font>', '<font color="#FFFFFF">{}</font>', '<font size="1" color="#fefefe">{}</font>',
    '<table bgcolor="black"><tr><td><font color="black">{}</font></td></tr></table>', '<table><tr><td bgcolor="#000080" style="color:navy">{}</td></tr></table>',
    '<div style="color:#fff"><p>{}</p></div>', '<div style="font-size:0"><span>{}</span></div>', '<a href="mailto:x@y.example?body={}">.</a>',
    '<div data-answer="{}">.</div>', '<meta name="x" content="{}">', "<noframes>{}</noframes>", "<noembed>{}</noembed>", "<button hidden>{}</button>",
    '<div style="display:none"><div style="display:block">{}</div></div>', "<p STYLE=display:none>{}</p>", "<p style='color:red;display:none'>{}</p>",
    '<span aria-label="{}"></span>', "<math><annotation>{}</annotation></math>", "<map><area alt='{}'></map>", "<head><style></style>{}</head>"
)  # fmt: skip
"""Elements whose words nobody sees, or sees struck out, or takes for a picture's name."""


def hidden(chance: random.Random, words: str) -> tuple[str, str]:
    """Words that no reader sees: a rule for the head, and what stands in the body."""
    safe = escape(words.replace("\n", " "))
    kind = chance.randrange(5)
    if kind <= 1:
        tag = chance.choice(("div", "span", "p", "td", "li", "b", "h1", "font", "center", "blockquote"))
        return "", f'<{tag} style="{chance.choice(INVISIBLE)}">{safe}</{tag}>'
    if kind <= 3:
        body = chance.choice(UNSEEN)
        return ("", body.replace("{}", safe)) if "<head>" not in body else ("", f"<p hidden>{safe}</p>")
    look = chance.choice(_BY_RULE)
    selector, body = chance.choice(
        (
            (".x1", f'<div class="x1">{safe}</div>'),
            (".x1", f'<div class="a x1 b">{safe}</div>'),
            ("div.x1", f"<div class=x1>{safe}</div>"),
            ("#x1", f'<div id="x1">{safe}</div>'),
            (".x1 p", f'<div class="x1"><p>{safe}</p></div>'),
            (".x1 > span", f'<div class="x1"><span>{safe}</span></div>'),
            ("p.y, .x1", f'<div class="x1">{safe}</div>'),
            ("[data-x]", f'<div data-x="1">{safe}</div>'),
            ("tt", f"<tt>{safe}</tt>"),
            ("body .x1, html .x1", f'<div class="x1">{safe}</div>'),
        )
    )
    if chance.random() < 0.15:
        return f'.x1::before {{content:"{safe}"}}', '<div class="x1"></div>'
    if chance.random() < 0.15:
        return f"@media screen {{ {selector} {{ {look} }} }}", body
    return f"{selector} {{ {look} }}", body


_SHOWN_BY_SOME = re.compile(
    r"::before|<img src=\S+ alt|<input type=.text|<(?:textarea|noscript|template|select|details|object|iframe|video|audio|canvas|dialog"
    r"|noframes|noembed|td)\b|<(?:span|b|font)\b[^>]*(?:overflow|clip-path|transform)"
)


def shown_by_some(style: str, body: str) -> bool:
    """Whether some program shows what `hidden` has made: what an element falls back to, a cell outside a table, a rule unheard."""
    return bool(_SHOWN_BY_SOME.search(f"{style}{body}"))
