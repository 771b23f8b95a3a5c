"""How mail programs write a forward in plain text: the head that each puts above the mail, and what it does to the mail's lines.

Written by hand after the programs. `{n}` name, `{a}` address, `{s}` subject of the mail that is forwarded, `{t}` who got it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Forwarding:
    """One program in one language."""

    head: str
    prefix: str = "Fwd: "
    marked: bool = False  # the mail's lines, and its head's, begin with "> "
    names_address: bool = True


_OUTLOOK_LINE = "_" * 32 + "\n"
FORWARDINGS: Mapping[str, Forwarding] = {
    "outlook_desktop_en": Forwarding("From: {n} <{a}> \nSent: Tuesday, March 3, 2026 8:45 AM\nTo: {t}\nSubject: {s}\n", "FW: "),
    "outlook_desktop_id": Forwarding("Dari: {n} <{a}> \nTerkirim: Selasa, 03 Maret 2026 08.45\nKepada: {t}\nSubjek: {s}\n", "FW: "),
    "outlook_2010_en": Forwarding("-----Original Message-----\nFrom: {n} [mailto:{a}] \nSent: Tuesday, March 3, 2026 8:45 AM\nTo: {t}\nSubject: {s}\nImportance: High\n", "FW: "),
    "outlook_2010_id": Forwarding("-----Pesan Asli-----\nDari: {n} [mailto:{a}] \nDikirim: 03 Maret 2026 8:45\nKepada: {t}\nPerihal: {s}\n", "TRS: "),
    "outlook_web_en": Forwarding(_OUTLOOK_LINE + "From: {n} <{a}>\nSent: Tuesday, March 3, 2026 8:45 AM\nTo: {t}\nCc: Tata Usaha <tu@kanwil.example.go.id>\nSubject: {s}\n", "Fw: "),
    "outlook_web_id": Forwarding(_OUTLOOK_LINE + "Dari: {n} <{a}>\nDikirim: Selasa, 03 Maret 2026 08.45\nKepada: {t}\nSubjek: {s}\n", "Fw: "),
    "outlook_mobile_en": Forwarding("Get Outlook for Android<https://aka.ms/example>\n" + _OUTLOOK_LINE + "From: {n} <{a}>\nSent: Tuesday, March 3, 2026 8:45:10 AM\nTo: {t}\nSubject: {s}\n", "Fw: "),
    "outlook_mobile_id": Forwarding("Dapatkan Outlook untuk Android<https://aka.ms/example>\n" + _OUTLOOK_LINE + "Dari: {n} <{a}>\nDikirim: Selasa, Maret 3, 2026 8:45:10 AM\nKepada: {t}\nSubjek: {s}\n", "Fw: "),
    "outlook_bold_en": Forwarding("*From:* {n} <{a}>\n*Sent:* Tuesday, March 3, 2026 8:45 AM\n*To:* {t}\n*Subject:* {s}\n", "FW: "),
    "exchange_en": Forwarding("From: {n} \nSent: Tuesday, March 3, 2026 8:45 AM\nTo: Hendra Wijaya\nSubject: {s}\n", "FW: ", names_address=False),
    "exchange_id": Forwarding("Dari: {n} \nTerkirim: Selasa, 03 Maret 2026 08.45\nKepada: Hendra Wijaya\nSubjek: {s}\n", "FW: ", names_address=False),
    "zimbra_en": Forwarding('----- Forwarded Message -----\nFrom: "{n}" <{a}>\nTo: {t}\nSent: Tuesday, March 3, 2026 8:45:12 AM\nSubject: {s}\n'),
    "zimbra_id": Forwarding('----- Pesan Diteruskan -----\nDari: "{n}" <{a}>\nUntuk: {t}\nTerkirim: Selasa, 3 Maret 2026 8:45:12\nPerihal: {s}\n'),
    "zimbra_original_en": Forwarding('----- Original Message -----\nFrom: "{n}" <{a}>\nTo: {t}\nSent: Tuesday, March 3, 2026 8:45:12 AM\nSubject: {s}\n'),
    "roundcube_en": Forwarding("-------- Original Message --------\nSubject: {s}\nDate: 2026-03-03 08:45\nFrom: {n} <{a}>\nTo: {t}\n"),
    "roundcube_id": Forwarding("-------- Pesan Asli --------\nJudul: {s}\nTanggal: 03-03-2026 08:45\nPengirim: {n} <{a}>\nPenerima: {t}\nLampiran: Tata Usaha <tu@kanwil.example.go.id>\n"),
    "yahoo_en": Forwarding('   ----- Forwarded Message ----- From: {n} <{a}>To: "{t}" <{t}>Sent: Tuesday, March 3, 2026, 08:45:12 AM GMT+8Subject: {s}'),
    "yahoo_id": Forwarding('   ----- Pesan yang Diteruskan ----- Dari: {n} <{a}>Kepada: "{t}" <{t}>Terkirim: Selasa, 3 Maret 2026 08.45.12 WITAJudul: {s}'),
    "yahoo_lines_en": Forwarding('----- Forwarded Message -----\n From: {n} <{a}>\n To: "{t}" <{t}> \n Sent: Tuesday, March 3, 2026, 08:45:12 AM GMT+8\n Subject: {s}\n', "Fw: "),
    "apple_en": Forwarding("Begin forwarded message:\n\nFrom: {n} <{a}>\nSubject: {s}\nDate: 3 March 2026 at 08.45.12 WITA\nTo: {t}\n", marked=True),
    "apple_id": Forwarding("Mulai pesan yang diteruskan:\n\nDari: {n} <{a}>\nPerihal: {s}\nTanggal: 3 Maret 2026 08.45.12 WITA\nKepada: {t}\n", marked=True),
    "iphone_id": Forwarding("Awal pesan terusan:\n\nDari: {n} <{a}>\nTanggal: 3 Maret 2026 08.45.12 WITA\nKepada: {t}\nPerihal: {s}\n", marked=True),
    "thunderbird_en": Forwarding("-------- Forwarded Message --------\nSubject: \t{s}\nDate: \tTue, 3 Mar 2026 08:45:12 +0800\nFrom: \t{n} <{a}>\nTo: \t{t}\n"),
    "thunderbird_id": Forwarding("-------- Pesan Terusan --------\nSubjek: \t{s}\nTanggal: \tTue, 3 Mar 2026 08:45:12 +0800\nDari: \t{n} <{a}>\nKepada: \t{t}\n"),
    "gmail_en": Forwarding("---------- Forwarded message ---------\nFrom: {n} <{a}>\nDate: Tue, Mar 3, 2026 at 8:45 AM\nSubject: {s}\nTo: <{t}>\n"),
    "gmail_id": Forwarding("---------- Forwarded message ---------\nDari: {n} <{a}>\nDate: Sel, 3 Mar 2026 pukul 08.45\nSubject: {s}\nTo: <{t}>\n"),
    "gmail_old_id": Forwarding("---------- Pesan terusan ----------\nDari: {n} <{a}>\nTanggal: 3 Maret 2026 08.45\nSubjek: {s}\nKepada: {t}\n"),
    "samsung_en": Forwarding("-------- Original message --------\nFrom: {n} <{a}> \nDate: 3/3/26  8:45 AM  (GMT+08:00) \nTo: {t} \nSubject: {s} \n"),
    "samsung_id": Forwarding("-------- Pesan asli --------\nDari: {n} <{a}> \nTanggal: 03/03/26  08.45  (GMT+08:00) \nKe: {t} \nSubjek: {s} \n"),
    "xiaomi_en": Forwarding("---------- Forwarded message ----------\nFrom: {n} <{a}>\nDate: 3 Mar 2026 08:45\nTo: {t}\nSubject: {s}\n"),
    "xiaomi_id": Forwarding("---------- Pesan yang diteruskan ----------\nDari: {n} <{a}>\nTanggal: 3 Mar 2026 08.45\nKe: {t}\nPerihal: {s}\n"),
}  # fmt: skip


def forwarded(client: Forwarding, text: str, *, name: str, address: str, subject: str, to: str) -> str:
    """A mail as the program puts it below what its user writes."""
    head = client.head.format(n=name, a=address, s=subject, t=to)
    if not client.marked:
        return f"{head}\n{text}"
    mark, _, rest = head.partition("\n\n")
    return mark + "\n\n" + "\n".join(f"> {line}".rstrip() for line in f"{rest}\n{text}".split("\n"))
