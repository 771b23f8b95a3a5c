"""Letters of many hands, with what each says: other wordings, labels, orders and layouts than the samples have.

`make(seed)` gives the text of a letter or mail, how it came, and its truth; everything is fixed by the seed. Wordings lie in
`letter_maker.yaml`, each list cut in three: two thirds to tune by, one third (`aside=True`) that nobody looks at.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass(frozen=True, kw_only=True)
class Made:
    """A letter and what it says. `text` is a document, or the body of a mail where `form` is "email"."""

    seed: int
    form: str
    subject: str  # of the mail
    text: str
    truth: dict[str, str | None]  # field path -> value; None: the letter does not say
    sop: str | None
    access: tuple[tuple[str, str, str], ...] = ()  # name, NIP, role
    kind: str = "letter"
    tags: tuple[str, ...] = field(default=())


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return data


class _Hand:
    """One writer: his choices, and his third of the wordings."""

    def __init__(self, seed: int, *, aside: bool) -> None:
        self.chance = random.Random(f"{seed}/{aside}")
        self.aside = aside

    def pick(self, *keys: str) -> Any:
        """A wording of a list, from the part of it that this hand may use."""
        found: Any = _words()
        for key in keys:
            found = found[key]
        mine = [one for index, one in enumerate(found) if (index % 3 == 2) is self.aside]
        return self.chance.choice(mine or found)

    def nip(self) -> str:
        born = date(1966, 1, 1) + timedelta(days=self.chance.randint(0, 10_000))
        since = born.year + self.chance.randint(21, 28)
        return f"{born:%Y%m%d}{since}{self.chance.randint(1, 12):02d}{self.chance.choice('12')}{self.chance.randint(1, 40):03d}"

    def phone(self) -> tuple[str, str]:
        """As written, and E.164."""
        digits = f"08{self.chance.choice(('11', '12', '13', '21', '52', '57', '77', '81'))}5555{self.chance.randint(1000, 9999)}"
        written = self.chance.choice(
            (
                digits,
                f"{digits[:4]}-{digits[4:8]}-{digits[8:]}",
                f"{digits[:4]} {digits[4:8]} {digits[8:]}",
                f"+62 {digits[1:4]}-{digits[4:8]}-{digits[8:]}",
            )
        )
        return written, f"+62{digits[1:]}"

    def day(self, of: date) -> str:
        return self.chance.choice(
            (f"{of.day} {MONTHS[of.month - 1]} {of.year}", f"{of.day:02d} {MONTHS[of.month - 1]} {of.year}")
        )


def make(seed: int, *, aside: bool = False) -> Made:
    """Letter number `seed`."""
    hand = _Hand(seed, aside=aside)
    if hand.chance.random() < 0.12:
        return _no_letter(seed, hand)
    sop = hand.chance.choice(sorted(_words()["sops"]))
    form = hand.chance.choice(
        ("nota_dinas", "surat", "surat", "email", "formulir" if sop == "keluhan-aplikasi" else "nota_dinas")
    )
    written = date(2026, 1, 5) + timedelta(days=hand.chance.randint(0, 300))
    happened = written - timedelta(days=hand.chance.randint(0, 6))
    unit, office = hand.pick("units"), hand.pick("offices")
    name, signer = hand.pick("names"), hand.pick("names")
    phone, number = hand.phone(), hand.pick("numbers").format(n=hand.chance.randint(11, 989), m="IX", y=written.year)
    nip, signer_nip = hand.nip(), hand.nip()
    application = hand.pick("applications") if sop in ("keluhan-aplikasi", "hak-akses") else None
    hour = f"{hand.chance.randint(7, 15):02d}.{hand.chance.choice(('00', '15', '30', '45'))}"
    zone = hand.chance.choice((("WIB", "+07:00"), ("WITA", "+08:00"), ("WIT", "+09:00")))
    timed = "{when}" in (issue := hand.pick("sops", sop, "issues"))
    when = f"{DAYS[happened.weekday()]}, {hand.day(happened)} pukul {hour} {zone[0]}"
    issue = issue.format(when=when, app=application, unit=unit)
    request = hand.pick("sops", sop, "requests").format(app=application, unit=unit)
    subject = hand.pick("sops", sop, "subjects").format(app=application)
    rows = (
        tuple((hand.pick("names"), hand.nip(), hand.pick("roles")) for _ in range(hand.chance.randint(1, 4)))
        if sop == "hak-akses"
        else ()
    )
    truth: dict[str, str | None] = {
        "requester.unit": unit, "requester.name": name, "requester.phone": phone[1], "issue.description": issue,
        "requested_resolution": request,
        "issue.occurred_at": f"{happened.isoformat()}T{hour.replace('.', ':')}:00{zone[1]}" if timed else None,
        "issue.application": application, "number": None, "date": None, "subject": None, "addressee": None,
        "signatory.name": None, "signatory.nip": None, "requester.nip": None,
    }  # fmt: skip
    contact_style = hand.chance.choice(("prose", "labels"))
    parts = {
        "unit": unit, "office": office, "name": name, "phone": phone[0], "nip": nip, "issue": issue, "request": request,
        "subject": subject, "number": number, "date": hand.day(written), "signer": signer, "signer_nip": signer_nip,
        "to": hand.pick("addressees"), "rows": rows, "application": application, "style": contact_style, "when": when, "timed": timed,
    }  # fmt: skip
    if form == "email":
        text = _mail(hand, parts)
        mail_subject = subject if hand.chance.random() < 0.7 else hand.pick("vague")
        truth["subject"] = mail_subject
    elif form == "formulir":
        text = _form(hand, parts)
        truth |= {"requester.nip": nip, "date": written.isoformat()}
        mail_subject = "Formulir keluhan"
    else:
        text = _letter(hand, form, parts)
        truth |= {
            "number": number, "date": written.isoformat(), "subject": subject, "addressee": parts["to"],
            "signatory.name": signer, "signatory.nip": signer_nip,
        }  # fmt: skip
        mail_subject = f"Penyampaian {form.replace('_', ' ')}"
    noisy = form != "email" and hand.chance.random() < 0.2
    return Made(
        seed=seed, form=form, subject=mail_subject, text=_noise(text, hand) if noisy else text, truth=truth, sop=sop,
        access=rows if form != "email" or rows else (), tags=(sop, form, *(("noise",) if noisy else ())),
    )  # fmt: skip


def _no_letter(seed: int, hand: _Hand) -> Made:
    kind, subject, text = hand.pick("no_letters")
    return Made(
        seed=seed, form="email", subject=subject, text=text, truth={}, sop=None, kind=kind, tags=(f"kind:{kind}",)
    )


def _contact(hand: _Hand, parts: dict[str, Any]) -> list[str]:
    if parts["style"] == "prose":
        return [hand.pick("contact_prose").format(**parts)]
    return [
        f"{hand.pick('labels', 'unit')} : {parts['unit']}",
        f"{hand.pick('labels', 'name')} : {parts['name']}",
        f"{hand.pick('labels', 'phone')} : {parts['phone']}",
    ]


def _listed(hand: _Hand, parts: dict[str, Any]) -> list[str]:
    rows = parts["rows"]
    if not rows:
        return []
    style = hand.chance.choice(("table", "slash", "words"))
    if style == "table":
        return [
            "No   Nama   NIP   Hak Akses",
            *(f"{i}   {name}   {nip}   {role}" for i, (name, nip, role) in enumerate(rows, 1)),
        ]
    if style == "slash":
        return [f"{i}. {name} / {nip} / {role}" for i, (name, nip, role) in enumerate(rows, 1)]
    return [f"{i}) {name} (NIP {nip}) sebagai {role}" for i, (name, nip, role) in enumerate(rows, 1)]


def _letter(hand: _Hand, form: str, parts: dict[str, Any]) -> str:
    head_labels = hand.pick("heads")
    lines = [parts["office"].upper(), parts["unit"].upper(), hand.pick("streets")]
    if form == "nota_dinas":
        order = [
            ("to", parts["to"]),
            ("from", f"Kepala {parts['unit']}"),
            ("date", parts["date"]),
            ("subject", parts["subject"]),
            ("number", parts["number"]),
        ]
        hand.chance.shuffle(order)
        lines.append("NOTA DINAS")
        lines += [f"{head_labels[key]}   : {value}" for key, value in order]
    else:
        lines += [
            f"{head_labels['number']}   : {parts['number']}   {parts['date']}",
            f"{head_labels['subject']}   : {parts['subject']}",
            f"Yth. {parts['to']}",
            "di Tempat",
        ]
    body = [hand.pick("openings").format(**parts)]
    matter = [parts["issue"], hand.pick("evidence"), parts["request"]]
    if hand.chance.random() < 0.3:
        matter.insert(1, hand.pick("background"))
    prose_contact = _contact(hand, parts)
    if parts["style"] == "prose":
        matter += prose_contact
    marks = hand.chance.choice(("1.", "a.", ""))
    body += [f"{_mark(marks, index)}{text}" for index, text in enumerate(matter)]
    body += _listed(hand, parts)
    if parts["style"] == "labels":
        body += prose_contact
    body.append(hand.pick("closings"))
    nip = parts["signer_nip"]
    printed = nip if hand.chance.random() < 0.5 else f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    sign = [f"Kepala {parts['unit']},", parts["signer"], f"{hand.chance.choice(('NIP', 'NIP.'))} {printed}"]
    return "\n".join([*lines, *body, *sign, *(("Tembusan:", "1. Arsip.") if hand.chance.random() < 0.5 else ())])


def _mark(marks: str, index: int) -> str:
    return "" if not marks else f"{index + 1}. " if marks == "1." else f"{chr(97 + index)}. "


def _mail(hand: _Hand, parts: dict[str, Any]) -> str:
    lines = [hand.pick("greetings"), "", parts["issue"], parts["request"], *_listed(hand, parts), ""]
    if parts["style"] == "labels":
        lines += _contact(hand, parts)
        lines += ["", hand.pick("thanks")]
    else:
        lines += [hand.pick("thanks"), parts["name"], parts["unit"], f"{hand.pick('labels', 'phone')} {parts['phone']}"]
    return "\n".join(lines)


def _form(hand: _Hand, parts: dict[str, Any]) -> str:
    fields = (
        ("name", parts["name"]), ("nip", parts["nip"]), ("unit", parts["unit"]), ("phone", parts["phone"]), ("date", parts["date"]),
        ("application", parts["application"]), ("when", parts["when"] if parts["timed"] else "-"), ("issue", parts["issue"]),
        ("request", parts["request"]),
    )  # fmt: skip
    rows = [(hand.pick("labels", key), value) for key, value in fields]
    sign = hand.chance.choice((" : ", "   "))
    numbered = hand.chance.random() < 0.5
    return "\n".join(
        [
            hand.pick("titles"),
            *(f"{f'{i}. ' if numbered else ''}{name}{sign}{value}" for i, (name, value) in enumerate(rows, 1)),
            "Pemohon,",
            parts["name"],
        ]
    )


def _noise(text: str, hand: _Hand) -> str:
    """What OCR does to labels and digits: a colon lost to a stroke, I for l, a point too many."""
    lines = []
    for line in text.splitlines():
        colon = hand.chance.choice(("   1 ", "   > ", "   ; ", "  : ")) if hand.chance.random() < 0.15 else "   : "
        lines.append(line.replace("   : ", colon, 1).replace(" II ", " Il "))
    return "\n".join(lines)
