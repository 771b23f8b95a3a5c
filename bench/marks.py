"""How often a letter that comes back on paper is recognised by its filing mark.

    python bench/marks.py [PAGES]       default 210

Every kind of letter in turn, rendered, printed at 300 dpi, signed, then degraded as `tests/letter_pages.py` does it (skewed
200 dpi JPEG, 150 dpi fax, photos, turned pages, stamps); each page is read through the reading process as a file. Exits 1 under
95 %, or if any page gives another letter's mark.
"""

from __future__ import annotations

import io
import sys
import time
from collections import Counter
from pathlib import Path

from PIL import Image

from pipeline.config import default_rules, load_rulebook
from pipeline.letters import Converter
from pipeline.model import Part
from pipeline.reading import Reader

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from returned_copies import pages

ROOT = Path(__file__).parent.parent
ENOUGH = 0.95


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 210
    kinds = load_rulebook(default_rules()).letters
    seen: Counter[str] = Counter()
    hits: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    wrong, seconds = 0, {False: 0.0, True: 0.0}  # by thoroughness
    converter = Converter()
    with Reader() as reader:
        for way, picture, code in pages(kinds, count, templates=ROOT / "templates", converter=converter):
            seen[way] += 1
            packed = io.BytesIO()
            pixels = picture if picture.ndim == 2 else picture[:, :, ::-1]
            Image.fromarray(pixels).save(packed, "JPEG", quality=80)
            part = Part(name="pindaian.jpg", content_type="image/jpeg", content=packed.getvalue())
            for thorough in (False, True):
                start = time.perf_counter()
                documents = reader.marks((part,), thorough=thorough)[0]
                seconds[thorough] += time.perf_counter() - start
                found = [mark for document in documents for page in document.pages for mark in page.marks]
                hits[thorough][way] += found == [code]
                wrong += bool(found) and found != [code]
    converter.close()
    print(f"{'':12} pages   quick  thorough")
    for way, all_pages in seen.items():
        print(f"{way:12} {all_pages:5}   {hits[False][way]:5}  {hits[True][way]:8}")
    quick, best = (sum(hits[how].values()) / count for how in (False, True))
    print(f"{'all':12} {count:5}  {quick:6.1%}  {best:8.1%}   wrong: {wrong}")
    print(
        f"a page takes {seconds[False] / count * 1000:.0f} ms quickly, {seconds[True] / count * 1000:.0f} ms thoroughly"
    )
    return 0 if best >= ENOUGH and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
