"""Files of a mail are told apart by content, never by name; a letter marked Rahasia goes to the holder of its role alone."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest

from office_folder import ADDRESS, address, make_office, put, sent
from pipeline import service
from pipeline.model import Case

NOW = datetime.fromisoformat("2026-11-30T08:10:00+08:00")
BUG = Path(__file__).parents[1] / "cases" / "bugs" / "s08-same-name-rahasia" / "surel.eml"
File = tuple[str, str, bytes]  # name, type, content

NETWORK, SECRET = "gangguan-jaringan", "hak-akses"
HOLDERS = {NETWORK: "kabag", SECRET: "ketua"}
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00 bukan gambar yang utuh " + bytes(40_000)


@cache
def letters() -> dict[str, bytes]:
    """An open letter about the network and one about accounts that is marked Rahasia."""
    mail = email.message_from_bytes(BUG.read_bytes(), policy=email.policy.default)
    first, second = (part.get_content() for part in mail.iter_attachments())
    return {NETWORK: first, SECRET: second}


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def pdf(name: str, content: bytes) -> File:
    return name, "application/pdf", content


def archive(name: str, *members: tuple[str, bytes]) -> File:
    return name, "application/zip", zipped(*members)


def mail_with(files: Sequence[File]) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = "TU Lapas <tu@lapas-contoh.example.go.id>"
    mail["To"] = ADDRESS
    mail["Subject"] = "Dua surat"
    mail["Date"] = "Mon, 30 Nov 2026 08:04:00 +0800"
    mail["Message-ID"] = "<dua@lapas-contoh.example.go.id>"
    mail.set_content("Terlampir dua surat.\n")
    for name, kind, content in files:
        maintype, _, subtype = kind.partition("/")
        mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return mail.as_bytes()


def after(folder: Path, raw: bytes) -> dict[str, Case]:
    """Cases by SOP."""
    put(folder, "surel", raw)
    with service.open_service(make_office(folder), now=NOW) as running:
        running.run_once()
        assert running.store.verify() == ()
        with running.store.reading() as tx:
            return {case.sop or "": case for case in tx.cases()}


def got(folder: Path, to: str) -> set[bytes]:
    """Contents of all files that somebody was sent."""
    mine = [mail for mail in sent(folder) if mail["To"].addresses[0].addr_spec == to]
    return {bytes(part.get_payload(decode=True)) for mail in mine for part in mail.iter_attachments()}


def stored(folder: Path, case: Case) -> set[bytes]:
    return {next((folder / "data").rglob(f"{one.sha256}*")).read_bytes() for one in case.files}


def _mails() -> dict[str, list[File]]:
    open_, secret = letters()[NETWORK], letters()[SECRET]
    return {
        "one name": [pdf("scan.pdf", open_), pdf("scan.pdf", secret)],
        "the secret one first": [pdf("scan.pdf", secret), pdf("scan.pdf", open_)],
        "another case": [pdf("scan.pdf", open_), pdf("SCAN.PDF", secret)],
        "a name that nodis would give": [pdf("s.pdf", open_), pdf("s.pdf", secret), pdf("s (2).pdf", secret)],
        "the name of the body": [pdf("body", open_), pdf("body", secret)],
        "no names": [pdf("", open_), pdf("", secret)],
        "a file and one in an archive": [pdf("scan.pdf", open_), archive("arsip.zip", ("scan.pdf", secret))],
        "an archive called like its member": [pdf("x.pdf", open_), archive("scan.pdf", ("scan.pdf", secret))],
        "two archives": [archive("a.zip", ("scan.pdf", open_)), archive("a.zip", ("scan.pdf", secret))],
        "folders of one archive": [archive("a.zip", ("1/scan.pdf", open_), ("2/scan.pdf", secret))],
        "an archive in an archive": [archive("a.zip", ("scan.pdf", open_), ("b.zip", zipped(("scan.pdf", secret))))],
        "the same twice": [pdf("scan.pdf", open_), pdf("scan.pdf", secret), pdf("scan.pdf", secret)],
    }


@pytest.mark.parametrize("way", _mails())
def test_the_secret_letter_goes_to_its_holder_alone(way: str, tmp_path: Path) -> None:
    cases = after(tmp_path, mail_with(_mails()[way]))
    assert set(cases) == {NETWORK, SECRET}
    for mine, other in ((NETWORK, SECRET), (SECRET, NETWORK)):
        files = got(tmp_path, address(HOLDERS[mine]))
        assert any(letters()[mine] in content for content in files), "each case carries its own letter"
        assert not any(letters()[other] in content for content in files)
        assert not any(letters()[other] in content for content in stored(tmp_path, cases[mine]))
    for mail in sent(tmp_path):
        if mail["To"].addresses[0].addr_spec != address(HOLDERS[SECRET]):
            assert letters()[SECRET] not in {part.get_payload(decode=True) for part in mail.iter_attachments()}


def test_what_belongs_to_no_letter_goes_with_the_secret_one(tmp_path: Path) -> None:
    loose: File = ("foto.jpg", "image/jpeg", PHOTO)
    files = [pdf("a.pdf", letters()[NETWORK]), pdf("b.pdf", letters()[SECRET]), loose]
    cases = after(tmp_path, mail_with(files))
    assert PHOTO in stored(tmp_path, cases[SECRET])
    assert PHOTO not in stored(tmp_path, cases[NETWORK])
    assert PHOTO not in got(tmp_path, address(HOLDERS[NETWORK]))
    assert cases[NETWORK].letter.evidence == ()


def test_beside_letters_that_are_not_secret_it_stays_with_the_first(tmp_path: Path) -> None:
    loose: File = ("foto.jpg", "image/jpeg", PHOTO)
    cases = after(tmp_path, mail_with([pdf("scan.pdf", letters()[NETWORK]), loose]))
    assert PHOTO in stored(tmp_path, cases[NETWORK])
    assert PHOTO in got(tmp_path, address(HOLDERS[NETWORK]))
