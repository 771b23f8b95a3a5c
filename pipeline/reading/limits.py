"""What a hostile file may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingLimits:
    """Limits of one part; what passes one is named to the sender, the rest of the mail is read."""

    seconds: float = 120.0  # per part
    convert_seconds: float = 60.0  # of LibreOffice over one old Word file
    memory_mb: int = 2000  # address space of a reading process
    pixels: int = 80_000_000  # of one image: an A4 page at 600 dpi has 35 million
    pages: int = 60  # read of one document; the rest is left
    files: int = 200  # in archives, all levels together
    depth: int = 3  # of archives in archives
    unpacked_bytes: int = 300_000_000  # also of one file that a reading process writes
    open_files: int = 512
