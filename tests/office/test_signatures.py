"""Seals on what goes out, signatures on what comes in."""

from __future__ import annotations

import email.policy
import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from certificates import PIN, Authority, sign, stamp_server, token
from letter_desk import render, write
from office_folder import answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.config import SealSettings
from pipeline.errors import LetterError, TemporaryLetterError
from pipeline.letters import Converter, Seal
from pipeline.model import Part, SignatureVerdict
from pipeline.reading import Reader

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    with Converter() as converter:
        return converter.pdf(render("nota-dinas-hasil", write("nota-dinas-hasil")))


@pytest.fixture(scope="module")
def roots(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("akar")
    (folder / "induk.pem").write_bytes(authority.root.pem)
    return folder


@pytest.fixture(scope="module")
def reader(roots: Path) -> Iterator[Reader]:
    with Reader(processes=1, roots=str(roots)) as one:
        yield one


def verdicts(reader: Reader, content: bytes) -> list[tuple[str, SignatureVerdict]]:
    part = Part(name="surat.pdf", content_type="application/pdf", content=content)
    return [(one.signer, one.verdict) for one in reader.signatures((part,))]


def text_of(content: bytes) -> str:
    with pdfium.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def written_over(signed: bytes) -> bytes:
    """The file with a rectangle drawn over its first page in a later increment: the signed bytes are all still there."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(signed), strict=False)
    stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 0 rg 100 500 300 80 re f"))
    writer.add_stream_to_page(0, stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def in_file(folder: Path, authority: Authority, **also: str) -> SealSettings:
    file = folder / "segel.p12"
    file.write_bytes(authority.issue("Kantor Wilayah Contoh").packed("rahasia", issuer=authority.root))
    return SealSettings(pkcs12=file, password="rahasia", **also)


def test_a_seal_from_a_file_is_valid_and_leaves_the_letter_as_it_is(
    tmp_path: Path, authority: Authority, pdf: bytes, reader: Reader
) -> None:
    sealed = Seal(in_file(tmp_path, authority), office="Kantor Wilayah Contoh").seal(pdf)
    assert sealed.startswith(pdf), "an increment: no byte of the letter changes"
    assert b"ETSI.CAdES.detached" in sealed
    assert text_of(sealed) == text_of(pdf), "no words and no picture on the page"
    assert verdicts(reader, sealed) == [("Kantor Wilayah Contoh", SignatureVerdict.VALID)]


def test_a_seal_from_a_token(tmp_path: Path, authority: Authority, pdf: bytes, reader: Reader) -> None:
    library = token(tmp_path, authority.issue("Kantor Bertoken Contoh"))
    settings = SealSettings(pkcs11=library, token="kantor", certificate="segel", password=PIN)
    sealed = Seal(settings, office="Kantor Contoh").seal(pdf)
    assert verdicts(reader, sealed) == [("Kantor Bertoken Contoh", SignatureVerdict.VALID)]


def test_a_time_stamp_says_when(tmp_path: Path, authority: Authority, pdf: bytes, reader: Reader) -> None:
    with stamp_server(authority) as url:
        settings = in_file(tmp_path, authority, timestamp=url)
        # A server that hangs up once is asked again, as the queue of letters does.
        again = Retrying(retry=retry_if_exception_type(TemporaryLetterError), stop=stop_after_attempt(3), reraise=True)
        sealed = again(Seal(settings, office="Kantor Contoh").seal, pdf)
    (one,) = reader.signatures((Part(name="a.pdf", content_type="application/pdf", content=sealed),))
    assert one.verdict is SignatureVerdict.VALID
    assert one.at == authority.stamper.fixed_dt
    with pytest.raises(TemporaryLetterError, match="cap waktu"):
        Seal(settings, office="Kantor Contoh").seal(pdf)


def test_time_stamps_are_known_however_early_a_signed_mail_is_opened() -> None:
    looked_up = "from pipeline.intake.unwrapping import signed_content; from asn1crypto import cms; cms.ContentType('data').dump()"
    stamped = "from asn1crypto import tsp; cms.ContentType('tst_info').dump()"
    done = subprocess.run(
        [sys.executable, "-c", f"{looked_up}; {stamped}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_wrong_password_says_so(tmp_path: Path, authority: Authority) -> None:
    settings = in_file(tmp_path, authority).model_copy(update={"password": "salah"})
    with pytest.raises(LetterError, match="kata sandi"):
        Seal(settings, office="Kantor Contoh").check()


def test_what_is_thought_of_signatures_that_come_in(authority: Authority, pdf: bytes, reader: Reader) -> None:
    known, stranger = authority.issue("Tono Suratno"), Authority("Induk Lain").issue("Budi Palsu")
    signed = sign(pdf, known)
    assert verdicts(reader, pdf) == []
    assert verdicts(reader, sign(pdf, stranger)) == [("Budi Palsu", SignatureVerdict.UNKNOWN_ISSUER)]
    assert verdicts(reader, sign(signed, stranger, field="Kedua")) == [
        ("Tono Suratno", SignatureVerdict.VALID),
        ("Budi Palsu", SignatureVerdict.UNKNOWN_ISSUER),
    ]
    at = signed.index(b"/Title")
    broken = signed[: at + 10] + bytes([signed[at + 10] ^ 1]) + signed[at + 11 :]
    assert [verdict for _, verdict in verdicts(reader, broken)] == [SignatureVerdict.BROKEN]
    assert verdicts(reader, written_over(signed)) == [("Tono Suratno", SignatureVerdict.CHANGED)]
    assert verdicts(reader, b"%PDF-1.7\n/ByteRange [0 1 2 3] rusak") == []


def test_a_signed_letter_and_a_sealed_answer(authority: Authority, pdf: bytes, roots: Path, tmp_path: Path) -> None:
    in_file(tmp_path, authority)
    config = make_office(tmp_path, extra=f'\n[trust]\nroots = "{roots}"\n\n[seal]\npkcs12 = "segel.p12"\n')
    letter = email.message_from_bytes(typed_letter(), _class=EmailMessage, policy=email.policy.SMTP)
    signed = sign(pdf, authority.issue("Tono Suratno"))
    letter.add_attachment(signed, maintype="application", subtype="pdf", filename="nota-dinas.pdf")
    environ = {"NODIS_SEAL__PASSWORD": "rahasia"}
    with service.open_service(config, now=NOW, environ=environ) as running:
        put(tmp_path, "surat", letter.as_bytes())
        running.run_once()
        with running.store.reading() as tx:
            case = tx.case("2026-0001")
            (stored,) = [one for one in case.files if one.name == "nota-dinas.pdf"]
        assert running.store.files.get(stored.sha256) == signed, "the original bytes are kept"
        (mark,) = stored.signatures
        assert (mark.signer, mark.verdict) == ("Tono Suratno", SignatureVerdict.VALID)
        asked = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment")
        put(tmp_path, "setuju", answer(asked, "SETUJU"))
        running.clock.frozen = NOW + timedelta(minutes=5)
        running.run_once()
        with running.store.reading() as tx:
            rows = tx.letters_of("2026-0001")
        sheet = next(row for row in rows if row.kind == "lembar-disposisi")
        words = " ".join(text_of(running.store.files.get(sheet.pdf_sha256 or "")).split())
        assert "Tanda tangan elektronik pada surat: Tono Suratno" in words
        assert "penerbit sertifikatnya dipercaya dan isi tidak berubah" in words
        for row in rows:
            content = running.store.files.get(row.pdf_sha256 or "")
            assert (b"/ByteRange" in content) is not row.draft, "issued letters are sealed, drafts are not"
