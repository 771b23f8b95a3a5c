"""How well and how fast letters are read, beside the plain `tesseract` command line at 300 dpi.

    python bench/reading.py CORPUS [--processes N] [--no-cli] [--show FILE]

CORPUS holds `mail/*.eml` and `truth.jsonl` (one object a mail, `letters[].full_text` is what the letter says). Compared
is the text of the attachments that are no evidence, whitespace folded. Both sides work on the same pages, one after
the other for each letter, so that a busy machine slows both; seconds of the command line leave out the rendering.
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
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image
from rapidfuzz.distance import Levenshtein

from pipeline.model import Document, Part
from pipeline.reading import Reader

DPI = 300
SKIPPED = ("winmail",)  # unwrapped by intake, not by reading


@dataclass(frozen=True, kw_only=True)
class Result:
    """One letter, read both ways."""

    file: str
    tags: tuple[str, ...]
    pages: int  # that needed OCR
    error: float
    seconds: float
    cli_error: float | None
    cli_seconds: float | None
    words: str


def main() -> None:
    """Print the error rate by tag and the seconds a page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--no-cli", action="store_true")
    options.add_argument(
        "--show", action="append", default=[], help="print what was read of this mail, and read no other"
    )
    chosen = options.parse_args()
    results = []
    with Reader(chosen.processes) as reader:
        reader.read_all([_blank()] * chosen.processes)  # warm, as the service is
        for line in (chosen.corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines():
            truth = json.loads(line)
            if chosen.show and truth["file"] not in chosen.show:
                continue
            result = _measure(truth, chosen.corpus, reader, with_cli=not chosen.no_cli)
            if result:
                results.append(result)
                if chosen.show:
                    print(result.words)
    _report(results)


def _blank() -> Part:
    stream = io.BytesIO()
    Image.new("L", (600, 800), 255).save(stream, "PNG")
    return Part(name="kosong.png", content_type="image/png", content=stream.getvalue())


def _measure(truth: dict[str, Any], corpus: Path, reader: Reader, *, with_cli: bool) -> Result | None:
    wanted = "\n".join(letter.get("full_text") or "" for letter in truth["letters"])
    if not wanted.strip() or "body-only" in truth["tags"] or any(tag in truth["tags"] for tag in SKIPPED):
        return None
    evidence = {
        name
        for letter in truth["letters"]
        for name in (*(letter["issue"].get("evidence") or ()), *(letter.get("evidence_optional") or ()))
    }
    parts = [part for part in _parts(corpus / "mail" / truth["file"]) if part.name not in evidence]
    started = time.perf_counter()
    documents = [found for found in reader.read_all(parts) if found.part not in evidence and not _is_logo(found)]
    seconds = time.perf_counter() - started
    pages = sum(page.source == "ocr" for found in documents for page in found.pages)
    cli_words, cli_seconds = _by_command(parts) if with_cli and pages else (None, None)
    words = "\n".join(found.text for found in documents)
    return Result(
        file=truth["file"],
        tags=tuple(truth["tags"]),
        pages=pages,
        error=_error(wanted, words),
        seconds=seconds,
        cli_error=None if cli_words is None else _error(wanted, cli_words),
        cli_seconds=cli_seconds,
        words=words,
    )


def _is_logo(document: Document) -> bool:
    return document.media == "image" and all(not page.lines for page in document.pages)


def _error(wanted: str, words: str) -> float:
    folded = " ".join(wanted.split())
    return Levenshtein.distance(folded, " ".join(words.split())) / max(1, len(folded))


def _parts(path: Path) -> list[Part]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = []
    for part in message.walk():
        content = part.get_payload(decode=True)
        if part.is_multipart() or not part.get_filename() or not isinstance(content, bytes):
            continue
        parts.append(Part(name=str(part.get_filename()), content_type=part.get_content_type(), content=content))
    return parts


def _by_command(parts: Sequence[Part]) -> tuple[str, float]:
    """What `tesseract` says to the pages as they are, and how long it took."""
    texts, seconds = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number, image in enumerate(image for part in parts for image in _images(part)):
            path = Path(folder) / f"{number}.png"
            image.save(path, compress_level=1, dpi=(DPI, DPI))
            started = time.perf_counter()
            done = subprocess.run(
                ["tesseract", str(path), "-", "-l", "ind+eng"],
                capture_output=True,
                check=True,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
            seconds += time.perf_counter() - started
            texts.append(done.stdout.decode("utf-8", "replace"))
    return "\n".join(texts), seconds


def _images(part: Part) -> list[Image.Image]:
    if b"%PDF-" in part.content[:1024]:
        with pdfium.PdfDocument(part.content) as document:
            return [page.render(scale=DPI / 72).to_pil() for page in document]
    try:
        return [Image.open(io.BytesIO(part.content)).convert("RGB")]
    except OSError:
        return []


def _report(results: Sequence[Result]) -> None:
    by_tag: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        for tag in (*result.tags, "ALL", "ALL with OCR" if result.pages else "ALL without OCR"):
            by_tag[tag].append(result)
    print(f"{'tag':18} {'letters':>7} {'CER %':>7} {'CLI %':>7}")
    for tag, found in sorted(by_tag.items()):
        plain = [result.cli_error for result in found if result.cli_error is not None]
        beside = f"{100 * statistics.fmean(plain):7.2f}" if plain else "      -"
        print(f"{tag:18} {len(found):7} {100 * statistics.fmean(result.error for result in found):7.2f} {beside}")
    print("\nworst:")
    for result in sorted(results, key=lambda result: -result.error)[:14]:
        plain_error = "-" if result.cli_error is None else f"{100 * result.cli_error:.2f}"
        print(f"  {result.file} {100 * result.error:6.2f} (CLI {plain_error}) {' '.join(result.tags)}")
    timed = [result for result in results if result.cli_seconds is not None and result.pages]
    if timed:
        own = sum(result.seconds for result in timed) / sum(result.pages for result in timed)
        plain_seconds = sum(result.cli_seconds or 0 for result in timed) / sum(result.pages for result in timed)
        print(f"\nseconds a page: {own:.2f}, command line {plain_seconds:.2f}, ratio {own / plain_seconds:.2f}")
    elif any(result.pages for result in results):
        with_ocr = [result for result in results if result.pages]
        print(f"\nseconds a page: {sum(r.seconds for r in with_ocr) / sum(r.pages for r in with_ocr):.2f}")


if __name__ == "__main__":
    main()
