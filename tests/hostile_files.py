"""Files that want to hurt their reader."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from any_format import word, zipped


def huge_png() -> bytes:
    """30,000 x 30,000 pixels in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """400 MB of zeros in 400 kB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.txt", b"0" * 100_000_000)
    return buffer.getvalue()


def deep_zip() -> bytes:
    """Archives in archives, ten deep."""
    content = zipped({"isi.txt": b"isi"})
    for number in range(10):
        content = zipped({f"{number}.zip": content})
    return content


def locked_zip() -> bytes:
    """A member that says it is encrypted."""
    content = bytearray(zipped({"surat.txt": b"rahasia"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def encrypted_pdf() -> bytes:
    """With a password to open, as LibreOffice writes it."""
    options = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"kunci"}}'
    with TemporaryDirectory() as folder:
        source = Path(folder) / "nota.docx"
        source.write_bytes(word())
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", options, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return source.with_suffix(".pdf").read_bytes()
