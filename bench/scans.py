"""`nodis inspect` on many scans, start to exit, beside plain tesseract two at once on their pictures.

    python bench/scans.py [DIR]      DIR: a folder with `mail/*.eml` and `truth.jsonl`, whose letters tagged `scanned` are read

24 scans as PDF: twelve of DIR and the twelve of `DRAWN`, drawn by tests/letter_pages.py; without DIR twelve more are drawn. Printed
are the seconds of `nodis inspect --json` and of `xargs -P2 tesseract IMAGE - -l ind+eng --psm 3` with OMP_THREAD_LIMIT=1, the best of two
rounds in turn, their ratio, and the character error rate of both (edit distance over length, white space folded).
"""

from __future__ import annotations

import argparse
import email
import email.policy
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import pypdfium2 as pdfium
from PIL import Image
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from letter_pages import DEGRADATIONS, DPI, draw

DRAWN = {  # name of a drawn scan -> how it was scanned, and the seed of its letter
    "bersih-1": ("clean300", 101), "bersih-2": ("clean300", 102), "bersih-3": ("clean300", 103),
    "miring-1": ("skew200", 104), "miring-2": ("skew200", 105), "miring-3": ("skew200", 106),
    "miring-4": ("skew200", 107), "faks-1": ("fax150", 108), "faks-2": ("fax150", 109),
    "terbalik-1": ("rot180", 110), "stempel-1": ("stamp", 111), "stempel-abu-1": ("stamp-grey", 112),
}  # fmt: skip
FURTHER = 20  # further seeds of the twelve that stand in for a folder's
ROUNDS = 2
CORES = 2


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A scan as a PDF, its pictures, and what stands on it."""

    name: str
    pdf: bytes
    pictures: tuple[Image.Image, ...]
    text: str


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, nargs="?")
    options.add_argument("--keep", type=Path, help="a folder for the scans, their pictures and what was read")
    chosen = options.parse_args()
    scans = [*(of_folder(chosen.folder) if chosen.folder else drawn(FURTHER)), *drawn(0)]
    with tempfile.TemporaryDirectory() as temporary:
        measure(scans, chosen.keep or Path(temporary))


def measure(scans: Sequence[Scan], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files, pictures = [], []
    for scan in scans:
        files.append(folder / f"{scan.name}.pdf")
        files[-1].write_bytes(scan.pdf)
        for number, picture in enumerate(scan.pictures):
            pictures.append(folder / f"{scan.name}-{number}.png")
            picture.save(pictures[-1])
    ours, plain = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        said = subprocess.run(
            [sys.executable, "-m", "pipeline", "inspect", "--json", *map(str, files)], check=True, capture_output=True
        ).stdout
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        _tesseract(pictures)
        plain.append(time.perf_counter() - started)
    read = [json.loads(line) for line in said.decode().splitlines()]
    print(f"{len(scans)} scans, {len(pictures)} pages, best of {ROUNDS}")
    print(
        f"nodis inspect --json  {min(ours):6.1f} s  {_error(scans, [_text(one) for one in read]):6.2f} % of characters wrong"
    )
    texts = [
        "\n".join(
            (folder / f"{scan.name}-{number}.txt").read_text(encoding="utf-8") for number in range(len(scan.pictures))
        )
        for scan in scans
    ]
    print(f"tesseract, {CORES} at once  {min(plain):6.1f} s  {_error(scans, texts):6.2f} % of characters wrong")
    print(f"ratio                 {min(ours) / min(plain):6.2f}")


def _tesseract(pictures: Sequence[Path]) -> None:
    """Each picture's words beside it, in a `.txt`."""
    command = 'tesseract "$0" - -l ind+eng --psm 3 > "${0%.png}.txt" 2> /dev/null'
    subprocess.run(
        ["xargs", "-0", f"-P{CORES}", "-n1", "sh", "-c", command],
        input="\0".join(map(str, pictures)).encode(), check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip


def _text(read: dict[str, object]) -> str:
    letters = read["letters"]
    return "\n".join(letter["full_text"] for letter in letters) if isinstance(letters, list) else ""


def _error(scans: Sequence[Scan], texts: Sequence[str]) -> float:
    """Mean character error rate, percent."""
    return 100 * statistics.fmean(error(scan.text, text) for scan, text in zip(scans, texts, strict=True))


def error(wanted: str, read: str) -> float:
    folded = " ".join(wanted.split())
    return Levenshtein.distance(folded, " ".join(read.split())) / max(1, len(folded))


def drawn(further: int) -> Iterator[Scan]:
    """The twelve of `DRAWN`, or the same of other letters."""
    for name, (way, seed) in DRAWN.items():
        page = draw(seed + further)
        picture = DEGRADATIONS[way](page, seed + further)
        image = Image.fromarray(picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        packed = io.BytesIO()
        image.save(packed, "PDF", resolution=DPI * min(image.size) / 2480, quality=85)
        yield Scan(name=f"{name}-{further}", pdf=packed.getvalue(), pictures=(image,), text=page.text)


def of_folder(folder: Path) -> Iterator[Scan]:
    """The scanned letters of a folder of mails, without the mails around them."""
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        if "scanned" not in truth["tags"]:
            continue
        message = email.message_from_bytes((folder / "mail" / truth["file"]).read_bytes(), policy=email.policy.default)
        for part in message.walk():
            content = part.get_payload(decode=True)
            if part.get_filename() in truth["letter_files"] and isinstance(content, bytes):
                name = truth["file"].removesuffix(".eml")
                yield Scan(name=name, pdf=content, pictures=tuple(_pictures(content)), text=truth["full_text"])


def _pictures(content: bytes) -> Iterator[Image.Image]:
    """The picture of each page, as the scanner made it."""
    with pdfium.PdfDocument(content) as document:
        for page in document:
            (scan,) = page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
            yield scan.get_bitmap().to_pil()


if __name__ == "__main__":
    main()
