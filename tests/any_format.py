"""One letter in every wrapping that letters come in: made here, by the programs and libraries that make them elsewhere."""

from __future__ import annotations

import base64
import io
import struct
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import odfdo
import pypdfium2 as pdfium
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

HEAD = (
    ("Nomor", "W.99.PAS.3-TI.06.01-231"),
    ("Sifat", "Biasa"),
    ("Hal", "Gangguan jaringan internet"),
    ("Tanggal", "2 Maret 2026"),
)
PARAGRAPHS = (
    "Yth. Kepala Bagian Program dan Hubungan Masyarakat",
    "Dengan hormat, jaringan internet di ruang pelayanan terputus sejak Senin, 2 Maret 2026 pukul 07.30 WITA.",
    "Kami mohon perbaikan pada kesempatan pertama.",
    "Unit: Lapas Kelas IIA Contoh",
    "Penanggung jawab: Sari Wulandari",
    "No. HP: 0812-0000-4455",
    "Kepala Lapas Kelas IIA Contoh,",
    "Budi Santoso",
    "NIP 19800101 200501 1 001",
)
EXPECTED = {
    "number": "W.99.PAS.3-TI.06.01-231",
    "date": "2026-03-02",
    "requester.unit": "Lapas Kelas IIA Contoh",
    "requester.name": "Sari Wulandari",
    "requester.phone": "+6281200004455",
    "requested_resolution": "Kami mohon perbaikan pada kesempatan pertama.",
}
"""What every wrapping must bring; the route is `gangguan-jaringan`."""

TEXT = "\n".join(["NOTA DINAS", *(f"{label}: {value}" for label, value in HEAD), "", *PARAGRAPHS])
COVER = "Terlampir kami sampaikan nota dinas. Terima kasih."


@cache
def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("KEMENTERIAN CONTOH REPUBLIK INDONESIA")
    document.add_paragraph("NOTA DINAS")
    table = document.add_table(rows=0, cols=2)
    for label, value in HEAD:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, f": {value}"
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    return _saved(document.save)


@cache
def converted() -> Mapping[str, bytes]:
    """The Word file as LibreOffice writes it: pdf, odt, rtf, doc."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "nota.docx"
        source.write_bytes(word())
        found = {}
        for form in ("pdf", "odt", "rtf", "doc"):
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", folder, str(source)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            found[form] = source.with_suffix(f".{form}").read_bytes()
        return found


def picture() -> Image.Image:
    """The page at 200 dpi, a new one each time: Pillow leaves its settings of one format on the picture it saved."""
    with pdfium.PdfDocument(converted()["pdf"]) as document:
        page: Image.Image = document[0].render(scale=200 / 72).to_pil()
    return page.convert("RGB")


def as_picture(form: str) -> bytes:
    return _saved(lambda buffer: picture().save(buffer, form))


def two_page_tiff() -> bytes:
    """The letter behind a cover sheet that a fax puts before it."""
    cover = Image.new("RGB", picture().size, "white")
    return _saved(lambda buffer: cover.save(buffer, "TIFF", save_all=True, append_images=[picture()]))


def mixed_pdf() -> bytes:
    """A typed page of a covering slip, then the letter as a scan."""
    slip = docx.Document()
    slip.add_paragraph("Nota dinas terlampir, satu halaman, untuk ditindaklanjuti sebagaimana mestinya oleh petugas.")
    scan = pdfium.PdfDocument(as_picture("PDF"))
    with TemporaryDirectory() as folder:
        source = Path(folder) / "slip.docx"
        slip.save(str(source))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        whole = pdfium.PdfDocument(source.with_suffix(".pdf").read_bytes())
    whole.import_pages(scan)
    return _saved(whole.save)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    def write(buffer: io.BytesIO) -> None:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return _saved(write)


def odt() -> bytes:
    """An ODT of odfdo's, not of LibreOffice's."""
    document = odfdo.Document("text")
    document.body.clear()
    for line in TEXT.split("\n"):
        document.body.append(odfdo.Paragraph(line))
    return _saved(document.save)


# -------------------------------------------------------------------------------------------------------------- mails


def addressed(mail: Message, *, subject: str = "Nota dinas gangguan jaringan") -> bytes:
    mail["From"] = "Tata Usaha <tu@lapas-contoh.example.go.id>"
    mail["To"], mail["Subject"] = "layanan-ti@kanwil-contoh.example.go.id", subject
    mail["Date"], mail["Message-ID"] = "Mon, 02 Mar 2026 08:04:00 +0800", "<231@lapas-contoh.example.go.id>"
    return mail.as_bytes()


def attached(**files: bytes) -> EmailMessage:
    mail = EmailMessage()
    mail.set_content(COVER)
    for name, content in files.items():
        file_name = name.replace("__", ".")
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=file_name)
    return mail


def typed() -> EmailMessage:
    mail = EmailMessage()
    mail.set_content(TEXT)
    return mail


def html_only() -> EmailMessage:
    rows = "".join(f"<tr><td>{label}</td><td>: {value}</td></tr>" for label, value in HEAD)
    mail = EmailMessage()
    words = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    mail.set_content(
        f"<html><body><p><b>NOTA DINAS</b></p><table>{rows}</table>{words}"
        '<img src="https://pelacak.example/p.gif" width=1 height=1></body></html>',
        subtype="html",
    )
    return mail


def with_appendages() -> EmailMessage:
    """The letter beside what programs hang on: an invitation, a card, a logo, a tracking pixel."""
    mail = attached(nota__pdf=converted()["pdf"])
    mail.add_attachment("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", filename="rapat.ics")
    mail.add_attachment("BEGIN:VCARD\nFN:Tata Usaha\nEND:VCARD\n", subtype="vcard", filename="tu.vcf")
    logo = _saved(lambda buffer: Image.new("RGB", (60, 60), "navy").save(buffer, "PNG"))
    mail.add_attachment(
        logo, maintype="image", subtype="png", filename="logo.png", cid="<logo@x>", disposition="inline"
    )
    return mail


def forwarded() -> EmailMessage:
    inner = EmailMessage()
    inner["From"], inner["To"] = "Sari Wulandari <sari@lapas-contoh.example.go.id>", "kepala@lapas-contoh.example.go.id"
    inner["Subject"], inner["Date"] = "Nota dinas", "Mon, 02 Mar 2026 07:50:00 +0800"
    inner.set_content(COVER)
    inner.add_attachment(converted()["pdf"], maintype="application", subtype="pdf", filename="nota.pdf")
    mail = EmailMessage()
    mail.set_content("Diteruskan untuk ditangani.")
    mail.add_attachment(inner)
    return mail


def outlook_tnef() -> EmailMessage:
    """winmail.dat with the letter inside (MS-OXTNEF)."""

    def attribute(level: int, kind: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    tnef = struct.pack("<IH", 0x223E9F78, 1)
    tnef += attribute(1, 0x0002800C, COVER.encode() + b"\0")
    tnef += attribute(2, 0x00069002, b"\1\0" + b"\xff" * 4 + b"\0" * 8)
    tnef += attribute(2, 0x00018010, b"nota.pdf\0") + attribute(2, 0x0006800F, converted()["pdf"])
    mail = EmailMessage()
    mail.set_content("")
    mail.add_attachment(tnef, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail


def smime(*, opaque: bool) -> Message:
    """Signed with a certificate of the moment; opaque wraps the mail, detached stands beside it."""
    with TemporaryDirectory() as folder:
        key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Tata Usaha", "-days", "2"]
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        sign = ["openssl", "smime", "-sign", "-signer", certificate, "-inkey", key]
        signed = subprocess.run(
            [*sign, *(["-nodetach"] if opaque else [])],
            input=attached(nota__pdf=converted()["pdf"]).as_bytes(),
            check=True,
            capture_output=True,
        ).stdout
    return message_from_bytes(signed)


def pgp_signed() -> MIMEMultipart:
    """The shape of RFC 3156; what the signature says is not asked."""
    mail = MIMEMultipart("signed", micalg="pgp-sha256", protocol="application/pgp-signature")
    inner = MIMEMultipart("mixed")
    inner.attach(MIMEText(COVER))
    letter = MIMEApplication(converted()["pdf"], "pdf")
    letter.add_header("Content-Disposition", "attachment", filename="nota.pdf")
    inner.attach(letter)
    mail.attach(inner)
    armour = b"-----BEGIN PGP SIGNATURE-----\n\n" + base64.b64encode(b"tanda" * 20) + b"\n-----END PGP SIGNATURE-----\n"
    mail.attach(MIMEApplication(armour, "pgp-signature", Name="signature.asc"))
    return mail


MAILS: Mapping[str, Callable[[], Message]] = {
    "typed": typed,
    "html only": html_only,
    "digital pdf": lambda: attached(nota__pdf=converted()["pdf"]),
    "scanned pdf": lambda: attached(nota__pdf=as_picture("PDF")),
    "mixed pdf": lambda: attached(nota__pdf=mixed_pdf()),
    "jpg": lambda: attached(nota__jpg=as_picture("JPEG")),
    "png": lambda: attached(nota__png=as_picture("PNG")),
    "webp": lambda: attached(nota__webp=as_picture("WEBP")),
    "heic": lambda: attached(nota__heic=as_picture("HEIF")),
    "tiff of two pages": lambda: attached(nota__tif=two_page_tiff()),
    "docx": lambda: attached(nota__docx=word()),
    "odt": lambda: attached(nota__odt=converted()["odt"]),
    "odt of another program": lambda: attached(nota__odt=odt()),
    "rtf": lambda: attached(nota__rtf=converted()["rtf"]),
    "doc": lambda: attached(nota__doc=converted()["doc"]),
    "text file": lambda: attached(nota__txt=TEXT.encode()),
    "name without an ending": lambda: attached(nota=converted()["pdf"]),
    "zip": lambda: attached(nota__zip=zipped({"nota.pdf": converted()["pdf"]})),
    "zip in a zip": lambda: attached(nota__zip=zipped({"isi.zip": zipped({"map/nota.docx": word()})})),
    "forward": forwarded,
    "winmail.dat": outlook_tnef,
    "s/mime, opaque": lambda: smime(opaque=True),
    "s/mime, detached": lambda: smime(opaque=False),
    "pgp signed": pgp_signed,
    "invitation, card and logo beside": with_appendages,
}
