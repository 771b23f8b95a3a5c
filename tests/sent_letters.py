"""Letters as offices send them: scanned, photographed, in Word, forwarded by a secretariat, packed by Outlook, typed in a wrong charset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import Any

from any_format import zipped
from extraction.test_lists import xlsx
from forwarding_clients import FORWARDINGS, forwarded
from make_samples import COVER, Letter, as_pdf, attach, in_word, photographed, scanned
from outlook_files import msg, tnef

Said = Mapping[str, Any]  # `by`, `subject`, and what the form wants: `text`, `paper` (of `make_samples.Letter`), `list`


def typed(said: Said) -> EmailMessage:
    return _mail(said["text"])


def typed_with_list(said: Said) -> EmailMessage:
    """The people stand in a workbook of Excel beside the mail."""
    return _mail(said["text"], **{"daftar pegawai.xlsx": xlsx(said["list"])})


def typed_in(charset: str, *, said_to_be: str) -> Callable[[Said], EmailMessage]:
    """What a program writes that labels every mail alike, whatever its characters are."""

    def make(said: Said) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        mail.set_content(said["text"], charset=charset, cte="quoted-printable")
        mail.set_param("charset", said_to_be)
        return mail

    return make


def scan(said: Said) -> EmailMessage:
    return _mail(COVER, **{"Scan_20260302.pdf": scanned(_print(said), angle=0.9, seed=11)})


def photo(said: Said) -> EmailMessage:
    return _mail("", **{"IMG_20260302_080912.jpg": photographed(_print(said), seed=12)})


def word(said: Said) -> EmailMessage:
    return _mail(COVER, **{"surat.docx": in_word(_paper(said))})


def zip_with_word(said: Said) -> EmailMessage:
    return _mail(COVER, **{"surat.zip": zipped({"Surat/surat.docx": in_word(_paper(said))})})


def forward_with_pdf(said: Said) -> EmailMessage:
    """Outlook's forward by `via`, who hands on the mail of `by` with its letter."""
    by = said["by"]
    below = {"name": by["name"], "address": by["address"], "subject": said["subject"], "to": said["via"]["address"]}
    text = forwarded(FORWARDINGS["outlook_desktop_id"], COVER, **below)
    return _mail(f"Mohon ditindaklanjuti.\n\n{said['via']['name']}\n\n{text}", **{"surat.pdf": _print(said)})


def outlook_item(said: Said) -> EmailMessage:
    """The mail saved from Outlook and sent on as a file."""
    item = msg(text=said["text"], sender=said["by"]["address"], subject=said["subject"])
    return _mail("Terlampir.", **{f"{said['subject']}.msg": item})


def outlook_bag(said: Said) -> EmailMessage:
    """All that the mail says lies in a winmail.dat."""
    return _mail("", **{"winmail.dat": tnef(body=said["text"].encode("cp1252"), subject=said["subject"].encode())})


FORMS: Mapping[str, Callable[[Said], EmailMessage]] = {
    "typed": typed,
    "typed with list": typed_with_list,
    "cp1252 as iso-8859-1": typed_in("cp1252", said_to_be="iso-8859-1"),
    "utf-8 as iso-8859-1": typed_in("utf-8", said_to_be="iso-8859-1"),
    "scan": scan,
    "photo": photo,
    "word": word,
    "zip": zip_with_word,
    "forward": forward_with_pdf,
    "msg": outlook_item,
    "winmail.dat": outlook_bag,
}


def _mail(text: str, **files: bytes) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail.set_content(text)
    for name, content in files.items():
        attach(mail, name, content)
    return mail


def _paper(said: Said) -> Letter:
    paper = said["paper"]
    rows = {"body": tuple(paper["body"]), "contact": tuple(paper["contact"].items()), "signer": tuple(paper["signer"])}
    return Letter(**{**paper, **rows, "table": tuple(map(tuple, paper.get("table", ())))})


def _print(said: Said) -> bytes:
    return _printed(_paper(said))


@cache
def _printed(paper: Letter) -> bytes:
    return as_pdf(in_word(paper))
