"""How well and how fast letters are read, side by side with what one would use instead.

    python bench/reading.py own [--letters N]          character error rate by degradation, on pages of our own
    python bench/reading.py corpus DIR [--show FILE]   the same by tag, on a folder with `mail/*.eml` and `truth.jsonl`
    python bench/reading.py speed [--letters N]        wall time against two `tesseract` and two `ocrmypdf`, same pages
    python bench/reading.py memory [--pages N]         peak memory of a reading process on one long scan
    python bench/reading.py digital [--letters N]      CPU of reading and understanding a one-page PDF letter, warm

Character error rate is edit distance over length, white space folded; the order of words counts. `ocrmypdf` is needed for
its own line of `speed` only (`apt-get install ocrmypdf`).
"""

from __future__ import annotations

import argparse
import email
import email.policy
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import cv2
import numpy as np
from PIL import Image
from rapidfuzz.distance import Levenshtein

from pipeline.config import default_rules, load_rulebook
from pipeline.inspection import inspect
from pipeline.model import Document, Part
from pipeline.reading import Reader, ReadingLimits
from pipeline.reading.formats import Formats
from pipeline.rulebook import Directory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from letter_pages import DEGRADATIONS, DPI, Picture, draw

SAME_PAGES = ("clean300", "skew200", "fax150", "stamp-grey")  # what a plain OCR can read too
CORES = 2


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = options.add_subparsers(dest="kind", required=True)
    for name, default in (("own", 10), ("speed", 8), ("digital", 20)):
        kinds.add_parser(name).add_argument("--letters", type=int, default=default)
    kinds.add_parser("memory").add_argument("--pages", type=int, default=20)
    corpus = kinds.add_parser("corpus")
    corpus.add_argument("folder", type=Path)
    corpus.add_argument(
        "--show", action="append", default=[], help="print what was read of this mail, and read no other"
    )
    chosen = options.parse_args()
    if chosen.kind == "own":
        own(chosen.letters)
    elif chosen.kind == "corpus":
        of_corpus(chosen.folder, chosen.show)
    elif chosen.kind == "speed":
        speed(chosen.letters)
    elif chosen.kind == "memory":
        memory(chosen.pages)
    else:
        digital(chosen.letters)


def error(wanted: str, read: str) -> float:
    folded = " ".join(wanted.split())
    return Levenshtein.distance(folded, " ".join(read.split())) / max(1, len(folded))


def packed(picture: Picture, ending: str = ".png") -> bytes:
    _, stored = cv2.imencode(ending, picture, [cv2.IMWRITE_PNG_COMPRESSION, 1] if ending == ".png" else [])
    return stored.tobytes()


def own(letters: int) -> None:
    print(f"{'pages':12} {'letters':>7} {'CER %':>7} {'worst %':>8}")
    with Reader() as reader:
        for name, degrade in DEGRADATIONS.items():
            drawn = [draw(seed) for seed in range(letters)]
            parts = [part(f"{seed}.png", packed(degrade(page, seed))) for seed, page in enumerate(drawn)]
            errors = [error(page.text, read.text) for page, read in zip(drawn, reader.read_all(parts), strict=True)]
            print(f"{name:12} {letters:7} {100 * statistics.fmean(errors):7.2f} {100 * max(errors):8.2f}")


def part(name: str, content: bytes) -> Part:
    return Part(name=name, content_type="application/octet-stream", content=content)


def of_corpus(folder: Path, show: Sequence[str]) -> None:
    by_tag: dict[str, list[float]] = defaultdict(list)
    worst: list[tuple[float, str, Sequence[str]]] = []
    with Reader() as reader:
        for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
            truth = json.loads(line)
            if (show and truth["file"] not in show) or not truth.get("letter_files"):
                continue
            read = _read(folder / "mail" / truth["file"], truth, reader)
            if read is None:
                continue
            found = error(truth["full_text"], read)
            for tag in (*truth["tags"], "ALL"):
                by_tag[tag].append(found)
            worst.append((found, truth["file"], truth["tags"]))
            if show:
                print(read)
    print(f"{'tag':20} {'letters':>7} {'CER %':>7}")
    for tag, errors in sorted(by_tag.items()):
        print(f"{tag:20} {len(errors):7} {100 * statistics.fmean(errors):7.2f}")
    print("\nworst:")
    for found, file, tags in sorted(worst, key=lambda one: -one[0])[:12]:
        print(f"  {file} {100 * found:6.2f}  {' '.join(tags)}")


def _read(path: Path, truth: dict[str, Any], reader: Reader) -> str | None:
    """What the letter's own files say; None where they came in a wrapper that intake opens."""
    wanted = set(truth["letter_files"])
    parts = [one for one in _parts(path) if one.name in wanted]
    return "\n".join(document.text for document in reader.read_all(parts)) if parts else None


def _parts(path: Path) -> Iterator[Part]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for one in message.walk():
        content = one.get_payload(decode=True)
        if not one.is_multipart() and one.get_filename() and isinstance(content, bytes):
            yield part(str(one.get_filename()), content)


def speed(letters: int) -> None:
    pictures = [DEGRADATIONS[name](draw(seed), seed) for name in SAME_PAGES for seed in range(letters)]
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, picture in enumerate(pictures):
            path = Path(folder) / f"{number:03d}.png"
            path.write_bytes(packed(picture))
            paths.append(path)
        ours = _ours(paths)
        plain = _side_by_side(paths, lambda path: ["tesseract", str(path), "-", "-l", "ind+eng"])
        print(f"{len(paths)} pages, {CORES} processes each")
        print(f"nodis, prepared, read and understood  {ours / len(paths):6.2f} s a page")
        print(f"tesseract                             {plain / len(paths):6.2f} s a page   ratio {ours / plain:.2f}")
        if not shutil.which("ocrmypdf"):
            print("ocrmypdf is not installed: its line is left out")
            return
        for path in paths:
            Image.open(path).save(path.with_suffix(".pdf"), resolution=_dpi(path))
        other = _side_by_side(
            paths,
            lambda path: [
                "ocrmypdf", "--jobs", "1", "--quiet", "-l", "ind+eng", "--output-type", "pdf", "--sidecar",
                str(path.with_suffix(".txt")), str(path.with_suffix(".pdf")), str(path.with_suffix(".out.pdf")),
            ],
        )  # fmt: skip
        print(
            f"ocrmypdf --jobs 1 --sidecar           {other / len(paths):6.2f} s a page   nodis is {other / ours:.1f} times as fast"
        )


def _dpi(path: Path) -> float:
    return DPI * Image.open(path).size[0] / 2480


def _ours(paths: Sequence[Path]) -> float:
    """Seconds of reading and understanding all pages, processes warm as in the service."""
    rules, zone = load_rulebook(default_rules()), ZoneInfo("Asia/Jakarta")
    with Reader(CORES) as reader:
        blank = part("kosong.png", packed(np.full((800, 600), 255, np.uint8)))
        reader.read_all([blank] * CORES)
        started = time.perf_counter()
        contents = [path.read_bytes() for path in paths]
        reader.read_all([part(path.name, content) for path, content in zip(paths, contents, strict=True)])
        read = time.perf_counter() - started
        known = _Known(reader, contents[0], paths[0])
        for _ in range(2):  # the first compiles the rules, as the service does when it starts
            started = time.perf_counter()
            inspect(paths[0].name, contents[0], rulebook=rules, directory=Directory(), zone=zone, reader=known)
        return read + (time.perf_counter() - started) * len(paths)


class _Known(Reader):
    """Hands out what was read before, so that understanding alone is timed."""

    def __init__(self, reader: Reader, content: bytes, path: Path) -> None:
        super().__init__(1)
        self._documents = reader.read(part(path.name, content))

    def read_all(self, parts: Sequence[Part]) -> tuple[Document, ...]:
        del parts
        return self._documents


def _side_by_side(paths: Sequence[Path], command: Callable[[Path], list[str]]) -> float:
    """Seconds of running the command on all pages, as many at once as cores."""
    waiting = list(paths)
    running: list[subprocess.Popen[bytes]] = []
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    started = time.perf_counter()
    while waiting or running:
        while waiting and len(running) < CORES:
            running.append(
                subprocess.Popen(
                    command(waiting.pop()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
                )
            )
        running = [process for process in running if process.poll() is None]
        time.sleep(0.005)
    return time.perf_counter() - started


def memory(pages: int) -> None:
    images = [Image.fromarray(DEGRADATIONS["clean300"](draw(seed), seed)) for seed in range(pages)]
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=DPI)
    with Reader(CORES) as reader:
        (document,) = reader.read(part("pindaian.pdf", stream.getvalue()))
        listed = [path.read_text(encoding="ascii") for path in Path("/proc/self/task").glob("*/children")]
        peaks = [_peak(int(child)) for line in listed for child in line.split()]
    print(f"{len(document.pages)} pages, {len(peaks)} processes, peak {max(peaks)} MB each at most")


def _peak(process: int) -> int:
    """Peak resident memory of a running process, MB."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0


def digital(letters: int) -> None:
    rules, zone = load_rulebook(default_rules()), ZoneInfo("Asia/Jakarta")
    sample = Path(__file__).parent.parent / "inbox_samples" / "gangguan-nodis-pdf" / "mail.eml"
    pdf = next(one.content for one in _parts(sample) if one.name.endswith(".pdf"))
    formats = Formats(ReadingLimits())

    class Warm(Reader):
        """Reads in this process, whose CPU is what is counted."""

        def read_all(self, parts: Sequence[Part]) -> tuple[Document, ...]:
            return tuple(document for one in parts for document in formats.read(one.name, one.content))

    with Warm(1) as reader:
        spent = []
        for _ in range(letters + 1):
            started = time.process_time()
            understood = inspect("surat.pdf", pdf, rulebook=rules, directory=Directory(), zone=zone, reader=reader)
            spent.append(time.process_time() - started)
    words = len(understood.letters[0].full_text.split())
    print(f"a letter of {words} words: {1000 * statistics.median(spent[1:]):.0f} ms CPU, median of {letters}")


if __name__ == "__main__":
    main()
