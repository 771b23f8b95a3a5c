"""Handover minutes that come back signed: recognised by the mark in their footer, whoever sends them, however they were scanned."""

from __future__ import annotations

import email.policy
import io
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from certificates import Authority, sign
from letter_pages import DEGRADATIONS, DPI, LetterPage
from office_folder import ADDRESS, address, answer, make_office, put, sent
from pipeline import service
from pipeline.model import Case, Document, MailKind, Page, Part, ReturnedCopy, Understanding
from pipeline.office.returning import file_parts, without_copies
from plain_letters import mail
from returned_copies import inked

START = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
REQUESTER = "rina@unit-contoh.example.go.id"
CASE = "2026-0001"
BEFORE: tuple[tuple[str, str, dict[str, bytes]], ...] = (  # what is answered before the minutes are signed
    ("ketua", "Setuju, mohon diverifikasi", {}),
    ("anggota", "SETUJU\nHasil: data lengkap dan sesuai", {}),
    ("anggota", "SELESAI\nAkun: ani.lestari, peran Operator", {}),
    ("anggota", "Tutorial selesai\nTanggal: 4 Mei 2026", {"foto.jpg": b"\xff\xd8\xff\xe0 foto"}),
)


def new_mail(sender: str, text: str, files: dict[str, bytes], *, subject: str = "Berita acara") -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, subject
    mail["Message-ID"] = f"<{abs(hash((sender, text, *files)))}@unit-contoh.example.go.id>"
    mail.set_content(text)
    for name, content in files.items():
        kind = ("application", "pdf") if name.endswith(".pdf") else ("image", "jpeg")
        mail.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
    return mail.as_bytes()


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which the minutes are out for signature; they lie as `ba.pdf` beside its nodis.toml."""
    folder = tmp_path_factory.mktemp("kantor")
    with service.open_service(make_office(folder), now=START) as running:
        text = (
            "Yth. Ketua Tim Kerja Pengelolaan Sistem Informasi\nMohon dibuatkan hak akses aplikasi SIPENKOM karena adanya"
            " pegawai baru:\n1. Ani Lestari, NIP 198501012010012001, sebagai Operator\nNama Unit: Balai Pelatihan Contoh\n"
            "Penanggung Jawab: Sari Wulandari\nNo. HP: 0812-0000-4455\n"
        )
        put(folder, "surat", new_mail(REQUESTER, text, {}, subject="Permohonan hak akses"))
        running.run_once()
        for number, (who, says, files) in enumerate(BEFORE, start=1):
            asked = [
                one for one in sent(folder) if one["X-Nodis-Purpose"] == "assignment" and address(who) in one["To"]
            ]
            put(folder, f"balas-{number}", answer(asked[-1], says, attach=files))
            running.clock.frozen = START + timedelta(minutes=number)
            running.run_once()
        with running.store.reading() as tx:
            assert tx.case(CASE).step == "6"
            (row,) = [one for one in tx.letters_of(CASE) if one.kind == "berita-acara"]
        (folder / "ba.pdf").write_bytes(running.store.files.get(row.pdf_sha256 or ""))
    return folder


@pytest.fixture
def office(waiting: Path, tmp_path: Path) -> Path:
    shutil.copytree(waiting, tmp_path / "kantor")
    return tmp_path / "kantor"


def paper(folder: Path, way: str) -> bytes:
    """The minutes printed, signed, and scanned or photographed."""
    with pdfium.PdfDocument(folder / "ba.pdf") as document:
        grey = np.squeeze(document[0].render(scale=DPI / 72, grayscale=True).to_numpy())
    page = LetterPage(picture=inked(np.ascontiguousarray(grey)), text="", signature=(1500, 2500))
    picture = DEGRADATIONS[way](page, 5)
    out = io.BytesIO()
    Image.fromarray(picture if picture.ndim == 2 else picture[:, :, ::-1]).save(out, "JPEG", quality=80)
    return out.getvalue()


def scan(*pages: bytes) -> bytes:
    """Pages as one PDF, as a scanner writes it."""
    first, *others = [Image.open(io.BytesIO(page)).convert("L") for page in pages]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=200)
    return out.getvalue()


def after(folder: Path, raw: bytes) -> Case:
    put(folder, "kembali", raw)
    with service.open_service(folder / "nodis.toml", now=START + timedelta(minutes=10)) as running:
        running.run_once()
        with running.store.reading() as tx:
            assert not tx.has_case("2026-0002"), "a copy of our own letter opens no case"
            return tx.case(CASE)


def task(folder: Path, who: str) -> EmailMessage:
    return [one for one in sent(folder) if one["X-Nodis-Step"] == "hak-akses/6" and who in str(one["To"])][-1]


def notices(folder: Path, to: str) -> str:
    """All that was told him after the minutes came back."""
    told = [one for one in sent(folder) if to in str(one["To"]) and one["X-Nodis-Purpose"] == "notice"]
    said = " ".join(str(part.get_content()) for one in told if (part := one.get_body(("plain",))))
    return " ".join(said.split())


@pytest.mark.parametrize("way", ["skew200", "fax150", "photo"])
def test_a_reply_with_the_signed_paper_alone_completes_the_signing(office: Path, way: str) -> None:
    case = after(office, answer(task(office, "anggota"), "", attach={"IMG_20260504.jpg": paper(office, way)}))
    assert case.step == "8"
    (kept,) = [one for entry in case.entries for one in entry.files if one.role == "berita_acara"]
    assert kept.name == "IMG_20260504.jpg"


def test_a_mail_of_its_own_from_who_holds_the_task_does_so_too(office: Path) -> None:
    other = DEGRADATIONS["skew200"](
        LetterPage(picture=np.full((3508, 2480), 255, np.uint8), text="", signature=(0, 0)), 1
    )
    packed = io.BytesIO()
    Image.fromarray(other).save(packed, "JPEG")
    file = scan(packed.getvalue(), paper(office, "skew200"))
    case = after(office, new_mail(address("anggota"), "Berita acara sudah ditandatangani.", {"Scan0001.pdf": file}))
    assert case.step == "8"


def test_from_anybody_else_it_is_filed_and_the_holders_are_told(office: Path) -> None:
    sender = "arsip@unit-contoh.example.go.id"
    case = after(office, new_mail(sender, "Terlampir arsip kami.", {"Scan.pdf": scan(paper(office, "skew200"))}))
    assert case.step == "6"
    assert [one.name for one in case.files if one.role == "salinan"] == ["Scan.pdf"]
    assert f"kami terima dari {sender}" in notices(office, "anggota")


def test_a_file_that_was_signed_electronically_is_a_signed_copy(office: Path) -> None:
    signed = sign((office / "ba.pdf").read_bytes(), Authority().issue("Yoga Saputra"))
    case = after(office, new_mail(address("anggota"), "", {"berita-acara-ttd.pdf": signed}))
    assert case.step == "8"


def test_a_letter_beside_a_copy_in_one_archive_is_still_read() -> None:
    page = (Page(number=1),)
    documents = (
        Document(part="ba.jpg", media="image", sha256="a" * 64, pages=page, container="semua.zip"),
        Document(part="surat-baru.jpg", media="image", sha256="b" * 64, pages=page, container="semua.zip"),
    )
    copy = ReturnedCopy(
        part="semua.zip", document="a" * 64, pages=(1,), case=CASE, letter=f"{CASE}/berita-acara/1", kind="berita-acara", signed=True
    )  # fmt: skip
    assert without_copies(documents, (copy,)) == documents[1:]


def test_a_copy_of_another_cases_letter_is_that_cases_alone(office: Path) -> None:
    names = ("punya-kami.pdf", "punya-mereka.pdf", "foto.jpg")
    parts = tuple(Part(name=name, content_type="application/octet-stream", content=name.encode()) for name in names)
    copies = tuple(
        ReturnedCopy(
            part=name, document=name, pages=(1,), case=case, letter=f"{case}/berita-acara/1", kind="berita-acara", signed=True
        )
        for name, case in zip(names, (CASE, "2026-0002"), strict=False)
    )  # fmt: skip
    understanding = Understanding(file="", kind=MailKind.REPLY, because=(), returned=copies)
    with service.open_service(office / "nodis.toml", now=START) as running:
        reply = replace(mail(), parts=parts)
        kept = file_parts(reply, "6", running.office.services, understanding, case=CASE)
    assert [one.name for one in kept] == ["punya-kami.pdf", "foto.jpg"]


def test_words_that_say_otherwise_stand(office: Path) -> None:
    text = "Belum ditandatangani pemohon, masih kami tunggu."
    case = after(office, answer(task(office, "anggota"), text, attach={"ba.jpg": paper(office, "skew200")}))
    assert case.step == "6"


def test_the_unsigned_file_itself_is_no_signed_copy(office: Path) -> None:
    raw = new_mail(address("anggota"), "SELESAI", {"ba.pdf": (office / "ba.pdf").read_bytes()})
    reply = email.message_from_bytes(raw, policy=email.policy.SMTP)
    reply["In-Reply-To"] = str(task(office, "anggota")["Message-ID"])
    case = after(office, reply.as_bytes())
    assert case.step == "6"
    said = notices(office, "anggota")
    assert "Berkas ba.pdf adalah surat kami sendiri yang belum ditandatangani." in said
    assert "Masih kurang: berita acara." in said


def test_a_forged_sender_moves_nothing(office: Path) -> None:
    config = office / "nodis.toml"
    config.write_text(config.read_text() + '\n[trust]\nauthserv_id = "mx.example.go.id"\n')
    case = after(office, new_mail(address("anggota"), "SELESAI", {"ba.jpg": paper(office, "skew200")}))
    assert case.step == "6"
    assert not [one for one in case.files if one.role == "salinan"]
    assert "Keaslian alamat pengirim" in notices(office, "operator")
