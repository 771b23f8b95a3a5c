"""What is stored and never opened nor passed on: programs in letters and replies, and what a real virus scanner finds."""

from __future__ import annotations

import email
import email.policy
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest

from active_files import compound, machine_code, pdf, picture, rtf, uuencoded, with_parts, with_relation, workbook
from any_format import TEXT, odt
from any_format import word as letter_in_word
from clam_server import VIRUS, clam_server
from office_folder import address, answer, make_office, put, sent, typed_letter
from pipeline import checks, service
from pipeline.errors import ConfigurationError, ScannerAwayError
from pipeline.intake import Scanner
from pipeline.model import Part
from pipeline.reading import Reader
from pipeline.store import Sums
from smtp_server import free_port

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
PROGRAM = b"MZ\x90\x00 bukan program sungguhan"


@pytest.fixture(scope="module")
def clamd() -> Iterator[tuple[str, str]]:
    with clam_server() as urls:
        yield urls


def letter_with(files: dict[str, bytes]) -> bytes:
    mail = email.message_from_bytes(typed_letter(1), policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def run(config: Path, minutes: int = 0) -> Sums:
    with service.open_service(config, now=NOW + timedelta(minutes=minutes)) as running:
        running.run_once(timeout=120)
        with running.store.reading() as tx:
            return tx.sums()


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return " ".join(str(body.get_content()).split()) if body else ""


def told(folder: Path) -> str:
    return " ".join(text(mail) for mail in sent(folder) if address("operator") in str(mail["To"]))


def attached(folder: Path) -> set[str]:
    return {str(part.get_filename()) for mail in sent(folder) for part in mail.iter_attachments()}


def test_programs_in_a_letter_and_in_a_reply_go_nowhere(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat", letter_with({"alat.exe": PROGRAM, "arsip.zip": zipped("pasang.bat", b"@echo off")}))
    assert run(config).messages["letter"] == 1
    assert "alat.exe (program); arsip.zip (berisi program pasang.bat)" in told(tmp_path)
    (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Step"] == "gangguan-jaringan/2"]
    reply = answer(asked, "SETUJU", attach={"foto.jpg": b"\xff\xd8 foto", "perbaiki.exe": PROGRAM})
    put(tmp_path, "balas", reply)
    run(config, minutes=5)
    assert "perbaiki.exe (program)" in told(tmp_path)
    assert not attached(tmp_path) & {"alat.exe", "arsip.zip", "perbaiki.exe"}
    with service.open_store(config) as store, store.reading() as tx:
        case = tx.case("2026-0001")
    assert case.step == "3", "the answer itself counts"
    assert not {one.name for one in case.files} & {"alat.exe", "arsip.zip", "perbaiki.exe"}


CARRIERS = {
    "foto.jpg": picture(behind=zipped("alat.exe", PROGRAM)),
    "kop.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "bukti.pdf": pdf() + zipped("alat.js", b"x()"),
    "film.pdf": pdf("", "<< /S /Rendition /OP 0 /JS (x) >>"),
    "arsip.zip": b"x" * 100 + zipped("alat.exe", PROGRAM),
    "dua.zip": zipped("alat.exe", PROGRAM) + zipped("surat.txt", b"Surat biasa"),
    "halaman.html": b'<html><a download="surat.exe" href="data:application/octet-stream;base64,TVqQAAMA">Buka</a></html>',
    "catatan.txt": uuencoded("alat.exe", machine_code()),
}


def test_what_carries_a_program_is_named_and_goes_nowhere_in_whatever_part(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat", letter_with({**CARRIERS, "biasa.jpg": picture()}))
    assert run(config).messages["letter"] == 1
    said = told(tmp_path)
    assert [name for name in CARRIERS if f"{name} (" not in said] == []
    assert "biasa.jpg" not in said
    assert not attached(tmp_path) & CARRIERS.keys()
    with service.open_store(config) as store, store.reading() as tx:
        case = tx.case("2026-0001")
    copies = {one.made_from for one in case.files if one.made_from}
    assert copies >= {"foto.jpg", "bukti.pdf", "film.pdf", "halaman.html", "catatan.txt"}, case.files


WITH_MACRO = with_parts(letter_in_word(), {"word/vbaProject.bin": compound({"VBA/dir": b"x"})})
SAFE = {
    "surat.docx": (WITH_MACRO, "makro"),
    "surat.rtf": (rtf("{\\*\\template http://jauh.example/a.dotm}" + TEXT.replace("\n", "\\par ")), "templat dari tempat lain (jauh.example)"),
    "surat.html": (f"<html><script>x()</script><pre>{TEXT}</pre></html>".encode(), "skrip"),
    "daftar.xlsx": (with_relation(workbook(), "externalLinkPath", "http://jauh.example/a", of="xl/workbook.xml"), "isi dari tempat lain (jauh.example)"),
}  # fmt: skip


def files_of(mail: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_content() for part in mail.iter_attachments()}


def words_in(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.mark.parametrize("name", SAFE)
def test_the_holder_gets_the_same_document_as_a_pdf_that_does_nothing(tmp_path: Path, name: str) -> None:
    content, why = SAFE[name]
    config = make_office(tmp_path)
    put(tmp_path, "surat", letter_with({name: content}))
    assert run(config).messages["letter"] == 1
    assert f"{name} ({why})" in told(tmp_path)
    with service.open_store(config) as store, store.reading() as tx:
        case = tx.case("2026-0001")
    (stored,) = [one for one in case.files if one.made_from]
    assert (stored.made_from, stored.name) == (name, f"{name.rpartition('.')[0]} (salinan aman).pdf")
    (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Step"] == "gangguan-jaringan/2"]
    if stored.role == "surat":
        assert f"Berkas {name} berisi sesuatu yang dapat berjalan sendiri" in text(asked)
        assert "terputus sejak" in words_in(files_of(asked)[stored.name])
    assert name not in attached(tmp_path)
    assert "jauh.example" not in " ".join(
        text(mail) for mail in sent(tmp_path) if address("operator") not in str(mail["To"])
    )
    copies = Part(name="a.pdf", content_type="application/pdf", content=open_file(config, stored.sha256))
    with Reader(processes=1) as reader:
        assert [one.active for one in reader.marks([copies])[0]] == [""]


def open_file(config: Path, sha256: str) -> bytes:
    with service.open_store(config) as store:
        return store.files.get(sha256)


def test_a_safe_copy_by_kind() -> None:
    archive = zipped("surat.docx", WITH_MACRO)
    kinds: dict[str, tuple[bytes, str | None]] = {
        "laporan.xlsx": (with_parts(workbook(), {"xl/vbaProject.bin": compound({"VBA/dir": b"x"})}), "Sari Wulandari"),
        "formulir.pdf": (pdf("/OpenAction << /S /JavaScript /JS (x) >>"), ""),
        "surat.odt": (with_parts(odt(), {"Scripts/a.py": b"x"}), "terputus sejak"),
        "surat.doc": (compound({"WordDocument": bytes(600), "Macros/VBA/dir": b"x"}), None),
        "alat.exe": (PROGRAM, None),
        "arsip.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), None),
    }
    with Reader(processes=1) as reader:
        for name, (content, words) in kinds.items():
            made = reader.safe_copy(Part(name=name, content_type="", content=content))
            assert (made is not None) == (words is not None), name
            if made and words:
                assert words in words_in(made.content), name
        made = reader.safe_copy(Part(name="arsip.zip", content_type="", content=archive))
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made.content)) as members:
        assert (made.name, members.namelist()) == ("arsip (salinan aman).zip", ["01 surat (salinan aman).pdf"])


@pytest.mark.server
@pytest.mark.parametrize("door", [0, 1], ids=["unix", "tcp"])
def test_clamd_says_what_is_in_a_file(clamd: tuple[str, str], door: int) -> None:
    scanner = Scanner(clamd[door])
    scanner.check()
    assert scanner.scan(b"Jaringan putus.") is None
    assert scanner.scan(b"") is None
    assert scanner.scan(b"x" * 3_000_000 + VIRUS) == "Contoh.Virus.UNOFFICIAL"
    assert scanner.scan(zipped("a.txt", b"awal " + VIRUS)) == "Contoh.Virus.UNOFFICIAL"
    with pytest.raises(ScannerAwayError):
        scanner.scan(b"x" * 21_000_000)


@pytest.mark.server
def test_what_clamd_finds_is_withheld_and_the_letter_answered(clamd: tuple[str, str], tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=f'[scan]\nclamd = "{clamd[0]}"\n')
    put(tmp_path, "surat", letter_with({"foto.jpg": b"isi " + VIRUS, "catatan.txt": b"bersih"}))
    sums = run(config)
    assert (sums.messages["letter"], sums.cases) == (1, {"open": 1})
    assert "foto.jpg (Contoh.Virus.UNOFFICIAL, menurut pemindai virus)" in told(tmp_path)
    assert "foto.jpg" not in attached(tmp_path)
    assert any(result.what.startswith("Pemindai virus") and result.ok for result in checks.run(config, offline=False))


def test_a_scanner_that_is_away_is_named_and_the_mail_waits(tmp_path: Path) -> None:
    url = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ScannerAwayError, match="tidak menjawab"):
        Scanner(url).scan(b"x")
    config = make_office(tmp_path, extra=f'[scan]\nclamd = "{url}"\n')
    results = [one for one in checks.run(config, offline=False) if one.what.startswith("Pemindai virus")]
    assert [one.ok for one in results] == [False]


@pytest.mark.server
def test_mail_waits_for_a_scanner_that_comes_back(clamd: tuple[str, str], tmp_path: Path) -> None:
    """A door that is shut at first, as clamd's is while it starts."""
    port = free_port()
    config = make_office(tmp_path, extra=f'[scan]\nclamd = "tcp://127.0.0.1:{port}"\n')
    put(tmp_path, "surat", letter_with({"catatan.txt": b"bersih"}))
    opened = threading.Timer(4.0, lambda: _forward(port, clamd[1]))
    opened.start()
    assert run(config).messages["letter"] == 1


def _forward(port: int, url: str) -> None:
    """Pass connections on to clamd, for as long as the test lasts."""
    listener = socket.create_server(("127.0.0.1", port))
    target = ("127.0.0.1", int(url.rpartition(":")[2]))

    def serve() -> None:
        while True:
            client, _ = listener.accept()
            with client, socket.create_connection(target) as server:
                said = b""
                while not said.endswith(b"\x00\x00\x00\x00"):
                    said += client.recv(65536)
                server.sendall(said)
                client.sendall(server.recv(4096))

    threading.Thread(target=serve, daemon=True).start()


@pytest.mark.parametrize("url", ["", "clamd", "unix:", "tcp://localhost", "http://localhost:3310"])
def test_a_door_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"scan\.clamd"):
        Scanner(url)
