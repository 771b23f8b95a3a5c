"""How many letters a minute: DOCX and PDF through the warm office, against one `soffice --convert-to` a letter.

    python bench/letters.py [LETTERS]

Both ways turn the very same DOCX files into PDF, in turns, on the same machine; the ratio is what counts.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from pipeline.letters import Converter, render
from pipeline.letters.sample import sample_context
from pipeline.rulebook import LetterKind

ROOT = Path(__file__).parent.parent


def soffice_once(docx: bytes, folder: Path) -> None:
    """What a script without a warm office does for each letter."""
    source = folder / "letter.docx"
    source.write_bytes(docx)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)


def memory_mib(group: int) -> float:
    """Resident memory of a process group."""
    listed = subprocess.run(["ps", "-eo", "pgid=,rss="], capture_output=True, text=True, check=True).stdout
    return sum(int(rss) for pgid, rss in map(str.split, listed.splitlines()) if pgid == str(group)) / 1024


def main(wanted: int) -> None:
    """Run and print."""
    kinds = TypeAdapter(dict[str, LetterKind]).validate_python(
        yaml.safe_load((ROOT / "rules/letters.yaml").read_text("utf-8"))
    )
    rendering: list[float] = []
    warm: list[float] = []
    cold: list[float] = []
    with Converter() as converter, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        started = time.perf_counter()
        names = list(kinds)
        first = render(
            kinds[names[0]], sample_context(names[0], kinds[names[0]]), images={}, templates=ROOT / "templates"
        )
        converter.pdf(first)
        print(f"first letter, office started: {time.perf_counter() - started:.2f} s")
        soffice_once(first, folder)  # its profile exists, as on a machine that did this before
        for index in range(wanted):
            name = names[index % len(names)]
            context = sample_context(name, kinds[name])
            begun = time.perf_counter()
            docx = render(kinds[name], context, images={}, templates=ROOT / "templates")
            rendered = time.perf_counter()
            converter.pdf(docx)
            converted = time.perf_counter()
            soffice_once(docx, folder)
            rendering.append(rendered - begun)
            warm.append(converted - rendered)
            cold.append(time.perf_counter() - converted)
        memory = memory_mib(converter.pid or 0)
    each = statistics.median(rendering) + statistics.median(warm)
    print(f"{wanted} letters of {len(names)} kinds, medians a letter:")
    print(f"  DOCX from the template        {statistics.median(rendering) * 1000:7.0f} ms")
    print(f"  PDF, warm office              {statistics.median(warm) * 1000:7.0f} ms   ({memory:.0f} MiB)")
    print(f"  PDF, soffice once a letter    {statistics.median(cold) * 1000:7.0f} ms")
    print(f"  ratio soffice / warm          {statistics.median(cold) / statistics.median(warm):7.1f}")
    print(f"  letters a minute, DOCX and PDF{60 / each:7.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 38)
