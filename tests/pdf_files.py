"""PDFs written by hand, object by object: whatever a generator may do can be done here."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from PIL import Image

A4 = (595, 842)
HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


class Pdf:
    """A document of one font and pages of drawing operators; object 1 is the catalog, 2 the page tree, 3 the font."""

    def __init__(self) -> None:
        self._objects: list[bytes] = [b"", b"", HELVETICA.encode()]
        self._pages: list[int] = []

    def add(self, body: str | bytes) -> int:
        """Number of a new object."""
        self._objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self._objects)

    def put(self, number: int, body: str) -> None:
        """Another body of an object: two that name each other need it."""
        self._objects[number - 1] = body.encode("latin-1")

    def stream(self, data: str | bytes, entries: str = "") -> int:
        """Number of a new compressed stream."""
        packed = zlib.compress(data.encode("cp1252") if isinstance(data, str) else data)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n"
        return self.add(head.encode() + packed + b"\nendstream")

    def picture(self, image: Image.Image, entries: str = "") -> int:
        """Number of a new picture; in grey or RGB, in one bit where the image has one."""
        bits, plain = (1, image) if image.mode == "1" else (8, image.convert("RGB" if image.mode == "RGB" else "L"))
        space = "DeviceRGB" if plain.mode == "RGB" else "DeviceGray"
        size = f"/Width {image.width} /Height {image.height}"
        return self.stream(
            plain.tobytes(),
            f"/Type /XObject /Subtype /Image {size} /ColorSpace /{space} /BitsPerComponent {bits} {entries}",
        )

    def form(self, operators: str, *, resources: str = "", size: tuple[float, float] = A4) -> int:
        """Number of a new form XObject: an appearance, or a drawing within a drawing."""
        box = f"[0 0 {size[0]} {size[1]}]"
        shared = f"/Resources << /Font << /F1 3 0 R >> {resources} >>"
        return self.stream(operators, f"/Type /XObject /Subtype /Form /BBox {box} {shared}")

    def page(
        self,
        operators: str,
        *,
        objects: Sequence[int] = (),
        annotations: Sequence[int] = (),
        size: tuple[float, float] = A4,
        rotate: int = 0,
        fonts: str = "",
        more: str = "",
    ) -> None:
        """A page; XObjects are called /X and their number. `more` are entries of its own (/CropBox)."""
        named = " ".join(f"/X{number} {number} 0 R" for number in objects)
        shown = " ".join(f"{number} 0 R" for number in annotations)
        self._pages.append(
            self.add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotate} {more}"
                f" /Resources << /Font << /F1 3 0 R {fonts} >> /XObject << {named} >> >>"
                f" /Contents {self.stream(operators)} 0 R /Annots [{shown}] >>"
            )
        )

    def saved(self, catalog: str = "") -> bytes:
        """The file."""
        pages = " ".join(f"{number} 0 R" for number in self._pages)
        self._objects[0] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode("latin-1")
        self._objects[1] = f"<< /Type /Pages /Kids [{pages}] /Count {len(self._pages)} >>".encode()
        written, places = io.BytesIO(), []
        written.write(b"%PDF-1.7\n")
        for number, body in enumerate(self._objects, start=1):
            places.append(written.tell())
            written.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        start = written.tell()
        written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        written.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        written.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, start))
        return written.getvalue()


def text(
    lines: Sequence[str], *, matrix: str = "1 0 0 1 60 780", size: float = 11, mode: int = 0, font: str = "F1"
) -> str:
    """Operators that write lines one below the other; `mode` 3 writes them unseen."""
    shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    return f"BT /{font} {size} Tf {mode} Tr {1.4 * size} TL {matrix} Tm {shown} ET\n"


def placed(number: int, x: float = 0, y: float = 0, wide: float = A4[0], high: float = A4[1]) -> str:
    """Operators that draw a picture."""
    return f"q {wide} 0 0 {high} {x} {y} cm /X{number} Do Q\n"


def string(value: str) -> str:
    """A text string as PDF writes it (ISO 32000-2, 7.9.2.2)."""
    return f"<feff{value.encode('utf-16-be').hex()}>"


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
